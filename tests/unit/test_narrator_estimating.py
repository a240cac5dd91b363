"""Recordings without times: MP3s measured, silences found, words placed on them."""

from __future__ import annotations

import io

import mutagen.mp3
import numpy as np
import pytest
from tests.support import prose, speakers

from fablewright.narrators import recording
from fablewright.narrators.base import NarrationRequest
from fablewright.narrators.estimating import place
from fablewright.narrators.offline import OfflineNarrator, mp3
from fablewright.narrators.recording import NotMp3, listen, measure
from fablewright.narrators.script import Spoken, written


def words(text: str) -> tuple[Spoken, ...]:
    return written(NarrationRequest("", (text, "", "", ""))).words


async def test_words_are_placed_where_a_voice_says_them() -> None:
    request = NarrationRequest("The Third Bell", prose.beats(160, seed=5))
    told = (await OfflineNarrator(flite={}).narrate(request).run()).value
    heard = listen(told.mp3)
    script = written(request)
    true = [word.start for word in (*told.title_words, *told.words)]

    def errors(quiet: tuple[recording.Interval, ...] | None) -> np.ndarray:
        times = place(script.words, quiet, heard.seconds)
        return np.array([abs(start - when) for (start, _), when in zip(times, true, strict=True)])

    assert errors(heard.quiet).mean() < 0.12
    assert np.percentile(errors(heard.quiet), 95) < 0.35
    assert errors(None).mean() > 2 * errors(heard.quiet).mean()


def test_a_voice_may_pause_where_it_likes() -> None:
    text = "One two three four. Five six, seven eight. Nine ten eleven twelve. Thirteen fourteen."
    # It runs on after "four.", takes a breath after "ten", and is quiet for long before "Thirteen".
    quiet = ((0, 0.2), (2.4, 2.6), (3.4, 3.8), (4.3, 4.5), (5.5, 6.4), (7.4, 8.0))
    times = place(words(text), quiet, 8.0)
    starts = dict(zip(text.split(), (start for start, _ in times), strict=True))
    assert starts["One"] == pytest.approx(0.2)
    assert starts["seven"] == pytest.approx(2.6)
    assert starts["Nine"] == pytest.approx(3.8)
    assert starts["Thirteen"] == pytest.approx(6.4)
    assert 1.2 < starts["Five"] < 1.7
    assert all(start <= end for start, end in times)


def test_a_pause_belongs_rather_to_a_full_stop_than_to_a_comma() -> None:
    text = "One two three four five six. Oh, seven eight nine ten eleven twelve."
    story = words(text)
    before = sum(word.weight for word in story[:6]) + story[6].weight * 0.6
    total = sum(word.weight for word in story)
    quiet = ((0, 0.1), (0.1 + before, 0.35 + before), (0.35 + total, 0.5 + total))
    times = place(story, quiet, quiet[-1][1])
    assert times[6][0] == pytest.approx(quiet[1][1])


def test_in_a_silent_recording_words_are_placed_by_length() -> None:
    story = words("One two. Three.")
    assert place(story, ((0.0, 3.0),), 3.0) == place(story, None, 3.0)


@pytest.mark.parametrize("text", ["", "🦊 — …", "a" * 3000, "从前有一只小狐狸。它很小。"])
@pytest.mark.parametrize("quiet", [None, ((0.0, 3.0),), ((0.0, 0.1), (2.9, 3.0))])
def test_any_text_finds_its_places(text: str, quiet: tuple[recording.Interval, ...] | None) -> None:
    times = place(words(text), quiet, 3.0)
    assert len(times) == len(text.split())
    assert all(0 <= start <= end <= 3.0 for start, end in times)


def test_silences_are_where_nothing_sounds() -> None:
    sound, said = speakers.say("One two. Three, four.\n\nFive.")
    heard = listen(sound)
    assert heard.quiet is not None
    begin = said[0].start + heard.delay
    assert heard.quiet[0] == (0.0, pytest.approx(begin, abs=0.02))
    pauses = [(said[i].end + heard.delay, said[i + 1].start + heard.delay) for i in (1, 2, 3)]
    assert len(heard.quiet) == 5
    for found, pause in zip(heard.quiet[1:-1], pauses, strict=True):
        assert found == (pytest.approx(pause[0], abs=0.02), pytest.approx(pause[1], abs=0.02))
    assert heard.quiet[-1][1] == heard.seconds


def test_a_silent_recording_is_one_silence() -> None:
    heard = listen(mp3.encode([np.zeros(24000, np.float32)], 24000))
    assert heard.quiet == ((0.0, heard.seconds),)


def test_what_is_too_long_for_a_story_is_not_decoded(monkeypatch: pytest.MonkeyPatch) -> None:
    sound = speakers.say("One two. Three, four.")[0]
    monkeypatch.setattr(recording, "LONGEST", 1.0)
    assert listen(sound).quiet is None


@pytest.mark.parametrize("rate", [22050, 24000, 32000, 44100, 48000])
def test_a_recording_without_a_header_is_heard_late(rate: int) -> None:
    sound = mp3.encode([np.zeros(rate * 2, np.float32)], rate)
    length = measure(sound)
    assert length.seconds == pytest.approx(mutagen.mp3.MP3(io.BytesIO(sound)).info.length, abs=1e-3)
    assert length.delay == pytest.approx(mp3.heard_at(0.0, rate))


def test_what_players_leave_out_is_not_counted() -> None:
    sound = speakers.say("One two. Three, four.")[0]
    plain = measure(sound)
    tag = b"Info" + (0).to_bytes(4, "big") + b"LAME3.100" + bytes(12)
    tag += (576 << 12 | 1000).to_bytes(3, "big")
    side = 9 + 4  # one channel, 24 kHz
    size = 64 * 72000 // 24000
    header = sound[:4] + bytes(side - 4) + tag
    tagged = b"ID3\x04\0\0\0\0\0\x05abcde" + header.ljust(size, b"\0") + sound + b"TAG".ljust(128)
    trimmed = measure(tagged)
    assert trimmed.seconds == pytest.approx(plain.seconds - 1576 / 24000)
    assert trimmed.delay == 0


@pytest.mark.parametrize(
    "sound",
    [b"", b"\xff", b"ID3", b"<html>no</html>" * 999, b"RIFF" + bytes(9000), b"\xff\xfb\x90\xc4"],
)
def test_what_is_no_mp3_is_told(sound: bytes) -> None:
    with pytest.raises(NotMp3, match="MP3"):
        listen(sound)


def test_other_things_after_the_sound_are_told() -> None:
    with pytest.raises(NotMp3, match="something else"):
        listen(speakers.say("One two.")[0] + b"<html>" * 1000)
