"""What bears a figure: a seat under who sits, a ladder for who climbs, a tub for who swims ashore."""

from __future__ import annotations

from collections.abc import Mapping

from fablewright.illustrators.offline.actors import Actor
from fablewright.illustrators.offline.colour import mix, tint
from fablewright.illustrators.offline.scene import Scene
from fablewright.illustrators.offline.shapes import ellipse, group, path, rect, stroke
from fablewright.illustrators.offline.sheets import Layer

_SEATS: Mapping[str, str] = {
    **dict.fromkeys(("harbour", "market", "street", "rooftop", "farm", "sea", "workshop", "attic"), "crate"),
    **dict.fromkeys(("forest", "meadow", "garden", "park", "river", "pond", "beach", "island"), "log"),
    **dict.fromkeys(("mountain", "desert", "cave", "moon", "snowfield", "castle", "underwater"), "stone"),
}  # fmt: skip


def seat(actor: Actor, scene: Scene, place: str) -> Layer | None:
    """Something to sit on that fits the place; None for who brings a seat or sits on the ground."""
    at = actor.drawn.anchors.get("seat")
    if at is None:
        return None
    x, y = at
    s = actor.scale
    high = (actor.y - y) / s
    kind = _SEATS.get(place, "pouf")
    layer = scene.loose(f"seat{kind}", 0.4)
    layer.add(
        group(_SEAT_DRAWINGS[kind](scene, high), x, actor.y, s, flip=actor.figure.facing == "left")
    )
    return layer


def _crate(scene: Scene, high: float) -> str:
    wood = scene.tones.wood
    return rect(-16, -high, 30, high, wood, 1.2) + stroke(
        f"M-13,{-high + 3:.1f} h24 v{high - 6:.1f} h-24z M-13,{-high / 2:.1f} h24",
        tint(wood, -0.09),
        1.8,
    )


def _log(scene: Scene, high: float) -> str:
    bark = scene.tones.trunk
    cut = scene.tones.tinted("#d9b07c")
    r = high / 2
    return (
        rect(-24, -high, 44, high, bark, r)
        + stroke(f"M-17,{-high * 0.72:.1f} h22 M-8,{-high * 0.3:.1f} h20", tint(bark, -0.05), 1.4)
        + ellipse(-20, -r, r * 0.5, r * 0.96, cut)
        + ellipse(-20, -r, r * 0.26, r * 0.5, "none", stroke=tint(cut, -0.1), stroke_width=1)
    )


def _stone(scene: Scene, high: float) -> str:
    stone = scene.tones.stone
    return path(
        f"M-22,0 C-26,{-high * 0.7:.1f} -16,{-high:.1f} -4,{-high:.1f} C12,{-high:.1f} 20,{-high * 0.8:.1f} 21,0Z",
        stone,
    ) + path(
        f"M-16,{-high * 0.62:.1f} C-12,{-high * 0.92:.1f} -4,{-high * 0.9:.1f} 4,{-high * 0.9:.1f} C-4,{-high * 0.7:.1f} -10,{-high * 0.6:.1f} -16,{-high * 0.62:.1f}Z",
        tint(stone, 0.05),
    )


def _pouf(scene: Scene, high: float) -> str:
    cloth = scene.tones.cloth(2)
    return (
        path(
            f"M-15,0 C-21,{-high * 0.3:.1f} -20,{-high * 0.8:.1f} -14,{-high:.1f} H12 C18,{-high * 0.8:.1f} 19,{-high * 0.3:.1f} 13,0Z",
            cloth,
        )
        + stroke(f"M-18.6,{-high * 0.5:.1f} H16.6", tint(cloth, -0.07), 1.6)
        + ellipse(-1, -high, 13, 1.8, tint(cloth, 0.05))
    )


_SEAT_DRAWINGS = {"crate": _crate, "log": _log, "stone": _stone, "pouf": _pouf}


def ladder(actor: Actor, scene: Scene) -> Layer:
    """Rungs behind somebody who climbs, from the ground to above the hands."""
    wood = scene.tones.wood
    foot = scene.feet if scene.stands is not None else actor.y + 8 * actor.scale
    tall = (foot - actor.y) / actor.scale + actor.height + 12
    rails = stroke(f"M-15,0 L-12,{-tall:.1f} M15,0 L12,{-tall:.1f}", wood, 4)
    rungs = "".join(
        stroke(f"M-14,{-y:.1f} H14", tint(wood, -0.05), 3.2) for y in range(8, int(tall), 15)
    )
    layer = scene.loose("ladder", 0.4)
    side = -1 if actor.figure.facing == "left" else 1
    layer.add(group(rungs + rails, actor.x + side * 9 * actor.scale, foot, actor.scale))
    return layer


def tub(actor: Actor, scene: Scene) -> tuple[Layer, Layer]:
    """A wooden tub of water, behind and before its swimmer, whose lower part it hides."""
    s, wood = actor.scale, mix(scene.tones.wood, scene.tones.accent, 0.2)
    half = min(0.40 * actor.width, 46.0)
    middle = (actor.box[0] + actor.box[2]) / 2 + 0.0
    at = actor.x + middle * s
    water = scene.tones.tinted("#6fc3dc")
    back, front = scene.loose("tubback", 0.3), scene.loose("tubfront", 0.5)
    back.add(
        group(
            ellipse(0, -25, half, 7, tint(wood, -0.12)) + ellipse(0, -24, half - 3, 5.4, water),
            at,
            actor.y,
            s,
        )
    )
    low = half * 0.86
    staves = "".join(
        stroke(f"M{half * k / 4:.1f},-19 L{low * k / 4:.1f},3", tint(wood, -0.05), 1.3)
        for k in range(-3, 4)
    )
    front.add(
        group(
            path(f"M{-half:.1f},-25 Q0,-11 {half:.1f},-25 L{low:.1f},2 Q0,10 {-low:.1f},2Z", wood)
            + staves
            + stroke(f"M{-half * 0.97:.1f},-18 Q0,-4 {half * 0.97:.1f},-18", scene.tones.metal, 3)
            + stroke(f"M{-low * 1.02:.1f},-2 Q0,7 {low * 1.02:.1f},-2", scene.tones.metal, 3)
            + stroke(f"M{-half + 2:.1f},-25.5 Q0,-12.5 {half - 2:.1f},-25.5", mix(water, "#ffffff", 0.35), 2.2)
            + ellipse(-half * 0.78, -12, 2.2, 3, water)
            + ellipse(half * 0.55, 0, 2, 2.8, water),
            at,
            actor.y,
            s,
        )
    )  # fmt: skip
    return back, front


def ripples(actor: Actor, scene: Scene) -> Layer:
    """The water before a swimmer: it hides the belly, and rings run from it."""
    assert scene.water
    low, high = sorted(scene.water)
    left, _, right, _ = actor.drawn.box
    share = (actor.y - low) / max(1.0, high - low)
    colour = scene.tones.water(0.15 + 0.8 * min(1.0, max(0.0, share)))
    deep = 0.13 * min(actor.height, 60.0) * actor.scale
    y, middle = actor.y - deep, (left + right) / 2
    half = (right - left) * 0.58
    layer = scene.loose("ripples", 0.25)
    step = half / 3
    scallops = "".join(f" q{step / 2:.1f},{-step * 0.24:.1f} {step:.1f},0" for _ in range(6))
    layer.add(
        path(
            f"M{middle - half:.1f},{y:.1f}{scallops} Q{middle + half * 0.5:.1f},{actor.y + 12:.1f} {middle:.1f},{actor.y + 12:.1f} Q{middle - half * 0.5:.1f},{actor.y + 12:.1f} {middle - half:.1f},{y:.1f}Z",
            colour,
        )
    )
    foam = mix(colour, "#ffffff", 0.55 if not scene.tones.night else 0.3)
    for k, wide in ((0.3, 0.62), (0.62, 0.4)):
        at = y + deep * k + 5
        layer.add(
            stroke(
                f"M{middle - half * wide:.1f},{at:.1f} q{half * wide:.1f},{deep * 0.2:.1f} {2 * half * wide:.1f},0",
                foam, max(2.0, 0.7 * actor.scale), stroke_opacity=0.8, stroke_linecap="round",
            )
        )  # fmt: skip
    return layer
