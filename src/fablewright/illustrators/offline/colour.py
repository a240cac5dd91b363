"""Colours as a painter mixes them: OKLab and its polar form OKLCH.

Every colour is a `#rrggbb` string. Lightness 0–1, chroma 0–0.37, hue in degrees.
Source: Björn Ottosson, "A perceptual color space for image processing" (2020); contrast: WCAG 2.2.
"""

from __future__ import annotations

import math
from functools import lru_cache

Triple = tuple[float, float, float]


def _linear(value: float) -> float:
    return value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4


def _gamma(value: float) -> float:
    return 12.92 * value if value <= 0.0031308 else 1.055 * value ** (1 / 2.4) - 0.055


def _linear_rgb(colour: str) -> Triple:
    digits = colour.lstrip("#")
    r, g, b = (_linear(int(digits[i : i + 2], 16) / 255) for i in (0, 2, 4))
    return r, g, b


@lru_cache(4096)
def _to_lab(colour: str) -> Triple:
    r, g, b = _linear_rgb(colour)
    long = (0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b) ** (1 / 3)
    medium = (0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b) ** (1 / 3)
    short = (0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b) ** (1 / 3)
    return (
        0.2104542553 * long + 0.7936177850 * medium - 0.0040720468 * short,
        1.9779984951 * long - 2.4285922050 * medium + 0.4505937099 * short,
        0.0259040371 * long + 0.7827717662 * medium - 0.8086757660 * short,
    )


def _lab_to_linear(lightness: float, a: float, b: float) -> Triple:
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    medium = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    return (
        4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * medium + 1.7076147010 * short,
    )


@lru_cache(8192)
def _from_lab(lightness: float, a: float, b: float) -> str:
    """Hex of an OKLab colour; outside sRGB the chroma shrinks and the hue stays."""
    lightness = min(1.0, max(0.0, lightness))
    keep = 1.0
    rgb = _lab_to_linear(lightness, a, b)
    while not all(-0.0005 <= part <= 1.0005 for part in rgb) and keep > 0.05:
        keep *= 0.92
        rgb = _lab_to_linear(lightness, a * keep, b * keep)
    parts = (round(255 * _gamma(min(1.0, max(0.0, part)))) for part in rgb)
    return "#" + "".join(f"{part:02x}" for part in parts)


def oklch(lightness: float, chroma: float, hue: float) -> str:
    """The nearest sRGB colour of this hue and lightness."""
    angle = math.radians(hue)
    return _from_lab(lightness, chroma * math.cos(angle), chroma * math.sin(angle))


def to_lch(colour: str) -> Triple:
    """Lightness, chroma and hue (degrees, 0–360) of a hex colour."""
    lightness, a, b = _to_lab(colour)
    return lightness, math.hypot(a, b), math.degrees(math.atan2(b, a)) % 360


def mix(a: str, b: str, t: float) -> str:
    """From `a` (t = 0) to `b` (t = 1), evenly for the eye."""
    first, second = _to_lab(a), _to_lab(b)
    lightness, green_red, blue_yellow = (
        x + (y - x) * t for x, y in zip(first, second, strict=True)
    )
    return _from_lab(lightness, green_red, blue_yellow)


def tint(colour: str, lightness: float = 0.0, chroma: float = 1.0, hue: float = 0.0) -> str:
    """The colour with lightness added, chroma multiplied and hue turned by degrees."""
    own_lightness, own_chroma, own_hue = to_lch(colour)
    return oklch(own_lightness + lightness, own_chroma * chroma, own_hue + hue)


def _luminance(colour: str) -> float:
    r, g, b = _linear_rgb(colour)
    return 0.2126 * r + 0.7152 * g + 0.0722 * b


def contrast(a: str, b: str) -> float:
    """WCAG contrast ratio, 1 (same) to 21 (black on white)."""
    dark, light = sorted((_luminance(a), _luminance(b)))
    return (light + 0.05) / (dark + 0.05)
