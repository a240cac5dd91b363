"""What every inspector can do."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Protocol

from fablewright.core.artist import Call
from fablewright.core.book import Finding, Person, SceneAnalysis, Verdict


@dataclass(frozen=True, slots=True)
class InspectionRequest:
    """One finished picture: the file's bytes, what its illustrator says of it (`Picture.document`), and
    what was to be shown."""

    png: bytes
    document: Mapping[str, object]
    analysis: SceneAnalysis
    people: tuple[Person, ...]


class TraitWords(Protocol):
    """A trait in words: `label` continues "She …", `drawn` says how it looks, and yes is the good answer
    to `question`."""

    @property
    def label(self) -> str: ...

    @property
    def drawn(self) -> str: ...

    @property
    def question(self) -> str: ...


class Inspector(Protocol):
    """Judges a picture against the traits of the people in it."""

    name: str

    def inspect(self, request: InspectionRequest) -> Call[Verdict] | None:
        """None when it cannot judge this picture, or there is nothing to judge."""

    async def check(self) -> None:
        """Raises `Misconfigured` when it cannot work as the settings are. Costs nothing."""

    async def close(self) -> None:
        """End whatever processes or connections it holds."""


def asked_about(
    request: InspectionRequest, traits: Mapping[str, TraitWords]
) -> list[tuple[Person, str]]:
    """(person, trait) for everybody who is to be seen from the front or the side, each once."""
    people = {person.name.casefold().strip(): person for person in request.people}
    asked = {}
    for figure in request.analysis.figures:
        person = people.get(figure.who.casefold().strip())
        if person is None or figure.facing == "away":
            continue
        for trait in person.traits:
            if trait in traits:
                asked[person.name, trait] = (person, trait)
    return list(asked.values())


def verdict_of(findings: Iterable[Finding], traits: Mapping[str, TraitWords]) -> Verdict:
    """The verdict that these findings make, with what the next try is to be told."""
    found = tuple(findings)
    missing = [one for one in found if one.seen == "no"]
    feedback = " ".join(
        f"{one.person} {traits[one.trait].label}: {traits[one.trait].drawn}"
        " It could not be seen in the last picture; show it plainly, with nothing in front of it."
        for one in missing
    )
    return Verdict(passed=not missing, findings=found, feedback=feedback)
