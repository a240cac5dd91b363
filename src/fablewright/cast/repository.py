"""Cast's SQL."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from fablewright.cast.model import Character, ReferencePicture
from fablewright.core.book import Person
from fablewright.db.pool import Connection

COLUMNS = (
    "id, kind, name, age, pronoun, traits, appearance, species, created_at,"
    " (SELECT json_agg(json_build_object('id', p.id, 'file', p.file, 'width', p.width,"
    " 'height', p.height) ORDER BY p.created_at, p.id) FROM character_pictures p"
    " WHERE p.user_id = characters.user_id AND p.character_id = characters.id) AS pictures"
)


async def insert(
    connection: Connection, character_id: UUID, user_id: UUID, person: Person
) -> Character:
    row = await connection.fetchrow(
        "INSERT INTO characters (id, user_id, kind, name, age, pronoun, traits, appearance, species,"
        " created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, clock_timestamp())"
        f" ON CONFLICT (id) DO UPDATE SET id = $1 RETURNING {COLUMNS}",
        character_id, user_id, person.kind, person.name, person.age, person.pronoun,
        list(person.traits), person.appearance, person.species,
    )  # fmt: skip
    return _from_row(row)


async def count(connection: Connection, user_id: UUID, *, but: UUID) -> int:
    """How many characters somebody has, `but` this one."""
    found: int = await connection.fetchval(
        "SELECT count(*) FROM characters WHERE user_id = $1 AND id <> $2", user_id, but
    )
    return found


async def find(connection: Connection, user_id: UUID, ids: Sequence[UUID]) -> list[Character]:
    rows = await connection.fetch(
        f"SELECT {COLUMNS} FROM characters WHERE user_id = $1 AND id = ANY($2)", user_id, list(ids)
    )
    return [_from_row(row) for row in rows]


async def page(
    connection: Connection,
    user_id: UUID,
    after: tuple[datetime, UUID] | None,
    limit: int,
    kind: str | None = None,
) -> list[Character]:
    """In the order of their making, of one kind or all; `after` is the last one that was seen."""
    rows = await connection.fetch(
        f"SELECT {COLUMNS} FROM characters WHERE user_id = $1"
        " AND ($2::timestamptz IS NULL OR (created_at, id) > ($2, $3))"
        " AND ($5::text IS NULL OR kind = $5) ORDER BY created_at, id LIMIT $4",
        user_id, after[0] if after else None, after[1] if after else None, limit, kind,
    )  # fmt: skip
    return [_from_row(row) for row in rows]


async def update(
    connection: Connection, user_id: UUID, character_id: UUID, columns: Mapping[str, Any]
) -> Character | None:
    """Set `columns`. None when there is no such character."""
    settings = [f"{name} = ${place}" for place, name in enumerate(columns, start=3)]
    row = await connection.fetchrow(
        f"UPDATE characters SET {', '.join([*settings, 'updated_at = now()'])}"
        f" WHERE id = $1 AND user_id = $2 RETURNING {COLUMNS}",
        character_id, user_id, *columns.values(),
    )  # fmt: skip
    return None if row is None else _from_row(row)


async def delete(connection: Connection, user_id: UUID, character_id: UUID) -> bool:
    """False when there is no such character. Its pictures' rows go too."""
    done = await connection.execute(
        "DELETE FROM characters WHERE id = $1 AND user_id = $2", character_id, user_id
    )
    return bool(done == "DELETE 1")


async def insert_picture(
    connection: Connection, user_id: UUID, character_id: UUID, picture: ReferencePicture
) -> None:
    await connection.execute(
        "INSERT INTO character_pictures (id, user_id, character_id, file, width, height, created_at)"
        " VALUES ($1, $2, $3, $4, $5, $6, clock_timestamp()) ON CONFLICT (id) DO NOTHING",
        picture.id, user_id, character_id, picture.file, picture.width, picture.height,
    )  # fmt: skip


async def delete_pictures(
    connection: Connection, user_id: UUID, character_id: UUID, picture_id: UUID | None = None
) -> list[str]:
    """One picture of a character, or all. The names of their files."""
    rows = await connection.fetch(
        "DELETE FROM character_pictures WHERE user_id = $1 AND character_id = $2"
        " AND ($3::uuid IS NULL OR id = $3) RETURNING file",
        user_id, character_id, picture_id,
    )  # fmt: skip
    return [row["file"] for row in rows]


async def picture_files(connection: Connection, user_id: UUID, ids: Sequence[UUID]) -> list[str]:
    """The files of all pictures of these characters, in the order of `ids`."""
    rows = await connection.fetch(
        "SELECT file FROM character_pictures WHERE user_id = $1 AND character_id = ANY($2)"
        " ORDER BY array_position($2, character_id), created_at, id",
        user_id, list(ids),
    )  # fmt: skip
    return [row["file"] for row in rows]


def _from_row(row: object) -> Character:
    values = dict(row)  # type: ignore[call-overload]
    pictures = tuple(
        ReferencePicture(**{**picture, "id": UUID(picture["id"])})
        for picture in json.loads(values["pictures"] or "[]")
    )
    return Character(**{**values, "traits": tuple(values["traits"]), "pictures": pictures})
