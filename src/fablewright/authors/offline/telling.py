"""Filling the slots of authored prose: names, pronouns, the subject, and wording by age."""

from __future__ import annotations

import re
from collections.abc import Mapping

from fablewright.authors.reading import Band
from fablewright.core.book import Person

from .grammar import PRONOUNS, capital, typographic, with_article, word_set
from .lexicon import Subject

_SLOT = re.compile(r"\{([^{}]+)\}")
_WORDED = re.compile(r"<([^<>]*)>")
_PLURAL = {
    "'s": "'re", " was": " were", " is": " are", " has": " have", " does": " do", " likes": " like",
    " knows": " know", " thinks": " think", " says": " say", " wants": " want",
}  # fmt: skip
_THIRD_PERSON = re.compile(
    r"\{((?:[A-Z]\.)?)([Hh])e\}('s| (?:was|is|has|does|likes|knows|thinks|says|wants))\b"
)
# How it is told of somebody in a wheelchair: nobody is lifted out of it by a verb.
_SEATED = (
    (r"sat down with \{his\} back to", "turned {his} back to"),
    (r"sat down on the kerb", "stopped at the kerb"),
    (r"sat down among", "stopped among"),
    (r"(?:sat|sits) down", "stopped"),
    (r"sat (?:on|with|by)", "waited by"),
    (r"got up", "sat up"),
    (r"crept under", "backed in under"),
    (r"lay (?:down )?flat", "leaned right down"),
    (r"lay back", "leaned back"),
    (r"stood", "waited"),
    (r"ran", "raced"),
)
_KEPT = "\ue000"
_LONGEST = {"young": 0, "middle": 19, "old": 30}
_LONGER = 12  # words more, for a teller of long sentences
_STANDS = re.compile(r"^(?:\S+ ){0,2}\S+$|\b(?:not|no|never|nothing|nobody|read)\b", re.I)
_TIED = re.compile(r", and (he|she|it|they|there|nobody|somebody) (?=\w)")
_JOINS = re.compile(
    r"(?:He|She|They|It|There|The|A|An|Nobody|Somebody|Then|In|On|At|By|"
    r"His|Her|Their|Its|One|All|Each|From|Under|After|Far|You|Some|People|Two|Every|That|This) "
)
_SMALL = word_set("a an the of in on at and to with for from but by or as")


class Teller:
    """Knows the value of each slot of one story. Unknown slots raise KeyError: a fault of the prose."""

    def __init__(self, values: Mapping[str, str], band: Band, rhythm: str = "even") -> None:
        """`rhythm` is how this teller likes sentences: short, even or long."""
        self._values = dict(values)
        self._band = band
        self._rhythm = rhythm

    def with_person(self, person: Person) -> Teller:
        """The same slots, and {N} with {he} {him} {his} for one more person."""
        forms = PRONOUNS[person.pronoun]
        return Teller({**self._values, **forms, "N": _kept(person.name)}, self._band, self._rhythm)

    def with_values(self, values: Mapping[str, str]) -> Teller:
        """The same slots, some with other values."""
        return Teller({**self._values, **values}, self._band, self._rhythm)

    def tell(self, text: str) -> str:
        """Prose as it is printed: worded for the age, slots filled, quotes curled."""
        text = _WORDED.sub(self._worded, text)
        if self._values.get("seated"):
            for verb, instead in _SEATED:
                text = re.sub(rf"(\{{(?:M|[Hh]e)\}}) {verb}\b", rf"\1 {instead}", text)
        text = self._named_once(text)
        text = _THIRD_PERSON.sub(self._agreeing, text)
        for _ in range(3):  # a slot's value may itself hold slots
            text = _SLOT.sub(lambda match: self._slot(match[1]), text)
        text = re.sub(r"\s+", " ", text).strip()
        text = re.sub(r" ([.,?!])", r"\1", text).replace("*", "")
        return self._flowing(_sentence_starts(typographic(text))).replace(_KEPT, "'")

    def _named_once(self, text: str) -> str:
        """Who is meant by "they"? A passage that does not name its person says the name first."""
        for letter, name in (("", "M"), ("P.", "P"), ("X.", "the x")):
            if self._values.get(f"{letter}he") == "they" and f"{{{name}}}" not in text:
                pattern = rf"\{{{re.escape(letter)}[Hh]e\}}"
                text = re.sub(pattern, lambda match: f"{{{name}}}", text, count=1)  # noqa: B023
        return text

    def _agreeing(self, match: re.Match[str]) -> str:
        """ "they were", "they like": for somebody whose pronoun is they."""
        they = self._values.get(f"{match[1]}he") == "they"
        return f"{{{match[1]}{match[2]}e}}{_PLURAL[match[3]] if they else match[3]}"

    def _flowing(self, text: str) -> str:
        """For older listeners some neighbours of plain telling become one sentence."""
        longest = _LONGEST[self._band.name] + _LONGER * (self._rhythm == "long")
        if "“" in text:
            return text
        if self._rhythm == "short" and self._band.name != "old":
            return _cut(text) if self._band.name == "young" else text
        if not longest:
            return text
        parts = re.split(r"(?<=\.) (?=[A-Z])", text)
        told = [parts[0]]
        joined = 0
        for number, part in enumerate(parts[1:], 2):
            punchline = number == len(parts) and len(part.split()) < 6
            series = any(later.split()[:2] == part.split()[:2] for later in parts[number:])
            full = punchline or series or joined > (self._rhythm == "long")
            stands = self._rhythm == "long" and bool(_STANDS.search(told[-1]))
            link = "" if full or stands else _link(told[-1], part, longest)
            joined += bool(link)
            if link:
                told[-1] = f"{told[-1][:-1]}{link}{part[0].lower()}{part[1:]}"
            else:
                told.append(part)
        return " ".join(told)

    def title(self, text: str) -> str:
        text = re.sub(r"\{((?:[Tt]he |[Aa] )?)X\}", lambda m: "{" + m[1].lower() + "x}", text)
        parts = self.tell(text).split()
        last = len(parts) - 1
        cased = [
            word.lower() if word.lower() in _SMALL and 0 < index < last else capital(word)
            for index, word in enumerate(parts)
        ]
        return " ".join(cased)

    def _worded(self, match: re.Match[str]) -> str:
        options = match[1].split("|")
        if self._band.name == "young":
            return options[0]
        return options[1] if self._band.name == "middle" or len(options) < 3 else options[2]

    def _slot(self, key: str) -> str:
        if key in self._values:
            return self._values[key]
        head, dot, tail = key.rpartition(".")
        lowered = head + dot + tail[0].lower() + tail[1:]
        if lowered in self._values:
            return capital(self._values[lowered])
        first, _, noun = lowered.partition(" ")
        if noun in self._values:
            value = self._values[noun]
            if first == "a":
                phrase = value if re.match(r"(?:the|a|an) ", value) else with_article(value)
            else:
                phrase = value if value.startswith("the ") else f"the {value}"
            return capital(phrase) if key[0].isupper() else phrase
        raise KeyError(key)


def _cut(text: str) -> str:
    """For a teller of few words: what was tied on with "and" stands by itself."""
    return _TIED.sub(lambda match: f". {capital(match[1])} ", text)


def _link(first: str, second: str, longest: int) -> str:
    """How two sentences may be joined, or nothing: a list ("It made …. It made …") stays as it is."""
    size = len(first.split()) + len(second.split())
    alike = first.split()[:1] == second.split()[:1]
    if (
        size > longest
        or " " not in first  # "Clack."
        or alike
        or not _JOINS.match(second)
        or re.search(r"[;:?!–]|, it |\b(?:and|but|though) ", second)
        or ":" in first
    ):
        return ""
    return "; " if " and " in first else ", and "


def _sentence_starts(text: str) -> str:
    """A capital after each full stop, for a slot that began a sentence in lower case."""
    return re.sub(r"(^“?|\. “?)([a-zà-ÿ])", lambda match: match[1] + match[2].upper(), text)


def _kept(name: str) -> str:
    """A name whose apostrophe stays as it was given, so that it can be found again in the text."""
    return name.replace("'", _KEPT)


def person_slots(letter: str, person: Person) -> dict[str, str]:
    """{M}, {he} … for the main person; {P}, {P.he} … for another letter."""
    forms = PRONOUNS[person.pronoun]
    dotted = {f"{letter}.{key}": value for key, value in forms.items()}
    slots = {letter: _kept(person.name), **dotted}
    return {**slots, **forms} if letter == "M" else slots


def subject_slots(subject: Subject) -> dict[str, str]:
    """{x}, {the x}, {a x}, {a full x}, {x sound} … and {X.he} …"""
    noun = subject.noun
    forms = PRONOUNS[subject.pronoun]
    fault = noun.fact("fault") or "not at all what anyone had ordered"
    return {
        "x": subject.bare,
        "the x": subject.definite,
        "a x": subject.indefinite,
        "a full x": subject.full,
        "xs": subject.many,
        "x's": subject.owner,
        "x like": noun.fact("like"),
        "x sound": noun.fact("sound"),
        "x sound!": capital(noun.fact("sound")),
        "x part": noun.fact("part"),
        "x boom": noun.fact("boom").lower(),
        "X.boom": noun.fact("boom"),
        "fault": fault,
        "fault line": f"{capital(subject.definite)} was {fault}.",
        "aim": noun.fact("aim") or f"build something that could reach {subject.definite}",
        "x answer": noun.fact("answer") or "turned a little, as if to see who was there",
        **{f"X.{key}": value for key, value in forms.items()},
    }
