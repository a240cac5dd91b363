"""Append, read after N, follow."""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections import defaultdict
from collections.abc import AsyncGenerator, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from fablewright.db.notify import Listener
from fablewright.db.pool import Connection, Database

CHANNEL = "fablewright_story_events"
PAGE = 200


@dataclass(frozen=True, slots=True)
class Event:
    """One change of a story. `seq` counts from 1 per story; `new` is the story's row after it."""

    story_id: UUID
    seq: int
    new: dict[str, Any]


async def append(
    connection: Connection, story_id: UUID, user_id: UUID, seq: int, new: Mapping[str, object]
) -> None:
    """Add event `seq` in the caller's transaction, which holds the lock on the story's row."""
    await connection.execute(
        "INSERT INTO story_events (story_id, seq, user_id, payload) VALUES ($1, $2, $3, $4::jsonb)",
        story_id, seq, user_id, json.dumps(new),
    )  # fmt: skip
    await connection.execute("SELECT pg_notify($1, $2)", CHANNEL, str(story_id))


class EventLog:
    """Reads events and wakes whoever follows a story. One database connection for all followers."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self._followers: dict[UUID, set[asyncio.Event]] = defaultdict(set)
        self._listener = Listener(db, CHANNEL, self._heard)

    def start(self) -> None:
        self._listener.start()

    async def stop(self) -> None:
        await self._listener.stop()

    async def after(self, story_id: UUID, user_id: UUID, seq: int) -> list[Event]:
        """The next events (at most a page) after `seq`, oldest first."""

        async def read(connection: Connection) -> list[Event]:
            rows = await connection.fetch(
                "SELECT seq, payload FROM story_events"
                " WHERE story_id = $1 AND user_id = $2 AND seq > $3 ORDER BY seq LIMIT $4",
                story_id, user_id, seq, PAGE,
            )  # fmt: skip
            return [Event(story_id, row["seq"], json.loads(row["payload"])) for row in rows]

        return await self._db.run(read, user_id=user_id)

    async def follow(
        self, story_id: UUID, user_id: UUID, after: int = 0
    ) -> AsyncGenerator[Event, None]:
        """All events after `after`, first those that were, then those to come; never ends by itself."""
        wake = asyncio.Event()
        self._followers[story_id].add(wake)
        try:
            while True:
                wake.clear()
                while events := await self.after(story_id, user_id, after):
                    for event in events:
                        after = event.seq
                        yield event
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(wake.wait(), 15)
        finally:
            followers = self._followers[story_id]
            followers.discard(wake)
            if not followers:
                self._followers.pop(story_id, None)

    def _heard(self, payload: str | None) -> None:
        if payload is None:
            for followers in list(self._followers.values()):
                for wake in followers:
                    wake.set()
        else:
            for wake in self._followers.get(UUID(payload), ()):
                wake.set()
