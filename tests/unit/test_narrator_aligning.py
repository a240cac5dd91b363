"""Times that providers tell: what is repaired, what is not believed, and what is missing."""

from __future__ import annotations

import math
from collections.abc import Callable
from itertools import pairwise
from typing import Any

import pytest
from tests.support import prose, speakers

from fablewright.narrators.aligning import (
    CutShort,
    Heard,
    finished,
    from_characters,
    from_words,
    settle,
)
from fablewright.narrators.base import NarrationRequest
from fablewright.narrators.recording import Recording, listen
from fablewright.narrators.script import written

STORY = NarrationRequest("The 7 Bells", prose.beats(90, seed=2))
SCRIPT = written(STORY)
SOUND, SAID = speakers.say(SCRIPT.text)
TOLD = [Heard(one.word, one.start, one.end) for one in SAID]


@pytest.fixture(scope="module")
def heard() -> Recording:
    return listen(SOUND)


Change = Callable[[list[Heard]], list[Heard]]


def changed(change: Callable[[Heard], Heard]) -> Change:
    return lambda told: [change(one) for one in told]


def numbered(one: Heard) -> Heard:
    return Heard({"7": "seven"}.get(one.text, one.text), one.start, one.end)


def straight(one: Heard) -> Heard:
    return Heard(one.text.translate(str.maketrans("“”’", '""\'')), one.start, one.end)


def halves(told: list[Heard]) -> list[Heard]:
    """Words in two parts, as "bell's" or "half-past" may come."""
    result = []
    for one in told:
        half, middle = len(one.text) // 2, (one.start + one.end) / 2
        parts = [Heard(one.text[:half], one.start, middle), Heard(one.text[half:], middle, one.end)]
        result += parts if one.text.isalpha() and half else [one]
    return result


def couples(told: list[Heard]) -> list[Heard]:
    """Words of one breath in one, as "in the" may come."""
    result: list[Heard] = []
    for one in told:
        if result and result[-1].text.isalpha():
            one = Heard(result[-1].text + "-" + one.text, result.pop().start, one.end)
        result.append(one)
    return result


HARMLESS: dict[str, Change] = {
    "as it is": lambda told: told,
    "numbers spelled out": changed(numbered),
    "straight quotation marks": changed(straight),
    "words split": halves,
    "words merged": couples,
    "marks of their own": lambda told: [
        x for one in told for x in (one, Heard(",", one.end, one.end))
    ],
    "a word left out": lambda told: told[:20] + told[21:],
    "a word added": lambda told: [
        *told[:20],
        Heard("er", told[20].start, told[20].start),
        *told[20:],
    ],
    "a start a little early": lambda told: [
        Heard(one.text, one.start - 0.05 * (i == 30), one.end) for i, one in enumerate(told)
    ],
}


@pytest.mark.parametrize("kind", HARMLESS)
def test_harmless_differences_are_repaired(kind: str, heard: Recording) -> None:
    placed = settle(SCRIPT.words, HARMLESS[kind](TOLD), heard)
    assert not placed.estimated
    off = [
        abs(start - said.start - heard.delay)
        for (start, _), said in zip(placed.times, SAID, strict=True)
    ]
    assert sum(off) / len(off) < 0.05
    assert max(off) < (0.2 if kind == "words merged" else 0.08)


def times(change: Callable[[float], Any]) -> Change:
    return changed(lambda one: Heard(one.text, change(one.start), change(one.end)))


UNBELIEVABLE: dict[str, Change] = {
    "nothing": lambda told: [],
    "half of it": lambda told: told[: len(told) // 2],
    "a hole": lambda told: told[:30] + told[40:],
    "a leap": lambda told: [
        Heard(one.text, one.start + 2 * (i == 42), one.end + 2 * (i == 42))
        for i, one in enumerate(told)
    ],
    "every fourth word another": lambda told: [
        Heard("x" if i % 4 == 3 else one.text, one.start, one.end) for i, one in enumerate(told)
    ],
    "backwards": times(lambda t: 60 - t),
    "all at once": times(lambda t: 1.0),
    "too slow": times(lambda t: t * 1.2),
    "too fast": times(lambda t: t * 0.8),
    "late": times(lambda t: t + 0.3 * t / 10 if t < 30 else t + 0.9),
    "no number": times(lambda t: math.nan),
    "endless": times(lambda t: math.inf),
    "huge": times(lambda t: 10**400),
    "null": times(lambda t: None),
    "text": times(str),
    "other characters": changed(lambda one: Heard("#" * len(one.text), one.start, one.end)),
    "another story": changed(lambda one: Heard(one.text[::-1] + "x", one.start, one.end)),
}


@pytest.mark.parametrize("kind", UNBELIEVABLE)
def test_what_cannot_be_right_is_estimated(kind: str, heard: Recording) -> None:
    placed = settle(SCRIPT.words, UNBELIEVABLE[kind](TOLD), heard)
    assert placed.estimated
    off = [
        abs(start - said.start - heard.delay)
        for (start, _), said in zip(placed.times, SAID, strict=True)
    ]
    assert sum(off) / len(off) < 0.15


def test_times_beyond_the_recording_tell_that_it_was_cut() -> None:
    cut = listen(SOUND[: len(SOUND) * 7 // 10])
    with pytest.raises(CutShort):
        settle(SCRIPT.words, TOLD, cut)


def test_characters_become_words_without_the_pause_after_a_full_stop() -> None:
    alignment = {
        "characters": list("“Hi. 7"),
        "character_start_times_seconds": [0.0, 0.1, 0.2, 0.3, 0.9, 1.0],
        "character_end_times_seconds": [0.1, 0.2, 0.3, 0.9, 1.0, 1.2],
    }
    assert from_characters(alignment) == [Heard("“Hi.", 0.1, 0.3), Heard("7", 1.0, 1.2)]


@pytest.mark.parametrize(
    "alignment",
    [None, [], "x", 7, {}, {"characters": None}, {"characters": ["a"]},
     {"characters": [], "character_start_times_seconds": [], "character_end_times_seconds": []},
     {"characters": [None, 3], "character_start_times_seconds": [1, 2],
      "character_end_times_seconds": [2, 3]}],
)  # fmt: skip
def test_an_alignment_of_another_form_tells_nothing(alignment: object) -> None:
    assert from_characters(alignment) == []


def test_stamps_of_another_form_are_not_believed(heard: Recording) -> None:
    assert from_words(None) == from_words({"word": "a"}) == from_words(["a", 1]) == []
    stamps = [{"word": None, "start_time": "1", "end_time": []}, {}]
    assert settle(SCRIPT.words, from_words(stamps), heard).estimated


def test_words_last_and_stay_within_the_recording() -> None:
    story = SCRIPT.words[:50]
    wild = [(math.sin(i) * 3, math.cos(i) * 3) for i in range(50)]
    for seconds in (0.2, 2.0, 20.0):
        result = finished(story, wild, seconds)
        assert [word.txt for word in result] == [word.written for word in story]
        assert all(0 <= word.start < word.end <= seconds for word in result)
        assert all(a.end <= b.start for a, b in pairwise(result))
