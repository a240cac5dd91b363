"""Spoilt pictures and recordings, wherever they stand in an answer."""

from __future__ import annotations

import base64
import io
import re
import struct
import zlib
from collections.abc import Callable
from typing import Any

from PIL import Image

from fablewright.simulator import pictures
from fablewright.simulator.model import Answer, Asked

Change = Callable[[Answer, Asked], bool]

_BARE = ("b64_json", "imageBase64Data")  # properties that hold base64
_DATA_URI = re.compile(r"(data:image/\w+;base64,)(.*)", re.S)
_ADDRESSES = ("url", "imageURL")
_HTML = b"<!doctype html><html><body><h1>Image unavailable</h1></body></html>"
_HUGE = 20_000  # pixels of an edge
_LINE = b'{"error": "audio unavailable"}'


def _pictures(change: Callable[[bytes], bytes]) -> Change:
    """Replaces every picture of an answer: the body itself, base64, or a data URI."""

    def visit(value: Any) -> bool:
        found = False
        if isinstance(value, list):
            return any([visit(one) for one in value])
        if not isinstance(value, dict):
            return False
        for name, one in value.items():
            if name in _BARE and isinstance(one, str):
                value[name] = _base64(change(base64.b64decode(one)))
                found = True
            elif isinstance(one, str) and (parts := _DATA_URI.fullmatch(one)):
                value[name] = parts[1] + _base64(change(base64.b64decode(parts[2])))
                found = True
            else:
                found |= visit(one)
        return found

    def apply(answer: Answer, asked: Asked) -> bool:
        if isinstance(answer.body, bytes) and answer.content_type.startswith("image/"):
            answer.body = change(answer.body)
            return True
        return visit(answer.body)

    return apply


def _slots(change: Callable[[str], str], names: tuple[str, ...] = _BARE) -> Change:
    """Changes texts under the given names, wherever they are."""

    def visit(value: Any) -> bool:
        found = False
        for name, one in value.items() if isinstance(value, dict) else ():
            if name in names and isinstance(one, str):
                value[name], found = change(one), True
            else:
                found |= visit(one)
        for one in value if isinstance(value, list) else ():
            found |= visit(one)
        return found

    return lambda answer, asked: visit(answer.body)


def _recoded(form: str) -> Callable[[bytes], bytes]:
    return lambda data: pictures.encode(Image.open(io.BytesIO(data)).convert("RGB"), form)


def _svg(data: bytes) -> bytes:
    width, height = Image.open(io.BytesIO(data)).size
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}">'
        "<script>alert(1)</script></svg>"
    ).encode()


def _smaller(data: bytes) -> bytes:
    picture = Image.open(io.BytesIO(data))
    width, height = picture.size
    return pictures.encode(picture.convert("RGB").resize((width // 2 + 3, height // 3 + 1)), "png")


def _huge(data: bytes) -> bytes:
    """A PNG whose header promises 20,000 × 20,000 pixels, with no more behind it than a row."""

    def chunk(name: bytes, content: bytes) -> bytes:
        check = struct.pack(">I", zlib.crc32(name + content))
        return struct.pack(">I", len(content)) + name + content + check

    header = struct.pack(">IIBBBBB", _HUGE, _HUGE, 8, 2, 0, 0, 0)
    row = zlib.compress(b"\0" * (1 + 3 * _HUGE))
    ends = chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", row) + ends


def _broken_base64(text: str) -> str:
    head, comma, data = text.rpartition(",")
    return f"{head}{comma}{data[: len(data) // 2]}*{data[len(data) // 2 :]}"[:-1]


def _no_picture(answer: Answer, asked: Asked) -> bool:
    if not isinstance(answer.body, dict):
        return False
    if "data" in answer.body:
        answer.body["data"] = []
        return True
    images = [choice["message"].pop("images", None) for choice in answer.body.get("choices") or ()]
    return any(images)


def _alignments(change: Callable[[list[Any]], list[Any]]) -> Change:
    """Changes the timed pieces of a recording, `[text, start, end]` each, of ElevenLabs' alignments
    or Kokoro's timestamps."""

    def apply(answer: Answer, asked: Asked) -> bool:
        body = answer.body if isinstance(answer.body, dict) else {}
        found = False
        for name in ("alignment", "normalized_alignment"):
            if isinstance(body.get(name), dict):
                columns = list(body[name])
                rows = change([list(row) for row in zip(*body[name].values(), strict=True)])
                turned = [list(column) for column in zip(*rows, strict=True)] or [[], [], []]
                body[name], found = dict(zip(columns, turned, strict=True)), True
        if body.get("timestamps"):
            names = ("word", "start_time", "end_time")
            rows = change([[stamp[name] for name in names] for stamp in body["timestamps"]])
            body["timestamps"] = [dict(zip(names, row, strict=True)) for row in rows]
            found = True
        return found

    return apply


def _null_alignment(answer: Answer, asked: Asked) -> bool:
    names = ("alignment", "normalized_alignment", "timestamps")
    found = [name for name in names if isinstance(answer.body, dict) and name in answer.body]
    for name in found:
        answer.body[name] = None
    return bool(found)


def _decreasing(rows: list[Any]) -> list[Any]:
    """Each start before the one before it."""
    last = max((row[2] for row in rows), default=0.0)
    return [[row[0], round(last - row[1], 3), round(last - row[2], 3)] for row in rows]


def _recordings(change: Callable[[bytes], bytes]) -> Change:
    def apply(answer: Answer, asked: Asked) -> bool:
        if isinstance(answer.body, bytes):
            if not answer.content_type.startswith("audio/"):
                return False
            answer.body = change(answer.body)
            return True
        found = False
        for name in ("audio_base64", "audio"):
            if isinstance(answer.body, dict) and isinstance(answer.body.get(name), str):
                answer.body[name] = _base64(change(base64.b64decode(answer.body[name])))
                found = True
        return found

    return apply


def _base64(data: bytes) -> str:
    return base64.b64encode(data).decode()


MEDIA: dict[str, Change] = {
    "png_truncated": _pictures(lambda data: data[: len(data) * 2 // 3]),
    "png_html": _pictures(lambda data: _HTML),
    "png_jpeg": _pictures(_recoded("jpeg")),
    "png_gif": _pictures(_recoded("gif")),
    "png_svg": _pictures(_svg),
    "png_huge": _pictures(_huge),
    "png_empty": _pictures(lambda data: b""),
    "png_wrong_size": _pictures(_smaller),
    "base64_broken": _slots(
        _broken_base64, (*_BARE, "imageDataURI", "url", "audio_base64", "audio")
    ),
    "no_picture": _no_picture,
    "url_not_https": _slots(lambda url: "http://pictures.example/picture.png", _ADDRESSES),
    "url_private": _slots(lambda url: "http://127.0.0.1:1/picture.png", _ADDRESSES),
    "url_missing": _slots(lambda url: f"{url}.gone", _ADDRESSES),
    "alignment_empty": _alignments(lambda rows: []),
    "alignment_null": _null_alignment,
    "alignment_short": _alignments(lambda rows: rows[: len(rows) // 2]),
    "alignment_drifting": _alignments(
        lambda rows: [[row[0], round(row[1] * 1.2, 3), round(row[2] * 1.2, 3)] for row in rows]
    ),
    "alignment_decreasing": _alignments(_decreasing),
    "alignment_other_characters": _alignments(
        lambda rows: [["#" * len(row[0]), *row[1:]] for row in rows]
    ),
    "audio_short": _recordings(lambda data: data[: len(data) // 2]),
    "audio_not_mp3": _recordings(lambda data: _LINE),
    "audio_empty": _recordings(lambda data: b""),
}
