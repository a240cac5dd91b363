"""Wild land: mountain, desert, snowfield, cave, moon."""

from __future__ import annotations

import math

from fablewright.illustrators.offline import buildings, flora
from fablewright.illustrators.offline.colour import mix, oklch, tint, to_lch
from fablewright.illustrators.offline.places import land
from fablewright.illustrators.offline.places.country import homestead
from fablewright.illustrators.offline.places.land import Ridge
from fablewright.illustrators.offline.scene import Scene, height_at, hill
from fablewright.illustrators.offline.shapes import (
    ellipse,
    group,
    path,
    polygon,
    rect,
    smooth,
    star,
    stroke,
)
from fablewright.illustrators.offline.sheets import Layer
from fablewright.illustrators.offline.sky import backdrop, stars


def mountain(scene: Scene) -> None:
    """Snow-capped peaks, spruces, a stream of boulders, a small hut."""
    r, tones, frame = scene.r, scene.tones, scene.frame
    backdrop(scene)
    for i in range(3):
        far = 0.72 - 0.26 * i
        layer = scene.sheet(f"peaks{i}", lift=0.6, opacity=0.34)
        rock = mix(mix(tones.tinted("#7f84a6"), tones.palette.sky[0], 0.25), tones.haze, far)
        base = frame.horizon + 30 + 36 * i
        room = base - (frame.quiet[1] + 20 if frame.quiet_top else 70)
        for x in (scene.side(170 + 90 * i), scene.side(560 - 60 * i), scene.side(900 - 30 * i)):
            tall = min(room, 380) * r.uniform(0.66, 1.0) * (1 - 0.2 * i)
            _peak(
                layer,
                x + r.uniform(-40, 40),
                base,
                tall,
                tall * r.uniform(0.75, 0.95),
                rock,
                mix(tones.snow, tones.haze, far * 0.6),
            )

    def between(i: int, ridge: Ridge) -> None:
        if i == 0:
            land.far_wood(scene, "far", ridge, 0.4, 12, "c")
        elif i == 1:
            if frame.camera != "near":
                homestead(scene, ridge, scene.side(r.uniform(760, 860)), 0.12, 1.2)
            land.trees(
                scene,
                "mid",
                ridge,
                [scene.side(x) for x in (20, 96, 170, 960)],
                0.12,
                kinds="c",
                height=(200, 280),
                grow=0.9,
            )

    ridges = land.rolling(scene, 3, start=0.08, between=between)
    layer = scene.sheet("boulders", lift=0.5)
    for x in scene.edges(6, 300, 60):
        y = height_at(ridges[-1], x) + r.uniform(16, 40)
        layer.add(group(boulder(tones.stone), x, y, max(0.8, scene.at(y) * r.uniform(0.28, 0.5))))
    land.grow_near(scene, ridges[-1], flowers=5, kinds="f")


def boulder(colour: str) -> str:
    """A stone of three facets, about 60 wide."""
    return (
        polygon(
            [(-34, 2), (-28, -22), (-8, -38), (18, -34), (34, -12), (32, 2)],
            colour,
            stroke=colour,
            stroke_width=5,
            stroke_linejoin="round",
        )
        + polygon([(18, -34), (34, -12), (32, 2), (8, 2), (4, -18)], tint(colour, -0.06))
        + polygon([(-28, -22), (-8, -38), (18, -34), (4, -18)], tint(colour, 0.05))
    )


def _peak(
    layer: Layer, x: float, base: float, tall: float, half: float, rock: str, snow: str
) -> None:
    top = base - tall
    layer.add(
        polygon(
            [(x - half, base + 40), (x, top), (x + half, base + 40)],
            rock,
            stroke=rock,
            stroke_width=6,
            stroke_linejoin="round",
        )
    )
    layer.add(
        polygon(
            [
                (x, top),
                (x + half, base + 40),
                (x + half * 0.18, base + 40),
                (x + half * 0.06, top + tall * 0.5),
            ],
            tint(rock, -0.05),
        )
    )
    s = 0.34
    zig = [
        (x, top),
        (x + half * s * 0.9, top + tall * s),
        (x + half * 0.16, top + tall * (s - 0.06)),
        (x + half * 0.05, top + tall * (s + 0.09)),
        (x - half * 0.10, top + tall * (s - 0.05)),
        (x - half * 0.2, top + tall * (s + 0.05)),
        (x - half * s * 0.92, top + tall * s),
    ]
    layer.add(polygon(zig, snow, stroke=snow, stroke_width=5, stroke_linejoin="round"))


def desert(scene: Scene) -> None:
    """Dunes, mesas, cacti, a skeleton of a bush, warm stones."""
    r, tones, frame = scene.r, scene.tones, scene.frame
    backdrop(scene, clouds=2)
    scene.framing = ""
    sand = mix(tones.tinted("#e9b872", own=0.85), tones.palette.ground, 0.30)
    mesa = scene.sheet("mesas", lift=0.5)
    rock = mix(tones.tinted("#c4694a", own=0.8), tones.haze, 0.35)
    for x, wide, tall in (
        (scene.side(r.uniform(140, 240)), 150, 190),
        (scene.side(r.uniform(330, 380)), 60, 120),
        (scene.side(r.uniform(800, 900)), 190, 140),
    ):
        foot, t = frame.horizon + 40, tall * (0.8 if frame.camera != "low" else 1.1)
        mesa.add(
            polygon(
                [
                    (x - wide, foot),
                    (x - wide * 0.72, foot - t),
                    (x + wide * 0.66, foot - t),
                    (x + wide, foot),
                ],
                rock,
                stroke=rock,
                stroke_width=8,
                stroke_linejoin="round",
            )
        )
        for k in (0.3, 0.55):
            mesa.add(
                stroke(
                    f"M{x - wide * (0.74 + 0.26 * (1 - k)):.0f},{foot - t * k:.0f} h{wide * 1.5:.0f}",
                    tint(rock, -0.05),
                    t * 0.07,
                )
            )
    colours = [
        mix(mix(sand, tones.haze, 0.55 - 0.18 * i), tones.shadow, 0.02 * i) for i in range(4)
    ]

    def between(i: int, ridge: Ridge) -> None:
        if i in (1, 2):
            layer = scene.sheet(f"cacti{i}", lift=0.5)
            for x in scene.edges(3 if i == 1 else 2, 300, 90):
                scene.put(
                    layer,
                    flora.cactus(
                        r.uniform(80, 130), tones.leaf(1, 0.25 if i == 1 else 0.05), tones.accent
                    ),
                    x,
                    height_at(ridge, x) + 8,
                )

    ridges = land.rolling(scene, 4, colours=colours, between=between, marks=0, green=False)
    layer = scene.sheet("ripples", lift=0, rim=0, opacity=0)
    for _ in range(14):
        x, y = r.uniform(0, 960), r.uniform(scene.down(0.9), 990)
        layer.add(
            stroke(
                f"M{x:.0f},{y:.0f} q26,-9 52,0 t52,0",
                tint(colours[-1], -0.035),
                3,
                stroke_opacity=0.7,
            )
        )
    stones = scene.sheet("stones", lift=0.4)
    for x in scene.edges(5, 280, 60):
        y = height_at(ridges[-1], x) + r.uniform(20, 44)
        stones.add(group(boulder(mix(rock, sand, 0.3)), x, y, max(0.5, scene.at(y) * 0.2)))


def snowfield(scene: Scene) -> None:
    """Snow hills, laden spruces, a frozen pond, a snowman, a cottage with smoke."""
    r, tones = scene.r, scene.tones
    backdrop(scene)
    scene.framing = "fir"
    white = tones.snow
    colours = [mix(white, tones.haze, 0.62 - 0.17 * i) for i in range(4)]
    colours = [mix(c, tones.sky[1], 0.10) for c in colours]
    pond_x = scene.side(r.uniform(690, 780))

    def between(i: int, ridge: Ridge) -> None:
        layer = scene.sheet(f"firs{i}", lift=0.5)
        trunk = mix(tones.trunk, tones.haze, 0.5 - 0.2 * i)
        if i == 0:
            for x in scene.spots(10, 10, 990, 52):
                scene.put(
                    layer,
                    flora.conifer(
                        r.uniform(120, 180), tones.leaf(1, 0.45), trunk, mix(white, tones.haze, 0.3)
                    ),
                    x,
                    height_at(ridge, x) + 8,
                )
        elif i == 1:
            for x in (30, 110, 900, 975):
                scene.put(
                    layer,
                    flora.conifer(r.uniform(210, 280), tones.leaf(1, 0.15), trunk, white),
                    scene.side(x),
                    height_at(ridge, scene.side(x)) + 10,
                    0.9,
                )
            homestead(scene, ridge, scene.side(r.uniform(215, 270)), 0.12, 1.25)
        elif i == 2:
            y = height_at(ridge, pond_x) + 40
            ice = mix(tones.water(0.2), "#ffffff", 0.4)
            layer.add(
                ellipse(pond_x, y, 190, 30, ice)
                + stroke(
                    f"M{pond_x - 90:.0f},{y:.0f} q50,-10 90,0 M{pond_x:.0f},{y + 10:.0f} q40,-8 80,0",
                    "#ffffff",
                    3,
                    stroke_opacity=0.7,
                )
            )
            man = scene.sheet("snowman", lift=0.5)
            x = scene.side(r.uniform(60, 120))
            scene.put(man, _snowman(scene), x, height_at(ridge, x) + 30, 0.9)

    ridges = land.rolling(scene, 4, colours=colours, between=between, marks=0, green=False)
    drifts = scene.sheet("drifts", lift=0, rim=0, opacity=0)
    for _ in range(9):
        x, y = r.uniform(0, 950), r.uniform(scene.down(0.92), 990)
        drifts.add(
            stroke(
                f"M{x:.0f},{y:.0f} q40,-12 84,0",
                mix(colours[-1], tones.sky[1], 0.3),
                3.5,
                stroke_opacity=0.7,
            )
        )
    land.pebbles(
        scene, drifts, mix(white, tones.sky[1], 0.12), 10, height_at(ridges[-1], 500) + 30, 980
    )


def _snowman(scene: Scene) -> str:
    tones = scene.tones
    white, shade = (
        "#fbfdff" if not tones.night else tint(tones.snow, 0.05),
        mix(tones.snow, tones.sky[1], 0.35),
    )
    balls = "".join(
        ellipse(0, y, s, fill=white)
        + path(
            f"M{s * 0.3:.1f},{y - s * 0.94:.1f} A{s},{s} 0 0 1 {s * 0.3:.1f},{y + s * 0.94:.1f} A{s * 1.3:.1f},{s * 1.3:.1f} 0 0 0 {s * 0.3:.1f},{y - s * 0.94:.1f}Z",
            shade,
            fill_opacity=0.6,
        )
        for y, s in ((-24, 26), (-60, 19), (-88, 14))
    )
    coal = tones.tinted("#3a3340")
    return (
        balls
        + "".join(
            ellipse(x, y, 1.9, fill=coal)
            for x, y in ((-5, -91), (5, -91), (0, -64), (0, -54), (0, -30))
        )
        + path("M0,-87 l16,3 l-16,2z", tones.tinted("#f08a3c"))
        + stroke("M-15,-76 Q0,-70 15,-76", tones.accent, 6)
        + path("M9,-76 l7,20 h-8 l-5,-18z", tones.accent)
        + rect(-17, -101, 34, 4, coal, 2)
        + rect(-11, -120, 22, 20, coal, 2)
        + stroke("M-17,-62 L-40,-76 M17,-62 L40,-78", tones.dark_wood, 3)
    )


def cave(scene: Scene) -> None:
    """Dark arches of stone with a bright mouth, stalactites, crystals that glow, a small pool."""
    r, tones, frame = scene.r, scene.tones, scene.frame
    backdrop(scene, clouds=0)
    hue = to_lch(tones.palette.sky[0])[2]
    deep = oklch(0.26 if tones.night else 0.34, 0.05, hue)
    mouth_x, mouth_y = scene.side(r.uniform(360, 440)), frame.horizon - 10
    far = hill(scene, "outside", frame.horizon + 10, 24, tones.land(0.3))
    land.far_wood(scene, "outside", far, 0.4, 7)
    for i in range(4):
        colour = mix(oklch(0.50, 0.06, hue), deep, i / 3)
        layer = scene.sheet(f"arch{i}", lift=0.9, opacity=0.45)
        wide, tall = 150.0 + 105 * i, 190.0 + 110 * i
        if frame.quiet_top:
            tall = min(tall, mouth_y - 60 + 20 * i) if i < 2 else tall
        top = [
            (
                mouth_x + math.cos(a) * wide * r.uniform(0.92, 1.08),
                mouth_y + 60 - math.sin(a) * tall * r.uniform(0.92, 1.06),
            )
            for a in (j * math.pi / 10 for j in range(11))
        ]
        ring = (
            f"M-60,-60 H1060 V1060 H-60Z M{top[0][0]:.0f},{1060 if i else frame.horizon + 120:.0f} L"
            + smooth(top, closed=False)[1:]
            + f"L{top[-1][0]:.0f},{1060 if i else frame.horizon + 120:.0f}Z"
        )
        layer.add(
            path(
                ring,
                layer.linear([(0, tint(colour, -0.05)), (1, tint(colour, 0.03))], 0, 0, 0, 900),
                fill_rule="evenodd",
            )
        )
    scene.glow(mouth_x, mouth_y, 360, 0.55, tones.light)
    floor = hill(
        scene, "floor", scene.down(0.42), 16, mix(deep, tones.palette.ground, 0.30), lift=0.8
    )
    _stalactites(scene, deep)
    layer = scene.sheet("crystals", lift=0.5)
    for x in scene.edges(6, 260, 60):
        y = height_at(floor, x) + r.uniform(20, 110)
        if not frame.quiet_top:
            y = min(y, frame.quiet[0] - 6)
        colour = r.choice((tones.accent, tones.light, tones.cloth(2)))
        size = max(0.8, scene.at(max(y, frame.horizon + 80)) * 0.35)
        for lean, tall in ((-24, 40), (18, 52), (0, 74)):
            shard = polygon(
                [(-9, 0), (-9, -tall * 0.7), (0, -tall), (9, -tall * 0.7), (9, 0)], colour
            ) + polygon([(0, -tall), (9, -tall * 0.7), (9, 0), (2, 0)], tint(colour, -0.09))
            layer.add(group(shard, x, y, size, lean))
        scene.glow(x, y - 36 * size, 90 * size, 0.5, colour)
    land.pebbles(scene, layer, tint(deep, 0.14), 14, scene.down(0.7), frame.feet + 10)
    scene.framing, scene.sheltered = "", True


def _stalactites(scene: Scene, colour: str) -> None:
    layer = scene.sheet("stalactites", lift=1.0, opacity=0.45)
    calm = scene.frame.quiet_top
    for i in range(12):
        x = i * 92 + scene.r.uniform(-24, 24)
        edge = abs(x - 500) / 500
        long = (60 if calm else 110) * (0.4 + edge) * scene.r.uniform(0.6, 1.2)
        wide = 30 + 26 * edge
        layer.add(
            path(
                f"M{x - wide:.0f},-10 C{x - wide * 0.3:.0f},{long * 0.3:.0f} {x - 6:.0f},{long * 0.7:.0f} {x:.0f},{long:.0f} C{x + 6:.0f},{long * 0.7:.0f} {x + wide * 0.3:.0f},{long * 0.3:.0f} {x + wide:.0f},-10Z",
                tint(colour, -0.05 + 0.02 * (i % 3)),
            )
        )


def moon(scene: Scene) -> None:
    """Grey dunes with craters, black sky, planets with rings, a rocket and a flag."""
    r, tones, frame = scene.r, scene.tones, scene.frame
    hue = to_lch(tones.palette.sky[0])[2]
    hue = hue if 190 < hue < 330 else 285.0  # space is blue or violet, never brown
    layer = scene.sheet("space", lift=0, rim=0)
    layer.add(
        rect(
            0,
            0,
            1000,
            1000,
            layer.linear(
                [(0, oklch(0.18, 0.07, hue)), (1, oklch(0.40, 0.10, hue + 20))],
                0,
                0,
                0,
                frame.horizon + 80,
            ),
        )
    )
    stars(scene, 90, frame.horizon)
    top = frame.quiet[1] + 30 if frame.quiet_top else 60
    _planet(
        scene,
        scene.side(r.uniform(700, 800)),
        max(top + 90, frame.horizon * 0.45),
        92,
        tones.accent,
        True,
    )
    _planet(
        scene,
        scene.side(r.uniform(170, 260)),
        max(top + 40, frame.horizon * 0.3),
        42,
        tones.cloth(2),
        False,
    )
    dust = mix(oklch(0.66, 0.03, hue), tones.palette.ground, 0.35)

    def craters(i: int, ridge: Ridge) -> None:
        if i == 1:
            ship = scene.sheet("rocket", lift=0.7)
            x = scene.side(r.uniform(130, 210))
            scene.put(ship, buildings.rocket(tones), x, height_at(ridge, x) + 24, 1.0)
        spots = scene.sheet(f"craters{i}", lift=0, rim=0, opacity=0)
        for x in scene.spots(4, 0, 1000, 150):
            y = height_at(ridge, x) + r.uniform(40, 90)
            wide = 26.0 + 17 * i
            own = colours[i]
            spots.add(
                ellipse(x, y, wide, wide * 0.3, tint(own, -0.07))
                + ellipse(x, y + wide * 0.06, wide * 0.86, wide * 0.22, tint(own, -0.11))
                + ellipse(x, y + wide * 0.12, wide * 0.6, wide * 0.11, tint(own, -0.03))
            )

    colours = [mix(dust, oklch(0.40, 0.09, hue), 0.5 - 0.16 * i) for i in range(4)]
    ridges = land.rolling(scene, 4, colours=colours, between=craters, marks=0, green=False)
    rocks = scene.sheet("rocks", lift=0.5)
    for x in scene.edges(6, 300, 60):
        y = height_at(ridges[-1], x) + r.uniform(20, 60)
        rocks.add(group(boulder(tint(dust, -0.08)), x, y, max(0.5, frame.scale * 0.2)))
    for x in scene.edges(4, 330, 90):
        y = height_at(ridges[-1], x) + 14
        shape = star(0, -14, 9, tones.light)
        rocks.add(group(shape, x, y, 1, r.uniform(-20, 20)))
    scene.bubble = scene.sheltered = True
    scene.framing = ""


def _planet(scene: Scene, x: float, y: float, size: float, colour: str, ring: bool) -> None:
    layer = scene.sheet(f"planet{ring}", lift=0.7, opacity=0.4)
    d = f"M{x - size:.1f},{y:.1f} a{size},{size} 0 1 0 {2 * size},0 a{size},{size} 0 1 0 {-2 * size},0Z"
    clip = layer.clip(d)
    layer.add(path(d, colour))
    for k in range(4):
        layer.add(
            stroke(
                f"M{x - size * 1.2:.0f},{y - size * 0.6 + k * size * 0.42:.0f} q{size * 0.7:.0f},{size * 0.2:.0f} {size * 2.4:.0f},{-size * 0.1:.0f}",
                tint(colour, 0.06 if k % 2 else -0.06),
                size * 0.16,
            ).replace("<path", f"<path {clip}")
        )
    if ring:
        pale = mix(scene.tones.light, colour, 0.25)
        layer.add(
            group(
                path(
                    f"M{-size * 0.98:.0f},0 C{-size * 2.1:.0f},{size * 0.5:.0f} {size * 2.1:.0f},{size * 0.5:.0f} {size * 0.98:.0f},0",
                    "none",
                    stroke=pale,
                    stroke_width=size * 0.13,
                    stroke_linecap="round",
                ),
                x,
                y,
                rotate=-14,
            )
        )
    scene.glow(x, y, size * 2.2, 0.3, colour)
