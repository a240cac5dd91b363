"""Editions: what was made before is kept, and is the book's again when somebody says so."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from fablewright.books import repository, transitions
from fablewright.books.model import Edition, Job
from fablewright.books.reading import audio_blocks
from fablewright.books.recipe import PICTURES, SETTLED, dependants
from fablewright.core.book import StoryText
from fablewright.core.errors import Conflict, InvalidInput, NotFound
from fablewright.db.pool import Connection
from fablewright.stories.model import Story

BOUND = ("pdf", "epub")


async def of(connection: Connection, story: Story, asset: str) -> list[Edition]:
    """The newest first."""
    found = await repository.editions_of(connection, story.id, asset)
    job = (await repository.jobs_of(connection, story.id)).get(asset)
    current = job.edition if job else 0
    return [
        replace(one, current=True, edited=asset == "content" and story.content != one.data)
        if one.edition == current
        else one
        for one in found
    ]


async def keep_edits(connection: Connection, story: Story, job: Job) -> None:
    """A text that was changed by hand becomes an edition before another takes its place."""
    if story.content:
        kept = await repository.editions_of(connection, story.id, "content")
        if all(story.content != one.data for one in kept):
            await repository.keep_edit(connection, job, story.content)


async def restore(connection: Connection, story: Story, asset: str, number: int) -> None:
    """An earlier edition of a part is the book's again, and the books are bound anew.

    A picture changes nothing but itself, not even a cover that scenes referred to. A text takes along a
    recording that reads it, or has it read aloud anew; pictures and questions stay, for each has editions
    of its own. Words changed by hand are kept as an edition. Nothing happens when it is current already.

    `story` is locked. Raises `NotFound`, `InvalidInput` for what is bound and `Conflict` while the part is
    in work, or for a recording that reads another text.
    """
    jobs = await repository.jobs_of(connection, story.id)
    found = await of(connection, story, asset)
    chosen = next((one for one in found if one.edition == number), None)
    if chosen is None or asset not in jobs:
        raise NotFound("There is no such edition of this part.", code="EDITION_NOT_FOUND")
    if asset in BOUND:
        raise InvalidInput(
            "The PDF and the EPUB are bound of the parts as they are: restore a part, and they follow.",
            code="BOUND_ASSET",
            data={"field": "asset"},
        )
    _refuse_in_work(jobs, asset)
    if chosen.current and not chosen.edited and jobs[asset].status == "ready":
        return
    together, columns = {asset: chosen}, await _columns(connection, story, chosen, asset)
    again = dependants(frozenset({asset})) & frozenset(BOUND)
    if asset == "content":
        await keep_edits(connection, story, jobs["content"])
        text = StoryText.model_validate(chosen.data)
        recording = await _recording_of(connection, story, text) if "audio" in jobs else None
        if recording:
            together["audio"] = recording
            columns |= await _voice(connection, story, recording, text)
        again = frozenset(BOUND) if recording else frozenset({"audio", *BOUND})
    again &= set(jobs)
    await repository.reset(connection, story.id, sorted(again), "high")
    await transitions.restore(connection, story, together, columns, again)


def _refuse_in_work(jobs: Mapping[str, Job], asset: str) -> None:
    """A text is in the hands of all that are in work. Binding is quick and begins anew."""
    names = [name for name in jobs if name not in BOUND] if asset == "content" else [asset]
    if any(jobs[name].status not in SETTLED for name in names):
        raise Conflict(
            "This part is being made right now. Choose again when it is ready.",
            code="ASSET_IN_WORK",
        )


async def _columns(
    connection: Connection, story: Story, chosen: Edition, asset: str
) -> dict[str, Any]:
    """What of the story's row comes with this edition."""
    if asset == "content":
        return {"title": chosen.data["title"], "content": chosen.data}
    if asset in PICTURES:
        colours = {**story.hue_extracted_colors, asset: chosen.data["colours"]}
        return {"hue_extracted_colors": colours}
    if asset == "audio":
        text = story.text()
        found = await _voice(connection, story, chosen, text)
        if not _reads(found["audio_words"], text):
            raise Conflict(
                "This recording reads an earlier text of the story: restore that text, and it follows.",
                code="EDITION_OF_OTHER_TEXT",
            )
        return found
    return {}


async def _recording_of(connection: Connection, story: Story, text: StoryText) -> Edition | None:
    """The newest recording that reads exactly this text."""
    for one in await repository.editions_of(connection, story.id, "audio"):
        if _reads(await repository.kept_words(connection, story.id, one.file or ""), text):
            return one
    return None


async def _voice(
    connection: Connection, story: Story, recording: Edition, text: StoryText
) -> dict[str, Any]:
    words = await repository.kept_words(connection, story.id, recording.file or "")
    beats = tuple(beat.text for beat in text.beats)
    return {"audio_words": words, "audio_blocks": audio_blocks(beats, text.refrain)}


def _reads(words: Sequence[Mapping[str, Any]], text: StoryText) -> bool:
    said = " ".join(str(word["txt"]) for word in words)
    return said.split() == " ".join(beat.text for beat in text.beats).split()
