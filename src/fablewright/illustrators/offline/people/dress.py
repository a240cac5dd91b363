"""Clothes on the trunk: shirts, dresses, coats, armour, capes, aprons."""

from __future__ import annotations

from collections.abc import Callable

from fablewright.illustrators.offline.colour import mix, tint
from fablewright.illustrators.offline.people.body import Skeleton
from fablewright.illustrators.offline.people.limbs import METAL_DARK, between
from fablewright.illustrators.offline.people.look import SKIRTED, Look
from fablewright.illustrators.offline.shapes import (
    Point,
    ellipse,
    group,
    number,
    path,
    rect,
    smooth,
    star,
    stroke,
)
from fablewright.illustrators.offline.sheets import Layer


def hull(points: list[Point]) -> list[Point]:
    """The convex outline of points, in order (Andrew's monotone chain)."""
    ordered = sorted(set(points))

    def half(items: list[Point]) -> list[Point]:
        kept: list[Point] = []
        for p in items:
            while len(kept) > 1 and (
                (kept[-1][0] - kept[-2][0]) * (p[1] - kept[-2][1])
                - (kept[-1][1] - kept[-2][1]) * (p[0] - kept[-2][0])
            ) <= 0:  # fmt: skip
                kept.pop()
            kept.append(p)
        return kept[:-1]

    return half(ordered) + half(ordered[::-1])


def width_of(look: Look) -> float:
    """Half the trunk's width at the shoulders."""
    return look.build.shoulder * (1 + (look.build.girth - 1) * 0.75)


def _in_trunk(bones: Skeleton, svg: str) -> str:
    """From the trunk's units (hip at 0,0, neck straight above) to the body's."""
    return group(svg, *bones.hip, rotate=bones.lean)


def draw_trunk(layer: Layer, look: Look, bones: Skeleton) -> None:
    """Neck, skirt, shirt and what is on it, onto the body's sheet."""
    tall = look.build.torso
    neck = rect(
        -4 * look.build.head, -tall - 6.5, 8 * look.build.head, 10, tint(look.skin, -0.05), 3
    )
    if look.headgear != "hijab":
        layer.add(_in_trunk(bones, neck))
    layer.add(_in_trunk(bones, _shirt(layer, look, bones)))
    if look.outfit in SKIRTED:
        layer.add(_skirt(layer, look, bones))
        layer.add(_in_trunk(bones, _sash(look)))
    layer.add(_in_trunk(bones, _collar(look, bones)))


def trunk_path(look: Look, bones: Skeleton) -> str:
    w, tall, girth = width_of(look), look.build.torso, look.build.girth
    belly = w * (1.06 if girth == 1 else 1.16)
    low = 6.0 if look.outfit not in SKIRTED else 2.0
    if bones.seated or bones.pose == "sit":
        low = min(low, 4.0)
    if look.outfit == "raincoat" and not bones.seated and bones.pose not in ("sit", "kneel"):
        low = 8.5
    flare = 1.1 if look.outfit in ("raincoat", "hoodie") else 1.03
    return smooth(
        [
            (-6.6, -tall - 1.2), (-w * 0.98, -tall + 3.4), (-w * 1.05, -tall + 9), (-belly, -8), (-belly * flare, low - 3),
            (-belly * 0.72, low + 1), (0, low + 1.8), (belly * 0.72, low + 1), (belly * flare, low - 3), (belly, -8),
            (w * 1.05, -tall + 9), (w * 0.98, -tall + 3.4), (6.6, -tall - 1.2), (0, -tall - 2),
        ]
    )  # fmt: skip


def _shirt(layer: Layer, look: Look, bones: Skeleton) -> str:
    edge = trunk_path(look, bones)
    base = look.accent if look.outfit == "dungarees" else look.top
    inside = _pattern(look, -look.build.torso, 12) if look.outfit != "dungarees" else ""
    detail = _DETAILS.get(look.outfit)
    if detail is not None:
        inside += detail(look, bones.view == "away")
    tall = look.build.torso
    shade = path(
        f"M4,{number(-tall - 6)} L40,{number(-tall - 6)} L40,14 L7,14Z",
        tint(base, -0.1),
        fill_opacity=0.2,
    )
    return path(edge, base) + f"<g {layer.clip(edge)}>{inside}{shade}</g>"


def _pattern(look: Look, top: float, bottom: float) -> str:
    """Rows of the look's pattern between two heights."""
    drawn, wide = "", 40
    if look.pattern == "stripes":
        y = top + 4
        while y < bottom:
            drawn += stroke(f"M{-wide},{number(y)} q{wide},3.5 {2 * wide},0", look.accent, 2.3)
            y += 6
        return drawn
    row = 0
    y = top + 3.5
    while look.pattern and y < bottom:
        for i in range(-4, 5):
            x = i * 9 + (row % 2) * 4.5
            if look.pattern == "dots":
                drawn += ellipse(x, y, 1.6, 1.6, look.accent)
            elif look.pattern == "stars":
                drawn += star(x, y, 2.3, look.accent, rotate=i * 17)
            else:
                drawn += path(
                    f"M{x},{number(y + 1.9)} c-3.4,-2.4 -1.6,-4.6 0,-2.6 c1.6,-2 3.4,.2 0,2.6Z",
                    look.accent,
                )
        y += 7
        row += 1
    return drawn


def _skirt(layer: Layer, look: Look, bones: Skeleton) -> str:
    """Cloth is the outline of waist and knees (or ankles), so that it follows every pose."""
    w = width_of(look)
    leg_shows = bool(look.traits & {"prosthetic_leg", "leg_braces"})
    long = look.outfit == "robe" and not leg_shows
    hip = bones.hip
    share = 0.86 if long else 0.5 if leg_shows else 0.9
    flare = w * ((0.78 if long else 1.0) if bones.view != "side" else 0.8)
    points = [
        (hip[0] - w * 0.98, hip[1] - 9),
        (hip[0] + w * 0.98, hip[1] - 9),
        (hip[0] - w * 1.12, hip[1]),
        (hip[0] + w * 1.12, hip[1]),
    ]
    for leg in (bones.trail_leg, bones.lead_leg):
        x, y = between(leg[1], leg[2], share) if long else between(leg[0], leg[1], share)
        spread = flare * (1.15 if y > hip[1] + 6 else 0.55)
        low = min(y + 2.0, -1.6)
        points += [
            (x - spread, low),
            (x + spread, low),
            (x - spread * 0.5, low + 1.4),
            (x + spread * 0.5, low + 1.4),
        ]
        if long:
            points += [
                (leg[1][0] - spread * 0.6, leg[1][1] + 2),
                (leg[1][0] + spread * 0.6, leg[1][1] + 2),
            ]
    colour = look.legs if look.outfit == "skirt" else look.top
    edge = smooth(hull(points))
    low = max(y for _, y in points)
    left, right = min(x for x, _ in points), max(x for x, _ in points)
    folds = "".join(
        f"M{number(hip[0] + k * w * 0.35)},{number(hip[1] - 2)} L{number(left + (right - left) * (0.5 + k * 0.2))},{number(low)}"
        for k in (-1.4, 0, 1.4)
    )
    inside = group(_pattern(look, -14, 60), *hip) if look.outfit != "skirt" else ""
    inside += stroke(folds, tint(colour, -0.07), 1.3, stroke_opacity=0.6)
    inside += path(
        f"M{number(hip[0] + 4)},{number(hip[1] - 20)} h40 v90 h-36Z",
        tint(colour, -0.1),
        fill_opacity=0.2,
    )
    trim = path(edge, look.accent)
    raised = f'<g transform="translate(0,-2.6)">{path(edge, colour)}<g {layer.clip(edge)}>{inside}</g></g>'
    return trim + raised


def _collar(look: Look, bones: Skeleton) -> str:
    tall = look.build.torso
    away = bones.view == "away"
    if look.headgear == "hijab":
        return ""
    if look.outfit in ("raincoat", "hoodie"):
        deep = 9 if away else 3.4
        hood = smooth(
            [
                (-9.5, -tall + 0.5),
                (-4, -tall - 4.6),
                (4, -tall - 4.6),
                (9.5, -tall + 0.5),
                (4.6, -tall + deep),
                (-4.6, -tall + deep),
            ]
        )
        return path(hood, tint(look.top, -0.05))
    if away:
        return stroke(f"M-5.4,{number(-tall - 1)} q5.4,1.8 10.8,0", tint(look.top, -0.08), 1.6)
    if look.outfit in ("armour", "spacesuit"):
        return rect(-8, -tall - 3.6, 16, 5, tint(look.top, -0.08), 2.5)
    neckline = path(f"M-5.4,{number(-tall - 2)} q5.4,6.4 10.8,0Z", tint(look.skin, -0.03))
    base = look.accent if look.outfit == "dungarees" else look.top
    return neckline + stroke(f"M-5.6,{number(-tall - 1.6)} q5.6,6.4 11.2,0", tint(base, -0.08), 1.3)


def _raincoat(look: Look, away: bool) -> str:
    tall, deep = look.build.torso, tint(look.top, -0.07)
    if away:
        return stroke(f"M0,{number(-tall * 0.3)} V14", deep, 1.0)
    drawn = stroke(f"M1,{number(-tall)} V14", tint(look.top, -0.12), 0.9)
    for i in range(3):
        drawn += ellipse(3.8, -tall * 0.72 + i * tall * 0.33, 1.4, 1.4, look.accent)
    for side in (-1, 1):
        drawn += rect(side * 7.8 - 3.6, -3.4, 7.2, 5.6, deep, 1.6)
    return drawn


def _hoodie(look: Look, away: bool) -> str:
    if away:
        return ""
    tall = look.build.torso
    drawn = path("M-8,5 l2.5,-10 h11 l2.5,10Z", tint(look.top, -0.06))
    return drawn + stroke(
        f"M-2.4,{number(-tall + 1)} v7 M2.4,{number(-tall + 1)} v6", look.accent, 1.1
    )


def _dungarees(look: Look, away: bool) -> str:
    tall, cloth = look.build.torso, look.top
    bib = -tall * 0.6
    if away:
        straps = (
            f"M-8,{number(-tall)} L6,{number(bib + 8)} M8,{number(-tall)} L-6,{number(bib + 8)}"
        )
        return path(
            f"M-40,-4 L-7,-4 L-5,{number(bib + 6)} h10 L7,-4 L40,-4 V20 H-40Z", cloth
        ) + stroke(straps, cloth, 3)
    drawn = path(f"M-8.4,{number(bib)} h16.8 v{number(-bib - 7)} h40 v30 h-96.8 v-30 h40Z", cloth)
    drawn += stroke(
        f"M-7.4,{number(-tall - 2)} L-6.4,{number(bib + 2)} M7.4,{number(-tall - 2)} L6.4,{number(bib + 2)}",
        cloth,
        2.9,
    )
    drawn += ellipse(-6.2, bib + 2, 1.3, 1.3, "#ffe9b0") + ellipse(
        6.2, bib + 2, 1.3, 1.3, "#ffe9b0"
    )
    return drawn + rect(-4.4, bib + 5, 8.8, 6.4, tint(cloth, -0.06), 1.6)


def _sash(look: Look) -> str:
    """What joins bodice and skirt."""
    w = width_of(look)
    colour = {"dress": look.accent, "robe": tint(look.top, -0.07)}.get(look.outfit, look.legs)
    return stroke(
        f"M{number(-w * 0.97)},-8.6 q{number(w * 0.97)},3 {number(w * 1.94)},0", colour, 2.7
    )


def _suit(look: Look, away: bool) -> str:
    tall = look.build.torso
    belt = stroke("M-40,1 q40,4 80,0", look.accent, 3.2)
    if away:
        return belt
    return (
        belt + ellipse(0, -tall * 0.6, 5.8, 5.8, look.accent) + star(0, -tall * 0.6, 3.9, look.top)
    )


def _armour(look: Look, away: bool) -> str:
    tall, deep = look.build.torso, METAL_DARK
    drawn = stroke(f"M-40,-3 q40,4 80,0 M-40,{number(-tall * 0.52)} q40,4 80,0", deep, 1.2)
    if not away:
        drawn += path(
            f"M-5,{number(-tall * 0.82)} h10 v6 q0,5 -5,7.4 q-5,-2.4 -5,-7.4Z", look.accent
        )
    for x in (-9, 9):
        drawn += ellipse(x, -tall * 0.2, 0.9, 0.9, deep)
    return drawn


def _spacesuit(look: Look, away: bool) -> str:
    tall = look.build.torso
    if away:
        return rect(-9, -tall * 0.95, 18, tall * 0.8, tint(look.top, -0.1), 3) + rect(
            -6, -tall * 0.8, 12, 3, look.accent, 1
        )
    drawn = rect(-6.5, -tall * 0.66, 13, 9, tint(look.top, -0.1), 2)
    for i, colour in enumerate(("#e8563f", "#f2b033", "#2f9c95")):
        drawn += ellipse(-3.8 + i * 3.8, -tall * 0.66 + 3.2, 1.2, 1.2, colour)
    return (
        drawn
        + rect(-4.6, -tall * 0.66 + 5.6, 9.2, 1.6, METAL_DARK, 0.8)
        + stroke("M-40,1 q40,4 80,0", look.accent, 2.6)
    )


_DETAILS: dict[str, Callable[[Look, bool], str]] = {
    "raincoat": _raincoat, "hoodie": _hoodie, "dungarees": _dungarees, "suit": _suit,
    "armour": _armour, "spacesuit": _spacesuit,
}  # fmt: skip


def cape(look: Look, bones: Skeleton) -> str:
    """A cape that hangs from the shoulders and swings behind when its bearer moves."""
    tall, w = look.build.torso, width_of(look)
    low = min(tall * 0.05 + look.build.leg * 0.82, -bones.hip[1] - 3)
    swing = {"run": -26, "jump": -12, "walk": -9}.get(bones.pose, -5) if bones.view == "side" else 0
    points = [
        (-w * 0.8, -tall + 1), (-w * 1.25 + swing * 0.4, -tall * 0.4), (-w * 1.55 + swing, low), (swing * 0.7, low + 2.5),
        (w * 1.3 + swing * 0.3, low), (w * 1.1, -tall * 0.4), (w * 0.8, -tall + 1), (0, -tall - 2),
    ]  # fmt: skip
    colour = look.accent if mix(look.accent, look.top, 0.5) != look.top else "#d8402f"
    folds = stroke(
        f"M{number(-w * 0.6)},{number(-tall * 0.6)} L{number(-w + swing)},{number(low - 3)} M{number(w * 0.3)},{number(-tall * 0.6)} L{number(w * 0.5 + swing * 0.5)},{number(low - 3)}",
        tint(colour, -0.07),
        1.2,
    )
    return _in_trunk(bones, path(smooth(points), colour) + folds)


def cape_knot(look: Look, bones: Skeleton) -> str:
    tall, w = look.build.torso, width_of(look)
    band = stroke(
        f"M{number(-w * 0.75)},{number(-tall + 1.4)} Q0,{number(-tall + 7)} {number(w * 0.75)},{number(-tall + 1.4)}",
        look.accent,
        3,
    )
    return _in_trunk(bones, band + ellipse(0, -tall + 4.4, 2, 2, "#ffd46b"))


def apron(look: Look, bones: Skeleton) -> str:
    tall, w = look.build.torso, width_of(look)
    shape = f"M-6.5,{number(-tall * 0.74)} h13 L{number(w * 0.86)},-6 V9 q{number(-w * 0.86)},3.4 {number(-w * 1.72)},0 V-6Z"
    strings = stroke(
        f"M-6,{number(-tall * 0.74)} L-5.4,{number(-tall - 1)} M6,{number(-tall * 0.74)} L5.4,{number(-tall - 1)}",
        "#fbf4e6",
        1.5,
    )
    return _in_trunk(
        bones, strings + path(shape, "#fbf4e6") + rect(-5, -4.4, 10, 6.6, "#ece0c8", 1.6)
    )


def scarf(look: Look, bones: Skeleton) -> str:
    tall = look.build.torso
    colour = look.accent if look.accent != look.top else "#d8402f"
    end = path(f"M2,{number(-tall)} l6.500,0 l2,15 l-6,1Z", tint(colour, -0.04))
    return _in_trunk(bones, end + stroke(f"M-7,{number(-tall - 1)} q7,5 14,0", colour, 5.2))


def backpack(look: Look, bones: Skeleton) -> str:
    """Worn: its bulk behind the back (side and front) or the whole of it (from behind)."""
    tall, w = look.build.torso, width_of(look)
    colour = "#c9823a"
    if bones.view == "away":
        bag = rect(-w * 0.85, -tall * 0.95, w * 1.7, tall * 0.95, colour, 5) + rect(
            -w * 0.6, -tall * 0.42, w * 1.2, tall * 0.34, tint(colour, -0.07), 3
        )
    else:
        bag = rect(
            -w * (1.75 if bones.view == "side" else 1.15),
            -tall * 0.98,
            w * (1.4 if bones.view == "side" else 2.3),
            tall * 0.92,
            colour,
            5,
        )
    return _in_trunk(bones, bag)


def backpack_straps(look: Look, bones: Skeleton) -> str:
    tall, w = look.build.torso, width_of(look)
    straps = "".join(
        f"M{number(side * w * 0.55)},{number(-tall - 0.5)} Q{number(side * w * 0.62)},{number(-tall * 0.6)} {number(side * w * 0.9)},{number(-tall * 0.3)}"
        for side in (-1, 1)
    )
    return _in_trunk(bones, stroke(straps, "#8f5a2b", 2.6))
