"""A draft as its editor made it, and how it was before."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

LARGEST = 500_000  # bytes of a document as JSON in UTF-8
DEEPEST = 50  # levels of a document


@dataclass(frozen=True, slots=True)
class Draft:
    """`document` is the editor's own (ProseMirror's JSON); None where only the list is wanted.
    `revision` counts from 1, and grows with every change that was saved."""

    id: UUID
    title: str
    revision: int
    created_at: datetime
    updated_at: datetime
    document: dict[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Revision:
    """How a draft was when this revision was saved."""

    revision: int
    title: str
    created_at: datetime
    document: dict[str, Any] | None = None


def checked(document: Mapping[str, Any]) -> Mapping[str, Any]:
    """The document, whose shape is right; what is in it is the editor's matter.

    Raises `ValueError` with the end of a sentence.
    """
    if document.get("type") != "doc":
        raise ValueError("must be an editor's document: an object whose “type” is “doc”")
    content = document.get("content", [])
    if not isinstance(content, list) or not all(
        isinstance(node, dict) and isinstance(node.get("type"), str) for node in content
    ):
        raise ValueError(
            "must have a list of paragraphs and the like as “content”, each with a “type”"
        )
    _check_words(document)
    try:
        size = len(json.dumps(document, ensure_ascii=False, allow_nan=False).encode())
    except ValueError:
        raise ValueError("holds a number that is none") from None
    if size > LARGEST:
        raise ValueError(f"is too long: at most {LARGEST // 1000} KB, please")
    return document


def _check_words(document: Mapping[str, Any]) -> None:
    """Level by level, so that no depth is too much for the check itself."""
    level: list[Any] = [document]
    for _ in range(DEEPEST):
        below: list[Any] = []
        for value in level:
            if isinstance(value, Mapping):
                below += [*value.keys(), *value.values()]
            elif isinstance(value, list):
                below += value
            elif isinstance(value, str) and _unprintable(value):
                raise ValueError("holds a character that cannot be kept; please type it again")
        level = below
        if not level:
            return
    raise ValueError(f"is nested too deeply: at most {DEEPEST} levels, please")


def _unprintable(text: str) -> bool:
    """PostgreSQL keeps neither NUL nor halves of characters."""
    return "\0" in text or any("\ud800" <= character <= "\udfff" for character in text)
