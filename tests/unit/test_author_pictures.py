"""What the offline author plans for the pictures and asks after the story."""

from __future__ import annotations

import itertools
from collections import Counter
from functools import cache

import pytest

from fablewright.authors.offline import palette as colours
from fablewright.authors.offline import pictures, questions
from fablewright.authors.offline.lexicon import PLACES
from fablewright.authors.offline.plan import Plan
from fablewright.authors.offline.storyteller import tell
from fablewright.core.book import (
    PARTS,
    Beat,
    Brief,
    PaletteJourney,
    Person,
    SceneAnalysis,
    StoryText,
)

SPARKS = (
    "a shy octopus", "a lost key", "the new baby sister", "thunder", "a snail race",
    "the moon is too bright", "a robot who collects buttons", "moving house",
    "a cake for the queen", "snow in July", "the night train", "market day", "a tiny dragon",
    "treasure on an island", "my dad is a baker",
)  # fmt: skip


@cache
def book(spark: str, seed: int = 4, minutes: int = 3) -> tuple[Plan, StoryText, PaletteJourney]:
    plan = tell(Brief(spark=spark, seed=seed, minutes=minutes))
    assert plan.story
    return plan, plan.story, colours.journey(plan, plan.story)


def scenes(spark: str, seed: int = 4) -> list[SceneAnalysis]:
    plan, story, palette = book(spark, seed)
    return [pictures.analyse(plan, story, palette, part) for part in PARTS]


def channels(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def apart(first: str, second: str) -> int:
    return sum(abs(a - b) for a, b in zip(channels(first), channels(second), strict=True))


@pytest.mark.parametrize("spark", SPARKS)
def test_five_pictures_differ_in_camera_and_pose(spark: str) -> None:
    planned = scenes(spark)

    cameras = [scene.camera for scene in planned]
    assert len(set(cameras)) >= 4
    assert all(a != b for a, b in itertools.pairwise(cameras))
    poses = Counter(scene.figures[0].pose for scene in planned)
    assert max(poses.values()) <= 2


@pytest.mark.parametrize("spark", SPARKS)
def test_a_picture_is_true_to_its_words(spark: str) -> None:
    plan, story, _ = book(spark)
    whole = "\n".join(beat.text for beat in story.beats).lower()
    names = {person.name for person in story.people}

    for number, scene in enumerate(scenes(spark)):
        text = whole if number == 0 else story.beats[number - 1].text.lower()
        assert scene.place in PLACES
        assert {figure.who for figure in scene.figures} <= names
        assert len(scene.props) <= 5
        assert all(prop[:-1] in text for prop in scene.props)
        assert len(scene.alt) <= 140
        assert not scene.alt.endswith("…")
        assert scene.quiet == "top" or number > 0
        assert any(figure.who.lower() in scene.alt.lower() for figure in scene.figures)
        assert "{" not in scene.action
    assert plan.place == story.place


def test_a_creature_of_the_spark_is_somebody_who_can_be_drawn() -> None:
    _, story, _ = book("a shy octopus")

    creature = next(person for person in story.people if person.species == "octopus")
    assert any(
        figure.who == creature.name for scene in scenes("a shy octopus") for figure in scene.figures
    )


def test_a_given_companion_is_the_creature_of_the_spark() -> None:
    people = (
        Person(kind="child", name="Ottoline", pronoun="she"),
        Person(kind="companion", name="Inky", species="octopus", pronoun="she"),
    )
    plan = tell(Brief(spark="a shy octopus", people=people))

    assert plan.story
    assert [p.name for p in plan.story.people if p.species == "octopus"] == ["Inky"]
    assert "octopus called Inky" in "\n".join(beat.text for beat in plan.story.beats)


def test_an_edited_beat_is_read_again_and_the_others_stay() -> None:
    plan, story, palette = book("a lost key")
    name = plan.cast.main.name
    beat = Beat(text=f"{name} sat on the beach in the rain, wet with rain, and held an umbrella.")
    edited = story.model_copy(update={"beats": (*story.beats[:2], beat, story.beats[3])})

    changed = pictures.analyse(plan, edited, palette, "scene_3")
    same = pictures.analyse(plan, edited, palette, "scene_4")

    assert (changed.place, changed.weather) == ("beach", "rain")
    assert "umbrella" in changed.props
    assert same == scenes("a lost key")[4]


def test_another_authors_story_can_be_drawn_and_asked_about() -> None:
    plan, _, palette = book("a lost key")
    beats = tuple(
        Beat(text=f"Suki ran to the harbour {n} times. “Wait for me!” said Omar.") for n in range(4)
    )
    people = (Person(kind="child", name="Suki"), Person(kind="child", name="Omar"))
    story = StoryText(
        title="Four", beats=beats, refrain="Wait!", moral="", people=people, place="by the sea"
    )  # type: ignore[arg-type]

    planned = [pictures.analyse(plan, story, palette, part) for part in PARTS]
    asked = questions.activities(plan, story)

    assert {figure.who for scene in planned for figure in scene.figures} == {"Suki", "Omar"}
    assert {scene.place for scene in planned} == {"harbour"}
    assert 5 <= len(asked.questions) <= 7


def test_palettes_differ_between_books_and_along_the_book() -> None:
    journeys = {spark: book(spark)[2] for spark in SPARKS}

    assert len({journey.steps for journey in journeys.values()}) == len(SPARKS)
    for journey in journeys.values():
        assert all(apart(a.sky[0], b.sky[0]) + apart(a.ground, b.ground) > 24
                   for a, b in itertools.combinations(journey.steps, 2))  # fmt: skip
        assert all(len(set(step.sky)) == 3 for step in journey.steps)
        assert all(sum(channels(step.light)) > sum(channels(step.ground)) for step in journey.steps)


def test_books_of_different_places_share_no_sky() -> None:
    skies: dict[str, set[str]] = {}
    for spark in SPARKS:
        _, story, journey = book(spark)
        skies.setdefault(story.place, set()).update(step.sky[0] for step in journey.steps)
    for first, second in itertools.combinations(skies.values(), 2):
        assert not first & second


@pytest.mark.parametrize("minutes", [2, 5])
@pytest.mark.parametrize("spark", SPARKS)
def test_what_is_recalled_stands_in_the_text(spark: str, minutes: int) -> None:
    plan, story, _ = book(spark, minutes=minutes)
    text = "\n".join(beat.text for beat in story.beats).lower()
    asked = questions.activities(plan, story).questions

    assert 5 <= len(asked) <= 7
    assert len({question.kind for question in asked}) >= 5
    recalled = [question for question in asked if question.kind == "recall"]
    assert recalled
    for question in recalled:
        assert question.answer in question.options
        assert question.answer.lower() in text
        assert len(set(question.options)) == len(question.options) >= 2
    sequence = next(question for question in asked if question.kind == "sequence")
    assert sorted(sequence.answer.split(" → ")) == sorted(sequence.options)
    assert all("{" not in q.question + q.answer and "<" not in q.question for q in asked)
