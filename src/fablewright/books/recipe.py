"""The order of a book as data: what each asset needs, and how often it is tried."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

PICTURES = ("cover", "scene_1", "scene_2", "scene_3", "scene_4")


@dataclass(frozen=True, slots=True)
class Asset:
    """`inputs` must be settled before it starts. After failed try n it waits base^n seconds if
    `exponential`, else `wait` seconds. `deadline` is the longest that one try may take, in seconds: more
    than its calls may, which know themselves when they have waited enough, and less than the sweep's
    15 minutes."""

    inputs: tuple[str, ...]
    retries: int
    wait: float = 0.0
    exponential: bool = False
    deadline: float = 300.0

    def pause(self, failures: int) -> float:
        return self.wait**failures if self.exponential else self.wait


RECIPE: Mapping[str, Asset] = {
    "content": Asset((), retries=3, wait=2.0, exponential=True),
    "cover": Asset(("content",), retries=3, deadline=840.0),
    "scene_1": Asset(("cover",), retries=3, deadline=840.0),
    "scene_2": Asset(("cover",), retries=3, deadline=840.0),
    "scene_3": Asset(("cover",), retries=3, deadline=840.0),
    "scene_4": Asset(("cover",), retries=3, deadline=840.0),
    "audio": Asset(("content",), retries=2, wait=5.0, deadline=840.0),
    "activities": Asset(("content",), retries=2),
    "pdf": Asset((*PICTURES, "activities"), retries=2),
    "epub": Asset((*PICTURES, "activities", "audio"), retries=2),
}
SETTLED = ("ready", "failed")


def startable(states: Mapping[str, str], wanted: Mapping[str, Asset] = RECIPE) -> list[str]:
    """The queued assets whose inputs are all settled. Without a text nothing else starts, not even
    what has its inputs because the story has no such parts."""
    if states["content"] != "ready":
        return ["content"] if states["content"] == "queued" else []
    return [
        name
        for name, asset in wanted.items()
        if states.get(name) == "queued"
        and all(states.get(needed, "ready") in SETTLED for needed in asset.inputs)
    ]


def dependants(names: frozenset[str]) -> frozenset[str]:
    """These assets and all that is made from them."""
    found = set(names)
    for name, asset in RECIPE.items():  # in order: inputs come first
        if found & set(asset.inputs):
            found.add(name)
    return frozenset(found)


def overall(states: Mapping[str, str]) -> str:
    """generating | ready | partial | failed."""
    if states.get("content") == "failed":
        return "failed"
    if any(state not in SETTLED for state in states.values()):
        return "generating"
    return "partial" if "failed" in states.values() else "ready"
