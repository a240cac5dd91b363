"""Simulated speech: a soft tone for each word, with the times at which a player plays it.

A reader's pace, about 2.4 words a second, with pauses at commas, sentences and paragraphs. MP3 files
are constant bit rate without a Xing header, so every player plays LAME's and its own delay (576 and
529 samples, LAME's technical FAQ); the times count it.
"""

from __future__ import annotations

import io
import re
import wave
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

import lameenc
import numpy as np
from numpy.typing import NDArray

DECODER_DELAY = 576 + 529  # samples
_PAUSES = {".": 0.3, "!": 0.3, "?": 0.3, "…": 0.35, ",": 0.12, ";": 0.2, ":": 0.2, "—": 0.15}
_CLOSING = "”’\"')]»"


@dataclass(frozen=True, slots=True)
class Spoken:
    """A word of the text, `text[at:at + len(word)]`, and when it sounds, in seconds."""

    word: str
    at: int
    start: float
    end: float


def plan(text: str, *, speed: float = 1.0, delay: float = 0.0) -> tuple[list[Spoken], float]:
    """When each whitespace-separated word sounds, and how long it takes all together."""
    now, spoken = 0.1 / speed, []
    for found in re.finditer(r"\S+", text):
        word = found[0]
        length = (0.12 + 0.042 * min(len(word), 20)) / speed
        spoken.append(Spoken(word, found.start(), now + delay, now + length + delay))
        after = text[found.end() :]
        pause = 0.5 if re.match(r"\s*\n\s*\n", after) else 0.06
        pause += _PAUSES.get(word.rstrip(_CLOSING)[-1:], 0.0)
        now += length + pause / speed
    return spoken, now + delay


def characters(
    text: str, *, speed: float = 1.0, delay: float = 0.0
) -> tuple[list[str], list[float], list[float]]:
    """Characters with their starts and ends, without a gap: the silence belongs to the spaces."""
    spoken, total = plan(text, speed=speed, delay=delay)
    edges = [0.0] * (len(text) + 1)
    known = {0: 0.0, len(text): total}
    for word in spoken:
        known[word.at] = word.start
        known[word.at + len(word.word)] = word.end
    places = sorted(known)
    for left, right in pairwise(places):
        step = (known[right] - known[left]) / (right - left)
        for place in range(left, right + 1):
            edges[place] = round(known[left] + step * (place - left), 3)
    return list(text), edges[:-1], edges[1:]


@lru_cache(maxsize=8)
def mp3(text: str, *, speed: float = 1.0, rate: int = 44100, kbit: int = 128) -> bytes:
    """The text as MP3, one channel. The times of `plan` with `delay=mp3_delay(rate)` are a player's."""
    encoder = lameenc.Encoder()
    encoder.silence()
    encoder.set_bit_rate(kbit)
    encoder.set_in_sample_rate(rate)
    encoder.set_channels(1)
    encoder.set_quality(7)
    made = b"".join(encoder.encode(piece) for piece in _sound(text, speed, rate))
    return made + bytes(encoder.flush())


def mp3_delay(rate: int) -> float:
    return DECODER_DELAY / rate


def pcm(text: str, *, speed: float = 1.0, rate: int = 24000) -> bytes:
    """The text as signed 16-bit little-endian samples, one channel."""
    return b"".join(_sound(text, speed, rate))


def wav(text: str, *, speed: float = 1.0, rate: int = 24000) -> bytes:
    out = io.BytesIO()
    with wave.open(out, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes(pcm(text, speed=speed, rate=rate))
    return out.getvalue()


def _sound(text: str, speed: float, rate: int) -> Iterator[bytes]:
    """Silence and tones in turn, piece by piece: an hour of samples at once would fill the memory."""
    spoken, total = plan(text, speed=speed)
    now = 0
    for word in spoken:
        first, last = round(word.start * rate), round(word.end * rate)
        yield bytes(2 * (first - now))
        yield (_tone(word.word, last - first, rate) * 32767).astype("<i2").tobytes()
        now = last
    yield bytes(2 * (round(total * rate) - now))


def _tone(word: str, count: int, rate: int) -> NDArray[np.float32]:
    """A tone of the word's own pitch that swells and fades."""
    pitch = 180 + zlib.crc32(word.encode(errors="surrogatepass")) % 160
    at = np.arange(count, dtype=np.float32) / rate
    swell = np.sin(np.linspace(0, np.pi, count, dtype=np.float32))
    tone = np.sin(2 * np.pi * pitch * at) + 0.3 * np.sin(4 * np.pi * pitch * at)
    return np.asarray(0.2 * swell * tone, dtype=np.float32)
