"""Where the figures stand: arrangements are tried, and the one kept that shows every face best.

Faces come before all else: no head touches another, no hand or body lies before one. Then come looks
(figures turn to each other), depth (not all on one line) and the place of the group on the page.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

from fablewright.illustrators.offline.actors import Actor
from fablewright.illustrators.offline.scene import Scene

Box = tuple[float, float, float, float]
Circle = tuple[float, float, float]
LOW = frozenset({"sit", "kneel", "crouch"})
_ROUNDS, _TRIES = 15, 32
_FAULT = 50.0
"""What it costs to hide a face or to leave the page: more than all wishes together."""


@dataclass(frozen=True, slots=True)
class Spot:
    """Where one figure's feet are, and its size."""

    x: float
    y: float
    scale: float


@dataclass(frozen=True, slots=True)
class _Aim:
    """What this picture tries for: where on the page its group is."""

    centre: float
    spread: float
    thing: float = 0.0  # room before the first figure's eyes, in child units


def arrange(
    actors: list[Actor], scene: Scene, r: Random, *, cover: bool = False, thing: float = 0.0
) -> None:
    """Give each its place: as large as camera and page allow. `r` varies the composition.

    `thing` is the room, in child units, to leave before the first figure for what the picture is about.
    """
    if not actors:
        return
    _settle(actors, scene)
    if _from_near(scene):
        thing = min(thing, 26.0)
    lead = actors[0].figure.facing
    lean = {"right": -70.0, "left": 70.0}.get(lead, 0.0)
    aim = _Aim(500 + lean + r.uniform(-120, 120), r.uniform(0.82, 1.12), thing)
    best: tuple[float, list[Spot]] | None = None
    for round_ in range(_ROUNDS):
        for _ in range(max(6, _TRIES * (len(actors) - 1))):
            spots = _propose(actors, scene, aim, r, round_, cover)
            cost = _cost(actors, spots, scene, aim, cover) + 1.6 * round_
            if best is None or cost < best[0]:
                best = cost, spots
        if best and best[0] < (9.0 if round_ < 6 else _FAULT * 0.5):
            break
    assert best
    for actor, spot in zip(actors, best[1], strict=True):
        actor.x, actor.y, actor.scale = spot.x, spot.y, spot.scale


def _settle(actors: list[Actor], scene: Scene) -> None:
    """Who swims does so in the water of the place, or else in a tub."""
    for actor in actors:
        if scene.bubble and actor.swims:
            actor.where = "afloat"
        elif actor.species == "whale" and scene.water and scene.place != "island":
            actor.where = "water"  # an octopus comes ashore in its tub, to be seen
        elif actor.swims and scene.walkable:
            actor.where = "tub"


def _propose(
    actors: list[Actor], scene: Scene, aim: _Aim, r: Random, round_: int, cover: bool
) -> list[Spot]:
    """One arrangement; later rounds are smaller and wider apart."""
    walkers = [i for i, actor in enumerate(actors) if actor.where != "water"]
    spots = {
        i: _in_water(actors[i], scene, r, cover) for i in range(len(actors)) if i not in walkers
    }
    base = _base_scale([actors[i] for i in walkers], scene) * 0.955**round_
    order = walkers[:]
    r.shuffle(order)
    placed: list[tuple[int, float, float]] = []
    for i in order:
        y, scale = _depth(actors[i], scene, r, base, first=i == 0, cover=cover)
        placed.append((i, y, scale))
    loose = 1.4 + 0.1 * round_
    widths = [
        _width(actors[i]) * scale * aim.spread * r.uniform(0.86, loose)
        + (aim.thing * scale if i == 0 else 0.0)
        for i, _, scale in placed
    ]
    x = aim.centre + r.uniform(-50, 50) - sum(widths) / 2
    low, high = scene.room
    x = min(max(x, low), max(low, high - sum(widths)))
    for (i, y, scale), wide in zip(placed, widths, strict=True):
        middle = (actors[i].box[0] + actors[i].box[2]) / 2 * scale
        if i == 0 and aim.thing:
            way = {"left": 1.0, "right": -1.0}.get(actors[i].figure.facing, -1.0)
            middle -= way * aim.thing * scale / 2
        spots[i] = Spot(x + wide / 2 - middle, y, scale)
        x += wide
    return [spots[i] for i in range(len(actors))]


def _width(actor: Actor) -> float:
    """The room that somebody needs in a row: tails, capes and wide arms may lie behind neighbours."""
    return min(actor.width, 62.0 + 0.42 * max(0.0, actor.width - 62.0))


def _base_scale(actors: Sequence[Actor], scene: Scene) -> float:
    if not actors:
        return scene.frame.scale
    tallest = max(actor.height for actor in actors)
    scale = scene.frame.scale * min(1.3, max(1.0, 84 / tallest))  # small ones alone come nearer
    feet = scene.feet
    if _from_near(scene):
        feet = _near_feet(scene, tallest, scale)
    return min(scale, (feet - scene.frame.ceiling) / tallest)


def _from_near(scene: Scene) -> bool:
    return scene.frame.camera == "near" and scene.stands is None


def _near_feet(scene: Scene, tallest: float, scale: float) -> float:
    """Faces, not feet: the tallest head is where we look, and the feet may be off the page."""
    frame = scene.frame
    eyes = frame.ceiling + (60 if frame.quiet_top else 190)
    return max(min(scene.feet, eyes + tallest * scale), 760.0)


def sits_on_bank(actor: Actor, scene: Scene) -> bool:
    """Low poses from near are before the bank that hides the others' legs."""
    near = _from_near(scene) and not scene.frame.quiet_top and scene.walkable
    return near and (actor.figure.pose in LOW or actor.where == "tub")


def _depth(
    actor: Actor, scene: Scene, r: Random, base: float, *, first: bool, cover: bool
) -> tuple[float, float]:
    """How far down the page somebody stands, and so how large."""
    frame, feet = scene.frame, scene.feet
    if scene.stands is not None:
        return feet, base
    if actor.where == "afloat":
        y = feet - r.uniform(0.04, 0.34) * (feet - frame.ceiling)
        return y, base * r.uniform(0.92, 1.0)
    if _from_near(scene):
        scale = base * (1.0 if first else r.choice((1.0, 0.92, 0.86)))
        eyes, edge = (690, 985) if frame.quiet_top else (520, 800)
        head = -actor.anchors["head"][1]
        if sits_on_bank(actor, scene):
            return 806.0, scale
        y = max(edge, eyes + head * scale)
        return min(y, max(_near_feet(scene, actor.height, scale), edge)), scale
    near = -0.05 if frame.quiet_top else 0.0
    steps = (near, 0.0, 0.04) if first and cover else (near, 0.0, 0.08, 0.17, 0.27)
    share = r.choice(steps) * (0.8 if scene.indoors else 1.0)
    furthest = max(scene.ground, frame.horizon + 44) + 12
    y = max(min(feet - share * (feet - frame.horizon), 968.0), min(furthest, feet))
    return y, base * scene.at(y) / frame.scale


def _in_water(actor: Actor, scene: Scene, r: Random, cover: bool) -> Spot:
    """Low in the water before the bank, no wider than half of the page; large on a cover."""
    assert scene.water
    low, high = sorted(scene.water)
    y = high - r.uniform(0.0, 0.2) * (high - low)
    if not scene.frame.quiet_top:
        y = min(y, scene.frame.quiet[0] - 16)
    least = (0.9 if cover else 0.62) * scene.frame.scale
    scale = min(max(scene.at(y), least), 4.6, (600 if cover else 480) / actor.width)
    scale = min(scale, (y - scene.frame.ceiling) / actor.height)
    half = actor.width * scale / 2
    middle = (actor.box[0] + actor.box[2]) / 2 * scale
    reach = 120.0 if scene.place == "pool" else 476 - half
    return Spot(r.uniform(500 - reach, 500 + reach) - middle, y, scale)


def _cost(actors: list[Actor], spots: list[Spot], scene: Scene, aim: _Aim, cover: bool) -> float:
    boxes = [_box(actor, spot) for actor, spot in zip(actors, spots, strict=True)]
    heads = [_head(actor, spot) for actor, spot in zip(actors, spots, strict=True)]
    cost = 0.0
    for actor, spot, box, head in zip(actors, spots, boxes, heads, strict=True):
        cost += _off_page(actor, spot, box, head, scene)
    order = _drawing_order(actors, spots, scene)
    for i in range(len(actors)):
        for j in range(len(actors)):
            if i != j:
                cost += _face_hidden(heads[i], actors[j], spots[j], heads[j], order[j] > order[i])
    for i, actor in enumerate(actors):
        if actor.where == "water":
            cost += 40 * _covered(boxes[i], [box for j, box in enumerate(boxes) if j != i])
    cost += _looks(actors, spots)
    across = [spot.x for spot in spots]
    middle = sum(across) / len(across)
    cost += (max(across) - min(across)) / 250  # a group, not a row
    cost += abs(middle - aim.centre) / 60
    if len(actors) > 1 and scene.stands is None and not _from_near(scene):
        feet = [spot.y for spot in spots]
        cost += 4.0 * (max(feet) - min(feet) < 10)
        if cover or actors[0].height > 70:
            cost += 3.0 * (spots[0].scale < 0.94 * max(spot.scale for spot in spots))
    for actor, spot in zip(actors[1:], spots[1:], strict=True):  # small ones are near
        if actor.where == "ground" and actor.height < 50:
            cost += 4.0 * (spot.scale < 0.9 * spots[0].scale)
    return cost


def _covered(box: Box, others: Sequence[Box]) -> float:
    """The share of a swimmer's width that lies behind others."""
    wide = box[2] - box[0]
    return sum(max(0.0, min(box[2], b[2]) - max(box[0], b[0])) for b in others) / wide


def _drawing_order(actors: list[Actor], spots: list[Spot], scene: Scene) -> list[int]:
    """The rank of each: who swims is behind all, then from far to near."""
    ranked = sorted(
        range(len(actors)),
        key=lambda i: (actors[i].where != "water", sits_on_bank(actors[i], scene), spots[i].y, i),
    )
    return [ranked.index(i) for i in range(len(actors))]


def _box(actor: Actor, spot: Spot) -> Box:
    left, top, right, bottom = actor.box
    s = spot.scale
    return spot.x + left * s, spot.y + top * s, spot.x + right * s, spot.y + bottom * s


def _at(actor: Actor, spot: Spot, anchor: str) -> tuple[float, float]:
    x, y = actor.anchors[anchor]
    return spot.x + x * spot.scale, spot.y + y * spot.scale


def _head(actor: Actor, spot: Spot) -> Circle:
    """The middle of the head and its reach with hair and ears."""
    _, y = actor.anchors["head"]
    reach = max(15.0, min(26.0, y - actor.box[1])) * spot.scale
    return (*_at(actor, spot, "head"), reach)


def _off_page(actor: Actor, spot: Spot, box: Box, head: Circle, scene: Scene) -> float:
    low, high = scene.room
    if (low, high) == (50.0, 950.0):  # only faces keep from the edges
        low, high = 22.0, 978.0
    beyond = max(low - box[0], box[2] - high, 0.0)
    cost = _FAULT + beyond if beyond > 6 else 0.0
    if box[1] < scene.frame.ceiling - 2:
        cost += _FAULT + scene.frame.ceiling - box[1]
    x, y, reach = head
    if scene.framing and scene.frame.quiet_top and y > 800 - reach * 0.3:  # leaves hang there
        cost += _FAULT * (x < 165 + 0.6 * reach or x > 835 - 0.6 * reach)
    if scene.framing and scene.frame.quiet_top and spot.y > 880:  # nor do they hide a wheel
        cost += 12.0 * (spot.x < 185 or spot.x > 815)
    if actor.where == "water":
        cost += sum(
            _FAULT for b in scene.busy
            if b[0] < x + reach and b[2] > x - reach and b[1] < y + reach and b[3] > y - reach
        )  # fmt: skip
    return cost


def _face_hidden(head: Circle, other: Actor, spot: Spot, other_head: Circle, before: bool) -> float:
    """What `other` does to a face: touches it, reaches into it, stands before it."""
    x, y, reach = head
    near = math.hypot(x - other_head[0], y - other_head[1])
    least = 1.1 * (reach + other_head[2])
    cost = _FAULT * (1 + (least - near) / least) if near < least else 0.0
    chest = spot.x, spot.y + other.box[1] * 0.48 * spot.scale
    for side in ("left_hand", "right_hand"):
        hand = _at(other, spot, side)
        for share in (1.0, 0.72, 0.45):
            px = chest[0] + (hand[0] - chest[0]) * share
            py = chest[1] + (hand[1] - chest[1]) * share
            if math.hypot(x - px, y - py) < reach * 1.12 + 7 * spot.scale * (share == 1.0):
                cost += _FAULT * 0.7
                break
    left, top, right, _ = _box(other, spot)
    if not other.creature:  # arms are looked at above
        left, right = spot.x - 19 * spot.scale, spot.x + 19 * spot.scale
    else:
        spare = 0.08 * (right - left)
        left, right = left + spare, right - spare
    inside = left < x + reach and right > x - reach and top < y + reach and spot.y > y - reach
    return cost + (_FAULT if before and inside else 0.0)


def _looks(actors: list[Actor], spots: list[Spot]) -> float:
    """Nobody turns a back to all the others; the first looks into the open."""
    cost = 0.0
    for actor, spot in zip(actors, spots, strict=True):
        way = {"left": -1, "right": 1}.get(actor.figure.facing, 0)
        others = [other.x for other in spots if other is not spot]
        if way and others and all((x - spot.x) * way < 0 for x in others):
            cost += 9.0 if actor is not actors[0] else 11.0
        if actor.figure.pose == "hug" and others:  # nobody embraces the air
            cost += min(abs(x - spot.x) for x in others) / (30 * spot.scale)
        if way and not others:
            cost += max(0.0, (spot.x - 500) * way) / 40
    return cost
