"""ElevenLabs reads aloud and tells when each character sounds.

API: elevenlabs.io/docs/api-reference, "Create speech with timing", "List models", "List voices" (v2),
and "Errors". One request may be 10,000 characters long with the Multilingual v2 models, 5,000 with v3,
30,000 to 40,000 with Flash and Turbo (help centre, "What's the maximum amount of characters"): a story
of ten minutes has about 7,500. `previous_text` and `next_text` serve texts cut into several requests,
which is never done here.
"""

from __future__ import annotations

import json
import re
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from typing import Any
from urllib.parse import quote

import httpx2

from fablewright.core.artist import Call, Reply
from fablewright.core.errors import ArtistError, Misconfigured, Refused, TryAgain
from fablewright.core.vendor import Answer, Vendor, complaint
from fablewright.narrators.aligning import from_characters
from fablewright.narrators.base import Narration, NarrationRequest
from fablewright.narrators.delivery import decoded, heard_facts, narration, prepare, priced
from fablewright.narrators.script import (
    USUAL,
    Script,
    refuse_unreadable,
    speed_for,
    voice_of,
    written,
)

BASE_URL = "https://api.elevenlabs.io"
FORMAT = "mp3_44100_128"
_VOICE = re.compile(r"[\w .,'’()&/+-]{1,100}")
_NO_MODEL = frozenset(
    {"model_not_found", "model_deprecated", "invalid_model_id", "model_access_denied"}
)
_NO_CREDIT = frozenset(
    {"quota_exceeded", "insufficient_credits", "payment_required", "payment_issue"}
)
_NO_VOICE = frozenset({"voice_not_found", "invalid_voice_id"})
_POLICY = frozenset({"content_against_policy", "content_moderation", "flagged_content"})
_TOO_LONG = frozenset({"max_character_limit_exceeded", "text_too_long"})


@dataclass(frozen=True, slots=True)
class Voice:
    """A voice of the account: its id, and the name that people know."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class SpeechModel:
    """`longest` is the most characters of one request; None when the provider does not tell."""

    id: str
    name: str
    languages: tuple[str, ...]
    longest: int | None


class _Api(Vendor):
    """Its errors bear a code under `detail`; several have a status that says something else."""

    def error(self, status: int, headers: Mapping[str, str], body: bytes) -> ArtistError:
        code = _code(body)
        record: Reply[None] = Reply(
            None, {"status": status, "code": code, "error": complaint(body)}
        )
        if code in _NO_CREDIT:
            message = f"The account at {self.name} has no credit left for this story."
            return Misconfigured(message, answer=record)
        if code in _NO_MODEL:
            message = f"{self.name} does not know this model, or has retired it: see its setting."
            return Misconfigured(message, answer=record)
        if code in _NO_VOICE:
            return Refused(f"{self.name} does not have this voice.", answer=record)
        if code in _POLICY:
            return Refused(f"{self.name} will not read this story.", answer=record)
        if code in _TOO_LONG:
            message = f"The story is longer than this model of {self.name} reads at once."
            return Refused(message, answer=record)
        return super().error(status, headers, body)


class ElevenLabsNarrator:
    """Reads aloud at ElevenLabs. `voice` is the id or the name of the voice that reads when a book
    asks for none.

    A book's `seconds` are aimed at by the voice's speed, between 0.85 and 1.15 of its own, reckoned
    from `pace` before the one request: as near as the voice keeps its pace, and no nearer where more
    would sound hurried or drawled. Words are as ElevenLabs timed them; where that cannot be right they are `estimated`.
    """

    name = "elevenlabs"

    def __init__(
        self,
        *,
        api_key: str,
        model: str,
        voice: str,
        base_url: str = BASE_URL,
        longest: int = 10_000,
        pace: float = USUAL,
        tell_language: bool = True,
        per_1000: Decimal | None = None,
        timeout: float = 300.0,
        transport: httpx2.AsyncBaseTransport | None = None,
    ) -> None:
        """`longest` is the most characters that the model reads at once, until `check` has asked;
        `pace` the voice's words a minute with its pauses (each reply's `response` tells what it was);
        `per_1000` the US dollars for a thousand of ElevenLabs'
        credits (a character costs one, or less with the fast models). `tell_language` False is for
        models that take no language code."""
        self._api = _Api(
            "ElevenLabs",
            base_url.rstrip("/").removesuffix("/v1"),
            {"xi-api-key": api_key},
            key_setting="ELEVENLABS_API_KEY",
            timeout=timeout,
            transport=transport,
        )
        self._model, self._voice, self._longest = model, voice, longest
        self._pace, self._tell_language, self._per_1000 = pace, tell_language, per_1000
        self._voices: tuple[Voice, ...] = ()

    def check_voice(self, voice: str, language: str) -> None:
        """Voices are known once `check` has asked for them; before, only nonsense is refused."""
        if voice and (not _VOICE.fullmatch(voice) or not self._known(voice)):
            names = ", ".join(one.name for one in self._voices[:20])
            have = f" It has: {names}." if names else ""
            raise Refused(f"ElevenLabs has no voice “{voice[:100]}” here.{have}")

    def narrate(self, request: NarrationRequest) -> Call[Narration]:
        """Its `run` raises `Refused` for a text longer than the model reads at once."""
        script = written(request)
        return Call(
            "speech",
            self.name,
            self._model,
            script.text,
            "1",
            partial(self._read, request, script),
            priced(self._per_1000, len(script.text)),
        )

    async def check(self) -> None:
        """Asks for models and voices. Raises `Misconfigured` naming the setting, `TryAgain` when
        ElevenLabs cannot be asked now."""
        models = await self.models()
        if not models:
            raise Misconfigured(
                "ELEVENLABS_BASE_URL: there is nobody who tells of models that speak."
            )
        model = next((one for one in models if one.id == self._model), None)
        if model is None:
            known = ", ".join(one.id for one in models)
            raise Misconfigured(
                f"FABLEWRIGHT_NARRATOR_MODEL: ElevenLabs has no speaking model “{self._model}”. "
                f"It has: {known}."
            )
        self._longest = model.longest or self._longest
        self._voices = tuple(await self.voices())
        if not self._known(self._voice):
            names = ", ".join(one.name for one in self._voices[:20])
            raise Misconfigured(
                f"FABLEWRIGHT_NARRATOR_VOICE: the account at ElevenLabs has no voice “{self._voice}”. "
                f"It has: {names}."
            )

    async def models(self) -> list[SpeechModel]:
        """The models that can read aloud (GET /v1/models). ElevenLabs tells no dates of retirement."""
        listed = (await self._api.get("v1/models")).json()
        return [
            _model(one)
            for one in (listed if isinstance(listed, list) else [])
            if isinstance(one, dict) and one.get("can_do_text_to_speech") and one.get("model_id")
        ]

    async def voices(self) -> list[Voice]:
        """All voices of the account (GET /v2/voices, a hundred a page)."""
        found: list[Voice] = []
        page = {"page_size": "100"}
        for _ in range(20):
            listed = (await self._api.get("v2/voices", params=page)).json()
            if not isinstance(listed, dict) or not isinstance(listed.get("voices"), list):
                raise TryAgain("ElevenLabs' list of voices was not readable.")
            for one in listed["voices"]:
                if isinstance(one, dict) and isinstance(one.get("voice_id"), str):
                    found.append(Voice(one["voice_id"], str(one.get("name") or one["voice_id"])))
            if not listed.get("has_more") or not listed.get("next_page_token"):
                break
            page["next_page_token"] = str(listed["next_page_token"])
        return found

    async def close(self) -> None:
        await self._api.close()

    def _known(self, voice: str) -> bool:
        return not self._voices or any(voice in (one.id, one.name) for one in self._voices)

    async def _read(self, request: NarrationRequest, script: Script) -> Reply[Narration]:
        refuse_unreadable(script, self._longest)
        voice = voice_of(request, self._voice)
        self.check_voice(voice, request.language)
        prepare()
        speed = speed_for(script, request.seconds, self._pace)
        body: dict[str, Any] = {
            "text": script.text,
            "model_id": self._model,
            # The same story is to sound the same, as far as they can.
            "seed": zlib.crc32(script.text.encode()),
            "voice_settings": {"speed": speed},
        }
        if self._tell_language and (language := request.language.partition("-")[0].lower()):
            body["language_code"] = language
        voice_id = next((one.id for one in self._voices if voice == one.name), voice)
        answer = await self._api.send(
            "POST",
            f"v1/text-to-speech/{quote(voice_id, safe='')}/with-timestamps",
            params={"output_format": FORMAT},
            json=body,
        )
        told, record = self._told(answer, script, voice_id, speed)
        spoken = await narration(
            script,
            decoded(told.get("audio_base64"), record),
            from_characters(told.get("alignment") or told.get("normalized_alignment")),
            voice=f"elevenlabs:{voice_id}",
            pace=self._pace * speed,
            record=record,
        )
        facts = {**record.response, **heard_facts(script, spoken, speed)}
        return Reply(spoken, facts, cost=record.cost)

    def _told(
        self, answer: Answer, script: Script, voice: str, speed: float
    ) -> tuple[Mapping[str, Any], Reply[None]]:
        """The answer's JSON, and what of it is recorded. Raises `TryAgain`."""
        credits = _number(answer.headers.get("character-cost"), len(script.text))
        record: Reply[None] = Reply(
            None,
            {
                "request_id": answer.headers.get("request-id"),
                "credits": credits,
                "characters": len(script.text),
                "voice": voice,
                "speed": speed,
            },
            cost=priced(self._per_1000, credits) or Decimal(0),
        )
        try:
            told = answer.json()
        except TryAgain as error:
            raise TryAgain(error.message, answer=record) from None
        if not isinstance(told, dict) or "audio_base64" not in told:
            raise TryAgain("ElevenLabs answered without a recording.", answer=record)
        return told, record


def _model(one: Mapping[str, Any]) -> SpeechModel:
    languages = tuple(
        str(language.get("language_id"))
        for language in one.get("languages") or ()
        if isinstance(language, dict)
    )
    longest = one.get("maximum_text_length_per_request")
    return SpeechModel(
        str(one["model_id"]),
        str(one.get("name") or one["model_id"]),
        languages,
        longest if isinstance(longest, int) and longest > 0 else None,
    )


def _code(body: bytes) -> str:
    """The code of `{"detail": {"code": …, "status": …}}`; older answers have the status only."""
    try:
        detail = json.loads(body)["detail"]
        return str(detail.get("code") or detail.get("status") or "")
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError):
        return ""


def _number(text: str | None, usual: int) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 12 else usual
