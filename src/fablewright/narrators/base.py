"""What every narrator can do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from fablewright.core.artist import Call
from fablewright.core.book import Word


@dataclass(frozen=True, slots=True)
class NarrationRequest:
    """A book to read aloud: the title, then four beats. `seconds` is the length to aim at."""

    title: str
    beats: tuple[str, str, str, str]
    language: str = "en"
    voice: str = ""
    seconds: float | None = None


@dataclass(frozen=True, slots=True)
class Narration:
    """A recording. `words` are exactly the whitespace-separated words of the four beats, in order;
    `title_words` those of the title. `duration` is the MP3's length in seconds as a player counts it.
    `estimated` says that word times were computed, not heard."""

    mp3: bytes
    duration: float
    title_words: tuple[Word, ...]
    words: tuple[Word, ...]
    voice: str
    estimated: bool = False


class Narrator(Protocol):
    """Reads aloud."""

    name: str

    def check_voice(self, voice: str, language: str) -> None:
        """Raises `Refused`, saying what there is, for a voice that nobody here has."""

    def narrate(self, request: NarrationRequest) -> Call[Narration]: ...

    async def check(self) -> None:
        """Raises `Misconfigured` when it cannot work as the settings are. Costs nothing."""

    async def close(self) -> None:
        """End whatever processes or connections it holds."""
