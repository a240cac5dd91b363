"""Parts that many outdoor places share: rolling land, trees on a ridge, what grows near our feet."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from fablewright.illustrators.offline import flora
from fablewright.illustrators.offline.colour import mix, tint
from fablewright.illustrators.offline.light import SUN
from fablewright.illustrators.offline.scene import Scene, height_at, hill
from fablewright.illustrators.offline.shapes import Point, ellipse, group, path, smooth, stroke
from fablewright.illustrators.offline.sheets import Layer

Ridge = list[Point]
Draw = Callable[[float], str]


def rolling(
    scene: Scene, count: int = 4, *, start: float = 0.0, end: float = 0.86, marks: int = 3,
    colours: Sequence[str] = (), between: Callable[[int, Ridge], None] | None = None,
    green: bool = True,
) -> list[Ridge]:  # fmt: skip
    """Hills from the horizon to the figures' feet. `between` is called after each with its ridge."""
    ridges = []
    frame = scene.frame
    depth = frame.feet - frame.horizon
    for i in range(count):
        share = start + (end - start) * (i / max(1, count - 1)) ** 1.25
        colour = colours[i] if colours else scene.tones.land((i + 0.4) / (count - 0.2))
        height = (26 + 16 * (i < 2)) * min(1.4, depth / 300)
        trend = scene.r.uniform(-1, 1) * 60 * min(1.3, depth / 300)
        points = hill(
            scene,
            f"hill{i}",
            frame.horizon + depth * share,
            height,
            colour,
            trend,
            marks=marks,
            lift=0.5 + 0.5 * share,
        )
        ridges.append(points)
        if frame.camera == "high" and i:
            clumps(scene, f"{i}", points, 5, green, colours[i] if colours else "")
        if between:
            between(i, points)
    return ridges


def clumps(scene: Scene, name: str, ridge: Ridge, count: int, green: bool, earth: str) -> None:
    """Bushes, stones and tufts strewn over the land, as one sees it from above."""
    r, tones = scene.r, scene.tones
    layer = scene.sheet(f"clumps{name}", lift=0.4, opacity=0.32)
    for x in scene.spots(count, 20, 980, 120):
        y = height_at(ridge, x) + r.uniform(30, 90)
        if y > scene.feet - 60 and 250 < x < 750:
            continue
        if r.random() < 0.3 or not green:
            stone = tint(mix(tones.stone, earth or tones.stone, 0.5), r.uniform(-0.05, 0.03))
            drawing = ellipse(0, -6, 15, 9, stone) + ellipse(-3, -9, 8, 4, tint(stone, 0.05))
        else:
            drawing = flora.bush(
                44,
                34,
                tones.leaf(r.randrange(2), 0.12),
                r,
                tones.accent if r.random() < 0.4 else "",
            )
        scene.put(layer, drawing, x, y)


def plant(
    scene: Scene,
    layer: Layer,
    ridge: Ridge,
    xs: Sequence[float],
    draw: Draw,
    height: tuple[float, float],
    sink: float = 8,
) -> None:
    """Stand one drawing per x on a ridge; `draw` gets the height in child units."""
    for x in xs:
        y = height_at(ridge, x) + sink
        scene.put(layer, draw(scene.r.uniform(*height)), x, y, flip=scene.r.random() < 0.5)


def trees(
    scene: Scene,
    name: str,
    ridge: Ridge,
    xs: Sequence[float],
    far: float,
    *,
    kinds: str = "lrc",
    height: tuple[float, float] = (170, 240),
    fruit: str = "",
    grow: float = 1.0,
) -> None:
    """A mixed stand: `kinds` are letters for leaf tree, round tree, conifer and birch."""
    r, tones = scene.r, scene.tones
    layer = scene.sheet(f"trees{name}", lift=0.5)
    trunk = mix(tones.trunk, tones.haze, far)
    snow = tones.snow if tones.weather == "snow" else ""
    for x in xs:
        kind, tall = r.choice(kinds), r.uniform(*height) * grow
        colour = tint(tones.leaf(r.randrange(3), far), r.uniform(-0.02, 0.03))
        if kind == "c":
            drawing = flora.conifer(tall * 1.1, tones.leaf(1, far), trunk, snow)
        elif kind == "l":
            drawing = flora.leaf_tree(tall, colour, trunk, r)
        elif kind == "b":
            drawing = flora.birch(
                tall * 1.1, tones.leaf(2, far), mix("#f3ece2", tones.haze, 0.2 + far), r
            )
        else:
            drawing = flora.round_tree(tall, colour, trunk, r, fruit if r.random() < 0.7 else "")
        scene.put(layer, drawing, x, height_at(ridge, x) + 8)


def far_wood(
    scene: Scene, name: str, ridge: Ridge, far: float, count: int = 9, kinds: str = "rc"
) -> None:
    """A line of small trees on a distant hill, in two groups with a gap."""
    gap = scene.r.uniform(250, 700)
    xs = [x for x in scene.spots(count, 10, 990, 42) if abs(x - gap) > 130]
    trees(scene, name, ridge, xs, far, kinds=kinds, height=(120, 190))


def grow_near(
    scene: Scene,
    ridge: Ridge,
    *,
    grass: int = 16,
    flowers: int = 7,
    kinds: str = "ft",
    colours: Sequence[str] = (),
) -> None:
    """Grass and flowers round the figures, mostly at the page's sides; few where the text will be."""
    r, tones, frame = scene.r, scene.tones, scene.frame
    layer = scene.sheet("growth", lift=0.32, opacity=0.32)
    small = frame.scale / 4.0
    quiet_foot = not frame.quiet_top
    for _ in range(grass):
        x = r.uniform(5, 995)
        y = height_at(ridge, x) + r.uniform(12, 60)
        if quiet_foot and y > frame.quiet[0] - 6:
            y = frame.quiet[0] - r.uniform(6, 30)
        layer.add(
            group(
                flora.grass(38, tint(tones.near, r.uniform(0.03, 0.09)), r),
                x,
                y,
                max(0.6, small * r.uniform(0.75, 1.15)),
            )
        )
    petals = colours or (
        tones.accent,
        mix(tones.accent, "#ffffff", 0.45),
        mix(tones.light, "#ffffff", 0.3),
        tint(tones.accent, 0.05, 0.8, 70),
    )
    if tones.weather == "snow":
        return
    for x in scene.edges(flowers, 340, 46):
        y = height_at(ridge, x) + r.uniform(30, 80)
        if quiet_foot:
            y = min(y, frame.quiet[0] - 4)
        kind, colour, tall = r.choice(kinds), r.choice(list(petals)), r.uniform(62, 88)
        stem = tint(tones.leaf(1), 0.02)
        drawing = (
            flora.tulip(tall, tones.tinted(colour, own=0.88), stem, r)
            if kind == "t"
            else flora.flower(tall, tones.tinted(colour, own=0.88), stem, r)
        )
        layer.add(group(drawing, x, y, max(0.62, min(1.7, small))))


def winding_path(scene: Scene, colour: str, end: float = 0.2, wide: float = 120) -> None:
    """A path from the page's foot towards the horizon, in perspective."""
    frame = scene.frame
    layer = scene.sheet("path", lift=0.06, rim=0.35, opacity=0.2)
    x, foot, far = scene.side(scene.r.uniform(430, 560)), 1040.0, scene.down(end)
    bend = scene.side(0) * 0.0 + (160 if frame.flip else -160)
    left, right = [], []
    for i in range(7):
        t = i / 6
        y = foot + (far - foot) * t
        middle = x + bend * (t * (1 - t) * 3.2) * (1 if i % 2 else 0.86) + (bend * -0.7) * t
        half = wide * (1 - t) ** 1.5 + 5
        left.append((middle - half, y))
        right.append((middle + half, y))
    layer.add(
        path(smooth(left, closed=False) + "L" + smooth(right[::-1], closed=False)[1:] + "Z", colour)
    )


def frame_leaves(scene: Scene, *, colour: str = "") -> None:
    """Dark leaves at the edge nearest the reader: below, or hanging when the text is below."""
    r, dark = scene.r, colour or scene.tones.frame
    layer = scene.sheet("frame", lift=1.4, opacity=0.46, rim=0.6, front=True)
    if not scene.frame.quiet_top:
        if scene.framing == "leaves":
            _hanging(scene, layer, dark)
        _near_corners(scene, dark)
        return
    kind = "grass" if scene.framing in ("grass", "weed", "fir") else "fern"
    for side in (-1, 1):
        for x, y, length, angle in ((-30, 1015, 270, 28), (34, 1045, 215, 8), (-50, 915, 195, 56)):
            if r.random() < 0.12:
                continue
            at = x if side < 0 else 1000 - x
            turn = angle + r.uniform(-6, 6)
            shade = tint(dark, r.uniform(-0.01, 0.05))
            drawing = (
                flora.fern(length, turn if side < 0 else -turn, shade, r)
                if kind == "fern"
                else flora.grass(length * 0.9, shade, r, 7)
            )
            layer.add(group(drawing, at, y))


def _near_corners(scene: Scene, dark: str) -> None:
    """Leaves out of focus at the page's lower corners, so that the place goes on before the text."""
    r = scene.r
    for side in (-1, 1):
        layer = scene.sheet(f"blurred{side}", lift=0.0, rim=0, grain=0.6, front=True, blur=7)
        for x, length, angle in ((-24, 150, 34), (40, 116, 14), (-40, 200, 62)):
            turn = (angle + r.uniform(-8, 8)) * -side
            shade = tint(dark, r.uniform(0.0, 0.06))
            at = x if side < 0 else 1000 - x
            layer.add(group(flora.fern(length, turn, shade, r), at, 1030))


def _hanging(scene: Scene, layer: Layer, dark: str) -> None:
    """A branch with large leaves that enters from an upper corner."""
    r = scene.r
    corner = scene.side(1000 if SUN[scene.tones.time][0] < 0.5 else 0)
    way = 1 if corner == 0 else -1
    leaf = "M0,0 C20,-14 22,-46 0,-70 C-22,-46 -20,-14 0,0Z"
    for reach, drop, start in ((300, 96, -34), (150, 170, -20)):
        points = [
            (corner - way * 40, start),
            (corner + way * reach * 0.45, start + drop * 0.25),
            (corner + way * reach, start + drop),
        ]
        layer.add(stroke(smooth(points, closed=False), tint(dark, -0.03), 7))
        count = 7
        for i in range(count):
            t = (i + 0.5) / count
            x, y = corner - way * 40 + way * (reach + 40) * t, start + drop * t**1.5
            size = 1.05 - 0.35 * t
            for turn in (62, 158):
                shade = tint(dark, r.uniform(0.0, 0.07))
                drawing = path(leaf, shade) + stroke("M0,-6 V-58", tint(shade, 0.06), 2)
                layer.add(group(drawing, x, y, size, way * (turn + r.uniform(-14, 14))))
        layer.add(group(path(leaf, tint(dark, 0.05)), *points[-1], 0.7, way * 105))


def pebbles(scene: Scene, layer: Layer, colour: str, count: int, top: float, bottom: float) -> None:
    """Flat stones in perspective."""
    for _ in range(count):
        x, y = scene.r.uniform(0, 1000), scene.r.uniform(top, bottom)
        size = 4 + 10 * (y - top) / max(1, bottom - top)
        own = tint(colour, scene.r.uniform(-0.05, 0.05))
        layer.add(
            ellipse(x, y, size * scene.r.uniform(0.8, 1.5), size * 0.6, own)
            + ellipse(x - size * 0.2, y - size * 0.2, size * 0.5, size * 0.2, tint(own, 0.05))
        )


def waves(
    scene: Scene,
    top: float,
    bottom: float,
    count: int,
    *,
    name: str = "sea",
    shine: bool = True,
    front: bool = False,
    start: float = 0.0,
) -> None:
    """Sheets of scalloped water from far to near, with the light lying on them."""
    r, tones = scene.r, scene.tones
    for i in range(count):
        t = i / max(1, count - 1)
        y = top + (bottom - top) * t**1.15
        colour = tones.water(start + (1 - start) * (0.15 + 0.85 * t))
        layer = scene.sheet(f"{name}{i}", lift=0.4 + 0.25 * t, opacity=0.32, front=front)
        wide = 84 + 50 * t
        x = -wide * r.uniform(0.6, 1.6)
        d = f"M{x:.1f},{y:.1f}"
        while x < 1080:
            d += f" q{wide * 0.5:.1f},{-10 - 13 * t:.1f} {wide:.1f},0"
            x += wide
        fill = layer.linear(
            [(0, tint(colour, 0.05)), (1, tint(colour, -0.045))], 0, y - 16, 0, y + 150
        )
        layer.add(path(d + " V1060 H-300Z", fill))
        if not shine:
            continue
        glint = mix(colour, tones.light, 0.5)
        for _ in range(5 if y < 740 or scene.frame.quiet_top else 2):
            size = r.uniform(24, 70) * (0.5 + 0.6 * t)
            layer.add(
                f'<rect x="{r.uniform(60, 900):.1f}" y="{y + r.uniform(10, 34):.1f}" width="{size:.1f}" height="4.5" rx="2.2" fill="{glint}" fill-opacity="0.55"/>'
            )
