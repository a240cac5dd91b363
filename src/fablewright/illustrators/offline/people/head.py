"""The head: ears, face, feeling, and what is on the skin."""

from __future__ import annotations

from fablewright.illustrators.offline.colour import contrast, mix, tint
from fablewright.illustrators.offline.faces import INK, EyeShape, brow, eye, mouth
from fablewright.illustrators.offline.people.body import Skeleton
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
from fablewright.illustrators.offline.sheets import Layer

EYE_LINE = 1.6
EYE_GAP = 7.6


def in_head(bones: Skeleton, svg: str) -> str:
    """From the head's own units (radius 18.5 round its middle) to the body's."""
    x, y = bones.head
    inner = f'<g transform="rotate({number(bones.tilt)} 0 14)">{svg}</g>' if bones.tilt else svg
    return group(inner, x, y, bones.build.head)


def eye_places(turn: float) -> tuple[tuple[int, Point, float], ...]:
    """(side, place, narrowing) of both eyes on a head turned so far."""
    middle = turn * 7.4
    return tuple(
        (
            side,
            (middle + side * EYE_GAP * (1 - 0.12 * abs(turn)), EYE_LINE),
            1 - 0.22 * max(0.0, side * turn),
        )
        for side in (-1, 1)
    )


def outline(look: Look, turn: float) -> str:
    """The face's edge: rounder for the youngest and for large bodies."""
    full = 1.0
    if "large_body" in look.traits:
        full = 1.5
    if "down_syndrome" in look.traits:
        full = 1.25
    if look.age >= 14:
        full *= 0.82
    jaw = turn * 1.1
    points = [
        (0.0, -18.5), (11.5, -15.7), (18.0, -5.5), (18.2 + 0.5 * full, 4.0), (13.6 + 1.0 * full + jaw, 12.4),
        (5.6 + 0.9 * full + jaw, 17.0 + 0.3 * full), (jaw, 18.2), (-5.6 - 0.9 * full + jaw, 17.0 + 0.3 * full),
        (-13.6 - 1.0 * full + jaw * 0.6, 12.4), (-18.2 - 0.5 * full, 4.0), (-18.0, -5.5), (-11.5, -15.7),
    ]  # fmt: skip
    return smooth(points)


def draw_head(layer: Layer, look: Look, bones: Skeleton) -> None:
    """Ears, skin and face; from behind only ears and skin, which the hair covers."""
    parts: list[str] = []
    turn = bones.turn
    edge = outline(look, turn)
    if look.headgear != "hijab":
        parts.append(_ears(look, turn))
    parts.append(path(edge, look.skin))
    clip = layer.clip(edge)
    shade = path(
        "M7,-24 C17,-10 17,8 5,24 L30,24 L30,-24Z", tint(look.skin, -0.05), fill_opacity=0.42
    )
    parts.append(f"<g {clip}>{shade}{_patches(look, bones)}</g>")
    if bones.view != "away":
        parts.append(_face(layer, look, bones, clip))
    layer.add(in_head(bones, "".join(parts)))


def _ears(look: Look, turn: float) -> str:
    low = 2.4 if "down_syndrome" in look.traits else 1.6
    size = 0.86 if "down_syndrome" in look.traits else 1.0
    drawn = ""
    for side in (-1, 1):
        if side * turn > 0.3:
            continue
        x = side * 18.0 - turn * 2.6
        drawn += ellipse(x, low, 3.9 * size, 4.7 * size, look.skin)
        drawn += stroke(
            f"M{number(x + side * 1.2)},{number(low - 2)} q{number(-side * 2.6)},.4 {number(-side * 2.0)},3.6",
            look.line, 0.9,
        )  # fmt: skip
    return drawn


def _patches(look: Look, bones: Skeleton) -> str:
    """Vitiligo and birthmark lie under the features."""
    drawn, middle, left = "", bones.turn * 7.4, bones.left
    if "vitiligo" in look.traits:
        pale = mix(look.skin, "#ffeadb", 0.78)
        for blob in (
            [(-13, -5), (-8, -6.5), (-3.6, -3), (-4.5, 3.5), (-9, 5.6), (-13.4, 2.5)],
            [(5, 12.6), (9.4, 10.4), (13, 12.4), (11, 16), (6, 17.6), (3.4, 15.6)],
            [(5, -14), (10, -13), (11, -9.4), (7, -8.4), (4.4, -10.6)],
            [(-17.5, 9), (-13.2, 8.4), (-11.6, 12), (-14.4, 15)],
        ):
            drawn += path(smooth([(left * x + middle * 0.8, y) for x, y in blob]), pale)
    if "birthmark" in look.traits:
        mark = mix(look.skin, "#1d0312" if look.dark else "#a0243f", 0.76 if look.dark else 0.5)
        blob = [
            (-6.8, 4.0),
            (-11.5, 2.6),
            (-16.2, 4.4),
            (-17.4, 9),
            (-13.6, 13.4),
            (-9.4, 12.2),
            (-6.2, 8.4),
        ]
        drawn += path(
            smooth([(left * x + middle * 0.5, y) for x, y in blob]), mark, fill_opacity=0.85
        )
        drawn += ellipse(-4.8 * left + middle * 0.5, 12.8, 1.0, 0.9, mark, fill_opacity=0.85)
    return drawn


def _shape(look: Look) -> EyeShape:
    if "down_syndrome" in look.traits:
        return "almond"
    return "monolid" if "eyes_monolid" in look.traits else "round"


def _face(layer: Layer, look: Look, bones: Skeleton, clip: str) -> str:
    turn, mood = bones.turn, bones.mood
    middle = turn * 7.4
    parts = [f"<g {clip}>{_cheeks(look, bones)}</g>"]
    line = mix(INK, look.brow, 0.5) if "albinism" in look.traits else INK
    if look.dark:
        line = "#150a0c"
    brow_width = 1.35 if look.age < 14 else 1.6
    for side, at, narrow in eye_places(turn):
        covered = side == bones.left and "eye_patch" in look.traits
        if not covered:
            parts.append(
                eye(layer, at, side, mood, look.eye, look.skin, line, look=bones.look,
                    lashes=look.lashes and "albinism" not in look.traits, shape=_shape(look), narrow=narrow)
            )  # fmt: skip
        parts.append(brow((at[0], at[1]), side, mood, look.brow, width=brow_width))
    flat = "down_syndrome" in look.traits
    parts.append(
        stroke(
            f"M{number(middle * 1.28 - 1.4)},6.7 q1.5,{1.2 if flat else 1.7} 2.9,.1",
            look.line,
            1.15,
        )
    )
    lip = "#8e3130" if not look.dark else mix(look.skin, "#c65a58", 0.62)
    place = (middle * 0.98, 10.7)
    parts.append(mouth(layer, place, mood, lip, narrow=1 - 0.08 * turn))
    if look.beard:
        parts.append(_beard(look, middle))
    if look.age >= 58:
        parts.append(
            stroke(
                f"M{number(middle - 13)},5.4 q-1.5,.8 -2.2,2 M{number(middle + 12.4)},5.4 q1.5,.8 2.2,2"
                f" M{number(middle - 5.6)},7.6 q-1.6,1.4 -1.6,3 M{number(middle + 5.6)},7.6 q1.6,1.4 1.6,3",
                look.line, 0.8, stroke_opacity=0.8,
            )
        )  # fmt: skip
    return "".join(parts)


def _freckle(look: Look) -> str:
    """Ginger on light skin; on darker skin a darker tone of its own."""
    ginger = mix(look.skin, "#9a4a1c", 0.55)
    pale = contrast(ginger, look.skin) > 1.35 and not look.dark
    return ginger if pale else tint(look.skin, -0.14)


def _cheeks(look: Look, bones: Skeleton) -> str:
    drawn, middle = "", bones.turn * 7.4
    for side in (-1, 1):
        x = middle * 0.72 + side * 11.4
        if side == bones.left or "birthmark" not in look.traits:  # the mark keeps its own colour
            strong = 0.42 if not look.dark else 0.5
            drawn += ellipse(x, 8.3, 4.2, 3.1, look.blush, fill_opacity=strong)
        if "freckles" in look.traits:
            spot = _freckle(look)
            for dx, dy in (
                (-2.6, -1.4),
                (-0.2, 0.4),
                (2.2, -1.2),
                (0.6, -2.6),
                (-1.6, 1.6),
                (2.6, 1.2),
            ):
                drawn += ellipse(middle * 0.8 + side * 9.2 + dx, 7.2 + dy, 0.62, 0.62, spot)
    if "freckles" in look.traits:
        spot = _freckle(look)
        for dx, dy in ((-1.8, 4.4), (1.9, 4.1), (0.1, 3.2)):
            drawn += ellipse(middle * 1.1 + dx, dy, 0.5, 0.5, spot)
    return drawn


def _beard(look: Look, middle: float) -> str:
    shade = look.hair_colour
    shape = (
        f"M-17.6,5 C-16,9 {number(middle - 9)},8.4 {number(middle - 5.4)},8.2"
        f" C{number(middle - 3)},7.4 {number(middle - 1)},7.6 {number(middle)},8.6"
        f" C{number(middle + 1)},7.6 {number(middle + 3)},7.4 {number(middle + 5.4)},8.2"
        f" C{number(middle + 9)},8.4 16.6,9 17.8,5 C18.6,16 10,24.6 {number(middle * 0.5)},25 C-10,24.6 -18.6,16 -17.6,5Z"
        f" M{number(middle - 4.4)},10.6 C{number(middle - 4)},15.6 {number(middle + 4)},15.6 {number(middle + 4.4)},10.6"
        f" C{number(middle + 2)},10 {number(middle - 2)},10 {number(middle - 4.4)},10.6Z"
    )
    lines = f"M-11,13 q1,5 4,8 M11,13 q-1,5 -4,8 M{number(middle * 0.5)},18 v4.6"
    return path(shape, shade, fill_rule="evenodd") + stroke(
        lines, tint(shade, 0.07), 0.9, stroke_opacity=0.7
    )
