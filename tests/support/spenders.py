"""Many books at once that buy at a price, in a process of its own: `python -m tests.support.spenders
DSN USER DAY_BUDGET STORY…`. Prints how many calls were made, and how many steps were over the budget."""

from __future__ import annotations

import asyncio
import json
import random
import sys
from decimal import Decimal
from typing import Any
from uuid import UUID

from fablewright.core.artist import Call, Reply
from fablewright.core.errors import ArtistError, Refused, TimedOut, TryAgain
from fablewright.db.pool import Database
from fablewright.generations.model import Origin, StepKey
from fablewright.generations.policy import OverBudget, Policy
from fablewright.generations.service import Ledger

CENT = Decimal("0.01")
DEAREST = 4 * CENT  # what one call may cost at most
STEPS = ("write", *(f"part {number}" for number in range(13)))  # as many as a book has


class Spender:
    def __init__(self, db: Database, user: UUID, budget: Decimal) -> None:
        self._ledger, self._user = Ledger(db, Policy(day_budget=budget)), user
        self.made = self.over = 0

    async def book(self, story: UUID) -> None:
        """A text; then everything else at once."""
        first, *others = STEPS
        await self._step(story, first)
        await asyncio.gather(*(self._step(story, one) for one in others))

    async def _step(self, story: UUID, name: str) -> None:
        key = StepKey(story, "content", 1, name)
        try:
            await self._ledger.step(key, Origin(self._user), self._call(f"{story} {name}"), _keep)
        except OverBudget:
            self.over += 1
        except ArtistError:  # it was made, and failed as it was to
            pass

    def _call(self, seed: str) -> Call[str]:
        chance = random.Random(seed)
        estimate = chance.randint(1, 4) * CENT
        cost = min(estimate, chance.randint(0, 4) * CENT)
        answer: Reply[None] = Reply(None, {"status": 400}, 1, 1, cost)

        async def run() -> Reply[str]:
            self.made += 1
            await asyncio.sleep(chance.uniform(0, 0.05))
            trouble = chance.randrange(8)
            if trouble < 3:
                raise (Refused("no", answer=answer), TimedOut("nothing"), TryAgain("busy"))[trouble]
            return Reply("done", {}, 1, 1, cost)

        return Call("text", f"acme {chance.randrange(3)}", "model-1", "", "1", run, estimate)


async def _keep(value: str) -> dict[str, Any]:
    return {"value": value}


async def spend(dsn: str, user: UUID, budget: Decimal, stories: list[UUID]) -> Spender:
    async with Database(dsn, size=16, patience=60) as db:
        spender = Spender(db, user, budget)
        await asyncio.gather(*map(spender.book, stories))
    return spender


if __name__ == "__main__":
    _, dsn, user, budget, *stories = sys.argv
    done = asyncio.run(spend(dsn, UUID(user), Decimal(budget), [UUID(one) for one in stories]))
    print(json.dumps({"made": done.made, "over": done.over}))
