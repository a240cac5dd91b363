"""Stories and their books: create, list, read, change, make parts again."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import APIRouter, Path, Query
from pydantic import BaseModel, ConfigDict, Field

from fablewright.books.estimate import Estimate
from fablewright.books.recipe import RECIPE
from fablewright.stories.brief import CreateStory, Line, Words
from fablewright.stories.service import PatchStory
from fablewright.stories.shelf import Overall, Shape, Shelf, Sort
from fablewright.web import present
from fablewright.web.deps import (
    FAILURES,
    MISSING,
    OVER_BUDGET,
    OVER_QUOTA,
    Answer,
    CurrentDoors,
    CurrentUser,
    SignedInRoute,
    limited,
    success,
)
from fablewright.web.errors import Failure

router = APIRouter(
    prefix="/api/v1/stories", tags=["stories"], route_class=SignedInRoute, responses=FAILURES
)


AssetPath = Annotated[
    str,
    Path(
        max_length=40, json_schema_extra={"enum": list(RECIPE)}, description="A part of the book."
    ),
]


class Regenerate(BaseModel):
    """Which parts to make again; what depends on them follows."""

    model_config = ConfigDict(frozen=True, strict=True)

    assetTypes: Annotated[
        list[Annotated[str, Field(max_length=40, json_schema_extra={"enum": list(RECIPE)})]],
        Field(min_length=1, max_length=10),
    ]
    feedback: Annotated[Words, Field(max_length=500)] | None = None
    priority: Literal["normal", "high", "urgent"] = Field(
        "high", description="Whose turn it is where several wait; new books have `normal`."
    )


class ShelfWish(BaseModel):
    """Which stories, and in which order."""

    model_config = ConfigDict(frozen=True)

    cursor: Annotated[str | None, Field(max_length=1500)] = None
    limit: Annotated[int, Field(ge=1, le=100)] = 20
    library_id: Annotated[UUID | None, Field(description="Only those in this library.")] = None
    search: Annotated[
        Line,
        Field(max_length=200, description="Words of title or text, as they follow each other there;"
              " capitals and accents make no difference."),
    ] = ""  # fmt: skip
    status: Annotated[Overall | None, Field(description="Of all parts together.")] = None
    kind: Annotated[
        Shape | None,
        Field(description="A `book` has more than a text, an `instant` story has not."),
    ] = None
    genre: Annotated[Line, Field(max_length=40)] = ""
    sort: Annotated[Sort, Field(description="`rating`: the best first.")] = "newest"
    deleted: Annotated[
        bool, Field(description="Only those that were deleted and can still be brought back.")
    ] = False

    def shelf(self) -> Shelf:
        return Shelf(
            library_id=self.library_id, search=self.search, status=self.status, kind=self.kind,
            genre=self.genre, deleted=self.deleted, sort=self.sort,
        )  # fmt: skip


class PartEstimate(BaseModel):
    """US dollars, null when a price is not known; seconds."""

    cost: float | None
    seconds: float


class BudgetState(BaseModel):
    """US dollars; null is no limit."""

    book: float | None
    day: float | None
    left_today: float | None


class StoryEstimate(PartEstimate):
    """`seconds` is how long one waits for everything: many parts are made at the same time."""

    assets: dict[str, PartEstimate]
    budget: BudgetState

    @classmethod
    def of(cls, found: Estimate) -> StoryEstimate:
        assets = {
            name: PartEstimate(cost=amount(part.cost), seconds=part.seconds)
            for name, part in found.assets.items()
        }
        limits = found.budget
        budget = BudgetState(
            book=amount(limits.book), day=amount(limits.day), left_today=amount(limits.left_today)
        )
        cost = amount(found.cost)
        return cls(cost=cost, seconds=found.seconds, assets=assets, budget=budget)


def amount(dollars: Decimal | None) -> float | None:
    return None if dollars is None else float(dollars)


@router.post(
    "",
    status_code=201,
    summary="Begin a story",
    response_model=Answer[present.StoryCreated],
    response_model_exclude_unset=True,
    responses={**MISSING, **OVER_QUOTA, **OVER_BUDGET},
)
@limited("generate")
async def create(body: CreateStory, user: CurrentUser, doors: CurrentDoors) -> Any:
    """Answers at once; the book is made afterwards. Watch `realtimeChannel` or the story's events.

    `story_type` child, hero or combined is the subject; any other word is the genre.
    """
    story = await doors.books.create(user, body)
    return success(present.created(story, doors.addresses))


@router.post(
    "/estimate",
    summary="What a story would cost, and how long it would take",
    response_model=Answer[StoryEstimate],
    responses=MISSING,
)
async def estimate(body: CreateStory, user: CurrentUser, doors: CurrentDoors) -> Any:
    """The same body as to begin a story; nothing is begun.

    What it may cost at most, if all goes well at the first try; where artists stand in for others it
    costs less. How long it takes is reckoned from what was made here in the last days.
    """
    return success(StoryEstimate.of(await doors.books.estimate(user, body)))


@router.get(
    "",
    summary="Stories on a shelf",
    response_model=Answer[present.StoryPage],
    response_model_exclude_unset=True,
    responses=MISSING,
)
async def page(
    user: CurrentUser,
    doors: CurrentDoors,
    wanted: Annotated[ShelfWish, Query()],
) -> Any:
    """One page; `next_cursor` leads to the next in the same order, and is null on the last."""
    stories, following = await doors.stories.page(user, wanted.cursor, wanted.limit, wanted.shelf())
    found = [present.summary(story, doors.addresses) for story in stories]
    return success(present.StoryPage(stories=found, next_cursor=following))


@router.get(
    "/{story_id}",
    summary="A story with everything in it",
    response_model=Answer[present.StoryDetail],
    response_model_exclude_unset=True,
    responses=MISSING,
)
async def detail(
    story_id: UUID,
    user: CurrentUser,
    doors: CurrentDoors,
    include: Annotated[
        str | None, Query(max_length=100, description="`generation`; version 1 always includes it.")
    ] = None,
) -> Any:
    """Text, addresses of the files, colours, words in time, and where all of it came from."""
    story = await doors.stories.get(user, story_id)
    attempts = await doors.stories.attempts(user, story_id)
    return success(present.detail(story, attempts, doors.addresses))


@router.patch(
    "/{story_id}",
    summary="Change a story by hand",
    response_model=Answer[present.StoryDetail],
    response_model_exclude_unset=True,
    responses={
        **MISSING,
        409: {"model": Failure, "description": "The text is still being written"},
    },
)
async def patch(story_id: UUID, body: PatchStory, user: CurrentUser, doors: CurrentDoors) -> Any:
    """Title, the text of the four beats (null leaves one as it is), rating from 1 to 10, library.

    After a change of words the narration and the books are made again.
    """
    story = await doors.books.patch(user, story_id, body)
    attempts = await doors.stories.attempts(user, story_id)
    return success(present.detail(story, attempts, doors.addresses))


@router.delete(
    "/{story_id}", summary="Hide a story", response_model=Answer[present.Deleted], responses=MISSING
)
async def delete(story_id: UUID, user: CurrentUser, doors: CurrentDoors) -> Any:
    """The story is gone from every list, and links to it lead nowhere; the work on it ends. For a day it
    can be brought back, then its files are gone for good. The ledger of what was asked for it stays.
    Whoever follows it gets an event whose row has a `deleted_at`."""
    await doors.books.delete(user, story_id)
    return success(present.Deleted(id=story_id, deleted=True))


@router.post(
    "/{story_id}/undelete",
    summary="Bring a deleted story back",
    response_model=Answer[present.StoryCreated],
    response_model_exclude_unset=True,
    responses=MISSING,
)
@limited("generate")
async def undelete(story_id: UUID, user: CurrentUser, doors: CurrentDoors) -> Any:
    """Within a day of its deletion, with everything it had, links included. Work that was going on then
    goes on. Whoever follows it gets an event whose `deleted_at` is null again."""
    story = await doors.books.undelete(user, story_id)
    return success(present.created(story, doors.addresses))


@router.get(
    "/{story_id}/generations",
    summary="Every request to an artist",
    response_model=Answer[present.Attempts],
    responses=MISSING,
)
async def generations(story_id: UUID, user: CurrentUser, doors: CurrentDoors) -> Any:
    """All attempts for this story, oldest first: what was asked, what came back, what it cost."""
    attempts = await doors.stories.attempts(user, story_id)
    return success(present.Attempts(generations=[present.attempt(one) for one in attempts]))


@router.post(
    "/{story_id}/assets/regenerate",
    status_code=202,
    summary="Make parts of a book again",
    response_model=Answer[present.StoryCreated],
    response_model_exclude_unset=True,
    responses={**MISSING, **OVER_QUOTA, **OVER_BUDGET},
)
@limited("generate")
async def regenerate(
    story_id: UUID, body: Regenerate, user: CurrentUser, doors: CurrentDoors
) -> Any:
    """These parts and what is made from them; `feedback` tells the artist what to do otherwise."""
    story = await doors.books.regenerate(
        user, story_id, body.assetTypes, body.feedback or "", body.priority
    )
    return success(present.created(story, doors.addresses))


@router.get(
    "/{story_id}/assets/{asset}/editions",
    summary="Every edition of a part",
    response_model=Answer[present.Editions],
    response_model_exclude_unset=True,
    responses=MISSING,
)
async def editions(story_id: UUID, asset: AssetPath, user: CurrentUser, doors: CurrentDoors) -> Any:
    """What was made of this part so far, newest first: nothing that was finished is ever thrown away."""
    found = await doors.books.editions(user, story_id, asset)
    story = await doors.stories.get(user, story_id)
    return success(present.editions(asset, found, doors.addresses, story.title))


@router.post(
    "/{story_id}/assets/{asset}/editions/{edition}/restore",
    summary="Take an earlier edition of a part",
    response_model=Answer[present.StoryCreated],
    response_model_exclude_unset=True,
    responses={
        **MISSING,
        409: {"model": Failure, "description": "The part is in work, or reads another text"},
    },
)
@limited("generate")
async def restore(
    story_id: UUID,
    asset: AssetPath,
    edition: Annotated[int, Path(ge=1, le=1_000_000)],
    user: CurrentUser,
    doors: CurrentDoors,
) -> Any:
    """It is the book's again, and PDF and EPUB are bound anew. A text brings the recording that reads it,
    or is read aloud anew; pictures and questions stay as they are. Asking twice changes nothing more."""
    story = await doors.books.restore(user, story_id, asset, edition)
    return success(present.created(story, doors.addresses))
