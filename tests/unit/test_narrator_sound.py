"""Pauses, loudness and the MP3 file."""

from __future__ import annotations

import io
import shutil
import subprocess

import mutagen.mp3
import numpy as np
import pytest

from fablewright.narrators.offline import mix, mp3
from fablewright.narrators.offline.engine import Samples
from fablewright.narrators.offline.text import breaths
from fablewright.narrators.offline.timing import Take, envelope, frame_size

RATE = 22050
PAGES = [breaths(text) for text in ("Title", "One. Two.", "Three.", "Four…", "Five.\n\nSix.")]


def tone(loudness: float, seconds: float = 0.5) -> Take:
    t = np.arange(round(seconds * RATE), dtype=np.float32)
    return Take(np.float32(loudness) * np.sin(t * 0.06), [(0.0, seconds)])


TAKES = [
    [tone(loudness) for _ in page]
    for page, loudness in zip(PAGES, (0.1, 0.02, 0.9, 0.3, 0.05), strict=True)
]


def recording() -> tuple[Samples, mix.Layout]:
    quiet = mix.pauses(PAGES)
    sound = np.concatenate(list(mix.pieces(TAKES, quiet, RATE)))
    return sound, mix.layout(TAKES, quiet, RATE)


def test_pauses_are_those_of_a_reader() -> None:
    title, one, two, three, four = mix.pauses(PAGES)
    assert title == [mix.AFTER_TITLE]
    assert one == [mix.PAUSES["sentence"], mix.PAUSES["page"]]
    assert two == [mix.BEFORE_THE_TURN]
    assert three == [mix.PAUSES["page"]]
    assert four == [mix.PAUSES["paragraph"], 0.0]
    assert mix.pauses(PAGES, 0.5)[0] == [mix.AFTER_TITLE / 2]


def test_nothing_is_read_after_an_empty_page() -> None:
    assert mix.pauses([PAGES[0], [], [], [], []]) == [[0.0], [], [], [], []]


def test_the_layout_tells_where_each_take_is() -> None:
    sound, plan = recording()
    assert plan.seconds == pytest.approx(len(sound) / RATE)
    audible = envelope(sound, RATE) > 0.01
    frame = frame_size(RATE) / RATE
    for page in plan.times:
        for start, end in page:
            assert audible[round(start / frame) + 1]
            assert not audible[round(start / frame) - 2]
            assert not audible[round(end / frame) + 2]


def test_every_page_is_equally_loud() -> None:
    sound, plan = recording()
    levels = []
    for page in plan.times:
        start, end = page[0]
        part = sound[int(start * RATE) : int(end * RATE)]
        levels.append(20 * np.log10(np.sqrt(np.mean(part**2))))
    assert levels == pytest.approx([-20] * 5, abs=0.2)


def test_peaks_bend_and_never_clip() -> None:
    wild = np.linspace(-4, 4, 999, dtype=np.float32)
    tamed = mix.limited(wild)
    assert np.abs(tamed).max() <= mix.PEAK < 10 ** (-1.5 / 20)
    assert np.all(np.diff(tamed) >= 0)
    soft = np.abs(wild) < mix.KNEE
    assert np.array_equal(tamed[soft], wild[soft])


def test_it_begins_and_ends_in_quiet() -> None:
    sound, _ = recording()
    assert not sound[-round(mix.CLOSING * RATE) :].any()
    assert not sound[: round(mix.OPENING * RATE)].any()


def test_twice_the_rate_is_the_same_sound() -> None:
    t = np.arange(8000) / 16000
    slow = np.sin(2 * np.pi * 1000 * t).astype(np.float32)
    fast = mix.doubled(slow)
    t = np.arange(16000) / 32000
    assert fast[200:-200] == pytest.approx(np.sin(2 * np.pi * 1000 * t)[200:-200], abs=1e-3)
    assert mix.playable(iter([]), 8000)[1] == 32000
    assert mix.playable(iter([]), RATE)[1] == RATE


@pytest.mark.parametrize("rate", [22050, 24000, 32000, 44100])
def test_the_duration_is_what_players_count(rate: int) -> None:
    file = mp3.encode([np.zeros(rate * 3, np.float32), np.zeros(12345, np.float32)], rate)
    info = mutagen.mp3.MP3(io.BytesIO(file)).info
    assert mp3.duration(file) == pytest.approx(info.length, abs=0.001)
    assert mp3.duration(file) == pytest.approx(3 + 12345 / rate, abs=0.12)
    assert (info.channels, info.sample_rate, info.bitrate) == (1, rate, 64000)


@pytest.mark.parametrize("rate", [22050, 32000])
def test_a_click_is_heard_when_it_is_said_to_be(rate: int) -> None:
    ffmpeg = shutil.which("ffmpeg")
    if not ffmpeg:
        pytest.skip("no ffmpeg")
    click = np.zeros(rate, np.float32)
    click[rate // 2] = 0.9
    played = np.frombuffer(
        subprocess.run(
            [ffmpeg, "-v", "error", "-i", "pipe:0", "-f", "s16le", "-"],
            input=mp3.encode([click], rate),
            capture_output=True,
            check=True,
        ).stdout,
        np.int16,
    )
    heard = int(np.argmax(np.abs(played))) / rate
    assert heard == pytest.approx(mp3.heard_at(0.5, rate), abs=1.5 / rate)
    assert len(played) / rate == pytest.approx(mp3.duration(mp3.encode([click], rate)), abs=1e-6)
