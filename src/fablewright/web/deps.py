"""What endpoints ask for: the studio's services, and who is asking."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Mapping
from typing import Annotated, Any, Generic, Literal, Protocol, TypeVar

from fastapi import Depends, Request, Response, Security
from fastapi.routing import APIRoute
from fastapi.security import HTTPBearer
from pydantic import BaseModel
from starlette.exceptions import HTTPException
from starlette.requests import HTTPConnection

from fablewright.books.service import Books
from fablewright.cast.service import Cast
from fablewright.db.pool import Database
from fablewright.events.service import EventLog
from fablewright.files.service import Files, SignedAddresses
from fablewright.identity.model import User
from fablewright.identity.service import Identity
from fablewright.settings import Settings
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
    def cast(self) -> Cast: ...
    @property
    def stories(self) -> Stories: ...
    @property
    def books(self) -> Books: ...
    @property
    def events(self) -> EventLog: ...
    @property
    def files(self) -> Files: ...
    @property
    def addresses(self) -> SignedAddresses: ...


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


class SignedInRoute(APIRoute):
    """A route that knows who is asking before it reads what they send."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        handle = super().get_route_handler()

        async def signed_in(request: Request) -> Response:
            token = bearer_token(request.headers)
            request.state.user = await doors_of(request).identity.authenticate(token)
            _require_json(request)
            return await handle(request)

        return signed_in


_bearer = HTTPBearer(
    auto_error=False,
    description="An access token; “fablewright token” prints the one of the studio's owner.",
)


async def _user(request: Request, _: Annotated[object, Security(_bearer)]) -> User:
    user: User = request.state.user
    return user


CurrentUser = Annotated[User, Depends(_user)]
CurrentDoors = Annotated[Doors, Depends(doors_of)]

# What any signed-in endpoint may answer besides success, for the API's description.
FAILURES: dict[int | str, dict[str, Any]] = {
    401: {"model": Failure, "description": "No valid access token"},
    422: {"model": Failure, "description": "Something in the request cannot be used"},
    503: {"model": Failure, "description": "Try again after `Retry-After` seconds"},
}
MISSING: dict[int | str, dict[str, Any]] = {
    404: {"model": Failure, "description": "There is no such thing, or it is somebody else's"}
}

# The same for addresses that answer something else than JSON when all is well.
FAILURE_CONTENT = {"application/json": {"schema": {"$ref": "#/components/schemas/Failure"}}}


def _require_json(request: Request) -> None:
    length = request.headers.get("content-length", "0")
    if length == "0" and "transfer-encoding" not in request.headers:
        return
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != "application/json" and not (
        kind.startswith("application/") and kind.endswith("+json")
    ):
        raise HTTPException(415)
