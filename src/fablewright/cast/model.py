"""A character, as the people who made it described it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from fablewright.core.book import Kind, Person


@dataclass(frozen=True, slots=True)
class ReferencePicture:
    """What a character looks like: `file` is the name of a PNG, its sides are in pixels;
    `thumbnail` that of a small WebP, None of older pictures."""

    id: UUID
    file: str
    width: int
    height: int
    thumbnail: str | None = None

    @property
    def files(self) -> list[str]:
        return [self.file, self.thumbnail] if self.thumbnail else [self.file]


@dataclass(frozen=True, slots=True)
class Character:
    """`pictures` in the order in which they came."""

    id: UUID
    kind: Kind
    name: str
    age: int | None
    pronoun: Any
    traits: tuple[str, ...]
    appearance: str
    species: str
    created_at: datetime
    pictures: tuple[ReferencePicture, ...] = ()

    def person(self) -> Person:
        return Person(
            kind=self.kind, name=self.name, age=self.age, traits=self.traits,
            appearance=self.appearance, species=self.species, pronoun=self.pronoun,
        )  # fmt: skip
