"""The file format of the authored prose: a plot as a play script that a person can write.

A plot file (`plots/*.txt`) begins with `key: value` lines, then four beats, each `== 1` to `== 4` with
its own `key: value` lines, then passages. A blank line begins a new paragraph; each other line is
one passage, kept or left out whole:

    2 ?bedtime,!young #goose @lamp The goose sat down. <It|Without a word, it> put out the lamp.

- the number says when it is told: 0 always, 1 from two minutes, higher only in longer stories;
- `?` lists conditions that must hold, `!` before one that must not;
- `#goose` names something that happens here, `@goose` tells only if that was told before;
- a line beginning with `|` is another wording of the passage above it;
- `<young|older>` or `<young|middle|old>` is worded by the age of the listener;
- `{slots}` are filled by `telling.py`; `{refrain}` stands where everybody joins in; at `{aside}` the
  teller of a style may put something in, at `{turn}` a feeling may show (`manners.py`);
- `?grand`, `?soft`, `?dry`, `?dark` and `?wild` word a passage by the temper of the teller.

A plot with `grown` is told where one of those emotions is asked for: to grown-ups, or to everybody when
it says `all ages`. With `premise: yes` it is about the words of the spark, which stand at `{spark}`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib import resources

_HEAD = re.compile(r"^([A-Za-z][a-z0-9 _]*): ?(.*)$")
_PASSAGE = re.compile(r"^(\d)((?: [?#@][\w,!-]+)*) (.*)$")


@dataclass(frozen=True, slots=True)
class Passage:
    level: int
    wordings: tuple[str, ...]
    paragraph: int
    conditions: tuple[str, ...] = ()
    tells: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Section:
    """A beat of a plot, or a named group of passages of another file."""

    name: str
    facts: Mapping[str, str]
    passages: tuple[Passage, ...]


@dataclass(frozen=True, slots=True)
class Plot:
    name: str
    facts: Mapping[str, str]
    beats: tuple[Section, ...]

    def listed(self, key: str) -> tuple[str, ...]:
        """A fact that is a list: items between commas."""
        return split_list(self.facts.get(key, ""))

    def weighted(self, key: str) -> dict[str, int]:
        """A fact such as `thing 3, food 1`."""
        pairs = (item.rpartition(" ") for item in self.listed(key))
        return {name: int(weight) for name, _, weight in pairs if weight.isdigit()}

    def picks(self) -> dict[str, tuple[str, ...]]:
        """The facts called `pick …`: alternatives between bars."""
        return {
            key.removeprefix("pick "): tuple(item.strip() for item in value.split("|"))
            for key, value in self.facts.items()
            if key.startswith("pick ")
        }


@dataclass(slots=True)
class _Draft:
    name: str
    facts: dict[str, str] = field(default_factory=dict)
    passages: list[Passage] = field(default_factory=list)
    paragraph: int = 0


def split_list(text: str) -> tuple[str, ...]:
    return tuple(item.strip() for item in text.split(",") if item.strip())


def parse(name: str, text: str) -> Plot:
    """Read a plot. Raises ValueError with the line that cannot be read."""
    drafts = [_Draft("")]
    for number, line in enumerate(text.splitlines(), 1):
        draft = drafts[-1]
        if line.startswith("#"):
            continue
        if line.startswith("== "):
            drafts.append(_Draft(line[3:].strip()))
        elif not line.strip():
            draft.paragraph += 1
        elif line.startswith("| ") and draft.passages:
            last = draft.passages[-1]
            draft.passages[-1] = Passage(
                last.level, (*last.wordings, line[2:].strip()), last.paragraph,
                last.conditions, last.tells, last.needs,
            )  # fmt: skip
        elif match := _PASSAGE.match(line):
            draft.passages.append(_passage(match, draft.paragraph))
        elif match := _HEAD.match(line):
            draft.facts[match[1]] = match[2].strip()
        else:
            raise ValueError(f"{name}, line {number}: cannot read {line!r}")
    sections = tuple(Section(d.name, d.facts, tuple(d.passages)) for d in drafts[1:])
    return Plot(name, drafts[0].facts, sections)


def _passage(match: re.Match[str], paragraph: int) -> Passage:
    marks = match[2].split()
    pick = {
        sign: tuple(x for mark in marks if mark[0] == sign for x in mark[1:].split(","))
        for sign in "?#@"
    }
    return Passage(int(match[1]), (match[3].strip(),), paragraph, pick["?"], pick["#"], pick["@"])


@cache
def plots() -> tuple[Plot, ...]:
    """All plots of the package, by name."""
    return tuple(parse(name, text) for name, text in _files("plots"))


@cache
def shared(name: str) -> Plot:
    """A file of prose that all plots share, such as `helpers`."""
    file = resources.files(__package__) / "prose" / f"{name}.txt"
    return parse(name, file.read_text("utf-8"))


def _files(folder: str) -> Iterator[tuple[str, str]]:
    found = (resources.files(__package__) / folder).iterdir()
    for file in sorted(found, key=lambda item: item.name):
        if file.name.endswith(".txt"):
            yield file.name.removesuffix(".txt"), file.read_text("utf-8")
