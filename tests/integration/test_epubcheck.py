"""EPUBCheck, the reference checker, finds nothing in what the binder makes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from tests.support.manuscripts import BEAT, WEIRD_BEATS, WEIRD_TITLE, manuscript, without
from tests.support.programs import complaints, needs

from fablewright.books.binder.epub import bind_epub
from fablewright.core.book import PARTS

LONG = tuple("\n\n".join([BEAT] * 6) for _ in range(4))
BOOKS: dict[str, dict[str, Any]] = {
    "full": {"beats": LONG, "age": 10},
    "partial": {**without("cover", "scene_2"), "narration": None, "activities": ()},
    "bare": {**without(*PARTS), "beats": ("", "", "", ""), "title": "", "byline": ""},
    "weird": {"beats": WEIRD_BEATS, "title": WEIRD_TITLE, "voice": "<&>", "language": "?"},
    "right to left": {"language": "he", "title": "ילד קטן והירח"},
}


@needs("java")
@pytest.mark.parametrize("name", BOOKS)
def test_epubcheck_finds_no_error_and_no_warning(name: str, tmp_path: Path) -> None:
    file = tmp_path / "book.epub"
    file.write_bytes(bind_epub(manuscript(**BOOKS[name])))
    assert complaints(file) == []
