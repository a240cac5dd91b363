"""How an artist is asked: a call says what it is before it is made, so that the ledger can."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Generic, Literal, TypeVar

T = TypeVar("T")
Capability = Literal["text", "image", "speech"]


@dataclass(frozen=True, slots=True)
class Reply(Generic[T]):
    """What came back. `response` is recorded as it is: JSON, without bytes. `cost` is in US dollars."""

    value: T
    response: Mapping[str, object] = field(default_factory=dict)
    tokens_in: int = 0
    tokens_out: int = 0
    cost: Decimal = Decimal(0)


@dataclass(frozen=True, slots=True)
class Call(Generic[T]):
    """One request to one artist, not made yet.

    Building a call does no work and cannot fail; `run` makes exactly one request that costs and raises
    `TryAgain`, `Refused` or `Misconfigured`. Retrying is the caller's. `estimate` is the most that it
    may cost, in US dollars; None when nobody knows. `otherwise` ask the same of other artists, for
    the case that this one cannot do it. `again`, of artists whom words help, makes of a complaint about
    an answer that was `Unusable` the call that says it: one request as this one, `prompt` and all.
    """

    capability: Capability
    provider: str
    model: str
    prompt: str
    variant: str
    run: Callable[[], Awaitable[Reply[T]]]
    estimate: Decimal | None = Decimal(0)
    otherwise: tuple[Call[T], ...] = ()
    again: Callable[[str], Call[T]] | None = None


def first_of(calls: Sequence[Call[T]]) -> Call[T]:
    """The first of these calls, with the others for the case that it cannot be done."""
    return replace(calls[0], otherwise=tuple(calls[1:]))
