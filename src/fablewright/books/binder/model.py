"""What a binder needs to make a book: plain, complete, frozen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from fablewright.core.book import Hex, PaletteJourney, PartName, Question, Word


@dataclass(frozen=True, slots=True)
class BoundPicture:
    """A picture of the book: PNG bytes, what it shows in words, and its three deep colours."""

    part: PartName
    png: bytes
    alt: str
    colours: tuple[Hex, Hex, Hex]


@dataclass(frozen=True, slots=True)
class Rendition:
    """A picture made smaller for a screen; sides in pixels."""

    webp: bytes
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Developed:
    """What a finished picture is made ready with: its three deep colours, its sides in pixels, and its
    renditions, the widest first."""

    colours: tuple[Hex, Hex, Hex]
    width: int
    height: int
    renditions: tuple[Rendition, ...]


@dataclass(frozen=True, slots=True)
class Manuscript:
    """A whole book before binding.

    `pictures` may lack parts: a calm page stands in for each. `words` and `title_words` are those of
    the narration (MP3 in `narration`, `duration` in seconds), empty when there is none. `created` is
    in UTC and is the date written into the files: the same manuscript gives the same bytes.
    `colophon` are sentences for the last page, such as which artists made what.
    """

    id: UUID
    edition: int
    title: str
    byline: str
    dedication: str
    language: str
    age: int
    beats: tuple[str, str, str, str]
    refrain: str
    pictures: Mapping[PartName, BoundPicture]
    activities: tuple[Question, ...]
    words: tuple[Word, ...]
    title_words: tuple[Word, ...]
    narration: bytes | None
    duration: float
    voice: str
    palette: PaletteJourney | None
    created: datetime
    colophon: tuple[str, ...] = ()
