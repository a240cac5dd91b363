"""Libraries: where stories are kept. Everybody has a default one, which stays."""

from __future__ import annotations

from uuid import UUID

from fablewright.core import ids
from fablewright.core.errors import Conflict
from fablewright.db.pool import Connection, Database
from fablewright.identity.model import User
from fablewright.identity.repository import hold
from fablewright.stories import repository
from fablewright.stories.model import Library
from fablewright.stories.service import change

MOST_LIBRARIES = 100  # of a person


class Libraries:
    def __init__(self, db: Database) -> None:
        self._db = db

    async def of_user(self, user: User) -> list[Library]:
        """The default one first, then in the order of their making."""

        async def read(connection: Connection) -> list[Library]:
            return await repository.libraries_of(connection, user.id)

        return await self._db.run(read, user_id=user.id)

    async def create(self, user: User, name: str) -> Library:
        """Raises `Conflict` (TOO_MANY_LIBRARIES)."""
        library_id = ids.new_id()

        async def insert(connection: Connection) -> Library:
            await hold(connection, user.id)
            if await repository.count_libraries(connection, user.id, but=library_id) >= (
                MOST_LIBRARIES
            ):
                raise Conflict(
                    f"There are {MOST_LIBRARIES} libraries already, and no room for more."
                    " Please delete one that you no longer need.",
                    code="TOO_MANY_LIBRARIES",
                    data={"most": MOST_LIBRARIES},
                )
            return await repository.insert_library(connection, library_id, user.id, name)

        return await self._db.run(insert, user_id=user.id)

    async def rename(self, user: User, library_id: UUID, name: str) -> Library:
        """Raises `NotFound`."""

        async def update(connection: Connection) -> Library:
            return await repository.rename_library(connection, user.id, library_id, name)

        return await self._db.run(update, user_id=user.id)

    async def delete(self, user: User, library_id: UUID) -> None:
        """Its stories move to the default library, and whoever follows one of them is told.

        Raises `NotFound`, `Conflict` (LIBRARY_STAYS).
        """

        async def delete(connection: Connection) -> None:
            await repository.lock_library(connection, user.id, library_id)
            default = await repository.require_library(connection, user.id, None)
            if default == library_id:
                raise Conflict(
                    "This library stays: stories go there that are in no other. You can rename it.",
                    code="LIBRARY_STAYS",
                )
            for story in await repository.of_library(connection, user.id, library_id):
                await change(connection, story, {"library_id": default})
            await repository.delete_library(connection, user.id, library_id, default)

        await self._db.run(delete, user_id=user.id)
