"""Drafts' SQL."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from fablewright.db.pool import Connection
from fablewright.drafts.model import Draft, Revision

COLUMNS = "id, title, revision, created_at, updated_at"


async def insert(
    connection: Connection, user_id: UUID, draft_id: UUID, title: str, document: Mapping[str, Any]
) -> bool:
    """False when this person has this draft already."""
    done = await connection.execute(
        "INSERT INTO drafts (user_id, id, title, document, created_at, updated_at)"
        " VALUES ($1, $2, $3, $4::jsonb, clock_timestamp(), clock_timestamp()) ON CONFLICT DO NOTHING",
        user_id, draft_id, title, json.dumps(document),
    )  # fmt: skip
    return bool(done == "INSERT 0 1")


async def count(connection: Connection, user_id: UUID) -> int:
    found: int = await connection.fetchval(
        "SELECT count(*) FROM drafts WHERE user_id = $1", user_id
    )
    return found


async def get(
    connection: Connection, user_id: UUID, draft_id: UUID, *, lock: bool = False
) -> Draft | None:
    row = await connection.fetchrow(
        f"SELECT {COLUMNS}, document FROM drafts WHERE user_id = $1 AND id = $2"
        + (" FOR UPDATE" if lock else ""),
        user_id, draft_id,
    )  # fmt: skip
    return None if row is None else Draft(**{**row, "document": json.loads(row["document"])})


async def page(
    connection: Connection, user_id: UUID, before: tuple[datetime, UUID] | None, limit: int
) -> list[Draft]:
    """Without documents, last changed first; `before` is the last one that was seen."""
    rows = await connection.fetch(
        f"SELECT {COLUMNS} FROM drafts WHERE user_id = $1"
        " AND ($2::timestamptz IS NULL OR (updated_at, id) < ($2, $3))"
        " ORDER BY updated_at DESC, id DESC LIMIT $4",
        user_id, before[0] if before else None, before[1] if before else None, limit,
    )  # fmt: skip
    return [Draft(**row) for row in rows]


async def update(
    connection: Connection, user_id: UUID, draft_id: UUID, title: str, document: Mapping[str, Any]
) -> None:
    """The next revision."""
    await connection.execute(
        "UPDATE drafts SET title = $3, document = $4::jsonb, revision = revision + 1,"
        " updated_at = clock_timestamp() WHERE user_id = $1 AND id = $2",
        user_id, draft_id, title, json.dumps(document),
    )  # fmt: skip


async def delete(connection: Connection, user_id: UUID, draft_id: UUID) -> bool:
    """False when there is no such draft. Its history goes too."""
    done = await connection.execute(
        "DELETE FROM drafts WHERE user_id = $1 AND id = $2", user_id, draft_id
    )
    return bool(done == "DELETE 1")


async def keep_revision(connection: Connection, user_id: UUID, draft_id: UUID, newest: int) -> None:
    """The draft as it is becomes part of its history: the last revision of each minute is kept,
    and of these the `newest`."""
    await connection.execute(
        "DELETE FROM draft_revisions WHERE user_id = $1 AND draft_id = $2"
        " AND date_trunc('minute', created_at) = date_trunc('minute',"
        "  (SELECT updated_at FROM drafts WHERE user_id = $1 AND id = $2))",
        user_id, draft_id,
    )  # fmt: skip
    await connection.execute(
        "INSERT INTO draft_revisions (user_id, draft_id, revision, title, document, created_at)"
        " SELECT user_id, id, revision, title, document, updated_at FROM drafts"
        " WHERE user_id = $1 AND id = $2",
        user_id, draft_id,
    )  # fmt: skip
    await connection.execute(
        "DELETE FROM draft_revisions WHERE user_id = $1 AND draft_id = $2 AND revision <="
        " (SELECT revision FROM draft_revisions WHERE user_id = $1 AND draft_id = $2"
        "  ORDER BY revision DESC OFFSET $3 LIMIT 1)",
        user_id, draft_id, newest,
    )  # fmt: skip


async def revisions_of(connection: Connection, user_id: UUID, draft_id: UUID) -> list[Revision]:
    """Without documents, newest first."""
    rows = await connection.fetch(
        "SELECT revision, title, created_at FROM draft_revisions"
        " WHERE user_id = $1 AND draft_id = $2 ORDER BY revision DESC",
        user_id, draft_id,
    )  # fmt: skip
    return [Revision(**row) for row in rows]


async def revision(
    connection: Connection, user_id: UUID, draft_id: UUID, number: int
) -> Revision | None:
    row = await connection.fetchrow(
        "SELECT revision, title, created_at, document FROM draft_revisions"
        " WHERE user_id = $1 AND draft_id = $2 AND revision = $3",
        user_id, draft_id, number,
    )  # fmt: skip
    return None if row is None else Revision(**{**row, "document": json.loads(row["document"])})
