"""The binder as the rest of the house knows it: asked, it answers; the work happens elsewhere."""

from __future__ import annotations

import pickle
from typing import Literal

from fablewright.books.binder.model import Manuscript
from fablewright.core.pipes import PipePool


class Binder:
    """Binds books in a child process that ends when it has been idle for some seconds."""

    def __init__(self) -> None:
        self._pool = PipePool("fablewright.books.binder.worker", size=1, timeout=120, idle=10)

    async def bind(self, kind: Literal["pdf", "epub"], manuscript: Manuscript) -> bytes:
        """The finished file. Raises `TryAgain`."""
        _, data = await self._pool.call({"task": kind}, pickle.dumps(manuscript))
        return data

    async def colours(self, png: bytes) -> list[str]:
        """Three deep contrasting colours of a picture."""
        value, _ = await self._pool.call({"task": "colours"}, png)
        colours: list[str] = value["colours"]
        return colours

    async def close(self) -> None:
        await self._pool.close()
