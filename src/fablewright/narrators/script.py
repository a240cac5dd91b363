"""What is sent to a provider to be read, and how long reading it takes at an ordinary pace.

People's words are data: brackets that some providers take for commands (SSML's "<break/>", "[laughs]",
"[pause:9s]") are sent as plain round ones, and what no voice can say is left out.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby

from fablewright.core.errors import Misconfigured, Refused
from fablewright.narrators.base import NarrationRequest
from fablewright.narrators.offline.text import breaths, spoken_form
from fablewright.narrators.offline.text import script as writing_of

USUAL = 150.0
"""Words a minute, pauses included, of the ordinary English prose that `Script.seconds` is made for."""
SLOWEST, FASTEST = 0.85, 1.15
"""A voice sounds natural between these parts of its own speed."""
PAUSES = {
    "comma": 0.2,
    "tag": 0.25,
    "trailing": 0.4,
    "sentence": 0.5,
    "paragraph": 0.7,
    "page": 0.9,
}
"""Seconds of quiet that a voice is expected to leave after a word, by what ends there."""

_PLAIN = str.maketrans("<>[]{}", "()()()")
_UNSAYABLE = re.compile(
    "[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufeff\ufffe\uffff]"
)
_ENDS = re.compile(r"[.!?…。！？؟।:,;—–-][\"'”’»)\]]*$")
_WORD, _LETTER, _SIGN, _LAST = 0.04, 0.06, 0.19, 0.12
"""Seconds: each word, each of its letters, each sign of a writing in syllables; and what a word before
a pause is drawn out. Fitted to word times of the offline voices."""


@dataclass(frozen=True, slots=True)
class Spoken:
    """A word of the book. `weight` is how long it takes to say, 0 for what has no sound; `pause`
    what follows, a key of `PAUSES` or ""."""

    written: str
    weight: float
    pause: str


@dataclass(frozen=True)
class Script:
    """Title and beats as one text. `words` are all whitespace-separated words of both, in order; the
    first `titles` are the title's."""

    text: str
    words: tuple[Spoken, ...]
    titles: int

    @cached_property
    def seconds(self) -> float:
        """What reading takes at `USUAL` pace."""
        return sum(word.weight + PAUSES.get(word.pause, 0.0) for word in self.words)


def written(request: NarrationRequest) -> Script:
    """The script of a book. Title and beats are parted by blank lines."""
    pages = [_words(request.title, request.language)]
    pages += [_words(beat, request.language) for beat in request.beats]
    title = _sendable(request.title)
    if title and not _ENDS.search(title):
        title += "."  # or the voice runs on into the story
    parts = (title, *(_sendable(beat) for beat in request.beats))
    words = tuple(word for page in pages for word in page)
    return Script("\n\n".join(part for part in parts if part), words, len(pages[0]))


def refuse_unreadable(script: Script, longest: int | None) -> None:
    """Raises `Refused` for a text without a word, or longer than one request to a model may be."""
    if not any(word.weight for word in script.words):
        raise Refused("There is nothing in this story that can be read aloud.")
    if longest is not None and len(script.text) > longest:
        raise Refused(
            f"The story has {len(script.text):,} characters; the model in FABLEWRIGHT_NARRATOR_MODEL"
            f" reads at most {longest:,} at once. Choose a shorter story, or another model there."
        )


def voice_of(request: NarrationRequest, usual: str) -> str:
    """The voice that a book asks for, or the usual one. Raises `Misconfigured` when there is neither."""
    voice = request.voice.strip() or usual
    if not voice:
        raise Misconfigured(
            "FABLEWRIGHT_NARRATOR_VOICE is empty: name a voice of this narrator there."
        )
    return voice


def speed_for(script: Script, seconds: float | None, pace: float) -> float:
    """The speed, 1.0 being the voice's own, at which a voice of `pace` words a minute reads for
    `seconds`; never outside what sounds natural."""
    if seconds is None or seconds <= 0:
        return 1.0
    return round(min(max(script.seconds * USUAL / pace / seconds, SLOWEST), FASTEST), 2)


def weight(word: str) -> float:
    """Seconds that an ordinary voice takes for a word; 0 for one without sound."""
    said = spoken_form(word)
    if not said:
        return 0.0
    letters = sum(6 if char.isdigit() else 1 for char in said if char.isalnum())
    if writing_of(said) in ("CJK", "HIRAGANA", "KATAKANA", "HANGUL"):
        return _WORD + _SIGN * letters
    return _WORD + _LETTER * letters


def _words(page: str, language: str) -> list[Spoken]:
    result: list[Spoken] = []
    for breath in breaths(page, language):
        for index, word in enumerate(breath.words, start=1):
            comma = word.rstrip("\"'”’»)]").endswith((",", ";", ":"))
            inside = "comma" if comma else ""
            ends = index == len(breath.words) and breath.pause != "join"
            pause = breath.pause if ends else inside
            said = weight(word)
            result.append(Spoken(word, said + _LAST if said and pause else said, pause))
    return result


def _sendable(page: str) -> str:
    """Paragraphs parted by blank lines, words by single spaces."""
    kept = (_UNSAYABLE.sub("", block).translate(_PLAIN) for block in _paragraphs(page))
    return "\n\n".join(text for block in kept if (text := " ".join(block.split())))


def _paragraphs(page: str) -> Sequence[str]:
    lines = groupby(page.replace("\r\n", "\n").split("\n"), key=lambda line: bool(line.strip()))
    return [" ".join(" ".join(line.split()) for line in block) for full, block in lines if full]
