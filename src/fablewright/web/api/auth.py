"""Sign in and out: guests, accounts, and the owner at home."""

from __future__ import annotations

import hashlib
import ipaddress
import re
from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import APIRouter, Request
from fastapi.responses import StreamingResponse
from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from fablewright.core import ids
from fablewright.core.errors import NotFound
from fablewright.identity.emails import LONGEST, email_address, name_in
from fablewright.identity.limits import Rate, network_of
from fablewright.identity.model import Granted, Role, Tier, User
from fablewright.identity.service import Forbidden
from fablewright.stories.brief import Words
from fablewright.web.deps import (
    CONFLICT,
    FAILURE_CONTENT,
    FAILURES,
    MISSING,
    CurrentCaller,
    CurrentDoors,
    CurrentUser,
    SignedInRoute,
    VisitorRoute,
    bearer_token,
    limited,
    visit_of,
)
from fablewright.web.errors import Failure

HOME = re.compile(r"(localhost|127(\.[0-9]{1,3}){3}|\[::1\])(:[0-9]{1,5})?")
PROXIED = re.compile(r"forwarded|via|x-forwarded-.*|.*-(client|real|connecting)-ip")
LOGINS = Rate(30, 15 * 60)  # of one account, from wherever they come


REFUSED: dict[int | str, dict[str, Any]] = {
    403: {"model": Failure, "description": "Not in this studio"}
}
visitors = APIRouter(
    prefix="/api/auth", tags=["auth"], route_class=VisitorRoute, responses=FAILURES
)
members = APIRouter(
    prefix="/api/auth", tags=["auth"], route_class=SignedInRoute, responses=FAILURES
)


Email = Annotated[
    str,
    Field(max_length=LONGEST, json_schema_extra={"format": "email"}),
    AfterValidator(email_address),
]
Password = Annotated[str, Field(max_length=256)]


class _Body(BaseModel):
    model_config = ConfigDict(frozen=True, strict=True)


class Register(_Body):
    """A new account. The name is what others see; without one it is the first part of the address."""

    email: Email
    password: Password
    username: Annotated[Words, Field(max_length=60)] | None = None


class Login(_Body):
    email: Email
    password: Password


class Refresh(_Body):
    refresh_token: Annotated[str, Field(min_length=1, max_length=200)]


class ChangePassword(_Body):
    current_password: Password
    new_password: Password


class Erase(_Body):
    """`password` proves that it is really you; guests have none."""

    password: Password | None = None


class Who(BaseModel):
    """Somebody, as they see themselves."""

    id: str = Field(examples=["guest_0190f7c2a1b27c0e8f6e2d9c4b5a6f70"])
    username: str
    email: str | None


class Token(BaseModel):
    """`expires_in` is in seconds."""

    access_token: str
    token_type: Literal["bearer"] = "bearer"  # noqa: S105
    expires_in: int
    user: Who


class Tokens(Token):
    """The refresh token works once; each answer brings the next."""

    refresh_token: str


class Me(Who):
    """`storiesUsed` of `storyLimit` stories are made; credits that are left are in the limit."""

    role: Role
    tier: Tier
    storiesUsed: int
    storyLimit: int | None = Field(description="null: as many as you like")
    credits: int = Field(description="Bought stories that are left.")


class Rename(_Body):
    """What others see."""

    username: Annotated[Words, Field(max_length=60)]


class SessionRecord(BaseModel):
    """A place where you are signed in; `current` is the one that asks."""

    id: UUID
    current: bool
    ip_address: str | None
    user_agent: str
    created_at: datetime
    expires_at: datetime


class Sessions(BaseModel):
    sessions: list[SessionRecord]


@visitors.post("/guest", summary="Come in as a guest", responses=REFUSED)
async def guest(request: Request, doors: CurrentDoors) -> Token:
    """For a day, without a name or a password. Whoever registers later keeps what they made."""
    visit = visit_of(request)
    most = doors.settings.guests_per_hour
    if not most:
        raise Forbidden("This studio has no guests. Please sign in.", code="NO_GUESTS")
    await doors.limits.take_from(
        f"guests:{network_of(visit.address)}", Rate(most, 3600),
        "Many guests have come from your address within an hour.",
    )  # fmt: skip
    return _token(await doors.identity.guest(visit))


@visitors.post(
    "/register", status_code=201, summary="Make an account", responses={**REFUSED, **CONFLICT}
)
async def register(body: Register, request: Request, doors: CurrentDoors) -> Tokens:
    """Sent with a guest's token, the account keeps everything that the guest has made."""
    if doors.settings.registration == "closed":
        raise Forbidden(
            "Accounts of this studio are made by its owner: ask them for one.",
            code="REGISTRATION_CLOSED",
        )
    token = bearer_token(request.headers)
    asking = await doors.identity.authenticate(token) if token else None
    name = body.username or name_in(body.email)
    granted = await doors.identity.register(
        body.email, body.password, name, visit_of(request), asking
    )
    return _tokens(granted)


@visitors.post("/login", summary="Sign in")
async def login(body: Login, request: Request, doors: CurrentDoors) -> Tokens:
    account = hashlib.sha256(body.email.encode()).hexdigest()
    await doors.limits.take_from(
        f"login:{account}", LOGINS, "There were many attempts to sign in to this account."
    )
    return _tokens(await doors.identity.login(body.email, body.password, visit_of(request)))


@visitors.post("/refresh", summary="Stay signed in")
async def refresh(body: Refresh, request: Request, doors: CurrentDoors) -> Tokens:
    """New tokens for a refresh token, which works once. Used again, it ends the session."""
    return _tokens(await doors.identity.refresh(body.refresh_token, request.state.came))


@visitors.post("/home", summary="Sign in as the owner, at home", responses=REFUSED)
async def home(request: Request, doors: CurrentDoors) -> Tokens:
    """Without a password, for a studio that runs on this very machine (`fablewright up`)."""
    if not at_home(request):
        raise Forbidden("Only a studio on your own machine lets you in like this.")
    return _tokens(await doors.identity.begin(await doors.identity.owner(), visit_of(request)))


@members.post("/logout", status_code=204, summary="Sign out")
async def logout(caller: CurrentCaller, doors: CurrentDoors) -> None:
    """The access token and its refresh token are worth nothing from now on."""
    await doors.identity.sign_out(caller)


@members.get("/me", summary="Who I am")
async def me(user: CurrentUser, doors: CurrentDoors) -> Me:
    """And how many stories I may still make."""
    account = await doors.identity.account(user)
    return Me(
        **who(account.user).model_dump(), role=user.role, tier=account.quota.tier,
        storiesUsed=account.quota.stories_used, storyLimit=account.quota.story_limit,
        credits=account.credits,
    )  # fmt: skip


@members.patch("/me", summary="Change my name")
async def rename(body: Rename, user: CurrentUser, doors: CurrentDoors) -> Me:
    await doors.identity.rename(user, body.username)
    return await me(user, doors)


@members.get(
    "/export",
    summary="Everything of mine, as a ZIP file",
    response_class=StreamingResponse,
    responses={
        200: {
            "description": "The file, as it is being put together",
            "content": {"application/zip": {"schema": {"type": "string", "format": "binary"}}},
        },
        **{
            status: {"description": told["description"], "content": FAILURE_CONTENT}
            for status, told in FAILURES.items()
        },
    },
)
async def export(user: CurrentUser, doors: CurrentDoors) -> StreamingResponse:
    """Account, cast with pictures, libraries, stories with their files, drafts, and every request to an
    artist; `README.txt` in it says what is what. It ends early when something breaks: then the ZIP
    file is incomplete, and programs that open it say so."""
    name = f"fablewright-{ids.now():%Y-%m-%d}.zip"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return StreamingResponse(doors.exports.zip_of(user), 200, headers, "application/zip")


@members.get("/sessions", summary="Where I am signed in")
async def sessions(caller: CurrentCaller, doors: CurrentDoors) -> Sessions:
    found = await doors.identity.sessions(caller.user)
    return Sessions(
        sessions=[
            SessionRecord(
                id=one.id, current=one.id == caller.session_id, ip_address=one.ip_address,
                user_agent=one.user_agent, created_at=one.created_at, expires_at=one.expires_at,
            )
            for one in found
        ]
    )  # fmt: skip


@members.delete(
    "/sessions/{session_id}", status_code=204, summary="Sign out there", responses=MISSING
)
async def end_session(session_id: UUID, caller: CurrentCaller, doors: CurrentDoors) -> None:
    if not await doors.identity.end_session(caller, session_id):
        raise NotFound("There is no such session.", code="SESSION_NOT_FOUND")


@members.post("/password", status_code=204, summary="Change my password")
@limited("auth")
async def password(body: ChangePassword, caller: CurrentCaller, doors: CurrentDoors) -> None:
    """All other sessions end."""
    await doors.identity.change_password(caller, body.current_password, body.new_password)


@members.post("/erase", status_code=204, summary="Delete my account", responses=CONFLICT)
@limited("auth")
async def erase(body: Erase, caller: CurrentCaller, doors: CurrentDoors) -> None:
    """Stories, characters, pictures and books are gone for good; there is no way back."""
    if caller.user.email is not None:
        await doors.identity.confirm(caller.user, body.password or "")
    await doors.identity.erase(caller.user)


def who(user: User) -> Who:
    if user.role == "guest":
        return Who(id=f"guest_{user.id.hex}", username=user.name, email="guest@trial.session")
    return Who(id=str(user.id), username=user.name, email=user.email)


def at_home(request: Request) -> bool:
    """Whether a program or page of this very machine asks a studio that serves this machine only.

    The name under which we are called guards against pages that point a name of their own here,
    the headers of proxies against one that carries strangers to us.
    """
    if not request.app.state.home or request.client is None:
        return False
    host = request.headers.get("host", "").lower()
    ours = (None, f"http://{host}")
    return (
        is_loopback(request.client.host)
        and HOME.fullmatch(host) is not None
        and request.headers.get("origin") in ours
        and request.headers.get("sec-fetch-site", "none") in ("none", "same-origin")
        and not any(PROXIED.fullmatch(name) for name in request.headers)
    )


def is_loopback(host: str | None) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host or "").is_loopback
    except ValueError:
        return False


def _token(granted: Granted) -> Token:
    return Token(
        access_token=granted.access_token, expires_in=granted.expires_in, user=who(granted.user)
    )


def _tokens(granted: Granted) -> Tokens:
    return Tokens(
        access_token=granted.access_token, expires_in=granted.expires_in, user=who(granted.user),
        refresh_token=granted.refresh_token or "",
    )  # fmt: skip
