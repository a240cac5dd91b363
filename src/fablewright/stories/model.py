"""A story as the database holds it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from fablewright.core.book import Brief, StoryText


@dataclass(frozen=True, slots=True)
class Story:
    """One row of `stories`. JSON columns are plain Python values; files have no address yet."""

    id: UUID
    creator_user_id: UUID
    generation_id: UUID
    library_id: UUID
    quota: str | None
    title: str
    brief: Brief
    content: dict[str, Any]
    status: str
    asset_generation_status: dict[str, Any]
    asset_generation_started_at: datetime | None
    asset_generation_completed_at: datetime | None
    hue_extracted_colors: dict[str, Any]
    audio_words: list[dict[str, Any]] | None
    audio_blocks: dict[str, str] | None
    rating: int | None
    created_at: datetime
    updated_at: datetime
    deleted_at: datetime | None = None

    def text(self) -> StoryText:
        """The written story. Only when the content is ready."""
        return StoryText.model_validate(self.content)


@dataclass(frozen=True, slots=True)
class Library:
    """Where stories are kept. `stories` is how many are in it."""

    id: UUID
    name: str
    is_default: bool
    created_at: datetime
    stories: int
