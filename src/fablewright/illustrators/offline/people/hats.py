"""What is worn on the head, in the head's units. Each answers `behind` and `top`, like hair."""

from __future__ import annotations

from collections.abc import Callable

from fablewright.illustrators.offline.colour import tint
from fablewright.illustrators.offline.people.limbs import METAL, METAL_DARK
from fablewright.illustrators.offline.people.look import Look
from fablewright.illustrators.offline.shapes import (
    Point,
    ellipse,
    number,
    path,
    smooth,
    star,
    stroke,
)


def draw_hat(look: Look, turn: float, away: bool) -> tuple[str, str]:
    """Behind the head, and over it."""
    draw = _HATS.get(look.headgear)
    return draw(look, turn, away) if draw else ("", "")


def _hijab(look: Look, turn: float, away: bool) -> tuple[str, str]:
    """Cloth round the face and over the shoulders; no hair shows."""
    c, t = look.hat, turn
    cloth = [
        (0, -23.5), (-15, -20), (-22, -6), (-22.5, 9), (-19.5, 20), (-21, 29), (-10, 34), (2, 35.5), (12, 33), (21, 28),
        (19.5, 19), (22.5, 8), (22, -6), (15, -20),
    ]  # fmt: skip
    if away:
        folds = stroke(
            "M-12,-12 C-17,0 -16,14 -14,28 M0,-16 C-2,0 -1,14 0,31 M12,-12 C17,0 16,14 14,28",
            tint(c, -0.06),
            1.2,
        )
        return "", path(smooth(cloth), c) + folds
    rim = smooth(
        [
            (0, -23.6),
            (-14.8, -20),
            (-21.6, -6.5),
            (-21.2, 8),
            (-15, 18.6),
            (-6, 23),
            (5, 23.6),
            (15, 18.6),
            (21.2, 8),
            (21.6, -6.5),
            (14.8, -20),
        ]
    )
    face = smooth([
        (t * 2.4, -13.2), (11 + t * 2, -11), (15.6 + t * 1.5, -2), (14.8 + t * 1.6, 7.6), (9.2 + t * 2, 14.8), (t * 2, 17.2),
        (-9.2 + t * 2, 14.8), (-14.8 + t * 1.6, 7.6), (-15.6 + t * 1.5, -2), (-11 + t * 2, -11),
    ])  # fmt: skip
    top = path(f"{rim} {face}", c, fill_rule="evenodd") + stroke(
        face, tint(c, 0.08), 1.0, stroke_opacity=0.9
    )
    top += path(
        f"M{number(-15 + t * 2)},11 C-9,22 8,22.800 {number(15.4 + t * 1.5)},8 C20,18 19,29 9,33 C-2,37 -16,32 -18.6,21Z",
        tint(c, 0.014),
    )
    top += stroke(
        "M14.5,13.5 C9,23.6 -4,26 -15,21 M17,18 C12,27.6 0,31 -14,26.600 M-17,-12 C-10,-20 6,-22 14,-15",
        tint(c, -0.065),
        1.1,
        stroke_opacity=0.85,
    )
    return path(smooth(cloth), tint(c, -0.05)), top + star(13.6, 15, 2.2, look.accent, 6, 0.5)


def _turban(look: Look, turn: float, away: bool) -> tuple[str, str]:
    c = look.hat
    t = turn * 2.6
    bulk = [
        (-19.6, -1), (-21.4, -9), (-18.6, -19), (-10, -27), (0, -29.6), (10, -27), (18.600, -19), (21.4, -9), (19.6, -1),
        (13, -6.8), (6 + t, -9.8), (t, -11.4), (-6 + t, -9.8), (-13, -6.8),
    ]  # fmt: skip
    if away:
        low: list[Point] = [
            (-19.6, 3),
            (-21.4, -9),
            (-18.6, -19),
            (-10, -27),
            (0, -29.6),
            (10, -27),
            (18.6, -19),
            (21.4, -9),
            (19.6, 3),
            (10, 8),
            (0, 9),
            (-10, 8),
        ]
        wraps = (
            "M-20,-4 Q0,8 20,-10 M-20.6,-10 Q0,4 19.6,-16 M-18,-18 Q0,-4 15,-22 M-19,2 Q-4,8 18,4"
        )
        return "", path(smooth(low), c) + stroke(wraps, tint(c, -0.07), 1.2)
    wraps = (
        f"M{number(t)},-11.4 C{number(-8 + t)},-15 -17,-14 -20.6,-9.5 M{number(t)},-12.6 C{number(-6 + t)},-19 -13,-21 -18.4,-18.4"
        f" M{number(t)},-12.6 C{number(8 + t)},-15 17,-14 20.6,-9.5 M{number(t)},-14 C{number(6 + t)},-20 13,-22 18.2,-18.4"
        f" M{number(t)},-16 C{number(-3 + t)},-22 -6,-25.500 -9,-26.6 M{number(t)},-16 C{number(3 + t)},-22 6,-25.5 9,-26.6"
    )
    inner = path(
        f"M{number(-4 + t)},-10.6 L{number(t)},-17 L{number(4 + t)},-10.6 Q{number(t)},-12.2 {number(-4 + t)},-10.6Z",
        tint(c, 0.12),
    )
    return "", path(smooth(bulk), c) + stroke(wraps, tint(c, -0.075), 1.2) + inner


def _kippah(look: Look, turn: float, away: bool) -> tuple[str, str]:
    """On the crown of the head: a low dome from before, the whole round from behind."""
    c = look.hat
    x = 0 if away else -9 * turn - 1
    full = {"curly": 3.4, "curly_long": 3.4, "afro": 3.4, "locs": 1.6}.get(look.hair, 0.0)
    rise, low = (-23.0 - full, -8.0) if away else (-27.5 - full, -17.4 - full)
    cap = f"M{number(x - 11)},{number(low)} C{number(x - 9.5)},{number(rise)} {number(x + 9.5)},{number(rise)} {number(x + 11)},{number(low)} Q{number(x)},{number(low - 3.6 if not away else low + 4)} {number(x - 11)},{number(low)}Z"
    hem = f"M{number(x - 9.9)},{number(low - 0.6)} Q{number(x)},{number(low - 4.4 if not away else low + 2)} {number(x + 9.9)},{number(low - 0.6)}"
    return "", path(cap, c) + stroke(hem, tint(c, 0.13), 0.9)


def _crown(look: Look, turn: float, away: bool) -> tuple[str, str]:
    gold = "#f4bf3e"
    shape = "M-12.6,-16 L-14.600,-27.5 L-7.6,-22 L0,-30.500 L7.6,-22 L14.6,-27.5 L12.6,-16 Q0,-20.5 -12.6,-16Z"
    gems = (
        ellipse(0, -22, 1.9, 1.9, "#d8402f")
        + ellipse(-8, -19.8, 1.4, 1.4, "#3d78c8")
        + ellipse(8, -19.8, 1.4, 1.4, "#3d78c8")
    )
    tips = (
        ellipse(0, -30.6, 1.6, 1.6, "#fff0b8")
        + ellipse(-14.6, -27.6, 1.4, 1.4, "#fff0b8")
        + ellipse(14.6, -27.6, 1.4, 1.4, "#fff0b8")
    )
    return "", path(shape, gold) + stroke(
        "M-12.4,-16.600 Q0,-21 12.4,-16.6", tint(gold, -0.09), 1.4
    ) + gems + tips


def _knight(look: Look, turn: float, away: bool) -> tuple[str, str]:
    plume = path("M-2,-24 C-8,-38 -22,-34 -24,-22 C-18,-27 -12,-25 -6,-20Z", "#d8402f")
    dome = [
        (-20.4, 4),
        (-21.6, -6),
        (-17, -18),
        (-6, -24),
        (6, -24),
        (17, -18),
        (21.6, -6),
        (20.4, 4),
    ]
    if away:
        return plume, path(smooth([*dome, (15, 14), (0, 17), (-15, 14)]), METAL) + stroke(
            "M0,-23 V15", METAL_DARK, 1.4
        )
    t = turn * 2
    opening = [
        (17.6, 4),
        (16, -6),
        (8 + t, -9.6),
        (t, -10.2),
        (-8 + t, -9.6),
        (-16, -6),
        (-17.6, 4),
    ]
    visor = path(
        smooth(
            [
                (-19.6, -7),
                (-18, -15.5),
                (0, -19.5),
                (18, -15.5),
                (19.6, -7),
                (9, -11.2),
                (0, -12),
                (-9, -11.2),
            ]
        ),
        tint(METAL, 0.05),
    )
    slits = stroke("M-10,-14.6 Q0,-17 10,-14.6", METAL_DARK, 1.3)
    return plume, path(smooth([*dome, *opening]), METAL) + visor + slits + ellipse(
        -18.2, -5, 1.6, 1.6, METAL_DARK
    ) + ellipse(18.2, -5, 1.6, 1.6, METAL_DARK)


def _astronaut(look: Look, turn: float, away: bool) -> tuple[str, str]:
    shell, deep = "#f4f2ec", "#c9c9d6"
    back = (
        ellipse(0, -2, 26, 25, shell)
        + ellipse(-24.5, 0, 3.4, 6, deep)
        + ellipse(24.5, 0, 3.4, 6, deep)
    )
    if away:
        return "", back + stroke("M0,-26 V22 M-18,-18 Q0,-10 18,-18", deep, 1.2)
    ring = f"M0,-27 A26,25 0 1 1 -0.1,-27Z M{number(turn * 3)},-20 A20.8,19.6 0 1 0 {number(turn * 3 + 0.1)},-20Z"
    shine = stroke("M-15,-9 C-13,-14 -9,-16.5 -5,-17.4", "#ffffff", 2.2, stroke_opacity=0.75)
    glass = ellipse(turn * 3, -0.4, 20.8, 19.6, "#bfe4ff", fill_opacity=0.16)
    return back, glass + path(ring, shell, fill_rule="evenodd") + shine


def _explorer(look: Look, turn: float, away: bool) -> tuple[str, str]:
    c = "#d8b070"
    crown = smooth(
        [(-14.6, -14), (-13, -24), (-5, -28), (5, -28), (13, -24), (14.6, -14), (0, -12.6)]
    )
    band = stroke("M-14.600,-15 Q0,-12.4 14.6,-15", "#8a4b32", 3.6)
    brim = path(
        smooth(
            [
                (-26, -12.600),
                (-14, -16.6),
                (0, -17.6),
                (14, -16.6),
                (26, -12.6),
                (14, -10.6),
                (0, -9.8),
                (-14, -10.6),
            ]
        ),
        tint(c, -0.04),
    )
    return "", path(crown, c) + band + brim


def _wizard(look: Look, turn: float, away: bool) -> tuple[str, str]:
    c = look.hat
    cone = "M-14.6,-13 C-9,-24 -6,-38 6,-47 C3,-39 9,-25 14.6,-13 Q0,-9.600 -14.6,-13Z"
    brim = path(
        smooth(
            [
                (-25, -11.4),
                (-13, -15.4),
                (0, -16.4),
                (13, -15.4),
                (25, -11.4),
                (13, -9.6),
                (0, -8.8),
                (-13, -9.6),
            ]
        ),
        tint(c, -0.05),
    )
    stars = (
        star(-3, -22, 2.6, "#ffd46b")
        + star(4.5, -30, 1.8, "#ffd46b")
        + star(4, -18.600, 1.5, "#fff3dc")
    )
    return "", path(cone, c) + stars + brim


def _chef(look: Look, turn: float, away: bool) -> tuple[str, str]:
    puff = (
        ellipse(-8.6, -27, 8.4, 7.6, "#fbf7ee")
        + ellipse(8.6, -27, 8.4, 7.6, "#fbf7ee")
        + ellipse(0, -31, 9.8, 8.4, "#fffdf8")
    )
    band = path("M-13.6,-13.600 L-12.600,-26 H12.6 L13.6,-13.6 Q0,-17.6 -13.6,-13.6Z", "#fffdf8")
    return "", puff + band + stroke("M-6,-18.4 v-6 M0,-19 v-7 M6,-18.4 v-6", "#ddd6c6", 1.0)


def _cap(look: Look, turn: float, away: bool) -> tuple[str, str]:
    c = look.hat
    dome = path("M-19.6,-8 C-20,-28 20,-28 19.6,-8 Q0,-14.6 -19.6,-8Z", c)
    seams = stroke(
        "M0,-23 V-12 M-9,-21 Q-12,-15 -12,-10.6 M9,-21 Q12,-15 12,-10.6", tint(c, -0.07), 1.0
    )
    if away:
        return "", path("M-19.6,-6 C-20,-28 20,-28 19.6,-6 Q0,-2 -19.6,-6Z", c) + seams
    x = turn * 15
    peak = path(
        f"M{number(-14 + x)},-10.6 C{number(-10 + x)},-14.6 {number(11 + x)},-14.6 {number(15 + x)},-9.6 C{number(13 + x)},-5.800 {number(-10 + x)},-6.6 {number(-14 + x)},-10.6Z",
        tint(c, -0.06),
    )
    return "", dome + seams + ellipse(0, -23.2, 1.6, 1.2, look.accent) + peak


def _beanie(look: Look, turn: float, away: bool) -> tuple[str, str]:
    c = look.hat
    pom = "".join(
        ellipse(x, y, 4.2, 4.2, look.accent) for x, y in ((-3, -29), (3, -29), (0, -32), (0, -27))
    )
    dome = path("M-19.4,-9 C-19,-30 19,-30 19.4,-9 Q0,-15 -19.4,-9Z", c)
    low = 0 if not away else 4
    hem = path(
        smooth(
            [
                (-20.6, -6 + low),
                (-20.4, -12),
                (0, -17),
                (20.4, -12),
                (20.6, -6 + low),
                (0, -10.6 + low * 2),
            ]
        ),
        tint(c, 0.07),
    )
    ribs = "".join(
        stroke(f"M{x},{number(-9.6 - (1 - abs(x) / 18) * 3.4)} v-3.6", tint(c, -0.03), 1.0)
        for x in range(-15, 16, 5)
    )
    return "", pom + dome + hem + ribs


def hair_bow(look: Look) -> str:
    c = look.accent
    return path(
        "M9,-19 C4,-26 2,-20 3.4,-16Z M9,-19 C15,-25 17,-18 14.6,-15Z",
        c,
        stroke=c,
        stroke_width=2,
        stroke_linejoin="round",
    ) + ellipse(9, -18.6, 2, 2, tint(c, -0.08))


def hero_mask(look: Look, turn: float) -> str:
    """Behind the eyes' openings the face shows."""
    x = turn * 7.4
    c = look.accent if look.accent != "#fff3dc" else "#d8402f"
    holes = "".join(
        f"M{number(x + s * 7.5 - 4.9)},1.6 a4.9,5.6 0 1 0 9.8,0 a4.9,5.6 0 1 0 -9.8,0Z"
        for s in (-1, 1)
    )
    band = f"M-18.6,-2 C{number(x - 12)},-7 {number(x - 4)},-4.600 {number(x)},-3.4 C{number(x + 4)},-4.6 {number(x + 12)},-7 18.6,-2 L18.4,4 C{number(x + 12)},10.4 {number(x + 4)},8.4 {number(x)},4.6 C{number(x - 4)},8.4 {number(x - 12)},10.4 -18.4,4Z"
    return path(band + holes, c, fill_rule="evenodd")


_HATS: dict[str, Callable[[Look, float, bool], tuple[str, str]]] = {
    "hijab": _hijab, "turban": _turban, "kippah": _kippah, "crown": _crown, "knight": _knight, "astronaut": _astronaut,
    "explorer": _explorer, "wizard": _wizard, "chef": _chef, "cap": _cap, "beanie": _beanie,
}  # fmt: skip
