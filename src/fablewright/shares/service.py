"""Make private links, see whether they are used, withdraw them; and find the story that one leads to."""

from __future__ import annotations

from uuid import UUID

from fablewright.core import ids
from fablewright.core.errors import Conflict, InvalidInput, NotFound
from fablewright.db.pool import Connection, Database
from fablewright.identity.model import User
from fablewright.identity.tokens import digest, opaque
from fablewright.shares import repository
from fablewright.shares.model import Share
from fablewright.stories.service import require

MOST_SHARES = 50  # of a story


class Shares:
    def __init__(self, db: Database) -> None:
        self._db = db

    async def create(self, user: User, story_id: UUID) -> tuple[Share, str]:
        """A new link to a story that can be read, and its token, which is told only now.

        Raises `NotFound`, `InvalidInput` (STORY_NOT_READY), `Conflict` (TOO_MANY_SHARES).
        """
        share_id, (token, hashed) = ids.new_id(), opaque()

        async def insert(connection: Connection) -> Share:
            story = await require(connection, story_id, user.id, lock=True)
            if not story.content:
                raise InvalidInput("The text is still being written.", code="STORY_NOT_READY")
            links = await repository.of_story(connection, user.id, story_id)
            if made := [one for one in links if one.id == share_id]:
                return made[0]  # the transaction is being tried again
            if len(links) >= MOST_SHARES:
                raise Conflict(
                    f"There are {MOST_SHARES} links to this story already. Please withdraw one first.",
                    code="TOO_MANY_SHARES",
                    data={"most": MOST_SHARES},
                )
            return await repository.insert(connection, share_id, user.id, story_id, hashed)

        return await self._db.run(insert, user_id=user.id), token

    async def of_story(self, user: User, story_id: UUID) -> list[Share]:
        """Newest first. Raises `NotFound`."""

        async def read(connection: Connection) -> list[Share]:
            await require(connection, story_id, user.id)
            return await repository.of_story(connection, user.id, story_id)

        return await self._db.run(read, user_id=user.id)

    async def withdraw(self, user: User, story_id: UUID, share_id: UUID) -> None:
        """The link leads nowhere from now on. Raises `NotFound` (STORY_…, SHARE_NOT_FOUND)."""

        async def delete(connection: Connection) -> None:
            await require(connection, story_id, user.id)
            if not await repository.delete(connection, user.id, story_id, share_id):
                raise NotFound("There is no such link.", code="SHARE_NOT_FOUND")

        await self._db.run(delete, user_id=user.id)

    async def open(self, token: str) -> tuple[UUID, UUID]:
        """(story, its owner) of a link, whose openings are counted.

        Raises `NotFound` (SHARE_NOT_FOUND), whatever is the matter with the link.
        """
        hashed = digest(token)

        async def look(connection: Connection) -> tuple[UUID, UUID] | None:
            return await repository.open_with(connection, hashed)

        found = await self._db.run(look, single=True)
        if found is None:
            raise no_story_there()
        return found


def no_story_there() -> NotFound:
    return NotFound(
        "There is no story at this link, or it is no longer shared.", code="SHARE_NOT_FOUND"
    )
