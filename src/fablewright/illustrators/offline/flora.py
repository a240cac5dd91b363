"""Plants, in child units, foot at (0, 0): trees, bushes, flowers, ferns, grass."""

from __future__ import annotations

import math
from random import Random

from fablewright.illustrators.offline.colour import mix, tint
from fablewright.illustrators.offline.shapes import ellipse, group, path, smooth, stroke


def conifer(height: float, colour: str, trunk: str, snow: str = "") -> str:
    """A spruce of four scalloped tiers, each a shade lighter; snow lies on them when given."""
    parts = [
        f'<rect x="{-height * 0.03:.1f}" y="{-height * 0.14:.1f}" width="{height * 0.06:.1f}" height="{height * 0.15:.1f}" fill="{trunk}"/>'
    ]
    for tier in range(4):
        share = tier / 4
        wide = height * 0.30 * (1 - share * 0.62)
        foot = -height * (0.10 + 0.20 * tier)
        top = foot - height * (0.36 - 0.03 * tier)
        tall = foot - top
        d = f"M0,{top:.1f} C{wide * 0.25:.1f},{top + tall * 0.45:.1f} {wide * 0.6:.1f},{top + tall * 0.8:.1f} {wide:.1f},{foot:.1f} "
        for k in range(6):
            a, b = wide - 2 * wide * (k + 0.5) / 6, wide - 2 * wide * (k + 1) / 6
            d += f"Q{a:.1f},{foot + height * 0.035:.1f} {b:.1f},{foot:.1f} "
        d += f"C{-wide * 0.6:.1f},{top + tall * 0.8:.1f} {-wide * 0.25:.1f},{top + tall * 0.45:.1f} 0,{top:.1f}Z"
        own = tint(colour, 0.018 * tier)
        if tier:
            parts.append(group(path(d, tint(colour, -0.07), fill_opacity=0.55), 0, height * 0.016))
        parts.append(path(d, own))
        half = f"M0,{top:.1f} C{wide * 0.25:.1f},{top + tall * 0.45:.1f} {wide * 0.6:.1f},{top + tall * 0.8:.1f} {wide:.1f},{foot:.1f} L{wide * 0.12:.1f},{foot + height * 0.012:.1f}Z"
        parts.append(path(half, tint(own, -0.05), fill_opacity=0.4))
        if snow:
            cap = f"M0,{top:.1f} C{wide * 0.2:.1f},{top + tall * 0.3:.1f} {wide * 0.4:.1f},{top + tall * 0.5:.1f} {wide * 0.52:.1f},{top + tall * 0.66:.1f} Q{wide * 0.26:.1f},{top + tall * 0.5:.1f} 0,{top + tall * 0.66:.1f} Q{-wide * 0.26:.1f},{top + tall * 0.5:.1f} {-wide * 0.52:.1f},{top + tall * 0.66:.1f} C{-wide * 0.4:.1f},{top + tall * 0.5:.1f} {-wide * 0.2:.1f},{top + tall * 0.3:.1f} 0,{top:.1f}Z"
            parts.append(path(cap, snow))
    return "".join(parts)


def leaf_tree(height: float, colour: str, trunk: str, r: Random) -> str:
    """One large leaf with cut veins, on a stem."""
    wide = height * r.uniform(0.25, 0.32)
    foot, top = -height * 0.16, -height
    right = f"M0,{top:.1f} C{wide * 1.25:.1f},{top + height * 0.26:.1f} {wide * 1.15:.1f},{foot:.1f} 0,{foot:.1f}"
    left = (
        f" C{-wide * 1.15:.1f},{foot:.1f} {-wide * 1.25:.1f},{top + height * 0.26:.1f} 0,{top:.1f}Z"
    )
    parts = [
        path(right + left, colour),
        path(right + "Z", tint(colour, -0.06), fill_opacity=0.5),
        stroke(f"M0,0 L0,{top + height * 0.14:.1f}", trunk, height * 0.028),
    ]
    for i in range(5):
        y, reach = foot - height * (0.06 + 0.12 * i), wide * (0.62 - 0.085 * i)
        for side in (-1, 1):
            parts.append(
                stroke(
                    f"M0,{y:.1f} Q{side * reach * 0.5:.1f},{y - height * 0.025:.1f} {side * reach:.1f},{y - height * 0.085:.1f}",
                    trunk,
                    height * 0.013,
                )
            )
    for _ in range(8):
        angle, reach = r.uniform(0, 6.28), r.uniform(0.3, 0.8)
        parts.append(
            ellipse(
                math.cos(angle) * wide * reach * 0.8,
                foot - height * 0.36 + math.sin(angle) * height * 0.28 * reach,
                height * 0.013,
                height * 0.02,
                tint(colour, 0.12),
                fill_opacity=0.7,
            )
        )
    return "".join(parts)


def round_tree(height: float, colour: str, trunk: str, r: Random, fruit: str = "") -> str:
    """A crown of three sheets on a slender trunk; with fruit when a colour is given."""
    radius, centre, h = height * 0.30, -height * 0.66, height
    parts = [
        path(
            f"M{-h * 0.035:.1f},2 C{-h * 0.02:.1f},{-h * 0.3:.1f} {-h * 0.02:.1f},{-h * 0.4:.1f} {-h * 0.012:.1f},{-h * 0.6:.1f} L{h * 0.012:.1f},{-h * 0.6:.1f} C{h * 0.02:.1f},{-h * 0.4:.1f} {h * 0.02:.1f},{-h * 0.3:.1f} {h * 0.04:.1f},2Z",
            trunk,
        )
    ]
    crown = [
        (
            math.cos(i / 11 * 6.283) * radius * r.uniform(0.94, 1.08),
            centre + math.sin(i / 11 * 6.283) * radius * 1.05 * r.uniform(0.94, 1.08),
        )
        for i in range(11)
    ]
    parts.append(path(smooth(crown), colour))
    for share, dx, dy, lighter in ((0.72, 0.14, 0.16, 0.045), (0.4, 0.26, 0.30, 0.085)):
        inner = [
            (x * share - radius * dx, centre + (y - centre) * share - radius * dy) for x, y in crown
        ]
        parts.append(path(smooth(inner), tint(colour, lighter), fill_opacity=0.78))
    parts.append(
        stroke(
            f"M0,{-h * 0.3:.1f} L0,{centre:.1f} M0,{-h * 0.46:.1f} L{radius * 0.42:.1f},{centre + radius * 0.12:.1f} M0,{-h * 0.5:.1f} L{-radius * 0.4:.1f},{centre + radius * 0.05:.1f}",
            trunk,
            h * 0.016,
        )
    )
    if fruit:
        for _ in range(8):
            angle, reach = r.uniform(0, 6.28), r.uniform(0.35, 0.85) * radius
            x, y = math.cos(angle) * reach, centre + math.sin(angle) * reach
            parts.append(
                ellipse(x, y, h * 0.026, fill=fruit)
                + ellipse(x - h * 0.008, y - h * 0.008, h * 0.008, fill="#ffffff", fill_opacity=0.5)
            )
    return "".join(parts)


def birch(height: float, colour: str, bark: str, r: Random) -> str:
    """A pale trunk with dark marks and a light crown in small leaves."""
    h = height
    parts = [
        path(
            f"M{-h * 0.03:.1f},2 L{-h * 0.014:.1f},{-h * 0.82:.1f} L{h * 0.014:.1f},{-h * 0.82:.1f} L{h * 0.03:.1f},2Z",
            bark,
        )
    ]
    for _ in range(9):
        y, x = -h * r.uniform(0.05, 0.5), r.choice((-1, 1)) * h * 0.012
        parts.append(
            stroke(f"M{x - h * 0.01:.1f},{y:.1f} h{h * 0.02:.1f}", tint(bark, -0.5), h * 0.008)
        )
    for i in range(9):
        y, wide = -h * (0.48 + 0.055 * i), h * (0.20 - 0.018 * abs(i - 2))
        parts.append(
            ellipse(
                r.uniform(-0.35, 0.35) * wide, y, wide, wide * 0.55, tint(colour, 0.015 * (i % 4))
            )
        )
    return "".join(parts)


def big_trunk(height: float, width: float, bark: str, r: Random) -> str:
    """An old trunk that leaves the page at the top, with roots and a knot."""
    w, h = width, height
    d = (
        f"M{-w * 0.95:.1f},4 C{-w * 0.5:.1f},{-h * 0.06:.1f} {-w * 0.45:.1f},{-h * 0.2:.1f} {-w * 0.42:.1f},{-h * 0.5:.1f} L{-w * 0.5:.1f},{-h:.1f} L{w * 0.46:.1f},{-h:.1f}"
        f" L{w * 0.4:.1f},{-h * 0.5:.1f} C{w * 0.44:.1f},{-h * 0.2:.1f} {w * 0.55:.1f},{-h * 0.06:.1f} {w:.1f},4 Q{w * 0.5:.1f},{-h * 0.02:.1f} {w * 0.3:.1f},4 Q0,{-h * 0.03:.1f} {-w * 0.3:.1f},4 Q{-w * 0.5:.1f},{-h * 0.02:.1f} {-w * 0.95:.1f},4Z"
    )
    parts = [path(d, bark)]
    for i in range(5):
        x, y = w * (-0.28 + 0.14 * i), -h * r.uniform(0.15, 0.3)
        parts.append(
            stroke(
                f"M{x:.1f},{y:.1f} q{w * 0.03:.1f},{-h * 0.12:.1f} {-w * 0.01:.1f},{-h * r.uniform(0.2, 0.5):.1f}",
                tint(bark, -0.06),
                w * 0.035,
            )
        )
    parts.append(
        ellipse(w * 0.08, -h * 0.34, w * 0.11, w * 0.15, tint(bark, -0.09))
        + ellipse(w * 0.08, -h * 0.34, w * 0.06, w * 0.09, tint(bark, -0.15))
    )
    return "".join(parts)


def palm(height: float, colour: str, trunk: str, lean: float = 0.2) -> str:
    """A leaning, ringed trunk and seven fronds with coconuts."""
    h = height
    top_x, top_y = h * lean, -h * 0.86
    parts = [
        path(
            f"M{-h * 0.04:.1f},2 Q{h * lean * 0.25:.1f},{-h * 0.45:.1f} {top_x - h * 0.022:.1f},{top_y:.1f} L{top_x + h * 0.022:.1f},{top_y:.1f} Q{h * lean * 0.35 + h * 0.04:.1f},{-h * 0.45:.1f} {h * 0.045:.1f},2Z",
            trunk,
        )
    ]
    for i in range(1, 9):
        t = i / 9
        x, y = h * lean * (0.5 * t * (1 - t) + t * t), -h * 0.86 * t
        parts.append(
            stroke(
                f"M{x - h * 0.028:.1f},{y:.1f} q{h * 0.03:.1f},{h * 0.014:.1f} {h * 0.056:.1f},0",
                tint(trunk, -0.08),
                h * 0.008,
            )
        )
    for i, angle in enumerate((-100, -62, -24, 14, 52, 88, 118)):
        reach = h * (0.40 if abs(angle - 10) > 40 else 0.34)
        frond = f"M0,0 C{reach * 0.16:.1f},{-reach * 0.36:.1f} {reach * 0.1:.1f},{-reach * 0.8:.1f} {reach * 0.34:.1f},{-reach:.1f} C{reach * 0.36:.1f},{-reach * 0.7:.1f} {reach * 0.34:.1f},{-reach * 0.3:.1f} 0,0Z"
        leaf = path(frond, tint(colour, 0.02 * (i % 3))) + stroke(
            f"M0,0 Q{reach * 0.2:.1f},{-reach * 0.5:.1f} {reach * 0.32:.1f},{-reach * 0.94:.1f}",
            tint(colour, -0.09),
            h * 0.008,
        )
        parts.append(group(leaf, top_x, top_y, rotate=angle - 10))
    for dx, dy in ((-0.03, 0.02), (0.03, 0.025), (0, 0.045)):
        parts.append(ellipse(top_x + dx * h, top_y + dy * h, h * 0.03, fill=tint(trunk, -0.12)))
    return "".join(parts)


def bush(width: float, height: float, colour: str, r: Random, berries: str = "") -> str:
    """A rounded shrub of overlapping discs."""
    parts = []
    for i in range(5):
        t = i / 4
        size = height * (0.38 + 0.26 * math.sin(math.pi * t)) * r.uniform(0.92, 1.1)
        parts.append(
            ellipse(-width / 2 + width * t, -size * 0.72, size, fill=tint(colour, 0.02 * (i % 2)))
        )
    parts.append(
        f'<rect x="{-width / 2:.1f}" y="{-height * 0.3:.1f}" width="{width:.1f}" height="{height * 0.32:.1f}" rx="{height * 0.1:.1f}" fill="{colour}"/>'
    )
    for _ in range(7):
        x, y = r.uniform(-0.42, 0.42) * width, -height * r.uniform(0.2, 0.75)
        if berries:
            parts.append(ellipse(x, y, height * 0.05, fill=berries))
        else:
            parts.append(
                stroke(
                    f"M{x:.1f},{y:.1f} q{height * 0.05:.1f},{-height * 0.08:.1f} {height * 0.1:.1f},0",
                    tint(colour, 0.08),
                    height * 0.025,
                )
            )
    return "".join(parts)


def flower(height: float, colour: str, stem: str, r: Random, heart: str = "#ffd46b") -> str:
    """Six petals on a bent stem with two leaves."""
    h = height
    bend = r.uniform(-0.22, 0.22) * h
    parts = [stroke(f"M0,2 Q0,{-h * 0.5:.1f} {bend:.1f},{-h:.1f}", stem, h * 0.045)]
    for side in (-1, 1):
        x, y = bend * 0.15, -h * 0.35 + side * h * 0.05
        parts.append(
            path(
                f"M{x:.1f},{y:.1f} q{side * h * 0.12:.1f},{-h * 0.16:.1f} {side * h * 0.26:.1f},{-h * 0.12:.1f} q{-side * h * 0.06:.1f},{h * 0.16:.1f} {-side * h * 0.26:.1f},{h * 0.12:.1f}Z",
                stem,
            )
        )
    size = h * 0.15
    for i in range(6):
        petal = ellipse(0, -size * 0.95, size * 0.52, size * 0.78, tint(colour, 0.03 * (i % 2)))
        parts.append(group(petal, bend, -h, rotate=i * 60 + r.uniform(-4, 4)))
    parts.append(ellipse(bend, -h, size * 0.46, fill=heart))
    return "".join(parts)


def tulip(height: float, colour: str, stem: str, r: Random) -> str:
    """A cup of three petals."""
    h = height
    lean = r.uniform(-0.1, 0.1) * h
    s = h * 0.16
    cup = f"M{-s:.1f},{-s * 0.9:.1f} Q{-s * 0.5:.1f},{-s * 0.4:.1f} 0,{-s * 1.25:.1f} Q{s * 0.5:.1f},{-s * 0.4:.1f} {s:.1f},{-s * 0.9:.1f} Q{s * 1.25:.1f},{s:.1f} 0,{s:.1f} Q{-s * 1.25:.1f},{s:.1f} {-s:.1f},{-s * 0.9:.1f}Z"
    return (
        stroke(f"M0,2 Q0,{-h * 0.5:.1f} {lean:.1f},{-h * 0.85:.1f}", stem, h * 0.045)
        + path(
            f"M0,0 C{-h * 0.12:.1f},{-h * 0.2:.1f} {-h * 0.16:.1f},{-h * 0.45:.1f} {-h * 0.2:.1f},{-h * 0.55:.1f} C{-h * 0.06:.1f},{-h * 0.4:.1f} 0,{-h * 0.2:.1f} 0,0Z",
            stem,
        )
        + path(
            f"M0,0 C{h * 0.12:.1f},{-h * 0.2:.1f} {h * 0.14:.1f},{-h * 0.36:.1f} {h * 0.18:.1f},{-h * 0.46:.1f} C{h * 0.05:.1f},{-h * 0.34:.1f} 0,{-h * 0.2:.1f} 0,0Z",
            tint(stem, 0.03),
        )
        + group(
            path(cup, colour)
            + path(
                f"M0,{-s * 1.25:.1f} Q{s * 0.55:.1f},0 0,{s:.1f} Q{-s * 0.55:.1f},0 0,{-s * 1.25:.1f}Z",
                tint(colour, 0.05),
            ),
            lean,
            -h * 0.9,
        )
    )


def sunflower(height: float, r: Random, petal: str, stem: str, heart: str) -> str:
    """Tall, heavy-headed."""
    h = height
    lean = r.uniform(-0.08, 0.08) * h
    head = "".join(
        group(
            path("M0,0 C3,-5 3,-12 0,-16 C-3,-12 -3,-5 0,0Z", tint(petal, 0.02 * (i % 2))),
            0,
            0,
            h * 0.0125,
            i * 24,
        )
        for i in range(15)
    )
    head += ellipse(0, 0, h * 0.085, fill=heart) + ellipse(0, 0, h * 0.05, fill=tint(heart, 0.06))
    leaves = "".join(
        path(
            f"M0,{-h * y:.1f} q{side * h * 0.1:.1f},{-h * 0.1:.1f} {side * h * 0.24:.1f},{-h * 0.04:.1f} q{-side * h * 0.08:.1f},{h * 0.1:.1f} {-side * h * 0.24:.1f},{h * 0.04:.1f}Z",
            tint(stem, 0.02),
        )
        for side, y in ((-1, 0.3), (1, 0.48))
    )
    return (
        stroke(f"M0,2 Q0,{-h * 0.5:.1f} {lean:.1f},{-h * 0.84:.1f}", stem, h * 0.035)
        + leaves
        + group(head, lean, -h * 0.85)
    )


def grass(height: float, colour: str, r: Random, blades: int = 5) -> str:
    """A tuft."""
    h, parts = height, []
    for i in range(blades):
        t = i - (blades - 1) / 2
        foot, tall, w = t * h * 0.12, h * r.uniform(0.7, 1), h * 0.055
        tip = foot + t * h * 0.22 + r.uniform(-0.08, 0.08) * h
        parts.append(
            path(
                f"M{foot - w:.1f},2 Q{foot - w * 0.4:.1f},{-tall * 0.6:.1f} {tip:.1f},{-tall:.1f} Q{foot + w * 1.2:.1f},{-tall * 0.5:.1f} {foot + w:.1f},2Z",
                tint(colour, 0.02 * (i % 3)),
            )
        )
    return "".join(parts)


def fern(length: float, angle: float, colour: str, r: Random, leaflets: int = 9) -> str:
    """A frond from (0, 0), leaning `angle` degrees from upright and curving on."""
    turn = math.radians(angle)
    curve = math.radians(r.uniform(18, 30)) * (1 if angle > 0 else -1)
    x = y = 0.0
    points, turns = [(x, y)], [turn]
    for _ in range(leaflets):
        x, y = x + math.sin(turn) * length / leaflets, y - math.cos(turn) * length / leaflets
        points.append((x, y))
        turns.append(turn)
        turn += curve / leaflets * 1.6
    parts = [stroke(smooth(points, closed=False), tint(colour, -0.03), length * 0.016)]
    for i in range(1, leaflets):
        size = length * 0.26 * math.sin(math.pi * (0.18 + 0.80 * i / leaflets))
        leaf = f"M0,0 C{size * 0.24:.1f},{-size * 0.3:.1f} {size * 0.22:.1f},{-size * 0.8:.1f} 0,{-size:.1f} C{-size * 0.22:.1f},{-size * 0.8:.1f} {-size * 0.24:.1f},{-size * 0.3:.1f} 0,0Z"
        for side in (-1, 1):
            parts.append(
                group(
                    path(leaf, tint(colour, 0.02 if side > 0 else 0)),
                    *points[i],
                    rotate=math.degrees(turns[i]) + side * 58,
                )
            )
    return "".join(parts)


def reed(height: float, colour: str, head: str, r: Random) -> str:
    """A bulrush with two blades."""
    h, lean = height, r.uniform(-0.08, 0.08) * height
    return (
        stroke(f"M0,2 Q0,{-h * 0.5:.1f} {lean:.1f},{-h:.1f}", colour, h * 0.022)
        + path(
            f"M{-h * 0.02:.1f},2 Q{-h * 0.06:.1f},{-h * 0.5:.1f} {-h * 0.2:.1f},{-h * 0.72:.1f} Q{-h * 0.02:.1f},{-h * 0.4:.1f} {h * 0.02:.1f},2Z",
            tint(colour, 0.03),
        )
        + path(
            f"M{-h * 0.02:.1f},2 Q{h * 0.08:.1f},{-h * 0.4:.1f} {h * 0.17:.1f},{-h * 0.6:.1f} Q{h * 0.06:.1f},{-h * 0.3:.1f} {h * 0.03:.1f},2Z",
            colour,
        )
        + f'<rect x="{lean - h * 0.026:.1f}" y="{-h * 0.97:.1f}" width="{h * 0.052:.1f}" height="{h * 0.2:.1f}" rx="{h * 0.026:.1f}" fill="{head}"/>'
    )


def cactus(height: float, colour: str, bloom: str) -> str:
    """Two arms, ribs and a flower on top."""
    h = height
    arm = stroke(f"M0,{-h * 0.34:.1f} H{h * 0.2:.1f} V{-h * 0.62:.1f}", colour, h * 0.11) + stroke(
        f"M0,{-h * 0.5:.1f} H{-h * 0.2:.1f} V{-h * 0.74:.1f}", colour, h * 0.11
    )
    ribs = "".join(
        stroke(f"M{x * h:.1f},{-h * 0.04:.1f} V{-h * 0.88:.1f}", tint(colour, -0.06), h * 0.014)
        for x in (-0.04, 0.04)
    )
    flowers = ellipse(0, -h * 0.97, h * 0.05, fill=bloom) + ellipse(
        h * 0.2, -h * 0.68, h * 0.035, fill=bloom
    )
    return arm + stroke(f"M0,0 V{-h * 0.9:.1f}", colour, h * 0.16) + ribs + flowers


def seaweed(height: float, colour: str, r: Random) -> str:
    """A waving ribbon."""
    h, w, phase = height, height * 0.07, r.choice((-1, 1))
    left = f"M{-w:.1f},2 C{-w - phase * h * 0.16:.1f},{-h * 0.25:.1f} {phase * h * 0.16 - w:.1f},{-h * 0.5:.1f} {-w * 0.6:.1f},{-h * 0.7:.1f} Q{-phase * h * 0.1:.1f},{-h * 0.86:.1f} 0,{-h:.1f}"
    right = f" Q{phase * h * 0.06:.1f},{-h * 0.84:.1f} {w * 0.8:.1f},{-h * 0.68:.1f} C{phase * h * 0.16 + w:.1f},{-h * 0.5:.1f} {w - phase * h * 0.16:.1f},{-h * 0.25:.1f} {w:.1f},2Z"
    return path(left + right, colour) + stroke(
        f"M0,0 C{-phase * h * 0.16:.1f},{-h * 0.25:.1f} {phase * h * 0.16:.1f},{-h * 0.5:.1f} 0,{-h * 0.8:.1f}",
        tint(colour, 0.06),
        w * 0.3,
    )


def coral(height: float, colour: str) -> str:
    """A branching fan."""
    h = height
    d = f"M0,2 V{-h * 0.5:.1f} M0,{-h * 0.2:.1f} Q{-h * 0.3:.1f},{-h * 0.3:.1f} {-h * 0.3:.1f},{-h * 0.7:.1f} M0,{-h * 0.3:.1f} Q{h * 0.28:.1f},{-h * 0.36:.1f} {h * 0.3:.1f},{-h * 0.8:.1f} M0,{-h * 0.5:.1f} Q{-h * 0.04:.1f},{-h * 0.7:.1f} {-h * 0.1:.1f},{-h * 0.95:.1f} M0,{-h * 0.5:.1f} Q{h * 0.08:.1f},{-h * 0.7:.1f} {h * 0.1:.1f},{-h:.1f} M{-h * 0.25:.1f},{-h * 0.46:.1f} L{-h * 0.42:.1f},{-h * 0.6:.1f} M{h * 0.26:.1f},{-h * 0.5:.1f} L{h * 0.44:.1f},{-h * 0.6:.1f}"
    return stroke(d, colour, h * 0.1) + stroke(d, mix(colour, "#ffffff", 0.25), h * 0.025)


def mushroom(height: float, cap: str, stem: str) -> str:
    """A toadstool with pale dots."""
    h = height
    return (
        path(
            f"M{-h * 0.14:.1f},2 C{-h * 0.06:.1f},{-h * 0.3:.1f} {-h * 0.08:.1f},{-h * 0.4:.1f} {-h * 0.1:.1f},{-h * 0.55:.1f} H{h * 0.1:.1f} C{h * 0.08:.1f},{-h * 0.4:.1f} {h * 0.06:.1f},{-h * 0.3:.1f} {h * 0.14:.1f},2Z",
            stem,
        )
        + path(
            f"M{-h * 0.46:.1f},{-h * 0.5:.1f} C{-h * 0.44:.1f},{-h * 1.1:.1f} {h * 0.44:.1f},{-h * 1.1:.1f} {h * 0.46:.1f},{-h * 0.5:.1f} Q0,{-h * 0.38:.1f} {-h * 0.46:.1f},{-h * 0.5:.1f}Z",
            cap,
        )
        + "".join(
            ellipse(x * h, y * h, s * h, s * h * 0.85, "#fff6ea")
            for x, y, s in ((-0.2, -0.68, 0.07), (0.08, -0.82, 0.08), (0.26, -0.62, 0.055))
        )
    )
