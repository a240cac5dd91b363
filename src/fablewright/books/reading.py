"""The text of a book as it is read aloud: numbered words, paragraphs, and the refrain among them.

The number of a word is its place among all whitespace-separated words of the four beats, from 0: the
same number that the narration's word times have.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

_BLANK_LINE = re.compile(r"\n\s*\n")
# What XML 1.0 cannot hold (section 2.2), noncharacters, and marks that would turn the line around.
_UNPRINTABLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ue000-\uf8ff"
    "\ufdd0-\ufdef\ufeff\ufff9-\uffff\U000e0000-\U0010ffff]"
)
_SENTENCE_END = re.compile(r"[.!?…。！？؟][\"'”’»)\]]*$")
REFRAIN_WORDS = range(3, 13)


@dataclass(frozen=True, slots=True)
class Token:
    """One word as printed; `refrain` says that it belongs to the book's refrain."""

    index: int
    text: str
    refrain: bool = False

    @property
    def ends_sentence(self) -> bool:
        return bool(_SENTENCE_END.search(self.text))


Paragraph = tuple[Token, ...]


def printable(text: str) -> str:
    """The text without characters that neither XML nor paper can show."""
    return _UNPRINTABLE.sub("", text)


def read(beats: Sequence[str], refrain: str = "") -> tuple[tuple[Paragraph, ...], ...]:
    """The paragraphs of each beat. Without `refrain`, one is looked for: see `find_refrain`."""
    plain: list[tuple[Paragraph, ...]] = []
    index = 0
    for beat in beats:
        paragraphs: list[Paragraph] = []
        for block in _BLANK_LINE.split(beat):
            words = block.split()
            numbered = enumerate(words, start=index)
            if words:
                paragraphs.append(tuple(Token(n, printable(word)) for n, word in numbered))
            index += len(words)
        plain.append(tuple(paragraphs))
    sought = _fold(refrain.split()) or find_refrain(plain)
    return tuple(tuple(_mark(paragraph, sought) for paragraph in beat) for beat in plain)


def find_refrain(beats: Sequence[Sequence[Paragraph]]) -> tuple[str, ...]:
    """The longest sentence that stands in three beats or more, folded for comparing; or nothing."""
    seen: dict[tuple[str, ...], set[int]] = {}
    for number, beat in enumerate(beats):
        for paragraph in beat:
            for sentence in _sentences(paragraph):
                seen.setdefault(_fold(token.text for token in sentence), set()).add(number)
    often = (s for s, where in seen.items() if len(where) >= 3 and len(s) in REFRAIN_WORDS)
    return max(often, key=len, default=())


def audio_blocks(beats: Sequence[str], refrain: str = "") -> dict[str, str]:
    """HTML of each beat under `a`, `b`, `c`, `d`: a `<p>` per paragraph, a `<span data-word="N">` per
    word, the refrain in `<em class="refrain">`. Well-formed XHTML fragments; the text is escaped."""
    return {
        letter: "".join(f"<p>{markup(paragraph)}</p>" for paragraph in beat)
        for letter, beat in zip("abcd", read(beats, refrain), strict=False)
    }


def markup(paragraph: Paragraph, attribute: str = 'data-word="{}"') -> str:
    """The words of one paragraph in spans, each with `attribute` filled with the word's number."""
    runs = []
    for is_refrain, run in groupby(paragraph, key=lambda token: token.refrain):
        words = " ".join(
            f"<span {attribute.format(token.index)}>{html.escape(token.text)}</span>"
            for token in run
        )
        runs.append(f'<em class="refrain">{words}</em>' if is_refrain else words)
    return " ".join(runs)


def _sentences(paragraph: Paragraph) -> list[Paragraph]:
    sentences: list[Paragraph] = []
    start = 0
    for end, token in enumerate(paragraph, start=1):
        if token.ends_sentence or end == len(paragraph):
            sentences.append(paragraph[start:end])
            start = end
    return sentences


def _mark(paragraph: Paragraph, refrain: tuple[str, ...]) -> Paragraph:
    words = [_folded(token.text) for token in paragraph]
    inside: set[int] = set()
    for start in range(len(words) - len(refrain) + 1):
        if refrain and tuple(words[start : start + len(refrain)]) == refrain:
            inside.update(range(start, start + len(refrain)))
    return tuple(
        Token(token.index, token.text, refrain=place in inside)
        for place, token in enumerate(paragraph)
    )


def _fold(words: Iterable[str]) -> tuple[str, ...]:
    return tuple(_folded(word) for word in words)


def _folded(word: str) -> str:
    return "".join(letter for letter in word.casefold() if letter.isalnum())
