"""Where things go: in hands, on tables, on the ground, in the air, out of the way of faces and text."""

from __future__ import annotations

import math
from dataclasses import dataclass, field

from fablewright.core.book import Facing
from fablewright.illustrators.offline.actors import Actor
from fablewright.illustrators.offline.colour import mix, tint
from fablewright.illustrators.offline.creatures import draw_creature
from fablewright.illustrators.offline.native import native
from fablewright.illustrators.offline.props import PROPS, Prop, draw_prop
from fablewright.illustrators.offline.scene import Perch, Scene
from fablewright.illustrators.offline.script import Thing
from fablewright.illustrators.offline.shapes import ellipse, group, path, stroke
from fablewright.illustrators.offline.sheets import Glow, Layer

LIGHTS = frozenset({"lantern", "candle", "fire", "diya-lamp", "flashlight", "light-bulb", "red-paper-lantern", "glowing-star", "star", "paper-star", "jack-o-lantern"})  # fmt: skip
Box = tuple[float, float, float, float]


@dataclass
class Floor:
    """What is taken: boxes on the page that nothing else may cover."""

    scene: Scene
    taken: list[Box] = field(default_factory=list)
    count: int = 0

    def free(self, box: Box, spare: float = 6.0) -> bool:
        left, top, right, bottom = box
        if left < 14 or right > 986 or top < 14 or bottom > 992:
            return False
        return not any(
            left < b[2] + spare
            and right > b[0] - spare
            and top < b[3] + spare
            and bottom > b[1] - spare
            for b in self.taken
        )

    def quiet(self, box: Box) -> bool:
        low, high = self.scene.frame.quiet
        return box[1] < high and box[3] > low

    def prefix(self) -> str:
        self.count += 1
        return f"p{self.count}"


def head_of(actor: Actor) -> tuple[float, float, float]:
    """The middle of the head and its reach, in page units."""
    box = actor.drawn.box
    x, y = actor.drawn.anchors.get("head", (actor.x, (box[1] + box[3]) / 2))
    return x, y, max(14.0, min(26 * actor.scale, y - box[1]))


@dataclass
class Placed:
    """A prop's sheets and whether they lie before the figures."""

    sheets: list[Layer | Glow]
    front: bool


def lay(
    noun: str, floor: Floor, actors: list[Actor], thing: Thing | None = None, *, cover: bool = False
) -> Placed | None:
    """Put a prop where such a thing belongs; None when there is no room for it.

    What the scene is about (`thing`) lies large before the first figure's eyes.
    """
    thing = thing or Thing(noun)
    scene, prop = floor.scene, PROPS[noun]
    where = prop.where
    if not scene.indoors and (where == "wall" or noun == "door"):
        return _far("hut", PROPS["hut"], floor)  # a house has both
    if noun == "door" or (scene.indoors and where in ("sky", "big")):
        return None  # seen through the window at most
    if noun == "sun" and scene.tones.night:
        return None
    if where == "sky" and not scene.indoors and not scene.bubble:
        return _in_air(noun, prop, floor, high=True)
    if where in ("air", "sky"):
        return _in_air(noun, prop, floor, high=False)
    if where == "water" and scene.water:
        return _on_water(noun, prop, floor)
    if where == "big" and not scene.indoors:
        return _far(noun, prop, floor)
    if where == "wall" and scene.indoors:
        return _in_air(noun, prop, floor, high=False)
    if where == "hand" and not thing.about:
        placed = _on_perch(noun, prop, floor)
        if placed:
            return placed
    grow = 1.0
    if thing.about and where in ("hand", "floor"):
        goal = 84.0 if thing.huge else 44.0 if cover else 30.0
        grow = max(1.0, goal / max(prop.height, prop.width * 0.8))
        grow = min(grow, 4.5 if thing.named else 1.4)
    if where == "water":
        grow = min(1.0, 26.0 / prop.height)  # ashore it is a toy
    table = scene.indoors and thing.named and where == "hand" and not thing.huge
    return _on_ground(noun, prop, floor, actors, grow, near=thing.about, table=table)


def visit(noun: str, floor: Floor, actors: list[Actor]) -> Placed | None:
    """An animal that is a prop: it stands by, a little further off than the figures."""
    scene, seed = floor.scene, len(noun)
    if not scene.walkable:
        return None
    left, top, right, _ = draw_creature(
        noun, seed, "smile", "left", 0, 0, 1, scene.tones.shadow
    ).box
    for attempt in range(60):
        y = max(scene.down(scene.r.uniform(0.72, 0.98)), _ground_top(scene))
        y = min(y, _ground_line(scene))
        scale = scene.at(y) * 0.8 * 0.985**attempt
        x = scene.r.uniform(60, 940)
        box = (x + left * scale, y + top * scale, x + right * scale, y)
        if not floor.free(box):
            continue
        facing: Facing = "left" if actors and x > actors[0].x else "right"
        drawn = draw_creature(noun, seed, "smile", facing, x, y, scale, scene.tones.shadow)
        contact = Layer(f"under{floor.prefix()}", lift=0, rim=0, grain=0, blur=6)
        contact.add(ellipse(x, y, 16 * scale, 2.6 * scale, scene.tones.shadow, fill_opacity=0.34))
        floor.taken.append(box)
        return Placed([contact, *drawn.layers], False)
    return None


def _shadowed(
    scene: Scene,
    noun: str,
    x: float,
    y: float,
    size: float,
    floor: Floor,
    far: float = 0.0,
    flip: bool = False,
) -> list[Layer | Glow]:
    """A prop on the ground with its shadow, and its light if it has any."""
    prop = PROPS[noun]
    wide = prop.width * size
    contact = Layer(
        f"under{floor.prefix()}", lift=0, rim=0, grain=0, blur=6, shadow=scene.tones.shadow
    )
    contact.add(
        ellipse(x, y, wide * 0.5, max(3.0, wide * 0.07), scene.tones.shadow, fill_opacity=0.34)
    )
    layer = scene.loose(f"prop{floor.prefix()}")
    own = native(scene, noun)
    if own:
        layer.add(group(own, x, y, size, flip=flip))
    else:
        layer.add(
            draw_prop(
                noun,
                x,
                y + 1,
                size,
                floor.prefix(),
                scene.tones.accent,
                grade=scene.tones.grade,
                flip=flip,
            )
        )
    sheets: list[Layer | Glow] = [contact, layer]
    if noun in LIGHTS:
        sheets.append(
            Glow(
                x,
                y - prop.height * size * 0.5,
                max(50.0, prop.height * size * 1.6),
                scene.tones.lamp,
                0.5 if scene.tones.dim else 0.25,
            )
        )
    floor.taken.append((x - wide / 2, y - prop.height * size, x + wide / 2, y))
    return sheets


def _ground_top(scene: Scene) -> float:
    """The furthest that things may stand."""
    return max(scene.ground, scene.frame.horizon + (34 if scene.indoors else 0))


def _ground_line(scene: Scene) -> float:
    """How far down things may stand: the figures' feet, the page's foot, or above the text."""
    low = 958.0 if scene.frame.quiet_top else scene.frame.quiet[0] - 4
    return min(scene.feet, low)


def _gaze(actors: list[Actor]) -> float:
    """Where on the ground the first figure looks."""
    if not actors:
        return 500.0
    first = actors[0]
    way = {"left": -1.0, "right": 1.0}.get(first.figure.facing, 0.0)
    return first.x + way * (0.5 * min(first.width, 70) + 20) * first.scale


def _on_ground(
    noun: str,
    prop: Prop,
    floor: Floor,
    actors: list[Actor],
    grow: float = 1.0,
    *,
    near: bool = True,
    table: bool = False,
) -> Placed | None:
    """`near` the first figure's eyes or strewn over the page; on a `table` if there is room for one."""
    scene, r = floor.scene, floor.scene.r
    line = _ground_line(scene)
    if not scene.walkable:
        return None
    height = (prop.height if prop.where != "big" else 40.0) * grow
    lowest = _ground_top(scene)
    best: tuple[float, float, float, float, float] | None = None
    middle = _gaze(actors)
    goal = middle if near else r.uniform(120, 880)  # the rest is strewn over the page
    for attempt in range(140):
        if attempt == 60 and best:
            break
        back = (0.06 if near else 0.24) if attempt < 60 else 0.45
        if scene.frame.camera == "near":  # what lies further off is behind everybody
            back *= 0.4
        y = line + r.uniform(-back, 0.03) * (scene.feet - scene.frame.horizon)
        y = min(max(y, lowest), line + 12)
        unit = min(scene.at(min(y, scene.feet)), 5.2)
        size = unit * height / prop.height
        size *= 1.0 if attempt < 60 else max(0.62, 0.9 * 0.99 ** (attempt - 60))
        size = max(size, 30.0 / max(prop.height, prop.width))
        top = _TABLE * unit if table and attempt < 60 else 0.0
        wide, tall = prop.width * size, prop.height * size
        x = r.uniform(
            scene.room[0] + wide / 2, max(scene.room[0] + wide / 2 + 1, scene.room[1] - wide / 2)
        )
        if not floor.free((x - wide / 2, y - tall - top, x + wide / 2, y)):
            continue
        cost = abs(x - goal)
        if best is None or cost < best[0]:
            best = (cost, x, y, size, top)
    if best is None:
        return None
    _, x, y, size, top = best
    if top:
        return Placed(_on_table(scene, noun, x, y, size, top, floor), y >= scene.feet - 1)
    return Placed(_shadowed(scene, noun, x, y, size, floor, flip=x > middle), y >= scene.feet - 1)


_TABLE = 26.0
"""How high the little table is, in child units."""


def _on_table(
    scene: Scene, noun: str, x: float, y: float, size: float, top: float, floor: Floor
) -> list[Layer | Glow]:
    """A prop on a round table of its own."""
    wide = max(PROPS[noun].width * size * 1.15, top * 1.2) / 2
    cloth = scene.tones.cloth(1)
    drop = top * 0.42
    layer = scene.loose("table", 0.45)
    wood = scene.tones.dark_wood
    layer.add(
        "".join(
            stroke(f"M{x + k * wide * 0.6:.1f},{y - top * 0.7:.1f} L{x + k * wide * 0.72:.1f},{y:.1f}", wood, top * 0.11)
            for k in (-1, 1)
        )
    )  # fmt: skip
    step = 2 * wide / 6
    scallops = "".join(f" q{-step / 2:.1f},{drop * 0.45:.1f} {-step:.1f},0" for _ in range(6))
    layer.add(
        path(
            f"M{x - wide:.1f},{y - top:.1f} H{x + wide:.1f} V{y - top + drop:.1f}{scallops}Z",
            cloth,
        )
        + ellipse(x, y - top, wide, wide * 0.12, tint(cloth, 0.05))
    )
    sheets = _shadowed(scene, noun, x, y - top + wide * 0.03, size, floor)
    contact = Layer(f"under{floor.prefix()}", lift=0, rim=0, grain=0, blur=6)
    contact.add(ellipse(x, y, wide, wide * 0.12, scene.tones.shadow, fill_opacity=0.34))
    floor.taken.append((x - wide, y - top, x + wide, y))
    return [contact, layer, *sheets]


def _on_perch(noun: str, prop: Prop, floor: Floor) -> Placed | None:
    scene, r = floor.scene, floor.scene.r
    perches = list(scene.perches)
    r.shuffle(perches)
    for perch in perches:
        spot = _perch_spot(perch, prop, floor)
        if spot:
            x, size = spot
            layer = scene.loose(f"prop{floor.prefix()}", 0.25)
            layer.add(
                draw_prop(
                    noun,
                    x,
                    perch.y + 1,
                    size,
                    floor.prefix(),
                    scene.tones.accent,
                    grade=scene.tones.grade,
                )
            )
            floor.taken.append(
                (
                    x - prop.width * size / 2,
                    perch.y - prop.height * size,
                    x + prop.width * size / 2,
                    perch.y,
                )
            )
            return Placed([layer], False)
    return None


def _perch_spot(perch: Perch, prop: Prop, floor: Floor) -> tuple[float, float] | None:
    size = max(perch.scale * min(1.0, 30 / prop.height), 28.0 / max(prop.height, prop.width))
    half = prop.width * size / 2
    low, high = max(perch.left, 20) + half, min(perch.right, 980) - half
    for _ in range(12 if high > low else 0):
        x = floor.scene.r.uniform(low, high)
        box = (x - half, perch.y - prop.height * size, x + half, perch.y)
        if floor.free(box) and not floor.quiet(box):
            return x, size
    return None


def _in_air(noun: str, prop: Prop, floor: Floor, *, high: bool) -> Placed | None:
    scene, r, frame = floor.scene, floor.scene.r, floor.scene.frame
    size = min(frame.scale, 3.4) * (min(prop.height, 62) / prop.height)
    if high:
        size *= 0.8
    top = frame.quiet[1] + 12 if frame.quiet_top else 40
    low = (
        frame.horizon * 0.72
        if high
        else min(scene.feet, frame.quiet[0] if not frame.quiet_top else 1000) - 150
    )
    for attempt in range(80):
        s = size * (0.985**attempt)
        wide, tall = prop.width * s, prop.height * s
        if low < top + tall:
            continue
        x, y = (
            r.uniform(50 + wide / 2, 950 - wide / 2),
            r.uniform(top + tall, max(top + tall + 1, low)),
        )
        box = (x - wide / 2, y - tall, x + wide / 2, y)
        if floor.free(box) and not floor.quiet(box):
            layer = scene.loose(f"prop{floor.prefix()}", 0.6)
            layer.add(
                draw_prop(
                    noun, x, y, s, floor.prefix(), scene.tones.accent, grade=scene.tones.grade
                )
            )
            floor.taken.append(box)
            sheets: list[Layer | Glow] = [layer]
            if noun in LIGHTS:
                sheets.append(Glow(x, y - tall / 2, tall, scene.tones.light, 0.35))
            return Placed(sheets, False)
    return None


def _on_water(noun: str, prop: Prop, floor: Floor) -> Placed | None:
    scene, r = floor.scene, floor.scene.r
    assert scene.water
    low, high = sorted(scene.water)
    if not scene.frame.quiet_top:
        high = min(high, scene.frame.quiet[0])
    for _ in range(60):
        y = r.uniform(low, high)
        size = max(scene.at(y) * min(1.0, 60 / prop.height), 40 / prop.height)
        wide, tall = prop.width * size, prop.height * size
        x = r.uniform(60 + wide / 2, 940 - wide / 2) if wide < 860 else 500
        box = (x - wide / 2, y - tall, x + wide / 2, y)
        if floor.free(box) and not floor.quiet(box):
            layer = scene.loose(f"prop{floor.prefix()}")
            layer.add(
                draw_prop(
                    noun,
                    x,
                    y,
                    size,
                    floor.prefix(),
                    scene.tones.accent,
                    grade=scene.tones.grade,
                    flip=r.random() < 0.5,
                )
            )
            ring = mix(scene.tones.water(0.4), "#ffffff", 0.5)
            if not scene.bubble:
                layer.add(
                    stroke(
                        f"M{x - wide * 0.5:.1f},{y:.1f} q{wide * 0.25:.1f},{wide * 0.07:.1f} {wide * 0.5:.1f},0 t{wide * 0.5:.1f},0",
                        ring,
                        3,
                        stroke_opacity=0.8,
                    )
                )
            floor.taken.append(box)
            return Placed([layer], False)
    return None


def _far(noun: str, prop: Prop, floor: Floor) -> Placed | None:
    """Something large, standing further off, to one side."""
    scene, r = floor.scene, floor.scene.r
    if not scene.walkable:
        return None
    for attempt in range(80):
        y = max(scene.down(r.uniform(0.40, 0.72)), _ground_top(scene))
        y = min(y, _ground_line(scene))
        size = min(scene.at(y), 3.0) * (0.99**attempt)
        wide, tall = prop.width * size, prop.height * size
        x = r.uniform(30 + wide / 2, max(31 + wide / 2, 970 - wide / 2))
        box = (x - wide / 2, y - tall, x + wide / 2, y)
        if floor.free(box) and not (scene.frame.quiet_top and box[1] < scene.frame.quiet[1]):
            return Placed(_shadowed(scene, noun, x, y, size, floor), False)
    return None


def hide(noun: str, floor: Floor) -> Layer | None:
    """The motif, small, somewhere a child finds it: on a shelf, in the grass, far off. Never before a face."""
    scene, r, prop = floor.scene, floor.scene.r, PROPS[noun]
    frame = scene.frame
    size = 34.0 / max(prop.height, prop.width)
    half, tall = prop.width * size / 2, prop.height * size
    line = _ground_line(scene)
    best: tuple[float, float, float] | None = None
    for _ in range(70):
        if scene.perches and (r.random() < 0.5 or not scene.walkable):
            perch = r.choice(scene.perches)
            x, y = r.uniform(perch.left, max(perch.left + 1, perch.right)), perch.y
        elif scene.walkable:
            x, y = (
                r.uniform(40, 960),
                r.uniform(min(max(scene.down(0.45), _ground_top(scene)), line - 10), line),
            )
        else:
            x, y = r.uniform(60, 940), r.uniform(frame.ceiling + 60, frame.horizon)
        box = (x - half, y - tall, x + half, y)
        if not floor.free(box, 10) or (floor.quiet(box) and frame.quiet_top):
            continue
        far = min((math.hypot(x - a[0], y - a[1]) for a in scene.heads), default=200.0)
        if best is None or far > best[0]:
            best = (far, x, y)
        if far > 300 and r.random() < 0.35:
            break
    if best is None:
        return None
    _, x, y = best
    layer = scene.loose(f"motif{floor.prefix()}", 0.22)
    layer.add(
        draw_prop(
            noun,
            x,
            y + 1,
            size,
            floor.prefix(),
            scene.tones.accent,
            grade=scene.tones.grade,
            rotate=r.uniform(-14, 14),
        )
    )
    floor.taken.append((x - half, y - tall, x + half, y))
    return layer
