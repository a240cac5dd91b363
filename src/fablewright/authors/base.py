"""What every author can do."""

from __future__ import annotations

from typing import Protocol

from fablewright.core.artist import Call
from fablewright.core.book import (
    Activities,
    Brief,
    PaletteJourney,
    PartName,
    SceneAnalysis,
    StoryText,
)


class Author(Protocol):
    """Writes the story and thinks about its pictures. Same brief, same seed: same words (offline)."""

    name: str

    def write(self, brief: Brief, feedback: str = "") -> Call[StoryText]: ...

    def palette(self, brief: Brief, story: StoryText) -> Call[PaletteJourney]: ...

    def analyse(
        self, brief: Brief, story: StoryText, palette: PaletteJourney, part: PartName
    ) -> Call[SceneAnalysis]: ...

    def activities(self, brief: Brief, story: StoryText) -> Call[Activities]: ...
