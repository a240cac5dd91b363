"""Aids on face and body: glasses, hearing, patches, tubes and pumps."""

from __future__ import annotations

from fablewright.illustrators.offline.colour import contrast, tint
from fablewright.illustrators.offline.people.body import Skeleton
from fablewright.illustrators.offline.people.head import EYE_LINE, eye_places
from fablewright.illustrators.offline.people.limbs import RUBBER
from fablewright.illustrators.offline.people.look import Look
from fablewright.illustrators.offline.shapes import ellipse, group, number, path, rect, star, stroke

TUBE = "#e9f6fb"
TUBE_EDGE = "#7fa9bd"


def on_face(look: Look, bones: Skeleton) -> str:
    """Drawn over the face and under the hair: tubes, patch."""
    turn, left = bones.turn, bones.left
    drawn, x = "", turn * 7.4
    traits = look.traits
    if "oxygen_cannula" in traits:
        drawn += _tube(
            f"M-18,2 C{number(x - 15)},6.4 {number(x - 6)},8.6 {number(x - 1.6)},8.700"
            f" h3.2 C{number(x + 6)},8.6 {number(x + 15)},6.4 18,2"
        )
        drawn += _tube(f"M{number(x - 1.5)},8.6 v-1.3 M{number(x + 1.5)},8.6 v-1.3")
    if "feeding_tube" in traits:
        drawn += _tube(
            f"M{number(x * 1.2 - 1)},7.9 C{number(x - 4)},9.6 {number(x * 0.8 - 8)},9 {number(x * 0.5 - 11)},7.4 S-17.6,4 -18.2,.6"
        )
        tape = path("M-3.4,-2.5 h6.8 q1,2.5 0,5 h-6.8 q-1,-2.5 0,-5Z", "#fff2df") + star(
            0, 0, 1.7, look.aid
        )
        drawn += group(tape, x * 0.55 - 10.6, 7.6, rotate=14)
    if "eye_patch" in traits:
        at = eye_places(turn)[1 if left > 0 else 0][1]
        drawn += stroke(
            f"M{-17 * left},-11 L{number(at[0] - 4 * left)},{number(at[1] - 4)}"
            f" M{number(at[0] + 4 * left)},{number(at[1] - 3)} L{number(18.4 * left)},-3",
            RUBBER,
            1.3,
        )
        drawn += path(
            "M-5.6,-4.400 Q0,-6.6 5.6,-4.4 C6,2 3.4,6.6 0,6.6 C-3.4,6.6 -6,2 -5.6,-4.4Z",
            look.aid,
            transform=f"translate({number(at[0])},{number(at[1])})",
        )
        drawn += star(at[0], at[1] + 0.2, 2.6, "#fff3dc")
    return drawn


def _tube(d: str) -> str:
    return stroke(d, TUBE_EDGE, 1.5) + stroke(d, TUBE, 0.95)


def on_head(look: Look, turn: float, away: bool) -> str:
    """Drawn over the hair: glasses, hearing aids, ear defenders."""
    drawn = ""
    if not away and ("glasses" in look.traits):
        drawn += _glasses(look, turn)
    if "hearing_aids" in look.traits:
        drawn += "".join(_hearing_aid(look, side, turn, away) for side in (-1, 1))
    if "cochlear_implant" in look.traits:
        drawn += _implant(look, turn, away)
    if "ear_defenders" in look.traits:
        drawn += _defenders(look, turn, away)
    return drawn


def _glasses(look: Look, turn: float) -> str:
    c = look.frames
    if look.dark and contrast(c, look.skin) < 1.9:
        c = "#f2b84a"
    drawn, edges = "", []
    for side, (x, y), narrow in eye_places(turn):
        wide = 6.5 * (1 - (1 - narrow) * 0.6)
        drawn += ellipse(x, y, wide, 6.3, "#ffffff", fill_opacity=0.13, stroke=c, stroke_width=1.75)
        drawn += stroke(
            f"M{number(x - 3.2)},{number(y - 2.6)} l2.6,-1.9", "#ffffff", 0.9, stroke_opacity=0.8
        )
        edges.append((x - wide, x + wide))
        if side < 0:
            drawn += stroke(
                f"M{number(x - wide)},{number(y - 1)} L{number(-18.2 - turn * 1.6)},{number(EYE_LINE - 2)}",
                c,
                1.45,
            )
        elif turn < 0.3:
            drawn += stroke(
                f"M{number(x + wide)},{number(y - 1)} L18.2,{number(EYE_LINE - 2)}", c, 1.45
            )
    bridge = f"M{number(edges[0][1] - 0.3)},{number(EYE_LINE - 1)} Q{number((edges[0][1] + edges[1][0]) / 2)},{number(EYE_LINE - 2.6)} {number(edges[1][0] + 0.3)},{number(EYE_LINE - 1)}"
    return drawn + stroke(bridge, c, 1.5)


def _ear_x(look: Look, side: int, turn: float) -> float:
    """By the ear; under a hijab at the edge of the cloth, where the tube comes out."""
    return side * 15.0 + turn * 1.6 if look.headgear == "hijab" else side * 18.0 - turn * 2.6


def _hearing_aid(look: Look, side: int, turn: float, away: bool) -> str:
    if side * turn > 0.3:
        return ""
    x, c = _ear_x(look, side, turn), look.aid
    behind = stroke(
        f"M{number(x + side * 1.6)},-4.400 C{number(x + side * 5)},-5 {number(x + side * 5.6)},1.2 {number(x + side * 3.8)},5.2",
        c,
        2.9,
    )
    behind += stroke(
        f"M{number(x + side * 3.2)},-3.4 q{number(side * 1.1)},1.600 {number(side * 0.9)},3.6",
        tint(c, 0.18),
        0.8,
    )
    if away:
        return behind
    hook = stroke(
        f"M{number(x + side * 1.4)},-4.4 C{number(x - side * 1.6)},-5.4 {number(x - side * 2)},-1 {number(x - side * 0.3)},1.6",
        "#dff3ff",
        1.1,
    )
    return behind + hook + ellipse(x - side * 0.2, 2.4, 1.7, 1.7, tint(c, 0.12))


def _implant(look: Look, turn: float, away: bool) -> str:
    """The processor behind the ear, a cable, and the round coil on the head."""
    drawn = ""
    for side in (-1, 1) if turn < 0.3 else (-1,):
        x, c = _ear_x(look, side, turn), look.aid
        if not away and side > 0 and turn == 0:
            continue
        coil = (x + side * -1.2 + side * 1.6, -10.6)
        if away:
            coil = (side * 11, -6)
            if side > 0:
                continue
        drawn += stroke(
            f"M{number(x + side * 1.6)},-4.4 C{number(x + side * 5)},-5 {number(x + side * 5.4)},1 {number(x + side * 3.6)},5",
            c,
            2.9,
        )
        drawn += stroke(
            f"M{number(x + side * 3.6)},-3.600 C{number(x + side * 6)},-8 {number(coil[0] + side * 5)},-9 {number(coil[0])},{number(coil[1])}",
            RUBBER,
            0.95,
        )
        drawn += (
            ellipse(*coil, 4.1, 4.1, c)
            + ellipse(*coil, 2.6, 2.6, tint(c, 0.13))
            + ellipse(*coil, 0.9, 0.9, "#ffffff")
        )
        if not away:
            drawn += ellipse(x, 2.2, 1.5, 1.5, tint(c, 0.1))
    return drawn


def _defenders(look: Look, turn: float, away: bool) -> str:
    c = look.aid
    drawn = stroke("M-20.5,-2 C-22,-31 22,-31 20.5,-2", RUBBER, 3.4) + stroke(
        "M-16,-17 C-9,-25 9,-25 16,-17", c, 2.2
    )
    for side in (-1, 1):
        x = side * 20.4 - turn * 2.0
        wide = 5.4 if side * turn <= 0 else 3.4
        drawn += ellipse(x - side * 2.2, 1.4, wide * 0.8, 7.8, RUBBER) + ellipse(
            x, 1.4, wide, 8.2, c
        )
        drawn += ellipse(x + side * 0.8, 1.4, wide * 0.5, 4.6, tint(c, 0.1))
    return drawn


def on_body(look: Look, bones: Skeleton) -> str:
    """Pump with its line, the ends of tubes on the chest."""
    if bones.view == "away":
        return ""
    tall, drawn = look.build.torso, ""
    w = look.build.shoulder * (1 + (look.build.girth - 1) * 0.75)
    if "insulin_pump" in look.traits:
        x, y = (w * 0.46, -1.5) if bones.view == "side" else (w * 0.55, -1.5)
        drawn += _tube(
            f"M{number(x - 2)},{number(y - 3)} C{number(x - 9)},{number(y - 9)} {number(x - 13)},{number(y - 2)} {number(x - 9)},{number(y + 1)}"
        )
        drawn += ellipse(x - 9, y + 1, 2.3, 2.3, TUBE_EDGE)
        drawn += ellipse(x - 9, y + 1, 1.8, 1.8, "#ffffff") + ellipse(
            x - 9, y + 1, 1.0, 1.0, "#c9d2dd"
        )
        drawn += rect(x - 4, y - 4.4, 8.6, 6.4, "#2e3550", 1.6) + rect(
            x - 2.9, y - 3.4, 4.4, 2.7, "#9fe3d2", 0.6
        )
        drawn += ellipse(x + 3, y - 2.2, 0.7, 0.7, look.aid) + ellipse(
            x + 3, y, 0.7, 0.7, "#ffffff"
        )
    if "oxygen_cannula" in look.traits:
        drawn += _tube(
            f"M-6.5,{number(-tall)} Q-3,{number(-tall * 0.72)} 0,{number(-tall * 0.6)} Q3,{number(-tall * 0.72)} 6.5,{number(-tall)} M0,{number(-tall * 0.6)} Q1,{number(-tall * 0.3)} {number(-w * 0.9)},-3"
        )
        drawn += ellipse(0, -tall * 0.6, 1.3, 1.3, TUBE_EDGE)
        drawn += rect(-w * 1.18, -6, 7.4, 9.5, look.aid, 2) + rect(
            -w * 1.18 + 1.4, -4.4, 4.6, 2.4, "#ffffff", 0.8
        )
    if "feeding_tube" in look.traits:
        drawn += _tube(
            f"M{number(-w * 0.5)},{number(-tall - 1)} Q{number(-w * 0.7)},{number(-tall * 0.7)} {number(-w * 0.45)},{number(-tall * 0.5)}"
        )
        drawn += rect(-w * 0.45 - 1.4, -tall * 0.5, 2.8, 3.6, look.aid, 1)
    return group(drawn, *bones.hip, rotate=bones.lean)


def sensor(look: Look, bones: Skeleton) -> str:
    """A round glucose sensor on a bare upper arm."""
    if "insulin_pump" not in look.traits or not look.short_sleeves:
        return ""
    a, b = bones.lead_arm[0], bones.lead_arm[1]
    x, y = a[0] + (b[0] - a[0]) * 0.92, a[1] + (b[1] - a[1]) * 0.92
    return ellipse(x, y, 2.1, 2.1, "#ffffff") + ellipse(x, y, 0.8, 0.8, "#c9d2dd")


def dark_glasses(look: Look, turn: float) -> str:
    """Worn with a white cane by some; the frames carry the look's colour."""
    drawn = ""
    for _, (x, y), narrow in eye_places(turn):
        drawn += path(
            f"M{number(x - 6.2 * narrow)},{number(y - 4)} H{number(x + 6.2 * narrow)} C{number(x + 6.4 * narrow)},{number(y + 6)} {number(x - 6.4 * narrow)},{number(y + 6)} {number(x - 6.2 * narrow)},{number(y - 4)}Z",
            "#2b2433", stroke=look.frames, stroke_width=1.2, stroke_linejoin="round",
        )  # fmt: skip
        drawn += stroke(
            f"M{number(x - 3)},{number(y - 1.8)} l2.4,-1.2", "#ffffff", 0.9, stroke_opacity=0.7
        )
    left, right = (place[1][0] for place in eye_places(turn))
    return drawn + stroke(
        f"M{number(left + 5)},{number(EYE_LINE - 2.8)} L{number(right - 5)},{number(EYE_LINE - 2.8)} M{number(left - 6)},{number(EYE_LINE - 2.6)} L-18,{number(EYE_LINE - 2)}",
        look.frames,
        1.4,
    )
