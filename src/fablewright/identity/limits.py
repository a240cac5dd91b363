"""How often somebody may ask: exact over all processes, because PostgreSQL counts."""

from __future__ import annotations

import ipaddress
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass

from fablewright.core.errors import BadSettings, FablewrightError
from fablewright.db.pool import Connection, Database
from fablewright.identity import repository

_PERIODS = {"second": 1, "minute": 60, "hour": 3600, "day": 86400}
_WRITTEN = re.compile(r"([0-9]{1,6})\s*/\s*(second|minute|hour|day)")


class TooManyRequests(FablewrightError):
    code = "TOO_MANY_REQUESTS"
    title = "A moment, please"

    def __init__(self, message: str, state: RateState) -> None:
        super().__init__(message, data={"retryAfter": state.wait})
        self.state = state


@dataclass(frozen=True, slots=True)
class Rate:
    """At most `most` in any `seconds`."""

    most: int
    seconds: int

    @classmethod
    def parse(cls, text: str, setting: str) -> Rate:
        """ "60/minute". Raises `BadSettings`, naming the setting."""
        match = _WRITTEN.fullmatch(text.strip())
        if not match or not int(match[1]):
            raise BadSettings(
                f"{setting} must look like 60/minute (a number, then second, minute, hour or day)."
            )
        return cls(int(match[1]), _PERIODS[match[2]])


@dataclass(frozen=True, slots=True)
class RateState:
    """What the headers of an answer tell. `reset` is in seconds."""

    rate: Rate
    remaining: int
    reset: float

    @property
    def wait(self) -> int:
        """Whole seconds until it is worth asking again."""
        return max(1, math.ceil(self.reset))


class RateLimits:
    """Takes one from the allowance of a key. `rates` has one for each class: auth, generate, read."""

    def __init__(self, db: Database, rates: Mapping[str, Rate]) -> None:
        self._db, self.rates = db, dict(rates)

    async def take(self, kind: str, who: str) -> RateState:
        """One more request of this class. Raises `TooManyRequests`."""
        return await self.take_from(f"{kind}:{who}", self.rates[kind], "That was a lot at once.")

    async def take_from(self, key: str, rate: Rate, complaint: str) -> RateState:
        """The same for a limit of its own."""

        async def count(connection: Connection) -> tuple[bool, int, float]:
            return await repository.take_rate(connection, key, rate.most, rate.seconds)

        allowed, remaining, reset = await self._db.run(count, single=True)
        state = RateState(rate, remaining, reset)
        if not allowed:
            raise TooManyRequests(f"{complaint} Please try again {_in_words(state.wait)}.", state)
        return state


def network_of(address: str | None) -> str:
    """What counts as one visitor: an IPv4 address, or the /64 that one household gets of IPv6."""
    try:
        known = ipaddress.ip_address(address or "")
    except ValueError:
        return "unknown"
    if isinstance(known, ipaddress.IPv6Address):
        if known.ipv4_mapped:
            return str(known.ipv4_mapped)
        return str(ipaddress.ip_network((int(known) >> 64 << 64, 64)))
    return str(known)


def _in_words(seconds: int) -> str:
    if seconds < 90:
        return f"in {seconds} second{'s' * (seconds != 1)}"
    if seconds < 5400:
        return f"in {math.ceil(seconds / 60)} minutes"
    return f"in {math.ceil(seconds / 3600)} hours"
