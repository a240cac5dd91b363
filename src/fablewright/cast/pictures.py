"""Pictures of characters that people send: from a stranger's file to one of our own."""

from __future__ import annotations

from dataclasses import dataclass

import structlog

from fablewright.cast.picture_files import LARGEST_FILE, media_type_of, refused
from fablewright.core.errors import InvalidInput, Refused, TryAgain
from fablewright.core.pipes import PipePool

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Picture:
    """A PNG in sRGB, upright, opaque, at most 1024 pixels a side, with nothing in it but pixels; and the
    same as WebP, at most 320 pixels a side."""

    png: bytes
    thumbnail: bytes
    width: int
    height: int


class PictureDesk:
    """Decodes pictures in a child process that ends when it has been idle for some seconds.

    A picture may take `seconds`.
    """

    def __init__(self, *, seconds: float = 15) -> None:
        # One child: a picture takes a second or less, and may take 300 MB.
        self._pool = PipePool("fablewright.cast.pictures_worker", size=1, timeout=seconds, idle=10)

    async def clean(self, data: bytes, media_type: str) -> Picture:
        """The picture in the file `data`, which was sent as `media_type`, without its notes.

        Raises `InvalidInput`: PICTURE_EMPTY, PICTURE_TOO_LARGE (over 10 MiB), PICTURE_TYPE_UNKNOWN
        (no PNG, JPEG or WebP), PICTURE_TYPE_MISMATCH (not what `media_type` says),
        PICTURE_TOO_MANY_PIXELS, PICTURE_TOO_SMALL or PICTURE_BROKEN.
        """
        try:
            _look(data, media_type)
            size, data = await self._pool.call({}, data)
        except Refused as error:
            raise InvalidInput(error.message, code=error.code) from None
        except TryAgain as error:  # the decoder failed, died or took too long: so would it again
            log.info("picture_not_decoded", media_type=media_type_of(data), reason=error.message)
            broken = refused("PICTURE_BROKEN")
            raise InvalidInput(broken.message, code=broken.code) from None
        end = size["png"]
        return Picture(data[:end], data[end:], size["width"], size["height"])

    async def close(self) -> None:
        await self._pool.close()


def _look(data: bytes, media_type: str) -> None:
    """What can be said without unpacking anything, so that most junk never starts a process."""
    if not data:
        raise refused("PICTURE_EMPTY")
    if len(data) > LARGEST_FILE:
        raise refused("PICTURE_TOO_LARGE")
    kind = media_type_of(data)
    if not kind:
        raise refused("PICTURE_TYPE_UNKNOWN")
    if kind != media_type.partition(";")[0].strip().lower():
        raise refused("PICTURE_TYPE_MISMATCH")
