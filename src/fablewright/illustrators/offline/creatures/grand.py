"""The big ones: bear, horse, elephant."""

from __future__ import annotations

from fablewright.illustrators.offline.colour import tint
from fablewright.illustrators.offline.creatures.kit import (
    Beast,
    face,
    grin,
    nose,
    trunk,
)
from fablewright.illustrators.offline.shapes import ellipse, number, path, smooth, stroke


def bear(beast: Beast) -> None:
    """Bears stand upright like people, and sit like them."""
    t, c = beast.turn, beast.coat
    low = 0.0 if beast.sits else -13.0
    w = 20.0
    if beast.sits:
        for s in (-1, 1):
            beast.front.add(
                ellipse(s * 15 + t * 4, -6, 7.4, 7.2, beast.glint)
                + ellipse(s * 15 + t * 5, -6, 4.4, 4.3, beast.light)
            )
    else:
        step = 5 if beast.steps else 0
        for s in (-1, 1):
            x = s * 9 + s * step * (1 if beast.side else 0)
            beast.body.add(
                stroke(f"M{s * 9},-20 L{x},-6", c if s > 0 else beast.shade, 15)
                + ellipse(x + t * 5, -4, 9, 4.4, beast.shade)
            )
    beast.body.add(
        path(
            smooth(
                [
                    (0, low - 46),
                    (13, low - 43),
                    (w, low - 24),
                    (18, low - 6),
                    (9, low),
                    (-9, low),
                    (-18, low - 6),
                    (-w, low - 24),
                    (-13, low - 43),
                ]
            ),
            c,
        )
    )
    if not beast.away:
        beast.body.add(ellipse(t * 4, low - 20, 12.5, 15.5, beast.light))
    for s in (-1, 1):
        up = beast.raised and (s > 0 or beast.pose in ("arms_wide", "hug", "jump"))
        end = (s * 30, low - 54) if up else (s * 24 + (8 * t if s > 0 else 0), low - 16)
        bend = (s * 27, low - 34) if up else (s * 25, low - 28)
        arm = stroke(
            f"M{s * 14},{low - 36} Q{bend[0]},{bend[1]} {number(end[0])},{number(end[1])}",
            c if s > 0 else beast.shade,
            11.5,
        )
        arm += ellipse(end[0], end[1] + (0 if up else 1), 5.6, 5.6, c if s > 0 else beast.shade) + (
            ellipse(end[0], end[1], 2.8, 2.6, beast.light) if up and not beast.away else ""
        )
        (beast.front if s > 0 and not beast.away else beast.back).add(arm)
        beast.anchors["right_hand" if s > 0 else "left_hand"] = end
        beast.corners.append((end[0] + s * 8, end[1] - 6))
    beast.corners += [(-w, 0), (w, low - 46)]
    beast.put_head(_bear_head(beast), (t * 4, low - 56), 1.08, chin=14)


def _bear_head(beast: Beast) -> str:
    t, c = beast.turn, beast.coat
    h = ""
    for s in (-1, 1):
        h += ellipse(s * 14 - t * 2, -13.6, 6.2, 6.2, c) + (
            "" if beast.away else ellipse(s * 14 - t * 2, -13.2, 3.4, 3.4, beast.light)
        )
    h += path(
        smooth(
            [
                (0, -17.6),
                (12, -15),
                (19.4, -5),
                (19, 5),
                (12.5, 14),
                (0, 16.2),
                (-12.5, 14),
                (-19, 5),
                (-19.4, -5),
                (-12, -15),
            ]
        ),
        c,
    )
    x = t * 8
    if not beast.away:
        h += ellipse(x, 7.4, 8.6, 6.6, beast.light) + face(beast, 7.6, -2.4, 0.92, 7.6, (13, 6.4))
        h += nose((x, 4.2), 3.3) + grin(beast, (x, 8.6), 0.7)
    return h


def horse(beast: Beast) -> None:
    """Side-on in every view."""
    c = beast.coat
    stride = 11.0 if beast.pose == "run" else 6.0 if beast.pose == "walk" else 0.0
    beast.back.add(
        path(
            "M-30,-56 C-44,-58 -50,-42 -45,-22 C-42,-18 -38,-22 -38,-27 C-38,-38 -34,-44 -27,-47Z",
            beast.dark,
        )
    )
    for x, move, far in (
        (-15, -stride, True),
        (20, stride, True),
        (-23, stride, False),
        (12, -stride, False),
    ):
        tone = beast.shade if far else c
        foot = x + move
        drawn = stroke(f"M{x},-36 Q{number(x + move * 0.2)},-20 {number(foot)},-6", tone, 8.6)
        drawn += path(
            f"M{number(foot - 4.6)},-6 h9.2 l1.6,6 h-12Z",
            beast.dark,
            stroke=beast.dark,
            stroke_width=1,
            stroke_linejoin="round",
        )
        (beast.back if far else beast.body).add(drawn)
    barrel = [
        (-32, -46),
        (-28, -58),
        (-14, -61),
        (4, -57),
        (17, -64),
        (26, -78),
        (40, -82),
        (46, -68),
        (36, -56),
        (30, -40),
        (14, -32),
        (-8, -33),
        (-25, -33),
    ]
    beast.body.add(path(smooth([(float(x), float(y)) for x, y in barrel]), c))
    beast.body.add(
        path(
            smooth(
                [
                    (9, -58),
                    (12, -72),
                    (22, -88),
                    (36, -95),
                    (36, -86),
                    (29, -78),
                    (27, -68),
                    (21, -62),
                    (18, -54),
                ]
            ),
            beast.dark,
        )
    )
    beast.body.add(
        path(
            "M-10,-60.500 C-2,-54 6,-54 12,-58 L12,-44 Q0,-38 -10,-44Z",
            beast.accent,
            fill_opacity=0.95,
        )
        + stroke("M-10,-44 Q0,-38 12,-44", "#fff2d6", 1.6)
    )
    beast.corners += [(-50, 0), (68, -116)]
    beast.put_head(_horse_head(beast), (42, -84), 1.08, chin=4)
    beast.anchors |= {"right_hand": (14.0, -4.0), "left_hand": (-22.0, -4.0)}


def _horse_head(beast: Beast) -> str:
    c = beast.coat
    h = ""
    for x in (-7, 4):
        h += path(
            f"M{x - 4},-13 C{x - 5},-21 {x - 1},-26 {x + 1},-28 C{x + 5},-24 {x + 5},-18 {x + 4},-13Z",
            c,
        )
    h += path(
        smooth(
            [
                (-13, -8),
                (-6, -16),
                (6, -16),
                (13, -8),
                (17, 2),
                (23, 10),
                (22, 18),
                (13, 21),
                (3, 18),
                (-5, 10),
                (-13, 2),
            ]
        ),
        c,
    )
    if not beast.away:
        h += path(smooth([(8, 9), (16, 4.6), (23, 10), (22, 18), (13, 21), (5, 17)]), beast.light)
        h += path("M-1,-15 C3,-9 4,-2 2,3 C-2,-1 -3,-9 -1,-15Z", beast.light, fill_opacity=0.9)
        h += (
            face(beast, 6.8, -3, 1.0, 6, None)
            + ellipse(12, 9.6, 1.0, 1.4, beast.dark)
            + ellipse(19, 9.4, 1.0, 1.4, beast.dark)
        )
        h += ellipse(-6, 5, 3.2, 2.3, "#ff8f84", fill_opacity=0.5) + grin(beast, (14.6, 14.2), 0.7)
    h += path("M-10,-11 C-12,-23 2,-28 8,-21 C4,-20 5,-14 1,-9 C-2,-12 -6,-13 -10,-11Z", beast.dark)
    return h


def elephant(beast: Beast) -> None:
    c = beast.coat
    t = beast.turn
    if beast.side:
        beast.back.add(
            stroke("M-36,-56 C-44,-52 -45,-42 -43,-36", beast.shade, 3)
            + ellipse(-43, -34, 3, 4, beast.dark)
        )
        trunk(beast, 62, 24, 40, 15, tint(c, -0.04), belly=False)
        beast.body.add(
            path(
                smooth(
                    [
                        (-38, -44),
                        (-28, -64),
                        (-4, -71),
                        (20, -68),
                        (36, -54),
                        (36, -34),
                        (18, -22),
                        (-10, -21),
                        (-32, -26),
                    ]
                ),
                c,
            )
        )
        at = (34.0, -62.0)
        beast.corners += [(-48, 0), (72, -90)]
    else:
        for s in (-1, 1):
            beast.body.add(
                stroke(f"M{s * 15},-30 V-8", beast.shade, 17)
                + ellipse(s * 15, -4, 10, 4.6, tint(c, -0.04))
            )
        beast.body.add(
            path(
                smooth(
                    [
                        (0, -66),
                        (22, -60),
                        (30, -36),
                        (24, -14),
                        (0, -9),
                        (-24, -14),
                        (-30, -36),
                        (-22, -60),
                    ]
                ),
                c,
            )
        )
        at = (0.0, -60.0)
        beast.corners += [(-40, 0), (40, -88)]
        if beast.away:
            beast.body.add(stroke("M0,-36 C4,-30 2,-22 4,-16", beast.shade, 3))
    beast.put_head(_elephant_head(beast), at, 1.05, chin=14)
    beast.anchors["right_hand"] = (at[0] + t * 9 + 20, at[1] + 18)


def _elephant_head(beast: Beast) -> str:
    t, c = beast.turn, beast.coat
    h = ""
    flap = {"joy": -8, "surprised": -14, "wonder": -6, "sad": 8}.get(beast.mood, 0)
    for s in (-1, 1):
        wide = 1.0 if s * t <= 0 else 0.72
        ear = path("M0,-14 C14,-26 30,-16 27,2 C25,16 12,20 0,8Z", beast.shade) + path(
            "M3,-10 C13,-19 24,-12 22,1 C20,11 11,13 3,5Z",
            "#eda7a2",
            fill_opacity=0.0 if beast.away else 0.85,
        )
        h += f'<g transform="translate({s * 14 - t * 3},0) scale({s * wide},1) rotate({flap})">{ear}</g>'
    h += path(
        smooth(
            [
                (0, -22),
                (14, -18.5),
                (21, -5),
                (19, 9),
                (9, 17),
                (0, 18),
                (-9, 17),
                (-19, 9),
                (-21, -5),
                (-14, -18.5),
            ]
        ),
        c,
    )
    x = t * 9
    if not beast.away:
        up = beast.mood in ("joy", "wonder") or beast.raised
        nose_line = (
            f"M{number(x)},6 C{number(x + 2)},24 {number(x + 12)},30 {number(x + 20)},{14 if up else 26}"
            if beast.side
            else f"M0,6 C-3,20 3,30 {'12,24' if up else '2,36'}"
        )
        h += grin(beast, (x - 7 if beast.side else -8, 13), 0.7)
        h += stroke(nose_line, tint(c, -0.02), 10) + stroke(
            f"M{number(x - 3)},12 q3,1.5 6,0 M{number(x - 2)},17 q3,1.6 6,0", beast.shade, 1.2
        )
        h += face(beast, 9.0, -3, 1.0, 9, (14, 8))
    return h
