"""The low and the wet: hedgehog, turtle, frog, snail, octopus, whale."""

from __future__ import annotations

import math

from fablewright.illustrators.offline.colour import tint
from fablewright.illustrators.offline.creatures.kit import Beast, face, fluff, grin, nose
from fablewright.illustrators.offline.shapes import ellipse, number, path, smooth, stroke


def hedgehog(beast: Beast) -> None:
    t, c = beast.turn, beast.coat
    spikes = "".join(
        f"M{number(-t * 6 + math.cos(a) * 15)},{number(-17 + math.sin(a) * 10.5)} l{number(math.cos(a - 0.3) * 3.6)},{number(math.sin(a - 0.3) * 3.2)}"
        for a in (math.radians(200 + k * 17) for k in range(9))
    )
    if beast.side:
        beast.back.add(fluff((-5, -16), (20, 15.5), 17, 0.12, c))
        beast.back.add(
            stroke(spikes, beast.glint, 1.2)
            + stroke(
                "M-14,-14 l-2,-3 M-8,-9 l-3,-2 M-16,-8 l-3,-1 M-6,-18 l-1,-4 M-12,-22 l-2,-3 M0,-24 l0,-3.500",
                beast.glint,
                1.2,
            )
        )
        for x in (-12, -2, 8):
            beast.body.add(ellipse(x + (1.5 if beast.steps else 0), -1.6, 3.6, 2.2, beast.dark))
        beast.body.add(
            path(
                smooth([(-12, -4), (-2, -8), (8, -12), (13, -8), (10, -2.4), (-8, -2.2)]),
                beast.light,
            )
        )
        at = (12.0, -15.0)
    else:
        beast.back.add(fluff((0, -18), (19.5, 17.5), 17, 0.12, c))
        if beast.away:
            beast.back.add(
                stroke(
                    "M-8,-24 l-2,-3 M0,-26 l0,-4 M8,-24 l2,-3 M-9,-14 l-3,-2 M0,-15 l0,-4 M9,-14 l3,-2 M-4,-8 l-1,-3 M5,-8 l1,-3",
                    beast.glint,
                    1.3,
                )
            )
        else:
            beast.body.add(ellipse(0, -8.5, 11, 8, beast.light))
        for s in (-1, 1):
            beast.body.add(ellipse(s * 7, -1.6, 4.2, 2.3, beast.dark))
            beast.front.add(
                ""
                if beast.away
                else ellipse(
                    s * (12 if beast.raised else 6.5),
                    -18 if beast.raised else -10,
                    2.8,
                    2.6,
                    beast.dark,
                )
            )
        at = (0.0, -19.0)
    beast.put_head(_hedgehog_head(beast), at, chin=8)
    beast.anchors |= {"right_hand": (at[0] + 6, -9.0), "left_hand": (-6.0, -8.0)}
    beast.corners += [(-27, 0), (32, -35)]


def _hedgehog_head(beast: Beast) -> str:
    t = beast.turn
    h = ""
    if not beast.away:
        h += ellipse(-8 - t * 2, -7, 3.4, 3.4, beast.light) + (
            "" if beast.side else ellipse(8, -7, 3.4, 3.4, beast.light)
        )
        h += path(
            smooth(
                [
                    (-10, -4),
                    (-3, -9.4),
                    (7, -8),
                    (12 + t * 4, 0),
                    (14 + t * 12, 4.6),
                    (9, 8.6),
                    (-2, 9.6),
                    (-10, 5),
                ]
            )
            if beast.side
            else smooth(
                [
                    (0, -10),
                    (9, -7.4),
                    (12, 0.5),
                    (8, 7.6),
                    (0, 9.6),
                    (-8, 7.6),
                    (-12, 0.5),
                    (-9, -7.4),
                ]
            ),
            beast.light,
        )
        x = t * 8
        h += face(beast, 5.2, -0.8, 0.74, 6, (8.2, 4.2), ground=beast.light)
        h += nose((t * 35 if beast.side else 0, 4.2), 2.2) + grin(beast, (x * 1.2, 6.4), 0.46)
    return h


def turtle(beast: Beast) -> None:
    c = beast.coat
    shell = beast.dark
    if beast.side:
        step = 3 if beast.steps else 0
        beast.back.add(path("M-20,-6 Q-29,-5 -28,-2 Q-22,-1 -18,-3Z", c))
        for x, s in ((-13, -step), (11, step)):
            beast.body.add(
                stroke(f"M{x},-8 L{x + s},-3", c, 8)
                + ellipse(x + s + 1, -2, 5, 2.4, tint(c, -0.05))
            )
        dome = "M-22,-8 C-22,-30 -10,-34 0,-34 C12,-34 21,-26 21,-8 Q0,-4 -22,-8Z"
        beast.front.add(path(dome, shell))
        cells = "M-9,-31 L-5,-20 L6,-20 L10,-31 M-5,-20 L-11,-8 M6,-20 L11,-8 M-21,-17 L-8,-14 M20.500,-17 L8,-14"
        beast.front.add(
            f"<g {beast.front.clip(dome)}>{stroke(cells, tint(shell, 0.1), 1.5)}{ellipse(-8, -27, 5, 3, '#ffffff', fill_opacity=0.14)}</g>"
        )
        beast.front.add(stroke("M-22,-8 Q0,-4 21,-8", tint(shell, -0.08), 3))
        at = (27.0, -24.0)
        beast.body.add(stroke("M15,-11 Q23,-12 26,-20", c, 9))
    else:
        beast.back.add(
            ellipse(0, -17, 19, 16.5, shell) + ellipse(0, -17, 16.4, 14, tint(shell, 0.05))
        )
        for s in (-1, 1):
            up = beast.raised
            beast.body.add(
                stroke(f"M{s * 11},-20 L{s * 20},{-28 if up else -13}", c, 6.4)
                + stroke(f"M{s * 8},-8 L{s * 9},-3", c, 7.4)
                + ellipse(s * 9.4, -2, 5, 2.4, tint(c, -0.05))
            )
        if beast.away:
            beast.body.add(
                ellipse(0, -17, 17, 15, shell)
                + stroke(
                    "M0,-32 V-2 M-16,-17 H16 M-10,-27 L10,-7 M10,-27 L-10,-7", tint(shell, 0.1), 1.3
                )
            )
        else:
            beast.body.add(
                ellipse(0, -15, 12, 12.6, beast.light)
                + stroke("M-11,-15 h22 M0,-27 v24", tint(beast.light, -0.1), 1.0)
            )
        at = (0.0, -38.0)
    beast.put_head(_turtle_head(beast), at, chin=10)
    beast.anchors |= {"right_hand": (19.0, -12.0), "left_hand": (-19.0, -12.0)}
    beast.corners += [(-30, 0), (42, -34)]


def _turtle_head(beast: Beast) -> str:
    t, c = beast.turn, beast.coat
    h = path(
        smooth(
            [
                (0, -12.6),
                (9.4, -10.4),
                (13.6, -1.6),
                (11.4, 7),
                (0, 11),
                (-11.4, 7),
                (-13.6, -1.6),
                (-9.4, -10.4),
            ]
        ),
        c,
    )
    if not beast.away:
        h += face(beast, 5.9, -1.4, 0.84, 6, (9, 4.6)) + grin(beast, (t * 6, 5.6), 0.66)
        h += ellipse(t * 7 - 0.9, 2.2, 0.45, 0.45, tint(c, -0.18)) + ellipse(
            t * 7 + 0.9, 2.2, 0.45, 0.45, tint(c, -0.18)
        )
    return h


def frog(beast: Beast) -> None:
    t, c = beast.turn, beast.coat
    jump = beast.pose in ("jump", "run")
    for s in (-1, 1):
        if jump:
            beast.back.add(
                stroke(f"M{s * 8},-8 Q{s * 20},-10 {s * 14},0", beast.shade, 6)
                + ellipse(s * 15, -0.6, 5.5, 2, beast.shade)
            )
        else:
            beast.back.add(
                ellipse(s * 12.5, -6.5, 6.6, 7, beast.shade)
                + path(f"M{s * 6},0 q{s * 4},-4.500 {s * 15},-3 q{s * 1.5},2 0,3Z", c)
            )
    beast.body.add(
        path(
            smooth([(0, -24), (10, -21), (13, -10), (9, -1.6), (-9, -1.6), (-13, -10), (-10, -21)]),
            c,
        )
    )
    if not beast.away:
        beast.body.add(ellipse(t * 3, -9, 8, 7.4, beast.light))
    for s in (-1, 1):
        up = beast.raised and not jump
        end = (s * 15.0, -22.0) if up else (s * 7.0, -1.6)
        beast.body.add(
            stroke(f"M{s * 8},-14 Q{s * 12},-9 {end[0]},{end[1]}", beast.glint, 4.4)
            + ellipse(end[0], end[1], 3.4, 1.8 if not up else 3, beast.glint)
        )
        beast.anchors["right_hand" if s > 0 else "left_hand"] = end
    beast.put_head(_frog_head(beast), (t * 4, -27), chin=8)
    beast.corners += [(-23, 0), (23, -44)]


def _frog_head(beast: Beast) -> str:
    t, c = beast.turn, beast.coat
    h = path(
        smooth(
            [
                (0, -9),
                (10, -8.6),
                (17, -1),
                (15, 7.6),
                (6, 11.4),
                (-6, 11.4),
                (-15, 7.6),
                (-17, -1),
                (-10, -8.6),
            ]
        ),
        c,
    )
    x = t * 5
    for s in (-1, 1):
        h += ellipse(x * 0.8 + s * 8.2, -8.4, 6.6, 6.6, c)
    if not beast.away:
        h += ellipse(x, 6.4, 11, 4.4, beast.light, fill_opacity=0.55)
        h += face(beast, 8.2, -8.4, 0.98, 4, (12.6, 10.6), iris="#a8761e", brows=False)
        h += ellipse(x - 1.2, 0.4, 0.5, 0.5, tint(c, -0.2)) + ellipse(
            x + 1.2, 0.4, 0.5, 0.5, tint(c, -0.2)
        )
        h += grin(beast, (x, 3.6), 1.15)
    return h


def snail(beast: Beast) -> None:
    t, c = beast.turn or 0.5, beast.coat
    beast.body.add(
        path(
            "M-24,0 C-22,-6 -10,-7 4,-7 C10,-8 11,-16 13,-22 C16,-28 24,-25 23,-17 C22,-8 20,0 14,0Z",
            beast.light,
        )
    )
    beast.back.add(ellipse(-4, -17, 15, 14.4, c))
    spiral = "M8,-10 C11,-24 -3,-31 -12,-24 C-19,-17 -14,-7 -5,-8 C2,-9 3,-18 -3,-20 C-8,-21 -10,-15 -6,-13.500"
    beast.front.add(
        ellipse(-4, -17, 15, 14.4, c)
        + stroke(spiral, beast.dark, 2.4)
        + ellipse(-9, -26, 3.4, 1.8, "#ffffff", fill_opacity=0.3)
    )
    h = ""
    for s, lean in ((-1, -5), (1, 4)):
        h += stroke(
            f"M{s * 2.6},-5 Q{s * 3 + lean * 0.4},-10 {s * 4.4 + lean * 0.5},-13", beast.light, 2.4
        )
    h += path(
        smooth([(0, -8), (7, -5.6), (9, 1), (5, 7), (-5, 7), (-9, 1), (-7, -5.6)]), beast.light
    )
    if not beast.away:
        for s, lean in ((-1, -5), (1, 4)):
            h += ellipse(s * 4.4 + lean * 0.5, -13.4, 1.7, 1.7, beast.light)
        h += face(beast, 3.9, -0.6, 0.62, 3.4, (6, 3), ground=beast.light) + grin(
            beast, (t * 3, 3.4), 0.42
        )
    beast.put_head(h, (18, -22), chin=6)
    beast.anchors |= {"right_hand": (20.0, -12.0), "left_hand": (-20.0, -3.0)}
    beast.corners += [(-26, 0), (30, -38)]


def octopus(beast: Beast) -> None:
    t, c = beast.turn, beast.coat
    ends = [(-30, -3, -1), (-19, -1.6, -1), (-7, -1, -1), (7, -1, 1), (19, -1.6, 1), (30, -3, 1)]
    for i, (x, y, s) in enumerate(ends):
        up = (beast.raised and i in (0, 5)) or (beast.pose == "wave" and i == 5)
        tone = c if i % 2 else beast.shade
        sheet = beast.front if i in (0, 5) else beast.back
        if up:
            d = f"M{s * 9},-20 C{s * 22},-14 {s * 33},-24 {s * 29},-40 Q{s * 27},-46 {s * 23},-43"
            end = (s * 27.0, -44.0)
        else:
            d = f"M{s * min(10, abs(x) * 0.5)},-20 C{number(x * 0.9)},-16 {number(x * 0.7)},{y} {x},{y - 2.4} q{s * 6},-1 {s * 5},-6"
            end = (x + s * 5.0, y - 8.0)
        sheet.add(stroke(d, tone, 7.2 if i in (0, 5) else 6.6))
        if not beast.away and not up:
            sheet.add(
                "".join(
                    ellipse(
                        x * (0.78 + 0.1 * k),
                        y - 3.4 + k * 0.5,
                        0.9,
                        0.7,
                        beast.light,
                        fill_opacity=0.8,
                    )
                    for k in range(3)
                )
            )
        if i in (0, 5):
            beast.anchors["right_hand" if s > 0 else "left_hand"] = end
            beast.corners.append((end[0] + s * 5, end[1] - 4))
    edge = smooth(
        [
            (0, -64),
            (15, -60),
            (22, -46),
            (19, -32),
            (14, -22),
            (0, -17),
            (-14, -22),
            (-19, -32),
            (-22, -46),
            (-15, -60),
        ]
    )
    h = path(edge, c)
    spots = "".join(
        ellipse(x, y, r, r * 0.8, beast.glint)
        for x, y, r in ((-10, -57, 3.4), (-4, -60.5, 1.8), (-15, -49, 2.2))
    )
    h += spots
    if not beast.away:
        middle = t * 8
        h += f'<g transform="translate(0,-38)">{face(beast, 8.0, 0, 1.08, 8, (13.4, 7))}{grin(beast, (middle, 9.4), 0.95)}</g>'
    bow = beast.tilt * 0.7
    beast.head.add(f'<g transform="rotate({number(bow)} 0 -18)">{h}</g>')
    beast.anchors |= {"head": (0.0, -40.0), "eyes": (t * 8, -38.0)}
    beast.corners += [(-36, 0), (36, -65)]


def whale(beast: Beast) -> None:
    t, c = beast.turn or 0.5, beast.coat
    lift = -6 if beast.raised or beast.mood == "joy" else 0
    beast.back.add(
        f'<g transform="rotate({lift} -38 -20)">'
        + path(
            "M-34,-16 C-46,-18 -52,-26 -54,-36 C-62,-44 -70,-44 -76,-40 C-72,-32 -66,-27 -58,-26 C-60,-20 -66,-16 -70,-10 C-60,-7 -50,-10 -46,-18 C-42,-12 -36,-8 -30,-8Z",
            beast.shade,
        )
        + "</g>"
    )
    edge = smooth(
        [
            (-44, -18),
            (-30, -30),
            (-8, -46),
            (18, -52),
            (40, -46),
            (51, -30),
            (47, -13),
            (30, -3),
            (4, -1),
            (-20, -5),
            (-36, -11),
        ]
    )
    beast.body.add(path(edge, c))
    under = smooth(
        [(52, -22), (30, -14), (4, -13), (-24, -11), (-40, -12), (-20, 2), (20, 6), (52, -2)]
    )
    lines = "M44,-9 C30,-5 14,-4 0,-6 M47,-14 C30,-9.500 10,-8 -6,-9"
    beast.body.add(
        f"<g {beast.body.clip(edge)}>{path(under, beast.light)}{stroke(lines, tint(beast.light, -0.1), 1.0)}</g>"
    )
    beast.front.add(path("M6,-14 C0,-6 -12,-1 -20,2 C-22,-5 -14,-14 -2,-19Z", beast.shade))
    if beast.mood in ("joy", "wonder", "smile") and not beast.away:
        spray = "M16,-53 C15,-62 8,-67 1,-64 M17,-53 C17,-64 16,-68 17,-72 M18,-53 C19,-62 26,-67 33,-64"
        beast.back.add(
            stroke(spray, "#cdeeff", 3)
            + ellipse(1, -61, 2, 2.4, "#cdeeff")
            + ellipse(33, -61, 2, 2.4, "#cdeeff")
        )
        beast.corners.append((16, -74))
    if not beast.away:
        beast.head.add(
            f'<g transform="translate(30,-29)">{face(beast, 9.6, 0, 1.0, 3, (14, 6.6))}{grin(beast, (3.4, 8), 1.15)}</g>'
        )
    else:
        beast.head.add(ellipse(16, -51, 2.4, 1, beast.shade))
    beast.anchors |= {
        "head": (28.0, -30.0),
        "eyes": (31.0, -29.0),
        "right_hand": (-16.0, -2.0),
        "left_hand": (-60.0, -30.0),
    }
    beast.corners += [(-78, 0), (54, -53)]
    del t
