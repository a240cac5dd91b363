"""A character, as the people who made it described it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from fablewright.core.book import Kind, Person


@dataclass(frozen=True, slots=True)
class Character:
    id: UUID
    kind: Kind
    name: str
    age: int | None
    pronoun: Any
    traits: tuple[str, ...]
    appearance: str
    species: str
    created_at: datetime

    def person(self) -> Person:
        return Person(
            kind=self.kind, name=self.name, age=self.age, traits=self.traits,
            appearance=self.appearance, species=self.species, pronoun=self.pronoun,
        )  # fmt: skip
