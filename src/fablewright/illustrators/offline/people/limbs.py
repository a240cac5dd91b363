"""Arms with hands, legs with shoes, and those that are prosthetic or braced."""

from __future__ import annotations

import math

from fablewright.illustrators.offline.colour import mix, tint
from fablewright.illustrators.offline.people.body import Limb, Skeleton, direction
from fablewright.illustrators.offline.people.look import SKIRTED, Look
from fablewright.illustrators.offline.people.poses import Hand
from fablewright.illustrators.offline.shapes import Point, ellipse, group, number, path, stroke

METAL, METAL_DARK, RUBBER = "#c4cad6", "#8b93a5", "#34323e"


def between(a: Point, b: Point, share: float) -> Point:
    return a[0] + (b[0] - a[0]) * share, a[1] + (b[1] - a[1]) * share


def tube(limb: Limb, colour: str, width: float) -> str:
    """Two bones as one soft stroke: a curve when nearly straight, a corner when bent."""
    a, elbow, b = limb
    bend = abs((direction(a, elbow) - direction(elbow, b) + 180) % 360 - 180)
    ends = f"M{number(a[0])},{number(a[1])} "
    if bend < 62:
        x = elbow[0] + (elbow[0] - (a[0] + b[0]) / 2) * 0.5
        y = elbow[1] + (elbow[1] - (a[1] + b[1]) / 2) * 0.5
        return stroke(
            f"{ends}Q{number(x)},{number(y)} {number(b[0])},{number(b[1])}", colour, width
        )
    near, far = between(elbow, a, 0.3), between(elbow, b, 0.3)
    return stroke(
        f"{ends}L{number(near[0])},{number(near[1])} Q{number(elbow[0])},{number(elbow[1])}"
        f" {number(far[0])},{number(far[1])} L{number(b[0])},{number(b[1])}",
        colour, width,
    )  # fmt: skip


def palm(limb: Limb, scale: float) -> Point:
    """Where something held sits in the hand."""
    angle = math.radians(direction(limb[1], limb[2]))
    return limb[2][0] + math.sin(angle) * 4.6 * scale, limb[2][1] + math.cos(angle) * 4.6 * scale


def hand(limb: Limb, kind: Hand, skin: str, scale: float, mirror: bool, fold: str) -> str:
    """A hand at the end of an arm; the thumb is on the inside, or outside with `mirror`."""
    if kind == "point":
        shape = stroke("M.6,3 L.9,12.6", skin, 2.9) + path(
            "M-3.3,-.5 C-4.6,3 -4.4,8 -.4,8.4 C3.8,8.4 4.2,4.400 3.3,-.5Z", skin
        )
        shape += stroke("M-2.6,6.6 q1.5,.9 2.8,.2", fold, 0.7)
    elif kind == "open":
        shape = "".join(
            stroke(f"M{x},4 L{number(x * 1.75)},{y}", skin, 2.5)
            for x, y in ((-2.6, 9.8), (-0.9, 11.4), (0.9, 11.4), (2.6, 10.0))
        )
        shape += stroke("M2,3 L6,5.4", skin, 2.7) + path(
            "M-3.4,-.5 C-4.6,2.500 -4.2,7 0,7 C4.2,7 4.6,2.5 3.4,-.5Z", skin
        )
    elif kind == "grip":
        shape = path("M-3.2,-.5 C-5,2.5 -4.8,8.4 0,8.6 C4.8,8.4 5,2.500 3.2,-.5Z", skin)
        shape += stroke("M-1.6,5.2 v2.2 M.5,5.3 v2.4 M2.5,5 v2", fold, 0.65)
    else:
        shape = path("M-3.2,-.5 C-4.600,4 -4.2,9.6 0,9.8 C4,9.800 4.4,5 3.3,-.5Z", skin)
        shape += path("M2.2,2.6 C5.4,2.4 6.4,5.200 5.4,7 C4.600,8.2 3,7.2 2.5,6Z", skin)
    return group(
        f'<g transform="scale({-1 if mirror else 1},1)">{shape}</g>', *limb[2], scale=scale,
        rotate=-direction(limb[1], limb[2]),
    )  # fmt: skip


def _left(bones: Skeleton) -> str:
    """The limb of the person's left side."""
    return "lead" if bones.left > 0 else "trail"


def draw_arm(look: Look, bones: Skeleton, side: str) -> str:
    """Sleeve, cuff and hand of the "lead" or "trail" arm."""
    limb: Limb = bones.lead_arm if side == "lead" else bones.trail_arm
    kind: Hand = bones.lead_hand if side == "lead" else bones.trail_hand
    width = look.build.limb * 0.97
    scale = 0.5 + 0.5 * look.build.limb / 8.6
    fold = look.line
    colour = look.top if side == "lead" else tint(look.top, -0.035)
    if look.outfit == "dungarees":
        colour = look.accent if side == "lead" else tint(look.accent, -0.03)
    mirror = side == "trail"
    if "prosthetic_arm" in look.traits and side == _left(bones):
        return _prosthetic_arm(look, limb, kind, colour, width, scale)
    skin = look.skin
    fingers = hand(limb, kind, skin, scale, mirror, fold)
    if "vitiligo" in look.traits:
        spot = palm(limb, scale)
        fingers += ellipse(
            spot[0] - 0.6, spot[1], 2.2 * scale, 1.7 * scale, mix(skin, "#ffeadb", 0.78)
        )
    if look.outfit == "spacesuit":
        fingers = hand(limb, kind, look.accent, scale * 1.12, mirror, tint(look.accent, -0.12))
    if look.short_sleeves:
        sleeve = (limb[0], between(limb[0], limb[1], 0.4), between(limb[0], limb[1], 0.78))
        drawn = fingers + tube(limb, skin, width * 0.84)
        if "vitiligo" in look.traits:
            spot = between(limb[1], limb[2], 0.3)
            drawn += ellipse(*spot, width * 0.3, width * 0.24, mix(skin, "#ffeadb", 0.78))
        return (
            drawn
            + tube(sleeve, colour, width * 1.1)
            + _cuff(sleeve, tint(colour, -0.06), width * 0.98, 1.5)
        )
    cuff = look.accent if look.outfit != "dungarees" else tint(colour, -0.08)
    if look.outfit == "armour":
        joint = ellipse(*limb[1], width * 0.52, width * 0.52, METAL_DARK)
        return (
            fingers + tube(limb, colour, width) + joint + _cuff(limb, METAL_DARK, width * 0.8, 3.4)
        )
    return fingers + tube(limb, colour, width) + _cuff(limb, cuff, width * 0.78, 2.5)


def _cuff(limb: Limb, colour: str, width: float, thick: float) -> str:
    angle = math.radians(direction(limb[1], limb[2]))
    (x, y), half = limb[2], width / 2
    dx, dy = math.cos(angle) * half, -math.sin(angle) * half
    return stroke(
        f"M{number(x - dx)},{number(y - dy)} L{number(x + dx)},{number(y + dy)}", colour, thick
    )


def _prosthetic_arm(
    look: Look, limb: Limb, kind: Hand, colour: str, width: float, scale: float
) -> str:
    """Bare upper arm, a coloured socket, a metal wrist, and a hand with drawn joints."""
    elbow = limb[1]
    start, wrist = between(elbow, limb[2], 0.1), between(elbow, limb[2], 0.72)
    fingers = hand(limb, "grip" if kind == "rest" else kind, METAL, scale, False, METAL_DARK)
    drawn = fingers + stroke(
        f"M{number(wrist[0])},{number(wrist[1])} L{number(limb[2][0])},{number(limb[2][1])}",
        METAL_DARK,
        width * 0.5,
    )
    drawn += tube((*limb[:2], start), look.skin, width * 0.84)
    drawn += stroke(
        f"M{number(start[0])},{number(start[1])} L{number(wrist[0])},{number(wrist[1])}",
        look.aid,
        width * 1.04,
    )
    shine = between(start, wrist, 0.5)
    drawn += stroke(
        f"M{number(start[0])},{number(start[1])} L{number(shine[0])},{number(shine[1])}",
        tint(look.aid, 0.14),
        width * 0.22,
    )
    drawn += _cuff((limb[0], elbow, start), METAL, width * 0.9, 1.7)
    sleeve = (limb[0], between(limb[0], elbow, 0.4), between(limb[0], elbow, 0.72))
    return (
        drawn
        + tube(sleeve, colour, width * 1.1)
        + _cuff(sleeve, tint(colour, -0.06), width * 0.98, 1.5)
    )


def draw_leg(look: Look, bones: Skeleton, side: str) -> str:
    """Trousers, stocking or bare leg, with what is worn on it, and the shoe."""
    limb: Limb = bones.lead_leg if side == "lead" else bones.trail_leg
    turn = bones.lead_foot if side == "lead" else bones.trail_foot
    far = side == "trail" and bones.view == "side"
    width = look.build.limb * (1.0 + (look.build.girth - 1) * 0.5)
    legs = look.legs
    if look.outfit in ("suit", "spacesuit"):
        legs = look.top
    if look.outfit == "dungarees":
        legs = look.top
    if look.outfit == "armour":
        legs = tint(look.top, -0.05)
    cloth = tint(legs, -0.045) if far else legs
    skin = tint(look.skin, -0.02) if far else look.skin
    points = bones.view != "side"
    outward = -1 if (side == "trail" and points) else 1
    if limb[2][1] < limb[1][1] - 1:  # folded under: only the thigh shows
        thigh = skin if look.bare_legs else cloth
        folded = tube((limb[0], between(limb[0], limb[1], 0.5), limb[1]), thigh, width)
        shown = tube(_shorts(limb), cloth, width * 1.12)
        if bones.view == "away":  # kneeling from behind: the soles
            folded += ellipse(limb[1][0], -3.4, width * 0.52, 3.4, tint(look.shoes, -0.1))
        return folded + (shown if look.bare_legs and look.outfit not in SKIRTED else "")
    drawn = _shoe(look, limb, turn, outward, far)
    if "prosthetic_leg" in look.traits and side == _left(bones):
        return _prosthetic_leg(look, limb, cloth, width, skin if look.bare_legs else cloth) + drawn
    if look.bare_legs:
        drawn = tube(limb, skin, width * 0.84) + _sock(look, limb, width) + drawn
        if look.outfit not in SKIRTED:
            drawn += tube(_shorts(limb), cloth, width * 1.12)
    else:
        drawn = tube(limb, cloth, width) + drawn
    if "leg_braces" in look.traits:
        below = skin if look.bare_legs else cloth
        drawn = _brace(look, limb, width, below) + _shoe(look, limb, turn, outward, far)
        drawn += tube(_shorts(limb), cloth, width * 1.12) if look.outfit not in SKIRTED else ""
    return drawn


def _shorts(limb: Limb) -> Limb:
    return limb[0], between(limb[0], limb[1], 0.4), between(limb[0], limb[1], 0.78)


def _sock(look: Look, limb: Limb, width: float) -> str:
    a, b = between(limb[1], limb[2], 0.68), limb[2]
    return stroke(
        f"M{number(a[0])},{number(a[1])} L{number(b[0])},{number(b[1])}", "#fdf6ea", width * 0.9
    )


def _shoe(look: Look, limb: Limb, turn: float, outward: int, far: bool) -> str:
    colour = tint(look.shoes, -0.05) if far else look.shoes
    if look.outfit == "spacesuit":
        colour = look.accent
    if look.outfit == "armour":
        colour = METAL_DARK
    sole = tint(colour, -0.16) if colour != "#f8f4ec" else "#b9b6c4"
    shape = ""
    if look.boots:
        shape += path("M-4.7,-6.6 L4.5,-6.6 L4.2,2 L-4.8,2Z", colour) + stroke(
            "M-4.4,-6.4 H4.2", tint(colour, 0.09), 1.7
        )
    shape += path(
        "M-4.7,3.800 C-5,-1.2 -2,-2.8 1.2,-2.6 C3.4,-2.2 3.2,-.2 4.6,.2 C8.2,.7 8.600,3.6 7.4,4.2 L-4.2,4.2 Z",
        colour,
    )
    shape += stroke("M-4.2,4.1 L7.2,4.1", sole, 1.25)
    if not look.boots:
        shape += stroke("M1.6,-1.2 l2.2,1.5", mix(colour, "#ffffff", 0.55), 0.8)
    return group(
        f'<g transform="scale({outward},1)">{shape}</g>',
        *limb[2],
        scale=look.build.foot,
        rotate=turn * outward,
    )


def _prosthetic_leg(look: Look, limb: Limb, cloth: str, width: float, thigh: str) -> str:
    """Thigh in shorts, bare or in tights, a socket over the knee, a metal shin."""
    hip, knee, ankle = limb
    mid = between(knee, ankle, 0.34)
    shin = f"M{number(knee[0])},{number(knee[1])} L{number(ankle[0])},{number(ankle[1])}"
    drawn = stroke(shin, METAL_DARK, width * 0.34) + stroke(shin, METAL, width * 0.2)
    drawn += ellipse(*between(knee, ankle, 0.86), width * 0.26, width * 0.26, METAL_DARK)
    drawn += tube((hip, between(hip, knee, 0.5), knee), thigh, width * 0.86)
    above = between(knee, hip, 0.16)
    drawn += stroke(
        f"M{number(above[0])},{number(above[1])} L{number(knee[0])},{number(knee[1])} L{number(mid[0])},{number(mid[1])}",
        look.aid,
        width * 0.98,
    )
    drawn += stroke(
        f"M{number(knee[0] - width * 0.22)},{number(knee[1])} L{number(mid[0] - width * 0.2)},{number(mid[1])}",
        tint(look.aid, 0.15),
        width * 0.18,
    )
    drawn += ellipse(*knee, width * 0.2, width * 0.2, "#fff3dc")
    if look.outfit in SKIRTED:
        return drawn
    return drawn + tube(
        (hip, between(hip, knee, 0.35), between(hip, knee, 0.66)), cloth, width * 1.12
    )


def _brace(look: Look, limb: Limb, width: float, below: str) -> str:
    """Uprights on both sides of the calf, a cuff below the knee, two straps."""
    knee, ankle = limb[1], limb[2]
    angle = math.radians(direction(knee, ankle))
    dx, dy = math.cos(angle) * width * 0.52, -math.sin(angle) * width * 0.52
    top = between(knee, ankle, 0.14)
    drawn = tube(limb, below, width * 0.84)
    for side in (-1, 1):
        drawn += stroke(
            f"M{number(top[0] + side * dx)},{number(top[1] + side * dy)}"
            f" L{number(ankle[0] + side * dx)},{number(ankle[1] + side * dy + 2)}",
            METAL_DARK, width * 0.2,
        )  # fmt: skip
    for share, thick in ((0.18, 3.0), (0.56, 2.4), (0.9, 2.4)):
        at = between(knee, ankle, share)
        drawn += _cuff((limb[0], knee, at), look.aid, width * 1.02, thick)
        drawn += ellipse(*at, 0.8, 0.8, "#fff6e4")
    return drawn
