"""Those who are not in the fields: dragon, dinosaur, robot, and the fluffy monster."""

from __future__ import annotations

from fablewright.illustrators.offline.colour import tint
from fablewright.illustrators.offline.creatures.kit import Beast, face, fluff, grin
from fablewright.illustrators.offline.shapes import ellipse, number, path, rect, smooth, stroke

METAL, METAL_DARK = "#c9d0dc", "#7d879b"


def _upright(beast: Beast, tall: float, wide: float) -> None:
    """Two strong legs, a belly, two small arms: dragons and dinosaurs."""
    t, c = beast.turn, beast.coat
    low = 0.0 if beast.sits else -11.0
    for s in (-1, 1):
        if beast.sits:
            beast.front.add(ellipse(s * wide * 0.84 + t * 6, -5, 7.6, 5.4, beast.glint))
        else:
            x = s * wide * 0.52 + (s * 4 if beast.steps else 0)
            beast.body.add(
                stroke(
                    f"M{number(s * wide * 0.48)},-18 L{number(x)},-6",
                    c if s > 0 else beast.shade,
                    12.5,
                )
                + ellipse(x + t * 6, -3.6, 8.6, 3.9, beast.glint if s > 0 else beast.shade)
            )
            for k in (-1, 0, 1):
                beast.body.add(ellipse(x + t * 9 + k * 4.4, -1.8, 1.5, 1.3, beast.light))
    beast.body.add(
        path(
            smooth(
                [
                    (0, low - tall),
                    (wide * 0.62, low - tall * 0.9),
                    (wide, low - tall * 0.45),
                    (wide * 0.8, low - 4),
                    (0, low + 0.6),
                    (-wide * 0.8, low - 4),
                    (-wide, low - tall * 0.45),
                    (-wide * 0.62, low - tall * 0.9),
                ]
            ),
            c,
        )
    )
    if not beast.away:
        edge = smooth(
            [
                (t * 6, low - tall * 0.86),
                (wide * 0.56 + t * 4, low - tall * 0.5),
                (wide * 0.44 + t * 4, low - 5),
                (t * 4, low - 2.4),
                (-wide * 0.44 + t * 4, low - 5),
                (-wide * 0.56 + t * 4, low - tall * 0.5),
            ]
        )
        bars = "".join(f"M-30,{number(low - tall * k)} q30,4 60,0" for k in (0.2, 0.36, 0.52, 0.68))
        beast.body.add(
            path(edge, beast.light)
            + f"<g {beast.body.clip(edge)}>{stroke(bars, tint(beast.light, -0.08), 1.1)}</g>"
        )
    for s in (-1, 1):
        up = beast.raised and (s > 0 or beast.pose in ("arms_wide", "hug", "jump"))
        end = (
            (s * (wide + 8), low - tall * 1.04)
            if up
            else (s * wide * 0.78 + t * 8, low - tall * 0.42)
        )
        bend = (s * (wide + 7), low - tall * 0.66) if up else (s * (wide + 4), low - tall * 0.5)
        arm = stroke(
            f"M{number(s * wide * 0.66)},{number(low - tall * 0.72)} Q{number(bend[0])},{number(bend[1])} {number(end[0])},{number(end[1])}",
            beast.glint if s > 0 else beast.shade,
            7.4,
        )
        (beast.back if beast.away else beast.front).add(arm)
        beast.anchors["right_hand" if s > 0 else "left_hand"] = end
        beast.corners.append((end[0] + s * 6, end[1] - 4))
    beast.corners += [(-wide, 0), (wide, low - tall)]
    beast.anchors["neck"] = (t * 4, low - tall)


def dragon(beast: Beast) -> None:
    t = beast.turn
    for s in (-1, 1):
        up = -14 if beast.raised or beast.mood in ("joy", "wonder") else 0
        wing = "M0,0 C10,-26 30,-34 42,-30 C38,-24 37,-20 38,-14 C32,-17 28,-15 26,-9 C21,-12 16,-9 14,-3 C9,-5 4,-3 0,0Z"
        drawn = path(wing, beast.accent) + stroke(
            "M1,-2 C14,-18 28,-26 41,-29.500 M6,-6 C16,-12 22,-14 27,-11 M12,-12 C22,-19 30,-20 37,-16",
            tint(beast.accent, -0.09),
            1.4,
        )
        beast.back.add(
            f'<g transform="translate({s * 9 - t * 8},-44) scale({s},1) rotate({up})">{drawn}</g>'
        )
    beast.back.add(
        path(
            "M-8,-10 C-26,-4 -42,-10 -44,-26 L-51,-24 L-46,-38 L-36,-30 L-39,-27 C-36,-18 -22,-18 -8,-24Z",
            beast.shade,
        )
    )
    beast.corners += [(-54, 0), (48, -86)]
    _upright(beast, 40, 18)
    x0, y0 = beast.anchors.pop("neck")
    beast.put_head(_dragon_head(beast), (x0, y0 - 9), 1.1, chin=14)


def _dragon_head(beast: Beast) -> str:
    t, c = beast.turn, beast.coat
    h = ""
    for s in (-1, 1):
        h += path(
            f"M{s * 7},-13 C{s * 9},-21 {s * 14},-25 {s * 18},-26 C{s * 17},-20 {s * 14},-14 {s * 12},-9Z",
            beast.light,
        )
        h += path(
            f"M{s * 16},-2 L{s * 25 - t * 3},-8 L{s * 23 - t * 3},2 L{s * 16.5},6Z",
            beast.accent,
            stroke=beast.accent,
            stroke_width=1.2,
            stroke_linejoin="round",
        )
    h += path(
        "M-3,-16 L0,-24 L3,-16Z",
        beast.accent,
        stroke=beast.accent,
        stroke_width=1.4,
        stroke_linejoin="round",
    )
    h += path(
        smooth(
            [
                (0, -17.4),
                (12, -14.4),
                (18, -4),
                (17.4, 5.5),
                (12.6 + t * 4, 13),
                (t * 4, 15.6),
                (-12.6 + t * 4, 13),
                (-17.4, 5.5),
                (-18, -4),
                (-12, -14.4),
            ]
        ),
        c,
    )
    x = t * 8
    if not beast.away:
        h += path(
            smooth([(x, 3.4), (9 + x, 5), (11 + x, 10), (x, 15), (-11 + x, 10), (-9 + x, 5)]),
            beast.glint,
        )
        for s in (-1, 1):
            h += ellipse(x + s * 3.4, 6.4, 1.2, 0.9, tint(c, -0.2))
        h += face(beast, 7.6, -3.2, 1.0, 7.6, (13, 6.6), iris="#c9791e") + grin(
            beast, (x, 9.2), 0.9, teeth=True
        )
    return h


def dinosaur(beast: Beast) -> None:
    """A long-neck on four legs from the side; upright from the front."""
    c = beast.coat
    if not beast.side or beast.sits or beast.raised:
        beast.back.add(
            path("M-8,-14 C-26,-6 -40,-4 -52,-12 C-44,-18 -30,-22 -10,-28Z", beast.shade)
        )
        _upright(beast, 42, 18)
        x0, y0 = beast.anchors.pop("neck")
        at = (x0, y0 - 10)
        beast.corners.append((-54, 0))
    else:
        beast.back.add(path("M-20,-24 C-38,-20 -50,-8 -66,-6 C-54,-24 -40,-42 -18,-44Z", c))
        step = 5 if beast.steps else 0
        for x, far in ((-12, True), (16, True), (-20, False), (8, False)):
            tone = beast.shade if far else c
            move = step if (x in (-12, 8)) else -step
            (beast.back if far else beast.body).add(
                stroke(f"M{x},-20 L{x + move},-6", tone, 12)
                + ellipse(x + move + 1, -3.2, 7.4, 3.4, tone)
            )
        beast.body.add(
            path(
                smooth(
                    [
                        (-30, -30),
                        (-22, -44),
                        (0, -50),
                        (20, -48),
                        (30, -36),
                        (26, -20),
                        (8, -14),
                        (-14, -15),
                        (-28, -20),
                    ]
                ),
                c,
            )
        )
        beast.body.add(
            path(
                smooth([(-20, -18), (0, -22), (22, -24), (24, -18), (8, -14), (-12, -15)]),
                beast.light,
            )
        )
        beast.body.add(stroke("M20,-36 C34,-44 34,-62 37,-76", c, 17))
        beast.body.add(
            "".join(
                ellipse(x, y, r, r * 0.8, beast.accent, fill_opacity=0.75)
                for x, y, r in ((-14, -39, 3.4), (-4, -44, 2.4), (6, -41, 3.2), (16, -45, 2.2))
            )
        )
        at = (40.0, -84.0)
        beast.anchors |= {"right_hand": (20.0, -8.0), "left_hand": (-20.0, -8.0)}
        beast.corners += [(-68, 0), (62, -100)]
    beast.put_head(_dinosaur_head(beast), at, 1.05, chin=10)


def _dinosaur_head(beast: Beast) -> str:
    t, c = beast.turn, beast.coat
    h = "".join(
        path(f"M{x - 4},{y} q4,-8 8,0Z", beast.accent)
        for x, y in ((-9 - t * 3, -11.5), (0 - t * 3, -14), (9 - t * 3, -11.5))
    )
    h += path(
        smooth(
            [
                (0, -15),
                (11, -12),
                (17, -3),
                (17 + t * 8, 6),
                (10 + t * 6, 12.4),
                (-6, 12.8),
                (-15, 6),
                (-17, -3),
                (-11, -12),
            ]
        ),
        c,
    )
    x = t * 8
    if not beast.away:
        h += face(beast, 7.4, -3, 0.96, 7, (12.6, 6.2), iris="#8a5a22") + grin(
            beast, (x * 1.3, 6.4), 1.05, teeth=True
        )
        h += ellipse(x * 1.6 - 1.8, 3, 0.7, 0.6, tint(c, -0.2)) + ellipse(
            x * 1.6 + 1.8, 3, 0.7, 0.6, tint(c, -0.2)
        )
    return h


def robot(beast: Beast) -> None:
    t, c = beast.turn, beast.coat
    low = -6.0 if beast.sits else -16.0
    for s in (-1, 1):
        x = s * 8 + (s * 3 if beast.steps else 0)
        beast.back.add(
            stroke(f"M{s * 8},{low - 4} L{x},-6", METAL_DARK, 5)
            + path(f"M{x - 6},0 v-3 q0,-4 5,-4 h4 q5,0 5,4 v3Z", c)
        )
    beast.body.add(rect(-17, low - 34, 34, 34, c, 7) + rect(-17, low - 34, 34, 7, beast.glint, 5))
    if beast.away:
        beast.body.add(
            rect(-9, low - 22, 18, 14, beast.shade, 3)
            + stroke(f"M-5,{low - 18} h10 M-5,{low - 14} h10", METAL_DARK, 1.2)
        )
    else:
        chest = t * 4
        beast.body.add(rect(-10.5 + chest, low - 24, 21, 17, "#2e3550", 3.4))
        beats = {"joy": "#ffd46b", "sad": "#7fb4e8", "worried": "#b9a2ea"}.get(
            beast.mood, "#ff8f84"
        )
        beast.body.add(
            path(
                f"M{number(chest)},{low - 10.5} c-9,-5.500 -5,-12.5 0,-7.5 c5,-5 9,2 0,7.500Z",
                beats,
            )
        )
    for s in (-1, 1):
        up = beast.raised and (s > 0 or beast.pose in ("arms_wide", "hug", "jump"))
        end = (s * 30.0, low - 46) if up else (s * 25.0 + t * 6, low - 6)
        mid = (s * 29.0, low - 26) if up else (s * 27.0, low - 18)
        arm = stroke(
            f"M{s * 16},{low - 26} Q{mid[0]},{mid[1]} {number(end[0])},{number(end[1])}", METAL, 5.4
        )
        arm += "".join(
            ellipse(
                s * 16 + (end[0] - s * 16) * k + s * 3.6 * (1 - abs(2 * k - 1)),
                low - 26 + (end[1] - low + 26) * k,
                1.0,
                3.0,
                METAL_DARK,
                fill_opacity=0.5,
            )
            for k in (0.35, 0.6)
        )
        dy = -1 if up else 1
        arm += path(
            f"M{number(end[0] - 4.6)},{number(end[1] + dy * 7)} C{number(end[0] - 7.5)},{number(end[1] - dy * 1)} {number(end[0] - 4)},{number(end[1] - dy * 4)} {number(end[0])},{number(end[1] - dy * 4)} C{number(end[0] + 4)},{number(end[1] - dy * 4)} {number(end[0] + 7.500)},{number(end[1] - dy * 1)} {number(end[0] + 4.6)},{number(end[1] + dy * 7)} Q{number(end[0])},{number(end[1] + dy * 1)} {number(end[0] - 4.6)},{number(end[1] + dy * 7)}Z",
            c,
        )
        beast.front.add(
            ellipse(s * 17, low - 26, 4.4, 4.4, METAL_DARK) + arm
        ) if not beast.away else beast.back.add(arm)
        beast.anchors["right_hand" if s > 0 else "left_hand"] = end
        beast.corners.append((end[0] + s * 8, end[1] - 8))
    beast.corners += [(-18, 0), (18, low - 78)]
    beast.put_head(_robot_head(beast), (t * 2, low - 49), 1.0, chin=14)


def _robot_head(beast: Beast) -> str:
    t = beast.turn
    h = (
        stroke("M0,-15 V-23", METAL_DARK, 2.2)
        + ellipse(0, -25, 3.4, 3.4, {"joy": "#ffd46b", "sad": "#7fb4e8"}.get(beast.mood, "#f2745f"))
        + ellipse(-1, -26, 1, 1, "#ffffff", fill_opacity=0.8)
    )
    for s in (-1, 1):
        h += rect(s * 20 - 3 - t * 2, -6, 6, 13, METAL_DARK, 2.5)
    h += rect(-20, -15, 40, 31, METAL, 10) + rect(-20, -15, 40, 8, "#e2e7ee", 8)
    if not beast.away:
        x = t * 5
        h += rect(-15.6 + x, -9.6, 31.2, 21.6, "#f4f7fb", 7.5)
        h += face(
            beast, 7.2, -0.6, 0.96, 5.4, (11.6, 6.4), iris="#2f7f9c", ground="#f4f7fb"
        ) + grin(beast, (t * 5.6, 7.0), 0.72)
    return h


def monster(beast: Beast) -> None:
    """Round, shaggy and kind."""
    t, c = beast.turn, beast.coat
    for s in (-1, 1):
        x = s * 11 + (s * 4 if beast.steps else 0)
        beast.back.add(ellipse(x + t * 4, -3.6, 8.6, 4.4, beast.shade))
        up = beast.raised and (s > 0 or beast.pose in ("arms_wide", "hug", "jump"))
        end = (s * 34.0, -56.0) if up else (s * 29.0, -16.0)
        mid = (s * 37.0, -38.0) if up else (s * 33.0, -30.0)
        (beast.back if s < 0 or beast.away else beast.front).add(
            stroke(
                f"M{s * 20},-36 Q{mid[0]},{mid[1]} {end[0]},{end[1]}",
                beast.shade if s < 0 else c,
                9,
            )
            + fluff(end, (6, 6), 9, 0.14, beast.shade if s < 0 else c)
        )
        beast.anchors["right_hand" if s > 0 else "left_hand"] = end
        beast.corners.append((end[0] + s * 8, end[1] - 6))
    beast.body.add(fluff((0, -35), (26, 32), 23, 0.06, c))
    if not beast.away:
        beast.body.add(fluff((t * 6, -20), (15, 13), 15, 0.06, beast.light))
    tufts = "M-18,-46 l-2,5 M-12,-58 l-2,4 M18,-44 l2,5 M-20,-28 l-2,5 M20,-26 l2,5 M12,-57 l2,4"
    beast.body.add(stroke(tufts, beast.shade, 1.6))
    beast.put_head(_monster_head(beast), (0, -48), 1.0, chin=16)
    beast.corners += [(-30, 0), (30, -78)]


def _monster_head(beast: Beast) -> str:
    t, c = beast.turn, beast.coat
    h = ""
    for s in (-1, 1):
        h += path(
            f"M{s * 10},-17 C{s * 12},-26 {s * 18},-30 {s * 22},-29 C{s * 23},-22 {s * 19},-15 {s * 15},-12Z",
            beast.light,
        ) + stroke(f"M{s * 14},-21 l{s * 5},2", tint(beast.light, -0.12), 1.2)
    h += path("M-6,-19 C-8,-27 -2,-29 0,-24 C3,-30 8,-26 5,-19Z", c)
    if not beast.away:
        x = t * 8
        h += (
            face(beast, 8.6, -3, 1.2, 8, (15, 7.6))
            + ellipse(x, 4, 3.4, 2.5, beast.dark)
            + ellipse(x - 1, 3.2, 1, 0.6, "#ffffff", fill_opacity=0.6)
        )
        h += grin(beast, (x, 8.6), 1.05)
        if beast.mood in ("smile", "sleepy", "determined"):
            h += path(
                f"M{number(x - 3.2)},10.400 l1.2,2.8 l1.3,-2.4Z M{number(x + 0.8)},10.8 l1.300,2.600 l1.2,-2.8Z",
                "#ffffff",
            )
    return h
