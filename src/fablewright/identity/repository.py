"""Identity's SQL. What must be known before anybody is signed in goes through the schema's functions."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from fablewright.core.errors import Unauthorized
from fablewright.db.pool import Connection
from fablewright.identity.model import Caller, Session, User, Visit


async def ensure_owner(connection: Connection, user_id: UUID, name: str, token_hash: bytes) -> User:
    """The owner, made with `user_id` when there is none yet, and their token remembered."""
    row = await connection.fetchrow(
        "SELECT * FROM owner_ensure($1, $2, $3)", user_id, name, token_hash
    )
    return User(**row)


async def holder_of_token(connection: Connection, token_hash: bytes) -> Caller | None:
    return _caller(await connection.fetchrow("SELECT * FROM holder_of_token($1)", token_hash))


async def holder_of_session(
    connection: Connection, session_id: UUID, user_id: UUID
) -> Caller | None:
    """Whose session it is, while it lasts: not revoked, not expired, nobody erased."""
    query = "SELECT * FROM holder_of_session($1, $2)"
    return _caller(await connection.fetchrow(query, session_id, user_id))


async def sessions_alive(connection: Connection, ids: Sequence[UUID]) -> set[UUID]:
    rows = await connection.fetch("SELECT sessions_alive($1) AS id", list(ids))
    return {row["id"] for row in rows}


async def begin_guest(
    connection: Connection, user: User, session_id: UUID, token_hash: bytes, visit: Visit,
    until: datetime,
) -> None:  # fmt: skip
    await connection.execute(
        "SELECT guest_begin($1, $2, $3, $4, $5::inet, $6, $7)",
        user.id, session_id, user.name, token_hash, visit.address, visit.agent, until,
    )  # fmt: skip


async def create_account(
    connection: Connection, user_id: UUID, email: str, name: str, password_hash: str
) -> bool:
    """False when the e-mail address has an account already."""
    done: bool = await connection.fetchval(
        "SELECT account_create($1, $2, $3, $4)", user_id, email, name, password_hash
    )
    return done


async def account_of_email(connection: Connection, email: str) -> tuple[User, str | None] | None:
    """The account and the hash of its password."""
    row = await connection.fetchrow("SELECT * FROM account_of_email($1)", email)
    if row is None:
        return None
    values = dict(row)
    password_hash = values.pop("password_hash")
    return User(**values), password_hash


async def set_password(connection: Connection, user_id: UUID, password_hash: str) -> None:
    await connection.execute(
        "UPDATE users SET password_hash = $2 WHERE id = $1", user_id, password_hash
    )


async def rename(connection: Connection, user_id: UUID, name: str) -> None:
    await connection.execute("UPDATE users SET name = $2 WHERE id = $1", user_id, name)


async def insert_session(
    connection: Connection, session_id: UUID, user_id: UUID, visit: Visit, until: datetime,
    refresh_hash: bytes,
) -> None:  # fmt: skip
    await connection.execute(
        "INSERT INTO sessions (id, user_id, ip_address, user_agent, expires_at)"
        " VALUES ($1, $2, $3::inet, $4, $5) ON CONFLICT DO NOTHING",
        session_id, user_id, visit.address, visit.agent, until,
    )  # fmt: skip
    await connection.execute(
        "INSERT INTO refresh_tokens (token_hash, session_id, user_id, expires_at)"
        " VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING",
        refresh_hash, session_id, user_id, until,
    )  # fmt: skip


async def rotate(
    connection: Connection, old_hash: bytes, new_hash: bytes, until: datetime, asked: datetime
) -> tuple[str, UUID, UUID]:
    """(outcome, session, user): see the schema's function refresh_rotate."""
    row = await connection.fetchrow(
        "SELECT * FROM refresh_rotate($1, $2, $3, $4)", old_hash, new_hash, until, asked
    )
    return row["outcome"], row["session"], row["account"]


async def sessions_of(connection: Connection, user_id: UUID) -> list[Session]:
    """Those that have not ended, newest first."""
    rows = await connection.fetch(
        "SELECT id, host(ip_address) AS ip_address, user_agent, created_at, expires_at FROM sessions"
        " WHERE user_id = $1 AND revoked_at IS NULL AND expires_at > now()"
        " ORDER BY created_at DESC, id",
        user_id,
    )
    return [Session(**row) for row in rows]


async def revoke_sessions(
    connection: Connection, user_id: UUID, *, only: UUID | None = None, but: UUID | None = None
) -> int:
    """End all sessions of a user, or only one, or all but one. How many ended."""
    done = await connection.execute(
        "UPDATE sessions SET revoked_at = now() WHERE user_id = $1 AND revoked_at IS NULL"
        " AND ($2::uuid IS NULL OR id = $2) AND ($3::uuid IS NULL OR id <> $3)",
        user_id, only, but,
    )  # fmt: skip
    return int(done.split()[1])


async def erase_account(connection: Connection) -> list[str]:
    """The names of all files that belonged to the person who acts."""
    return [row["file"] for row in await connection.fetch("SELECT account_erase() AS file")]


ACCOUNT = (
    "id, role, tier, name, email, places_used, places_since, credits, credits_used, created_at,"
    " places_since < quota_period(tier) AS stale"
)


async def account(connection: Connection, user_id: UUID) -> dict[str, Any] | None:
    row = await connection.fetchrow(
        f"SELECT {ACCOUNT} FROM users WHERE id = $1 AND erased_at IS NULL", user_id
    )
    return None if row is None else dict(row)


async def hold(connection: Connection, user_id: UUID) -> None:
    """Nobody else holds this person until the transaction ends: what is counted meanwhile stays so.

    Raises `Unauthorized` when they were erased.
    """
    if not await connection.fetchval(
        "SELECT true FROM users WHERE id = $1 AND erased_at IS NULL FOR NO KEY UPDATE", user_id
    ):
        raise Unauthorized("This account is no longer there.")


async def accounts(
    connection: Connection, email: str, after: UUID | None, limit: int
) -> list[dict[str, Any]]:
    """Accounts (not guests) whose address contains `email`; administrators see all of them."""
    rows = await connection.fetch(
        f"SELECT {ACCOUNT} FROM users WHERE role <> 'guest' AND erased_at IS NULL"
        " AND ($1 = '' OR strpos(email, $1) > 0) AND ($2::uuid IS NULL OR id > $2) ORDER BY id LIMIT $3",
        email, after, limit,
    )  # fmt: skip
    return [dict(row) for row in rows]


async def head_count(connection: Connection) -> tuple[int, int]:
    """Accounts besides the owner's, and guests; administrators see all of them."""
    row = await connection.fetchrow(
        "SELECT count(*) FILTER (WHERE role <> 'guest' AND tier <> 'owner'),"
        " count(*) FILTER (WHERE role = 'guest') FROM users WHERE erased_at IS NULL"
    )
    return row[0], row[1]


async def set_account(
    connection: Connection, user_id: UUID, role: str | None, tier: str | None
) -> bool:
    done: bool = await connection.fetchval("SELECT account_set($1, $2, $3)", user_id, role, tier)
    return done


async def grant_credits(
    connection: Connection, grant_id: UUID, user_id: UUID, amount: int, reference: str
) -> bool:
    """False when this reference was used for this person before."""
    done: bool = await connection.fetchval(
        "SELECT credits_grant($1, $2, $3, $4)", grant_id, user_id, amount, reference
    )
    return done


async def take_quota(connection: Connection, free: int, individual: int) -> str | None:
    """'place', 'credit', or None when the person who acts has none left."""
    took: str | None = await connection.fetchval("SELECT quota_take($1, $2)", free, individual)
    return took


async def give_back_quota(connection: Connection, story_id: UUID) -> None:
    await connection.execute("SELECT quota_give_back($1)", story_id)


async def take_rate(
    connection: Connection, key: str, most: int, seconds: int
) -> tuple[bool, int, float]:
    row = await connection.fetchrow("SELECT * FROM rate_take($1, $2, $3)", key, most, seconds)
    return row["allowed"], row["remaining"], row["reset"]


async def guests_over(connection: Connection, days: int) -> list[UUID]:
    """Some of the guests whose day was over so many days ago."""
    rows = await connection.fetch("SELECT guests_over($1) AS id", days)
    return [row["id"] for row in rows]


async def prune_sessions(connection: Connection, days: int) -> None:
    await connection.execute("SELECT sessions_prune($1)", days)


async def prune_rates(connection: Connection) -> None:
    await connection.execute("SELECT rate_limits_prune()")


def _caller(row: Any) -> Caller | None:
    if row is None:
        return None
    values = dict(row)
    session_id = values.pop("session_id")
    return Caller(User(**values), session_id)
