"""The storyteller: length, shape, people, language, and that it never stumbles."""

from __future__ import annotations

import itertools
import os
import re
import subprocess
import sys

import pytest

from fablewright.authors.offline.plan import Plan
from fablewright.authors.offline.script import plots, shared
from fablewright.authors.offline.storyteller import WORDS_PER_MINUTE, tell
from fablewright.authors.reading import band_for, reading_age, sentence_length
from fablewright.cast.traits import TRAITS
from fablewright.core.book import Brief, Person

SPARKS = (
    "space", "kitchen", "a shy octopus", "a lost key", "the new baby sister", "thunder",
    "a snail race", "grandpa's hearing aid", "the moon is too bright",
    "a robot who collects buttons", "moving house", "a cake for the queen", "the quiet library",
    "a dinosaur at the bus stop", "snow in July", "a violin nobody wants", "a wobbling tooth",
    "market day", "a letter without an address", "the night train", "my dad is a baker",
    "treasure on an island", "a tiny dragon", "mud",
)  # fmt: skip
HOSTILE = (
    "", "   ", "???!!…", "🐙🔑", "قطة صغيرة تحت القمر", "猫と月", "El gato que quería volar",
    "'; DROP TABLE stories; --", "<b>hi</b><script>alert(1)</script>", "a {M} {{x}} <p|q> |*#",
    "word " * 1000, "\u202eevil\u202c \x00\x07", "x", "running", "https://example.com/a?b=c",
)  # fmt: skip
MACHINE = re.compile(
    r"\b(?:Luna|Lily|Max|Whiskers|Elara|sparkl\w+|twinkl\w+|shimmer\w+|whispering woods|suddenly|"
    r"little did|testament to|from that day|full of love|heart full|wise old owl|tapestry|delv\w+|"
    r"happily ever after|magical|once upon a time|couldn’t help but|a sense of|learned that|"
    r"realized|realised|grateful|embark\w*|whimsical|beacon|journey of)\b",
    re.I,
)


def whole(plan: Plan) -> str:
    assert plan.story
    return "\n\n".join(beat.text for beat in plan.story.beats)


@pytest.mark.parametrize(("minutes", "age"), [(2, 4), (3, 7), (4, 5), (5, 10), (8, 6), (10, 4)])
def test_the_length_is_right_and_the_beats_are_even(minutes: int, age: int) -> None:
    for seed, spark in enumerate(SPARKS[:: 3 if minutes > 5 else 1]):
        story = tell(Brief(spark=spark, minutes=minutes, age=age, seed=seed)).story
        assert story
        assert story.word_count == pytest.approx(minutes * WORDS_PER_MINUTE, rel=0.04), spark
        shares = [len(beat.text.split()) / story.word_count for beat in story.beats]
        assert min(shares) >= 0.18, spark
        assert max(shares) <= 0.32, spark


def test_the_refrain_stands_at_one_place_and_changes_the_last_time() -> None:
    for spark in SPARKS:
        plan = tell(Brief(spark=spark, minutes=3, seed=2))
        assert plan.story
        assert 4 <= len(plan.refrain.split()) <= 9
        assert plan.refrain != plan.refrain_last
        for number, beat in enumerate(plan.story.beats):
            paragraphs = beat.text.split("\n\n")
            refrain = plan.refrain if number < 3 else plan.refrain_last
            assert paragraphs.count(refrain) == 1
            assert len(paragraphs) - paragraphs.index(refrain) <= 4


def test_the_spark_is_in_the_story() -> None:
    nouns = ("space", "kitchen", "octopus", "key", "sister", "thunder", "snail", "hearing aid",
             "moon", "robot", "moving", "cake", "library", "dinosaur", "snow", "violin", "tooth",
             "market", "letter", "train", "baker", "island", "dragon", "mud")  # fmt: skip
    for spark, noun in zip(SPARKS, nouns, strict=True):
        plan = tell(Brief(spark=spark, minutes=2, seed=3))
        assert plan.story
        assert noun in f"{plan.story.title}\n{whole(plan)}".lower(), spark


def test_unknown_words_are_told_with_the_right_article() -> None:
    plan = tell(Brief(spark="an umbrippel who eats socks", minutes=3))
    assert re.search(r"\b[Aa]n umbrippel\b|\bthe umbrippel\b", whole(plan))
    assert not re.search(r"\ba umbrippel\b", whole(plan))
    assert not re.search(r"\ba [aeio]\w+", whole(plan))


def test_sparks_get_their_own_plots_titles_and_places() -> None:
    plans = [tell(Brief(spark=spark, seed=5)) for spark in SPARKS]
    assert len({plan.plot.name for plan in plans}) >= 10
    assert len({plan.story.title for plan in plans if plan.story}) == len(SPARKS)
    assert len({plan.place for plan in plans}) >= 9


def test_another_seed_tells_another_story() -> None:
    texts = {whole(tell(Brief(spark="a lost key", seed=seed))) for seed in range(6)}
    assert len(texts) == 6


@pytest.mark.parametrize("minutes", [1, 2, 5])
def test_every_given_person_is_in_the_story(minutes: int) -> None:
    people = (
        Person(kind="child", name="Ottoline", pronoun="she"),
        Person(kind="child", name="Bartek", pronoun="he"),
        Person(kind="hero", name="Captain Zola", pronoun="they"),
        Person(kind="companion", name="Crumb", species="hedgehog", pronoun="he"),
        Person(kind="companion", name="Inky", species="octopus", pronoun="she"),
    )
    for spark, count in itertools.product(
        ("a shy octopus", "thunder", "a wobbling tooth"), (1, 2, 3, 5)
    ):
        text = whole(tell(Brief(spark=spark, people=people[:count], minutes=minutes)))
        assert all(person.name in text for person in people[:count]), (spark, count)


@pytest.mark.parametrize("name", ["Mary Jane O'Hara", "bell hooks", "אבי", "Żółw 🐢", "x" * 300])
def test_unusual_names_are_told_as_they_are(name: str) -> None:
    plan = tell(Brief(spark="mud", people=(Person(kind="child", name=name),), minutes=2))

    assert plan.story
    assert plan.cast.main in plan.story.people
    assert plan.cast.main.name == name[:40]
    assert plan.cast.main.name.lower() in whole(plan).lower()


def test_people_are_invented_or_used_as_given() -> None:
    nobody = tell(Brief(spark="mud"))
    only_hero = tell(Brief(spark="mud", people=(Person(kind="hero", name="Zola"),), subject="hero"))
    only_pet = tell(
        Brief(spark="mud", people=(Person(kind="companion", name="Mo", species="cat"),))
    )

    assert nobody.cast.main.kind == "child"
    assert only_hero.cast.main.name == "Zola"
    assert only_pet.cast.main.name == "Mo"


def test_every_trait_shows_in_passing() -> None:
    for trait in TRAITS:
        child = Person(kind="child", name="Zuri", pronoun="she", traits=(trait,))
        plain = Person(kind="child", name="Zuri", pronoun="she")
        with_it = whole(tell(Brief(spark="a lost key", people=(child,), minutes=3)))
        without = whole(tell(Brief(spark="a lost key", people=(plain,), minutes=3)))
        new = set(with_it.split("\n\n")) - set(without.split("\n\n"))
        assert any("Zuri" in paragraph for paragraph in new), trait


def test_traits_are_worded_by_id_and_unknown_ones_passed_over() -> None:
    assert set(shared("traits").beats[0].facts) == set(TRAITS)
    odd = Person(kind="child", name="Zuri", traits=("no_such", "", "🦄"))
    assert tell(Brief(spark="a lost key", people=(odd,))).story


def test_the_language_is_clean() -> None:
    for seed, (spark, age) in enumerate(itertools.product(SPARKS, (4, 7, 11))):
        plan = tell(Brief(spark=spark, age=age, minutes=(2, 5, 10)[seed % 3], seed=seed))
        assert plan.story
        text = f"{plan.story.title}\n{plan.story.dedication}\n{whole(plan)}"
        assert not MACHINE.search(text), MACHINE.search(text)
        assert not re.search(r"[{}<>|*_#@\[\]\"'`~]", text), spark
        assert not re.search(r"\b(\w+) \1 \1\b|  |\.\.|,,|\?\.|!\.| [,.?!]", text)
        for paragraph in text.split("\n\n"):
            assert paragraph.count("“") == paragraph.count("”"), paragraph
            assert paragraph[-1] in ".?!…”", paragraph
        for wrong in re.findall(r"\b(?:a [aeio]\w+|an [bcdfgjklmnpqrstvwyz]\w+)", text):
            assert re.match(r"a (?:one|on|un|eu|ewe)\w*", wrong), wrong


def test_grown_ups_get_their_own_stories() -> None:
    chills = Brief(spark="text from tomorrow on a phone", emotion="chills", vibe="a cold voice")
    tears = Brief(spark="an old violin", emotion="happy tears", vibe="plain", age=30)
    child = Brief(spark="an old violin", emotion="happy tears", age=6)

    assert "chills" in tell(chills).plot.listed("grown")
    assert "tears" in tell(tears).plot.listed("grown")
    assert "grown" not in tell(child).plot.facts
    assert tell(chills).cast.main.age == 34


def test_no_sentence_is_told_twice() -> None:
    for seed, spark in enumerate(SPARKS):
        plan = tell(Brief(spark=spark, minutes=10, age=(4, 10)[seed % 2], seed=seed))
        long = [p for p in whole(plan).split("\n\n") if len(p.split()) > 5 and p != plan.refrain]
        assert len(long) == len(set(long)), spark


@pytest.mark.parametrize("age", [3, 5, 7, 9, 12])
def test_sentences_fit_the_age(age: int) -> None:
    band = band_for(age)
    for seed, spark in enumerate(SPARKS):
        plan = tell(Brief(spark=spark, age=age, minutes=5, seed=seed))
        assert plan.story
        assert band.sentence[0] <= sentence_length(whole(plan)) <= band.sentence[1], spark
        assert plan.story.reading_age == reading_age(whole(plan))
        assert band.reading_age[0] <= plan.story.reading_age <= band.reading_age[1], spark


@pytest.mark.parametrize("spark", HOSTILE)
def test_hostile_sparks_make_ordinary_stories(spark: str) -> None:
    people = (Person(kind="child", name=spark[:200], appearance=spark[:300]),)
    plan = tell(Brief(spark=spark, people=people, minutes=2, title=spark[:100], moral=spark[:90]))
    assert plan.story
    text = plan.story.title + whole(plan)
    assert not re.search(r"[{}<>|\x00-\x08\u202a-\u202e]|script", text)
    assert plan.cast.main.name in whole(plan)
    assert all(ord(letter) > 31 or letter == "\n" for letter in text)


def test_the_same_brief_gives_the_same_words_in_another_process() -> None:
    code = (
        "from fablewright.authors.offline.storyteller import tell;"
        "from fablewright.core.book import Brief;"
        "print(tell(Brief(spark='a shy octopus', minutes=3, seed=9)).story.model_dump_json())"
    )
    told = {
        subprocess.run(
            [sys.executable, "-c", code], env={**os.environ, "PYTHONHASHSEED": salt},
            capture_output=True, check=True,
        ).stdout
        for salt in ("1", "77")
    }  # fmt: skip
    assert len(told) == 1


def test_every_plot_can_be_told() -> None:
    assert len(plots()) >= 12
    for plot in plots():
        assert len(plot.beats) == 4
        assert len(set(plot.listed("cameras"))) == 5
        assert plot.facts["refrain last"] != plot.facts["refrain"]
