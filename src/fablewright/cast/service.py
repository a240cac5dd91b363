"""Characters: make, list, change and delete them and their pictures; find those that a story asks for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NoReturn
from uuid import UUID

from fablewright.cast import repository
from fablewright.cast.model import Character, ReferencePicture
from fablewright.cast.pictures import Picture, PictureDesk
from fablewright.cast.traits import TRAITS, conflicts
from fablewright.core import cursors, ids
from fablewright.core.book import Person
from fablewright.core.errors import Conflict, FablewrightError, InvalidInput, NotFound
from fablewright.db.pool import Connection, Database
from fablewright.files.service import Files
from fablewright.files.tasks import discard
from fablewright.identity.model import User
from fablewright.identity.repository import hold

MOST_CHARACTERS = 200  # of a person
MOST_PICTURES = 4  # of a character


class Cast:
    """Somebody's row is held while their cast grows or shrinks: limits are exact, and a file never
    outlives its row unseen."""

    def __init__(self, db: Database, files: Files, desk: PictureDesk) -> None:
        self._db, self._files, self._desk = db, files, desk

    async def create(self, user: User, person: Person) -> Character:
        """Raises `InvalidInput` for traits that cannot be, `Conflict` (TOO_MANY_CHARACTERS)."""
        check_traits(person.traits)
        character_id = ids.new_id()

        async def insert(connection: Connection) -> Character:
            await hold(connection, user.id)
            if await repository.count(connection, user.id, but=character_id) >= MOST_CHARACTERS:
                raise Conflict(
                    f"There are {MOST_CHARACTERS} characters already, and no room for more."
                    " Please delete one that you no longer need.",
                    code="TOO_MANY_CHARACTERS",
                    data={"most": MOST_CHARACTERS},
                )
            return await repository.insert(connection, character_id, user.id, person)

        return await self._db.run(insert, user_id=user.id)

    async def page(
        self, user: User, cursor: str | None, limit: int, kind: str | None = None
    ) -> tuple[list[Character], str | None]:
        """Characters in the order of their making, and the cursor of the next page (None at the end)."""
        after = cursors.decode(cursor) if cursor else None

        async def read(connection: Connection) -> list[Character]:
            return await repository.page(connection, user.id, after, limit + 1, kind)

        found = await self._db.run(read, user_id=user.id)
        if len(found) <= limit:
            return found, None
        last = found[limit - 1]
        return found[:limit], cursors.encode(last.created_at, last.id)

    async def get(self, user: User, character_id: UUID) -> Character:
        """Raises `NotFound` (CHARACTER_NOT_FOUND), for somebody else's character too."""

        async def read(connection: Connection) -> Character:
            return await _require(connection, user, character_id)

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

    async def change(self, user: User, character_id: UUID, changes: Mapping[str, Any]) -> Character:
        """`changes` holds new values by the names of `Person`'s fields; stories that exist keep theirs.

        Raises `NotFound`, and `InvalidInput` for traits that cannot be.
        """
        check_traits(changes.get("traits", ()))

        async def update(connection: Connection) -> Character:
            changed = await repository.update(connection, user.id, character_id, changes)
            return changed or _missing()

        return await self._db.run(update, user_id=user.id)

    async def delete(self, user: User, character_id: UUID) -> None:
        """The character, its pictures and sheets, and their files that nobody else has. Raises `NotFound`."""

        async def delete(connection: Connection) -> None:
            await hold(connection, user.id)
            files = await repository.delete_pictures(connection, user.id, character_id)
            files += await repository.delete_sheets(connection, user.id, character_id)
            if not await repository.delete(connection, user.id, character_id):
                _missing()
            await discard(connection, files)

        await self._db.run(delete, user_id=user.id)

    async def add_picture(
        self, user: User, character_id: UUID, data: bytes, media_type: str
    ) -> Character:
        """The character with one more picture, decoded from `data` and encoded anew.

        Raises `NotFound`, `Conflict` (TOO_MANY_PICTURES), `InvalidInput` (PICTURE_…, see `PictureDesk`).
        """
        picture_id = ids.new_id()

        async def check(connection: Connection) -> None:
            await hold(connection, user.id)
            character = await _require(connection, user, character_id)
            if sum(one.id != picture_id for one in character.pictures) >= MOST_PICTURES:
                raise Conflict(
                    f"This character has {MOST_PICTURES} pictures already, and no room for more."
                    " Please delete one first.",
                    code="TOO_MANY_PICTURES",
                    data={"most": MOST_PICTURES},
                )

        async def insert(connection: Connection) -> Character:
            await check(connection)
            await repository.insert_picture(connection, user.id, character_id, picture)
            return await _require(connection, user, character_id)

        async def drop(connection: Connection) -> None:
            await discard(connection, picture.files)

        await self._db.run(check, user_id=user.id)  # before anything is unpacked
        clean = await self._desk.clean(data, media_type)
        file, thumbnail = await self._keep(clean)
        picture = ReferencePicture(picture_id, file, clean.width, clean.height, thumbnail)
        try:
            character = await self._db.run(insert, user_id=user.id)
        except FablewrightError:  # no place for it any more
            await self._db.run(drop)
            raise
        # The same files may have been on their way out until the row named them again.
        await self._keep(clean)
        return character

    async def _keep(self, picture: Picture) -> tuple[str, str]:
        thumbnail = await self._files.put(picture.thumbnail, "webp")
        return await self._files.put(picture.png, "png"), thumbnail

    async def delete_picture(self, user: User, character_id: UUID, picture_id: UUID) -> Character:
        """The character without this picture. Raises `NotFound` (CHARACTER_…, PICTURE_NOT_FOUND)."""

        async def delete(connection: Connection) -> Character:
            await hold(connection, user.id)
            files = await repository.delete_pictures(connection, user.id, character_id, picture_id)
            character = await _require(connection, user, character_id)
            if not files:
                raise NotFound("There is no such picture.", code="PICTURE_NOT_FOUND")
            await discard(connection, files)
            return character

        return await self._db.run(delete, user_id=user.id)


def check_traits(traits: Sequence[str]) -> None:
    """Raises `InvalidInput` for a trait that the taxonomy does not have, or for two that no picture
    can show together."""
    for trait in traits:
        if trait not in TRAITS:
            raise InvalidInput(
                f"One of these traits is not known. Known traits: {', '.join(TRAITS)}.",
                code="UNKNOWN_TRAIT",
                data={"field": "traits"},
            )
    if pair := conflicts(traits):
        one, other = (TRAITS[trait].label for trait in pair)
        raise InvalidInput(
            f"One flat picture can show only one of these two: “{one}” and “{other}”."
            " Please choose the one that you would like to see in the pictures.",
            code="TRAITS_CONFLICT",
            data={"field": "traits", "traits": list(pair)},
        )


async def _require(connection: Connection, user: User, character_id: UUID) -> Character:
    found = await repository.find(connection, user.id, [character_id])
    return found[0] if found else _missing()


def _missing() -> NoReturn:
    raise NotFound("There is no such character.", code="CHARACTER_NOT_FOUND")
