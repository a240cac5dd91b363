"""What every author can do."""

from __future__ import annotations

from collections.abc import Callable
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

# Hears a story while it is written: ("title", all of it) once, then ("text", the next piece) as often
# as there is one. The pieces joined are the texts of the beats with a blank line between.
Told = Callable[[str, str], None]


class Author(Protocol):
    """Writes the story and thinks about its pictures. Same brief, same seed: same words (offline)."""

    name: str

    def write(
        self, brief: Brief, feedback: str = "", told: Told | None = None
    ) -> Call[StoryText]: ...

    def palette(self, brief: Brief, story: StoryText) -> Call[PaletteJourney]: ...

    def analyse(
        self, brief: Brief, story: StoryText, palette: PaletteJourney, part: PartName
    ) -> Call[SceneAnalysis]: ...

    def activities(self, brief: Brief, story: StoryText) -> Call[Activities]: ...

    async def check(self) -> None:
        """Raises `Misconfigured` when it cannot work as the settings are. Costs nothing."""

    async def close(self) -> None:
        """End whatever processes or connections it holds."""
