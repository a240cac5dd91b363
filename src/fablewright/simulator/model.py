"""What is asked over the wire, and what a vendor answers."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Literal, Protocol

Kind = Literal["text", "activities", "picture", "speech", "other"]
"""What takes how long: see `latency.py`."""

Trouble = Literal[
    "rate_limited", "too_many_at_once", "server_error", "overloaded", "wrong_key",
    "no_permission", "no_credit", "model_retired", "model_gone", "refused", "too_long",
    "bad_request", "not_found", "error_in_200",
]  # fmt: skip
"""What can go wrong at any vendor. Each says it in its own form, with its own status."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A request as it came. `path` is what follows the vendor's name, without its leading slash;
    header names are lower case; `base` is where the vendor's paths begin, for links in answers."""

    method: str
    path: str
    body: bytes = b""
    query: Mapping[str, str] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    base: str = ""
    seed: int = 1

    def json(self) -> Any:
        """The body's value. Raises `Wrong` for a body that is no JSON."""
        try:
            return json.loads(self.body)
        except (ValueError, RecursionError):
            raise Wrong("bad_request", "The body of the request is not valid JSON.") from None

    def fields(self) -> dict[str, Any]:
        """The body as a JSON object. Raises `Wrong` for anything else."""
        value = self.json()
        if not isinstance(value, dict):
            raise Wrong("bad_request", "The body of the request must be a JSON object.")
        return value

    def bearer(self) -> str:
        """The key of `Authorization: Bearer …`, or nothing."""
        scheme, _, key = self.headers.get("authorization", "").partition(" ")
        return key.strip() if scheme.lower() == "bearer" else ""

    def draw(self, *more: object) -> str:
        """Sixteen hexadecimal digits that are the same for the same request and seed."""
        return digest(self.seed, self.method, self.path, self.body, *more)


@dataclass(slots=True)
class Answer:
    """`body` is bytes, or a JSON value that a fault may still change; `stream` cuts it into pieces
    that are sent one by one. `worked` says that the vendor did what it charges for."""

    body: Any = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    kind: Kind = "other"
    worked: bool = False
    cost: Decimal = Decimal(0)  # in US dollars
    stream: Callable[[Any], Iterable[bytes]] | None = None

    def pieces(self) -> list[bytes]:
        """What goes over the wire, in order."""
        if self.stream is not None and not isinstance(self.body, bytes):
            return [piece for piece in self.stream(self.body) if piece]
        if isinstance(self.body, bytes):
            return [self.body] if self.body else []
        return [json.dumps(self.body, ensure_ascii=False).encode(errors="surrogatepass")]

    @property
    def content_type(self) -> str:
        return self.headers.get("content-type", "application/json").partition(";")[0]


class Wrong(Exception):
    """The request cannot be answered; the vendor says so in its own form."""

    def __init__(self, trouble: Trouble, message: str, **details: Any) -> None:
        super().__init__(message)
        self.trouble, self.message, self.details = trouble, message, details


class Vendor(Protocol):
    """One provider's API. Nothing here knows of faults, latency or the call log."""

    name: str

    def essentials(self, asked: Asked) -> dict[str, Any]:
        """What the call log keeps of a request. Never fails, whatever the body is."""

    def key(self, asked: Asked) -> str:
        """The key that the caller showed, or nothing."""

    def answer(self, asked: Asked) -> Answer:
        """The answer. Raises `Wrong`. May work for a second: it is called in a thread."""

    def trouble(self, asked: Asked, wrong: Wrong) -> Answer:
        """An error in the vendor's form, with the vendor's status."""


def digest(*parts: object) -> str:
    """Sixteen hexadecimal digits of all that is given."""
    hasher = hashlib.sha256()
    for part in parts:
        data = part if isinstance(part, bytes) else str(part).encode(errors="surrogatepass")
        hasher.update(len(data).to_bytes(8, "big") + data)
    return hasher.hexdigest()[:16]


def as_dict(value: Any) -> dict[str, Any]:
    """The value if it is a JSON object, else an empty one."""
    return value if isinstance(value, dict) else {}


def accepted(key: str) -> bool:
    """Which keys open a simulated account. A real key is never taken for one."""
    return key.startswith("sim-")


def loads_or_none(body: bytes) -> Any:
    """A JSON value, or None for anything else."""
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        return None
