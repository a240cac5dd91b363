"""What stands in rooms and hangs on their walls, in child units, foot (or lower edge) at (0, 0).

A `Piece` knows its width and height so that rooms can be furnished; `top` is where small things stand.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from random import Random

from fablewright.illustrators.offline import flora
from fablewright.illustrators.offline.colour import mix, tint
from fablewright.illustrators.offline.light import Tones
from fablewright.illustrators.offline.shapes import (
    ellipse,
    group,
    path,
    rect,
    stroke,
)


@dataclass(frozen=True, slots=True)
class Piece:
    """A drawing with its size; `top` = (height, half width) of a surface; `lamp` = light at (x, y)."""

    drawing: str
    width: float
    height: float
    top: tuple[float, float] | None = None
    lamp: tuple[float, float, float] | None = None


Make = Callable[[Tones, Random], Piece]


def legs(xs: tuple[float, ...], height: float, colour: str, width: float = 6) -> str:
    return "".join(rect(x - width / 2, -height, width, height, colour, 1.5) for x in xs)


def table(tones: Tones, r: Random) -> Piece:
    """A kitchen table with a cloth."""
    wood, cloth = tones.wood, tones.cloth(r.randrange(5))
    scallops = "".join(path(f"M{-54 + i * 12},-50 h12 v6 q-6,9 -12,0z", cloth) for i in range(9))
    return Piece(
        legs((-46, 46), 54, tint(wood, -0.05))
        + rect(-56, -60, 112, 8, wood, 3)
        + rect(-54, -60, 108, 11, cloth, 3)
        + scallops
        + stroke("M-50,-55 h100", tones.cream, 2, stroke_dasharray="5 5"),
        116,
        60,
        (60, 48),
    )


def desk(tones: Tones, r: Random) -> Piece:
    """A desk with drawers and a lamp."""
    wood = tones.wood
    lamp = (
        stroke("M34,-60 v-6 M34,-64 l-8,-18 l16,-14", tones.metal, 3)
        + path("M30,-100 l20,4 l4,14 l-26,-6z", tones.accent)
        + ellipse(34, -61, 9, 3, tones.metal)
    )
    drawers = "".join(
        rect(14, -50 + 16 * i, 36, 13, tint(wood, 0.05), 2)
        + ellipse(32, -44 + 16 * i, 2.2, fill=tones.cream)
        for i in range(3)
    )
    return Piece(
        legs((-48,), 54, tint(wood, -0.06))
        + rect(10, -54, 44, 54, tint(wood, -0.05), 2)
        + drawers
        + rect(-56, -60, 114, 8, wood, 3)
        + lamp,
        118,
        100,
        (60, 40),
        (36, -84, 46),
    )


def chair(tones: Tones, r: Random) -> Piece:
    """A wooden chair with a cushion."""
    wood = tones.wood
    return Piece(
        legs((-18, 18), 34, tint(wood, -0.05), 5)
        + rect(-22, -38, 44, 6, wood, 3)
        + rect(-20, -43, 40, 6, tones.cloth(r.randrange(5)), 3)
        + stroke(
            "M-18,-38 V-82 M18,-38 V-82 M-18,-78 Q0,-86 18,-78 M-18,-64 H18 M-18,-52 H18", wood, 4.5
        ),
        46,
        84,
        (43, 16),
    )


def stove(tones: Tones, r: Random) -> Piece:
    """A range with oven door, a pot that steams and a hood."""
    body, dark = tones.tinted("#5f6f80"), tones.tinted("#343d4c")
    door = (
        rect(-34, -50, 68, 40, tint(body, -0.06), 4)
        + rect(-26, -43, 52, 24, mix(dark, tones.lamp, 0.55), 3)
        + rect(-26, -55, 52, 4, tones.metal, 2)
    )
    knobs = "".join(ellipse(x, -61, 3.4, fill=tones.cream) for x in (-28, -14, 14, 28))
    pot = (
        rect(-32, -88, 32, 18, tones.accent, 3)
        + rect(-35, -91, 38, 5, tint(tones.accent, 0.07), 2)
        + ellipse(-16, -93, 3, fill=tones.dark_wood)
        + stroke(
            "M-24,-98 q-5,-7 0,-13 q5,-7 0,-13 M-10,-98 q-5,-7 0,-13",
            "#ffffff",
            2.4,
            stroke_opacity=0.6,
        )
    )
    kettle = (
        path("M10,-70 q-3,-18 12,-18 q15,0 12,18z", tones.metal)
        + stroke("M15,-88 a8,8 0 0 1 14,0", dark, 2.4)
        + path("M33,-80 l10,-7 l1,5 l-9,8z", tones.metal)
    )
    return Piece(
        rect(-42, -70, 84, 70, body, 3)
        + rect(-44, -72, 88, 7, dark, 2)
        + door
        + knobs
        + pot
        + kettle
        + rect(-38, -6, 76, 6, dark, 2),
        92,
        122,
        None,
        (0, -30, 40),
    )


def hood(tones: Tones, r: Random) -> Piece:
    """A hanging rail of pans and ladles."""
    iron = tones.tinted("#4a4f5c")
    pans = "".join(
        stroke(f"M{x},-58 v10", iron, 2)
        + (
            ellipse(x, -34, s, fill=c)
            + ellipse(x, -34, s * 0.7, fill=tint(c, 0.07))
            + rect(x - 1.8, -58, 3.6, 18, iron, 1)
        )
        for x, s, c in (
            (-34, 11, tones.tinted("#b5663f")),
            (-8, 14, iron),
            (18, 10, tones.tinted("#b5663f")),
        )
    )
    ladle = stroke("M40,-58 V-26", tones.metal, 2.6) + path(
        "M33,-27 h14 q0,11 -7,11 q-7,0 -7,-11z", tones.metal
    )
    return Piece(rect(-52, -64, 104, 5, tones.dark_wood, 2) + pans + ladle, 108, 66)


def jar_shelf(tones: Tones, r: Random) -> Piece:
    """Two boards with jars, bowls and a plant."""
    wood, parts = tones.wood, []
    for row, y in enumerate((-6, -46)):
        parts.append(
            rect(-50, y, 100, 5, wood, 2)
            + path(f"M-40,{y + 5} v8 h5 l5,-8z M40,{y + 5} v8 h-5 l-5,-8z", tint(wood, -0.07))
        )
        x = -42.0
        while x < 36:
            w, h = r.uniform(11, 16), r.uniform(16, 26)
            c = r.choice(
                (
                    tones.accent,
                    tones.light,
                    tones.cloth(1),
                    tones.cloth(2),
                    tones.cloth(4),
                    tones.cream,
                )
            )
            if row and x > 14:
                parts.append(
                    group(flora.bush(16, 18, tones.leaf(2), r), x + 8, y - 9)
                    + path(f"M{x + 1:.1f},{y - 12} h14 l-2,12 h-10z", tones.tinted("#c9704a"))
                )
                break
            parts.append(
                rect(x, y - h, w, h, c, 3)
                + rect(x + 1, y - h - 4, w - 2, 5, tones.dark_wood, 1.5)
                + rect(x + 2, y - h * 0.62, w - 4, h * 0.34, tones.cream, 1)
            )
            x += w + 4
    return Piece("".join(parts), 104, 80)


def dresser(tones: Tones, r: Random) -> Piece:
    """A cupboard with plates above and doors below."""
    wood = tones.tinted(r.choice(("#7fb0a6", "#d8b07a", "#a9b7d6", "#d99a84")))
    plates = "".join(
        ellipse(x, y, 11, fill=tones.cream) + ellipse(x, y, 7, fill=c)
        for y in (-142, -112)
        for x, c in ((-30, tones.accent), (-4, tones.cloth(1)), (22, tones.cloth(3)))
    )
    doors = "".join(
        rect(x, -64, 40, 56, tint(wood, 0.04), 3)
        + ellipse(x + (34 if x < 0 else 6), -38, 2.4, fill=tones.cream)
        for x in (-44, 4)
    )
    return Piece(
        rect(-50, -164, 100, 164, wood, 4)
        + rect(-44, -158, 88, 64, tint(wood, -0.10), 2)
        + plates
        + rect(-44, -130, 88, 4, wood)
        + rect(-44, -98, 88, 4, wood)
        + rect(-54, -84, 108, 7, tint(wood, 0.06), 2)
        + doors
        + rect(-54, -168, 108, 7, tint(wood, 0.05), 3),
        110,
        168,
        (84, 44),
    )


def sink(tones: Tones, r: Random) -> Piece:
    """A counter with a tap and a curtain below."""
    wood = tones.wood
    curtain = "".join(
        path(
            f"M{-40 + i * 10},-54 h10 l-1,50 q-4,4 -8,0z",
            tones.cloth(1) if i % 2 else tint(tones.cloth(1), 0.05),
        )
        for i in range(8)
    )
    tap = stroke("M0,-66 v-16 q0,-9 10,-9 q8,0 8,9", tones.metal, 4)
    return Piece(
        rect(-50, -60, 100, 60, tint(wood, -0.05), 3)
        + curtain
        + rect(-54, -68, 108, 9, tones.cream, 3)
        + tap
        + path(
            "M-46,-68 v-16 h3 v16 m4,0 v-20 h3 v20", "none", stroke=tones.cloth(2), stroke_width=3
        ),
        110,
        92,
        None,
    )


def oven(tones: Tones, r: Random) -> Piece:
    """A baker's brick oven with embers."""
    brick = tones.tinted("#c07a5c")
    bricks = "".join(
        rect(
            -70 + (i % 7) * 21 + (i // 7 % 2) * 9,
            -140 + (i // 7) * 15,
            17,
            11,
            tint(brick, 0.04 if (i * 5) % 3 else -0.035),
            3,
        )
        for i in range(63)
        if not (abs(-62 + (i % 7) * 21) < 48 and 2 < i // 7 < 7)
    )
    return Piece(
        path("M-80,0 V-120 Q0,-186 80,-120 V0Z", brick)
        + bricks
        + path("M-46,-38 V-72 Q0,-112 46,-72 V-38Z", tint(brick, 0.08))
        + path("M-38,-42 V-70 Q0,-102 38,-70 V-42Z", tones.tinted("#2c2228"))
        + path("M-34,-42 q8,-16 16,-8 q6,-16 16,-4 q10,-14 18,2 q12,-6 16,10z", "#f2853a")
        + path("M-18,-42 q6,-9 10,-3 q6,-9 12,0 q8,-6 12,3z", "#ffd25e")
        + rect(-54, -42, 108, 8, tones.stone, 2)
        + rect(-40, -26, 80, 18, tint(brick, -0.09), 3),
        166,
        156,
        None,
        (0, -58, 86),
    )


def bread_shelf(tones: Tones, r: Random) -> Piece:
    """Loaves, rolls and long bread on three boards."""
    wood, parts = tones.wood, []
    crust = tones.tinted("#cf8b45")
    for row, y in enumerate((-4, -40, -76)):
        parts.append(rect(-58, y, 116, 5, wood, 2))
        for i in range(4):
            x, c = -43 + i * 29, tint(crust, r.uniform(-0.05, 0.05))
            if row == 1:
                parts.append(
                    ellipse(x, y - 9, 13, 10, c)
                    + stroke(f"M{x - 6},{y - 14} l4,6 M{x},{y - 16} l4,6", tint(c, 0.12), 2)
                )
            elif row == 2:
                parts.append(
                    group(
                        rect(-4, -30, 9, 31, c, 4)
                        + stroke("M-2,-24 l5,3 M-2,-16 l5,3 M-2,-8 l5,3", tint(c, 0.12), 1.6),
                        x,
                        y,
                        rotate=r.uniform(-7, 7),
                    )
                )
            else:
                parts.append(
                    path(f"M{x - 13},{y} v-12 q0,-12 13,-12 q13,0 13,12 v12z", c)
                    + stroke(f"M{x - 7},{y - 15} h14", tint(c, 0.12), 2.4)
                )
    return Piece("".join(parts), 120, 108)


def counter(tones: Tones, r: Random) -> Piece:
    """A glass counter with cakes."""
    wood = tones.wood
    cakes = "".join(
        path(f"M{x - 12},-52 v-9 q0,-8 12,-8 q12,0 12,8 v9z", c)
        + ellipse(x, -71, 3, fill=tones.accent)
        for x, c in (
            (-44, tones.cream),
            (-12, tones.cloth(4)),
            (20, tones.cloth(3)),
            (48, tones.cream),
        )
    )
    return Piece(
        rect(-70, -48, 140, 48, wood, 3)
        + "".join(rect(-64 + i * 33, -42, 28, 36, tint(wood, 0.05), 2) for i in range(4))
        + rect(-66, -82, 132, 34, mix(tones.pane, tones.cream, 0.3), 3)
        + cakes
        + rect(-74, -86, 148, 6, tint(wood, 0.06), 3)
        + rect(-72, -52, 144, 6, tint(wood, 0.06), 2),
        150,
        88,
        (86, 60),
    )
