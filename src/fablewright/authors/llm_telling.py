"""A story heard while a model writes it: the words that are sure, taken from JSON that is not whole yet."""

from __future__ import annotations

import asyncio
import re

from pydantic_core import from_json

from fablewright.authors import llm_shaping as shaping
from fablewright.authors.base import Told
from fablewright.authors.llm_repair import flaw, tidy
from fablewright.core.book import Brief, StoryText

_BEATS = ("beat_1", "beat_2", "beat_3", "beat_4")
_PIECE = re.compile(r"(?:\s*\S+){1,6}\s*")
_BREATH = 8  # pieces after which others have a turn
_STEP = 20  # characters that are worth looking at: all that has come is read anew each time


class Telling:
    """Tells title and words as soon as they can no longer change. Nothing is told that is flawed."""

    def __init__(self, brief: Brief, told: Told) -> None:
        self._brief, self._told = brief, told
        self._answer = self._text = ""
        self._title: str | None = None
        self._ended, self._looked = False, 0

    def hear(self, piece: str) -> None:
        """The next piece of the model's answer."""
        self._answer += piece
        if self._ended or len(self._answer) < self._looked + _STEP or "beat_1" not in self._answer:
            return
        self._looked = len(self._answer)
        begun = self._answer.rpartition("</think>")[2]
        try:
            found = from_json(begun[begun.index("{") :], allow_partial="trailing-strings")
        except ValueError:
            return
        if isinstance(found, dict) and isinstance(found.get("title"), str):
            self._tell(found, last=next(reversed(found)))

    async def finish(self, story: StoryText) -> None:
        """What has not been told yet; all of it when the answer came in one piece."""
        text = "\n\n".join(beat.text for beat in story.beats)
        for number, piece in enumerate(self._new(story.title, text), 1):
            self._told("text", piece)
            if number % _BREATH == 0:
                await asyncio.sleep(0)

    def _tell(self, found: dict[str, object], last: str) -> None:
        """`last` is the field that is being written: it may end in half a word."""
        beats = []
        for name in _BEATS:
            beat = found.get(name)
            if not isinstance(beat, str) or last == "title":
                break
            beats.append(re.sub(r"\s*\S*$", "", beat) if name == last else beat)
            if name == last:
                break
        title = shaping.title_of(str(found["title"]), self._brief)
        text = "\n\n".join(tidy(beat, self._brief.language) for beat in beats).strip()
        if flaw(title) or flaw(text):
            self._ended = True
        elif title and text:
            for piece in self._new(title, text):
                self._told("text", piece)

    def _new(self, title: str, text: str) -> list[str]:
        """The part of `text` that has not been told, in small pieces; tells the title first of all."""
        if self._title is None:
            self._title = title
            self._told("title", title)
        if not text.startswith(self._text):
            self._ended = True
            return []
        fresh, self._text = text[len(self._text) :], text
        return _PIECE.findall(fresh)
