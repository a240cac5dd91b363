"""What is the same for every illustrator that asks a provider: words before, a checked picture after."""

from __future__ import annotations

import base64
import binascii
import contextlib
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from fablewright.core.artist import Reply
from fablewright.core.errors import ArtistError, Refused, TryAgain
from fablewright.core.vendor import LONGEST_ERROR, complaint
from fablewright.illustrators.base import Picture, PictureRequest
from fablewright.illustrators.decoding import Decoder
from fablewright.illustrators.prompting import Prompting, document

LONGEST_BASE64 = 64 * 1024 * 1024  # characters
MODEL_SETTING = "FABLEWRIGHT_ILLUSTRATOR_MODEL"
HOSTS_SETTING = "FABLEWRIGHT_ILLUSTRATOR_HOSTS"


@dataclass(frozen=True, slots=True)
class ModelInfo:
    """A model that a server offers. `retires` is the day it goes, `paints` whether it makes pictures and
    `sees` whether it looks at some; None where the server does not say."""

    id: str
    retires: date | None = None
    paints: bool | None = None
    sees: bool | None = None


class Easel:
    """Of one illustrator. Ends its decoding process when closed."""

    def __init__(self, engine: str, prompting: Prompting, longest: int) -> None:
        """`longest` is the most characters of a prompt that the model takes."""
        self.engine, self.prompting, self.longest = engine, prompting, longest
        self._decoder = Decoder()

    def words(self, request: PictureRequest) -> str:
        return self.prompting.words(request, longest=self.longest)

    async def prepare(self) -> None:
        """A picture will come soon."""
        await self._decoder.prepare()

    async def finish(
        self, data: bytes, request: PictureRequest, record: Reply[None]
    ) -> Reply[Picture]:
        """The reply, from the file that came. Raises `TryAgain` with the record of what it cost."""
        with charged(record):
            png, edge = await self._decoder.square(data, request.size)
        picture = Picture(png, edge, edge, document(request, self.engine))
        return Reply(picture, record.response, record.tokens_in, record.tokens_out, record.cost)

    async def close(self) -> None:
        await self._decoder.close()


@contextlib.contextmanager
def charged(record: Reply[None]) -> Iterator[None]:
    """What goes wrong inside has been paid for: the error carries the record."""
    try:
        yield
    except ArtistError as error:
        error.answer = error.answer or record
        raise


def from_base64(text: object) -> bytes:
    """The bytes of base64 or of a data URI. Raises `TryAgain`."""
    if not isinstance(text, str) or not text:
        raise TryAgain("The provider's answer holds no picture.")
    if text.startswith("data:"):
        text = text.partition(",")[2]
    try:
        if len(text) > LONGEST_BASE64:
            raise ValueError
        return base64.b64decode("".join(text.split()), validate=True)
    except (ValueError, binascii.Error):
        raise TryAgain("The picture in the provider's answer is damaged.") from None


def data_uri(png: bytes) -> str:
    return "data:image/png;base64," + base64.b64encode(png).decode("ascii")


def dollars(value: object) -> Decimal | None:
    """An amount that a provider tells; None for what is none."""
    if isinstance(value, bool) or not isinstance(value, (int, float, str)):
        return None
    try:
        amount = Decimal(str(value))
    except InvalidOperation:
        return None
    return amount if amount.is_finite() and amount >= 0 else None


def count(value: object) -> int:
    """A number of tokens; 0 for what is none."""
    return value if isinstance(value, int) and not isinstance(value, bool) and value > 0 else 0


def as_dict(value: object) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def as_list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


def first_dict(value: object) -> dict[str, Any]:
    return next((one for one in as_list(value) if isinstance(one, dict)), {})


def edges(size: str) -> tuple[int, int] | None:
    """(1024, 1536) for "1024x1536"; None for "auto" and what is no size."""
    width, _, height = size.partition("x")
    return (int(width), int(height)) if width.isdecimal() and height.isdecimal() else None


def nearest(sizes: Sequence[str], wanted: int) -> str:
    """Of the sizes that a model makes ("1024x1024"), the square that costs the picture least: the
    smallest that is large enough, else the largest. The first one when none is square."""
    squares = {found[0]: size for size in sizes if (found := edges(size)) and found[0] == found[1]}
    if not squares:
        return sizes[0]
    enough = [edge for edge in squares if edge >= wanted]
    return squares[min(enough) if enough else max(squares)]


def with_references(request: PictureRequest, most: int) -> PictureRequest:
    """With as many pictures as the model takes: the words must not speak of others."""
    return replace(request, references=request.references[:most])


def blocked(name: str, record: Reply[None] | None = None) -> Refused:
    return Refused(f"The safety rules of {name} turned this picture down.", answer=record)


def line(value: object, longest: int = 200) -> str:
    """A stranger's text as it can be stored and shown: no control characters, no lone surrogates."""
    text = str(value)[:longest]
    return "".join(one if unicodedata.category(one)[0] != "C" else " " for one in text)


def plain(mapping: Mapping[str, Any], *names: str, depth: int = 3) -> dict[str, object]:
    """The named entries, for the record: short texts, numbers, and objects of these."""
    kept: dict[str, object] = {}
    for name in names:
        value = mapping.get(name)
        if isinstance(value, (bool, int, float)):
            kept[line(name)] = value
        elif isinstance(value, str):
            kept[line(name)] = line(value)
        elif isinstance(value, dict) and depth:
            kept[line(name)] = plain(value, *list(value)[:20], depth=depth - 1)
    return kept


def told(status: int, body: bytes) -> Reply[None]:
    """The record of an answer that is an error."""
    return Reply(None, {"status": status, "error": line(complaint(body), LONGEST_ERROR)})


def retires_on(value: object) -> date | None:
    try:
        return date.fromisoformat(value[:10]) if isinstance(value, str) else None
    except ValueError:
        return None
