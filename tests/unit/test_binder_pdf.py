"""The printed book: structure, standards, pages."""

from __future__ import annotations

import io
from typing import Any

import pytest
import typst
from pypdf import PdfReader
from tests.support.manuscripts import BEAT, WEIRD_BEATS, WEIRD_TITLE, alt, manuscript, without

from fablewright.books.binder.pdf import bind_pdf, bind_pdfs
from fablewright.core.book import PARTS
from fablewright.core.errors import BadSettings


def bound(**changes: Any) -> PdfReader:
    return PdfReader(io.BytesIO(bind_pdf(manuscript(**changes))))


def tags(reader: PdfReader) -> list[dict[str, Any]]:
    """Every element of the structure tree."""
    found: list[dict[str, Any]] = []
    waiting: list[Any] = [reader.trailer["/Root"]["/StructTreeRoot"]]
    while waiting:
        node = waiting.pop().get_object()
        if isinstance(node, list):
            waiting += node
        elif isinstance(node, dict):
            found.append(node)
            waiting += [node["/K"]] if "/K" in node else []
    return found


def test_every_picture_is_described_and_headings_are_tagged() -> None:
    structure = tags(bound())
    figures = [tag for tag in structure if tag.get("/S") == "/Figure"]
    assert sorted(str(figure["/Alt"]) for figure in figures) == sorted(map(alt, PARTS))
    assert {"/H1", "/H2"} <= {str(tag.get("/S")) for tag in structure}


def test_it_says_title_language_author_and_standards() -> None:
    reader = bound(language="de-AT")
    root = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"] == True  # noqa: E712 (a PDF boolean, not Python's)
    assert root["/Lang"] == "de-AT"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"] == True  # noqa: E712
    assert reader.metadata is not None
    assert reader.metadata.title == "Amara and the Sleepy Moon"
    assert reader.metadata.author == "A story for Amara"
    assert str(reader.metadata.creation_date) == "2026-03-04 05:06:07+00:00"
    xmp = root["/Metadata"].get_data().decode()
    assert "<pdfuaid:part>1</pdfuaid:part>" in xmp
    assert "<pdfaid:part>2</pdfaid:part>" in xmp
    assert "<pdfaid:conformance>A</pdfaid:conformance>" in xmp


def test_a_print_shop_gets_bleed_and_whole_sheets() -> None:
    screen, printed = (PdfReader(io.BytesIO(one)) for one in bind_pdfs(manuscript()))
    assert screen.pages[0].mediabox == screen.pages[0].trimbox
    assert len(screen.pages) % 4  # else the next line says nothing
    assert len(printed.pages) % 4 == 0
    for page in printed.pages:
        assert page.mediabox == [0, 0, 630, 630]
        assert page.trimbox == [9, 9, 621, 621]
    assert len(bind_pdfs(manuscript(**without("scene_3")))) == 1


def test_text_faces_its_picture_and_the_last_sheet_is_whole() -> None:
    reader = bound()
    texts = [page.extract_text() for page in reader.pages]
    story = [number for number, text in enumerate(texts, start=1) if "moon yawn" in text]
    assert story == [4, 6, 8, 10]  # left pages; their pictures are on the right
    assert len(texts) % 2 == 0
    assert "Edition 2" in texts[-1]
    assert "1.A lantern" in texts[-1]
    assert "3.It was loose." in texts[-1]  # numbered as its question is
    assert any("3. Why did the lid rattle?" in text for text in texts)


def test_pages_are_square_and_the_bleed_lies_outside() -> None:
    page = bound().pages[0]
    assert (page.mediabox.width, page.mediabox.height) == (612, 612)
    page = PdfReader(io.BytesIO(bind_pdf(manuscript(), bleed=True))).pages[0]
    assert (page.mediabox.width, page.trimbox.width, page.bleedbox.width) == (630, 612, 630)


def test_long_beats_flow_over_pages_and_lose_no_word() -> None:
    beats = tuple("\n\n".join([BEAT] * 6) for _ in range(4))
    reader = bound(beats=beats, age=10)
    story = "".join(page.extract_text() for page in reader.pages[3:])
    assert story.count("rattled") == 24
    sides = [len(page.extract_text()) for page in reader.pages[3:-3]]
    assert min(side for side in sides if side > 5) > 200  # no nearly empty page of text


def test_younger_readers_get_larger_type() -> None:
    def largest(age: int) -> float:
        sizes: list[float] = []
        page = bound(age=age).pages[3]
        page.extract_text(visitor_text=lambda text, cm, tm, font, size: sizes.append(size))
        return max(sizes)

    assert largest(4) > largest(7) > largest(10) >= 18


def test_the_same_manuscript_gives_the_same_bytes() -> None:
    assert bind_pdf(manuscript()) == bind_pdf(manuscript())


@pytest.mark.parametrize(
    "changes",
    [
        {"beats": WEIRD_BEATS, "title": WEIRD_TITLE, "dedication": "💛", "language": "not a tag!"},
        {"beats": ("", "", "", ""), "title": "", "byline": "", "activities": (), "colophon": ()},
        {"title": "x" * 400, "dedication": "y" * 3000, "byline": "z" * 200},
        {"language": "he", "title": "ילד קטן והירח"},
        without(*PARTS),
        without("cover", "scene_3"),
    ],
)
def test_odd_books_are_bound_too(changes: dict[str, Any]) -> None:
    assert len(bound(**changes).pages) >= 12


def test_a_letter_without_a_glyph_is_left_out_and_the_rest_stays() -> None:
    text = bound(beats=("Fox 🫨 runs.", "b", "c", "d")).pages[3].extract_text()
    assert "Fox" in text
    assert "runs." in text
    assert "🫨" not in text


def test_a_panic_of_the_typesetter_costs_marks_and_not_the_book(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    class PanicException(BaseException):
        """As Typst raises it: no Exception, and of a class that cannot be imported."""

    compile_well = typst.compile
    fails = iter((True, False))

    def panic_once(*args: Any, **options: Any) -> Any:
        if next(fails):
            raise PanicException
        return compile_well(*args, **options)

    monkeypatch.setattr(typst, "compile", panic_once)
    text = bound(beats=("Fox\u0337 rests.", "b", "c", "d")).pages[3].extract_text()
    assert "Fox rests." in text


def test_typst_has_nothing_to_warn_of(monkeypatch: pytest.MonkeyPatch) -> None:
    warnings: list[str] = []

    def compile_and_keep(*args: Any, **options: Any) -> Any:
        result, found = typst.compile_with_warnings(*args, **options)
        warnings.extend(warning.message for warning in found)
        return result

    monkeypatch.setattr(typst, "compile", compile_and_keep)
    bind_pdf(manuscript())
    bind_pdf(manuscript(), face="Lexend")
    assert warnings == []


def test_an_unknown_typeface_is_an_error() -> None:
    with pytest.raises(BadSettings, match="Andika"):
        bind_pdf(manuscript(), face="Comic Sans")
