"""What figures hold: in the hand, hanging from it, upright in it, on a string above it."""

from __future__ import annotations

from fablewright.illustrators.offline.actors import Actor
from fablewright.illustrators.offline.props import PROPS, draw_prop
from fablewright.illustrators.offline.shapes import Point, stroke
from fablewright.illustrators.offline.sheets import Glow, Layer
from fablewright.illustrators.offline.staging import LIGHTS, Floor, head_of

_HANGS = frozenset({"lantern", "red-paper-lantern", "bucket", "basket", "backpack", "handbag", "luggage", "shopping-bags", "bell"})  # fmt: skip
_STRINGS = frozenset({"balloon", "kite", "parachute"})
_UPRIGHT = frozenset({"umbrella", "flag", "pinwheel", "bouquet", "rose", "tulip", "sunflower", "candle", "lollipop", "magic-wand", "butterfly", "fishing-pole", "triangular-flag", "fireworks", "closed-umbrella", "paintbrush", "feather", "soft-ice-cream"})  # fmt: skip
OVERHEAD = frozenset({"umbrella"})


def hold(actor: Actor, noun: str, floor: Floor) -> list[Layer | Glow]:
    """The sheets of a prop in this actor's hands. It goes under the fingers of the leading hand."""
    scene, prop = floor.scene, PROPS[noun]
    scale = actor.scale
    side = {"left": -1.0, "right": 1.0}.get(actor.figure.facing, 1.0)
    x, y = grip(actor)
    height = min(prop.height, 46.0) if prop.where != "air" else min(prop.height, 40.0)
    if noun in OVERHEAD:
        height = prop.height
    size = scale * height / prop.height
    layer = scene.loose(f"held{floor.prefix()}", 0.3)
    sheets: list[Layer | Glow] = [layer]
    head_x, head_y, reach = head_of(actor)
    tall, wide = height * scale, prop.width * size
    if noun in _STRINGS:
        at_y = max(scene.frame.ceiling + 6, min(y, head_y) - tall - reach * 1.3)
        at_x = min(max(x + side * (reach + 20), 60 + wide / 2), 940 - wide / 2)
        layer.add(_on_string(noun, (x, y), (at_x, at_y + tall), size, floor))
        floor.taken.append((at_x - wide / 2, at_y, at_x + wide / 2, at_y + tall))
        return sheets
    if noun in _HANGS:
        centre_y, middle = y + tall * 0.96, False
    elif noun in OVERHEAD:
        centre_y, middle = y + tall * 0.06, False
    elif noun in _UPRIGHT:
        centre_y, middle = y + tall * 0.16, False
    else:
        centre_y, middle = y - 1.5 * scale, True
        x += side * wide * 0.16
    # Nothing before a face: aside, then down.
    top = centre_y - (tall / 2 if middle else tall)
    clear = reach * 0.86 + wide / 2
    if noun not in _UPRIGHT and abs(x - head_x) < clear and top < head_y + reach * 0.8:
        if y > head_y:
            centre_y += head_y + reach * 0.84 - top
        else:
            x = head_x + (side if (x >= head_x - 1 and side > 0) or x > head_x else -1) * clear
    elif noun in _UPRIGHT - OVERHEAD and abs(x - head_x) < clear:
        x = head_x + (1 if x >= head_x else -1) * clear
    x = min(max(x, 24 + wide / 2), 976 - wide / 2)
    layer.add(
        draw_prop(
            noun,
            x,
            centre_y,
            size,
            floor.prefix(),
            scene.tones.accent,
            grade=scene.tones.grade,
            flip=side < 0,
            middle=middle,
        )
    )
    if noun in LIGHTS:
        sheets.append(
            Glow(
                x,
                centre_y - tall * 0.4,
                max(60.0, 34 * scale),
                scene.tones.lamp,
                0.6 if scene.tones.dim else 0.3,
            )
        )
    return sheets


def _on_string(noun: str, hand: Point, foot: Point, size: float, floor: Floor) -> str:
    """A balloon or a kite above the hand that holds it."""
    (x, y), (at_x, at_y), tones = hand, foot, floor.scene.tones
    bend = f"Q{x + (4 if at_x > x else -4):.1f},{(y + at_y) / 2:.1f}"
    string = stroke(
        f"M{x:.1f},{y:.1f} {bend} {at_x:.1f},{at_y:.1f}", "#fff8ea", max(1.8, size * 0.5)
    )
    return string + draw_prop(
        noun, at_x, at_y, size, floor.prefix(), tones.accent, grade=tones.grade
    )


def grip(actor: Actor) -> tuple[float, float]:
    """Where a thing is held: the leading hand, or between both; the other when that is busy."""
    anchors = actor.drawn.anchors
    if actor.figure.pose in ("think", "wave", "point") and "left_hand" in anchors:
        return anchors["left_hand"]
    x, y = anchors.get("right_hand") or anchors.get("head") or (actor.x, actor.y - 30 * actor.scale)
    if actor.figure.pose in ("hold", "hug") and "left_hand" in anchors:
        other_x, other_y = anchors["left_hand"]
        x, y = (x + other_x) / 2, (y + other_y) / 2
    return x, y
