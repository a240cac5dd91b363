"""Stories over the API, from the wish to the finished book."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from uuid import UUID, uuid4

import httpx2
import pytest
from tests.support.artists import InstantAuthor, instant_artists
from tests.support.studio import client_of, settled, somebody_else, studio_on

from fablewright.authors.base import Told
from fablewright.books.recipe import RECIPE
from fablewright.bootstrap import Studio
from fablewright.core.artist import Call, Reply
from fablewright.core.book import Brief, StoryText
from fablewright.core.errors import Refused
from fablewright.db.embedded import Urls

STORIES = "/api/v1/stories"


@pytest.fixture
async def studio(fresh_urls: Urls, tmp_path: Path) -> AsyncIterator[Studio]:
    async with studio_on(fresh_urls, tmp_path) as studio:
        yield studio


@pytest.fixture
async def client(studio: Studio) -> AsyncIterator[httpx2.AsyncClient]:
    async with client_of(studio) as client:
        yield client


async def begin(client: httpx2.AsyncClient, **wish: object) -> str:
    answer = await client.post(STORIES, json={"spark": "a shy octopus", **wish})
    assert answer.status_code == 201, answer.text
    story_id: str = answer.json()["data"]["id"]
    return story_id


async def test_answer_to_a_new_story(client: httpx2.AsyncClient) -> None:
    answer = await client.post(STORIES, json={"themes": ["courage"], "story_type": "adventure"})
    assert answer.status_code == 201
    data = answer.json()["data"]
    assert list(data) == [
        "id", "status", "asset_generation_status", "realtimeChannel", "generation_id",
    ]  # fmt: skip
    assert data["status"] == "generating"
    assert data["realtimeChannel"] == f"stories:id={data['id']}"
    pending = {"status": "pending", "progress": 0}
    assert data["asset_generation_status"] == {
        "overall": "generating",
        "assets": {name: pending for name in RECIPE}
        | {"content": {"status": "generating", "progress": 0}},
    }


async def test_from_a_wish_to_a_book(client: httpx2.AsyncClient, studio: Studio) -> None:
    hero = await client.post(
        "/api/v1/characters",
        json={"kind": "hero", "name": "Zoë 🦸", "traits": ["wheelchair"], "appearance": "red cape"},
    )
    assert hero.status_code == 201
    story_id = await begin(
        client, hero_id=hero.json()["data"]["id"], story_length=2, moral="Look again."
    )
    async with studio.working(instant_artists()):
        detail = await settled(client, story_id)

    status = detail["asset_generation_status"]
    assert status["overall"] == "ready", status
    assert list(status["assets"]) == list(RECIPE)
    for name, asset in status["assets"].items():
        assert "file" not in asset
        assert ("url" in asset) == (name not in ("content", "activities"))
    assert len(detail["content"]["beats"]) == 4
    assert list(detail["audio_blocks"]) == ["a", "b", "c", "d"]
    assert detail["audio_words"][0].keys() == {"txt", "start", "end"}
    assert all(len(colours) == 3 for colours in detail["hue_extracted_colors"].values())

    owner = await studio.identity.owner()
    [last] = await studio.events.after(UUID(story_id), owner.id, detail["last_event"] - 1)
    assert last.new["asset_generation_status"]["overall"] == "ready"

    inline = {
        "model_used": "instant-1", "story_type": "hero", "story_length": 2, "moral": "Look again.",
        "hero_appearance": "red cape", "relationship_description": None,
    }  # fmt: skip
    details = detail["generation_details"]
    assert {name: detail[name] for name in inline} == inline
    assert {name: details[name] for name in inline} == inline
    assert details["generation_id"] == detail["generation_id"]
    [attempt] = details["attempts"]
    assert (attempt["attempt_number"], attempt["status"]) == (1, "success")

    with_more = await client.get(f"{STORIES}/{story_id}", params={"include": "generation"})
    assert with_more.json()["data"]["generation_details"] == details
    ledger = await client.get(f"{STORIES}/{story_id}/generations")
    attempts = ledger.json()["data"]["generations"]
    assert len(attempts) == 14
    assert {one["status"] for one in attempts} == {"success"}
    for name, start in (("cover", b"\x89PNG"), ("audio", b"\xff\xfb"), ("pdf", b"%PDF")):
        content = await client.get(status["assets"][name]["url"])
        assert content.content.startswith(start)


async def test_parts_are_made_again(client: httpx2.AsyncClient, studio: Studio) -> None:
    story_id = await begin(client)
    async with studio.working(instant_artists()):
        await settled(client, story_id)
        again = await client.post(
            f"{STORIES}/{story_id}/assets/regenerate",
            json={"assetTypes": ["content"], "feedback": "shorter"},
        )
        assert again.status_code == 202
        assert again.json()["data"]["asset_generation_status"]["overall"] == "generating"
        detail = await settled(client, story_id)
    assert detail["status"] == "ready"
    [attempt] = detail["generation_details"]["attempts"]
    assert attempt["prompt"].endswith("shorter")
    assert attempt["edition"] == 2


class Speechless(InstantAuthor):
    def write(self, brief: Brief, feedback: str = "", told: Told | None = None) -> Call[StoryText]:
        async def run() -> Reply[StoryText]:
            raise Refused("No words today.")

        return Call("text", "tests", "speechless-1", "write", "plain", run)


async def test_after_a_text_that_failed_everything_begins_with_it(
    client: httpx2.AsyncClient, studio: Studio
) -> None:
    story_id = await begin(client)
    async with studio.working(replace(instant_artists(), author=Speechless())):
        detail = await settled(client, story_id)
    assert (detail["status"], detail["content"]) == ("failed", None)
    assert detail["asset_generation_status"]["assets"]["content"]["error"] == "No words today."
    assert detail["model_used"] == "speechless-1"
    await client.post(f"{STORIES}/{story_id}/assets/regenerate", json={"assetTypes": ["scene_2"]})
    async with studio.working(instant_artists()):
        detail = await settled(client, story_id)
    assert detail["status"] == "ready"


async def test_pages_of_stories(client: httpx2.AsyncClient) -> None:
    made = [await begin(client, spark=f"spark {n}") for n in range(5)]
    seen: list[str] = []
    cursor = None
    for expected in (2, 2, 1):
        answer = await client.get(
            STORIES, params={"limit": 2} | ({"cursor": cursor} if cursor else {})
        )
        data = answer.json()["data"]
        assert len(data["stories"]) == expected
        assert "content" not in data["stories"][0]
        seen += [story["id"] for story in data["stories"]]
        cursor = data["next_cursor"]
    assert cursor is None
    assert seen == made[::-1]


async def test_changes_by_hand(client: httpx2.AsyncClient, studio: Studio) -> None:
    story_id = await begin(client, generateAssets=False)
    early = await client.patch(f"{STORIES}/{story_id}", json={"beats": [None] * 4})
    assert (early.status_code, early.json()["code"]) == (409, "STORY_NOT_READY")
    async with studio.working(instant_artists()):
        await settled(client, story_id)
    answer = await client.patch(
        f"{STORIES}/{story_id}",
        json={
            "title": "Ein Licht",
            "rating": 9,
            "beats": [None, "One  line.\r\n \r\nAnother.", None, None],
        },
    )
    data = answer.json()["data"]
    assert (data["title"], data["content"]["title"], data["rating"]) == ("Ein Licht",) * 2 + (9,)
    texts = [beat["text"] for beat in data["content"]["beats"]]
    assert texts[1] == "One line.\n\nAnother."
    assert texts[0] == texts[2] == texts[3]


async def test_hidden_stories_are_gone(client: httpx2.AsyncClient) -> None:
    story_id = await begin(client)
    assert (await client.delete(f"{STORIES}/{story_id}")).json()["data"]["deleted"]
    assert (await client.get(f"{STORIES}/{story_id}")).status_code == 404
    assert (await client.delete(f"{STORIES}/{story_id}")).status_code == 404
    assert (await client.get(STORIES)).json()["data"]["stories"] == []


async def test_somebody_elses_things_answer_like_unknown_ones(
    client: httpx2.AsyncClient, studio: Studio, fresh_urls: Urls
) -> None:
    story_id = await begin(client)
    character = await client.post("/api/v1/characters", json={"name": "Mia"})
    character_id = character.json()["data"]["id"]
    async with client_of(studio, await somebody_else(fresh_urls)) as other:
        for method, path, body in (
            ("GET", "", None),
            ("GET", "/generations", None),
            ("GET", "/events", None),
            ("PATCH", "", {"rating": 1}),
            ("DELETE", "", None),
            ("POST", "/assets/regenerate", {"assetTypes": ["cover"]}),
        ):
            foreign, unknown, malformed = [
                await other.request(method, f"{STORIES}/{one}{path}", json=body)
                for one in (story_id, uuid4(), "no-id")
            ]
            assert foreign.status_code == 404
            assert foreign.json()["code"] == "STORY_NOT_FOUND"
            assert foreign.json() == unknown.json() == malformed.json()
        found = await other.get(f"/api/v1/characters/{character_id}")
        assert (found.status_code, found.json()["code"]) == (404, "CHARACTER_NOT_FOUND")
        assert (await other.get("/api/v1/characters")).json()["data"]["characters"] == []
        assert (await other.get(STORIES)).json()["data"]["stories"] == []
        borrowed = await other.post(STORIES, json={"character_ids": [character_id]})
        assert (borrowed.status_code, borrowed.json()["code"]) == (404, "CHARACTER_NOT_FOUND")
    assert (await client.get(f"/api/v1/characters/{character_id}")).json() == character.json()
    assert (await client.get(f"{STORIES}/{story_id}")).json()["data"]["rating"] is None


async def test_traits(client: httpx2.AsyncClient) -> None:
    traits = (await client.get("/api/v1/traits")).json()["data"]["traits"]
    assert len({trait["id"] for trait in traits}) == 39
