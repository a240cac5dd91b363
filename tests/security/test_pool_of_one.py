"""One connection for many people: whatever is broken off, nobody sees what is another's."""

from __future__ import annotations

import asyncio
import random
from collections import Counter
from urllib.parse import urlsplit
from uuid import UUID, uuid4

import pytest
from tests.support.postgres import Server, connected

from fablewright.core.errors import Unavailable
from fablewright.db.embedded import Urls
from fablewright.db.pool import Connection, Database

pytestmark = pytest.mark.timeout(240)
TRANSACTIONS, PEOPLE, AT_ONCE = 10_000, 7, 8
LOOK = (
    "SELECT id AS owner FROM users UNION ALL SELECT user_id FROM characters"
    " UNION ALL SELECT nullif(current_setting('app.user_id', true), '')::uuid"
)


@pytest.fixture
async def people(fresh_urls: Urls) -> list[UUID]:
    """People who have a character each."""
    ids = [uuid4() for _ in range(PEOPLE)]
    async with connected(fresh_urls.owner) as steward:
        for person in ids:
            await steward.execute(
                "INSERT INTO users (id, role, name) VALUES ($1, 'user', 'Mina')", person
            )
            await steward.execute(
                "INSERT INTO characters (id, user_id, kind, name) VALUES ($1, $2, 'child', 'Mina')",
                uuid4(), person,
            )  # fmt: skip
    return ids


async def test_ten_thousand_transactions_on_one_connection(
    postgres_server: Server, fresh_urls: Urls, people: list[UUID]
) -> None:
    dice = random.Random(11)
    done: Counter[str] = Counter()
    foreign: list[tuple[UUID | None, set[UUID | None]]] = []
    left = iter(range(TRANSACTIONS))

    async def look(person: UUID | None, place: int, begun: asyncio.Event) -> None:
        async def work(connection: Connection) -> set[UUID | None]:
            begun.set()
            done["begun"] += 1
            if place == 1:
                await connection.execute("SELECT pg_sleep(0.01)")  # to be broken off in it
            if place == 2:
                await connection.execute("UPDATE characters SET name = name || 'x'")
            seen = {row["owner"] for row in await connection.fetch(LOOK)}
            done["seen"] += 1
            return seen

        seen = await db.run(work, user_id=person)
        if seen != {person}:
            foreign.append((person, seen))

    async def live() -> None:
        for number in left:
            begun = asyncio.Event()
            broken_off = number % 5 == 0
            place = dice.randrange(3) if broken_off else 0
            task = asyncio.create_task(look(dice.choice([*people, None]), place, begun))
            if broken_off:
                await somewhere(begun)
                task.cancel()
            await asyncio.wait([task])
            done["broken off" if task.cancelled() else "done"] += 1
            if not task.cancelled():
                task.result()

    async def somewhere(begun: asyncio.Event) -> None:
        """Until a transaction waits for the connection, or has it, or is at work."""
        if dice.random() < 0.5:
            await begun.wait()
        else:
            await asyncio.sleep(dice.uniform(0, 0.008))
        for _ in range(dice.randrange(8)):
            await asyncio.sleep(0)

    async def cut() -> None:
        """Now and then the server ends the connection."""
        async with connected(postgres_server.superuser) as superuser:
            while True:
                await asyncio.sleep(0.3)
                done["cut"] += len(
                    await superuser.fetch(
                        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                        " WHERE datname = $1 AND usename = 'fablewright_app'",
                        urlsplit(fresh_urls.app).path.lstrip("/"),
                    )
                )

    async with Database(fresh_urls.app, size=1, patience=60) as db:
        cutting = asyncio.create_task(cut())
        await asyncio.gather(*(live() for _ in range(AT_ONCE)))
        cutting.cancel()
        await asyncio.wait([cutting])
        assert cutting.cancelled()
        assert foreign == []
        assert done["done"] + done["broken off"] == TRANSACTIONS
        assert done["broken off"] > TRANSACTIONS / 10
        assert done["begun"] - done["seen"] > TRANSACTIONS / 100  # within a statement
        assert done["cut"] > 3
        for person in people:
            await look(person, 0, asyncio.Event())
        assert foreign == []
        pool = db._pool
        assert pool is not None
        assert (pool.get_idle_size(), pool.get_size()) == (1, 1)
        async with connected(fresh_urls.owner) as steward:
            count = (
                "SELECT count(*) FROM pg_stat_activity"
                " WHERE datname = current_database() AND usename = 'fablewright_app'"
            )
            async with asyncio.timeout(10):  # those that were cut or broken off end by themselves
                while await steward.fetchval(count) != 1:
                    await asyncio.sleep(0.05)


async def test_who_waits_in_vain_takes_nothing_along(fresh_urls: Urls, people: list[UUID]) -> None:
    """Those who give up waiting for the connection, while one holds it."""
    held, let_go = asyncio.Event(), asyncio.Event()

    async def hold(connection: Connection) -> None:
        held.set()
        await let_go.wait()

    async def see(connection: Connection) -> set[UUID]:
        return {row["owner"] for row in await connection.fetch(LOOK)}

    async with Database(fresh_urls.app, size=1, patience=0.3) as db:
        holding = asyncio.create_task(db.run(hold, user_id=people[0]))
        await held.wait()
        waiting = [asyncio.create_task(db.run(see, user_id=people[1])) for _ in range(50)]
        await asyncio.sleep(0.05)
        for task in waiting[::2]:
            task.cancel()
        outcomes = await asyncio.gather(*waiting, return_exceptions=True)
        assert {type(one) for one in outcomes[::2]} == {asyncio.CancelledError}
        assert {type(one) for one in outcomes[1::2]} == {Unavailable}
        let_go.set()
        await holding
        assert await db.run(see, user_id=people[2]) == {people[2]}
