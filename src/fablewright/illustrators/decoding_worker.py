"""The process that decodes what providers send: `python -m fablewright.illustrators.decoding_worker`.

It may use 640 MB of memory, half a minute of processor for a picture, and no file (on Linux).
"""

from __future__ import annotations

import contextlib
import io
from collections.abc import Mapping
from typing import Any

# Pillow would load all its formats to find WebP.
from PIL import Image, ImageCms, ImageFile, ImageStat, WebPImagePlugin  # noqa: F401

from fablewright.core.confine import limit_memory_and_files, limit_processor
from fablewright.core.errors import Refused
from fablewright.core.pipes import serve

MEMORY = 640_000_000  # bytes, resident
SECONDS = 30  # of processor, for one picture
MOST_PIXELS = 40_000_000
SHORTEST_SIDE = 256
MOST_CROPPED = 0.02  # of the longer side
MOST_ENLARGED = 2
COMPRESSION = (
    3  # two fifths of the seconds of the usual 6 for a painted picture, a seventh more bytes
)
LEAST_CONTRAST = 2.5  # of 255: standard deviation of the channel that varies most


def square(request: dict[str, Any]) -> tuple[Mapping[str, object], bytes]:
    """The picture in `request["blob"]`, `request["edge"]` pixels a side. Raises `Refused`."""
    data = request.pop("blob")
    _check_end(data)
    with Image.open(io.BytesIO(data), formats=("PNG", "JPEG", "WEBP")) as picture:
        _check_size(*picture.size)
        picture.load()
        whole = _in_srgb(_opaque(picture), picture.info.get("icc_profile"))
    if max(ImageStat.Stat(whole.resize((64, 64), Image.Resampling.BOX)).stddev) < LEAST_CONTRAST:
        raise Refused("The picture that came is blank: one colour from edge to edge.")
    short = min(whole.size)
    left, top = (whole.width - short) // 2, (whole.height - short) // 2
    edge = min(request["edge"], short * MOST_ENLARGED)
    box = (left, top, left + short, top + short)
    if (short, short) != whole.size or edge != short:
        whole = whole.resize((edge, edge), Image.Resampling.LANCZOS, box=box)
    whole.info.clear()  # converting leaves notes there, and they would be saved
    file = io.BytesIO()
    whole.save(file, "PNG", compress_level=COMPRESSION)
    return {"edge": edge}, file.getvalue()


def _check_end(data: bytes) -> None:
    """Decoders forgive what is missing at the very end; a picture cut off there is not whole."""
    whole = True
    if data.startswith(b"\x89PNG"):
        whole = b"IEND" in data[-4096:]
    elif data.startswith(b"RIFF"):
        whole = len(data) >= 8 + int.from_bytes(data[4:8], "little")
    elif data.startswith(b"\xff\xd8"):
        whole = b"\xff\xd9" in data[-4096:]
    if not whole:
        raise Refused("The picture that came is not whole.")


def _check_size(width: int, height: int) -> None:
    """From the header alone, before anything is unpacked."""
    if width * height > MOST_PIXELS:
        raise Refused(f"The picture that came is too large: {width} × {height} pixels.")
    if min(width, height) < SHORTEST_SIDE:
        raise Refused(f"The picture that came is too small: {width} × {height} pixels.")
    if abs(width - height) > MOST_CROPPED * max(width, height):
        raise Refused(f"The picture that came is not square: {width} × {height} pixels.")


def _opaque(picture: Image.Image) -> Image.Image:
    """On white paper, where one can see through it."""
    if not picture.has_transparency_data:
        return picture if picture.mode in ("RGB", "L", "CMYK") else picture.convert("RGB")
    seen = picture.convert("RGBA")
    paper = Image.new("RGB", seen.size, "white")
    paper.paste(seen, mask=seen.getchannel("A"))
    return paper


def _in_srgb(picture: Image.Image, profile: bytes | None) -> Image.Image:
    """Its colours by its profile, when it has one that can be used."""
    if profile:
        with contextlib.suppress(ImageCms.PyCMSError, OSError):
            read = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            srgb = ImageCms.createProfile("sRGB")
            converted = ImageCms.profileToProfile(picture, read, srgb, outputMode="RGB")
            if converted:
                return converted
    return picture.convert("RGB")


def _limited(request: dict[str, Any]) -> tuple[Mapping[str, object], bytes]:
    limit_processor(SECONDS)
    return square(request)


if __name__ == "__main__":
    Image.preinit()
    Image.MAX_IMAGE_PIXELS = None  # `_check_size` looks, and says it better
    ImageFile.LOAD_TRUNCATED_IMAGES = False
    limit_memory_and_files(MEMORY)
    serve(_limited)
