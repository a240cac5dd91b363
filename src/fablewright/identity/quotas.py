"""How many stories somebody may make. Taken in the transaction that creates the story."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from fablewright.core.errors import FablewrightError
from fablewright.db.pool import Connection
from fablewright.identity import repository
from fablewright.identity.model import Quota, User

UPGRADES = ("individual", "story_pack_5")


class QuotaExceeded(FablewrightError):
    code = "QUOTA_EXCEEDED"
    title = "Quota exceeded"


@dataclass(frozen=True, slots=True)
class Quotas:
    """Places by tier: `free` once, `individual` each month. The owner needs none; credits add to both."""

    free: int = 2
    individual: int = 30

    async def take(self, connection: Connection, user: User) -> str:
        """What one more story takes: 'place' or 'credit'. Raises `QuotaExceeded`.

        The connection acts as `user`. Whoever rolls back gives back.
        """
        took = await repository.take_quota(connection, self.free, self.individual)
        if took is None:
            row = await repository.account(connection, user.id)
            quota = self.of(row or {"tier": user.tier})
            raise QuotaExceeded(
                "You've reached your story limit. Upgrade to create more stories.",
                data={
                    "tier": quota.tier,
                    "storiesUsed": quota.stories_used,
                    "storyLimit": quota.story_limit,
                    "upgradeOptions": list(UPGRADES),
                },
            )
        return took

    def of(self, row: Mapping[str, Any]) -> Quota:
        """The quota of a row of `users`."""
        tier = row["tier"]
        places = 0 if row.get("stale") else row.get("places_used", 0)
        credited = row.get("credits_used", 0)
        if tier == "owner":
            return Quota(tier, places + credited, None)
        limit = self.individual if tier == "individual" else self.free
        return Quota(tier, places + credited, limit + credited + row.get("credits", 0))


async def give_back(connection: Connection, story_id: UUID) -> None:
    """A story that got no text costs nothing. The connection acts as its owner."""
    await repository.give_back_quota(connection, story_id)
