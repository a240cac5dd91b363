"""The feelings and the manners of telling that the storyteller knows, and which one any words ask for.

They are kept in `prose/emotions.txt` and `prose/vibes.txt`, a section for each:

- `about`: one line on what it is; `words`: by what it is recognised, stems and names of authors among
  them, for a name says in two words which manner is meant;
- `tones` and `suits`: which plots it likes; `feeling`: the emotion of a vibe when none was asked for;
- `frame …`: how a telling begins and ends, two halves of one thing, between bars; `call` and
  `last call`: what is said before the refrain; `aside …`, `image …`: what the teller puts in on the
  way (`shiver …` for grown-ups only); `turn …` and `last …`: where a feeling shows;
- `rhythm`: short, even or long sentences; `temper`: which wordings of a plot this teller takes;
  `titles`: how this teller calls a story; `listeners`: whom it is for, where that is children.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache, lru_cache

from fablewright.core.book import Brief

from .script import shared, split_list

_LONGEST = 200  # characters of what was asked that are read
_STEM = 4  # letters from which the beginning of a word counts as the word
_ALIKE = 0.45  # of their trigrams two words must share to be thought the same, misspelt
_DEFAULT_EMOTION = "wonder"
_DEFAULT_VIBE = "folk tale by the fire"


@dataclass(frozen=True, slots=True)
class Style:
    """An emotion or a vibe. The one without a name does nothing: none was asked for."""

    name: str = ""
    facts: Mapping[str, str] = field(default_factory=dict)

    @property
    def about(self) -> str:
        return self.facts.get("about", "")

    @property
    def words(self) -> tuple[str, ...]:
        return split_list(self.facts.get("words", ""))

    def listed(self, key: str) -> tuple[str, ...]:
        return split_list(self.facts.get(key, ""))

    def all(self, kind: str) -> tuple[str, ...]:
        """The facts called `kind …`, in their order."""
        return tuple(text for key, text in self.facts.items() if key.startswith(f"{kind} "))

    def liking(self, plot: str) -> float:
        """What a plot gains in this style: `suits: noise 3, lost 1`."""
        pairs = (item.rpartition(" ") for item in self.listed("suits"))
        return next((float(worth) for name, _, worth in pairs if name == plot), 0.0)


PLAIN = Style()


@cache
def emotions() -> tuple[Style, ...]:
    return tuple(Style(section.name, section.facts) for section in shared("emotions").beats)


@cache
def vibes() -> tuple[Style, ...]:
    return tuple(Style(section.name, section.facts) for section in shared("vibes").beats)


def emotion_of(text: str) -> Style:
    """The emotion that any words are nearest to; `PLAIN` for none at all."""
    return _nearest(text, "emotions", _DEFAULT_EMOTION)


def vibe_of(text: str) -> Style:
    """The vibe that any words are nearest to, an author's name too; `PLAIN` for none at all."""
    return _nearest(text, "vibes", _DEFAULT_VIBE)


def feeling_of(brief: Brief) -> Style:
    """The emotion that was asked for, or the one that the vibe or the genre brings along."""
    if brief.emotion.strip():
        return emotion_of(brief.emotion)
    named = vibe_of(brief.vibe).facts.get("feeling") or _recognised(brief.genre, "emotions")
    return next((style for style in emotions() if style.name == named), PLAIN)


def _nearest(text: str, kind: str, default: str) -> Style:
    if not text.strip():
        return PLAIN
    name = _recognised(text, kind) or default
    known = emotions() if kind == "emotions" else vibes()
    return next(style for style in known if style.name == name)


def _recognised(text: str, kind: str) -> str:
    return _find(text[:_LONGEST], kind)


@lru_cache(maxsize=512)
def _find(text: str, kind: str) -> str:
    """Whole words and phrases first, then stems, then the word that is spelt most alike. Of two words
    the later one counts: happy tears are tears."""
    asked = list(_tokens(text))
    line = f" {' '.join(asked)} "
    exact: list[tuple[float, int, str]] = []
    alike: list[tuple[float, int, str]] = []
    for style in emotions() if kind == "emotions" else vibes():
        for entry in (style.name, *style.words):
            known = " ".join(_tokens(entry))
            at = line.rfind(f" {known} ")
            if at < 0 and not known.isascii() and len(known) <= 3:  # no spaces between words
                at = line.rfind(known)
            if at >= 0:
                exact.append((1.0 + known.count(" "), at, style.name))
            elif " " not in known:
                alike += [
                    (score, place, style.name)
                    for place, word in enumerate(asked)
                    if (score := _likeness(word, known)) > _ALIKE
                ]
    found = max(exact or alike, default=(0.0, 0, ""), key=lambda one: one[:2])
    return found[2]


def _tokens(text: str) -> Iterator[str]:
    """Words in lower case without accents; 🦄 is "unicorn", for pictures have names in Unicode."""
    drawn = "".join(
        f" {unicodedata.name(letter, '')} " if unicodedata.category(letter) == "So" else letter
        for letter in text
    )
    plain = unicodedata.normalize("NFKD", drawn.casefold())
    letters = "".join(letter for letter in plain if not unicodedata.combining(letter))
    return iter(re.findall(r"[^\W_]+", re.sub(r"[’']", "", letters)))


def _likeness(word: str, known: str) -> float:
    """From 0 to 1: 0.9 when one is the stem of the other, else the trigrams they share (Dice)."""
    short, long = sorted((word, known), key=len)
    if len(short) >= _STEM and long.startswith(short):
        return 0.9
    if len(short) < _STEM:
        return 0.0
    ours, theirs = _trigrams(word), _trigrams(known)
    return 2 * len(ours & theirs) / (len(ours) + len(theirs))


def _trigrams(word: str) -> frozenset[str]:
    padded = f" {word} "
    return frozenset(padded[start : start + 3] for start in range(len(padded) - 2))
