"""How each pose bends the joints, before anybody's proportions are known.

Angles are degrees: 0 hangs down, 90 points where the figure faces, 180 points up, negative ones behind.
The leading arm and leg are on the side the figure faces, the trailing ones on the other.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from fablewright.core.book import Mood, PoseName

Hand = Literal["rest", "open", "point", "grip"]
Target = Literal["chin", "belly", "hip", "wheel", "handle", "grip", "cane"]
Arm = tuple[float, float] | Target
Leg = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Pose:
    """`lean` and `tilt` turn torso and head forward (degrees); `air` lifts the feet (local units).

    `over` draws the trailing arm in front of the body; `busy` names the arms that the pose needs.
    """

    trail_arm: Arm = (-15, -5)
    lead_arm: Arm = (15, 5)
    trail_leg: Leg = (-2, 0)
    lead_leg: Leg = (2, 0)
    lean: float = 0
    tilt: float = 0
    air: float = 0
    trail_hand: Hand = "rest"
    lead_hand: Hand = "rest"
    over: bool = False
    busy: Literal["none", "lead", "both"] = "none"
    look: tuple[float, float] = (0, 0)
    stretch: float = 1.0
    hip: float | None = None
    """Height of the hips when something other than the feet carries them, in limb widths."""


_SIDE: dict[PoseName, Pose] = {
    "stand": Pose(),
    "walk": Pose((-30, -14), (34, 56), (-20, -40), (25, 6), lean=3),
    "run": Pose((-62, 28), (52, 128), (-30, -92), (64, 14), lean=11, tilt=-4, air=5,
                trail_hand="grip", lead_hand="grip"),
    "jump": Pose((-132, -150), (132, 150), (-24, -66), (38, -34), air=17, tilt=-4,
                 trail_hand="open", lead_hand="open", busy="both"),
    "sit": Pose((-40, -8), (26, 66), (80, 6), (88, 2), lean=-3),
    "kneel": Pose((-14, 8), (24, 58), (-8, -88), (84, 2), lean=3),
    "reach_up": Pose((-128, -174), (126, 172), (-6, -2), (5, 2), tilt=-10, look=(0.2, -0.9),
                     trail_hand="open", lead_hand="open", busy="both", stretch=1.2),
    "point": Pose((-16, -4), (84, 94), lean=2, lead_hand="point", busy="lead", look=(0.7, 0)),
    "wave": Pose((-16, -4), (112, 162), tilt=5, lead_hand="open", busy="lead"),
    "hold": Pose("belly", "belly", trail_hand="grip", lead_hand="grip", busy="both", look=(0.3, 0.5)),
    "hug": Pose((42, 84), (66, 104), (-8, -4), (6, 2), lean=7, tilt=4, busy="both"),
    "crouch": Pose((24, 46), (38, 64), (46, -60), (84, -24), lean=18, tilt=-12, look=(0.4, 0.4)),
    "climb": Pose((64, 118), (112, 172), (-8, -14), (86, -8), lean=4, tilt=-8, look=(0.3, -0.9),
                  trail_hand="grip", lead_hand="grip", busy="both", stretch=1.14),
    "look_up": Pose((-24, -14), (20, 8), lean=-3, tilt=-15, look=(0.3, -1)),
    "arms_wide": Pose((-84, -98), (84, 98), (-8, -4), (8, 4), tilt=-3,
                      trail_hand="open", lead_hand="open", busy="both"),
    "think": Pose((-15, -4), "chin", lean=-2, tilt=6, busy="lead", look=(0.5, -0.8)),
}  # fmt: skip

# Seen from the front or from behind some poses bend outwards instead of forward.
_FRONT: dict[PoseName, dict[str, object]] = {
    "stand": {"trail_arm": (-19, -8), "lead_arm": (19, 8)},
    "look_up": {"trail_arm": (-24, -10), "lead_arm": (24, 10)},
    "walk": {"trail_arm": (-26, -6), "lead_arm": (22, 4), "trail_leg": (-5, -2), "lead_leg": (7, -8), "lean": 0},
    "run": {"trail_arm": (-52, 26), "lead_arm": (40, 128), "trail_leg": (-10, -6),
            "lead_leg": (30, -22), "lean": 0, "air": 3},
    "jump": {"trail_leg": (-34, -8), "lead_leg": (34, 8)},
    "sit": {"trail_arm": (-24, 34), "lead_arm": (24, -34), "trail_leg": (-87, 82), "lead_leg": (87, -82),
            "lean": 0, "hip": 0.7},
    "kneel": {"trail_leg": (-7, 180), "lead_leg": (7, 180), "trail_arm": (-20, 20),
              "lead_arm": (20, -20), "lean": 0},
    "hug": {"trail_arm": (-68, -112), "lead_arm": (68, 112), "lean": 0,
            "trail_hand": "open", "lead_hand": "open"},
    "crouch": {"trail_arm": (-22, 26), "lead_arm": (22, -26), "trail_leg": (-62, 34),
               "lead_leg": (62, -34), "lean": 0, "tilt": 0},
    "climb": {"trail_arm": (-124, -172), "lead_arm": (108, 168), "lead_leg": (62, -22), "lean": 0},
    "think": {"trail_arm": (-8, 74)},
    "point": {"lead_arm": (78, 90)},
}  # fmt: skip


def pose_for(name: PoseName, frontal: bool) -> Pose:
    """The joints of a pose, side-on (three-quarter) or frontal."""
    pose = _SIDE[name]
    changes = {"over": True, **_FRONT.get(name, {})} if frontal else {}
    return replace(pose, **changes)  # type: ignore[arg-type]


@dataclass(frozen=True, slots=True)
class Bearing:
    """What a feeling does below the face: shoulders up (local units), lean and tilt (degrees)."""

    shoulders: float = 0
    lean: float = 0
    tilt: float = 0
    spread: float = 0


BEARING: dict[Mood, Bearing] = {
    "smile": Bearing(),
    "joy": Bearing(shoulders=0.6, lean=-2, tilt=-3, spread=4),
    "wonder": Bearing(shoulders=0.4, lean=-1, tilt=-4),
    "worried": Bearing(shoulders=1.6, lean=2, tilt=4, spread=-6),
    "sad": Bearing(shoulders=-1.4, lean=5, tilt=9, spread=-8),
    "sleepy": Bearing(shoulders=-1.0, lean=2, tilt=9),
    "determined": Bearing(shoulders=0.8, lean=3, tilt=1, spread=3),
    "surprised": Bearing(shoulders=1.8, lean=-3, tilt=-4, spread=9),
}
