"""A worker whose database goes away and comes back."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from pathlib import Path
from typing import Any

from tests.support.postgres import connected
from tests.support.studio import studio_on

from fablewright.db.embedded import Urls
from fablewright.db.pool import Connection
from fablewright.queue import service as queue
from fablewright.queue.worker import Entrypoint, Worker


async def without_database(urls: Urls, seconds: float) -> None:
    """Nobody has a connection, and nobody gets one."""
    async with connected(urls.owner) as steward, connected(urls.app) as last:
        name = await steward.fetchval("SELECT quote_ident(current_database())")
        await steward.execute(f"ALTER DATABASE {name} CONNECTION LIMIT 0")
        await last.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND usename = current_user"
            " AND pid <> pg_backend_pid()"
        )
        await asyncio.sleep(seconds)
        await steward.execute(f"ALTER DATABASE {name} CONNECTION LIMIT -1")


async def test_jobs_are_taken_while_those_from_before_the_outage_go_on(
    fresh_urls: Urls, tmp_path: Path
) -> None:
    """A call to a provider may take minutes: nobody else's job waits for its end."""
    begun, go, done = asyncio.Event(), asyncio.Event(), asyncio.Queue[str]()

    async def handle(payload: dict[str, Any]) -> None:
        if payload["name"] == "long":
            begun.set()
            await go.wait()
        done.put_nowait(payload["name"])

    async with studio_on(fresh_urls, tmp_path) as studio, asyncio.timeout(40):

        async def put(name: str) -> None:
            async def enqueue(connection: Connection) -> None:
                await queue.enqueue(connection, "job", {"name": name}, key=name)

            await studio.db.run(enqueue)

        lease = timedelta(seconds=1.5)
        worker = Worker(studio.db, {"job": Entrypoint(handle)}, lease)
        running = asyncio.create_task(worker.run())
        try:
            await put("long")
            await begun.wait()
            await without_database(fresh_urls, 2.0)
            await put("short")
            assert await done.get() == "short"
        finally:
            go.set()
            worker.stop()
            await running
        assert await done.get() == "long"


async def test_an_outage_longer_than_a_lease_takes_no_job_from_its_worker(
    fresh_urls: Urls, tmp_path: Path
) -> None:
    """Nobody could give a sign of life: when the database is back, everybody may, before jobs are taken over."""
    begun: list[str] = []
    go = asyncio.Event()

    async def handle(payload: dict[str, Any]) -> None:
        begun.append(payload["name"])
        await go.wait()

    async def put(connection: Connection) -> None:
        for number in range(4):
            await queue.enqueue(connection, "job", {"name": f"{number}"}, key=f"{number}")

    async with studio_on(fresh_urls, tmp_path) as studio, asyncio.timeout(60):
        workers = [
            Worker(studio.db, {"job": Entrypoint(handle)}, timedelta(seconds=8)) for _ in range(6)
        ]
        running = [asyncio.create_task(one.run()) for one in workers]
        try:
            await studio.db.run(put)
            while len(begun) < 4:
                await asyncio.sleep(0.05)
            await without_database(fresh_urls, 9.0)
            await asyncio.sleep(3.0)
            assert sorted(begun) == ["0", "1", "2", "3"]
        finally:
            go.set()
            for one in workers:
                one.stop()
            await asyncio.gather(*running)
