"""Four legs and fur: fox, dog, cat, rabbit, mouse."""

from __future__ import annotations

from fablewright.illustrators.offline.creatures.kit import (
    Beast,
    face,
    grin,
    nose,
    sitter,
    trunk,
    whiskers,
)
from fablewright.illustrators.offline.shapes import ellipse, number, path, smooth, stroke


def _on_legs(beast: Beast) -> bool:
    """From the side and awake they stand; else they sit."""
    return (
        beast.side
        and not beast.sits
        and beast.pose not in ("wave", "reach_up", "arms_wide", "hug", "look_up")
    )


def fox(beast: Beast) -> None:
    t = beast.turn
    if _on_legs(beast):
        beast.back.add(
            path(
                "M-18,-24 C-34,-20 -50,-28 -50,-44 C-49,-50 -42,-52 -39,-47 C-40,-38 -30,-32 -16,-32Z",
                beast.shade,
            )
        )
        beast.back.add(
            path(
                "M-50,-44 C-49,-50 -42,-52 -39,-47 C-39.500,-44 -38.6,-42 -37.4,-40 C-40,-41.600 -41,-38.500 -43.5,-39.5 C-45,-41 -47,-38.600 -49,-39.5Z",
                beast.light,
            )
        )
        beast.corners.append((-52, -50))
        trunk(beast, 42, 14, 19, 6.6, beast.dark)
        at = (22.0, -42.0)
    else:
        beast.back.add(
            path(
                "M6,-2 C26,3 38,-9 33,-26 C31,-33 24,-35 21,-31 C25,-22 17,-11 5,-10Z", beast.shade
            )
        )
        beast.back.add(
            path(
                "M33,-26 C31,-33 24,-35 21,-31 C22.500,-27 22.3,-24 21,-21 C24,-22.600 25,-19.500 27.400,-20.600 C29.6,-22 31,-19.500 34,-20Z",
                beast.light,
            )
        )
        beast.corners.append((36, -30))
        sitter(beast, 11.5, 29, beast.dark)
        at = (t * 3, -38.0)
    beast.put_head(_fox_head(beast), at)


def _fox_head(beast: Beast) -> str:
    t, c = beast.turn, beast.coat
    h = ""
    for s in (-1, 1):
        h += path(
            f"M{s * 15.6},-4 C{s * 18},-14 {s * 16.6},-21 {s * 15},-25 C{s * 9},-21.500 {s * 4},-16 {s * 3},-10Z",
            c,
        )
        if not beast.away:
            h += path(
                f"M{s * 13.8},-8 C{s * 15.2},-14 {s * 14.4},-18 {s * 13.8},-20 C{s * 10},-17 {s * 7.4},-13.500 {s * 6.6},-10Z",
                beast.dark,
            )
    h += path(
        "M-19.4,-1 C-14,-14.600 14,-14.6 19.4,-1 C15,7 6,13.600 0,14.4 C-6,13.6 -15,7 -19.4,-1Z", c
    )
    if not beast.away:
        x = t * 7
        for s in (-1, 1):
            h += path(
                f"M{s * 19.4},-1 C{s * 15},7 {s * 6},13.6 {number(x * 0.6)},14.4 C{number(x + s * 1)},8 {number(x + s * 3.4)},4.200 {number(x * 0.8 + s * 9)},3 C{s * 13},2.4 {s * 16.5},1.4 {s * 19.4},-1Z",
                beast.light,
            )
        h += (
            face(beast, 6.8, -0.6, 0.88, 7, (10.8, 5.6))
            + nose((x, 8.4), 2.5)
            + grin(beast, (x, 11.2), 0.58)
        )
    return h


def dog(beast: Beast) -> None:
    t, c = beast.turn, beast.coat
    if _on_legs(beast):
        wag = "M-20,-32 C-29,-33 -32,-43 -29,-49"
        beast.back.add(stroke(wag, c, 5.4))
        trunk(beast, 44, 14, 19, 7.0, beast.light)
        beast.body.add(
            path(
                smooth([(-16, -33), (-4, -34), (2, -27), (-5, -21), (-15, -24)]),
                beast.dark,
                fill_opacity=0.9,
            )
        )
        beast.corners.append((-34, -50))
        at = (22.0, -42.0)
        beast.body.add(
            stroke("M12,-35 Q19,-27 28,-30", beast.accent, 3.0)
            + ellipse(20, -27.4, 2.0, 2.0, "#ffd46b")
        )
    else:
        beast.back.add(stroke("M8,-4 C20,-3 26,-10 24,-20", c, 5.4))
        beast.corners.append((27, -20))
        sitter(beast, 12, 29, beast.light)
        at = (t * 3, -39.0)
        if not beast.away:
            beast.body.add(
                stroke("M-8,-26.5 q8,4.600 16,0", beast.accent, 3.0)
                + ellipse(0, -23.4, 2.1, 2.1, "#ffd46b")
            )
    beast.put_head(_dog_head(beast), at)


def _dog_head(beast: Beast) -> str:
    t, c = beast.turn, beast.coat
    h = path(
        smooth(
            [
                (0, -16),
                (11, -13.5),
                (17, -4),
                (16.6, 5),
                (11, 12.6),
                (0, 14.6),
                (-11, 12.6),
                (-16.6, 5),
                (-17, -4),
                (-11, -13.5),
            ]
        ),
        c,
    )
    x = t * 7
    if not beast.away:
        h += path(
            smooth(
                [
                    (x - 3, -14),
                    (x + 3, -14),
                    (x + 4, -4),
                    (x + 9, 4),
                    (x + 9.6, 10),
                    (x, 14.4),
                    (x - 9.6, 10),
                    (x - 9, 4),
                    (x - 4, -4),
                ]
            ),
            beast.light,
        )
        h += (
            face(beast, 7.0, -1.2, 0.88, 7, (11.4, 5.8))
            + nose((x, 4.2), 3.3)
            + stroke(f"M{number(x)},7 v2", "#4a2a28", 0.9)
        )
        if beast.mood in ("smile", "joy"):
            h += path(f"M{number(x - 2)},11 c-.4,6 4.600,6 4.2,0Z", "#f0837c")
        h += grin(beast, (x, 9.4), 0.72)
    for s in (-1, 1):
        drop = 0.0 if beast.mood in ("joy", "surprised", "wonder") else 2.5
        h += path(
            f"M{s * 9},-14 C{s * 18},-17 {s * 22},{number(-8 + drop)} {s * 20},{number(5 + drop)} C{s * 18},{number(11 + drop)} {s * 12.5},{number(8 + drop)} {s * 13},1 C{s * 13.4},-5 {s * 9.500},-9 {s * 9},-14Z",
            beast.dark,
        )
    return h


def cat(beast: Beast) -> None:
    t = beast.turn
    if _on_legs(beast):
        beast.back.add(
            stroke("M-19,-26 C-32,-26 -36,-40 -30,-50 C-28,-54 -24,-52 -25,-48", beast.dark, 5.0)
        )
        trunk(beast, 40, 13, 17, 5.8, beast.light)
        beast.body.add(
            stroke("M-10,-29.500 v5 M-4,-30 v6 M2,-30 v5", beast.dark, 2.4, stroke_opacity=0.85)
        )
        beast.corners.append((-36, -54))
        at = (20.0, -39.0)
    else:
        beast.back.add(stroke("M8,-3 C22,-1 28,-11 24,-22 C23,-27 27,-30 30,-28", beast.dark, 5.0))
        beast.corners.append((32, -30))
        sitter(beast, 10.6, 28, beast.light)
        at = (t * 3, -36.5)
    beast.put_head(_cat_head(beast), at, chin=10)


def _cat_head(beast: Beast) -> str:
    t, c = beast.turn, beast.coat
    h = ""
    for s in (-1, 1):
        h += path(
            f"M{s * 15},-6 L{s * 14.6},-21.500 Q{s * 6},-18 {s * 3},-13Z",
            beast.dark if s > 0 else c,
            stroke=beast.dark if s > 0 else c,
            stroke_width=1.6,
            stroke_linejoin="round",
        )
        if not beast.away:
            h += path(f"M{s * 13},-10 L{s * 12.8},-17.500 Q{s * 8.6},-15.6 {s * 7},-13Z", "#f2a9a0")
    edge = smooth(
        [
            (0, -14.6),
            (10.4, -13),
            (16.6, -5.5),
            (15.6, 4),
            (8, 10.4),
            (0, 11.4),
            (-8, 10.4),
            (-15.6, 4),
            (-16.6, -5.5),
            (-10.4, -13),
        ]
    )
    h += path(edge, c)
    h += f"<g {beast.head.clip(edge)}>{path('M2,-20 C10,-18 14,-8 22,-1 L24,-22Z', beast.dark)}</g>"
    h += stroke("M-3.5,-13 v4 M0,-13.6 v5", beast.dark, 1.6, stroke_opacity=0.7)
    x = t * 6.5
    if not beast.away:
        h += ellipse(x, 6.2, 6.6, 4.4, beast.light)
        h += face(beast, 7.0, -1.4, 0.9, 6.5, (11, 5.2), iris="#7a8a3a") + whiskers(
            x, 5.4, "#8a8794"
        )
        h += nose((x, 4.0), 1.7, "#e0706c") + grin(beast, (x, 6.8), 0.56)
    return h


def rabbit(beast: Beast) -> None:
    t, c = beast.turn, beast.coat
    if _on_legs(beast):
        beast.back.add(ellipse(-20, -14, 6, 6, beast.light))
        hop = -4 if beast.steps else 0
        beast.back.add(path(f"M-4,{hop} q2,-6 14,-5 q6,3 2,5Z", beast.shade))
        beast.body.add(
            path(
                smooth(
                    [
                        (-20, -14),
                        (-15, -25),
                        (-2, -29),
                        (10, -27),
                        (15, -18),
                        (12, -7),
                        (0, -3),
                        (-14, -3),
                    ]
                ),
                c,
            )
        )
        beast.body.add(
            path(
                smooth([(-17, -12), (-10, -17), (-2, -12), (-2, -4), (-12, -2), (-17, -5)]),
                beast.shade,
            )
        )
        beast.body.add(
            ellipse(-4, -2.2, 10, 3.0, beast.glint)
            + stroke("M9,-12 L11,-3", beast.glint, 5.4)
            + ellipse(12.5, -2, 4.2, 2.4, beast.light)
        )
        beast.corners += [(-26, 0), (18, -30)]
        at = (13.0, -36.0)
    else:
        sitter(beast, 11, 26, beast.light)
        if beast.away:
            beast.body.add(ellipse(0, -6, 6, 6, beast.light))
        at = (t * 3, -35.0)
    beast.put_head(_rabbit_head(beast), at, chin=10)
    beast.corners.append((at[0] - 8, at[1] - 44))


def _rabbit_head(beast: Beast) -> str:
    t, c = beast.turn, beast.coat
    h = ""
    droop = {"sad": 34, "worried": 20, "sleepy": 24}.get(beast.mood, 0)
    for s in (-1, 1):
        lean = s * (9 + droop) - t * 14
        ear = path("M-4.6,2 C-7,-12 -5,-28 0,-31 C5,-28 7,-12 4.6,2Z", c)
        if not beast.away:
            ear += path("M-2.3,0 C-3.8,-12 -2.6,-23 0,-26 C2.6,-23 3.8,-12 2.3,0Z", "#f3aaa4")
        h += f'<g transform="translate({s * 6.4},-11) rotate({number(lean)})">{ear}</g>'
    h += path(
        smooth(
            [
                (0, -14.5),
                (10, -12.5),
                (15.6, -4),
                (15.6, 4.5),
                (9.5, 11.2),
                (0, 12.8),
                (-9.5, 11.2),
                (-15.6, 4.5),
                (-15.6, -4),
                (-10, -12.5),
            ]
        ),
        c,
    )
    x = t * 6.5
    if not beast.away:
        for s in (-1, 1):
            h += ellipse(x + s * 3.4, 7.2, 4.3, 3.7, beast.light)
        h += path(f"M{number(x - 2)},9.6 h4 v2.8 q-2,1.4 -4,0Z", "#ffffff") + stroke(
            f"M{number(x)},9.8 v2.6", "#d8ccc0", 0.5
        )
        h += (
            face(beast, 7.0, -1.0, 0.88, 6.5, (11, 5.6))
            + whiskers(x, 6.6, "#a39a98", 5.5)
            + nose((x, 4.4), 1.7, "#e0706c")
        )
        h += grin(beast, (x, 7.6), 0.56)
    return h


def mouse(beast: Beast) -> None:
    t, c = beast.turn, beast.coat
    beast.back.add(stroke("M-6,-3 C-20,0 -26,-6 -24,-13 C-23,-18 -29,-19 -30,-15", "#e8a09a", 2.2))
    beast.corners += [(-31, 0)]
    if beast.steps and beast.side:
        beast.body.add(
            path(
                smooth([(-12, -4), (-13, -12), (-5, -18), (5, -17), (9, -9), (6, -3), (-4, -2)]), c
            )
        )
        for x in (-7, 4):
            beast.body.add(ellipse(x, -1.6, 3.4, 1.8, "#e8a09a"))
        at = (8.0, -20.0)
        beast.anchors.setdefault("right_hand", (8, -8))
        beast.anchors.setdefault("left_hand", (-8, -3))
    else:
        sitter(beast, 7.6, 17, "#e8a09a")
        at = (t * 2, -22.5)
    beast.put_head(_mouse_head(beast), at, chin=8)


def _mouse_head(beast: Beast) -> str:
    t, c = beast.turn, beast.coat
    h = ""
    for s in (-1, 1):
        h += ellipse(s * 11.5 - t * 2, -9.6, 7.6, 7.6, c) + (
            "" if beast.away else ellipse(s * 11.2 - t * 2, -9.2, 5.0, 5.0, "#f3b0aa")
        )
    h += path(
        smooth(
            [
                (0, -11.4),
                (8.6, -9.4),
                (12.4, -2),
                (9.6, 5.5),
                (0 + t * 3, 9.6),
                (-9.6, 5.5),
                (-12.4, -2),
                (-8.6, -9.4),
            ]
        ),
        c,
    )
    x = t * 6.4
    if not beast.away:
        h += (
            face(beast, 5.3, -1.0, 0.74, 5.4, (8.6, 4.2))
            + whiskers(x, 4.6, "#8a8794", 4.4)
            + nose((x, 4.2), 1.6, "#e0706c")
            + grin(beast, (x, 6.6), 0.44)
        )
    return h
