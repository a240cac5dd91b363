"""How the studio's things look from outside. Files become addresses here and nowhere else."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from fablewright.books.model import Edition, origin_of
from fablewright.books.recipe import RECIPE
from fablewright.cast.model import Character
from fablewright.core.book import Hex, Kind, Person, Subject, Word
from fablewright.files.addresses import Addresses
from fablewright.generations.model import Attempt
from fablewright.stories.model import Story
from fablewright.stories.shelf import Overall, Shape
from fablewright.web.media import StoredFile, with_address

AssetName = Literal[
    "content", "cover", "scene_1", "scene_2", "scene_3", "scene_4",
    "audio", "activities", "pdf", "epub",
]  # fmt: skip
ORDER = {name: place for place, name in enumerate(RECIPE)}
READ_ALOUD = 125  # words a minute, to a child


class AssetStatus(StoredFile):
    """How far one part of a book is. Fields that say nothing are left out."""

    model_config = ConfigDict(extra="allow")

    status: Literal["pending", "generating", "ready", "failed", "retrying"]
    progress: int = Field(ge=0, le=100)
    completedAt: datetime | None = None
    error: str | None = Field(None, description="A sentence for people, when it failed.")
    metadata: dict[str, Any] | None = Field(
        None,
        description="`fallback`: who made it in place of who was asked. Of pictures: `motif`,"
        " `paletteStep`, `analysisComplete`, `attempt`, and who stepped in for the author as it was"
        " planned (`palette`, `analysis`: `{fallback}`).",
    )
    data: dict[str, Any] | None = Field(None, description="Of activities: the questions.")


class AssetGenerationStatus(BaseModel):
    """How far a book is, part by part."""

    overall: Overall
    assets: dict[AssetName, AssetStatus]


class StoryCreated(BaseModel):
    """A story that has just begun, and the channel on which to watch it."""

    id: UUID
    status: Literal["generating", "ready", "failed"]
    asset_generation_status: AssetGenerationStatus
    realtimeChannel: str = Field(examples=["stories:id=01234567-89ab-cdef-0123-456789abcdef"])
    generation_id: UUID


class StorySummary(BaseModel):
    """A story in a list: all but its text and its words in time."""

    id: UUID
    title: str
    status: Literal["generating", "ready", "failed"]
    asset_generation_status: AssetGenerationStatus
    hue_extracted_colors: dict[str, list[Hex]]
    cover_url: str | None = Field(description="The cover, once there is one.")
    progress: int = Field(ge=0, le=100, description="Of all parts together.")
    kind: Shape
    genre: str | None
    minutes: int = Field(description="How long it was asked to be.")
    rating: int | None
    library_id: UUID
    generation_id: UUID
    created_at: datetime
    updated_at: datetime
    deleted_at: datetime | None = Field(description="It can be brought back for a day after that.")


class StoryPage(BaseModel):
    """Stories, in the order asked for."""

    stories: list[StorySummary]
    next_cursor: str | None = Field(description="Give it as `cursor` for the next page.")


class BeatText(BaseModel):
    """A quarter of the text; paragraphs are separated by a blank line."""

    model_config = ConfigDict(extra="allow")

    text: str


class StoryContent(BaseModel):
    """The written story."""

    model_config = ConfigDict(extra="allow")

    title: str
    beats: list[BeatText]
    refrain: str = ""
    moral: str = ""
    dedication: str = ""
    people: list[Person] = []
    place: str = ""
    reading_age: float | None = None
    emotion: str = Field("", description="The style of feeling that it was told in, if any.")
    vibe: str = Field("", description="The manner that it was told in, if any.")


class Style(BaseModel):
    """What was asked for, in the reader's own words, and the style that was taken for it."""

    asked: str | None
    used: str | None


class Instant(BaseModel):
    """A short story, complete. Its paragraphs are separated by blank lines."""

    id: UUID
    title: str
    story: str
    generation_id: UUID
    model: str | None
    word_count: int
    reading_minutes: float = Field(description="How long reading it aloud takes.")
    emotion: Style
    vibe: Style
    library_id: UUID
    realtimeChannel: str
    created_at: datetime


class AttemptRecord(BaseModel):
    """One request to an artist. `cost` is in US dollars."""

    model_config = ConfigDict(from_attributes=True)

    generation_id: UUID
    attempt_number: int
    asset_type: str | None
    edition: int | None
    step: str | None
    capability: Literal["text", "image", "speech"]
    provider: str
    model_used: str
    prompt: str | None
    prompt_variant: str | None
    status: Literal["pending", "success", "failed", "timeout"]
    full_response: dict[str, Any] | None
    error_message: str | None
    tokens_in: int
    tokens_out: int
    cost: float
    created_at: datetime
    completed_at: datetime | None


class Attempts(BaseModel):
    """Every attempt at every request for a story, oldest first."""

    generations: list[AttemptRecord]


class Maker(BaseModel):
    """Who made an edition. `model` is null for what no model made."""

    provider: str = Field(examples=["openai", "offline", "binder", "hand"])
    model: str | None


class EditionRecord(StoredFile):
    """One edition of a part: a file's `url`, or the `data` of a text or of questions."""

    edition: int
    current: bool = Field(description="The book shows this one.")
    edited: bool = Field(description="Its words were changed by hand since.")
    created_at: datetime
    made_by: Maker
    data: dict[str, Any] | None = None


class Editions(BaseModel):
    """All editions of a part, newest first."""

    asset: AssetName
    editions: list[EditionRecord]


class GenerationDetails(BaseModel):
    """The request that the text came from, with its attempts. `story_length` is in minutes."""

    generation_id: UUID
    model_used: str | None
    story_type: Subject | None
    story_length: int | None
    moral: str | None
    hero_appearance: str | None
    relationship_description: str | None
    prompt_variant: str | None
    created_at: datetime
    attempts: list[AttemptRecord]


class StoryDetail(BaseModel):
    """A story with everything in it. `content` is null until the text is written."""

    id: UUID
    title: str
    language: str = Field(description="Of the text and of who reads it: a tag such as en or de.")
    status: Literal["generating", "ready", "failed"]
    content: StoryContent | None
    asset_generation_status: AssetGenerationStatus
    asset_generation_started_at: datetime | None
    asset_generation_completed_at: datetime | None
    hue_extracted_colors: dict[str, list[Hex]]
    audio_words: list[Word] | None = Field(description="Seconds, as a player of the MP3 counts.")
    audio_blocks: dict[str, str] | None = Field(description="HTML of the beats: a, b, c, d.")
    rating: int | None
    last_event: int = Field(description="The number of the last event that is told of here.")
    realtimeChannel: str
    library_id: UUID
    generation_id: UUID
    generation_details: GenerationDetails
    model_used: str | None
    story_type: Subject | None
    story_length: int | None
    moral: str | None
    hero_appearance: str | None
    relationship_description: str | None
    created_at: datetime
    updated_at: datetime


class PictureRecord(BaseModel):
    """A reference picture; sides in pixels."""

    id: UUID
    url: str = Field(description="A PNG file; signed, good for a week or more.")
    width: int
    height: int
    thumbnail: str | None = Field(
        description="A WebP of at most 320 pixels a side; null of older pictures."
    )


class CharacterRecord(BaseModel):
    """Somebody who can be in stories."""

    id: UUID
    kind: Kind
    name: str
    age: int | None
    pronoun: Literal["she", "he", "they"]
    traits: list[str]
    appearance: str
    species: str
    pictures: list[PictureRecord]
    created_at: datetime


class CharacterPage(BaseModel):
    """Characters, in the order in which they were made."""

    characters: list[CharacterRecord]
    next_cursor: str | None = Field(description="Give it as `cursor` for the next page.")


class LibraryRecord(BaseModel):
    """Where stories are kept. New stories that name no other go to the default one."""

    model_config = ConfigDict(from_attributes=True)

    id: UUID
    name: str
    is_default: bool
    stories: int = Field(description="How many are in it.")
    created_at: datetime


class Deleted(BaseModel):
    """What is no longer there."""

    id: UUID
    deleted: bool


def channel(story_id: UUID) -> str:
    return f"stories:id={story_id}"


def row_with_addresses(row: Mapping[str, Any], addresses: Addresses) -> dict[str, Any]:
    """A story's row as an event carries it, for outsiders."""
    status = row["asset_generation_status"]
    return {
        **row,
        "asset_generation_status": status_with_addresses(status, addresses, row["title"]),
    }


def status_with_addresses(
    status: Mapping[str, Any], addresses: Addresses, title: str
) -> dict[str, Any]:
    """The parts in the order of their making; each file as an address."""
    assets = {}
    for name, state in sorted(status["assets"].items(), key=lambda part: ORDER.get(part[0], 99)):
        assets[name] = with_address(state, addresses, title, name)
    return {**status, "assets": assets}


def created(story: Story, addresses: Addresses) -> StoryCreated:
    return StoryCreated(
        id=story.id,
        status=_status(story),
        asset_generation_status=_assets(story, addresses),
        realtimeChannel=channel(story.id),
        generation_id=story.generation_id,
    )


def summary(story: Story, addresses: Addresses) -> StorySummary:
    status = _assets(story, addresses)
    assets, cover = status.assets, status.assets.get("cover")
    return StorySummary(
        id=story.id,
        title=story.title,
        status=_status(story),
        asset_generation_status=status,
        hue_extracted_colors=story.hue_extracted_colors,
        cover_url=cover.url if cover else None,
        progress=sum(part.progress for part in assets.values()) // max(1, len(assets)),
        kind="book" if assets.keys() - {"content"} else "instant",
        genre=story.brief.genre or None,
        minutes=story.brief.minutes,
        rating=story.rating,
        library_id=story.library_id,
        generation_id=story.generation_id,
        created_at=story.created_at,
        updated_at=story.updated_at,
        deleted_at=story.deleted_at,
    )


def detail(story: Story, attempts: Sequence[Attempt], addresses: Addresses) -> StoryDetail:
    generation = _generation(story, attempts)
    inline = generation.model_dump(
        include={
            "model_used", "story_type", "story_length", "moral", "hero_appearance",
            "relationship_description",
        }
    )  # fmt: skip
    return StoryDetail(
        id=story.id,
        title=story.title,
        language=story.brief.language,
        status=_status(story),
        content=StoryContent.model_validate(story.content) if story.content else None,
        asset_generation_status=_assets(story, addresses),
        asset_generation_started_at=story.asset_generation_started_at,
        asset_generation_completed_at=story.asset_generation_completed_at,
        hue_extracted_colors=story.hue_extracted_colors,
        audio_words=[Word.model_validate(word) for word in story.audio_words]
        if story.audio_words is not None
        else None,
        audio_blocks=story.audio_blocks,
        rating=story.rating,
        last_event=story.event_seq,
        realtimeChannel=channel(story.id),
        library_id=story.library_id,
        generation_id=story.generation_id,
        generation_details=generation,
        created_at=story.created_at,
        updated_at=story.updated_at,
        **inline,
    )


def character(one: Character, addresses: Addresses) -> CharacterRecord:
    return CharacterRecord(
        id=one.id,
        kind=one.kind,
        name=one.name,
        age=one.age,
        pronoun=one.pronoun,
        traits=list(one.traits),
        appearance=one.appearance,
        species=one.species,
        pictures=[
            PictureRecord(
                id=picture.id,
                url=addresses.url(picture.file),
                width=picture.width,
                height=picture.height,
                thumbnail=addresses.url(picture.thumbnail) if picture.thumbnail else None,
            )
            for picture in one.pictures
        ],
        created_at=one.created_at,
    )


def instant(story: Story, attempts: Sequence[Attempt]) -> Instant:
    """A story whose text is ready."""
    text, brief = story.text(), story.brief
    return Instant(
        id=story.id,
        title=story.title,
        story="\n\n".join(beat.text for beat in text.beats),
        generation_id=story.generation_id,
        model=_generation(story, attempts).model_used,
        word_count=text.word_count,
        reading_minutes=round(text.word_count / READ_ALOUD, 1),
        emotion=Style(asked=brief.emotion or None, used=text.emotion or None),
        vibe=Style(asked=brief.vibe or None, used=text.vibe or None),
        library_id=story.library_id,
        realtimeChannel=channel(story.id),
        created_at=story.created_at,
    )


def attempt(record: Attempt) -> AttemptRecord:
    return AttemptRecord.model_validate(record)


def editions(asset: str, found: Sequence[Edition], addresses: Addresses, title: str) -> Editions:
    shown = [_edition(asset, one, addresses, title) for one in found]
    return Editions.model_validate({"asset": asset, "editions": shown})


def _edition(asset: str, one: Edition, addresses: Addresses, title: str) -> dict[str, Any]:
    nobody = "binder" if asset in ("pdf", "epub") else "hand"
    record: dict[str, Any] = {
        "edition": one.edition,
        "current": one.current,
        "edited": one.edited,
        "created_at": one.created_at,
        "made_by": {"provider": one.provider or nobody, "model": one.model},
    }
    if one.file:
        return {**record, **with_address(one.shown, addresses, title, asset)}
    return {**record, "data": one.data}


def _generation(story: Story, attempts: Sequence[Attempt]) -> GenerationDetails:
    """The newest request for the text; its answer is what `content` holds."""
    writing = [one for one in attempts if one.asset_type == "content"]
    answered = [one for one in writing if one.status == "success"]
    last = next(reversed(answered or writing), None)
    generation_id = last.generation_id if last else story.generation_id
    origin = origin_of(story.creator_user_id, story.brief)
    return GenerationDetails(
        generation_id=generation_id,
        model_used=last.model_used if last else None,
        story_type=story.brief.subject,
        story_length=origin.story_length,
        moral=origin.moral,
        hero_appearance=origin.hero_appearance,
        relationship_description=origin.relationship_description,
        prompt_variant=last.prompt_variant if last else None,
        created_at=last.created_at if last else story.created_at,
        attempts=[attempt(one) for one in writing if one.generation_id == generation_id],
    )


def _assets(story: Story, addresses: Addresses) -> AssetGenerationStatus:
    status = status_with_addresses(story.asset_generation_status, addresses, story.title)
    return AssetGenerationStatus.model_validate(status)


def _status(story: Story) -> Any:
    return story.status  # the database allows only the three
