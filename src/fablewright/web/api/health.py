"""Whether the studio is well; for people and for whatever restarts it. No token needed."""

from __future__ import annotations

import asyncio
from typing import Literal

import structlog
from fastapi import APIRouter
from pydantic import BaseModel, Field

from fablewright.books.readiness import State, states
from fablewright.core.errors import Unavailable
from fablewright.db.pool import Connection
from fablewright.web.deps import CurrentDoors, Doors
from fablewright.web.errors import Failure

PATIENCE = 2.0  # seconds; who asks for health cannot wait as long as a request may
log = structlog.get_logger(__name__)

router = APIRouter(
    tags=["health"],
    responses={503: {"model": Failure, "description": "Not well; `data` tells why"}},
)


class Health(BaseModel):
    """What works. `queue` counts the parts of books by state."""

    status: Literal["ok"]
    database: Literal["ok"]
    storage: Literal["ok"]
    queue: dict[str, int] = Field(examples=[{"queued": 3, "generating": 2}])
    providers: dict[str, str] = Field(examples=[{"author": "offline"}])
    provider_states: dict[str, dict[str, State]] = Field(
        description="What each of them was found to be when last asked.",
        examples=[{"author": {"openai": "unwell", "offline": "well"}}],
    )


class Alive(BaseModel):
    status: Literal["ok"]


@router.get("/health", summary="How everything is")
async def health(doors: CurrentDoors) -> Health:
    """Database, storage, the queue's depth, and which artists are chosen."""
    queue, stored = await asyncio.gather(_queue(doors), _storage(doors))
    if queue is None or not stored:
        state = {
            "database": "ok" if queue is not None else "away",
            "storage": "ok" if stored else "away",
        }
        away = " and the ".join(name for name, word in state.items() if word == "away")
        raise Unavailable(f"The {away} cannot be reached right now.", data=state)
    settings = doors.settings
    artists = {"author": settings.author, "illustrator": settings.illustrator}
    return Health(
        status="ok", database="ok", storage="ok", queue=queue,
        providers={**artists, "narrator": settings.narrator},
        provider_states={role: {**found} for role, found in
                         states(doors.readiness.conditions).items()},
    )  # fmt: skip


@router.get("/health/live", summary="Whether the server runs")
async def live() -> Alive:
    return Alive(status="ok")


@router.get("/health/ready", summary="Whether the server can serve")
async def ready(doors: CurrentDoors) -> Alive:
    """503 until the database answers."""
    if not await _answers(doors):
        raise Unavailable("The database does not answer yet.", data={"database": "away"})
    return Alive(status="ok")


async def _answers(doors: Doors) -> bool:
    async def ping(connection: Connection) -> None:
        await connection.execute("SELECT 1")

    try:
        async with asyncio.timeout(PATIENCE):
            await doors.db.run(ping)
    except (TimeoutError, Unavailable):
        return False
    return True


async def _queue(doors: Doors) -> dict[str, int] | None:
    try:
        async with asyncio.timeout(PATIENCE):
            return await doors.books.queue_depth()
    except (TimeoutError, Unavailable):
        return None


async def _storage(doors: Doors) -> bool:
    try:
        async with asyncio.timeout(PATIENCE):
            await doors.files.ping()
    except Exception as error:  # every store has errors of its own
        log.warning("storage is away", error=repr(error))
        return False
    return True
