"""When each word is heard: from an engine's sounds to our words, and the silence round a breath cut."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from fablewright.narrators.offline.engine import Samples, Sound, Speech
from fablewright.narrators.offline.text import Breath

Times = list[tuple[float, float]]
"""Start and end in seconds, one pair per word."""
Frames = NDArray[np.bool_]

AUDIBLE = 0.02
"""Energy of a frame, as a part of the loudest one, from which a word is heard to begin (-34 dB)."""
FAINT = 0.003
"""The same for the last of a dying sound (-50 dB): nothing louder is cut away."""
GAP = 0.05
REACH = 0.08
SHORTEST = 0.02
FADE = 0.004
LEAD, DECAY = 0.01, 0.03


@dataclass(frozen=True, slots=True)
class Take:
    """A breath as recorded: no silence round it, edges faded; times are within the samples."""

    samples: Samples
    times: Times


def take(breath: Breath, speech: Speech, rate: int) -> Take:
    """Cuts a breath out of its silence and finds its words in it."""
    energy = envelope(speech.samples, rate)
    loudest = float(energy.max(initial=0.0))
    faint = np.flatnonzero(energy > loudest * FAINT)
    if loudest < 1e-4 or not speech.sounds or not breath.spoken:
        return silent_take(breath, rate)
    frame = frame_size(rate) / rate
    first = max(0.0, faint[0] * frame - LEAD)
    last = min(len(speech.samples) / rate, (faint[-1] + 1) * frame + DECAY)
    heard = snapped(speech.sounds, energy > loudest * AUDIBLE, frame)
    samples = faded(speech.samples[int(first * rate) : int(last * rate)], rate)
    length = len(samples) / rate
    times = word_times(breath, [Sound(s.at, s.start - first, s.end - first) for s in heard], length)
    return Take(samples, times)


def silent_take(breath: Breath, rate: int) -> Take:
    """For words without sound (emoji, a row of stars): a moment each."""
    count = len(breath.words)
    step = max(SHORTEST, 0.3 / count)
    samples = np.zeros(round(step * count * rate), np.float32)
    return Take(samples, [(i * step, (i + 1) * step) for i in range(count)])


def frame_size(rate: int) -> int:
    """Samples in about 5 ms."""
    return max(1, rate // 200)


def envelope(samples: Samples, rate: int) -> Samples:
    """Root mean square of each frame of `frame_size` samples."""
    size = frame_size(rate)
    whole = samples[: len(samples) // size * size].reshape(-1, size)
    return np.sqrt(np.mean(whole * whole, axis=1, dtype=np.float32))


def faded(samples: Samples, rate: int) -> Samples:
    """With edges that rise from and fall to nothing, so that no cut clicks."""
    size = min(round(FADE * rate), len(samples) // 2)
    ramp = np.sin(np.linspace(0, np.pi / 2, size, dtype=np.float32)) ** 2
    result = samples.copy()
    result[:size] *= ramp
    result[len(result) - size :] *= ramp[::-1]
    return result


def snapped(sounds: Sequence[Sound], audible: Frames, frame: float) -> list[Sound]:
    """Sounds next to a pause begin and end where the energy does: engines announce a stop or a
    breathy sound up to a few hundredths of a second off. `frame` is in seconds."""
    result = list(sounds)
    for i, sound in enumerate(sounds):
        before = sounds[i - 1].end if i else 0.0
        if i == 0 or sound.start - before >= GAP:
            earliest = max(before, sound.start - REACH) if i else 0.0
            start = _onset(audible, int(earliest / frame), int((sound.start + REACH) / frame))
            if start is not None:
                result[i] = Sound(sound.at, start * frame, max(sound.end, start * frame + SHORTEST))
    for i, sound in enumerate(result):
        after = result[i + 1].start if i + 1 < len(result) else len(audible) * frame
        if after - sounds[i].end >= GAP or i + 1 == len(result):
            first, last = int(sound.start / frame), int(min(after, sound.end + REACH) / frame)
            loud = np.flatnonzero(audible[first:last])
            if len(loud):
                result[i] = Sound(sound.at, sound.start, (first + int(loud[-1]) + 1) * frame)
    return result


def _onset(audible: Frames, first: int, last: int) -> int | None:
    """The frame where a sound begins after quiet; a sound that runs on from before is not it."""
    window = audible[first : last + 1]
    if first == 0 and len(window) and window[0]:
        return 0
    rising = np.flatnonzero(~window[:-1] & window[1:])
    return first + int(rising[0]) + 1 if len(rising) else None


def word_times(breath: Breath, sounds: list[Sound], length: float) -> Times:
    """One interval per word: heard where the engine tells, shared out by letters where it merges
    words ("in the"), and squeezed into the following pause for words without sound."""
    starts = [span[0] if span else -1 for span in breath.spans]
    spoken = [i for i, start in enumerate(starts) if start >= 0]
    groups: list[tuple[list[int], float, float]] = []
    for place, index in enumerate(spoken):
        begin = 0 if place == 0 else starts[index]
        until = starts[spoken[place + 1]] if place + 1 < len(spoken) else len(breath.spoken) + 1
        own = [sound for sound in sounds if begin <= sound.at < until]
        if own:
            groups.append(([index], own[0].start, max(sound.end for sound in own)))
        elif groups:
            groups[-1][0].append(index)
        else:  # the engine's first word comes later: it says this one with it
            groups.append(([index], 0.0, sounds[0].start))
    times: list[tuple[float, float] | None] = [None] * len(breath.words)
    for members, start, end in groups:
        letters = np.cumsum([0, *(len(breath.words[i]) for i in members)])
        edges = start + (end - start) * letters / letters[-1]
        for i, a, b in zip(members, edges, edges[1:], strict=False):
            times[i] = (float(a), float(b))
    return in_order(times, length)


def in_order(times: list[tuple[float, float] | None], length: float) -> Times:
    """Fills what is unknown and makes every interval last, in order, without overlap, in the breath.

    No word is shorter than `SHORTEST`, or than an equal share when there are too many.
    """
    least = min(SHORTEST, length / len(times))
    result: Times = []
    clock = 0.0
    for i, known in enumerate(times):
        room = length - least * (len(times) - i)  # the others need their moments too
        start = min(max(clock, known[0] if known else clock), room)
        following = next((t[0] for t in times[i + 1 :] if t), length)
        end = known[1] if known else start + SHORTEST
        end = min(max(end, start + least), max(following, start + least), room + least)
        result.append((start, end))
        clock = end
    return result
