"""Several narrators as one: who cannot do it is followed by the next."""

from __future__ import annotations

from dataclasses import replace

from fablewright.core.artist import Call, first_of
from fablewright.narrators.base import Narration, NarrationRequest, Narrator


class NarratorChain:
    """Each call asks the first narrator and names the others for the case that it cannot do it."""

    def __init__(self, *narrators: Narrator) -> None:
        self.narrators, self.name = narrators, narrators[0].name

    def check_voice(self, voice: str, language: str) -> None:
        """Raises `Refused` for a voice that the first does not have."""
        self.narrators[0].check_voice(voice, language)

    def narrate(self, request: NarrationRequest) -> Call[Narration]:
        """Voices have names that only one narrator knows: the others read in their own."""
        theirs = replace(request, voice="")
        first, *others = self.narrators
        return first_of([first.narrate(request), *(one.narrate(theirs) for one in others)])

    async def check(self) -> None:
        """Raises `Misconfigured` when the first cannot work as the settings are."""
        await self.narrators[0].check()

    async def close(self) -> None:
        for one in self.narrators:
            await one.close()
