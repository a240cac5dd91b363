"""The page is typed from what the API says of itself today."""

from __future__ import annotations

import json
import re

from scripts.page import TYPES, digest_of

from fablewright.web.app import describe


def test_the_types_are_those_of_this_api() -> None:
    told = re.search("[0-9a-f]{64}", TYPES.read_text("utf-8"))
    assert told
    assert told[0] == digest_of(json.dumps(describe()).encode()), "run: make types"
