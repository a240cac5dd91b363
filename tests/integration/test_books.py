"""The way of a book through ledger, queue and events, with artists that we make fail as we like."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from tests.support.artists import Failing, InstantAuthor, InstantIllustrator, artists

from fablewright import bootstrap
from fablewright.books import recipe, repository, transitions
from fablewright.books.binder.service import Binder
from fablewright.books.steps import Artists
from fablewright.books.tasks import BookWork
from fablewright.bootstrap import Studio, open_studio
from fablewright.core.artist import Call
from fablewright.core.errors import InvalidInput, LostLease, NotFound, Refused, TryAgain
from fablewright.db.embedded import Urls
from fablewright.db.pool import Connection, Database
from fablewright.generations.service import Ledger
from fablewright.settings import load
from fablewright.stories.brief import CreateStory
from fablewright.stories.model import Story


@pytest.fixture
async def studio(fresh_urls: Urls, tmp_path: Path) -> AsyncIterator[Studio]:
    async with open_studio(load(database_url=fresh_urls.app, data_dir=tmp_path)) as studio:
        yield studio


@pytest.fixture
def hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    """Retries without their pauses."""
    quick = {name: replace(asset, wait=0.0) for name, asset in recipe.RECIPE.items()}
    monkeypatch.setattr(transitions, "RECIPE", quick)


async def settled(studio: Studio, story: Story) -> Story:
    owner = await studio.identity.owner()
    async with asyncio.timeout(30):
        while story.asset_generation_status["overall"] == "generating":
            await asyncio.sleep(0.02)
            story = await studio.stories.get(owner, story.id)
    return story


async def made(studio: Studio, crew: Artists, **request: Any) -> Story:
    owner = await studio.identity.owner()
    async with studio.working(crew):
        story = await studio.books.create(owner, CreateStory(**{"spark": "a kite", **request}))
        return await settled(studio, story)


def states(story: Story) -> dict[str, str]:
    return {
        name: entry["status"] for name, entry in story.asset_generation_status["assets"].items()
    }


async def test_everything_is_made_once(studio: Studio) -> None:
    crew = artists()
    story = await made(studio, crew)
    assert set(states(story).values()) == {"ready"}
    assert story.status == "ready"
    assert set(story.hue_extracted_colors) == {"cover", "scene_1", "scene_2", "scene_3", "scene_4"}
    assert story.audio_words
    assert [word["txt"] for word in story.audio_words] == [
        word for beat in story.text().beats for word in beat.text.split()
    ]
    assert set(story.audio_blocks or {}) == {"a", "b", "c", "d"}
    for artist in (crew.author, crew.illustrator, crew.narrator):
        counts = artist.calls  # type: ignore[attr-defined]
        assert {count for name, count in counts.items() if name != "analyse"} == {1}
    assert crew.author.calls["analyse"] == 5  # type: ignore[attr-defined]


async def test_one_connection_is_enough_for_a_book(
    fresh_urls: Urls, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """While artists work, nobody holds one: all parts of a book wait for each other's transactions."""
    monkeypatch.setattr(bootstrap, "Database", partial(Database, size=1))
    crew = artists()

    def while_painting(request: Any) -> Call[Any]:
        call = InstantIllustrator().paint(request)

        async def run() -> Any:
            async with asyncio.timeout(5):
                await studio.stories.page(owner, None, 1)  # the only connection is free
            return await call.run()

        return replace(call, run=run)

    crew.illustrator.paint = while_painting  # type: ignore[method-assign]
    async with open_studio(load(database_url=fresh_urls.app, data_dir=tmp_path)) as studio:
        owner = await studio.identity.owner()
        story = await made(studio, crew)
        assert set(states(story).values()) == {"ready"}


async def test_a_failed_try_is_recorded_and_tried_again(studio: Studio, hasty: None) -> None:
    crew = artists(paint__scene_2=[TryAgain("the paint ran out"), TryAgain("again")])
    story = await made(studio, crew)
    assert set(states(story).values()) == {"ready"}
    owner = await studio.identity.owner()
    tries = [
        (one.attempt_number, one.status, one.error_message)
        for one in await studio.stories.attempts(owner, story.id)
        if one.asset_type == "scene_2"
    ]
    assert tries == [
        (1, "failed", "the paint ran out"), (2, "failed", "again"), (3, "success", None),
    ]  # fmt: skip


async def test_tries_end(studio: Studio, hasty: None) -> None:
    crew = artists(narrate=[TryAgain("no voice")] * 9)
    story = await made(studio, crew)
    assert crew.narrator.calls["narrate"] == 1 + recipe.RECIPE["audio"].retries  # type: ignore[attr-defined]
    assert states(story)["audio"] == "failed"
    assert story.asset_generation_status["overall"] == "partial"
    assert states(story)["epub"] == states(story)["pdf"] == "ready"
    assert story.status == "ready"


async def test_a_refusal_is_not_tried_again(studio: Studio) -> None:
    crew = artists(paint__scene_3=[Refused("I do not paint that")])
    story = await made(studio, crew)
    assert crew.illustrator.calls["paint scene_3"] == 1  # type: ignore[attr-defined]
    assert story.asset_generation_status["assets"]["scene_3"]["error"] == "I do not paint that"
    assert states(story)["pdf"] == "ready"


async def test_without_a_text_there_is_no_book(studio: Studio) -> None:
    story = await made(studio, artists(write=[Refused("no words today")]))
    assert story.status == "failed"
    assert story.asset_generation_status["overall"] == "failed"
    assert set(states(story).values()) == {"failed"}


async def test_a_defect_of_ours_is_tried_again_and_never_stuck(studio: Studio, hasty: None) -> None:
    story = await made(studio, artists(activities=[ZeroDivisionError("oops")]))
    assert set(states(story).values()) == {"ready"}


async def test_regenerate_keeps_the_earlier_edition(studio: Studio) -> None:
    crew = artists()
    story = await made(studio, crew)
    owner = await studio.identity.owner()
    first = (await studio.books.files(owner, story.id)).files
    async with studio.working(crew):
        again = await studio.books.regenerate(owner, story.id, ["scene_2"], "more wind")
        assert again.asset_generation_status["overall"] == "generating"
        story = await settled(studio, again)
    second = (await studio.books.files(owner, story.id)).files
    assert {name for name in first if first[name] != second[name]} >= {"scene_2"}
    assert first["scene_1"] == second["scene_1"]
    assert crew.illustrator.calls == {  # type: ignore[attr-defined]
        "paint cover": 1, "paint scene_1": 1, "paint scene_2": 2, "paint scene_3": 1,
        "paint scene_4": 1,
    }  # fmt: skip
    jobs = await studio.books.jobs(owner, story.id)
    assert jobs["scene_2"].edition == jobs["pdf"].edition == 2
    assert await studio.files.exists(first["scene_2"][0])


async def test_unknown_parts_and_characters(studio: Studio) -> None:
    story = await made(studio, artists(), generateAssets=False)
    owner = await studio.identity.owner()
    assert states(story) == {"content": "ready"}
    with pytest.raises(InvalidInput) as unknown:
        await studio.books.regenerate(owner, story.id, ["hat"])
    assert unknown.value.code == "UNKNOWN_ASSET"
    with pytest.raises(NotFound) as nobody:
        await studio.books.create(owner, CreateStory(spark="x", character_ids=[story.id]))
    assert nobody.value.code == "CHARACTER_NOT_FOUND"


async def test_who_lost_the_lease_cannot_commit(studio: Studio) -> None:
    owner = await studio.identity.owner()
    story = await studio.books.create(owner, CreateStory(spark="two workers"))

    async def pick(connection: Connection) -> Any:
        return await transitions.begin(connection, story.id, owner.id, "content", 1)

    _, first = await studio.db.run(pick, user_id=owner.id)
    _, second = await studio.db.run(pick, user_id=owner.id)
    assert second.lease == first.lease + 1

    async def report(connection: Connection) -> None:
        await transitions.progress(connection, first, 50, {})

    with pytest.raises(LostLease):
        await studio.db.run(report, user_id=owner.id)


async def test_the_sweep(studio: Studio) -> None:
    """A job at work for more than 15 minutes fails; one that fell out of the queue goes on."""
    owner = await studio.identity.owner()
    crew = artists()
    stuck = await studio.books.create(owner, CreateStory(spark="stuck"))
    fallen = await studio.books.create(owner, CreateStory(spark="fallen"))

    async def arrange(connection: Connection) -> None:
        await transitions.begin(connection, stuck.id, owner.id, "content", 1)
        await connection.execute(
            "UPDATE asset_generation_jobs SET started_at = now() - interval '16 minutes'"
            " WHERE story_id = $1 AND asset_type = 'content'",
            stuck.id,
        )
        await connection.execute(
            "UPDATE asset_generation_jobs SET queued_at = now() - interval '1 minute'"
            " WHERE asset_type = 'content'"
        )
        await connection.execute("DELETE FROM pgqueuer")

    await studio.db.run(arrange, user_id=owner.id)
    await BookWork(studio.db, studio.files, Ledger(studio.db), crew, Binder()).sweep()
    async with studio.working(crew):
        assert (await settled(studio, fallen)).asset_generation_status["overall"] == "ready"
    swept = await studio.stories.get(owner, stuck.id)
    assert "longer than 15 minutes" in swept.asset_generation_status["assets"]["content"]["error"]


async def test_a_long_step_is_not_picked_twice(studio: Studio) -> None:
    """A step of many leases' length runs once: the worker's sign of life keeps it."""
    crew = artists()
    instant = crew.author

    def write(*arguments: Any) -> Call[Any]:
        call = instant.write(*arguments)

        async def run() -> Any:
            await asyncio.sleep(4)
            return await call.run()

        return replace(call, run=run)

    patient = Failing(InstantAuthor(), {})
    patient.write = write  # type: ignore[attr-defined]
    owner = await studio.identity.owner()
    crew = replace(crew, author=patient)  # type: ignore[arg-type]
    lease = timedelta(seconds=1)
    async with studio.working(crew, lease), studio.working(crew, lease):
        story = await studio.books.create(owner, CreateStory(spark="slow", generateAssets=False))
        await settled(studio, story)

    async def leases(connection: Connection) -> int:
        jobs = await repository.jobs_of(connection, story.id)
        return jobs["content"].lease

    assert await studio.db.run(leases, user_id=owner.id) == 1
