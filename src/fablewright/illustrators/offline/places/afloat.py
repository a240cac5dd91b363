"""On the water and in it: the open sea, under water, a swimming pool."""

from __future__ import annotations

from fablewright.illustrators.offline import flora
from fablewright.illustrators.offline.colour import mix, tint
from fablewright.illustrators.offline.places import land
from fablewright.illustrators.offline.places.waterside import far_shore, sand_of
from fablewright.illustrators.offline.places.wilds import boulder
from fablewright.illustrators.offline.scene import Perch, Scene, height_at, hill
from fablewright.illustrators.offline.shapes import (
    ellipse,
    group,
    path,
    polygon,
    rect,
    star,
    stroke,
)
from fablewright.illustrators.offline.sky import backdrop


def sea(scene: Scene) -> None:
    """Open water: the figures sail in a boat with a mast, waves before and behind."""
    _r, tones, frame = scene.r, scene.tones, scene.frame
    backdrop(scene)
    far_shore(scene, 0.55)
    water = min(frame.feet, 965.0) if frame.quiet_top else min(frame.feet - 20, 800.0)
    land.waves(scene, frame.horizon, water - 40, 4, name="far")
    scene.open_water(frame.horizon + 20, water - 70)
    size = frame.scale * 0.98
    deck = water - 22 * size
    scene.stands = deck + 6 * size
    mast = scene.sheet("mast", lift=0.5)
    side = -1 if frame.flip else 1
    x = 500 + side * 30 * size
    tall = min(190 * size, deck - (frame.quiet[1] + 10 if frame.quiet_top else 30))
    mast.add(stroke(f"M{x:.0f},{deck + 10:.0f} V{deck - tall:.0f}", tones.dark_wood, 4 * size))
    reach = 92 * size * side
    sail = f"M{x + 7 * side:.0f},{deck - tall * 0.95:.0f} C{x + reach * 0.7:.0f},{deck - tall * 0.75:.0f} {x + reach:.0f},{deck - tall * 0.5:.0f} {x + reach * 0.94:.0f},{deck - tall * 0.26:.0f} L{x + 7 * side:.0f},{deck - tall * 0.24:.0f}Z"
    mast.add(
        path(
            sail,
            mast.linear(
                [(0, tint(tones.cream, 0.02)), (1, tint(tones.cream, -0.07))],
                0,
                deck - tall,
                0,
                deck,
            ),
        )
    )
    mast.add(
        path(
            f"M{x + 7 * side:.0f},{deck - tall * 0.62:.0f} C{x + reach * 0.5:.0f},{deck - tall * 0.57:.0f} {x + reach * 0.8:.0f},{deck - tall * 0.56:.0f} {x + reach * 0.92:.0f},{deck - tall * 0.55:.0f} L{x + reach * 0.98:.0f},{deck - tall * 0.42:.0f} L{x + 7 * side:.0f},{deck - tall * 0.4:.0f}Z",
            tones.accent,
        )
    )
    mast.add(
        path(f"M{x:.0f},{deck - tall:.0f} l{26 * side:.0f},8 l{-26 * side:.0f},9z", tones.cloth(2))
    )
    hull = scene.sheet("hull", lift=0.7, opacity=0.42, front=True)
    wood = tones.tinted("#c4624a")
    half = min(440, 118 * size)
    d = f"M{500 - half:.0f},{deck - 8 * size:.0f} C{500 - half * 0.5:.0f},{deck + 2 * size:.0f} {500 + half * 0.5:.0f},{deck + 2 * size:.0f} {500 + half:.0f},{deck - 10 * size:.0f} C{500 + half * 0.95:.0f},{deck + 26 * size:.0f} {500 + half * 0.7:.0f},{deck + 44 * size:.0f} {500 + half * 0.5:.0f},{deck + 46 * size:.0f} H{500 - half * 0.5:.0f} C{500 - half * 0.8:.0f},{deck + 40 * size:.0f} {500 - half * 0.94:.0f},{deck + 20 * size:.0f} {500 - half:.0f},{deck - 8 * size:.0f}Z"
    clip = hull.clip(d)
    hull.add(
        path(
            d,
            hull.linear(
                [(0, tint(wood, 0.04)), (1, tint(wood, -0.09))], 0, deck, 0, deck + 46 * size
            ),
        )
    )
    lines = "".join(
        stroke(
            f"M{500 - half:.0f},{deck + k * size:.0f} Q500,{deck + (k + 12) * size:.0f} {500 + half:.0f},{deck + (k - 2) * size:.0f}",
            tint(wood, -0.09),
            0.9 * size,
        )
        for k in (8, 20)
    )
    hull.add(f"<g {clip}>{lines}</g>")
    hull.add(
        stroke(
            f"M{500 - half:.0f},{deck - 8 * size:.0f} C{500 - half * 0.5:.0f},{deck + 2 * size:.0f} {500 + half * 0.5:.0f},{deck + 2 * size:.0f} {500 + half:.0f},{deck - 10 * size:.0f}",
            tones.cream,
            4 * size,
        )
    )
    hull.add(star(500 - half * 0.6 * side, deck + 14 * size, 6 * size, tones.light))
    land.waves(
        scene, water + 8 * size, max(water + 30 * size, 940), 3, name="near", front=True, start=0.5
    )
    scene.framing, scene.walkable = "", False
    scene.room = (500 - half * 0.82, 500 + half * 0.82)
    scene.perches.append(Perch(500 - half * 0.9, 500 + half * 0.9, deck - 2 * size, size * 0.8))
    ends = sorted((x, x + reach))
    scene.busy += [(ends[0], deck - tall, ends[1], deck), (500 - half, deck, 500 + half, water)]


def underwater(scene: Scene) -> None:
    """Blue depth with rays from above, corals, weeds, fish in a shoal, a wreck's rib or an arch."""
    r, tones, frame = scene.r, scene.tones, scene.frame
    hue_top = mix(tones.palette.sky[2], "#9fe3ea", 0.55)
    deep = mix(tones.palette.sky[0], "#14557f", 0.55)
    if tones.night:
        hue_top, deep = (
            mix(tones.palette.sky[1], "#3f8fae", 0.5),
            mix(tones.palette.sky[0], "#0c2b52", 0.5),
        )
    layer = scene.sheet("water", lift=0, rim=0)
    layer.add(
        rect(
            0,
            0,
            1000,
            1000,
            layer.linear(
                [(0, hue_top), (0.45, mix(hue_top, deep, 0.45)), (1, deep)], 0, 0, 0, 1000
            ),
        )
    )
    rays = scene.sheet("rays", lift=0, rim=0, grain=0, blur=12)
    for i in range(5):
        x = 120 + i * 190 + r.uniform(-40, 40)
        rays.add(
            polygon(
                [(x - 26, -20), (x + 34, -20), (x + 150, 800), (x - 10, 800)],
                tones.light,
                fill_opacity=0.12,
            )
        )
    _reef(scene, hue_top, deep)
    sand = mix(sand_of(scene), deep, 0.32)
    points = hill(scene, "floor", scene.down(0.8), 14, sand)
    near = scene.sheet("bed", lift=0.4)
    for x in scene.edges(8, 300, 44):
        y = height_at(points, x) + r.uniform(14, 60)
        if not frame.quiet_top:
            y = min(y, frame.quiet[0] - 6)
        drawing = r.choice(
            (
                group(boulder(mix(tones.stone, deep, 0.35)), 0, 0, 0.5),
                flora.coral(40, tones.accent),
                group(star(0, -6, 12, tones.accent, inner=0.5), 0, 0),
                flora.seaweed(70, tones.leaf(0), r),
            )
        )
        scene.put(near, drawing, x, y)
    _bubbles(scene)
    scene.open_water(frame.horizon - 60, frame.horizon + 120)
    scene.bubble = scene.sheltered = True
    scene.framing = "weed"


def _reef(scene: Scene, hue_top: str, deep: str) -> None:
    """Three ridges of coral and weed, with a shoal between."""
    r, tones = scene.r, scene.tones
    for i in range(3):
        colour = mix(mix(hue_top, deep, 0.35 + 0.22 * i), tones.palette.ground, 0.12)
        points = hill(
            scene, f"reef{i}", scene.down(0.06 + 0.26 * i), 46, colour, r.uniform(-70, 70)
        )
        growth = scene.sheet(f"weeds{i}", lift=0.45)
        far = 0.55 - 0.2 * i
        for x in scene.edges(9 - i, 380 - 40 * i, 44):
            y = height_at(points, x) + 14
            weed = r.choice(
                (tones.leaf(0), tones.leaf(2), mix(tones.accent, deep, 0.2), tones.cloth(4))
            )
            drawing = (
                flora.seaweed(r.uniform(90, 170), mix(weed, colour, far), r)
                if r.random() < 0.55
                else flora.coral(
                    r.uniform(50, 90),
                    mix(r.choice((tones.accent, tones.cloth(2), tones.cloth(3))), colour, far),
                )
            )
            scene.put(growth, drawing, x, y, 0.9)
        if i == 1:
            _shoal(scene, mix(tones.accent, hue_top, 0.25))


def _bubbles(scene: Scene) -> None:
    r, frame = scene.r, scene.frame
    bubbles = scene.sheet("bubbles", lift=0.25, rim=0.5, opacity=0.2)
    for _ in range(22):
        x, y, size = r.uniform(20, 980), r.uniform(40, frame.feet - 40), r.choice((4, 6, 9, 14))
        bubbles.add(
            ellipse(
                x,
                y,
                size,
                fill="#ffffff",
                fill_opacity=0.18,
                stroke="#ffffff",
                stroke_width=1.6,
                stroke_opacity=0.6,
            )
            + ellipse(
                x - size * 0.35, y - size * 0.35, size * 0.2, fill="#ffffff", fill_opacity=0.8
            )
        )


def _shoal(scene: Scene, colour: str) -> None:
    r, frame = scene.r, scene.frame
    layer = scene.sheet("shoal", lift=0.35)
    x, y = scene.side(r.uniform(620, 760)), frame.horizon - r.uniform(60, 110)
    if frame.quiet_top:
        y = max(y, frame.quiet[1] + 60)
    way = r.random() < 0.5
    fish = (
        path("M-20,0 C-12,-12 8,-12 18,0 C8,12 -12,12 -20,0Z", colour)
        + path("M-17,0 L-30,-10 Q-26,0 -30,10Z", tint(colour, -0.06))
        + path("M-4,-9 C-2,-4 -2,4 -4,9", "none", stroke=tint(colour, 0.14), stroke_width=2.6)
        + ellipse(10, -2, 2.2, fill="#22304a")
    )
    for i in range(9):
        layer.add(
            group(
                fish,
                x + (i % 3) * 62 - 60 + r.uniform(-14, 14),
                y + (i // 3) * 42 - 30 + r.uniform(-10, 10),
                r.uniform(0.75, 1.1),
                r.uniform(-10, 10),
                flip=way,
            )
        )


def pool(scene: Scene) -> None:
    """A swimming pool with lanes, tiles, a slide, deck chairs and a rubber ring."""
    r, tones, frame = scene.r, scene.tones, scene.frame
    backdrop(scene)
    points = hill(scene, "lawn", frame.horizon, 10, tones.land(0.3))
    land.trees(
        scene, "back", points, scene.spots(8, 0, 1000, 90), 0.25, kinds="rl", height=(180, 240)
    )
    tiles = mix(tones.cream, tones.stone, 0.18)
    deck = scene.sheet("tiles", lift=0.5)
    top = scene.down(0.16)
    deck.add(
        rect(
            -20,
            top,
            1040,
            1100,
            deck.linear([(0, tint(tiles, 0.02)), (1, tint(tiles, -0.05))], 0, top, 0, 1000),
        )
    )
    for i in range(15):
        deck.add(
            stroke(
                f"M{500 + (i - 7) * 70:.0f},{top:.0f} L{500 + (i - 7) * 150:.0f},1000",
                tint(tiles, -0.05),
                2,
            )
        )
    water_top, water_low = scene.down(0.26), scene.down(0.76)
    basin = scene.sheet("basin", lift=0.15, rim=0.6)
    blue = mix(tones.water(0.4), "#4fc4dc", 0.45)
    shape = f"M150,{water_top:.0f} H850 L990,{water_low:.0f} H10Z"
    basin.add(path(shape, blue, stroke=tint(tiles, 0.06), stroke_width=16, stroke_linejoin="round"))
    clip = basin.clip(shape)
    basin.add(
        f"<g {clip}>"
        + "".join(
            stroke(
                f"M{500 + k * 95:.0f},{water_top:.0f} L{500 + k * 140:.0f},{water_low:.0f}",
                tint(blue, -0.07),
                5,
            )
            for k in (-3, -1, 1, 3)
        )
        + "".join(
            stroke(
                f"M{r.uniform(20, 900):.0f},{r.uniform(water_top + 8, water_low):.0f} q18,-8 36,0 t36,0",
                mix(blue, "#ffffff", 0.6),
                3.4,
            )
            for _ in range(14)
        )
        + "</g>"
    )
    scene.open_water(water_top + 20, water_low - 20)
    things = scene.sheet("things", lift=0.55)
    x = scene.side(140)
    slide = (
        stroke(
            "M-50,0 V-150 M-24,0 V-150 M-50,-30 H-24 M-50,-60 H-24 M-50,-90 H-24", tones.metal, 5
        )
        + stroke("M-20,-140 C30,-130 20,-60 70,-20", tones.accent, 18)
        + stroke("M-20,-147 C34,-138 24,-66 72,-28", tint(tones.accent, 0.08), 4)
    )
    scene.put(things, slide, x, scene.down(0.34), 1.1, flip=x > 500)
    x = scene.side(880)
    chair = (
        stroke("M-40,0 V-20 M30,0 V-20", tones.wood, 4)
        + path("M-46,-22 H30 L58,-54 L64,-50 L36,-16 H-46Z", tones.cloth(1))
        + stroke("M-30,-21 V-17 M-10,-21 V-17 M10,-21 V-17", tones.cream, 6)
    )
    scene.put(things, chair, x, scene.down(0.3), 1.1, flip=x < 500)
    ring = scene.sheet("ring", lift=0.4)
    x, y = scene.side(r.uniform(330, 420)), (water_top + water_low) / 2
    ring.add(
        ellipse(x, y, 52, 20, "none", stroke=tones.accent, stroke_width=18)
        + ellipse(x, y, 52, 20, "none", stroke="#fffaf0", stroke_width=18, stroke_dasharray="30 30")
    )
    scene.ground = water_low + 16
    scene.earth, scene.framing = tiles, "leaves" if frame.quiet_top else ""
