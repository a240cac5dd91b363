"""What a worker does about people now and then."""

from __future__ import annotations

import asyncio

import structlog

from fablewright.identity.service import Identity

EVERY = 3600.0  # seconds
log = structlog.get_logger(__name__)


async def tidy_forever(identity: Identity) -> None:
    while True:
        try:
            await identity.tidy()
        except Exception:  # the next hour comes
            log.exception("people were not tidied")
        await asyncio.sleep(EVERY)
