"""What every narrator promises, whoever speaks."""

from __future__ import annotations

import io
from collections.abc import AsyncIterator

import mutagen.mp3
import pytest
from tests.support import prose, speakers

from fablewright.core.book import Word
from fablewright.narrators.base import Narration, NarrationRequest, Narrator
from fablewright.narrators.offline import OfflineNarrator
from fablewright.narrators.offline.voices import installed_flite

NARRATORS = ("espeak", "flite", "elevenlabs", "openai", "kokoro")

HOSTILE: dict[str, tuple[str, str, str, str]] = {
    "nothing": ("", " \n\n ", "", ""),
    "signs": ("— … ***", "?! “” ’ ... ... , , ,", "", "🦊 ran 🎈 👩‍👧 🙂🙂🙂\n\n🌙"),
    "alphabets": ("היה היה שועל.", "كان يا ما كان", "从前有一只小狐狸。", "Жила-была лиса."),
    "machines": (
        'Wait <break time="9s"/> now </speak> &amp; {{x}} %s %n [[pau]] \\n',
        "See https://example.com/a/b?c=d#e or a@b.example in C:\\Windows\\x",
        "n\0u\0l \x1b[31mred \u202eback\u202c \ufeff\ufffd x",
        "7 1/2 ½ £3.50 1,234,567,890,123 00:59 3rd 10%",
    ),
    "long words": ("a" * 5000, "Donau" * 60, "ab-" * 700, "x" * 60 + "!"),
}


@pytest.fixture(params=NARRATORS)
async def narrator(request: pytest.FixtureRequest) -> AsyncIterator[Narrator]:
    if request.param == "flite" and not installed_flite():
        pytest.skip("CMU Flite is not installed")
    built: Narrator
    if request.param in ("espeak", "flite"):
        built = OfflineNarrator(flite={} if request.param == "espeak" else None)
    else:
        options = {"longest": None} if request.param == "openai" else {}
        built = speakers.narrator(request.param, **options)
    yield built
    await built.close()


async def read(narrator: Narrator, request: NarrationRequest) -> Narration:
    return (await narrator.narrate(request).run()).value


def assert_sound(narration: Narration, request: NarrationRequest) -> None:
    """The words are those written, in order, within the file."""
    assert [word.txt for word in narration.title_words] == request.title.split()
    assert [word.txt for word in narration.words] == [
        word for beat in request.beats for word in beat.split()
    ]
    assert_in_order([*narration.title_words, *narration.words], narration.duration)
    length = mutagen.mp3.MP3(io.BytesIO(narration.mp3)).info.length
    assert narration.duration == pytest.approx(length, abs=0.05)
    assert narration.voice


def assert_in_order(words: list[Word], duration: float) -> None:
    clock = 0.0
    for word in words:
        assert clock <= word.start < word.end <= duration, word
        clock = word.start


async def test_a_story_is_read_word_for_word(narrator: Narrator) -> None:
    request = NarrationRequest("The Third Bell", prose.beats(100), seconds=48.0)
    narration = await read(narrator, request)
    assert_sound(narration, request)
    assert narration.duration == pytest.approx(48, rel=0.1)


@pytest.mark.parametrize("kind", HOSTILE)
async def test_whatever_is_written_is_survived(narrator: Narrator, kind: str) -> None:
    request = NarrationRequest(f"“{kind}” 🦊", HOSTILE[kind], seconds=60.0)
    assert_sound(await read(narrator, request), request)


async def test_the_same_request_gives_the_same_bytes(narrator: Narrator) -> None:
    request = NarrationRequest("Twice", ("“Hi,” said Nell.", "It rained.", "It stopped.", "Bye."))
    first, second = await read(narrator, request), await read(narrator, request)
    assert first == second


async def test_other_languages_are_read(narrator: Narrator) -> None:
    request = NarrationRequest(
        "Le renard", ("« Viens ! » dit-il — et il court.", "Il neige.", "Silence.", "Fin."), "fr"
    )
    assert_sound(await read(narrator, request), request)


async def test_a_call_describes_itself_before_it_is_made(narrator: Narrator) -> None:
    call = narrator.narrate(NarrationRequest("Title", ("One.", "Two.", "Three.", "Four.")))
    assert call.capability == "speech"
    assert call.provider == narrator.name
    assert call.model
    assert "Title" in call.prompt
    assert "Four." in call.prompt
