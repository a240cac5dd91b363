"""The binder as the rest of the house knows it: asked, it answers; the work happens elsewhere."""

from __future__ import annotations

import pickle
from itertools import accumulate, pairwise
from typing import Literal

from fablewright.books.binder.model import Developed, Manuscript, Rendition
from fablewright.core.pipes import PipePool


class Binder:
    """Binds books and develops pictures in child processes, two side by side. They end when nobody has asked for a
    minute: longer than a provider takes for the next picture."""

    def __init__(self) -> None:
        self._pool = PipePool("fablewright.books.binder.worker", size=2, timeout=120, idle=60)

    async def prepare(self) -> None:
        """Somebody will ask soon."""
        await self._pool.prepare()

    async def bind(self, kind: Literal["pdf", "epub"], manuscript: Manuscript) -> tuple[bytes, ...]:
        """The finished file; of a PDF also the one for printers, unless pictures are missing.

        Raises `TryAgain`.
        """
        value, data = await self._pool.call({"task": kind}, pickle.dumps(manuscript))
        ends = list(accumulate(value["bytes"], initial=0))
        return tuple(data[start:end] for start, end in pairwise(ends))

    async def develop(self, png: bytes) -> Developed:
        """What goes with a finished picture. Raises `TryAgain`."""
        value, data = await self._pool.call({"task": "develop"}, png)
        ends = list(accumulate((one["bytes"] for one in value["renditions"]), initial=0))
        made = tuple(
            Rendition(data[start:end], one["width"], one["height"])
            for one, (start, end) in zip(value["renditions"], pairwise(ends), strict=True)
        )
        return Developed(tuple(value["colours"]), value["width"], value["height"], made)

    async def close(self) -> None:
        await self._pool.close()
