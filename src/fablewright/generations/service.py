"""Makes requests on the record: written before they are made, kept when they succeed."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar
from uuid import UUID
from weakref import WeakValueDictionary

import structlog

from fablewright.core import ids
from fablewright.core.artist import Call
from fablewright.core.errors import ArtistError, TimedOut, TryAgain
from fablewright.core.points import point
from fablewright.db.pool import Connection, Database
from fablewright.files.tasks import PAUSE, discard
from fablewright.generations import repository
from fablewright.generations.model import Origin, StepKey

T = TypeVar("T")
log = structlog.get_logger(__name__)


class Ledger:
    """The audit of every AI request, which is the memory of every step too."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self._in_hand: WeakValueDictionary[StepKey, asyncio.Lock] = WeakValueDictionary()

    async def step(
        self,
        key: StepKey,
        origin: Origin,
        call: Call[T],
        keep: Callable[[T], Awaitable[dict[str, Any]]],
    ) -> dict[str, Any]:
        """The result kept under `key`: an earlier one, or that of making `call` once.

        `keep` turns the artist's value into JSON (storing files as it likes) before it is recorded.
        Raises what the call raises, after recording it. No connection is held while the artist works.
        Who asks for the same step at the same time in this process waits for the one result.
        """
        lock = self._in_hand.setdefault(key, asyncio.Lock())
        async with lock:
            return await self._step(key, origin, call, keep)

    async def _step(
        self,
        key: StepKey,
        origin: Origin,
        call: Call[T],
        keep: Callable[[T], Awaitable[dict[str, Any]]],
    ) -> dict[str, Any]:
        user_id = origin.user_id

        async def open_attempt(connection: Connection) -> tuple[Any, int, dict[str, Any] | None]:
            found = await repository.kept_result(connection, key)
            if found is not None:
                return None, 0, found
            generation_id = await repository.ensure_generation(
                connection, proposed, origin, key, call.variant
            )
            await repository.close_abandoned(connection, generation_id)
            number = await repository.open_attempt(connection, generation_id, user_id, call)
            return generation_id, number, None

        proposed = ids.new_id()
        point("attempt.opening")
        generation_id, number, kept = await self._db.run(open_attempt, user_id=user_id)
        if kept is not None:
            return kept
        point("attempt.opened")
        try:
            reply = await call.run()
            point("artist.answered")
            value = await keep(reply.value)
            point("result.stored")
        except BaseException as error:
            await self._record_failure(user_id, generation_id, number, error)
            raise

        async def close(connection: Connection) -> dict[str, Any] | None:
            if await repository.close_attempt(
                connection, generation_id, number, "success", reply=reply
            ):
                return await repository.keep_result(connection, generation_id, value)
            # Recorded by the try before this one, given up for dead by another worker, or nobody's:
            # its person was erased.
            kept = await repository.kept_result(connection, key)
            if kept is None and "file" in value:
                await discard(connection, [value["file"]], PAUSE)
            return kept

        result = await self._db.run(close, user_id=user_id)
        if result is None:
            raise TryAgain("Another worker has taken this over.")
        point("attempt.closed")
        log.info(
            "step done", story_id=str(key.story_id), asset=key.asset_type, step=key.step,
            provider=call.provider, model=call.model, attempt=number,
            tokensUsed=reply.tokens_in + reply.tokens_out,
        )  # fmt: skip
        return result

    async def _record_failure(
        self, user_id: UUID, generation_id: UUID, number: int, error: BaseException
    ) -> None:
        cancelled = isinstance(
            error, asyncio.CancelledError
        )  # past its deadline, or worker stopped
        status = "timeout" if cancelled or isinstance(error, TimedOut) else "failed"
        if cancelled:
            message = "No answer had come when the work was broken off."
        else:  # words of an unforeseen error are for the log, not for whoever reads the ledger
            message = error.message if isinstance(error, ArtistError) else type(error).__name__

        async def close(connection: Connection) -> None:
            await repository.close_attempt(
                connection, generation_id, number, status, error=message[:2000]
            )

        await self._db.run(close, user_id=user_id)
        if not cancelled and not isinstance(error, TryAgain):
            kind = error.code if isinstance(error, ArtistError) else type(error).__name__
            log.warning("artist failed", error=kind)  # its words may quote the prompt
