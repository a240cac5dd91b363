"""What every author promises, offline first. Add an author to `AUTHORS` and it must keep all of it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import pytest
from tests.support import chat

from fablewright.authors.base import Author
from fablewright.authors.llm import LlmAuthor, SettingNames
from fablewright.authors.offline import OfflineAuthor
from fablewright.core.book import PARTS, Beat, Brief, PaletteJourney, Person, StoryText


def llm() -> Author:
    names = SettingNames(key="TALES_API_KEY", url="TALES_BASE_URL")
    url = "http://tales.example/v1"
    return LlmAuthor("tales", url, "tale-1", settings=names, transport=chat.playing())


AUTHORS: dict[str, Callable[[], Author]] = {"llm": llm, "offline": OfflineAuthor}
BRIEF = Brief(
    spark="a lost key",
    people=(
        Person(kind="child", name="Nnedi", age=5, pronoun="she", traits=("wheelchair", "glasses")),
        Person(kind="companion", name="Biscuit", species="dog", pronoun="he"),
    ),
    minutes=3,
)


@pytest.fixture(params=sorted(AUTHORS))
def author(request: pytest.FixtureRequest) -> Author:
    return AUTHORS[request.param]()


@pytest.fixture
async def story(author: Author) -> StoryText:
    return (await author.write(BRIEF).run()).value


@pytest.fixture
async def palette(author: Author, story: StoryText) -> PaletteJourney:
    return (await author.palette(BRIEF, story).run()).value


def test_a_call_says_what_it_is_before_it_is_made(author: Author) -> None:
    call = author.write(BRIEF, feedback="less rain")

    assert call.capability == "text"
    assert call.provider == author.name
    assert call.model
    assert call.variant
    assert "a lost key" in call.prompt
    assert "Nnedi" in call.prompt
    assert "less rain" in call.prompt


async def test_a_story_has_a_title_four_beats_and_everybody(story: StoryText) -> None:
    whole = " ".join(beat.text for beat in story.beats)

    assert story.title.strip()
    assert all(beat.text.strip() for beat in story.beats)
    assert {person.name for person in story.people} >= {"Nnedi", "Biscuit"}
    assert "Nnedi" in whole
    assert "Biscuit" in whole
    assert "  " not in whole
    assert story.place
    assert story.moral


async def test_a_story_can_be_heard_while_it_is_written(author: Author) -> None:
    heard: list[tuple[str, str]] = []
    call = author.write(BRIEF, told=lambda kind, piece: heard.append((kind, piece)))
    assert heard == []

    story = (await call.run()).value

    assert heard[0] == ("title", story.title)
    assert {kind for kind, _ in heard[1:]} == {"text"}
    pieces = [piece for _, piece in heard[1:]]
    assert "".join(pieces) == "\n\n".join(beat.text for beat in story.beats)
    assert all(pieces)
    assert max(len(piece.split()) for piece in pieces) <= 8
    assert story == (await author.write(BRIEF).run()).value


async def test_of_a_story_that_fails_nothing_is_heard(author: Author) -> None:
    heard: list[str] = []
    broken = BRIEF.model_copy(update={"minutes": None})

    with pytest.raises(Exception):  # noqa: B017, PT011 - whichever way an author fails
        await author.write(broken, told=lambda _, piece: heard.append(piece)).run()
    assert heard == []


async def test_others_have_a_turn_while_a_story_is_told(author: Author) -> None:
    heard: list[str] = []

    async def other() -> int:
        while not heard:
            await asyncio.sleep(0)
        return len(heard)

    listening = asyncio.create_task(other())
    await author.write(BRIEF, told=lambda _, piece: heard.append(piece)).run()

    assert await listening < len(heard)


async def test_a_story_is_as_long_as_it_should_be(story: StoryText) -> None:
    assert story.word_count == pytest.approx(BRIEF.minutes * 125, rel=0.1)


async def test_a_palette_has_five_steps_that_differ(palette: PaletteJourney) -> None:
    assert palette.motif
    assert palette.motif_object
    assert len({step.sky for step in palette.steps}) == 5


@pytest.mark.parametrize("part", PARTS)
async def test_a_picture_shows_people_of_the_story(
    author: Author, story: StoryText, palette: PaletteJourney, part: str
) -> None:
    analysis = (await author.analyse(BRIEF, story, palette, part).run()).value  # type: ignore[arg-type]

    assert analysis.part == part
    assert analysis.figures
    assert {figure.who for figure in analysis.figures} <= {p.name for p in story.people}
    assert 0 < len(analysis.alt) <= 140
    assert analysis.place


async def test_a_story_that_a_person_rewrote_can_be_drawn_and_asked_about(
    author: Author, story: StoryText, palette: PaletteJourney
) -> None:
    beat = Beat(text="Nnedi climbed up to the attic at midnight. “Is anybody there?” she asked.")
    edited = story.model_copy(update={"beats": (story.beats[0], beat, *story.beats[2:])})

    analysis = (await author.analyse(BRIEF, edited, palette, "scene_2").run()).value
    asked = (await author.activities(BRIEF, edited).run()).value

    assert [figure.who for figure in analysis.figures] == ["Nnedi"]
    assert analysis.place == "attic"
    assert analysis.time_of_day == "night"
    assert 5 <= len(asked.questions) <= 7


async def test_questions_are_of_several_kinds(author: Author, story: StoryText) -> None:
    asked = (await author.activities(BRIEF, story).run()).value

    assert 5 <= len(asked.questions) <= 7
    assert len({question.kind for question in asked.questions}) >= 4
    assert all(question.question and question.answer for question in asked.questions)
