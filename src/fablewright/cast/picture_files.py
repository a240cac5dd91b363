"""PNG, JPEG and WebP files taken apart: what is needed to decode one picture is kept, all else is left.

Text, places, thumbnails, further pictures, and whatever stands behind the end never reach a decoder,
and a file is refused for its size before anything is unpacked. Layouts: PNG third edition (W3C), JPEG
(ITU-T T.81), the WebP container (RFC 9649), Exif 2.32 (TIFF 6.0).
"""

from __future__ import annotations

import re
import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

from fablewright.core.errors import Refused

LARGEST_FILE = 10 * 1024 * 1024  # bytes
LONGEST_SIDE, SHORTEST_SIDE = 12_000, 64
# What cameras sell as 24 megapixels is up to half a million more. WebP's decoder needs room for the
# picture four times over.
MOST_PIXELS = {"PNG": 24_500_000, "JPEG": 24_500_000, "WEBP": 12_500_000}
MOST_PARTS = 20_000  # chunks or segments: an honest file has a few hundred
MOST_SCANS = 100  # each is a walk over the whole picture: honest encoders write about ten
LARGEST_PROFILE = 4 * 1024 * 1024  # bytes; those of printing presses have up to three million

REFUSALS = {
    "PICTURE_EMPTY": "No picture arrived: please choose one and send it again.",
    "PICTURE_TOO_LARGE": "This picture is too large to send: please choose one of at most 10 MB.",
    "PICTURE_TYPE_UNKNOWN": "This is not a picture that we can read: please choose a PNG, JPEG or WebP file.",
    "PICTURE_TYPE_MISMATCH": "The picture is of another kind than its name says: please save it as PNG or JPEG and choose the new file.",
    "PICTURE_TOO_MANY_PIXELS": "This picture has too many dots: please choose one of at most 24 megapixels (12 as WebP), no side longer than 12,000 pixels.",
    "PICTURE_TOO_SMALL": "This picture is too small to recognise anybody: please choose one of at least 64 pixels each way.",
    "PICTURE_BROKEN": "This picture is damaged and cannot be read: please open it, save it anew as PNG or JPEG, and choose the new file.",
}

_PNG = b"\x89PNG\r\n\x1a\n"
# Baseline, extended and progressive: decoders know rarer kinds, which hide rarer faults.
_FRAMES = {0xC0, 0xC1, 0xC2}
# Codes, scans, tables, restarts, JFIF and Adobe's note on colours.
_DECODING = _FRAMES | {0xC4, 0xDA, 0xDB, 0xDD, 0xE0, 0xEE}
_MARKER = re.compile(rb"\xff[^\x00\xff\xd0-\xd7]")  # that ends a scan: no stuffing, no restart


@dataclass(frozen=True, slots=True)
class Plain:
    """One picture: its format by Pillow's name, a file of nothing but pixels, their number, and how
    they are meant: colour profile (may be empty) and orientation (1 to 8, as Exif counts)."""

    format: str
    file: bytes
    width: int
    height: int
    profile: bytes
    orientation: int


def refused(code: str) -> Refused:
    return Refused(REFUSALS[code], code=code)


def media_type_of(data: bytes) -> str:
    """What the first bytes say; empty when it is none of the three."""
    if data.startswith(_PNG):
        return "image/png"
    if data.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    if data.startswith(b"RIFF") and data[8:12] == b"WEBP":
        return "image/webp"
    return ""


def plain(data: bytes) -> Plain:
    """The picture in `data` (of an animation the first). Raises `Refused` with one of our codes."""
    take = {"image/png": _png, "image/jpeg": _jpeg, "image/webp": _webp}.get(media_type_of(data))
    if take is None:
        raise refused("PICTURE_TYPE_UNKNOWN")
    try:
        picture = take(data)
    except (struct.error, IndexError, KeyError):  # something ends before it should
        raise refused("PICTURE_BROKEN") from None
    width, height = picture.width, picture.height
    if not width or not height:
        raise refused("PICTURE_BROKEN")
    if max(width, height) > LONGEST_SIDE or width * height > MOST_PIXELS[picture.format]:
        raise refused("PICTURE_TOO_MANY_PIXELS")
    if min(width, height) < SHORTEST_SIDE:
        raise refused("PICTURE_TOO_SMALL")
    return picture


def _png(data: bytes) -> Plain:
    found: dict[bytes, bytes] = {}
    pixels: list[bytes] = []
    for name, body in _png_chunks(data):
        if name == b"IDAT":
            pixels.append(body)
        else:
            found.setdefault(name, body)
    found[b"IDAT"] = b"".join(pixels)
    width, height = struct.unpack_from(">II", found[b"IHDR"])
    names = [name for name in (b"IHDR", b"PLTE", b"tRNS", b"IDAT", b"IEND") if name in found]
    file = _PNG + b"".join(_png_chunk(name, found[name]) for name in names)
    profile = _unpacked(found.get(b"iCCP", b"").partition(b"\0")[2][1:])
    return Plain("PNG", file, width, height, profile, _orientation(found.get(b"eXIf", b"")))


def _png_chunks(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    """The chunks of use up to the end, each one whole."""
    view = memoryview(data)
    at = len(_PNG)
    for _ in range(MOST_PARTS):
        length, name = struct.unpack_from(">I4s", data, at)
        end = at + 8 + length
        (crc,) = struct.unpack_from(">I", data, end)
        if name in (b"IHDR", b"PLTE", b"tRNS", b"IDAT", b"IEND", b"iCCP", b"eXIf"):
            if zlib.crc32(view[at + 4 : end]) != crc:
                break
            yield name, data[at + 8 : end]
        if name == b"IEND":
            return
        at = end + 4
    raise refused("PICTURE_BROKEN")


def _png_chunk(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def _unpacked(packed: bytes) -> bytes:
    """A packed profile; empty when there is none, a broken one, or one out of all proportion."""
    unpacker = zlib.decompressobj()
    try:
        profile = unpacker.decompress(packed, LARGEST_PROFILE)
    except zlib.error:
        return b""
    return profile if unpacker.eof else b""


def _jpeg(data: bytes) -> Plain:
    kept, profile = [b"\xff\xd8"], {}
    frames: list[tuple[int, int]] = []
    orientation, scans = 1, 0
    for marker, segment in _jpeg_segments(data):
        body = segment[4:]
        if marker in _FRAMES:
            height, width = struct.unpack_from(">HH", body, 1)
            frames.append((width, height))
        elif marker == 0xDA:
            scans += 1
        elif marker == 0xE1 and body.startswith(b"Exif\0\0") and orientation == 1:
            orientation = _orientation(body)
        elif marker == 0xE2 and body.startswith(b"ICC_PROFILE\0"):
            profile[body[12]] = body[14:]
        if marker in _DECODING:
            kept.append(segment)
    if len(frames) != 1 or not 1 <= scans <= MOST_SCANS:
        raise refused("PICTURE_BROKEN")
    joined = b"".join(profile[number] for number in sorted(profile))
    file = b"".join([*kept, b"\xff\xd9"])
    return Plain("JPEG", file, *frames[0], joined[:LARGEST_PROFILE], orientation)


def _jpeg_segments(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Markers and segments, marker included, up to the end of the first picture; to a scan's header
    its data is joined."""
    at = 2
    for _ in range(MOST_PARTS):
        while data[at] == 0xFF and data[at + 1] == 0xFF:  # padding
            at += 1
        lead, marker = data[at], data[at + 1]
        if marker == 0xD9:
            return
        (length,) = struct.unpack_from(">H", data, at + 2)
        end = at + 2 + length
        if marker == 0xDA:
            following = _MARKER.search(data, end)
            end = following.start() if following else len(data)
        if lead != 0xFF or length < 2 or end > len(data):
            break
        yield marker, data[at:end]
        at = end
    raise refused("PICTURE_BROKEN")


def _webp(data: bytes) -> Plain:
    end = 8 + int.from_bytes(data[4:8], "little")
    if end > len(data):
        raise refused("PICTURE_BROKEN")
    found: dict[bytes, bytes] = {}
    for name, body in _riff_chunks(data[12:end]):
        found.setdefault(name, body)
    # The first picture of an animation has its own chunks, behind 16 bytes about place and time.
    image = dict(_riff_chunks(found[b"ANMF"][16:])) if b"ANMF" in found else found
    if b"VP8L" in image:
        (bits,) = struct.unpack_from("<I", image[b"VP8L"], 1)
        width, height = (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
        chunks = _riff_chunk(b"VP8L", image[b"VP8L"])
    else:
        width, height = (side & 0x3FFF for side in struct.unpack_from("<HH", image[b"VP8 "], 6))
        chunks = _riff_chunk(b"VP8 ", image[b"VP8 "])
        if b"ALPH" in image and width and height:
            sides = (width - 1).to_bytes(3, "little") + (height - 1).to_bytes(3, "little")
            extended = _riff_chunk(b"VP8X", b"\x10\0\0\0" + sides)  # 0x10: it has transparency
            chunks = extended + _riff_chunk(b"ALPH", image[b"ALPH"]) + chunks
    file = b"RIFF" + struct.pack("<I", len(chunks) + 4) + b"WEBP" + chunks
    profile = found.get(b"ICCP", b"")[:LARGEST_PROFILE]
    return Plain("WEBP", file, width, height, profile, _orientation(found.get(b"EXIF", b"")))


def _riff_chunks(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    at = 0
    for _ in range(MOST_PARTS):
        if at >= len(data):
            return
        name, length = struct.unpack_from("<4sI", data, at)
        end = at + 8 + length
        if end > len(data):
            break
        yield name, data[at + 8 : end]
        at = end + length % 2
    raise refused("PICTURE_BROKEN")


def _riff_chunk(name: bytes, body: bytes) -> bytes:
    return name + struct.pack("<I", len(body)) + body + bytes(len(body) % 2)


def _orientation(exif: bytes) -> int:
    """The orientation in the first directory; 1 (as it is) when there is none to be found."""
    tiff = exif.removeprefix(b"Exif\0\0")
    order = {b"II": "<", b"MM": ">"}.get(tiff[:2])
    if order is None:
        return 1
    try:
        (start,) = struct.unpack_from(f"{order}I", tiff, 4)
        (count,) = struct.unpack_from(f"{order}H", tiff, start)
        for entry in range(count):
            tag, kind, value = struct.unpack_from(f"{order}HH4xH", tiff, start + 2 + 12 * entry)
            if tag == 0x0112:
                return value if kind == 3 and 1 <= value <= 8 else 1
    except struct.error:
        pass
    return 1
