"""Built outdoors: street, market, castle, rooftop."""

from __future__ import annotations

from fablewright.illustrators.offline import buildings, flora
from fablewright.illustrators.offline.colour import mix, tint
from fablewright.illustrators.offline.places import land
from fablewright.illustrators.offline.scene import Scene
from fablewright.illustrators.offline.shapes import (
    ellipse,
    group,
    path,
    polygon,
    rect,
    stroke,
)
from fablewright.illustrators.offline.sky import backdrop


def _row(
    scene: Scene,
    name: str,
    foot: float,
    size: float,
    far: float,
    *,
    shops: bool,
    tall: tuple[float, float] = (120, 180),
) -> None:
    """A terrace of houses from edge to edge, none of them under the title."""
    r, tones, frame = scene.r, scene.tones, scene.frame
    layer = scene.sheet(name, lift=0.5, opacity=0.38)
    room = foot - (frame.quiet[1] + 24 if frame.quiet_top else 30)
    size = max(0.35, min(size, room / (tall[1] + 60)))
    x = -r.uniform(10, 60)
    place = 0
    while x < 1010:
        wide = r.uniform(84, 116)
        shop = shops and place % 2 == r.randrange(2)
        height = r.uniform(*tall)
        layer.add(
            group(
                buildings.town_house(tones, r, wide, height, far, shop),
                x + wide * size / 2,
                foot,
                size,
            )
        )
        if tones.dim and shop:
            scene.glow(x + wide * size / 2, foot - 30 * size, 60 * size, 0.4)
        x += wide * size + 1
        place += 1


def street(scene: Scene) -> None:
    """Tall narrow houses and shops with awnings, pavement, lamps, a tree in a pot, a crossing."""
    r, tones, frame = scene.r, scene.tones, scene.frame
    backdrop(scene, clouds=3)
    base = scene.down(0.30)
    _row(scene, "behind", frame.horizon - 10, 1.0, 0.5, shops=False, tall=(150, 210))
    size = {"wide": 1.55, "middle": 1.9, "near": 2.3, "low": 2.4, "high": 1.2}[frame.camera]
    _row(scene, "houses", base, size, 0.04, shops=True)
    pave = mix(tones.stone, tones.palette.ground, 0.22)
    layer = scene.sheet("pavement", lift=0.35)
    layer.add(
        rect(
            -20,
            base - 2,
            1040,
            1100,
            layer.linear([(0, tint(pave, 0.05)), (1, tint(pave, -0.03))], 0, base, 0, 1000),
        )
    )
    y, step = base + 14, 15.0
    row = 0
    while y < 1000:
        layer.add(stroke(f"M-20,{y:.0f} H1020", tint(pave, -0.035), 2))
        for i in range(-12, 13):
            x = 500 + (i + 0.5 * (row % 2)) * 88 * (0.7 + (y - base) / 420)
            layer.add(
                stroke(f"M{x:.0f},{y - step:.0f} L{x + i * 1.2:.0f},{y:.0f}", tint(pave, -0.03), 2)
            )
        y, step, row = y + step, step * 1.22, row + 1
    things = scene.sheet("things", lift=0.5)
    for x in (scene.side(r.uniform(90, 150)), scene.side(r.uniform(840, 900))):
        y = scene.down(r.uniform(0.52, 0.62))
        scale = scene.put(things, buildings.lamp_post(tones), x, y, 0.85)
        if tones.dim:
            scene.glow(x, y - 172 * scale, 150 * min(1.5, scale), 0.7)
    for x in (scene.side(r.uniform(210, 260)), scene.side(960)):
        tub = path("M-22,-30 H22 L17,0 H-17Z", tones.tinted("#c9704a")) + rect(
            -25, -34, 50, 8, tones.tinted("#d98a62"), 3
        )
        scene.put(
            things,
            group(flora.round_tree(110, tones.leaf(0), tones.trunk, r), 0, -28) + tub,
            x,
            scene.down(0.6),
            0.85,
        )
    if tones.weather == "rain":
        land.pebbles(scene, layer, mix(tones.sky[1], "#ffffff", 0.3), 8, scene.down(0.7), 980)
    scene.earth, scene.ground = pave, base + 24
    scene.framing = "leaves" if r.random() < 0.4 and not frame.quiet_top else ""


def market(scene: Scene) -> None:
    """Striped stalls with fruit, flags on strings, crates, houses behind."""
    r, tones, frame = scene.r, scene.tones, scene.frame
    backdrop(scene, clouds=3)
    _row(
        scene,
        "houses",
        scene.down(0.12),
        {"wide": 1.15, "high": 0.8}.get(frame.camera, 1.4),
        0.32,
        shops=False,
    )
    pave = mix(tones.tinted("#d9b98c"), tones.palette.ground, 0.25)
    ground = scene.sheet("square", lift=0.35)
    base = scene.down(0.10)
    ground.add(
        rect(
            -20,
            base,
            1040,
            1100,
            ground.linear([(0, tint(pave, 0.05)), (1, tint(pave, -0.05))], 0, base, 0, 1000),
        )
    )
    land.pebbles(scene, ground, tint(pave, -0.04), 60, base + 20, 990)
    stalls = scene.sheet("stalls", lift=0.6, opacity=0.42)
    y = scene.down(0.46)
    for x in (
        scene.side(r.uniform(130, 180)),
        scene.side(r.uniform(820, 870)),
        scene.side(r.uniform(470, 530)),
    ):
        if frame.camera in ("near", "low") and abs(x - 500) < 100:
            continue
        scene.put(stalls, _stall(scene), x, y if abs(x - 500) > 100 else scene.down(0.34), 1.15)
    flags = scene.sheet("flags", lift=0.5)
    top = frame.quiet[1] + 26 if frame.quiet_top else 90
    for k, dip in enumerate((70, 110)):
        flags.add(
            stroke(
                f"M-20,{top + 30 * k:.0f} Q500,{top + dip * 2:.0f} 1020,{top - 20 + 50 * k:.0f}",
                tones.cream,
                2.4,
            )
        )
        for i in range(14):
            t = (i + 0.5) / 14
            fx, fy = (
                -20 + 1040 * t,
                (1 - t) ** 2 * (top + 30 * k)
                + 2 * t * (1 - t) * (top + dip * 2)
                + t * t * (top - 20 + 50 * k),
            )
            flags.add(polygon([(fx - 17, fy), (fx + 17, fy), (fx, fy + 34)], tones.cloth(i + k)))
    crates = scene.sheet("crates", lift=0.5)
    for x in scene.edges(3, 240, 90):
        scene.put(crates, _fruit_box(scene), x, scene.down(0.86))
    scene.earth, scene.ground, scene.framing = pave, scene.down(0.5), ""


def _stall(scene: Scene) -> str:
    tones, r = scene.tones, scene.r
    wood, stripe = tones.wood, tones.cloth(r.randrange(5))
    goods = (
        tones.accent,
        tones.tinted("#f0b03c"),
        tones.leaf(2),
        tones.tinted("#d9493f"),
        tones.tinted("#8a5aa0"),
    )
    heaps = ""
    for k in range(3):
        x, c = -52 + k * 38, goods[(k + r.randrange(5)) % 5]
        heaps += polygon([(x, -48), (x + 30, -48), (x + 27, -38), (x + 3, -38)], tint(wood, 0.06))
        heaps += "".join(
            ellipse(x + 5 + i * 7 + 3.5 * j, -50 - 6 * j, 4.6, fill=tint(c, 0.02 * ((i + j) % 3)))
            for j in range(3)
            for i in range(4 - j)
        )
    count = 8
    awning = "".join(
        path(
            f"M{-62 + i * 15.5:.1f},-122 h15.5 L{-72 + (i + 1) * 18:.1f},-92 q-9,12 -18,0Z",
            stripe if i % 2 == 0 else tones.cream,
        )
        for i in range(count)
    )
    return (
        stroke("M-60,0 V-112 M60,0 V-112", tones.dark_wood, 5)
        + rect(-66, -38, 132, 38, wood, 3)
        + "".join(stroke(f"M{x},-36 V-2", tint(wood, -0.05), 2) for x in range(-52, 60, 15))
        + heaps
        + awning
    )


def _fruit_box(scene: Scene) -> str:
    tones = scene.tones
    c = scene.r.choice((tones.accent, tones.tinted("#f0b03c"), tones.leaf(2)))
    fruit = "".join(
        ellipse(-22 + i * 9 + 4 * j, -25 - 6 * j, 6, fill=tint(c, 0.02 * (i % 3)))
        for j in range(2)
        for i in range(6 - j)
    )
    return (
        fruit
        + rect(-30, -24, 60, 24, tones.wood, 2)
        + stroke("M-28,-16 H28 M-28,-8 H28", tint(tones.wood, -0.08), 2)
    )


def castle(scene: Scene) -> None:
    """A castle with banners on its hill, a path to the gate, topiary, a moat's glimmer."""
    r, tones, frame = scene.r, scene.tones, scene.frame
    backdrop(scene)
    x = scene.side(r.uniform(600, 660))

    def between(i: int, ridge: land.Ridge) -> None:
        if i == 0:
            land.far_wood(scene, "far", ridge, 0.5)
        elif i == 1:
            layer = scene.sheet("castle", lift=0.75, opacity=0.42)
            foot = scene.down(0.24) + 20
            room = foot - (frame.quiet[1] + 6 if frame.quiet_top else 20)
            size = min(room / 282, {"wide": 1.6, "high": 1.1}.get(frame.camera, 1.75))
            layer.add(group(buildings.castle(tones, r, 0.08), x, foot, size))
            if tones.dim:
                for dx in (-34, 38, -92, 92):
                    scene.glow(x + dx * size, foot - 90 * size, 46 * size, 0.5)
        elif i == 2:
            land.trees(
                scene,
                "mid",
                ridge,
                [scene.side(v) for v in (30, 130, 970)],
                0.1,
                kinds="rc",
                height=(170, 230),
                grow=0.9,
            )

    ridges = land.rolling(scene, 4, between=between)
    layer = scene.sheet("lane", lift=0.06, rim=0.3, opacity=0.2)
    sand = tones.tinted("#ead6a8", own=0.65)
    top = scene.down(0.25)
    layer.add(
        path(
            f"M{x - 14:.0f},{top + 18:.0f} C{x - 10:.0f},{top + 90:.0f} {x - 170:.0f},{scene.down(0.7):.0f} {x - 240:.0f},1040 H{x + 40:.0f} C{x - 20:.0f},{scene.down(0.8):.0f} {x + 60:.0f},{top + 90:.0f} {x + 14:.0f},{top + 18:.0f}Z",
            sand,
        )
    )
    hedges = scene.sheet("topiary", lift=0.5)
    for hx in (scene.side(90), scene.side(250), scene.side(905)):
        ball = (
            rect(-3, -30, 6, 30, tones.trunk)
            + ellipse(0, -44, 22, fill=tones.leaf(1))
            + ellipse(-6, -50, 11, fill=tint(tones.leaf(1), 0.05))
            + ellipse(0, -74, 13, fill=tones.leaf(1))
        )
        scene.put(hedges, ball, hx, scene.down(0.74), 0.9)
    land.grow_near(scene, ridges[-1], flowers=7, kinds="t")


def rooftop(scene: Scene) -> None:
    """Roofs to the horizon, chimneys with smoke, a weathercock, washing on a line, a flat roof to stand on."""
    r, tones = scene.r, scene.tones
    backdrop(scene)
    _roofs(scene)
    top = scene.down(0.66)
    roof = mix(tones.tinted("#b5705a"), tones.palette.ground, 0.28)
    deck = scene.sheet("terrace", lift=0.9, opacity=0.42)
    deck.add(
        rect(
            -20,
            top,
            1040,
            1100,
            deck.linear([(0, tint(roof, 0.03)), (1, tint(roof, -0.06))], 0, top, 0, 1000),
        )
    )
    for row in range(7):
        y = top + 34 + row * 46 + row * row * 3
        for k in range(-1, 13):
            deck.add(
                path(
                    f"M{k * 86 + 43 * (row % 2)},{y:.0f} q43,26 86,0",
                    "none",
                    stroke=tint(roof, -0.05),
                    stroke_width=3,
                )
            )
    edge = scene.sheet("edge", lift=0.4)
    edge.add(rect(-20, top - 10, 1040, 20, tones.stone, 3))
    _chimney_and_vane(scene)
    pots = scene.sheet("pots", lift=0.4)
    for px in (scene.side(215), scene.side(820)):
        scene.put(
            pots,
            group(flora.tulip(34, tones.accent, tones.leaf(1), r), -6, -22)
            + group(flora.flower(40, tones.light, tones.leaf(1), r), 7, -22)
            + path("M-18,-24 H18 L13,0 H-13Z", tones.tinted("#c9704a")),
            px,
            scene.down(0.82),
            0.9,
        )
    scene.earth, scene.ground, scene.framing = roof, top + 26, ""


def _roofs(scene: Scene) -> None:
    """Three rows of gables, the far ones in haze."""
    r, tones = scene.r, scene.tones
    for i in range(3):
        far = 0.66 - 0.27 * i
        layer = scene.sheet(f"roofs{i}", lift=0.55)
        y = scene.down(0.02 + 0.24 * i)
        wide = 120 + 60 * i
        x = -r.uniform(20, 90)
        while x < 1040:
            colour = mix(tones.tinted(r.choice(buildings.ROOFS)), tones.haze, far)
            wall = mix(tones.tinted(r.choice(buildings.WALLS)), tones.haze, far)
            tall = wide * r.uniform(0.42, 0.7)
            layer.add(
                rect(x, y - 4, wide, 400, wall)
                + polygon(
                    [(x - 8, y), (x + wide * 0.5, y - tall), (x + wide + 8, y)],
                    colour,
                    stroke=colour,
                    stroke_width=5,
                    stroke_linejoin="round",
                )
            )
            layer.add(
                "".join(
                    stroke(
                        f"M{x + wide * (0.5 - 0.44 * t):.0f},{y - tall * (1 - t) + 4:.0f} H{x + wide * (0.5 + 0.44 * t):.0f}",
                        tint(colour, -0.045),
                        2.4,
                    )
                    for t in (0.3, 0.5, 0.7, 0.9)
                )
            )
            layer.add(
                rect(x + wide * 0.66, y - tall * 0.86, wide * 0.12, tall * 0.5, tint(wall, -0.1), 2)
                + rect(
                    x + wide * 0.64, y - tall * 0.9, wide * 0.16, tall * 0.1, tint(wall, -0.16), 2
                )
            )
            pane = tones.pane if not tones.dim or r.random() < 0.7 else tint(wall, -0.2)
            layer.add(
                ellipse(
                    x + wide * 0.5,
                    y - tall * 0.34,
                    wide * 0.09,
                    fill=mix(tones.cream, tones.haze, far),
                )
                + ellipse(x + wide * 0.5, y - tall * 0.34, wide * 0.065, fill=pane)
            )
            x += wide + r.uniform(4, 30)


def _chimney_and_vane(scene: Scene) -> None:
    r, tones = scene.r, scene.tones
    things = scene.sheet("things", lift=0.55)
    x = scene.side(r.uniform(80, 130))
    chimney = (
        rect(-26, -96, 52, 96, tones.tinted("#b5654f"), 2)
        + "".join(
            rect(
                -22 + (i % 2) * 24 + (i // 2 % 2) * 6,
                -90 + (i // 2) * 14,
                18,
                9,
                tint(tones.tinted("#b5654f"), 0.045 if i % 3 else -0.04),
                2,
            )
            for i in range(12)
        )
        + rect(-31, -104, 62, 12, tones.stone, 2)
        + rect(-12, -122, 10, 20, tones.tinted("#c9704a"), 2)
        + rect(6, -120, 10, 18, tones.tinted("#c9704a"), 2)
    )
    scene.put(things, chimney, x, scene.down(0.76), 0.95)
    vane_x = scene.side(r.uniform(880, 930))
    vane = (
        stroke("M0,0 V-110 M-20,-84 H20", tones.tinted("#4a4f5c"), 3.4)
        + path(
            "M-22,-118 C-16,-106 -4,-110 6,-112 C8,-122 14,-126 18,-122 C24,-120 22,-112 20,-106 C14,-96 -12,-94 -22,-118Z",
            tones.accent,
        )
        + path("M16,-125 l3,-6 l3,6z", tones.tinted("#d9493f"))
    )
    scene.put(things, vane, vane_x, scene.down(0.70), 1.0)
    _washing(scene, x, vane_x)


def _washing(scene: Scene, a: float, b: float) -> None:
    tones, frame = scene.tones, scene.frame
    y = scene.down(0.7) - 84 * scene.at(scene.down(0.7))
    if frame.quiet_top:
        y = max(y, frame.quiet[1] + 20)
    layer = scene.sheet("washing", lift=0.4)
    left, right = sorted((a, b))
    layer.add(
        stroke(
            f"M{left:.0f},{y:.0f} Q{(left + right) / 2:.0f},{y + 50:.0f} {right:.0f},{y:.0f}",
            tones.cream,
            2.6,
        )
    )
    for i in range(5):
        t = 0.12 + 0.19 * i
        x, at = left + (right - left) * t, y + 2 * t * (1 - t) * 50
        c = tones.cloth(i)
        if i % 2:
            layer.add(
                group(
                    path("M-20,0 H20 V40 Q0,46 -20,40Z", c)
                    + stroke("M-18,30 H18", tint(c, 0.08), 4),
                    x,
                    at,
                )
            )
        else:
            layer.add(
                group(path("M-10,0 H10 L24,8 L18,20 L12,17 V42 H-12 V17 L-18,20 L-24,8Z", c), x, at)
            )
