"""A small port to pgqueuer: put a job in, on the caller's own connection."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import timedelta

from pgqueuer.adapters.drivers.asyncpg import AsyncpgDriver
from pgqueuer.adapters.persistence.queries import Queries

from fablewright.db.pool import Connection


async def enqueue(
    connection: Connection,
    entrypoint: str,
    payload: Mapping[str, object],
    *,
    key: str,
    delay: float = 0.0,
    priority: int = 0,
) -> None:
    """Queue a job that commits or vanishes with the caller's transaction.

    `key` names this very run of the work: while one with the same key waits or runs, another is
    not added. `delay` is in seconds.
    """
    await Queries(AsyncpgDriver(connection)).enqueue(
        entrypoint,
        json.dumps(payload).encode(),
        priority,
        timedelta(seconds=delay),
        key,
        on_conflict="skip",
    )


async def missing(connection: Connection, keys: Sequence[str]) -> set[str]:
    """Those of `keys` for which no job waits or runs."""
    rows = await connection.fetch(
        "SELECT dedupe_key FROM pgqueuer WHERE dedupe_key = ANY($1) AND status IN ('queued', 'picked')",
        list(keys),
    )
    return set(keys) - {row["dedupe_key"] for row in rows}


async def prune(connection: Connection) -> None:
    """Forget what the queue noted of its jobs more than a day ago."""
    await connection.execute("DELETE FROM pgqueuer_log WHERE created < now() - interval '1 day'")
