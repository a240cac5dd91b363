"""Kokoro on one's own machine reads aloud and tells when each word sounds.

Server: Kokoro-FastAPI (github.com/remsky/Kokoro-FastAPI, `/dev/captioned_speech`, `/v1/audio/voices`).
A server that has no captions is asked through the OpenAI-compatible `/v1/audio/speech`; then, and in
languages other than English, for which it times nothing, words are `estimated`. It cuts long texts
itself: there is no longest story. It costs nothing.
"""

from __future__ import annotations

import re
from decimal import Decimal
from functools import partial
from typing import Any

import httpx2

from fablewright.core.artist import Call, Reply
from fablewright.core.errors import Misconfigured, Refused, TryAgain
from fablewright.core.vendor import Answer, Vendor
from fablewright.narrators.aligning import Heard, from_words
from fablewright.narrators.base import Narration, NarrationRequest
from fablewright.narrators.delivery import decoded, heard_facts, narration, prepare
from fablewright.narrators.script import (
    USUAL,
    Script,
    refuse_unreadable,
    speed_for,
    voice_of,
    written,
)

BASE_URL = "http://127.0.0.1:8880"
LANGUAGES = {
    "en": "ab", "es": "e", "fr": "f", "hi": "h", "it": "i", "ja": "j", "pt": "p", "zh": "z",
}  # fmt: skip
"""The server's codes: the first letter of a voice, and `lang_code` for a voice of another tongue."""
_NO_CAPTIONS = (404, 405, 501)
_VOICE = re.compile(r"[\w+().-]{1,200}")


class KokoroNarrator:
    """Reads aloud with Kokoro. `voice` reads when a book asks for none; voices can be mixed
    ("af_bella+af_heart").

    A book's `seconds` are aimed at by the voice's speed, between 0.85 and 1.15 of its own.
    """

    name = "kokoro"

    def __init__(
        self,
        *,
        model: str,
        voice: str,
        base_url: str = BASE_URL,
        api_key: str = "",
        pace: float = USUAL,
        timeout: float = 600.0,
        transport: httpx2.AsyncBaseTransport | None = None,
    ) -> None:
        """`api_key` is for a proxy before the server; Kokoro itself asks for none. `pace` is the voice's
        words a minute with its pauses; each reply's `response` tells what it was."""
        self._api = Vendor(
            "Kokoro",
            base_url.rstrip("/").removesuffix("/v1"),
            {"Authorization": f"Bearer {api_key}"} if api_key else {},
            key_setting="KOKORO_API_KEY",
            timeout=timeout,
            transport=transport,
        )
        self._model, self._voice, self._pace = model, voice, pace
        self._voices: frozenset[str] = frozenset()

    def check_voice(self, voice: str, language: str) -> None:
        """Voices are known once `check` has asked for them; before, only nonsense is refused."""
        tongue = language.partition("-")[0].lower()
        if tongue not in LANGUAGES:
            raise Refused(f"Kokoro does not read the language “{language[:40]}”.")
        if voice and (not _VOICE.fullmatch(voice) or not self._known(voice)):
            have = f" It has: {', '.join(sorted(self._voices))}." if self._voices else ""
            raise Refused(f"Kokoro has no voice “{voice[:100]}” here.{have}")

    def narrate(self, request: NarrationRequest) -> Call[Narration]:
        """Its `run` raises `Refused` for a language or a voice that Kokoro has not."""
        script = written(request)
        run = partial(self._read, request, script)
        return Call("speech", self.name, self._model, script.text, "1", run, Decimal(0))

    async def check(self) -> None:
        """Asks for voices and models. Raises `Misconfigured` naming the setting, `TryAgain` when the
        server cannot be reached."""
        self._voices = frozenset(await self.voices())
        if not self._known(self._voice):
            raise Misconfigured(
                f"FABLEWRIGHT_NARRATOR_VOICE: Kokoro has no voice “{self._voice}”. "
                f"It has: {', '.join(sorted(self._voices))}."
            )
        models = await self.models()
        if models and self._model not in models:
            raise Misconfigured(
                f"FABLEWRIGHT_NARRATOR_MODEL: Kokoro has no model “{self._model}”. "
                f"It has: {', '.join(models)}."
            )

    async def voices(self) -> list[str]:
        """GET /v1/audio/voices: names, or objects with an id in newer versions."""
        listed = (await self._api.get("v1/audio/voices")).json()
        voices = listed.get("voices") if isinstance(listed, dict) else None
        if not isinstance(voices, list):
            raise Misconfigured("KOKORO_BASE_URL: there is no Kokoro server that tells its voices.")
        ids = (one.get("id") if isinstance(one, dict) else one for one in voices)
        return [one for one in ids if isinstance(one, str)]

    async def models(self) -> list[str]:
        """GET /v1/models."""
        listed = (await self._api.get("v1/models")).json()
        data = listed.get("data") if isinstance(listed, dict) else None
        ids = (one.get("id") for one in data or () if isinstance(one, dict))
        return [one for one in ids if isinstance(one, str)]

    async def close(self) -> None:
        await self._api.close()

    def _known(self, voice: str) -> bool:
        parts = re.split(r"[-+]", re.sub(r"\([\d.]*\)", "", voice))
        return not self._voices or voice in self._voices or self._voices.issuperset(parts)

    async def _read(self, request: NarrationRequest, script: Script) -> Reply[Narration]:
        refuse_unreadable(script, None)
        voice = voice_of(request, self._voice)
        self.check_voice(voice, request.language)
        prepare()
        speed = speed_for(script, request.seconds, self._pace)
        body: dict[str, Any] = {
            "model": self._model,
            "input": script.text,
            "voice": voice,
            "response_format": "mp3",
            "speed": speed,
            "stream": False,
        }
        codes = LANGUAGES[request.language.partition("-")[0].lower()]
        if voice[:1] not in codes:
            body["lang_code"] = codes[0]
        facts: dict[str, object] = {
            "characters": len(script.text), "voice": voice, "speed": speed, "captions": True,
        }  # fmt: skip
        mp3, heard = await self._spoken(body, facts)
        spoken = await narration(
            script,
            mp3,
            heard,
            voice=f"kokoro:{voice}",
            pace=self._pace * speed,
            record=Reply(None, facts),
        )
        return Reply(spoken, {**facts, **heard_facts(script, spoken, speed)})

    async def _spoken(
        self, body: dict[str, Any], facts: dict[str, object]
    ) -> tuple[bytes, list[Heard]]:
        """The MP3 and what was timed in it: with captions, else without. A server that has no captions
        says so before it works, so only one request costs."""
        try:
            captioned = {**body, "return_timestamps": True}
            answer = await self._api.post("dev/captioned_speech", captioned)
            return _captioned(answer, Reply(None, facts))
        except Misconfigured as error:
            if error.answer is None or error.answer.response.get("status") not in _NO_CAPTIONS:
                raise
        facts["captions"] = False
        answer = await self._api.post("v1/audio/speech", body)
        if answer.body.lstrip()[:1] in (b"{", b"<"):
            raise TryAgain("Kokoro answered without a recording.", answer=Reply(None, facts))
        return answer.body, []


def _captioned(answer: Answer, record: Reply[None]) -> tuple[bytes, list[Heard]]:
    try:
        told = answer.json()
    except TryAgain as error:
        raise TryAgain(error.message, answer=record) from None
    if not isinstance(told, dict) or "audio" not in told:
        raise TryAgain("Kokoro answered without a recording.", answer=record)
    return decoded(told["audio"], record), from_words(told.get("timestamps"))
