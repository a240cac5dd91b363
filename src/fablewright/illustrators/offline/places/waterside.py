"""By the water: beach, island, harbour, river, pond."""

from __future__ import annotations

from fablewright.illustrators.offline import buildings, flora
from fablewright.illustrators.offline.colour import mix, tint
from fablewright.illustrators.offline.places import land
from fablewright.illustrators.offline.scene import Scene, below, height_at, ridge
from fablewright.illustrators.offline.shapes import (
    ellipse,
    group,
    path,
    rect,
    star,
    stroke,
)
from fablewright.illustrators.offline.sky import backdrop


def sand_of(scene: Scene) -> str:
    tones = scene.tones
    return mix(tones.tinted("#f2d9a4", own=0.86), tones.palette.ground, 0.14)


def far_shore(scene: Scene, far: float = 0.45) -> list[tuple[float, float]]:
    """Headlands on the horizon, with a lighthouse on one of them."""
    tones, r, frame = scene.tones, scene.r, scene.frame
    points = ridge(r, frame.horizon - 6, 22, scene.side(0) / 1000 * 60 - 30)
    layer = scene.sheet("shore", lift=0.5)
    colour = mix(tones.land(0.35), tones.haze, far)
    side = scene.side(1000)
    land_points = [
        (x, min(y, frame.horizon - 8) if abs(x - side) < 420 else frame.horizon + 30)
        for x, y in points
    ]
    layer.add(
        path(
            below(land_points),
            layer.linear(
                [(0, tint(colour, 0.04)), (1, tint(colour, -0.04))],
                0,
                frame.horizon - 60,
                0,
                frame.horizon + 60,
            ),
        )
    )
    house = scene.sheet("lighthouse", lift=0.55)
    x = scene.side(r.uniform(850, 900))
    y = height_at(land_points, x) + 10
    size = 1.5 if frame.camera in ("wide", "high") else 2.0
    if frame.quiet_top:
        size = min(size, (y - frame.quiet[1] - 10) / 150)
    if size > 0.5:
        house.add(group(buildings.lighthouse(tones, far * 0.4), x, y, size))
        scene.glow(x, y - 119 * size, 90 * size, 0.7 if tones.dim else 0.3)
    return land_points


def beach(scene: Scene) -> None:
    """Sea in scalloped sheets, a lighthouse, a parasol, sand with shells, a palm or dune grass."""
    r, tones, frame = scene.r, scene.tones, scene.frame
    backdrop(scene)
    far_shore(scene)
    shore = scene.down(0.52)
    land.waves(scene, frame.horizon, shore - 12, 4)
    layer = scene.sheet("sails", lift=0.5)
    x = scene.side(r.uniform(240, 360))
    place = frame.horizon + 30
    layer.add(
        group(
            buildings.sail_boat(tones, tones.tinted("#b5573f"), tones.cream),
            x,
            place,
            0.42 if frame.camera in ("wide", "high") else 0.6,
        )
    )
    scene.open_water(frame.horizon + 20, shore - 30)
    sand = sand_of(scene)
    foam = scene.sheet("foam", lift=0.25, rim=0.3, opacity=0.25)
    foam.add(
        path(
            below(_lap(scene, shore, 96)),
            mix(tones.water(0.1), "#ffffff", 0.6 if not tones.night else 0.25),
        )
    )
    points = _lap(scene, shore + 22, 120)
    beach_sheet = scene.sheet("sand", lift=0.5)
    beach_sheet.add(
        path(
            below(points),
            beach_sheet.linear([(0, tint(sand, 0.03)), (1, tint(sand, -0.06))], 0, shore, 0, 1000),
        )
    )
    back = scene.sheet("parasol", lift=0.6)
    x = scene.side(r.uniform(140, 200))
    scene.put(back, _parasol(scene), x, scene.down(0.8), 1.0)
    if r.random() < 0.6:
        palms = scene.sheet("palms", lift=0.7)
        x = scene.side(r.uniform(900, 960))
        scene.put(
            palms,
            flora.palm(r.uniform(190, 240), tones.leaf(0), tones.trunk, 0.2),
            x,
            scene.down(0.78),
            0.95,
            flip=x > 500,
        )
    _shells(scene, sand)
    scene.earth, scene.ground = sand, shore + 50
    scene.framing = "grass" if r.random() < 0.6 else ""


def _lap(scene: Scene, y: float, wide: float) -> list[tuple[float, float]]:
    r = scene.r
    return [(-60 + i * wide, y + r.uniform(-9, 9)) for i in range(int(1140 / wide) + 2)]


def _parasol(scene: Scene) -> str:
    a, b = scene.tones.accent, scene.tones.cream
    top = "".join(
        path(
            f"M0,-128 C{-56 + i * 22:.0f},-120 {-70 + i * 28:.0f},-100 {-70 + i * 28:.0f},-78 Q{-56 + i * 28:.0f},-70 {-42 + i * 28:.0f},-78 C{-42 + i * 28:.0f},-100 {-34 + i * 17:.0f},-120 0,-128Z",
            a if i % 2 == 0 else b,
        )
        for i in range(5)
    )
    towel = path("M-60,4 L40,4 L62,-9 L-32,-9Z", scene.tones.cloth(1)) + path(
        "M-34,4 L-20,4 L8,-9 L-6,-9Z", b
    )
    return towel + group(
        stroke("M0,0 V-124", scene.tones.wood, 4) + top + ellipse(0, -129, 3.4, fill=a),
        0,
        0,
        rotate=-9,
    )


def _shells(scene: Scene, sand: str) -> None:
    r, tones, frame = scene.r, scene.tones, scene.frame
    layer = scene.sheet("shells", lift=0.2, opacity=0.3)
    for _ in range(26):
        x, y = r.uniform(0, 1000), r.uniform(scene.down(0.72), 985)
        layer.add(ellipse(x, y, r.uniform(2, 5), 2, tint(sand, -0.06)))
    last = frame.quiet[0] - 8 if not frame.quiet_top else 970
    for i, x in enumerate(scene.edges(7, 360, 50)):
        y = r.uniform(scene.down(0.86), last)
        size = max(0.8, frame.scale * 0.28)
        if i % 3 == 0:
            layer.add(group(star(0, 0, 11, tones.accent, inner=0.5), x, y, size, r.uniform(0, 60)))
        else:
            pink = tones.tinted("#f6c9c0", own=0.86)
            layer.add(
                group(
                    path("M0,6 C-14,2 -13,-10 0,-11 C13,-10 14,2 0,6Z", pink)
                    + stroke("M0,5 V-8 M0,5 L-7,-6 M0,5 L7,-6", tint(pink, -0.09), 1.4),
                    x,
                    y,
                    size,
                    r.uniform(-30, 30),
                )
            )


def island(scene: Scene) -> None:
    """A sandy hump in the sea with palms, a hut of leaves, a chest-shaped rock, far islands."""
    r, tones, frame = scene.r, scene.tones, scene.frame
    backdrop(scene)
    far = scene.sheet("isles", lift=0.45)
    for x, wide in ((scene.side(150), 130), (scene.side(860), 90)):
        colour = mix(tones.leaf(0), tones.haze, 0.55)
        y = frame.horizon + 8
        far.add(
            path(
                f"M{x - wide},{y:.0f} C{x - wide * 0.5:.0f},{y - wide * 0.75:.0f} {x + wide * 0.2:.0f},{y - wide * 0.9:.0f} {x + wide:.0f},{y:.0f}Z",
                colour,
            )
        )
    shore = scene.down(0.5)
    land.waves(scene, frame.horizon, shore, 4)
    scene.open_water(frame.horizon + 20, shore - 20)
    sand = sand_of(scene)
    hump = [
        (-60, shore + 150),
        (60, shore + 70),
        (230, shore + 14),
        (480, shore - 14),
        (740, shore + 10),
        (930, shore + 66),
        (1060, shore + 140),
    ]
    foam = scene.sheet("foam", lift=0.25, rim=0.3, opacity=0.25)
    foam.add(
        path(
            below([(x, y - 18) for x, y in hump]),
            mix(tones.water(0.1), "#ffffff", 0.55 if not tones.night else 0.25),
        )
    )
    layer = scene.sheet("sand", lift=0.6)
    layer.add(
        path(
            below(hump),
            layer.linear([(0, tint(sand, 0.03)), (1, tint(sand, -0.06))], 0, shore, 0, 1000),
        )
    )
    growth = scene.sheet("bushes", lift=0.5)
    for x in (scene.side(205), scene.side(290), scene.side(800)):
        scene.put(growth, flora.bush(80, 46, tones.leaf(1), r), x, height_at(hump, x) + 26)
    palms = scene.sheet("palms", lift=0.7)
    for x, tall, lean in (
        (scene.side(235), 230, -0.16),
        (scene.side(320), 180, 0.22),
        (scene.side(840), 210, 0.18),
    ):
        scene.put(
            palms,
            flora.palm(tall, tones.leaf(r.randrange(2)), tones.trunk, lean),
            x,
            height_at(hump, x) + 30,
            0.9,
        )
    hut = scene.sheet("hut", lift=0.55)
    x = scene.side(745)
    scene.put(hut, _hut(scene), x, height_at(hump, x) + 46, 1.15)
    _shells(scene, sand)
    scene.earth, scene.ground, scene.framing = sand, shore + 100, ""


def _hut(scene: Scene) -> str:
    tones = scene.tones
    straw, wood = tones.tinted("#dcb76a"), tones.wood
    return (
        rect(-44, -50, 88, 50, wood)
        + "".join(stroke(f"M{x},-48 V-2", tint(wood, -0.06), 2) for x in range(-36, 44, 12))
        + path("M-14,0 V-34 H14 V0Z", tint(tones.dark_wood, -0.08))
        + path(
            "M-64,-44 L0,-104 L64,-44 L54,-36 L44,-44 L32,-36 L22,-44 L10,-36 L0,-44 L-10,-36 L-22,-44 L-32,-36 L-44,-44 L-54,-36Z",
            straw,
        )
        + stroke("M0,-102 L-40,-46 M0,-102 L40,-46 M0,-102 V-46", tint(straw, -0.09), 2.4)
    )


def harbour(scene: Scene) -> None:
    """Gabled houses along the quay, moored boats, bollards, gulls, crates on the planks."""
    r, tones, frame = scene.r, scene.tones, scene.frame
    backdrop(scene)
    town = scene.sheet("town", lift=0.5)
    base = frame.horizon + 6
    x = -10.0
    while x < 1010:
        wide = r.uniform(74, 104)
        room = base - (frame.quiet[1] + 40 if frame.quiet_top else 60)
        drawing = buildings.town_house(tones, r, wide, r.uniform(120, 190), 0.26)
        size = max(0.35, min(1.25, room / 260))
        town.add(group(drawing, x + wide * size / 2, base + 4, size))
        x += wide * size + 2
    if tones.dim:
        for gx in scene.spots(4, 100, 900, 160):
            scene.glow(gx, base - 60, 80, 0.35)
    quay = scene.sheet("quay", lift=0.4)
    quay.add(
        rect(-20, base, 1040, 26, tones.stone)
        + "".join(rect(i * 74, base + 4, 60, 8, tint(tones.stone, -0.05), 2) for i in range(14))
    )
    edge = scene.down(0.64)
    land.waves(scene, base + 22, edge, 3)
    scene.open_water(base + 40, edge - 6)
    boats = scene.sheet("boats", lift=0.55)
    size = 0.9 if frame.camera in ("wide", "high") else 1.25
    moored = ((scene.side(150), 0), (scene.side(420), 1), (scene.side(850), 0))
    for x, kind in () if scene.swimmers else moored:
        y = base + (edge - base) * (0.62 if kind == 0 else 0.4)
        drawing = (
            buildings.sail_boat(tones, tones.cloth(r.randrange(5)), tones.cream)
            if kind == 0
            else buildings.boat(tones, tones.tinted("#3f7f9c"))
        )
        x += r.uniform(-30, 30)
        boats.add(group(drawing, x, y, size * (1 if kind == 0 else 0.8)))
        scene.busy.append((x - 80 * size, y - 190 * size, x + 80 * size, y + 16 * size))
    wave = scene.sheet("lapping", lift=0.35)
    wave.add(path(below(_lap(scene, base + (edge - base) * 0.78, 84)), tones.water(0.85)))
    planks(scene, edge + 8)
    scene.ground = edge + 26
    crates = scene.sheet("crates", lift=0.5)
    if not scene.swimmers:
        x = scene.side(r.uniform(70, 130))
        y = scene.down(0.9)
        scale = scene.put(crates, _crates(scene), x, y)
        scene.busy.append((x - 48 * scale, y - 82 * scale, x + 84 * scale, y))
    for bx in () if scene.swimmers else (scene.side(300), scene.side(905)):
        scene.put(crates, _bollard(scene), bx, edge + 30)
    scene.framing = ""


def planks(scene: Scene, top: float) -> None:
    """A wooden deck in perspective, from `top` to the page's foot."""
    wood = mix(scene.tones.wood, scene.tones.near, 0.16)
    scene.earth = wood
    layer = scene.sheet("deck", lift=0.7, opacity=0.42)
    layer.add(
        rect(
            -20,
            top,
            1040,
            1060 - top,
            layer.linear([(0, tint(wood, 0.04)), (1, tint(wood, -0.05))], 0, top, 0, 1000),
        )
    )
    y, step = top + 14, 18.0
    while y < 1000:
        layer.add(stroke(f"M-20,{y:.0f} H1020", tint(wood, -0.07), 2.4))
        for _ in range(3):
            x = scene.r.uniform(0, 1000)
            layer.add(stroke(f"M{x:.0f},{y - step:.0f} V{y:.0f}", tint(wood, -0.07), 2.0))
        step *= 1.16
        y += step
    layer.add(rect(-20, top, 1040, 8, tint(wood, 0.08)))


def _crates(scene: Scene) -> str:
    wood = scene.tones.wood

    def box(x: float, y: float, s: float, colour: str) -> str:
        return rect(x, y - s, s, s, colour, 2) + stroke(
            f"M{x + 4},{y - s + 4} h{s - 8} v{s - 8} h{-(s - 8)}z M{x + 4},{y - 4} L{x + s - 4},{y - s + 4}",
            tint(colour, -0.09),
            3,
        )

    return (
        box(-44, 0, 44, wood)
        + box(4, 0, 38, tint(wood, 0.05))
        + box(-28, -44, 36, tint(wood, 0.03))
        + group(
            ellipse(0, -20, 17, fill="none", stroke=scene.tones.accent, stroke_width=8)
            + ellipse(
                0,
                -20,
                17,
                fill="none",
                stroke=scene.tones.cream,
                stroke_width=8,
                stroke_dasharray="13.35 13.35",
            ),
            62,
            2,
        )
    )


def _bollard(scene: Scene) -> str:
    iron = scene.tones.tinted("#46505f")
    return (
        rect(-8, -26, 16, 26, iron, 3)
        + rect(-12, -32, 24, 9, tint(iron, 0.06), 4)
        + stroke("M-12,-14 q12,6 24,0 M-12,-9 q12,6 24,0", scene.tones.cream, 3)
    )
