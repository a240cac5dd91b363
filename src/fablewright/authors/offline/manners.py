"""How a style is heard: what its teller says at the beginning, on the way and at the end."""

from __future__ import annotations

import random
from collections.abc import Sequence

from fablewright.authors.reading import WORDS_PER_MINUTE, band_for, sentences

from .cast import for_grown_ups
from .fitting import Unit
from .plan import Plan

WOVEN = -5  # the group of a line that was woven in
_ROOM = 0.96  # of the words asked for may be taken by what must be told, to leave some for a frame
_BEAT = 0.325  # and so much of them by one beat


def asides_of(idea: Plan, rng: random.Random) -> list[str]:
    """What the teller puts in, in the order in which it is taken from the end."""
    kind = "shiver" if for_grown_ups(idea.brief) and idea.vibe.all("shiver") else "aside"
    return _mixed(idea, idea.vibe.all(kind), rng)


def images(idea: Plan) -> list[str]:
    return [idea.teller.tell(text) for text in idea.vibe.all("image")]


def turns_of(idea: Plan, rng: random.Random) -> list[str]:
    """How the feeling shows where a story turns; among children it never more than brushes past."""
    gentle = () if for_grown_ups(idea.brief) else idea.emotion.all("gentle")
    return _mixed(idea, gentle or idea.emotion.all("turn"), rng)


def dress(
    idea: Plan, beats: list[list[Unit]], asides: list[str], turns: list[str], rng: random.Random
) -> None:
    """Give a telling its teller. A plot that says itself where asides may stand has used them already."""
    if idea.brief.minutes < 2:
        return
    if "grown" not in idea.plot.facts:
        for number in (1, 3, 2, 0) if idea.brief.minutes > 3 else (1, 3):
            if asides:
                _put(beats[number], asides.pop(), 1 + (number != 1))
        if turns:
            _put(beats[2], turns.pop(), 1)
        if last := _mixed(idea, idea.emotion.all("last"), rng):
            _put(beats[3], last[0], 2)
    for number, beat in enumerate(beats):
        key = "last call" if number == 3 else "call"
        if key in idea.vibe.facts:
            at = next(index for index, unit in enumerate(beat) if unit.refrain)
            level = 0 if number in (0, 3) and idea.brief.minutes > 2 else 2
            line = idea.teller.tell(idea.vibe.facts[key])
            beat.insert(at, Unit(level, ((line, True),), group=WOVEN))
    _frame(idea, beats, rng)


def _put(beat: list[Unit], line: str, level: int) -> None:
    beat.insert(pause(beat), Unit(level, ((line, True),), group=WOVEN))


def _frame(idea: Plan, beats: list[list[Unit]], rng: random.Random) -> None:
    """A beginning and its end: both or neither, for they are one thing."""
    frames = idea.vibe.all("frame")
    if not frames:
        return
    first, last = (idea.teller.tell(half) for half in rng.choice(frames).split(" | "))
    target = idea.brief.minutes * WORDS_PER_MINUTE
    needed = [sum(unit.length for unit in beat if unit.level == 0) for beat in beats]
    first_beat, last_beat = needed[0] + len(first.split()), needed[3] + len(last.split())
    if max(first_beat, last_beat) > _BEAT * target or sum(needed) > _ROOM * target:
        return
    beats[0].insert(0, Unit(0, ((first, True),), group=WOVEN, fixed=True))
    old = band_for(idea.brief.age).name == "old"  # longer sentences are asked for there
    marks = () if old or idea.brief.minutes <= 2 else idea.vibe.all("mark")
    for number, mark in enumerate(marks, 1):
        beats[number].insert(0, Unit(0, ((idea.teller.tell(mark), True),), group=WOVEN))
    beats[3].append(Unit(0, ((last, True),), group=WOVEN, fixed=True))


def pause(beat: Sequence[Unit]) -> int:
    """Where a line of another matter does no harm: just before the refrain, or, when something has been
    put there already, behind the first thing that is always told."""
    refrain = next(index for index, unit in enumerate(beat) if unit.refrain)
    if beat[refrain - 1].group != WOVEN:
        return refrain
    zeros = [index for index, unit in enumerate(beat) if unit.level == 0]
    return zeros[1] if len(zeros) > 2 else 1


def tellers_lines(idea: Plan) -> frozenset[str]:
    """Sentences in which only the teller speaks, so that nobody is asked when they happened."""
    kinds = ("frame", "mark", "aside", "shiver", "image")
    texts = [idea.vibe.facts.get(key, "") for key in ("call", "last call")]
    texts += [half for kind in kinds for text in idea.vibe.all(kind) for half in text.split(" | ")]
    return frozenset(line for text in texts for line in sentences(idea.teller.tell(text)))


def _mixed(idea: Plan, texts: Sequence[str], rng: random.Random) -> list[str]:
    told = [idea.teller.tell(text) for text in texts]
    rng.shuffle(told)
    return told
