"""Several authors as one: who cannot do it is followed by the next."""

from __future__ import annotations

from fablewright.authors.base import Author, Told
from fablewright.core.artist import Call, first_of
from fablewright.core.book import (
    Activities,
    Brief,
    PaletteJourney,
    PartName,
    SceneAnalysis,
    StoryText,
)


class AuthorChain:
    """Each call asks the first author and names the others for the case that it cannot do it."""

    def __init__(self, *authors: Author) -> None:
        self.authors, self.name = authors, authors[0].name

    def write(self, brief: Brief, feedback: str = "", told: Told | None = None) -> Call[StoryText]:
        return first_of([one.write(brief, feedback, told) for one in self.authors])

    def palette(self, brief: Brief, story: StoryText) -> Call[PaletteJourney]:
        return first_of([one.palette(brief, story) for one in self.authors])

    def analyse(
        self, brief: Brief, story: StoryText, palette: PaletteJourney, part: PartName
    ) -> Call[SceneAnalysis]:
        return first_of([one.analyse(brief, story, palette, part) for one in self.authors])

    def activities(self, brief: Brief, story: StoryText) -> Call[Activities]:
        return first_of([one.activities(brief, story) for one in self.authors])

    async def check(self) -> None:
        """Raises `Misconfigured` when the first cannot work as the settings are."""
        await self.authors[0].check()

    async def close(self) -> None:
        for one in self.authors:
            await one.close()
