"""The inspector that needs nothing: it reads what the illustrator of the house counted in its picture."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from fablewright.core.artist import Call, Reply
from fablewright.core.book import Finding, Person, Verdict
from fablewright.inspectors.base import InspectionRequest, TraitWords, asked_about, verdict_of

MODEL = "visible-area-1"
LEAST_SEEN = 0.25  # of what there is of the trait
LEAST_AREA = 0.00005  # of the page: 200 pixels of a picture of 2048 × 2048


class OfflineInspector:
    """Judges pictures whose document says how much is `visible` of every trait, and no others."""

    name = "offline"

    def __init__(self, traits: Mapping[str, TraitWords]) -> None:
        self._traits = traits

    def inspect(self, request: InspectionRequest) -> Call[Verdict] | None:
        document, asked = request.document, asked_about(request, self._traits)
        if "visible" not in document or not asked:
            return None
        prompt = {
            "asked": [[person.name, trait] for person, trait in asked],
            **{name: document.get(name) for name in ("drawn", "visible", "hidden")},
        }

        async def run() -> Reply[Verdict]:
            findings = [_judged(document, person, trait) for person, trait in asked]
            verdict = verdict_of(findings, self._traits)
            return Reply(verdict, response=verdict.model_dump(mode="json"))

        words = json.dumps(prompt, ensure_ascii=False, sort_keys=True)
        return Call("text", self.name, MODEL, words, "1", run)

    async def check(self) -> None:
        """It needs nothing that is not here."""

    async def close(self) -> None:
        """It holds nothing."""


def _judged(document: Mapping[str, Any], person: Person, trait: str) -> Finding:
    def finding(seen: Any, note: str = "") -> Finding:
        return Finding(person=person.name, trait=trait, seen=seen, note=note)

    drawn, visible = document.get("drawn", {}), document["visible"]
    if person.name not in drawn:
        return finding("no", "is not in the picture")
    if person.name not in visible:
        return finding("unclear", "is an animal here, and drawn as one")
    if trait in document.get("hidden", {}).get(person.name, ()):
        return finding("unclear", "is covered by clothes or the way of standing")
    shown = visible[person.name].get(trait)
    if trait not in drawn[person.name] or shown is None:
        return finding("no", "was not drawn")
    if shown["seen"] < LEAST_SEEN:
        return finding("no", f"is hidden or off the page: {shown['seen']:.0%} of it can be seen")
    if shown["area"] < LEAST_AREA:
        return finding("no", "is too small to be seen")
    return finding("yes")
