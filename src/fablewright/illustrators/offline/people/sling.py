"""A baby in a sling, or, on a child, a toy bear: cloth over one shoulder, and a small face that is free."""

from __future__ import annotations

from fablewright.illustrators.offline.colour import contrast, mix, tint
from fablewright.illustrators.offline.people.body import Skeleton
from fablewright.illustrators.offline.people.dress import trunk_path, width_of
from fablewright.illustrators.offline.people.look import Look
from fablewright.illustrators.offline.shapes import ellipse, group, number, path, stroke
from fablewright.illustrators.offline.sheets import Layer

OLD_ENOUGH = 13.0
"""Years from which somebody carries a baby; younger ones carry a toy, as they have seen it done."""
FUR = "#c88d4d"


def band(layer: Layer, look: Look, bones: Skeleton) -> str:
    """The cloth across chest or back; a hijab, long hair and the arms lie over it."""
    tall, wide = look.build.torso, width_of(look)
    side = -1 if bones.view == "away" else 1
    way = (
        f"M{number(side * wide * 0.72)},{number(-tall - 2)}"
        f" L{number(-side * wide * 1.3)},{number(-tall * 0.12)}"
    )
    cloth = _cloth(look)
    drawn = stroke(way, cloth, tall * 0.21) + stroke(way, tint(cloth, -0.07), 0.9)
    inside = f"<g {layer.clip(trunk_path(look, bones))}>{drawn}</g>"
    return group(inside, *bones.hip, rotate=bones.lean)


def _cloth(look: Look) -> str:
    """A colour that stands out from what is worn under it."""
    worn = [look.top, look.accent] if look.outfit == "dungarees" else [look.top]
    options = (look.aid, look.accent, "#fbeed6", "#34509a")
    return next((c for c in options if min(contrast(c, w) for w in worn) > 1.5), look.aid)


def passenger(look: Look, bones: Skeleton) -> str:
    """Upright and high on the chest, the face above the edge of the pouch; not seen from behind."""
    cloth, baby = _cloth(look), look.age >= OLD_ENOUGH
    deep, toes = tint(cloth, -0.07), look.shoes if baby else FUR
    feet = "".join(
        ellipse(side * 9.6, 14.2, 3.2, 2.5, toes, transform=f"rotate({side * -24})")
        for side in (-1, 1)
    )
    behind = path("M-10.4,6 C-11.6,-6 -6,-9.6 0,-9.8 C6,-9.6 11.6,-6 10.4,6Z", deep)
    pouch = path(
        "M-10.8,2.4 C-6.6,7.6 6.6,7.6 10.8,2.4 C13,11 8.4,19.600 0,19.8 C-8.4,19.6 -13,11 -10.8,2.4Z",
        cloth,
    )
    folds = stroke("M-10.400,2.8 C-6.4,7.8 6.4,7.8 10.4,2.8", tint(cloth, 0.09), 1.5)
    folds += stroke("M-8.6,10 Q0,16 8.8,9.4 M-5.4,15.4 Q0,18.200 5.6,14.800", deep, 0.9)
    head = _baby(look, cloth) if baby else _bear()
    # An arm that crosses the chest leaves the face free.
    crossed = bones.pose == "think" or (
        bones.view == "side" and (bones.seated or bones.pose == "hold")
    )
    x = -0.25 * width_of(look) if crossed else 0.0
    tall = look.build.torso
    drawn = group(feet + behind + head + pouch + folds, x, -tall * 0.66, tall * 0.026)
    return group(drawn, *bones.hip, rotate=bones.lean)


def _baby(look: Look, cloth: str) -> str:
    """Asleep, in a knitted cap."""
    caps = (look.accent, look.aid, "#fff3dc")
    cap = next(c for c in caps if contrast(c, cloth) > 1.3 or c == caps[-1])
    face = ellipse(0, -0.6, 8.2, 7.8, look.skin)
    face += "".join(ellipse(x, 2.4, 1.9, 1.3, look.blush, fill_opacity=0.5) for x in (-4.6, 4.6))
    line = "#150a0c" if look.dark else "#22161c"
    face += stroke("M-5.2,0 q1.6,1.600 3.2,0 M2,0 q1.6,1.6 3.2,0", line, 0.95)
    face += stroke("M-1.7,3.4 q1.7,1.500 3.4,0", mix(look.skin, "#8e3130", 0.75), 0.95)
    hat = path("M-8.600,-2.6 C-9,-12.6 9,-12.6 8.6,-2.6 Q0,-6.2 -8.6,-2.6Z", cap)
    hat += stroke("M-8.2,-3 Q0,-6.600 8.2,-3", tint(cap, -0.08), 1.7)
    return face + hat + ellipse(0, -10.4, 1.9, 1.9, tint(cap, -0.05))


def _bear() -> str:
    head = "".join(
        ellipse(x, -6, 3.1, 3.1, FUR) + ellipse(x, -6, 1.7, 1.7, tint(FUR, 0.12)) for x in (-6, 6)
    )
    head += ellipse(0, -0.6, 8, 7.4, FUR) + ellipse(0, 2.6, 3.9, 3, tint(FUR, 0.16))
    head += "".join(ellipse(x, -1.4, 1.05, 1.15, "#22161c") for x in (-3.3, 3.3))
    return head + ellipse(0, 1.3, 1.5, 1.05, "#22161c") + stroke("M0,2.2 v1.3", "#22161c", 0.7)
