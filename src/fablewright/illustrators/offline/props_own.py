"""Props that we cut ourselves, because a story needs them often or an emblem looks wrong in paper.

Each is drawn in child units with its foot at (0, 0): name -> (height, where, words, drawing(colour)).
"""

from __future__ import annotations

from collections.abc import Callable

from fablewright.illustrators.offline.colour import tint
from fablewright.illustrators.offline.shapes import (
    ellipse,
    group,
    path,
    polygon,
    rect,
    star,
    stroke,
)


def _lantern(colour: str) -> str:
    brown = "#8a4b3a"
    return (
        stroke("M-6,-22 a6,8 0 0 1 12,0", "#5b3b30", 1.8)
        + path("M-7,-20 h14 l2.4,17 h-18.800z", "#ffdf8a")
        + path("M0,-16 C4,-11 3.600,-6 0,-6 C-3.600,-6 -4,-11 0,-16Z", "#ff9d3c")
        + path("M-8.500,-23 h17 v4 h-17z M-10,-3.500 h20 v3.500 h-20z", brown)
        + stroke("M-3,-19 L-3.800,-4 M3,-19 L3.800,-4", brown, 1)
    )


def _kite(colour: str) -> str:
    other = tint(colour, 0.04, 1.0, 150)
    return (
        path("M0,-66 L20,-36 L0,-2 L-20,-36Z", colour)
        + path("M0,-66 L20,-36 L0,-36Z", "#ffd46b")
        + path("M0,-36 L0,-2 L-20,-36Z", other)
        + stroke("M0,-66 V-2 M-20,-36 H20", "#fff8ea", 1.2)
        + stroke("M0,-2 q-9,6 -2,13 q8,7 0,15", "#fff8ea", 1.2)
        + "".join(
            group(path("M0,0 L-6,-3.500 V3.500Z M0,0 L6,-3.500 V3.500Z", own), x, y, 1, 15)
            for x, y, own in ((-4, 9, "#ffd46b"), (1, 20, colour))
        )
    )


def _paper_boat(colour: str) -> str:
    white = "#fffaf0"
    return (
        polygon([(0, -24), (-13, -8), (13, -8)], white)
        + polygon([(0, -24), (13, -8), (1, -8)], tint(white, -0.07))
        + path("M-22,-12 L-12,0 H12 L22,-12 L10,-8 H-10Z", tint(white, -0.02))
        + path("M0,-8 L12,0 H22 L22,-12 L10,-8Z", tint(white, -0.09))
        + stroke("M0,-24 v-5", colour, 1)
        + path("M0,-29 l7,2 l-7,2.500z", colour)
    )


def _boot(colour: str) -> str:
    return (
        path("M-9,-24 H5 V-11 C8,-9 16,-9 16,-2 V0 H-9Z", colour)
        + rect(-10.5, -25, 17, 5, tint(colour, 0.08), 2)
        + rect(-10, -2.4, 27, 3.4, tint(colour, -0.2), 1.5)
        + stroke("M5,-11 C8,-9.500 12,-9 14,-7", tint(colour, 0.09), 1.4)
    )


def _boots(colour: str) -> str:
    return group(_boot(tint(colour, -0.06)), -7, -1) + group(_boot(colour), 8, 0)


def _shovel(colour: str) -> str:
    return (
        stroke("M0,-54 V-18 M-6,-56 h12", "#a8744a", 4)
        + path("M-9,-22 H9 V-8 Q9,0 0,2 Q-9,0 -9,-8Z", colour)
        + path("M2,-22 H9 V-8 Q9,0 2,1.500Z", tint(colour, -0.07))
    )


def _paper_star(colour: str) -> str:
    return star(0, -13, 13, "#ffd46b") + path(
        "M0,-25 L0,-13 L11,-17Z M0,-13 L7,-3 L0,-7Z", "#f2b63f", fill_opacity=0.6
    )


def _button(colour: str) -> str:
    return (
        ellipse(0, -6, 6, fill=colour)
        + ellipse(0, -6, 4.4, fill=tint(colour, 0.06))
        + "".join(
            ellipse(x, y - 6, 0.9, fill=tint(colour, -0.25))
            for x in (-1.5, 1.5)
            for y in (-1.5, 1.5)
        )
    )


def _blanket(colour: str) -> str:
    """Folded twice, with a striped border and a fringe."""
    deep, pale = tint(colour, -0.07), tint(colour, 0.1)
    fringe = "".join(stroke(f"M{x},-1 v3.500", pale, 1.6) for x in range(-22, 24, 5))
    return (
        fringe
        + rect(-25, -9, 50, 9, deep, 3)
        + rect(-26, -17, 52, 9, colour, 4)
        + rect(-24, -20, 48, 5, tint(colour, 0.05), 2.5)
        + stroke("M-14,-19 V-1 M-9,-19 V-1 M12,-19 V-1", pale, 2.2)
        + stroke("M-24,-9 H24", tint(colour, -0.13), 1.2)
    )


def _pinwheel(colour: str) -> str:
    vanes = "".join(
        group(path("M0,0 L0,-16 C10,-15 13,-8 0,0Z", own), 0, -30, rotate=turn)
        for turn, own in (
            (0, colour),
            (90, "#ffd46b"),
            (180, tint(colour, 0.05, 1, 150)),
            (270, "#fff6e6"),
        )
    )
    return stroke("M0,0 V-30", "#a8744a", 2.2) + vanes + ellipse(0, -30, 2, fill="#5b3b30")


def _flag(colour: str) -> str:
    return (
        stroke("M0,0 V-42", "#a8744a", 2.4)
        + path("M1,-42 C10,-46 16,-36 28,-40 V-23 C16,-19 10,-29 1,-25Z", colour)
        + star(13, -32, 4.5, "#fff6e6")
    )


def _pebble(colour: str) -> str:
    return path("M-9,0 C-12,-8 -4,-12 2,-11 C10,-10 12,-3 9,0Z", "#9aa0b4") + path(
        "M-6,-4 C-6,-8 -2,-10 1,-9",
        "none",
        stroke="#c4c9d8",
        stroke_width=1.6,
        stroke_linecap="round",
    )


def _rope(colour: str) -> str:
    hemp = "#d9b27a"
    return "".join(
        ellipse(0, y, 14 - 1.5 * i, 4.5, "none", stroke=tint(hemp, -0.04 * (i % 2)), stroke_width=4)
        for i, y in enumerate((-3, -8, -13))
    ) + stroke("M12,-3 q10,2 16,3", hemp, 3.4)


def _cape(colour: str) -> str:
    return (
        path(
            "M-8,-40 C-2,-37 2,-37 8,-40 C16,-24 20,-10 22,0 Q10,-6 0,0 Q-10,-6 -22,0 C-20,-10 -16,-24 -8,-40Z",
            colour,
        )
        + path("M2,-38 C10,-24 12,-10 13,-4 Q6,-4 0,0Z", tint(colour, -0.06))
        + ellipse(0, -38, 2.4, fill="#ffd46b")
    )


def _door(colour: str) -> str:
    return (
        path("M-24,0 V-66 A24,26 0 0 1 24,-66 V0Z", "#fff3df")
        + path("M-20,0 V-65 A20,22 0 0 1 20,-65 V0Z", colour)
        + stroke("M0,0 V-86 M-20,-30 H20 M-20,-60 H20", tint(colour, -0.07), 1.8)
        + ellipse(13, -42, 2.4, fill="#ffd46b")
    )


def _nest_box(colour: str) -> str:
    return (
        rect(-14, -34, 28, 34, "#d9a56b", 2)
        + polygon([(-19, -32), (0, -50), (19, -32)], colour)
        + ellipse(0, -21, 5.4, fill="#5b3b30")
        + stroke("M0,-12 v5", "#8a5a3a", 2)
    )


def _wagon(colour: str) -> str:
    return (
        path("M-34,-30 H30 L26,-11 H-30Z", colour)
        + rect(-36, -33, 68, 5, tint(colour, 0.07), 2)
        + "".join(
            ellipse(x, -9, 9, fill="#4a4f5c") + ellipse(x, -9, 4, fill="#fff3df") for x in (-20, 18)
        )
        + stroke("M30,-18 L48,-40 M43,-42 l9,4", "#8a5a3a", 3)
    )


def _table(colour: str) -> str:
    wood = "#b57a4a"
    return (
        rect(-44, -48, 88, 7, tint(wood, 0.05), 3)
        + rect(-38, -42, 6, 42, wood)
        + rect(32, -42, 6, 42, wood)
        + rect(-38, -42, 76, 5, tint(wood, -0.05))
    )


def _snail(colour: str) -> str:
    skin = "#d9b08a"
    return (
        path("M-9,0 C-7,-3 2,-3 5,-3 C6,-6 7,-8 9,-8 C12,-8 12,-4 11,-2 C11,0 10,0 9,0Z", skin)
        + stroke("M9,-7 L8,-11 M10.500,-7 L12.500,-10.500", skin, 0.9)
        + ellipse(8, -11.3, 0.8, fill="#3a2a2a")
        + ellipse(12.7, -10.8, 0.8, fill="#3a2a2a")
        + ellipse(-1, -6, 5.6, fill=colour)
        + path(
            "M-1,-6 m-3.600,0 a3.600,3.600 0 1 1 3.600,3.600 a2.200,2.200 0 1 1 0,-4.400",
            "none",
            stroke=tint(colour, 0.14),
            stroke_width=1.1,
            stroke_linecap="round",
        )
    )


def _umbrella(colour: str) -> str:
    ribs = "".join(
        path(
            f"M0,-96 C{a * 0.5:.1f},-94 {a * 0.9:.1f},-82 {a:.1f},-64 Q{(a + b) / 2:.1f},-70 {b:.1f},-64 C{b * 0.9:.1f},-82 {b * 0.5:.1f},-94 0,-96Z",
            tint(colour, 0.05 * (i % 2)),
        )
        for i, (a, b) in enumerate(((-40, -20), (-20, 0), (0, 20), (20, 40)))
    )
    return (
        stroke("M0,-96 V-6 q0,7 -7,6", "#6b4532", 2.4) + ribs + stroke("M0,-96 v-5", "#6b4532", 2.4)
    )


def _bottle(colour: str) -> str:
    glass = "#8cc4b4"
    note = rect(-3, -16, 6, 12, "#fff3d6", 1)
    return (
        path(
            "M-3,-32 H3 V-25 C8,-22 8,-18 8,-14 V-2 Q8,0 6,0 H-6 Q-8,0 -8,-2 V-14 C-8,-18 -8,-22 -3,-25Z",
            glass,
        )
        + note
        + rect(-3.4, -35, 6.8, 6, "#b57a4a", 1.5)
        + stroke("M-5,-16 V-5", tint(glass, 0.12), 1.4)
    )


def _garland(colour: str) -> str:
    flags = "".join(
        group(polygon([(-6, 0), (6, 0), (0, 13)], own), x, y)
        for x, y, own in (
            (-36, -18, colour),
            (-18, -11, "#ffd46b"),
            (0, -9, tint(colour, 0.05, 1, 150)),
            (18, -11, "#fff3df"),
            (36, -18, colour),
        )
    )
    return stroke("M-46,-24 Q0,4 46,-24", "#fff3df", 1.4) + flags


def _machine(colour: str) -> str:
    steel = "#8d99ab"
    return (
        rect(-34, -46, 58, 46, colour, 5)
        + rect(-28, -40, 24, 18, "#fff3df", 3)
        + path("M-26,-26 q6,-10 11,-3 t9,-4", "none", stroke=steel, stroke_width=2)
        + ellipse(10, -31, 8, fill=tint(colour, -0.12))
        + star(10, -31, 6, "#ffd46b", 8, 0.7)
        + "".join(
            ellipse(-24 + 10 * i, -12, 3, fill=own)
            for i, own in enumerate(("#ffd46b", "#7cc6a6", "#fff3df"))
        )
        + stroke("M24,-20 h10 v-30 h8", steel, 6)
        + path("M36,-62 h14 l-3,12 h-8z", steel)
        + stroke("M-20,-46 v-12 M-8,-46 v-8", steel, 4)
        + ellipse(-20, -60, 4, fill=colour)
    )


def _net(colour: str) -> str:
    return (
        stroke("M14,0 L-4,-44", "#a8744a", 3)
        + path("M-18,-50 C-20,-30 -8,-22 2,-34 L8,-52Z", "#fff3df", fill_opacity=0.75)
        + stroke("M-14,-46 L2,-36 M-16,-38 L6,-48 M-8,-50 L-8,-28 M0,-51 L-2,-32", "#b9a58a", 0.9)
        + ellipse(-5, -51, 14, 4, "none", stroke=colour, stroke_width=2.6)
    )


def _piano(colour: str) -> str:
    wood = "#7d4f36"
    keys = rect(-40, -44, 80, 5, "#fffaf0", 1) + "".join(
        rect(-36 + 8 * i, -44, 3.4, 3, "#2c2a38") for i in range(9)
    )
    return (
        rect(-44, -84, 88, 84, wood, 4)
        + rect(-38, -78, 76, 26, tint(wood, 0.05), 3)
        + rect(-46, -88, 92, 6, tint(wood, 0.08), 2)
        + rect(-46, -42, 92, 8, tint(wood, 0.04), 2)
        + keys
        + rect(-14, -72, 28, 18, "#fffaf0", 1)
    )


def _ruler(colour: str) -> str:
    return rect(-22, -8, 44, 8, "#e8c46a", 1) + "".join(
        stroke(f"M{-18 + 4.5 * i:.1f},-8 v{3.4 if i % 2 else 5}", "#8a5a34", 0.8) for i in range(9)
    )


def _snowball(colour: str) -> str:
    return ellipse(0, -8, 8, fill="#f6f9ff") + path(
        "M2,-16 A8,8 0 0 1 2,0 A10,10 0 0 0 2,-16Z", "#c9d6ee"
    )


def _stamp(colour: str) -> str:
    return (
        rect(
            -9,
            -22,
            18,
            22,
            "#fffaf0",
            1,
            stroke="#fffaf0",
            stroke_width=2.4,
            stroke_dasharray="2 2",
        )
        + rect(-7, -20, 14, 18, tint(colour, 0.06))
        + path("M-7,-4 l5,-8 l4,5 l3,-3 l2,6z", "#fffaf0")
        + ellipse(3, -15, 2, fill="#ffd46b")
    )


def _stool(colour: str) -> str:
    wood = "#b57a4a"
    return (
        stroke("M-12,-30 L-16,0 M12,-30 L16,0 M0,-30 V-2 M-14,-13 H14", tint(wood, -0.04), 4)
        + rect(-20, -36, 40, 7, wood, 3)
        + rect(-17, -39, 34, 5, colour, 2.5)
    )


def _thimble(colour: str) -> str:
    return (
        path("M-6,0 L-4.500,-9 Q0,-14 4.500,-9 L6,0Z", "#c9ced9")
        + rect(-6.6, -2.6, 13.2, 2.8, "#a3abba", 1)
        + "".join(
            ellipse(x, y, 0.6, fill="#8d95a6")
            for x, y in ((-2, -8), (1, -9), (3, -6), (-1, -5), (-3, -5))
        )
    )


def _treasure(colour: str) -> str:
    wood, gold = "#8a5638", "#f0bf4c"
    coins = "".join(
        ellipse(x, y, 4, fill=own)
        for x, y, own in (
            (-14, -25, gold),
            (-6, -28, "#ffd976"),
            (3, -27, gold),
            (11, -26, "#ffd976"),
            (-1, -24, gold),
        )
    ) + polygon([(14, -30), (18, -26), (14, -22), (10, -26)], colour)
    return (
        path("M-24,-26 V-36 Q-24,-48 -10,-48 H10 Q24,-48 24,-36 V-26Z", tint(wood, -0.05))
        + path("M-21,-26 V-34 Q-20,-42 -10,-42 H10 Q20,-42 21,-34 V-26Z", tint(wood, -0.12))
        + coins
        + rect(-24, -24, 48, 24, wood, 2)
        + "".join(rect(x, -24, 5, 24, gold) for x in (-19, 14))
        + rect(-5, -22, 10, 9, gold, 2)
        + ellipse(0, -18, 1.6, fill=wood)
    )


def _signpost(colour: str) -> str:
    wood = "#b57a4a"
    return (
        rect(-3, -88, 6, 88, tint(wood, -0.12), 2)
        + polygon([(-8, -82), (30, -82), (40, -73), (30, -64), (-8, -64)], wood)
        + polygon([(8, -58), (-28, -58), (-38, -49), (-28, -40), (8, -40)], tint(wood, 0.05))
        + stroke("M0,-73 H24 M-24,-49 H0", tint(wood, -0.16), 2.4)
    )


def _bench(colour: str) -> str:
    wood, iron = "#b57a4a", "#4a4f5c"
    return (
        stroke("M-34,0 V-46 M34,0 V-46", iron, 4)
        + "".join(
            rect(-42, y, 84, 7, tint(wood, 0.02 * i), 3) for i, y in enumerate((-50, -40, -30))
        )
        + rect(-44, -22, 88, 8, tint(wood, 0.04), 3)
    )


def _sandcastle(colour: str) -> str:
    sand = "#e3c083"
    tower = path("M-9,0 L-7,-24 H7 L9,0Z", sand) + "".join(
        rect(x, -28, 3.6, 5, sand) for x in (-7, -1.8, 3.4)
    )
    return (
        group(tower, -19)
        + group(tower, 19)
        + path("M-22,0 L-20,-17 H20 L22,0Z", tint(sand, -0.03))
        + group(tower, 0, -14)
        + path("M-5,0 V-7 A5,5 0 0 1 5,-7 V0Z", tint(sand, -0.2))
        + stroke("M0,-40 v-13", "#8a5a34", 1.2)
        + path("M0,-53 l10,3.500 l-10,3.500z", colour)
    )


def _mud(colour: str) -> str:
    mud, wet = "#7a5236", "#a3775a"
    return (
        path(
            "M-34,0 C-38,-5 -28,-7 -24,-9 C-22,-19 -12,-18 -8,-21 C-3,-28 8,-26 11,-19 C18,-18 23,-13 24,-8 C31,-7 38,-4 33,0 C20,3 -20,3 -34,0Z",
            mud,
        )
        + path(
            "M-19,-9 C-16,-15 -9,-14 -6,-18 C-2,-22 3,-22 6,-19 C0,-18 -3,-13 -8,-12 C-12,-11 -15,-8 -19,-9Z",
            wet,
        )
        + ellipse(17, -7, 5, 1.6, wet)
        + ellipse(-38, -1, 3.4, 1.5, mud)
        + ellipse(40, -1.500, 2.6, 1.3, mud)
    )


WIDTHS: dict[str, int] = {
    "blanket": 55, "boots": 46, "rope": 50, "wagon": 104, "table": 88, "paper-boat": 44, "garland": 94,
    "machine": 90, "ruler": 44, "bench": 88, "mud": 84, "pinwheel": 34, "shovel": 20, "lantern": 20,
    "bottle": 18, "door": 50, "snail": 26,
}  # fmt: skip
"""How wide those are that are not about as wide as tall."""

Own = tuple[float, str, tuple[str, ...], Callable[[str], str]]
OWN: dict[str, Own] = {
    "umbrella": (100, "floor", ("brolly", "parasol", "umbrellas"), _umbrella),
    "lantern": (28, "hand", ("oil-lantern", "storm-lantern", "lamp-light", "lamp"), _lantern),
    "kite": (66, "air", ("kites",), _kite),
    "paper-boat": (28, "hand", ("toy-boat", "paper-ship"), _paper_boat),
    "boot": (25, "hand", ("shoe", "wellington", "welly"), _boot),
    "boots": (26, "hand", ("shoes", "wellingtons", "wellies", "slippers"), _boots),
    "shovel": (58, "hand", ("spade", "digger"), _shovel),
    "paper-star": (26, "hand", ("gold-star", "star-shape"), _paper_star),
    "button": (12, "hand", ("buttons",), _button),
    "blanket": (20, "hand", ("quilt", "rug", "towel", "cloth", "pillow", "cushion"), _blanket),
    "pinwheel": (46, "hand", ("windmill-toy", "whirligig"), _pinwheel),
    "flag": (44, "hand", ("pennant", "banner", "flags"), _flag),
    "pebble": (12, "hand", ("skipping-stone", "marble", "bean"), _pebble),
    "rope": (17, "hand", ("coil", "cord", "skipping-rope"), _rope),
    "cape": (40, "hand", ("cloak", "costume"), _cape),
    "door": (92, "floor", ("gate", "doorway", "little-door"), _door),
    "nest-box": (50, "floor", ("birdhouse", "bird-house"), _nest_box),
    "wagon": (40, "floor", ("cart", "wheelbarrow", "barrow", "handcart"), _wagon),
    "table": (48, "floor", ("desk", "workbench"), _table),
    "bottle": (35, "hand", ("bottles", "message-in-a-bottle", "potion", "vial"), _bottle),
    "garland": (24, "air", ("bunting", "paper-chain", "streamers", "decorations"), _garland),
    "machine": (64, "floor", ("contraption", "invention", "engine", "gadget"), _machine),
    "net": (55, "hand", ("butterfly-net", "fishing-net"), _net),
    "piano": (88, "floor", ("organ", "keyboard"), _piano),
    "ruler": (10, "hand", ("tape-measure", "yardstick"), _ruler),
    "snowball": (16, "hand", ("snowballs", "pearl"), _snowball),
    "stamp": (22, "hand", ("stamps",), _stamp),
    "stool": (40, "floor", ("footstool", "step-stool"), _stool),
    "thimble": (13, "hand", ("thimbles",), _thimble),
    "treasure": (48, "floor", ("treasure-chest", "chest", "coffer"), _treasure),
    "signpost": (88, "floor", ("sign", "sign-post"), _signpost),
    "bench": (52, "floor", ("park-bench", "pew"), _bench),
    "sandcastle": (54, "floor", ("sand-castle",), _sandcastle),
    "mud": (26, "floor", ("puddle", "puddles", "mud-puddle", "mudpie"), _mud),
    "snail": (12, "hand", ("snails", "slug"), _snail),
}  # fmt: skip
