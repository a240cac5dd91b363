"""Identity's SQL."""

from __future__ import annotations

from uuid import UUID

from fablewright.db.pool import Connection
from fablewright.identity.model import User


async def ensure_owner(connection: Connection, user_id: UUID, name: str) -> User:
    """The owner, made with `user_id` when there is none yet."""
    await connection.execute(
        "INSERT INTO users (id, role, tier, name) VALUES ($1, 'admin', 'owner', $2)"
        " ON CONFLICT (tier) WHERE tier = 'owner' DO NOTHING",
        user_id, name,
    )  # fmt: skip
    row = await connection.fetchrow("SELECT id, role, tier, name FROM users WHERE tier = 'owner'")
    return User(**row)


async def remember_token(connection: Connection, token_hash: bytes, user_id: UUID) -> None:
    await connection.execute(
        "INSERT INTO access_tokens (token_hash, user_id) VALUES ($1, $2) ON CONFLICT DO NOTHING",
        token_hash, user_id,
    )  # fmt: skip


async def user_of_token(connection: Connection, token_hash: bytes) -> User | None:
    row = await connection.fetchrow(
        "SELECT u.id, u.role, u.tier, u.name FROM access_tokens t JOIN users u ON u.id = t.user_id"
        " WHERE t.token_hash = $1 AND t.revoked_at IS NULL",
        token_hash,
    )
    return None if row is None else User(**row)
