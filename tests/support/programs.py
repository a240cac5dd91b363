"""Programs of the system that some tests need: Java for epubcheck, poppler, a browser."""

from __future__ import annotations

import os
import shutil

import pytest


def needs(program: str) -> pytest.MarkDecorator:
    """Skips the test where `program` is missing, except in CI (`scripts/test_tools.py` brings it)."""
    skip = not shutil.which(program) and os.environ.get("CI") != "true"
    return pytest.mark.skipif(skip, reason=f"{program} is not installed")
