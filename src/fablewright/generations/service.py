"""Makes requests on the record: written before they are made, kept when they succeed."""

from __future__ import annotations

import asyncio
import functools
import random
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Generic, TypeVar
from uuid import UUID
from weakref import WeakValueDictionary

import structlog

from fablewright.core import ids
from fablewright.core.artist import Call, Reply
from fablewright.core.errors import (
    ArtistError,
    LostLease,
    Misconfigured,
    Postponed,
    Refused,
    TimedOut,
    TryAgain,
    Unavailable,
    Unusable,
)
from fablewright.core.points import point
from fablewright.db.pool import Connection, Database
from fablewright.files.service import StorageError
from fablewright.files.tasks import PAUSE, discard
from fablewright.generations import policy as policies
from fablewright.generations import repository
from fablewright.generations.model import Holder, Kept, Origin, StepKey, Verdict
from fablewright.generations.policy import LONGEST_WAIT, OverBudget, Policy

T = TypeVar("T")
Keep = Callable[[T], Awaitable[dict[str, Any]]]
PATIENCE = 60.0  # seconds that a step waits in hand for a place at a busy provider
_WAITED = {
    "busy": "The provider is busy.",
    "taken": "Another part of this book is asking for the same.",
}
log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class _Opened(Generic[T]):
    """An attempt that is on the record and not made yet. `failures` of this provider came before it."""

    call: Call[T]
    generation_id: UUID
    number: int
    failures: int


class Ledger:
    """The audit of every AI request, which is the memory of every step too."""

    def __init__(self, db: Database, policy: Policy | None = None) -> None:
        self._db, self.policy = db, policy or Policy()
        self._in_hand: WeakValueDictionary[StepKey, asyncio.Lock] = WeakValueDictionary()

    async def step(
        self,
        key: StepKey,
        origin: Origin,
        call: Call[T],
        keep: Keep[T],
        holder: Holder | None = None,
    ) -> Kept:
        """The result kept under `key`: an earlier one, or that of `call`, or of what it names otherwise.

        `keep` turns the artist's value into JSON (storing files as it likes) before it is recorded.
        No connection is held while an artist works. Who asks for the same step at the same time waits
        for the one result: of this process always, of others if `holder` says for which job this is.

        Raises `Postponed` when it is worth trying again later, after recording why; `Refused`,
        `OverBudget` or `Misconfigured` when nobody of the chain can do it; `LostLease` instead of
        asking for a job that another worker has taken.
        """
        calls = (call, *call.otherwise)
        lock = self._in_hand.setdefault(key, asyncio.Lock())
        async with lock:
            proposed, patience = ids.new_id(), time.monotonic() + PATIENCE
            while True:
                found = await self._open(key, origin, calls, proposed, holder)
                if isinstance(found, Kept):
                    asked = (call.provider, call.model)
                    return replace(
                        found, fallback=(found.provider, found.model) != asked,
                        simulated=self.policy.simulated and found.provider != policies.FREE,
                    )  # fmt: skip
                if isinstance(found, Verdict):
                    if time.monotonic() > patience:
                        raise Postponed(_WAITED[found.verdict], after=1.0)
                    await asyncio.sleep(random.uniform(0.1, 0.4))
                    continue
                try:
                    await self._make(key, origin.user_id, found, keep)
                except Postponed:
                    raise
                except TryAgain as error:
                    if (after := self._pause(error, found)) is not None:
                        raise Postponed(error.message, after=after) from None
                except (Refused, Misconfigured):
                    pass  # recorded; the next one of the chain is asked

    async def _open(
        self,
        key: StepKey,
        origin: Origin,
        calls: Sequence[Call[T]],
        proposed: UUID,
        holder: Holder | None,
    ) -> _Opened[T] | Verdict | Kept:
        """The kept result, or an opened attempt, or why there is none yet: all places at the provider
        are taken, or another worker has one open."""

        async def open_attempt(
            connection: Connection,
        ) -> _Opened[T] | Verdict | Kept | ArtistError:
            kept = await repository.kept_result(connection, key)
            if kept is not None:
                return kept
            if holder and not await repository.holds(connection, holder):
                raise LostLease
            generation_id = await repository.ensure_generation(connection, proposed, origin, key)
            if await repository.close_abandoned(connection, generation_id, holder):
                return Verdict("taken", 0.0)
            tried = await repository.tried(connection, generation_id)
            against = policies.verdict_on(tried)
            for call in policies.candidates(calls, tried, self.policy):
                verdict = await self._admit(connection, call, key.story_id)
                if isinstance(verdict, ArtistError):
                    if not isinstance(against, Postponed):  # who is worth waiting for, is
                        against = verdict
                    continue
                if verdict.verdict == "busy":
                    return verdict
                await repository.note_variant(connection, generation_id, call.variant)
                number = await repository.open_attempt(
                    connection, generation_id, origin.user_id, call, holder
                )
                return _Opened(call, generation_id, number, policies.failures(call, tried))
            return against

        point("attempt.opening")
        found = await self._db.run(open_attempt, user_id=origin.user_id)
        if isinstance(found, ArtistError):
            raise found
        if isinstance(found, _Opened):
            point("attempt.opened")
        return found

    async def _admit(
        self, connection: Connection, call: Call[Any], story_id: UUID
    ) -> Verdict | ArtistError:
        """`go` or `busy`, or why this call may not be made now."""
        if call.provider == policies.FREE:
            return Verdict("go", 0.0)
        capped = self.policy.book_budget is not None or self.policy.day_budget is not None
        if capped and call.estimate is None:
            return Misconfigured(
                f"Nobody knows what {call.provider} costs: set its price, or take the budget away."
            )
        verdict = await repository.admit(connection, call, story_id, self.policy)
        match verdict.verdict:
            case "circuit" if verdict.wait <= LONGEST_WAIT:
                return Postponed(f"{call.provider} is not well right now.", after=verdict.wait)
            case "circuit":
                return Refused(f"{call.provider} is not well right now. Please try again later.")
            case "book_budget":
                return OverBudget("The budget for this book is used up.")
            case "day_budget":
                return OverBudget("The budget for today is used up. Tomorrow there is a new one.")
        return verdict

    async def _make(self, key: StepKey, user_id: UUID, opened: _Opened[T], keep: Keep[T]) -> None:
        """Make the call. Its result is kept, unless another worker's was."""
        call, generation_id, number = opened.call, opened.generation_id, opened.number
        reply: Reply[T] | None = None
        try:
            reply = await call.run()
            point("artist.answered")
            value = await self._patiently(functools.partial(keep, reply.value))
            point("result.stored")
        except BaseException as error:
            await self._record_failure(user_id, opened, error, reply)
            raise

        async def close(connection: Connection) -> bool:
            await self._learn(connection, call, None)
            if await repository.close_attempt(
                connection, generation_id, number, "success", reply=reply
            ):
                await repository.keep_result(connection, generation_id, value)
                return True
            # Recorded by the try before this one, given up for dead by another worker, or nobody's:
            # its person was erased.
            kept = await repository.kept_result(connection, key)
            if kept is None and "file" in value:
                await discard(connection, [value["file"]], PAUSE)
            return kept is not None

        if not await self._patiently(lambda: self._db.run(close, user_id=user_id)):
            raise Postponed("Another worker has taken this over.")
        point("attempt.closed")
        log.info(
            "step done", story_id=str(key.story_id), asset=key.asset_type, step=key.step,
            provider=call.provider, model=call.model, attempt=number,
            tokensUsed=reply.tokens_in + reply.tokens_out,
        )  # fmt: skip

    async def _patiently(self, work: Callable[[], Awaitable[T]]) -> T:
        """What `work` does, tried again for a while when the files or the database are away: what it
        keeps has been paid. Whoever has set a deadline cancels it."""
        give_up, pause = time.monotonic() + self.policy.keeping, 0.1
        while True:
            try:
                return await work()
            except (StorageError, Unavailable):
                if time.monotonic() + pause > give_up:
                    raise
            await asyncio.sleep(pause)
            pause = min(2 * pause, 5.0)

    async def _record_failure(
        self,
        user_id: UUID,
        opened: _Opened[Any],
        error: BaseException,
        reply: Reply[Any] | None,
    ) -> None:
        """`reply` is what the artist answered, if it was we who failed after that."""
        cancelled = isinstance(
            error, asyncio.CancelledError
        )  # past its deadline, or worker stopped
        status = "timeout" if cancelled or isinstance(error, TimedOut) else "failed"
        if cancelled:
            message = "No answer had come when the work was broken off."
        else:  # words of an unforeseen error are for the log, not for whoever reads the ledger
            message = error.message if isinstance(error, ArtistError) else type(error).__name__
        answer = reply or (error.answer if isinstance(error, ArtistError) else None)

        async def close(connection: Connection) -> None:
            if isinstance(error, ArtistError):
                await self._learn(connection, opened.call, error)
            await repository.close_attempt(
                connection, opened.generation_id, opened.number, status, reply=answer,
                outcome=_outcome(error), error=message[:2000],
            )  # fmt: skip

        await self._db.run(close, user_id=user_id)
        if not cancelled and not isinstance(error, TryAgain):
            kind = error.code if isinstance(error, ArtistError) else type(error).__name__
            # Its words may quote the prompt.
            log.warning("artist failed", provider=opened.call.provider, error=kind)

    async def _learn(
        self, connection: Connection, call: Call[Any], error: ArtistError | None
    ) -> None:
        """A provider that answers is well, whatever it answers.

        Before the attempt is closed: rows are locked in the order in which it was opened.
        """
        if call.provider != policies.FREE:
            well = not (isinstance(error, TryAgain) and error.unwell)
            await repository.learn(connection, call.provider, self.policy, well=well)

    def _pause(self, error: TryAgain, opened: _Opened[Any]) -> float | None:
        """Seconds until this provider is worth another try; None when it is not."""
        retries, failures = self.policy.retries[opened.call.capability], opened.failures + 1
        if failures > retries.most or _outcome(error) == "refused":
            return None
        return max(retries.pause(failures), error.after or 0.0)


def _outcome(error: BaseException) -> str:
    if isinstance(error, TryAgain):
        long = error.after is not None and error.after > LONGEST_WAIT
        if long:
            return "refused"
        return "unusable" if isinstance(error, Unusable) else "try_again"
    if isinstance(error, Refused):
        return "refused"
    return "misconfigured" if isinstance(error, Misconfigured) else "interrupted"
