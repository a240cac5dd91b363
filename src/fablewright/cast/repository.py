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
    " 'height', p.height, 'thumbnail', p.thumbnail) ORDER BY p.created_at, p.id) FROM character_pictures p"
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
        "INSERT INTO character_pictures (id, user_id, character_id, file, width, height, thumbnail,"
        " created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, clock_timestamp()) ON CONFLICT (id) DO NOTHING",
        picture.id, user_id, character_id, picture.file, picture.width, picture.height,
        picture.thumbnail,
    )  # fmt: skip


async def delete_pictures(
    connection: Connection, user_id: UUID, character_id: UUID, picture_id: UUID | None = None
) -> list[str]:
    """One picture of a character, or all. The names of their files."""
    rows = await connection.fetch(
        "DELETE FROM character_pictures WHERE user_id = $1 AND character_id = $2"
        " AND ($3::uuid IS NULL OR id = $3) RETURNING file, thumbnail",
        user_id, character_id, picture_id,
    )  # fmt: skip
    return [name for row in rows for name in row if name]


async def claim_sheet(
    connection: Connection,
    user_id: UUID,
    character_id: UUID,
    look: bytes,
    story_id: UUID,
    patience: float,
) -> tuple[UUID, str | None] | None:
    """Who makes the sheet of this look, and its file once there is one. None without the character.

    It is `story_id` when nobody else does, or has not finished within `patience` seconds.
    """
    await connection.execute(
        "INSERT INTO character_sheets (user_id, character_id, look, story_id)"
        " SELECT user_id, id, $3, $4 FROM characters WHERE user_id = $1 AND id = $2 FOR KEY SHARE"
        " ON CONFLICT DO NOTHING",
        user_id, character_id, look, story_id,
    )  # fmt: skip
    await connection.execute(
        "UPDATE character_sheets SET story_id = $4, claimed_at = clock_timestamp()"
        " WHERE user_id = $1 AND character_id = $2 AND look = $3 AND file IS NULL"
        " AND claimed_at < clock_timestamp() - make_interval(secs => $5)",
        user_id, character_id, look, story_id, patience,
    )  # fmt: skip
    row = await connection.fetchrow(
        "SELECT story_id, file FROM character_sheets"
        " WHERE user_id = $1 AND character_id = $2 AND look = $3",
        user_id, character_id, look,
    )  # fmt: skip
    return None if row is None else (row["story_id"], row["file"])


async def keep_sheet(
    connection: Connection, user_id: UUID, character_id: UUID, look: bytes, file: str
) -> list[str] | None:
    """The sheet is made: the files of other looks, whose rows are gone. None when it came too late:
    another was kept, or the character is gone."""
    done = await connection.execute(
        "UPDATE character_sheets SET file = $4"
        " WHERE user_id = $1 AND character_id = $2 AND look = $3 AND coalesce(file, $4) = $4",
        user_id, character_id, look, file,
    )  # fmt: skip
    if done == "UPDATE 0":
        return None
    return await delete_sheets(connection, user_id, character_id, but=look)


async def give_up_sheet(
    connection: Connection, user_id: UUID, character_id: UUID, look: bytes, story_id: UUID
) -> None:
    """Another story may try."""
    await connection.execute(
        "DELETE FROM character_sheets WHERE user_id = $1 AND character_id = $2 AND look = $3"
        " AND story_id = $4 AND file IS NULL",
        user_id, character_id, look, story_id,
    )  # fmt: skip


async def delete_sheets(
    connection: Connection, user_id: UUID, character_id: UUID, but: bytes = b""
) -> list[str]:
    """The finished sheets of a character, except of the look `but`. The names of their files."""
    rows = await connection.fetch(
        "DELETE FROM character_sheets WHERE user_id = $1 AND character_id = $2 AND look <> $3"
        " AND file IS NOT NULL RETURNING file",
        user_id, character_id, but,
    )  # fmt: skip
    return [row["file"] for row in rows]


def _from_row(row: object) -> Character:
    values = dict(row)  # type: ignore[call-overload]
    pictures = tuple(
        ReferencePicture(**{**picture, "id": UUID(picture["id"])})
        for picture in json.loads(values["pictures"] or "[]")
    )
    return Character(**{**values, "traits": tuple(values["traits"]), "pictures": pictures})
