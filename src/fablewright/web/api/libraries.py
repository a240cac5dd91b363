"""Libraries to keep stories in."""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field

from fablewright.stories.brief import Words
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
from fablewright.web.present import Deleted, LibraryRecord

router = APIRouter(
    prefix="/api/v1/libraries", tags=["libraries"], route_class=SignedInRoute, responses=FAILURES
)


class NameLibrary(BaseModel):
    """What a library is called."""

    model_config = ConfigDict(frozen=True, strict=True)

    name: Annotated[Words, Field(max_length=60)]


class LibraryList(BaseModel):
    """All libraries of a person."""

    libraries: list[LibraryRecord]


@router.get("", summary="All libraries", response_model=Answer[LibraryList])
async def libraries(user: CurrentUser, doors: CurrentDoors) -> Any:
    """The default one first, then in the order in which they were made."""
    found = await doors.libraries.of_user(user)
    return success(LibraryList(libraries=[LibraryRecord.model_validate(one) for one in found]))


@router.post(
    "",
    status_code=201,
    summary="Make a library",
    response_model=Answer[LibraryRecord],
    responses=CONFLICT,
)
async def create(body: NameLibrary, user: CurrentUser, doors: CurrentDoors) -> Any:
    """Stories enter it by `library_id`, when they are begun or later. A person has 100 at most."""
    return success(LibraryRecord.model_validate(await doors.libraries.create(user, body.name)))


@router.patch(
    "/{library_id}",
    summary="Rename a library",
    response_model=Answer[LibraryRecord],
    responses=MISSING,
)
async def rename(
    library_id: UUID, body: NameLibrary, user: CurrentUser, doors: CurrentDoors
) -> Any:
    """The default one too."""
    renamed = await doors.libraries.rename(user, library_id, body.name)
    return success(LibraryRecord.model_validate(renamed))


@router.delete(
    "/{library_id}",
    summary="Delete a library",
    response_model=Answer[Deleted],
    responses={**MISSING, **CONFLICT},
)
async def delete(library_id: UUID, user: CurrentUser, doors: CurrentDoors) -> Any:
    """Its stories move to the default library, which itself stays (`LIBRARY_STAYS`)."""
    await doors.libraries.delete(user, library_id)
    return success(Deleted(id=library_id, deleted=True))
