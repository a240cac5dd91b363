"""From a wish to a complete brief; bad wishes get plain sentences."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from fablewright.core.book import Person
from fablewright.stories.brief import DEFAULT_MORAL, MORALS, CreateStory, complete, plain

CHILD = Person(kind="child", name="Mina", age=7)
HERO = Person(kind="hero", name="Captain Bo")


@pytest.mark.parametrize(
    ("values", "field", "sentence"),
    [
        ({"spark": ""}, "spark", "is empty"),
        ({"spark": "  …!? "}, "spark", "is empty"),
        ({"spark": "x" * 50_000}, "spark", "too long: at most 2000"),
        ({"spark": "a\x00b"}, "spark", "cannot be printed"),
        ({"spark": "\ud800"}, "spark", "cannot be printed"),
        ({"spark": "a \u202e b"}, "spark", "turns text around"),
        ({"spark": 7}, "spark", "must be text"),
        ({"story_length": -3}, "story_length", "must be 1 or more"),
        ({"story_length": 99}, "story_length", "must be 10 or less"),
        ({"story_length": 2.5}, "story_length", "must be a whole number"),
        ({"story_length": "3"}, "story_length", "must be a whole number"),
        ({"story_length": True}, "story_length", "must be a whole number"),
        ({"age": 40}, "age", "must be 12 or less"),
        ({"themes": "courage"}, "themes", "must be a list"),
        ({"themes": ["a"] * 9}, "themes", "at most 8"),
        ({"character_ids": ["mina"]}, "character_ids", "not the id of anything"),
        ({"generateAssets": "yes"}, "generateAssets", "must be true or false"),
    ],
)
def test_bad_wishes(values: dict[str, object], field: str, sentence: str) -> None:
    with pytest.raises(ValidationError) as caught:
        CreateStory.model_validate(values)
    first = caught.value.errors()[0]
    assert first["loc"][0] == field
    assert sentence in plain(dict(first))


@pytest.mark.parametrize(
    "spark", ["🐙", "سمكة صغيرة", "קיפוד קטן", "A  shy\n octopus", "7", "日本の猫"]
)
def test_all_scripts_and_pictures_are_welcome(spark: str) -> None:
    assert CreateStory.model_validate({"spark": spark}).spark == " ".join(spark.split())


def test_defaults_are_filled_in() -> None:
    brief = complete(CreateStory(themes=["sharing", "space"]), (CHILD,), seed=5)
    assert (brief.moral, brief.minutes, brief.age, brief.seed) == (MORALS["sharing"], 3, 7, 5)
    assert complete(CreateStory(spark="x"), (), seed=5).moral == DEFAULT_MORAL
    assert complete(CreateStory(spark="x", voice="espeak"), (), 5).voice == "espeak"


@pytest.mark.parametrize(
    ("word", "people", "subject", "genre"),
    [
        ("adventure", (CHILD,), "child", "adventure"),
        ("hero", (CHILD, HERO), "hero", ""),
        (None, (CHILD, HERO), "combined", ""),
        ("bedtime", (HERO,), "hero", "bedtime"),
        (None, (), "child", ""),
    ],
)
def test_story_type_is_the_subject_or_the_genre(
    word: str | None, people: tuple[Person, ...], subject: str, genre: str
) -> None:
    brief = complete(CreateStory(story_type=word), people, seed=1)
    assert (brief.subject, brief.genre) == (subject, genre)
