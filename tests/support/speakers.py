"""Providers of speech without a network: a tone for each word, at times that are known."""

from __future__ import annotations

import base64
import json
import re
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Any

import httpx2
import numpy as np

from fablewright.narrators.base import Narrator
from fablewright.narrators.elevenlabs import ElevenLabsNarrator
from fablewright.narrators.kokoro import KokoroNarrator
from fablewright.narrators.offline import mp3
from fablewright.narrators.openai import OpenAINarrator

RATE = 24000
PACE = 145.0
"""Words a minute of `prose.beats`, about, as `say` reads them."""
_PAUSES = {".": 0.4, "!": 0.4, "?": 0.4, "…": 0.4, ",": 0.2, ";": 0.2, ":": 0.2, "—": 0.2}


@dataclass(frozen=True, slots=True)
class Said:
    """A word and when it sounds, in seconds before the encoder's delay."""

    word: str
    start: float
    end: float


@lru_cache(maxsize=16)
def say(text: str, speed: float = 1.0) -> tuple[bytes, tuple[Said, ...]]:
    """The text as an MP3 without a header, and its words."""
    clock, said, sound = 0.15, [], [np.zeros(round(0.15 * RATE), np.float32)]
    for found in re.finditer(r"\S+", text):
        word = found[0]
        letters = sum(char.isalnum() for char in word[:60])
        length = (0.1 + 0.055 * letters) / speed if letters else 0.02
        pause = 0.5 if re.match(r"\n\n", text[found.end() :]) else 0.0
        pause = (pause + _PAUSES.get(word.rstrip("”’\"')")[-1:], 0.0)) / speed
        said.append(Said(word, clock, clock + length))
        sound += [_tone(word, length) * bool(letters), np.zeros(round(pause * RATE), np.float32)]
        clock += (len(sound[-2]) + len(sound[-1])) / RATE
    sound.append(np.zeros(round(0.3 * RATE), np.float32))
    return mp3.encode(sound, RATE), tuple(said)


def _tone(word: str, seconds: float) -> np.ndarray[Any, np.dtype[np.float32]]:
    at = np.arange(round(seconds * RATE), dtype=np.float32) / RATE
    pitch = 180 + zlib.crc32(word.encode()) % 160
    edges = np.minimum(1, np.minimum(at, seconds - at) / 0.01)
    return (0.2 * edges * np.sin(2 * np.pi * pitch * at)).astype(np.float32)


def alignment(text: str, said: tuple[Said, ...]) -> dict[str, list[Any]]:
    """What ElevenLabs tells: each character's time; the silence is the spaces'."""
    rows: list[tuple[str, float, float]] = []
    words = iter(said)
    for part in re.findall(r"\s+|\S+", text):
        if part.isspace():
            clock = rows[-1][2] if rows else 0.0
            rows += [(char, clock, clock) for char in part]
        else:
            word = next(words)
            step = (word.end - word.start) / len(part)
            rows += [
                (char, word.start + i * step, word.start + (i + 1) * step)
                for i, char in enumerate(part)
            ]
    characters, starts, ends = zip(*rows, strict=True)
    return {
        "characters": list(characters),
        "character_start_times_seconds": list(starts),
        "character_end_times_seconds": list(ends),
    }


def stamps(said: tuple[Said, ...]) -> list[dict[str, Any]]:
    """What Kokoro tells: words, with marks as entries of their own."""
    result = []
    for word in said:
        tokens = re.findall(r"\w+|[^\w\s]+", word.word)
        step = (word.end - word.start) / max(1, sum(map(len, tokens)))
        clock = word.start
        for token in tokens:
            end = clock + step * len(token)
            result.append({"word": token, "start_time": clock, "end_time": end})
            clock = end
    return result


Handler = Callable[[httpx2.Request], httpx2.Response]


def elevenlabs_answer(text: str, speed: float = 1.0) -> dict[str, Any]:
    sound, said = say(text, speed)
    told = alignment(text, said)
    audio = base64.b64encode(sound).decode()
    return {"audio_base64": audio, "alignment": told, "normalized_alignment": told}


def elevenlabs(request: httpx2.Request) -> httpx2.Response:
    body = json.loads(request.content)
    told = elevenlabs_answer(body["text"], body["voice_settings"]["speed"])
    return httpx2.Response(200, json=told, headers={"character-cost": str(len(body["text"]))})


def openai(request: httpx2.Request) -> httpx2.Response:
    body = json.loads(request.content)
    return httpx2.Response(200, content=say(body["input"], body["speed"])[0])


def kokoro(request: httpx2.Request) -> httpx2.Response:
    body = json.loads(request.content)
    sound, said = say(body["input"], body["speed"])
    if request.url.path != "/dev/captioned_speech":
        return httpx2.Response(200, content=sound)
    audio = base64.b64encode(sound).decode()
    told = {"audio": audio, "audio_format": "audio/mpeg", "timestamps": stamps(said)}
    return httpx2.Response(200, json=told)


def narrator(name: str, handler: Handler | None = None, **options: Any) -> Narrator:
    """One that speaks to a provider, or to `handler` in its place."""
    usual: Mapping[str, Handler] = {"elevenlabs": elevenlabs, "openai": openai, "kokoro": kokoro}
    given: dict[str, Any] = {
        "voice": "af_reader",
        "pace": PACE,
        "transport": httpx2.MockTransport(handler or usual[name]),
        **options,
    }
    if name == "elevenlabs":
        given = {"model": "eleven-test", "api_key": "key", "per_1000": Decimal("0.1"), **given}
        return ElevenLabsNarrator(**given)
    if name == "openai":
        prices = {"per_1000": Decimal("0.015"), "per_minute": Decimal("0.01")}
        return OpenAINarrator(**{"model": "speech-test", "api_key": "key", **prices, **given})
    return KokoroNarrator(**{"model": "kokoro", **given})
