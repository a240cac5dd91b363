"""Stories' SQL."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, NoReturn
from uuid import UUID

from fablewright.core.book import Brief
from fablewright.core.errors import NotFound
from fablewright.db.pool import Connection
from fablewright.stories.model import Library, Story
from fablewright.stories.shelf import Shelf, Sort, fold, title_key, words

COLUMNS = (
    "id, creator_user_id, generation_id, library_id, quota, title, brief, content, status, asset_generation_status,"
    " asset_generation_started_at, asset_generation_completed_at, hue_extracted_colors, audio_words,"
    " audio_blocks, rating, created_at, updated_at, deleted_at"
)
# The order of a shelf, and what stands after the last story that was seen: its key, and its id.
ORDERS: dict[Sort, tuple[str, str]] = {
    "newest": ("created_at DESC, id DESC", "(created_at, id) < ({}, {})"),
    "oldest": ("created_at, id", "(created_at, id) > ({}, {})"),
    "title": ("title_key, id", "(title_key, id) > ({}, {})"),
    "rating": (
        "coalesce(rating, 0) DESC, created_at DESC, id DESC",
        "(coalesce(rating, 0), created_at, id) < ({}, {}, {})",
    ),
}
RESTORABLE = "deleted_at > now() - interval '24 hours' AND purged_at IS NULL"
JSON_COLUMNS = {
    "brief", "content", "asset_generation_status", "hue_extracted_colors", "audio_words", "audio_blocks",
}  # fmt: skip

LIBRARY = (
    "id, name, is_default, created_at, (SELECT count(*) FROM stories s WHERE s.creator_user_id ="
    " libraries.user_id AND s.library_id = libraries.id AND s.deleted_at IS NULL) AS stories"
)


async def insert(
    connection: Connection,
    story_id: UUID,
    user_id: UUID,
    generation_id: UUID,
    library_id: UUID,
    title: str,
    brief: Brief,
    status: Mapping[str, Any],
) -> bool:
    """False when this story is there already (the transaction is being tried again)."""
    done = await connection.execute(
        "INSERT INTO stories (id, creator_user_id, generation_id, library_id, title, brief,"
        " asset_generation_status, asset_generation_started_at, title_key, words)"
        " VALUES ($1, $2, $3, $4, $5, $6::jsonb, $7::jsonb, now(), $8, $9)"
        " ON CONFLICT (id) DO NOTHING",
        story_id, user_id, generation_id, library_id, title, brief.model_dump_json(),
        json.dumps(status), title_key(title), words(title, {}),
    )  # fmt: skip
    return bool(done == "INSERT 0 1")


async def get(
    connection: Connection,
    story_id: UUID,
    user_id: UUID,
    *,
    lock: bool = False,
    deleted: bool = False,
) -> Story | None:
    """A story of this user, that was not deleted unless such are wanted too; with `lock`, nobody else
    changes it meanwhile."""
    row = await connection.fetchrow(
        f"SELECT {COLUMNS} FROM stories"
        " WHERE id = $1 AND creator_user_id = $2 AND (deleted_at IS NULL OR $3)"
        + (" FOR UPDATE" if lock else ""),
        story_id, user_id, deleted,
    )  # fmt: skip
    return None if row is None else _from_row(row)


async def page(connection: Connection, user_id: UUID, shelf: Shelf, limit: int) -> list[Story]:
    """Those stories that `shelf` chooses, in its order."""
    values: list[Any] = [user_id]

    def given(value: object) -> str:
        values.append(value)
        return f"${len(values)}"

    wanted = ["creator_user_id = $1", RESTORABLE if shelf.deleted else "deleted_at IS NULL"]
    if shelf.library_id is not None:
        wanted.append(f"library_id = {given(shelf.library_id)}")
    if sought := fold(shelf.search):
        wanted.append(f"strpos(words, {given(sought)}) > 0")
    if shelf.status is not None:
        wanted.append(f"asset_generation_status ->> 'overall' = {given(shelf.status)}")
    if shelf.kind is not None:
        parts = "(asset_generation_status -> 'assets') - 'content' <> '{}'"
        wanted.append(f"({parts}) = {given(shelf.kind == 'book')}")
    if shelf.genre:
        wanted.append(f"lower(brief ->> 'genre') = lower({given(shelf.genre)})")
    order, beyond = ORDERS[shelf.sort]
    if shelf.after is not None:
        wanted.append(beyond.format(*(given(value) for value in shelf.after)))
    rows = await connection.fetch(
        f"SELECT {COLUMNS} FROM stories WHERE {' AND '.join(wanted)}"
        f" ORDER BY {order} LIMIT {given(limit)}",
        *values,
    )
    return [_from_row(row) for row in rows]


async def update(connection: Connection, story_id: UUID, columns: Mapping[str, Any]) -> int:
    """Set `columns` and count one event. Returns the event's sequence number."""
    names = list(columns)
    settings = [
        f"{name} = ${place}" + ("::jsonb" if name in JSON_COLUMNS else "")
        for place, name in enumerate(names, start=2)
    ]
    values = [
        json.dumps(columns[name]) if name in JSON_COLUMNS else columns[name] for name in names
    ]
    settings += ["updated_at = now()", "event_seq = event_seq + 1"]
    seq: int = await connection.fetchval(
        f"UPDATE stories SET {', '.join(settings)} WHERE id = $1 RETURNING event_seq",
        story_id, *values,
    )  # fmt: skip
    return seq


async def note_quota(connection: Connection, story_id: UUID, took: str) -> None:
    await connection.execute("UPDATE stories SET quota = $2 WHERE id = $1", story_id, took)


async def hide(connection: Connection, story_id: UUID, user_id: UUID) -> bool:
    done = await connection.execute(
        "UPDATE stories SET deleted_at = now(), updated_at = now()"
        " WHERE id = $1 AND creator_user_id = $2 AND deleted_at IS NULL",
        story_id, user_id,
    )  # fmt: skip
    return bool(done == "UPDATE 1")


async def bring_back(connection: Connection, story_id: UUID, user_id: UUID) -> bool:
    """False when there is no such story that was deleted within the last day."""
    done = await connection.execute(
        "UPDATE stories SET deleted_at = NULL, updated_at = now()"
        f" WHERE id = $1 AND creator_user_id = $2 AND {RESTORABLE}",
        story_id, user_id,
    )  # fmt: skip
    return bool(done == "UPDATE 1")


async def purge(connection: Connection) -> tuple[int, list[str]]:
    """Some stories, of anybody, whose day is over, lose what they have: how many, and their files."""
    row = await connection.fetchrow("SELECT * FROM stories_purge()")
    return row["purged"], row["files"]


async def of_library(connection: Connection, user_id: UUID, library_id: UUID) -> list[Story]:
    """All stories in this library, locked."""
    rows = await connection.fetch(
        f"SELECT {COLUMNS} FROM stories WHERE creator_user_id = $1 AND library_id = $2"
        " AND deleted_at IS NULL ORDER BY id FOR UPDATE",
        user_id, library_id,
    )  # fmt: skip
    return [_from_row(row) for row in rows]


async def require_library(connection: Connection, user_id: UUID, library_id: UUID | None) -> UUID:
    """The library with this id, or the person's own default one; it stays until the transaction ends.

    Raises `NotFound`.
    """
    found: UUID | None = await connection.fetchval(
        "SELECT id FROM libraries WHERE user_id = $1"
        " AND CASE WHEN $2::uuid IS NULL THEN is_default ELSE id = $2 END FOR KEY SHARE",
        user_id, library_id,
    )  # fmt: skip
    return found or _no_library()


async def lock_library(connection: Connection, user_id: UUID, library_id: UUID) -> None:
    """Nothing enters it until the transaction ends. Raises `NotFound`."""
    query = "SELECT true FROM libraries WHERE user_id = $1 AND id = $2 FOR UPDATE"
    if not await connection.fetchval(query, user_id, library_id):
        _no_library()


async def libraries_of(connection: Connection, user_id: UUID) -> list[Library]:
    rows = await connection.fetch(
        f"SELECT {LIBRARY} FROM libraries WHERE user_id = $1"
        " ORDER BY is_default DESC, created_at, id",
        user_id,
    )
    return [Library(**row) for row in rows]


async def count_libraries(connection: Connection, user_id: UUID, *, but: UUID) -> int:
    """How many libraries somebody has, `but` this one."""
    found: int = await connection.fetchval(
        "SELECT count(*) FROM libraries WHERE user_id = $1 AND id <> $2", user_id, but
    )
    return found


async def insert_library(
    connection: Connection, library_id: UUID, user_id: UUID, name: str
) -> Library:
    row = await connection.fetchrow(
        "INSERT INTO libraries (id, user_id, name, created_at) VALUES ($1, $2, $3, clock_timestamp())"
        f" ON CONFLICT (id) DO UPDATE SET name = $3 RETURNING {LIBRARY}",
        library_id, user_id, name,
    )  # fmt: skip
    return Library(**row)


async def rename_library(
    connection: Connection, user_id: UUID, library_id: UUID, name: str
) -> Library:
    """Raises `NotFound`."""
    row = await connection.fetchrow(
        "UPDATE libraries SET name = $3, updated_at = now() WHERE user_id = $1 AND id = $2"
        f" RETURNING {LIBRARY}",
        user_id, library_id, name,
    )  # fmt: skip
    return Library(**row) if row else _no_library()


async def delete_library(
    connection: Connection, user_id: UUID, library_id: UUID, refuge: UUID
) -> None:
    """The library, once its stories are in `refuge`; hidden ones go there too."""
    await connection.execute(
        "UPDATE stories SET library_id = $3 WHERE creator_user_id = $1 AND library_id = $2",
        user_id, library_id, refuge,
    )  # fmt: skip
    await connection.execute(
        "DELETE FROM libraries WHERE user_id = $1 AND id = $2", user_id, library_id
    )


def _no_library() -> NoReturn:
    raise NotFound("There is no such library.", code="LIBRARY_NOT_FOUND")


def _from_row(row: Mapping[str, Any]) -> Story:
    values = dict(row)
    for name in JSON_COLUMNS:
        if values[name] is not None:
            values[name] = json.loads(values[name])
    values["brief"] = Brief.model_validate(values["brief"])
    return Story(**values)
