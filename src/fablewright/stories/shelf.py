"""What of a shelf is looked at, and in which order; and words as they are compared."""

from __future__ import annotations

import base64
import binascii
import json
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Literal, assert_never
from uuid import UUID

from fablewright.core import cursors
from fablewright.core.errors import InvalidInput
from fablewright.stories.model import Story

Sort = Literal["newest", "oldest", "title", "rating"]
Shape = Literal["book", "instant"]
Overall = Literal["generating", "ready", "failed", "partial"]
LONGEST_KEY = 200  # characters
STROKES = str.maketrans(
    "łøđħŧıð", "lodhtid"
)  # letters that Unicode takes for no letter with an accent
UNRATED = 0


@dataclass(frozen=True, slots=True)
class Shelf:
    """A choice among somebody's stories; None and "" choose nothing. `status` is that of the whole,
    `deleted` are those that can still be brought back. `after` is the last story that was seen: its
    key in this order (see `position`) and its id."""

    library_id: UUID | None = None
    search: str = ""
    status: Overall | None = None
    kind: Shape | None = None
    genre: str = ""
    deleted: bool = False
    sort: Sort = "newest"
    after: tuple[Any, ...] | None = None


def fold(text: str) -> str:
    """Small letters without accents, and single spaces: what two spellings of a word have in common."""
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    bare = "".join(c for c in plain if not unicodedata.combining(c))
    return " ".join(bare.translate(STROKES).split())


def title_key(title: str) -> str:
    return fold(title)[:LONGEST_KEY]


def words(title: str, content: Mapping[str, Any]) -> str:
    """What is searched of a story: its title and its text."""
    return fold(" ".join([title, *(beat["text"] for beat in content.get("beats", ()))]))


def position(story: Story, sort: Sort) -> str:
    """The cursor of the page after this story."""
    match sort:
        case "newest":
            return cursors.encode(story.created_at, story.id)
        case "oldest":
            key: list[Any] = [story.created_at.isoformat()]
        case "title":
            key = [title_key(story.title)]
        case "rating":
            key = [story.rating or UNRATED, story.created_at.isoformat()]
        case _:
            assert_never(sort)
    raw = json.dumps([sort, *key, str(story.id)], ensure_ascii=False)
    return base64.urlsafe_b64encode(raw.encode()).decode().rstrip("=")


def after(cursor: str, sort: Sort) -> tuple[Any, ...]:
    """The key and the id in a cursor. Raises `InvalidInput` for what `position` never made in this order."""
    if sort == "newest":
        return cursors.decode(cursor)
    try:
        raw = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode()
        match sort, json.loads(raw):
            case "oldest", ["oldest", str(moment), str(story_id)]:
                return _moment(moment), UUID(story_id)
            case "title", ["title", str(title), str(story_id)] if "\0" not in title:
                title.encode()  # halves of characters cannot be compared
                return title, UUID(story_id)
            case "rating", ["rating", int(rating), str(moment), str(story_id)] if 0 <= rating <= 10:
                return int(rating), _moment(moment), UUID(story_id)
    except (ValueError, OverflowError, RecursionError, binascii.Error):
        pass
    raise InvalidInput(
        "This is not the cursor of a page of this list in this order.", data={"field": "cursor"}
    )


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)
