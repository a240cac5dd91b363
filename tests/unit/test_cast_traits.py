"""The taxonomy of traits, and what contradicts what."""

from __future__ import annotations

import re
from collections import Counter
from itertools import groupby, permutations
from pathlib import Path

import pytest

from fablewright.cast.choosing import DESCRIPTIONS, HEADINGS, excluded_by
from fablewright.cast.traits import TRAITS, conflicts

PAGE = Path(__file__).parents[2] / "docs" / "traits.md"


def test_there_are_39_in_ten_families() -> None:
    families = {
        "skin", "hair", "eyes", "mobility", "hearing", "sight", "health", "dress and faith", "body", "family",
    }  # fmt: skip
    assert len(TRAITS) == 39
    assert {trait.family for trait in TRAITS.values()} == families


@pytest.mark.parametrize("name", TRAITS)
def test_every_trait_is_whole(name: str) -> None:
    trait = TRAITS[name]
    assert trait.id == name
    assert re.fullmatch(r"[a-z]+(_[a-z]+)*", name)
    assert trait.label
    assert trait.drawn.endswith(".")
    assert trait.question.endswith("?")
    assert trait.question.count("?") == 1
    assert re.match(r"(Is|Are|Does|Do) ", trait.question), "answered by yes or no"
    assert "this person" in trait.question.lower()
    assert not re.search(r"  |\|", trait.drawn + trait.question)


def test_no_word_that_people_have_asked_not_to_hear() -> None:
    texts = (" ".join((t.label, t.drawn, t.question, DESCRIPTIONS[t.id])) for t in TRAITS.values())
    said = " ".join(texts).lower()
    for word in ("suffer", "bound", "confined", "handicap", "normal", "impair", "albino", "midget"):
        assert word not in said


def test_no_group_stands_alone() -> None:
    groups = Counter(group for trait in TRAITS.values() for group in trait.one_of)
    assert min(groups.values()) > 1


@pytest.mark.parametrize(
    ("given", "found"),
    [
        ((), None),
        (("skin_deep", "glasses", "skin_tan"), ("skin_deep", "skin_tan")),
        (("hair_none", "hair_curly"), ("hair_none", "hair_curly")),
        (("hijab", "hair_coily"), ("hijab", "hair_coily")),
        (("kippah", "turban"), ("kippah", "turban")),
        (("albinism", "skin_ebony"), ("albinism", "skin_ebony")),
        (("albinism", "vitiligo"), ("albinism", "vitiligo")),
        (("walker", "wheelchair", "crutches"), ("walker", "wheelchair")),
        (("cochlear_implant", "ear_defenders"), ("cochlear_implant", "ear_defenders")),
        (
            ("kippah", "hair_curly", "skin_tan", "vitiligo", "baby_sling", "wheelchair", "glasses"),
            None,
        ),
        (("albinism", "hair_coily", "down_syndrome", "eyes_monolid", "large_body"), None),
        (("skin_tan", "skin_tan"), None),
        (("no_such", "", "🦄", "no_such"), None),
    ],
)
def test_what_contradicts_what(given: tuple[str, ...], found: tuple[str, str] | None) -> None:
    assert conflicts(given) == found


def test_a_chooser_finds_everything_in_order() -> None:
    assert list(DESCRIPTIONS) == list(TRAITS)
    assert list(HEADINGS) == [name for name, _ in groupby(t.family for t in TRAITS.values())]
    for name, sentence in DESCRIPTIONS.items():
        assert re.fullmatch(r"[A-Z][^.]{9,90}\.", sentence), name
    assert len(set(DESCRIPTIONS.values())) == len(TRAITS)


def test_what_excludes_what_is_what_is_refused() -> None:
    for one, other in permutations(TRAITS, 2):
        assert (other in excluded_by(one)) == (conflicts((one, other)) is not None)


def test_the_page_shows_what_the_code_says() -> None:
    page = PAGE.read_text("utf-8")
    for t in TRAITS.values():
        row = f"| {t.family} | `{t.id}` | {t.label} | {t.drawn} | {t.question} |"
        assert row in page, "python scripts/draw_traits.py writes it anew"
