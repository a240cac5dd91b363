"""Rooms that move: train, bus, spaceship."""

from __future__ import annotations

from fablewright.illustrators.offline import furniture_public as p
from fablewright.illustrators.offline.colour import mix, oklch, tint, to_lch
from fablewright.illustrators.offline.places.interior import (
    furnish,
    wall_scale,
    walls,
)
from fablewright.illustrators.offline.scene import Perch, Scene
from fablewright.illustrators.offline.shapes import (
    ellipse,
    group,
    path,
    rect,
    star,
    stroke,
)


def spaceship(scene: Scene) -> None:
    """Curved wall panels, round windows on the stars, a console with lamps, pipes, a hatch."""
    tones, frame = scene.tones, scene.frame
    hue = to_lch(tones.palette.sky[0])[2]
    wall = oklch(0.52 if tones.night else 0.66, 0.045, hue)
    walls(scene, "plain", wall, floor="tiles", skirting=False)
    panels = scene.sheet("panels", lift=0.3, opacity=0.28)
    for i in range(4):
        panels.add(rect(-60 + i * 290, -30, 262, frame.horizon - 10, tint(wall, 0.03), 46))
    strip = scene.sheet("strip", lift=0.3)
    strip.add(
        rect(-20, frame.horizon - 26, 1040, 30, tint(wall, -0.10))
        + "".join(
            ellipse(30 + i * 67, frame.horizon - 11, 6, fill=(tones.light, tones.accent)[i % 2])
            for i in range(15)
        )
    )
    furnish(
        scene,
        [
            (p.console, None),
            (None, p.porthole),
            (None, p.porthole),
            (p.console, None),
            (None, p.porthole),
        ],
        window_at=None,
    )
    if not frame.quiet_top:
        pipes = scene.sheet("pipes", lift=0.5)
        pipes.add(
            stroke("M-20,46 H620 Q660,46 660,16 V-20", tones.metal, 20)
            + stroke("M1020,84 H760 Q726,84 726,50 V-20", tones.cloth(2), 16)
            + "".join(rect(x, 32, 12, 28, tint(tones.metal, -0.08), 3) for x in (120, 380))
        )
    scene.framing = ""


def train(scene: Scene) -> None:
    """A carriage: wide windows with hills going by, seats, a luggage rack, a lamp on the wall."""
    _carriage(scene, curtains=True)


def bus(scene: Scene) -> None:
    """A bus: large windows, poles, rows of seats, hanging straps."""
    _carriage(scene, curtains=False)
    tones = scene.tones
    poles = scene.sheet("poles", lift=0.5)
    for x in (150, 850):
        poles.add(rect(x - 8, -20, 16, scene.frame.feet + 10, tones.light, 8))
    if not scene.frame.quiet_top:
        poles.add(rect(-20, 66, 1040, 12, tones.light, 6))
        for x in (270, 390, 610, 730):
            poles.add(
                stroke(f"M{x},72 v30", tones.dark_wood, 6)
                + path(
                    f"M{x - 18},132 L{x},100 L{x + 18},132Z",
                    "none",
                    stroke=tones.dark_wood,
                    stroke_width=7,
                    stroke_linejoin="round",
                )
            )


def _carriage(scene: Scene, curtains: bool) -> None:
    tones, frame, r = scene.tones, scene.frame, scene.r
    scale = wall_scale(scene)
    panel = mix(tones.wall, tones.cloth(0 if curtains else 2), 0.40)
    walls(scene, "plain", panel, floor="tiles", skirting=False)
    top = frame.quiet[1] + 24 if frame.quiet_top else (120 if curtains else 150)
    foot = max(top + 120, frame.horizon - 66 * scale)
    layer = scene.sheet("windows", lift=0.3)
    trim = tones.cream
    left, wide = scene.side(0) * 0 - 120, 390.0
    for i in range(4):
        x = left + i * (wide + 26)
        layer.add(rect(x - 8, top - 8, wide + 16, foot - top + 16, trim, 34))
        d = f"M{x + 26:.0f},{top:.0f} H{x + wide - 26:.0f} Q{x + wide:.0f},{top:.0f} {x + wide:.0f},{top + 26:.0f} V{foot - 26:.0f} Q{x + wide:.0f},{foot:.0f} {x + wide - 26:.0f},{foot:.0f} H{x + 26:.0f} Q{x:.0f},{foot:.0f} {x:.0f},{foot - 26:.0f} V{top + 26:.0f} Q{x:.0f},{top:.0f} {x + 26:.0f},{top:.0f}Z"
        clip = layer.clip(d)
        sky = layer.linear(
            [(0, tones.sky[0]), (0.6, tones.sky[1]), (1, tones.sky[2])], 0, top, 0, foot
        )
        layer.add(
            f"<g {clip}>{rect(x, top, wide, foot - top, sky)}{_passing(scene, x, wide, top, foot)}</g>"
        )
    below = scene.sheet("seats", lift=0.55, opacity=0.4)
    cloth = tones.cloth(1 if curtains else 4)
    y = frame.horizon + 14
    for x in (scene.side(70), scene.side(330), scene.side(690), scene.side(950)):
        seat = (
            path("M-44,-26 V-96 Q-44,-116 -24,-116 H24 Q44,-116 44,-96 V-26Z", cloth)
            + path("M-34,-36 V-94 Q-34,-106 -22,-106 H22 Q34,-106 34,-94 V-36Z", tint(cloth, 0.05))
            + rect(-50, -40, 100, 24, tint(cloth, 0.03), 9)
            + rect(-44, -18, 88, 8, tint(cloth, -0.06), 3)
            + stroke("M-34,-10 V0 M34,-10 V0", tones.metal, 6)
            + rect(-20, -114, 40, 14, tones.cream, 6)
        )
        below.add(group(seat, x, y, scale * 0.9))
    if curtains and not frame.quiet_top:
        rack = scene.sheet("rack", lift=0.5)
        rack.add(rect(-20, 84, 1040, 12, tones.metal, 4))
        for x, w, h, c in (
            (120, 120, 60, tones.accent),
            (300, 90, 46, tones.cloth(2)),
            (640, 130, 54, tones.wood),
            (830, 80, 62, tones.cloth(4)),
        ):
            rack.add(
                rect(x, 84 - h, w, h, c, 9)
                + rect(
                    x + w * 0.34,
                    76 - h,
                    w * 0.32,
                    12,
                    "none",
                    4,
                    stroke=tones.dark_wood,
                    stroke_width=5,
                )
                + rect(x + w * 0.14, 84 - h, 9, h, tint(c, -0.1))
                + rect(x + w * 0.8, 84 - h, 9, h, tint(c, -0.1))
            )
    if tones.dim:
        scene.glow(scene.side(r.uniform(300, 420)), top + 40, 240, 0.35)
    scene.perches.append(Perch(380, 620, foot + 10, scale))
    scene.framing = ""


def _passing(scene: Scene, x: float, wide: float, top: float, foot: float) -> str:
    tones, h = scene.tones, foot - top
    far, near = mix(tones.haze, tones.leaf(0), 0.4), mix(tones.haze, tones.leaf(0), 0.75)
    parts = [
        path(
            f"M{x - 10:.0f},{foot - h * 0.34:.0f} q{wide * 0.3:.0f},{-h * 0.2:.0f} {wide * 0.6:.0f},0 t{wide * 0.5:.0f},{-h * 0.06:.0f} V{foot:.0f} H{x - 10:.0f}Z",
            far,
        )
    ]
    for k in range(3):
        tx = x + wide * (0.2 + 0.3 * k)
        parts.append(
            stroke(f"M{tx:.0f},{foot - h * 0.12:.0f} v{-h * 0.2:.0f}", tones.trunk, 6)
            + ellipse(tx, foot - h * 0.36, h * 0.10, h * 0.14, tint(near, 0.03 * (k % 2)))
        )
    parts.append(
        path(
            f"M{x - 10:.0f},{foot - h * 0.14:.0f} q{wide * 0.4:.0f},{-h * 0.1:.0f} {wide * 1.1:.0f},0 V{foot:.0f} H{x - 10:.0f}Z",
            near,
        )
    )
    if tones.night:
        parts.append(
            "".join(
                star(x + scene.r.random() * wide, top + scene.r.random() * h * 0.5, 4, tones.light)
                for _ in range(7)
            )
        )
    else:
        parts.append(
            "".join(
                ellipse(
                    x + wide * 0.3 + dx,
                    top + h * 0.25,
                    s,
                    s * 0.7,
                    mix(tones.sky[1], "#ffffff", 0.6),
                )
                for dx, s in ((-24, 16), (0, 24), (26, 17))
            )
        )
    return "".join(parts)
