"""What endpoints ask for: the studio's services, and who is asking."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Mapping, Sequence
from typing import Annotated, Any, Generic, Literal, Protocol, TypeVar

from fastapi import Depends, Request, Response, Security
from fastapi.routing import APIRoute
from fastapi.security import HTTPBearer
from pydantic import BaseModel
from starlette.exceptions import HTTPException
from starlette.requests import HTTPConnection

from fablewright.books.instant import InstantStories
from fablewright.books.readiness import Readiness
from fablewright.books.service import Books
from fablewright.cast.service import Cast
from fablewright.core import ids
from fablewright.core.errors import InvalidInput
from fablewright.db.pool import Database
from fablewright.drafts.service import Drafts
from fablewright.events.service import EventLog
from fablewright.exports.service import Exports
from fablewright.files.addresses import Addresses, SignedAddresses
from fablewright.files.service import Files
from fablewright.generations.spending import Spending
from fablewright.identity.limits import RateLimits, network_of
from fablewright.identity.model import Caller, User, Visit
from fablewright.identity.presence import Presence
from fablewright.identity.service import Identity
from fablewright.illustrators.base import Portraitist
from fablewright.settings import Settings
from fablewright.shares.service import Shares
from fablewright.stories.libraries import Libraries
from fablewright.stories.service import Stories
from fablewright.web.errors import Failure

T = TypeVar("T")


class Doors(Protocol):
    """The part of a studio that opens onto the web."""

    @property
    def settings(self) -> Settings: ...
    @property
    def db(self) -> Database: ...
    @property
    def identity(self) -> Identity: ...
    @property
    def presence(self) -> Presence: ...
    @property
    def limits(self) -> RateLimits: ...
    @property
    def cast(self) -> Cast: ...
    @property
    def stories(self) -> Stories: ...
    @property
    def libraries(self) -> Libraries: ...
    @property
    def books(self) -> Books: ...
    @property
    def instant(self) -> InstantStories: ...
    @property
    def readiness(self) -> Readiness: ...
    @property
    def portraitist(self) -> Portraitist: ...
    @property
    def spending(self) -> Spending: ...
    @property
    def events(self) -> EventLog: ...
    @property
    def files(self) -> Files: ...
    @property
    def addresses(self) -> Addresses: ...
    @property
    def signed(self) -> SignedAddresses: ...
    @property
    def brief(self) -> Addresses: ...
    @property
    def drafts(self) -> Drafts: ...
    @property
    def shares(self) -> Shares: ...
    @property
    def exports(self) -> Exports: ...


class Answer(BaseModel, Generic[T]):
    """Every success."""

    success: Literal[True]
    data: T


def success(data: object) -> dict[str, object]:
    return {"success": True, "data": data}


def doors_of(connection: HTTPConnection) -> Doors:
    doors: Doors = connection.app.state.doors
    return doors


def closing_of(connection: HTTPConnection) -> asyncio.Event:
    """Set when the server goes down: open streams end then."""
    closing: asyncio.Event = connection.app.state.closing
    return closing


def bearer_token(headers: Mapping[str, str]) -> str | None:
    scheme, _, token = headers.get("authorization", "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" else None


Endpoint = TypeVar("Endpoint", bound=Callable[..., Any])


def limited(kind: Literal["auth", "generate", "read"]) -> Callable[[Endpoint], Endpoint]:
    """Counts an endpoint's requests in this class instead of its route's own."""

    def mark(endpoint: Endpoint) -> Endpoint:
        endpoint.__dict__["rate"] = kind
        return endpoint

    return mark


def accepts(*kinds: str) -> Callable[[Endpoint], Endpoint]:
    """The media types that an endpoint takes instead of JSON. It reads the body by itself."""

    def mark(endpoint: Endpoint) -> Endpoint:
        endpoint.__dict__["accepts"] = kinds
        return endpoint

    return mark


def raw_body(*kinds: str) -> dict[str, Any]:
    """What the API's description says of such a body: `openapi_extra`."""
    content = {kind: {"schema": {"type": "string", "format": "binary"}} for kind in kinds}
    return {"requestBody": {"required": True, "content": content}}


class SignedInRoute(APIRoute):
    """A route that knows who is asking, and how often, before it reads what they send."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        handle = super().get_route_handler()
        kind = getattr(self.endpoint, "rate", "read")

        async def signed_in(request: Request) -> Response:
            doors = doors_of(request)
            caller = await doors.identity.authenticate(bearer_token(request.headers))
            request.state.caller = caller
            await count(request, kind, str(caller.user.id))
            require_json(request, getattr(self.endpoint, "accepts", ()))
            return await handle(request)

        return signed_in


class VisitorRoute(APIRoute):
    """A route for people who are not signed in: counted by the address they come from, as `auth`
    unless the endpoint says otherwise."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        handle = super().get_route_handler()
        kind = getattr(self.endpoint, "rate", "auth")

        async def visited(request: Request) -> Response:
            request.state.came = ids.now()  # counting may wait for others
            await count(request, kind, network_of(visit_of(request).address))
            require_json(request)
            return await handle(request)

        return visited


async def count(request: Request, kind: str, who: str) -> None:
    """One more request of this class. The answer's headers tell how many are left.

    Raises `TooManyRequests`.
    """
    request.state.rate = await doors_of(request).limits.take(kind, who)


def visit_of(connection: HTTPConnection) -> Visit:
    """Where a request comes from. The address is that of a trusted proxy's client, if there is one."""
    host = connection.client.host if connection.client else None
    agent = connection.headers.get("user-agent", "")
    printable = "".join(c for c in agent if c.isprintable())
    return Visit(None if network_of(host) == "unknown" else host, printable[:400])


_bearer = HTTPBearer(
    auto_error=False,
    description="An access token; “fablewright token” prints the one of the studio's owner.",
)


async def _caller(request: Request, _: Annotated[object, Security(_bearer)]) -> Caller:
    caller: Caller = request.state.caller
    return caller


async def _user(caller: Annotated[Caller, Depends(_caller)]) -> User:
    return caller.user


CurrentCaller = Annotated[Caller, Depends(_caller)]
CurrentUser = Annotated[User, Depends(_user)]
CurrentDoors = Annotated[Doors, Depends(doors_of)]

# What any signed-in endpoint may answer besides success, for the API's description.
FAILURES: dict[int | str, dict[str, Any]] = {
    400: {"model": Failure, "description": "What was sent cannot be read"},
    401: {"model": Failure, "description": "No valid access token"},
    413: {"model": Failure, "description": "What was sent is too large"},
    415: {"model": Failure, "description": "What was sent is in another format than expected"},
    422: {"model": Failure, "description": "Something in the request cannot be used"},
    429: {"model": Failure, "description": "Too many at once; again after `Retry-After` seconds"},
    503: {"model": Failure, "description": "Try again after `Retry-After` seconds"},
}
MISSING: dict[int | str, dict[str, Any]] = {
    404: {"model": Failure, "description": "There is no such thing, or it is somebody else's"}
}
CONFLICT: dict[int | str, dict[str, Any]] = {
    409: {"model": Failure, "description": "It cannot be done as things are; `code` tells why"}
}
UNFIT: dict[int | str, dict[str, Any]] = {
    413: {"model": Failure, "description": "The file is too large"},
    415: {"model": Failure, "description": "The file is of another kind than those named"},
}
OVER_QUOTA: dict[int | str, dict[str, Any]] = {
    403: {
        "model": Failure,
        "description": "`QUOTA_EXCEEDED`: `data` tells how many, and what helps",
    }
}
OVER_BUDGET: dict[int | str, dict[str, Any]] = {
    402: {
        "model": Failure,
        "description": "`BUDGET_EXCEEDED`: `data` tells what is needed, what is left, and of which budget",
    }
}

# The same for addresses that answer something else than JSON when all is well.
FAILURE_CONTENT = {"application/json": {"schema": {"$ref": "#/components/schemas/Failure"}}}


def require_json(request: Request, others: Sequence[str] = ()) -> None:
    """`others` are the media types that an endpoint takes instead of JSON: see `accepts`."""
    length = request.headers.get("content-length", "0")
    if length == "0" and "transfer-encoding" not in request.headers:
        return
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    json = kind == "application/json" or (
        kind.startswith("application/") and kind.endswith("+json")
    )
    if others and kind not in others:
        raise InvalidInput(
            "Please send a file of one of these kinds, and say which in the header “Content-Type”:"
            f" {', '.join(others)}.",
            code="UNSUPPORTED_MEDIA_TYPE",
        )
    if not others and not json:
        raise HTTPException(415)
