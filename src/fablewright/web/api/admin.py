"""What administrators do about people: look them up, set tiers and roles, grant credits."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict, Field

from fablewright.identity import model
from fablewright.stories.brief import Words
from fablewright.web.deps import (
    FAILURES,
    MISSING,
    Answer,
    CurrentDoors,
    CurrentUser,
    SignedInRoute,
    success,
)
from fablewright.web.errors import Failure

router = APIRouter(
    prefix="/api/v1/admin/users",
    tags=["admin"],
    route_class=SignedInRoute,
    responses={**FAILURES, 403: {"model": Failure, "description": "For administrators only"}},
)


class SetAccount(BaseModel):
    """What is left out stays as it is."""

    model_config = ConfigDict(frozen=True, strict=True)

    role: Literal["user", "admin"] | None = None
    tier: Literal["free", "individual", "story_pack_5"] | None = None


class GrantCredits(BaseModel):
    """A story pack is five credits. The same `reference` (an invoice, say) grants once only."""

    model_config = ConfigDict(frozen=True, strict=True)

    credits: Annotated[int, Field(ge=1, le=1000)] = 5
    reference: Annotated[Words, Field(max_length=100)]


class AccountRecord(BaseModel):
    id: UUID
    email: str | None
    username: str
    role: model.Role
    tier: model.Tier
    storiesUsed: int
    storyLimit: int | None
    credits: int
    created_at: datetime


class Accounts(BaseModel):
    """`next_cursor` leads to the next page, and is null on the last."""

    users: list[AccountRecord]
    next_cursor: UUID | None


@router.get("", summary="All accounts", response_model=Answer[Accounts])
async def accounts(
    user: CurrentUser,
    doors: CurrentDoors,
    email: Annotated[str, Query(max_length=254, description="A part of the address.")] = "",
    cursor: UUID | None = None,
    limit: Annotated[int, Query(ge=1, le=100)] = 50,
) -> Any:
    """In an order that stays; guests are not among them."""
    found = await doors.identity.accounts(user, email, cursor, limit + 1)
    following = found[limit - 1].user.id if len(found) > limit else None
    return success(Accounts(users=[record(one) for one in found[:limit]], next_cursor=following))


@router.get(
    "/{user_id}", summary="An account", response_model=Answer[AccountRecord], responses=MISSING
)
async def account(user_id: UUID, user: CurrentUser, doors: CurrentDoors) -> Any:
    return success(record(await doors.identity.account_for(user, user_id)))


@router.patch(
    "/{user_id}",
    summary="Set role or tier",
    response_model=Answer[AccountRecord],
    responses={**MISSING, 409: {"model": Failure, "description": "It cannot be changed"}},
)
async def set_account(
    user_id: UUID, body: SetAccount, user: CurrentUser, doors: CurrentDoors
) -> Any:
    found = await doors.identity.set_account(user, user_id, role=body.role, tier=body.tier)
    return success(record(found))


@router.post(
    "/{user_id}/credits",
    summary="Grant credits",
    response_model=Answer[AccountRecord],
    responses=MISSING,
)
async def grant(user_id: UUID, body: GrantCredits, user: CurrentUser, doors: CurrentDoors) -> Any:
    """Stories beyond the places of the tier. Asking again with the same reference changes nothing."""
    found = await doors.identity.grant_credits(user, user_id, body.credits, body.reference)
    return success(record(found))


def record(account: model.Account) -> AccountRecord:
    user, quota = account.user, account.quota
    return AccountRecord(
        id=user.id, email=user.email, username=user.name, role=user.role, tier=quota.tier,
        storiesUsed=quota.stories_used, storyLimit=quota.story_limit, credits=account.credits,
        created_at=account.created_at,
    )  # fmt: skip
