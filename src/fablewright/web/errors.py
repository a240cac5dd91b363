"""One form for every error, and the one table from errors to statuses."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException
from starlette.routing import Match

from fablewright.books.estimate import BudgetExceeded
from fablewright.books.instant import StoryFailed, StoryLate
from fablewright.books.readiness import NotReady
from fablewright.core.errors import (
    ArtistError,
    Conflict,
    FablewrightError,
    InvalidInput,
    NotFound,
    Unauthorized,
    Unavailable,
)
from fablewright.identity.limits import RateState, TooManyRequests
from fablewright.identity.quotas import QuotaExceeded
from fablewright.identity.service import Forbidden
from fablewright.stories.brief import plain

RETRY_AFTER = 5  # seconds
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")

STATUS: Mapping[type[FablewrightError], int] = {
    InvalidInput: 422,
    NotFound: 404,
    Unauthorized: 401,
    Forbidden: 403,
    Conflict: 409,
    QuotaExceeded: 403,
    TooManyRequests: 429,
    Unavailable: 503,
    ArtistError: 502,
    StoryFailed: 502,
    StoryLate: 504,
    BudgetExceeded: 402,
    NotReady: 503,  # the operator's fault, not the caller's
}
# Where the code says more than the class.
STATUS_OF_CODE: Mapping[str, int] = {
    "STORY_NOT_READY": 409,
    "PICTURE_TOO_LARGE": 413,
    "UNSUPPORTED_MEDIA_TYPE": 415,
    "STORAGE_AWAY": 503,
}
# Refusals of the web layer itself: code, title, sentence.
REFUSALS: Mapping[int, tuple[str, str, str]] = {
    400: ("BAD_REQUEST", "Bad request", "The request could not be read."),
    404: ("NOT_FOUND", "Not found", "There is nothing at this address."),
    405: ("METHOD_NOT_ALLOWED", "Not possible", "This address cannot be used in this way."),
    408: ("TOO_SLOW", "Too slow", "The request did not arrive in time. Please try again."),
    413: ("BODY_TOO_LARGE", "Too large", "What was sent is too large."),
    415: (
        "UNSUPPORTED_MEDIA_TYPE",
        "Unknown format",
        "Please send JSON, with the header “Content-Type: application/json”.",
    ),
    500: ("INTERNAL_ERROR", "Something went wrong", "Something went wrong on our side. Sorry!"),
    504: ("TIMED_OUT", "Took too long", "This took too long. Please try again in a moment."),
}
# A malformed id in an address names nothing, as an unknown one does.
NO_SUCH: Mapping[str, tuple[str, str]] = {
    "story_id": ("STORY_NOT_FOUND", "There is no such story."),
    "library_id": ("LIBRARY_NOT_FOUND", "There is no such library."),
    "picture_id": ("PICTURE_NOT_FOUND", "There is no such picture."),
    "session_id": ("SESSION_NOT_FOUND", "There is no such session."),
    "user_id": ("USER_NOT_FOUND", "There is no such person."),
    "draft_id": ("DRAFT_NOT_FOUND", "There is no such draft."),
    "revision": ("REVISION_NOT_FOUND", "There is no such revision."),
    "share_id": ("SHARE_NOT_FOUND", "There is no such link."),
    "character_id": ("CHARACTER_NOT_FOUND", "There is no such character."),
}


class Failure(BaseModel):
    """Every error of every address."""

    success: Literal[False]
    error: str = Field(description="A title of a few words.")
    code: str = Field(description="Stable and upper-case, for programs.", examples=["NOT_FOUND"])
    message: str = Field(description="A sentence for people.")
    data: dict[str, Any] = Field(description="More for programs; may be empty.")


def failure(error: FablewrightError) -> dict[str, Any]:
    return _body(error.title, error.code, error.message, error.data)


def respond(error: FablewrightError) -> JSONResponse:
    """The answer that tells of `error`."""
    status = STATUS_OF_CODE.get(error.code) or next(
        (STATUS[kind] for kind in type(error).__mro__ if kind in STATUS), 500
    )
    headers = {}
    if status == 401:
        headers["WWW-Authenticate"] = "Bearer"
    if status == 503:
        headers["Retry-After"] = str(RETRY_AFTER)
    if isinstance(error, TooManyRequests):
        headers = {**rate_headers(error.state), "Retry-After": str(error.state.wait)}
    return JSONResponse(failure(error), status, headers)


def rate_headers(state: RateState) -> dict[str, str]:
    """How many requests are left (draft-ietf-httpapi-ratelimit-headers-07)."""
    return {
        "RateLimit-Limit": str(state.rate.most),
        "RateLimit-Remaining": str(state.remaining),
        "RateLimit-Reset": str(state.wait),
        "RateLimit-Policy": f"{state.rate.most};w={state.rate.seconds}",
    }


def refuse(
    status: int, data: Mapping[str, Any] | None = None, headers: Mapping[str, str] | None = None
) -> JSONResponse:
    """One of `REFUSALS`."""
    known = status if status in REFUSALS else (400 if status < 500 else 500)
    code, title, message = REFUSALS[known]
    return JSONResponse(_body(title, code, message, data or {}), status, headers)


def install(app: FastAPI) -> None:
    """Make `app` answer every error in our form. What nobody foresaw is the doorway's."""

    async def ours(_: Request, error: Exception) -> JSONResponse:
        assert isinstance(error, FablewrightError)
        return respond(error)

    async def http(request: Request, error: Exception) -> JSONResponse:
        assert isinstance(error, HTTPException)
        headers = {**(error.headers or {})}
        if error.status_code == 405:
            headers["Allow"] = ", ".join(_methods(request))
        return refuse(error.status_code, headers=headers)

    async def validation(_: Request, error: Exception) -> JSONResponse:
        assert isinstance(error, RequestValidationError)
        return respond(invalid(error.errors()))

    app.add_exception_handler(FablewrightError, ours)
    app.add_exception_handler(HTTPException, http)
    app.add_exception_handler(RequestValidationError, validation)


def _methods(request: Request) -> list[str]:
    """All that can be done at an address; Starlette would name what one of its routes can."""
    literal = request.app.openapi()["paths"].get(request.url.path)
    if literal:  # such as “estimate”, which fits where an id stands, and is none
        return [method for method in METHODS if method.lower() in literal]
    return [
        method
        for method in METHODS
        if any(
            route.matches({**request.scope, "method": method})[0] is Match.FULL
            for route in request.app.routes
        )
    ]


def invalid(errors: Sequence[Mapping[str, Any]]) -> FablewrightError:
    """What pydantic found, in sentences that name the fields and repeat nothing of the input."""
    for error in errors:
        if error["loc"][0] == "path" and error["loc"][1] in NO_SUCH:
            code, message = NO_SUCH[error["loc"][1]]
            return NotFound(message, code=code)
    fields = [{"field": _field(error), "message": plain(dict(error))} for error in errors[:20]]
    first = fields[0]
    subject = "The request's body" if first["field"] == "body" else f"The field “{first['field']}”"
    return InvalidInput(
        f"{subject} {first['message']}.", code="VALIDATION_ERROR", data={"fields": fields}
    )


def _field(error: Mapping[str, Any]) -> str:
    place = error["loc"]
    if len(place) == 1 or error["type"] == "json_invalid":
        return str(place[0])
    name = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in place[1:])
    return name.removeprefix(".")[:80]


def _body(title: str, code: str, message: str, data: Mapping[str, Any]) -> dict[str, Any]:
    return {"success": False, "error": title, "code": code, "message": message, "data": {**data}}
