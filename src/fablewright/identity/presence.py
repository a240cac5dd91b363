"""Tells open streams when the session that opened them has ended."""

from __future__ import annotations

import asyncio
import contextlib
from collections import Counter
from uuid import UUID

import structlog

from fablewright.db.pool import Connection, Database
from fablewright.identity import repository

EVERY = 2.0  # seconds; a stream outlives its session by no more than this and one query
log = structlog.get_logger(__name__)


class Presence:
    """One question to the database every `EVERY` seconds, for all streams of this process together."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self._ended: dict[UUID, asyncio.Event] = {}
        self._watchers: Counter[UUID] = Counter()
        self._looking: asyncio.Task[None] | None = None

    async def ended(self, session_id: UUID) -> None:
        """Returns when the session is over: signed out, expired, revoked or erased."""
        event = self._ended.setdefault(session_id, asyncio.Event())
        self._watchers[session_id] += 1
        if self._looking is None or self._looking.done():
            self._looking = asyncio.create_task(self._look(), name="presence")
        try:
            await event.wait()
        finally:
            self._watchers[session_id] -= 1
            if not self._watchers[session_id]:
                del self._watchers[session_id], self._ended[session_id]

    async def close(self) -> None:
        if self._looking is not None:
            self._looking.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._looking

    async def _look(self) -> None:
        while self._ended:
            await asyncio.sleep(EVERY)
            asked = list(self._ended)

            async def read(connection: Connection) -> set[UUID]:
                return await repository.sessions_alive(connection, asked)  # noqa: B023

            try:
                alive = await self._db.run(read)
            except Exception as error:  # nobody is let go because the database is away
                log.warning("sessions could not be looked at", error=type(error).__name__)
                continue
            for session_id in set(asked) - alive:
                if event := self._ended.get(session_id):
                    event.set()
