"""Hair, cut from paper: each style as what hangs behind the body, behind the head, and over the face.

Units are the head's (radius 18.5). From behind, a style covers the whole head.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import NamedTuple

from fablewright.illustrators.offline.colour import tint
from fablewright.illustrators.offline.people.look import Look
from fablewright.illustrators.offline.shapes import (
    Point,
    ellipse,
    group,
    number,
    path,
    smooth,
    stroke,
)


class Hair(NamedTuple):
    """`back` hangs behind the body, `behind` sits behind the head, `top` lies over the face."""

    back: str = ""
    behind: str = ""
    top: str = ""


def draw_hair(look: Look, turn: float, away: bool) -> Hair:
    """The hair of a look; nothing under a hijab or a turban, or without hair."""
    if look.headgear in ("hijab", "turban", "astronaut") or look.hair == "none":
        return Hair()
    locks = _STYLES[look.hair](_Tones(look.hair_colour, look.accent), turn, away)
    return Hair(back=locks.back) if look.headgear == "knight" else locks


class _Tones:
    def __init__(self, colour: str, ribbon: str) -> None:
        self.base = colour
        self.light = tint(colour, 0.075)
        self.deep = tint(colour, -0.05)
        self.ribbon = ribbon


def _cap(points: list[Point], tones: _Tones, shine: str) -> str:
    return path(smooth(points), tones.base) + stroke(shine, tones.light, 1.2, stroke_opacity=0.8)


def _skull(tones: _Tones, nape: float, strands: bool = True) -> str:
    """The back of a head, down to the nape."""
    shape = [
        (0.0, -21.6), (11.0, -19.2), (18.6, -10.0), (19.6, 1.0), (17.0, nape * 0.72), (9.0, nape), (0.0, nape + 0.8),
        (-9.0, nape), (-17.0, nape * 0.72), (-19.6, 1.0), (-18.6, -10.0), (-11.0, -19.2),
    ]  # fmt: skip
    lines = ""
    if strands:
        low = nape * 0.8
        lines = stroke(
            f"M0,-17 C-1,-6 -1,4 -.5,{number(low)} M-5,-16.5 C-10,-6 -10.500,3 -9,{number(low * 0.9)}"
            f" M5,-16.5 C10,-6 10.500,3 9,{number(low * 0.9)} M-10,-14 C-15,-7 -15.5,0 -14.5,6 M10,-14 C15,-7 15.5,0 14.5,6",
            tones.light, 1.0, stroke_opacity=0.55,
        )  # fmt: skip
    return path(smooth(shape), tones.base) + lines


def _bumps(
    middle: Point, radius: Point, count: int, size: float, start: float, end: float, colour: str
) -> str:
    """Round curls along an arc; every third a little larger."""
    drawn = ""
    for i in range(count):
        angle = math.radians(start + (end - start) * i / max(1, count - 1))
        grow = size * (1.12 if i % 3 == 1 else 0.94 if i % 3 == 2 else 1.0)
        drawn += ellipse(
            middle[0] + math.cos(angle) * radius[0],
            middle[1] + math.sin(angle) * radius[1],
            grow,
            grow,
            colour,
        )
    return drawn


def _scallop(middle: Point, radius: Point, count: int, depth: float, colour: str) -> str:
    """A soft cloud edge, for coils."""
    points = []
    for i in range(count * 2):
        angle = math.tau * i / (count * 2)
        grow = 1 + (depth if i % 2 else 0)
        points.append(
            (
                middle[0] + math.cos(angle) * radius[0] * grow,
                middle[1] + math.sin(angle) * radius[1] * grow,
            )
        )
    return path(smooth(points), colour)


def _coils(places: Sequence[Point], colour: str, size: float = 2.0) -> str:
    """Little open rings that say how tight the curl is."""
    return "".join(
        stroke(f"M{number(x - size * 0.8)},{number(y + size * 0.3)} a{number(size)},{number(size)} 0 1 1 {number(size * 1.2)},{number(size * 0.7)}",
               colour, 1.05, stroke_opacity=0.75)
        for x, y in places
    )  # fmt: skip


_SHORT = [
    (-18.8, 1.5), (-19.8, -8.0), (-14.4, -18.0), (-3.5, -22.6), (9.0, -21.2), (18.0, -14.0), (19.6, -3.0), (18.5, 2.0),
    (16.6, -5.5), (11.6, -11.0), (4.4, -9.2), (-3.0, -12.4), (-10.2, -9.6), (-16.2, -5.0),
]  # fmt: skip
_PARTED = [
    (-19.2, 6.0), (-20.6, -5.0), (-16.0, -16.2), (-6.0, -21.8), (4.0, -22.0), (15.2, -16.8), (20.6, -5.0), (19.2, 6.0),
    (17.2, -2.0), (14.6, -9.0), (8.0, -11.8), (2.0, -10.6), (-5.0, -12.2), (-12.4, -9.2), (-17.0, -2.0),
]  # fmt: skip
_LINE = [
    (-18.9, -1.0), (-17.6, -11.8), (-9.6, -19.0), (0.0, -20.8), (9.6, -19.0), (17.6, -11.8), (18.9, -1.0),
    (15.4, -7.4), (8.6, -11.2), (0.0, -12.2), (-8.6, -11.2), (-15.4, -7.4),
]  # fmt: skip
_PART_SHINE = "M-13.6,-13 q6,-6 14,-5.4 M6,-18.6 q7,2 10,8"


def _turned(points: list[Point], turn: float) -> list[Point]:
    """The hairline follows the face a little."""
    return [(x + (turn * 1.8 if y > -16 and abs(x) < 16 else 0), y) for x, y in points]


def _short(tones: _Tones, turn: float, away: bool) -> Hair:
    tuft = path("M-3,-21 C-5,-27.5 2,-28.500 4.4,-26 C1,-25.500 2.6,-22.5 5,-21Z", tones.base)
    if away:
        return Hair(top=tuft + _skull(tones, 12.5))
    return Hair(
        top=tuft + _cap(_turned(_SHORT, turn), tones, "M-12,-15 q8,-6 18,-3.4 M-6,-18.4 q8,-3 16,3")
    )


def _bowl(tones: _Tones, turn: float, away: bool) -> Hair:
    if away:
        return Hair(top=_skull(tones, 13))
    points = [
        (-19.4, 5.0), (-20.6, -6.0), (-15.6, -17.4), (-4.0, -22.4), (8.0, -21.4), (18.0, -13.6), (20.6, -3.0), (19.4, 5.0),
        (17.2, -3.6), (11.0, -5.2), (5.0, -4.6), (-1.0, -5.4), (-7.0, -4.6), (-13.0, -5.2), (-17.4, -3.0),
    ]  # fmt: skip
    strands = "M-9,-6.4 q1,-6 3,-9 M-1,-6.600 q.4,-6 1,-10 M7,-6.2 q-.6,-6 -2,-9"
    return Hair(top=_cap(_turned(points, turn), tones, strands))


def _bob(tones: _Tones, turn: float, away: bool) -> Hair:
    mass = [
        (-19, -8),
        (-22.6, 4),
        (-21.4, 15),
        (-12, 19.6),
        (12, 19.6),
        (21.4, 15),
        (22.6, 4),
        (19, -8),
        (0, -21.6),
    ]
    if away:
        return Hair(top=path(smooth(mass), tones.base) + _skull(tones, 17))
    return Hair(
        behind=path(smooth(mass), tones.deep), top=_cap(_turned(_PARTED, turn), tones, _PART_SHINE)
    )


def _long(tones: _Tones, turn: float, away: bool) -> Hair:
    mass = [
        (-19, -8),
        (-22.4, 8),
        (-21.8, 26),
        (-13, 33),
        (0, 31),
        (13, 33),
        (21.8, 26),
        (22.4, 8),
        (19, -8),
        (0, -21),
    ]
    if away:
        lines = stroke("M-12,-8 C-15,6 -14,18 -13,28 M-4,-10 C-5,6 -5,18 -4,29 M4,-10 C5,6 5,18 4,29 M12,-8 C15,6 14,18 13,28",
                       tones.light, 1.1, stroke_opacity=0.6)  # fmt: skip
        return Hair(top=path(smooth(mass), tones.base) + _skull(tones, 12, strands=False) + lines)
    sides = path(smooth([(-17.4, -4), (-21.6, 6), (-22, 18), (-17.4, 20), (-15.6, 8)]), tones.base)
    sides += path(smooth([(17.4, -4), (21.6, 6), (22, 18), (18.2, 20), (16.4, 8)]), tones.base)
    return Hair(
        back=path(smooth(mass), tones.deep),
        top=sides + _cap(_turned(_PARTED, turn), tones, _PART_SHINE),
    )


def _ponytail(tones: _Tones, turn: float, away: bool) -> Hair:
    tail = [(-2, -17), (6, -18), (9, -8), (8, 6), (4, 17), (-1, 21), (-3, 12), (-4, 0), (-5, -9)]
    if away:
        hang = path(smooth([(x * 0.9 - 1, y + 6) for x, y in tail]), tones.light)
        return Hair(top=_skull(tones, 13) + hang + ellipse(0, -11.5, 4.2, 2.6, tones.ribbon))
    swing = group(path(smooth(tail), tones.deep) + stroke("M3,-12 C5,-2 4,8 1,15", tones.light, 1.1, stroke_opacity=0.6),
                  -15.5 - turn * 5, -1, rotate=26)  # fmt: skip
    tie = ellipse(-13.4 - turn * 5, -15.4, 3.2, 2.4, tones.ribbon)
    return Hair(behind=swing + tie, top=_cap(_turned(_PARTED, turn), tones, _PART_SHINE))


def _bun(tones: _Tones, turn: float, away: bool) -> Hair:
    x = 0 if away else -4 * turn
    knot = ellipse(x, -24, 7.6, 6.8, tones.base) + stroke(
        f"M{number(x - 4)},-25 q4,-4 8,-.4 q-2,4.600 -6,3.2", tones.light, 1.1
    )
    tie = ellipse(x, -19.4, 5.4, 1.8, tones.ribbon)
    if away:
        return Hair(top=_skull(tones, 13) + knot + tie)
    return Hair(behind=knot + tie, top=_cap(_turned(_PARTED, turn), tones, _PART_SHINE))


def _plaits(tones: _Tones, turn: float, away: bool) -> Hair:
    def plait(side: int) -> str:
        drawn = ""
        for i in range(6):
            x = side * (18.6 + 0.7 * i) - turn * 2.4
            lean = side * (24 if i % 2 else -24)
            bead = ellipse(0, 0, 4.5 - 0.25 * i, 3.3, tones.base if i % 2 else tones.light)
            drawn += group(bead, x, 10 + i * 4.9, rotate=lean)
        x = side * 22.4 - turn * 2.4
        tuft = path(f"M{number(x - 1.6)},38.500 C{number(x - 4)},42 {number(x - 2)},45.500 {number(x)},46.5"
                    f" C{number(x + 2)},45.500 {number(x + 4)},42 {number(x + 1.6)},38.500Z", tones.base)  # fmt: skip
        return drawn + tuft + ellipse(x, 38.2, 2.9, 2.2, tones.ribbon)

    both = plait(-1) + plait(1)
    if away:
        parting = stroke("M0,-20.500 V13", tones.light, 1.0)
        return Hair(top=both + _skull(tones, 13.5) + parting)
    nape = path(
        smooth([(-18, -8), (-20.4, 4), (-16, 14), (16, 14), (20.4, 4), (18, -8), (0, -20)]),
        tones.deep,
    )
    return Hair(behind=nape + both, top=_cap(_turned(_PARTED, turn), tones, _PART_SHINE))


def _wave_side(side: int, low: float) -> list[Point]:
    """A wavy edge down one side, top to bottom."""
    steps = int((low + 8) / 5)
    return [
        (side * (20.2 + (2.0 if i % 2 else 0.0) + i * 0.25), -8 + i * (low + 8) / steps)
        for i in range(steps + 1)
    ]


def _wavy_mass(low: float) -> list[Point]:
    left, right = _wave_side(-1, low), _wave_side(1, low)
    hem = [(-12.0, low + 4), (-5.0, low + 1), (2.0, low + 4.4), (9.0, low + 1.4), (14.0, low + 3.6)]
    return [(0.0, -22.0), (-12.0, -19.0), *left, *hem, *reversed(right), (12.0, -19.0)]


def _wavy_to(low: float) -> Callable[[_Tones, float, bool], Hair]:
    def draw(tones: _Tones, turn: float, away: bool) -> Hair:
        mass = smooth(_wavy_mass(low))
        ripples = "".join(
            f"M{x},-6 q3,5 0,10 q-3,5 0,10" + (" q3,4 0,8" if low > 20 else "")
            for x in (-13, -4.5, 4.5, 13)
        )
        if away:
            return Hair(
                top=path(mass, tones.base)
                + _skull(tones, 12, strands=False)
                + stroke(ripples, tones.light, 1.2, stroke_opacity=0.65)
            )
        fringe = [
            (-19.4, 9.0), (-22.2, 3.0), (-20.4, -4.0), (-18.2, -13.4), (-8.0, -21.6), (2.0, -22.8), (12.6, -19.4), (19.4, -10.6),
            (21.0, -3.0), (22.4, 3.0), (19.8, 9.0), (18.4, 1.0), (16.4, -6.0), (9.4, -9.4), (2.0, -14.0), (-3.0, -10.2), (-10.0, -8.4),
            (-15.6, -5.0), (-18.0, 2.0),
        ]  # fmt: skip
        front = _cap(_turned(fringe, turn), tones, "M-14,-9 q3,-7 10,-8 M4,-18 q6,3 8,9")
        return (
            Hair(back=path(mass, tones.deep), top=front)
            if low > 20
            else Hair(behind=path(mass, tones.deep), top=front)
        )

    return draw


def _wavy_short(tones: _Tones, turn: float, away: bool) -> Hair:
    crest = _bumps((0, -6), (15, 14.5), 7, 5.4, 196, 344, tones.base)
    if away:
        ripples = stroke(
            "M-11,-10 q4,4 0,9 q-3,4 1,8 M0,-12 q4,4 0,9 q-3,4 1,8 M11,-10 q4,4 0,9 q-3,4 1,8",
            tones.light,
            1.2,
            stroke_opacity=0.65,
        )
        return Hair(top=crest + _skull(tones, 12.5, strands=False) + ripples)
    wave = stroke(
        "M-13,-13 q4,-5 8,-2 q4,3 8,-2 M3,-19.500 q5,-2 8,2 q2,4 5,4.500",
        tones.light,
        1.3,
        stroke_opacity=0.8,
    )
    return Hair(top=crest + path(smooth(_turned(_SHORT, turn)), tones.base) + wave)


def _curly(tones: _Tones, turn: float, away: bool) -> Hair:
    behind = _bumps((0, -2), (18.8, 18.5), 13, 6.8, 140, 400, tones.deep)
    behind += ellipse(0, -8, 19, 15, tones.deep)
    crown = _bumps(
        (-turn * 2.4, -3 - turn * 2), (17.4, 16.8), 11, 6.0, 184, 356 - turn * 14, tones.base
    )
    rings = [(-15, -10), (-8.5, -17), (0.5, -19.5), (9.5, -16.5), (15.5, -9)]
    if away:
        fill = ellipse(0, -3, 18.500, 16.500, tones.base) + _bumps(
            (0, 0), (14, 13), 9, 5.4, 20, 160, tones.base
        )
        more = [*rings, (-11, -2), (0, -8), (10, -1), (-4, 4), (6, 7), (-10, 9)]
        return Hair(top=behind + crown + fill + _coils(more, tones.light, 2.8))
    fringe = "".join(
        ellipse(x + turn * 2, y, r, r, tones.base)
        for x, y, r in (
            (-11.6, -11.2, 4.3),
            (-5.8, -13, 4.4),
            (0, -12.8, 4.4),
            (5.8, -13.2, 4.3),
            (11.6, -11.2, 4.3),
        )
    )
    return Hair(
        behind=behind,
        top=crown
        + ellipse(turn, -15.5, 13, 5, tones.base)
        + fringe
        + _coils(rings, tones.light, 2.6),
    )


def _curly_long(tones: _Tones, turn: float, away: bool) -> Hair:
    short = _curly(tones, turn, away)
    fall = "".join(
        ellipse(side * (17.5 + (i % 2) * 2.6), 6 + i * 5.4, 6.6, 6.2, tones.deep)
        for side in (-1, 1)
        for i in range(5)
    ) + path(smooth([(-19, 0), (-18, 26), (0, 30), (18, 26), (19, 0)]), tones.deep)
    if away:
        rings = _coils(
            [(-15, 16), (-6, 20), (5, 17), (14, 21), (0, 27), (-12, 27)], tones.light, 2.8
        )
        return Hair(top=fall + short.top + rings)
    return Hair(back=fall, behind=short.behind, top=short.top)


def _afro(tones: _Tones, turn: float, away: bool) -> Hair:
    cloud = _scallop((-turn * 1.5, -7.5), (25, 23.5), 17, 0.045, tones.base)
    coils = [(-18, -14), (-9, -23), (3, -26), (14, -20), (20, -10), (-21, -3)]
    if away:
        more = [*coils, (-8, -9), (4, -14), (10, -3), (-3, 3), (-13, 2), (6, 8)]
        return Hair(
            top=_scallop((0, -6), (24, 23), 17, 0.045, tones.base) + _coils(more, tones.light, 2.1)
        )
    line = path(smooth(_turned(_LINE, turn)), tones.base)
    return Hair(
        behind=cloud + _coils(coils, tones.light, 2.1),
        top=line + _coils([(-9, -14.4), (0, -16.2), (9, -14.4)], tones.light, 1.8),
    )


def _coily_short(tones: _Tones, turn: float, away: bool) -> Hair:
    cloud = _scallop((0, -5.2), (20.6, 18.6), 19, 0.04, tones.base)
    dots = [(-13, -10), (-7, -15), (0, -17), (7, -15), (13, -10)]
    if away:
        more = [*dots, (-9, -3), (0, -7), (9, -3), (-4, 3), (5, 4)]
        return Hair(top=cloud + _skull(tones, 11, strands=False) + _coils(more, tones.light, 1.6))
    return Hair(
        behind=cloud,
        top=path(smooth(_turned(_LINE, turn)), tones.base) + _coils(dots, tones.light, 1.6),
    )


def _puffs(tones: _Tones, turn: float, away: bool) -> Hair:
    drawn = ""
    for side in (-1, 1):
        x = side * 17.4 - turn * 2.4
        drawn += _scallop((x, -16), (10.4, 10.2), 11, 0.07, tones.base)
        drawn += _coils([(x - 3, -19), (x + 3, -15), (x - 2, -11)], tones.light, 1.9)
        drawn += ellipse(side * 12.4 - turn * 2, -11.6, 3.1, 3.1, tones.ribbon)
    if away:
        return Hair(
            top=drawn
            + _skull(tones, 12.5, strands=False)
            + stroke("M0,-21 V12.500", tones.light, 1.1)
        )
    line = path(smooth(_turned(_LINE, turn)), tones.base)
    part = stroke(
        f"M{number(turn * 2)},-20 L{number(turn * 3)},-12.6", tones.light, 0.9, stroke_opacity=0.8
    )
    return Hair(behind=drawn, top=line + part)


def _strings(
    tones: _Tones, xs: tuple[float, ...], top: float, low: float, width: float, beads: bool
) -> str:
    drawn = ""
    for i, x in enumerate(xs):
        end = low - abs(x) * 0.12 + (i % 3) * 1.6
        bend = x * 1.14 + (1.2 if i % 2 else -1.2)
        colour = tones.base if i % 2 else tones.deep
        drawn += stroke(
            f"M{number(x * 0.92)},{number(top)} Q{number(bend)},{number((top + end) / 2)} {number(x * 1.12)},{number(end)}",
            colour,
            width,
        )
        for k in range(3):
            y = top + (end - top) * (0.3 + 0.22 * k)
            drawn += stroke(
                f"M{number(x * 1.03 - width * 0.3)},{number(y)} l{number(width * 0.6)},{number(width * 0.35)}",
                tones.light,
                0.7,
                stroke_opacity=0.7,
            )
        if beads:
            bead = tones.ribbon if i % 2 else "#fff3dc"
            drawn += ellipse(x * 1.12, end + 0.6, width * 0.52, width * 0.62, bead)
    return drawn


def _braids(tones: _Tones, turn: float, away: bool) -> Hair:
    all_round = tuple(-19 + i * 3.8 for i in range(11))
    if away:
        rows = stroke(
            "M-12,-16 C-16,-6 -16,0 -15,8 M-5,-19 C-8,-6 -8,0 -7,10 M5,-19 C8,-6 8,0 7,10 M12,-16 C16,-6 16,0 15,8",
            tones.light,
            0.9,
        )
        return Hair(
            top=_strings(tones, all_round, -2, 30, 3.4, True)
            + _skull(tones, 10, strands=False)
            + rows
        )
    side = (-21.0, -18.0, 18.6, 21.4)
    top = path(smooth(_turned(_LINE, turn)), tones.base)
    rows = stroke("M-9,-11.6 C-9,-15 -7,-18.500 -4,-20.4 M-3,-12.4 C-3,-16 -2,-18.600 -1,-20.8 M3.4,-12.4 C3.400,-16 3,-18.600 2,-20.8 M9.6,-11.4 C9,-15 8,-18 6,-20 M-14.600,-8.4 C-14,-13 -11,-17 -8,-19 M15,-8.4 C14,-13 12,-16 10,-18.6",
                  tones.light, 0.9, stroke_opacity=0.85)  # fmt: skip
    return Hair(back=_strings(tones, all_round, -4, 32, 3.4, True), behind=path(smooth([(-19, -8), (-20, 6), (20, 6), (19, -8), (0, -21)]), tones.deep),
                top=_strings(tones, side, -3, 22, 3.3, True) + top + rows)  # fmt: skip


def _locs(tones: _Tones, turn: float, away: bool) -> Hair:
    ring = tuple(-18 + i * 5.1 for i in range(8))
    crown = _bumps((0, -5), (17.6, 15.6), 9, 4.6, 186, 354, tones.base)
    if away:
        return Hair(
            top=_strings(tones, ring, -6, 21, 5.4, False)
            + crown
            + _skull(tones, 6, strands=False)
            + _strings(tones, ring[1:-1], -14, 15, 4.8, False)
        )
    fringe = path(smooth(_turned(_LINE, turn)), tones.base)
    rows = stroke(
        "M-12,-9.600 C-11,-14 -8,-17 -5,-19 M-4,-12 C-4,-16 -2,-18 0,-20 M4,-12 C4.600,-15 5,-18 4,-20 M12,-9.6 C12,-14 11,-16 9,-18",
        tones.light,
        1.1,
        stroke_opacity=0.8,
    )
    swept = _strings(tones, (-19.4, -16.6), -8, 17, 5.0, False) + _strings(
        tones, (17.8, 20.2), -8, 15, 5.0, False
    )
    return Hair(behind=_strings(tones, ring, -4, 20, 5.4, False), top=swept + crown + fringe + rows)


_STYLES: dict[str, Callable[[_Tones, float, bool], Hair]] = {
    "short": _short, "bowl": _bowl, "bob": _bob, "long": _long, "ponytail": _ponytail, "bun": _bun, "plaits": _plaits,
    "wavy": _wavy_to(26), "wavy_bob": _wavy_to(13), "wavy_short": _wavy_short, "curly": _curly, "curly_long": _curly_long,
    "afro": _afro, "coily_short": _coily_short, "puffs": _puffs, "braids": _braids, "locs": _locs,
}  # fmt: skip
