"""What is set right in a model's words without asking again, and what cannot be.

`tidy` works from left to right: the beginning of a text that ends between two words is tidied to the
beginning of the tidied text, so that a story can be heard while it is written.
"""

from __future__ import annotations

import difflib
import json
import re
import unicodedata
from collections.abc import Iterable
from typing import Any

from fablewright.authors.llm_language import base
from fablewright.authors.reading import words

_LINK = re.compile(r"https?:|www\.|\b[\w-]+\.(?:com|org|net|io|co|ai|app|dev|info)\b", re.I)
_MAIL = re.compile(r"[^\s@]+@[^\s@]+\.\w")
_MARKUP = re.compile(r"</?[a-z!][^>]*>|\[[^\]]+\]\([^)]*\)|\{\{|&(?:[a-z]+|#\d+);", re.I)
_THOUGHT = re.compile(r"<think(?:ing)?>.*?</think(?:ing)?>", re.S)
_OPENING = re.compile(r"(?<![^\s(\[])\"|(?<=[—–-])\"(?=\w)")
_ECHO = 9  # words in a row that nobody writes twice by chance
# Controls but line breaks and tabs, halves of characters, private ones, and what turns text around.
_UNPRINTABLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ue000-\uf8ff\U000f0000-\U0010ffff"
    "\u202a-\u202e\u2066-\u2069\ufeff]"
)
_EMPHASIS = re.compile(r"[*`]|(?<!\w)_|_(?!\w)|^\s*#+(?:\s|$)", re.M)


def tidy(text: str, language: str = "en") -> str:
    """Paragraphs with one blank line between them, words with single spaces; nothing unprintable, no
    asterisks of emphasis; in English, typographic quotation marks."""
    text = text.replace("\\n", "\n").replace('\\"', '"')
    text = _UNPRINTABLE.sub("", unicodedata.normalize("NFC", text))
    text = _EMPHASIS.sub("", text)
    if base(language) == "en":
        text = _OPENING.sub("“", text).replace('"', "”")
        text = re.sub(r"(?<=\w)'(?=\w)", "’", text)
    paragraphs = (" ".join(part.split()) for part in text.splitlines())
    return "\n\n".join(part for part in paragraphs if part)


def line(text: str, longest: int, language: str = "en") -> str:
    """One line of at most `longest` characters, cut between words."""
    text = " ".join(tidy(text, language).split())
    if len(text) <= longest:
        return text
    cut = text[: longest - 1]
    return (cut.rpartition(" ")[0] or cut).rstrip(" ,;:–-") + "…"


def noun(text: str) -> str:
    """A plain noun: small letters, no article, no full stop."""
    plain = line(text.replace("_", " "), 40).lower().strip(" .,;:!“”\"'")
    return re.sub(r"^(?:an?|the|some|in|at|on)\s+(?:the\s+)?", "", plain)


def nearest(
    word: str, known: Iterable[str], default: str, alike: dict[str, str] | None = None
) -> str:
    """The one of `known` that `word` means: itself, a form of it, one of `alike`; else `default`."""
    options = list(known)
    plain = re.sub(r"[\s-]+", "_", word.strip().lower())
    if plain in options:
        return plain
    if alike and (found := next((alike[key] for key in alike if key in plain), "")):
        return found
    if stem := next((option for option in options if option in plain), ""):
        return stem
    close = difflib.get_close_matches(plain, options, 1, cutoff=0.55)
    return close[0] if close else default


def colour(text: str) -> str:
    """A colour as #rrggbb; "" when it is none. Takes RRGGBB, #RGB, #RRGGBBAA and rgb(r, g, b)."""
    plain = text.strip().lower().removeprefix("#")
    if numbers := re.match(r"rgba?\((\d+)[, ]+(\d+)[, ]+(\d+)", plain):
        return "#" + "".join(f"{min(255, int(n)):02x}" for n in numbers.groups())
    if re.fullmatch(r"[0-9a-f]{3}", plain):
        plain = "".join(digit * 2 for digit in plain)
    return f"#{plain[:6]}" if re.fullmatch(r"[0-9a-f]{6}(?:[0-9a-f]{2})?", plain) else ""


def find_object(text: str) -> dict[str, Any] | None:
    """The JSON object in an answer, also behind thoughts, between fences or amid prose; None if none."""
    text = _THOUGHT.sub("", text)
    decoder = json.JSONDecoder(strict=False)  # raw line breaks within strings are forgiven
    start, tries = text.find("{"), 0
    while start >= 0 and tries < 20:
        try:
            value, _ = decoder.raw_decode(text, start)
        except (ValueError, RecursionError):
            value = None
        if isinstance(value, dict) and value:
            return value
        start, tries = text.find("{", start + 1), tries + 1
    return None


def flaw(text: str) -> str:
    """What must not be in a book's words, as a complaint to the writer; "" when there is nothing.

    It finds links, addresses and markup. It does not judge what is said.
    """
    for pattern, name in (
        (_LINK, "a web address"),
        (_MAIL, "an e-mail address"),
        (_MARKUP, "markup"),
    ):
        if found := pattern.search(text):
            return f"There is {name} in it (“{found[0][:40]}”): words only."
    return ""


def echoes(text: str, instructions: str) -> bool:
    """Whether some of the instructions stand in the text, word for word."""

    def runs(source: str) -> set[tuple[str, ...]]:
        found = [word.lower() for word in words(source)]
        return {tuple(found[i : i + _ECHO]) for i in range(len(found) - _ECHO + 1)}

    return not runs(text).isdisjoint(runs(instructions))


def spaced(text: str) -> str:
    """Words alone, with a space before and behind each: to look for one text in another."""
    return f" {' '.join(words(text.replace('’', chr(39))))} "


def folded(text: str) -> str:
    """`spaced`, in small letters."""
    return spaced(text).casefold()
