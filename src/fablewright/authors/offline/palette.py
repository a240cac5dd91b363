"""Pass 1: the thing that the book is about underneath, and five colour moods along its feeling.

Colours are built in OKLCH (Björn Ottosson, "A perceptual color space for image processing", 2020), so
that equal steps look equal, and brought into sRGB by lowering the chroma.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from dataclasses import dataclass

from fablewright.authors.reading import words
from fablewright.core.book import PaletteJourney, PaletteStep, StoryText

from .cast import tones_of
from .grammar import singular
from .lexicon import DRAWABLE, PLACES
from .plan import Plan, dice

# Hue (degrees in OKLCH) of the air and of the ground of each place.
_PLACE_HUES: dict[str, tuple[float, float]] = {
    "meadow": (222, 128), "forest": (182, 148), "beach": (214, 86), "underwater": (205, 232),
    "mountain": (262, 176), "desert": (58, 66), "river": (232, 160), "pond": (170, 136),
    "garden": (230, 140), "street": (272, 44), "market": (70, 34), "harbour": (238, 250),
    "park": (212, 118), "farm": (92, 108), "snowfield": (244, 256), "rooftop": (286, 28),
    "castle": (300, 274), "island": (196, 98), "cave": (316, 292), "moon": (278, 284),
    "sky": (248, 220), "bedroom": (282, 330), "kitchen": (82, 52), "living_room": (36, 20),
    "classroom": (104, 76), "library": (62, 40), "workshop": (48, 64), "attic": (340, 56),
    "bakery": (76, 60), "train": (266, 12), "museum": (24, 80), "spaceship": (290, 200),
    "hospital": (178, 210), "theatre": (12, 350),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Hour:
    """Lightness from the top of the sky to its horizon, of the ground, and hue of the light."""

    sky: tuple[float, float, float]
    ground: float
    light: tuple[float, float]  # lightness, hue
    horizon: float  # how far the horizon turns to the hue of the light, 0–1
    chroma: float


_HOURS: dict[str, _Hour] = {
    "dawn": _Hour((0.60, 0.75, 0.88), 0.50, (0.93, 62), 0.75, 0.085),
    "morning": _Hour((0.74, 0.85, 0.94), 0.60, (0.96, 96), 0.35, 0.090),
    "noon": _Hour((0.70, 0.82, 0.92), 0.66, (0.97, 106), 0.15, 0.110),
    "afternoon": _Hour((0.66, 0.79, 0.90), 0.57, (0.92, 80), 0.50, 0.100),
    "sunset": _Hour((0.46, 0.61, 0.79), 0.42, (0.88, 54), 0.90, 0.120),
    "night": _Hour((0.23, 0.33, 0.47), 0.29, (0.90, 92), 0.10, 0.075),
}

# The feeling's curve over cover and four scenes: (chroma factor, warmth in degrees, name).
_CURVES: dict[str, tuple[tuple[float, float, str], ...]] = {
    "restless": ((1.1, 10, "a promise"), (0.9, 0, "a gap"), (1.2, 24, "everyone at once"),
                 (0.55, -16, "stillness"), (1.3, 34, "all of it back")),
    "opening": ((1.0, 6, "a lid ajar"), (0.7, -12, "shy"), (1.25, 20, "too much"),
                (0.6, -22, "back to back"), (1.15, 30, "side by side")),
    "climbing": ((1.1, 8, "a bold plan"), (1.0, 14, "up we go"), (1.25, 4, "out of hand"),
                 (0.5, -24, "in pieces"), (1.3, 28, "it sings")),
    "journey": ((1.05, 0, "the road"), (0.85, -8, "setting out"), (1.1, 10, "far from home"),
                (0.55, -26, "the end of the road"), (1.2, 34, "a lit door")),
    "hush": ((1.2, 22, "thump"), (1.3, 30, "loud"), (1.4, 12, "louder"),
             (0.6, -20, "one breath"), (0.8, 4, "hum")),
    "night": ((0.95, 14, "the last light"), (1.0, 24, "a promise"), (0.8, -6, "the middle"),
              (0.45, -28, "the dark"), (1.15, 38, "first sun")),
    "swelling": ((1.15, 16, "small"), (1.0, 6, "a spoonful"), (1.35, 26, "more"),
                 (0.6, -18, "far too much"), (1.2, 32, "shared")),
    "turning": ((1.0, -4, "a clue"), (1.05, 8, "quite sure"), (1.2, 18, "surer still"),
                (0.6, -30, "a lamp in a shed"), (1.15, 36, "a small word")),
    "warming": ((1.1, 18, "flour and fire"), (0.9, 4, "nearly"), (1.2, 14, "everything in"),
                (0.55, -14, "the floor"), (1.35, 38, "a full table")),
    "letting go": ((1.0, 10, "holding on"), (0.95, 2, "not today"), (1.2, 16, "pull"),
                   (0.6, -18, "in the dusk"), (1.05, 30, "an open hand")),
    "tumbling": ((1.2, 16, "a hat in the air"), (1.1, 20, "easy"), (1.4, 6, "all at once"),
                 (0.6, -16, "under the counter"), (1.15, 28, "done properly")),
}  # fmt: skip


def journey(plan: Plan, story: StoryText) -> PaletteJourney:
    """Five steps that differ clearly; the hues come from the place, shifted a little by the seed."""
    facts = plan.plot.facts
    rng = dice(plan.brief, plan.plot.name, story.place, "palette")
    shift = rng.uniform(-9.0, 9.0)
    tones = tones_of(plan.brief)
    strength = 0.85 if "bedtime" in tones else 1.12 if "funny" in tones else 1.0
    air, ground = _PLACE_HUES.get(story.place, (PLACES.index("sky") * 11.0, 140.0))
    curve = _CURVES[facts["curve"]]
    times = scene_times(plan)
    steps = []
    accent_hue = (air + rng.choice((150.0, 180.0, 205.0)) + shift) % 360
    for index, (factor, warmth, name) in enumerate(curve):
        hour = _HOURS[times[index]]
        steps.append(
            _step(name, hour, air + shift, ground + shift * 0.6, factor * strength, warmth,
                  accent_hue, index)
        )  # fmt: skip
    return PaletteJourney(
        motif=facts["motif"],
        motif_object=motif_object(plan, story),
        steps=(steps[0], steps[1], steps[2], steps[3], steps[4]),
    )


def scene_times(plan: Plan) -> list[str]:
    """The time of day of cover and scenes; the cover borrows its light from the landing."""
    times = [beat.facts["time"] for beat in plan.plot.beats]
    cover = times[3] if times[3] != times[0] else times[1]
    return [cover, *times]


def motif_object(plan: Plan, story: StoryText) -> str:
    """A noun to draw: the plot's own object when the text names it, else what the story is about."""
    text = " ".join(beat.text for beat in story.beats).lower()
    wish = plan.plot.facts["motif object"]
    planted = words(plan.teller.tell(plan.plot.facts.get("plant", "")).lower())
    for noun in (*reversed(planted), wish, plan.subject.word):
        if noun in DRAWABLE and re.search(rf"\b{noun}", text):
            return noun
    told = Counter(singular(word) for word in words(text))
    return max(sorted(DRAWABLE), key=lambda noun: told[noun])


def _step(
    name: str, hour: _Hour, air: float, ground: float, factor: float, warmth: float,
    accent: float, index: int,
) -> PaletteStep:  # fmt: skip
    chroma = min(hour.chroma * factor, 0.17)
    light_l, light_hue = hour.light
    lift = (0.0, 0.03, -0.035, -0.06, 0.05)[index]
    sky = []
    for place, lightness in enumerate(hour.sky):
        turn = hour.horizon * (0.0, 0.45, 1.0)[place]
        hue = _toward(air + warmth * 0.6, light_hue, turn)
        sky.append(_hex(lightness + lift, chroma * (1.0, 0.92, 0.8)[place], hue))
    return PaletteStep(
        name=name,
        sky=(sky[0], sky[1], sky[2]),
        ground=_hex(hour.ground + lift, min(chroma * 0.95, 0.12), ground + warmth * 0.5),
        light=_hex(light_l, 0.055 + 0.03 * factor, light_hue - warmth * 0.2),
        accent=_hex(0.66 + lift, min(0.10 + 0.05 * factor, 0.19), accent + warmth * 0.4),
    )


def _toward(start: float, end: float, share: float) -> float:
    """A hue between two, the short way round; never through green from blue to gold."""
    turn = (end - start + 180.0) % 360.0 - 180.0
    if turn < 0 and 190.0 <= start % 360.0 <= 290.0:
        turn += 360.0
    return start + turn * share


def _hex(lightness: float, chroma: float, hue: float) -> str:
    """OKLCH to `#rrggbb`, lowering the chroma until the colour exists in sRGB."""
    for _ in range(24):
        rgb = _linear_srgb(lightness, chroma, hue)
        if all(-0.0005 <= value <= 1.0005 for value in rgb):
            break
        chroma *= 0.88
    return "#" + "".join(f"{round(255 * _encoded(min(max(v, 0.0), 1.0))):02x}" for v in rgb)


def _linear_srgb(lightness: float, chroma: float, hue: float) -> tuple[float, float, float]:
    a = chroma * math.cos(math.radians(hue))
    b = chroma * math.sin(math.radians(hue))
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    mid = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    return (
        4.0767416621 * long - 3.3077115913 * mid + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * mid - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * mid + 1.7076147010 * short,
    )


def _encoded(value: float) -> float:
    if value <= 0.0031308:
        return 12.92 * value
    return float(1.055 * value ** (1 / 2.4) - 0.055)
