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
from fablewright.books.model import Job, Made
from fablewright.books.reading import audio_blocks
from fablewright.books.service import origin_of
from fablewright.core.artist import Call
from fablewright.core.book import (
    PARTS,
    Activities,
    Brief,
    PaletteJourney,
    PartName,
    SceneAnalysis,
    StoryText,
    Value,
    Word,
)
from fablewright.core.errors import NotFound
from fablewright.files.service import Files
from fablewright.generations.model import Kept, StepKey
from fablewright.generations.service import Ledger
from fablewright.illustrators.base import Illustrator, Picture, PictureRequest
from fablewright.narrators.base import Narration, NarrationRequest, Narrator
from fablewright.stories.model import Story

T = TypeVar("T")
log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Artists:
    author: Author
    illustrator: Illustrator
    narrator: Narrator

    async def close(self) -> None:
        """End whatever processes or connections they hold."""
        await self.author.close()
        await self.illustrator.close()
        await self.narrator.close()


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
        return await self.ledger.step(key, origin, call, keep)

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
    """What lies on the workbench of one job of any kind. `pictures` are the files of the characters'
    own pictures, for the cover."""

    pictures: Sequence[str]
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


async def paint(bench: Bench) -> Made:
    """A picture: for the cover the palette journey and five scene analyses come first."""
    part: PartName = bench.job.asset_type  # type: ignore[assignment]
    text = bench.story.text()
    palette = await _palette(bench, text)
    step = palette.step(part)
    metadata = {
        "paletteStep": step.name,
        "motif": palette.motif,
        "attempt": bench.job.retry_count + 1,
    }
    await bench.progress(15, metadata)
    wanted = PARTS if part == "cover" else (part,)
    analyses = await _all(_analyse(bench, text, palette, one) for one in wanted)
    await bench.progress(33, {"analysisComplete": True})
    await bench.binder.prepare()  # while the picture is painted
    request = PictureRequest(
        title=text.title,
        analysis=analyses[0],
        palette=step,
        motif=palette.motif,
        people=text.people,
        seed=bench.story.brief.seed,
        references=await _references(bench, part),
        feedback=bench.feedback,
        edition=bench.job.edition,
    )
    painted = await bench.step(
        part, "picture", bench.artists.illustrator.paint(request), _keep_picture(bench.files)
    )
    kept = painted.value
    await bench.progress(90, {})
    colours = await bench.binder.colours(await bench.files.get(kept["file"]))
    return Made(
        metadata=made_by(painted),
        file=kept["file"],
        size=kept["size"],
        data={"analysis": analyses[0].model_dump(mode="json"), "document": kept["document"],
              "colours": colours, "alt": analyses[0].alt},
        merge={"hue_extracted_colors": {part: colours}},
    )  # fmt: skip


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


async def _palette(bench: Bench, text: StoryText) -> PaletteJourney:
    call = bench.artists.author.palette(bench.brief, text)
    kept = await bench.step("cover", "palette", call, as_json)
    palette = PaletteJourney.model_validate(kept.value)
    if bench.job.asset_type == "cover":
        log.info("Story palette journey generated", motif=palette.motif, paletteSteps=5)
    return palette


async def _analyse(
    bench: Bench, text: StoryText, palette: PaletteJourney, part: PartName
) -> SceneAnalysis:
    call = bench.artists.author.analyse(bench.brief, text, palette, part)
    kept = await bench.step("cover", f"analyse {part}", call, as_json)
    analysis = SceneAnalysis.model_validate(kept.value)
    log.info("Scene analysis complete", isCover=part == "cover", outputLength=len(analysis.action))
    return analysis


async def _all(works: Iterable[Awaitable[T]]) -> list[T]:
    """Every result, or the first error once all have ended: none is left behind to be asked twice."""
    results = await asyncio.gather(*works, return_exceptions=True)
    for result in results:
        if isinstance(result, BaseException):
            raise result
    return results  # type: ignore[return-value]


async def _references(bench: Bench, part: PartName) -> tuple[bytes, ...]:
    """The cover refers to the characters' own pictures, scenes to the cover only, so that each finds
    poses of its own."""
    if part == "cover":
        found = []
        for name in bench.pictures:
            with contextlib.suppress(NotFound):  # taken away this very moment
                found.append(await bench.files.get(name))
        return tuple(found)
    cover = bench.story.asset_generation_status["assets"].get("cover", {}).get("file")
    return (await bench.files.get(cover),) if cover else ()


def _keep_picture(files: Files) -> Callable[[Picture], Awaitable[dict[str, Any]]]:
    async def keep(picture: Picture) -> dict[str, Any]:
        return {
            "file": await files.put(picture.png, "png"),
            "size": len(picture.png),
            "width": picture.width,
            "height": picture.height,
            "document": dict(picture.document),
        }

    return keep


def words_of(rows: list[dict[str, Any]] | None) -> tuple[Word, ...]:
    return tuple(Word.model_validate(row) for row in rows or ())
