"""What providers send as a picture: taken when it is one, and one of ours when it comes out."""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import AsyncIterator

import pytest
from PIL import Image, ImageCms, PngImagePlugin
from tests.support.picture_vendors import drawn

from fablewright.core.errors import Refused, TryAgain
from fablewright.illustrators.decoding import Decoder
from fablewright.illustrators.decoding_worker import MOST_PIXELS, square


def decoded(data: bytes, edge: int) -> Image.Image:
    size, png = square({"edge": edge, "blob": data})
    with Image.open(io.BytesIO(png)) as picture:
        picture.load()
    assert picture.format == "PNG"
    assert picture.mode == "RGB"
    assert picture.size == (size["edge"], size["edge"])
    return picture


def saved(picture: Image.Image, form: str = "PNG", **options: object) -> bytes:
    file = io.BytesIO()
    picture.save(file, form, **options)
    return file.getvalue()


def opened(data: bytes) -> Image.Image:
    return Image.open(io.BytesIO(data))


def header_only(width: int, height: int) -> bytes:
    """A PNG whose header promises more than it holds."""

    def chunk(name: bytes, body: bytes) -> bytes:
        return (
            struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))
        )

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    ends = chunk(b"IDAT", zlib.compress(bytes(100))) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + ends


@pytest.mark.parametrize("form", ["PNG", "JPEG", "WEBP"])
@pytest.mark.parametrize(("have", "want", "get"), [(320, 320, 320), (512, 300, 300), (320, 2048, 640)])  # fmt: skip
def test_the_edge_asked_for_but_never_more_than_twice_what_came(
    form: str, have: int, want: int, get: int
) -> None:
    assert decoded(drawn("a", have, have, form), want).width == get


@pytest.mark.parametrize("mode", ["RGBA", "L", "P", "LA", "CMYK"])
def test_other_modes_become_rgb(mode: str) -> None:
    form = "JPEG" if mode == "CMYK" else "PNG"
    decoded(saved(opened(drawn("a")).convert(mode), form), 320)


def test_what_can_be_seen_through_lies_on_white() -> None:
    picture = opened(drawn("a")).convert("RGBA")
    picture.paste((0, 0, 0, 0), (0, 0, 320, 160))
    assert decoded(saved(picture), 320).getpixel((5, 5)) == (255, 255, 255)


def test_a_sliver_too_much_is_cut_off_evenly() -> None:
    picture = opened(drawn("a", 300, 306)).convert("RGB")
    picture.paste("red", (0, 0, 300, 3))
    picture.paste("red", (0, 303, 300, 306))
    cut = decoded(saved(picture), 300)
    assert (255, 0, 0) not in {cut.getpixel((x, y)) for x in (0, 150) for y in (0, 299)}


def test_no_notes_come_through() -> None:
    notes = PngImagePlugin.PngInfo()
    notes.add_text("prompt", "Ada of 6")
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    exif = b"Exif\0\0MM\0*\0\0\0\x08\0\0\0\0\0\0"
    file = saved(opened(drawn("a")), pnginfo=notes, exif=exif, icc_profile=profile)
    _, png = square({"edge": 320, "blob": file})
    for mark in (b"Ada of 6", b"tEXt", b"eXIf", b"iCCP"):
        assert mark in file
        assert mark not in png


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (drawn("a")[:-3000], "whole"),
        (drawn("a")[:-13], "whole"),
        (drawn("a", form="JPEG")[:-400], "whole"),
        (drawn("a", form="WEBP")[:-5], "whole"),
        (drawn("a", 320, 340), "not square"),
        (drawn("a", 640, 320), "not square"),
        (drawn("a", 255, 255), "too small"),
        (header_only(MOST_PIXELS // 6000 + 1, 6000), "too large"),
        (saved(Image.new("RGB", (300, 300), "black")), "blank"),
        (saved(Image.new("RGB", (300, 300), "#fefefe"), "JPEG"), "blank"),
    ],
)
def test_pictures_that_are_none(data: bytes, why: str) -> None:
    with pytest.raises(Refused, match=why):
        square({"edge": 300, "blob": data})


@pytest.fixture
async def decoder() -> AsyncIterator[Decoder]:
    decoder = Decoder()
    yield decoder
    await decoder.close()


async def test_the_child_decodes_and_outlives_what_is_broken(decoder: Decoder) -> None:
    whole = drawn("a")
    bad = bytearray(whole)
    bad[len(bad) // 2] ^= 0xFF  # its checksum no longer holds
    with pytest.raises(TryAgain, match="too large: 20000 × 20000"):
        await decoder.square(header_only(20_000, 20_000), 320)
    for broken in (bytes(bad), header_only(3000, 3000), whole[:2000], whole[:20]):
        with pytest.raises(TryAgain) as raised:
            await decoder.square(broken, 320)
        assert "Error" not in raised.value.message  # a sentence, not Python's words
    png, edge = await decoder.square(whole, 300)
    assert edge == 300
    assert opened(png).size == (300, 300)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\0",
        b"<html><body>no</body></html>",
        b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>",
        saved(Image.new("P", (300, 300)), "GIF"),
        saved(Image.new("RGB", (300, 300)), "TIFF"),
    ],
)
async def test_other_files_start_no_decoder(decoder: Decoder, data: bytes) -> None:
    with pytest.raises(TryAgain, match="PNG, JPEG or WebP"):
        await decoder.square(data, 300)
