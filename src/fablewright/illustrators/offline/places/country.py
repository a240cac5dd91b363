"""Green land: meadow, forest, garden, park, farm."""

from __future__ import annotations

from fablewright.illustrators.offline import buildings, flora
from fablewright.illustrators.offline.colour import mix, tint
from fablewright.illustrators.offline.places import land
from fablewright.illustrators.offline.places.land import Ridge
from fablewright.illustrators.offline.scene import Scene, height_at
from fablewright.illustrators.offline.shapes import (
    ellipse,
    group,
    path,
    polygon,
    rect,
    stroke,
)
from fablewright.illustrators.offline.sky import backdrop, fog


def smoke(scene: Scene, x: float, y: float, scale: float) -> None:
    """Puffs that grow as they rise."""
    layer = scene.sheet("smoke", lift=0.3, rim=0.4, opacity=0.18)
    for i, (dx, dy, size) in enumerate(((0, 0, 6), (6, -15, 8.5), (2, -34, 11), (14, -56, 14))):
        colour = mix(mix("#ffffff", scene.tones.sky[0], 0.25), scene.tones.sky[1], 0.2 + 0.15 * i)
        layer.add(
            ellipse(x + dx * scale, y + dy * scale, size * scale, size * 0.86 * scale, colour)
        )


def homestead(scene: Scene, ridge: Ridge, x: float, far: float, grow: float = 1.5) -> None:
    """A cottage on a ridge, with smoke, and lit windows when it is dim."""
    y = height_at(ridge, x) + 12
    layer = scene.sheet("house", lift=0.65, opacity=0.42)
    place = len(scene.back) - 1
    scale = scene.put(layer, buildings.cottage(scene.tones, scene.r, far), x, y, grow)
    if y - 150 * scale > (scene.frame.quiet[1] if scene.frame.quiet_top else 0):
        smoke(scene, x + 30 * scale, y - 116 * scale, scale * 0.9)
        scene.back.insert(place, scene.back.pop())
    if scene.tones.dim:
        for dx in (-28, 28):
            scene.glow(x + dx * scale, y - 26 * scale, 42 * scale, 0.55)


def fireflies(scene: Scene, count: int = 9) -> None:
    """Small lights over the land at night."""
    frame = scene.frame
    layer = scene.sheet("fireflies", lift=0, rim=0, grain=0, opacity=0)
    for _ in range(count):
        x, y = scene.r.uniform(40, 960), scene.r.uniform(frame.horizon + 20, frame.feet)
        layer.add(ellipse(x, y, 3.6, fill="#fff9c8"))
        if scene.r.random() < 0.6:
            scene.glow(x, y, 28, 0.8, "#fff3a0")


def meadow(scene: Scene) -> None:
    """Rolling hills, a cottage or a windmill, fruit trees, a fence, flowers."""
    r, tones = scene.r, scene.tones
    backdrop(scene)
    mill = r.random() < 0.5
    house_x, tree_side = scene.side(r.uniform(110, 250)), scene.side(1000)

    def between(i: int, ridge: Ridge) -> None:
        if i == 0:
            land.far_wood(scene, "far", ridge, 0.5)
            if mill:
                layer = scene.sheet("mill", lift=0.6)
                x = scene.side(r.uniform(820, 900))
                scene.put(layer, buildings.windmill(tones, 0.2), x, height_at(ridge, x) + 14, 1.9)
        elif i == 1:
            homestead(scene, ridge, house_x, 0.1)
            if tones.weather == "fog":
                fog(scene, height_at(ridge, 500), "far")
        elif i == 2:
            xs = [abs(tree_side - x) for x in (r.uniform(-30, 40), r.uniform(150, 230))] + [
                abs(tree_side - r.uniform(1000, 1060))
            ]
            land.trees(scene, "mid", ridge, xs, 0.08, kinds="lrr", fruit=tones.accent, grow=0.85)

    ridges = land.rolling(scene, 4, between=between)
    if not mill and scene.frame.camera != "near":
        layer = scene.sheet("fence", lift=0.35)
        start = 560 if not scene.frame.flip else -20
        for i in range(6):
            x = start + i * 78
            y = height_at(ridges[-2], x) + 26
            layer.add(
                group(
                    buildings.fence(6, mix(tones.cream, "#ffffff", 0.3), 15),
                    x,
                    y,
                    max(0.9, scene.at(y) * 0.55),
                )
            )
    if scene.frame.camera == "high":
        land.winding_path(scene, tones.tinted("#ecd5a6", own=0.6))
    land.grow_near(scene, ridges[-1])
    if tones.night:
        fireflies(scene)


def forest(scene: Scene) -> None:
    """Trunks in three depths, light between them, mushrooms and ferns."""
    r, tones = scene.r, scene.tones
    frame = scene.frame
    backdrop(scene, clouds=0)
    glow_x = scene.side(r.uniform(360, 460))
    scene.glow(glow_x, frame.horizon - 60, 380, 0.5, tones.light)

    def between(i: int, ridge: Ridge) -> None:
        if i == 0:
            land.trees(
                scene,
                "far",
                ridge,
                scene.spots(13, 0, 1000, 50),
                0.62,
                kinds="cccb",
                height=(260, 360),
            )
        elif i == 1:
            xs = [x for x in scene.spots(9, -10, 1010, 70) if abs(x - glow_x) > 120]
            land.trees(scene, "mid", ridge, xs, 0.34, kinds="ccbl", height=(270, 350))
            fog(scene, height_at(ridge, 500) - 10, "wood")
        elif i == 2:
            _old_trees(scene, ridge)

    ridges = land.rolling(
        scene,
        4,
        between=between,
        marks=2,
        colours=[mix(tones.land(0.3 + 0.2 * i), tones.leaf(1), 0.32) for i in range(4)],
    )
    _rays(scene, glow_x)
    layer = scene.sheet("mushrooms", lift=0.32)
    for x in scene.edges(6, 330, 50):
        y = height_at(ridges[-1], x) + r.uniform(22, 50)
        cap = r.choice((tones.accent, tones.tinted("#d9584d"), tones.tinted("#c98f5a")))
        scene.put(layer, flora.mushroom(r.uniform(18, 30), cap, tones.cream), x, y)
        layer.add(
            group(
                flora.fern(60, r.choice((-30, 30)), tint(tones.leaf(1), -0.02), r, 7),
                x + 30,
                y,
                max(0.7, scene.at(y) * 0.3),
            )
        )
    land.grow_near(scene, ridges[-1], grass=12, flowers=3, kinds="f")
    if tones.night:
        fireflies(scene, 14)


def _rays(scene: Scene, x: float) -> None:
    if scene.tones.weather != "clear":
        return
    layer = scene.sheet("rays", lift=0, rim=0, grain=0, opacity=0, blur=10)
    bottom = scene.frame.feet
    for i, dx in enumerate((-230, -80, 90, 240)):
        top, wide = x + dx * 0.3, 34 + 12 * i
        layer.add(
            polygon(
                [
                    (top - 14, -20),
                    (top + 20, -20),
                    (x + dx + wide, bottom),
                    (x + dx - wide, bottom),
                ],
                scene.tones.light,
                fill_opacity=0.13 if not scene.tones.night else 0.07,
            )
        )


def _old_trees(scene: Scene, ridge: Ridge) -> None:
    """Two or three great trunks that leave the page above, at its sides."""
    r, tones = scene.r, scene.tones
    layer = scene.sheet("trunks", lift=0.9, opacity=0.42)
    bark = mix(tones.trunk, tones.shadow, 0.15)
    for x in (
        scene.side(r.uniform(30, 90)),
        scene.side(r.uniform(880, 930)),
        scene.side(r.uniform(235, 290)),
    ):
        y = height_at(ridge, x) + 18
        wide = (30 if abs(x - 500) < 300 else 46) * max(1.3, min(3.2, scene.at(y)))
        layer.add(group(flora.big_trunk(y + 40, wide, tint(bark, r.uniform(-0.02, 0.03)), r), x, y))
    crown = scene.sheet("crown", lift=0.9, opacity=0.4)
    low = 150 if not scene.frame.quiet_top else 90
    for i in range(9):
        x = i * 125 + r.uniform(-20, 20)
        drop = low * (0.35 + 0.65 * abs(x - 500) / 500)
        crown.add(
            ellipse(x, drop * 0.2, 105, drop * 0.75, tint(tones.leaf(1), -0.03 + 0.02 * (i % 3)))
        )


def garden(scene: Scene) -> None:
    """A hedge, a greenhouse or shed, vegetable rows, an arch of roses, tall flowers."""
    r, tones = scene.r, scene.tones
    backdrop(scene)
    frame = scene.frame
    ridges: list[Ridge] = []

    def between(i: int, ridge: Ridge) -> None:
        if i == 0:
            land.trees(
                scene, "back", ridge, scene.edges(5, 380, 80), 0.3, kinds="rl", height=(200, 270)
            )
            layer = scene.sheet("hedge", lift=0.5)
            for hedge_x in range(-20, 1040, 70):
                scene.put(
                    layer,
                    flora.bush(90, 74, tones.leaf(1, 0.16), r),
                    hedge_x,
                    height_at(ridge, hedge_x) + 24,
                    1.5,
                )
        elif i == 1:
            layer = scene.sheet("shed", lift=0.6)
            x = scene.side(r.uniform(120, 190))
            scene.put(layer, _greenhouse(scene), x, height_at(ridge, x) + 20, 1.15)
            beds = scene.sheet("beds", lift=0.4)
            for row in range(2):
                for column in range(5):
                    bx = scene.side(600 + column * 85 + row * 30)
                    by = height_at(ridge, bx) + 34 + row * 44
                    scene.put(beds, _vegetable(scene, (row + column) % 3), bx, by, 0.9)

    ridges = land.rolling(scene, 3, start=0.1, between=between)
    layer = scene.sheet("tall", lift=0.45)
    for x in scene.edges(6, 230, 52):
        y = height_at(ridges[-1], x) + r.uniform(14, 50)
        tall = r.uniform(70, 104) * (0.8 if frame.camera == "near" else 1)
        if r.random() < 0.5:
            drawing = flora.sunflower(
                tall, r, tones.tinted("#f4b93a", own=0.85), tones.leaf(1), tones.tinted("#6b4226")
            )
        else:
            drawing = flora.tulip(tall * 0.7, tones.accent, tones.leaf(1), r)
        scene.put(layer, drawing, x, min(y, frame.quiet[0] - 4 if not frame.quiet_top else y))
    land.grow_near(scene, ridges[-1], flowers=8)


def _greenhouse(scene: Scene) -> str:
    tones = scene.tones
    glass, bar = mix(tones.tinted("#cfe8e4"), tones.lamp, 0.35 if tones.dim else 0), tones.cream
    plants = "".join(
        ellipse(x, -22 - 8 * (x % 3), 12, 15, tones.leaf(x % 3)) for x in (-46, -28, -8, 12, 32, 48)
    )
    return (
        rect(-64, -24, 128, 24, tones.stone, 3)
        + polygon([(-62, -22), (-62, -80), (0, -118), (62, -80), (62, -22)], glass)
        + plants
        + stroke(
            "M-62,-22 V-80 L0,-118 L62,-80 V-22 M-62,-80 H62 M-31,-22 V-99 M0,-22 V-118 M31,-22 V-99 M-62,-50 H62",
            bar,
            4,
        )
        + rect(-64, -22, 128, 22, mix(tones.stone, tones.wood, 0.5), 3)
    )


def _vegetable(scene: Scene, kind: int) -> str:
    tones = scene.tones
    soil = ellipse(0, 0, 30, 8, mix(tones.dark_wood, tones.near, 0.35))
    leaf = tones.leaf(2)
    if kind == 0:  # cabbage
        return (
            soil
            + "".join(
                ellipse(dx, -10, 13, 12, tint(leaf, lighter))
                for dx, lighter in ((-9, -0.04), (9, -0.02), (0, 0.04))
            )
            + stroke("M0,-4 V-18", tint(leaf, 0.12), 2)
        )
    if kind == 1:  # carrots
        return soil + "".join(
            group(
                path("M-4,0 Q0,8 4,0Z", tones.tinted("#f08a3c"))
                + stroke("M0,0 Q-6,-14 -9,-20 M0,0 V-24 M0,0 Q6,-14 9,-20", leaf, 3),
                dx,
                -2,
            )
            for dx in (-14, 4, 18)
        )
    return (
        soil
        + stroke("M0,0 V-44", tones.wood, 3)
        + "".join(
            ellipse(dx, y, 6, fill=tones.tinted("#d9493f"))
            for dx, y in ((-7, -16), (8, -24), (-5, -34))
        )
        + "".join(ellipse(dx, y, 8, 5, leaf) for dx, y in ((9, -12), (-9, -26), (6, -40)))
    )


def park(scene: Scene) -> None:
    """A pond-side lawn with a bench, lamps, a slide and swings, a path, the town behind."""
    r, tones = scene.r, scene.tones
    backdrop(scene)
    frame = scene.frame

    def between(i: int, ridge: Ridge) -> None:
        if i == 0:
            layer = scene.sheet("town", lift=0.4)
            for x in scene.spots(9, 20, 980, 74):
                y = height_at(ridge, x) + 30
                scene.put(
                    layer,
                    buildings.town_house(tones, r, r.uniform(80, 110), r.uniform(120, 190), 0.55),
                    x,
                    y,
                    0.95,
                )
            land.trees(
                scene, "far", ridge, scene.spots(8, 0, 1000, 80), 0.35, kinds="r", height=(120, 160)
            )
        elif i == 1:
            layer = scene.sheet("play", lift=0.55)
            x = scene.side(r.uniform(170, 230))
            scene.put(
                layer,
                _slide(scene) if r.random() < 0.5 else _swings(scene),
                x,
                height_at(ridge, x) + 26,
                1.1,
            )
            land.trees(
                scene,
                "mid",
                ridge,
                [scene.side(x) for x in (20, 870, 980)],
                0.1,
                kinds="rl",
                height=(220, 270),
                grow=0.85,
            )
        elif i == 2:
            x = scene.side(r.uniform(790, 850))
            y = height_at(ridge, x) + 22
            layer = scene.sheet("lamps", lift=0.5)
            scale = scene.put(
                layer, buildings.lamp_post(tones), x + 90 if x > 500 else x - 90, y, 0.9
            )
            scene.put(layer, buildings.bench(tones), x, y, 1.0)
            if tones.dim:
                scene.glow(x + 90 if x > 500 else x - 90, y - 172 * scale, 120, 0.7)

    ridges = land.rolling(scene, 4, between=between)
    if frame.camera in ("wide", "high", "middle"):
        land.winding_path(scene, tones.tinted("#ead9b8", own=0.62))
    land.grow_near(scene, ridges[-1], flowers=6, kinds="t")


def _slide(scene: Scene) -> str:
    tones = scene.tones
    red, bar = tones.accent, tones.metal
    return (
        stroke("M-60,0 V-120 M-36,0 V-120 M-60,-22 H-36 M-60,-46 H-36 M-60,-70 H-36", bar, 5)
        + rect(-66, -96, 44, 8, tones.cloth(1), 3)
        + polygon([(-72, -118), (-48, -150), (-20, -118)], tones.cloth(2))
        + stroke("M-26,-92 C10,-84 10,-20 66,-10", red, 16)
        + stroke("M-26,-98 C14,-90 14,-28 66,-18", tint(red, 0.08), 4)
    )


def _swings(scene: Scene) -> str:
    tones = scene.tones
    bar, rope = tones.cloth(1), tones.cream
    return (
        stroke("M-88,0 L-66,-130 L-44,0 M44,0 L66,-130 L88,0 M-66,-130 H66", bar, 7)
        + stroke("M-40,-130 L-46,-32 M-14,-130 L-20,-32", rope, 2.4)
        + rect(-52, -34, 38, 7, tones.accent, 3)
        + stroke("M14,-130 L24,-34 M40,-130 L50,-34", rope, 2.4)
        + rect(18, -38, 38, 7, tones.accent, 3)
    )


def farm(scene: Scene) -> None:
    """A red barn, a striped field, hay bales, a fence, a tractor's rows."""
    r, tones = scene.r, scene.tones
    backdrop(scene)
    straw = tones.tinted("#e8c46a")
    barn_x = scene.side(r.uniform(190, 260))

    def between(i: int, ridge: Ridge) -> None:
        if i == 0:
            land.far_wood(scene, "far", ridge, 0.45)
            layer = scene.sheet("rows", lift=0, rim=0, opacity=0)
            for k in range(13):
                x = scene.side(560 + k * 40)
                layer.add(
                    stroke(
                        f"M{x:.0f},{height_at(ridge, x) + 16:.0f} Q{x + 10:.0f},{height_at(ridge, x) + 70:.0f} {scene.side(440 + k * 66):.0f},{height_at(ridge, x) + 170:.0f}",
                        mix(straw, tones.land(0.3), 0.45),
                        9,
                        stroke_opacity=0.75,
                    )
                )
        elif i == 1:
            layer = scene.sheet("barn", lift=0.7, opacity=0.42)
            y = height_at(ridge, barn_x) + 16
            scene.put(layer, buildings.barn(tones, 0.06), barn_x, y, 1.5)
            scene.put(
                layer, _silo(scene), barn_x + (110 if barn_x < 500 else -110) * scene.at(y), y, 1.5
            )
            if tones.dim:
                scene.glow(barn_x, y - 122 * scene.at(y), 70, 0.6)
            land.trees(
                scene,
                "mid",
                ridge,
                [scene.side(x) for x in (900, 985)],
                0.1,
                kinds="r",
                height=(200, 250),
                fruit=tones.accent,
            )
        elif i == 2:
            layer = scene.sheet("hay", lift=0.5)
            for x in (
                scene.side(r.uniform(800, 880)),
                scene.side(r.uniform(930, 990)),
                scene.side(r.uniform(20, 60)),
            ):
                y = height_at(ridge, x) + 16
                bale = ellipse(0, -24, 27, fill=straw) + "".join(
                    ellipse(0, -24, size, fill="none", stroke=tint(straw, -0.09), stroke_width=2.4)
                    for size in (20, 13, 6)
                )
                scene.put(layer, bale, x, y, 0.9)
            fence = scene.sheet("fence", lift=0.35)
            for k in range(5):
                x = (40 if scene.frame.flip else 470) + k * 104
                y = height_at(ridge, x) + 30
                wood = tones.wood
                fence.add(
                    group(
                        stroke("M0,0 V-30 M34,0 V-30 M-8,-11 H60 M-8,-22 H60", wood, 5),
                        x,
                        y,
                        max(0.9, scene.at(y) * 0.5),
                    )
                )

    ridges = land.rolling(scene, 4, between=between, marks=2)
    land.grow_near(scene, ridges[-1], kinds="f")


def _silo(scene: Scene) -> str:
    tones = scene.tones
    body = tones.metal
    return (
        rect(-18, -112, 36, 112, body, 2)
        + rect(4, -112, 14, 112, tint(body, -0.06))
        + stroke("M-18,-28 H18 M-18,-56 H18 M-18,-84 H18", tint(body, -0.1), 2)
        + path("M-18,-110 A18,20 0 0 1 18,-110Z", tones.tinted("#b0503f"))
    )
