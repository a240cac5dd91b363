"""The nouns that the storyteller knows, and what it supposes about those it does not."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from importlib import resources
from typing import Literal

from .grammar import Pronoun, capital, plural, possessive, singular, with_article, word_set

NounKind = Literal["thing", "creature", "food", "stuff", "sky", "person", "place", "event"]
KINDS = ("thing", "creature", "food", "stuff", "sky", "person", "place", "event")

DRAWN_SPECIES = (
    "fox", "dog", "cat", "owl", "rabbit", "bear", "mouse", "hedgehog", "turtle", "penguin",
    "octopus", "dragon", "robot", "frog", "bird", "whale", "elephant", "horse", "duck", "snail",
    "dinosaur", "monster",
)  # fmt: skip
PLACES = (
    "meadow", "forest", "beach", "underwater", "mountain", "desert", "river", "pond", "garden",
    "street", "market", "harbour", "park", "farm", "snowfield", "rooftop", "castle", "island",
    "cave", "moon", "sky", "bedroom", "kitchen", "living_room", "classroom", "library", "workshop",
    "attic", "bakery", "train", "museum", "spaceship", "hospital", "theatre",
)  # fmt: skip
DRAWABLE = word_set(
    """accordion airplane anchor apple backpack ball balloon banana basket bell bicycle blanket boat
    book boot bottle bowl bread broom bucket bus button cake camera candle cart carrot chair cheese
    clock cloud coat coin compass cookie crown cup door drum egg envelope feather fish flag flower
    flute fountain garland glass glasses glove guitar hammer hat hook horn jar kettle key kite
    ladder lamp lantern leaf lemon letter loaf machine magnet map medal milk mirror mitten moon
    mushroom nest net newspaper notebook nut onion paint paintbrush pan pancake parcel pea pear
    pebble pen pencil piano pie pizza pot potato pumpkin rainbow ring rock rocket roof rope ruler
    sandwich scales scarf scissors seed shell shoe sled snail snowball snowman soap sock soup
    spoon stamp star stool suitcase sun table teapot telescope tent thimble ticket tooth train
    treasure tree trumpet umbrella violin watch wheel whistle window yarn"""
)
WATER = ("harbour", "beach", "underwater", "river", "pond", "island")
INDOORS = frozenset(PLACES[PLACES.index("bedroom") :]) | {"cave"}

_DEFAULTS: dict[str, dict[str, str]] = {
    "thing": {"like": "light as a biscuit", "sound": "rattled", "part": "edge", "boom": "Clatter"},
    "creature": {"like": "soft as a sock", "sound": "snuffled", "part": "tail", "boom": "Hroo"},
    "food": {"like": "warm as a hand", "sound": "wobbled", "part": "crust", "boom": "Plop"},
    "stuff": {"like": "cool as a cellar", "sound": "squelched", "part": "edge", "boom": "Slop"},
    "sky": {"like": "grey as a slate", "sound": "hummed", "part": "edge", "boom": "Rumm"},
    "person": {"like": "busy as a bee", "sound": "laughed", "part": "hand", "boom": "Oho"},
    "place": {"like": "big as a barn", "sound": "echoed", "part": "door", "boom": "Bong"},
    "event": {"like": "long as a week", "sound": "hummed", "part": "end", "boom": "Taraa"},
}


@dataclass(frozen=True, slots=True)
class Noun:
    """A noun of the lexicon. `facts` are the fields of `prose/nouns.txt`."""

    word: str
    kind: NounKind
    facts: Mapping[str, str] = field(default_factory=dict)

    def fact(self, name: str) -> str:
        return self.facts.get(name) or _DEFAULTS[self.kind].get(name, "")


@dataclass(frozen=True, slots=True)
class Subject:
    """A noun as a story uses it: with its adjectives, its own name and its articles."""

    noun: Noun
    adjectives: tuple[str, ...] = ()
    clause: str = ""
    name: str = ""
    pronoun: Pronoun = "it"
    whose: str = ""  # "Grandpa", or "me" for the main person

    @property
    def word(self) -> str:
        return self.noun.facts.get("noun", self.noun.word)

    @property
    def kind(self) -> NounKind:
        return self.noun.kind

    @property
    def bare(self) -> str:
        """Without an article, as in "One glove, one key"."""
        return capital(self.word) if self._det == "name" else self.word

    @property
    def definite(self) -> str:
        if self.name:
            return self.name
        if self._det == "name":
            return capital(self.word)
        return self.word if self._det == "none" else f"the {self.word}"

    def standing_in_for(self, other: Subject) -> Subject:
        """What a plot tells about instead of `other`, still going about it as that would."""
        kept = {key: other.noun.facts[key] for key in ("aim", "machine") if key in other.noun.facts}
        return replace(self, noun=replace(self.noun, facts={**self.noun.facts, **kept}))

    @property
    def machine(self) -> str:
        return self.noun.facts.get("machine", "machine")

    def first(self, main: str) -> str:
        """At the first mention, with its owner: "Grandpa's hearing aid"."""
        if not self.whose or self.name:
            return self.definite
        owner = main if self.whose == "me" else self.whose
        return f"{possessive(owner)} {self.word}"

    @property
    def indefinite(self) -> str:
        match self._det:
            case "mass":
                return f"some {self.word}"
            case "the" | "name" | "none":
                return self.definite
            case _:
                return with_article(self.word)

    @property
    def full(self) -> str:
        """At the first mention: "a shy octopus called Inky"."""
        phrase = " ".join((*self.adjectives, self.word))
        match self._det:
            case "mass":
                text = phrase if self.adjectives else f"some {phrase}"
            case "name":
                text = capital(self.word)
            case "none":
                text = phrase
            case "the":
                text = f"the {phrase}"
            case _:
                text = with_article(phrase)
        return f"{text} called {self.name}" if self.name else text

    @property
    def many(self) -> str:
        return self.word if self._det == "mass" else plural(self.word)

    @property
    def owner(self) -> str:
        return possessive(self.definite)

    @property
    def _det(self) -> str:
        return self.noun.facts.get("det", "count")

    def named(self, name: str, pronoun: Pronoun) -> Subject:
        return replace(self, name=name, pronoun=pronoun)


@cache
def lexicon() -> Mapping[str, Noun]:
    """Every known word and its other words, lower case."""
    text = (resources.files(__package__) / "prose" / "nouns.txt").read_text("utf-8")
    found: dict[str, Noun] = {}
    also: dict[str, Noun] = {}
    for line in text.splitlines():
        if not line.strip() or line.startswith("#"):
            continue
        word, _, rest = line.partition(": ")
        kind, *parts = (part.strip() for part in rest.split(";"))
        facts = dict(part.split(" ", 1) for part in parts)
        noun = found[word] = Noun(word, _kind(kind), facts)
        for other in facts.pop("also", "").split(","):
            if other.strip():
                also[other.strip()] = _other(noun, other.strip())
    return {**also, **found}


def _other(noun: Noun, word: str) -> Noun:
    """Another word for a noun: it says what the person said, with the facts of its neighbour."""
    if noun.word == "flying":
        return noun
    base = singular(word)
    facts = {key: value for key, value in noun.facts.items() if key != "noun"}
    if noun.kind == "creature" and "drawn" not in facts:
        facts["drawn"] = noun.word
    if noun.kind in ("place", "event") or word in ("tooth", "teeth", "scissors", "spectacles"):
        if noun.kind == "place" and not word.endswith(("day", "ing")):
            facts["said"] = word
        return Noun(noun.word, noun.kind, facts) if noun.kind != "event" else noun
    return Noun(base, noun.kind, facts)


def _kind(text: str) -> NounKind:
    for kind in KINDS:
        if kind == text:
            return kind  # type: ignore[return-value]
    raise ValueError(f"no kind of noun: {text}")


def look_up(word: str) -> Noun | None:
    """The noun for a word or a short phrase, in singular or plural."""
    known = lexicon()
    lower = word.lower()
    return known.get(lower) or known.get(singular(lower))


def unknown(word: str, kind: NounKind) -> Noun:
    return Noun(word, kind)


def drawn_species(noun: Noun) -> str:
    """The animal that the illustrator draws for a creature."""
    if noun.word in DRAWN_SPECIES:
        return noun.word
    drawn = noun.facts.get("drawn", "")
    return drawn if drawn in DRAWN_SPECIES else "monster"
