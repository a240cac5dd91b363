"""The printed book: a tagged PDF (PDF/UA-1 and PDF/A-2a) set by Typst, 8.5 inches square."""

from __future__ import annotations

import json
import re
import tempfile
import unicodedata
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict
from datetime import UTC
from functools import lru_cache
from importlib.resources import as_file, files
from itertools import groupby
from pathlib import Path

import typst
from PIL import Image

from fablewright.books import reading
from fablewright.books.binder import pictures, typesetting
from fablewright.books.binder.labels import labels, language_tag, title_of
from fablewright.books.binder.model import Manuscript
from fablewright.books.reading import Paragraph, printable
from fablewright.core.book import PARTS, PartName, Question
from fablewright.core.errors import BadSettings

TRIM = 612.0  # 8.5 inches in points
BLEED = 9.0  # an eighth of an inch: 3.2 mm
PRINT_PAGES = 4  # printers fold sheets: the pages of a book are a multiple of so many
MARGIN, TOP, BOTTOM, ORNAMENT = 60.0, 44.0, 74.0, 32.0
STYLE = typesetting.Style(pitch=1.42, gap=0.55)
PRINT_EDGE = 2048  # pixels: 240 to the inch
FACES = {"Andika": typesetting.TEXT_FACE, "Lexend": "Lexend_400Regular.ttf"}
_MISSING = re.compile(r'the text `"((?:[^"\\]|\\.)*)"` could not be displayed')
_LONG_WORD = 30
_ROUNDS = 12


def bind_pdf(book: Manuscript, *, face: str = "Andika", bleed: bool = False) -> bytes:
    """The book as PDF. Blocks for about a second: call it in a thread.

    `face` is the typeface of the text: Andika, or Lexend for readers it helps. `bleed` adds an eighth
    of an inch all round for a print shop (the trim box stays 8.5 inches), and pages to a multiple of
    four. Letters that no typeface
    has are looked for among the system's; what is still missing is left out. The same manuscript
    gives the same bytes. Raises `BadSettings` when there is no such typeface.
    """
    return next(_bind(book, face, (bleed,)))


def bind_pdfs(book: Manuscript) -> tuple[bytes, ...]:
    """The book as PDF and, when no picture is missing, once more for a print shop: with bleed, and with
    a multiple of four pages. Blocks for two seconds or so."""
    return tuple(
        _bind(book, "Andika", (False, True) if len(book.pictures) == len(PARTS) else (False,))
    )


def _bind(book: Manuscript, face: str, variants: Iterable[bool]) -> Iterator[bytes]:
    """A PDF for each variant, the printers' where it is true; pictures are made ready once."""
    if face not in FACES:
        raise BadSettings(f"There is no typeface {face}; choose one of {', '.join(FACES)}.")
    with tempfile.TemporaryDirectory(prefix="fablewright-pdf-") as folder:
        root = Path(folder)
        payload = _payload(book, face, root)
        for bleed in variants:
            form = {"bleed": BLEED, "pages": PRINT_PAGES} if bleed else {"bleed": 0.0, "pages": 2}
            yield _compile(json.dumps({**payload, **form}, ensure_ascii=False), book, root)


def _compile(payload: str, book: Manuscript, root: Path) -> bytes:
    """Sets the book, giving up letters rather than the book where Typst cannot show them.

    Letters are changed in the JSON itself: its texts hold no control characters (see `_break_long`),
    so no escape of it can be touched.
    """
    template = root / "book.typ"
    template.write_bytes((files(__package__) / template.name).read_bytes())
    system_fonts = False
    plainer = iter((_without_marks, _plain))
    for _ in range(_ROUNDS):
        (root / "book.json").write_text(payload, encoding="utf-8")
        try:
            return typst.compile(
                template,
                root=root,
                font_paths=_fonts(system_fonts),
                ignore_system_fonts=not system_fonts,
                format="pdf",
                pdf_standards=["ua-1", "a-2a"],
                timestamp=book.created.astimezone(UTC),
            )
        except typst.TypstError as error:
            missing = _missing_letters(error)
            if not missing:
                raise
            if not system_fonts and any(map(_is_letter, missing)):
                system_fonts = True
            else:
                payload = payload.translate({ord(c): _substitute(c) for c in missing})
        except BaseException as error:
            # Typst can panic on marks that stand alone and on mixtures of scripts; its exception
            # class cannot be imported.
            simplify = next(plainer, None)
            if type(error).__name__ != "PanicException" or simplify is None:
                raise
            payload = simplify(payload)
    raise RuntimeError("Typst still misses letters after many rounds")


def _without_marks(payload: str) -> str:
    """The text composed, without marks and format characters that then still stand alone."""
    composed = unicodedata.normalize("NFC", payload)
    return "".join(c for c in composed if unicodedata.category(c) not in ("Mn", "Me", "Cf", "Cn"))


def _plain(payload: str) -> str:
    """The text in Latin, Greek and Cyrillic letters and punctuation; what else there was, hinted at."""
    return "".join(
        c if c < "\u0530" or "\u1e00" <= c < "\u20d0" else _substitute(c) for c in payload
    )


def _missing_letters(error: typst.TypstError) -> set[str]:
    """The characters that no typeface could show, as Typst reports them."""
    report = f"{error.message}\n{error.diagnostic}"
    clusters = (
        re.sub(r"\\u\{([0-9a-f]+)\}", lambda code: chr(int(code[1], 16)), cluster)
        for cluster in _MISSING.findall(report)
    )
    return {letter for cluster in clusters for letter in cluster if not letter.isascii()}


def _substitute(character: str) -> str:
    """What is printed in place of a character without a glyph: nothing for an emoji."""
    return "·" if _is_letter(character) else ""


def _is_letter(character: str) -> bool:
    return unicodedata.category(character)[0] in "LMN"


@lru_cache(maxsize=2)
def _fonts(system: bool) -> typst.Fonts:
    with as_file(typesetting.FONTS) as folder:
        return typst.Fonts(
            include_system_fonts=system, include_embedded_fonts=True, font_paths=[folder]
        )


def _payload(book: Manuscript, face: str, root: Path) -> dict[str, object]:
    """Everything that book.typ reads; writes the pictures into `root`."""
    title = title_of(book)
    byline = _break_long(book.byline)
    size, leaves = _story(book, face)
    language, region = _language(language_tag(book))
    questions = [q for q in book.activities if q.kind != "create"]
    words = labels(book.language)
    with ThreadPoolExecutor(max_workers=2) as pool:
        cover, *scenes = pool.map(lambda part: _picture(book, part, root), PARTS)
    return {
        "title": title,
        "author": [byline] if byline else [],
        "description": cover["alt"],
        "byline": byline,
        "dedication": _break_long(book.dedication),
        "lang": language,
        "region": region,
        "face": face,
        "margin": MARGIN,
        "top": TOP,
        "bottom": BOTTOM,
        "ornament": ORNAMENT,
        "size": size,
        "pitch": STYLE.pitch,
        "gap": STYLE.gap,
        "labels": asdict(words),
        "cover": cover,
        **_title(title),
        "refrain_colour": pictures.part_colours(book, "cover")[0],
        "beats": [
            {**scene, "leaves": [[_paragraph(p) for p in leaf] for leaf in beat]}
            for scene, beat in zip(scenes, leaves, strict=True)
        ],
        "play_size": 16 if book.age >= 6 else 18,
        "play": [_question(q, number) for number, q in enumerate(questions, start=1)],
        "create": [_question(q) for q in book.activities if q.kind == "create"],
        "answers": [
            {"number": number, "text": _break_long(q.answer)}
            for number, q in enumerate(questions, start=1)
            if q.answer.strip()
        ],
        "colophon": [_break_long(line) for line in book.colophon],
        "imprint": f"{words.edition} {book.edition} · {book.created:%Y-%m-%d} · {book.id}",
    }


def _story(book: Manuscript, face: str) -> tuple[float, list[list[typesetting.Leaf]]]:
    """Text size in points and the leaves of each beat, by age and length."""
    sizes = _sizes(24, 18) if book.age <= 5 else _sizes(22, 18) if book.age <= 8 else _sizes(20, 18)
    # One line is kept free: the typesetter may break a line otherwise than the ruler did.
    height = TRIM - TOP - BOTTOM - ORNAMENT - sizes[-1] * STYLE.pitch
    return typesetting.flow(
        reading.read(book.beats, book.refrain),
        typesetting.ruler(FACES[face]),
        [typesetting.Room(TRIM - 2 * MARGIN, height)],
        sizes,
        style=STYLE,
        together=True,
    )


def _sizes(largest: int, smallest: int) -> list[float]:
    return [half / 2 for half in range(2 * largest, 2 * smallest - 1, -1)]


def _title(title: str) -> dict[str, object]:
    """The title's lines and size on the cover, in its calm upper third, and on the title page."""
    measure = typesetting.ruler(typesetting.TITLE_FACE)
    size, lines = typesetting.fit_title(
        title, measure, typesetting.Room(TRIM - 96, 176), largest=60, smallest=20
    )
    inner, inner_lines = typesetting.fit_title(
        title, measure, typesetting.Room(TRIM - 2 * MARGIN, 120), largest=36, smallest=14
    )
    return {
        "title_size": size,
        "title_lines": lines,
        "inner_size": inner,
        "inner_lines": inner_lines,
    }


def _picture(book: Manuscript, part: PartName, root: Path) -> dict[str, object]:
    """File, alternative text and colours of one part; no file where the picture is missing."""
    bound, image = book.pictures.get(part), pictures.open_picture(book, part)
    shown: dict[str, object] = {
        "file": None,
        "alt": _break_long(bound.alt) if bound else "",
        "colours": pictures.part_colours(book, part),
    }
    if image is not None:
        (root / f"{part}.jpg").write_bytes(pictures.jpeg(image, PRINT_EDGE))
        # A picture without a description would make the whole document inaccessible.
        shown |= {"file": f"{part}.jpg", "alt": shown["alt"] or title_of(book)}
    if part == "cover":
        page = pictures.square(image) if image else Image.new("RGB", (8, 8), pictures.SKY)
        shown |= asdict(pictures.title_ink(page, depth=0.4))
    return shown


def _paragraph(paragraph: Paragraph) -> dict[str, object]:
    runs = [
        {"text": _break_long(" ".join(token.text for token in run)), "refrain": is_refrain}
        for is_refrain, run in groupby(paragraph, key=lambda token: token.refrain)
    ]
    return {"runs": runs, "refrain": all(run["refrain"] for run in runs)}


def _question(question: Question, number: int | None = None) -> dict[str, object]:
    return {
        "number": f"{number}. " if number else "",
        "kind": question.kind,
        "question": _break_long(question.question),
        "options": [_break_long(option) for option in question.options],
    }


def _break_long(text: str) -> str:
    """The text with places to break in words that no line could hold."""
    return " ".join(
        "\u200b".join(word[at : at + _LONG_WORD] for at in range(0, len(word), _LONG_WORD))
        for word in printable(text).split()
    )


def _language(tag: str) -> tuple[str, str | None]:
    """Language and region of a tag as Typst takes them."""
    language, *rest = tag.split("-")
    region = next((part.upper() for part in rest if len(part) == 2 and part.isalpha()), None)
    return language.lower(), region
