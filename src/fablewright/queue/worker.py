"""Runs jobs from the queue; lives through a database that goes away and comes back."""

from __future__ import annotations

import asyncio
import contextlib
import functools
import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import asyncpg
import structlog
from pgqueuer.adapters.drivers.asyncpg import AsyncpgPoolDriver
from pgqueuer.adapters.persistence.queries import Queries
from pgqueuer.core.qm import QueueManager
from pgqueuer.models import Job

from fablewright.db.pool import Database

log = structlog.get_logger(__name__)
LEASE = timedelta(seconds=10)  # a job whose worker gave no sign of life for so long goes to another
RESCUE = timedelta(seconds=2)  # how often the queue is looked at when no notification came


@dataclass(frozen=True, slots=True)
class Entrypoint:
    """A kind of job. `limit` is how many run at once over all workers; 0 means no limit."""

    handle: Callable[[dict[str, Any]], Awaitable[None]]
    limit: int = 0


class _Driver(AsyncpgPoolDriver):
    """Tells of a query that failed at once, and not when all jobs in hand are finished."""

    failed: Callable[[], None]

    async def fetch(self, query: str, *args: object) -> list[dict[str, object]]:
        try:
            return await super().fetch(query, *args)
        except Exception:
            self.failed()
            raise


class Worker:
    """Takes jobs until `stop` is called. `ready` is set once it listens for the first time."""

    def __init__(
        self, db: Database, entrypoints: Mapping[str, Entrypoint], lease: timedelta = LEASE
    ) -> None:
        self.db, self.entrypoints, self.lease = db, entrypoints, lease
        self.ready = asyncio.Event()
        self._stopping = False
        self._queue: QueueManager | None = None
        self._in_hand: set[asyncio.Task[None]] = set()

    async def run(self) -> None:
        """Until `stop`, and until the jobs in hand are finished."""
        async with asyncio.TaskGroup() as group:
            again = False
            while not self._stopping:
                # A pool of its own: the listener keeps a connection for as long as the worker lives.
                pool = await asyncpg.create_pool(**self.db.arguments(), min_size=0, max_size=4)
                driver = _Driver(pool)
                self._queue = queue = QueueManager(Queries(driver))
                driver.failed = queue.shutdown.set
                group.create_task(self._work(queue, pool, again))
                again = True
                # When it has lost the database it takes no more jobs, and those in hand may take
                # long: others cannot wait for that.
                await queue.shutdown.wait()
                if not self._stopping:
                    self.ready.clear()
                    await asyncio.sleep(0.3)

    def stop(self) -> None:
        """Take no new job; `run` returns when those in hand are finished."""
        self._stopping = True
        if self._queue is not None:
            self._queue.shutdown.set()

    def drop(self) -> None:
        """Cancel the jobs in hand; each handler gives its own back to the queue."""
        for task in self._in_hand:
            task.cancel()

    async def _work(self, queue: QueueManager, pool: asyncpg.Pool, again: bool) -> None:
        """Take jobs until the queue's manager shuts down, and finish them. `again`: the database was away."""
        try:
            for name, entrypoint in self.entrypoints.items():
                run = functools.partial(self._handle, entrypoint)
                queue.entrypoint(name, concurrency_limit=entrypoint.limit)(run)
            await self._let_the_living_speak(pool, again)
            if self._stopping:
                return
            self.ready.set()
            await queue.run(
                dequeue_timeout=min(RESCUE, self.lease / 3),
                heartbeat_timeout=self.lease,
                batch_size=8,
                max_concurrent_tasks=24,
                shutdown_on_listener_failure=True,
            )
        except Exception as error:  # whatever ended it, work must go on
            if not self._stopping:
                log.warning("worker lost the queue", error=repr(error))
        finally:
            queue.shutdown.set()
            with contextlib.suppress(Exception):
                async with asyncio.timeout(3):
                    await pool.close()
            pool.terminate()

    async def _let_the_living_speak(self, pool: asyncpg.Pool, again: bool) -> None:
        """While the database was away nobody could give a sign of life: after its return, jobs in hand are
        left to their workers until each has had the time for one (it is sent every eighth of a lease)."""
        since = await pool.fetchval(
            "SELECT now() - pg_postmaster_start_time()"
            " WHERE EXISTS (SELECT FROM pgqueuer WHERE status = 'picked')"
        )
        if since is not None:
            pause = self.lease / 4 if again else self.lease / 4 - since
            await asyncio.sleep(max(0.0, pause.total_seconds()))

    async def _handle(self, entrypoint: Entrypoint, job: Job) -> None:
        task = asyncio.current_task()
        assert task
        self._in_hand.add(task)
        try:
            await entrypoint.handle(json.loads(job.payload or b"{}"))
        except Exception as error:
            log.exception("job broke", entrypoint=job.entrypoint)
            # The queue keeps what it is told of the error; people's words are no part of it.
            raise RuntimeError(type(error).__name__) from None
        finally:
            self._in_hand.discard(task)
