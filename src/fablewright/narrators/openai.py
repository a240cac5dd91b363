"""OpenAI, and whoever speaks its language, reads aloud; when each word sounds is found in the recording.

API: platform.openai.com/docs/api-reference/audio/createSpeech: an input of at most 4,096 characters
(about five minutes of story; the newer models take 2,000 tokens, a little more than that), `speed` from
0.25 to 4. Longer stories are refused here, before they cost anything.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from typing import Any

import httpx2

from fablewright.core.artist import Call, Reply
from fablewright.core.errors import ArtistError, Misconfigured, Refused, TryAgain
from fablewright.core.vendor import Vendor, complaint
from fablewright.narrators.base import Narration, NarrationRequest
from fablewright.narrators.delivery import heard_facts, narration, prepare, priced
from fablewright.narrators.script import (
    SLOWEST,
    USUAL,
    Script,
    refuse_unreadable,
    speed_for,
    voice_of,
    written,
)

BASE_URL = "https://api.openai.com/v1"
LONGEST = 4096
INSTRUCTIONS = (
    "Read this picture book aloud to a small child: warm, unhurried, with a little life in the voices"
    " of those who speak, and a pause where a paragraph ends. Read every word as it is written."
)
_VOICE = re.compile(r"[\w.:+()-]{1,100}")


@dataclass(frozen=True, slots=True)
class SpeechModel:
    id: str


class _Api(Vendor):
    def error(self, status: int, headers: Mapping[str, str], body: bytes) -> ArtistError:
        error = super().error(status, headers, body)
        code = error_code(body)
        if code in ("insufficient_quota", "billing_hard_limit_reached", "billing_not_active"):
            message = f"The account at {self.name} has no credit left."
            return Misconfigured(message, answer=error.answer)
        if code == "model_not_found":
            message = f"{self.name} does not know this model, or has retired it: see its setting."
            return Misconfigured(message, answer=error.answer)
        return error


class OpenAINarrator:
    """Reads aloud through an OpenAI-compatible `/audio/speech`.

    A book's `seconds` are aimed at by the voice's speed, between 0.85 and 1.15 of its own; models that
    follow instructions may keep a pace of their own. Word times are always `estimated`.
    """

    name = "openai"

    def __init__(
        self,
        *,
        api_key: str,
        model: str,
        voice: str,
        base_url: str = BASE_URL,
        instructions: str | None = None,
        longest: int | None = LONGEST,
        pace: float = USUAL,
        per_1000: Decimal | None = None,
        per_minute: Decimal | None = None,
        timeout: float = 300.0,
        transport: httpx2.AsyncBaseTransport | None = None,
    ) -> None:
        """`instructions` how to read, for models that take them (`INSTRUCTIONS` is a good one), else
        None. `pace` is the voice's words a minute with its pauses; each reply's `response` tells what it
        was. Prices are US dollars: of a thousand characters, of a minute of sound, or of both."""
        self._api = _Api(
            "OpenAI" if base_url == BASE_URL else httpx2.URL(base_url).host,
            base_url,
            {"Authorization": f"Bearer {api_key}"} if api_key else {},
            key_setting="OPENAI_API_KEY",
            timeout=timeout,
            transport=transport,
        )
        self._model, self._voice, self._instructions = model, voice, instructions
        self._longest, self._pace = longest, pace
        self._per_1000, self._per_minute = per_1000, per_minute

    def check_voice(self, voice: str, language: str) -> None:
        """There is no list of voices to ask for: only nonsense is refused before a book is read."""
        if voice and not _VOICE.fullmatch(voice):
            raise Refused(f"“{voice[:100]}” is not the name of a voice.")

    def narrate(self, request: NarrationRequest) -> Call[Narration]:
        """Its `run` raises `Refused` for a text longer than the model reads at once."""
        script = written(request)
        slowest = script.seconds * USUAL / self._pace / SLOWEST * 1.5
        return Call(
            "speech",
            self.name,
            self._model,
            script.text,
            "1",
            partial(self._read, request, script),
            self._price(script, slowest),
        )

    async def check(self) -> None:
        """Asks for the models. Raises `Misconfigured` naming the setting, `TryAgain` when the server
        cannot be asked now."""
        models = await self.models()
        if models and not any(one.id == self._model for one in models):
            raise Misconfigured(
                f"FABLEWRIGHT_NARRATOR_MODEL: {self._api.name} has no model “{self._model}”."
            )
        self.check_voice(self._voice, "en")

    async def models(self) -> list[SpeechModel]:
        """GET /models: all that the key may use, those that only write included."""
        listed = (await self._api.get("models")).json()
        data = listed.get("data") if isinstance(listed, dict) else None
        return [
            SpeechModel(one["id"])
            for one in (data if isinstance(data, list) else [])
            if isinstance(one, dict) and isinstance(one.get("id"), str)
        ]

    async def close(self) -> None:
        await self._api.close()

    def _price(self, script: Script, seconds: float) -> Decimal | None:
        if self._per_1000 is None and self._per_minute is None:
            return None
        minutes = Decimal(f"{seconds / 60:.4f}")
        said = (self._per_minute or Decimal(0)) * minutes
        return (priced(self._per_1000, len(script.text)) or Decimal(0)) + said

    async def _read(self, request: NarrationRequest, script: Script) -> Reply[Narration]:
        refuse_unreadable(script, self._longest)
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
        }
        if self._instructions:
            body["instructions"] = self._instructions
        answer = await self._api.post("audio/speech", body)
        facts: dict[str, object] = {
            "request_id": answer.headers.get("x-request-id"),
            "characters": len(script.text),
            "voice": voice,
            "speed": speed,
        }
        seconds = script.seconds * USUAL / self._pace / speed
        cost = self._price(script, seconds) or Decimal(0)
        if answer.body.lstrip()[:1] in (b"{", b"<"):
            told = {**facts, "error": complaint(answer.body)}
            raise TryAgain(
                f"{self._api.name} answered without a recording.", answer=Reply(None, told)
            )
        spoken = await narration(
            script,
            answer.body,
            (),
            voice=f"openai:{voice}",
            pace=self._pace * speed,
            record=Reply(None, facts, cost=cost),
        )
        cost = self._price(script, spoken.duration) or Decimal(0)
        return Reply(spoken, {**facts, **heard_facts(script, spoken, speed)}, cost=cost)


def error_code(body: bytes) -> str:
    """The code of `{"error": {"code": …}}`, or its type."""
    try:
        error = json.loads(body)["error"]
        return str(error.get("code") or error.get("type") or "")
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError):
        return ""
