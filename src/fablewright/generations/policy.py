"""Who is asked next, and whether at all: retries, fallbacks, limits, budgets and circuits.

Everything is decided from what the ledger holds, so that a worker that takes over decides as the one
before it would have.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import takewhile
from typing import Any

from fablewright.core.artist import Call, Capability
from fablewright.core.errors import ArtistError, Misconfigured, Refused
from fablewright.generations.model import Tried

LONGEST_WAIT = 120.0  # seconds; a provider that asks for more is passed over
WORTH_ANOTHER = ("try_again", "unusable")  # outcomes of attempts
FREE = "offline"  # the artists of the house: nothing limits them and nothing is charged


@dataclass(frozen=True, slots=True)
class Retries:
    """How often one provider is asked again after a failure, and how long to wait before that."""

    most: int
    wait: float = 0.0  # seconds
    exponential: bool = False

    def pause(self, failures: int) -> float:
        """Seconds to wait after this many failures."""
        return self.wait**failures if self.exponential else self.wait


RETRIES: Mapping[Capability, Retries] = {
    "text": Retries(3, 2.0, exponential=True),
    "image": Retries(3),
    "speech": Retries(2, 5.0),
}


@dataclass(frozen=True, slots=True)
class Policy:
    """What the studio allows. Amounts are in US dollars; None is no limit."""

    in_flight: int | None = None  # calls of one provider at once, over all workers
    book_budget: Decimal | None = None
    day_budget: Decimal | None = None
    retries: Mapping[Capability, Retries] = field(default_factory=lambda: RETRIES)
    interruptions: int = (
        10  # times in a row that a call may be cut off: it may be what kills workers
    )
    keeping: float = 240.0  # seconds for which what was paid is tried to be kept
    circuit_after: int = 5  # times in a row that a provider was unwell
    circuit_pause: float = 15.0  # seconds, doubled with each further failure
    circuit_longest: float = 600.0
    simulated: bool = False  # providers are simulated: what they make is marked


class OverBudget(Refused):
    """The call was not made: it could have cost more than there is left."""

    code = "BUDGET_EXCEEDED"
    title = "Budget used up"


def candidates(
    calls: Sequence[Call[Any]], tried: Sequence[Tried], policy: Policy
) -> list[Call[Any]]:
    """Those of the chain that may still be asked, in its order: not who refused, cannot work, failed as
    often as it may, or was cut off so often that asking may be what kills the worker. Whose last answer
    could not be used is told why."""
    return [
        corrected(call, tried)
        for call in calls
        if failures(call, tried) <= policy.retries[call.capability].most
        and _cut_off(call, tried) <= policy.interruptions
        and not any(one.outcome in ("refused", "misconfigured") for one in _of(call, tried))
    ]


def verdict_on(tried: Sequence[Tried]) -> ArtistError:
    """What to say when nobody is left to be asked: the last words of those who were."""
    if tried and tried[-1].outcome == "interrupted":
        return Refused("The work on this broke off again and again, before it was done.")
    for one in reversed(tried):
        if one.outcome == "misconfigured":
            return Misconfigured(one.message or "")
        if one.outcome in ("refused", *WORTH_ANOTHER):
            return Refused(one.message or "")
    return Refused("Nobody who was asked could do it.")


def failures(call: Call[Any], tried: Sequence[Tried]) -> int:
    """How often this provider was worth another try already."""
    return sum(one.outcome in WORTH_ANOTHER for one in _of(call, tried))


def corrected(call: Call[Any], tried: Sequence[Tried]) -> Call[Any]:
    """`call` with the complaint about the last answer to it that came and could not be used, if any."""
    complaints = (one.message for one in reversed(_of(call, tried)) if one.outcome == "unusable")
    complaint = next(complaints, None)
    return call.again(complaint) if complaint and call.again else call


def _cut_off(call: Call[Any], tried: Sequence[Tried]) -> int:
    """How often in a row nobody lived to hear, or waited for, the end of this call."""
    ends = (one.outcome for one in reversed(_of(call, tried)))
    return sum(1 for _ in takewhile(lambda end: end == "interrupted", ends))


def _of(call: Call[Any], tried: Sequence[Tried]) -> list[Tried]:
    return [one for one in tried if (one.provider, one.model) == (call.provider, call.model)]
