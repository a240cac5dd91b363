"""Wheelchair, walking frame, crutches, white cane: fitted to the body that uses them."""

from __future__ import annotations

import math

from fablewright.illustrators.offline.colour import tint
from fablewright.illustrators.offline.people.body import Limb, Skeleton
from fablewright.illustrators.offline.people.limbs import METAL, METAL_DARK, RUBBER, palm
from fablewright.illustrators.offline.people.look import Look
from fablewright.illustrators.offline.people.poses import Arm, pose_for
from fablewright.illustrators.offline.shapes import (
    Point,
    ellipse,
    group,
    line,
    number,
    path,
    rect,
    stroke,
)


def aid_of(look: Look) -> str:
    """The one thing that carries or leads: a chair goes before a frame, a frame before crutches."""
    for name in ("wheelchair", "walker", "crutches", "white_cane"):
        if name in look.traits:
            return name
    return ""


def arms_with(aid: str, name: str, frontal: bool) -> dict[str, Arm]:
    """Which arms the aid takes, given what the pose needs them for."""
    pose = pose_for(name, frontal)  # type: ignore[arg-type]
    if aid == "wheelchair":
        if pose.busy != "none":
            return {"trail": (-20, 26)} if pose.busy == "lead" and frontal else {}
        if name in ("kneel", "crouch"):
            return {"lead": (26, 8), "trail": (-22, 10)} if not frontal else {}
        if name == "sit":
            return {"trail": (-20, 34), "lead": (20, -34)} if frontal else {"lead": (22, 70)}
        return {"lead": "wheel", "trail": "wheel"}
    if aid in ("walker", "crutches"):
        grip: Arm = "handle" if aid == "walker" else "grip"
        if pose.busy == "none" and name not in ("sit", "kneel", "crouch"):
            return {"lead": grip, "trail": grip}
        return {"trail": grip} if pose.busy == "lead" and name != "think" else {}
    if (
        aid == "white_cane"
        and pose.busy == "none"
        and name not in ("sit", "kneel", "crouch", "run")
    ):
        return {"lead": "cane"}
    return {}


# --- wheelchair ---------------------------------------------------------------------------------


def chair_back(look: Look, bones: Skeleton) -> str:
    """What is behind the person who sits."""
    c, deep = look.aid, tint(look.aid, -0.12)
    if bones.view == "side":
        far = ellipse(4, -18, 17.5, 17.5, "none", stroke="#4a4858", stroke_width=2.8)
        frame = stroke("M-13,-61 L-12,-33 L14,-32 L20,-9", c, 3.0) + stroke(
            "M-13,-61 l-5.5,-1", RUBBER, 3.6
        )
        rest = rect(-17, -56, 6.4, 24, deep, 2.2)
        seat = stroke("M-13,-30.600 L15,-30.6", RUBBER, 4.6)
        toe, k = bones.lead_leg[2][0] / look.build.chair, look.build.chair
        plate = stroke(f"M20,-9 L{number(toe - 4)},-5.4 H{number(toe + 8)}", deep, 2.8)
        return group(far + frame + rest + seat + plate, 0, 0, k)
    wide = _chair_width(look, bones)
    rest = rect(-wide * 0.78, -60, wide * 1.56, 28, deep, 4)
    handles = stroke(f"M{number(-wide * 0.8)},-60 v-4 M{number(wide * 0.8)},-60 v-4", RUBBER, 3.6)
    return group(handles + rest, 0, 0, look.build.chair)


def chair_front(look: Look, bones: Skeleton) -> str:
    """The near wheel, or both wheels from the front or from behind."""
    if bones.view == "side":
        caster = (
            stroke("M17,-16 L17,-9", METAL_DARK, 2.2)
            + ellipse(17, -4.9, 4.9, 4.9, RUBBER)
            + ellipse(17, -4.9, 2.2, 2.2, METAL)
        )
        return group(caster + group(_wheel(look), 0, -19.6), 0, 0, look.build.chair)
    wide = _chair_width(look, bones)
    drawn = stroke(f"M{number(-wide)},-31 H{number(wide)}", RUBBER, 4.4)
    if bones.view == "away":
        frame = f"M{number(-wide)},-28 L{number(wide * 0.7)},-8 M{number(wide)},-28 L{number(-wide * 0.7)},-8"
        drawn = stroke(frame, METAL_DARK, 2.0) + drawn
    if bones.view == "front":
        drawn = stroke("M-10,-2.6 H10", tint(look.aid, -0.1), 3.2)
    else:
        rest = rect(-wide * 0.8, -59, wide * 1.6, 31, look.aid, 4) + rect(
            -wide * 0.56, -52, wide * 1.12, 12, tint(look.aid, 0.07), 3
        )
        drawn += rest + stroke(
            f"M{number(-wide * 0.8)},-60 v-5 M{number(wide * 0.8)},-60 v-5", RUBBER, 3.8
        )
    for side in (-1, 1):
        wheel = ellipse(0, 0, 3.0, 19, RUBBER) + ellipse(-side * 0.9, 0, 1.6, 15.5, look.aid)
        wheel += stroke("M0,-15 V15", METAL, 0.9)
        drawn += group(wheel, side * (wide + 3.6), -19, rotate=side * -5)
        if bones.view == "front":
            drawn += ellipse(side * (wide - 2.4), -4.4, 2.3, 4.4, RUBBER)
    return group(drawn, 0, 0, look.build.chair)


def _chair_width(look: Look, bones: Skeleton) -> float:
    across = look.build.shoulder * (1 + (look.build.girth - 1) * 0.75)
    return max(17.0, (across + look.build.limb * 0.55) / look.build.chair)


def _wheel(look: Look) -> str:
    c = look.aid
    drawn = ellipse(0, 0, 18, 18, "none", stroke=RUBBER, stroke_width=3.2)
    drawn += ellipse(0, 0, 16.2, 16.2, c) + ellipse(0, 0, 13.8, 13.8, tint(c, 0.055))
    for i in range(6):
        drawn += path(
            "M0,-2.5 C3,-6 3,-9.5 0,-12.6 C-3,-9.5 -3,-6 0,-2.5Z",
            "#fff3d6",
            transform=f"rotate({i * 60})",
        )
        angle = math.radians(i * 60 - 60)
        drawn += ellipse(math.cos(angle) * 11, math.sin(angle) * 11, 1.3, 1.3, "#ffffff")
    drawn += ellipse(0, 0, 3.2, 3.2, "#fff4da") + ellipse(0, 0, 1.5, 1.5, RUBBER)
    return drawn + ellipse(0, 0, 15.2, 15.2, "none", stroke=METAL, stroke_width=1.1)


def lap(look: Look, bones: Skeleton) -> str:
    """Thighs seen from the front, foreshortened: the lap that a skirt or trousers make."""
    width = look.build.limb * 1.12
    drawn = ""
    cloth = (
        look.top if look.outfit in ("robe", "dress", "suit", "spacesuit", "armour") else look.legs
    )
    if look.outfit == "raincoat":
        cloth = look.legs
    for leg in (bones.trail_leg, bones.lead_leg):
        (hx, hy), (kx, ky), _ = leg
        drawn += stroke(
            f"M{number(hx)},{number(hy + 1)} L{number(kx)},{number(ky)}",
            tint(cloth, 0.02),
            width * 1.14,
        )
    return drawn


# --- frame, crutches, cane ----------------------------------------------------------------------


def walker(look: Look, bones: Skeleton, near: bool) -> str:
    """A walking frame ahead of the body; `near` is the side towards the viewer."""
    x, y = bones.targets["handle"]
    c = look.aid if near else tint(look.aid, -0.1)
    if bones.view == "side":
        dx, dy = (0.0, 0.0) if near else (5.0, -2.2)
        legs = line(
            [
                (x - 5 + dx, -3 + dy),
                (x - 3.4 + dx, y + 1.5 + dy),
                (x + 3 + dx, y + 1 + dy),
                (x + 9 + dx, -4 + dy),
            ]
        )
        rungs = f"M{number(x - 4.2 + dx)},{number(y * 0.5 + dy)} L{number(x + 6.2 + dx)},{number(y * 0.5 + dy)}"
        drawn = stroke(legs, c, 2.7) + stroke(rungs, c, 2.2)
        drawn += stroke(f"M{number(x - 6 + dx)},{number(y + dy)} h7.6", RUBBER, 3.6)
        drawn += ellipse(x + 9 + dx, -3.4 + dy, 3.6, 3.6, RUBBER) + ellipse(
            x + 9 + dx, -3.4 + dy, 1.4, 1.4, METAL
        )
        return drawn + stroke(f"M{number(x - 5 + dx)},{number(-2.6 + dy)} v1.2", RUBBER, 3.2)
    drawn = ""
    for side in (-1, 1):
        drawn += stroke(f"M{number(side * (x + 3))},-3 L{number(side * x)},{number(y)}", c, 2.7)
        drawn += ellipse(side * (x + 3), -3.6, 2.0, 3.6, RUBBER)
        drawn += ellipse(side * x, y - 0.5, 2.6, 2.6, RUBBER)
    bars = f"M{number(-x - 1.4)},{number(y * 0.52)} H{number(x + 1.4)} M{number(-x - 1.9)},{number(y * 0.36)} H{number(x + 1.9)}"
    return drawn + stroke(bars, c, 2.3)


def crutch(look: Look, limb: Limb, held: bool, side: int, bones: Skeleton) -> str:
    """A forearm crutch: held, or leaning against the body while the hand is busy."""
    if bones.pose in ("sit", "kneel", "crouch"):
        return _lying(look, bones) if side > 0 else ""
    if held:
        grip = palm(limb, 0.55)
        foot = (grip[0] + side * 4.5 + (5 if bones.view == "side" else 0), -0.8)
    else:
        wide = look.build.shoulder * look.build.girth
        grip = (bones.hip[0] + side * (wide + 2.5), bones.targets["grip"][1])
        foot = (grip[0] + side * 3.2, -0.8)
    length = math.hypot(foot[0] - grip[0], foot[1] - grip[1]) or 1
    ux, uy = (grip[0] - foot[0]) / length, (grip[1] - foot[1]) / length
    top = (grip[0] + ux * look.build.arm * 0.42, grip[1] + uy * look.build.arm * 0.42)
    drawn = stroke(line([foot, top]), METAL_DARK, 3.0) + stroke(line([foot, top]), look.aid, 2.3)
    drawn += stroke(f"M{number(top[0] - 3.6)},{number(top[1] + 0.6)} q3.6,2.4 7.2,0", look.aid, 2.2)
    drawn += stroke(f"M{number(grip[0] - 3)},{number(grip[1])} h6.4", RUBBER, 3.0)
    return drawn + stroke(line([foot, (foot[0] + ux * 3, foot[1] + uy * 3)]), RUBBER, 3.8)


def _lying(look: Look, bones: Skeleton) -> str:
    """Both crutches on the ground beside their owner."""
    start = bones.lead_leg[2][0] + 6
    drawn, long = "", look.build.leg + look.build.torso * 0.7
    for dx, y in ((5.0, -4.6), (0.0, -1.8)):
        x = start + dx
        drawn += stroke(f"M{number(x)},{y} h{number(long)}", look.aid, 2.4)
        drawn += stroke(f"M{number(x)},{y} h2.5", RUBBER, 3.4)
        drawn += stroke(f"M{number(x + long * 0.7)},{y} l1.4,-4", RUBBER, 2.8)
    return drawn


def white_cane(look: Look, bones: Skeleton, held: bool) -> str:
    """White with a red lower part and a dark grip; its tip touches the ground ahead."""
    if held:
        grip = palm(bones.lead_arm, 0.55)
        ahead = look.build.arm * (0.95 if bones.view == "side" else 0.5)
        tip: Point = (grip[0] + ahead, -1.2 if bones.view == "side" else -0.8)
    else:
        wide = look.build.shoulder * look.build.girth
        grip = (-wide - 3, -look.build.leg - look.build.torso * 0.55)
        tip = (-wide - 9, -0.8)
        if bones.hip[1] > -12 or bones.pose in ("sit", "crouch", "kneel"):
            grip, tip = (wide + 7, -2.4), (wide + 7 + look.build.arm * 1.6, -1.2)
    length = math.hypot(tip[0] - grip[0], tip[1] - grip[1]) or 1
    ux, uy = (tip[0] - grip[0]) / length, (tip[1] - grip[1]) / length
    start = (grip[0] - ux * 4.6, grip[1] - uy * 4.6)
    red = (grip[0] + ux * length * 0.74, grip[1] + uy * length * 0.74)
    drawn = stroke(line([start, tip]), "#8a8ea0", 2.9) + stroke(line([start, tip]), "#ffffff", 2.2)
    drawn += stroke(line([red, (tip[0] - ux * 2, tip[1] - uy * 2)]), "#d8302f", 2.2)
    drawn += stroke(line([start, (grip[0] + ux * 5, grip[1] + uy * 5)]), RUBBER, 3.2)
    return drawn + ellipse(
        tip[0], tip[1] - 0.4, 1.9, 1.9, "#ffffff", stroke="#8a8ea0", stroke_width=0.5
    )
