"""Several illustrators as one: who cannot do it is followed by the next."""

from __future__ import annotations

from fablewright.core.artist import Call, first_of
from fablewright.illustrators.base import Illustrator, Picture, PictureRequest


class IllustratorChain:
    """Each call asks the first illustrator and names the others for the case that it cannot do it."""

    def __init__(self, *illustrators: Illustrator) -> None:
        self.illustrators, self.name = illustrators, illustrators[0].name
        self.most_references = illustrators[0].most_references

    def paint(self, request: PictureRequest) -> Call[Picture]:
        return first_of([one.paint(request) for one in self.illustrators])

    async def check(self) -> None:
        """Raises `Misconfigured` when the first cannot work as the settings are."""
        await self.illustrators[0].check()

    async def close(self) -> None:
        for one in self.illustrators:
            await one.close()
