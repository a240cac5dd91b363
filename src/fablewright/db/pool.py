"""Transactions as a user, retried when they lose a race or their connection."""

from __future__ import annotations

import asyncio
import contextlib
import random
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any, Self, TypeAlias, TypeVar
from uuid import UUID

import asyncpg
import structlog

from fablewright.core.errors import Unauthorized, Unavailable
from fablewright.db.dsn import connection_arguments

T = TypeVar("T")
Connection: TypeAlias = asyncpg.Connection
log = structlog.get_logger(__name__)

# The transaction did not happen, or (a lost connection) may not have: both are tried again, which is
# why every unit of work uses ids made outside it and statements that may run twice.
RACES = (
    asyncpg.SerializationError,
    asyncpg.DeadlockDetectedError,
    asyncpg.LockNotAvailableError,
)
LOSSES = (
    OSError,
    TimeoutError,
    asyncpg.PostgresConnectionError,
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,  # the connection was lost in the middle of a statement's protocol
    asyncpg.CannotConnectNowError,
    asyncpg.AdminShutdownError,
    asyncpg.CrashShutdownError,
    asyncpg.TooManyConnectionsError,
    asyncpg.IdleInTransactionSessionTimeoutError,
    asyncpg.TransactionTimeoutError,
)


class Database:
    """A pool of connections in the application's plain role.

    `patience` is how many seconds a unit of work waits for a database that is away
    before it raises `Unavailable`.
    """

    def __init__(self, url: str, *, role: str = "", size: int = 8, patience: float = 10.0) -> None:
        self.url, self.role, self.size, self.patience = url, role, size, patience
        self._pool: asyncpg.Pool | None = None
        self._opening = asyncio.Lock()

    def arguments(self) -> dict[str, Any]:
        return connection_arguments(self.url, role=self.role)

    async def open(self) -> None:
        """Connect, waiting for the database as long as `patience` says."""
        await self.run(_ping)

    async def __aenter__(self) -> Self:
        await self.open()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    async def close(self) -> None:
        pool, self._pool = self._pool, None
        if pool is not None:
            try:
                async with asyncio.timeout(5):
                    await pool.close()
            except (TimeoutError, *LOSSES):
                pool.terminate()

    async def connect(self) -> Connection:
        """A connection of one's own (for LISTEN); the caller closes it."""
        return await asyncpg.connect(**self.arguments())

    @contextlib.asynccontextmanager
    async def transaction(self, user_id: UUID | None = None) -> AsyncIterator[Connection]:
        """One transaction, acting as `user_id` for row level security. Not retried: see `run`."""
        pool = await self._get_pool()
        async with pool.acquire(timeout=self.patience) as connection, connection.transaction():
            if user_id is not None:
                await connection.execute("SELECT set_config('app.user_id', $1, true)", str(user_id))
            yield connection

    async def run(
        self,
        work: Callable[[Connection], Awaitable[T]],
        *,
        user_id: UUID | None = None,
        single: bool = False,
    ) -> T:
        """What `work` returns, after its transaction has committed.

        `work` may be called several times. With `single` it is one statement that acts for nobody,
        and its own transaction: that saves the two ways there and back around it. Raises `Unavailable` when the database stays away, and
        `Unauthorized` when it would give something to somebody who has been erased.
        """
        deadline = time.monotonic() + self.patience
        for attempt in range(1_000_000):
            try:
                if single:
                    pool = await self._get_pool()
                    async with pool.acquire(timeout=self.patience) as connection:
                        return await work(connection)
                async with self.transaction(user_id) as connection:
                    return await work(connection)
            except asyncpg.NoDataFoundError as error:  # see the schema's function require_living
                raise Unauthorized("This account has been deleted.") from error
            except RACES as error:
                log.debug("transaction lost a race", error=repr(error), attempt=attempt)
            except LOSSES as error:
                (log.debug if attempt else log.warning)("database is away", error=repr(error))
                if time.monotonic() > deadline:
                    raise Unavailable(
                        "The story shelf (the database) does not answer right now. "
                        "Please try again in a moment."
                    ) from error
            await asyncio.sleep(min(0.5, 0.02 * 2 ** min(attempt, 8)) * random.uniform(0.5, 1))
        raise AssertionError("unreachable")

    async def _get_pool(self) -> asyncpg.Pool:
        async with self._opening:
            if self._pool is None:
                self._pool = await asyncpg.create_pool(
                    **self.arguments(), min_size=0, max_size=self.size,
                    max_inactive_connection_lifetime=60,
                )  # fmt: skip
            return self._pool


async def _ping(connection: Connection) -> None:
    await connection.fetchval("SELECT 1")
