"""What the ledger holds."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID


@dataclass(frozen=True, slots=True)
class StepKey:
    """Names a result for good: this step, of this edition, of this asset, of this story."""

    story_id: UUID
    asset_type: str
    edition: int
    step: str


@dataclass(frozen=True, slots=True)
class Origin:
    """On whose behalf, and for what kind of story, a request is made."""

    user_id: UUID
    story_type: str | None = None
    story_length: int | None = None
    moral: str | None = None
    hero_appearance: str | None = None
    relationship_description: str | None = None


@dataclass(frozen=True, slots=True)
class Holder:
    """The job for which a request is made, and the lease of the worker that makes it. Once somebody
    else has taken the job, nobody makes the request any more."""

    job_id: UUID
    lease: int


@dataclass(frozen=True, slots=True)
class Kept:
    """The result of a step, and whose it is. `fallback`: not the artist who was asked first.
    `simulated`: a simulator stood in for the provider. `tokens` are those of asking and answering."""

    value: dict[str, Any]
    provider: str
    model: str
    fallback: bool = False
    tokens: int = 0
    simulated: bool = False


@dataclass(frozen=True, slots=True)
class Tried:
    """How an earlier attempt at the same request ended; `outcome` is None for a success, `unusable` for
    an answer that came and of which `message` is the complaint."""

    provider: str
    model: str
    outcome: str | None
    message: str | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a call may be made: go, busy, taken (another worker is making it), circuit, book_budget or
    day_budget. `wait` in seconds."""

    verdict: str
    wait: float


@dataclass(frozen=True, slots=True)
class Spent:
    """At one provider on one day (UTC), in US dollars. `reserved` is what calls in flight may cost."""

    day: date
    provider: str
    requests: int
    spent: Decimal
    reserved: Decimal


@dataclass(frozen=True, slots=True)
class Attempt:
    """One try at a request. `cost` is in US dollars, times are UTC."""

    generation_id: UUID
    attempt_number: int
    asset_type: str | None
    edition: int | None
    step: str | None
    capability: str
    provider: str
    model_used: str
    prompt: str | None
    prompt_variant: str | None
    status: str
    full_response: dict[str, Any] | None
    error_message: str | None
    tokens_in: int
    tokens_out: int
    cost: Decimal
    created_at: datetime
    completed_at: datetime | None
