"""Making one asset and handing it over, whatever happens on the way."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable

import structlog

from fablewright.books import transitions
from fablewright.books.model import Job, Made
from fablewright.books.recipe import RECIPE
from fablewright.core.errors import (
    FablewrightError,
    LostLease,
    TimedOut,
    TryAgain,
    Unavailable,
)
from fablewright.core.points import point
from fablewright.db.pool import Connection, Database
from fablewright.files.tasks import PAUSE, discard

log = structlog.get_logger(__name__)


async def make(db: Database, job: Job, produce: Callable[[], Awaitable[Made]]) -> None:
    """Let `produce` make the asset of a job that this process holds. Afterwards it is ready, failed
    or queued again; when cancelled, it is back in the queue.

    Raises `Unavailable`: the job then goes to another worker.
    """
    logged = structlog.contextvars.bound_contextvars(
        story_id=str(job.story_id), asset=job.asset_type
    )
    # LostLease: somebody else has it; nothing to do, nothing lost.
    with logged, contextlib.suppress(LostLease):
        try:
            async with asyncio.timeout(RECIPE[job.asset_type].deadline):
                made = await produce()
        except (LostLease, Unavailable):
            raise
        except asyncio.CancelledError:
            with contextlib.suppress(LostLease):
                await _hand_back(db, job)
            raise
        except TimeoutError:
            await _again(db, job, TimedOut("It took too long."))
        except TryAgain as error:
            await _again(db, job, error)
        except FablewrightError as error:
            await _settle(db, job, error.message)
        except Exception as error:  # a defect of ours: recorded, tried again, never stuck
            log.exception("step broke")
            name = type(error).__name__
            await _again(db, job, TryAgain(f"Something went wrong inside: {name}."))
        else:
            await _finish(db, job, made)


async def _finish(db: Database, job: Job, made: Made) -> None:
    async def finish(connection: Connection) -> None:
        await transitions.finish(connection, job, made)

    point(f"{job.asset_type}.made")
    try:
        await db.run(finish, user_id=job.user_id)
    except LostLease:
        await _let_go(db, made)
        raise
    point(f"{job.asset_type}.finished")


async def _let_go(db: Database, made: Made) -> None:
    """What came too late: another worker has made it, or nobody wants it any more."""

    async def work(connection: Connection) -> None:
        await discard(connection, made.files, PAUSE)

    await db.run(work)


async def _again(db: Database, job: Job, error: TryAgain) -> None:
    async def retry(connection: Connection) -> None:
        await transitions.try_again(connection, job, error)

    await db.run(retry, user_id=job.user_id)
    point(f"{job.asset_type}.retrying")


async def _hand_back(db: Database, job: Job) -> None:
    async def work(connection: Connection) -> None:
        await transitions.hand_back(connection, job)

    await db.run(work, user_id=job.user_id)


async def _settle(db: Database, job: Job, message: str) -> None:
    async def fail(connection: Connection) -> None:
        await transitions.fail(connection, job, message)

    await db.run(fail, user_id=job.user_id)
