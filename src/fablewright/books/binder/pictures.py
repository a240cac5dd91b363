"""Pictures made ready for a page: JPEG at print or screen size, and the ink for a title on one."""

from __future__ import annotations

import io
from dataclasses import dataclass

import numpy as np
from PIL import Image, ImageFilter

from fablewright.books.binder import colours
from fablewright.books.binder.model import Manuscript
from fablewright.core.book import Hex, PartName

CALM: tuple[Hex, Hex, Hex] = ("#41639c", "#8a5a2b", "#3d7358")
SKY: Hex = "#c9d3e4"  # of a calm page
_QUALITIES = (90, 82, 70)
_LARGEST = 1_500_000  # bytes: five pictures and the type stay under 8 MB
_DARK_INK: Hex = "#1d2440"


@dataclass(frozen=True, slots=True)
class TitleInk:
    """How to print a title on a picture: `ink` on letters with a `shade` behind, over a veil of
    `shade` as opaque as `veil` (0 to 1) at the top edge that fades downwards."""

    ink: Hex
    shade: Hex
    veil: float


def open_picture(book: Manuscript, part: PartName) -> Image.Image | None:
    """The picture of this part, in RGB; None when the book has none that can be read."""
    bound = book.pictures.get(part)
    if bound is None:
        return None
    try:
        picture: Image.Image = Image.open(io.BytesIO(bound.png))
        if picture.mode in ("RGBA", "LA", "P", "PA"):
            whole = picture.convert("RGBA")
            paper = Image.new("RGBA", whole.size, colours.PAPER)
            picture = Image.alpha_composite(paper, whole)
        return picture.convert("RGB")
    except (OSError, SyntaxError, ValueError):  # what Pillow raises for a broken file
        return None


def part_colours(book: Manuscript, part: PartName) -> tuple[Hex, Hex, Hex]:
    """The part's three deep colours: its picture's, else from the palette journey, else calm ones."""
    bound = book.pictures.get(part)
    if bound is not None:
        return bound.colours
    if book.palette is not None:
        step = book.palette.step(part)
        labs = colours.to_oklab(
            np.stack([colours.from_hex(c) for c in (step.sky[0], step.accent, step.ground)])
        )
        return colours.deepen(labs[0]), colours.deepen(labs[1]), colours.deepen(labs[2])
    return CALM


def jpeg(picture: Image.Image, edge: int) -> bytes:
    """The picture at no more than `edge` pixels a side, as JPEG of some 1.5 MB at the most.

    Full colour detail (4:4:4): flat art shows its loss first.
    """
    small = picture
    if max(picture.size) > edge:
        scale = edge / max(picture.size)
        size = (round(picture.width * scale), round(picture.height * scale))
        small = picture.resize(size, Image.Resampling.LANCZOS, reducing_gap=2.0)
    data = b""
    for quality in _QUALITIES:
        out = io.BytesIO()
        small.save(out, "JPEG", quality=quality, subsampling=0)
        data = out.getvalue()
        if len(data) <= _LARGEST:
            break
    return data


def square(picture: Image.Image) -> Image.Image:
    """The middle of the picture, cut to a square."""
    edge = min(picture.size)
    left, top = (picture.width - edge) // 2, (picture.height - edge) // 2
    return picture.crop((left, top, left + edge, top + edge))


def extend_sky(picture: Image.Image, width: int, height: int) -> Image.Image:
    """The picture at the foot of a taller page, what is at its top edge continued softly upwards."""
    foot = square(picture).resize((width, width), Image.Resampling.LANCZOS, reducing_gap=2.0)
    above = height - width
    # Softness needs no pixels: the sky is blurred small and enlarged.
    edge = foot.crop((0, 0, width, 16)).resize((48, 4), Image.Resampling.BOX)
    sky = edge.filter(ImageFilter.GaussianBlur(4))
    page = sky.resize((width, height), Image.Resampling.BICUBIC)
    # The seam is hidden by letting the picture come in over its own first rows.
    fade = min(width // 10, 120)
    mask = np.full((width, width), 255, dtype=np.uint8)
    mask[:fade] = np.linspace(0, 255, fade, dtype=np.uint8)[:, None]
    page.paste(foot, (0, above), Image.fromarray(mask))
    return page


def title_ink(picture: Image.Image, depth: float) -> TitleInk:
    """Ink for a title in the top `depth` (0 to 1) of the picture, by measured luminance.

    Light or dark letters, whichever needs the thinner veil for a contrast of 4.5 on nine tenths of
    the zone.
    """
    zone = picture.crop((0, 0, picture.width, max(1, round(picture.height * depth))))
    rgb = colours.pixels(zone, 48)
    mean = colours.to_oklab(rgb).mean(axis=0)
    plans = []
    for ink, level, worst in ((colours.PAPER, 0.27, 90), (_DARK_INK, 0.95, 10)):
        toned = np.array([level, *(mean[1:] * 0.8)])
        shade = colours.from_oklab(toned)
        target = float(colours.luminance(colours.from_hex(ink)))
        for veil in np.arange(0.0, 0.96, 0.05):
            under = np.percentile(colours.luminance(rgb * (1 - veil) + shade * veil), worst)
            low, high = sorted((target, float(under)))
            if (high + 0.05) / (low + 0.05) >= colours.READABLE:
                break
        plans.append(TitleInk(ink=ink, shade=colours.to_hex(shade), veil=round(float(veil), 2)))
    return min(plans, key=lambda plan: plan.veil)
