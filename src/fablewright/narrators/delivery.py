"""What a provider delivered, made into a narration, or an error that says what is wrong with it."""

from __future__ import annotations

import asyncio
import base64
import binascii
from collections.abc import Sequence
from decimal import Decimal

from fablewright.core.artist import Reply
from fablewright.core.errors import TryAgain
from fablewright.narrators.aligning import CutShort, Heard, finished, settle
from fablewright.narrators.base import Narration
from fablewright.narrators.recording import NotMp3, listen, load
from fablewright.narrators.script import USUAL, Script

HASTY = 0.55
"""A recording with less speech than this part of what was to be expected lacks some of its text."""
HASTY_AND_CUT = 0.75
"""The same for one that ends in the middle of a sound."""
ABRUPT = 0.1  # seconds


def prepare() -> None:
    """A recording will come soon: what listening to it needs is loaded while the voice reads."""
    asyncio.get_running_loop().run_in_executor(None, load)


def decoded(audio: object, record: Reply[None]) -> bytes:
    """Bytes from base64. Raises `TryAgain`."""
    try:
        return base64.b64decode(audio, validate=True)  # type: ignore[arg-type]
    except (TypeError, ValueError, binascii.Error):
        raise TryAgain("The provider's recording was not readable.", answer=record) from None


async def narration(
    script: Script,
    mp3: bytes,
    heard: Sequence[Heard],
    *,
    voice: str,
    pace: float,
    record: Reply[None],
) -> Narration:
    """The narration of an MP3 read at about `pace` words a minute, in which `heard` was timed.

    Raises `TryAgain` with `record` for what is no MP3, or shorter than its text.
    """
    try:
        return await asyncio.to_thread(_narration, script, mp3, heard, voice, pace)
    except CutShort:
        raise TryAgain("The recording ended before the story did.", answer=record) from None
    except NotMp3:
        raise TryAgain("The provider sent no MP3 recording.", answer=record) from None


def priced(per_1000: Decimal | None, characters: int) -> Decimal | None:
    """US dollars for so many characters; None when the price is not known."""
    return None if per_1000 is None else per_1000 * characters / 1000


def heard_facts(script: Script, narration: Narration, speed: float) -> dict[str, object]:
    """What the record tells of a recording. `pace` is that of the voice at its own speed."""
    pace = script.seconds * USUAL / narration.duration / speed
    return {
        "duration": narration.duration,
        "estimated": narration.estimated,
        "pace": round(pace, 1),
    }


def _narration(
    script: Script, mp3: bytes, heard: Sequence[Heard], voice: str, pace: float
) -> Narration:
    recording = listen(mp3)
    quiet = recording.quiet or ()
    voiced = recording.seconds - sum(b - a for a, b in quiet)
    ends_abruptly = bool(quiet) and quiet[-1][1] - quiet[-1][0] < ABRUPT
    expected = sum(word.weight for word in script.words) * USUAL / pace - ABRUPT
    if voiced < expected * (HASTY_AND_CUT if ends_abruptly else HASTY):
        raise CutShort("the recording is shorter than its text can be")
    placed = settle(script.words, heard, recording)
    words = finished(script.words, placed.times, recording.seconds)
    return Narration(
        mp3=mp3,
        duration=round(recording.seconds, 3),
        title_words=words[: script.titles],
        words=words[script.titles :],
        voice=voice,
        estimated=placed.estimated,
    )
