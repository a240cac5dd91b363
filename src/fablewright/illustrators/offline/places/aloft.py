"""Above it all: the sky, a hot-air balloon."""

from __future__ import annotations

from fablewright.illustrators.offline.colour import mix, tint
from fablewright.illustrators.offline.scene import Perch, Scene, hill
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


def _above(scene: Scene) -> None:
    """The earth far below, and clouds at every height."""
    tones, frame = scene.tones, scene.frame
    backdrop(scene, clouds=6, floor=1000)
    if frame.camera in ("wide", "high", "middle"):
        for i in range(2):
            y = max(
                frame.horizon + 40,
                1000 * (0.56 + 0.18 * i) if not frame.quiet_top else 1000 * (0.68 + 0.14 * i),
            )
            hill(
                scene,
                f"land{i}",
                y,
                20,
                mix(tones.land(0.2 + 0.25 * i), tones.haze, 0.45 - 0.2 * i),
                marks=1,
            )
        layer = scene.sheet("fields", lift=0, rim=0, opacity=0)
        base = 1000 * (0.76 if not frame.quiet_top else 0.86)
        layer.add(
            stroke(
                f"M{scene.side(100):.0f},{base:.0f} q160,-40 330,20 t460,40",
                tones.water(0.2),
                16,
                stroke_opacity=0.7,
            )
        )


def cloud_floor(scene: Scene, y: float, name: str, *, front: bool = False) -> None:
    """A bank of cloud thick enough to stand on."""
    r, tones = scene.r, scene.tones
    white = mix(tones.sky[2], "#ffffff", 0.72 if not tones.night else 0.30)
    layer = scene.sheet(name, lift=0.8, opacity=0.32, front=front)
    fill = layer.linear(
        [(0, tint(white, 0.03)), (1, mix(white, tones.sky[1], 0.5))], 0, y - 60, 0, y + 220
    )
    for i in range(11):
        layer.add(
            ellipse(
                -20 + i * 104,
                y + 46 + r.uniform(-12, 12),
                r.uniform(74, 104),
                r.uniform(56, 84),
                fill,
            )
        )
    layer.add(rect(-20, y + 50, 1040, 1000, fill))


def sky(scene: Scene) -> None:
    """High among clouds: one to stand on, a rainbow or stars, far land."""
    tones, frame = scene.tones, scene.frame
    _above(scene)
    if not tones.night and tones.weather in ("clear", "rain", "wind"):
        bow = scene.sheet("rainbow", lift=0.2, rim=0.3, opacity=0.2)
        x, y = scene.side(330), frame.feet - 40
        reach = min(430.0, y - (frame.quiet[1] + 10 if frame.quiet_top else 60))
        for i, colour in enumerate(
            ("#e8705f", "#f2a65a", "#f5d76e", "#7cc08a", "#6aa9d8", "#9a86cc")
        ):
            size = reach - 20 * i
            bow.add(
                path(
                    f"M{x - size:.0f},{y:.0f} A{size:.0f},{size:.0f} 0 0 1 {x + size:.0f},{y:.0f}",
                    "none",
                    stroke=mix(tones.tinted(colour), tones.sky[2], 0.25),
                    stroke_width=20,
                )
            )
    cloud_floor(scene, scene.down(0.66), "bank0")
    cloud_floor(scene, scene.feet - 36, "bank1")
    cloud_floor(
        scene, max(scene.feet + 30, 800 if not frame.quiet_top else 955), "bank2", front=True
    )
    scene.ground, scene.framing = scene.feet - 40, ""
    scene.earth = mix(tones.sky[2], "#ffffff", 0.6 if not tones.night else 0.25)


def balloon(scene: Scene) -> None:
    """In the basket of a hot-air balloon: its striped foot above, ropes, sandbags, others far off."""
    r, tones, frame = scene.r, scene.tones, scene.frame
    _above(scene)
    far = scene.sheet("others", lift=0.4)
    top = frame.quiet[1] + 20 if frame.quiet_top else 60
    for x, size in ((scene.side(150), 0.9), (scene.side(880), 0.6)):
        far.add(
            group(_balloon(scene, r.randrange(5)), x, top + 170 * size + r.uniform(0, 60), size)
        )
    size = min(frame.scale, 4.4)
    foot = min(frame.feet, 900.0 if frame.quiet_top else 800.0)
    rim_y = foot - 22 * size
    wide = min(400.0, 92 * size)
    ropes = scene.sheet("ropes", lift=0.4)
    up = -30.0
    for k in (-0.94, -0.5, 0.5, 0.94):
        ropes.add(
            stroke(
                f"M{500 + k * wide:.0f},{rim_y:.0f} L{500 + k * wide * 0.8:.0f},{up:.0f}",
                tones.dark_wood,
                6,
            )
        )
    if not frame.quiet_top:
        skirt = scene.sheet("skirt", lift=0.9)
        for k in range(8):
            a, b = -1 + k / 4, -1 + (k + 1) / 4
            skirt.add(
                polygon(
                    [
                        (500 + a * wide * 1.2, -20),
                        (500 + b * wide * 1.2, -20),
                        (500 + b * wide * 0.78, 74),
                        (500 + a * wide * 0.78, 74),
                    ],
                    tones.cloth(0) if k % 2 else tones.cream,
                )
            )
        scene.glow(500, 90, 170, 0.55)
    basket = scene.sheet("basket", lift=0.8, opacity=0.44, front=True)
    weave = tones.tinted("#c08a52")
    low = max(foot + 16 * size, 860)
    d = f"M{500 - wide:.0f},{rim_y:.0f} H{500 + wide:.0f} L{500 + wide * 0.86:.0f},{low:.0f} Q500,{low + 26:.0f} {500 - wide * 0.86:.0f},{low:.0f}Z"
    clip = basket.clip(d)
    basket.add(
        path(d, basket.linear([(0, tint(weave, 0.03)), (1, tint(weave, -0.08))], 0, rim_y, 0, low))
    )
    lines = ""
    y, row = rim_y + 16, 0
    while y < low + 20:
        lines += "".join(
            stroke(f"M{x + 22 * (row % 2):.0f},{y:.0f} q11,9 22,0", tint(weave, -0.055), 3.4)
            for x in range(int(500 - wide), int(500 + wide), 44)
        )
        y, row = y + 20, row + 1
    basket.add(f"<g {clip}>{lines}</g>")
    basket.add(rect(500 - wide - 12, rim_y - 10, 2 * wide + 24, 22, tones.dark_wood, 11))
    for k in (-0.7, 0.72):
        bag = path("M-16,0 Q-22,34 0,40 Q22,34 16,0 Q0,8 -16,0Z", tones.cloth(1)) + rect(
            -12, -6, 24, 8, tones.cream, 3
        )
        basket.add(
            group(bag, 500 + k * wide, rim_y + 30, max(0.8, size * 0.3))
            + stroke(f"M{500 + k * wide:.0f},{rim_y:.0f} v24", tones.cream, 3)
        )
    scene.stands = foot
    scene.framing, scene.walkable = "", False
    scene.room = (500 - wide * 0.9, 500 + wide * 0.9)
    scene.perches.append(Perch(500 - wide * 0.9, 500 + wide * 0.9, rim_y - 8, size * 0.8))


def _balloon(scene: Scene, which: int) -> str:
    tones = scene.tones
    a, b = tones.cloth(which), tones.cream
    d = "M0,-170 C64,-170 84,-116 70,-80 C58,-50 30,-34 22,-18 H-22 C-30,-34 -58,-50 -70,-80 C-84,-116 -64,-170 0,-170Z"
    stripes = path(
        "M0,-170 C26,-166 34,-116 28,-80 C22,-50 12,-34 9,-18 H-9 C-12,-34 -22,-50 -28,-80 C-34,-116 -26,-166 0,-170Z",
        b,
    )
    return (
        path(d, a)
        + stripes
        + path("M-66,-96 Q0,-76 66,-96 L64,-84 Q0,-62 -64,-84Z", tones.light, fill_opacity=0.8)
        + stroke("M-16,-18 L-9,2 M16,-18 L9,2", tones.dark_wood, 2)
        + rect(-12, 2, 24, 16, tones.wood, 3)
        + star(0, -120, 9, a)
    )
