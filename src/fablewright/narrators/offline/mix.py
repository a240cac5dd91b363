"""From takes to a recording: pauses, even loudness, quiet at both ends."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from fablewright.narrators.offline.engine import Samples
from fablewright.narrators.offline.text import Breath, Pause
from fablewright.narrators.offline.timing import AUDIBLE, Take, Times, envelope

PAUSES: dict[Pause, float] = {
    "join": 0.06,
    "tag": 0.18,
    "comma": 0.22,
    "sentence": 0.42,
    "trailing": 0.5,
    "paragraph": 0.7,
    "page": 1.1,
}
"""Seconds after a breath."""
AFTER_TITLE, BEFORE_THE_TURN = 1.2, 1.4
OPENING, CLOSING = 0.35, 0.8

LEVEL = 10 ** (-20 / 20)
"""Root mean square of the audible frames of each page, full scale 1: within the window of -23 to
-18 dB that audiobook publishers ask for."""
PEAK, KNEE = 10 ** (-3 / 20), 0.5
"""No sample is louder than `PEAK` (an MP3 decoder may add about 1 dB); above `KNEE` it bends."""
LEAST_RATE = 22050


@dataclass(frozen=True, slots=True)
class Layout:
    """Where everything is in the recording. `times` is per page, one interval per word."""

    starts: list[list[float]]
    times: list[Times]
    seconds: float


def pauses(pages: Sequence[Sequence[Breath]], scale: float = 1.0) -> list[list[float]]:
    """Seconds of quiet after each breath of each page (title, then four beats); 0 after the last."""
    result = [[PAUSES[breath.pause] * scale for breath in page] for page in pages]
    turns = (AFTER_TITLE, PAUSES["page"], BEFORE_THE_TURN, PAUSES["page"], 0.0)
    for page, seconds in zip(result, turns, strict=True):
        if page:
            page[-1] = seconds * scale
    filled = [page for page in result if page]
    if filled:
        filled[-1][-1] = 0.0
    return result


def layout(takes: Sequence[Sequence[Take]], quiet: list[list[float]], rate: int) -> Layout:
    """Puts the takes behind one another, to the sample."""
    clock = round(OPENING * rate)
    starts: list[list[float]] = []
    times: list[Times] = []
    for page, gaps in zip(takes, quiet, strict=True):
        starts.append([])
        times.append([])
        for take, gap in zip(page, gaps, strict=True):
            begin = clock / rate
            starts[-1].append(begin)
            times[-1] += [(begin + a, begin + b) for a, b in take.times]
            clock += len(take.samples) + round(gap * rate)
    return Layout(starts, times, clock / rate + CLOSING)


def pieces(
    takes: Sequence[Sequence[Take]], quiet: list[list[float]], rate: int
) -> Iterator[Samples]:
    """The sound of the recording, piece by piece: opening, pages, closing; level and limited."""
    yield _quiet(OPENING, rate)
    for page, gaps in zip(takes, quiet, strict=True):
        factor = gain([take.samples for take in page], rate)
        for take, gap in zip(page, gaps, strict=True):
            yield np.concatenate([limited(take.samples * factor), _quiet(gap, rate)])
    yield _quiet(CLOSING, rate)


def gain(samples: Sequence[Samples], rate: int) -> np.float32:
    """What brings the audible frames of a page to `LEVEL`; 1 for silence."""
    energy = np.concatenate([np.zeros(1), *(envelope(part, rate) for part in samples)])
    audible = energy[energy > energy.max(initial=0.0) * AUDIBLE]
    loudness = float(np.sqrt(np.mean(audible**2))) if len(audible) else 0.0
    return np.float32(LEVEL / loudness if loudness > 1e-4 else 1.0)


def limited(samples: Samples) -> Samples:
    """Peaks bent smoothly below `PEAK`; what is below `KNEE` stays as it is."""
    loud = np.abs(samples)
    over = loud > KNEE
    bent = KNEE + (PEAK - KNEE) * np.tanh((loud[over] - KNEE) / (PEAK - KNEE))
    result = samples.copy()
    result[over] = np.copysign(bent, samples[over])
    return result


def playable(parts: Iterator[Samples], rate: int) -> tuple[Iterator[Samples], int]:
    """The same sound at a rate of at least `LEAST_RATE`."""
    while rate < LEAST_RATE:
        parts, rate = map(doubled, parts), rate * 2
    return parts, rate


def doubled(samples: Samples) -> Samples:
    """Twice the sample rate: a half-band filter (Kaiser window, 48 taps) fills every second place."""
    taps = 24
    places = np.arange(-taps, taps) + 0.5
    kernel = np.sinc(places) * np.kaiser(2 * taps, 8)
    kernel = (kernel / kernel.sum()).astype(np.float32)
    result = np.empty(2 * len(samples), np.float32)
    result[::2] = samples
    result[1::2] = np.convolve(samples, kernel, "full")[taps : taps + len(samples)]
    return result


def _quiet(seconds: float, rate: int) -> Samples:
    return np.zeros(round(seconds * rate), np.float32)
