"""Words as written, as spoken, and the breaths between them."""

from __future__ import annotations

import pytest

from fablewright.narrators.offline.text import LONGEST_WORD, breaths, slower_ending, spoken_form

HOSTILE = [
    "",
    "   \n\n  \n ",
    "🦊 🎈👩‍👧",
    "— … *** “” ’",
    "היה היה שועל. كان يا ما كان! 从前有一只小狐狸。",
    'Wait <break time="3s"/> & <speak>',
    "See https://www.example.com/a/b?c=d#e for more.",
    "n\0u\0l \x1b[31m \u202ereversed \ufeff",
    "a" * 3000 + " " + "”" * 200,
    "“never closed. And on. „auch nicht “ » «",
    "5 1/2 ½ £3.50 10% 1,234,567 §4 H₂O",
    "Zażółć gęślą jaźń, Ærøskøbing!",
    "word " * 300,
]


@pytest.mark.parametrize(
    ("written", "spoken"),
    [
        ("“Hello!?”", "Hello?"),
        ("don’t", "don't"),
        ("Mr.", "Mr"),
        ("7", "7"),
        ("½", "½"),
        ("stop—now", "stop, now"),
        ("Shhhh!", "shush!"),
        ("soooo", "so"),
        ("https://www.example.com/x?y=1", "example.com"),
        ("<break", "break"),
        ("co\u00adop", "coop"),
        ("a\0b", "ab"),
        ("🦊", ""),
        ("—", ""),
        ("x y".replace(" ", "") * 99, ("xy" * 99)[:LONGEST_WORD]),
    ],
)
def test_a_word_is_spoken_as_a_reader_would(written: str, spoken: str) -> None:
    assert spoken_form(written) == spoken


@pytest.mark.parametrize("text", HOSTILE)
def test_no_word_is_lost_and_every_spoken_word_has_its_place(text: str) -> None:
    said = breaths(text)
    assert [word for breath in said for word in breath.words] == text.split()
    for breath in said:
        assert len(breath.spans) == len(breath.words) > 0
        ends = 0
        for span in filter(None, breath.spans):
            assert ends <= span[0] < span[1] <= len(breath.spoken)
            ends = span[1]


def test_breaths_part_at_sentences_quotation_marks_and_dashes() -> None:
    said = breaths(
        "“Is it late?” she asked Mr. Toad. “Look,” said Nell, “up there!”\n\nThe bell — broke…"
    )
    assert [(b.spoken, b.pause) for b in said] == [
        ("Is it late?", "tag"),
        ("she asked Mr Toad.", "sentence"),
        ("Look,", "comma"),
        ("said Nell,", "comma"),
        ("up there!", "paragraph"),
        ("The bell,", "trailing"),
        ("broke,", "page"),
    ]
    assert [b.speaker for b in said] == ["Toad", "", "Nell", "", "Nell", "", ""]


def test_exclamations_within_a_sentence_do_not_end_it() -> None:
    assert [b.spoken for b in breaths("Pop! pop! it went. Then quiet.")] == [
        "Pop! pop! it went.",
        "Then quiet.",
    ]


@pytest.mark.parametrize("quotes", ["“”", '""', "„“", "«»", "»«", "‘’"])
def test_quotation_marks_of_many_countries(quotes: str) -> None:
    said = breaths(f"{quotes[0]}Komm her!{quotes[1]} rief er.")
    assert [bool(b.speaker) for b in said] == [True, False]


def test_foreign_writing_is_read_in_its_own_language() -> None:
    said = breaths("My friend Мария and 小龙 laughed.", "en-GB")
    assert [b.language for b in said] == ["", "ru", "", "cmn", ""]
    assert [b.language for b in breaths("Маша и 小龙", "uk")] == ["", "cmn"]


def test_a_very_long_sentence_is_breathed() -> None:
    assert max(len(b.words) for b in breaths("and on it went, " * 100)) < 40
    assert max(len(b.words) for b in breaths("and on it went " * 100)) <= 60


def test_the_last_sentences_slow_down() -> None:
    page = slower_ending(breaths("One came. Two came. Three came. “Four,” said Nell. All slept."))
    paces = [breath.pace for breath in page]
    assert paces == sorted(paces, reverse=True)
    assert paces[0] == 1.0
    assert paces[-1] == 0.9
