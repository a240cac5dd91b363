"""Colours of a picture, measured: three deep ones for print, and an ink for the title on the cover.

OKLab is Björn Ottosson's (https://bottosson.github.io/posts/oklab/), contrast is that of WCAG 2.2.
Pixels are float arrays of shape (n, 3); sRGB in 0..1, OKLab as (L, a, b).
"""

from __future__ import annotations

import io
import math
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from fablewright.core.book import Hex

Floats = NDArray[np.floating[Any]]

PAPER: Hex = "#fffaf0"
WHITE: Hex = "#ffffff"
READABLE = 4.5
HUE_APART = 35.0
_CLUSTERS, _ROUNDS, _SAMPLE = 10, 10, 64

_RGB_TO_LMS = np.array(
    [
        [0.4122214708, 0.5363325363, 0.0514459929],
        [0.2119034982, 0.6806995451, 0.1073969566],
        [0.0883024619, 0.2817188376, 0.6299787005],
    ]
)
_LMS_TO_LAB = np.array(
    [
        [0.2104542553, 0.7936177850, -0.0040720468],
        [1.9779984951, -2.4285922050, 0.4505937099],
        [0.0259040371, 0.7827717662, -0.8086757660],
    ]
)
_LAB_TO_LMS = np.linalg.inv(_LMS_TO_LAB)
_LMS_TO_RGB = np.linalg.inv(_RGB_TO_LMS)


def deep_colours(png: bytes) -> tuple[Hex, Hex, Hex]:
    """Three deep colours of the picture, most present and vivid first.

    Their hues are at least 35° apart where the picture has such hues, and each reads (contrast ≥ 4.5)
    on paper and on white. A grey picture gives three depths of its grey. Same bytes, same colours.
    """
    centres, weights = _clusters(to_oklab(pixels(Image.open(io.BytesIO(png)), _SAMPLE)))
    chroma = np.hypot(centres[:, 1], centres[:, 2])
    order = np.argsort(-np.sqrt(weights) * (0.02 + chroma), kind="stable")
    chosen: list[int] = []
    for apart in (HUE_APART, 0.0):  # a picture of one hue: its next best colours
        for candidate in order:
            if len(chosen) < 3 and candidate not in chosen:
                far = all(_hue_distance(centres[candidate], centres[c]) >= apart for c in chosen)
                # Hue means nothing in a grey: it counts as one colour at most, and never first.
                coloured = chroma[candidate] > 0.025 or not apart
                if far and coloured:
                    chosen.append(int(candidate))
    while len(chosen) < 3:
        chosen.append(chosen[-1])
    first, second, third = (deepen(centres[index], step=rank) for rank, index in enumerate(chosen))
    return first, second, third


def deepen(lab: Floats, *, step: int = 0) -> Hex:
    """The colour in its own hue, darkened until it reads on paper and on white; each `step` deeper."""
    hue = math.atan2(float(lab[2]), float(lab[1]))
    chroma = min(0.17, float(np.hypot(lab[1], lab[2])) * 1.1)
    lightness = min(0.58, max(0.38, float(lab[0]))) - 0.06 * step
    while True:
        colour = to_hex(from_oklab(_inside_gamut(lightness, chroma, hue)))
        if lightness < 0.05 or min(contrast(colour, PAPER), contrast(colour, WHITE)) >= READABLE:
            return colour
        lightness -= 0.01


def _inside_gamut(lightness: float, chroma: float, hue: float) -> Floats:
    """The most colourful OKLab that sRGB has at this hue: clipping instead would turn the hue."""
    while True:
        lab = np.array([lightness, chroma * math.cos(hue), chroma * math.sin(hue)])
        light = ((lab @ _LAB_TO_LMS.T) ** 3) @ _LMS_TO_RGB.T
        if chroma < 0.005 or (light.min() >= -1e-4 and light.max() <= 1.0001):
            return lab
        chroma -= 0.005


def pixels(image: Image.Image, edge: int) -> Floats:
    """The picture averaged down to at most `edge` pixels square, as sRGB rows of shape (n, 3)."""
    # First thinned out, then averaged: nearly what averaging all pixels gives, in a tenth of the time.
    thin = 8 * edge
    if min(image.size) > thin:
        image = image.resize((thin, thin), Image.Resampling.NEAREST)
    small = image.convert("RGB").resize((edge, edge), Image.Resampling.BOX)
    return np.asarray(small, dtype=np.float64).reshape(-1, 3) / 255.0


def to_oklab(rgb: Floats) -> Floats:
    return np.asarray(np.cbrt(linear(rgb) @ _RGB_TO_LMS.T) @ _LMS_TO_LAB.T)


def from_oklab(lab: Floats) -> Floats:
    """sRGB of OKLab colours, clipped into the gamut."""
    light = np.clip(((lab @ _LAB_TO_LMS.T) ** 3) @ _LMS_TO_RGB.T, 0.0, 1.0)
    return np.where(light <= 0.0031308, light * 12.92, 1.055 * light ** (1 / 2.4) - 0.055)


def linear(rgb: Floats) -> Floats:
    return np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)


def luminance(rgb: Floats) -> Floats:
    """Relative luminance (WCAG 2.2) of sRGB rows, 0 to 1."""
    return np.asarray(linear(rgb) @ np.array([0.2126, 0.7152, 0.0722]))


def contrast(one: Hex, other: Hex) -> float:
    """WCAG contrast ratio of two colours, 1 to 21."""
    low, high = sorted((float(luminance(from_hex(one))), float(luminance(from_hex(other)))))
    return (high + 0.05) / (low + 0.05)


def from_hex(colour: Hex) -> Floats:
    return np.array([int(colour[at : at + 2], 16) for at in (1, 3, 5)]) / 255.0


def to_hex(rgb: Floats) -> Hex:
    red, green, blue = (round(float(c) * 255) for c in rgb)
    return f"#{red:02x}{green:02x}{blue:02x}"


def tint(colour: Hex, share: float, paper: Hex = PAPER) -> Hex:
    """A pale paper of the colour's hue, `share` (0 to 1) of the way to its lightness.

    Mixing with cream would make blues grey, so the hue is kept and only a little chroma let in.
    """
    lab, base = to_oklab(np.stack([from_hex(colour), from_hex(paper)]))
    chroma = float(np.hypot(lab[1], lab[2]))
    hue = math.atan2(float(lab[2]), float(lab[1]))
    lightness = float(base[0]) * (1 - share) + float(lab[0]) * share
    pale = _inside_gamut(lightness, min(chroma * 0.75, 0.012 + chroma * share), hue)
    return to_hex(from_oklab(pale))


def _clusters(points: Floats) -> tuple[Floats, Floats]:
    """k-means++ with a fixed seed: centres of shape (k, 3) and the share of points of each."""
    random = np.random.default_rng(7)
    centres = points[random.integers(len(points))][None]
    while len(centres) < _CLUSTERS:
        nearest = _square_distances(points, centres).min(axis=1)
        total = nearest.sum()
        if total < 1e-9:  # fewer colours than clusters
            break
        centres = np.vstack([centres, points[random.choice(len(points), p=nearest / total)]])
    for _ in range(_ROUNDS):
        belongs = _square_distances(points, centres).argmin(axis=1)
        members = belongs[:, None] == np.arange(len(centres))
        counts = members.sum(axis=0)
        means = members.T.astype(np.float64) @ points / np.maximum(counts, 1)[:, None]
        centres = np.where(counts[:, None] > 0, means, centres)
    return centres, counts / len(points)


def _square_distances(points: Floats, centres: Floats) -> Floats:
    """|p - c|² of every pair, shape (points, centres), without the large difference array."""
    squares = (points**2).sum(axis=1)[:, None] + (centres**2).sum(axis=1)
    return np.asarray(np.maximum(squares - 2 * points @ centres.T, 0.0))


def _hue_distance(one: Floats, other: Floats) -> float:
    turn = math.degrees(math.atan2(one[2], one[1]) - math.atan2(other[2], other[1])) % 360
    return min(turn, 360 - turn)
