"""Leaves, sizes and title lines."""

from __future__ import annotations

import pytest
from tests.support.manuscripts import BEAT

from fablewright.books.binder.typesetting import (
    TEXT_FACE,
    TITLE_FACE,
    Room,
    Style,
    fit_title,
    flow,
    ruler,
    split,
)
from fablewright.books.reading import read

STYLE = Style()
LARGER = {38: 40, 20: 38, 18: 20}
LONG_TITLE = "The Extraordinarily Complicated Birthday of Professor Maximiliana von Quendelbach"


def words(leaf: object) -> list[str]:
    return [token.text for paragraph in leaf for token in paragraph]  # type: ignore[attr-defined]


@pytest.mark.parametrize("count", [1, 2, 3, 5])
def test_leaves_hold_every_word_once_in_order_and_are_alike(count: int) -> None:
    beat = read(("\n\n".join([BEAT] * 6),))[0]
    leaves = split(beat, [Room(400, 400)] * count)
    assert [w for leaf in leaves for w in words(leaf)] == words(beat)
    lengths = [len(" ".join(words(leaf))) for leaf in leaves]
    assert len(leaves) == count
    assert max(lengths) < 1.5 * min(lengths)


def test_pages_turn_between_sentences() -> None:
    beat = read((" ".join(f"Sentence {'very ' * (n % 5)}long stands here." for n in range(21)),))[0]
    for leaf in split(beat, [Room(400, 400)] * 3):
        assert words(leaf)[-1] == "here."


def test_the_largest_size_that_fits_is_taken_for_the_whole_book() -> None:
    beats = read((BEAT, BEAT * 3))
    size, leaves = flow(beats, ruler(TEXT_FACE), [Room(480, 440)], [40, 38, 20, 18], style=STYLE)
    measure = ruler(TEXT_FACE)
    heights = [measure.height(leaf, size, 480, STYLE) for beat in leaves for leaf in beat]
    larger = [measure.height(leaf, LARGER[size], 480, STYLE) for beat in leaves for leaf in beat]
    assert max(heights) <= 440
    assert size < 40
    assert max(larger) > 440


def test_together_gives_every_beat_as_many_leaves() -> None:
    beats = read((BEAT, " ".join([BEAT] * 8)))
    _, leaves = flow(
        beats, ruler(TEXT_FACE), [Room(480, 440)], [20, 18], style=STYLE, together=True
    )
    assert len(leaves[0]) == len(leaves[1]) > 1


def test_nothing_to_set_gives_one_empty_leaf() -> None:
    _, leaves = flow(read(("", "a" * 5000)), ruler(TEXT_FACE), [Room(480, 99)], [18], style=STYLE)
    assert leaves[0] == [()]


@pytest.mark.parametrize("title", [LONG_TITLE, "Finn", "x" * 90, "", "😀 ילד 狐狸"])
def test_titles_fit_and_lose_nothing(title: str) -> None:
    size, lines = fit_title(title, ruler(TITLE_FACE), Room(516, 176), largest=60, smallest=5)
    assert " ".join(lines) == title
    assert all(ruler(TITLE_FACE).width(line) * size <= 516 for line in lines)
    assert len(lines) <= 4


def test_title_lines_are_even() -> None:
    _, lines = fit_title(
        "Amara and the Sleepy Moon", ruler(TITLE_FACE), Room(516, 176), largest=48, smallest=20
    )
    assert lines == ("Amara and the", "Sleepy Moon")
