"""Characters: make them, list them, find those that a story asks for."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from fablewright.cast import repository
from fablewright.cast.model import Character
from fablewright.cast.traits import TRAITS
from fablewright.core import ids
from fablewright.core.book import Person
from fablewright.core.errors import InvalidInput, NotFound
from fablewright.db.pool import Connection, Database
from fablewright.identity.model import User


class Cast:
    def __init__(self, db: Database) -> None:
        self._db = db

    async def create(self, user: User, person: Person) -> Character:
        check_traits(person.traits)
        character_id = ids.new_id()

        async def insert(connection: Connection) -> Character:
            return await repository.insert(connection, character_id, user.id, person)

        return await self._db.run(insert, user_id=user.id)

    async def of_user(self, user: User) -> Sequence[Character]:
        async def read(connection: Connection) -> Sequence[Character]:
            return await repository.of_user(connection, user.id)

        return await self._db.run(read, user_id=user.id)

    async def get_many(self, user: User, wanted: Sequence[UUID]) -> list[Character]:
        """In the order asked for. Raises `NotFound` (CHARACTER_NOT_FOUND) if one is missing."""

        async def read(connection: Connection) -> list[Character]:
            return await repository.find(connection, user.id, wanted)

        found = {character.id: character for character in await self._db.run(read, user_id=user.id)}
        for character_id in wanted:
            if character_id not in found:
                raise NotFound(
                    "One of the characters does not exist. Create it first, or choose another.",
                    code="CHARACTER_NOT_FOUND",
                    data={"character_id": str(character_id)},
                )
        return [found[character_id] for character_id in dict.fromkeys(wanted)]


def check_traits(traits: Sequence[str]) -> None:
    """Raises `InvalidInput` for a trait that the taxonomy does not have."""
    for trait in traits:
        if trait not in TRAITS:
            raise InvalidInput(
                f"One of these traits is not known. Known traits: {', '.join(TRAITS)}.",
                code="UNKNOWN_TRAIT",
                data={"field": "traits"},
            )
