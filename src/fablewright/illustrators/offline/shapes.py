"""The scissors: pure functions from numbers to SVG fragments.

Coordinates are in the drawing's own units, y grows downwards, angles are degrees. Further attributes
are keywords with underscores for hyphens: `path(d, fill, fill_opacity=0.4)`.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

Point = tuple[float, float]


def number(value: float) -> str:
    """Two decimals at most, without a trailing zero or a negative zero."""
    text = f"{value:.2f}".rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text


def _attributes(values: dict[str, object]) -> str:
    parts = []
    for name, value in values.items():
        if value is None or value == "":
            continue
        text = number(value) if isinstance(value, (int, float)) else str(value)
        parts.append(f' {name.rstrip("_").replace("_", "-")}="{text}"')
    return "".join(parts)


def path(d: str, fill: str, clip: str = "", **attrs: object) -> str:
    """A filled path. `clip` is what `Layer.clip` returned."""
    return f'<path d="{d}" fill="{fill}"{" " + clip if clip else ""}{_attributes(attrs)}/>'


def stroke(d: str, colour: str, width: float, **attrs: object) -> str:
    """A line with round ends and corners."""
    return (
        f'<path d="{d}" fill="none" stroke="{colour}" stroke-width="{number(width)}"'
        f' stroke-linecap="round" stroke-linejoin="round"{_attributes(attrs)}/>'
    )


def ellipse(
    cx: float, cy: float, rx: float, ry: float | None = None, fill: str = "#000000", **attrs: object
) -> str:
    """An ellipse; a circle when `ry` is left out."""
    tall = rx if ry is None else ry
    return (
        f'<ellipse cx="{number(cx)}" cy="{number(cy)}" rx="{number(rx)}" ry="{number(tall)}"'
        f' fill="{fill}"{_attributes(attrs)}/>'
    )


def rect(
    x: float, y: float, width: float, height: float, fill: str, radius: float = 0, **attrs: object
) -> str:
    """A rectangle from its top left corner, with rounded corners."""
    rounded = f' rx="{number(radius)}"' if radius else ""
    return (
        f'<rect x="{number(x)}" y="{number(y)}" width="{number(width)}" height="{number(height)}"'
        f'{rounded} fill="{fill}"{_attributes(attrs)}/>'
    )


def line(points: Iterable[Point], closed: bool = False) -> str:
    """Path data of straight pieces."""
    data = "M" + " L".join(f"{number(x)},{number(y)}" for x, y in points)
    return data + ("Z" if closed else "")


def polygon(points: Iterable[Point], fill: str, **attrs: object) -> str:
    """A closed shape with straight sides."""
    return path(line(points, closed=True), fill, **attrs)  # type: ignore[arg-type]


def star(
    x: float,
    y: float,
    radius: float,
    fill: str,
    points: int = 5,
    inner: float = 0.45,
    rotate: float = 0,
) -> str:
    """A star with softened tips; `inner` is the share of the radius between them."""
    corners = []
    for i in range(points * 2):
        angle = math.radians(rotate - 90 + i * 180 / points)
        reach = radius if i % 2 == 0 else radius * inner
        corners.append((x + math.cos(angle) * reach, y + math.sin(angle) * reach))
    return polygon(corners, fill, stroke=fill, stroke_width=radius * 0.16, stroke_linejoin="round")


def group(
    inner: str,
    x: float = 0,
    y: float = 0,
    scale: float = 1,
    rotate: float = 0,
    flip: bool = False,
    **attrs: object,
) -> str:
    """The fragment scaled (mirrored with `flip`), then turned, then moved."""
    across = -scale if flip else scale
    turn = f" rotate({number(rotate)})" if rotate else ""
    size = f" scale({across:.4f},{scale:.4f})" if flip or scale != 1 else ""
    return f'<g transform="translate({number(x)},{number(y)}){turn}{size}"{_attributes(attrs)}>{inner}</g>'


def smooth(points: Sequence[Point], closed: bool = True) -> str:
    """Path data of a Catmull-Rom curve through the points, as cubic Béziers."""
    count = len(points)

    def at(i: int) -> Point:
        return points[i % count] if closed else points[max(0, min(count - 1, i))]

    data = [f"M{number(points[0][0])},{number(points[0][1])}"]
    for i in range(count if closed else count - 1):
        before, start, end, after = at(i - 1), at(i), at(i + 1), at(i + 2)
        bends = (
            (start[0] + (end[0] - before[0]) / 6, start[1] + (end[1] - before[1]) / 6),
            (end[0] - (after[0] - start[0]) / 6, end[1] - (after[1] - start[1]) / 6),
            end,
        )
        data.append("C" + " ".join(f"{number(x)},{number(y)}" for x, y in bends))
    return "".join(data) + ("Z" if closed else "")
