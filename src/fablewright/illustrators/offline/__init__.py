"""The illustrator that needs nothing: cut paper, drawn by rule."""

from __future__ import annotations

import json
import os

from fablewright.core.artist import Call, Reply
from fablewright.core.pipes import PipePool
from fablewright.illustrators.base import Picture, PictureRequest

MODEL = "paper-cut-1"


class OfflineIllustrator:
    """Paints in processes of its own, so that the event loop stays free. Same request: same picture.

    People are drawn from their traits and descriptions; `references` are not looked at.
    """

    name = "offline"
    most_references = 0

    def __init__(self) -> None:
        self._pool = PipePool(
            "fablewright.illustrators.offline.worker", size=min(2, os.cpu_count() or 1), idle=30.0
        )

    def paint(self, request: PictureRequest) -> Call[Picture]:
        """The reply's response is the picture's document."""
        message = {
            "title": request.title,
            "analysis": request.analysis.model_dump(mode="json"),
            "palette": request.palette.model_dump(mode="json"),
            "motif": request.motif,
            "people": [person.model_dump(mode="json") for person in request.people],
            "seed": request.seed,
            "size": request.size,
            "feedback": request.feedback,
            "edition": request.edition,
            "attempt": request.attempt,
        }

        async def run() -> Reply[Picture]:
            document, png = await self._pool.call(message)
            picture = Picture(png, request.size, request.size, document)
            return Reply(picture, response=document)

        prompt = json.dumps(message, ensure_ascii=False, sort_keys=True)
        return Call("image", self.name, MODEL, prompt, "1", run)

    async def check(self) -> None:
        """It needs nothing that is not here."""

    async def close(self) -> None:
        """End the painting processes."""
        await self._pool.close()
