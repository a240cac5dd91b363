"""What of each trait can be seen in the picture, once everything before it has covered it.

A trait's own pixels are those that change when its person is drawn without it (or with its colour
replaced, where it is a colour) and in all else the same. They are counted twice: for the person alone,
and in the picture, where the page's edge and the sheets in front take their part.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from fablewright.core.book import Facing
from fablewright.illustrators.offline.actors import Actor
from fablewright.illustrators.offline.people import Look, draw_person
from fablewright.illustrators.offline.raster import ink
from fablewright.illustrators.offline.sheets import Glow, Layer, U
from fablewright.illustrators.offline.stage import Staged

SIZE = 512  # pixels a side of the pass that counts
_FIT = 0.9  # of the page, for somebody drawn alone
_OTHER = (
    "#ff00ff",
    "#00ff00",
)  # no paper has these: what changes to them was the colour asked about
_CHANGED = 20  # of 255, in any channel
_HIDDEN = 0.5  # of the light that sheets in front let through

Pixels = NDArray[np.float32]
Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class _Stack:
    """The sheets of one person, with what it holds between them, and what lies in front of it all."""

    mine: Sequence[Layer | Glow]
    clear: Pixels  # 0–1, how much of it the sheets in front let through


def visibility(staged: Staged, size: int = SIZE) -> dict[str, dict[str, dict[str, float]]]:
    """{person: {trait: {"seen", "area"}}} for the traits that were drawn of people.

    `seen` is the share of the trait's own pixels that the picture shows, 0–1; `area` is what it shows
    of the trait, as a share of the page, 0–1.
    """
    found: dict[str, dict[str, dict[str, float]]] = {}
    for actor in staged.actors:
        if actor.look is not None:
            found[actor.name] = _of(actor, actor.look, staged.items, size)
    return found


def _of(
    actor: Actor, look: Look, items: Sequence[Layer | Glow], size: int
) -> dict[str, dict[str, float]]:
    traits = sorted(actor.drawn.traits)
    stack = _stack(actor, items, size) if traits else None
    if stack is None:
        return {trait: {"seen": 0.0, "area": 0.0} for trait in traits}
    whole = _flat(stack.mine, size)
    scale, at = _alone(actor)
    alone = _flat(_sheets(actor, look, at, scale), size)
    seen = {}
    for trait in traits:
        other = _without(look, trait)
        mine = _changed(whole, _flat(_swapped(actor, look, other, stack.mine), size))
        shown = int(np.count_nonzero(mine & (stack.clear > _HIDDEN)))
        rest = _flat(_sheets(actor, look, at, scale, other), size) if other else _nothing(size)
        count = int(np.count_nonzero(_changed(alone, rest))) * (actor.scale / scale) ** 2
        seen[trait] = {
            "seen": round(min(1.0, shown / count), 3) if count else 0.0,
            "area": round(shown / size**2, 6),
        }
    return seen


def _without(look: Look, trait: str) -> Look | None:
    """How the person would look if the trait were not to be seen; None when it is the whole figure."""
    if trait in ("large_body", "small_stature"):
        return None
    if trait.startswith("skin_"):
        return replace(look, skin=_OTHER[0], blush=_OTHER[0])
    if trait == "albinism":
        return replace(look, skin=_OTHER[0], blush=_OTHER[0], hair_colour=_OTHER[1])
    if trait == "hair_none":
        return replace(look, hair="short", hair_colour=_OTHER[0], traits=look.traits - {trait})
    if trait.startswith("hair_"):
        return replace(look, hair_colour=_OTHER[0])
    if trait in ("hijab", "turban", "kippah"):
        return replace(look, hat=_OTHER[0])
    return replace(look, traits=look.traits - {trait})


def _stack(actor: Actor, items: Sequence[Layer | Glow], size: int) -> _Stack | None:
    own = {id(layer) for layer in actor.drawn.layers}
    places = [place for place, item in enumerate(items) if id(item) in own]
    if not places:
        return None
    clear = np.ones((size, size), np.float32)
    for item in items[places[-1] + 1 :]:
        if isinstance(item, Layer) and (inked := ink(item.svg(), size)):
            image, (x, y) = inked
            alpha = np.asarray(image.getchannel("A"), np.float32) / 255
            clear[y : y + image.height, x : x + image.width] *= 1 - alpha
    return _Stack(items[places[0] : places[-1] + 1], clear)


def _swapped(
    actor: Actor, look: Look, other: Look | None, mine: Sequence[Layer | Glow]
) -> Iterable[Layer | Glow]:
    """The same stack with the person drawn as `other`, or not at all."""
    own = {id(layer) for layer in actor.drawn.layers}
    drawn = {}
    if other is not None:
        sheets = _sheets(actor, look, (actor.x, actor.y), actor.scale, other)
        drawn = {sheet.name: sheet for sheet in sheets}
    for item in mine:
        if id(item) not in own:
            yield item
        elif isinstance(item, Layer) and item.name in drawn:
            yield drawn[item.name]


def _sheets(
    actor: Actor, look: Look, at: tuple[float, float], scale: float, shown: Look | None = None
) -> list[Layer]:
    figure = actor.figure
    facing: Facing = figure.facing
    return draw_person(
        look, figure.pose, figure.mood, facing, *at, scale, actor.shade, shown
    ).layers


def _alone(actor: Actor) -> tuple[float, tuple[float, float]]:
    """A scale and a place at which the whole person is on the page."""
    x0, y0, x1, y1 = actor.box
    scale = _FIT * U / max(x1 - x0, y1 - y0, 1.0)
    return scale, (U / 2 - scale * (x0 + x1) / 2, U / 2 - scale * (y0 + y1) / 2)


def _flat(sheets: Iterable[Layer | Glow], size: int) -> Pixels:
    """The sheets on top of each other without shadows and grain: RGBA, premultiplied, 0–255."""
    page = _nothing(size)
    for sheet in sheets:
        if isinstance(sheet, Layer) and (inked := ink(sheet.svg(), size)):
            image, (x, y) = inked
            over: Any = np.asarray(image, np.float32)
            alpha = over[..., 3:] / 255
            window = page[y : y + image.height, x : x + image.width]
            window *= 1 - alpha
            window[..., :3] += over[..., :3] * alpha
            window[..., 3:] += over[..., 3:]
    return page


def _nothing(size: int) -> Pixels:
    return np.zeros((size, size, 4), np.float32)


def _changed(one: Pixels, other: Pixels) -> Mask:
    changed: Mask = (np.abs(one - other) > _CHANGED).any(axis=2)
    return changed


def hidden(actors: Iterable[Actor]) -> Mapping[str, list[str]]:
    """{person: traits that it has and that pose, view or clothes cover}: nothing of them is drawn."""
    return {
        actor.name: sorted(actor.look.traits - actor.drawn.traits)
        for actor in actors
        if actor.look is not None
    }
