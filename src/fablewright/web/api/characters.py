"""Characters and the taxonomy of their traits."""

from __future__ import annotations

from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field

from fablewright.cast.traits import TRAITS
from fablewright.core.book import Kind, Person
from fablewright.stories.brief import Line, Words
from fablewright.web.deps import (
    FAILURES,
    MISSING,
    Answer,
    CurrentDoors,
    CurrentUser,
    SignedInRoute,
    success,
)
from fablewright.web.present import CharacterRecord

router = APIRouter(
    prefix="/api/v1", tags=["characters"], route_class=SignedInRoute, responses=FAILURES
)


class CreateCharacter(BaseModel):
    """Somebody for stories. `traits` are ids of `/api/v1/traits`."""

    model_config = ConfigDict(frozen=True, strict=True)

    kind: Kind = "child"
    name: Annotated[Words, Field(max_length=60)]
    age: Annotated[int, Field(ge=0, le=120)] | None = None
    pronoun: Literal["she", "he", "they"] = "they"
    traits: Annotated[list[Annotated[Line, Field(max_length=60)]], Field(max_length=39)] = []
    appearance: Annotated[Line, Field(max_length=300)] = ""
    species: Annotated[Line, Field(max_length=60)] = ""

    def person(self) -> Person:
        return Person(
            kind=self.kind, name=self.name, age=self.age, pronoun=self.pronoun,
            traits=tuple(dict.fromkeys(self.traits)), appearance=self.appearance,
            species=self.species,
        )  # fmt: skip


class Characters(BaseModel):
    characters: list[CharacterRecord]


class TraitRecord(BaseModel):
    """One of the 39 traits: how a person can look and be.

    `drawn` is how the offline illustrator shows it, `question` what is asked of a picture (yes is good).
    Of the traits that share a name in `one_of`, a person has one at most.
    """

    model_config = ConfigDict(from_attributes=True)

    id: str
    family: str
    label: str
    drawn: str
    question: str
    one_of: tuple[str, ...]


class Traits(BaseModel):
    traits: list[TraitRecord]


@router.get("/characters", summary="All characters", response_model=Answer[Characters])
async def characters(user: CurrentUser, doors: CurrentDoors) -> Any:
    """In the order in which they were made."""
    found = await doors.cast.of_user(user)
    return success(Characters(characters=[CharacterRecord.model_validate(one) for one in found]))


@router.post(
    "/characters",
    status_code=201,
    summary="Make a character",
    response_model=Answer[CharacterRecord],
)
async def create(body: CreateCharacter, user: CurrentUser, doors: CurrentDoors) -> Any:
    """A child, a hero or a companion, to be named in stories by its id."""
    made = await doors.cast.create(user, body.person())
    return success(CharacterRecord.model_validate(made))


@router.get(
    "/characters/{character_id}",
    summary="A character",
    response_model=Answer[CharacterRecord],
    responses=MISSING,
)
async def character(character_id: UUID, user: CurrentUser, doors: CurrentDoors) -> Any:
    [found] = await doors.cast.get_many(user, [character_id])
    return success(CharacterRecord.model_validate(found))


@router.get("/traits", summary="The 39 traits", response_model=Answer[Traits])
async def traits(user: CurrentUser) -> Any:
    """The taxonomy by which characters are drawn as they are."""
    return success(Traits(traits=[TraitRecord.model_validate(one) for one in TRAITS.values()]))
