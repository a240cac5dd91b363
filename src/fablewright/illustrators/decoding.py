"""What a provider sends as a picture, checked and made into one of ours."""

from __future__ import annotations

import structlog

from fablewright.core.errors import Refused, TimedOut, TryAgain
from fablewright.core.fetch import picture_type
from fablewright.core.pipes import PipePool

log = structlog.get_logger(__name__)


class Decoder:
    """Decodes in child processes that end when they have been idle for a minute: a file that breaks a
    decoder breaks that process alone."""

    def __init__(self, *, seconds: float = 60.0) -> None:
        self._pool = PipePool(
            "fablewright.illustrators.decoding_worker", size=2, timeout=seconds, idle=60.0
        )

    async def prepare(self) -> None:
        """Start a process while a picture is still being painted."""
        await self._pool.prepare()

    async def square(self, data: bytes, edge: int) -> tuple[bytes, int]:
        """The picture in `data` (PNG, JPEG or WebP) as an RGB PNG of nothing but pixels, and its edge.

        That is `edge`, or twice that of a picture which is smaller than half of it. Raises `TryAgain` for
        what is no whole picture of 256 pixels to 40 megapixels (WebP: what fits in the child's memory, 20), for one that is not square within
        2 %, and for one of a single colour.
        """
        if not picture_type(data):
            raise TryAgain("What came instead of a picture is no PNG, JPEG or WebP file.")
        try:
            size, png = await self._pool.call({"edge": edge}, data)
        except Refused as error:  # how the child says what is wrong: another picture may be right
            raise TryAgain(error.message) from None
        except TimedOut:
            raise TryAgain("The picture that came could not be read in time.") from None
        except TryAgain as error:
            log.info("picture_not_decoded", type=picture_type(data), reason=error.message)
            raise TryAgain("The picture that came is damaged.") from None
        return png, size["edge"]

    async def close(self) -> None:
        await self._pool.close()
