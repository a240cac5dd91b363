"""Restarting workers, failing artists and busy people: afterwards every book is settled and consistent."""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from tests.support.artists import InstantAuthor, InstantIllustrator, InstantNarrator

from fablewright.books import recipe, tasks, transitions
from fablewright.books.steps import Artists
from fablewright.bootstrap import Studio, open_studio
from fablewright.core.artist import Call
from fablewright.core.errors import FablewrightError, Refused, TryAgain
from fablewright.db.embedded import Urls
from fablewright.db.pool import Connection
from fablewright.identity.model import User
from fablewright.settings import load
from fablewright.stories.brief import CreateStory
from fablewright.stories.service import PatchStory

pytestmark = pytest.mark.timeout(300)
LEASE = timedelta(seconds=2)
PEOPLE, WISHES = 4, 50


class Moody:
    """An artist who takes a moment, and sometimes fails in one of the ways there are."""

    def __init__(self, artist: Any, dice: random.Random) -> None:
        self._artist, self._dice = artist, dice

    def __getattr__(self, name: str) -> Any:
        method = getattr(self._artist, name)
        if name in ("name", "close", "check_voice"):
            return method

        def ask(*arguments: Any) -> Call[Any]:
            call: Call[Any] = method(*arguments)

            async def run() -> Any:
                await asyncio.sleep(self._dice.uniform(0, 0.05))
                mood = self._dice.random()
                if mood < 0.08:
                    raise TryAgain("not now")
                if mood < 0.10:
                    raise Refused("never")
                if mood < 0.11:
                    raise ZeroDivisionError
                return await call.run()

            return replace(call, run=run)

        return ask


@pytest.fixture
async def studio(
    fresh_urls: Urls, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Studio]:
    hasty = {
        name: replace(asset, wait=0.2, exponential=False) for name, asset in recipe.RECIPE.items()
    }
    monkeypatch.setattr(transitions, "RECIPE", hasty)
    monkeypatch.setattr(tasks, "SWEEP_EVERY", 1.0)
    async with open_studio(load(database_url=fresh_urls.app, data_dir=tmp_path)) as studio:
        yield studio


async def test_everything_at_once(studio: Studio) -> None:
    dice = random.Random(7)
    owner = await studio.identity.owner()
    stories: list[UUID] = []
    deleted: set[UUID] = set()
    workers = [asyncio.create_task(restart_workers(studio, dice)) for _ in range(2)]
    async with asyncio.TaskGroup() as people:
        for _ in range(PEOPLE):
            people.create_task(wish(studio, owner, dice, stories, deleted))
    for worker in workers:
        worker.cancel()
    await asyncio.wait(workers)
    async with studio.working(crew(dice), LEASE):
        for story_id in set(stories) - deleted:
            await settled(studio, owner, story_id)
            await check(studio, owner, story_id)
    assert await studio.books.queue_depth() == {"queued": 0, "generating": 0}
    assert await studio.db.run(contradictions, user_id=owner.id) == []


def crew(dice: random.Random) -> Artists:
    return Artists(
        *(Moody(artist, dice) for artist in (InstantAuthor(), InstantIllustrator(), InstantNarrator()))
    )  # type: ignore[arg-type]  # fmt: skip


async def restart_workers(studio: Studio, dice: random.Random) -> None:
    while True:
        async with studio.working(crew(dice), LEASE, grace=dice.choice((0.0, 1.0))):
            await asyncio.sleep(dice.uniform(0.3, 2))


async def wish(
    studio: Studio, owner: User, dice: random.Random, stories: list[UUID], deleted: set[UUID]
) -> None:
    for _ in range(WISHES):
        await asyncio.sleep(dice.uniform(0, 0.15))
        what = dice.random()
        try:
            if what < 0.12 or not stories:
                request = CreateStory(spark="all at once", generateAssets=dice.random() < 0.8)
                stories.append((await studio.books.create(owner, request)).id)
                continue
            story_id = dice.choice(stories[-12:])
            if what < 0.5:
                parts = dice.sample(list(recipe.RECIPE), dice.randint(1, 3))
                await studio.books.regenerate(owner, story_id, parts, "more")
            elif what < 0.9:
                await studio.books.patch(
                    owner, story_id, PatchStory(beats=[f"Words {what}.", None, None, None])
                )
            else:
                deleted.add(story_id)
                await studio.books.delete(owner, story_id)
        except FablewrightError as error:
            if error.code not in ("STORY_NOT_FOUND", "STORY_NOT_READY"):
                raise


async def settled(studio: Studio, owner: User, story_id: UUID) -> None:
    async with asyncio.timeout(60):
        story = await studio.stories.get(owner, story_id)
        while story.asset_generation_status["overall"] == "generating":
            await asyncio.sleep(0.1)
            story = await studio.stories.get(owner, story_id)


async def check(studio: Studio, owner: User, story_id: UUID) -> None:
    """The row says what the jobs say, the voice reads the text, the events have no gap."""
    story = await studio.stories.get(owner, story_id)
    jobs = {name: job.status for name, job in (await studio.books.jobs(owner, story_id)).items()}
    shown = story.asset_generation_status
    assert {name: entry["status"] for name, entry in shown["assets"].items()} == jobs
    assert shown["overall"] == recipe.overall(jobs)
    if jobs["content"] == jobs.get("audio") == "ready":
        spoken = [word["txt"] for word in story.audio_words or ()]
        assert spoken == [word for beat in story.text().beats for word in beat.text.split()]
    seen, after = [], 0
    while page := await studio.events.after(story_id, owner.id, after):
        seen += [event.seq for event in page]
        after = page[-1].seq
    assert seen == list(range(1, len(seen) + 1))


async def contradictions(connection: Connection) -> list[str]:
    """Results that no successful attempt brought, and steps that two did."""
    rows = await connection.fetch(
        "SELECT concat_ws(' ', g.asset_type, g.edition, g.step, g.result IS NOT NULL,"
        "  array_agg(concat_ws(': ', a.status, a.error_message) ORDER BY a.attempt_number)) AS told"
        " FROM generations g JOIN generation_attempts a USING (generation_id)"
        " GROUP BY g.generation_id HAVING"
        " count(*) FILTER (WHERE a.status = 'success') <> (g.result IS NOT NULL)::int"
    )
    return [row["told"] for row in rows]
