"""What administrators do: look people up, set tiers and roles, grant credits, look after the money."""

from __future__ import annotations

from datetime import date, datetime
from itertools import groupby
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
    prefix="/api/v1/admin",
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


class ProviderSpending(BaseModel):
    """US dollars at one provider. `reserved` is what requests in flight may cost at most."""

    provider: str
    requests: int
    spent: float
    reserved: float


class DaySpending(BaseModel):
    day: date
    spent: float
    reserved: float
    providers: list[ProviderSpending]


class SpendingReport(BaseModel):
    """US dollars. `days` are the last 30 (UTC), the newest first, without those that cost nothing."""

    today: float = Field(description="What was spent today and what requests in flight may cost.")
    budget_day: float | None
    budget_book: float | None
    days: list[DaySpending]


@router.get("/spending", summary="What the studio spends", response_model=Answer[SpendingReport])
async def spending(user: CurrentUser, doors: CurrentDoors) -> Any:
    """Today and the last 30 days, by provider, for all people together."""
    report = await doors.spending.report(user)
    policy = report.policy
    days = [
        DaySpending(
            day=day,
            spent=float(sum(one.spent for one in found)),
            reserved=float(sum(one.reserved for one in found)),
            providers=[
                ProviderSpending(
                    provider=one.provider, requests=one.requests, spent=float(one.spent),
                    reserved=float(one.reserved),
                )
                for one in found
            ],
        )
        for day, found in ((day, [*rows]) for day, rows in groupby(report.days, lambda one: one.day))
    ]  # fmt: skip
    return success(
        SpendingReport(
            today=float(report.today),
            budget_day=None if policy.day_budget is None else float(policy.day_budget),
            budget_book=None if policy.book_budget is None else float(policy.book_budget),
            days=days,
        )
    )


@router.get("/users", summary="All accounts", response_model=Answer[Accounts])
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
    "/users/{user_id}",
    summary="An account",
    response_model=Answer[AccountRecord],
    responses=MISSING,
)
async def account(user_id: UUID, user: CurrentUser, doors: CurrentDoors) -> Any:
    return success(record(await doors.identity.account_for(user, user_id)))


@router.patch(
    "/users/{user_id}",
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
    "/users/{user_id}/credits",
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
