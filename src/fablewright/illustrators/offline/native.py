"""Props that the places draw themselves, so that they are of one kind with the rest."""

from __future__ import annotations

from fablewright.illustrators.offline import buildings, flora
from fablewright.illustrators.offline.colour import tint
from fablewright.illustrators.offline.light import Tones
from fablewright.illustrators.offline.props import PROPS
from fablewright.illustrators.offline.scene import Scene
from fablewright.illustrators.offline.shapes import group, stroke


def native(scene: Scene, noun: str) -> str:
    """The drawing of a noun with its foot at (0, 0), or "" when its icon will do."""
    tones, r, height = scene.tones, scene.r, PROPS[noun].height
    if noun == "deciduous-tree":
        return flora.round_tree(height, tones.leaf(0), tones.trunk, r, tones.accent)
    if noun == "evergreen-tree":
        return flora.conifer(height, tones.leaf(1), tones.trunk)
    if noun == "palm-tree":
        return flora.palm(height, tones.leaf(0), tones.trunk)
    if noun in ("house", "house-with-garden", "hut"):
        return group(buildings.cottage(tones, r), 0, 0, height / 108)
    if noun == "castle":
        return group(buildings.castle(tones, r), 0, 0, height / 270)
    if noun in ("tent", "camping"):
        return group(buildings.tent(tones, tones.cloth(0)), 0, 0, height / 110)
    if noun == "rocket":
        return group(buildings.rocket(tones), 0, 0, height / 240)
    if noun == "ladder":
        return group(_steps(tones), 0, 0, height / 100)
    return ""


def _steps(tones: Tones) -> str:
    """Steps that stand by themselves."""
    wood, dark = tones.wood, tint(tones.wood, -0.07)
    treads = "".join(
        stroke(f"M{-22 + y * 0.14:.1f},{-y} H{16 - y * 0.06:.1f}", tint(wood, 0.03), 5)
        for y in (14, 34, 54, 74)
    )
    return (
        stroke("M2,-92 L30,0 M-6,-92 L16,-6", dark, 4)
        + stroke("M-24,0 L-9,-98 M18,0 L10,-98", wood, 5)
        + treads
        + stroke("M-13,-98 H14", tint(wood, 0.05), 7)
    )
