"""A person put together: five sheets of paper from back to front."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping

from fablewright.core.book import Facing, Mood, PoseName
from fablewright.illustrators.offline.people import aids, dress, mobility, sling
from fablewright.illustrators.offline.people.body import Skeleton, View, direction, skeleton
from fablewright.illustrators.offline.people.hair import draw_hair
from fablewright.illustrators.offline.people.hats import draw_hat, hair_bow, hero_mask
from fablewright.illustrators.offline.people.head import draw_head, in_head
from fablewright.illustrators.offline.people.limbs import draw_arm, draw_leg, palm
from fablewright.illustrators.offline.people.look import SKIRTED, Look
from fablewright.illustrators.offline.shapes import Point
from fablewright.illustrators.offline.sheets import Drawn, Layer

_FRONT_TRAITS = frozenset(
    {"freckles", "birthmark", "eyes_monolid", "glasses", "eye_patch", "feeding_tube", "oxygen_cannula", "insulin_pump", "down_syndrome", "baby_sling"}
)  # fmt: skip
_MOVERS = frozenset({"wheelchair", "walker", "crutches", "white_cane"})


def draw_person(
    look: Look,
    pose: PoseName,
    mood: Mood,
    facing: Facing,
    x: float,
    y: float,
    scale: float,
    shade: str,
    shown: Look | None = None,
) -> Drawn:
    """Draw somebody with the feet at (x, y) in scene units; a six-year-old is 100 × scale tall.

    `shade` is the colour of the paper's shadow. A wheelchair user is seated in every pose. `shown` is
    what the sheets show instead of `look`, in the very same attitude.
    """
    view: View = "side" if facing in ("left", "right") else facing  # type: ignore[assignment]
    aid = mobility.aid_of(look)
    seated = aid == "wheelchair"
    arms = mobility.arms_with(aid, pose, view != "side")
    if "baby_sling" in look.traits and pose == "think" and not aid:
        arms["trail"] = (-26, -12)  # it would lie across the small face
    bones = skeleton(look.build, pose, mood, view, seated, arms)
    flip = facing == "left"
    bones.left = -1 if flip or view == "away" else 1
    bones.over |= flip and "prosthetic_arm" in look.traits  # or the body would hide it
    seen = shown or look
    sheets = _sheets(seen, bones, aid if aid in seen.traits else "", arms, shade)
    for sheet in sheets:
        sheet.place(x, y, scale, bones.wheelie * (-1 if flip else 1), flip)
    anchors = _anchors(look, bones)
    turn = math.radians(bones.wheelie)

    def out(point: Point) -> Point:
        px = point[0] * math.cos(turn) - point[1] * math.sin(turn)
        py = point[0] * math.sin(turn) + point[1] * math.cos(turn)
        return x + (-px if flip else px) * scale, y + py * scale

    return Drawn(
        layers=[sheet for sheet in sheets if sheet],
        anchors={name: out(point) for name, point in anchors.items()},
        box=_box(map(out, _extremes(look, bones)), scale),
        traits=_visible(look, bones, aid),
    )


def _sheets(
    look: Look, bones: Skeleton, aid: str, arms: Mapping[str, object], shade: str
) -> list[Layer]:
    name = "".join(c for c in look.name if c.isascii() and c.isalnum()) or "somebody"
    back, body, head, hair, front = (
        Layer(f"{name}{part}", lift=lift, grain=0.7, rim=0.8, shadow=shade)
        for part, lift in (
            ("back", 0.34),
            ("body", 0.42),
            ("head", 0.4),
            ("hair", 0.2),
            ("front", 0.34),
        )
    )
    away = bones.view == "away"
    locks = draw_hair(look, bones.turn, away)
    hat_behind, hat_top = draw_hat(look, bones.turn, away)
    _draw_back(back, look, bones, aid, arms, locks.back)
    _draw_body(body, look, bones)
    arms_sheet = front
    if _arms_below_cloth(look, bones, aid):
        arms_sheet = body
    head.add(in_head(bones, hat_behind + locks.behind))
    draw_head(head, look, bones)
    face = "" if away else aids.on_face(look, bones)
    if face:
        head.add(in_head(bones, face))
    top = locks.top + hat_top
    if "mask" in look.extras and not away:
        head.add(in_head(bones, hero_mask(look, bones.turn)))
    if "bow" in look.extras and not look.headgear and locks.top:
        top += hair_bow(look)
    top += aids.on_head(look, bones.turn, away)
    eyes_asked_for = look.traits & {"glasses", "eye_patch", "eyes_monolid", "down_syndrome"}
    if aid == "white_cane" and not away and not eyes_asked_for and len(look.name) % 2:
        top += aids.dark_glasses(look, bones.turn)
    if top:
        hair.add(in_head(bones, top))
    _draw_front(front, look, bones, aid, arms)
    _draw_arms(arms_sheet, look, bones)
    return [back, body, head, hair, front]


def _draw_back(
    back: Layer, look: Look, bones: Skeleton, aid: str, arms: Mapping[str, object], locks: str
) -> None:
    away = bones.view == "away"
    if aid == "wheelchair" and not away:
        back.add(mobility.chair_back(look, bones))
    if aid == "walker" and bones.view == "side":
        back.add(mobility.walker(look, bones, near=False))
    if aid == "walker" and away:
        back.add(mobility.walker(look, bones, near=True))
    if "cape" in look.extras and not away:
        back.add(dress.cape(look, bones))
    if "backpack" in look.extras and not away:
        back.add(dress.backpack(look, bones))
    if locks:
        back.add(in_head(bones, locks))
    if aid == "crutches":
        back.add(mobility.crutch(look, bones.trail_arm, "trail" in arms, -1, bones))
    if aid == "white_cane" and "lead" not in arms:
        back.add(mobility.white_cane(look, bones, held=False))
    if _arms_behind(bones):
        back.add(draw_arm(look, bones, "trail") + draw_arm(look, bones, "lead"))
    elif not bones.over:
        back.add(draw_arm(look, bones, "trail"))


def _arms_below_cloth(look: Look, bones: Skeleton, aid: str) -> bool:
    """Hanging arms lie under a hijab's drape, or under long hair from behind."""
    low = all(abs(direction(arm[0], arm[1])) < 62 for arm in (bones.lead_arm, bones.trail_arm))
    draped = look.headgear == "hijab" or bones.view == "away"
    return draped and low and aid in ("", "white_cane")


def _arms_behind(bones: Skeleton) -> bool:
    """From behind, hands that meet before the body are hidden by it."""
    return bones.view == "away" and bones.pose in ("hold", "think", "sit", "kneel", "crouch", "hug")


def _draw_body(body: Layer, look: Look, bones: Skeleton) -> None:
    away = bones.view == "away"
    # A bent leg comes forward of the trunk; under a skirt it stays below.
    bent = bones.view == "side" and not bones.seated and look.outfit not in SKIRTED
    bent = bent and bones.pose in ("sit", "kneel", "crouch")
    body.add(draw_leg(look, bones, "trail"))
    if not bent:
        body.add(draw_leg(look, bones, "lead"))
    if bones.seated and bones.view == "front":
        body.add(mobility.lap(look, bones))
    dress.draw_trunk(body, look, bones)
    if bent:
        body.add(draw_leg(look, bones, "lead"))
    if "apron" in look.extras and not away:
        body.add(dress.apron(look, bones))
    body.add(aids.on_body(look, bones))
    if "cape" in look.extras:
        body.add(dress.cape(look, bones) if away else dress.cape_knot(look, bones))
    if "backpack" in look.extras:
        body.add(dress.backpack(look, bones) if away else dress.backpack_straps(look, bones))
    if "scarf" in look.extras and look.headgear != "hijab":
        body.add(dress.scarf(look, bones))
    if "baby_sling" in look.traits:
        body.add(sling.band(body, look, bones))


def _draw_front(
    front: Layer, look: Look, bones: Skeleton, aid: str, arms: Mapping[str, object]
) -> None:
    if "baby_sling" in look.traits and bones.view != "away":
        front.add(sling.passenger(look, bones))
    if aid == "wheelchair":
        front.add(mobility.chair_front(look, bones))
    if aid == "walker" and bones.view != "away":
        front.add(mobility.walker(look, bones, near=True))
    if aid == "white_cane" and "lead" in arms:
        front.add(mobility.white_cane(look, bones, held=True))
    if aid == "crutches":
        front.add(mobility.crutch(look, bones.lead_arm, "lead" in arms, 1, bones))


def _draw_arms(sheet: Layer, look: Look, bones: Skeleton) -> None:
    if _arms_behind(bones):
        return
    trail = draw_arm(look, bones, "trail") if bones.over else ""
    lead = draw_arm(look, bones, "lead") + aids.sensor(look, bones)
    hidden = bones.view == "side" and bones.over  # only a prosthesis comes forward like this
    sheet.add(lead + trail if hidden else trail + lead)


def _anchors(look: Look, bones: Skeleton) -> dict[str, Point]:
    size = 0.5 + 0.5 * look.build.limb / 8.6
    x, y = bones.head
    seat = {}
    if bones.pose == "sit" and bones.view == "side" and not bones.seated:
        seat["seat"] = bones.hip[0], bones.hip[1] + 0.42 * look.build.limb
    return {
        **seat,
        "left_hand": palm(bones.trail_arm, size),
        "right_hand": palm(bones.lead_arm, size),
        "head": (x, y),
        "eyes": (x + bones.turn * 7.4 * look.build.head, y + 1.6 * look.build.head),
    }


_TALL = {
    "wizard": 49.0, "crown": 33.0, "chef": 41.0, "knight": 37.0, "beanie": 38.0, "turban": 31.0,
    "explorer": 30.0, "afro": 33.0, "bun": 33.0, "short": 29.0,
}  # fmt: skip
"""How far hats and hair rise above the middle of the head; others stay below 28."""


def _extremes(look: Look, bones: Skeleton) -> Iterable[Point]:
    """Points on the outline, in the body's units: enough for a box."""
    size, head = look.build.foot, look.build.head
    for arm in (bones.trail_arm, bones.lead_arm):
        turn = math.radians(direction(arm[1], arm[2]))
        yield arm[1]
        yield arm[2][0] + math.sin(turn) * 8 * size, arm[2][1] + math.cos(turn) * 8 * size
    for leg in (bones.trail_leg, bones.lead_leg):
        yield leg[1]
        yield from ((leg[2][0] - 3, leg[2][1]), (leg[2][0] + 4 * size, leg[2][1]))
    x, y = bones.head
    tall = max(_TALL.get(look.headgear, 0), _TALL.get(look.hair, 0), 28.0) - 6
    wide = (
        23 if look.headgear in ("explorer", "wizard", "astronaut") or look.hair == "puffs" else 19
    ) * head
    lean = math.radians(bones.tilt)
    yield from (
        (x - wide, y),
        (x + wide, y),
        (x + math.sin(lean) * tall, y - tall * head),
        (x, 0.0),
    )
    yield from _outlying(look, bones)


def _outlying(look: Look, bones: Skeleton) -> Iterable[Point]:
    """Skirt, cape, and aids that stand or lie beside the body."""
    width, hip = dress.width_of(look), bones.hip
    around = width * (1.5 if look.outfit in SKIRTED else 1.1)
    yield from ((hip[0] - around, hip[1]), (hip[0] + around, hip[1]))
    if "cape" in look.extras:
        yield hip[0] - width * (3.2 if bones.pose == "run" else 1.9), hip[1]
    aid = mobility.aid_of(look)
    if bones.seated:
        yield from ((-18 * look.build.chair, 0.0), (28 * look.build.chair, 0.0))
    elif aid == "walker":
        yield from (
            (side * (bones.targets["handle"][0] + 9), 0.0)
            for side in ((1,) if bones.view == "side" else (1, -1))
        )
    elif aid in ("crutches", "white_cane"):
        lying = bones.pose in ("sit", "kneel", "crouch")
        long = look.build.leg + look.build.torso if lying else look.build.arm * 0.9
        yield bones.lead_leg[2][0] + long + (12 if lying else 8), 0.0


def _box(points: Iterable[Point], scale: float) -> tuple[float, float, float, float]:
    across, down = zip(*points, strict=True)
    edge = 6 * scale
    return min(across) - edge, min(down) - edge, max(across) + edge, max(down)


def _visible(look: Look, bones: Skeleton, aid: str) -> frozenset[str]:
    """What an inspector could see in this view."""
    seen = set(look.traits)
    seen -= _MOVERS - {aid}
    if bones.view == "away":
        seen -= _FRONT_TRAITS
    if _arms_behind(bones):
        seen.discard("prosthetic_arm")
    if look.headgear in ("hijab", "turban", "astronaut"):
        seen = {trait for trait in seen if not trait.startswith("hair_")}
    if look.headgear == "hijab":
        seen -= {"hearing_aids", "cochlear_implant"} if bones.view == "away" else set()
    for worn in ("hijab", "turban", "kippah"):
        if look.headgear != worn:
            seen.discard(worn)
    return frozenset(seen)
