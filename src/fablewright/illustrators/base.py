"""What every illustrator can do."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

from fablewright.core.artist import Call
from fablewright.core.book import PaletteStep, Person, SceneAnalysis


@dataclass(frozen=True, slots=True)
class PictureRequest:
    """One picture. `size` is its edge in pixels. `references` are PNG files to stay close to: for the
    cover what people sent of its characters (up to four of each, in their order; there may be none),
    for a scene the cover. A later `edition` shows the same people in another picture; a later `attempt` is for one that
    did not pass, and `feedback` says why."""

    title: str
    analysis: SceneAnalysis
    palette: PaletteStep
    motif: str
    people: tuple[Person, ...]
    seed: int
    size: int = 2048
    references: tuple[bytes, ...] = ()
    feedback: str = ""
    edition: int = 1
    attempt: int = 1


@dataclass(frozen=True, slots=True)
class Picture:
    """A finished picture: RGB PNG. `document` says what was drawn, for an inspector:
    `{"drawn": {person: [trait ids]}, "place": …, "props": […], "missing": […]}`. Who knows it also says
    how much the finished picture shows of it: `{"visible": {person: {trait: {"seen": share of the
    trait's own pixels, "area": share of the page}}}, "hidden": {person: [traits that pose, view or
    clothes cover]}}`."""

    png: bytes
    width: int
    height: int
    document: Mapping[str, object] = field(default_factory=dict)


class Portraitist(Protocol):
    """Draws somebody alone, at once, for whoever describes them at this moment. The same arguments give
    the same picture; it may be called in any thread."""

    def __call__(self, person: Person, seed: int, title: str) -> str:
        """An SVG document of at most 150 KB, without scripts and references to elsewhere. `seed` decides
        what nobody has said; `title` is what the picture says of itself."""


class Illustrator(Protocol):
    """Paints. Same request: same picture (offline). `most_references` is how many pictures to stay close
    to it looks at, the first ones."""

    name: str

    @property
    def most_references(self) -> int: ...

    def paint(self, request: PictureRequest) -> Call[Picture]: ...

    async def check(self) -> None:
        """Raises `Misconfigured` when it cannot work as the settings are. Costs nothing."""

    async def close(self) -> None:
        """End whatever processes or connections it holds."""
