"""Children's prose of any length, made of nothing: for what must be read, timed or printed."""

from __future__ import annotations

import random

_WHO = ("Bramwen", "the lighthouse keeper", "Oskar", "her grandmother", "the postman's goat")
_DID = (
    "carried the copper kettle down",
    "counted every button on",
    "painted a small red door on",
    "listened with one ear against",
    "tied three knots in",
    "left a spoonful of plum jam under",
)
_WHAT = (
    "the crooked stairs",
    "the oldest boat in Pellow Bay",
    "a mustard-coloured boot",
    "the drawer that nobody opened",
    "the long grey rope",
)
_WHEN = ("before breakfast", "while the rain drummed", "at half past seven", "without a word")
_SAID = (
    "“Is it time?” asked {who}.",
    "“Not yet,” said {who}. “Wait for the third bell.”",
    "“Hold the lamp — higher!”",
    "{who} shook the jar… and nothing came out.",
    "Clang, went the bell in the fog.",
)


def beats(words: int, seed: int = 1) -> tuple[str, str, str, str]:
    """Four beats of together about `words` words, in paragraphs of a few sentences."""
    dice = random.Random(seed)
    return tuple(_beat(words // 4, dice) for _ in range(4))  # type: ignore[return-value]


def _beat(words: int, dice: random.Random) -> str:
    paragraphs: list[str] = []
    while sum(len(p.split()) for p in paragraphs) < words:
        sentences = [_sentence(dice) for _ in range(dice.randint(2, 5))]
        paragraphs.append(" ".join(sentences))
    return " ".join(("\n\n".join(paragraphs)).split(" ")[:words]).rstrip(",;— ") + "."


def _sentence(dice: random.Random) -> str:
    if dice.random() < 0.35:
        said = dice.choice(_SAID).format(who=dice.choice(_WHO))
        return said[0].upper() + said[1:]
    plain = f"{dice.choice(_WHO)} {dice.choice(_DID)} {dice.choice(_WHAT)}"
    if dice.random() < 0.5:
        plain += f", {dice.choice(_WHEN)}"
    return plain[0].upper() + plain[1:] + "."
