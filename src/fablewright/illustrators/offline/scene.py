"""The sheet stack that a place is built on: where the horizon is, how large things are, what is there.

Units: the page is 1000 x 1000, y grows downwards. Things are drawn in child units (a six-year-old is
100 tall) with their foot at (0, 0), and `Scene.put` scales them for where they stand.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from random import Random

from fablewright.core.book import Camera
from fablewright.illustrators.offline.colour import tint
from fablewright.illustrators.offline.light import Tones
from fablewright.illustrators.offline.shapes import Point, ellipse, group, path, smooth
from fablewright.illustrators.offline.sheets import Glow, Layer

# (horizon, feet of the figures, size of a child unit), for text at the bottom and at the top.
_CAMERAS: dict[str, dict[str, tuple[float, float, float]]] = {
    "bottom": {
        "wide": (456, 740, 2.8),
        "middle": (430, 762, 3.9),
        "near": (360, 960, 6.3),
        "low": (640, 770, 4.8),
        "high": (170, 712, 3.15),
    },
    "top": {
        "wide": (560, 872, 3.15),
        "middle": (520, 915, 4.3),
        "near": (450, 1070, 7.0),
        "low": (745, 935, 5.2),
        "high": (290, 860, 3.6),
    },
}
# Covers promise: who it is about is large, whatever the camera.
_COVERS: dict[str, tuple[float, float]] = {
    "wide": (925, 4.0),
    "high": (915, 4.2),
    "middle": (930, 4.6),
}
_INDOORS = {  # the foot of the back wall
    "bottom": {"wide": 610, "middle": 600, "near": 640, "low": 690, "high": 400},
    "top": {"wide": 700, "middle": 730, "near": 760, "low": 825, "high": 560},
}


@dataclass(frozen=True, slots=True)
class Frame:
    """How the page is cut: all in page units. `quiet` is the band (top, bottom) kept for text."""

    camera: Camera
    horizon: float
    feet: float
    scale: float
    quiet: tuple[float, float]
    flip: bool

    @property
    def quiet_top(self) -> bool:
        return self.quiet[0] == 0

    @property
    def ceiling(self) -> float:
        """No head goes above this."""
        return self.quiet[1] + 22 if self.quiet_top else 60.0


def frame_for(camera: Camera, quiet: str, cover: bool, indoors: bool, r: Random) -> Frame:
    """The camera's numbers, varied a little, so that two books are not cut alike."""
    side = "top" if cover or quiet == "top" else "bottom"
    horizon, feet, scale = _CAMERAS[side][camera]
    if cover:
        feet, scale = _COVERS.get(camera, (feet, scale))
    if indoors:
        horizon = _INDOORS[side][camera]
    band = (0.0, 280.0 if cover else 240.0) if side == "top" else (760.0, 1000.0)
    horizon += r.uniform(-14, 14)
    return Frame(camera, horizon, feet, scale * r.uniform(0.96, 1.04), band, r.random() < 0.5)


@dataclass(frozen=True, slots=True)
class Perch:
    """A surface that small things stand on, from x to x. `behind` figures or before them."""

    left: float
    right: float
    y: float
    scale: float
    behind: bool = True


@dataclass
class Scene:
    """What a builder fills. `back` lies behind the figures, `front` before them."""

    frame: Frame
    tones: Tones
    r: Random
    back: list[Layer | Glow] = field(default_factory=list)
    front: list[Layer | Glow] = field(default_factory=list)
    perches: list[Perch] = field(default_factory=list)
    disc: tuple[float, float, float] | None = None  # sun or moon: x, y, radius
    lamps: list[tuple[float, float, float, float]] = field(default_factory=list)
    water: tuple[float, float] | None = None  # from far to near
    afloat: int = 0  # where in `back` lies what swims
    bubble: bool = False  # people wear a bubble round their heads (under water, on the moon)
    sheltered: bool = False  # no rain falls here
    framing: str = "leaves"
    swimmers: bool = False  # the water is for somebody, and must be seen
    wants_door: bool = False  # the picture asks for one, and no wall has it yet
    place: str = ""
    room: tuple[float, float] = (50.0, 950.0)  # figures stand between these
    walkable: bool = True  # there is ground to put things on
    ground: float = 0.0  # things stand no higher up the page
    busy: list[tuple[float, float, float, float]] = field(
        default_factory=list
    )  # what is in the way
    earth: str = ""  # the ground right before us
    stands: float | None = None
    heads: list[tuple[float, float, float]] = field(default_factory=list)
    indoors: bool = False

    @property
    def feet(self) -> float:
        """Where the figures stand."""
        return self.frame.feet if self.stands is None else self.stands

    def at(self, y: float) -> float:
        """The size of a child unit for something that stands at `y`: nothing at the horizon."""
        frame = self.frame
        depth = (y - frame.horizon) / max(60.0, frame.feet - frame.horizon)
        if self.indoors:  # rooms are shallow
            return frame.scale * (0.80 + 0.20 * max(-0.4, depth))
        return frame.scale * max(0.16, 0.16 + 0.84 * depth)

    def down(self, share: float) -> float:
        """A place on the ground: 0 at the horizon, 1 at the figures' feet."""
        return self.frame.horizon + (self.frame.feet - self.frame.horizon) * share

    def sheet(
        self, name: str, lift: float = 0.5, opacity: float = 0.36, rim: float = 0.5, *,
        front: bool = False, grain: float = 1.0, blur: float = 0.0,
    ) -> Layer:  # fmt: skip
        """A new sheet on top of what is there."""
        layer = Layer(
            name, lift=lift, grain=grain, rim=rim, shadow=self.tones.shadow, opacity=opacity,
            blur=blur,
        )  # fmt: skip
        (self.front if front else self.back).append(layer)
        return layer

    def loose(self, name: str, lift: float = 0.4) -> Layer:
        """A sheet that is not yet in the stack."""
        return Layer(name, lift=lift, grain=0.8, rim=0.5, shadow=self.tones.shadow, opacity=0.38)

    def glow(
        self, x: float, y: float, radius: float, strength: float = 0.55, colour: str = "",
        *, front: bool = False,
    ) -> None:  # fmt: skip
        """Light round a lamp, a window, a moon."""
        shine = Glow(x, y, radius, colour or self.tones.lamp, strength)
        (self.front if front else self.back).append(shine)

    def put(
        self, layer: Layer, drawing: str, x: float, y: float, grow: float = 1.0, *,
        flip: bool = False, rotate: float = 0.0,
    ) -> float:  # fmt: skip
        """Stand a drawing on the ground; returns its scale."""
        scale = self.at(y) * grow
        layer.add(group(drawing, x, y, scale, rotate, flip))
        return scale

    def open_water(self, low: float, high: float) -> None:
        """There is water between these; who swims lies behind all that comes after."""
        self.water = (low, high)
        self.afloat = len(self.back)

    def side(self, x: float) -> float:
        """`x` or its mirror: which way round this place is built."""
        return 1000 - x if self.frame.flip else x

    def spots(self, count: int, low: float, high: float, gap: float = 40.0) -> list[float]:
        """Up to `count` places between low and high that keep their distance, left to right."""
        found: list[float] = []
        for _ in range(count * 6):
            x = self.r.uniform(low, high)
            if all(abs(x - other) >= gap for other in found):
                found.append(x)
            if len(found) == count:
                break
        return sorted(found)

    def edges(self, count: int, reach: float = 260.0, gap: float = 40.0) -> list[float]:
        """Places near the two sides of the page, which leave the middle to the figures."""
        left = self.spots((count + 1) // 2, -20, reach, gap)
        right = [1000 - x for x in self.spots(count // 2, -20, reach, gap)]
        return sorted(left + right)


def ridge(
    r: Random, y: float, height: float, trend: float = 0.0, steps: int = 9
) -> list[Point]:  # fmt: skip
    """A gentle line across the page, as points from left to right."""
    a, b, c = (r.uniform(0, 6.28) for _ in range(3))
    points = []
    for i in range(steps):
        wave = (
            0.6 * math.sin(a + i * 0.9) + 0.3 * math.sin(b + i * 1.9) + 0.12 * math.sin(c + i * 3.1)
        )
        points.append(
            (-60 + 1120 * i / (steps - 1), y + height * wave + trend * (i / (steps - 1) - 0.5))
        )
    return points


def below(points: Sequence[Point], bottom: float = 1060) -> str:
    """Path data of everything under a ridge."""
    (right, _), (left, _) = points[-1], points[0]
    return f"{smooth(points, closed=False)}L{right:.1f},{bottom:.1f} L{left:.1f},{bottom:.1f}Z"


def height_at(points: Sequence[Point], x: float) -> float:
    """The ridge's y at x."""
    for (x1, y1), (x2, y2) in itertools.pairwise(points):
        if x1 <= x <= x2:
            t = (x - x1) / (x2 - x1)
            return y1 + (y2 - y1) * t * t * (3 - 2 * t)
    return points[-1][1] if x > points[-1][0] else points[0][1]


def hill(
    scene: Scene, name: str, y: float, height: float, colour: str, trend: float = 0.0,
    *, marks: int = 0, lift: float = 0.7, front: bool = False,
) -> list[Point]:  # fmt: skip
    """A sheet of land from its ridge down to the page's foot; returns the ridge."""
    points = ridge(scene.r, y, height, trend)
    scene.earth = colour
    layer = scene.sheet(name, lift=lift, opacity=0.38, front=front)
    fill = layer.linear(
        [(0, tint(colour, 0.045)), (1, tint(colour, -0.055))], 0, y - height, 0, y + 260
    )
    layer.add(path(below(points), fill))
    if marks:
        print_marks(scene, layer, points, tint(colour, 0.06), marks)
    return points


def print_marks(
    scene: Scene, layer: Layer, points: Sequence[Point], colour: str, rows: int, step: float = 54
) -> None:
    """A pattern of small leaves printed on the paper along a ridge."""
    q = 4.4
    leaf = (
        f"M0,{-q * 1.5:.1f} q{q},{q * 1.5:.1f} 0,{q * 3:.1f} q{-q},{-q * 1.5:.1f} 0,{-q * 3:.1f}Z"
    )
    for row in range(rows):
        x = -20 + (row % 2) * step / 2
        while x < 1020:
            y = height_at(points, x) + 26 + row * 32
            turn = -24 if (int(x // step) + row) % 2 else 24
            mark = path(leaf, colour, fill_opacity=max(0.12, 0.5 - 0.09 * row))
            layer.add(group(mark, x, y, rotate=turn))
            x += step


def soft_shadow(
    scene: Scene, spots: Sequence[tuple[float, float, float]], *, front: bool = False
) -> None:
    """Where things touch the ground: (x, y, half width) each."""
    layer = scene.sheet("contact", lift=0, rim=0, grain=0, blur=9, front=front)
    for x, y, width in spots:
        layer.add(ellipse(x, y, width, width * 0.15, scene.tones.shadow, fill_opacity=0.34))
