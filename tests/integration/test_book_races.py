"""What happens to a book while it is being made: changes, deletion, two workers, late answers."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from tests.support.artists import artists

from fablewright.books import recipe, repository
from fablewright.books.binder.service import Binder
from fablewright.books.steps import Artists, as_json
from fablewright.books.tasks import BookWork
from fablewright.bootstrap import Studio, open_studio
from fablewright.core.artist import Call
from fablewright.core.errors import InvalidInput, Refused, TryAgain
from fablewright.db.embedded import Urls
from fablewright.db.pool import Connection
from fablewright.generations.model import Kept, Origin, StepKey
from fablewright.generations.service import Ledger
from fablewright.settings import load
from fablewright.stories.brief import CreateStory
from fablewright.stories.model import Story
from fablewright.stories.service import PatchStory

NEW_WORDS = PatchStory(beats=["Quite other words.", None, None, None])


@pytest.fixture
async def studio(fresh_urls: Urls, tmp_path: Path) -> AsyncIterator[Studio]:
    async with open_studio(load(database_url=fresh_urls.app, data_dir=tmp_path)) as studio:
        yield studio


class Held:
    """Calls of one method of an artist wait at its door until they are let through."""

    def __init__(self, crew: Artists, role: str, method: str) -> None:
        self.asked, self.open, self.count = asyncio.Event(), asyncio.Event(), 0
        artist = getattr(crew, role)
        make = getattr(artist, method)

        def ask(*arguments: Any) -> Call[Any]:
            call: Call[Any] = make(*arguments)

            async def run() -> Any:
                self.count += 1
                self.asked.set()
                await self.open.wait()
                return await call.run()

            return replace(call, run=run)

        setattr(artist, method, ask)


async def begin(studio: Studio, **request: Any) -> Story:
    owner = await studio.identity.owner()
    return await studio.books.create(owner, CreateStory(**{"spark": "a kite", **request}))


async def settled(studio: Studio, story: Story) -> Story:
    owner = await studio.identity.owner()
    async with asyncio.timeout(30):
        async for event in studio.events.follow(story.id, owner.id):
            if event.new["asset_generation_status"]["overall"] != "generating":
                story = await studio.stories.get(owner, story.id)
                if story.asset_generation_status["overall"] != "generating":
                    break
    return story


async def statuses(studio: Studio, story: Story) -> dict[str, str]:
    async def read(connection: Connection) -> dict[str, str]:
        found = await repository.jobs_of(connection, story.id)
        return {name: job.status for name, job in found.items()}

    return await studio.db.run(read, user_id=story.creator_user_id)


async def test_words_that_change_during_the_reading_are_read(studio: Studio) -> None:
    owner, crew = await studio.identity.owner(), artists()
    held = Held(crew, "narrator", "narrate")
    async with studio.working(crew):
        story = await begin(studio)
        await held.asked.wait()
        await studio.books.patch(owner, story.id, NEW_WORDS)
        held.open.set()
        story = await settled(studio, story)
    assert story.asset_generation_status["overall"] == "ready"
    spoken = [word["txt"] for word in story.audio_words or ()]
    assert spoken == [word for beat in story.text().beats for word in beat.text.split()]


async def test_words_change_only_when_there_are_some(studio: Studio) -> None:
    """Neither before the text is there, nor while a new one is on its way, nor after that failed."""
    owner, crew = await studio.identity.owner(), artists()
    story = await begin(studio)
    for patch in (NEW_WORDS, PatchStory(title="Mine")):
        with pytest.raises(InvalidInput, match="still being written"):
            await studio.books.patch(owner, story.id, patch)
    async with studio.working(crew):
        await settled(studio, story)
    crew = artists(write=[Refused("no words today")])
    async with studio.working(crew):
        again = await studio.books.regenerate(owner, story.id, ["content"])
        assert (await settled(studio, again)).status == "failed"
    with pytest.raises(InvalidInput, match="still being written"):
        await studio.books.patch(owner, story.id, PatchStory(title="Mine"))
    rated = await studio.books.patch(owner, story.id, PatchStory(rating=7))
    assert (rated.rating, rated.asset_generation_status["overall"]) == (7, "failed")


async def test_nothing_of_a_deleted_story_waits_for_ever(studio: Studio) -> None:
    owner, crew = await studio.identity.owner(), artists()
    held = Held(crew, "narrator", "narrate")
    async with studio.working(crew):
        story = await begin(studio)
        await held.asked.wait()
        await studio.books.delete(owner, story.id)
        held.open.set()
    assert set((await statuses(studio, story)).values()) <= {"ready", "failed"}
    assert await studio.books.queue_depth() == {"queued": 0, "generating": 0}


async def test_a_scene_of_a_story_without_a_cover(studio: Studio) -> None:
    owner = await studio.identity.owner()
    async with studio.working(artists()):
        story = await settled(studio, await begin(studio, generateAssets=False))
        await studio.books.regenerate(owner, story.id, ["scene_2"])
        story = await settled(studio, story)
    assert story.asset_generation_status["overall"] == "ready"
    assert "scene_2" in story.hue_extracted_colors


async def test_one_failed_analysis_takes_no_other_with_it(studio: Studio) -> None:
    """Its neighbours are finished and kept before the cover is tried again: none is asked twice."""
    crew = artists()
    tries = {"cover": 0}
    analyse, asked = crew.author.analyse, []

    def slow_or_failing(*arguments: Any) -> Call[Any]:
        part, call = arguments[3], analyse(*arguments)

        async def run() -> Any:
            asked.append(part)
            if part == "cover" and tries["cover"] == 0:
                tries["cover"] = 1
                raise TryAgain("not now")
            await asyncio.sleep(0.3)
            return await call.run()

        return replace(call, run=run)

    crew.author.analyse = slow_or_failing  # type: ignore[method-assign]
    async with studio.working(crew):
        story = await settled(studio, await begin(studio))
    assert story.asset_generation_status["overall"] == "ready"
    assert sorted(asked) == ["cover", "cover", "scene_1", "scene_2", "scene_3", "scene_4"]


async def test_what_was_refused_is_not_asked_again(studio: Studio) -> None:
    """Scenes need the palette too, that was refused for the cover."""
    crew = artists(palette=[Refused("not this one")])
    async with studio.working(crew):
        story = await settled(studio, await begin(studio))
    assert story.asset_generation_status["overall"] == "partial"
    assert crew.author.calls["palette"] == 1  # type: ignore[attr-defined]


async def test_an_answer_that_comes_after_another_worker_took_over(studio: Studio) -> None:
    """The ledger keeps what the attempt recorded as successful brought, and nothing else."""
    owner = await studio.identity.owner()
    story = await begin(studio)
    key, origin = StepKey(story.id, "content", 1, "write"), Origin(owner.id)
    crew = artists()
    held = Held(crew, "author", "write")
    late = asyncio.create_task(_write(studio, crew, story, key, origin, "late"))
    await held.asked.wait()
    kept = _write(studio, artists(), story, key, origin, "in time")
    taking_over = asyncio.create_task(kept)
    held.open.set()
    outcome = await asyncio.gather(late, taking_over, return_exceptions=True)
    attempts = await studio.stories.attempts(owner, story.id)
    succeeded = [one for one in attempts if one.status == "success"]
    assert len(succeeded) == 1
    values = [one.value for one in outcome if isinstance(one, Kept)]
    assert values
    assert {value["title"] for value in values} == {
        {1: "late", 2: "in time"}[succeeded[0].attempt_number]
    }


async def _write(
    studio: Studio, crew: Artists, story: Story, key: StepKey, origin: Origin, title: str
) -> Kept:
    """As a worker of its own, which shares nothing but the database."""
    call = crew.author.write(story.brief.model_copy(update={"title": title}), "")
    return await Ledger(studio.db).step(key, origin, call, as_json)


async def test_a_deadline_is_recorded_as_a_timeout(
    studio: Studio, monkeypatch: pytest.MonkeyPatch
) -> None:
    owner, crew = await studio.identity.owner(), artists()
    Held(crew, "author", "write")
    hasty = replace(recipe.RECIPE["content"], retries=0, deadline=0.2)
    monkeypatch.setitem(recipe.RECIPE, "content", hasty)  # type: ignore[arg-type]
    async with studio.working(crew):
        story = await settled(studio, await begin(studio))
    assert story.status == "failed"
    assert [one.status for one in await studio.stories.attempts(owner, story.id)] == ["timeout"]


async def test_the_sweep_forgets_what_the_queue_noted_long_ago(studio: Studio) -> None:
    async with studio.working(artists()):
        await settled(studio, await begin(studio, generateAssets=False))

    async def noted(connection: Connection) -> int:
        count: int = await connection.fetchval("SELECT count(*) FROM pgqueuer_log")
        return count

    async def age(connection: Connection) -> None:
        await connection.execute("UPDATE pgqueuer_log SET created = now() - interval '25 hours'")

    assert await studio.db.run(noted)
    await studio.db.run(age)
    work = BookWork(studio.db, studio.files, Ledger(studio.db), artists(), Binder())
    await work.sweep()
    assert await studio.db.run(noted) == 0


async def test_the_sweep_closes_attempts_that_nobody_followed(studio: Studio) -> None:
    owner, crew = await studio.identity.owner(), artists()
    held = Held(crew, "author", "write")
    story = await begin(studio, generateAssets=False)
    key, origin = StepKey(story.id, "content", 1, "write"), Origin(owner.id)
    lost = asyncio.create_task(_write(studio, crew, story, key, origin, "lost"))
    await held.asked.wait()

    async def age(connection: Connection) -> None:
        await connection.execute(
            "UPDATE generation_attempts SET created_at = now() - interval '16 minutes'"
        )

    await studio.db.run(age, user_id=owner.id)
    await BookWork(studio.db, studio.files, Ledger(studio.db), crew, Binder()).sweep()
    [attempt] = await studio.stories.attempts(owner, story.id)
    assert (attempt.status, (attempt.error_message or "")[:11]) == ("failed", "interrupted")
    lost.cancel()
    await asyncio.wait([lost])


async def test_a_worker_that_stops_gives_back_what_it_has_in_hand(studio: Studio) -> None:
    owner, crew = await studio.identity.owner(), artists()
    held = Held(crew, "author", "write")
    story = await begin(studio, generateAssets=False)
    async with studio.working(crew, grace=0.1):
        await held.asked.wait()
    assert await statuses(studio, story) == {"content": "queued"}
    async with studio.working(artists()):
        story = await settled(studio, story)
    assert story.status == "ready"
    attempts = await studio.stories.attempts(owner, story.id)
    assert [one.status for one in attempts] == ["timeout", "success"]
