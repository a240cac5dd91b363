"""A provider's HTTP API, spoken to in one way: one request, one deadline, three kinds of error.

Keys travel in headers only. Nothing is retried here, and nothing of what is sent or received is logged:
retries and the record are the ledger's.
"""

from __future__ import annotations

import asyncio
import email.utils
import json
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import httpx2

from fablewright.core.artist import Reply
from fablewright.core.errors import (
    ArtistError,
    Misconfigured,
    Refused,
    TimedOut,
    TryAgain,
    Unreachable,
)

LARGEST = 64 * 1024 * 1024  # bytes of one answer
LONGEST_ERROR = 2000  # characters of a vendor's complaint that are kept
PASSING = frozenset({408, 409, 425, 429})  # of 4xx, those worth another try


@dataclass(frozen=True, slots=True)
class Answer:
    """What a vendor sent with a status below 300."""

    status: int
    headers: httpx2.Headers
    body: bytes

    def json(self) -> Any:
        """Raises `TryAgain` for what is no JSON: models and proxies slip."""
        try:
            return json.loads(self.body)
        except (ValueError, RecursionError):
            raise TryAgain("The provider's answer was not readable.") from None


class Vendor:
    """One provider at one address. `name` is how people know it; `key_setting` names the setting of its key."""

    def __init__(
        self,
        name: str,
        base_url: str,
        headers: Mapping[str, str],
        *,
        key_setting: str,
        timeout: float = 120.0,
        transport: httpx2.AsyncBaseTransport | None = None,
    ) -> None:
        """`timeout` is in seconds, from the first byte sent to the last received. Connects to nothing yet."""
        self.name, self.key_setting, self.timeout = name, key_setting, timeout
        self._client = httpx2.AsyncClient(
            base_url=base_url.rstrip("/") + "/",
            headers=dict(headers),
            timeout=httpx2.Timeout(timeout, connect=10.0),
            transport=transport,
            follow_redirects=False,
            trust_env=True,
        )

    async def get(self, path: str, *, params: Mapping[str, str] | None = None) -> Answer:
        return await self.send("GET", path, params=params)

    async def post(
        self, path: str, body: object, hear: Callable[[bytes], None] | None = None
    ) -> Answer:
        """`body` as JSON."""
        return await self.send("POST", path, hear, json=body)

    async def send(
        self, method: str, path: str, hear: Callable[[bytes], None] | None = None, **content: Any
    ) -> Answer:
        """One request. `content` as httpx2 takes it (json, data, files, params). `hear` is given the
        pieces of the body as they come, when the status is below 300.

        Raises `TimedOut`, `TryAgain`, `Refused` or `Misconfigured`.
        """
        try:
            async with (
                asyncio.timeout(self.timeout),
                self._client.stream(method, path.lstrip("/"), **content) as response,
            ):
                body = await _read(response, hear if response.status_code < 300 else None)
        except (TimeoutError, httpx2.TimeoutException):
            raise TimedOut(f"{self.name} gave no answer in {self.timeout:.0f} seconds.") from None
        except httpx2.ConnectError:
            unsent: Reply[None] = Reply(None, {"error": "no connection"})
            raise Unreachable(f"{self.name} cannot be reached right now.", answer=unsent) from None
        except (httpx2.HTTPError, httpx2.StreamError):
            raise TryAgain(f"The line to {self.name} broke off.", unwell=True) from None
        if response.status_code >= 300:
            raise self.error(response.status_code, response.headers, body)
        return Answer(response.status_code, response.headers, body)

    def error(self, status: int, headers: Mapping[str, str], body: bytes) -> ArtistError:
        """What an answer with an error status means for whoever asked."""
        told = complaint(body)
        record: Reply[None] = Reply(None, {"status": status, "error": told})
        if status in PASSING or status >= 500:
            return TryAgain(
                f"{self.name} is busy or unwell (status {status}).",
                after=retry_after(headers.get("retry-after")),
                answer=record,
                unwell=status >= 500,
            )
        if status == 401:
            message = f"{self.name} does not accept the key in {self.key_setting}."
            return Misconfigured(message, answer=record)
        if status == 402:
            return Misconfigured(f"The account at {self.name} has no credit left.", answer=record)
        if status == 403:
            return Misconfigured(
                f"The key in {self.key_setting} may not do this at {self.name}.", answer=record
            )
        if status in (404, 410) or 300 <= status < 400:
            return Misconfigured(
                f"{self.name} does not know this model or address: look at its model and base URL"
                " settings.",
                answer=record,
            )
        return Refused(f"{self.name} refused the request (status {status}).", answer=record)

    async def close(self) -> None:
        await self._client.aclose()


def complaint(body: bytes) -> str:
    """The words of an error's body, whichever of the usual forms it has; never more than a few lines."""
    text = body[: 4 * LONGEST_ERROR].decode(errors="replace")
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return text[:LONGEST_ERROR]
    for _ in range(3):  # {"error": {"message": …}}, {"detail": {"message": …}}, {"errors": [{…}]}
        if isinstance(value, list) and value:
            value = value[0]
        if isinstance(value, Mapping):
            value = next(
                (value[key] for key in ("error", "errors", "detail", "message") if value.get(key)),
                json.dumps(value),
            )
    return (value if isinstance(value, str) else json.dumps(value))[:LONGEST_ERROR]


def retry_after(header: str | None) -> float | None:
    """Seconds to wait (RFC 9110, section 10.2.3): a number or a date; None for anything else."""
    if not header:
        return None
    try:
        return max(0.0, float(header)) if float(header) < 86400 else 86400.0
    except ValueError:
        pass
    try:
        moment = email.utils.parsedate_to_datetime(header)
    except ValueError:
        return None
    return min(86400.0, max(0.0, moment.timestamp() - time.time()))


async def _read(response: httpx2.Response, hear: Callable[[bytes], None] | None) -> bytes:
    pieces, size = [], 0
    async for piece in response.aiter_bytes():
        size += len(piece)
        if size > LARGEST:
            raise Refused("The provider's answer was larger than any that could be right.")
        pieces.append(piece)
        if hear:
            hear(piece)
    return b"".join(pieces)
