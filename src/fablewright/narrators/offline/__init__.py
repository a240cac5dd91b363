"""The narrator that needs nothing: it reads aloud on this machine, without network or key.

It speaks with espeak-ng, which comes with Fablewright for every platform, or with CMU Flite where the
operating system has it (English; it sounds more human). espeak-ng is free software under the GNU
General Public License, version 3 or later. It is loaded only in a separate process (`worker.py`),
spoken to through pipes; nothing of it is linked into Fablewright.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from typing import Any

from fablewright.core.artist import Call, Reply
from fablewright.core.book import Word
from fablewright.core.errors import Misconfigured, Refused
from fablewright.core.pipes import PipePool
from fablewright.narrators.base import Narration, NarrationRequest
from fablewright.narrators.offline import voices

ESPEAK_MODEL = "espeak-ng-1.52"


class OfflineNarrator:
    """Reads aloud in a child process. Voices: "" (the best here), "espeak", "flite", "flite:slt",
    "espeak:en-gb-x-rp", "espeak:en-us+f4" and so on.

    `flite` is what `voices.installed_flite` finds; {} does without. Which voice has read is in
    `Narration.voice` and in the reply's `response`, for it differs between machines.
    """

    name = "offline"

    def __init__(
        self, *, voice: str = "", flite: Mapping[str, str] | None = None, timeout: float = 300.0
    ) -> None:
        """`voice` reads when a book asks for none."""
        self._voice = voice
        self._flite = voices.installed_flite() if flite is None else flite
        self._timeout = timeout
        self._turn = asyncio.Semaphore(1)

    def check_voice(self, voice: str, language: str) -> None:
        """Knows the engines and Flite's voices; a name inside espeak-ng is only tried when it reads."""
        voices.choose(voice, language, "", self._flite)

    def narrate(self, request: NarrationRequest) -> Call[Narration]:
        """Its `run` raises `Refused` for an unknown voice or language, `TryAgain` when the child
        stopped, `TimedOut` when it is too slow."""
        request = replace(request, voice=request.voice.strip() or self._voice)
        text = "\n\n".join((request.title, *request.beats))
        model = ESPEAK_MODEL
        with contextlib.suppress(Refused):  # building a call cannot fail: `run` tells
            if self._choice(request).engine == "flite":
                model = voices.flite_model(self._flite)
        return Call("speech", self.name, model, text, "1", partial(self._read, request))

    async def check(self) -> None:
        """Raises `Misconfigured` when there is no such voice as the settings name."""
        try:
            self.check_voice(self._voice, "en")
        except Refused as error:
            raise Misconfigured(f"FABLEWRIGHT_NARRATOR_VOICE: {error.message}") from None

    async def close(self) -> None:
        """Nothing stays between narrations."""

    def _choice(self, request: NarrationRequest) -> voices.Choice:
        text = " ".join((request.title, *request.beats))
        return voices.choose(request.voice, request.language, text, self._flite)

    async def _read(self, request: NarrationRequest) -> Reply[Narration]:
        choice = self._choice(request)
        value, mp3 = await self._ask(
            {
                "title": request.title,
                "beats": request.beats,
                "language": request.language,
                "seconds": request.seconds,
                "engine": choice.engine,
                "name": choice.name,
                "automatic": not request.voice.strip(),
                "libraries": dict(self._flite),
            }
        )
        narration = Narration(
            mp3=mp3,
            duration=value["duration"],
            title_words=_words(request.title.split(), value["title"]),
            words=_words([w for beat in request.beats for w in beat.split()], value["words"]),
            voice=value["voice"],
        )
        heard = {key: value[key] for key in ("voice", "model", "duration", "pace", "pauses")}
        return Reply(narration, response=heard)

    async def _ask(self, request: Mapping[str, object]) -> tuple[dict[str, Any], bytes]:
        """A new child for each book: the engines keep noise and phase from one text to the next,
        and the same book shall sound the same to the last byte."""
        async with self._turn:
            pool = PipePool("fablewright.narrators.offline.worker", timeout=self._timeout)
            try:
                return await pool.call(request)
            finally:
                await pool.close()


def _words(written: list[str], times: list[list[float]]) -> tuple[Word, ...]:
    return tuple(
        Word(txt=txt, start=start, end=end)
        for txt, (start, end) in zip(written, times, strict=True)
    )
