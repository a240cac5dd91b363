"""The binder as the rest of the house knows it: asked, it answers; the work happens elsewhere."""

from __future__ import annotations

import pickle
from typing import Literal

from fablewright.books.binder.model import Manuscript
from fablewright.core.pipes import PipePool


class Binder:
    """Binds books in child processes, PDF and EPUB side by side. They end when nobody has asked for a
    minute: longer than a provider takes for the next picture."""

    def __init__(self) -> None:
        self._pool = PipePool("fablewright.books.binder.worker", size=2, timeout=120, idle=60)

    async def prepare(self) -> None:
        """Somebody will ask soon."""
        await self._pool.prepare()

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
