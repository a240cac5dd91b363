"""Drafts: what people write in the page's editor."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Path, Query
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, WithJsonSchema

from fablewright.drafts.model import checked
from fablewright.stories.brief import Line
from fablewright.web.deps import (
    CONFLICT,
    FAILURES,
    MISSING,
    Answer,
    CurrentDoors,
    CurrentUser,
    SignedInRoute,
    success,
)
from fablewright.web.present import Deleted

router = APIRouter(
    prefix="/api/v1/drafts", tags=["drafts"], route_class=SignedInRoute, responses=FAILURES
)
NODE = {"type": "object", "required": ["type"], "properties": {"type": {"type": "string"}}}
SHAPE = {
    "type": "object",
    "description": "The editor's document (TipTap's, ProseMirror's JSON): 500 KB and 50 levels at most.",
    "required": ["type"],
    "properties": {"type": {"const": "doc"}, "content": {"type": "array", "items": NODE}},
    "additionalProperties": True,
}
Document = Annotated[dict[str, Any], AfterValidator(checked), WithJsonSchema(SHAPE)]
Title = Annotated[Line, Field(max_length=200)]
MOST_REVISIONS = 2**31 - 1


class CreateDraft(BaseModel):
    """`id` may be the page's own, so that sending it again makes no second draft."""

    model_config = ConfigDict(frozen=True, strict=True)

    id: Annotated[UUID, Field(strict=False)] | None = None
    title: Title = ""
    document: Document


class SaveDraft(BaseModel):
    """`revision` is the one that was changed."""

    model_config = ConfigDict(frozen=True, strict=True)

    title: Title
    document: Document
    revision: Annotated[int, Field(ge=1, le=MOST_REVISIONS)]


class DraftSummary(BaseModel):
    """A draft in a list. `revision` counts what was saved."""

    model_config = ConfigDict(from_attributes=True)

    id: UUID
    title: str
    revision: int
    created_at: datetime
    updated_at: datetime


class DraftRecord(DraftSummary):
    """A draft with its document, as it was sent."""

    document: Annotated[dict[str, Any], WithJsonSchema(SHAPE)]


class DraftPage(BaseModel):
    """Drafts, last changed first."""

    drafts: list[DraftSummary]
    next_cursor: str | None = Field(description="Give it as `cursor` for the next page.")


class RevisionSummary(BaseModel):
    """When a revision was saved, and how the draft was called."""

    model_config = ConfigDict(from_attributes=True)

    revision: int
    title: str
    created_at: datetime


class RevisionRecord(RevisionSummary):
    """How a draft was."""

    document: Annotated[dict[str, Any], WithJsonSchema(SHAPE)]


class Revisions(BaseModel):
    """The history of a draft, newest first."""

    revisions: list[RevisionSummary]


@router.post(
    "",
    status_code=201,
    summary="Begin a draft",
    response_model=Answer[DraftRecord],
    responses=CONFLICT,
)
async def create(body: CreateDraft, user: CurrentUser, doors: CurrentDoors) -> Any:
    """Its document is kept as it is sent. With an `id` that you have used before, the answer is that draft
    as it is now. A person has 200 drafts at most."""
    draft = await doors.drafts.create(user, body.title, body.document, body.id)
    return success(DraftRecord.model_validate(draft))


@router.get("", summary="Drafts, last changed first", response_model=Answer[DraftPage])
async def page(
    user: CurrentUser,
    doors: CurrentDoors,
    cursor: Annotated[str | None, Query(max_length=200)] = None,
    limit: Annotated[int, Query(ge=1, le=100)] = 20,
) -> Any:
    """One page, without the documents; `next_cursor` leads to the next, and is null on the last."""
    found, following = await doors.drafts.page(user, cursor, limit)
    drafts = [DraftSummary.model_validate(one) for one in found]
    return success(DraftPage(drafts=drafts, next_cursor=following))


@router.get("/{draft_id}", summary="A draft", response_model=Answer[DraftRecord], responses=MISSING)
async def detail(draft_id: UUID, user: CurrentUser, doors: CurrentDoors) -> Any:
    """With its document."""
    return success(DraftRecord.model_validate(await doors.drafts.get(user, draft_id)))


@router.put(
    "/{draft_id}",
    summary="Save a draft",
    response_model=Answer[DraftRecord],
    responses={**MISSING, **CONFLICT},
)
async def save(draft_id: UUID, body: SaveDraft, user: CurrentUser, doors: CurrentDoors) -> Any:
    """`DRAFT_CHANGED` when another page saved meanwhile; `data.revision` is what it is now. Saving the same
    again is harmless."""
    draft = await doors.drafts.save(user, draft_id, body.title, body.document, body.revision)
    return success(DraftRecord.model_validate(draft))


@router.delete(
    "/{draft_id}", summary="Delete a draft", response_model=Answer[Deleted], responses=MISSING
)
async def delete(draft_id: UUID, user: CurrentUser, doors: CurrentDoors) -> Any:
    """With its history, for good."""
    await doors.drafts.delete(user, draft_id)
    return success(Deleted(id=draft_id, deleted=True))


@router.get(
    "/{draft_id}/revisions",
    summary="A draft's history",
    response_model=Answer[Revisions],
    responses=MISSING,
)
async def revisions(draft_id: UUID, user: CurrentUser, doors: CurrentDoors) -> Any:
    """Newest first: of each minute the last revision that was saved, and 50 at most."""
    found = await doors.drafts.revisions(user, draft_id)
    return success(Revisions(revisions=[RevisionSummary.model_validate(one) for one in found]))


@router.get(
    "/{draft_id}/revisions/{revision}",
    summary="How a draft was",
    response_model=Answer[RevisionRecord],
    responses=MISSING,
)
async def revision(
    draft_id: UUID,
    revision: Annotated[int, Path(ge=1, le=MOST_REVISIONS)],
    user: CurrentUser,
    doors: CurrentDoors,
) -> Any:
    """To go back to it, save its title and document as the next revision."""
    return success(
        RevisionRecord.model_validate(await doors.drafts.revision(user, draft_id, revision))
    )
