"""What a worker does about people and what they have thrown away, now and then."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import structlog

EVERY = 3600.0  # seconds
log = structlog.get_logger(__name__)


async def tidy_forever(*works: Callable[[], Awaitable[None]]) -> None:
    while True:
        for work in works:
            try:
                await work()
            except Exception:  # the next hour comes
                log.exception("something was not tidied")
        await asyncio.sleep(EVERY)
