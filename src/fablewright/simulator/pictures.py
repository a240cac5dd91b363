"""Simulated pictures: a quiet pattern in colours of the prompt, and the word SIMULATED."""

from __future__ import annotations

import colorsys
import io
import random
import re
from functools import lru_cache

from PIL import Image, ImageDraw, ImageFont

LARGEST = 4096  # pixels of an edge

_FORMATS = {
    "png": ("PNG", "image/png", {"compress_level": 1}),
    "jpg": ("JPEG", "image/jpeg", {"quality": 90}),
    "jpeg": ("JPEG", "image/jpeg", {"quality": 90}),
    "webp": ("WEBP", "image/webp", {"quality": 90, "method": 0}),
    "gif": ("GIF", "image/gif", {}),
}


def content_type(form: str) -> str:
    return _FORMATS[form.lower()][1]


@lru_cache(maxsize=16)
def draw(seed: str, width: int, height: int, form: str = "png") -> bytes:
    """A file of the format, opaque RGB. The same seed and size give the same bytes."""
    source = random.Random(seed)
    hue = source.random()
    sky, far, near, sun = (
        _colour(hue + turn, lightness, 0.35)
        for turn, lightness in ((0, 0.82), (0.04, 0.62), (0.08, 0.42), (0.5, 0.72))
    )
    picture = Image.new("RGB", (width, height), sky)
    pen = ImageDraw.Draw(picture)
    edge = min(width, height)
    radius = edge * source.uniform(0.07, 0.13)
    x, y = width * source.uniform(0.15, 0.85), height * source.uniform(0.12, 0.35)
    pen.ellipse((x - radius, y - radius, x + radius, y + radius), fill=sun)
    for level, colour in ((0.55, far), (0.75, near)):
        _hills(pen, source, width, height, level, colour)
    size = max(8, edge // 12)
    pen.text(
        (width / 2, height * 0.92),
        "SIMULATED",
        font=ImageFont.load_default(size),
        fill=sky,
        anchor="ms",
    )
    return encode(picture, form)


def encode(picture: Image.Image, form: str) -> bytes:
    name, _, options = _FORMATS[form.lower()]
    out = io.BytesIO()
    picture.save(out, name, **options)
    return out.getvalue()


def size_of(text: str) -> tuple[int, int] | None:
    """(1024, 768) for `1024x768`, None for anything else."""
    found = re.fullmatch(r"(\d{1,5})x(\d{1,5})", text)
    return (int(found[1]), int(found[2])) if found else None


def _hills(
    pen: ImageDraw.ImageDraw,
    source: random.Random,
    width: int,
    height: int,
    level: float,
    colour: tuple[int, int, int],
) -> None:
    count = source.randint(2, 4)
    top = height * level
    for number in range(count + 1):
        middle = width * (number + source.uniform(-0.2, 0.2)) / count
        reach = width / count * source.uniform(0.6, 0.9)
        rise = height * source.uniform(0.08, 0.2)
        pen.ellipse((middle - reach, top - rise, middle + reach, top + rise), fill=colour)
    pen.rectangle((0, top, width, height), fill=colour)


def _colour(hue: float, lightness: float, saturation: float) -> tuple[int, int, int]:
    red, green, blue = colorsys.hls_to_rgb(hue % 1, lightness, saturation)
    return round(red * 255), round(green * 255), round(blue * 255)
