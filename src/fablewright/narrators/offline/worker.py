"""The child process: reads a book aloud with one of two engines and answers with an MP3.

Run as `python -m fablewright.narrators.offline.worker` by `core.pipes.PipePool`. espeak-ng (GPL-3 or
later) and Flite (BSD-like) are loaded here and nowhere else.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from fablewright.core.errors import Refused
from fablewright.core.pipes import serve
from fablewright.narrators.offline import mix, mp3, timing
from fablewright.narrators.offline.engine import Engine
from fablewright.narrators.offline.espeak import Espeak
from fablewright.narrators.offline.flite import Flite
from fablewright.narrators.offline.text import Breath, breaths, slower_ending

SLOWEST, USUAL, FASTEST = 100.0, 140.0, 175.0
"""The natural band of speaking, in words a minute."""
PAUSE_BAND = (0.6, 1.6)
EASY_PAUSES = (0.8, 1.25)
"""Pauses stretched within these need no new recording."""
SAMPLE_EVERY = 5
LIFTS = (1.5, 3.0, 0.8, 2.3, 3.6)
"""Semitones above the narrator at which the people of a book speak, in order of appearance."""

Takes = list[list[timing.Take]]


def handle(request: dict[str, Any]) -> tuple[Mapping[str, object], bytes]:
    """`{title, beats, language, engine, name, libraries, automatic, seconds}` read aloud.

    The value holds `title` and `words` as intervals in seconds, `duration`, `voice`, `model`, `pace`
    and `pauses`; the bytes are the MP3. Raises `Refused` for a voice or language that is not there.
    """
    language = request["language"]
    engine = _engine(request)
    pages = [breaths(text, language) for text in (request["title"], *request["beats"])]
    pages[-1] = slower_ending(pages[-1])
    takes, pace, stretch = perform(pages, engine, request["seconds"])
    quiet = mix.pauses(pages, stretch)
    plan = mix.layout(takes, quiet, engine.rate)
    parts, rate = mix.playable(mix.pieces(takes, quiet, engine.rate), engine.rate)
    sound = mp3.encode(parts, rate)
    times = [
        [(round(mp3.heard_at(a, rate), 3), round(mp3.heard_at(b, rate), 3)) for a, b in page]
        for page in plan.times
    ]
    value = {
        "title": times[0],
        "words": [interval for page in times[1:] for interval in page],
        "duration": round(mp3.duration(sound), 3),
        "voice": engine.voice,
        "model": engine.model,
        "pace": round(pace, 1),
        "pauses": round(stretch, 3),
    }
    return value, sound


def _engine(request: Mapping[str, Any]) -> Engine:
    if request["engine"] == "flite":
        try:
            return Flite(request["libraries"], request["name"])
        except (OSError, AttributeError) as error:
            if not request["automatic"]:
                raise Refused(f"Flite is installed but cannot be loaded: {error}") from error
    name = request["name"] if request["engine"] == "espeak" else ""
    return Espeak(name, request["language"])


def perform(
    pages: Sequence[Sequence[Breath]], engine: Engine, seconds: float | None
) -> tuple[Takes, float, float]:
    """Takes, the pace in words a minute, and the factor of the pauses, so that all lasts `seconds`.

    First a sample tells the pace; if pauses cannot absorb what is still missing, all is read once
    more. A text that does not fit at a natural pace is read at the nearest one.
    """
    if seconds is None:
        return record(pages, engine, USUAL), USUAL, 1.0
    quiet = sum(map(sum, mix.pauses(pages)))
    room = seconds - mix.OPENING - mix.CLOSING - mp3.DECODER_DELAY / mix.LEAST_RATE
    every = [breath for page in pages for breath in page]
    sample = every[::SAMPLE_EVERY]
    share = sum(len(b.spoken) for b in sample) / max(1, sum(len(b.spoken) for b in every))
    guess = _length(record([sample], engine, USUAL), engine.rate) / share if share else 0.0
    pace = _natural(USUAL, guess, room - quiet)
    takes = record(pages, engine, pace)
    length = _length(takes, engine.rate)
    better = _natural(pace, length, room - quiet)
    if not _between((room - length) / max(quiet, 0.1), EASY_PAUSES) and better != pace:
        del takes
        pace = better
        takes = record(pages, engine, pace)
        length = _length(takes, engine.rate)
    stretch = (room - length) / quiet if quiet else 1.0
    return takes, pace, min(max(stretch, PAUSE_BAND[0]), PAUSE_BAND[1])


def _natural(pace: float, length: float, wanted: float) -> float:
    """The pace at which what took `length` seconds takes `wanted`, within the natural band."""
    if wanted <= 0:
        return FASTEST
    return min(max(pace * length / wanted, SLOWEST), FASTEST)


def _between(value: float, band: tuple[float, float]) -> bool:
    return band[0] <= value <= band[1]


def record(pages: Sequence[Sequence[Breath]], engine: Engine, pace: float) -> Takes:
    """Every breath spoken, cut and timed."""
    lifts: dict[str, float] = {"": 0.0, "?": LIFTS[0]}
    takes: Takes = []
    for page in pages:
        takes.append([])
        for breath in page:
            lift = lifts.setdefault(breath.speaker, LIFTS[(len(lifts) - 1) % len(LIFTS)])
            if not breath.spoken:
                takes[-1].append(timing.silent_take(breath, engine.rate))
                continue
            speech = engine.say(
                breath.spoken, pace=pace * breath.pace, lift=lift, language=breath.language
            )
            takes[-1].append(timing.take(breath, speech, engine.rate))
    return takes


def _length(takes: Takes, rate: int) -> float:
    """Seconds of all takes, without pauses."""
    return sum(len(take.samples) for page in takes for take in page) / rate


if __name__ == "__main__":
    serve(handle)
