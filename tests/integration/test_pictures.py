"""Pictures that people send: seen the right way round, in their colours, and without their notes."""

from __future__ import annotations

import asyncio
import io
import signal
import struct
import sys
from collections.abc import AsyncIterator
from itertools import pairwise

import psutil
import pytest
from PIL import Image, ImageCms, PngImagePlugin
from tests.support.pictures import (
    MEMORY,
    SIZE,
    chunk,
    chunks_of,
    decoders,
    jpeg,
    oriented,
    peak_memory,
    png,
    riff,
    saved,
    scene,
    segment,
    webp,
)

from fablewright.cast.pictures import Picture, PictureDesk
from fablewright.core.errors import InvalidInput

RED, GREEN, BLUE, YELLOW = (220, 40, 40), (40, 180, 40), (40, 40, 160), (200, 180, 30)
WHITE = (255, 255, 255)
SECRET = b"52.5163N 13.3777E of Anna"


@pytest.fixture
async def desk() -> AsyncIterator[PictureDesk]:
    desk = PictureDesk()
    yield desk
    await desk.close()


def opened(picture: Picture) -> Image.Image:
    """What was answered, after a look at how it was written."""
    names = chunks_of(picture.png)
    assert [names[0], names[-1], *set(names[1:-1])] == [b"IHDR", b"IEND", b"IDAT"]
    image = Image.open(io.BytesIO(picture.png))
    assert (image.mode, image.size) == ("RGB", (picture.width, picture.height))
    return image


def corners(picture: Picture) -> list[tuple[int, ...]]:
    """The colours in the middle of the four quarters, clockwise from the top left."""
    image = opened(picture)
    left, right = image.width // 4, image.width * 3 // 4
    top, bottom = image.height // 4, image.height * 3 // 4
    places = ((left, top), (right, top), (right, bottom), (left, bottom))
    return [image.convert("RGB").getpixel(place) for place in places]


def near(found: list[tuple[int, ...]], wanted: list[tuple[int, ...]], within: int = 6) -> bool:
    pairs = zip(sum(found, ()), sum(wanted, ()), strict=True)
    return all(abs(one - other) <= within for one, other in pairs)


@pytest.mark.parametrize(
    ("data", "media_type"),
    [
        pytest.param(saved(scene(), "PNG"), "image/png", id="png"),
        pytest.param(saved(scene().quantize(8), "PNG"), "image/png; charset=binary", id="palette"),
        pytest.param(saved(scene("RGBA"), "PNG"), "IMAGE/PNG", id="opaque-rgba"),
        pytest.param(jpeg(), "image/jpeg", id="jpeg"),
        pytest.param(jpeg(progressive=True), "image/jpeg", id="progressive"),
        pytest.param(saved(scene("CMYK"), "JPEG", quality=95), "image/jpeg", id="cmyk"),
        pytest.param(webp(quality=95), "image/webp", id="webp"),
        pytest.param(webp(lossless=True), "image/webp", id="lossless"),
        pytest.param(
            saved(scene(), "WEBP", lossless=True, save_all=True, append_images=[scene("L")]),
            "image/webp", id="animated-webp",
        ),
        pytest.param(
            saved(scene(), "PNG", save_all=True, append_images=[scene("L")]),
            "image/png", id="animated-png",
        ),
        pytest.param(
            saved(scene(), "MPO", quality=95, save_all=True, append_images=[scene("L")]),
            "image/jpeg", id="mpo",
        ),
    ],
)  # fmt: skip
async def test_colours_and_size_stay(desk: PictureDesk, data: bytes, media_type: str) -> None:
    picture = await desk.clean(data, media_type)
    assert (picture.width, picture.height) == SIZE
    assert near(corners(picture), [RED, GREEN, BLUE, YELLOW], within=8)


async def test_greys_stay(desk: PictureDesk) -> None:
    rows = b"".join(b"\0" + struct.pack(">64H", *[value * 1024] * 64) for value in range(64))
    deep = opened(await desk.clean(png(depth=16, kind=0, raw=rows), "image/png"))
    assert [deep.getpixel((9, row)) for row in (0, 32, 63)] == [(0,) * 3, (128,) * 3, (252,) * 3]
    grey = await desk.clean(saved(scene("L"), "PNG"), "image/png")
    assert near(corners(grey), [(value,) * 3 for value in (94, 122, 54, 169)])
    ink = await desk.clean(saved(scene("L").point(lambda v: v > 100, "1"), "PNG"), "image/png")
    assert corners(ink) == [(0, 0, 0), WHITE, (0, 0, 0), WHITE]


async def test_sixteen_bits_of_colour(desk: PictureDesk) -> None:
    row = b"\0" + struct.pack(">3H", 0xDC00, 0x2800, 0x28FF) * 64
    data = png(depth=16, kind=2, raw=row * 64, before=chunk(b"tRNS", b"\xff" * 6))
    assert near(corners(await desk.clean(data, "image/png")), [RED] * 4, within=1)
    clear = png(depth=16, kind=2, raw=(b"\0" + bytes(384)) * 64, before=chunk(b"tRNS", bytes(6)))
    assert corners(await desk.clean(clear, "image/png")) == [WHITE] * 4


async def test_what_one_sees_through_is_white(desk: PictureDesk) -> None:
    clear = scene("RGBA")
    clear.paste((255, 0, 0, 0), (0, 0, 60, 90))  # the left half
    half = [WHITE, GREEN, BLUE, WHITE]
    for data, kind in (
        (saved(clear, "PNG"), "image/png"),
        (saved(clear, "WEBP", quality=95), "image/webp"),
        (saved(clear, "WEBP", lossless=True), "image/webp"),
        (saved(clear.quantize(16), "PNG"), "image/png"),
    ):
        assert near(corners(await desk.clean(data, kind)), half, within=8)
    grey = saved(clear.convert("LA"), "PNG")
    assert corners(await desk.clean(grey, "image/png"))[0] == WHITE
    keyed = saved(scene(), "PNG", transparency=RED)
    assert near(corners(await desk.clean(keyed, "image/png")), [WHITE, GREEN, BLUE, YELLOW])
    # No dark rim where the colour of nothing is black, when the picture is made smaller.
    rim = Image.new("RGBA", (4000, 400), (0, 0, 0, 0))
    rim.paste((*YELLOW, 255), (2001, 0, 4000, 400))
    image = opened(await desk.clean(saved(rim, "PNG"), "image/png"))
    assert min(image.getpixel((x, 50))[0] for x in range(image.width)) >= YELLOW[0] - 1


@pytest.mark.parametrize("value", range(1, 9))
async def test_it_is_turned_as_the_camera_was(desk: PictureDesk, value: int) -> None:
    undo = {
        2: Image.Transpose.FLIP_LEFT_RIGHT, 3: Image.Transpose.ROTATE_180,
        4: Image.Transpose.FLIP_TOP_BOTTOM, 5: Image.Transpose.TRANSPOSE,
        6: Image.Transpose.ROTATE_90, 7: Image.Transpose.TRANSVERSE,
        8: Image.Transpose.ROTATE_270,
    }  # fmt: skip
    held = scene().transpose(undo[value]) if value in undo else scene()
    exif = oriented(value)
    pixels = saved(held, "WEBP", lossless=True)[20:]
    files = {
        "image/jpeg": saved(held, "JPEG", quality=95, exif=b"Exif\0\0" + exif),
        "image/png": saved(held, "PNG", exif=exif),
        "image/webp": riff((b"VP8L", pixels), (b"EXIF", exif)),
    }
    for kind, data in files.items():
        picture = await desk.clean(data, kind)
        assert (picture.width, picture.height) == SIZE
        assert near(corners(picture), [RED, GREEN, BLUE, YELLOW], within=8)


async def test_no_note_comes_through(desk: PictureDesk) -> None:
    exif = Image.Exif()
    exif[0x010E] = SECRET.decode()
    exif.get_ifd(0x8825)[0x1D] = SECRET.decode()  # GPS
    text = PngImagePlugin.PngInfo()
    text.add_text("Comment", SECRET.decode())
    text.add_itxt("XML:com.adobe.xmp", SECRET.decode())
    noted = {"exif": exif, "xmp": SECRET}
    files = {
        "image/png": saved(scene(), "PNG", pnginfo=text, exif=exif) + SECRET,
        "image/jpeg": saved(scene(), "JPEG", comment=SECRET, **noted) + SECRET,
        "image/webp": saved(scene(), "WEBP", **noted) + SECRET,
    }
    for kind, data in files.items():
        assert data.count(SECRET) >= 3
        picture = await desk.clean(data, kind)
        assert SECRET not in picture.png + picture.thumbnail
        assert opened(picture).info == {}


async def test_a_profile_becomes_colours(desk: PictureDesk) -> None:
    usual = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    swapped = usual.replace(b"rXYZ", b"rxyz").replace(b"gXYZ", b"rXYZ").replace(b"rxyz", b"gXYZ")
    for data, kind in (
        (saved(scene(), "PNG", icc_profile=swapped), "image/png"),
        (saved(scene(), "JPEG", quality=95, icc_profile=swapped), "image/jpeg"),
        (saved(scene(), "WEBP", lossless=True, icc_profile=swapped), "image/webp"),
    ):
        red = corners(await desk.clean(data, kind))[0]
        assert red[1] > red[0] + 50  # what the file calls red, its profile calls green
    # A profile of another kind of picture says nothing about this one.
    grey = saved(scene("L"), "PNG", icc_profile=swapped)
    assert near(corners(await desk.clean(grey, "image/png"))[:1], [(94, 94, 94)])
    cut = segment(0xE2, b"ICC_PROFILE\0\1\2" + swapped[:300])
    assert near(corners(await desk.clean(jpeg(before=cut), "image/jpeg"))[:1], [RED], within=8)


@pytest.mark.parametrize(
    ("size", "wanted"),
    [
        pytest.param((64, 64), (64, 64), id="small-stays-small"),
        pytest.param((1024, 1024), (1024, 1024), id="as-it-is"),
        pytest.param((1100, 550), (1024, 512), id="a-little-smaller"),
        pytest.param((3000, 4000), (768, 1024), id="camera"),
        pytest.param((12_000, 64), (1024, 5), id="ribbon"),
    ],
)
async def test_it_is_made_no_larger_than_a_page(
    desk: PictureDesk, size: tuple[int, int], wanted: tuple[int, int]
) -> None:
    for format in ("PNG", "JPEG"):
        data = saved(scene(size=size), format)
        picture = await desk.clean(data, f"image/{format.lower()}")
        assert (picture.width, picture.height) == wanted
        assert near(corners(picture), [RED, GREEN, BLUE, YELLOW], within=15)
        with Image.open(io.BytesIO(picture.thumbnail)) as small:
            scale = min(1.0, 320 / max(wanted))
            assert (small.format, max(small.size)) == ("WEBP", round(max(wanted) * scale))
            assert abs(min(small.size) - min(wanted) * scale) <= 1
            assert small.info.keys() <= {"loop", "background", "timestamp", "duration"}


async def test_bands_leave_no_seams(desk: PictureDesk) -> None:
    slope = Image.linear_gradient("L").resize((500, 4000))
    image = opened(await desk.clean(saved(slope, "PNG"), "image/png"))
    greys = [image.getpixel((60, row))[0] for row in range(1024)]
    assert {after - one for one, after in pairwise(greys)} == {0, 1}


def largest() -> dict[str, tuple[bytes, str]]:
    """Of each way to store a picture, the one that takes most room."""
    sides = (6000, 4080)
    flat = Image.new("CMYK", sides, (9, 90, 30, 0))
    photo = Image.new("RGBA", (4096, 3051), (9, 90, 30, 128))
    return {
        "rgba": (png(*sides, kind=6), "image/png"),
        "interlaced": (png(*sides, kind=4, interlace=1, raw=bytes(60_000_000)), "image/png"),
        "deep": (png(*sides, depth=16, kind=6), "image/png"),
        "progressive": (saved(flat, "JPEG", progressive=True) + bytes(9_000_000), "image/jpeg"),
        "webp": (saved(photo, "WEBP", method=0), "image/webp"),
        "lossless": (saved(photo, "WEBP", lossless=True, method=0, quality=0), "image/webp"),
    }


async def test_the_largest_fit_in_little_memory(desk: PictureDesk) -> None:
    for data, kind in largest().values():
        picture = await desk.clean(data, kind)
        assert max(picture.width, picture.height) == 1024
        assert peak_memory() < MEMORY


async def test_several_at_once(desk: PictureDesk) -> None:
    pictures = await asyncio.gather(*(desk.clean(jpeg(), "image/jpeg") for _ in range(5)))
    assert len({picture.png for picture in pictures}) == 1
    assert len(decoders()) == 1


async def test_too_slow_a_picture_is_refused() -> None:
    hasty = PictureDesk(seconds=0.001)  # no process starts in that time
    with pytest.raises(InvalidInput) as refusal:
        await hasty.clean(jpeg(), "image/jpeg")
    assert refusal.value.code == "PICTURE_BROKEN"
    assert decoders() == []
    await hasty.close()


@pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
async def test_a_death_costs_one_picture_at_most(desk: PictureDesk) -> None:
    await desk.clean(jpeg(), "image/jpeg")
    (child,) = decoders()
    child.send_signal(signal.SIGSTOP)
    asked = asyncio.create_task(desk.clean(jpeg(), "image/jpeg"))
    await asyncio.sleep(0.1)
    child.kill()
    with pytest.raises(InvalidInput) as refusal:
        await asked
    assert refusal.value.code == "PICTURE_BROKEN"
    await desk.clean(jpeg(), "image/jpeg")
    (child,) = decoders()
    child.kill()
    while child.is_running() and child.status() != psutil.STATUS_ZOMBIE:
        await asyncio.sleep(0.01)
    await asyncio.sleep(0.1)  # the loop hears of it
    await desk.clean(jpeg(), "image/jpeg")


@pytest.mark.skipif(sys.platform != "linux", reason="limits of Linux")
async def test_the_decoder_may_do_little(desk: PictureDesk) -> None:
    await desk.clean(jpeg(), "image/jpeg")
    (child,) = decoders()
    assert 0 < child.rlimit(psutil.RLIMIT_AS)[0] < MEMORY + 200_000_000
    assert 0 < child.rlimit(psutil.RLIMIT_CPU)[0] < 60
    assert child.rlimit(psutil.RLIMIT_FSIZE) == (0, 0)
    assert child.rlimit(psutil.RLIMIT_CORE) == (0, 0)
    loaded = {file.path.rpartition("/")[2] for file in child.memory_maps()}
    assert not any("numpy" in name or "asyncpg" in name for name in loaded)
