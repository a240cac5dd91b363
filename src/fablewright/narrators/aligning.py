"""From the times that a provider tells to the words of the book: repaired where that is harmless, else
not believed.

Providers time characters or their own words: numbers are spelled out ("7" → "seven"), quotation marks
made straight, marks listed on their own, words merged or split. The words that come out are always the
book's; only their times are the provider's.
"""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import groupby, pairwise
from typing import Any

from fablewright.core.book import Word
from fablewright.narrators.estimating import Times, place, spread
from fablewright.narrators.recording import Recording
from fablewright.narrators.script import Spoken

ENOUGH = 0.85
"""The part of a book's spoken words that must be found among those timed."""
MOST_SPLIT = 4  # times as many timed as are written, and no more
LONGEST_HOLE = 8  # words in a row without a time of their own
BACKWARDS = 0.08  # seconds that a word may end before it, or the one before it, has begun
BEYOND = 0.5  # seconds that the last word may end after the recording
PAUSE = 0.25
IN_PAUSES = 0.06
"""More than this part of the words in the middle of pauses longer than `PAUSE`: times that drift."""
LONG_WORD = 0.4
SHORTEST = 0.02


class CutShort(ValueError):
    """There are words after the end of the recording."""


@dataclass(frozen=True, slots=True)
class Heard:
    """Something that a provider timed: seconds before the encoder's delay."""

    text: str
    start: float
    end: float


@dataclass(frozen=True, slots=True)
class Placed:
    """One interval a word, in order; `estimated` when the provider told none that can be believed."""

    times: Times
    estimated: bool


def from_characters(alignment: object) -> list[Heard]:
    """The words of ElevenLabs' `{characters, character_start_times_seconds,
    character_end_times_seconds}`; nothing for anything else."""
    if not isinstance(alignment, Mapping):
        return []
    names = ("characters", "character_start_times_seconds", "character_end_times_seconds")
    columns: list[Any] = [alignment.get(name) for name in names]
    if not all(isinstance(column, list) for column in columns):
        return []
    words: list[Heard] = []
    for parted, run in groupby(
        zip(*columns, strict=False),
        key=lambda one: not (isinstance(one[0], str) and one[0].strip()),
    ):
        if not parted:
            told = list(run)
            # The time of a full stop is the pause after it.
            letters = [one for one in told if _folded(one[0])] or told
            text = "".join(one[0] for one in told)
            words.append(Heard(text, letters[0][1], letters[-1][2]))
    return words


def from_words(stamps: object) -> list[Heard]:
    """The words of Kokoro's `[{word, start_time, end_time}, …]`; nothing for anything else."""
    if not isinstance(stamps, list):
        return []
    return [
        Heard(str(stamp.get("word", "")), stamp.get("start_time"), stamp.get("end_time"))  # type: ignore[arg-type]
        for stamp in stamps
        if isinstance(stamp, Mapping)
    ]


def settle(words: Sequence[Spoken], heard: Sequence[Heard], recording: Recording) -> Placed:
    """When each word is heard: as told, if that can be right, else by the recording's silences.

    Raises `CutShort` when the times are right and the recording ends before they do.
    """
    told = _matched(words, _in_order(heard, recording.delay))
    if told is not None and _believable(words, told, recording):
        return Placed(told, estimated=False)
    return Placed(place(words, recording.quiet, recording.seconds), estimated=True)


def finished(words: Sequence[Spoken], times: Times, seconds: float) -> tuple[Word, ...]:
    """Words that each last, in order, without overlap, within the recording; times to a millisecond."""
    limit = math.floor(seconds * 1000)
    least = max(1, min(round(SHORTEST * 1000), limit // max(1, len(words))))
    result: list[Word] = []
    clock = 0
    for n, (word, (start, end)) in enumerate(zip(words, times, strict=True)):
        room = limit - least * (len(words) - n)  # the others need their moments too
        begin = max(0, min(max(clock, round(start * 1000)), room))
        following = round(times[n + 1][0] * 1000) if n + 1 < len(times) else limit
        until = min(
            max(round(end * 1000), begin + least), max(following, begin + least), room + least
        )
        result.append(Word(txt=word.written, start=begin / 1000, end=until / 1000))
        clock = until
    return tuple(result)


def _in_order(heard: Sequence[Heard], delay: float) -> list[Heard]:
    """The same, as a player hears it and never backwards; nothing when a time cannot be right."""
    result: list[Heard] = []
    clock = 0.0
    for one in heard:
        if not (_seconds(one.start) and _seconds(one.end)):
            return []
        start = max(clock, one.start)
        if one.end < start - BACKWARDS:
            return []
        result.append(Heard(one.text, start + delay, max(start, one.end) + delay))
        clock = start
    return result


def _seconds(value: object) -> bool:
    number = isinstance(value, (int, float)) and not isinstance(value, bool)
    return number and -BACKWARDS <= value < 86400  # type: ignore[operator]


def _matched(words: Sequence[Spoken], heard: Sequence[Heard]) -> Times | None:
    """The book's words laid on those timed; None when too many are missing."""
    spoken = [i for i, word in enumerate(words) if word.weight and _folded(word.written)]
    ours = [_folded(words[i].written) for i in spoken]
    timed = [(text, one) for one in heard if (text := _folded(one.text))]
    found: dict[int, tuple[float, float]] = {}
    sure = 0
    texts = [text for text, _ in timed]
    if len(texts) > MOST_SPLIT * (len(ours) + 10):
        return None
    blocks = SequenceMatcher(None, ours, texts, autojunk=False).get_opcodes()
    if "".join(ours) == "".join(texts):  # only parted in other places: letter by letter
        blocks = [("equal", 0, len(ours), 0, len(texts))]
    for kind, a, b, c, d in blocks:
        if a == b or c == d:
            continue
        found.update(zip(spoken[a:b], _shared(ours[a:b], timed[c:d]), strict=True))
        same = kind == "equal" or "".join(ours[a:b]) == "".join(texts[c:d])
        sure += b - a if same else 0
    holes = pairwise([-1, *(n for n, i in enumerate(spoken) if i in found), len(spoken)])
    if sure < ENOUGH * len(spoken) or max(b - a for a, b in holes) > LONGEST_HOLE + 1:
        return None
    return _filled(words, found)


def _shared(ours: Sequence[str], timed: Sequence[tuple[str, Heard]]) -> Times:
    """The time of some timed words, shared among ours by letters: exact where the letters are the same."""
    letters = [
        (
            one.start + (one.end - one.start) * i / len(text),
            one.start + (one.end - one.start) * (i + 1) / len(text),
        )
        for text, one in timed
        for i in range(len(text))
    ]
    total, at, times = sum(map(len, ours)), 0, []
    for word in ours:
        first = min(at * len(letters) // total, len(letters) - 1)
        at += len(word)
        last = max(first, min(-(-at * len(letters) // total), len(letters)) - 1)
        times.append((letters[first][0], letters[last][1]))
    return times


def _filled(words: Sequence[Spoken], found: Mapping[int, tuple[float, float]]) -> Times:
    """Words without a time share what is free between their neighbours."""
    times: Times = []
    while len(times) < len(words):
        place = len(times)
        if place in found:
            times.append(found[place])
            continue
        until = next((i for i in range(place, len(words)) if i in found), len(words))
        start = times[-1][1] if times else 0.0
        end = found[until][0] if until in found else start + SHORTEST * (until - place)
        times += spread(words[place:until], start, max(start, end))
    return times


def _believable(words: Sequence[Spoken], times: Times, recording: Recording) -> bool:
    """Whether the times fit the sound. Raises `CutShort`."""
    last = times[-1][1] if times else 0.0
    end = recording.quiet[-1][0] if recording.quiet else recording.seconds
    astray = _astray(words, times, recording)
    if last <= recording.seconds + BEYOND:
        return astray <= IN_PAUSES
    drifted = [(start * end / last, until * end / last) for start, until in times]
    if astray <= min(IN_PAUSES, _astray(words, drifted, recording)):
        raise CutShort("the recording ends before its words do")
    return False


def _astray(words: Sequence[Spoken], times: Times, recording: Recording) -> float:
    """The part of the words that begin within a pause of the recording, not only next to one."""
    pauses = [(a, b) for a, b in recording.quiet or () if b - a > PAUSE]
    places = [
        start + min(end - start, LONG_WORD) / 2
        for word, (start, end) in zip(words, times, strict=True)
        if word.weight and start < recording.seconds
    ]
    inside = sum(any(a + 0.05 < place < b - 0.05 for a, b in pauses) for place in places)
    return inside / max(1, len(places))


def _folded(text: str) -> str:
    plain = unicodedata.normalize("NFKC", text).casefold()
    return "".join(char for char in plain if char.isalnum())
