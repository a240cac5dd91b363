"""How much fits where: lines, leaves and sizes, measured with the real typefaces.

Both binders ask here, so that a book breaks its text in the same way on paper and on a screen.
Lengths are in the unit of the page (points in the PDF, CSS pixels in the EPUB).
"""

from __future__ import annotations

import io
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from itertools import pairwise

from PIL import ImageFont

from fablewright.books.reading import Paragraph, Token

FONTS = files("fablewright") / "data" / "fonts"
TEXT_FACE = "Andika_400Regular.ttf"
BOLD_FACE = "Andika_700Bold.ttf"
TITLE_FACE = "Fredoka_600SemiBold.ttf"
_MEASURE_AT = 100
_PARAGRAPH_COST = 24  # letters' worth of room that the gap after a paragraph takes

Leaf = tuple[Paragraph, ...]


@dataclass(frozen=True, slots=True)
class Room:
    """Space for running text."""

    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Style:
    """Distance of lines and of paragraphs, as multiples of the size."""

    pitch: float = 1.42
    gap: float = 0.62


class Ruler:
    """Measures words in one typeface."""

    def __init__(self, file: str) -> None:
        self._font = ImageFont.truetype(
            io.BytesIO((FONTS / file).read_bytes()),
            _MEASURE_AT,
            layout_engine=ImageFont.Layout.BASIC,
        )
        self.width = lru_cache(maxsize=20_000)(self._width)

    def _width(self, text: str) -> float:
        """Width of a text on one line at size 1. Wide letters (ideographs) count as squares."""
        wide = sum(unicodedata.east_asian_width(letter) in "WF" for letter in text)
        narrow = "".join(c for c in text if unicodedata.east_asian_width(c) not in "WF")
        return float(self._font.getlength(narrow)) / _MEASURE_AT + wide

    def lines(self, words: Sequence[str], size: float, width: float) -> int:
        """Lines that the words take, each line filled before the next is begun."""
        count, used = 1, 0.0
        space = self.width(" ")
        for word in words:
            wide = self.width(word)
            if used and (used + space + wide) * size > width:
                count, used = count + 1, wide
            else:
                used += wide + (space if used else 0.0)
            if used * size > width:  # a word longer than the line is broken where it must be
                extra = int(used * size / width)
                count, used = count + extra, used - extra * width / size
        return count

    def height(self, leaf: Leaf, size: float, width: float, style: Style) -> float:
        """Height of the paragraphs of one leaf."""
        lines = sum(self.lines([t.text for t in p], size, width) for p in leaf)
        return lines * size * style.pitch + max(0, len(leaf) - 1) * size * style.gap


@lru_cache
def ruler(file: str) -> Ruler:
    return Ruler(file)


def flow(
    beats: Sequence[Sequence[Paragraph]],
    measure: Ruler,
    rooms: Sequence[Room],
    sizes: Sequence[float],
    *,
    style: Style,
    together: bool = False,
) -> tuple[float, list[list[Leaf]]]:
    """The size for the whole book and the leaves of each beat.

    As few leaves as the smallest size allows, then the largest size that these leaves allow. Leaf
    number i goes into `rooms[i]`, or the last room; `sizes` fall. `together`: all beats get as many
    leaves as the longest.
    """

    def fits(leaves: Sequence[Leaf], size: float) -> bool:
        return all(
            measure.height(leaf, size, room.width, style) <= room.height
            for leaf, room in zip(leaves, _rooms(rooms, len(leaves)), strict=True)
        )

    def fewest(beat: Sequence[Paragraph]) -> int:
        most = max(1, sum(len(paragraph) for paragraph in beat))
        for count in range(1, most):
            if fits(split(beat, _rooms(rooms, count)), sizes[-1]):
                return count
        return most

    counts = [fewest(beat) for beat in beats]
    if together:
        counts = [max(counts)] * len(counts)
    leaves = [split(b, _rooms(rooms, count)) for b, count in zip(beats, counts, strict=True)]
    size = next((s for s in sizes if all(fits(beat, s) for beat in leaves)), sizes[-1])
    return size, leaves


def split(beat: Sequence[Paragraph], rooms: Sequence[Room]) -> list[Leaf]:
    """The beat in as many leaves as there are rooms, filled alike; breaks are between sentences.

    A beat of fewer words than rooms gives fewer leaves; an empty one gives one empty leaf.
    """
    flat = [(number, token) for number, paragraph in enumerate(beat) for token in paragraph]
    if not flat:
        return [()]
    ends = _fullness(flat)
    areas = [room.width * room.height for room in rooms]
    cuts: list[int] = []
    for leaf in range(1, len(rooms)):
        goal = ends[-1] * sum(areas[:leaf]) / sum(areas)
        after = cuts[-1] if cuts else 0
        places = range(after + 1, len(flat))
        if places:
            cuts.append(min(places, key=lambda at: abs(ends[at - 1] - goal) + _dislike(flat, at)))
    edges = [0, *cuts, len(flat)]
    return [_gather(flat[a:b]) for a, b in pairwise(edges) if b > a]


def fit_title(
    title: str,
    measure: Ruler,
    room: Room,
    *,
    largest: float,
    smallest: float,
    most_lines: int = 4,
    pitch: float = 1.08,
) -> tuple[float, tuple[str, ...]]:
    """The largest size at which the title stands in the room, and its lines, as even as can be."""
    words = title.split()
    size = largest
    while size > smallest:
        count = measure.lines(words, size, room.width)
        longest = max((measure.width(word) for word in words), default=0.0) * size
        if count <= most_lines and count * size * pitch <= room.height and longest <= room.width:
            break
        size -= 1.0
    return size, even_lines(words, measure, size, room.width)


def even_lines(words: Sequence[str], measure: Ruler, size: float, width: float) -> tuple[str, ...]:
    """The words on as few lines as the width allows, the longest line as short as possible."""
    count = measure.lines(words, size, width)
    low, high = 0.0, width
    for _ in range(12):
        middle = (low + high) / 2
        fits = max((measure.width(w) * size for w in words), default=0.0) <= middle
        if fits and measure.lines(words, size, middle) <= count:
            high = middle
        else:
            low = middle
    lines: list[str] = []
    for word in words:
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and measure.lines(longer.split(), size, high) == 1:
            lines[-1] = longer
        else:
            lines.append(word)
    return tuple(lines)


def _rooms(rooms: Sequence[Room], count: int) -> list[Room]:
    return [rooms[min(index, len(rooms) - 1)] for index in range(count)]


def _fullness(flat: Sequence[tuple[int, Token]]) -> list[float]:
    """Room taken up to the end of each word, in letters."""
    ends: list[float] = []
    total = 0.0
    for place, (number, token) in enumerate(flat):
        last = place + 1 == len(flat) or flat[place + 1][0] != number
        total += len(token.text) + 1 + (_PARAGRAPH_COST if last else 0)
        ends.append(total)
    return ends


def _dislike(flat: Sequence[tuple[int, Token]], at: int) -> float:
    """How bad it is to turn the page before word `at`, in letters of uneven filling."""
    before, after = flat[at - 1], flat[at]
    if before[0] != after[0]:
        return 0.0
    if before[1].ends_sentence and not after[1].text[:1].islower():
        return 45.0
    return 400.0


def _gather(flat: Sequence[tuple[int, Token]]) -> Leaf:
    paragraphs: dict[int, list[Token]] = {}
    for number, token in flat:
        paragraphs.setdefault(number, []).append(token)
    return tuple(tuple(paragraph) for paragraph in paragraphs.values())
