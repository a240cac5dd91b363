"""Cut paper: flat drawings become sheets with a shadow, a cut edge and a grain, stacked to a picture.

The light falls from the upper left.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

import numpy as np
from PIL import Image, ImageChops, ImageFilter

from fablewright.illustrators.offline.raster import BackEnd, ink
from fablewright.illustrators.offline.sheets import Glow, Layer, U

_TILE = 1024
# Two shadows, one of contact and one of distance: (dx, dy, blur, share), pixels at 2048.
_SHADOWS = ((3, 5, 4, 0.55), (10, 18, 17, 0.75))


def compose(layers: Iterable[Layer | Glow], size: int, back_end: BackEnd = "thorvg") -> Image.Image:
    """Stack the sheets, back to front, to an RGB picture of `size` pixels a side.

    The first sheet is the ground and should cover the page. Layers may come from a generator: one is
    held at a time.
    """
    canvas = Image.new("RGB", (size, size), "#ffffff")
    for place, item in enumerate(layers):
        if isinstance(item, Glow):
            _shine(canvas, item)
        else:
            _lay(canvas, item, place, back_end)
    return canvas


def vignette(image: Image.Image, colour: str, strength: float = 0.28) -> Image.Image:
    """Darken the corners towards a colour; changes the image and returns it."""
    curve = [int(max(0.0, (value - 120) / 135) ** 1.6 * 255 * strength) for value in range(256)]
    mask = Image.radial_gradient("L").point(curve).resize(image.size, Image.Resampling.BICUBIC)
    image.paste(colour, (0, 0), mask)
    return image


def _lay(canvas: Image.Image, layer: Layer, place: int, back_end: BackEnd) -> None:
    """Only the window that the sheet and its shadow can touch is worked on."""
    size = canvas.width
    inked = ink(layer.svg(), size, back_end) if layer else None
    if inked is None:
        return
    sheet, (left, top) = inked
    pixel = size / 2048
    pad = int(pixel * (70 * layer.lift + 3 * layer.blur)) + 3
    box = (
        max(0, left - pad),
        max(0, top - pad),
        min(size, left + sheet.width + pad),
        min(size, top + sheet.height + pad),
    )
    padded = sheet
    if sheet.size != (box[2] - box[0], box[3] - box[1]):
        padded = Image.new("RGBA", (box[2] - box[0], box[3] - box[1]))
        padded.paste(sheet, (left - box[0], top - box[1]))
    del inked, sheet
    if layer.blur:
        padded = padded.filter(ImageFilter.GaussianBlur(layer.blur * pixel))
    alpha = padded.getchannel("A")
    below = canvas.crop(box)
    if layer.lift > 0 and place > 0:
        _cast_shadow(below, alpha, layer, pixel)
    paper = padded.convert("RGB")
    del padded
    if layer.grain:
        _grain(paper, place, layer.grain * (0.34 if place == 0 else 0.42), size)
    if layer.rim and place > 0:
        _cut_edge(paper, alpha, layer, pixel)
    below.paste(paper, (0, 0), alpha)
    canvas.paste(below, box[:2])


def _cast_shadow(below: Image.Image, alpha: Image.Image, layer: Layer, pixel: float) -> None:
    width, height = alpha.size
    for dx, dy, blur, share in _SHADOWS:
        shrink = 4 if blur > 6 else 2
        small = alpha.resize(
            (max(1, width // shrink), max(1, height // shrink)), Image.Resampling.BOX
        ).filter(ImageFilter.GaussianBlur(blur * pixel * layer.lift / shrink))
        soft = small.resize((width, height), Image.Resampling.BILINEAR)
        moved = _moved(soft, int(dx * pixel * layer.lift), int(dy * pixel * layer.lift))
        dark = share * layer.opacity
        below.paste(layer.shadow, (0, 0), moved.point([int(v * dark) for v in range(256)]))


def _cut_edge(paper: Image.Image, alpha: Image.Image, layer: Layer, pixel: float) -> None:
    """A light upper left edge and a dark lower right one, as thick paper has."""
    step = max(1, round(2.2 * pixel))
    down = int(step * 1.4)
    for colour, dx, dy, share in (
        ("#ffffff", step, down, 0.34),
        (layer.shadow, -step, -down, 0.26),
    ):
        edge = ImageChops.subtract(alpha, _moved(alpha, dx, dy))
        strength = share * layer.rim
        paper.paste(colour, (0, 0), edge.point([int(v * strength) for v in range(256)]))


def _moved(mask: Image.Image, dx: int, dy: int) -> Image.Image:
    """Shifted; what comes in from outside is what was there, so that no line runs along the page."""
    moved = mask.copy()
    moved.paste(mask, (dx, dy))
    return moved


def _shine(canvas: Image.Image, glow: Glow) -> None:
    pixel = canvas.width / U
    reach = int(glow.radius * pixel * 1.3)
    if reach < 1:
        return
    left, top = int(glow.x * pixel) - reach, int(glow.y * pixel) - reach
    box = (
        max(0, left),
        max(0, top),
        min(canvas.width, left + 2 * reach),
        min(canvas.height, top + 2 * reach),
    )
    if box[0] >= box[2] or box[1] >= box[3]:
        return
    # The gradient is 256 across and reaches 181 at the middle of its sides.
    fall = [int(max(0.0, 1 - value / 181) ** 2 * 255 * glow.strength) for value in range(256)]
    mask = Image.radial_gradient("L").point(fall)
    mask = mask.resize((2 * reach, 2 * reach), Image.Resampling.BICUBIC)
    mask = mask.crop((box[0] - left, box[1] - top, box[2] - left, box[3] - top))
    below = canvas.crop(box)
    lit = ImageChops.screen(below, Image.new("RGB", below.size, glow.colour))
    canvas.paste(Image.composite(lit, below, mask), box[:2])


def _grain(paper: Image.Image, place: int, strength: float, size: int) -> None:
    """Lay the relief over the sheet, strip by strip: whole pages would double the memory."""
    relief = _relief(max(32, _TILE * size // 2048))
    step = relief.width
    tile = ImageChops.offset(relief, (place * 389) % step, (place * 683) % step)
    tile = tile.point([int(128 + (value - 128) * strength) for value in range(256)])
    row = Image.new("L", (paper.width, step))
    for x in range(0, paper.width, step):
        row.paste(tile, (x, 0))
    strip = Image.merge("RGB", (row, row, row))
    for y in range(0, paper.height, step):
        below = paper.crop((0, y, paper.width, min(paper.height, y + step)))
        grain = strip if below.height == step else strip.crop((0, 0, *below.size))
        paper.paste(ImageChops.soft_light(below, grain), (0, y))


@lru_cache(2)
def _relief(step: int) -> Image.Image:
    """A tileable sheet of fibres and tooth around 128: noise, filtered in the frequency domain."""
    noise = np.random.default_rng(11).standard_normal((_TILE, _TILE))
    down = np.fft.fftfreq(_TILE)[:, None] * _TILE
    across = np.fft.rfftfreq(_TILE)[None, :] * _TILE
    squared = down**2 + across**2
    tooth = np.exp(-squared / 260**2)
    fibres = 1.6 * np.exp(-((down / 210) ** 2) - (across / 60) ** 2)
    clouds = 10 * np.exp(-squared / 14**2)
    height = np.fft.irfft2(np.fft.rfft2(noise) * (tooth + fibres + clouds), s=(_TILE, _TILE))
    slope = height - np.roll(height, (1, 1), (0, 1))
    relief = height / height.std() * 0.5 + slope / slope.std() * 0.35
    sheet = Image.fromarray(np.clip(128 + 26 * relief, 0, 255).astype(np.uint8))
    return sheet.resize((step, step), Image.Resampling.BOX)
