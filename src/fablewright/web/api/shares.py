"""Private links: made by whoever has the story, opened by whoever has the link."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Path
from pydantic import BaseModel, ConfigDict, Field

from fablewright.core.book import PARTS, Activities, Hex, PartName, Word
from fablewright.core.errors import NotFound
from fablewright.files.addresses import Addresses
from fablewright.shares.service import no_story_there
from fablewright.stories.model import Story
from fablewright.web.deps import (
    CONFLICT,
    FAILURES,
    MISSING,
    Answer,
    CurrentDoors,
    CurrentUser,
    SignedInRoute,
    VisitorRoute,
    limited,
    success,
)
from fablewright.web.media import PictureRendition, with_address
from fablewright.web.present import Deleted

router = APIRouter(
    prefix="/api/v1/stories/{story_id}/shares",
    tags=["shares"],
    route_class=SignedInRoute,
    responses={**FAILURES, **MISSING},
)
readers = APIRouter(
    prefix="/api/shared",
    tags=["shares"],
    route_class=VisitorRoute,
    responses={**FAILURES, **MISSING},
)


class CreateShare(BaseModel):
    """Nothing can be chosen yet."""

    model_config = ConfigDict(frozen=True, strict=True)


class ShareRecord(BaseModel):
    """A link that was made. The link itself is told only once."""

    model_config = ConfigDict(from_attributes=True)

    id: UUID
    created_at: datetime
    last_opened_at: datetime | None
    times_opened: int


class ShareCreated(BaseModel):
    """`token` and `url` are told only now: keep them."""

    id: UUID
    token: str
    url: str = Field(description="Without a host where the studio does not know its own.")
    created_at: datetime


class ShareList(BaseModel):
    """All links to a story, newest first."""

    shares: list[ShareRecord]


class SharedBeat(BaseModel):
    """A quarter of the text; paragraphs are separated by a blank line."""

    text: str


class SharedContent(BaseModel):
    """The written story."""

    beats: list[SharedBeat]
    refrain: str
    moral: str
    dedication: str


class SharedPicture(BaseModel):
    """A picture, what it shows in words, and its colours. Sides in pixels; older pictures tell none."""

    url: str
    alt: str
    colors: list[Hex]
    width: int | None
    height: int | None
    renditions: list[PictureRendition] = Field(description="Smaller ones, the widest first.")


class SharedStory(BaseModel):
    """What a reader needs. Addresses of files end within an hour: ask again for new ones."""

    title: str
    language: str
    content: SharedContent
    pictures: dict[PartName, SharedPicture] = Field(description="Those that there are.")
    audio_url: str | None
    audio_words: list[Word] | None = Field(description="Seconds, as a player of the MP3 counts.")
    audio_blocks: dict[str, str] | None = Field(description="HTML of the beats: a, b, c, d.")
    activities: Activities | None
    pdf_url: str | None
    epub_url: str | None


@router.post(
    "",
    status_code=201,
    summary="Make a private link",
    response_model=Answer[ShareCreated],
    responses=CONFLICT,
)
async def create(
    story_id: UUID, user: CurrentUser, doors: CurrentDoors, body: CreateShare | None = None
) -> Any:
    """Whoever has it may read this story, without signing in, until you withdraw it. There may be several,
    one for each reader; a story has 50 at most."""
    share, token = await doors.shares.create(user, story_id)
    url = f"{doors.settings.public_url.rstrip('/')}/s/{token}"
    return success(ShareCreated(id=share.id, token=token, url=url, created_at=share.created_at))


@router.get("", summary="Private links to a story", response_model=Answer[ShareList])
async def shares(story_id: UUID, user: CurrentUser, doors: CurrentDoors) -> Any:
    """When each was made, and whether it is used."""
    found = await doors.shares.of_story(user, story_id)
    return success(ShareList(shares=[ShareRecord.model_validate(one) for one in found]))


@router.delete("/{share_id}", summary="Withdraw a private link", response_model=Answer[Deleted])
async def withdraw(story_id: UUID, share_id: UUID, user: CurrentUser, doors: CurrentDoors) -> Any:
    """It leads nowhere at once; addresses of files that it has told end within an hour."""
    await doors.shares.withdraw(user, story_id, share_id)
    return success(Deleted(id=share_id, deleted=True))


@readers.get(
    "/{token:path}", summary="The story at a private link", response_model=Answer[SharedStory]
)
@limited("read")
async def read(
    token: Annotated[str, Path(description="The part of the link after “/s/”.")],
    doors: CurrentDoors,
) -> Any:
    """No sign-in needed. A link that is unknown, withdrawn or of a deleted story answers the same."""
    story_id, owner_id = await doors.shares.open(token)
    try:
        story, alts = await doors.books.to_read(owner_id, story_id)
    except NotFound:  # deleted at this moment
        raise no_story_there() from None
    return success(shown(story, alts, doors.brief))


def shown(story: Story, alts: dict[str, str], addresses: Addresses) -> SharedStory:
    """The story without anything of whoever made it."""
    assets = story.asset_generation_status["assets"]
    files = {
        name: with_address(state, addresses, story.title, name)
        for name, state in assets.items()
        if "file" in state
    }
    urls = {name: file["url"] for name, file in files.items()}
    text = story.text()
    questions = assets.get("activities", {}).get("data")
    return SharedStory(
        title=story.title,
        language=story.brief.language,
        content=SharedContent(
            beats=[SharedBeat(text=beat.text) for beat in text.beats],
            refrain=text.refrain,
            moral=text.moral,
            dedication=text.dedication,
        ),
        pictures={
            part: SharedPicture(
                url=urls[part],
                alt=alts.get(part, story.title),
                colors=story.hue_extracted_colors.get(part, []),
                width=files[part].get("width"),
                height=files[part].get("height"),
                renditions=files[part].get("renditions", []),
            )
            for part in PARTS
            if part in urls
        },
        audio_url=urls.get("audio"),
        audio_words=[Word.model_validate(word) for word in story.audio_words]
        if story.audio_words is not None
        else None,
        audio_blocks=story.audio_blocks,
        activities=Activities.model_validate(questions) if questions else None,
        pdf_url=urls.get("pdf"),
        epub_url=urls.get("epub"),
    )
