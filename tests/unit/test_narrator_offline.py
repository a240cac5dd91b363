"""The offline narrator: lengths, word times against the sound, voices, and a child that dies."""

from __future__ import annotations

import asyncio
import io
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator
from itertools import pairwise
from pathlib import Path

import mutagen.mp3
import numpy as np
import pytest
from tests.support import prose

from fablewright.core.errors import Refused, TryAgain
from fablewright.narrators.base import NarrationRequest
from fablewright.narrators.offline import OfflineNarrator, mix, voices, worker
from fablewright.narrators.offline.engine import Engine, Sound, Speech
from fablewright.narrators.offline.espeak import Espeak
from fablewright.narrators.offline.flite import Flite
from fablewright.narrators.offline.text import breaths

FLITE = {"": "lib/libflite.so.2.2", "rms": "lib/rms", "slt": "lib/slt"}


@pytest.fixture
async def narrator() -> AsyncIterator[OfflineNarrator]:
    narrator = OfflineNarrator(flite={})
    yield narrator
    await narrator.close()


@pytest.mark.parametrize("minutes", [2, 3, 5, 10])
async def test_it_lasts_as_long_as_was_asked(narrator: OfflineNarrator, minutes: int) -> None:
    story = prose.beats(125 * minutes, seed=minutes)
    request = NarrationRequest("The Third Bell", story, seconds=60.0 * minutes)
    reply = await narrator.narrate(request).run()
    assert reply.value.duration == pytest.approx(60 * minutes, rel=0.01)
    assert 110 < reply.response["pace"] < 165  # type: ignore[operator]
    length = mutagen.mp3.MP3(io.BytesIO(reply.value.mp3)).info.length
    assert length == pytest.approx(reply.value.duration, abs=0.01)


@pytest.mark.parametrize(("words", "pace"), [(40, worker.SLOWEST), (900, worker.FASTEST)])
def test_what_does_not_fit_stays_natural(words: int, pace: float) -> None:
    pages = [breaths(text) for text in ("Title", *prose.beats(words))]
    _, used, stretch = worker.perform(pages, Espeak("", "en"), 120.0)
    assert used == pace
    assert worker.PAUSE_BAND[0] <= stretch <= worker.PAUSE_BAND[1]


@pytest.fixture(params=["espeak", "flite"])
def engine(request: pytest.FixtureRequest) -> Engine:
    if request.param == "espeak":
        return Espeak("", "en")
    if not (found := voices.installed_flite()):
        pytest.skip("CMU Flite is not installed")
    return Flite(found, voices.choose("flite", "en", "", found).name)


def test_words_begin_and_end_where_the_sound_does(engine: Engine) -> None:
    pages = [breaths(text) for text in ("The Third Bell", *prose.beats(150, seed=4))]
    takes = worker.record(pages, engine, worker.USUAL)
    quiet = mix.pauses(pages)
    sound = np.concatenate(list(mix.pieces(takes, quiet, engine.rate)))
    plan = mix.layout(takes, quiet, engine.rate)
    assert plan.seconds * engine.rate == pytest.approx(len(sound), abs=1)
    assert np.abs(sound).max() <= mix.PEAK

    window = round(engine.rate * 0.005)
    energy = np.sqrt(np.convolve(sound**2, np.ones(window) / window, "same"))
    heard = np.flatnonzero(energy > 0.004) / engine.rate
    times = [pair for page in plan.times for pair in page]
    after_pauses = [(end, start) for (_, end), (start, _) in pairwise(times) if start - end > 0.06]
    onsets, ends = [], []
    for end, start in after_pauses:
        middle = (end + start) / 2
        onsets.append(abs(start - heard[heard > middle][0]))
        ends.append(abs(end - heard[heard < middle][-1]))
    assert len(onsets) > 20
    assert np.mean(onsets) <= 0.01
    assert max(onsets) <= 0.04
    assert np.mean(ends) <= 0.03


def test_every_word_of_a_breath_is_heard_in_its_place(engine: Engine) -> None:
    text = "A fox saw the fox's fox, and 1234 owls"
    speech = engine.say(text, pace=140, lift=0, language="")
    starts = [text.index(word) for word in ("A", "fox", "saw", "the", "fox's", "fox,", "and")]
    heard = {sound.at for sound in speech.sounds}
    assert set(starts) - heard <= {text.index("the"), text.index("and")}  # may be merged
    assert any(text.index("1234") <= at < text.index("owls") for at in heard)
    assert text.index("owls") in heard
    assert all(0 <= sound.start < sound.end for sound in speech.sounds)


async def test_every_page_turn_is_a_pause(narrator: OfflineNarrator) -> None:
    pages = ("One sheep.", "Two sheep.", "Three sheep.", "Four sheep.")
    narration = (await narrator.narrate(NarrationRequest("Sheep", pages)).run()).value
    ends = [narration.title_words[-1].end, *(narration.words[i].end for i in (1, 3, 5))]
    starts = [narration.words[i].start for i in (0, 2, 4, 6)]
    gaps = [start - end for end, start in zip(ends, starts, strict=True)]
    wanted = [mix.AFTER_TITLE, mix.PAUSES["page"], mix.BEFORE_THE_TURN, mix.PAUSES["page"]]
    for gap, pause in zip(gaps, wanted, strict=True):
        assert pause <= gap + 0.01 <= pause + 0.25  # a sound dies away within the longer one
    assert narration.duration - narration.words[-1].end > mix.CLOSING


async def test_a_killed_child_is_a_reason_to_try_again(narrator: OfflineNarrator) -> None:
    call = narrator.narrate(NarrationRequest("Long", prose.beats(1200), seconds=600.0))
    reading = asyncio.create_task(call.run())
    while not (children := _children()):
        await asyncio.sleep(0.01)
    os.kill(children[0], signal.SIGTERM)
    with pytest.raises(TryAgain):
        await reading
    assert (await narrator.narrate(NarrationRequest("Short", ("Hi.", "", "", ""))).run()).value.mp3
    assert _children() == []


def _children() -> list[int]:
    """The narrators among our children."""
    listing = Path(f"/proc/self/task/{os.getpid()}/children")
    if not listing.exists():
        pytest.skip("needs /proc to find the child")
    pids = [int(pid) for pid in listing.read_text().split()]
    module = "narrators.offline.worker"
    return [pid for pid in pids if module in Path(f"/proc/{pid}/cmdline").read_text()]


@pytest.mark.parametrize(
    ("voice", "language", "says"),
    [
        ("nova", "en", "no voice “nova”. It has: espeak, "),
        ("espeak:xx", "en", "no voice “espeak:xx”"),
        ("espeak:en-us+nobody", "en", "no voice “espeak:en-us+nobody”"),
        ("flite:slt", "en", "It has: espeak, "),
        ("", "tlh", "does not speak the language “tlh”"),
    ],
)
async def test_an_unknown_voice_is_refused_in_a_plain_sentence(
    narrator: OfflineNarrator, voice: str, language: str, says: str
) -> None:
    call = narrator.narrate(NarrationRequest("T", ("Hi.", "", "", ""), language, voice))
    with pytest.raises(Refused) as refusal:
        await call.run()
    assert says in refusal.value.message


@pytest.mark.parametrize(
    ("voice", "language", "text", "engine", "name"),
    [
        ("", "en-GB", "Hello, Zoë", "flite", "rms"),
        ("", "en", "Hello, Мария", "espeak", ""),
        ("", "de", "Hallo", "espeak", ""),
        ("flite:slt", "en", "Hello", "flite", "slt"),
        ("espeak", "en", "Hello", "espeak", ""),
        ("espeak:en-us+f4", "en", "Hello", "espeak", "en-us+f4"),
    ],
)
def test_the_best_voice_is_chosen(
    voice: str, language: str, text: str, engine: str, name: str
) -> None:
    choice = voices.choose(voice, language, text, FLITE)
    assert (choice.engine, choice.name) == (engine, name)


def test_flite_is_found_where_a_distribution_puts_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(voices, "FLITE_FOLDERS", (str(tmp_path),))
    monkeypatch.setattr("sys.platform", "linux")
    assert voices.installed_flite() == {}
    for name in ("libflite.so.2.2", "libflite_cmu_us_slt.so.1", "libflite_cmu_us_kal.so.1"):
        (tmp_path / name).touch()
    (tmp_path / "libflite.so.1").symlink_to(tmp_path / "libflite.so.2.2")
    found = voices.installed_flite()
    assert set(found) == {"", "kal", "slt"}
    assert voices.flite_model(found) == "flite-2.2"
    assert voices.choose("", "en", "Hello", found).name == "slt"


def test_a_call_says_which_engine_will_read() -> None:
    request = NarrationRequest("Title", ("One.", "Two.", "Three.", "Four."))
    call = OfflineNarrator(flite=FLITE).narrate(request)
    assert (call.provider, call.model, call.variant) == ("offline", "flite-2.2", "1")
    assert call.prompt == "Title\n\nOne.\n\nTwo.\n\nThree.\n\nFour."
    assert OfflineNarrator(flite={}).narrate(request).model == "espeak-ng-1.52"


async def test_a_flite_that_cannot_be_loaded_is_replaced_unless_asked_for() -> None:
    narrator = OfflineNarrator(flite=FLITE)
    pages = ("Hi.", "", "", "")
    with pytest.raises(Refused, match="cannot be loaded"):
        await narrator.narrate(NarrationRequest("T", pages, voice="flite")).run()
    reply = await narrator.narrate(NarrationRequest("T", pages)).run()
    assert reply.response["model"] == "espeak-ng-1.52.0"
    assert reply.value.voice == "espeak:en-us+f5"


class Scribe:
    """An engine that notes how it is asked to speak."""

    model, voice, rate = "scribe", "scribe", 1000

    def __init__(self) -> None:
        self.asked: list[tuple[str, float]] = []

    def say(self, text: str, *, pace: float, lift: float, language: str) -> Speech:
        self.asked.append((text, lift))
        return Speech(np.full(300, 0.1, np.float32), (Sound(0, 0.0, 0.3),))


def test_everybody_in_the_book_keeps_a_pitch() -> None:
    scribe = Scribe()
    text = "“One,” said Nell. “Two,” said Oskar. “Three.” Rain fell."
    worker.record([breaths(text), breaths("“Four,” said Oskar. “Five,” said Nell.")], scribe, 140)
    lifts = dict(scribe.asked)
    assert lifts["Rain fell."] == lifts["said Nell."] == 0
    assert lifts["One,"] == lifts["Five,"] > 0
    assert lifts["Two,"] == lifts["Four,"] != lifts["One,"]


def test_speech_libraries_stay_out_of_our_process() -> None:
    code = (
        "import sys, fablewright.narrators.offline as o; o.OfflineNarrator();"
        "print([m for m in ('espeakng_loader', 'lameenc', 'numpy') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
