"""Keep drafts: nobody's words are lost when two pages save the same draft, or a page saves twice."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from fablewright.core import cursors, ids
from fablewright.core.errors import Conflict, NotFound
from fablewright.db.pool import Connection, Database
from fablewright.drafts import repository
from fablewright.drafts.model import Draft, Revision
from fablewright.identity.model import User
from fablewright.identity.repository import hold

MOST_DRAFTS = 200  # of a person
KEPT = 50  # revisions of a draft


class Drafts:
    def __init__(self, db: Database) -> None:
        self._db = db

    async def create(
        self, user: User, title: str, document: Mapping[str, Any], draft_id: UUID | None = None
    ) -> Draft:
        """A new draft. Under a `draft_id` that this person has already, that draft as it is.

        Raises `Conflict` (TOO_MANY_DRAFTS).
        """
        new = draft_id or ids.new_id()

        async def insert(connection: Connection) -> Draft:
            await hold(connection, user.id)
            found = await repository.get(connection, user.id, new)
            if found is not None:
                return found
            if await repository.count(connection, user.id) >= MOST_DRAFTS:
                raise Conflict(
                    f"There are {MOST_DRAFTS} drafts already, and no room for more."
                    " Please delete one that you no longer need.",
                    code="TOO_MANY_DRAFTS",
                    data={"most": MOST_DRAFTS},
                )
            await repository.insert(connection, user.id, new, title, document)
            await repository.keep_revision(connection, user.id, new, KEPT)
            return await _require(connection, user.id, new)

        return await self._db.run(insert, user_id=user.id)

    async def page(
        self, user: User, cursor: str | None, limit: int
    ) -> tuple[list[Draft], str | None]:
        """Drafts without documents, last changed first, and the cursor of the next page."""
        before = cursors.decode(cursor) if cursor else None

        async def read(connection: Connection) -> list[Draft]:
            return await repository.page(connection, user.id, before, limit + 1)

        found = await self._db.run(read, user_id=user.id)
        if len(found) <= limit:
            return found, None
        last = found[limit - 1]
        return found[:limit], cursors.encode(last.updated_at, last.id)

    async def get(self, user: User, draft_id: UUID) -> Draft:
        """Raises `NotFound` (DRAFT_NOT_FOUND), for somebody else's draft too."""

        async def read(connection: Connection) -> Draft:
            return await _require(connection, user.id, draft_id)

        return await self._db.run(read, user_id=user.id)

    async def save(
        self, user: User, draft_id: UUID, title: str, document: Mapping[str, Any], revision: int
    ) -> Draft:
        """The draft's next revision, made from `revision`. Saving the same once more changes nothing.

        Raises `NotFound`, and `Conflict` (DRAFT_CHANGED) when another revision was saved meanwhile.
        """

        async def update(connection: Connection) -> Draft:
            now = await _require(connection, user.id, draft_id, lock=True)
            same = (title, _written(document)) == (now.title, _written(now.document))
            if same and now.revision - revision in (0, 1):
                return now  # nothing new, or the answer to the last try got lost
            if now.revision != revision:
                raise Conflict(
                    "This draft was changed elsewhere meanwhile, in another tab perhaps.",
                    code="DRAFT_CHANGED",
                    data={"revision": now.revision},
                )
            await repository.update(connection, user.id, draft_id, title, document)
            await repository.keep_revision(connection, user.id, draft_id, KEPT)
            return await _require(connection, user.id, draft_id)

        return await self._db.run(update, user_id=user.id)

    async def delete(self, user: User, draft_id: UUID) -> None:
        """With its history. Raises `NotFound`."""

        async def delete(connection: Connection) -> None:
            if not await repository.delete(connection, user.id, draft_id):
                raise _no_draft()

        await self._db.run(delete, user_id=user.id)

    async def revisions(self, user: User, draft_id: UUID) -> list[Revision]:
        """The history, newest first: of each minute the last revision, and 50 at most."""

        async def read(connection: Connection) -> list[Revision]:
            await _require(connection, user.id, draft_id)
            return await repository.revisions_of(connection, user.id, draft_id)

        return await self._db.run(read, user_id=user.id)

    async def revision(self, user: User, draft_id: UUID, number: int) -> Revision:
        """Raises `NotFound` (DRAFT_NOT_FOUND, REVISION_NOT_FOUND)."""

        async def read(connection: Connection) -> Revision:
            await _require(connection, user.id, draft_id)
            found = await repository.revision(connection, user.id, draft_id, number)
            if found is None:
                raise NotFound("There is no such revision.", code="REVISION_NOT_FOUND")
            return found

        return await self._db.run(read, user_id=user.id)


async def _require(
    connection: Connection, user_id: UUID, draft_id: UUID, *, lock: bool = False
) -> Draft:
    found = await repository.get(connection, user_id, draft_id, lock=lock)
    if found is None:
        raise _no_draft()
    return found


def _written(document: Mapping[str, Any] | None) -> str:
    return json.dumps(document, sort_keys=True)  # to Python, true is 1


def _no_draft() -> NotFound:
    return NotFound("There is no such draft.", code="DRAFT_NOT_FOUND")
