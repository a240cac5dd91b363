"""What the studio spends, for whoever runs it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from fablewright.db.pool import Connection, Database
from fablewright.generations import repository
from fablewright.generations.model import Spent
from fablewright.generations.policy import Policy
from fablewright.identity.model import User
from fablewright.identity.service import require_admin

DAYS = 30


@dataclass(frozen=True, slots=True)
class Report:
    """US dollars. `today` is what was spent and what calls in flight may cost; `days` are the last
    `DAYS` at each provider, the newest first, without those that cost nothing."""

    today: Decimal
    days: Sequence[Spent]
    policy: Policy


class Spending:
    def __init__(self, db: Database, policy: Policy) -> None:
        self._db, self._policy = db, policy

    async def report(self, admin: User) -> Report:
        """Of all people together. Raises `Forbidden`."""
        require_admin(admin)

        async def read(connection: Connection) -> Report:
            today = await repository.spent_today(connection)
            return Report(today, await repository.spending_by_day(connection, DAYS), self._policy)

        return await self._db.run(read, user_id=admin.id)
