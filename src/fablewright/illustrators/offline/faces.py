"""Eyes, brows and mouths, the same for people and creatures.

A face is drawn round its own middle; `side` is -1 for the viewer's left eye and 1 for the right one.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from fablewright.core.book import Mood
from fablewright.illustrators.offline.colour import mix, tint
from fablewright.illustrators.offline.shapes import Point, ellipse, group, number, path, stroke
from fablewright.illustrators.offline.sheets import Layer

EyeShape = Literal["round", "monolid", "almond"]
INK = "#22161c"


@dataclass(frozen=True, slots=True)
class _Lids:
    """How open: `top` and `bottom` as factors; `inner` and `outer` lower the lid's ends; `pupil`."""

    top: float = 1.0
    bottom: float = 1.0
    inner: float = 0.0
    outer: float = 0.0
    pupil: float = 1.0


_LIDS: dict[Mood, _Lids] = {
    "smile": _Lids(),
    "joy": _Lids(),
    "wonder": _Lids(1.13, 1.05, pupil=1.08),
    "worried": _Lids(1.02, 0.98, outer=1.5, pupil=0.95),
    "sad": _Lids(0.9, 0.95, outer=2.6),
    "sleepy": _Lids(0.4, 0.95),
    "determined": _Lids(0.95, 0.9, inner=2.4),
    "surprised": _Lids(1.24, 1.12, pupil=0.74),
}
_SHAPES: dict[EyeShape, tuple[float, float, float, float]] = {
    # half width, height above, height below, outer corner up in degrees
    "round": (3.7, 4.5, 4.1, 0),
    "monolid": (4.1, 2.9, 3.3, 7),
    "almond": (3.7, 3.2, 3.4, 17),
}
_BROWS: dict[Mood, tuple[float, float, float]] = {
    # height, inner end up, arch
    "smile": (0, 0, 1.5),
    "joy": (-0.6, 0.2, 1.9),
    "wonder": (-1.2, 0.5, 2.1),
    "worried": (-0.9, 2.1, 0.5),
    "sad": (-0.2, 2.3, 0.3),
    "sleepy": (0.5, 0.3, 1.0),
    "determined": (1.0, -1.7, 0.6),
    "surprised": (-1.9, 0.2, 2.2),
}


def eye(
    layer: Layer,
    at: Point,
    side: int,
    mood: Mood,
    iris: str,
    skin: str,
    line: str = INK,
    size: float = 1.0,
    look: Point = (0, 0),
    lashes: bool = False,
    shape: EyeShape = "round",
    narrow: float = 1.0,
) -> str:
    """One eye. `look` moves the iris (-1 to 1 each way); `narrow` squeezes it on a turned head."""
    wide, above, below, slant = _SHAPES[shape]
    wide *= narrow
    if mood in ("joy", "sleepy"):
        drawn = _closed(wide, mood, skin, line, side, lashes)
        return group(drawn, *at, scale=size, rotate=-side * slant * 0.6)
    lids = _LIDS[mood]
    top, bottom = above * lids.top * 1.33, below * lids.bottom * 1.33
    left, right = (lids.outer, lids.inner) if side < 0 else (lids.inner, lids.outer)
    rise = (
        f"M{number(-wide)},0 C{number(-wide)},{number(-top + left)}"
        f" {number(wide)},{number(-top + right)} {number(wide)},0"
    )
    ball = f"{rise} C{number(wide)},{number(bottom)} {number(-wide)},{number(bottom)} {number(-wide)},0Z"
    x, y = look[0] * 1.2 * narrow, look[1] * 1.3 + (0.15 if shape == "round" else 0.1)
    radius = 3.05 if shape == "round" else 2.75
    pupil = radius * 0.6 * lids.pupil
    inside = (
        ellipse(x, y, radius * narrow, radius * 1.12, iris)
        + ellipse(
            x, y + 0.9, radius * 0.66 * narrow, radius * 0.6, tint(iris, 0.11), fill_opacity=0.7
        )
        + ellipse(x, y, pupil * narrow, pupil * 1.12, "#150d12")
        + ellipse(0, -top * 0.72, wide * 1.1, 1.7, "#2a1c30", fill_opacity=0.16)
        + ellipse(x - 0.95, y - 1.25, 1.08, 1.08, "#ffffff")
        + ellipse(x + 1.0, y + 1.35, 0.5, 0.5, "#ffffff", fill_opacity=0.85)
    )
    drawn = path(ball, "#fffdf8") + f"<g {layer.clip(ball)}>{inside}</g>"
    drawn += stroke(rise, line, 1.25 if shape == "round" else 1.5)
    drawn += stroke(
        f"M{number(-wide * 0.8)},{number(below * 0.72)} Q0,{number(below * 1.22)} {number(wide * 0.8)},{number(below * 0.72)}",
        mix(skin, line, 0.45), 0.4,
    )  # fmt: skip
    if shape == "almond":
        inner = -side * wide
        drawn += stroke(
            f"M{number(inner - side * 0.5)},-1.2 q{number(-side * 0.7)},1.5 {number(side * 0.7)},2.4",
            mix(skin, line, 0.55),
            0.75,
        )
    if lashes:
        outer = side * wide
        for lift in (0.0, 1.5):
            drawn += stroke(
                f"M{number(outer - side * lift * 0.5)},{number(-0.7 - lift)} l{number(side * 1.5)},{number(-0.7 - lift * 0.25)}",
                line, 0.8,
            )  # fmt: skip
    if mood == "sad" and side > 0:
        drawn += path(
            "M1.6,4.8 q2.1,2.7 0,3.6 q-2.1,-.9 0,-3.6Z",
            "#bfe6f7",
            stroke="#8cc6e6",
            stroke_width=0.35,
        )
    return group(drawn, *at, scale=size, rotate=-side * slant)


def _closed(wide: float, mood: Mood, skin: str, line: str, side: int, lashes: bool) -> str:
    up = mood == "joy"
    bend = -5.6 if up else 4.4
    start = 1.5 if up else 0.2
    arc = (
        f"M{number(-wide)},{number(start)} Q0,{number(start + bend)} {number(wide)},{number(start)}"
    )
    lid = path(
        f"M{number(-wide)},0 C{number(-wide)},-5 {number(wide)},-5 {number(wide)},0 Q0,{number(bend * 0.9)} {number(-wide)},0Z",
        tint(skin, 0.035), fill_opacity=0.0 if up else 0.8,
    )  # fmt: skip
    drawn = lid + stroke(arc, line, 1.6)
    if lashes:
        outer = side * wide
        drawn += stroke(
            f"M{number(outer)},{number(start)} l{number(side * 1.4)},{number(0.2 if up else -0.3)}",
            line,
            0.9,
        )
        if not up:
            drawn += stroke(
                f"M{number(outer * 0.55)},{number(start + 1.7)} l{number(side * 0.7)},1.2",
                line,
                0.8,
            )
    return drawn


def brow(
    at: Point, side: int, mood: Mood, colour: str, size: float = 1.0, width: float = 1.35
) -> str:
    """One eyebrow above an eye at `at`."""
    height, inner, arch = _BROWS[mood]
    x, y = at
    left, right = (0.5, -inner) if side < 0 else (-inner, 0.5)
    y = y - (6.9 - height) * size
    return stroke(
        f"M{number(x - 3.2 * size)},{number(y + left * size)} Q{number(x)},{number(y - arch * size + (left + right) * 0.5 * size)}"
        f" {number(x + 3.2 * size)},{number(y + right * size)}",
        colour, width * size,
    )  # fmt: skip


def mouth(
    layer: Layer,
    at: Point,
    mood: Mood,
    lip: str,
    size: float = 1.0,
    narrow: float = 1.0,
    teeth: bool = True,
) -> str:
    """A mouth; `lip` is the colour of its line and of its inside."""
    line = {
        "smile": "M-4,-.3 Q0,3.9 4,-.3",
        "worried": "M-3.4,1.2 q1.6,-2.2 3.3,-.5 q1.6,1.5 3.3,-.6",
        "sad": "M-3.2,2.3 Q0,-1.7 3.2,2.3",
        "sleepy": "M-2.4,.2 Q0,2.4 2.4,.2",
        "determined": "M-3.5,.5 Q.6,2.3 3.8,-.8",
    }.get(mood)
    if line is not None:
        drawn = stroke(line, lip, 1.35)
        if mood == "smile":
            drawn += stroke("M-4.6,-.9 q.7,.1 .9,.9 M4.6,-.9 q-.7,.1 -.9,.9", lip, 0.75)
        if mood == "sad":
            drawn += stroke("M-1.1,3.3 q1.1,.5 2.2,0", lip, 0.6, stroke_opacity=0.6)
        return group(f'<g transform="scale({narrow:.3f},1)">{drawn}</g>', *at, scale=size)
    shape = {
        "joy": "M-5,-.6 Q0,.9 5,-.6 C4.9,4.2 2.8,6 0,6 C-2.8,6 -4.9,4.2 -5,-.6Z",
        "wonder": "M-2.5,1.4 C-2.5,-1 2.5,-1 2.5,1.4 C2.5,4.6 -2.5,4.6 -2.5,1.4Z",
        "surprised": "M-2.4,1.9 C-2.4,-1.7 2.4,-1.7 2.4,1.9 C2.4,6.4 -2.4,6.4 -2.4,1.9Z",
    }[mood]
    deep = mix(lip, "#4a1420", 0.4)
    tongue = ellipse(
        0, 5.6 if mood == "joy" else 4.6, 3.1 if mood == "joy" else 1.6, 2.1, "#ef7f78"
    )
    inside = tongue
    if mood == "joy" and teeth:
        inside += path("M-5,-2 h10 v2.3 Q0,2.6 -5,.3Z", "#ffffff")
    drawn = path(shape, deep) + f"<g {layer.clip(shape)}>{inside}</g>" + stroke(shape, lip, 0.7)
    return group(f'<g transform="scale({narrow:.3f},1)">{drawn}</g>', *at, scale=size)
