"""Kokoro-FastAPI: speech on one's own machine, with the time of every word.

Source: the routers and schemas of github.com/remsky/Kokoro-FastAPI (`/dev/captioned_speech`,
`/v1/audio/speech`, `/v1/audio/voices`): streams by default, as one JSON object a line, and marks of
punctuation are entries of their own among the timestamps.
"""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Iterator
from typing import Any

from fablewright.simulator import speech
from fablewright.simulator.model import Answer, Asked, Trouble, Wrong, loads_or_none

_VOICES = ("af_bella", "af_heart", "af_nicole", "am_adam", "bf_emma", "bm_george", "ef_dora")
_MODELS = ("kokoro", "tts-1", "tts-1-hd")
_FORMATS = {"mp3": "audio/mpeg", "wav": "audio/wav", "pcm": "audio/pcm"}
_RATE, _KBIT = 24_000, 64
_WORDS_A_CHUNK = 40


class Kokoro:
    name = "kokoro"

    def key(self, asked: Asked) -> str:
        return asked.bearer()  # it asks for none

    def essentials(self, asked: Asked) -> dict[str, Any]:
        body = loads_or_none(asked.body)
        if not isinstance(body, dict):
            return {}
        return {
            "model": body.get("model"),
            "voice": body.get("voice"),
            "characters": len(str(body.get("input", ""))),
            "stream": body.get("stream", True),
        }

    def answer(self, asked: Asked) -> Answer:
        where = (asked.method, asked.path)
        if where == ("GET", "v1/audio/voices"):
            if asked.query.get("legacy") == "true":
                return Answer({"voices": list(_VOICES)})
            return Answer({"voices": [{"id": voice, "name": voice} for voice in _VOICES]})
        if where == ("GET", "v1/models"):
            return Answer({"object": "list", "data": [_model(name) for name in _MODELS]})
        if where == ("GET", "health"):
            return Answer({"status": "healthy"})
        if where == ("POST", "v1/audio/speech"):
            return _speak(asked, captions=False)
        if where == ("POST", "dev/captioned_speech"):
            return _speak(asked, captions=True)
        raise Wrong("not_found", "Not Found")

    def trouble(self, asked: Asked, wrong: Wrong) -> Answer:
        if "missing" in wrong.details:
            entry = {
                "type": "missing",
                "loc": ["body", wrong.details["missing"]],
                "msg": "Field required",
                "input": loads_or_none(asked.body),
            }
            return Answer({"detail": [entry]}, 422)
        status, error, kind, message = _TROUBLES.get(wrong.trouble, _TROUBLES["server_error"])
        if wrong.trouble == "not_found":
            return Answer({"detail": "Not Found"}, 404)
        detail = {
            "error": wrong.details.get("error", error),
            "message": wrong.message or message,
            "type": kind,
        }
        return Answer({"detail": detail}, status)


def _speak(asked: Asked, *, captions: bool) -> Answer:
    body = asked.fields()
    text, form = body.get("input"), body.get("response_format", "mp3")
    if not isinstance(text, str):
        raise Wrong("bad_request", "", missing="input")
    model = body.get("model", "kokoro")
    if model not in _MODELS:
        message = f"Unsupported model: {model}"
        raise Wrong("bad_request", message, error="invalid_model")
    if form not in _FORMATS:
        raise Wrong("bad_request", "The simulator speaks mp3, wav and pcm only.")
    for voice in re.split(r"[-+]", re.sub(r"\([\d.]*\)", "", str(body.get("voice", "af_heart")))):
        if voice not in _VOICES:
            names = ", ".join(_VOICES)
            raise Wrong("bad_request", f"Voice '{voice}' not found. Available voices: {names}")
    speed = body.get("speed", 1.0)
    if not isinstance(speed, (int, float)) or not 0.25 <= speed <= 4:
        raise Wrong("bad_request", "speed must be from 0.25 to 4.0")
    if form == "mp3":
        audio = speech.mp3(text, speed=speed, rate=_RATE, kbit=_KBIT)
    else:
        make = speech.wav if form == "wav" else speech.pcm
        audio = make(text, speed=speed, rate=_RATE)
    kind = _FORMATS[str(form)]
    headers = {
        "content-disposition": f"attachment; filename=speech.{form}",
        "cache-control": "no-cache",
        "content-type": "application/json" if captions else kind,
    }
    answer = Answer(audio, headers=headers, kind="speech", worked=True)
    if captions:
        delay = speech.mp3_delay(_RATE) if form == "mp3" else 0.0
        timed = body.get("return_timestamps", True)
        answer.body = {
            "audio": base64.b64encode(audio).decode(),
            "audio_format": kind,
            "timestamps": _timestamps(text, speed, delay) if timed else None,
        }
        if body.get("stream", True):
            answer.stream = _lines
    return answer


def _timestamps(text: str, speed: float, delay: float) -> list[dict[str, Any]]:
    """Words and marks, each with its share of the time."""
    stamps: list[dict[str, Any]] = []
    for spoken in speech.plan(text, speed=speed, delay=delay)[0]:
        tokens = re.findall(r"\w+(?:[’'-]\w+)*|[^\w\s]+|_", spoken.word)
        letters = sum(map(len, tokens)) or 1
        now = spoken.start
        for token in tokens:
            end = now + (spoken.end - spoken.start) * len(token) / letters
            stamps.append({"word": token, "start_time": round(now, 4), "end_time": round(end, 4)})
            now = end
    return stamps


def _lines(made: dict[str, Any]) -> Iterator[bytes]:
    """One JSON object a line, each with a part of the audio and the words in it."""
    audio, stamps = base64.b64decode(made["audio"]), made["timestamps"]
    count = max(1, -(-len(stamps or ()) // _WORDS_A_CHUNK))
    size = -(-len(audio) // count)
    for number in range(count):
        part = {
            **made,
            "audio": base64.b64encode(audio[number * size : (number + 1) * size]).decode(),
            "timestamps": stamps
            and stamps[number * _WORDS_A_CHUNK : (number + 1) * _WORDS_A_CHUNK],
        }
        yield json.dumps(part).encode() + b"\n"


def _model(name: str) -> dict[str, Any]:
    return {"id": name, "object": "model", "created": 1_686_935_002, "owned_by": "kokoro"}


_TROUBLES: dict[Trouble, tuple[int, str, str, str]] = {
    "rate_limited": (429, "rate_limited", "server_error", "Too many requests."),
    "too_many_at_once": (429, "rate_limited", "server_error", "Too many requests."),
    "server_error": (500, "processing_error", "server_error", "Failed to generate audio data"),
    "overloaded": (503, "not_ready", "server_error", "The model is not loaded."),
    "wrong_key": (401, "unauthorized", "authentication_error", "A key is needed."),
    "no_permission": (
        403, "permission_denied", "permission_error", "Voice tags are disabled on this server",
    ),
    "no_credit": (402, "payment_required", "server_error", "Payment required."),
    "model_retired": (404, "invalid_model", "invalid_request_error", "Unsupported model"),
    "model_gone": (410, "invalid_model", "invalid_request_error", "Unsupported model"),
    "bad_request": (400, "validation_error", "invalid_request_error", "Invalid request"),
    "refused": (400, "validation_error", "invalid_request_error", "Invalid request"),
    "too_long": (400, "validation_error", "invalid_request_error", "The text is too long."),
    "not_found": (404, "not_found", "invalid_request_error", "Not Found"),
    "error_in_200": (200, "processing_error", "server_error", "Failed to generate audio data"),
}  # fmt: skip
