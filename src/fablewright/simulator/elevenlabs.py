"""ElevenLabs' API: speech with the time of every character, voices, models.

Sources: elevenlabs.io/docs "Create speech with timing", "List voices" (v1, v2), "Models", "Errors"
(`detail` with type, code, message, request_id; older clients read `detail.status`), its help centre's
"API - Error Code 400 or 401", and elevenlabs-python's `types/`.
"""

from __future__ import annotations

import base64
import math
import re
from decimal import Decimal
from typing import Any

from fablewright.simulator import speech
from fablewright.simulator.model import Answer, Asked, Trouble, Wrong, accepted, loads_or_none
from fablewright.simulator.prices import ELEVENLABS, ELEVENLABS_CREDIT

_VOICES = {  # id: name, gender, accent, age
    "21m00Tcm4TlvDq8ikWAM": ("Rachel", "female", "american", "young"),
    "EXAVITQu4vr4xnSDxMaL": ("Sarah", "female", "american", "young"),
    "JBFqnCBsd6RMkjVDRZzb": ("George", "male", "british", "middle-aged"),
    "SimulatedVoice000001": ("Simulated", "neutral", "none", "middle-aged"),
}
_LONGEST = {"eleven_multilingual_v2": 10_000, "eleven_v3": 5_000}
_LONGEST_FLASH = 40_000
_OUTPUT = re.compile(r"(mp3|pcm)_(\d{4,5})(?:_(\d{2,3}))?")
_OUTPUTS = (
    "mp3_22050_32", "mp3_24000_48", "mp3_44100_32", "mp3_44100_64", "mp3_44100_96",
    "mp3_44100_128", "mp3_44100_192", "pcm_16000", "pcm_22050", "pcm_24000", "pcm_44100",
)  # fmt: skip


class ElevenLabs:
    name = "elevenlabs"

    def key(self, asked: Asked) -> str:
        return asked.headers.get("xi-api-key", "")

    def essentials(self, asked: Asked) -> dict[str, Any]:
        body = loads_or_none(asked.body)
        if not isinstance(body, dict):
            return {}
        voice = re.match(r"v1/text-to-speech/([^/]+)", asked.path)
        return {
            "model": body.get("model_id"),
            "voice": voice[1] if voice else None,
            "characters": len(str(body.get("text", ""))),
            "output_format": asked.query.get("output_format"),
        }

    def answer(self, asked: Asked) -> Answer:
        if not accepted(self.key(asked)):
            raise Wrong("wrong_key", "")
        if asked.method == "GET":
            return Answer(_listing(asked))
        found = re.fullmatch(r"v1/text-to-speech/([^/]+)(/with-timestamps)?", asked.path)
        if asked.method != "POST" or not found:
            raise Wrong("not_found", "Not Found")
        return _speak(asked, found[1], timed=bool(found[2]))

    def trouble(self, asked: Asked, wrong: Wrong) -> Answer:
        if "missing" in wrong.details:
            entry = {
                "type": "missing",
                "loc": ["body", wrong.details["missing"]],
                "msg": "Field required",
                "input": loads_or_none(asked.body),
            }
            return Answer({"detail": [entry]}, 422)
        if wrong.trouble == "not_found" and not wrong.details:
            return Answer({"detail": "Not Found"}, 404)
        status, kind, code, message = _TROUBLES[wrong.trouble]
        code = wrong.details.get("code", code)
        detail = {
            "type": kind,
            "code": code,
            "status": code,
            "message": wrong.message or message,
            "request_id": asked.draw("request"),
        }
        if param := wrong.details.get("param"):
            detail["param"] = param
        return Answer({"detail": detail}, wrong.details.get("status", status))


def _speak(asked: Asked, voice: str, *, timed: bool) -> Answer:
    body = asked.fields()
    if not isinstance(text := body.get("text"), str):
        raise Wrong("bad_request", "", missing="text")
    if voice not in _VOICES:
        message = f"A voice with the voice_id {voice} was not found."
        raise Wrong("not_found", message, code="voice_not_found")
    model = body.get("model_id") or "eleven_multilingual_v2"
    if model not in ELEVENLABS:
        message = f"A model with model ID {model} does not exist ..."
        raise Wrong("bad_request", message, code="model_not_found", param="model_id")
    if not text.strip():
        raise Wrong("bad_request", "The text must not be empty.", code="input_text_empty")
    longest = _LONGEST.get(model, _LONGEST_FLASH)
    if len(text) > longest:
        raise Wrong(
            "too_long",
            f"This request's text has {len(text)} characters and exceeds the character limit of "
            f"{longest} characters for this model.",
        )
    speed = _speed(body)
    output = asked.query.get("output_format", "mp3_44100_128")
    form = _OUTPUT.fullmatch(output)
    if output not in _OUTPUTS or not form:
        message = f"output_format must be one of {', '.join(_OUTPUTS)}."
        raise Wrong("bad_request", message, code="invalid_output_format", param="output_format")
    rate = int(form[2])
    delay = speech.mp3_delay(rate) if form[1] == "mp3" else 0.0
    audio = (
        speech.mp3(text, speed=speed, rate=rate, kbit=int(form[3] or 128))
        if form[1] == "mp3"
        else speech.pcm(text, speed=speed, rate=rate)
    )
    credits = math.ceil(ELEVENLABS[model] * len(text))
    answer = Answer(audio, kind="speech", worked=True, cost=ELEVENLABS_CREDIT * Decimal(credits))
    answer.headers = {
        "character-cost": str(credits),
        "request-id": asked.draw("request"),
        "history-item-id": asked.draw("history"),
        "content-type": "audio/mpeg" if form[1] == "mp3" else "audio/pcm",
    }
    if timed:
        answer.headers["content-type"] = "application/json"
        answer.body = {
            "audio_base64": base64.b64encode(audio).decode(),
            "alignment": _alignment(text, speed, delay),
            "normalized_alignment": _alignment(normalized(text), speed, delay),
        }
    return answer


def normalized(text: str) -> str:
    """As a text is prepared for reading: one line, straight quotes, a space at both ends."""
    for curly, plain in (("“", '"'), ("”", '"'), ("’", "'"), ("‘", "'"), ("—", "-"), ("…", "...")):
        text = text.replace(curly, plain)
    return f" {' '.join(text.split())} "


def _alignment(text: str, speed: float, delay: float) -> dict[str, Any]:
    chars, starts, ends = speech.characters(text, speed=speed, delay=delay)
    return {
        "characters": chars,
        "character_start_times_seconds": starts,
        "character_end_times_seconds": ends,
    }


def _speed(body: dict[str, Any]) -> float:
    settings = body.get("voice_settings")
    speed = settings.get("speed", 1.0) if isinstance(settings, dict) else 1.0
    if not isinstance(speed, (int, float)) or not 0.7 <= speed <= 1.2:
        message = "Invalid voice settings: speed must be from 0.7 to 1.2."
        raise Wrong("bad_request", message, code="invalid_voice_settings", param="voice_settings")
    return float(speed)


def _listing(asked: Asked) -> Any:
    voices = [_voice(voice) for voice in _VOICES]
    if asked.path == "v1/voices":
        return {"voices": voices}
    if asked.path == "v2/voices":
        wanted = asked.query.get("search", "").lower()
        found = [voice for voice in voices if wanted in voice["name"].lower()]
        size = min(100, max(1, _number(asked, "page_size", 10)))
        at = _number(asked, "next_page_token", 0)
        more = at + size < len(found)
        return {
            "voices": found[at : at + size],
            "has_more": more,
            "total_count": len(found),
            "next_page_token": str(at + size) if more else None,
        }
    if asked.path.startswith("v1/voices/") and (voice := asked.path[10:]) in _VOICES:
        return _voice(voice)
    if asked.path == "v1/models":
        return [_model(name) for name in ELEVENLABS]
    raise Wrong("not_found", "")


def _number(asked: Asked, name: str, usual: int) -> int:
    text = asked.query.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 7 else usual


def _voice(voice: str) -> dict[str, Any]:
    name, gender, accent, age = _VOICES[voice]
    return {
        "voice_id": voice,
        "name": name,
        "samples": None,
        "category": "premade",
        "fine_tuning": {"is_allowed_to_fine_tune": False, "state": {}, "language": None},
        "labels": {"gender": gender, "accent": accent, "age": age, "use_case": "narration"},
        "description": "A tone for every word.",
        "preview_url": None,
        "available_for_tiers": [],
        "settings": None,
        "sharing": None,
        "high_quality_base_model_ids": list(ELEVENLABS),
        "verified_languages": [{"language": "en", "model_id": "eleven_multilingual_v2"}],
        "is_owner": False,
        "is_legacy": False,
        "is_mixed": False,
        "created_at_unix": None,
    }


def _model(name: str) -> dict[str, Any]:
    return {
        "model_id": name,
        "name": name.replace("_", " ").title(),
        "can_be_finetuned": False,
        "can_do_text_to_speech": True,
        "can_do_voice_conversion": False,
        "can_use_style": True,
        "can_use_speaker_boost": True,
        "serves_pro_voices": False,
        "token_cost_factor": float(ELEVENLABS[name]),
        "description": "Invents its answers on this machine.",
        "requires_alpha_access": False,
        "max_characters_request_free_user": 2500,
        "max_characters_request_subscribed_user": _LONGEST.get(name, _LONGEST_FLASH),
        "maximum_text_length_per_request": _LONGEST.get(name, _LONGEST_FLASH),
        "languages": [{"language_id": "en", "name": "English"}],
        "model_rates": {"character_cost_multiplier": float(ELEVENLABS[name])},
        "concurrency_group": "standard",
    }


_TROUBLES: dict[Trouble, tuple[int, str, str, str]] = {
    "rate_limited": (
        429, "rate_limit_error", "rate_limit_exceeded", "Too many requests. Please slow down."
    ),
    "too_many_at_once": (
        429, "rate_limit_error", "too_many_concurrent_requests",
        "Too many concurrent requests. Your current subscription is associated with a maximum of "
        "2 concurrent requests (running in parallel).",
    ),
    "server_error": (500, "internal_error", "internal_server_error", "An internal error occurred."),
    "overloaded": (
        429, "rate_limit_error", "system_busy",
        "We are experiencing heavy traffic. Please try again later.",
    ),
    "wrong_key": (401, "authentication_error", "invalid_api_key", "Invalid API key"),
    "no_permission": (
        403, "authorization_error", "missing_permissions",
        "The API key you used is missing the permission text_to_speech to execute this operation.",
    ),
    "no_credit": (
        401, "authentication_error", "quota_exceeded",
        "This request exceeds your quota of 10000. You have 12 credits remaining, while more are "
        "required for this request.",
    ),
    "model_retired": (
        404, "not_found_error", "model_deprecated", "This model has been removed."
    ),
    "model_gone": (410, "not_found_error", "model_deprecated", "This model has been removed."),
    "refused": (
        403, "authorization_error", "content_against_policy",
        "The content of your request was found to be against our policies.",
    ),
    "too_long": (400, "validation_error", "max_character_limit_exceeded", "The text is too long."),
    "bad_request": (400, "validation_error", "invalid_parameters", "The request is not valid."),
    "not_found": (404, "not_found_error", "not_found", "Not Found"),
    "error_in_200": (200, "internal_error", "internal_server_error", "An internal error occurred."),
}  # fmt: skip
