"""The simulator's books hold what an author demands: length, refrain, people, age, answers in the text."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.support.simulator import KEY, simulator

from fablewright.authors.llm import LlmAuthor, SettingNames
from fablewright.core.book import PARTS, Brief, Person
from fablewright.stories.brief import CreateStory, complete

PEOPLE = (
    Person(kind="child", name="Nnedi", age=6, traits=("glasses",)),
    Person(kind="companion", name="Pip", species="fox"),
    Person(kind="hero", name=""),
)


def wish(age: int, minutes: int, people: int) -> Brief:
    request = CreateStory.model_validate(
        {"spark": "a shy octopus", "age": age, "story_length": minutes}
    )
    return complete(request, PEOPLE[:people], seed=age)


@pytest.mark.parametrize(
    ("age", "minutes", "people"), [(3, 1, 0), (5, 3, 2), (7, 3, 3), (12, 10, 1)]
)
async def test_a_book_of_the_simulator_passes_every_demand(
    tmp_path: Path, age: int, minutes: int, people: int
) -> None:
    async with simulator(tmp_path) as vendors:
        author = LlmAuthor(
            "openai", vendors.base["openai"], "gpt-5-mini", api_key=KEY,
            settings=SettingNames("OPENAI_API_KEY", "OPENAI_BASE_URL"),
        )  # fmt: skip
        try:
            brief = wish(age, minutes, people)
            story = (await author.write(brief).run()).value  # raises when a demand is not met
            assert all(story.refrain in beat.text for beat in story.beats)
            palette = (await author.palette(brief, story).run()).value
            for part in PARTS:
                await author.analyse(brief, story, palette, part).run()
            asked = (await author.activities(brief, story).run()).value
            assert len({question.kind for question in asked.questions}) == 6
        finally:
            await author.close()
