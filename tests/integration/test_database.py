"""Units of work on a real PostgreSQL: whose they are, what ends them, what is tried again."""

from __future__ import annotations

import asyncio
import uuid

import asyncpg
import pytest

from fablewright.core.errors import Unavailable
from fablewright.db.notify import Listener
from fablewright.db.pool import Connection, Database


async def who(connection: Connection) -> str | None:
    value: str | None = await connection.fetchval(
        "SELECT nullif(current_setting('app.user_id', true), '')"
    )
    return value


async def test_nobody_is_the_person_before(database_url: str) -> None:
    user = uuid.uuid4()
    async with Database(database_url, size=1) as db:
        assert await db.run(who, user_id=user) == str(user)
        assert await db.run(who) is None


async def test_what_is_broken_off_leaves_nothing(database_url: str) -> None:
    """A cancelled transaction is undone, and its connection serves the next one as nobody's."""
    begun = asyncio.Event()

    async def work(connection: Connection) -> None:
        await connection.execute(
            "INSERT INTO pgqueuer_log (job_id, status, priority, entrypoint)"
            " VALUES (1, 'queued', 0, 'nothing')"
        )
        begun.set()
        await connection.execute("SELECT pg_sleep(60)")

    async def count(connection: Connection) -> int:
        found: int = await connection.fetchval("SELECT count(*) FROM pgqueuer_log")
        return found

    user = uuid.uuid4()
    async with Database(database_url, size=1) as db:
        working = asyncio.create_task(db.run(work, user_id=user))
        await begun.wait()
        await asyncio.sleep(0.05)
        working.cancel()
        await asyncio.wait([working])
        assert working.cancelled()
        assert await db.run(count) == 0
        assert await db.run(who) is None


async def test_a_listener_comes_back_whatever_happens(database_url: str) -> None:
    troubles = [asyncpg.InvalidPasswordError("not now"), ConnectionRefusedError()]
    heard: asyncio.Queue[str | None] = asyncio.Queue()

    class Troubled(Database):
        async def connect(self) -> Connection:
            if troubles:
                raise troubles.pop(0)
            return await super().connect()

    async with Troubled(database_url) as db:
        listener = Listener(db, "test_channel", heard.put_nowait)
        listener.start()
        async with asyncio.timeout(10):
            assert await heard.get() is None  # it listens: whoever waits must look
            await db.run(lambda connection: connection.execute("NOTIFY test_channel, 'hello'"))
            assert await heard.get() == "hello"
        await listener.stop()


@pytest.mark.parametrize(
    "loss",
    [
        asyncpg.InternalClientError("cannot switch to state 15; another operation is in progress"),
        asyncpg.ConnectionDoesNotExistError("connection was closed in the middle of operation"),
        asyncpg.DeadlockDetectedError("deadlock detected"),
    ],
)
async def test_a_lost_connection_or_race_is_tried_again(database_url: str, loss: Exception) -> None:
    losses = [loss]

    async def work(connection: Connection) -> int:
        if losses:
            raise losses.pop()
        one: int = await connection.fetchval("SELECT 1")
        return one

    async with Database(database_url) as db:
        assert await db.run(work) == 1


async def test_no_connection_to_be_had_is_said_in_plain_words(database_url: str) -> None:
    """After its patience, and without harm to whoever holds the connection."""
    held, let_go = asyncio.Event(), asyncio.Event()

    async def hold(connection: Connection) -> int:
        held.set()
        await let_go.wait()
        one: int = await connection.fetchval("SELECT 1")
        return one

    async with Database(database_url, size=1, patience=0.2) as db:
        holding = asyncio.create_task(db.run(hold))
        await held.wait()
        with pytest.raises(Unavailable):
            await db.run(who)
        let_go.set()
        assert await holding == 1
