"""Exports' SQL: what no other room asks for. Rows are asked for by their owner throughout, as
administrators may see those of others."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from fablewright.db.pool import Connection
from fablewright.generations import repository as ledger
from fablewright.generations.model import Attempt


class Place(NamedTuple):
    """Where in the ledger one is."""

    created_at: datetime
    generation_id: UUID
    attempt_number: int


class File(NamedTuple):
    """An edition of a part of a book. `current` is the one that the book shows."""

    asset: str
    edition: int
    name: str
    current: bool


async def files_of(connection: Connection, user_id: UUID, story_id: UUID) -> list[File]:
    rows = await connection.fetch(
        "SELECT a.asset_type, a.edition, a.file,"
        " coalesce(a.edition = j.edition, false) AS current FROM assets a"
        " LEFT JOIN asset_generation_jobs j USING (story_id, asset_type)"
        " WHERE a.user_id = $1 AND a.story_id = $2 AND a.file IS NOT NULL ORDER BY 1, 2",
        user_id, story_id,
    )  # fmt: skip
    return [File(*row) for row in rows]


async def attempts(
    connection: Connection, user_id: UUID, after: Place | None, limit: int
) -> list[tuple[UUID | None, Attempt]]:
    """(story, attempt) of all that was ever asked of an artist for this person, oldest first."""
    rows = await connection.fetch(
        f"SELECT {ledger.ATTEMPT}, g.story_id"
        " FROM generation_attempts a JOIN generations g USING (generation_id)"
        " WHERE a.user_id = $1 AND ($2::timestamptz IS NULL"
        "  OR (a.created_at, a.generation_id, a.attempt_number) > ($2, $3, $4))"
        " ORDER BY a.created_at, a.generation_id, a.attempt_number LIMIT $5",
        user_id, *(after or (None, None, None)), limit,
    )  # fmt: skip
    return [(row["story_id"], ledger.attempt_from(row)) for row in rows]
