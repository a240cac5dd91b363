"""Indoors: the rooms, each made its own by its furniture."""

from __future__ import annotations

import math

from fablewright.illustrators.offline import furniture as f
from fablewright.illustrators.offline import furniture_home as h
from fablewright.illustrators.offline import furniture_public as p
from fablewright.illustrators.offline.colour import mix, oklch, tint, to_lch
from fablewright.illustrators.offline.light import SUN
from fablewright.illustrators.offline.places.interior import (
    furnish,
    pendant,
    rug,
    wall_scale,
    walls,
)
from fablewright.illustrators.offline.scene import Scene
from fablewright.illustrators.offline.shapes import (
    ellipse,
    group,
    path,
    polygon,
    rect,
    star,
    stroke,
)


def bedroom(scene: Scene) -> None:
    """Bed with a patchwork quilt, lamp, window, wardrobe or books, toys, a mobile of stars."""
    walls(scene, scene.r.choice(("stars", "dots", "stripes")))
    furnish(
        scene,
        [
            (h.bed, h.stars_mobile),
            (h.nightstand, h.clock),
            (h.toy_box, h.pictures),
            (h.wardrobe, None),
            (h.bookcase, None),
        ],
    )
    rug(scene)
    scene.framing = ""


def kitchen(scene: Scene) -> None:
    """Stove under hanging pans, shelf of jars, dresser, table with a cloth, sink by the window."""
    walls(scene, "tiles", floor="tiles")
    furnish(
        scene,
        [
            (f.stove, f.hood),
            (f.table, f.jar_shelf),
            (f.sink, h.clock),
            (f.dresser, None),
            (f.chair, h.pictures),
        ],
        window_at=2,
    )
    pendant(scene)
    scene.framing = ""


def living_room(scene: Scene) -> None:
    """Sofa, fireplace, pictures, floor lamp, books, plant."""
    walls(scene, scene.r.choice(("stripes", "leaves", "plain")))
    furnish(
        scene,
        [
            (h.sofa, h.pictures),
            (h.fireplace, h.clock),
            (h.floor_lamp, None),
            (h.armchair, h.pictures),
            (h.bookcase, None),
            (h.plant, None),
            (h.piano, h.pictures),
        ],
        window_at=2,
    )
    rug(scene, round_=scene.r.random() < 0.5)
    scene.framing = ""


def classroom(scene: Scene) -> None:
    """Blackboard, map, cubby shelves, a desk with a book, flags of paper, a clock."""
    walls(scene, "plain", floor="planks")
    furnish(
        scene,
        [
            (None, p.blackboard),
            (p.school_desk, p.wall_map),
            (h.low_shelf, h.bunting),
            (h.bookcase, None),
            (h.plant, h.clock),
        ],
        window_at=2,
        curtains=False,
    )
    scene.framing = ""


def library(scene: Scene) -> None:
    """Tall shelves everywhere, a ladder, a reading chair and a lamp."""
    walls(scene, "boards", mix(scene.tones.wall, scene.tones.wood, 0.35))
    furnish(
        scene,
        [
            (h.bookcase, None),
            (h.bookcase, None),
            (h.armchair, h.pictures),
            (h.bookcase, None),
            (f.desk, p.wall_map),
            (h.floor_lamp, None),
            (h.bookcase, None),
        ],
        window_at=2,
        arched=True,
    )
    ladder = scene.sheet("ladder", lift=0.5)
    scale = wall_scale(scene)
    x = scene.side(scene.r.uniform(180, 260))
    rungs = " ".join(f"M-14,{-20 - 26 * i} H14" for i in range(6))
    ladder.add(
        group(
            stroke("M-18,0 L-10,-170 M18,0 L10,-170 " + rungs, scene.tones.dark_wood, 5),
            x,
            scene.frame.horizon + 34,
            scale,
            4,
        )
    )
    rug(scene, round_=False)
    pendant(scene)
    scene.framing = ""


def workshop(scene: Scene) -> None:
    """Workbench with a vice, tools on a board, boxes, planks, a window with dust in the light."""
    walls(scene, "boards", mix(scene.tones.wall, scene.tones.wood, 0.25))
    furnish(
        scene,
        [
            (p.workbench, p.tool_wall),
            (p.boxes, f.jar_shelf),
            (p.trunk, h.clock),
            (h.low_shelf, p.tool_wall),
        ],
        window_at=1,
        curtains=False,
    )
    pendant(scene)
    scene.framing = ""


def bakery(scene: Scene) -> None:
    """Brick oven with embers, boards of bread, a glass counter with cakes, hanging pans."""
    walls(scene, "tiles", floor="tiles")
    furnish(
        scene,
        [
            (f.oven, None),
            (f.counter, f.bread_shelf),
            (f.table, f.bread_shelf),
            (f.dresser, None),
            (f.sink, f.hood),
        ],
        window_at=2,
    )
    pendant(scene)
    scene.framing = ""


def museum(scene: Scene) -> None:
    """A small dinosaur, great pictures in gold, columns, a vase on a stand."""
    wall = mix(scene.tones.wall, scene.tones.palette.sky[0], 0.22)
    walls(scene, "plain", wall, floor="tiles")
    furnish(
        scene,
        [
            (p.dinosaur, None),
            (None, p.great_picture),
            (p.column, None),
            (p.plinth_vase, h.pictures),
            (None, p.great_picture),
            (p.column, None),
        ],
        window_at=None,
    )
    rope = scene.sheet("rope", lift=0.4)
    scale, y = wall_scale(scene), scene.frame.horizon + 44
    for i in range(4):
        x = 60 + i * 293
        rope.add(
            group(
                rect(-2.4, -46, 4.8, 46, scene.tones.tinted("#d9aa4f"), 2)
                + ellipse(0, -48, 5, fill=scene.tones.tinted("#d9aa4f"))
                + ellipse(0, -1, 11, 3.4, scene.tones.tinted("#b98a3f")),
                x,
                y,
                scale,
            )
        )
        if i < 3:
            rope.add(
                stroke(
                    f"M{x:.0f},{y - 42 * scale:.0f} q146,{34 * scale:.0f} 293,0",
                    scene.tones.accent,
                    3.4 * scale,
                )
            )
    scene.framing = ""


def hospital(scene: Scene) -> None:
    """A clean bed on wheels, a curtain, a trolley with a heart, a window, flowers."""
    walls(
        scene,
        "tiles",
        mix(scene.tones.wall, "#ffffff", 0.3 if not scene.tones.night else 0.05),
        floor="tiles",
    )
    furnish(
        scene,
        [
            (p.hospital_bed, h.pictures),
            (p.scales, h.clock),
            (p.screen, None),
            (h.plant, h.bunting),
            (h.nightstand, h.pictures),
        ],
        window_at=1,
    )
    scene.framing = ""


def attic(scene: Scene) -> None:
    """Sloping beams, a round window, trunks, boxes, a dress form, cobwebs, motes in the light."""
    tones, frame, r = scene.tones, scene.frame, scene.r
    wood = mix(tones.wall, tones.wood, 0.45)
    walls(scene, "boards", wood, skirting=False)
    top = frame.quiet[1] + 30 if frame.quiet_top else 70
    size = min(100.0, (frame.horizon - top - 70) / 2)
    x, y = scene.side(r.uniform(400, 500)), top + size + 16
    _round_window(scene, x, y, size)
    furnish(
        scene,
        [(p.trunk, None), (p.boxes, None), (p.dress_form, None), (p.trunk, None), (f.chair, None)],
        window_at=None,
    )
    _slopes(scene, wood)
    motes = scene.sheet("motes", lift=0, rim=0, grain=0)
    for _ in range(22):
        motes.add(
            ellipse(
                r.uniform(200, 900),
                r.uniform(top, frame.feet - 80),
                r.uniform(1.4, 3),
                fill=tones.light,
                fill_opacity=0.7,
            )
        )
    rug(scene)
    scene.framing = ""


def _round_window(scene: Scene, x: float, y: float, size: float) -> None:
    """The window in the gable, and the light that falls from it."""
    tones, frame, scale = scene.tones, scene.frame, wall_scale(scene)
    layer = scene.sheet("round", lift=0.35)
    trim = tones.cream
    layer.add(ellipse(x, y, size * 1.14, fill=trim))
    layer.add(
        ellipse(
            x,
            y,
            size,
            fill=layer.linear([(0, tones.sky[0]), (1, tones.sky[2])], 0, y - size, 0, y + size),
        )
    )
    if tones.night:
        layer.add(
            "".join(
                star(
                    x + math.cos(k * 1.9) * size * 0.7 * (k % 3 + 1) / 3,
                    y + math.sin(k * 1.9) * size * 0.7 * (k % 3 + 1) / 3,
                    3.6,
                    tones.light,
                )
                for k in range(9)
            )
        )
    layer.add(
        ellipse(
            x + size * 0.3, y - size * 0.2, size * 0.3, fill=mix(tones.light, tones.sky[1], 0.15)
        )
    )
    layer.add(
        stroke(
            f"M{x:.0f},{y - size:.0f} V{y + size:.0f} M{x - size:.0f},{y:.0f} H{x + size:.0f}",
            trim,
            3.6 * scale,
        )
    )
    scene.glow(x, y, size * 2.4, 0.45, tones.light)
    if not tones.night:
        beam = scene.sheet("beam", lift=0, rim=0, grain=0, blur=12)
        way = 1 if SUN[tones.time][0] < 0.5 else -1
        beam.add(
            polygon(
                [
                    (x - size * 0.8, y),
                    (x + size * 0.8, y),
                    (x + way * 300 + size, frame.feet),
                    (x + way * 300 - size, frame.feet),
                ],
                tones.light,
                fill_opacity=0.22,
            )
        )


def _slopes(scene: Scene, wood: str) -> None:
    """The roof from within, on both sides."""
    tones, frame = scene.tones, scene.frame
    slope = scene.sheet("slope", lift=0.9, opacity=0.44)
    dark = tint(wood, -0.07)
    for side in (0, 1):
        points = [(0, -20), (400, -20), (0, frame.horizon * 0.72)]
        points = [(1000 - px if side else px, py) for px, py in points]
        slope.add(polygon(points, dark))
        for k in (0.32, 0.66, 1.0):
            a, b = (400 * k, -10), (0, frame.horizon * 0.72 * k)
            ends = [(1000 - a[0] if side else a[0], a[1]), (1000 - b[0] if side else b[0], b[1])]
            slope.add(
                stroke(
                    f"M{ends[0][0]:.0f},{ends[0][1]:.0f} L{ends[1][0]:.0f},{ends[1][1]:.0f}",
                    tones.dark_wood if k == 1 else tint(dark, -0.04),
                    26 if k == 1 else 5,
                )
            )


def theatre(scene: Scene) -> None:
    """A stage with red curtains, a painted moon and clouds, footlights, spotlights."""
    tones, frame = scene.tones, scene.frame
    hue = to_lch(tones.palette.sky[0])[2]
    hue = hue if 190 < hue < 330 else 285.0  # painted night
    walls(scene, "plain", oklch(0.36, 0.08, hue), floor="planks", skirting=False)
    top = frame.quiet[1] + 10 if frame.quiet_top else 90
    cloth = tones.cloth(0)
    cloud = scene.sheet("painted", lift=0.5)
    x, y = scene.side(640), top + 120
    for px, py, s in ((210, y + 40, 1.0), (480, y + 110, 0.8), (800, y + 130, 1.1)):
        cloud.add(
            stroke(f"M{px},-10 V{py:.0f}", tones.cream, 2)
            + "".join(
                ellipse(px + dx * s, py, q * s, q * 0.8 * s, tones.cream)
                for dx, q in ((-46, 30), (0, 44), (46, 32))
            )
        )
    cloud.add(
        stroke(f"M{x:.0f},-10 V{y - 60:.0f}", tones.cream, 2)
        + path(f"M{x:.0f},{y - 66:.0f} a66,66 0 1 0 60,92 a52,52 0 1 1 -60,-92Z", tones.light)
    )
    for sx in (330, 680):
        scene.glow(sx, frame.feet - 100, 330, 0.42, tones.light)
    cover = scene.sheet("curtain", lift=1.0, opacity=0.46)
    for side in (0, 1):
        for k in range(4):
            a, b = 70 * k - 30, 70 * k + 46
            wide_a, wide_b = (1000 - a, 1000 - b) if side else (a, b)
            low = frame.horizon + 66 - 8 * k
            cover.add(
                path(
                    f"M{wide_a},-20 H{wide_b} C{wide_b - (20 if not side else -20)},{low * 0.5:.0f} {wide_b - (46 if not side else -46) * (k + 1) / 3:.0f},{low * 0.8:.0f} {wide_b - (30 if not side else -30)},{low:.0f} H{wide_a}Z",
                    tint(cloth, -0.10 + 0.045 * (k % 2)),
                )
            )
    valance = scene.sheet("valance", lift=0.9)
    for k in range(6):
        valance.add(
            path(
                f"M{k * 180 - 40},-20 H{k * 180 + 140} V26 Q{k * 180 + 50},{74 if not frame.quiet_top else 60} {k * 180 - 40},26Z",
                tint(cloth, -0.04 + 0.04 * (k % 2)),
            )
        )
    scene.framing = ""
