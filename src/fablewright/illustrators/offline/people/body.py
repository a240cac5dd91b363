"""Bones: proportions by age and the place of every joint.

Local units: a six-year-old is 100 tall; the ground is y = 0, y grows downwards, the figure faces right.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Literal

from fablewright.core.book import Mood, PoseName
from fablewright.illustrators.offline.people.poses import BEARING, Arm, Hand, Leg, Pose, pose_for
from fablewright.illustrators.offline.shapes import Point

View = Literal["side", "front", "away"]
Limb = tuple[Point, Point, Point]

# age: leg (hip to ankle), torso (hip to neck), head scale, half shoulder width, limb width
_GROWTH: tuple[tuple[float, tuple[float, ...]], ...] = (
    (2, (16.0, 18.0, 0.95, 10.0, 8.3)),
    (4, (21.0, 20.6, 0.98, 10.7, 8.5)),
    (6, (26.6, 24.0, 1.0, 11.5, 8.6)),
    (10, (38.0, 29.0, 1.02, 12.6, 9.0)),
    (14, (48.0, 35.0, 1.04, 14.0, 9.6)),
    (20, (54.0, 39.0, 1.06, 16.0, 10.6)),
)


@dataclass(frozen=True, slots=True)
class Build:
    """Lengths in local units; `girth` multiplies widths."""

    leg: float = 26.6
    torso: float = 24.0
    head: float = 1.0
    shoulder: float = 11.5
    limb: float = 8.6
    arm: float = 26.8
    girth: float = 1.0

    @property
    def thigh(self) -> float:
        return self.leg * 0.503

    @property
    def shin(self) -> float:
        return self.leg * 0.497

    @property
    def foot(self) -> float:
        """Scale of the shoe; the ankle is 4.4 of these above the sole."""
        return 0.55 + 0.45 * self.limb / 8.6

    @property
    def chair(self) -> float:
        """Scale of a wheelchair that fits: the seat is 33 of these above the ground."""
        return (self.shin + 20) / 33.2


def build_for(age: float, large: bool = False, short: bool = False) -> Build:
    """Proportions of a body of this age (2 and younger to grown-up)."""
    rows = _GROWTH
    age = min(max(age, rows[0][0]), rows[-1][0])
    for (young, low), (old, high) in pairwise(rows):
        if age <= old:
            share = (age - young) / (old - young)
            leg, torso, head, shoulder, limb = (
                a + (b - a) * share for a, b in zip(low, high, strict=True)
            )
            break
    arm = torso * 1.117
    if short:
        leg, torso, arm, limb = leg * 0.6, torso * 0.92, arm * 0.72, limb * 1.08
    girth = 1.34 if large else 1.0
    if large:
        limb, shoulder = limb * 1.22, shoulder * 1.12
    return Build(leg, torso, head, shoulder, limb, arm, girth)


@dataclass(slots=True)
class Skeleton:
    """Where everything is. `turn` is 0 for a frontal face, 0.5 for a three-quarter one."""

    build: Build
    view: View
    pose: PoseName
    mood: Mood
    seated: bool
    hip: Point
    neck: Point
    head: Point
    lean: float
    tilt: float
    turn: float
    look: Point
    trail_arm: Limb
    lead_arm: Limb
    trail_leg: Limb
    lead_leg: Limb
    trail_hand: Hand
    lead_hand: Hand
    trail_foot: float
    lead_foot: float
    over: bool
    wheelie: float = 0
    left: int = 1
    """Where the person's left side is in the drawing: 1 on the leading side, -1 when drawn mirrored or
    from behind. What somebody has on one side stays on that side from picture to picture."""
    targets: dict[str, Point] = field(default_factory=dict)


def chain(start: Point, *bones: tuple[float, float]) -> tuple[Point, ...]:
    """Joints of a chain of (angle, length)."""
    points = [start]
    x, y = start
    for angle, length in bones:
        x += math.sin(math.radians(angle)) * length
        y += math.cos(math.radians(angle)) * length
        points.append((x, y))
    return tuple(points)


def reach(start: Point, goal: Point, upper: float, lower: float, bend: float) -> Limb:
    """Two bones that bring the end to the goal, or as near as they can; `bend` is the elbow's side."""
    dx, dy = goal[0] - start[0], goal[1] - start[1]
    away = math.hypot(dx, dy) or 0.01
    length = min(max(away, abs(upper - lower) + 0.5), (upper + lower) * 0.995)
    end = (start[0] + dx / away * length, start[1] + dy / away * length)
    cosine = (upper**2 + length**2 - lower**2) / (2 * upper * length)
    turn = math.acos(min(1.0, max(-1.0, cosine))) * bend
    base = math.atan2(dx, dy) + turn
    elbow = (start[0] + math.sin(base) * upper, start[1] + math.cos(base) * upper)
    return start, elbow, end


def direction(a: Point, b: Point) -> float:
    """Angle of the bone from a to b, 0 hanging down."""
    return math.degrees(math.atan2(b[0] - a[0], b[1] - a[1]))


def _foot_turn(leg: Leg, view: View, air: float) -> float:
    """Toes point down when the leg swings back or hangs in the air."""
    if view != "side":
        return 18.0 if air else 0.0
    shin = leg[1]
    if shin > 55:
        return 14.0 - shin
    if shin < -30 or (air and shin < -15):
        return min(80.0, -shin * 0.85)
    return 14.0 if air else 0.0


def _lowest(leg: Limb, foot: float, scale: float) -> float:
    """How far the lowest point of a leg is below the hip's own zero."""
    angle = math.radians(foot)
    heel = -4.4 * math.sin(angle) + 4.4 * math.cos(angle)
    toe = 7.4 * math.sin(angle) + 4.4 * math.cos(angle)
    return leg[2][1] + max(heel, toe) * scale


# How far somebody in a chair bends forward to push, to reach down, to embrace (degrees).
_SEATED_LEAN: dict[PoseName, float] = {
    "run": 13.0, "walk": 7.0, "crouch": 20.0, "kneel": 16.0, "climb": 8.0, "hug": 8.0,
}  # fmt: skip


def skeleton(
    build: Build,
    name: PoseName,
    mood: Mood,
    view: View,
    seated: bool,
    arms: dict[str, Arm] | None = None,
) -> Skeleton:
    """Every joint of one body in one pose. `arms` replaces the pose's own (an aid is held)."""
    pose = pose_for(name, view != "side")
    bearing = BEARING[mood]
    lean = bearing.lean + (_SEATED_LEAN.get(name, 0.0) if seated else pose.lean)
    if view != "side":
        lean = 0.0
    spread = build.shoulder * (0.4 if view == "side" else 0.46) * (1 + (build.girth - 1) * 0.7)
    hip, trail_leg, lead_leg, feet = _legs(build, pose, view, seated, spread)
    up = math.radians(lean)
    neck = (hip[0] + math.sin(up) * build.torso, hip[1] - math.cos(up) * build.torso)
    turn = 0.5 if view == "side" else 0.0
    rise = 19.6 * build.head
    bow = math.radians(lean * 0.8)
    head = (neck[0] + math.sin(bow) * rise + turn * 1.6, neck[1] - math.cos(bow) * rise)
    bones = Skeleton(
        build=build, view=view, pose=name, mood=mood, seated=seated, hip=hip, neck=neck, head=head,
        lean=lean, tilt=pose.tilt + bearing.tilt, turn=turn, look=pose.look,
        trail_arm=(neck, neck, neck), lead_arm=(neck, neck, neck),
        trail_leg=trail_leg, lead_leg=lead_leg,
        trail_hand=pose.trail_hand, lead_hand=pose.lead_hand,
        trail_foot=feet[0], lead_foot=feet[1], over=pose.over,
        wheelie=-13.0 if seated and name == "jump" and view == "side" else 0.0,
    )  # fmt: skip
    if view != "side" and name not in ("wave", "think"):
        bones.tilt *= 0.35  # from the front a bowed head only tips
    _targets(bones)
    chosen = arms or {}
    for side in ("trail", "lead"):
        arm = chosen.get(side) or (pose.trail_arm if side == "trail" else pose.lead_arm)
        limb = _arm(bones, side, arm, bearing.shoulders, bearing.spread, pose.stretch)
        setattr(bones, f"{side}_arm", limb)
        if side in chosen:
            setattr(bones, f"{side}_hand", "grip")
    return bones


def _legs(
    build: Build, pose: Pose, view: View, seated: bool, spread: float
) -> tuple[Point, Limb, Limb, tuple[float, float]]:
    thigh, shin, foot = build.thigh, build.shin, build.foot
    if seated:
        scale = build.chair
        hip = (0.0, -35.0 * scale)
        if view == "side":
            limbs = []
            for dx in (2.6, 0.0):
                knee = (hip[0] + dx + max(thigh, 18.0 * scale), hip[1] + 0.6)
                foot_at = (knee[0] + 2.6, -6.5 * scale - 4.4 * foot)
                limbs.append(((hip[0] + dx, hip[1]), knee, foot_at))
            return hip, limbs[0], limbs[1], (0.0, 0.0)
        knees = hip[1] + 9.0 * scale
        trail, lead = (
            (
                (side * spread, hip[1]),
                (side * (spread + 1.0), knees),
                (side * spread, -4.0 * scale - 4.4 * foot),
            )
            for side in (-1, 1)
        )
        return hip, trail, lead, (0.0, 0.0)
    turns = tuple(
        0.0 if pose.hip is not None else _foot_turn(leg, view, pose.air)
        for leg in (pose.trail_leg, pose.lead_leg)
    )
    limbs = []
    for side, angles in ((-1, pose.trail_leg), (1, pose.lead_leg)):
        lower = angles[1]
        if pose.hip is not None:  # sitting: the shin reaches the ground, however long it is
            drop = pose.hip * build.limb - 4.4 * foot - math.cos(math.radians(angles[0])) * thigh
            steep = math.degrees(math.acos(max(-1.0, min(1.0, drop / shin))))
            lower = math.copysign(steep, angles[1])
        points = chain((side * spread, 0.0), (angles[0], thigh), (lower, shin))
        limbs.append((points[0], points[1], points[2]))
    floor = max(
        max(_lowest(limb, turn, foot), limb[1][1] + build.limb * 0.5)
        for limb, turn in zip(limbs, turns, strict=True)
    )
    if pose.hip is not None:
        floor = build.limb * pose.hip
    height = floor + pose.air * (0.7 + 0.3 * build.leg / 26.6)
    trail, lead = (_raised(limb, height) for limb in limbs)
    return (0.0, -height), trail, lead, (turns[0], turns[1])


def _raised(limb: Limb, height: float) -> Limb:
    a, b, c = limb
    return (a[0], a[1] - height), (b[0], b[1] - height), (c[0], c[1] - height)


def _targets(bones: Skeleton) -> None:
    """Places that hands go to, by name."""
    build, hip = bones.build, bones.hip
    size = build.head
    wide = build.shoulder * build.girth
    bones.targets["chin"] = (bones.head[0] + 6.0 + bones.turn * 6, bones.head[1] + 25.5 * size)
    ahead = build.arm * 0.56 if bones.view == "side" else 4.6
    bones.targets["belly"] = (bones.neck[0] + ahead, hip[1] - build.torso * 0.36)
    bones.targets["hip"] = (hip[0] + wide * 1.02, hip[1] - 4)
    rim = (11.0, -31.0) if bones.view == "side" else (max(17.0, wide / build.chair) + 3.0, -31.0)
    bones.targets["wheel"] = (rim[0] * build.chair, rim[1] * build.chair)
    standing = -build.leg - 4.4 * build.foot  # aids keep their height when their owner sits down
    grip = standing - build.torso * 0.06
    ahead = build.arm * (0.62 if hip[1] < standing * 0.8 else 1.5)
    bones.targets["handle"] = (hip[0] + ahead, grip) if bones.view == "side" else (wide + 6.5, grip)
    bones.targets["grip"] = (hip[0] + wide + 5, grip)
    bones.targets["cane"] = (hip[0] + wide + build.arm * 0.24, standing - build.torso * 0.2)


def _arm(
    bones: Skeleton, side: str, arm: Arm, raised: float, spread: float, stretch: float
) -> Limb:
    build = bones.build
    sign = -1 if side == "trail" else 1
    across = build.shoulder * (1 + (build.girth - 1) * 0.75) - build.limb * 0.22
    lean = math.radians(bones.lean)
    down = build.torso * 0.175 - raised
    shoulder = (
        bones.neck[0] + sign * across * math.cos(lean) - math.sin(lean) * down,
        bones.neck[1] + sign * across * math.sin(lean) + math.cos(lean) * down,
    )
    length = build.arm * stretch
    upper, fore = length * 0.53, length * 0.47
    if isinstance(arm, str):
        x, y = bones.targets[arm]
        mirrored = sign < 0 and (bones.view != "side" or arm in ("hip", "grip"))
        goal = (-x, y) if mirrored else (x, y)
        bend = -1 if bones.view == "side" and arm != "chin" else sign
        return reach(shoulder, goal, upper, fore, bend)
    widen = sign * spread if abs(arm[0]) < 60 else 0
    first, second = arm[0] + widen + bones.lean * 0.4, arm[1] + widen + bones.lean * 0.4
    points = chain(shoulder, (first, upper), (second, fore))
    limb = (points[0], points[1], points[2])
    bend = 1 if direction(limb[0], limb[1]) > direction(limb[0], limb[2]) else -1
    if bones.pose in ("sit", "kneel", "crouch") and not bones.seated:
        return _above_ground(limb, build, bend)
    return _beside_head(limb, bones, sign)


def _above_ground(limb: Limb, build: Build, bend: float) -> Limb:
    """A hand that rests on the ground does not go through it."""
    upper, fore = math.dist(limb[0], limb[1]), math.dist(limb[1], limb[2])
    for _ in range(3):
        deep = limb[2][1] + math.cos(math.radians(direction(limb[1], limb[2]))) * 9.0 * build.foot
        if deep <= 0:
            break
        limb = reach(limb[0], (limb[2][0], limb[2][1] - deep), upper, fore, bend)
    return limb


def _beside_head(limb: Limb, bones: Skeleton, sign: int) -> Limb:
    """A raised hand goes past the face, not over it: short arms spread wider."""
    wrist, head = limb[2], bones.head
    clear = 25.0 * bones.build.head
    angle = math.radians(direction(limb[1], wrist))
    palm = (wrist[0] + math.sin(angle) * 5, wrist[1] + math.cos(angle) * 5)
    if wrist[1] > bones.neck[1] or math.dist(palm, head) >= clear:
        return limb
    upper, fore = math.dist(limb[0], limb[1]), math.dist(limb[1], wrist)
    rise = min(clear * 0.8, max(-clear * 0.5, palm[1] - head[1]))
    goal = (head[0] + sign * math.sqrt(clear**2 - rise**2), head[1] + rise + 4)
    return reach(limb[0], goal, upper, fore, sign)
