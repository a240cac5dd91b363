"""Birds: owl, penguin, duck, and the small one that sings."""

from __future__ import annotations

from fablewright.illustrators.offline.colour import tint
from fablewright.illustrators.offline.creatures.kit import Beast, face
from fablewright.illustrators.offline.shapes import ellipse, number, path, smooth, stroke

BEAK = "#f0a23a"


def _beak(beast: Beast, x: float, y: float, size: float) -> str:
    """Seen from the front: open when the feeling is loud, its corners down when sad."""
    if beast.away:
        return ""
    lower = ""
    if beast.mood in ("joy", "wonder", "surprised"):
        lower = path(
            f"M{number(x - size * 0.8)},{number(y)} Q{number(x)},{number(y + size * 2.3)} {number(x + size * 0.8)},{number(y)}Z",
            "#a8412f",
        )
    droop = 0.7 if beast.mood in ("sad", "worried") else 0.0
    return lower + path(
        f"M{number(x - size)},{number(y + droop)} Q{number(x)},{number(y - size * 1.2)} {number(x + size)},{number(y + droop)} Q{number(x + beast.turn * size)},{number(y + size * 1.3)} {number(x - size)},{number(y + droop)}Z",
        BEAK,
    )


def _wing(
    beast: Beast, side: int, at: tuple[float, float], length: float, wide: float, lifted: float
) -> str:
    """A wing from its shoulder; `lifted` is how far it is raised in degrees."""
    hang = path(
        f"M{number(-wide * 0.5)},0 C{number(-wide)},{number(length * 0.6)} {number(-wide * 0.3)},{number(length)} {number(wide * 0.1)},{number(length)} C{number(wide * 0.8)},{number(length * 0.7)} {number(wide * 0.8)},{number(length * 0.2)} {number(wide * 0.5)},0Z",
        beast.shade,
    )
    hang += stroke(
        f"M{number(-wide * 0.2)},{number(length * 0.5)} q{number(wide * 0.3)},3 {number(wide * 0.6)},0 M{number(-wide * 0.2)},{number(length * 0.7)} q{number(wide * 0.2)},3 {number(wide * 0.4)},0",
        tint(beast.coat, -0.1),
        0.9,
    )
    return f'<g transform="translate({number(at[0])},{number(at[1])}) rotate({number(-side * lifted)})">{hang}</g>'


def _wings(beast: Beast, x: float, y: float, length: float, wide: float) -> None:
    for side in (-1, 1):
        up = beast.raised and (side > 0 or beast.pose in ("arms_wide", "jump", "hug", "reach_up"))
        lifted = 128.0 if up else 12.0
        beast.front.add(_wing(beast, side, (side * x, y), length, wide, lifted))
        tip = (side * (x + length * (0.78 if up else 0.2)), y + length * (-0.6 if up else 0.95))
        beast.anchors["right_hand" if side > 0 else "left_hand"] = tip
        beast.corners.append((tip[0] + side * wide * 0.5, tip[1]))


def _feet(beast: Beast, gap: float, size: float) -> None:
    for side in (-1, 1):
        x = side * gap + beast.turn * 2 + (side * 2 if beast.steps else 0)
        beast.back.add(
            path(
                f"M{number(x - size)},0 q{number(size * 0.2)},{number(-size * 0.9)} {number(size)},{number(-size * 0.9)} q{number(size * 0.9)},0 {number(size * 1.1)},{number(size * 0.9)}Z",
                BEAK,
            )
        )


def owl(beast: Beast) -> None:
    t, c = beast.turn, beast.coat
    _feet(beast, 6, 4.4)
    edge = smooth(
        [(0, -36), (11, -33), (16, -20), (12, -6), (0, -1.4), (-12, -6), (-16, -20), (-11, -33)]
    )
    beast.body.add(path(edge, c))
    if not beast.away:
        beast.body.add(
            path(
                smooth(
                    [
                        (t * 4, -27),
                        (9 + t * 3, -21),
                        (8 + t * 3, -7),
                        (t * 3, -3.4),
                        (-8 + t * 3, -7),
                        (-9 + t * 3, -21),
                    ]
                ),
                beast.light,
            )
        )
        ticks = "".join(
            f"M{number(t * 3 - 5 + j * 5 + (i % 2) * 2.5 - 1.6)},{-19 + i * 4.2:.1f} q1.6,2.2 3.2,0"
            for i in range(4)
            for j in range(3 - i % 2)
        )
        beast.body.add(stroke(ticks, tint(beast.light, -0.16), 0.95))
    _wings(beast, 13, -29, 21, 9)
    beast.corners += [(-17, 0), (17, -36)]
    beast.put_head(_owl_head(beast), (t * 3, -42), chin=12)


def _owl_head(beast: Beast) -> str:
    t, c = beast.turn, beast.coat
    h = ""
    for s in (-1, 1):
        h += path(
            f"M{s * 15},-3 L{s * 16.5},-19.5 Q{s * 8},-16 {s * 3},-10Z",
            c,
            stroke=c,
            stroke_width=1.4,
            stroke_linejoin="round",
        )
    h += path(
        smooth(
            [
                (0, -13.4),
                (12, -12),
                (17.6, -3),
                (16, 6.5),
                (8, 12),
                (0, 13),
                (-8, 12),
                (-16, 6.5),
                (-17.6, -3),
                (-12, -12),
            ]
        ),
        c,
    )
    if beast.away:
        h += stroke("M-6,-4 q6,4 12,0 M-8,2 q8,4 16,0", beast.shade, 1.2)
    else:
        for s in (-1, 1):
            h += ellipse(t * 6 + s * 7.4, -0.4, 7.9, 8.2, beast.light)
        h += face(beast, 7.4, -0.4, 1.12, 6, (12, 8.4), iris="#c98a22", ground=beast.light) + _beak(
            beast, t * 7, 6.2, 2.7
        )
    return h


def penguin(beast: Beast) -> None:
    t, c = beast.turn, beast.coat
    _feet(beast, 7, 5.6)
    beast.body.add(
        path(
            smooth(
                [
                    (0, -46),
                    (12, -42),
                    (17.5, -26),
                    (16, -9),
                    (8, -1.6),
                    (-8, -1.6),
                    (-16, -9),
                    (-17.5, -26),
                    (-12, -42),
                ]
            ),
            c,
        )
    )
    if not beast.away:
        beast.body.add(
            path(
                smooth(
                    [
                        (t * 5, -40),
                        (10.5 + t * 3, -32),
                        (12 + t * 2, -14),
                        (6 + t * 3, -4),
                        (-6 + t * 3, -4),
                        (-12 + t * 4, -14),
                        (-10.5 + t * 4, -32),
                    ]
                ),
                beast.light,
            )
        )
        beast.body.add(
            stroke(
                f"M{number(-11 + t * 2)},-40 Q{number(t * 4)},-34.5 {number(11 + t * 2)},-40",
                beast.accent,
                4.6,
            )
            + path(f"M{number(5 + t * 2)},-38 l5,-.6 l1,11 l-5,.6Z", tint(beast.accent, -0.04))
        )
    _wings(beast, 14.5, -37, 23, 7.5)
    beast.corners += [(-18, 0), (18, -46)]
    beast.put_head(_penguin_head(beast), (t * 3, -51), chin=12)


def _penguin_head(beast: Beast) -> str:
    t, c = beast.turn, beast.coat
    h = path(
        smooth(
            [
                (0, -16),
                (11, -13.4),
                (17, -4),
                (16, 6),
                (9, 12.4),
                (0, 13.6),
                (-9, 12.4),
                (-16, 6),
                (-17, -4),
                (-11, -13.4),
            ]
        ),
        c,
    )
    if not beast.away:
        x = t * 6.5
        for s in (-1, 1):
            h += ellipse(x + s * 6, 0.4, 7.4, 8.4, beast.light)
        h += ellipse(x, 7, 8.4, 5.2, beast.light)
        h += face(beast, 6.4, -0.6, 0.92, 6.5, (9.6, 5.8), ground=beast.light) + _beak(
            beast, x * 1.1, 5.2, 3.1
        )
    return h


def duck(beast: Beast) -> None:
    c = beast.coat
    _feet(beast, 5, 5)
    if beast.side:
        beast.body.add(
            path(
                smooth(
                    [
                        (-22, -24),
                        (-14, -22),
                        (0, -26),
                        (12, -24),
                        (16, -14),
                        (9, -4),
                        (-6, -3.4),
                        (-18, -10),
                    ]
                ),
                c,
            )
        )
        wing_lift = -24 if beast.raised else 0
        beast.front.add(
            f'<g transform="rotate({wing_lift} 4 -18)">'
            + path(
                smooth([(4, -20), (-3, -21), (-15, -17), (-10, -9), (0, -8), (6, -13)]), beast.shade
            )
            + "</g>"
        )
        beast.anchors["right_hand"], beast.anchors["left_hand"] = (10.0, -14.0), (-12.0, -14.0)
        at = (11.0, -35.0)
        beast.corners += [(-24, 0), (30, -24)]
    else:
        beast.body.add(
            path(
                smooth(
                    [
                        (0, -30),
                        (11, -26),
                        (16, -14),
                        (11, -4),
                        (0, -2.4),
                        (-11, -4),
                        (-16, -14),
                        (-11, -26),
                    ]
                ),
                c,
            )
        )
        if not beast.away:
            beast.body.add(ellipse(0, -13, 9, 9, beast.light))
        _wings(beast, 13, -23, 17, 8)
        beast.corners += [(-17, 0), (17, -30)]
        at = (0.0, -36.0)
    beast.put_head(_duck_head(beast), at, chin=10)


def _duck_head(beast: Beast) -> str:
    t, c = beast.turn, beast.coat
    h = path("M-2,-12 C-6,-19 1,-21 3,-17 C5,-20 8,-16 3,-12Z", c)
    h += path(
        smooth(
            [
                (0, -13.6),
                (9.6, -11),
                (14, -2.5),
                (12.4, 6.5),
                (6, 11.6),
                (-6, 11.6),
                (-12.4, 6.5),
                (-14, -2.5),
                (-9.6, -11),
            ]
        ),
        c,
    )
    if not beast.away:
        x = t * 7
        h += face(beast, 5.8, -1.8, 0.84, 6, (9, 4.6))
        wide = 6.4
        gape = 4.6 if beast.mood in ("joy", "surprised", "wonder") else 2.4
        h += path(
            f"M{number(x - wide * 0.8)},4.4 Q{number(x + t * 9)},{number(5 + gape * 1.7)} {number(x + wide * 0.8 + t * 3)},4.4Z",
            "#c8702a",
        )
        h += path(
            f"M{number(x - wide)},4.6 C{number(x - wide * 0.6)},.8 {number(x + wide * 0.6)},.8 {number(x + wide + t * 5)},4 C{number(x + wide + t * 4)},6.6 {number(x - wide)},7.4 {number(x - wide)},4.6Z",
            BEAK,
        )
        h += ellipse(x - 1.4 + t * 3, 3.2, 0.5, 0.4, "#a8641f") + ellipse(
            x + 1.4 + t * 3, 3.2, 0.5, 0.4, "#a8641f"
        )
    return h


def bird(beast: Beast) -> None:
    """Small and round; it is mostly head."""
    t, c = beast.turn, beast.coat
    for side in (-1, 1):
        x = side * 3.4 + t * 2
        beast.back.add(
            stroke(
                f"M{number(x)},-6 V-1 M{number(x)},-1.2 l3,.2 M{number(x)},-1.2 l-2,.2",
                "#8a5a3a",
                1.3,
            )
        )
    if beast.side:
        beast.back.add(
            path(
                "M-10,-12 L-27,-17 L-25,-10 L-29,-6 L-10,-5Z",
                beast.shade,
                stroke=beast.shade,
                stroke_width=1.5,
                stroke_linejoin="round",
            )
        )
    edge = smooth(
        [
            (0, -30),
            (10, -27.6),
            (15.4, -18),
            (13.4, -8),
            (6, -3.4),
            (-6, -3.4),
            (-13.4, -8),
            (-15.4, -18),
            (-10, -27.6),
        ]
    )
    h = path(edge, c)
    if not beast.away:
        h += f"<g {beast.head.clip(edge)}>{ellipse(t * 8, -7, 11, 10, beast.light)}</g>"
    h += path("M-1,-29 C-5,-37 2,-39 3,-34 C6,-37 8,-32 3,-29Z", beast.shade)
    if not beast.away:
        h += (
            f'<g transform="translate(0,-18.5)">{face(beast, 5.8, 0, 0.84, 6, (9, 4.8))}</g>'
            + _beak(beast, t * 8.5, -14.4, 2.8)
        )
    lean = {"sad": 8, "sleepy": 8, "joy": -5, "wonder": -5}.get(beast.mood, 0) if beast.side else 0
    beast.head.add(f'<g transform="rotate({lean} 0 -5)">{h}</g>')
    flap = 112 if beast.raised or beast.steps else 24
    for side in (-1, 1):
        if beast.side and side > 0:
            continue
        beast.front.add(_wing(beast, side, (side * 13 + t * 2, -14.5), 12, 7, flap))
        tip = (side * 18.0, -26.0) if flap > 90 else (side * 15.0, -8.0)
        beast.anchors["right_hand" if side > 0 else "left_hand"] = tip
        beast.corners.append((tip[0] + side * 6, tip[1] - 4))
    beast.anchors.setdefault("right_hand", (15.0, -12.0))
    beast.anchors["head"] = (0, -18)
    beast.anchors["eyes"] = (t * 6, -18.5)
    beast.corners += [(-30 if beast.side else -20, 0), (18, -38)]
