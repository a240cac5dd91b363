"""Numbered words, paragraphs and the refrain."""

from __future__ import annotations

import re
from xml.etree import ElementTree

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.support.manuscripts import BEAT, REFRAIN

from fablewright.books.reading import audio_blocks, read


def spans(blocks: dict[str, str]) -> list[tuple[int, str]]:
    """Number and text of every word, parsed as XHTML."""
    root = ElementTree.fromstring(f"<body>{''.join(blocks.values())}</body>")  # noqa: S314
    return [(int(s.attrib["data-word"]), s.text or "") for s in root.iter("span")]


def test_words_are_numbered_over_the_whole_book() -> None:
    beats = ("One two.\n\nThree", "four  five", "", "six & <seven>")
    assert spans(audio_blocks(beats)) == list(enumerate(" ".join(beats).split()))
    assert audio_blocks(beats)["a"].count("<p>") == 2
    assert list(audio_blocks(beats)) == ["a", "b", "c", "d"]


@settings(max_examples=50)
@given(st.lists(st.text(max_size=60), min_size=4, max_size=4))
def test_any_text_gives_wellformed_xhtml_with_a_span_for_every_word(beats: list[str]) -> None:
    words = [word for beat in beats for word in beat.split()]
    assert [number for number, _ in spans(audio_blocks(beats))] == list(range(len(words)))


def test_a_given_refrain_is_marked_whatever_its_punctuation() -> None:
    html = audio_blocks(("He sang: “wait for me, SLEEPY old moon” again.",), REFRAIN)["a"]
    marked = re.findall(r'<em class="refrain">(.*?)</em>', html)
    assert [re.sub("<[^>]+>", "", m) for m in marked] == ["“wait for me, SLEEPY old moon”"]


def test_a_refrain_is_found_when_three_beats_share_a_sentence() -> None:
    beats = tuple(f"Beat {n} is its own. Over the hill and home! Bye {n}." for n in "abcd")
    found = [token.text for token in read(beats)[2][0] if token.refrain]
    assert found == ["Over", "the", "hill", "and", "home!"]
    assert not any(t.refrain for beat in read((BEAT, "x", "y", "z")) for p in beat for t in p)
