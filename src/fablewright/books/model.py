"""A job, and what comes of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

_TOLD = ("width", "height", "alt", "renditions")  # of a file, so that a page can make room for it
Priority = Literal["normal", "high", "urgent"]
"""Whose turn it is where several jobs wait: `high` is for somebody who looks on."""


@dataclass(frozen=True, slots=True)
class Job:
    """One asset of one story on its way. `lease` tells this worker's pick from any other's."""

    id: UUID
    story_id: UUID
    user_id: UUID
    asset_type: str
    edition: int
    status: str
    lease: int
    run: int
    progress: int
    retry_count: int
    error_message: str | None
    metadata: dict[str, Any]
    priority: Priority
    queued_at: datetime | None
    started_at: datetime | None
    completed_at: datetime | None


@dataclass(frozen=True, slots=True)
class Made:
    """A finished asset: a file or data or both, and which columns of the story it fills.

    `merge` holds JSON objects to be merged into columns instead of replacing them; `metadata` is told
    of the asset to whoever watches. `data["renditions"]`, if there are any, are further files that are
    shown beside `file` and go with it: `{"file", "size", …}` each.
    """

    file: str | None = None
    size: int | None = None
    data: Mapping[str, Any] = field(default_factory=dict)
    columns: Mapping[str, Any] = field(default_factory=dict)
    merge: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    metadata: Mapping[str, Any] = field(default_factory=dict)

    @property
    def files(self) -> list[str]:
        """The names of all its files."""
        others = [str(one["file"]) for one in self.data.get("renditions", ())]
        return [self.file, *others] if self.file else others

    @property
    def shown(self) -> dict[str, Any]:
        """What the story's row tells of the file."""
        return _shown(self.file, self.size, self.data)


@dataclass(frozen=True, slots=True)
class Edition:
    """One edition of a part of a book. `provider` is None for what no artist made; `current`: this is
    the one that the book shows, `edited`: with words that were changed by hand since."""

    edition: int
    file: str | None
    size: int | None
    data: dict[str, Any]
    provider: str | None
    model: str | None
    created_at: datetime
    current: bool = False
    edited: bool = False

    @property
    def shown(self) -> dict[str, Any]:
        """What the story's row tells of the file, if it is one."""
        return _shown(self.file, self.size, self.data)


def _shown(file: str | None, size: int | None, data: Mapping[str, Any]) -> dict[str, Any]:
    told = {name: data[name] for name in _TOLD if name in data}
    return {"file": file, "size": size, **told} if file else {}
