"""Places words in a recording that tells no times: sentence and clause ends are laid on its silences.

The ends of the text and the silences of the recording are two sequences in the same order. Dynamic
programming (as in dynamic time warping, with skips on both sides) chooses which silence belongs to
which end, so that what is said between two of them takes about as long as its words should. Within
such a stretch words follow one another by their usual lengths.
"""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise

import numpy as np
from numpy.typing import NDArray

from fablewright.narrators.recording import Interval
from fablewright.narrators.script import PAUSES, Spoken

Times = list[tuple[float, float]]
"""Start and end in seconds, one pair per word."""
Costs = NDArray[np.float64]

UNEVEN = 0.13
"""How much a voice's pace varies: standard deviation of the length of a second of speech, seconds."""
UNSURE_PAUSE = 0.7
"""The same for the length of a pause, as a logarithm."""
MISSING = {
    "comma": 1.0,
    "tag": 1.5,
    "trailing": 3.0,
    "sentence": 5.0,
    "paragraph": 8.0,
    "page": 10.0,
}
"""The cost of an end at which the voice does not pause."""
STRAY, LONGEST_STRAY = 9.0, 12.0
"""The cost of a second of silence where the text has no end, and the most of it."""
SKIPS = 8
_STEADY = 0.04  # seconds of deviation that nobody hears


@dataclass(frozen=True, slots=True)
class _End:
    """A place in the text where a pause may be: after word `word`, when `said` seconds are spoken."""

    word: int
    said: float
    pause: str


def place(words: Sequence[Spoken], quiet: Sequence[Interval] | None, seconds: float) -> Times:
    """When each word is heard in a recording of `seconds` with these silences, the first of them at
    its beginning and the last at its end. Without them words are placed by their length alone."""
    if not words:
        return []
    if not quiet or len(quiet) < 2 or not any(word.weight for word in words):
        return _by_length(words, seconds)
    voiced = [b[0] - a[1] for a, b in pairwise(quiet)]
    heard = [0.0, *accumulate(voiced)]  # seconds of sound before each silence
    ends = _ends(words, heard[-1])
    likely = _longest(quiet, len(ends) * 3 // 2 + 8)
    found = _match(ends, [quiet[i] for i in likely], [heard[i] for i in likely])
    anchors = [(end, likely[silence]) for end, silence in found]
    times: Times = []
    for (end, silence), (following, later) in pairwise(anchors):
        run = words[ends[end].word : ends[following].word]
        times += _spread(run, heard[silence : later + 1], quiet[silence : later + 1])
    return times


def spread(words: Sequence[Spoken], start: float, end: float) -> Times:
    """Words in a stretch of sound, each as long as its weight says; those without sound last no time."""
    total = sum(word.weight for word in words) or 1.0
    edges = [
        start + (end - start) * part / total
        for part in accumulate((w.weight for w in words), initial=0.0)
    ]
    return list(pairwise(edges))


def _by_length(words: Sequence[Spoken], seconds: float) -> Times:
    lengths = [(word.weight or 0.1, PAUSES.get(word.pause, 0.0)) for word in words]
    scale = seconds / (sum(map(sum, lengths)) + 1.0)
    clock, times = 0.5 * scale, []
    for said, pause in lengths:
        times.append((clock, clock + said * scale))
        clock += (said + pause) * scale
    return times


def _ends(words: Sequence[Spoken], voiced: float) -> list[_End]:
    """The ends of the text, with the speech before each in seconds of this recording's voice."""
    scale = voiced / (sum(word.weight for word in words) or 1.0)
    result, said = [_End(0, 0.0, "")], 0.0
    for place, word in enumerate(words, start=1):
        said += word.weight * scale
        if place == len(words):
            result.append(_End(place, voiced, ""))
        elif word.pause:
            result.append(_End(place, said, word.pause))
    return result


def _longest(quiet: Sequence[Interval], count: int) -> list[int]:
    """The numbers of the longest silences, in order, with the first and the last."""
    inner = sorted(range(1, len(quiet) - 1), key=lambda i: quiet[i][0] - quiet[i][1])
    return [0, *sorted(inner[:count]), len(quiet) - 1]


def _match(
    ends: list[_End], quiet: Sequence[Interval], heard: list[float]
) -> list[tuple[int, int]]:
    """Pairs (end, silence), both growing, from (first, first) to (last, last), of the least cost."""
    said = np.array([end.said for end in ends])
    sound = np.array(heard)
    lengths = np.array([b - a for a, b in quiet])
    missing = np.cumsum([0.0, *(MISSING.get(end.pause, 0.0) for end in ends)])
    stray = np.cumsum([0.0, *np.minimum(STRAY * lengths, LONGEST_STRAY)])
    best = np.full((len(ends), len(quiet)), np.inf)
    came = np.zeros((len(ends), len(quiet), 2), dtype=np.int64)
    best[0, 0] = 0.0
    for i in range(1, len(ends)):
        fit = _pause_cost(ends[i].pause, lengths)
        for back in range(max(0, i - SKIPS - 1), i):
            expected = said[i] - said[back]
            unspoken = missing[i] - missing[back + 1]
            for step in range(1, min(SKIPS + 2, len(quiet))):
                spoken = sound[step:] - sound[:-step]
                odd = (spoken - expected) ** 2 / (UNEVEN**2 * max(expected, 0.2) + _STEADY**2)
                skipped = stray[step:-1] - stray[1:-step]
                cost = best[back, :-step] + odd / 2 + unspoken + skipped + fit[step:]
                better = cost < best[i, step:]
                best[i, step:][better] = cost[better]
                came[i, step:][better] = np.stack(
                    [np.full(len(cost), back), np.arange(len(cost))], axis=1
                )[better]
    return _path(best, came)


def _pause_cost(pause: str, lengths: Costs) -> Costs:
    if pause not in PAUSES:
        return np.zeros(len(lengths))
    return np.log(np.maximum(lengths, 0.02) / PAUSES[pause]) ** 2 / (2 * UNSURE_PAUSE**2)


def _path(best: Costs, came: NDArray[np.int64]) -> list[tuple[int, int]]:
    i, j = best.shape[0] - 1, best.shape[1] - 1
    if not math.isfinite(best[i, j]):  # more skips than any voice makes: only both ends are sure
        return [(0, 0), (i, j)]
    path = [(i, j)]
    while (i, j) != (0, 0):
        i, j = map(int, came[i, j])
        path.append((i, j))
    return path[::-1]


def _spread(words: Sequence[Spoken], heard: Sequence[float], quiet: Sequence[Interval]) -> Times:
    """Words over the sound between the first of these silences and the last; `heard` is the sound
    before each, in seconds. Silences between them belong to no word."""

    def moment(sound: float, place: int) -> float:
        place = min(max(place, 0), len(quiet) - 2)
        return quiet[place][1] + sound - heard[place]

    return [
        (moment(a, bisect_right(heard, a + 1e-6) - 1), moment(b, bisect_left(heard, b - 1e-6) - 1))
        for a, b in spread(words, heard[0], heard[-1])
    ]
