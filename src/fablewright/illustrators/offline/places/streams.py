"""Fresh water: river and pond."""

from __future__ import annotations

from fablewright.illustrators.offline import flora
from fablewright.illustrators.offline.colour import mix, tint
from fablewright.illustrators.offline.places import land
from fablewright.illustrators.offline.scene import Scene, height_at, hill
from fablewright.illustrators.offline.shapes import (
    group,
    path,
    polygon,
    rect,
    smooth,
    stroke,
)
from fablewright.illustrators.offline.sky import backdrop


def river(scene: Scene) -> None:
    """A river that comes from the hills, a bridge, willows, reeds, stepping stones."""
    r, tones, frame = scene.r, scene.tones, scene.frame
    backdrop(scene)

    def between(i: int, points: land.Ridge) -> None:
        if i == 0:
            land.far_wood(scene, "far", points, 0.45)
        elif i == 1:
            land.trees(
                scene,
                "mid",
                points,
                [scene.side(x) for x in (40, 150, 900, 975)],
                0.14,
                kinds="rbl",
                height=(190, 260),
                grow=0.9,
            )

    ridges = land.rolling(scene, 3, end=0.4, between=between)
    top, low = height_at(ridges[-1], 500) + 10, scene.down(0.84)
    mid = (top + low) / 2
    middle = scene.side(r.uniform(560, 640))
    layer = scene.sheet("river", lift=0.1, rim=0.5, opacity=0.25)
    bank = [(middle - 60, top), (middle - 120, mid - 20), (-60, mid + 26)]
    other = [(1060, low), (middle + 170, low - 6), (middle + 90, mid - 10), (middle + 40, top)]
    shape = (
        smooth(bank, closed=False)
        + f"L-60,{low + 30:.0f} L"
        + smooth(other, closed=False)[1:]
        + "Z"
    )
    fill = layer.linear([(0, tones.water(0.1)), (1, tones.water(0.75))], 0, top, 0, low)
    layer.add(path(shape, fill))
    clip = layer.clip(shape)
    glints = "".join(
        stroke(
            f"M{r.uniform(0, 900):.0f},{r.uniform(mid - 10, low):.0f} q30,-7 60,0",
            mix(tones.water(0.3), tones.light, 0.5),
            3.4,
            stroke_opacity=0.7,
        )
        for _ in range(12)
    )
    layer.add(f"<g {clip}>{glints}</g>")
    scene.open_water(mid + 6, low - 10)
    bridge = scene.sheet("bridge", lift=0.6, opacity=0.4)
    size = min(1.0, (low - top) / 150)
    bridge.add(
        group(
            _bridge(scene),
            middle + (30 if middle > 500 else -30),
            mid + 10,
            max(0.8, scene.at(mid) * 0.62) * max(0.7, size),
        )
    )
    scene.ground = scene.down(0.9)
    points = hill(scene, "bank", scene.down(0.86), 10, tones.land(0.95), marks=2)
    reeds = scene.sheet("reeds", lift=0.4)
    for x in scene.edges(10, 270, 30):
        reeds.add(
            group(
                flora.reed(r.uniform(58, 92), tones.leaf(2), tones.tinted("#7a4a34"), r),
                x,
                height_at(points, x) + 16,
                max(0.8, frame.scale * 0.34),
            )
        )
    land.grow_near(scene, points, flowers=5)


def _bridge(scene: Scene) -> str:
    """A humped stone bridge, 300 wide, over the water line y = 0."""
    stone = scene.tones.stone
    arch = "M-170,14 L-170,-30 Q0,-118 170,-30 L170,14 L118,14 Q118,-58 0,-62 Q-118,-58 -118,14Z"
    bricks = "".join(
        rect(x, y, 20, 9, tint(stone, 0.05 if k % 2 else -0.04), 3)
        for k, (x, y) in enumerate(
            (
                (-160, -22),
                (-138, -8),
                (-150, 2),
                (-100, -52),
                (-60, -70),
                (-20, -80),
                (30, -78),
                (74, -64),
                (120, -40),
                (140, -18),
                (132, -2),
            )
        )
    )
    return path(arch, stone) + bricks + stroke("M-174,-34 Q0,-126 174,-34", tint(stone, 0.08), 9)


def pond(scene: Scene) -> None:
    """Still water with lilies, reeds, a landing stage, a willow, ducks' rings."""
    r, tones, frame = scene.r, scene.tones, scene.frame
    backdrop(scene)

    def between(i: int, points: land.Ridge) -> None:
        if i == 0:
            land.far_wood(scene, "far", points, 0.42, 11, "rb")
        else:
            land.trees(
                scene,
                "mid",
                points,
                [scene.side(x) for x in (30, 140, 930)],
                0.12,
                kinds="rl",
                height=(220, 280),
                grow=0.9,
            )

    ridges = land.rolling(scene, 2, end=0.2, between=between)
    top, low = height_at(ridges[-1], 500) + 16, scene.down(0.9)
    layer = scene.sheet("water", lift=0.1, rim=0.6, opacity=0.28)
    shape = smooth(
        [
            (90, (top + low) / 2),
            (230, top + 8),
            (520, top - 4),
            (800, top + 12),
            (930, (top + low) / 2),
            (850, low + 20),
            (500, low + 44),
            (150, low + 20),
        ]
    )
    layer.add(
        path(
            shape,
            layer.linear([(0, tones.water(0.12)), (1, tones.water(0.7))], 0, top, 0, low + 30),
        )
    )
    for _ in range(8):
        x, y = r.uniform(220, 760), r.uniform(top + 24, low - 10)
        layer.add(
            stroke(
                f"M{x:.0f},{y:.0f} h{r.uniform(30, 80):.0f}",
                mix(tones.water(0.3), tones.light, 0.5),
                3.2,
                stroke_opacity=0.6,
            )
        )
    scene.open_water(top + 30, low - 16)
    _lilies(scene, top, low)
    _landing(scene, low)
    scene.ground = scene.down(0.96)
    points = hill(scene, "bank", scene.down(0.93), 10, tones.land(0.95), marks=2)
    reeds = scene.sheet("reeds", lift=0.4)
    for x in scene.edges(10, 250, 30):
        reeds.add(
            group(
                flora.reed(r.uniform(60, 96), tones.leaf(2), tones.tinted("#7a4a34"), r),
                x,
                height_at(points, x) + 14,
                max(0.8, frame.scale * 0.34),
            )
        )
    land.grow_near(scene, points, flowers=5)


def _lilies(scene: Scene, top: float, low: float) -> None:
    r, tones = scene.r, scene.tones
    lilies = scene.sheet("lilies", lift=0.25)
    for _ in range(9):
        x, y = r.uniform(170, 840), r.uniform(top + 24, low + 6)
        size = max(0.6, scene.at(y) * 0.4)
        pad = path("M0,0 L20,-5 A21,8 0 1 0 20,4Z", tones.leaf(0))
        bloom = (
            "".join(
                group(
                    path(
                        "M0,0 C5,-6 4,-14 0,-18 C-4,-14 -5,-6 0,0Z",
                        mix(tones.accent, "#ffffff", 0.35 + 0.1 * (k % 2)),
                    ),
                    -4,
                    -2,
                    rotate=turn,
                )
                for k, turn in enumerate((-58, -30, 0, 30, 58))
            )
            if r.random() < 0.5
            else ""
        )
        lilies.add(group(pad + bloom, x, y, size))


def _landing(scene: Scene, low: float) -> None:
    """A landing stage of planks."""
    r, tones, frame = scene.r, scene.tones, scene.frame
    stage = scene.sheet("stage", lift=0.5, opacity=0.4)
    x = scene.side(r.uniform(180, 230))
    wood = tones.wood
    y, size = low + 24, max(1.1, frame.scale * 0.42)
    stage.add(
        group(
            stroke("M-52,0 V16 M52,-6 V14 M-30,-44 V-30", tones.dark_wood, 7)
            + polygon([(-64, 0), (64, 0), (30, -46), (-44, -46)], wood)
            + stroke("M-58,-9 H57 M-54,-18 H50 M-51,-28 H43 M-47,-37 H37", tint(wood, -0.08), 2.2),
            x,
            y,
            size,
        )
    )
