"""How each asset is made: which artist is asked what, and what is kept of the answer."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

import structlog

from fablewright.authors.base import Author, Told
from fablewright.books.binder.service import Binder
from fablewright.books.model import Job, Made, origin_of
from fablewright.books.reading import audio_blocks
from fablewright.cast.model import Character
from fablewright.core.artist import Call
from fablewright.core.book import (
    Activities,
    Brief,
    StoryText,
    Value,
    Word,
)
from fablewright.core.errors import NotFound
from fablewright.files.service import Files
from fablewright.generations.model import Holder, Kept, StepKey
from fablewright.generations.service import Ledger
from fablewright.illustrators.base import Illustrator
from fablewright.inspectors.base import Inspector
from fablewright.narrators.base import Narration, NarrationRequest, Narrator
from fablewright.stories.model import Story

T = TypeVar("T")
log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Artists:
    """`inspector` looks at finished pictures, when there is one. `stand_in` paints in place of an
    illustrator whose pictures do not pass; it may be one of its chain."""

    author: Author
    illustrator: Illustrator
    narrator: Narrator
    inspector: Inspector | None = None
    stand_in: Illustrator | None = None

    async def close(self) -> None:
        """End whatever processes or connections they hold."""
        for one in (self.author, self.illustrator, self.narrator, self.inspector, self.stand_in):
            if one is not None:
                await one.close()


@dataclass(frozen=True, slots=True)
class Desk:
    """What writing needs: one job, its story with the story's other jobs, and the ledger."""

    story: Story
    job: Job
    jobs: Mapping[str, Job]
    ledger: Ledger

    async def step(
        self,
        asset: str,
        name: str,
        call: Call[T],
        keep: Callable[[T], Awaitable[dict[str, Any]]],
    ) -> Kept:
        """Ask on the record, under the key of `asset`'s current edition."""
        edition = self.jobs[asset].edition if asset in self.jobs else 1
        key = StepKey(self.story.id, asset, edition, name)
        origin = origin_of(self.story.creator_user_id, self.story.brief)
        holder = Holder(self.job.id, self.job.lease)
        return await self.ledger.step(key, origin, call, keep, holder)

    @property
    def brief(self) -> Brief:
        """What the author works from. A later edition of the text has a seed of its own."""
        brief, editions = self.story.brief, self.jobs["content"].edition - 1
        return brief.model_copy(update={"seed": (brief.seed + 7919 * editions) % 2**31})

    @property
    def feedback(self) -> str:
        return str(self.job.metadata.get("feedback", ""))


@dataclass(frozen=True, slots=True)
class Bench(Desk):
    """What lies on the workbench of one job of any kind. `characters` are those of the brief whom the
    cast still knows, for the cover."""

    characters: Sequence[Character]
    artists: Artists
    files: Files
    binder: Binder
    progress: Callable[[int, Mapping[str, Any]], Awaitable[None]]


async def as_json(value: Value) -> dict[str, Any]:
    return value.model_dump(mode="json")


async def write(desk: Desk, author: Author, told: Told | None = None) -> Made:
    """The text. `told` hears it while it is written, unless it had been written before."""
    call = author.write(desk.brief, desk.feedback, told)
    kept = await desk.step("content", "write", call, as_json)
    text = StoryText.model_validate(kept.value)
    return Made(
        metadata=made_by(kept),
        data=text.model_dump(mode="json"),
        columns={"title": text.title, "content": text.model_dump(mode="json")},
    )


async def narrate(bench: Bench) -> Made:
    """The recording, the word times, and the blocks of text that go with them."""
    text, brief = bench.story.text(), bench.story.brief
    beats = tuple(beat.text for beat in text.beats)
    request = NarrationRequest(
        title=text.title,
        beats=beats,  # type: ignore[arg-type]
        language=brief.language,
        voice=brief.voice,
        seconds=brief.minutes * 60.0,
    )

    async def keep(narration: Narration) -> dict[str, Any]:
        return {
            "file": await bench.files.put(narration.mp3, "mp3"),
            "size": len(narration.mp3),
            "duration": narration.duration,
            "voice": narration.voice,
            "estimated": narration.estimated,
            "words": [word.model_dump() for word in narration.words],
            "title_words": [word.model_dump() for word in narration.title_words],
        }

    await bench.progress(10, {})
    read = await bench.step("audio", "narrate", bench.artists.narrator.narrate(request), keep)
    kept = read.value
    rest = {name: kept[name] for name in ("duration", "voice", "estimated", "title_words")}
    return Made(
        metadata=made_by(read),
        file=kept["file"],
        size=kept["size"],
        data=rest,
        columns={"audio_words": kept["words"], "audio_blocks": audio_blocks(beats, text.refrain)},
    )


async def ask(bench: Bench) -> Made:
    """The questions after the story."""
    call = bench.artists.author.activities(bench.brief, bench.story.text())
    kept = await bench.step("activities", "ask", call, as_json)
    asked = Activities.model_validate(kept.value)
    return Made(metadata=made_by(kept), data=asked.model_dump(mode="json"))


def made_by(kept: Kept) -> dict[str, Any]:
    """What a part says of its maker: who stepped in, and whether it was simulated."""
    told: dict[str, Any] = {"fallback": kept.provider} if kept.fallback else {}
    return {**told, "simulated": True} if kept.simulated else told


async def all_of(works: Iterable[Awaitable[T]]) -> list[T]:
    """Every result, or the first error once all have ended: none is left behind to be asked twice."""
    results = await asyncio.gather(*works, return_exceptions=True)
    for result in results:
        if isinstance(result, BaseException):
            raise result
    return results  # type: ignore[return-value]


async def files_of(bench: Bench, names: Iterable[str]) -> list[bytes]:
    """The contents of those that are there: some may be taken away this very moment."""
    found = []
    for name in names:
        with contextlib.suppress(NotFound):
            found.append(await bench.files.get(name))
    return found


def words_of(rows: list[dict[str, Any]] | None) -> tuple[Word, ...]:
    return tuple(Word.model_validate(row) for row in rows or ())
