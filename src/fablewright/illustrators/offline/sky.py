"""The sky, what shines in it, and the weather."""

from __future__ import annotations

import math
from random import Random

from fablewright.illustrators.offline.colour import mix, tint
from fablewright.illustrators.offline.light import SUN
from fablewright.illustrators.offline.scene import Scene
from fablewright.illustrators.offline.shapes import ellipse, group, path, rect, star, stroke


def backdrop(
    scene: Scene, *, discs: bool = True, clouds: int = 4, floor: float | None = None
) -> None:
    """The first sheet: the sky down to the horizon, with sun or moon, stars, clouds and birds."""
    tones = scene.tones
    layer = scene.sheet("sky", lift=0, rim=0)
    top, middle, bottom = tones.sky
    foot = floor if floor is not None else scene.frame.horizon + 60
    fill = layer.linear([(0, top), (0.52, middle), (1, bottom)], 0, 0, 0, max(300, foot))
    layer.add(rect(0, 0, 1000, 1000, fill))
    if tones.night:
        stars(scene)
    covered = tones.weather in ("rain", "snow", "fog", "cloudy")
    if discs and not (covered and not tones.night):
        disc(scene)
    elif discs:
        _pale_disc(scene)
    if clouds:
        cloud_bank(scene, clouds + (2 if covered else 0))
    if (
        not tones.night
        and tones.weather in ("clear", "wind", "cloudy")
        and scene.frame.camera != "high"
    ):
        birds(scene)


def _disc_place(scene: Scene) -> tuple[float, float, float]:
    share_x, share_y = SUN[scene.tones.time]
    frame = scene.frame
    radius = {"wide": 84, "middle": 98, "near": 120, "low": 112, "high": 62}[frame.camera]
    if frame.horizon < 330:
        radius = 58
    x = 1000 * share_x + scene.r.uniform(-50, 50)
    y = frame.horizon * (0.18 + share_y * 1.15) if frame.horizon < 700 else 1000 * share_y
    if scene.tones.time in ("dawn", "sunset"):
        y = frame.horizon - radius * 0.25
    if frame.quiet_top and y - radius * 1.7 < frame.quiet[1]:
        y = min(frame.quiet[1] + radius * 1.2, frame.horizon - radius * 0.1)
    scene.disc = scene.side(x), max(y, radius * 1.25), radius
    return scene.disc


def disc(scene: Scene) -> None:
    """Sun or moon with its halo: each ring a sheet of its own."""
    tones = scene.tones
    x, y, radius = _disc_place(scene)
    base = tones.sky[0] if y < scene.frame.horizon * 0.4 else tones.sky[1]
    if y > scene.frame.horizon - radius:
        base = tones.sky[2]
    low = tones.time in ("dawn", "sunset")
    for i in range(3):
        ring = scene.sheet(f"ring{i}", lift=0.5, rim=0.6, opacity=0.22)
        share = (3 - i) / 3
        ring.add(
            ellipse(
                x,
                y,
                radius * (1.06 + 0.62 * share),
                fill=mix(base, tones.light, 0.10 + 0.24 * (1 - share)),
            )
        )
    layer = scene.sheet("disc", lift=0.5, rim=0.7, opacity=0.22)
    light = tones.light
    if tones.night:
        layer.add(
            ellipse(
                x,
                y,
                radius,
                fill=layer.linear(
                    [(0, tint(light, 0.05, 0.5)), (1, mix(light, "#ffe08f", 0.45))],
                    0,
                    y - radius,
                    0,
                    y + radius,
                ),
            )
        )
        for dx, dy, size in (
            (-0.31, -0.34, 0.19),
            (0.34, 0.24, 0.26),
            (0, 0.62, 0.12),
            (0.4, -0.45, 0.1),
            (-0.48, 0.25, 0.1),
        ):
            dark = mix(light, "#d9b25e", 0.32)
            layer.add(
                ellipse(
                    x + dx * radius, y + dy * radius, size * radius, fill=dark, fill_opacity=0.5
                )
            )
            layer.add(
                ellipse(
                    x + (dx + 0.025) * radius,
                    y + (dy + 0.03) * radius,
                    size * radius * 0.8,
                    fill=tint(dark, 0.05),
                    fill_opacity=0.7,
                )
            )
    else:
        if not low:
            for i in range(16):
                ray = path("M-0.1,-1.1 L0,-1.46 L0.1,-1.1Z", mix(light, "#ffab3a", 0.5))
                layer.add(group(ray, x, y, radius, i * 22.5))
        layer.add(
            ellipse(
                x,
                y,
                radius,
                fill=layer.linear(
                    [(0, mix(light, "#fff6d8", 0.4)), (1, mix(light, "#ffab3a", 0.55))],
                    0,
                    y - radius,
                    0,
                    y + radius,
                ),
            )
        )
    scene.glow(x, y, radius * (3.6 if low else 3.0), 0.5, light)


def _pale_disc(scene: Scene) -> None:
    x, y, radius = _disc_place(scene)
    layer = scene.sheet("disc", lift=0.3, rim=0.4, opacity=0.12)
    layer.add(ellipse(x, y, radius * 0.85, fill=mix(scene.tones.sky[1], "#ffffff", 0.45)))


def stars(scene: Scene, count: int = 70, bottom: float | None = None) -> None:
    """A scatter of stars; fewer where the text will be."""
    r, tones = scene.r, scene.tones
    layer = scene.sheet("stars", lift=0.22, rim=0, opacity=0.3)
    foot = bottom if bottom is not None else scene.frame.horizon - 20
    for _ in range(count):
        x, y = r.uniform(10, 990), r.uniform(10, max(40, foot))
        size = r.choice((1.8, 2.4, 3.0, 4.6, 7.0))
        if scene.frame.quiet_top and y < scene.frame.quiet[1]:
            size = min(size, 2.4)
        layer.add(star(x, y, size, mix(tones.light, "#ffffff", 0.35), rotate=r.uniform(0, 60)))


def cloud(width: float, height: float, fill: str, r: Random, bumps: int = 6) -> str:
    """A paper cloud on a flat base; (0, 0) is the middle of its foot."""
    parts = [
        rect(
            -width / 2 - height * 0.2,
            -height * 0.36,
            width + height * 0.4,
            height * 0.36,
            fill,
            height * 0.18,
        )
    ]
    for i in range(bumps):
        t = i / (bumps - 1)
        bump = height * (0.26 + 0.40 * math.sin(math.pi * t)) * r.uniform(0.88, 1.12)
        parts.append(ellipse(-width / 2 + width * t, -bump * 0.62, bump, fill=fill))
    return "".join(parts)


def cloud_bank(scene: Scene, count: int, top: float = 0.10, bottom: float = 0.78) -> None:
    """Clouds in two sheets, from the top of the sky to near the horizon."""
    r, tones, frame = scene.r, scene.tones, scene.frame
    heavy = tones.weather in ("rain", "snow")
    white = "#ffffff" if not heavy else mix("#ffffff", tones.sky[0], 0.45)
    strength = (
        0.15 if tones.night else (0.72 if tones.time in ("morning", "noon", "afternoon") else 0.36)
    )
    for sheet in range(2):
        layer = scene.sheet(f"clouds{sheet}", lift=0.45 + 0.15 * sheet, opacity=0.24)
        for i in range(sheet, count, 2):
            y = frame.horizon * (top + (bottom - top) * (i + r.uniform(0.1, 0.9)) / count)
            x = (r.uniform(-0.02, 0.34) if (i + frame.flip) % 2 else r.uniform(0.62, 1.02)) * 1000
            if (
                scene.disc
                and math.hypot((x - scene.disc[0]) * 0.6, y - 30 - scene.disc[1])
                < scene.disc[2] * 1.5
            ):
                x = 1000 - x
            size = (
                r.uniform(0.75, 1.15)
                * (1.25 if frame.camera == "low" else 1)
                * (1 - 0.35 * y / 1000)
            )
            behind = tones.sky_at((y + 30) / frame.horizon)
            calm = 0.3 if frame.quiet_top and y < frame.quiet[1] + 20 else 1.0
            colour = mix(behind, white, min(0.92, calm * strength * r.uniform(0.85, 1.1)))
            fill = layer.linear([(0, tint(colour, 0.03)), (1, tint(colour, -0.035))], 0, -70, 0, 0)
            layer.add(group(cloud(230, 92, fill, r, r.choice((5, 6, 7))), x, y, size))


def birds(scene: Scene) -> None:
    """Three or four, far away."""
    r, frame, tones = scene.r, scene.frame, scene.tones
    layer = scene.sheet("birds", lift=0.35, rim=0.2, opacity=0.22)
    wing = "M0,0 C-4,-7 -12,-9 -18,-5 C-12,-5 -6,-1 -3,4 C0,2 0,2 3,4 C6,-1 12,-5 18,-5 C12,-9 4,-7 0,0Z"
    x, y = (
        scene.side(r.uniform(380, 560)),
        max(frame.horizon * 0.56, frame.quiet[1] + 20 if frame.quiet_top else 0),
    )
    for i in range(r.choice((2, 3, 4))):
        colour = mix(tones.sky[0], tones.near, 0.55)
        layer.add(
            group(
                path(wing, colour),
                x + i * 44 + r.uniform(-8, 8),
                y + (i % 2) * 26 + r.uniform(-6, 6),
                r.uniform(0.7, 1.0),
                r.uniform(-8, 8),
            )
        )


def fog(scene: Scene, y: float, name: str, *, front: bool = False) -> None:
    """A sheet of tracing paper between near and far."""
    layer = scene.sheet(f"fog{name}", lift=0.1, rim=0, opacity=0.1, grain=0.5, blur=34, front=front)
    colour = mix(scene.tones.haze, "#ffffff", 0.35 if not scene.tones.night else 0.08)
    for _ in range(5):
        layer.add(
            ellipse(
                scene.r.uniform(0, 1000),
                y + scene.r.uniform(-26, 26),
                scene.r.uniform(260, 460),
                scene.r.uniform(26, 46),
                colour,
                fill_opacity=0.34,
            )
        )


def weather(scene: Scene) -> None:
    """What falls before everything: rain, snow or leaves, sparing the faces and the text."""
    kind = scene.tones.weather
    if kind == "rain":
        _rain(scene)
    elif kind == "snow":
        _snow(scene)
    elif kind == "wind":
        _wind(scene)


def _free(scene: Scene, x: float, y: float) -> bool:
    if scene.frame.quiet[0] <= y <= scene.frame.quiet[1]:
        return False
    return all(math.hypot(x - head_x, y - head_y) > reach for head_x, head_y, reach in scene.heads)


def _rain(scene: Scene) -> None:
    r = scene.r
    colour = mix(scene.tones.sky[2], "#ffffff", 0.55)
    layer = scene.sheet("rain", lift=0.12, rim=0, opacity=0.2, grain=0.3, front=True)
    for _ in range(110):
        x, y = r.uniform(-20, 1020), r.uniform(-20, 960)
        if _free(scene, x, y):
            length = r.uniform(22, 46)
            layer.add(
                stroke(
                    f"M{x:.1f},{y:.1f} l{-length * 0.22:.1f},{length:.1f}",
                    colour,
                    r.choice((1.8, 2.4, 3.0)),
                    stroke_opacity=r.uniform(0.45, 0.8),
                )
            )


def _snow(scene: Scene) -> None:
    r = scene.r
    layer = scene.sheet("snow", lift=0.3, rim=0.3, opacity=0.25, front=True)
    for _ in range(90):
        x, y = r.uniform(0, 1000), r.uniform(0, 980)
        if _free(scene, x, y):
            layer.add(
                ellipse(
                    x,
                    y,
                    r.choice((2.4, 3.2, 4.4, 6.5)),
                    fill="#ffffff",
                    fill_opacity=r.uniform(0.75, 1),
                )
            )


def _wind(scene: Scene) -> None:
    r, tones = scene.r, scene.tones
    layer = scene.sheet("wind", lift=0.5, rim=0.4, opacity=0.3, front=True)
    leaf = "M0,0 C6,-9 16,-9 22,-2 C15,5 6,6 0,0Z"
    for _ in range(16):
        x, y = r.uniform(0, 1000), r.uniform(60, 900)
        if _free(scene, x, y):
            colour = r.choice((tones.accent, tones.leaf(2), mix(tones.accent, tones.light, 0.5)))
            layer.add(
                group(
                    path(leaf, colour) + stroke("M0,0 L18,-2", tint(colour, -0.12), 1),
                    x,
                    y,
                    r.uniform(0.7, 1.3),
                    r.uniform(-60, 60),
                )
            )
    lines = scene.sheet("gusts", lift=0.1, rim=0, opacity=0.15, front=True)
    pale = mix(tones.sky[2], "#ffffff", 0.6)
    for _ in range(4):
        x, y = r.uniform(-40, 640), r.uniform(120, 600)
        if _free(scene, x + 120, y):
            lines.add(
                stroke(
                    f"M{x:.0f},{y:.0f} c70,-26 130,20 200,-4 c40,-14 40,-46 12,-44 c-18,2 -16,24 2,22",
                    pale,
                    4,
                    stroke_opacity=0.55,
                )
            )
