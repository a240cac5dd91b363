"""Strings that match a regular expression, for the constructs that schemas use."""

from __future__ import annotations

import random
import re
import string

_CLASSES = {
    "d": string.digits,
    "w": string.ascii_lowercase + string.digits + "_",
    "s": " ",
    "D": string.ascii_lowercase,
    "W": "-",
    "S": string.ascii_lowercase,
}
_ANY = string.ascii_lowercase


def matching(pattern: str, source: random.Random) -> str | None:
    """A string in which `pattern` is found, or None when it uses more than this understands:
    literals, classes, groups, alternatives, `? * + {m,n}`, and anchors at both ends."""
    try:
        text = _Maker(pattern, source).alternatives()
        return text if re.search(pattern, text) else None
    except (IndexError, ValueError, re.error, RecursionError):
        return None


class _Maker:
    """Reads the pattern once from left to right and writes as it goes."""

    def __init__(self, pattern: str, source: random.Random) -> None:
        self._pattern, self._at, self._source = pattern, 0, source

    def _peek(self) -> str:
        return self._pattern[self._at : self._at + 1]

    def _take(self) -> str:
        self._at += 1
        return self._pattern[self._at - 1]

    def alternatives(self) -> str:
        made = [self._sequence()]
        while self._peek() == "|":
            self._take()
            made.append(self._sequence())
        return self._source.choice(made)

    def _sequence(self) -> str:
        text = ""
        while self._peek() not in ("", "|", ")"):
            begin = self._at
            piece = self._atom()
            low, high = self._repeats()
            end = self._at
            if (low, high) == (1, 1):
                text += piece
                continue
            for _ in range(self._source.randint(low, high)):
                self._at = begin  # each time anew: [a-z]{3} is not one letter three times
                text += self._atom()
            self._at = end
        return text

    def _atom(self) -> str:
        char = self._take()
        if char in "^$":
            return ""
        if char == ".":
            return self._source.choice(_ANY)
        if char == "[":
            return self._source.choice(self._members())
        if char == "(":
            if self._pattern.startswith("?:", self._at):
                self._at += 2
            elif self._peek() == "?":
                raise ValueError(self._pattern)
            text = self.alternatives()
            self._take()
            return text
        if char == "\\":
            escaped = self._take()
            if escaped in "bB":
                return ""
            return self._source.choice(_CLASSES[escaped]) if escaped in _CLASSES else escaped
        return char

    def _members(self) -> str:
        excluded = self._peek() == "^"
        if excluded:
            self._take()
        members = ""
        while self._peek() != "]" or not members:
            char = self._take()
            if char == "\\":
                escaped = self._take()
                members += _CLASSES.get(escaped, escaped)
            elif self._peek() == "-" and self._pattern[self._at + 1] != "]":
                self._take()
                last = self._take()
                members += "".join(map(chr, range(ord(char), ord(last) + 1)))
            else:
                members += char
        self._take()
        if excluded:
            return "".join(char for char in string.ascii_letters if char not in members)
        return members

    def _repeats(self) -> tuple[int, int]:
        low, high = 1, 1
        sign = self._peek()
        if sign in ("?", "*", "+") and sign:
            self._take()
            low, high = {"?": (0, 1), "*": (0, 4), "+": (1, 5)}[sign]
        elif found := re.compile(r"\{(\d+)(,?)(\d*)\}").match(self._pattern, self._at):
            self._at = found.end()
            low = int(found[1])
            high = int(found[3]) if found[3] else low + 3 if found[2] else low
            high = min(high, max(low, low + 8))
        if self._peek() == "?" and (low, high) != (1, 1):
            self._take()  # lazy or greedy: the same to a writer
        return low, high
