"""A person, how they are signed in, and what they may still make."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

Role = Literal["guest", "user", "admin"]
Tier = Literal["free", "individual", "story_pack_5", "owner"]


@dataclass(frozen=True, slots=True)
class User:
    """`tier` is what counts for quotas; the one person of tier owner runs the studio."""

    id: UUID
    role: Role
    tier: Tier
    name: str
    email: str | None = None


@dataclass(frozen=True, slots=True)
class Caller:
    """Somebody who is signed in, and the session (or token for scripts) by which they are."""

    user: User
    session_id: UUID


@dataclass(frozen=True, slots=True)
class Visit:
    """Where a request comes from, for the list of sessions. `address` is an IP address or None."""

    address: str | None = None
    agent: str = ""


@dataclass(frozen=True, slots=True)
class Granted:
    """Fresh tokens. `expires_in` is the life of the access token in seconds."""

    user: User
    session_id: UUID
    access_token: str
    expires_in: int
    refresh_token: str | None = None


@dataclass(frozen=True, slots=True)
class Session:
    """A place where somebody is signed in."""

    id: UUID
    ip_address: str | None
    user_agent: str
    created_at: datetime
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Quota:
    """Stories made and stories that may be made in all (None: as many as one likes)."""

    tier: Tier
    stories_used: int
    story_limit: int | None


@dataclass(frozen=True, slots=True)
class Account:
    """A person as an administrator sees them."""

    user: User
    quota: Quota
    credits: int
    created_at: datetime
