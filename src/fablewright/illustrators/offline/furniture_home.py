"""Furniture of homes: beds, sofas, hearths, lamps, books."""

from __future__ import annotations

from random import Random

from fablewright.illustrators.offline.colour import mix, tint
from fablewright.illustrators.offline.furniture import Piece, legs
from fablewright.illustrators.offline.light import Tones
from fablewright.illustrators.offline.shapes import (
    ellipse,
    group,
    path,
    polygon,
    rect,
    star,
    stroke,
)


def bed(tones: Tones, r: Random) -> Piece:
    """A child's bed with a patchwork quilt and a pillow."""
    wood, quilt = tones.wood, tones.cloth(r.choice((1, 2, 4)))
    squares = "".join(
        rect(
            -44 + i * 22,
            -47 + j * 15,
            19,
            12,
            (tones.accent, tones.cream, tones.cloth(3), tint(quilt, 0.08))[(i * 2 + j * 3) % 4],
            2,
        )
        for i in range(6)
        for j in range(2)
    )
    return Piece(
        rect(-92, -86, 9, 86, tint(wood, -0.04), 3) + path("M-90,-84 C-84,-104 -78,-104 -74,-84 V-24 H-90Z", wood) + rect(82, -58, 9, 58, wood, 3) + ellipse(86.5, -60, 6, fill=tint(wood, 0.06)) + ellipse(-87.5, -88, 6, fill=tint(wood, 0.06))
        + rect(-84, -34, 168, 18, tint(wood, 0.03), 3) + rect(-80, -46, 160, 16, tones.cream, 4) + path("M-76,-44 q-2,-18 16,-18 q20,-2 20,18z", mix(tones.cream, "#ffffff", 0.5))
        + path("M-48,-30 V-48 Q0,-58 82,-50 V-22 Q20,-16 -48,-22Z", quilt) + squares + stroke("M-48,-48 Q-44,-54 -38,-53", tones.cream, 5),
        190, 104, (52, 60),
    )  # fmt: skip


def nightstand(tones: Tones, r: Random) -> Piece:
    """A small chest with a lamp that is lit at night."""
    wood = tones.wood
    shade = mix(tones.light, tones.lamp, 0.6) if tones.dim else tones.cloth(3)
    return Piece(
        rect(-24, -50, 48, 46, wood, 3)
        + rect(-27, -54, 54, 6, tint(wood, 0.05), 2)
        + "".join(
            rect(-19, y, 38, 17, tint(wood, 0.05), 2) + ellipse(0, y + 8, 2.4, fill=tones.cream)
            for y in (-46, -25)
        )
        + legs((-19, 19), 5, tint(wood, -0.06))
        + stroke("M0,-54 v-16", tones.metal, 4)
        + ellipse(0, -55, 10, 3, tones.metal)
        + path("M-18,-68 L-10,-94 H10 L18,-68Z", shade),
        56,
        96,
        (54, 8),
        (0, -78, 62),
    )


def wardrobe(tones: Tones, r: Random) -> Piece:
    """A painted wardrobe with stars cut in its doors."""
    wood = tones.tinted(r.choice(("#c98a5a", "#8fb0b8", "#b79acb")))
    return Piece(
        rect(-48, -164, 96, 160, wood, 5)
        + path("M-54,-162 Q0,-186 54,-162Z", tint(wood, 0.05))
        + "".join(
            rect(x, -152, 40, 138, tint(wood, 0.05), 3)
            + star(x + 20, -122, 8, tint(wood, -0.12))
            + ellipse(x + (34 if x < 0 else 6), -78, 2.6, fill=tones.cream)
            for x in (-43, 3)
        )
        + rect(-52, -8, 104, 8, tint(wood, -0.07), 2),
        108,
        180,
    )


def door(tones: Tones, r: Random) -> Piece:
    """A panelled door in its frame, with a mat before it."""
    paint, frame = tones.cloth(r.choice((0, 1, 2))), tones.cream
    panels = "".join(
        rect(x, y, 22, high, tint(paint, -0.04), 2)
        for x in (-26, 4)
        for y, high in ((-136, 52), (-74, 60))
    )
    return Piece(
        rect(-42, -156, 84, 156, frame, 3)
        + rect(-34, -148, 68, 148, paint, 2)
        + panels
        + ellipse(26, -70, 3.4, fill="#ffd46b")
        + path("M-40,2 H40 L48,10 H-48Z", tint(tones.accent, -0.06)),
        92,
        156,
    )


def toy_box(tones: Tones, r: Random) -> Piece:
    """An open chest of toys: a ball, blocks, a rabbit's ears."""
    wood = tones.cloth(1)
    toys = (
        ellipse(-18, -48, 14, fill=tones.accent)
        + path("M-30,-52 q12,-8 24,0", "none", stroke=tones.cream, stroke_width=4)
        + rect(4, -58, 18, 18, tones.cloth(3), 2)
        + path("M26,-44 q-4,-30 4,-30 q7,0 5,28z M36,-44 q2,-26 9,-25 q6,2 -1,27z", tones.cream)
    )
    return Piece(
        toys
        + rect(-44, -42, 88, 42, wood, 4)
        + rect(-48, -46, 96, 7, tint(wood, 0.07), 3)
        + star(0, -20, 10, tones.cream),
        98,
        76,
    )


def bookcase(tones: Tones, r: Random) -> Piece:
    """Four shelves of books, leaning here and there."""
    wood, parts = tones.wood, []
    parts.append(
        rect(-54, -176, 108, 176, wood, 4) + rect(-48, -170, 96, 164, tint(wood, -0.13), 2)
    )
    colours = (
        tones.accent,
        tones.cloth(1),
        tones.cloth(2),
        tones.cloth(3),
        tones.cloth(4),
        tones.cream,
        tones.tinted("#8a5a7c"),
    )
    for shelf in range(4):
        foot = -8 - shelf * 41
        parts.append(rect(-50, foot, 100, 5, tint(wood, 0.04)))
        x = -46.0
        while x < 38:
            w, h = r.uniform(5.5, 10), r.uniform(24, 33)
            c = r.choice(colours)
            if r.random() < 0.10 and x < 24:
                parts.append(group(rect(0, -h, w, h, c, 1), x + 5, foot, rotate=12))
                x += w + 9
            elif r.random() < 0.08 and x < 20:
                parts.append(
                    ellipse(x + 9, foot - 9, 9, fill=tones.cloth(2))
                    + rect(x + 4, foot - 2, 10, 2, tones.dark_wood)
                )
                x += 22
            else:
                parts.append(
                    rect(x, foot - h, w, h, c, 1)
                    + rect(x + 1, foot - h * 0.8, w - 2, 3, tint(c, 0.10))
                )
                x += w + 0.8
    return Piece("".join(parts) + rect(-58, -181, 116, 8, tint(wood, 0.06), 3), 118, 182)


def low_shelf(tones: Tones, r: Random) -> Piece:
    """Cubby holes with baskets and books."""
    wood, parts = tones.wood, []
    parts.append(rect(-70, -64, 140, 64, wood, 3))
    for i in range(3):
        for j in range(2):
            x, y = -65 + i * 45, -59 + j * 30
            parts.append(rect(x, y, 40, 25, tint(wood, -0.12), 2))
            if (i + j) % 2:
                c = tones.cloth(i + j)
                parts.append(
                    rect(x + 4, y + 8, 32, 17, c, 3) + rect(x + 13, y + 12, 14, 4, tint(c, -0.1), 2)
                )
            else:
                parts.append(
                    "".join(
                        rect(x + 3 + k * 7, y + 25 - h, 6, h, tones.cloth(k + i), 1)
                        for k, h in enumerate((19, 16, 20, 14, 18))
                    )
                )
    return Piece("".join(parts) + rect(-74, -69, 148, 7, tint(wood, 0.06), 3), 150, 70, (69, 66))


def sofa(tones: Tones, r: Random) -> Piece:
    """A stout sofa with cushions."""
    cloth = tones.cloth(r.choice((1, 2, 4)))
    light = tint(cloth, 0.045)
    return Piece(
        legs((-78, 78), 8, tones.dark_wood) + path("M-84,-12 V-70 Q-84,-88 -64,-88 H64 Q84,-88 84,-70 V-12Z", cloth) + rect(-70, -48, 69, 26, light, 8) + rect(1, -48, 69, 26, light, 8)
        + rect(-92, -62, 26, 56, tint(cloth, 0.02), 12) + rect(66, -62, 26, 56, tint(cloth, 0.02), 12) + rect(-84, -26, 168, 18, tint(cloth, -0.04), 5)
        + group(rect(-15, -15, 30, 30, tones.accent, 6) + star(0, 0, 7, tones.cream), -46, -60, rotate=-12) + group(rect(-14, -14, 28, 28, tones.cloth(3), 6), 46, -60, rotate=10),
        188, 90, (48, 20),
    )  # fmt: skip


def armchair(tones: Tones, r: Random) -> Piece:
    """A wing chair."""
    cloth = tones.cloth(r.choice((0, 3, 4)))
    return Piece(
        legs((-34, 34), 8, tones.dark_wood)
        + path("M-40,-14 V-84 Q-36,-112 0,-112 Q36,-112 40,-84 V-14Z", cloth)
        + "".join(
            ellipse(x, y, 2, fill=tint(cloth, -0.1)) for x, y in ((-14, -86), (14, -86), (0, -72))
        )
        + rect(-26, -48, 52, 22, tint(cloth, 0.06), 8)
        + rect(-48, -58, 22, 52, tint(cloth, 0.03), 10)
        + rect(26, -58, 22, 52, tint(cloth, 0.03), 10)
        + rect(-40, -28, 80, 20, tint(cloth, -0.04), 5),
        100,
        114,
        (48, 10),
    )


def fireplace(tones: Tones, r: Random) -> Piece:
    """A brick hearth with a fire and a mantelpiece."""
    brick, stone = tones.tinted("#b5654f"), tones.cream
    bricks = "".join(
        rect(
            -58 + (i % 6) * 20 + (i // 6 % 2) * 8,
            -104 + (i // 6) * 13,
            16,
            9,
            tint(brick, 0.045 if i % 3 else -0.04),
            2,
        )
        for i in range(48)
        if not (abs(-50 + (i % 6) * 20 + (i // 6 % 2) * 8) < 40 and i // 6 > 3)
    )
    fire = (
        path(
            "M-20,-10 C-28,-30 -8,-32 -12,-52 C4,-42 2,-30 6,-28 C10,-34 8,-40 8,-44 C24,-30 24,-14 16,-8Z",
            "#f2853a",
        )
        + path("M-8,-8 C-14,-20 0,-22 -1,-34 C10,-24 12,-12 6,-8Z", "#ffd25e")
        + stroke("M-24,-6 L24,-10 M-24,-10 L24,-5", tones.dark_wood, 6)
    )
    return Piece(
        rect(-62, -110, 124, 110, brick, 2)
        + bricks
        + path("M-38,0 V-48 Q0,-76 38,-48 V0Z", tones.tinted("#2c2530"))
        + fire
        + rect(-72, -120, 144, 12, stone, 3)
        + rect(-68, -6, 136, 6, stone, 2),
        146,
        122,
        (120, 62),
        (0, -26, 84),
    )


def piano(tones: Tones, r: Random) -> Piece:
    """An upright piano."""
    wood = tones.dark_wood
    keys = rect(-56, -66, 112, 7, tones.cream, 1) + "".join(
        rect(-52 + i * 8 + (i % 7 // 3) * 2, -66, 4, 4.5, tones.tinted("#2c2a38"))
        for i in range(13)
    )
    return Piece(
        rect(-62, -124, 124, 124, wood, 4)
        + rect(-66, -130, 132, 8, tint(wood, 0.07), 3)
        + rect(-54, -116, 108, 40, tint(wood, 0.05), 3)
        + rect(-64, -64, 128, 12, tint(wood, 0.04), 2)
        + keys
        + rect(-58, -52, 8, 52, tint(wood, -0.05))
        + rect(50, -52, 8, 52, tint(wood, -0.05))
        + rect(-18, -104, 36, 24, tones.cream, 1)
        + stroke("M-14,-98 h28 M-14,-92 h28 M-14,-86 h28", tones.dark_wood, 1),
        134,
        132,
        (130, 56),
    )


def floor_lamp(tones: Tones, r: Random) -> Piece:
    """A standard lamp."""
    shade = mix(tones.light, tones.lamp, 0.6) if tones.dim else tones.cloth(3)
    return Piece(
        stroke("M0,0 V-130", tones.dark_wood, 4)
        + ellipse(0, -2, 16, 5, tones.dark_wood)
        + path("M-28,-122 L-16,-160 H16 L28,-122Z", shade)
        + stroke("M-27,-124 H27", tint(shade, -0.08), 3),
        58,
        162,
        None,
        (0, -138, 90),
    )


def plant(tones: Tones, r: Random) -> Piece:
    """A large pot plant."""
    leaves = "".join(
        group(
            path("M0,0 C14,-14 16,-44 0,-66 C-16,-44 -14,-14 0,0Z", tones.leaf(i % 3))
            + stroke("M0,-4 V-54", tint(tones.leaf(i % 3), 0.08), 1.6),
            0,
            -34,
            r.uniform(0.85, 1.15),
            turn,
        )
        for i, turn in enumerate((-64, 62, -34, 36, 0))
    )
    return Piece(
        leaves
        + path("M-22,-38 H22 L16,0 H-16Z", tones.tinted("#c9704a"))
        + rect(-25, -42, 50, 9, tones.tinted("#d98a62"), 3),
        76,
        110,
    )


def pictures(tones: Tones, r: Random) -> Piece:
    """Three framed pictures."""

    def frame(x: float, y: float, w: float, h: float, kind: int) -> str:
        sky = tones.cloth(1 + kind)
        inner = rect(x + 4, y + 4, w - 8, h - 8, mix(sky, tones.cream, 0.55))
        if kind == 0:
            inner += path(
                f"M{x + 4:.1f},{y + h - 4:.1f} L{x + w * 0.4:.1f},{y + h * 0.4:.1f} L{x + w - 4:.1f},{y + h - 4:.1f}Z",
                tones.leaf(0),
            ) + ellipse(x + w * 0.72, y + h * 0.3, 4, fill=tones.light)
        elif kind == 1:
            inner += ellipse(x + w / 2, y + h * 0.46, w * 0.18, fill=tones.accent) + stroke(
                f"M{x + w / 2:.1f},{y + h * 0.5:.1f} V{y + h - 5:.1f}", tones.leaf(1), 2.4
            )
        else:
            inner += path(
                f"M{x + w * 0.22:.1f},{y + h * 0.66:.1f} h{w * 0.56:.1f} l-5,8 h{-w * 0.56 + 10:.1f}z",
                tones.accent,
            ) + polygon(
                [
                    (x + w * 0.5, y + h * 0.2),
                    (x + w * 0.5, y + h * 0.6),
                    (x + w * 0.76, y + h * 0.6),
                ],
                tones.cream,
            )
        return rect(x, y, w, h, tones.wood, 3) + inner

    return Piece(
        frame(-46, -60, 40, 48, r.randrange(3))
        + frame(2, -52, 30, 28, r.randrange(3))
        + frame(2, -20, 42, 20, r.randrange(3)),
        94,
        62,
    )


def clock(tones: Tones, r: Random) -> Piece:
    """A round wall clock."""
    return Piece(
        ellipse(0, -20, 20, fill=tones.dark_wood)
        + ellipse(0, -20, 16.5, fill=tones.cream)
        + stroke("M0,-20 V-31 M0,-20 L8,-16", tones.tinted("#3a3340"), 2)
        + "".join(
            group(rect(-0.8, -15.5, 1.6, 3, tones.dark_wood), 0, -20, rotate=30 * i)
            for i in range(12)
        ),
        42,
        42,
    )


def bunting(tones: Tones, r: Random) -> Piece:
    """Paper flags on a string."""
    flags = "".join(
        group(
            polygon([(-9, 0), (9, 0), (0, 18)], tones.cloth(i)),
            -66 + i * 22,
            -28 + 12 * (1 - ((i - 3) / 3) ** 2),
        )
        for i in range(7)
    )
    return Piece(stroke("M-78,-34 Q0,0 78,-34", tones.cream, 1.6) + flags, 156, 40)


def stars_mobile(tones: Tones, r: Random) -> Piece:
    """Stars on threads over a bed."""
    return Piece(
        "".join(
            stroke(f"M{x},-90 V{y}", tones.cream, 1) + star(x, y, 8, c)
            for x, y, c in (
                (-40, -50, tones.light),
                (-14, -28, tones.accent),
                (14, -46, tones.cloth(2)),
                (40, -24, tones.light),
            )
        ),
        96,
        90,
    )
