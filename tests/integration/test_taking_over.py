"""What the ledger does when workers die, freeze, meet, or cannot keep what they have paid for."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from tests.support.ledger import AT_ONCE, Desk, Vendor, a_desk, as_value
from tests.support.studio import studio_on

from fablewright.books import repository as books
from fablewright.core.errors import LostLease, Postponed, Refused, TryAgain
from fablewright.db.embedded import Urls
from fablewright.db.pool import Connection
from fablewright.files.service import StorageError
from fablewright.generations.model import Holder, Kept
from fablewright.generations.policy import Policy


@pytest.fixture
async def desk(fresh_urls: Urls, tmp_path: Path) -> AsyncIterator[Desk]:
    """Of a whole book that nobody works on."""
    async with studio_on(fresh_urls, tmp_path) as studio:
        yield await a_desk(studio, await studio.identity.owner(), whole=True)


async def died(desk: Desk, vendor: Vendor, *others: Vendor, **options: Any) -> asyncio.Task[Kept]:
    """A worker that is never heard of again, in the middle of a call."""
    vendor.asked.clear()
    asking = asyncio.create_task(desk.step(vendor, *others, **options))
    async with asyncio.timeout(10):
        await vendor.asked.wait()
    return asking


async def ended(tasks: list[asyncio.Task[Kept]]) -> None:
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


async def taken(desk: Desk, asset: str) -> Holder:
    """The job of this asset in the hands of a worker, whoever had it before."""

    async def claim(connection: Connection) -> Holder:
        job = await books.claim(connection, desk.story_id, asset, 1, None)
        assert job
        return Holder(job.id, job.lease)

    return await desk.studio.db.run(claim, user_id=desk.user.id)


async def test_a_call_that_ends_every_worker_is_given_up(desk: Desk) -> None:
    deadly, policy = Vendor("acme", [None] * 3), Policy(interruptions=2)
    dead = [await died(desk, deadly, policy=policy) for _ in range(3)]
    with pytest.raises(Refused, match="broke off again and again"):
        await desk.step(deadly, policy=policy)
    kept = await desk.step(deadly, Vendor("other"), policy=policy)
    assert (kept.provider, kept.fallback, deadly.made) == ("other", True, 3)
    await ended(dead)


async def test_workers_that_died_now_and_then_are_no_reason_to_give_up(desk: Desk) -> None:
    vendor = Vendor("acme", [None, None, TryAgain("a hiccup"), None, None])
    policy = Policy(interruptions=2, retries=AT_ONCE)
    dead = [await died(desk, vendor, policy=policy) for _ in range(2)]
    with pytest.raises(Postponed, match="a hiccup"):
        await desk.step(vendor, policy=policy)
    dead += [await died(desk, vendor, policy=policy) for _ in range(2)]
    assert (await desk.step(vendor, policy=policy)).provider == "acme"
    await ended(dead)


async def test_two_workers_that_need_the_same_buy_it_once(desk: Desk) -> None:
    vendor, go = Vendor("acme"), asyncio.Event()

    async def keep(value: str) -> dict[str, Any]:
        await go.wait()
        return {"value": value}

    one, other = await taken(desk, "scene_1"), await taken(desk, "scene_2")
    first = await died(desk, vendor, holder=one, keep=keep)
    second = asyncio.create_task(desk.step(vendor, holder=other))
    done, _ = await asyncio.wait([first, second], timeout=1.0)
    assert not done
    go.set()
    assert (await first).value == (await second).value == {"value": "acme"}
    assert vendor.made == 1


async def test_a_worker_that_lost_its_job_is_not_waited_for_and_buys_nothing(desk: Desk) -> None:
    frozen, vendor, go = Vendor("acme"), Vendor("acme"), asyncio.Event()

    async def keep(value: str) -> dict[str, Any]:
        await go.wait()
        return {"value": "too late"}

    lost, other = await taken(desk, "scene_1"), await taken(desk, "scene_2")
    late = await died(desk, frozen, holder=lost, keep=keep)
    await taken(desk, "scene_1")
    next_one = await died(desk, vendor, holder=other, keep=as_value)
    assert (await next_one).value == {"value": "acme"}
    go.set()
    assert (await late).value == {"value": "acme"}, "the late answer was kept"
    assert (await desk.step(frozen, holder=lost)).value == {"value": "acme"}
    with pytest.raises(LostLease):
        await desk.step(frozen, name="the next step", holder=lost)
    assert (frozen.made, vendor.made) == (1, 1)


async def test_what_was_paid_is_kept_as_soon_as_the_files_are_back(desk: Desk) -> None:
    vendor, away = Vendor("acme"), [StorageError("It is away.")] * 3

    async def keep(value: str) -> dict[str, Any]:
        if away:
            raise away.pop()
        return {"value": value}

    kept = await desk.step(vendor, keep=keep)
    assert (kept.value, vendor.made) == ({"value": "acme"}, 1)
    assert await desk.rows() == [("acme", "success", None)]


async def test_files_that_stay_away_end_a_step_in_time(desk: Desk) -> None:
    async def keep(value: str) -> dict[str, Any]:
        raise StorageError("It is away.")

    with pytest.raises(StorageError):
        await desk.step(Vendor("acme"), keep=keep, policy=Policy(keeping=0.5))
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.5):  # the deadline of a part
            await desk.step(Vendor("acme"), keep=keep)
    attempts = await desk.studio.stories.attempts(desk.user, desk.story_id)
    assert [one.full_response for one in attempts] == [{"said": "acme"}] * 2
