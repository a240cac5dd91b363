"""What lies right before us, calm enough for text: a bank, a table's edge, light on the ground."""

from __future__ import annotations

from fablewright.illustrators.offline import flora
from fablewright.illustrators.offline.colour import tint
from fablewright.illustrators.offline.scene import Scene, below, height_at, ridge
from fablewright.illustrators.offline.shapes import Point, ellipse, group, path, rect, stroke
from fablewright.illustrators.offline.sheets import Layer


def dapple(scene: Scene) -> None:
    """Light that falls through leaves or from lamps, soft, on the ground before us."""
    if not scene.walkable or scene.bubble or scene.indoors:
        return
    r, tones = scene.r, scene.tones
    layer = scene.sheet("dapple", lift=0, rim=0, grain=0, blur=10)
    top = max(scene.feet - 40, scene.ground + 10)
    strength = 0.10 if tones.night else 0.17
    for _ in range(9):
        x, y = r.uniform(-20, 1020), r.uniform(top, 985)
        wide = r.uniform(40, 130) * (0.6 + 0.6 * (y - top) / max(60.0, 1000 - top))
        layer.add(ellipse(x, y, wide, wide * 0.17, tones.light, fill_opacity=strength))


def near_bank(scene: Scene) -> None:
    """Near figures whose feet are off the page stand behind something: a bank, or a table's edge."""
    frame = scene.frame
    if frame.camera != "near" or not scene.walkable:
        return
    if frame.quiet_top:
        if scene.framing:
            _near_grass(scene)
        return
    y = 790.0
    layer = scene.sheet("bank", lift=1.1, opacity=0.44)
    if scene.indoors:
        wood = scene.tones.wood
        layer.add(
            rect(
                -20,
                y,
                1040,
                230,
                layer.linear([(0, tint(wood, 0.02)), (1, tint(wood, -0.06))], 0, y, 0, 1000),
            )
        )
        layer.add(rect(-20, y, 1040, 15, tint(wood, 0.07)))
        for i in range(3):
            layer.add(
                stroke(f"M-20,{y + 62 + 56 * i:.0f} q260,-12 520,4 t540,-6", tint(wood, -0.03), 3)
            )
        return
    earth = scene.earth or scene.tones.near
    points = ridge(scene.r, y, 10, scene.r.uniform(-20, 20))
    shades = [(0.0, tint(earth, 0.03)), (1.0, tint(earth, -0.03))]
    layer.add(path(below(points), layer.linear(shades, 0, y, 0, 1000)))
    _bank_marks(scene, layer, points, earth)


def _bank_marks(scene: Scene, layer: Layer, points: list[Point], earth: str) -> None:
    """Boards, paving or grass: what the near ground is made of, quiet enough for text."""
    r, dark, pale = scene.r, tint(earth, -0.045), tint(earth, 0.05)
    if scene.place in ("harbour", "rooftop", "sea"):
        for row, y in enumerate((846.0, 900.0, 962.0)):
            layer.add(stroke(f"M-20,{y} H1020", dark, 2.6))
            for k in range(4):
                at = -80 + 170 * (row % 2) + 340 * k
                layer.add(stroke(f"M{at},{y} v{52 + 6 * row}", dark, 2.2))
    elif scene.place in ("street", "market", "castle"):
        for row, y in enumerate((838.0, 884.0, 936.0, 992.0)):
            layer.add(stroke(f"M-20,{y} H1020", dark, 2.2))
            for k in range(9):
                at = -60 + 66 * (row % 2) + 132 * k
                layer.add(stroke(f"M{at},{y - 40} v38", dark, 2.0))
    else:
        for _ in range(26):
            x, y = r.uniform(0, 1000), r.uniform(826, 990)
            layer.add(ellipse(x, y, r.uniform(3, 10), 2.4, r.choice((dark, pale))))
        if scene.framing in ("leaves", "grass"):
            for x in scene.spots(14, -10, 1010, 44):
                tuft = flora.grass(30, tint(earth, r.uniform(0.02, 0.07)), r, 5)
                layer.add(group(tuft, x, height_at(points, x) + 6, r.uniform(0.8, 1.3)))


def _near_grass(scene: Scene) -> None:
    layer = scene.sheet("neargrass", lift=1.2, opacity=0.44, front=True)
    for i in range(15):
        colour = tint(scene.tones.frame, scene.r.uniform(0.0, 0.07))
        layer.add(
            group(flora.grass(1, colour, scene.r, 6), i * 72 - 10, 1012, scene.r.uniform(80, 150))
        )
