"""Choosing which passages to tell, so that a story has the length it should."""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

# What a word of each level is worth: a plainer level always goes before a richer one.
_WORTH = {0: 0.0, 1: 1000.0, 2: 60.0, 3: 8.0, 4: 1.0}
_SLACK = 0.06
_SHORTEST = 200  # words; under this only the bones of a beat are always told


@dataclass(frozen=True, slots=True)
class Unit:
    """Something told whole or not at all: paragraphs, at one place of a beat."""

    level: int
    paragraphs: tuple[tuple[str, bool], ...]  # (text, begins a new paragraph)
    tells: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    refrain: bool = False
    group: int = -1  # neighbours of one group may share a paragraph
    fixed: bool = False  # told even in a story of one minute

    @property
    def length(self) -> int:
        return sum(len(text.split()) for text, _ in self.paragraphs)

    @property
    def spoken(self) -> float:
        """The part of its words that stands in paragraphs with speech."""
        said = sum(len(text.split()) for text, _ in self.paragraphs if "“" in text)
        return said / max(self.length, 1)


def fitted(beats: list[list[Unit]], target: int, rng: random.Random) -> list[str]:
    """The texts of the four beats, together as near to `target` words as their passages allow."""
    if target < _SHORTEST:
        beats = _brief([_bare(beat) for beat in beats], target)
    shares = _shares(beats, target)
    told: set[str] = set()
    texts: list[str] = []
    owed = 0.0
    for units, share in zip(beats, shares, strict=True):
        wish = share + owed
        aim = min(wish, max(share, 0.3 * target))
        chosen = _chosen(units, round(aim), told, rng)
        owed = wish - sum(unit.length for unit in chosen)
        for unit in chosen:
            told.update(unit.tells)
        texts.append(_joined(chosen))
    return texts


def _bare(units: list[Unit]) -> list[Unit]:
    """For a story of a minute: how a beat begins and ends, and the rest as far as there is room."""
    split: list[Unit] = []
    for unit in units:
        lines = _speeches(unit.paragraphs) if unit.level == 0 and not unit.fixed else []
        split += [replace(unit, paragraphs=line) for line in lines] or [unit]
    always = [i for i, unit in enumerate(split) if unit.level == 0]
    own = [i for i in always if split[i].group >= 0] or always  # the plot's own
    refrain = next((i for i in always if split[i].refrain), 0)
    bones = {own[0], refrain, own[-1], *(i for i in always if split[i].fixed)}
    return [
        replace(unit, level=1, group=-1) if unit.level == 0 and i not in bones else unit
        for i, unit in enumerate(split)
    ]


def _brief(beats: list[list[Unit]], target: int) -> list[list[Unit]]:
    """What must be told in a minute may be too much: then the longest page-turners go first."""
    beats = [list(beat) for beat in beats]
    hooks = []
    for number, beat in enumerate(beats[:3]):
        always = [i for i, unit in enumerate(beat) if unit.level == 0]
        if not beat[always[-1]].refrain and not beat[always[-1]].fixed:
            hooks.append((beat[always[-1]].length, number, always[-1]))
    hooks.sort()
    while hooks and _least(beats) > target * (1 + _SLACK):
        _, number, index = hooks.pop()
        beats[number][index] = replace(beats[number][index], level=1, group=-1)
    return beats


def _least(beats: list[list[Unit]]) -> int:
    return sum(unit.length for beat in beats for unit in beat if unit.level == 0)


def _speeches(
    paragraphs: Sequence[tuple[str, bool]],
) -> list[tuple[tuple[str, bool], ...]]:
    """Each line by itself, but nobody answers what was not said."""
    found: list[tuple[tuple[str, bool], ...]] = []
    for line in paragraphs:
        if found and line[1] and "“" in found[-1][-1][0]:
            found[-1] = (*found[-1], line)
        else:
            found.append((line,))
    return found


def _shares(beats: list[list[Unit]], target: int) -> list[float]:
    """Words for each beat: a quarter, or less where there is less to tell."""
    room = [min(sum(unit.length for unit in units) * 0.97, target * 0.3) for units in beats]
    least = [float(sum(unit.length for unit in units if unit.level == 0)) for units in beats]
    room = [max(most, low) for most, low in zip(room, least, strict=True)]
    shares = [min(max(target / 4, low), most) for low, most in zip(least, room, strict=True)]
    for _ in range(6):
        missing = target - sum(shares)
        open_beats = [
            i for i in range(4) if (shares[i] < room[i] if missing > 0 else shares[i] > least[i])
        ]
        if abs(missing) < 1 or not open_beats:
            break
        for index in open_beats:
            wish = shares[index] + missing / len(open_beats)
            shares[index] = min(max(wish, least[index]), room[index])
    return shares


def _chosen(units: list[Unit], aim: int, told: set[str], rng: random.Random) -> list[Unit]:
    """Which passages of a beat are told. A group is told down to some level, plainest first, so that
    nothing is told that leans on something left out."""
    kept = [unit for unit in units if set(unit.needs) <= told | _told_in(units)]
    groups: dict[int, list[Unit]] = {}
    for index, unit in enumerate(kept):
        if unit.level > 0:
            groups.setdefault(unit.group if unit.group >= 0 else -2 - index, []).append(unit)
    options = [_depths(group, rng) for group in groups.values()]
    fixed = sum(unit.length for unit in kept if unit.level == 0)
    picks = choose(options, aim - fixed, max(round(aim * _SLACK), 4))
    deep = {
        key: sorted({unit.level for unit in group})[pick - 1] if pick else 0
        for (key, group), pick in zip(groups.items(), picks, strict=True)
    }
    chosen = [
        unit
        for index, unit in enumerate(kept)
        if unit.level <= deep.get(unit.group if unit.group >= 0 else -2 - index, 0)
    ]
    heard = told | _told_in(chosen)
    lame = [unit for unit in chosen if not set(unit.needs) <= heard]
    if lame:  # they lean on something that is not told after all
        return _chosen([unit for unit in kept if unit not in lame], aim, told, rng)
    return chosen


def _told_in(units: Sequence[Unit]) -> set[str]:
    return {name for unit in units for name in unit.tells}


def _depths(group: Sequence[Unit], rng: random.Random) -> list[tuple[int, float]]:
    """(words, worth) of a group told down to each of its levels."""
    depths: list[tuple[int, float]] = []
    words, worth = 0, 0.0
    for level in sorted({unit.level for unit in group}):
        for unit in group:
            if unit.level == level:
                words += unit.length
                value = _WORTH[min(level, 4)] * (1 + unit.spoken) * rng.uniform(0.6, 1.4)
                worth += value * unit.length
        depths.append((words, worth))
    return depths


def _joined(units: Iterable[Unit]) -> str:
    """Paragraphs with a blank line between: a new speaker begins one, and so does each unit
    whose neighbour was spoken."""
    paragraphs: list[str] = []
    previous: Unit | None = None
    for unit in units:
        for index, (text, fresh) in enumerate(unit.paragraphs):
            spoken = bool(paragraphs) and paragraphs[-1].startswith("“")
            together = index > 0 or (previous is not None and previous.group == unit.group >= 0)
            if paragraphs and together and not fresh and not spoken:
                paragraphs[-1] += " " + text
            else:
                paragraphs.append(text)
        previous = unit
    return "\n\n".join(paragraphs)


def choose(
    groups: Sequence[Sequence[tuple[int, float]]], target: int, slack: int
) -> tuple[int, ...]:
    """Which option of each group to take: a multiple-choice knapsack over words.

    Each group holds (words, worth) of its options; the answer names one of each, counted from 1, or 0
    for none. Of all choices whose total lies within `slack` words of `target` the one of most worth is
    taken; when there is none, the nearest total, and of equals the longer.
    """
    best: dict[int, tuple[float, tuple[int, ...]]] = {0: (0.0, ())}
    limit = max(target + slack, 0)
    for group in groups:
        longer: dict[int, tuple[float, tuple[int, ...]]] = {}
        for total, (value, picks) in best.items():
            for number, (length, worth) in enumerate([(0, 0.0), *group]):
                words = total + length
                if words <= limit and value + worth > longer.get(words, (-1.0, ()))[0]:
                    longer[words] = (value + worth, (*picks, number))
        best = longer
    within = [total for total in best if abs(total - target) <= slack]
    if within:
        return best[max(within, key=lambda total: (best[total][0], total))][1]
    return best[min(best, key=lambda total: (abs(total - target), -total))][1]
