"""The pages of the EPUB as XHTML, 1200 × 1700 CSS pixels each: a whole picture over its text.

A page that is read aloud has an element with an id for each spoken word: `t0`, `t1` … in the title,
`w0`, `w1` … in the story.
"""

from __future__ import annotations

import html
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from fablewright.books import reading
from fablewright.books.binder import colours, pictures, typesetting
from fablewright.books.binder.labels import labels, language_tag, title_of
from fablewright.books.binder.model import Manuscript
from fablewright.books.reading import printable
from fablewright.core.book import PARTS, Hex, PartName, Question

WIDTH, HEIGHT = 1200, 1700
SIDE = 70
STYLE = typesetting.Style(pitch=1.38, gap=0.5)
# A picture may lose a little at its edges to make room for text, but never more than this.
LEAST_PICTURE = 1040
LEAST_ROUND, MOST_ROUND = 460, 860
FOOT = 92
_QUESTIONS_A_PAGE = 4
_WORD_ID = 'id="w{}"'
_RIGHT_TO_LEFT = ("ar", "fa", "he", "ur", "yi", "ps", "sd", "ug", "dv")


@dataclass(frozen=True, slots=True)
class Page:
    """One XHTML file, `name` without its ending; `spoken` are the ids of its words, in order."""

    name: str
    title: str
    body: str
    spoken: tuple[str, ...] = ()


def is_right_to_left(book: Manuscript) -> bool:
    return language_tag(book).split("-")[0].lower() in _RIGHT_TO_LEFT


def pages(book: Manuscript, ink: pictures.TitleInk, shown: frozenset[PartName]) -> list[Page]:
    """All pages in reading order; `shown` are the parts whose picture is in the book."""
    return [
        _cover(book, ink, "cover" in shown),
        *_story(book, shown),
        *_play(book),
        _about(book),
    ]


def document(book: Manuscript, page: Page) -> str:
    """The page as a whole XHTML document."""
    language = language_tag(book)
    direction = "rtl" if is_right_to_left(book) else "ltr"
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n<!DOCTYPE html>\n'
        '<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops" '
        f'lang="{language}" xml:lang="{language}" dir="{direction}">\n<head>\n'
        f'<meta charset="utf-8"/>\n<title>{_escape(page.title)}</title>\n'
        f'<meta name="viewport" content="width={WIDTH}, height={HEIGHT}"/>\n'
        '<link rel="stylesheet" type="text/css" href="book.css"/>\n</head>\n'
        f"<body>\n{page.body}\n</body>\n</html>\n"
    )


def _cover(book: Manuscript, ink: pictures.TitleInk, has_picture: bool) -> Page:
    title = title_of(book)
    size, lines = typesetting.fit_title(
        title,
        typesetting.ruler(typesetting.TITLE_FACE),
        typesetting.Room(WIDTH - 2 * SIDE - 40, 400),
        largest=124,
        smallest=36,
    )
    spoken: list[str] = []
    marked: list[str] = []
    for line in lines:
        words = []
        for word in line.split():
            words.append(f'<span id="t{len(spoken)}">{_escape(word)}</span>')
            spoken.append(f"t{len(spoken)}")
        marked.append(" ".join(words))
    shadow = ", ".join(
        f"{x}px {y}px 3px {ink.shade}" for x, y in ((0, 4), (3, 2), (-3, 2), (3, -2), (-3, -2))
    )
    byline = _escape(book.byline)
    body = [
        '<section epub:type="cover" class="cover" id="cover">',
        _picture(book, "cover", has_picture, "cover-picture", ""),
        f'<div class="veil" style="background: {_veil(ink)}"></div>',
        f'<div class="title" style="color: {ink.ink}; text-shadow: {shadow}">',
        f'<h1 style="font-size: {size:.0f}px">{" <br/>".join(marked)}</h1>',
        f"<p>{byline}</p>" if byline.strip() else "",
        "</div>",
        "</section>",
    ]
    return Page("cover", title, _joined(body), tuple(spoken))


def _veil(ink: pictures.TitleInk) -> str:
    red, green, blue = (int(ink.shade[at : at + 2], 16) for at in (1, 3, 5))
    stops = (f"rgba({red}, {green}, {blue}, {ink.veil * share:.2f})" for share in (1, 0.88, 0))
    return f"linear-gradient({', '.join(stops)})"


def _story(book: Manuscript, shown: frozenset[PartName]) -> Iterator[Page]:
    measure = typesetting.ruler(typesetting.TEXT_FACE)
    # A twentieth is kept free for reading systems that set type a little wider.
    width = (WIDTH - 2 * SIDE) * 0.95
    rooms = [
        typesetting.Room(width, HEIGHT - LEAST_PICTURE - FOOT - 40),
        typesetting.Room(width, HEIGHT - LEAST_ROUND - FOOT - 160),
    ]
    large, small = (46, 40) if book.age <= 5 else (43, 38) if book.age <= 8 else (40, 36)
    size, beats = typesetting.flow(
        reading.read(book.beats, book.refrain),
        measure,
        rooms,
        [float(size) for size in range(large, small - 1, -1)],
        style=STYLE,
    )
    number = 0
    for part, leaves in zip(PARTS[1:], beats, strict=True):
        for index, leaf in enumerate(leaves):
            number += 1
            height = measure.height(leaf, size, width, STYLE)
            yield _story_page(book, part, part in shown, leaf, index, number, size, height)


def _story_page(
    book: Manuscript,
    part: PartName,
    has_picture: bool,
    leaf: typesetting.Leaf,
    index: int,
    number: int,
    size: float,
    height: float,
) -> Page:
    main, second, third = pictures.part_colours(book, part)
    if index == 0:
        top = round(min(WIDTH, max(LEAST_PICTURE, HEIGHT - height - FOOT - 60)))
        picture = _picture(book, part, has_picture, "whole", f"height: {top}px")
    else:
        # Seen already: smaller, not described again, and no second calm page.
        edge = round(min(MOST_ROUND, max(LEAST_ROUND, HEIGHT - height - FOOT - 280)))
        place = f"left: {(WIDTH - edge) // 2}px; width: {edge}px; height: {edge}px"
        source = f'src="images/{part}.jpg" alt=""'
        picture = f'<img class="round" style="{place}" {source}/>' if has_picture else ""
        top = edge + 110 if has_picture else FOOT
    gap = size * STYLE.gap
    paragraphs = "\n".join(
        f'<p style="margin-top: {gap if place else 0:.0f}px">'
        f"{reading.markup(paragraph, _WORD_ID)}</p>"
        for place, paragraph in enumerate(leaf)
    )
    name = f"page-{number}"
    body = [
        f'<section epub:type="bodymatter" class="story" id="{name}" '
        f'style="background: {colours.tint(main, 0.05)}">',
        _hills(second, third),
        picture,
        f'<div class="text" style="top: {top + 20}px; height: {HEIGHT - top - FOOT - 20}px; '
        f'font-size: {size:.0f}px; line-height: {STYLE.pitch}">',
        paragraphs.replace('<em class="refrain">', f'<em class="refrain" style="color: {main}">'),
        "</div>",
        f'<div class="folio" style="color: {main}" aria-hidden="true">{number}</div>',
        "</section>",
    ]
    spoken = tuple(f"w{token.index}" for paragraph in leaf for token in paragraph)
    return Page(name, f"{labels(book.language).page} {number}", _joined(body), spoken)


def _play(book: Manuscript) -> Iterator[Page]:
    words = labels(book.language)
    questions = [q for q in book.activities if q.kind != "create"]
    sheets = -(-len(questions) // _QUESTIONS_A_PAGE)
    share = -(-len(questions) // max(1, sheets))
    numbered = [_question(book, q, f"{number}. ") for number, q in enumerate(questions, start=1)]
    groups = [numbered[at : at + share] for at in range(0, len(questions), max(1, share))]
    groups += [[_question(book, q)] for q in book.activities if q.kind == "create"]
    for number, group in enumerate(groups, start=1):
        heading = f"<h2>{_escape(words.play)}</h2>" if number == 1 else ""
        content = [heading, *group]
        yield _extra(book, f"play-{number}", words.play, content)
    listed = "".join(
        f'<li value="{number}">{_escape(q.answer)}</li>'
        for number, q in enumerate(questions, start=1)
        if q.answer.strip()
    )
    if listed:
        content = [f"<h2>{_escape(words.answers)}</h2>", f"<ol>{listed}</ol>"]
        yield _extra(book, "answers", words.answers, content)


def _question(book: Manuscript, question: Question, number: str = "") -> str:
    colour = pictures.part_colours(book, "cover")[1]
    options = "".join(f"<li>{_escape(option)}</li>" for option in question.options)
    frame = f'<div class="frame" style="border-color: {colours.tint(colour, 0.6)}"></div>'
    body = [
        '<div class="question">',
        f"<p>{number}{_escape(question.question)}</p>",
        f"<ul>{options}</ul>" if options else "",
        "</div>",
        frame if question.kind == "create" else "",
    ]
    return _joined(body)


def _about(book: Manuscript) -> Page:
    words = labels(book.language)
    dedication = _escape(book.dedication)
    content = [
        f'<p class="dedication">{dedication}</p>' if dedication.strip() else "",
        f"<h2>{_escape(words.about)}</h2>",
        *(f'<p class="colophon">{_escape(line)}</p>' for line in book.colophon),
        f'<p class="imprint">{words.edition} {book.edition} · {book.created:%Y-%m-%d} · {book.id}</p>',
    ]
    return _extra(book, "about", words.about, content)


def _extra(book: Manuscript, name: str, title: str, content: Sequence[str]) -> Page:
    """A page after the story, in the colours of the cover."""
    main, second, third = pictures.part_colours(book, "cover")
    body = [
        f'<section class="extra" id="{name}" style="background: {colours.tint(main, 0.05)}">',
        _hills(second, third),
        *(part.replace("<h2>", f'<h2 style="color: {main}">') for part in content),
        "</section>",
    ]
    return Page(name, title, _joined(body))


def _picture(book: Manuscript, part: PartName, exists: bool, kind: str, style: str) -> str:
    if exists:
        alt = _escape(book.pictures[part].alt) or _escape(title_of(book))
        return f'<img class="{kind}" style="{style}" src="images/{part}.jpg" alt="{alt}"/>'
    first, second, third = pictures.part_colours(book, part)
    sky, moon = colours.tint(first, 0.3), colours.tint(second, 0.04)
    hills = _hills(colours.tint(second, 0.6), colours.tint(third, 0.7), strength=1.0)
    return (
        f'<div class="calm" style="background: {sky}; height: {HEIGHT}px; {style}">'
        f'<div class="moon {part}" style="background: {moon}"></div>{hills}</div>'
    )


def _hills(one: Hex, two: Hex, strength: float = 0.14) -> str:
    def hill(place: str, colour: Hex) -> str:
        shade = colour if strength == 1.0 else colours.tint(colour, strength)
        return f'<div class="hill {place}" style="background: {shade}"></div>'

    return hill("one", one) + hill("two", two)


def _escape(text: str) -> str:
    return html.escape(printable(text))


def _joined(parts: Sequence[str]) -> str:
    return "\n".join(part for part in parts if part)
