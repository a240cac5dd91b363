"""Sheets of paper as they are drawn: layers of flat SVG, and light. What makes pixels of them is `paper`.

A scene is `U` units a side, whatever its size in pixels.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from fablewright.illustrators.offline.shapes import Point, group, number

U = 1000
SHADOW = "#120d2e"

Stop = tuple[float, str] | tuple[float, str, float]


class Layer:
    """One sheet of paper.

    Args:
        name: for people; also the beginning of its ids.
        lift: how far above the sheet below, 0 (printed on it) to about 1.5.
        grain, rim: strength of the paper's texture and of its cut edge, 0–1.
        shadow, opacity: colour of its shadow and how dark it is.
        blur: out of focus by so many pixels at 2048.
    """

    def __init__(
        self,
        name: str,
        lift: float = 1.0,
        grain: float = 1.0,
        rim: float = 1.0,
        shadow: str = SHADOW,
        opacity: float = 0.42,
        blur: float = 0.0,
    ) -> None:
        self.name = name
        self.lift = lift
        self.grain = grain
        self.rim = rim
        self.shadow = shadow
        self.opacity = opacity
        self.blur = blur
        self._prefix = "l" + re.sub(r"[^A-Za-z0-9]", "", name)
        self._body: list[str] = []
        self._defs: list[str] = []

    def __bool__(self) -> bool:
        return bool(self._body)

    def add(self, svg: str) -> None:
        """Draw a fragment on top of what is there."""
        self._body.append(svg)

    def place(
        self, x: float, y: float, scale: float = 1, rotate: float = 0, flip: bool = False
    ) -> None:
        """Scale, mirror, turn and move everything drawn so far, its clips and gradients with it."""
        self._body = [group("".join(self._body), x, y, scale, rotate, flip)]

    def linear(self, stops: Sequence[Stop], x1: float, y1: float, x2: float, y2: float) -> str:
        """A gradient in scene units as a fill; a stop is (offset, colour[, opacity])."""
        ends = zip(("x1", "y1", "x2", "y2"), (x1, y1, x2, y2), strict=True)
        return self._gradient("linearGradient", dict(ends), stops)

    def clip(self, d: str) -> str:
        """An attribute that cuts whatever bears it along the path."""
        name = self._name()
        self._defs.append(f'<clipPath id="{name}"><path d="{d}"/></clipPath>')
        return f'clip-path="url(#{name})"'

    def svg(self) -> str:
        """The sheet as a document of its own."""
        return document(*self.parts(), U)

    def parts(self) -> tuple[str, str]:
        """What is drawn, and the clips and gradients that it needs: fragments for a document."""
        return "".join(self._body), "".join(self._defs)

    def _name(self) -> str:
        return f"{self._prefix}-{len(self._defs) + 1}"

    def _gradient(self, tag: str, place: dict[str, float], stops: Sequence[Stop]) -> str:
        name = self._name()
        where = " ".join(f'{key}="{number(value)}"' for key, value in place.items())
        colours = "".join(
            f'<stop offset="{number(stop[0])}" stop-color="{stop[1]}"'
            + (f' stop-opacity="{number(stop[2])}"' if len(stop) == 3 else "")
            + "/>"
            for stop in stops
        )
        self._defs.append(
            f'<{tag} id="{name}" gradientUnits="userSpaceOnUse" {where}>{colours}</{tag}>'
        )
        return f"url(#{name})"


@dataclass(frozen=True, slots=True)
class Glow:
    """Light that falls on everything below it; place and radius in scene units."""

    x: float
    y: float
    radius: float
    colour: str
    strength: float = 0.6


@dataclass(frozen=True, slots=True)
class Drawn:
    """Somebody on the page, in scene units.

    Layers go back to front. Anchors: `right_hand` is the leading hand (on the side the figure faces),
    `left_hand` the other, `head` the middle of the head, `eyes` between them. `box` is x0, y0, x1, y1.
    `traits` are those that can be seen in this view.
    """

    layers: list[Layer]
    anchors: dict[str, Point]
    box: tuple[float, float, float, float]
    traits: frozenset[str] = frozenset()


def document(body: str, defs: str = "", units: float = 1000) -> str:
    """A square SVG document of `units` a side."""
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'
        f' width="{units:g}" height="{units:g}" viewBox="0 0 {units:g} {units:g}">'
        f"<defs>{defs}</defs>{body}</svg>"
    )
