"""Words to answer with: sentences for stories, phrases for what a property is called."""

from __future__ import annotations

import itertools
import random
import re
from collections.abc import Sequence

NAMES = ("Mina", "Oskar", "Tariq", "Juno", "Pella", "Bram", "Ivo", "Suri")
ANIMALS = ("hedgehog", "heron", "goat", "otter", "snail", "badger", "pony", "toad")
PLACES = ("harbour", "bakery", "orchard", "attic", "lighthouse", "market", "bridge", "quarry")
THINGS = ("kettle", "lantern", "ladder", "drum", "kite", "umbrella", "bell", "basket", "button")
ADJECTIVES = ("mustard", "crooked", "damp", "patient", "wobbly", "copper", "narrow", "borrowed")
VERBS = ("carried", "dragged", "pulled", "pushed", "hauled", "brought")
WEATHER = ("clear", "cloudy", "windy", "rainy", "foggy")
COLOURS = ("#27405e", "#8a5a2b", "#dfe8ec", "#5b7f4a", "#c3562f", "#f0d9a8", "#44314f", "#9fb8c8")

_SENTENCES = (
    "{name} {verb} the {adjective} {thing} to the {place}.",
    "The {animal} behind the {place} had never seen a {thing} like that.",
    "“That is my {thing},” said the {animal}, “and I need it before supper.”",
    "{name} counted to nine and looked under the {thing}.",
    "Nothing moved but the {adjective} door of the {place}.",
    "“Again,” said {name}, and tried it the other way round.",
    "The {thing} rattled twice, and then it was quiet.",
    "By noon the whole {place} smelled of bread and wet rope.",
    "“Do you hear that?” whispered the {animal}.",
    "{name} sat down on the steps of the {place} and thought.",
    "It was a small {thing}, but it was heavier than it looked.",
    "The {animal} {verb} one end, and {name} {verb} the other.",
    "Somebody had tied a {adjective} string to the {thing}.",
    "“We could ask at the {place},” said {name}.",
    "The rain stopped in the middle of the road.",
    "{name} knocked three times, and waited, and knocked once more.",
    "“It was here a minute ago,” said the {animal}.",
    "Two doors down, a window opened.",
    "{name} wrapped the {thing} in a {adjective} blanket.",
    "The {animal} stamped its foot, and the {thing} rolled away.",
    "“You hold this,” said {name}, “and I will look.”",
    "From the {place} came a sound like a spoon in a cup.",
    "They had a {thing}, a {adjective} rope, and no idea.",
    "{name} held up the {thing}, and the {animal} laughed until it fell over.",
    "{name} looked up, and then down.",
    "“Not yet,” said {name}.",
    "Drip, drip, drip went the tap.",
    "The {animal} ran, and {name} ran too.",
    "“Is it big?” said the {animal}.",
    "“Hush,” said {name}, “it is asleep.”",
    "The wind took one sock, and then it took two.",
    "{name} put a hand on the {thing}, and it was warm.",
    "There was a hole in the fence, just so big.",
    "“One, two, three,” said {name}, and let go.",
    "Thump, said the {thing}.",
    "The {animal} had jam on its nose.",
    "{name} gave the {animal} half of the bun.",
    "The {thing} was red, and so was the {animal}.",
)
_LONGEST_EASY = 11  # words
_PLAIN_WORD = re.compile(r"[^aeiouy]*[aeiouy]+[^aeiouy]*(?:e|ed|es)?")  # of one syllable
_PHRASES: dict[str, tuple[str, ...]] = {
    "title": ("The {adjective} {thing}", "{name} and the {thing}", "A {thing} for the {animal}"),
    "headline": ("The {adjective} {thing}",),
    "action": ("carries the {thing} to the {place}", "looks for the {animal} behind the {place}"),
    "question": ("What did {name} find at the {place}?", "Who {verb} the {thing}?"),
    "answer": ("The {adjective} {thing}", "The {animal}"),
    "options": ("The {thing}", "The {animal}", "A {adjective} {thing}", "{name}"),
    "refrain": ("Up the steps and round the bend!", "One more time, said the bell."),
    "moral": ("Asking is quicker than guessing.", "A thing shared weighs half."),
    "dedication": ("For everybody who counts the stairs.",),
    "motif": ("what is lost comes home another way", "a light that waits"),
    "alt": ("{name} stands at the {place} with a {adjective} {thing} and a {animal}.",),
    "depth": ("a {thing} in front, {name} in the middle, the {place} far away",),
    "atmosphere": ("quiet and a little damp", "bright, with long shadows"),
    "feedback": ("The {thing} is missing in the picture.",),
    "description": ("{name} meets a {animal} at the {place}.",),
    "summary": ("{name} looks for a {thing} and finds a {animal}.",),
    "prompt": ("{name} and a {animal} at the {place}, gouache, soft light",),
    "step": ("first light", "noon", "long shadows", "dusk", "lamp light"),
    "reason": ("All that was asked for can be seen.",),
}
_NOUNS: dict[str, tuple[str, ...]] = {
    "name": NAMES,
    "who": NAMES,
    "character": NAMES,
    "place": PLACES,
    "setting": PLACES,
    "location": PLACES,
    "species": ANIMALS,
    "animal": ANIMALS,
    "weather": WEATHER,
    "colour": COLOURS,
    "color": COLOURS,
    "ground": COLOURS,
    "sky": COLOURS,
    "light": COLOURS,
    "accent": COLOURS,
    "hex": COLOURS,
    "prop": THINGS,
    "object": THINGS,
    "hold": THINGS,
    "language": ("en",),
    "emotion": ("curious", "calm", "proud"),
    "mood": ("curious", "calm", "proud"),
    "camera": ("wide", "middle", "near"),
    "pronoun": ("they",),
}
TELLING = (
    "text",
    "beat",
    "story",
    "body",
    "content",
    "narrative",
    "paragraph",
    "poem",
    "scene",
    "page",
)
"""Properties that hold running text."""

PEOPLED = ("people", "characters", "cast", "figures")
"""Lists that have an entry for everybody."""

POSITIVE = (
    "pass",
    "passed",
    "ok",
    "yes",
    "match",
    "matches",
    "present",
    "approved",
    "none",
    "safe",
)
NEGATIVE = re.compile(r"flag|block|missing|fail|error|unsafe|violat|wrong|reject|problem|issue")


class Wordsmith:
    """Sentences about one small cast, drawn with a seed. `names` are used before its own."""

    def __init__(self, seed: str, names: tuple[str, ...] = ()) -> None:
        self.random = random.Random(seed)
        pick = self.random.choice
        self.names = names or (pick(NAMES),)
        self._turns = itertools.cycle(self.names)
        self._deck: list[str] = []
        self._young = False
        self._here = {"place": pick(PLACES), "animal": pick(ANIMALS), "thing": pick(THINGS)}

    def about(self, names: Sequence[str], *, young: bool) -> None:
        """From now on tell of these people, to small children in short sentences."""
        self.names, self._young, self._deck = tuple(names), young, []
        self._turns = itertools.cycle(self.names)

    def known(self, kind: str) -> str:
        """The place, animal or thing that the story is about."""
        return self._here[kind]

    def sentence(self) -> str:
        """None comes again before all others have been."""
        if not self._deck:
            fitting = [one for one in _SENTENCES if not self._young or _is_easy(one)]
            self._deck = self.random.sample(fitting, len(fitting))
        return self._fill(self._deck.pop())

    def story(self, words: int) -> str:
        """About `words` words, in paragraphs of some sentences with a blank line between."""
        paragraphs: list[list[str]] = [[]]
        count = 0
        recent: list[str] = []
        while True:
            sentence = self.sentence()
            if sentence in recent:
                continue
            length = len(sentence.split())
            if count and count + length / 2 > words:
                break
            if len(paragraphs[-1]) == 4:
                paragraphs.append([])
            paragraphs[-1].append(sentence)
            count += length
            recent = [*recent[-5:], sentence]
        return "\n\n".join(" ".join(paragraph) for paragraph in paragraphs)

    def phrase(self, name: str) -> str:
        """A short text that fits a property's name: a title for `title`, a place for `place`."""
        for key in _stems(name):
            if key in ("name", "who", "character"):
                return next(self._turns)  # so that two people have two names
            if key in _PHRASES:
                return self._fill(self.random.choice(_PHRASES[key]))
            if key in _NOUNS:
                return self.random.choice(_NOUNS[key])
        return self._fill("a {adjective} {thing}")

    def _fill(self, template: str) -> str:
        pick = self.random.choice
        text = template
        while "{" in text:  # each place on its own, so that two names may differ
            slot = text[text.index("{") + 1 : text.index("}")]
            stores = {"name": self.names, "verb": VERBS, "adjective": ADJECTIVES}
            word = pick(stores[slot]) if slot in stores else self._known(slot)
            text = text.replace("{" + slot + "}", word, 1)
        return re.sub(r"\b([Aa]) (?=[aeiou])", r"\1n ", text)

    def _known(self, slot: str) -> str:
        """Mostly what the story is about, now and then something else."""
        if self.random.random() < 0.6:
            return self._here[slot]
        return self.random.choice({"place": PLACES, "animal": ANIMALS, "thing": THINGS}[slot])


def _is_easy(sentence: str) -> bool:
    """Whether small children can read it: a short sentence of short words."""
    words = re.findall(r"[a-z]+", re.sub(r"\{(?:name|thing|animal)\}", "it", sentence.lower()))
    plain = sum(_PLAIN_WORD.fullmatch(word) is not None for word in words)
    return len(words) <= _LONGEST_EASY and plain >= 0.85 * len(words)


def _stems(name: str) -> list[str]:
    """`sceneNames` → names, name, scene: the last word of a property's name says most."""
    words = re.findall(r"[a-z]+", re.sub(r"([A-Z])", r" \1", name).lower())
    return [stem for word in reversed(words) for stem in (word, word.removesuffix("s"))]


def words_asked(prompt: str) -> int | None:
    """How long the text shall be: a line `Words: 375`, or “375 words” somewhere."""
    found = re.search(r"\bwords\W{1,3}(?:about |around |~)?(\d{1,5})", prompt, re.I)
    found = found or re.search(r"\b(\d{1,5})[ -]words?\b", prompt, re.I)
    return max(1, min(int(found[1]), 20_000)) if found else None


def names_given(prompt: str) -> tuple[str, ...]:
    """Names of people that a prompt tells as `name: Mia` or `"name": "Mia"`."""
    pattern = r"[\"']?\bname[\"']?\s*[:=]\s*[\"'“]?([^\W\d_][\w’'-]{0,40})"
    return tuple(dict.fromkeys(re.findall(pattern, prompt, re.I)))[:8]


def tells(name: str) -> bool:
    """Whether a property of this name holds running text; `beat_2` does as `beat` does."""
    return re.sub(r"[_\d]+$", "", name.lower()) in TELLING
