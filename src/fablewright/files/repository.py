"""Who still needs a file."""

from __future__ import annotations

from collections.abc import Sequence

from fablewright.db.pool import Connection


async def unused(connection: Connection, names: Sequence[str]) -> list[str]:
    """Those of the files that no row of anybody names any more."""
    rows = await connection.fetch("SELECT files_unused($1) AS name", list(names))
    return [row["name"] for row in rows]
