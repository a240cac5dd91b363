"""Picture files made by hand, byte by byte where it matters, and a look into the child that decodes."""

from __future__ import annotations

import io
import struct
import sys
import zlib
from pathlib import Path

import psutil
from PIL import Image

SIZE = (120, 90)
MEMORY = 300_000_000  # bytes that the child may ever hold
_SAMPLES = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}  # of a pixel, by PNG's colour type


def scene(mode: str = "RGB", size: tuple[int, int] = SIZE) -> Image.Image:
    """Four fields: red, green, blue and yellow, clockwise from the top left; darker downwards."""
    picture = Image.new("RGB", size)
    half, middle = size[0] // 2, size[1] // 2
    picture.paste((220, 40, 40), (0, 0, half, middle))
    picture.paste((40, 180, 40), (half, 0, size[0], middle))
    picture.paste((40, 40, 160), (half, middle, size[0], size[1]))
    picture.paste((200, 180, 30), (0, middle, half, size[1]))
    return picture.convert(mode)


def saved(picture: Image.Image, format: str, **options: object) -> bytes:
    file = io.BytesIO()
    picture.save(file, format, **options)
    return file.getvalue()


def chunk(name: bytes, body: bytes) -> bytes:
    """Of a PNG."""
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def png(
    width: int = 64, height: int = 64, *, depth: int = 8, kind: int = 2, method: int = 0,
    interlace: int = 0, raw: bytes | None = None, packed: bytes | None = None,
    before: bytes = b"", after: bytes = b"",
) -> bytes:  # fmt: skip
    """A black PNG, or one that lies: `before` stands before its IDAT, `after` behind its IEND."""
    if raw is None and packed is None:
        raw = (b"\0" + bytes((width * depth * _SAMPLES.get(kind, 1) + 7) // 8)) * height
    if packed is None:
        packed = zlib.compress(raw or b"")
    head = struct.pack(">IIBBBBB", width, height, depth, kind, method, 0, interlace)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + before
        + chunk(b"IDAT", packed) + chunk(b"IEND", b"") + after
    )  # fmt: skip


def segment(marker: int, body: bytes) -> bytes:
    """Of a JPEG."""
    return struct.pack(">BBH", 0xFF, marker, len(body) + 2) + body


def jpeg(*, before: bytes = b"", after: bytes = b"", **options: object) -> bytes:
    """The scene; `before` stands behind its first marker, `after` behind its end."""
    data = saved(scene(), "JPEG", **{"quality": 90, **options})
    return data[:2] + before + data[2:] + after


def riff(*chunks: tuple[bytes, bytes], size: int | None = None) -> bytes:
    """A WebP of these chunks."""
    body = b"".join(
        name + struct.pack("<I", len(data)) + data + bytes(len(data) % 2) for name, data in chunks
    )
    return b"RIFF" + struct.pack("<I", len(body) + 4 if size is None else size) + b"WEBP" + body


def webp(**options: object) -> bytes:
    return saved(scene(), "WEBP", **options)


def tiff(entries: bytes, count: int, *, start: int = 8) -> bytes:
    """Exif's inside: a directory of `count` entries."""
    return b"II*\0" + struct.pack("<IH", start, count) + entries + bytes(4)


def oriented(value: int) -> bytes:
    """Exif that holds an orientation."""
    return tiff(struct.pack("<HHIHH", 0x0112, 3, 1, value, 0), 1)


def chunks_of(data: bytes) -> list[bytes]:
    """The names of a PNG's chunks; raises when anything stands behind its end."""
    names, at = [], 8
    while at < len(data):
        length, name = struct.unpack_from(">I4s", data, at)
        names.append(name)
        at += 12 + length
    assert at == len(data)
    return names


def decoders() -> list[psutil.Process]:
    """The children of this process that decode pictures."""
    found = psutil.Process().children()
    return [one for one in found if "fablewright.cast.pictures_worker" in one.cmdline()]


def peak_memory() -> int:
    """Bytes that the decoder held at most, ever; 0 where the system does not tell."""
    if sys.platform != "linux":
        return 0
    (child,) = decoders()
    status = Path(f"/proc/{child.pid}/status").read_text()
    (line,) = (line for line in status.splitlines() if line.startswith("VmHWM"))
    return int(line.split()[1]) * 1024
