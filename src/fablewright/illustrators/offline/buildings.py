"""Houses and other built things, in child units, foot at (0, 0)."""

from __future__ import annotations

from random import Random

from fablewright.illustrators.offline.colour import mix, tint
from fablewright.illustrators.offline.light import Tones
from fablewright.illustrators.offline.shapes import (
    ellipse,
    group,
    line,
    path,
    polygon,
    rect,
    star,
    stroke,
)

ROOFS = ("#d9584d", "#8a5a7c", "#3f7f8c", "#c9733f", "#5b6f8c")
WALLS = ("#fbe3c0", "#f3c9b5", "#e9e2d0", "#d7e4dc", "#f0d7a8")


def cottage(tones: Tones, r: Random, far: float = 0.0) -> str:
    """A front-on cottage with shingles, shutters and flower boxes: about 116 wide, 108 tall."""
    wall, roof = tones.tinted(r.choice(WALLS), far), tones.tinted(r.choice(ROOFS), far)
    door, trim = (
        tones.tinted(r.choice(("#3f8f9c", "#b0503f", "#4f7a4f")), far),
        mix(tones.cream, tones.haze, far),
    )
    pane = tones.pane
    parts = [
        rect(22, -104, 15, 34, tint(wall, -0.18), 2),
        rect(19.5, -108, 20, 7, tint(wall, -0.25), 2),
    ]
    parts += [
        path("M-44,0 L-44,-52 L0,-92 L44,-52 L44,0Z", wall),
        path("M6,0 L6,-88 L44,-52 L44,0Z", tint(wall, -0.05), fill_opacity=0.55),
    ]
    for i in range(8):
        parts.append(
            rect(
                -40 + (i * 23 + i // 4 * 9) % 76,
                -46 + 11 * (i % 4),
                8,
                3,
                tint(wall, -0.06),
                1.5,
                fill_opacity=0.7,
            )
        )
    parts.append(path("M0,-104 L58,-48 L50,-41 L0,-88 L-50,-41 L-58,-48Z", roof))
    for side in (-1, 1):
        for i in range(8):
            t = (i + 0.5) / 8
            parts.append(
                ellipse(
                    side * 54 * t, -93 + 51 * t, 4.6, fill=tint(roof, 0.035 if i % 2 else -0.02)
                )
            )
    parts.append(path("M0,-104 L58,-48 L54.5,-45 L0,-97 L-54.5,-45 L-58,-48Z", tint(roof, 0.05)))
    parts += [
        path("M-10,0 L-10,-26 A10,10 0 0 1 10,-26 L10,0Z", trim),
        path("M-7.5,0 L-7.5,-25.5 A7.5,7.5 0 0 1 7.5,-25.5 L7.5,0Z", door),
        ellipse(4.4, -15, 1.3, fill=tones.light),
        path("M-3,-26 a3,3 0 0 1 6,0 v3 h-6z", pane),
    ]
    for x in (-28, 28):
        parts += [
            rect(x - 10, -36, 20, 20, trim, 3),
            rect(x - 7.5, -33.5, 15, 15, pane, 1.5),
            stroke(f"M{x},-34 v16 M{x - 8},-26 h16", trim, 1.8),
            rect(x - 12, -16.5, 24, 4.5, door, 1.5),
        ]
        parts += [
            ellipse(
                x - 8 + k * 5.3,
                -18,
                2.6,
                fill=(tones.accent, tones.light, mix(tones.accent, "#ffffff", 0.5), "#ffffff")[k],
            )
            for k in range(4)
        ]
    parts += [
        ellipse(0, -62, 8.5, fill=trim),
        ellipse(0, -62, 6.2, fill=pane),
        stroke("M0,-68 v12 M-6,-62 h12", trim, 1.5),
        rect(-13, -2, 26, 4, tint(wall, -0.2), 2),
    ]
    return "".join(parts)


def town_house(
    tones: Tones, r: Random, width: float, height: float, far: float = 0.0, shop: bool = False
) -> str:
    """A narrow street house with rows of windows; a shop front with an awning when asked."""
    wall = tones.tinted(r.choice((*WALLS, "#d98f7a", "#9fbfc4", "#e3b36b", "#b7a6cf")), far)
    roof = tones.tinted(r.choice(ROOFS), far)
    trim, pane = mix(tones.cream, tones.haze, far), tones.pane
    w, h = width, height
    parts = [
        rect(-w / 2, -h, w, h, wall),
        rect(w * 0.12, -h, w * 0.38, h, tint(wall, -0.045), fill_opacity=0.5),
    ]
    style = r.randrange(3)
    if style == 0:
        parts.append(
            polygon([(-w * 0.56, -h), (0, -h - w * 0.55), (w * 0.56, -h)], roof)
            + ellipse(0, -h - w * 0.2, w * 0.09, fill=pane)
        )
    elif style == 1:
        parts.append(
            path(
                f"M{-w * 0.55:.1f},{-h:.1f} L{-w * 0.42:.1f},{-h - w * 0.34:.1f} H{w * 0.42:.1f} L{w * 0.55:.1f},{-h:.1f}Z",
                roof,
            )
            + rect(w * 0.14, -h - w * 0.5, w * 0.16, w * 0.3, tint(wall, -0.16), 2)
        )
    else:
        steps = [
            (-w / 2, -h),
            (-w / 2, -h - 10),
            (-w * 0.3, -h - 10),
            (-w * 0.3, -h - 24),
            (-w * 0.12, -h - 24),
            (-w * 0.12, -h - 38),
            (w * 0.12, -h - 38),
            (w * 0.12, -h - 24),
            (w * 0.3, -h - 24),
            (w * 0.3, -h - 10),
            (w / 2, -h - 10),
            (w / 2, -h),
        ]
        parts.append(polygon(steps, tint(wall, -0.05)) + ellipse(0, -h - 14, w * 0.08, fill=pane))
    parts.append(rect(-w * 0.53, -h - 3, w * 1.06, 6, trim, 2))
    foot = 62 if shop else 0
    columns, rows = (3 if w > 95 else 2), max(1, int((h - foot - 20) // 52))
    size = min(26.0, w / columns * 0.52)
    for row in range(rows):
        y = -h + 20 + row * ((h - foot - 16) / rows)
        for column in range(columns):
            x = -w / 2 + w * (column + 0.5) / columns
            dark = tones.dim and r.random() < 0.35
            glass = tint(wall, -0.22) if dark else pane
            parts += [
                rect(x - size / 2 - 3, y - 3, size + 6, size * 1.3 + 6, trim, 3),
                rect(x - size / 2, y, size, size * 1.3, glass, 2),
                stroke(
                    f"M{x:.1f},{y:.1f} v{size * 1.3:.1f} M{x - size / 2:.1f},{y + size * 0.6:.1f} h{size:.1f}",
                    trim,
                    2,
                ),
            ]
            if r.random() < 0.3:
                parts.append(
                    rect(x - size / 2 - 4, y + size * 1.3, size + 8, 5, tones.leaf(1), 2)
                    + "".join(
                        ellipse(x + dx * size, y + size * 1.3, 3, fill=tones.accent)
                        for dx in (-0.35, 0, 0.35)
                    )
                )
    if shop:
        parts.append(_shop_front(tones, r, w, trim))
    else:
        door = tones.tinted(r.choice(("#3f8f9c", "#b0503f", "#4f7a4f", "#7a5aa0")), far)
        parts += [
            rect(-13, -44, 26, 44, trim, 3),
            path("M-10,0 V-34 A10,8 0 0 1 10,-34 V0Z", door),
            ellipse(6, -18, 1.8, fill=tones.light),
            rect(-15, -4, 30, 4, tint(wall, -0.2), 1),
        ]
    return "".join(parts)


def _shop_front(tones: Tones, r: Random, w: float, trim: str) -> str:
    stripe = tones.cloth(r.randrange(5))
    dark = tones.dark_wood
    parts = [
        rect(-w * 0.46, -52, w * 0.92, 52, dark, 2),
        rect(-w * 0.42, -48, w * 0.5, 38, tones.pane, 2),
        rect(w * 0.14, -50, w * 0.28, 50, tint(dark, 0.10), 2),
        rect(w * 0.18, -46, w * 0.2, 24, tones.pane, 2),
    ]
    goods = (tones.accent, tones.light, tones.cloth(2), tones.cloth(4))
    parts += [
        ellipse(-w * 0.36 + i * w * 0.095, -15, w * 0.042, fill=goods[i % 4]) for i in range(5)
    ]
    parts.append(rect(-w * 0.42, -12, w * 0.5, 4, trim))
    count = 7
    for i in range(count):
        a = -w * 0.52 + i * w * 1.04 / count
        b = a + w * 1.04 / count
        parts.append(
            path(
                f"M{a * 0.92:.1f},-66 L{b * 0.92:.1f},-66 L{b:.1f},-50 A{(b - a) / 2:.1f},6 0 0 1 {a:.1f},-50Z",
                stripe if i % 2 == 0 else trim,
            )
        )
    return "".join(parts)


def windmill(tones: Tones, far: float = 0.0) -> str:
    """White tower, four sails: about 190 tall with them."""
    white, red = mix(tones.cream, tones.haze, far), tones.tinted("#d9584d", far)
    blue = tones.tinted("#5b7f8c", far)
    parts = [
        path("M-22,0 L-14,-92 Q0,-104 14,-92 L22,0Z", white),
        path("M4,0 L4,-99 Q11,-98 14,-92 L22,0Z", tint(white, -0.07), fill_opacity=0.7),
        path("M-17,-90 Q0,-120 17,-90Z", red),
        path("M-6,0 v-18 a6,6 0 0 1 12,0 v18z", blue),
        ellipse(0, -56, 6, fill=blue),
        rect(-4, -36, 8, 9, blue, 2),
    ]
    for angle in (20, 110, 200, 290):
        sail = (
            path("M-1.5,0 h3 v-66 h-3z", tones.dark_wood)
            + path("M2,-14 h15 v-50 h-15z", tint(white, 0.02))
            + stroke("M2,-26 h15 M2,-39 h15 M2,-52 h15", red, 1.6)
        )
        parts.append(group(sail, 0, -94, rotate=angle))
    return "".join(parts) + ellipse(0, -94, 5, fill=red)


def lighthouse(tones: Tones, far: float = 0.0) -> str:
    """Red and white bands, a lit lantern room: 150 tall; the light is at (0, -119)."""
    white, red, dark = (
        mix(tones.cream, tones.haze, far),
        tones.tinted("#e0566a", far),
        tones.tinted("#4a4a78", far),
    )
    return (
        path("M-17,0 L-11,-104 h22 L17,0Z", white)
        + path("M-15.5,-24 l1.5,-22 h28 l1.5,22z M-12.8,-68 l1.2,-20 h23.2 l1.2,20z", red)
        + path("M4,0 L3,-104 h8 L17,0Z", dark, fill_opacity=0.16)
        + rect(-15, -110, 30, 6, dark, 2)
        + rect(-9, -128, 18, 18, tones.lamp)
        + stroke("M-9,-128 v18 M0,-128 v18 M9,-128 v18", dark, 1.4)
        + path("M-13,-128 Q0,-150 13,-128Z", red)
        + path("M-5,0 v-14 a5,5 0 0 1 10,0 v14z", dark)
    )


def barn(tones: Tones, far: float = 0.0) -> str:
    """A red barn with a hay loft: about 150 wide, 130 tall."""
    red, trim, roof = (
        tones.tinted("#c4503f", far),
        mix(tones.cream, tones.haze, far),
        tones.tinted("#6b5a64", far),
    )
    boards = stroke(
        "M-52,0 V-66 M-36,0 V-84 M-20,0 V-100 M20,0 V-100 M36,0 V-84 M52,0 V-66",
        tint(red, -0.05),
        1.4,
    )
    return (
        path("M-66,0 V-62 L-46,-98 L0,-120 L46,-98 L66,-62 V0Z", red)
        + boards
        + stroke("M-72,-58 L-49,-100 L0,-124 L49,-100 L72,-58", roof, 9)
        + rect(-26, -54, 52, 54, trim, 2)
        + rect(-22, -50, 44, 50, tint(red, -0.06))
        + stroke("M-21,-49 L0,-1 M0,-49 L-21,-1 M21,-49 L0,-1 M0,-49 L21,-1 M0,-50 V0", trim, 3)
        + rect(-13, -94, 26, 24, trim, 2)
        + rect(-10, -91, 20, 21, tones.pane if tones.dim else tint(red, -0.22))
        + path("M-10,-70 q4,-9 10,-7 q6,-3 10,7z", tones.tinted("#e8c46a", far))
    )


def castle(tones: Tones, r: Random, far: float = 0.0) -> str:
    """Four towers, a gate, banners: about 240 wide, 270 tall."""
    wall = mix(tones.tinted(r.choice(("#d8cbc4", "#cdb8c9", "#c9d0d8")), 0), tones.haze, far)
    roof, flag = tones.tinted(r.choice(("#7a5aa0", "#d9584d", "#3f7f9c")), far), tones.accent
    dark, pane = tint(wall, -0.10), tones.pane

    def tower(x: float, w: float, h: float) -> str:
        teeth = "".join(
            rect(x - w * 0.6 + i * w * 0.3, -h - 12, w * 0.17, 14, wall) for i in range(5)
        )
        bricks = "".join(
            rect(
                x - w * 0.36 + (i * 17 % 10) / 10 * w * 0.6,
                -h * (0.12 + 0.1 * i),
                w * 0.16,
                4,
                dark,
                1,
                fill_opacity=0.6,
            )
            for i in range(8)
        )
        return (
            rect(x - w / 2, -h, w, h, wall)
            + rect(x + w * 0.1, -h, w * 0.4, h, dark, fill_opacity=0.35)
            + bricks
            + rect(x - w * 0.6, -h, w * 1.2, 9, tint(wall, 0.03))
            + teeth
            + polygon([(x - w * 0.66, -h - 10), (x, -h - w * 1.5), (x + w * 0.66, -h - 10)], roof)
            + polygon(
                [(x, -h - w * 1.5), (x + w * 0.66, -h - 10), (x + w * 0.1, -h - 10)],
                tint(roof, -0.06),
            )
            + stroke(f"M{x:.1f},{-h - w * 1.5:.1f} v-22", dark, 2)
            + path(f"M{x:.1f},{-h - w * 1.5 - 22:.1f} l20,6 l-20,6z", flag)
            + path(
                f"M{x - w * 0.12:.1f},{-h * 0.66:.1f} v-12 a{w * 0.12:.1f},{w * 0.16:.1f} 0 0 1 {w * 0.24:.1f},0 v12z",
                pane,
            )
        )

    teeth = "".join(rect(-78 + i * 20, -104, 12, 12, wall) for i in range(8))
    gate = (
        path("M-24,0 V-34 A24,26 0 0 1 24,-34 V0Z", tint(wall, 0.05))
        + path("M-19,0 V-34 A19,21 0 0 1 19,-34 V0Z", tones.dark_wood)
        + stroke(
            "M-10,0 V-50 M0,0 V-54 M10,0 V-50 M-18,-16 H18 M-18,-34 H18",
            tint(tones.dark_wood, -0.1),
            2,
        )
    )
    return (
        tower(-34, 40, 150)
        + tower(38, 46, 172)
        + rect(-82, -94, 164, 94, wall)
        + teeth
        + tower(-92, 48, 118)
        + tower(92, 48, 118)
        + gate
        + "".join(path(f"M{x - 5},-56 v-10 a5,6 0 0 1 10,0 v10z", pane) for x in (-52, 52))
        + "".join(
            path(f"M{x - 9},-88 h18 v26 l-9,-7 l-9,7z", flag) + star(x, -78, 5, tones.light)
            for x in (-52, 52)
        )
    )


def fence(count: int, colour: str, gap: float = 15) -> str:
    """White pickets to the right of (0, 0), 24 tall."""
    rails = stroke(f"M-6,-8 h{gap * count:.1f} M-6,-16 h{gap * count:.1f}", colour, 3)
    return rails + "".join(
        path(f"M{i * gap - 3.4:.1f},0 v-20 l3.4,-4.4 l3.4,4.4 v20z", tint(colour, 0.02))
        for i in range(count)
    )


def bench(tones: Tones) -> str:
    """A park bench: 92 wide, seat at 24, back to 52."""
    wood, iron = tones.wood, tones.tinted("#4a4f5c")
    return (
        stroke("M-38,0 V-50 M38,0 V-50 M-38,-22 h6 M32,-22 h6", iron, 4)
        + "".join(
            rect(-46, y, 92, 7, tint(wood, 0.02 * i), 3) for i, y in enumerate((-52, -42, -32))
        )
        + rect(-48, -24, 96, 8, tint(wood, 0.04), 3)
        + stroke("M-38,0 V-16 M38,0 V-16", iron, 5)
    )


def lamp_post(tones: Tones) -> str:
    """A street lamp, 190 tall; its light is at (0, -172)."""
    iron = tones.tinted("#3d4657")
    return (
        stroke("M0,0 V-156", iron, 5)
        + rect(-9, -10, 18, 10, iron, 3)
        + rect(-6, -22, 12, 14, iron, 3)
        + stroke("M-12,-146 h24", iron, 3)
        + path("M-11,-186 h22 l-4,28 h-14z", tones.lamp if tones.dim else tones.tinted("#dfeaf0"))
        + stroke("M-11,-186 L-7,-158 M11,-186 L7,-158 M0,-186 V-158", iron, 1.6)
        + path("M-15,-185 Q0,-206 15,-185Z", iron)
        + rect(-9, -159, 18, 4, iron, 1)
    )


def tent(tones: Tones, colour: str) -> str:
    """A ridge tent, 150 wide, 100 tall, open in front."""
    return (
        polygon([(-74, 0), (0, -100), (74, 0)], colour)
        + polygon([(0, -100), (74, 0), (26, 0)], tint(colour, -0.06))
        + polygon([(-26, 0), (0, -86), (26, 0)], tint(colour, -0.2))
        + path("M-26,0 L0,-86 L-8,0Z", tint(colour, 0.06))
        + stroke("M0,-100 v-10 M-74,0 l-12,6 M74,0 l12,6", tones.dark_wood, 2.6)
    )


def rocket(tones: Tones) -> str:
    """A friendly rocket on three fins, 240 tall."""
    body, red = tones.cream, tones.accent
    return (
        path(
            "M-34,-30 C-64,-16 -66,4 -62,16 C-50,2 -42,-2 -28,-4Z M34,-30 C64,-16 66,4 62,16 C50,2 42,-2 28,-4Z",
            red,
        )
        + path("M0,-240 C46,-190 56,-110 34,-14 H-34 C-56,-110 -46,-190 0,-240Z", body)
        + path("M0,-240 C46,-190 56,-110 34,-14 H10 C26,-100 24,-190 0,-240Z", tint(body, -0.07))
        + path("M0,-240 C20,-218 34,-196 40,-170 Q0,-156 -40,-170 C-34,-196 -20,-218 0,-240Z", red)
        + ellipse(0, -124, 23, fill=tones.metal)
        + ellipse(0, -124, 17, fill=tones.pane)
        + path("M-10,-132 q4,-8 12,-8", "none", stroke="#ffffff", stroke_width=3)
        + rect(-36, -22, 72, 12, tones.metal, 4)
        + path("M-6,-60 h12 v78 l-6,8 l-6,-8z", tint(red, -0.06))
    )


def well(tones: Tones) -> str:
    """A stone well with a roof, 110 tall."""
    stone = tones.stone
    bricks = "".join(
        rect(
            -34 + (i % 4) * 18 + (i // 4 % 2) * 7,
            -34 + (i // 4) * 11,
            14,
            8,
            tint(stone, 0.04 if i % 3 else -0.04),
            3,
        )
        for i in range(12)
    )
    return (
        rect(-32, -96, 5, 66, tones.dark_wood)
        + rect(27, -96, 5, 66, tones.dark_wood)
        + rect(-38, -38, 76, 38, stone, 6)
        + bricks
        + rect(-42, -44, 84, 9, tint(stone, 0.06), 4)
        + polygon([(-48, -88), (0, -120), (48, -88)], tones.tinted("#b0503f"))
        + rect(-30, -80, 60, 5, tones.wood, 2)
        + stroke("M0,-78 v22", tones.cream, 2)
        + path("M-8,-56 h16 l-2,14 h-12z", tones.wood)
    )


def signpost(tones: Tones) -> str:
    """Two arrows without words, 100 tall."""
    wood = tones.wood
    return (
        rect(-3.5, -100, 7, 100, tones.dark_wood, 2)
        + polygon([(-8, -94), (40, -94), (52, -84), (40, -74), (-8, -74)], wood)
        + polygon([(8, -68), (-36, -68), (-48, -58), (-36, -48), (8, -48)], tint(wood, 0.04))
        + path(line([(4, -84), (34, -84)]), "none", stroke=tones.dark_wood, stroke_width=2.5)
        + stroke("M-30,-58 H-2", tones.dark_wood, 2.5)
    )


def boat(tones: Tones, colour: str) -> str:
    """A small rowing boat seen from the side, 190 wide; the water line is y = 0."""
    d = "M-100,-34 C-60,-22 60,-22 104,-40 C96,0 76,14 50,16 H-58 C-80,10 -94,-6 -100,-34Z"
    return (
        path(d, colour)
        + path("M-94,-12 C-60,-2 60,-2 98,-18 L92,-4 C60,8 -60,8 -88,0Z", tint(colour, -0.07))
        + stroke("M-100,-34 C-60,-22 60,-22 104,-40", tones.cream, 6)
    )


def sail_boat(tones: Tones, colour: str, sail: str) -> str:
    """A hull with two sails, 220 tall; the water line is y = 0."""
    hull = "M-70,-20 C-40,-12 50,-12 80,-24 C74,6 58,16 40,18 H-40 C-58,10 -68,-4 -70,-20Z"
    return (
        stroke("M4,-18 V-190", tones.dark_wood, 4)
        + path("M10,-184 C60,-140 70,-80 62,-34 H10Z", sail)
        + path(
            "M26,-128 C44,-122 58,-120 62,-118 C66,-100 66,-90 66,-80 H26Z",
            tint(tones.accent, 0.02),
        )
        + path("M-2,-170 C-34,-130 -44,-80 -44,-34 H-2Z", tint(sail, -0.05))
        + path("M4,-190 l26,7 l-26,8z", tones.accent)
        + path(hull, colour)
        + stroke("M-70,-20 C-40,-12 50,-12 80,-24", tones.cream, 5)
    )
