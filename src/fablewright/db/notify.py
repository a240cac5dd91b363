"""Notifications: NOTIFY only wakes, the tables are the truth."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable

import structlog

from fablewright.db.pool import LOSSES, Connection, Database

log = structlog.get_logger(__name__)


class Listener:
    """One connection that listens to one channel and comes back after every loss.

    `heard` gets each payload, and None after a (re)connect: something may have been missed.
    """

    def __init__(self, db: Database, channel: str, heard: Callable[[str | None], None]) -> None:
        self.db, self.channel, self.heard = db, channel, heard
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        self._task = asyncio.create_task(self._run(), name=f"listen {self.channel}")

    async def stop(self) -> None:
        if self._task:
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._task

    async def _run(self) -> None:
        while True:
            try:
                await self._listen()
            except Exception as error:  # whatever it was, followers must not be left behind
                log.debug("listener lost its connection", channel=self.channel, error=repr(error))
            await asyncio.sleep(0.2)

    async def _listen(self) -> None:
        connection = await self.db.connect()
        gone = asyncio.Event()
        try:
            connection.add_termination_listener(lambda _: gone.set())
            await connection.add_listener(self.channel, self._on_notify)
            self.heard(None)
            while not gone.is_set():
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(gone.wait(), 20)
                if not gone.is_set():
                    await connection.execute("SELECT 1")  # a silent network loss shows here
        finally:
            with contextlib.suppress(*LOSSES):
                await connection.close(timeout=2)

    def _on_notify(self, _connection: Connection, _pid: int, _channel: str, payload: str) -> None:
        self.heard(payload)
