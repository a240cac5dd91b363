"""The instant story: one answer, or word by word; and what becomes of it when something goes wrong."""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx2
import pytest
from tests.support.artists import Failing, Forgetful, InstantAuthor, Paced, artists, instant_artists
from tests.support.studio import served, settled, studio_on, writing

from fablewright.authors.base import Author
from fablewright.books import transitions
from fablewright.books.recipe import RECIPE
from fablewright.bootstrap import Studio
from fablewright.core.errors import Refused, TryAgain
from fablewright.db.embedded import Urls
from fablewright.db.pool import Connection
from fablewright.stories.brief import CreateStory, InstantStory

GENERATE = "/api/story-generator/generate"
STREAM = {"Accept": "text/event-stream"}
WISH = {
    "story_spark": "Phone shows text from tomorrow",
    "reader_emotion": "Spine-tingling chills",
    "author_vibe": "Stephen King",
}


@pytest.fixture
async def studio(fresh_urls: Urls, tmp_path: Path) -> AsyncIterator[Studio]:
    async with studio_on(fresh_urls, tmp_path) as studio:
        yield studio


@contextlib.asynccontextmanager
async def guest_of(studio: Studio) -> AsyncIterator[httpx2.AsyncClient]:
    """Somebody at a real server who has just come, without an account."""
    async with (
        served(studio) as server,
        httpx2.AsyncClient(base_url=server.address, timeout=30) as client,
    ):
        answer = await client.post("/api/auth/guest")
        client.headers["Authorization"] = f"Bearer {answer.json()['access_token']}"
        yield client


@contextlib.asynccontextmanager
async def guest_with(
    studio: Studio, author: Author, **options: Any
) -> AsyncIterator[httpx2.AsyncClient]:
    """The same where `author` writes."""
    async with writing(studio, author, **options) as other, guest_of(other) as guest:
        yield guest


async def heard(guest: httpx2.AsyncClient) -> AsyncIterator[tuple[str, dict[str, Any]]]:
    """(event, data) of each event of a story that is told."""
    async with guest.stream("POST", GENERATE, json=WISH, headers=STREAM) as answer:
        assert answer.status_code == 200
        assert answer.headers["content-type"].startswith("text/event-stream")
        event = ""
        async for line in answer.aiter_lines():
            name, _, value = line.partition(": ")
            if name == "event":
                event = value
            elif name == "data":
                yield event, json.loads(value)


async def all_of(guest: httpx2.AsyncClient) -> list[tuple[str, dict[str, Any]]]:
    return [one async for one in heard(guest)]


def joined(events: list[tuple[str, dict[str, Any]]]) -> str:
    return "".join(data["text"] for event, data in events if event == "words")


async def ready(studio: Studio, user_id: UUID, story_id: UUID) -> None:
    async with asyncio.timeout(30):
        async for event in studio.events.follow(story_id, user_id):
            if event.new["status"] != "generating":
                assert event.new["status"] == "ready"
                return


async def used(guest: httpx2.AsyncClient) -> int:
    count: int = (await guest.get("/api/auth/me")).json()["storiesUsed"]
    return count


async def test_a_story_in_one_answer(studio: Studio) -> None:
    async with guest_of(studio) as guest:
        answer = await guest.post(GENERATE, json=WISH)
        assert answer.status_code == 200, answer.text
        data = answer.json()["data"]
        assert data["word_count"] == len(data["story"].split()) > 250
        assert len(data["story"].split("\n\n")) > 4
        assert data["emotion"]["asked"] == WISH["reader_emotion"]
        assert data["vibe"]["asked"] == WISH["author_vibe"]
        assert data["emotion"]["used"]
        assert data["vibe"]["used"]
        assert data["model"] == "storyteller-1"
        assert data["reading_minutes"] == pytest.approx(3, abs=0.5)
        assert await used(guest) == 1

        detail = (await guest.get(f"/api/v1/stories/{data['id']}")).json()["data"]
        assert detail["status"] == "ready"
        assert list(detail["asset_generation_status"]["assets"]) == ["content"]
        assert (detail["title"], detail["generation_id"]) == (data["title"], data["generation_id"])
        styles = (detail["content"]["emotion"], detail["content"]["vibe"])
        assert styles == (data["emotion"]["used"], data["vibe"]["used"])
        assert detail["story_type"] is None  # nobody of theirs is in it
        [attempt] = detail["generation_details"]["attempts"]
        assert (attempt["generation_id"], attempt["status"]) == (data["generation_id"], "success")


async def test_whose_people_are_in_it_is_a_personal_story(studio: Studio) -> None:
    async with guest_of(studio) as guest:
        hero = await guest.post("/api/v1/characters", json={"kind": "hero", "name": "Zoë 🦸"})
        wish = {**WISH, "character_ids": [hero.json()["data"]["id"]], "seed": 3, "story_length": 1}
        data = (await guest.post(GENERATE, json=wish)).json()["data"]
        assert "Zoë 🦸" in data["story"]
        assert data["word_count"] < 180
        detail = (await guest.get(f"/api/v1/stories/{data['id']}")).json()["data"]
        assert detail["story_type"] == "hero"


async def test_words_come_as_they_are_written(studio: Studio) -> None:
    author = Paced()
    async with guest_with(studio, author) as guest:
        events = []
        async for event, data in heard(guest):
            events.append((event, data))
            if event == "words":
                author.go.set()  # not before the first of them were here
    assert [event for event, _ in events] == ["story", "title", "words", "words", "done"]
    first, done = events[0][1], events[-1][1]
    assert first["id"] == done["id"]
    assert first["realtimeChannel"] == f"stories:id={done['id']}"
    assert events[1][1] == {"title": done["title"]}
    assert joined(events) == done["story"]


async def test_the_stream_ends_with_what_the_plain_answer_has(studio: Studio) -> None:
    async with guest_of(studio) as guest:
        plain = (await guest.post(GENERATE, json=WISH)).json()["data"]
        events = await all_of(guest)
    done = events[-1][1]
    assert done.keys() == plain.keys()
    assert joined(events) == done["story"]
    assert len(events) > 20


@pytest.mark.parametrize("accept", ["application/json", "text/event-stream"])
async def test_over_the_quota(studio: Studio, accept: str) -> None:
    async with guest_of(studio) as guest:
        for _ in range(2):
            assert (await guest.post(GENERATE, json=WISH)).status_code == 200
        answer = await guest.post(GENERATE, json=WISH, headers={"Accept": accept})
        assert answer.status_code == 403
        assert answer.headers["content-type"] == "application/json"
        assert answer.json()["code"] == "QUOTA_EXCEEDED"
        assert answer.json()["data"] == {
            "tier": "free", "storiesUsed": 2, "storyLimit": 2,
            "upgradeOptions": ["individual", "story_pack_5"],
        }  # fmt: skip


@pytest.mark.parametrize(
    "wish",
    [
        {}, {"story_spark": None}, {"story_spark": " "}, {"story_spark": "a\0b"},
        {"story_spark": "x" * 2001}, {**WISH, "reader_emotion": "x" * 101},
        {**WISH, "author_vibe": 7}, {**WISH, "story_length": 11}, {**WISH, "language": "klingon"},
    ],
)  # fmt: skip
async def test_what_cannot_be_a_story(studio: Studio, wish: dict[str, Any]) -> None:
    async with guest_of(studio) as guest:
        answer = await guest.post(GENERATE, json=wish, headers=STREAM)
        assert answer.status_code == 422
        [field] = answer.json()["data"]["fields"]
        assert field["field"] in ("story_spark", *list(wish)[3:], "reader_emotion", "author_vibe")
        assert await used(guest) == 0


async def test_a_refusing_author(studio: Studio) -> None:
    author = Failing(InstantAuthor(), {"write": [Refused("No words today."), Refused("None.")]})
    async with guest_with(studio, author) as guest:  # type: ignore[arg-type]
        answer = await guest.post(GENERATE, json=WISH)
        assert answer.status_code == 502
        failure = answer.json()
        assert failure["code"] == "STORY_FAILED"
        assert failure["message"] == "The story could not be written. No words today."
        events = await all_of(guest)
        assert [event for event, _ in events] == ["story", "error"]
        assert events[-1][1]["code"] == "STORY_FAILED"
        assert events[-1][1]["data"]["id"] == events[0][1]["id"]
        assert events[-1][1].keys() == failure.keys()
        assert await used(guest) == 0
        assert (await guest.post(GENERATE, json=WISH)).status_code == 200


async def test_after_a_failed_try_a_worker_writes(studio: Studio) -> None:
    author = Forgetful(TryAgain("Where was I?"))
    async with guest_with(studio, author) as guest, studio.working(instant_artists()):
        events = await all_of(guest)
        names = [event for event, _ in events]
        assert names == ["story", "title", "words", "again", "title", "words", "done"]
        done = events[-1][1]
        assert joined(events[4:]) == done["story"]
        detail = (await guest.get(f"/api/v1/stories/{done['id']}")).json()["data"]
        tries = [one["status"] for one in detail["generation_details"]["attempts"]]
        assert tries == ["failed", "success"]
        author.error = TryAgain("And again?")
        answer = await guest.post(GENERATE, json=WISH)
        assert answer.status_code == 200
        assert answer.json()["data"]["title"] == done["title"]
        assert await used(guest) == 2


async def test_patience_ends_before_the_story_is_there(studio: Studio) -> None:
    """Silence while it is written, and a failed try without anybody to try again."""
    async with guest_with(studio, Forgetful(TryAgain("Hm.")), patience=0.2) as guest:
        events = await all_of(guest)
        assert events[-1][1]["code"] == "STORY_LATE"
    async with guest_with(studio, Paced(), patience=0.2) as guest:
        answer = await guest.post(GENERATE, json=WISH)
        assert answer.status_code == 504
        assert answer.json()["code"] == "STORY_LATE"
        late = answer.json()["data"]["id"]
        events = await all_of(guest)
        assert [event for event, _ in events] == ["story", "title", "words", "error"]
        assert events[-1][1]["code"] == "STORY_LATE"
        detail = (await guest.get(f"/api/v1/stories/{late}")).json()["data"]
        assert detail["status"] == "generating"
        assert await used(guest) == 2


async def test_who_leaves_early_finds_the_story_later(studio: Studio) -> None:
    author = Paced()
    async with guest_with(studio, author) as guest:
        async with contextlib.aclosing(heard(guest)) as events:
            _, first = await anext(events)
            while (await anext(events))[0] != "words":
                pass
        author.go.set()
        detail = await settled(guest, first["id"])
    assert detail["status"] == "ready"
    assert len(detail["generation_details"]["attempts"]) == 1


async def test_a_signed_out_reader_hears_no_more(studio: Studio) -> None:
    author = Paced()
    async with guest_with(studio, author) as guest:
        me = (await guest.get("/api/auth/me")).json()["id"]
        events = []
        async for event, data in heard(guest):
            events.append((event, data))
            if event == "words":
                await guest.post("/api/auth/logout")
        assert [event for event, _ in events] == ["story", "title", "words"]
        author.go.set()
        await ready(studio, UUID(me.removeprefix("guest_")), UUID(events[0][1]["id"]))


async def test_a_story_that_is_deleted_while_it_is_written(studio: Studio) -> None:
    author = Paced()
    async with guest_with(studio, author) as guest:
        events = []
        async for event, data in heard(guest):
            events.append((event, data))
            if event == "words":
                await guest.delete(f"/api/v1/stories/{events[0][1]['id']}")
                author.go.set()
    assert (events[-1][0], events[-1][1]["code"]) == ("error", "STORY_NOT_FOUND")


async def test_a_server_that_goes_down_hands_the_story_to_a_worker(studio: Studio) -> None:
    owner = await studio.identity.owner()
    async with writing(studio, Paced()) as other:
        wish = InstantStory.model_validate(WISH).wish()
        story = (await other.instant.begin(owner, wish)).story
        async with asyncio.timeout(10):
            while not await studio.stories.attempts(owner, story.id):
                await asyncio.sleep(0.01)
    async with studio.working(instant_artists()):
        await ready(studio, owner.id, story.id)
    attempts = await studio.stories.attempts(owner, story.id)
    assert [one.status for one in attempts] == ["timeout", "success"]


async def test_a_worker_takes_over_from_a_process_that_died(studio: Studio) -> None:
    """As if it had died just after the story was begun (see tests/chaos for the other moments)."""
    owner = await studio.identity.owner()
    story, job = await studio.books.create_held(owner, CreateStory(spark="x"), rescue=0.5)
    assert job.status == "generating"
    async with studio.working(instant_artists()):
        await ready(studio, owner.id, story.id)


async def test_workers_leave_it_alone_while_it_is_written(studio: Studio) -> None:
    author, crew = Paced(), artists()
    async with guest_with(studio, author) as guest, studio.working(crew):
        events = []
        async for event, data in heard(guest):
            events.append((event, data))
            if event == "words" and not author.go.is_set():  # until they have done something else
                other = {"spark": "another", "generateAssets": False}
                answer = await guest.post("/api/v1/stories", json=other)
                await settled(guest, answer.json()["data"]["id"])
                author.go.set()
        detail = (await guest.get(f"/api/v1/stories/{events[0][1]['id']}")).json()["data"]
    assert len(detail["generation_details"]["attempts"]) == 1
    assert crew.author.calls["write"] == 1  # type: ignore[attr-defined]


async def test_an_old_entry_in_the_queue_takes_nothing_from_anybody(studio: Studio) -> None:
    """The rescue of a first try comes while a worker is at the second."""
    owner = await studio.identity.owner()
    story, first = await studio.books.create_held(owner, CreateStory(spark="x"), rescue=0.0)

    async def fail(connection: Connection) -> bool:
        return await transitions.try_again(connection, first, TryAgain("Not now."))

    assert await studio.db.run(fail, user_id=owner.id)

    async def pick(connection: Connection, run: int) -> Any:
        return await transitions.begin(connection, story.id, owner.id, "content", 1, run)

    async with studio.db.transaction(owner.id) as connection:
        assert await pick(connection, first.run) is None
        _, second = await pick(connection, first.run + 1)
    assert second.lease == first.lease + 1


async def test_a_story_becomes_a_book(studio: Studio) -> None:
    crew = artists()
    async with guest_with(studio, InstantAuthor()) as guest, studio.working(crew):
        story = (await guest.post(GENERATE, json=WISH)).json()["data"]
        address = f"/api/v1/stories/{story['id']}"
        rated = await guest.patch(address, json={"rating": 7, "title": "The Lamp"})
        assert rated.json()["data"]["rating"] == 7
        parts = ["cover", "audio", "activities"]
        answer = await guest.post(f"{address}/assets/regenerate", json={"assetTypes": parts})
        assert answer.status_code == 202
        detail = await settled(guest, story["id"])
        assert list(detail["asset_generation_status"]["assets"]) == list(RECIPE)
        states = {one["status"] for one in detail["asset_generation_status"]["assets"].values()}
        assert (states, detail["status"], detail["title"]) == ({"ready"}, "ready", "The Lamp")
        assert crew.author.calls["write"] == 0  # type: ignore[attr-defined]
        assert (await guest.delete(address)).status_code == 200
        assert (await guest.get(address)).status_code == 404
        assert (await guest.get("/api/v1/stories")).json()["data"]["stories"] == []
