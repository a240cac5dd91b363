"""The EPUB: overlays, durations, metadata. Validity is checked with EPUBCheck in the integration tests."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import replace
from itertools import pairwise
from typing import Any
from xml.etree import ElementTree

import pytest
from tests.support.manuscripts import BEAT, WEIRD_BEATS, WEIRD_TITLE, alt, manuscript, without

from fablewright.books.binder.epub import bind_epub, overlay_clips
from fablewright.books.binder.epub_pages import Page
from fablewright.core.book import PARTS, Word

SMIL = "{http://www.w3.org/ns/SMIL}"
LONG = tuple("\n\n".join([BEAT] * 6) for _ in range(4))
XHTML = "{http://www.w3.org/1999/xhtml}"


def bound(**changes: Any) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(bind_epub(manuscript(**changes)))) as archive:
        return {name.removeprefix("EPUB/"): archive.read(name) for name in archive.namelist()}


def parse(data: bytes) -> ElementTree.Element:
    return ElementTree.fromstring(data)  # noqa: S314 (our own file)


def seconds(clock: str) -> float:
    hours, minutes, rest = clock.split(":")
    return int(hours) * 3600 + int(minutes) * 60 + float(rest)


def spine(content: dict[str, bytes]) -> list[str]:
    return re.findall(r'<itemref idref="([^"]+)"', content["package.opf"].decode())


def clips(content: dict[str, bytes]) -> list[tuple[str, str, float, float]]:
    """(page, text of the word, begin, end) of every clip in reading order."""
    found = []
    for name in spine(content):
        if f"{name}.smil" not in content:
            continue
        page = parse(content[f"{name}.xhtml"])
        words = {e.attrib["id"]: e.text or "" for e in page.iter() if "id" in e.attrib}
        for par in parse(content[f"{name}.smil"]).iter(f"{SMIL}par"):
            text, audio = par[0].attrib["src"], par[1].attrib
            file, _, element = text.partition("#")
            assert file == f"{name}.xhtml"
            assert audio["src"] in content
            found.append(
                (name, words[element], seconds(audio["clipBegin"]), seconds(audio["clipEnd"]))
            )
    return found


def test_the_media_type_comes_first_and_plain() -> None:
    data = bind_epub(manuscript())
    assert data[30:58] == b"mimetypeapplication/epub+zip"
    assert zipfile.ZipFile(io.BytesIO(data)).infolist()[0].compress_type == zipfile.ZIP_STORED


def test_every_word_lights_up_when_it_is_spoken() -> None:
    book = manuscript()
    heard = clips(bound())
    expected = [*book.title_words, *book.words]
    assert [word for _, word, _, _ in heard] == [word.txt for word in expected]
    assert [begin for _, _, begin, _ in heard][1:] == [word.start for word in expected][1:]
    assert heard[0][0] == "cover"


def test_clips_follow_each_other_without_a_gap_and_durations_are_exact() -> None:
    content = bound()
    heard = clips(content)
    assert heard[0][2] == 0
    assert all(one[3] == other[2] for one, other in pairwise(heard))
    assert heard[-1][3] == manuscript().duration
    package = content["package.opf"].decode()
    parts = re.findall(r'refines="#([^"]+)-overlay" property="media:duration">([^<]+)', package)
    total = re.search(r'<meta property="media:duration">([^<]+)', package)
    assert total is not None
    assert sum(seconds(clock) for _, clock in parts) == pytest.approx(seconds(total[1]), abs=1e-6)
    for page, clock in parts:
        lengths = sum(end - begin for name, _, begin, end in heard if name == page)
        assert seconds(clock) == pytest.approx(lengths, abs=1e-6)


def test_word_times_that_run_backwards_still_give_clips_with_a_length() -> None:
    stuck = tuple(Word(txt="x", start=1.0 - n / 100, end=1.0) for n in range(4))
    book = manuscript(beats=("x", "x", "x", "x"), title="x")
    pages = [Page("page-1", "", "", ("t0", "w0", "w1", "w2", "w3"))]
    found = overlay_clips(replace(book, words=stuck, duration=0.5), pages)["page-1"]
    assert all(clip.end > clip.begin for clip in found)


def test_pictures_are_described_once_and_the_package_says_what_readers_need() -> None:
    content = bound(beats=LONG, age=10)
    alts = [
        image.attrib["alt"]
        for name in spine(content)
        for image in parse(content[f"{name}.xhtml"]).iter(f"{XHTML}img")
    ]
    assert [text for text in alts if text] == [alt(part) for part in PARTS]
    package = content["package.opf"].decode()
    for wanted in (
        'rendition:layout">pre-paginated', 'media:active-class">-epub-media-overlay-active',
        'media:narrator">Test voice', 'dcterms:modified">2026-03-04T05:06:07Z',
        'schema:accessibilityFeature">synchronizedAudioText', 'schema:accessibilityHazard">none',
        "schema:accessibilitySummary", 'schema:accessModeSufficient">textual',
        'properties="cover-image"', "urn:uuid:00000000-0000-0000-0000-000000000007",
    ):  # fmt: skip
        assert wanted in package
    assert b"-epub-media-overlay-active" in content["book.css"]


def test_answers_have_the_numbers_of_their_questions() -> None:
    content = bound()
    assert "3. Why did the lid rattle?" in content["play-1.xhtml"].decode()
    assert '<li value="3">It was loose.</li>' in content["answers.xhtml"].decode()


def test_without_narration_there_is_nothing_to_hear() -> None:
    silent = bind_epub(replace(manuscript(), narration=None))
    with zipfile.ZipFile(io.BytesIO(silent)) as archive:
        content = {name: archive.read(name) for name in archive.namelist()}
    assert not [name for name in content if name.endswith((".smil", ".mp3"))]
    assert b"synchronizedAudioText" not in content["EPUB/package.opf"]


def test_type_stays_legible_and_long_beats_take_more_pages() -> None:
    content = bound(beats=LONG, age=10)
    assert len([name for name in spine(content) if name.startswith("page-")]) > 8
    sizes = re.findall(r"font-size: (\d+)px", "".join(map(str, content.values())))
    assert min(map(int, sizes)) >= 30


@pytest.mark.parametrize(
    "changes",
    [
        {"beats": WEIRD_BEATS, "title": WEIRD_TITLE, "voice": "<&>"},
        {"beats": ("", "", "", ""), "title": "", "byline": "", "activities": ()},
        without(*PARTS),
    ],
)
def test_odd_books_are_wellformed(changes: dict[str, Any]) -> None:
    content = bound(**changes)
    for name, data in content.items():
        if name.endswith((".xhtml", ".smil", ".opf", ".xml")):
            parse(data)


def test_the_same_manuscript_gives_the_same_bytes() -> None:
    assert bind_epub(manuscript()) == bind_epub(manuscript())
