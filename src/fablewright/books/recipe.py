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
    15 minutes. `pictures` is how many may be painted in one try until one passes its inspection."""

    inputs: tuple[str, ...]
    retries: int
    wait: float = 0.0
    exponential: bool = False
    deadline: float = 300.0
    pictures: int = 0

    def pause(self, failures: int) -> float:
        return self.wait**failures if self.exponential else self.wait


# Each picture has its time, and the whole is over before the sweep would end it.
PICTURE_TRIES = 3
_PICTURE_SECONDS = 280.0


def _picture(made_from: str) -> Asset:
    deadline = PICTURE_TRIES * _PICTURE_SECONDS
    return Asset((made_from,), retries=3, deadline=deadline, pictures=PICTURE_TRIES)


RECIPE: Mapping[str, Asset] = {
    "content": Asset((), retries=3, wait=2.0, exponential=True),
    "cover": _picture("content"),
    "scene_1": _picture("cover"),
    "scene_2": _picture("cover"),
    "scene_3": _picture("cover"),
    "scene_4": _picture("cover"),
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
