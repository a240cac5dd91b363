"""From SVG text to pixels, by either of two engines: ThorVG first, resvg as the second.

The SVG uses paths, gradients, clip paths and groups only: no filters, text or images, which the
engines draw differently or not at all. Pixels are RGBA with straight alpha: premultiplied ones would
leave dark fringes round every shape.
"""

from __future__ import annotations

import io
import math
import re
from functools import lru_cache
from types import ModuleType
from typing import Any, Literal

from PIL import Image
from thorvg_python.base import Colorspace, Result
from thorvg_python.canvas.sw import SwCanvas
from thorvg_python.engine import Engine
from thorvg_python.paint.picture import Picture

BackEnd = Literal["thorvg", "resvg"]
Corner = tuple[int, int]

_FRAME = re.compile(r'width="[^"]*" height="[^"]*" viewBox="0 0 (\S+) (\S+)"')


def rasterise(svg: str, size: int, back_end: BackEnd = "thorvg") -> Image.Image:
    """The whole square document, `size` pixels a side, RGBA straight alpha."""
    inked = ink(svg, size, back_end)
    page = Image.new("RGBA", (size, size))
    if inked is not None:
        page.paste(inked[0], inked[1])
    return page


def ink(svg: str, size: int, back_end: BackEnd = "thorvg") -> tuple[Image.Image, Corner] | None:
    """Only the window that has ink, and its top left corner; None when there is none.

    Raises:
        ValueError: the document is no square one of `sheets.document`, or does not parse.
        RuntimeError: the back-end is not installed.
    """
    frame = _FRAME.search(svg)
    if frame is None:
        raise ValueError("not a document of ours")
    drawn = _thorvg(svg, size) if back_end == "thorvg" else _resvg(svg, size, float(frame[1]))
    if drawn is None:
        return None
    image, (x, y) = drawn
    box = image.getchannel("A").getbbox()
    if box is None:
        return None
    return image.crop(box), (x + box[0], y + box[1])


@lru_cache(1)
def _engine() -> Engine:
    return Engine(threads=0)


def _thorvg(svg: str, size: int) -> tuple[Image.Image, Corner] | None:
    engine = _engine()
    picture = Picture(engine)
    result = picture.load_data(svg.encode(), "svg", None, True)
    if result != Result.SUCCESS:
        raise ValueError(f"ThorVG could not read the drawing: {result.name}")
    picture.set_size(size, size)
    window = _window(picture.get_aabb(), size)
    canvas = SwCanvas(engine)
    try:
        left, top, width, height = window or (0, 0, 1, 1)
        canvas.set_target(width, height, cs=Colorspace.ABGR8888S)
        picture.translate(-left, -top)
        canvas.add(picture)  # the canvas owns the picture from here on
        if window is None:
            return None
        canvas.update()
        canvas.draw(True)
        canvas.sync()
        return Image.frombytes("RGBA", (width, height), bytes(canvas.buffer_arr or b"")), (
            left,
            top,
        )
    finally:
        canvas.destroy()


def _window(bounds: tuple[Any, float, float, float, float], size: int) -> tuple[int, ...] | None:
    """Pixels that the shape can touch: left, top, width, height; None when off the page."""
    _, x, y, width, height = bounds
    if not all(math.isfinite(value) for value in (x, y, width, height)) or width <= 0:
        return 0, 0, size, size
    left, top = max(0, math.floor(x) - 2), max(0, math.floor(y) - 2)
    right, bottom = min(size, math.ceil(x + width) + 2), min(size, math.ceil(y + height) + 2)
    if right <= left or bottom <= top:
        return None
    return left, top, right - left, bottom - top


def _resvg(svg: str, size: int, units: float) -> tuple[Image.Image, Corner] | None:
    """A small picture finds the ink first: the engine answers in PNG, whose packing costs most."""
    engine = _resvg_module()
    step = 128

    def draw(x: float, y: float, width: float, height: float, wide: int, tall: int) -> Image.Image:
        frame = f'width="{wide}" height="{tall}" viewBox="{x:g} {y:g} {width:g} {height:g}"'
        framed = _FRAME.sub(frame, svg, count=1)
        png = engine.svg_to_bytes(svg_string=framed, skip_system_fonts=True)
        return Image.open(io.BytesIO(bytes(png))).convert("RGBA")

    small = draw(0, 0, units, units, step, step).getchannel("A")
    box = small.point([0] + [255] * 255).getbbox()
    if box is None:
        return None
    pixels = size / step
    left, top = (max(0, math.floor((value - 1) * pixels)) for value in box[:2])
    right, bottom = (min(size, math.ceil((value + 1) * pixels)) for value in box[2:])
    wide, tall, unit = right - left, bottom - top, units / size
    return draw(left * unit, top * unit, wide * unit, tall * unit, wide, tall), (left, top)


def _resvg_module() -> ModuleType:
    try:
        import resvg_py
    except ImportError as error:
        raise RuntimeError("the resvg back-end needs the package resvg_py") from error
    return resvg_py
