"""Identity's SQL."""

from __future__ import annotations

from uuid import UUID

from fablewright.db.pool import Connection
from fablewright.identity.model import User


async def ensure_owner(connection: Connection, user_id: UUID, name: str, token_hash: bytes) -> User:
    """The owner, made with `user_id` when there is none yet, and their token remembered."""
    row = await connection.fetchrow(
        "SELECT * FROM owner_ensure($1, $2, $3)", user_id, name, token_hash
    )
    return User(**row)


async def user_of_token(connection: Connection, token_hash: bytes) -> User | None:
    row = await connection.fetchrow("SELECT * FROM user_of_token($1)", token_hash)
    return None if row is None else User(**row)
