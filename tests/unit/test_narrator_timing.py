"""From what an engine tells to one interval per written word."""

from __future__ import annotations

import numpy as np
import pytest

from fablewright.narrators.offline.engine import Sound, Speech
from fablewright.narrators.offline.text import Breath, breaths
from fablewright.narrators.offline.timing import SHORTEST, faded, in_order, take, word_times

RATE = 22050


def breath(text: str) -> Breath:
    [only] = breaths(text)
    return only


def test_merged_words_share_their_sound_by_letters() -> None:
    sounds = [Sound(0, 0.0, 0.5), Sound(7, 0.5, 1.0)]  # "in the" came as one
    times = word_times(breath("in the forest"), sounds, 1.0)
    assert np.allclose(times, [(0.0, 0.2), (0.2, 0.5), (0.5, 1.0)])


def test_a_number_spoken_in_many_words_is_one() -> None:
    sounds = [Sound(0, 0.0, 0.3), Sound(1, 0.3, 0.6), Sound(1, 0.6, 0.9), Sound(3, 1.0, 1.2)]
    assert word_times(breath("42 owls"), sounds, 1.3) == [(0.0, 0.9), (1.0, 1.2)]


def test_a_word_without_sound_lies_in_the_pause_after_the_last() -> None:
    sounds = [Sound(0, 0.0, 0.4), Sound(4, 0.8, 1.2)]
    times = word_times(breath("The 🦊 fox"), sounds, 1.3)
    assert np.allclose(times, [(0.0, 0.4), (0.4, 0.4 + SHORTEST), (0.8, 1.2)])


@pytest.mark.parametrize(
    "times",
    [
        [None] * 40,
        [(0.5, 0.4), (0.3, 0.3), (0.9, 2.0)],
        [(0.99, 1.0), None, None, None, (1.0, 1.0)],
        [None, (0.0, 1.0), None],
        [(0.2, 0.9), (0.4, 0.6), (0.5, 0.7)],
    ],
)
def test_whatever_comes_intervals_last_in_order_and_inside(
    times: list[tuple[float, float] | None],
) -> None:
    result = in_order(times, 1.0)
    assert len(result) == len(times)
    clock = 0.0
    for start, end in result:
        assert clock <= start + 1e-9
        assert start < end
        clock = end
    assert clock <= 1.0 + 1e-9


def test_a_take_has_no_silence_and_its_words_begin_where_they_are_heard() -> None:
    samples = np.zeros(RATE * 10, np.float32)
    for begin, end in ((0.3, 0.7), (9.1, 9.5)):
        t = np.arange(int(begin * RATE), int(end * RATE))
        samples[t] = 0.3 * np.sin(t * 0.1)
    said = breath("Bell, bell.")
    # The engine is 40 ms early, and late with the ends.
    recorded = take(said, Speech(samples, (Sound(0, 0.26, 0.75), Sound(6, 9.06, 9.9))), RATE)
    assert len(recorded.samples) / RATE == pytest.approx(9.24, abs=0.02)
    heard = [time - recorded.times[0][0] for pair in recorded.times for time in pair]
    assert heard == pytest.approx([0.0, 0.4, 8.8, 9.2], abs=0.011)


def test_cuts_do_not_click() -> None:
    cut = faded(np.ones(RATE, np.float32), RATE)
    assert cut[0] == pytest.approx(0)
    assert cut[-1] == pytest.approx(0)
    assert np.abs(np.diff(cut)).max() < 0.02
    assert cut[RATE // 2] == 1


def test_a_breath_without_sound_is_a_moment_of_quiet() -> None:
    recorded = take(breath("🎈 🎈 🎈"), Speech(np.zeros(0, np.float32), ()), RATE)
    assert not recorded.samples.any()
    assert recorded.times[-1][1] == pytest.approx(len(recorded.samples) / RATE, abs=1e-3)
