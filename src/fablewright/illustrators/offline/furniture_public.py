"""Furniture of schools, workshops, museums, ships and wards."""

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


def blackboard(tones: Tones, r: Random) -> Piece:
    """A board with a chalk sun, a house and sums in dots."""
    green, chalk = tones.tinted("#2f5d52"), mix("#ffffff", tones.ambient, 0.15)
    drawing = (
        ellipse(-52, -66, 10, fill="none", stroke=chalk, stroke_width=2)
        + "".join(group(stroke("M0,-14 v-6", chalk, 2), -52, -66, rotate=45 * i) for i in range(8))
        + stroke("M-14,-28 v-22 l18,-16 l18,16 v22z M-2,-28 v-12 h10 v12", chalk, 2)
        + "".join(ellipse(44 + 9 * (i % 3), -66 + 9 * (i // 3), 2.6, fill=chalk) for i in range(6))
        + stroke("M40,-36 h34 M40,-26 h24", chalk, 2)
    )
    return Piece(
        rect(-92, -96, 184, 92, tones.wood, 4)
        + rect(-86, -90, 172, 80, green, 2)
        + drawing
        + rect(-80, -9, 160, 5, tint(tones.wood, 0.06), 2)
        + rect(-30, -13, 14, 4, chalk, 1),
        190,
        98,
    )


def wall_map(tones: Tones, r: Random) -> Piece:
    """A map of somewhere."""
    sea, earth = tones.tinted("#9fc9d6"), tones.leaf(2)
    return Piece(
        rect(-52, -70, 104, 66, tones.cream, 2)
        + rect(-47, -65, 94, 56, sea)
        + path(
            "M-38,-56 q14,-8 22,2 q6,10 -4,14 q-4,14 -12,8 q-12,-10 -6,-24z M6,-58 q22,-6 32,6 q4,12 -10,14 q-4,18 -14,10 q-16,-16 -8,-30z",
            earth,
        )
        + stroke("M-30,-20 q20,-14 40,-4 t30,-2", tones.accent, 2, stroke_dasharray="4 4")
        + rect(-56, -74, 112, 5, tones.dark_wood, 2)
        + rect(-56, -6, 112, 5, tones.dark_wood, 2),
        116,
        76,
    )


def school_desk(tones: Tones, r: Random) -> Piece:
    """A pupil's desk with a book."""
    wood = tones.wood
    return Piece(
        legs((-30, 30), 46, tones.metal, 4)
        + path("M-40,-50 H40 L36,-44 H-36Z", wood)
        + rect(-40, -54, 80, 6, tint(wood, 0.05), 2)
        + rect(-34, -45, 68, 12, tint(wood, -0.06), 2)
        + path("M-18,-56 q9,-5 18,0 q9,-5 18,0 v3 h-36z", tones.cream),
        86,
        58,
        (54, 14),
    )


def workbench(tones: Tones, r: Random) -> Piece:
    """A bench with a vice, shavings and half a birdhouse."""
    wood = tones.wood
    vice = rect(-62, -74, 20, 12, tones.metal, 2) + stroke(
        "M-70,-68 h8 M-72,-74 v12", tones.metal, 3
    )
    house = (
        rect(14, -84, 24, 24, tint(wood, 0.09), 1)
        + polygon([(9, -82), (26, -98), (43, -82)], tones.accent)
        + ellipse(26, -72, 4, fill=tones.dark_wood)
    )
    curls = "".join(
        ellipse(x, -63, 4, fill="none", stroke=tint(wood, 0.12), stroke_width=2)
        for x in (-20, -12, -4)
    )
    return Piece(
        legs((-56, 56), 54, tint(wood, -0.06), 10)
        + rect(-60, -22, 120, 7, tint(wood, -0.03))
        + rect(-68, -60, 136, 12, wood, 3)
        + vice
        + house
        + curls
        + rect(-46, -44, 30, 20, tones.tinted("#b0503f"), 2)
        + rect(-36, -49, 10, 6, tones.metal, 2),
        142,
        98,
        (60, 8),
    )


def tool_wall(tones: Tones, r: Random) -> Piece:
    """Hammer, saw, pliers and a square on a board."""
    board, handle, steel = tint(tones.wood, 0.08), tones.accent, tones.metal
    hammer = rect(-60, -54, 5, 38, handle, 2) + rect(-69, -62, 23, 10, steel, 2)
    saw = (
        path("M-32,-56 L22,-44 V-38 L-32,-38Z", steel)
        + path("M-46,-58 h16 v22 h-16z", handle)
        + rect(-42, -52, 8, 9, board, 3)
    )
    others = (
        stroke("M-30,-26 h34 M-30,-26 v16", steel, 5)
        + rect(34, -62, 5, 26, steel, 1)
        + rect(32, -38, 9, 24, tones.cloth(1), 3)
        + rect(50, -60, 4, 24, steel, 1)
        + rect(48, -38, 8, 22, tones.cloth(2), 3)
        + stroke("M12,-24 a7,7 0 1 0 10,0 M17,-14 v8", handle, 4)
    )
    return Piece(
        rect(-76, -72, 152, 70, board, 3)
        + "".join(
            ellipse(-68 + i * 17, -66, 1.2, fill=tint(board, -0.14))
            + ellipse(-68 + i * 17, -7, 1.2, fill=tint(board, -0.14))
            for i in range(9)
        )
        + hammer
        + saw
        + others,
        158,
        76,
    )


def dinosaur(tones: Tones, r: Random) -> Piece:
    """A small skeleton on a plinth, with a smile."""
    bone, plinth = tones.cream, tones.stone
    body = stroke("M-74,-92 Q-40,-54 0,-66 Q34,-74 44,-108 Q48,-128 58,-128", bone, 7)
    ribs = stroke(
        "M-26,-62 q-6,20 2,30 M-12,-64 q-6,24 2,34 M2,-66 q-4,24 4,32 M16,-72 q-2,20 4,26", bone, 4
    )
    legs = stroke(
        "M-24,-54 L-34,-34 L-24,-18 M-30,-18 h14 M14,-62 L22,-36 L14,-18 M8,-18 h14 M30,-84 l14,10 l-4,8",
        bone,
        5,
    )
    head = (
        path("M50,-140 q24,-8 36,8 q2,8 -6,9 l-24,1 q-10,0 -6,-18z", bone)
        + ellipse(62, -132, 3.4, fill=tint(plinth, -0.2))
        + stroke("M60,-121 h22", tint(plinth, -0.2), 1.6, stroke_dasharray="3 2")
        + path("M58,-120 l22,-1 q-2,7 -12,7z", tint(bone, -0.03))
    )
    return Piece(
        rect(-70, -18, 140, 18, plinth, 3)
        + rect(-76, -22, 152, 6, tint(plinth, 0.06), 2)
        + body
        + ribs
        + legs
        + head,
        170,
        148,
    )


def column(tones: Tones, r: Random) -> Piece:
    """A fluted column that goes up out of the picture."""
    stone = tones.cream
    return Piece(
        rect(-16, -420, 32, 412, stone)
        + "".join(stroke(f"M{x},-416 V-14", tint(stone, -0.06), 2.4) for x in (-8, 0, 8))
        + rect(-22, -14, 44, 14, tint(stone, -0.04), 2)
        + rect(-19, -20, 38, 8, tint(stone, 0.02), 2),
        52,
        110,
    )


def great_picture(tones: Tones, r: Random) -> Piece:
    """A landscape in a gold frame behind a rope."""
    gold = tones.tinted("#d9aa4f")
    x = (
        rect(-62, -92, 124, 88, gold, 4)
        + rect(-55, -85, 110, 74, tones.sky[1])
        + path("M-55,-30 Q-20,-52 10,-34 T55,-36 V-11 H-55Z", tones.leaf(0))
        + path("M-55,-20 Q-10,-34 55,-20 V-11 H-55Z", tones.leaf(2))
        + ellipse(26, -66, 11, fill=tones.light)
        + path("M-30,-38 l10,-26 l10,26z", tones.leaf(1))
        + stroke("M-58,-88 H58 V-8 H-58Z", tint(gold, 0.08), 2)
    )
    return Piece(x, 126, 96)


def plinth_vase(tones: Tones, r: Random) -> Piece:
    """A painted vase on a stand."""
    vase = tones.cloth(r.choice((0, 1, 4)))
    return Piece(
        rect(-24, -62, 48, 62, tones.stone, 2)
        + rect(-28, -66, 56, 7, tint(tones.stone, 0.06), 2)
        + path(
            "M-8,-112 H8 C6,-104 20,-100 18,-84 C16,-74 10,-70 9,-66 H-9 C-10,-70 -16,-74 -18,-84 C-20,-100 -6,-104 -8,-112Z",
            vase,
        )
        + stroke("M-16,-92 H16 M-17,-84 q4,4 8,0 t8,0 t8,0 t8,0", tones.cream, 2.4),
        58,
        114,
    )


def console(tones: Tones, r: Random) -> Piece:
    """A control desk with round lamps, levers and a screen of waves."""
    body, dark = tones.metal, tones.tinted("#27324e")
    lamps = "".join(
        ellipse(
            -62 + i * 14,
            -30 - 9 * (i % 2),
            4.2,
            fill=(tones.accent, tones.light, tones.cloth(2))[i % 3],
        )
        for i in range(10)
    )
    return Piece(
        path("M-84,0 L-76,-44 H76 L84,0Z", body)
        + rect(-70, -96, 62, 46, dark, 6)
        + stroke("M-64,-74 q8,-16 16,0 t16,0 t16,0", tones.cloth(2), 3)
        + rect(0, -90, 66, 40, dark, 6)
        + ellipse(32, -70, 14, fill="none", stroke=tones.light, stroke_width=2.4)
        + ellipse(32, -70, 4, fill=tones.accent)
        + rect(-80, -50, 160, 8, tint(body, 0.07), 3)
        + lamps
        + stroke("M60,-34 L70,-54", tones.cream, 4)
        + ellipse(71, -56, 5, fill=tones.accent),
        172,
        98,
        (50, 8),
    )


def porthole(tones: Tones, r: Random) -> Piece:
    """A round window on the stars."""
    dark = tones.tinted("#1c2450")
    return Piece(
        ellipse(0, -48, 48, fill=tones.metal)
        + ellipse(0, -48, 40, fill=dark)
        + "".join(
            star(x, y - 48, s, tones.light)
            for x, y, s in ((-18, -16, 3), (14, -24, 2), (22, 10, 3), (-26, 14, 2), (4, 26, 2))
        )
        + ellipse(10, -44, 15, fill=tones.accent)
        + path(
            "M-12,-40 C0,-30 26,-40 34,-54",
            "none",
            stroke=tones.light,
            stroke_width=3,
            stroke_linecap="round",
        )
        + "".join(
            ellipse(44 * x, -48 + 44 * y, 2.2, fill=tint(tones.metal, -0.14))
            for x, y in (
                (1, 0),
                (-1, 0),
                (0, 1),
                (0, -1),
                (0.7, 0.7),
                (-0.7, 0.7),
                (0.7, -0.7),
                (-0.7, -0.7),
            )
        ),
        98,
        98,
    )


def hospital_bed(tones: Tones, r: Random) -> Piece:
    """A clean bed on wheels, with a chart."""
    rail, sheet = tones.metal, mix(tones.cream, "#ffffff", 0.4)
    return Piece(
        stroke("M-84,-8 V-84 M-84,-80 Q-66,-92 -62,-76 V-40 M84,-8 V-56 M-84,-34 H84", rail, 5)
        + rect(-80, -46, 160, 16, sheet, 5)
        + path("M-78,-44 q-2,-18 18,-20 q18,0 18,20z", "#ffffff")
        + path("M-46,-30 V-50 Q10,-58 78,-50 V-28Z", tones.cloth(2))
        + stroke("M-46,-48 Q0,-56 30,-54", sheet, 5)
        + "".join(ellipse(x, -5, 5, fill=tones.tinted("#4a4f5c")) for x in (-80, 80))
        + rect(68, -44, 20, 24, tones.cream, 2)
        + stroke("M72,-37 h12 M72,-31 h12 M72,-25 h8", tones.metal, 1.6),
        180,
        92,
        (52, 40),
    )


def screen(tones: Tones, r: Random) -> Piece:
    """A curtain on rings between two beds."""
    cloth = tones.cloth(1)
    folds = "".join(
        path(f"M{-44 + i * 15},-150 h15 l-2,132 q-6,6 -12,0z", tint(cloth, 0.05 if i % 2 else 0.0))
        for i in range(6)
    )
    return Piece(stroke("M-54,-154 H56", tones.metal, 4) + folds, 112, 158)


def scales(tones: Tones, r: Random) -> Piece:
    """A trolley with bandages and a jar of plasters; a heart on the front."""
    white = mix(tones.cream, "#ffffff", 0.3)
    return Piece(
        rect(-34, -62, 68, 52, white, 4)
        + rect(-38, -66, 76, 7, tones.metal, 2)
        + path("M0,-22 C-20,-36 -10,-52 0,-42 C10,-52 20,-36 0,-22Z", tones.accent)
        + "".join(ellipse(x, -5, 5, fill=tones.tinted("#4a4f5c")) for x in (-26, 26))
        + rect(-28, -84, 16, 18, tones.cloth(2), 3)
        + rect(-29, -88, 18, 5, tones.metal, 1)
        + ellipse(8, -73, 8, fill=white)
        + ellipse(8, -73, 3, fill=tones.cloth(3)),
        80,
        90,
        (66, 8),
    )


def trunk(tones: Tones, r: Random) -> Piece:
    """An old travelling chest."""
    wood, iron = tones.dark_wood, tones.tinted("#c79a4f")
    return Piece(
        path("M-48,-34 V-44 Q-48,-64 -24,-64 H24 Q48,-64 48,-44 V-34Z", tint(wood, 0.06))
        + rect(-48, -36, 96, 36, wood, 3)
        + "".join(rect(x, -62, 8, 62, iron, 1) for x in (-34, 26))
        + rect(-50, -38, 100, 5, iron, 1)
        + rect(-8, -42, 16, 15, iron, 3)
        + ellipse(0, -35, 2.4, fill=wood),
        102,
        66,
        (64, 20),
    )


def boxes(tones: Tones, r: Random) -> Piece:
    """Cardboard boxes and a rolled carpet."""
    card = tones.tinted("#cfa06c")
    return Piece(
        rect(-50, -46, 52, 46, card, 1)
        + rect(-50, -46, 52, 6, tint(card, 0.06))
        + rect(-28, -46, 8, 46, tint(card, 0.08))
        + rect(4, -34, 42, 34, tint(card, -0.04), 1)
        + rect(-36, -78, 38, 32, tint(card, 0.03), 1)
        + group(
            rect(-9, -100, 18, 100, tones.cloth(4), 8)
            + "".join(rect(-9, -90 + i * 22, 18, 7, tones.cloth(3)) for i in range(4)),
            62,
            0,
            rotate=8,
        ),
        130,
        104,
        (34, 12),
    )


def dress_form(tones: Tones, r: Random) -> Piece:
    """A tailor's figure with a hat and a scarf."""
    cloth = tones.cloth(4)
    return Piece(
        stroke("M0,-40 V-4 M-18,0 L0,-10 L18,0", tones.dark_wood, 4)
        + path(
            "M-16,-112 C-26,-92 -10,-76 -20,-42 H20 C10,-76 26,-92 16,-112 Q0,-104 -16,-112Z", cloth
        )
        + rect(-5, -122, 10, 14, tones.dark_wood, 3)
        + path(
            "M-26,-122 Q0,-130 26,-122 Q0,-116 -26,-122Z M-14,-124 q0,-16 14,-16 q14,0 14,16z",
            tones.accent,
        )
        + path(
            "M-14,-108 Q0,-98 14,-108 L10,-100 L16,-70 L8,-72 L5,-99 Q0,-97 -14,-108Z",
            tones.cloth(3),
        ),
        62,
        140,
    )
