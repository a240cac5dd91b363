"""Shares' SQL. Of a link's token only the SHA-256 is here."""

from __future__ import annotations

from uuid import UUID

from fablewright.db.pool import Connection
from fablewright.shares.model import Share

COLUMNS = "id, created_at, last_opened_at, times_opened"


async def insert(
    connection: Connection, share_id: UUID, user_id: UUID, story_id: UUID, token_hash: bytes
) -> Share:
    row = await connection.fetchrow(
        "INSERT INTO shares (id, user_id, story_id, token_hash, created_at)"
        f" VALUES ($1, $2, $3, $4, clock_timestamp()) RETURNING {COLUMNS}",
        share_id, user_id, story_id, token_hash,
    )  # fmt: skip
    return Share(**row)


async def of_story(connection: Connection, user_id: UUID, story_id: UUID) -> list[Share]:
    """Newest first."""
    rows = await connection.fetch(
        f"SELECT {COLUMNS} FROM shares WHERE user_id = $1 AND story_id = $2"
        " ORDER BY created_at DESC, id",
        user_id, story_id,
    )  # fmt: skip
    return [Share(**row) for row in rows]


async def delete(connection: Connection, user_id: UUID, story_id: UUID, share_id: UUID) -> bool:
    """False when there is no such link to this story."""
    done = await connection.execute(
        "DELETE FROM shares WHERE user_id = $1 AND story_id = $2 AND id = $3",
        user_id, story_id, share_id,
    )  # fmt: skip
    return bool(done == "DELETE 1")


async def open_with(connection: Connection, token_hash: bytes) -> tuple[UUID, UUID] | None:
    """(story, its owner), and one more opening is counted; None when the link leads nowhere."""
    row = await connection.fetchrow("SELECT * FROM share_open($1)", token_hash)
    return None if row is None else (row["story_id"], row["user_id"])
