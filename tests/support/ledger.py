"""Steps of a ledger, and providers that do as they are told."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any
from uuid import UUID

import asyncpg

from fablewright.bootstrap import Studio
from fablewright.core.artist import Call, Capability, Reply, first_of
from fablewright.core.errors import ArtistError, Postponed
from fablewright.db.pool import Connection
from fablewright.generations.model import Holder, Kept, Origin, StepKey
from fablewright.generations.policy import RETRIES, Policy, Retries
from fablewright.generations.service import Ledger
from fablewright.identity.model import User
from fablewright.stories.brief import CreateStory

AT_ONCE: dict[Capability, Retries] = {
    name: replace(retries, wait=0.0) for name, retries in RETRIES.items()
}
Outcome = str | Exception | Reply[str] | None


@dataclass
class Vendor:
    """A provider that does in turn what `outcomes` say, and well after that; None is never to answer."""

    name: str
    outcomes: list[Outcome] = field(default_factory=list)
    capability: Capability = "text"
    estimate: Decimal | None = Decimal(0)
    cost: Decimal = Decimal(0)
    variant: str = "1"
    listens: bool = False
    made: int = 0
    asked: asyncio.Event = field(default_factory=asyncio.Event)

    def call(self, prompt: str = "please") -> Call[str]:
        return Call(
            self.capability, self.name, "model-1", prompt, self.variant, self._run, self.estimate,
            again=(lambda complaint: self.call(f"please; {complaint}")) if self.listens else None,
        )  # fmt: skip

    async def _run(self) -> Reply[str]:
        self.made += 1
        self.asked.set()
        outcome = self.outcomes.pop(0) if self.outcomes else self.name
        if outcome is None:
            await asyncio.Event().wait()
        if isinstance(outcome, Exception):
            raise outcome
        if isinstance(outcome, Reply):
            return outcome
        return Reply(str(outcome), {"said": outcome}, 3, 5, self.cost)


async def as_value(value: str) -> dict[str, Any]:
    return {"value": value}


class Desk:
    """Steps of one story, each asked of a ledger that remembers nothing but the database."""

    def __init__(self, studio: Studio, user: User, story_id: UUID) -> None:
        self.studio, self.user, self.story_id = studio, user, story_id

    async def step(
        self,
        *vendors: Vendor,
        name: str = "write",
        policy: Policy | None = None,
        keep: Callable[[str], Awaitable[dict[str, Any]]] = as_value,
        holder: Holder | None = None,
    ) -> Kept:
        key = StepKey(self.story_id, "content", 1, name)
        call = first_of([vendor.call() for vendor in vendors])
        return await Ledger(self.studio.db, policy).step(
            key, Origin(self.user.id), call, keep, holder
        )

    async def pauses(
        self, *vendors: Vendor, **options: Any
    ) -> tuple[list[float], Exception | Kept]:
        """Seconds that were to be waited before each further try, and how it ended."""
        found: list[float] = []
        while True:
            try:
                return found, await self.step(*vendors, **options)
            except Postponed as error:
                found.append(error.after or 0.0)
            except ArtistError as error:
                return found, error

    async def rows(self) -> list[tuple[str, str, str | None]]:
        """(provider, status, outcome) of all attempts, in their order."""

        async def read(connection: Connection) -> list[asyncpg.Record]:
            return await connection.fetch(
                "SELECT provider, status, outcome FROM generation_attempts"
                " ORDER BY created_at, attempt_number"
            )

        return [tuple(row) for row in await self.studio.db.run(read, user_id=self.user.id)]


async def a_desk(studio: Studio, user: User, *, whole: bool = False) -> Desk:
    """Of a story that is only a text, unless it is to be a `whole` book."""
    wish = CreateStory(spark="a kite", generateAssets=whole)
    return Desk(studio, user, (await studio.books.create(user, wish)).id)
