"""Pictures are looked at, painted again with what was found, and replaced in the end; sheets of
characters are painted once."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
import structlog
from tests.support.artists import InstantIllustrator, instant_artists, small_png
from tests.support.postgres import connected
from tests.support.simulator import KEY, RunningSimulator

from fablewright.books import recipe, transitions
from fablewright.books.steps import Artists
from fablewright.bootstrap import Studio, open_studio
from fablewright.core.artist import Call, Reply
from fablewright.core.book import Finding, Person, Verdict
from fablewright.core.errors import Refused
from fablewright.crew import build_artists
from fablewright.db.embedded import Urls
from fablewright.db.pool import Connection
from fablewright.generations import repository as ledger
from fablewright.generations.model import Attempt
from fablewright.illustrators.base import Picture, PictureRequest
from fablewright.inspectors.base import InspectionRequest
from fablewright.settings import load
from fablewright.stories.brief import CreateStory
from fablewright.stories.model import Story

ADA = Person(kind="child", name="Ada", age=6, traits=("glasses", "wheelchair"))
PICTURES = ("cover", "scene_1", "scene_2", "scene_3", "scene_4")


@pytest.fixture
async def studio(fresh_urls: Urls, tmp_path: Path) -> AsyncIterator[Studio]:
    async with open_studio(load(database_url=fresh_urls.app, data_dir=tmp_path)) as studio:
        yield studio


async def ordered(studio: Studio, **wish: Any) -> Story:
    owner = await studio.identity.owner()
    return await studio.books.create(owner, CreateStory(spark="a kite", **wish))


async def settled(studio: Studio, story: Story) -> Story:
    owner = await studio.identity.owner()
    async with asyncio.timeout(90):
        while story.asset_generation_status["overall"] == "generating":
            await asyncio.sleep(0.02)
            story = await studio.stories.get(owner, story.id)
    return story


async def of_ada(studio: Studio) -> UUID:
    owner = await studio.identity.owner()
    return (await studio.cast.create(owner, ADA)).id


async def attempts(studio: Studio, story: Story) -> list[Attempt]:
    async def read(connection: Connection) -> list[Attempt]:
        return await ledger.attempts_of_story(connection, story.id)

    return await studio.db.run(read, user_id=story.creator_user_id)


def told(story: Story, part: str = "cover") -> dict[str, Any]:
    metadata: dict[str, Any] = story.asset_generation_status["assets"][part]["metadata"]
    return metadata


# --- through a provider -----------------------------------------------------------------------------


class House(InstantIllustrator):
    """Steps in at once."""

    name = "tests"


def provided(sim: RunningSimulator, stand_in: bool = True) -> Artists:
    crew = build_artists(
        load(
            illustrator="openai",
            illustrator_model="sim-image",
            inspector="openai",
            inspector_model="sim-text",
            openai_api_key=KEY,
            openai_base_url=sim.base["openai"],
            offline_fallback=False,
        )
    )
    house = House() if stand_in else None
    given = instant_artists()
    return replace(crew, author=given.author, narrator=given.narrator, stand_in=house)


async def through_the_provider(
    studio: Studio, sim: RunningSimulator, rules: list[dict[str, Any]], **options: bool
) -> tuple[Story, list[Attempt]]:
    sim.script(rules)
    ada = await of_ada(studio)
    crew = provided(sim, **options)
    async with studio.working(crew):
        story = await settled(studio, await ordered(studio, child_id=ada))
    await crew.close()
    return story, await attempts(studio, story)


LOOKED_AT = {"vendor": "openai", "path": "chat/completions", "body": "data:image/jpeg"}


async def test_a_picture_that_fails_is_painted_again_with_what_was_found(
    studio: Studio, sim: RunningSimulator
) -> None:
    before = len(sim.calls())
    with structlog.testing.capture_logs() as logged:
        story, made = await through_the_provider(
            studio, sim, [{"match": {**LOOKED_AT, "nth": 1}, "fault": "verdict_no"}]
        )
    assert story.status == "ready"
    cover = told(story)
    assert (cover["attempt"], cover["inspection"], cover["findings"]) == (2, "passed", [])
    assert cover["motif"]
    assert cover["paletteStep"]
    assert cover["analysisComplete"] is True
    assert "fallback" not in cover
    assert [told(story, part)["attempt"] for part in PICTURES[1:]] == [1, 1, 1, 1]
    of_cover = {one.step: one for one in made if one.asset_type == "cover"}
    assert {"picture", "inspect", "picture 2", "inspect 2"} <= set(of_cover)
    assert "could not be seen in the last picture" not in str(of_cover["picture"].prompt)
    assert "could not be seen in the last picture" in str(of_cover["picture 2"].prompt)
    calls = Counter(call.opened["path"] for call in sim.calls()[before:])
    assert sum(count for path, count in calls.items() if "images/" in path) == 7, "one is a sheet"
    assert sum(count for path, count in calls.items() if "chat" in path) == 6
    events = {entry["event"]: entry for entry in logged}
    assert events["Story palette journey generated"]["tokensUsed"] == 8
    assert events["Story palette journey generated"]["paletteSteps"] == 5
    analyses = [one for one in logged if one["event"] == "Scene analysis complete"]
    assert sorted(one["isCover"] for one in analyses) == [False] * 4 + [True]
    assert all(one["tokensUsed"] == 8 and one["outputLength"] > 100 for one in analyses)
    assert events["Cover scene analysis complete"]["analysisLength"] > 100
    assert "Generating cover with GLOBAL_STYLE, references, and validation" in events


async def test_after_three_failures_the_house_paints_and_it_is_marked(
    studio: Studio, sim: RunningSimulator
) -> None:
    story, made = await through_the_provider(
        studio, sim, [{"match": LOOKED_AT, "fault": "verdict_no"}]
    )
    assert story.status == "ready"
    for part in PICTURES:
        metadata = told(story, part)
        assert metadata["fallback"] == "tests"
        assert metadata["inspection"] == "failed"
        assert any("Ada wears glasses" in finding for finding in metadata["findings"])
        steps = Counter(one.step for one in made if one.asset_type == part)
        for name in ("", " 2", " 3", " fallback"):
            assert steps[f"picture{name}"] == steps[f"inspect{name}"] == 1


async def test_where_the_house_may_not_paint_the_best_is_kept_and_marked(
    studio: Studio, sim: RunningSimulator
) -> None:
    story, made = await through_the_provider(
        studio, sim, [{"match": LOOKED_AT, "fault": "verdict_no"}], stand_in=False
    )
    assert story.status == "ready"
    assert told(story)["inspection"] == "failed"
    assert "fallback" not in told(story)
    steps = [one.step for one in made if one.asset_type == "cover"]
    assert "picture 3" in steps
    assert "picture fallback" not in steps


async def test_a_picture_that_nobody_can_look_at_is_kept_and_says_so(
    studio: Studio, sim: RunningSimulator
) -> None:
    story, _ = await through_the_provider(studio, sim, [{"match": LOOKED_AT, "fault": "wrong_key"}])
    assert story.status == "ready"
    assert told(story)["inspection"] == "none"
    assert "OPENAI_API_KEY" in told(story)["inspectionNote"]
    assert told(story)["attempt"] == 1


# --- tries ------------------------------------------------------------------------------------------


class Strict:
    """Finds `faults[n]` traits missing from the n-th picture of a book, and breaks where that is None."""

    name = "strict"

    def __init__(self, *faults: int | None) -> None:
        self.faults, self.looked = list(faults), 0

    def inspect(self, request: InspectionRequest) -> Call[Verdict] | None:
        if request.analysis.part != "cover":
            return None

        async def run() -> Reply[Verdict]:
            self.looked += 1
            missing = self.faults.pop(0)
            if missing is None:
                raise ValueError("a defect")
            traits = ("glasses", "wheelchair", "freckles")[:missing]
            findings = tuple(Finding(person="Ada", trait=one, seen="no") for one in traits)
            return Reply(Verdict(passed=not missing, findings=findings, feedback="look again"))

        return Call("text", "tests", "strict-1", "is all there?", "plain", run)

    async def check(self) -> None:
        pass

    async def close(self) -> None:
        pass


class Counting(InstantIllustrator):
    """Another picture for every try."""

    def __init__(self, refuses: int = 99) -> None:
        self.asked: list[PictureRequest] = []
        self._refuses = refuses

    def paint(self, request: PictureRequest) -> Call[Picture]:
        call = super().paint(request)

        async def run() -> Reply[Picture]:
            if request.analysis.part == "cover":
                self.asked.append(request)
                if len(self.asked) >= self._refuses:
                    raise Refused("Not this one.")
                return Reply(Picture(small_png(10 + len(self.asked)), 64, 64))
            return await call.run()

        return replace(call, run=run)


@pytest.fixture
def hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    """Retries without their pauses."""
    quick = {name: replace(asset, wait=0.0) for name, asset in recipe.RECIPE.items()}
    monkeypatch.setattr(transitions, "RECIPE", quick)


async def painted(
    studio: Studio, illustrator: Counting, inspector: Strict, **artists: Any
) -> Story:
    crew = replace(instant_artists(), illustrator=illustrator, inspector=inspector, **artists)
    async with studio.working(crew):
        return await settled(studio, await ordered(studio))


@pytest.mark.usefixtures("hasty")
async def test_what_breaks_between_tries_buys_nothing_twice(studio: Studio) -> None:
    illustrator, inspector = Counting(), Strict(1, None, None, 0)
    story = await painted(studio, illustrator, inspector)
    assert told(story)["inspection"] == "passed"
    assert [one.attempt for one in illustrator.asked] == [1, 2]
    assert illustrator.asked[1].feedback == "look again"
    assert inspector.looked == 4


async def test_the_best_of_three_is_kept(studio: Studio) -> None:
    illustrator = Counting()
    story = await painted(studio, illustrator, Strict(3, 1, 2))
    assert len(illustrator.asked) == 3
    file = story.asset_generation_status["assets"]["cover"]["file"]
    assert await studio.files.get(file) == small_png(12)
    assert told(story)["attempt"] == 2
    assert len(told(story)["findings"]) == 1


async def test_who_painted_the_picture_that_was_kept_is_its_maker(studio: Studio) -> None:
    """Neither who painted a later one that was worse, nor who looked at it."""

    class Changing(Counting):
        def paint(self, request: PictureRequest) -> Call[Picture]:
            return replace(super().paint(request), model=f"model-{request.attempt}")

    class Seer(Strict):
        def inspect(self, request: InspectionRequest) -> Call[Verdict] | None:
            call = super().inspect(request)
            return replace(call, capability="image", provider="seer") if call else None

    story = await painted(studio, Changing(), Seer(3, 1, 2))
    owner = await studio.identity.owner()
    [cover] = await studio.books.editions(owner, story.id, "cover")
    assert (cover.provider, cover.model) == ("tests", "model-2")
    made = await attempts(studio, story)
    assert {one.provider for one in made if str(one.step).startswith("inspect")} == {"seer"}


async def test_who_refuses_to_try_again_leaves_what_there_is(studio: Studio) -> None:
    illustrator = Counting(refuses=2)
    story = await painted(studio, illustrator, Strict(1))
    assert story.status == "ready"
    assert told(story)["inspection"] == "failed"
    assert told(story)["attempt"] == 1


async def test_the_pictures_of_the_house_are_looked_at_by_the_house(
    fresh_urls: Urls, tmp_path: Path
) -> None:
    settings = load(database_url=fresh_urls.app, data_dir=tmp_path)
    crew = build_artists(settings)
    given = instant_artists()
    async with open_studio(settings) as studio:
        ada = await of_ada(studio)
        async with studio.working(replace(crew, author=given.author, narrator=given.narrator)):
            story = await settled(studio, await ordered(studio, child_id=ada))
        made = await attempts(studio, story)
    await crew.close()
    assert {told(story, part)["inspection"] for part in PICTURES} == {"passed"}
    assert sum(one.step == "inspect" and one.provider == "offline" for one in made) == 5


# --- sheets -----------------------------------------------------------------------------------------


class Shown(InstantIllustrator):
    """Looks at pictures, and remembers which."""

    most_references = 8

    def __init__(self) -> None:
        self.covers: list[tuple[bytes, ...]] = []
        self.sheets: list[PictureRequest] = []
        self.scenes: list[int] = []

    def paint(self, request: PictureRequest) -> Call[Picture]:
        call = super().paint(request)
        sheet = "stands alone" in request.analysis.action

        async def run() -> Reply[Picture]:
            if sheet:
                self.sheets.append(request)
                await asyncio.sleep(0.2)
                return Reply(Picture(small_png(20 + len(self.sheets)), 64, 64))
            if request.analysis.part == "cover":
                self.covers.append(request.references)
            else:
                self.scenes.append(len(request.references))
            return await call.run()

        return replace(call, run=run)


async def files_left(studio: Studio, tmp_path: Path) -> set[bytes]:
    return {file.read_bytes() for file in tmp_path.rglob("*.png")}


async def test_a_sheet_is_painted_once_and_goes_with_its_character(
    studio: Studio, fresh_urls: Urls, tmp_path: Path
) -> None:
    owner, illustrator = await studio.identity.owner(), Shown()
    ada = await of_ada(studio)
    await studio.cast.add_picture(owner, ada, small_png(40), "image/png")
    [own] = (await studio.cast.get(owner, ada)).pictures
    async with studio.working(replace(instant_artists(), illustrator=illustrator)):
        both = [await ordered(studio, child_id=ada) for _ in range(2)]
        books = [await settled(studio, story) for story in both]
        assert [book.status for book in books] == ["ready", "ready"]
        assert len(illustrator.sheets) == 1, "two books at once"
        assert illustrator.sheets[0].people == (ADA,)
        mine = await studio.files.get(own.file)
        assert illustrator.sheets[0].references == (mine,)
        assert illustrator.covers == [(mine, small_png(21))] * 2
        assert illustrator.scenes == [1] * 8
        made = [one for book in books for one in await attempts(studio, book)]
        assert sum(str(one.step).startswith("sheet ") for one in made) == 1

        await studio.cast.change(owner, ada, {"traits": ("freckles",)})
        await settled(studio, await ordered(studio, child_id=ada))
        assert len(illustrator.sheets) == 2
        assert illustrator.covers[2] == (mine, small_png(22))
        await studio.cast.delete(owner, ada)
        async with asyncio.timeout(30):
            while {small_png(21), small_png(22)} & await files_left(studio, tmp_path):
                await asyncio.sleep(0.05)
    async with connected(fresh_urls.owner) as steward:
        assert await steward.fetchval("SELECT count(*) FROM character_sheets") == 0


async def test_a_cover_can_do_without_a_sheet(studio: Studio) -> None:
    class Unwilling(Shown):
        def paint(self, request: PictureRequest) -> Call[Picture]:
            call = super().paint(request)

            async def run() -> Reply[Picture]:
                if "stands alone" in request.analysis.action:
                    raise Refused("Not a sheet.")
                return await call.run()

            return replace(call, run=run)

    illustrator = Unwilling()
    ada = await of_ada(studio)
    async with studio.working(replace(instant_artists(), illustrator=illustrator)):
        story = await settled(studio, await ordered(studio, child_id=ada))
    assert story.status == "ready"
    assert illustrator.covers == [()]
