"""What all creatures share: the sheets they are drawn on, faces, legs, colours by seed.

Local units are those of the people (a six-year-old is 100 tall); the ground is y = 0 and a creature
that is seen from the side faces right.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field

from fablewright.core.book import Mood
from fablewright.illustrators.offline.colour import contrast, mix, tint
from fablewright.illustrators.offline.faces import INK, brow, eye, mouth
from fablewright.illustrators.offline.shapes import (
    Point,
    ellipse,
    group,
    number,
    path,
    smooth,
    stroke,
)
from fablewright.illustrators.offline.sheets import Layer

RAISED = frozenset({"wave", "arms_wide", "reach_up", "jump", "hug", "point", "climb"})
SITTING = frozenset({"sit", "kneel", "crouch", "think", "hold"})


@dataclass(slots=True)
class Beast:
    """One creature being drawn: colours, feeling, view, and its sheets from back to front."""

    coat: str
    light: str
    dark: str
    accent: str
    mood: Mood
    turn: float
    away: bool
    pose: str
    back: Layer
    body: Layer
    head: Layer
    front: Layer
    anchors: dict[str, Point] = field(default_factory=dict)
    corners: list[Point] = field(default_factory=list)

    @property
    def side(self) -> bool:
        return self.turn != 0

    @property
    def raised(self) -> bool:
        return self.pose in RAISED

    @property
    def sits(self) -> bool:
        return self.pose in SITTING

    @property
    def steps(self) -> bool:
        return self.pose in ("walk", "run")

    @property
    def shade(self) -> str:
        return tint(self.coat, -0.055)

    @property
    def glint(self) -> str:
        return tint(self.coat, 0.05)

    @property
    def look(self) -> Point:
        if self.pose in ("look_up", "reach_up", "think"):
            return 0.3, -0.8
        return (0.35, 0) if self.side else (0, 0)

    @property
    def tilt(self) -> float:
        """Degrees the head bows (positive) or lifts."""
        moods = {
            "sad": 9.0,
            "sleepy": 8.0,
            "worried": 4.0,
            "wonder": -4.0,
            "joy": -3.0,
            "surprised": -3.0,
        }
        lifted = -10.0 if self.pose in ("look_up", "reach_up") else 0.0
        return (moods.get(self.mood, 0.0) + lifted) * (1.0 if self.side else 0.5)

    def put_head(self, svg: str, at: Point, scale: float = 1.0, chin: float = 12.0) -> None:
        """The head, turned round its chin, onto the head's sheet."""
        turned = f'<g transform="rotate({number(self.tilt)} 0 {number(chin)})">{svg}</g>'
        self.head.add(group(turned, *at, scale=scale))
        self.anchors["head"] = at
        self.anchors["eyes"] = (at[0] + self.turn * 8 * scale, at[1])
        self.corners += [
            (at[0] - 20 * scale, at[1] - 22 * scale),
            (at[0] + 20 * scale, at[1] + 14 * scale),
        ]


def face(
    beast: Beast,
    gap: float = 6.6,
    y: float = 0.0,
    size: float = 0.86,
    shift: float = 8.0,
    cheeks: tuple[float, float] | None = (10.4, 5.6),
    iris: str = "#4a2a1a",
    ground: str = "",
    brows: bool = True,
) -> str:
    """Eyes, brows and cheeks; nothing from behind. `shift` is how far a turned face moves."""
    if beast.away:
        return ""
    middle = beast.turn * shift
    skin = ground or beast.coat
    drawn = ""
    if cheeks:
        for side in (-1, 1):
            drawn += ellipse(
                middle * 0.85 + side * cheeks[0],
                y + cheeks[1],
                2.9,
                2.1,
                "#ff8f84",
                fill_opacity=0.5,
            )
    line = INK if contrast(skin, INK) > 1.8 else "#0c0709"
    ink = mix(beast.dark, INK, 0.5)
    if contrast(ink, skin) < 1.7:
        ink = tint(skin, -0.2) if contrast(skin, "#000000") > 5 else tint(skin, 0.2)
    for side in (-1, 1):
        narrow = 1 - 0.2 * max(0.0, side * beast.turn)
        at = (middle + side * gap * (1 - 0.12 * abs(beast.turn)), y)
        drawn += eye(
            beast.head,
            at,
            side,
            beast.mood,
            iris,
            skin,
            line,
            size=size,
            look=beast.look,
            narrow=narrow,
        )
        if brows and beast.mood not in ("smile", "sleepy"):
            drawn += brow((at[0], at[1] + 0.4), side, beast.mood, ink, size=size, width=1.3)
    return drawn


def grin(
    beast: Beast, at: Point, size: float = 0.75, lip: str = "#6a2b2e", teeth: bool = False
) -> str:
    """The mouth; nothing from behind."""
    if beast.away:
        return ""
    return mouth(beast.head, at, beast.mood, lip, size=size, teeth=teeth)


def nose(at: Point, size: float, colour: str = "#2a1820") -> str:
    """A soft triangle with a light on it."""
    x, y = at
    d = f"M{number(x - size)},{number(y - size * 0.5)} Q{number(x)},{number(y - size * 1.1)} {number(x + size)},{number(y - size * 0.5)} Q{number(x + size * 0.7)},{number(y + size * 0.8)} {number(x)},{number(y + size * 0.9)} Q{number(x - size * 0.7)},{number(y + size * 0.8)} {number(x - size)},{number(y - size * 0.5)}Z"
    return path(d, colour) + ellipse(
        x - size * 0.3, y - size * 0.35, size * 0.3, size * 0.18, "#ffffff", fill_opacity=0.7
    )


def whiskers(middle: float, y: float, colour: str, reach: float = 7.0) -> str:
    return "".join(
        stroke(
            f"M{number(middle + side * 7.5)},{number(y)} l{number(side * reach)},-1.1 M{number(middle + side * 7.5)},{number(y + 1.6)} l{number(side * reach)},1.2",
            colour,
            0.6,
        )
        for side in (-1, 1)
    )


def leg(x: float, top: float, swing: float, width: float, colour: str, paw: str) -> str:
    """One leg to the ground; `swing` moves its foot."""
    foot = x + swing
    return stroke(
        f"M{number(x)},{number(top)} Q{number(x)},{number(top * 0.5)} {number(foot)},{number(-width * 0.45)}",
        colour,
        width,
    ) + ellipse(foot + width * 0.16, -width * 0.34, width * 0.72, width * 0.42, paw)


def trunk(
    beast: Beast,
    length: float,
    height: float,
    thick: float,
    width: float,
    paw: str,
    belly: bool = True,
) -> None:
    """A four-legged body from the side: legs `height` long, a body `thick`, onto back and body sheets."""
    half = length / 2
    stride = {"run": 0.42, "walk": 0.26}.get(beast.pose, 0.0) * height
    leap = height * 0.5 if beast.pose == "jump" else 0.0
    far = tint(beast.coat, -0.075)
    far_paw = tint(paw, -0.06)
    beast.back.add(leg(-half + width * 1.5, -height - 3, -stride - leap, width, far, far_paw))
    beast.back.add(leg(half - width * 0.5, -height - 3, stride + leap, width, far, far_paw))
    edge = smooth(
        [
            (-half - 1, -height - thick * 0.45), (-half + 4, -height - thick * 0.96), (-half * 0.2, -height - thick * 0.98),
            (half - 5, -height - thick * 1.08), (half + 2, -height - thick * 0.62), (half - 3, -height + 1),
            (0, -height + thick * 0.1), (-half + 4, -height + 1),
        ]
    )  # fmt: skip
    beast.body.add(
        leg(-half + width * 0.62, -height - 4, stride - leap, width * 1.06, beast.coat, paw)
    )
    beast.body.add(
        leg(half - width * 1.35, -height - 4, leap - stride, width * 1.04, beast.coat, paw)
    )
    beast.body.add(path(edge, beast.coat))
    if belly:
        under = smooth(
            [
                (-half + 6, -height - 1),
                (0, -height - thick * 0.16),
                (half - 4, -height - thick * 0.3),
                (half - 3, -height + 3),
                (0, -height + thick * 0.2),
                (-half + 6, -height + 3),
            ]
        )
        beast.body.add(f"<g {beast.body.clip(edge)}>{path(under, beast.light)}</g>")
    beast.corners += [(-half - 6, 0.0), (half + 6, -height - thick)]
    beast.anchors.setdefault("left_hand", (-half + width, -2.0))
    beast.anchors.setdefault("right_hand", (half - width * 0.5, -2.0))


def sitter(beast: Beast, wide: float, tall: float, paw: str, chest: bool = True) -> None:
    """A body that sits on its haunches, seen from the front or from behind."""
    w, h = wide, tall
    edge = f"M{number(-w * 0.98)},-1 C{number(-w * 1.4)},{number(-h * 0.5)} {number(-w * 0.8)},{number(-h)} 0,{number(-h * 1.02)} C{number(w * 0.8)},{number(-h)} {number(w * 1.4)},{number(-h * 0.5)} {number(w * 0.98)},-1 Q0,1.5 {number(-w * 0.98)},-1Z"
    for side in (-1, 1):
        beast.body.add(ellipse(side * w * 0.86, -h * 0.22, w * 0.42, h * 0.24, beast.shade))
        beast.body.add(ellipse(side * w * 0.98, -1.6, w * 0.36, 2.6, paw))
    beast.body.add(path(edge, beast.coat))
    if beast.away:
        beast.body.add(stroke(f"M0,{number(-h * 0.9)} V{number(-h * 0.3)}", beast.shade, 1.2))
        return
    if chest:
        beast.body.add(
            path(
                f"M0,{number(-h * 0.92)} C{number(w * 0.66)},{number(-h * 0.66)} {number(w * 0.56)},{number(-h * 0.26)} 0,{number(-h * 0.1)} C{number(-w * 0.56)},{number(-h * 0.26)} {number(-w * 0.66)},{number(-h * 0.66)} 0,{number(-h * 0.92)}Z",
                beast.light,
            )
        )
    for side in (-1, 1):
        lifted = beast.raised and side > 0
        if lifted:
            end = (w * 1.8, -h * 0.7)
            beast.front.add(
                stroke(
                    f"M{number(w * 0.6)},{number(-h * 0.62)} Q{number(w * 1.5)},{number(-h * 0.34)} {number(end[0])},{number(end[1])}",
                    beast.glint,
                    w * 0.46,
                )
            )
            beast.front.add(ellipse(end[0], end[1], w * 0.3, w * 0.3, paw))
            beast.anchors["right_hand"] = end
            beast.corners.append((end[0] + 4, end[1]))
            continue
        beast.body.add(
            stroke(
                f"M{number(side * w * 0.34)},{number(-h * 0.5)} L{number(side * w * 0.36)},-3",
                tint(beast.coat, 0.02),
                w * 0.46,
            )
        )
        beast.body.add(ellipse(side * w * 0.37, -1.8, w * 0.32, 2.7, paw))
        beast.anchors.setdefault("right_hand" if side > 0 else "left_hand", (side * w * 0.37, -3.0))
    beast.corners += [(-w * 1.4, 0.0), (w * 1.4, -h)]


def fluff(
    middle: Point, radius: Point, count: int, depth: float, colour: str, start: float = 0.0
) -> str:
    """A furry outline: points between soft hollows."""
    points = []
    for i in range(count * 2):
        angle = math.tau * i / (count * 2) + start
        grow = 1 + (depth if i % 2 else 0)
        points.append(
            (
                middle[0] + math.cos(angle) * radius[0] * grow,
                middle[1] + math.sin(angle) * radius[1] * grow,
            )
        )
    return path(smooth(points), colour)
