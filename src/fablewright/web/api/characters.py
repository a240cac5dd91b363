"""Characters and the taxonomy of their traits."""

from __future__ import annotations

import asyncio
from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response
from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from fablewright.cast.choosing import DESCRIPTIONS, HEADINGS, KINDS, excluded_by
from fablewright.cast.service import check_traits
from fablewright.cast.traits import TRAITS, Trait
from fablewright.core.book import Kind, Person
from fablewright.stories.brief import Line, Words
from fablewright.web import present
from fablewright.web.deps import (
    CONFLICT,
    FAILURES,
    MISSING,
    UNFIT,
    Answer,
    CurrentDoors,
    CurrentUser,
    SignedInRoute,
    accepts,
    limited,
    raw_body,
    success,
)
from fablewright.web.present import CharacterRecord

router = APIRouter(
    prefix="/api/v1", tags=["characters"], route_class=SignedInRoute, responses=FAILURES
)


SVG = "image/svg+xml"
PICTURES = ("image/png", "image/jpeg", "image/webp")

Pronoun = Literal["she", "he", "they"]
Name = Annotated[Words, Field(max_length=60)]
Age = Annotated[int, Field(ge=0, le=120)]
TraitIds = Annotated[
    list[Annotated[Line, Field(max_length=60)]],
    Field(max_length=39),
    AfterValidator(lambda given: list(dict.fromkeys(given))),
]
Appearance = Annotated[Line, Field(max_length=300)]
Species = Annotated[Line, Field(max_length=60)]


class CreateCharacter(BaseModel):
    """Somebody for stories. `traits` are ids of `/api/v1/traits`."""

    model_config = ConfigDict(frozen=True, strict=True)

    kind: Kind = "child"
    name: Name
    age: Age | None = None
    pronoun: Pronoun = "they"
    traits: TraitIds = []
    appearance: Appearance = ""
    species: Species = ""

    def person(self) -> Person:
        return Person.model_validate(self.model_dump())


class PreviewCharacter(CreateCharacter):
    """The same as to make one, but the name may come later."""

    name: Name | Literal[""] = ""
    seed: Annotated[int, Field(ge=0, lt=2**31)] = Field(
        1, description="Decides what nobody has said: another number, other clothes."
    )

    def person(self) -> Person:
        return Person.model_validate(self.model_dump(exclude={"seed"}))

    def described(self) -> str:
        """In words, for whoever does not see the picture."""
        who = (
            self.name
            or {"child": "A child", "hero": "A hero", "companion": "A companion"}[self.kind]
        )
        years = () if self.age is None else (str(self.age),)
        traits = (TRAITS[one].label for one in self.traits)
        return ", ".join((who, *years, *filter(None, (self.species, self.appearance)), *traits))


class PatchCharacter(BaseModel):
    """What is to change. Null leaves a field as it is, but clears `age`."""

    model_config = ConfigDict(frozen=True, strict=True)

    kind: Kind | None = None
    name: Name | None = None
    age: Age | None = None
    pronoun: Pronoun | None = None
    traits: TraitIds | None = None
    appearance: Appearance | None = None
    species: Species | None = None

    def changes(self) -> dict[str, Any]:
        given = {name: getattr(self, name) for name in self.model_fields_set}
        return {name: value for name, value in given.items() if value is not None or name == "age"}


class TraitRecord(BaseModel):
    """One of the 39 traits: how a person can look and be.

    `drawn` is how the offline illustrator shows it, `question` what is asked of a picture (yes is good).
    Of the traits that share a name in `one_of`, a person has one at most.
    """

    id: str
    family: str = Field(description="One of those in `families`.")
    label: str = Field(description="Continues “She …” or stands alone.", examples=["wears a hijab"])
    description: str = Field(description="A sentence for whoever chooses.")
    kinds: tuple[Kind, ...] = Field(description="Which kinds of character it suits.")
    people_only: Literal[True] = Field(description="Animals and other creatures do not show it.")
    excludes: tuple[str, ...] = Field(description="Ids of traits that it cannot be chosen with.")
    drawn: str
    question: str
    one_of: tuple[str, ...]

    @classmethod
    def of(cls, trait: Trait) -> TraitRecord:
        return cls(
            **trait._asdict(),
            description=DESCRIPTIONS[trait.id],
            kinds=KINDS,
            people_only=True,
            excludes=excluded_by(trait.id),
        )


class TraitFamily(BaseModel):
    """A heading of a chooser."""

    id: str
    label: str


class Traits(BaseModel):
    """Families and traits, both in the order in which to show them."""

    families: list[TraitFamily]
    traits: list[TraitRecord]


@router.get(
    "/characters",
    summary="Characters, in the order in which they were made",
    response_model=Answer[present.CharacterPage],
)
async def page(
    user: CurrentUser,
    doors: CurrentDoors,
    cursor: Annotated[str | None, Query(max_length=200)] = None,
    limit: Annotated[int, Query(ge=1, le=100)] = 50,
    kind: Annotated[Kind | None, Query(description="Only those of this kind.")] = None,
) -> Any:
    """One page; `next_cursor` leads to the next, and is null on the last."""
    characters, following = await doors.cast.page(user, cursor, limit, kind)
    found = [present.character(one, doors.addresses) for one in characters]
    return success(present.CharacterPage(characters=found, next_cursor=following))


@router.post(
    "/characters",
    status_code=201,
    summary="Make a character",
    response_model=Answer[CharacterRecord],
    responses=CONFLICT,
)
async def create(body: CreateCharacter, user: CurrentUser, doors: CurrentDoors) -> Any:
    """A child, a hero or a companion, to be named in stories by its id. A person has 200 at most."""
    made = await doors.cast.create(user, body.person())
    return success(present.character(made, doors.addresses))


@router.post(
    "/characters/preview",
    summary="What a character would look like",
    response_class=Response,
    responses={
        200: {"description": "The picture", "content": {SVG: {"schema": {"type": "string"}}}}
    },
)
async def preview(body: PreviewCharacter, user: CurrentUser, doors: CurrentDoors) -> Response:
    """The same body as to make one; nothing is kept. The figure alone, as the illustrator of the house
    draws it, as an SVG without scripts, of some 20 KB. Animals show no traits."""
    check_traits(body.traits)
    svg = await asyncio.to_thread(doors.portraitist, body.person(), body.seed, body.described())
    headers = {
        "Cache-Control": "private, max-age=86400",
        "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'",
    }
    return Response(svg, headers=headers, media_type=SVG)


@router.get(
    "/characters/{character_id}",
    summary="A character",
    response_model=Answer[CharacterRecord],
    responses=MISSING,
)
async def character(character_id: UUID, user: CurrentUser, doors: CurrentDoors) -> Any:
    found = await doors.cast.get(user, character_id)
    return success(present.character(found, doors.addresses))


@router.patch(
    "/characters/{character_id}",
    summary="Change a character",
    response_model=Answer[CharacterRecord],
    responses=MISSING,
)
async def patch(
    character_id: UUID, body: PatchCharacter, user: CurrentUser, doors: CurrentDoors
) -> Any:
    """What is not named stays as it is. Stories that have begun keep the character as it was."""
    changed = await doors.cast.change(user, character_id, body.changes())
    return success(present.character(changed, doors.addresses))


@router.delete(
    "/characters/{character_id}",
    summary="Delete a character",
    response_model=Answer[present.Deleted],
    responses=MISSING,
)
async def delete(character_id: UUID, user: CurrentUser, doors: CurrentDoors) -> Any:
    """Gone for good, with its pictures. Stories that have begun keep a copy of the words about it."""
    await doors.cast.delete(user, character_id)
    return success(present.Deleted(id=character_id, deleted=True))


@router.post(
    "/characters/{character_id}/pictures",
    status_code=201,
    summary="Add a reference picture",
    response_model=Answer[CharacterRecord],
    responses={**MISSING, **CONFLICT, **UNFIT},
    openapi_extra=raw_body(*PICTURES),
)
@limited("generate")
@accepts(*PICTURES)
async def add_picture(
    character_id: UUID, request: Request, user: CurrentUser, doors: CurrentDoors
) -> Any:
    """The file itself is the body. It is decoded and encoded anew, so that nothing but the picture is
    kept, and shown to the illustrator of a cover. A character has four at most."""
    kind = request.headers.get("content-type", "")
    changed = await doors.cast.add_picture(user, character_id, await request.body(), kind)
    return success(present.character(changed, doors.addresses))


@router.delete(
    "/characters/{character_id}/pictures/{picture_id}",
    summary="Delete a reference picture",
    response_model=Answer[CharacterRecord],
    responses=MISSING,
)
async def delete_picture(
    character_id: UUID, picture_id: UUID, user: CurrentUser, doors: CurrentDoors
) -> Any:
    """The character without it; no cover that is made from now on follows it."""
    changed = await doors.cast.delete_picture(user, character_id, picture_id)
    return success(present.character(changed, doors.addresses))


@router.get("/traits", summary="The 39 traits", response_model=Answer[Traits])
async def traits(user: CurrentUser) -> Any:
    """The taxonomy by which characters are drawn as they are."""
    families = [TraitFamily(id=name, label=label) for name, label in HEADINGS.items()]
    return success(Traits(families=families, traits=list(map(TraitRecord.of, TRAITS.values()))))
