"""Cast's SQL."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from fablewright.cast.model import Character
from fablewright.core.book import Person
from fablewright.core.errors import NotFound
from fablewright.db.pool import Connection

COLUMNS = "id, kind, name, age, pronoun, traits, appearance, species, created_at"


async def insert(
    connection: Connection, character_id: UUID, user_id: UUID, person: Person
) -> Character:
    row = await connection.fetchrow(
        "INSERT INTO characters (id, user_id, kind, name, age, pronoun, traits, appearance, species)"
        f" VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT (id) DO UPDATE SET id = $1"
        f" RETURNING {COLUMNS}",
        character_id, user_id, person.kind, person.name, person.age, person.pronoun,
        list(person.traits), person.appearance, person.species,
    )  # fmt: skip
    return _from_row(row)


async def find(connection: Connection, user_id: UUID, ids: Sequence[UUID]) -> list[Character]:
    rows = await connection.fetch(
        f"SELECT {COLUMNS} FROM characters"
        " WHERE user_id = $1 AND id = ANY($2) AND deleted_at IS NULL",
        user_id, list(ids),
    )  # fmt: skip
    return [_from_row(row) for row in rows]


async def of_user(connection: Connection, user_id: UUID) -> list[Character]:
    rows = await connection.fetch(
        f"SELECT {COLUMNS} FROM characters WHERE user_id = $1 AND deleted_at IS NULL"
        " ORDER BY created_at, id",
        user_id,
    )
    return [_from_row(row) for row in rows]


async def require_library(connection: Connection, user_id: UUID, library_id: UUID | None) -> UUID:
    """The library with this id, or the person's own default one. Raises `NotFound`."""
    found: UUID | None = await connection.fetchval(
        "SELECT id FROM libraries WHERE user_id = $1"
        " AND CASE WHEN $2::uuid IS NULL THEN is_default ELSE id = $2 END FOR KEY SHARE",
        user_id, library_id,
    )  # fmt: skip
    if found is None:
        raise NotFound("There is no such library.", code="LIBRARY_NOT_FOUND")
    return found


def _from_row(row: object) -> Character:
    values = dict(row)  # type: ignore[call-overload]
    return Character(**{**values, "traits": tuple(values["traits"])})
