"""The process that decodes what strangers send: `python -m fablewright.cast.pictures_worker`.

A picture file in, a new PNG of nothing but pixels out. What a hostile file might break is this process
alone, and it may use little: 300 MB of memory, some seconds of processor, no file (on Linux; where the
system cannot limit a process, the checks of `picture_files` and the pool's deadline hold).
"""

from __future__ import annotations

import contextlib
import io
import sys
import time
import warnings
from collections.abc import Mapping
from pathlib import Path
from typing import Any

# Pillow would load all its formats to find WebP.
from PIL import Image, ImageCms, ImageFile, WebPImagePlugin  # noqa: F401

from fablewright.cast.picture_files import MOST_PIXELS, Plain, plain, refused
from fablewright.core.pipes import serve

MEMORY = 300_000_000  # bytes, resident
SECONDS = 15  # of processor, for one picture
LONGEST = 1024  # pixels of a side, of what comes out
THUMBNAIL = 320  # the same, of its thumbnail
_BAND = 64  # rows of the reduced picture that are made at a time
_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}


def clean(request: dict[str, Any]) -> tuple[Mapping[str, object], bytes]:
    """The PNG of the picture in `request["blob"]` with its thumbnail behind it, a WebP; the sides of the
    picture and the bytes of the PNG. Raises `Refused` with a code."""
    limit_processor()
    picture = _small(plain(request.pop("blob")))
    file = io.BytesIO()
    picture.save(file, "PNG")
    value = {"width": picture.width, "height": picture.height, "png": file.tell()}
    picture.thumbnail((THUMBNAIL, THUMBNAIL), Image.Resampling.LANCZOS, reducing_gap=2.0)
    picture.save(file, "WEBP", quality=80)
    return value, file.getvalue()


def _small(source: Plain) -> Image.Image:
    """The picture upright, in sRGB on white, no side longer than `LONGEST`, without any notes."""
    with Image.open(io.BytesIO(source.file), formats=[source.format]) as picture:
        if picture.size != (source.width, source.height):
            raise refused("PICTURE_BROKEN")
        scale = min(1.0, LONGEST / max(picture.size))
        size = (max(1, round(source.width * scale)), max(1, round(source.height * scale)))
        picture.draft(None, size)  # JPEG can be decoded at a half, a quarter or an eighth
        picture.load()
        small = _reduced(picture, max(1, int(max(picture.size) / max(size) / 2)))
    if small.size != size:
        small = small.resize(size, Image.Resampling.LANCZOS)
    if small.mode == "RGBa":
        see_through = small.convert("RGBA")
        small = Image.new("RGB", size, "white")
        small.paste(see_through, mask=see_through)
    small = _in_srgb(small, source.profile)
    if source.orientation in _TURNS:
        small = small.transpose(_TURNS[source.orientation])
    small.info.clear()  # converting leaves the profile there, and it would be saved
    return small


def _reduced(picture: Image.Image, factor: int) -> Image.Image:
    """The picture at 1/factor, as L, CMYK, RGB or RGBa.

    Band by band: a second copy of all its pixels would not fit in our memory.
    """
    bands = []
    for top in range(0, picture.height, _BAND * factor):
        bottom = min(top + _BAND * factor, picture.height)
        bands.append(_workable(picture.crop((0, top, picture.width, bottom))).reduce(factor))
    whole = Image.new(bands[0].mode, (bands[0].width, sum(band.height for band in bands)))
    for number, band in enumerate(bands):
        whole.paste(band, (0, number * _BAND))
    return whole


def _workable(picture: Image.Image) -> Image.Image:
    """In a mode whose pixels can be averaged: RGBa has its colours weighted by their opacity."""
    if picture.mode.startswith("I"):  # 16 bits of grey
        return picture.convert("I").point(lambda value: value * (1 / 256)).convert("L")
    if picture.has_transparency_data:
        return picture.convert("RGBA").convert("RGBa")
    return picture.convert({"1": "L", "L": "L", "CMYK": "CMYK"}.get(picture.mode, "RGB"))


def _in_srgb(picture: Image.Image, profile: bytes) -> Image.Image:
    """Its colours by its profile, when it has one that can be used."""
    if profile:
        with contextlib.suppress(ImageCms.PyCMSError, OSError):
            read = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            srgb = ImageCms.createProfile("sRGB")
            converted = ImageCms.profileToProfile(picture, read, srgb, outputMode="RGB")
            if converted:
                return converted
    return picture.convert("RGB")


def limit_processor() -> None:
    """End this process when it works on the picture in hand for longer than `SECONDS`."""
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource

        _, most = resource.getrlimit(resource.RLIMIT_CPU)
        resource.setrlimit(resource.RLIMIT_CPU, (int(time.process_time()) + SECONDS, most))


def limit_memory_and_files() -> None:
    """Never more than `MEMORY`, no file written, and no picture left in a dump after a crash."""
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
        if sys.platform == "linux":
            # The system limits addresses, not memory: as many new ones as there may be new memory.
            sizes = Path("/proc/self/statm").read_text("ascii").split()
            addresses, resident = (int(size) * resource.getpagesize() for size in sizes[:2])
            limit = addresses + MEMORY - resident
            resource.setrlimit(resource.RLIMIT_AS, (limit, limit))


if __name__ == "__main__":
    Image.preinit()
    Image.MAX_IMAGE_PIXELS = max(MOST_PIXELS.values())
    warnings.simplefilter("error", Image.DecompressionBombWarning)
    ImageFile.LOAD_TRUNCATED_IMAGES = False
    limit_memory_and_files()
    serve(clean)
