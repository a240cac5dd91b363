"""kill -9 of workers while providers work: nothing is lost, and nothing that was kept is bought again.

The provider's own log of calls is the judge.
"""

from __future__ import annotations

import asyncio
import contextlib
import random
from collections import defaultdict
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest
from tests.support import chaos
from tests.support.postgres import reachable_folder
from tests.support.simulator import WireCall, simulator
from tests.support.troubled import ASKS

from fablewright.bootstrap import Studio, open_studio
from fablewright.identity.model import User
from fablewright.settings import load
from fablewright.stories.brief import CreateStory

pytestmark = pytest.mark.timeout(600)
BOOKS, KILLS = 5, 12
STORY_STEPS = 14  # write, palette, five analyses, five pictures, narration, activities
STORY_CALLS = 6  # those of them that ask a provider: pictures and narration
SLACK = timedelta(seconds=0.6)  # between an answer and its record, on a busy machine


@pytest.fixture
async def studio() -> AsyncIterator[Studio]:
    """A studio without a worker; this process owns its database."""
    with reachable_folder() as folder:
        async with open_studio(load(data_dir=folder / "data")) as studio:
            yield studio


async def ended(studio: Studio, owner: User, story_id: UUID) -> str:
    async with asyncio.timeout(120):
        async for event in studio.events.follow(story_id, owner.id):
            overall = str(event.new["asset_generation_status"]["overall"])
            if overall != "generating":
                return overall
    raise AssertionError("unreachable")


@pytest.mark.parametrize("seed", [1, 2])
async def test_workers_killed_while_providers_work(
    studio: Studio, tmp_path: Path, seed: int
) -> None:
    chance, owner = random.Random(seed), await studio.identity.owner()
    kills: list[datetime] = []
    async with simulator(tmp_path, latency=0.02) as sim:
        with contextlib.ExitStack() as stack:

            def worker() -> chaos.Process:
                return stack.enter_context(
                    chaos.process(
                        "worker", studio.settings.data_dir, tmp_path / "unused", providers=sim.base
                    )
                )

            workers = [worker(), worker()]
            stories = [
                (
                    await studio.books.create(
                        owner, CreateStory(spark=f"tide {n}", title=f"Tide {n}")
                    )
                ).id
                for n in range(BOOKS)
            ]
            for _ in range(KILLS):
                await asyncio.sleep(chance.uniform(0.1, 1.2))
                which = chance.randrange(2)
                kills.append(datetime.now(UTC))
                workers[which].kill()
                workers[which] = await asyncio.to_thread(worker)
            ends = [await ended(studio, owner, story) for story in stories]
        calls = [one for one in sim.calls() if ASKS.search(str(one.opened["path"]))]
    assert ends == ["ready"] * BOOKS
    rows = [one for story in stories for one in await studio.stories.attempts(owner, story)]
    steps = defaultdict(list)
    for row in rows:
        steps[row.generation_id].append(row.status)
    assert len(steps) == STORY_STEPS * BOOKS
    for statuses in steps.values():
        assert statuses.count("success") == 1
        assert statuses[-1] == "success", "asked again after its result was kept"
    assert len(calls) <= sum(row.provider != "tests" for row in rows)
    bought: defaultdict[str, list[WireCall]] = defaultdict(list)
    for call in calls:
        bought[call.opened["body_sha256"]].append(call)
    assert len(bought) == STORY_CALLS * BOOKS
    extra = [call for same in bought.values() for call in same[:-1]]
    for call in extra:
        assert any(in_flight(call, kill) for kill in kills), f"bought twice: {call}"


def in_flight(call: WireCall, kill: datetime) -> bool:
    """Whether nobody can have recorded this call's answer before the kill."""
    began = datetime.fromisoformat(call.opened["time"])
    end = datetime.fromisoformat(call.ended["time"]) if call.ended else kill
    return began - SLACK <= kill <= end + SLACK
