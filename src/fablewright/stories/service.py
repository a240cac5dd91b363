"""Reading and changing stories. Every change is an event in the same transaction."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Annotated, Any
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from fablewright.core.errors import InvalidInput, NotFound
from fablewright.db.pool import Connection, Database
from fablewright.events import service as events
from fablewright.files.tasks import discard
from fablewright.generations import repository as ledger
from fablewright.generations.model import Attempt
from fablewright.identity.model import User
from fablewright.stories import repository
from fablewright.stories.brief import Words, readable
from fablewright.stories.model import Story
from fablewright.stories.shelf import Shelf, after, position, title_key, words

EVERYTHING = Shelf()
# Large, and changed once: an event carries them only when it is the one that changed them.
LARGE = ("content", "audio_words", "audio_blocks")
_BLANK_LINE = re.compile(r"\r?\n\s*\n")


class PatchStory(BaseModel):
    """What a person may change by hand. `beats` holds four page texts, None for those left as they are."""

    model_config = ConfigDict(frozen=True, strict=True)

    title: Annotated[Words, Field(max_length=120)] | None = None
    rating: Annotated[int, Field(ge=1, le=10)] | None = None
    library_id: Annotated[UUID, Field(strict=False)] | None = None
    beats: (
        Annotated[
            list[Annotated[str, Field(min_length=1, max_length=8000)] | None],
            Field(min_length=4, max_length=4),
        ]
        | None
    ) = None


class Stories:
    def __init__(self, db: Database) -> None:
        self._db = db

    async def get(self, user: User, story_id: UUID) -> Story:
        """Raises `NotFound` (STORY_NOT_FOUND), for somebody else's story too."""

        async def read(connection: Connection) -> Story:
            return await require(connection, story_id, user.id)

        return await self._db.run(read, user_id=user.id)

    async def page(
        self, user: User, cursor: str | None, limit: int, shelf: Shelf = EVERYTHING
    ) -> tuple[list[Story], str | None]:
        """What `shelf` chooses, from `cursor` on, and the cursor of the next page (None at the end).

        Raises `NotFound` (LIBRARY_NOT_FOUND), and `InvalidInput` for a cursor of another order.
        """
        if cursor:
            shelf = replace(shelf, after=after(cursor, shelf.sort))

        async def read(connection: Connection) -> list[Story]:
            if shelf.library_id is not None:
                await repository.require_library(connection, user.id, shelf.library_id)
            return await repository.page(connection, user.id, shelf, limit + 1)

        found = await self._db.run(read, user_id=user.id)
        if len(found) <= limit:
            return found, None
        return found[:limit], position(found[limit - 1], shelf.sort)

    async def purge(self) -> None:
        """Stories whose day to be brought back is over lose all but what the ledger knows, and so do
        the links to them; of their files go those that nobody else has."""

        async def purge(connection: Connection) -> bool:
            purged, files = await repository.purge(connection)
            await discard(connection, files)
            return purged > 0

        while await self._db.run(purge):
            pass

    async def attempts(self, user: User, story_id: UUID) -> list[Attempt]:
        """Every attempt at every request that was made for this story, oldest first."""

        async def read(connection: Connection) -> list[Attempt]:
            await require(connection, story_id, user.id)
            return await ledger.attempts_of_story(connection, story_id)

        return await self._db.run(read, user_id=user.id)


async def apply_patch(connection: Connection, story: Story, patch: PatchStory) -> None:
    """Change a story that is locked, and has its text if words change, as `patch` says."""
    columns: dict[str, Any] = {}
    if patch.rating is not None:
        columns["rating"] = patch.rating
    if patch.title is not None:
        columns["title"] = patch.title
    if patch.library_id is not None:
        await repository.require_library(connection, story.creator_user_id, patch.library_id)
        columns["library_id"] = patch.library_id
    if patch.beats is not None or patch.title is not None:
        columns["content"] = _edited(story, patch)
    if columns:
        await change(connection, story, columns)


async def require(
    connection: Connection, story_id: UUID, user_id: UUID, *, lock: bool = False
) -> Story:
    story = await repository.get(connection, story_id, user_id, lock=lock)
    if story is None:
        raise NotFound("There is no such story.", code="STORY_NOT_FOUND")
    return story


async def change(connection: Connection, story: Story, columns: Mapping[str, Any]) -> None:
    """Change a story that is locked, and tell whoever follows it, in one transaction."""
    if "title" in columns or "content" in columns:
        title, content = (columns.get(name, getattr(story, name)) for name in ("title", "content"))
        found_by = {"title_key": title_key(title), "words": words(title, content)}
        columns = {**columns, **found_by}
    seq = await repository.update(connection, story.id, columns)
    changed = await repository.get(connection, story.id, story.creator_user_id, deleted=True)
    assert changed, "it is locked"
    row = row_of(changed)
    for name in LARGE:
        if name not in columns:
            row.pop(name)
    await events.append(connection, story.id, story.creator_user_id, seq, row)


def row_of(story: Story) -> dict[str, Any]:
    """The story's row as JSON: what events carry and story details begin with."""
    moment = {
        name: value.isoformat().replace("+00:00", "Z") if value else None
        for name, value in (
            ("asset_generation_started_at", story.asset_generation_started_at),
            ("asset_generation_completed_at", story.asset_generation_completed_at),
            ("created_at", story.created_at),
            ("updated_at", story.updated_at),
            ("deleted_at", story.deleted_at),
        )
    }
    return {
        "id": str(story.id),
        "creator_user_id": str(story.creator_user_id),
        "generation_id": str(story.generation_id),
        "library_id": str(story.library_id),
        "title": story.title,
        "status": story.status,
        "content": story.content,
        "asset_generation_status": story.asset_generation_status,
        "hue_extracted_colors": story.hue_extracted_colors,
        "audio_words": story.audio_words,
        "audio_blocks": story.audio_blocks,
        "rating": story.rating,
        **moment,
    }


def _edited(story: Story, patch: PatchStory) -> dict[str, Any]:
    content = dict(story.content)
    if patch.title is not None:
        content["title"] = patch.title
    if patch.beats is not None:
        beats = []
        for beat, text in zip(content["beats"], patch.beats, strict=True):
            beats.append(beat if text is None else {**beat, "text": _paragraphs(text)})
        content["beats"] = beats
    return content


def _paragraphs(text: str) -> str:
    try:
        paragraphs = [readable(block) for block in _BLANK_LINE.split(text)]
    except ValueError as error:
        raise InvalidInput(f"A page {error}.", data={"field": "beats"}) from None
    text = "\n\n".join(block for block in paragraphs if block)
    if not text:
        raise InvalidInput("A page cannot be empty.", data={"field": "beats"})
    return text
