"""What a spark says about its hero: what somebody wants, collects, fears, does or will not do.

A noun alone is half of an idea. "An octopus who wants to play the violin" is about the playing.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from .grammar import word_set

WishKind = Literal["do", "collect", "fear", "habit", "refuse"]

_WORDS = r"([a-zà-ÿ’'-]+(?: [a-zà-ÿ’'-]+){0,5}?)"
_END = r"(?=$|[,.;:!?]| and | but | because | when | while | until | so | in the story)"
_DO = re.compile(
    r"\b(?:forgot how|has forgotten how|wants?|wanted|wish(?:es|ed)?|longs?|longed|tries|tried|hopes?|hoped|learns?|learned|"
    rf"loves?|likes|would like|would love|decides?|plans?) to {_WORDS}{_END}",
    re.I,
)
_DREAM = re.compile(
    r"\b(?:dreams?|dreamed|dreamt) of (?P<doing>[a-z]+ing)\b(?P<rest>(?: [a-z’'-]+){0,4})", re.I
)
_CANNOT = re.compile(
    rf"\b(?:who|that|which) (?:can’t|can't|cannot|couldn’t|couldn't|could not) {_WORDS}{_END}", re.I
)
_COLLECT = re.compile(rf"\b(?:collects?|collected|gathers?|hoards?|saves) {_WORDS}{_END}", re.I)
_FEAR = re.compile(
    rf"\b(?:afraid|scared|frightened|terrified) of {_WORDS}{_END}|\bfears {_WORDS}{_END}", re.I
)
_REFUSE = re.compile(
    r"\b(?:would not|wouldn’t|wouldn't|will not|won’t|won't|refuses? to|refused to|"
    rf"does not want to|doesn’t want to|doesn't want to) {_WORDS}{_END}",
    re.I,
)
_HABIT = re.compile(
    r"\b(?:who|that|which) (?:always |only |often |never )?([a-z]{2,}(?:s|d))((?: [a-z’'-]+){0,4})"
    r"$",
    re.I,
)
_PAST = {
    "sings": "sang", "eats": "ate", "goes": "went", "makes": "made", "finds": "found",
    "loses": "lost", "sleeps": "slept", "flies": "flew", "swims": "swam", "runs": "ran",
    "gives": "gave", "takes": "took", "tells": "told", "writes": "wrote", "draws": "drew",
    "says": "said", "knows": "knew", "thinks": "thought", "builds": "built", "brings": "brought",
    "buys": "bought", "steals": "stole", "hides": "hid", "wears": "wore", "reads": "read",
    "sits": "sat", "speaks": "spoke", "gets": "got", "keeps": "kept", "grows": "grew",
    "does": "did", "rides": "rode", "drinks": "drank", "falls": "fell", "forgets": "forgot",
    "has": "had", "drives": "drove", "wins": "won", "sees": "saw", "comes": "came",
}  # fmt: skip
_NOT_A_HABIT = word_set(
    "is was wants wanted loves likes lives collects gathers hoards saves fears dreams wishes hopes "
    "tries longs learns plans decides refuses needs was as this his us its"
)


@dataclass(frozen=True, slots=True)
class Wish:
    """`phrase` as it stands in a sentence: "play the violin" (do, refuse), "buttons" (collect),
    "the dark" (fear), "sang wrong" (habit)."""

    kind: WishKind
    phrase: str
    better: str = ""  # what somebody who "sang wrong" would like to do: "sing right"

    @property
    def doing(self) -> str:
        """ "playing the violin"."""
        verb, _, rest = (self.better or self.phrase).partition(" ")
        return f"{gerund(verb)} {rest}".strip()


def wish_of(plain: str) -> Wish | None:
    """The first thing that a spark says of this kind. Lower case, without a full stop."""
    text = " ".join(plain.split()).replace("'", "’")
    kinds: tuple[tuple[WishKind, re.Pattern[str]], ...] = (
        ("fear", _FEAR), ("refuse", _REFUSE), ("do", _DO), ("do", _CANNOT), ("collect", _COLLECT),
    )  # fmt: skip
    for kind, pattern in kinds:
        if found := pattern.search(text):
            phrase = next(group for group in found.groups() if group)
            return Wish(kind, _tidy(phrase))
    if found := _DREAM.search(text):
        return Wish("do", _tidy(infinitive(found["doing"]) + found["rest"]))
    found = _HABIT.search(text.rstrip(".!? "))
    if found and found[1].lower() not in _NOT_A_HABIT and found[1].lower() not in _PAST.values():
        verb = found[1].lower()
        wrong = re.fullmatch(
            r" (?:all )?(?:wrong|badly|out of tune|off key|too low|too high)", found[2]
        )
        better = f"{_base(verb)} right" if wrong else ""
        return Wish("habit", _tidy(past(verb) + found[2]), better)
    return None


def _tidy(phrase: str) -> str:
    return phrase.strip(" ’'-").lower().replace(" his own", " one").replace(" her own", " one")


def _base(verb: str) -> str:
    """ "sings" → "sing", "flies" → "fly"."""
    if verb.endswith("ies"):
        return verb[:-3] + "y"
    return re.sub(r"(?<=ch|sh|ss)es$|(?<=[xzo])es$|s$", "", verb)


def past(verb: str) -> str:
    """The past of a verb in the third person: "sings" → "sang", "hums" → "hummed"."""
    if verb in _PAST:
        return _PAST[verb]
    if verb.endswith("d"):
        return verb
    base = re.sub(r"ies$", "y", verb) if verb.endswith("ies") else verb[:-1]
    if re.search(r"(?:ch|sh|ss|x|zz)e$", base):
        base = base[:-1]
    if base.endswith("e"):
        return base + "d"
    if re.search(r"[^aeiou]y$", base):
        return base[:-1] + "ied"
    return _doubled(base) + "ed"


def gerund(verb: str) -> str:
    """ "play" → "playing", "dance" → "dancing", "swim" → "swimming"."""
    if verb == "be" or verb.endswith(("ee", "ye", "oe")):
        return verb + "ing"
    if verb.endswith("ie"):
        return verb[:-2] + "ying"
    if verb.endswith("e"):
        return verb[:-1] + "ing"
    return _doubled(verb) + "ing"


def infinitive(doing: str) -> str:
    """ "flying" → "fly", "dancing" → "dance": a guess."""
    base = doing[:-3]
    if re.search(r"([bdgmnprt])\1$", base):
        return base[:-1]
    return base + "e" if re.search(r"(?:[aeiou][cvsz]|nc|ak|id|ik|ut|[^aeiou]l)$", base) else base


def _doubled(verb: str) -> str:
    short = re.fullmatch(r"[^aeiou]*[aeiou][bdgmnprt]", verb)
    return verb + verb[-1] if short else verb
