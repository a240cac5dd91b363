"""Files that mean harm, or are no pictures: refused with a sentence, or made harmless."""

from __future__ import annotations

import io
import os
import random
import struct
import zipfile
import zlib
from collections.abc import AsyncIterator, Callable

import pytest
import pytest_asyncio
from PIL import Image
from tests.support.pictures import (
    MEMORY,
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
    tiff,
    webp,
)

from fablewright.cast.picture_files import REFUSALS
from fablewright.cast.pictures import Picture, PictureDesk
from fablewright.core.errors import InvalidInput

pytestmark = pytest.mark.asyncio(loop_scope="module")

PNG, JPEG, WEBP = "image/png", "image/jpeg", "image/webp"
EMPTY, LARGE = "PICTURE_EMPTY", "PICTURE_TOO_LARGE"
UNKNOWN, MISMATCH = "PICTURE_TYPE_UNKNOWN", "PICTURE_TYPE_MISMATCH"
MANY, SMALL, BROKEN = "PICTURE_TOO_MANY_PIXELS", "PICTURE_TOO_SMALL", "PICTURE_BROKEN"
CLEAN = "clean"  # a picture, and what came with it is gone
EITHER = "either"  # it depends on what a bit means

JUNK = b"<script>alert('boo')</script><?php system($_GET['c']); ?>"
SOI, EOI = b"\xff\xd8", b"\xff\xd9"


def zipped() -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("Boo.class", JUNK)
    return file.getvalue() + JUNK


def bomb(size: int = 100_000_000) -> bytes:
    """Zeros, packed a thousand times smaller."""
    packer = zlib.compressobj(9)
    million = bytes(1_000_000)
    return b"".join(packer.compress(million) for _ in range(size // 1_000_000)) + packer.flush()


def exif_bomb(size: int) -> bytes:
    """A directory whose 65,535 entries each claim all that follows."""
    claims = struct.pack("<HHII", 0x010E, 2, size, 8) * 65_535
    return tiff(claims, 65_535) + bytes(max(0, size - len(claims)))


def lossless_jpeg(side: int) -> bytes:
    """Of the kind that nobody sends: each dot by its difference from its neighbour."""
    head = segment(0xC3, struct.pack(">BHHB", 8, side, side, 1) + b"\1\x11\0")
    codes = segment(0xC4, b"\0\1" + bytes(16))
    return SOI + head + codes + segment(0xDA, b"\1\1\0\1\0\0") + bytes(side * side // 8) + EOI


def scans(count: int) -> bytes:
    """The last pass of a progressive JPEG, again and again."""
    data = saved(scene(size=(2000, 1500)), "JPEG", progressive=True)
    last = data[data.rindex(b"\xff\xda") : -2]
    return data[:-2] + last * count + EOI


def without(data: bytes, marker: int) -> bytes:
    """A JPEG that lacks its segments of this kind."""
    while (at := data.find(bytes([0xFF, marker]))) >= 0:
        data = data[:at] + data[at + 2 + int.from_bytes(data[at + 2 : at + 4]) :]
    return data


def frame(width: int, height: int, *, depth: int = 8, parts: int = 3) -> bytes:
    """The scene as JPEG, its frame header told otherwise."""
    data = jpeg()
    at = data.index(b"\xff\xc0") + 4
    return data[:at] + struct.pack(">BHHB", depth, height, width, parts) + data[at + 6 :]


def vp8(**options: object) -> bytes:
    """The inside of a WebP's only chunk."""
    return webp(**options)[20:]


def vp8l(width: int, height: int) -> bytes:
    bits = struct.pack("<I", (width - 1) | (height - 1) << 14)
    return b"\x2f" + bits + vp8(lossless=True)[5:]


def spoiled(data: bytes, at: int) -> bytes:
    return data[:at] + bytes([data[at] ^ 0x55]) + data[at + 1 :]


def flipped(data: bytes, seed: int) -> bytes:
    chance = random.Random(seed)
    out = bytearray(data)
    for _ in range(1 + seed % 5):
        out[chance.randrange(12, len(out))] ^= 1 << chance.randrange(8)
    return bytes(out)


def canvas(*chunks: tuple[bytes, bytes], flags: int = 0, side: int = 16_384) -> bytes:
    sides = (side - 1).to_bytes(3, "little") * 2
    return riff((b"VP8X", bytes([flags, 0, 0, 0]) + sides), *chunks)


def moving(inside: bytes) -> bytes:
    """An animation that claims a huge canvas and has one picture."""
    return canvas((b"ANIM", bytes(6)), (b"ANMF", bytes(16) + inside), flags=2)


Case = tuple[str, Callable[[], bytes], str, str]
NO_PICTURES: list[Case] = [
    ("empty", lambda: b"", PNG, EMPTY),
    ("one-byte", lambda: b"\x89", PNG, UNKNOWN),
    ("nul-bytes", lambda: bytes(4096), PNG, UNKNOWN),
    ("text", lambda: "ein Bild 🦊 \u202e".encode(), JPEG, UNKNOWN),
    ("svg-script", lambda: b"<svg xmlns='http://www.w3.org/2000/svg'>" + JUNK, PNG, UNKNOWN),
    ("svg-as-svg", lambda: b"<?xml version='1.0'?><svg/>", "image/svg+xml", UNKNOWN),
    ("html", lambda: b"<!doctype html>" + JUNK, PNG, UNKNOWN),
    ("php", lambda: JUNK, JPEG, UNKNOWN),
    ("pdf", lambda: saved(scene(), "PDF"), PNG, UNKNOWN),
    ("gif", lambda: saved(scene(), "GIF"), "image/gif", UNKNOWN),
    ("gifar", lambda: saved(scene(), "GIF") + zipped(), PNG, UNKNOWN),
    ("tiff", lambda: saved(scene(), "TIFF"), PNG, UNKNOWN),
    ("bmp", lambda: saved(scene(), "BMP"), PNG, UNKNOWN),
    ("ico-with-png", lambda: saved(scene(), "ICO"), PNG, UNKNOWN),
    ("eps", lambda: saved(scene(), "EPS"), PNG, UNKNOWN),
    ("postscript", lambda: b"%!PS\n(/etc/passwd) (r) file", JPEG, UNKNOWN),
    ("jpeg-2000", lambda: b"\0\0\0\x0cjP  \r\n\x87\n" + bytes(99), JPEG, UNKNOWN),
    ("avif", lambda: b"\0\0\0 ftypavif" + bytes(99), WEBP, UNKNOWN),
    ("zip", zipped, PNG, UNKNOWN),
    ("program", lambda: b"\x7fELF" + bytes(99), PNG, UNKNOWN),
    ("wave", lambda: b"RIFF\x24\0\0\0WAVEfmt " + bytes(99), WEBP, UNKNOWN),
    ("byte-order-mark", lambda: b"\xef\xbb\xbf" + png(), PNG, UNKNOWN),
    ("over-10-mib", lambda: png(after=bytes(10 * 1024 * 1024)), PNG, LARGE),
    ("png-as-jpeg", png, JPEG, MISMATCH),
    ("jpeg-as-webp", jpeg, WEBP, MISMATCH),
    ("webp-as-png", webp, PNG, MISMATCH),
    ("png-as-page", png, "text/html", MISMATCH),
    ("png-as-nothing", png, "", MISMATCH),
    ("png-as-noise", png, "\0\ud800;image/png", MISMATCH),
]
PNGS: list[Case] = [
    ("png-signature", lambda: png()[:8], PNG, BROKEN),
    ("png-header-only", lambda: png()[:33], PNG, BROKEN),
    ("png-without-data", lambda: png()[:33] + chunk(b"IEND", b""), PNG, BROKEN),
    ("png-end-first", lambda: png()[:8] + chunk(b"IEND", b"") + png()[8:], PNG, BROKEN),
    ("png-0x0", lambda: png(0, 0), PNG, BROKEN),
    ("png-2^31", lambda: png(2**31, 2**31, raw=b"\0"), PNG, MANY),
    ("png-2^32-1", lambda: png(2**32 - 1, 64, raw=b"\0"), PNG, MANY),
    ("png-1x100000", lambda: png(1, 100_000), PNG, MANY),
    ("png-pixel-bomb", lambda: png(60_000, 60_000, depth=1, kind=0, packed=bomb()), PNG, MANY),
    ("png-25-megapixels", lambda: png(5000, 5000, depth=1, kind=0), PNG, MANY),
    ("png-1x1", lambda: png(1, 1), PNG, SMALL),
    ("png-63x64", lambda: png(63, 64), PNG, SMALL),
    ("png-claims-more", lambda: png(4000, 4000, raw=bytes(999)), PNG, BROKEN),
    ("png-claims-less", lambda: png(packed=bomb(), after=JUNK), PNG, CLEAN),
    ("png-header-crc", lambda: spoiled(png(), 30), PNG, BROKEN),
    ("png-data-crc", lambda: spoiled(png(), len(png()) - 14), PNG, BROKEN),
    ("png-data-not-packed", lambda: png(packed=JUNK * 9), PNG, BROKEN),
    ("png-length-2^32-1", lambda: png(before=b"\xff\xff\xff\xffIDAT"), PNG, BROKEN),
    ("png-depth-3", lambda: png(depth=3), PNG, BROKEN),
    ("png-kind-5", lambda: png(kind=5), PNG, BROKEN),
    ("png-method-7", lambda: png(method=7), PNG, EITHER),
    ("png-interlace-lie", lambda: png(interlace=1, raw=bytes(99)), PNG, BROKEN),
    ("png-filter-9", lambda: png(raw=(b"\x09" + bytes(192)) * 64), PNG, BROKEN),
    ("png-no-palette", lambda: png(kind=3), PNG, EITHER),
    ("png-long-palette", lambda: png(kind=3, before=chunk(b"PLTE", bytes(9999))), PNG, EITHER),
    (
        "png-beyond-palette",
        lambda: png(kind=3, raw=(b"\0" + b"\xff" * 64) * 64, before=chunk(b"PLTE", b"abc")),
        PNG, EITHER,
    ),
    ("png-odd-transparency", lambda: png(before=chunk(b"tRNS", b"\xff")), PNG, EITHER),
    ("png-two-headers", lambda: png(before=png(9999, 9999, raw=b"")[8:33]), PNG, CLEAN),
    ("png-30000-chunks", lambda: png(before=chunk(b"boOm", b"") * 30_000), PNG, BROKEN),
    ("png-ztxt-bomb", lambda: png(before=chunk(b"zTXt", b"a\0\0" + bomb())), PNG, CLEAN),
    ("png-itxt-bomb", lambda: png(before=chunk(b"iTXt", b"a\0\1\0\0\0" + bomb())), PNG, CLEAN),
    ("png-999-bombs", lambda: png(before=chunk(b"zTXt", b"a\0\0" + bomb(5_000_000)) * 999),
     PNG, CLEAN),
    ("png-profile-bomb", lambda: png(before=chunk(b"iCCP", b"a\0\0" + bomb(400_000_000))), PNG, CLEAN),
    ("png-profile-junk", lambda: png(before=chunk(b"iCCP", b"a\0\0" + JUNK)), PNG, CLEAN),
    ("png-exif-bomb", lambda: png(before=chunk(b"eXIf", exif_bomb(9_000_000))), PNG, CLEAN),
    ("png-exif-loop", lambda: png(before=chunk(b"eXIf", tiff(b"", 65_535, start=4))), PNG, CLEAN),
    ("png-exif-99", lambda: png(before=chunk(b"eXIf", oriented(99))), PNG, CLEAN),
    ("png-2^31-frames", lambda: png(before=chunk(b"acTL", b"\x7f\xff\xff\xff" * 2)), PNG, CLEAN),
    ("png-text-script", lambda: png(before=chunk(b"tEXt", b"Comment\0" + JUNK)), PNG, CLEAN),
    ("png-and-zip", lambda: png(after=zipped()), PNG, CLEAN),
    ("png-and-html", lambda: png(after=b"<html>" + JUNK), PNG, CLEAN),
    ("png-and-nul", lambda: png(after=bytes(5_000_000) + JUNK), PNG, CLEAN),
]  # fmt: skip
JPEGS: list[Case] = [
    ("jpeg-signature", lambda: SOI + b"\xff", JPEG, BROKEN),
    ("jpeg-nothing", lambda: SOI + EOI, JPEG, BROKEN),
    ("jpeg-no-scan", lambda: jpeg()[: jpeg().index(b"\xff\xda")] + EOI, JPEG, BROKEN),
    ("jpeg-no-end", lambda: jpeg()[:-2], JPEG, BROKEN),
    ("jpeg-no-frame", lambda: without(jpeg(), 0xC0), JPEG, BROKEN),
    ("jpeg-no-tables", lambda: without(jpeg(), 0xDB), JPEG, BROKEN),
    ("jpeg-no-codes", lambda: without(jpeg(), 0xC4), JPEG, EITHER),
    ("jpeg-0x0", lambda: frame(0, 0), JPEG, BROKEN),
    ("jpeg-65535", lambda: frame(65_535, 65_535), JPEG, MANY),
    ("jpeg-claims-more", lambda: frame(4000, 4000), JPEG, EITHER),
    ("jpeg-12-bits", lambda: frame(120, 90, depth=12), JPEG, BROKEN),
    ("jpeg-0-parts", lambda: frame(120, 90, parts=0), JPEG, BROKEN),
    ("jpeg-255-parts", lambda: frame(120, 90, parts=255), JPEG, BROKEN),
    ("jpeg-two-frames", lambda: jpeg(before=segment(0xC0, bytes(15))), JPEG, BROKEN),
    ("jpeg-lossless", lambda: lossless_jpeg(200), JPEG, BROKEN),
    ("jpeg-arithmetic", lambda: jpeg().replace(b"\xff\xc0", b"\xff\xc9"), JPEG, BROKEN),
    ("jpeg-5000-scans", lambda: scans(5000), JPEG, BROKEN),
    ("jpeg-80-scans", lambda: scans(80), JPEG, CLEAN),
    ("jpeg-30000-notes", lambda: jpeg(before=segment(0xFE, b"") * 30_000), JPEG, BROKEN),
    ("jpeg-length-0", lambda: jpeg(before=b"\xff\xfe\0\0"), JPEG, BROKEN),
    ("jpeg-length-beyond", lambda: SOI + b"\xff\xfe\xff\xff" + JUNK, JPEG, BROKEN),
    ("jpeg-padding", lambda: SOI + b"\xff" * 1_000_000, JPEG, BROKEN),
    ("jpeg-code-table-junk", lambda: jpeg(before=segment(0xC4, JUNK)), JPEG, BROKEN),
    ("jpeg-table-junk", lambda: jpeg(before=segment(0xDB, JUNK)), JPEG, EITHER),
    ("jpeg-profile-junk",
     lambda: jpeg(before=segment(0xE2, b"ICC_PROFILE\0\1\1" + JUNK)), JPEG, CLEAN),
    ("jpeg-profile-huge",
     lambda: jpeg(before=segment(0xE2, b"ICC_PROFILE\0\1\1" + bytes(65_000)) * 150), JPEG, CLEAN),
    ("jpeg-profile-cut", lambda: jpeg(before=segment(0xE2, b"ICC_PROFILE\0")), JPEG, BROKEN),
    ("jpeg-exif-bomb",
     lambda: jpeg(before=segment(0xE1, b"Exif\0\0" + exif_bomb(0)[:65_000]) * 150), JPEG, CLEAN),
    ("jpeg-exif-empty", lambda: jpeg(before=segment(0xE1, b"Exif\0\0")), JPEG, CLEAN),
    ("jpeg-mpo-junk", lambda: jpeg(before=segment(0xE2, b"MPF\0" + JUNK)), JPEG, CLEAN),
    ("jpeg-photoshop-junk",
     lambda: jpeg(before=segment(0xED, b"Photoshop 3.0\0008BIM" + JUNK)), JPEG, CLEAN),
    ("jpeg-comment-php", lambda: jpeg(before=segment(0xFE, JUNK)), JPEG, CLEAN),
    ("jpeg-and-php", lambda: jpeg(after=JUNK), JPEG, CLEAN),
    ("jpeg-and-zip", lambda: jpeg(after=zipped()), JPEG, CLEAN),
    ("jpeg-and-jpeg", lambda: jpeg(after=jpeg() * 9 + JUNK), JPEG, CLEAN),
]  # fmt: skip
WEBPS: list[Case] = [
    ("webp-signature", lambda: webp()[:12], WEBP, BROKEN),
    ("webp-empty", riff, WEBP, BROKEN),
    ("webp-size-0", lambda: riff((b"VP8 ", vp8()), size=0), WEBP, BROKEN),
    ("webp-size-less", lambda: riff((b"VP8 ", vp8()), size=99), WEBP, BROKEN),
    ("webp-size-more", lambda: riff((b"VP8 ", vp8()), size=10**6), WEBP, BROKEN),
    ("webp-size-2^32-1", lambda: riff((b"VP8 ", vp8()), size=2**32 - 1), WEBP, BROKEN),
    ("webp-chunk-2^32-1",
     lambda: b"RIFF\x63\0\0\0WEBPVP8 \xff\xff\xff\xff" + bytes(99), WEBP, BROKEN),
    ("webp-cut-header", lambda: riff((b"VP8 ", b"\0" * 5)), WEBP, BROKEN),
    ("webp-junk", lambda: riff((b"VP8 ", JUNK)), WEBP, EITHER),
    ("webp-lossless-bomb", lambda: riff((b"VP8L", vp8l(16_384, 16_384))), WEBP, MANY),
    ("webp-lossless-more", lambda: riff((b"VP8L", vp8l(3000, 3000))), WEBP, BROKEN),
    ("webp-13-megapixels", lambda: riff((b"VP8L", vp8l(4000, 3250))), WEBP, MANY),
    ("webp-more",
     lambda: riff((b"VP8 ", vp8()[:6] + struct.pack("<HH", 3000, 3000) + vp8()[10:])),
     WEBP, EITHER),
    ("webp-huge-canvas", lambda: canvas((b"VP8 ", vp8())), WEBP, CLEAN),
    ("webp-no-picture", lambda: canvas((b"EXIF", oriented(3))), WEBP, BROKEN),
    ("webp-no-frame", lambda: canvas((b"ANMF", b"")), WEBP, BROKEN),
    ("webp-huge-animation", lambda: moving(webp()[12:]), WEBP, CLEAN),
    ("webp-alpha-junk", lambda: canvas((b"ALPH", JUNK), (b"VP8 ", vp8()), flags=16),
     WEBP, EITHER),
    ("webp-exif-bomb",
     lambda: canvas((b"VP8 ", vp8()), (b"EXIF", exif_bomb(9_000_000))), WEBP, CLEAN),
    ("webp-profile-junk", lambda: canvas((b"ICCP", JUNK), (b"VP8 ", vp8())), WEBP, CLEAN),
    ("webp-30000-chunks", lambda: canvas(*[(b"boOm", b"")] * 30_000), WEBP, BROKEN),
    ("webp-and-zip", lambda: webp() + zipped(), WEBP, CLEAN),
]  # fmt: skip
WHOLE = {PNG: lambda: saved(scene(), "PNG"), JPEG: jpeg, WEBP: webp}
TRUNCATED: list[Case] = [
    (f"{kind[6:]}-cut-at-{part}-of-16", lambda m=make, p=part: m()[: len(m()) * p // 16], kind,
     BROKEN)
    for kind, make in WHOLE.items() for part in (2, 5, 8, 12, 15)
]  # fmt: skip
FLIPPED: list[Case] = [
    (f"{kind[6:]}-flipped-{seed}", lambda m=make, s=seed: flipped(m(), s), kind, EITHER)
    for kind, make in WHOLE.items() for seed in range(12)
]  # fmt: skip
CASES = NO_PICTURES + PNGS + JPEGS + WEBPS + TRUNCATED + FLIPPED


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def desk(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[PictureDesk]:
    """One for all: what one file breaks, the next must not notice. Nothing may be left on the disk."""
    scratch = tmp_path_factory.mktemp("scratch")
    before = os.environ.get("TMPDIR")
    os.environ["TMPDIR"] = str(scratch)
    desk = PictureDesk()
    yield desk
    await desk.close()
    os.environ.pop("TMPDIR")
    if before:
        os.environ["TMPDIR"] = before
    assert list(scratch.iterdir()) == []


async def answer(desk: PictureDesk, data: bytes, kind: str) -> Picture | InvalidInput:
    try:
        return await desk.clean(data, kind)
    except InvalidInput as refusal:
        return refusal


@pytest.mark.parametrize(("make", "kind", "wanted"), [pytest.param(*c[1:], id=c[0]) for c in CASES])
async def test_it_is_refused_or_made_harmless(
    desk: PictureDesk, make: Callable[[], bytes], kind: str, wanted: str
) -> None:
    good = await desk.clean(png(), PNG)
    children = decoders()
    answered = await answer(desk, make(), kind)
    if isinstance(answered, InvalidInput):
        assert wanted in (answered.code, EITHER)
        assert answered.message == REFUSALS[answered.code]
    else:
        assert wanted in (CLEAN, EITHER)
        assert set(chunks_of(answered.png)) == {b"IHDR", b"IDAT", b"IEND"}
        assert not any(part in answered.png for part in (b"script", b"php", b"PK\3\4", b"8BIM"))
        with Image.open(io.BytesIO(answered.png)) as image:
            image.load()
        assert (image.mode, image.size) == ("RGB", (answered.width, answered.height))
    assert await desk.clean(png(), PNG) == good
    assert decoders() == children
    assert peak_memory() < MEMORY


async def test_junk_starts_no_process() -> None:
    desk, others = PictureDesk(), decoders()
    for _, make, kind, code in NO_PICTURES:
        with pytest.raises(InvalidInput) as refusal:
            await desk.clean(make(), kind)
        assert refusal.value.code == code
    assert decoders() == others
    await desk.close()


async def test_every_refusal_says_what_to_do() -> None:
    for code, sentence in REFUSALS.items():
        assert code.startswith("PICTURE_")
        assert "please" in sentence
        assert sentence.endswith(".")
