"""Pictures made small for screens: WebP files that a phone loads in place of the printer's PNG."""

from __future__ import annotations

import io

from PIL import Image

from fablewright.books.binder.model import Rendition

WIDTHS = (1280, 480)  # pixels: a whole page of a tablet, a card in a list
QUALITY = 80
_EFFORT = 4  # of 6: more takes twice as long for some percent


def renditions(png: bytes) -> tuple[tuple[int, int], list[Rendition]]:
    """The picture's own sides, and its renditions, the widest first. None is larger than the picture:
    a small one has one of its own size. Same bytes, same renditions."""
    with Image.open(io.BytesIO(png)) as opened:
        picture = opened.convert("RGBA" if opened.has_transparency_data else "RGB")
    made, sides = [], picture.size
    for width in sorted({min(width, picture.width) for width in WIDTHS}, reverse=True):
        height = max(1, round(picture.height * width / picture.width))
        if (width, height) != picture.size:
            picture = picture.resize((width, height), Image.Resampling.LANCZOS, reducing_gap=2.0)
        out = io.BytesIO()
        picture.save(out, "WEBP", quality=QUALITY, method=_EFFORT)
        made.append(Rendition(out.getvalue(), width, height))
    return sides, made
