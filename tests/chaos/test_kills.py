"""kill -9 of worker, API and database: every book ends complete, and nothing is made twice.

All processes are our own; the calls are counted in a file outside the database.
"""

from __future__ import annotations

import asyncio
import contextlib
import random
import signal
import socket
import time
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from uuid import UUID

import httpx2
import pytest
from tests.support import chaos
from tests.support.postgres import reachable_folder

from fablewright.books.recipe import RECIPE
from fablewright.bootstrap import Studio, open_studio
from fablewright.generations.model import Attempt
from fablewright.identity.model import User
from fablewright.settings import load
from fablewright.stories.brief import CreateStory

pytestmark = pytest.mark.timeout(600)
MOMENTS = ("picking", "picked", "made", "finished")
ASSETS = [asset for asset in RECIPE if asset not in ("scene_2", "scene_3", "scene_4")]  # as scene_1
ASSET_POINTS = [f"{asset}.{moment}" for asset in ASSETS for moment in MOMENTS]
LEDGER_POINTS = [
    f"{point}#{count}"
    for point in ("attempt.opening", "attempt.opened", "artist.answered", "result.stored", "attempt.closed")
    for count in (1, 3, 9)
]  # fmt: skip
SLACK = 0.4  # seconds between an answer and its record in the database, on a busy machine
STORY_CALLS = 14  # write, palette, five analyses, five pictures, narration, activities


@pytest.fixture
async def studio() -> AsyncIterator[Studio]:
    """A studio without a worker, in a folder with a space and umlauts; this process owns its database."""
    with reachable_folder() as folder:
        async with open_studio(load(data_dir=folder / "Bücher und mehr")) as studio:
            yield studio


async def create(studio: Studio, owner: User, spark: str) -> UUID:
    return (await studio.books.create(owner, CreateStory(spark=spark, title=spark))).id


async def completed(studio: Studio, owner: User, story_id: UUID, within: float) -> None:
    async with asyncio.timeout(within):
        async for event in studio.events.follow(story_id, owner.id):
            if event.new["asset_generation_status"]["overall"] != "generating":
                assert event.new["asset_generation_status"]["overall"] == "ready"
                return


@contextlib.contextmanager
def two_workers(studio: Studio, log: Path) -> Iterator[None]:
    with (
        chaos.process("worker", studio.settings.data_dir, log),
        chaos.process("worker", studio.settings.data_dir, log),
    ):
        yield


async def check_story(studio: Studio, owner: User, story_id: UUID) -> list[Attempt]:
    by_step = await chaos.check_book(studio, owner, story_id)
    assert len(by_step) == STORY_CALLS
    for step in by_step.values():
        assert all("interrupted" in (one.error_message or "") for one in step[:-1])
    return [attempt for step in by_step.values() for attempt in step]


def check_calls(log: Path, attempts: list[Attempt], outages: list[tuple[float, float]]) -> None:
    """Every call has its attempt. Only a call that was in flight when its worker died was made again.

    An outage is (from, to): from the moment when nothing could be recorded any more (the worker's
    death, or the database's before it) to the worker's death.
    """
    made = chaos.begins(log)
    assert sum(made.values()) <= len(attempts)
    entries = chaos.read_log(log)
    for key, count in made.items():
        answers = [entry.time for entry in entries if entry.key == key and entry.what == "end"]
        for answered in answers[:-1]:
            in_flight = any(begin - SLACK < answered <= end for begin, end in outages)
            assert in_flight, f"{key} was bought twice"
        assert count - 1 <= len(outages)


async def test_worker_killed_at_every_commit_point(studio: Studio, tmp_path: Path) -> None:
    """Each worker dies at another point; the next one finishes its book before dying itself."""
    owner, log = await studio.identity.owner(), tmp_path / "calls.log"
    stories, outages = [], []
    for number, point in enumerate([*ASSET_POINTS, *LEDGER_POINTS]):
        stories.append(await create(studio, owner, f"spark {number}"))
        with chaos.process("worker", studio.settings.data_dir, log, kill=point) as worker:
            status = await asyncio.to_thread(worker.wait, 60)
            outages.append((time.time(), time.time()))
            assert status == -signal.SIGKILL, f"{point} was never reached"
    with two_workers(studio, log):
        for story in stories:
            await completed(studio, owner, story, within=60)
    attempts = [one for story in stories for one in await check_story(studio, owner, story)]
    check_calls(log, attempts, outages)
    assert len(chaos.begins(log)) == STORY_CALLS * len(stories)


async def test_worker_and_database_killed_at_random_instants(
    studio: Studio, tmp_path: Path
) -> None:
    """50 kills. Two workers live at a time; in every third life the database dies before them."""
    chance = random.Random(2)
    owner, log = await studio.identity.owner(), tmp_path / "calls.log"
    stories, outages, kills = [], [], 0
    while kills < 50:
        stories.append(await create(studio, owner, f"spark {kills}"))
        with (
            chaos.process("worker", studio.settings.data_dir, log, delay=0.06) as one,
            chaos.process("worker", studio.settings.data_dir, log, delay=0.06) as other,
        ):
            await asyncio.sleep(chance.uniform(0.02, 0.9))
            began = time.time()
            without_database = chance.random() < 1 / 3
            if without_database:
                await chaos.kill_database(studio)
                kills += 1
                await asyncio.sleep(chance.uniform(0.02, 1.0))
            for worker in (one, other):
                began = began if without_database else time.time()
                worker.kill()
                outages.append((began, time.time()))
                kills += 1
                await asyncio.sleep(chance.uniform(0, 0.3))
    with two_workers(studio, log):
        for story in stories:
            await completed(studio, owner, story, within=90)
    attempts = [one for story in stories for one in await check_story(studio, owner, story)]
    check_calls(log, attempts, outages)


async def test_database_killed_under_a_living_worker(studio: Studio, tmp_path: Path) -> None:
    """Nobody notices more than a pause: no call is made twice, whenever the database dies."""
    chance = random.Random(3)
    owner, log = await studio.identity.owner(), tmp_path / "calls.log"
    with chaos.process("worker", studio.settings.data_dir, log, delay=0.15):
        stories = []
        for number in range(6):
            stories.append(await create(studio, owner, f"spark {number}"))
            await asyncio.sleep(chance.uniform(0.1, 1.2))
            await chaos.kill_database(studio)
        for story in stories:
            await completed(studio, owner, story, within=60)
    for story in stories:
        await check_story(studio, owner, story)
    assert set(chaos.begins(log).values()) == {1}


async def test_api_killed_while_it_creates(studio: Studio, tmp_path: Path) -> None:
    """A story whose creation was cut off exists whole and is finished, or does not exist at all."""
    owner, log = await studio.identity.owner(), tmp_path / "calls.log"
    headers = {"Authorization": f"Bearer {studio.identity.owner_token()}"}
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    url = f"http://127.0.0.1:{port}/api/v1/stories"
    for point in ("story.creating", "story.created", ""):
        with chaos.process("api", studio.settings.data_dir, log, port=port, kill=point) as api:
            async with httpx2.AsyncClient(headers=headers) as client:
                if point:
                    with pytest.raises(httpx2.TransportError):
                        await client.post(url, json={"spark": f"cut off at {point}"})
                    assert await asyncio.to_thread(api.wait, 10) == -signal.SIGKILL
                else:
                    answer = await client.post(url, json={"spark": "not cut off"})
                    assert answer.status_code == 201, answer.text
    with chaos.process("worker", studio.settings.data_dir, log):
        found, _ = await studio.stories.page(owner, None, 100)
        assert {story.brief.spark for story in found} == {"cut off at story.created", "not cut off"}
        for story in found:
            await completed(studio, owner, story.id, within=30)
            await check_story(studio, owner, story.id)


async def test_api_killed_while_it_writes_an_instant_story(studio: Studio, tmp_path: Path) -> None:
    """A worker takes over; what was written and recorded is not written again."""
    owner, log = await studio.identity.owner(), tmp_path / "calls.log"
    moments = {"story.held": 1, "attempt.opened": 1, "attempt.closed": 1, "content.made": 1}
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    url = f"http://127.0.0.1:{port}/api/story-generator/generate"
    for point in moments:
        with chaos.process("api", studio.settings.data_dir, log, port=port, kill=point) as api:
            headers = {"Authorization": f"Bearer {studio.identity.owner_token()}"}
            async with httpx2.AsyncClient(headers=headers, timeout=30) as client:
                with contextlib.suppress(httpx2.TransportError):
                    await client.post(url, json={"story_spark": point})
            assert await asyncio.to_thread(api.wait, 10) == -signal.SIGKILL
    with two_workers(studio, log):
        stories, _ = await studio.stories.page(owner, None, 10)
        for story in stories:
            await completed(studio, owner, story.id, within=30)
    assert {story.brief.spark for story in stories} == set(moments)
    made = chaos.begins(log)
    assert {point: made[f"{point}|write|"] for point in moments} == moments


async def test_a_frozen_worker_cannot_commit_after_it_lost_its_lease(
    studio: Studio, tmp_path: Path
) -> None:
    """SIGSTOP for longer than the lease; another worker takes over; the thawed one changes nothing."""
    owner, log = await studio.identity.owner(), tmp_path / "calls.log"
    data_dir = studio.settings.data_dir
    story = await create(studio, owner, "a frozen lake")
    with chaos.process("worker", data_dir, log, delay=1.0) as frozen:
        await asyncio.sleep(0.7)  # it is in the middle of writing
        frozen.send_signal(signal.SIGSTOP)
        with chaos.process("worker", data_dir, log):
            await completed(studio, owner, story, within=30)
            before = await studio.events.after(story, owner.id, 0)
            frozen.send_signal(signal.SIGCONT)
            await asyncio.sleep(2.5)
            assert await studio.events.after(story, owner.id, 0) == before
    assert chaos.begins(log)["a frozen lake|write|"] == 2
