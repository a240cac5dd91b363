"""English small change: articles, plurals, pronouns, quotation marks, sentences."""

from __future__ import annotations

import re
from typing import Literal

Pronoun = Literal["she", "he", "they", "it"]

PRONOUNS: dict[str, dict[str, str]] = {
    "she": {"he": "she", "him": "her", "his": "her", "himself": "herself", "was": "was"},
    "he": {"he": "he", "him": "him", "his": "his", "himself": "himself", "was": "was"},
    "they": {"he": "they", "him": "them", "his": "their", "himself": "themself", "was": "were"},
    "it": {"he": "it", "him": "it", "his": "its", "himself": "itself", "was": "was"},
}

_VOWEL_SOUND = re.compile(
    r"^(?:[aeio]|u(?!ni|s[aeiu]|te|biq|kul|r[aeiou]n)|hour|honest|heir)", re.I
)
_CONSONANT_SOUND = re.compile(r"^(?:one\b|once|eu|ewe)", re.I)
_IRREGULAR = {
    "mouse": "mice", "goose": "geese", "tooth": "teeth", "foot": "feet", "child": "children",
    "person": "people", "man": "men", "woman": "women", "sheep": "sheep", "fish": "fish",
    "octopus": "octopuses", "leaf": "leaves", "loaf": "loaves", "wolf": "wolves",
    "scarf": "scarves", "knife": "knives", "shelf": "shelves", "calf": "calves",
    "elf": "elves", "deer": "deer", "snowman": "snowmen", "potato": "potatoes",
    "tomato": "tomatoes", "echo": "echoes", "hero": "heroes", "ox": "oxen",
}  # fmt: skip
_SINGULAR = {plural: one for one, plural in _IRREGULAR.items() if plural != one}


def article(phrase: str) -> str:
    """ "a" or "an", by the sound of the first word."""
    word = phrase.lstrip("“‘\"'")
    if _CONSONANT_SOUND.match(word):
        return "a"
    return "an" if _VOWEL_SOUND.match(word) else "a"


def with_article(phrase: str) -> str:
    return f"{article(phrase)} {phrase}"


def plural(noun: str) -> str:
    """The plural of a noun or of a phrase that ends in its noun."""
    head, _, last = noun.rpartition(" ")
    lower = last.lower()
    if lower in _IRREGULAR:
        many = _IRREGULAR[lower]
    elif re.search(r"(?:s|x|z|ch|sh)$", lower):
        many = last + "es"
    elif re.search(r"[^aeiou]y$", lower):
        many = last[:-1] + "ies"
    else:
        many = last + "s"
    return f"{head} {many}".strip()


def singular(noun: str) -> str:
    """A guess at the singular of an English plural; anything else comes back unchanged."""
    if noun in _SINGULAR:
        return _SINGULAR[noun]
    if len(noun) > 4 and noun.endswith("ies"):
        return noun[:-3] + "y"
    if re.search(r"(?:x|z|ch|sh|ss)es$", noun):
        return noun[:-2]
    if len(noun) > 3 and noun.endswith("s") and not noun.endswith(("ss", "us", "is")):
        return noun[:-1]
    return noun


def possessive(name: str) -> str:
    return name + "’s"


def capital(text: str) -> str:
    """The first letter as a capital, also behind an opening quotation mark."""
    for index, letter in enumerate(text):
        if letter.isalpha():
            return text[:index] + letter.upper() + text[index + 1 :]
        if letter not in "“‘( ":
            break
    return text


def typographic(text: str) -> str:
    """Straight quotes to “ ” and ’. Double quotes must be balanced within the text given."""
    parts = text.replace("'", "’").split('"')
    out = parts[0]
    for index, part in enumerate(parts[1:]):
        out += ("“" if index % 2 == 0 else "”") + part
    return out.replace(" -- ", " – ").replace("...", "…")


def join_names(names: list[str]) -> str:
    if len(names) < 2:
        return "".join(names)
    return ", ".join(names[:-1]) + " and " + names[-1]


def word_set(text: str) -> frozenset[str]:
    """A set of words, written as running text."""
    return frozenset(text.split())
