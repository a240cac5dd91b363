"""Errors with a stable code and a sentence that a parent understands.

Domain errors carry a code, never a status: the web layer holds the one table that maps them.
What goes wrong at an artist (an AI provider or an offline engine) is one of three kinds.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fablewright.core.artist import Reply


class FablewrightError(Exception):
    """Anything that Fablewright tells a person about.

    `message` is shown to people as it stands; `data` is machine-readable and holds no secrets.
    """

    code = "INTERNAL_ERROR"
    title = "Something went wrong"

    def __init__(
        self, message: str, *, code: str | None = None, data: Mapping[str, object] | None = None
    ) -> None:
        super().__init__(message)
        self.message = message
        self.code = code or self.code
        self.data = dict(data or {})


class InvalidInput(FablewrightError):
    code = "INVALID_INPUT"
    title = "Invalid input"


class NotFound(FablewrightError):
    code = "NOT_FOUND"
    title = "Not found"


class Unauthorized(FablewrightError):
    code = "UNAUTHORIZED"
    title = "Sign in first"


class Conflict(FablewrightError):
    code = "CONFLICT"
    title = "Conflict"


class Unavailable(FablewrightError):
    """Something that Fablewright needs is away for now (the database, mostly)."""

    code = "UNAVAILABLE"
    title = "Not available right now"


class BadSettings(FablewrightError):
    """A setting cannot work; the message says which one and what to do."""

    code = "BAD_SETTINGS"
    title = "Settings need attention"


class LostLease(Exception):
    """Another worker holds this job now: whatever was being committed must not be."""


class ArtistError(FablewrightError):
    """An artist did not deliver. One of the three below; vendors' own errors end in their file.

    `answer` is what came back all the same, for the record: a refusal may cost, too.
    """

    code = "ARTIST_FAILED"
    title = "An artist could not finish"

    def __init__(
        self, message: str, *, code: str | None = None, answer: Reply[None] | None = None
    ) -> None:
        super().__init__(_storable(message), code=code)
        self.answer = answer


def _storable(message: str) -> str:
    """Vendors' words may be among it: no NUL, no halves of characters, no novel."""
    return message.replace("\0", "").encode(errors="replace").decode()[:2000]


class TryAgain(ArtistError):
    """It may work the next time. `after` is the wait in seconds that the vendor asked for; `unwell`
    says that whoever asks this vendor now will fare no better."""

    code = "ARTIST_TRY_AGAIN"

    def __init__(
        self,
        message: str,
        *,
        after: float | None = None,
        answer: Reply[None] | None = None,
        unwell: bool = False,
    ) -> None:
        super().__init__(message, answer=answer)
        self.after, self.unwell = after, unwell


class Unusable(TryAgain):
    """An answer came and is of no use. `message` says what is wrong with it, to people as to the artist,
    who hears it with the next try: see `Call.again`."""


class Unreachable(TryAgain):
    """Nobody listens at the vendor's address. Nothing was sent, so that nothing can be charged."""

    def __init__(self, message: str, *, answer: Reply[None] | None = None) -> None:
        super().__init__(message, answer=answer, unwell=True)


class Postponed(TryAgain):
    """It is to be tried again after `after` seconds, and somebody has counted that it may be."""


class TimedOut(TryAgain):
    """No answer within the deadline (the attempt is recorded as `timeout`)."""

    code = "ARTIST_TIMED_OUT"

    def __init__(self, message: str, *, answer: Reply[None] | None = None) -> None:
        super().__init__(message, answer=answer, unwell=True)


class Refused(ArtistError):
    """The same request will be refused again."""

    code = "ARTIST_REFUSED"


class Misconfigured(ArtistError):
    """No request can work until a person changes a setting."""

    code = "PROVIDER_MISCONFIGURED"
