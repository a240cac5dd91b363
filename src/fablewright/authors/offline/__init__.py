"""The offline author: a storyteller that needs no network, no key and no model.

It tells authored plots about whatever the brief sparks: same brief and seed, same words. See `script.py`
for the form in which its prose is kept, `storyteller.py` for how it is put together.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable
from typing import TypeVar

from fablewright.authors.base import Told
from fablewright.authors.reading import WORDS_PER_MINUTE
from fablewright.core.artist import Call, Reply
from fablewright.core.book import (
    Activities,
    Brief,
    PaletteJourney,
    PartName,
    SceneAnalysis,
    StoryText,
)

from . import palette as colours
from . import pictures, questions, styles
from .storyteller import tell

__all__ = ["WORDS_PER_MINUTE", "OfflineAuthor"]

T = TypeVar("T")
_BREATH = 8  # pieces after which others have a turn


class OfflineAuthor:
    """Writes stories from authored prose, and plans their pictures. See `authors/base.py`."""

    name = "offline"
    model = "storyteller-1"
    variant = "1"

    def write(self, brief: Brief, feedback: str = "", told: Told | None = None) -> Call[StoryText]:
        """A story in English of `brief.minutes` × 125 words. Other feedback, another telling."""

        async def work() -> StoryText:
            story = tell(brief, feedback).story
            assert story
            if told:
                await _tell_aloud(story, told)
            return story

        asked = f"Write a story.\n{_readable(brief)}"
        return self._call(f"{asked}\nFeedback: {feedback}" if feedback else asked, work)

    def palette(self, brief: Brief, story: StoryText) -> Call[PaletteJourney]:
        """Motif and five colour moods for the story's place and hours."""

        async def work() -> PaletteJourney:
            return colours.journey(tell(brief), story)

        return self._call(f"Choose five colour moods for “{story.title}”, {story.place}.", work)

    def analyse(
        self, brief: Brief, story: StoryText, palette: PaletteJourney, part: PartName
    ) -> Call[SceneAnalysis]:
        """One picture, true to the words of its part, also when a person has changed them."""

        async def work() -> SceneAnalysis:
            return pictures.analyse(tell(brief), story, palette, part)

        return self._call(f"Plan the picture {part} of “{story.title}”.", work)

    def activities(self, brief: Brief, story: StoryText) -> Call[Activities]:
        """Five to seven questions that the text answers."""

        async def work() -> Activities:
            return questions.activities(tell(brief), story)

        return self._call(f"Ask about “{story.title}” for age {brief.age}.", work)

    async def check(self) -> None:
        """It needs nothing."""

    async def close(self) -> None:
        """It holds nothing."""

    def _call(self, prompt: str, work: Callable[[], Awaitable[T]]) -> Call[T]:
        async def run() -> Reply[T]:
            value = await work()
            return Reply(value=value, response={"engine": self.model, "variant": self.variant})

        run_it: Callable[[], Awaitable[Reply[T]]] = run
        return Call(
            capability="text",
            provider=self.name,
            model=self.model,
            prompt=prompt,
            variant=self.variant,
            run=run_it,
        )


async def _tell_aloud(story: StoryText, told: Told) -> None:
    """Title and text in words, each with the space behind it; others have a turn now and then."""
    told("title", story.title)
    text = "\n\n".join(beat.text for beat in story.beats)
    for number, piece in enumerate(re.findall(r"\S+\s*", text), 1):
        told("text", piece)
        if number % _BREATH == 0:
            await asyncio.sleep(0)


def _readable(brief: Brief) -> str:
    """The brief as a person would read it in the ledger."""
    people = "; ".join(
        ", ".join(
            part
            for part in (
                person.name or "(no name)", person.kind, person.species,
                f"{person.age} years" if person.age is not None else "",
                person.appearance, " ".join(person.traits),
            )
            if part
        )
        for person in brief.people
    )  # fmt: skip
    told_in = (styles.emotion_of(brief.emotion), styles.vibe_of(brief.vibe))
    lines = (
        ("Spark", brief.spark), ("People", people), ("About", brief.subject),
        ("Genre", brief.genre), ("Themes", ", ".join(brief.themes)), ("Moral", brief.moral),
        ("Relationship", brief.relationship), ("Emotion", brief.emotion), ("Vibe", brief.vibe),
        ("Style", ", ".join(style.name for style in told_in if style.name)),
        ("Title", brief.title), ("For age", str(brief.age)), ("Minutes", str(brief.minutes)),
        ("Seed", str(brief.seed)),
    )  # fmt: skip
    return "\n".join(f"{name}: {value}" for name, value in lines if value)
