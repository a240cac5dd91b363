"""kill -9 and SIGSTOP of workers while providers work, kill -9 of the database: nothing is lost, and
nothing that was kept is bought again.

The provider's own log of calls is the judge; each life of a worker asks with a key of its own.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import random
import signal
import time
from collections import Counter, defaultdict
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from uuid import UUID

import pytest
from tests.support import chaos
from tests.support.postgres import connected, reachable_folder
from tests.support.simulator import RunningSimulator, WireCall, simulator
from tests.support.troubled import ASKS

from fablewright.bootstrap import Studio, open_studio
from fablewright.db.embedded import EmbeddedPostgres
from fablewright.db.pool import Connection
from fablewright.generations.model import Attempt
from fablewright.identity.model import User
from fablewright.queue.worker import LEASE
from fablewright.settings import load
from fablewright.stories.brief import CreateStory

BOOKS = int(os.environ.get("FABLEWRIGHT_CHAOS_BOOKS", "5"))
KILLS = int(os.environ.get("FABLEWRIGHT_CHAOS_KILLS", "8"))
RESTARTS = int(os.environ.get("FABLEWRIGHT_CHAOS_RESTARTS", "1"))
FREEZES = int(os.environ.get("FABLEWRIGHT_CHAOS_FREEZES", "1"))
SEED = int(os.environ.get("FABLEWRIGHT_CHAOS_SEED", "1"))
pytestmark = pytest.mark.timeout(300 + 10 * KILLS)
WORKERS = 4
PACE = (0.5, 2.5)  # seconds between two blows
LATENCY = 0.06  # of the time that providers take: texts 2.7 s, pictures 2.2 s, readings 4 s
STORY_STEPS = 14  # write, palette, five analyses, five pictures, narration, activities
SLACK = timedelta(seconds=2.0)  # between an answer and its record, on a busy machine
TAKE_OVER = timedelta(seconds=15)
Span = tuple[datetime, datetime]
Taken = Mapping[UUID, Sequence[datetime]]  # for each step, when workers took its job from the queue
NOTE_TAKEN = """
    CREATE TABLE taken (key TEXT, at TIMESTAMPTZ DEFAULT clock_timestamp());
    GRANT SELECT ON taken TO PUBLIC;
    CREATE FUNCTION note_taken() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS
        'BEGIN INSERT INTO taken VALUES (NEW.dedupe_key); RETURN NULL; END';
    CREATE TRIGGER note_taken AFTER UPDATE ON pgqueuer FOR EACH ROW
        WHEN (NEW.queue_manager_id IS DISTINCT FROM OLD.queue_manager_id AND NEW.status = 'picked')
        EXECUTE FUNCTION note_taken();
"""


@pytest.fixture
async def studio() -> AsyncIterator[Studio]:
    """A studio without a worker; this process owns its database, which notes when jobs are taken."""
    with reachable_folder() as folder:
        async with open_studio(load(data_dir=folder / "data")) as studio:
            other = EmbeddedPostgres(folder / "data")  # knows the way to the same database
            async with connected((await asyncio.to_thread(other.start)).owner) as owner:
                await owner.execute(NOTE_TAKEN)
            await asyncio.to_thread(other.stop)
            yield studio


@dataclass
class Life:
    """One process of a worker. `lost`: when it was killed, or from when to when it was frozen."""

    key: str
    process: chaos.Process
    lost: list[Span] = field(default_factory=list)


class Crowd:
    """Workers, and what befalls them."""

    def __init__(self, studio: Studio, sim: RunningSimulator, lease: timedelta) -> None:
        self.studio, self.sim, self.lease = studio, sim, lease
        self.lives: dict[str, Life] = {}  # by the last four characters of their keys
        self.at_work: list[Life] = []
        self.outages: list[Span] = []
        self._stack, self._thaws = contextlib.ExitStack(), set[asyncio.Task[None]]()

    async def __aenter__(self) -> Crowd:
        return self

    async def __aexit__(self, *_: object) -> None:
        for thaw in self._thaws:
            thaw.cancel()
        await asyncio.to_thread(self._stack.close)

    async def hire(self) -> Life:
        number = f"{len(self.lives) + 1:04d}"
        process = chaos.process(
            "worker", self.studio.settings.data_dir, Path("unused"),
            providers=self.sim.base, key=f"sim-{number}", lease=self.lease,
        )  # fmt: skip
        life = Life(number, await asyncio.to_thread(self._stack.enter_context, process))
        self.lives[number] = life
        self.at_work.append(life)
        return life

    def kill(self, life: Life) -> None:
        moment = datetime.now(UTC)
        self.at_work.remove(life)
        life.process.kill()
        life.lost.append((moment, datetime.now(UTC)))

    def freeze(self, life: Life) -> None:
        """Until `thaw`."""
        self.at_work.remove(life)
        life.process.send_signal(signal.SIGSTOP)
        life.lost.append((datetime.now(UTC), datetime.max.replace(tzinfo=UTC)))

    def thaw(self, life: Life) -> None:
        life.lost[-1] = (life.lost[-1][0], datetime.now(UTC))
        life.process.send_signal(signal.SIGCONT)
        self.at_work.append(life)

    def thaw_later(self, life: Life, seconds: float) -> None:
        async def wait() -> None:
            await asyncio.sleep(seconds)
            self.thaw(life)

        task = asyncio.create_task(wait())
        self._thaws.add(task)

    async def thawed(self) -> None:
        await asyncio.gather(*self._thaws)

    async def restart_database(self) -> None:
        moment = datetime.now(UTC)
        await chaos.kill_database(self.studio)
        await self.studio.db.open()
        self.outages.append((moment, datetime.now(UTC)))

    def unrecorded(self, call: WireCall) -> Span | None:
        """When the worker that made this call was lost, before it can have recorded the answer."""
        began, end = times(call)
        for since, until in self.lives[str(call.opened["key"])].lost:
            for away, back in self.outages:  # nothing is recorded while the database is away
                if away <= since <= back + SLACK:
                    since = away
            if began <= until + SLACK and since <= end + SLACK:
                return since, until
        return None


def times(call: WireCall) -> Span:
    """When it began and ended; one that did not end was still in work when its caller was lost."""
    began = datetime.fromisoformat(call.opened["time"])
    end = datetime.fromisoformat(call.ended["time"]) if call.ended else datetime.now(UTC)
    return began, end


async def ended(studio: Studio, owner: User, story_id: UUID) -> str:
    async with asyncio.timeout(240):
        async for event in studio.events.follow(story_id, owner.id):
            overall = str(event.new["asset_generation_status"]["overall"])
            if overall != "generating":
                return overall
    raise AssertionError("unreachable")


async def storm(crowd: Crowd, owner: User, chance: random.Random) -> list[UUID]:
    """Books are ordered while workers and the database are struck; the ids of the books."""
    blows = ["kill"] * KILLS + ["restart"] * RESTARTS + ["freeze"] * FREEZES
    chance.shuffle(blows)
    stories: list[UUID] = []
    for number, blow in enumerate(blows):
        while len(stories) * len(blows) < BOOKS * (number + 1):
            wish = CreateStory(
                spark=f"tide {len(stories)}", title=f"Tide {len(stories)}", story_length=1
            )
            stories.append((await crowd.studio.books.create(owner, wish)).id)
        await asyncio.sleep(chance.uniform(*PACE))
        if blow == "restart":
            await crowd.restart_database()
            continue
        life = chance.choice(crowd.at_work)
        if blow == "kill":
            crowd.kill(life)
        else:
            crowd.freeze(life)
            crowd.thaw_later(life, LEASE.total_seconds() + chance.uniform(2, 8))
        if len(crowd.at_work) < WORKERS:
            await crowd.hire()
    return stories


@dataclass(frozen=True)
class Verdict:
    """What the provider's log says. `extra` are calls of a step that another call had asked for before,
    `unsent` attempts whose call was never made. `taken_over`: seconds from the loss of a worker to the
    next call of the same step. `by_turns`: the same, where the next worker was lost too before it could
    ask, divided by their number."""

    calls: int
    unsent: int
    extra: int
    in_flight: int
    taken_over: Sequence[float]
    by_turns: Sequence[float]
    unexplained: Sequence[str]  # calls that were made again although their worker lived


def judge(crowd: Crowd, steps: Sequence[Sequence[Attempt]], taken: Taken) -> Verdict:
    calls = [one for one in crowd.sim.calls() if ASKS.search(str(one.opened["path"]))]
    bought: defaultdict[str, list[WireCall]] = defaultdict(list)
    for call in calls:
        bought[call.opened["body_sha256"]].append(call)
    assert len(bought) == len(steps), "a step was never bought, or changed its words"
    check_order(calls, steps)
    found: tuple[list[float], list[float]] = ([], [])
    unexplained: list[str] = []
    for same in bought.values():
        if len(same) == 1:
            continue
        step = attempts_of(same, steps)[0].generation_id
        for call, following in pairwise(same):
            lost = crowd.unrecorded(call)
            if lost is None:
                unexplained.append(
                    f"{times(call)} {crowd.lives[call.opened['key']].lost} {following}"
                )
                continue
            asked = times(following)[0]
            turns = sum(lost[0] < moment <= asked for moment in taken[step])
            seconds = (asked - lost[0]).total_seconds()
            found[turns > 1].append(round(seconds / max(turns, 1), 1))
    in_flight = sum(crowd.unrecorded(call) is not None for call in calls)
    unsent = sum(map(len, steps)) - len(calls)
    extra = len(calls) - len(bought)
    return Verdict(
        len(calls), unsent, extra, in_flight, sorted(found[0]), sorted(found[1]), unexplained
    )


def check_order(calls: Sequence[WireCall], steps: Sequence[Sequence[Attempt]]) -> None:
    """Every call has its attempt, which was opened before it."""
    opened: defaultdict[str, list[datetime]] = defaultdict(list)
    for row in (row for step in steps for row in step):
        opened[row.model_used].append(row.created_at)
    begun: defaultdict[str, list[datetime]] = defaultdict(list)
    for call in calls:
        begun[str(call.opened["model"])].append(times(call)[0])
    for model, moments in begun.items():
        before = sorted(opened[model])
        assert len(moments) <= len(before)
        for number, moment in enumerate(sorted(moments)):
            assert before[number] <= moment + timedelta(seconds=0.05), (
                "called before it was written"
            )


def attempts_of(calls: Sequence[WireCall], steps: Sequence[Sequence[Attempt]]) -> Sequence[Attempt]:
    """The attempts of the step that these calls are of: none is as close in time."""

    def distance(step: Sequence[Attempt]) -> timedelta:
        return sum(
            (abs(nearest(step, one).created_at - times(one)[0]) for one in calls), timedelta()
        )

    model = calls[0].opened["model"]
    return min((one for one in steps if one[0].model_used == model), key=distance)


def nearest(step: Sequence[Attempt], call: WireCall) -> Attempt:
    return min(step, key=lambda one: abs(one.created_at - times(call)[0]))


async def taken_of(studio: Studio, owner: User) -> Taken:
    async def read(connection: Connection) -> Taken:
        rows = await connection.fetch(
            "SELECT g.generation_id, array_agg(t.at) AS moments FROM generations g"
            " JOIN taken t ON t.key LIKE g.story_id || '/' || g.asset_type || '/%' GROUP BY 1"
        )
        return {row["generation_id"]: row["moments"] for row in rows}

    return await studio.db.run(read, user_id=owner.id)


async def test_a_storm_while_providers_work(studio: Studio, tmp_path: Path) -> None:
    chance, owner, began = random.Random(SEED), await studio.identity.owner(), time.monotonic()
    async with simulator(tmp_path, latency=LATENCY) as sim, Crowd(studio, sim, LEASE) as crowd:
        for _ in range(WORKERS):
            await crowd.hire()
        stories = await storm(crowd, owner, chance)
        await crowd.thawed()
        ends = await asyncio.gather(*(ended(studio, owner, story) for story in stories))
        assert Counter(ends) == {"ready": BOOKS}
    steps = [
        step
        for story in stories
        for step in (await chaos.check_book(studio, owner, story)).values()
    ]
    assert len(steps) == STORY_STEPS * BOOKS
    found = judge(crowd, steps, await taken_of(studio, owner))
    print(
        f"\n{BOOKS} books, {KILLS} kills, {RESTARTS} restarts, {FREEZES} freezes in"
        f" {time.monotonic() - began:.0f} s: {found}"
    )
    assert not found.unexplained
    assert found.extra <= found.in_flight
    assert found.unsent <= KILLS + FREEZES
    assert max(*found.taken_over, *found.by_turns, 0.0, 0.0) <= TAKE_OVER.total_seconds()


async def test_a_frozen_worker_with_calls_in_flight(studio: Studio, tmp_path: Path) -> None:
    """Thawed as soon as another worker has taken over: its late answers are discarded, it commits
    nothing, and buys nothing again."""
    owner = await studio.identity.owner()
    async with (
        simulator(tmp_path, latency=LATENCY) as sim,
        Crowd(studio, sim, timedelta(seconds=4)) as crowd,
        asyncio.timeout(100),
    ):

        def asked(path: str) -> Counter[str]:
            calls = (one.opened for one in sim.calls())
            return Counter(one["body_sha256"] for one in calls if path in one["path"])

        frozen = await crowd.hire()
        wish = CreateStory(spark="a frozen lake", title="The Frozen Lake", story_length=1)
        story = (await studio.books.create(owner, wish)).id
        while not asked("images"):
            await asyncio.sleep(0.05)
        crowd.freeze(frozen)
        await crowd.hire()
        while max(asked("images").values()) < 2:
            await asyncio.sleep(0.05)
        crowd.thaw(frozen)
        assert await ended(studio, owner, story) == "ready"
        await asyncio.sleep(1.0)  # whatever it might still do
    steps = [*(await chaos.check_book(studio, owner, story)).values()]
    found = judge(crowd, steps, await taken_of(studio, owner))
    assert not found.unexplained
    again = [step for step in steps if len(step) > 1]
    assert len(again) >= found.extra >= 1
    for late, last in again:
        assert (late.status, late.full_response, last.status) == ("failed", None, "success")
