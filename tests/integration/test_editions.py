"""Earlier editions of a part are listed, and are the book's again when somebody says so."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx2
import pytest
from tests.support.artists import instant_artists
from tests.support.postgres import connected
from tests.support.studio import client_of, settled, somebody_else, studio_on

from fablewright.bootstrap import Studio
from fablewright.db.embedded import Urls
from fablewright.stories.brief import CreateStory

STORIES = "/api/v1/stories"


@pytest.fixture
async def studio(fresh_urls: Urls, tmp_path: Path) -> AsyncIterator[Studio]:
    async with studio_on(fresh_urls, tmp_path) as studio:
        yield studio


@pytest.fixture
async def client(studio: Studio) -> AsyncIterator[httpx2.AsyncClient]:
    async with client_of(studio) as client:
        yield client


async def finished(client: httpx2.AsyncClient) -> str:
    answer = await client.post(STORIES, json={"spark": "a shy octopus"})
    story_id: str = answer.json()["data"]["id"]
    await settled(client, story_id)
    return story_id


async def editions(client: httpx2.AsyncClient, story_id: str, asset: str) -> list[dict[str, Any]]:
    answer = await client.get(f"{STORIES}/{story_id}/assets/{asset}/editions")
    assert answer.status_code == 200, answer.text
    assert answer.json()["data"]["asset"] == asset
    found: list[dict[str, Any]] = answer.json()["data"]["editions"]
    return found


async def restore(
    client: httpx2.AsyncClient, story_id: str, asset: str, edition: int
) -> httpx2.Response:
    return await client.post(f"{STORIES}/{story_id}/assets/{asset}/editions/{edition}/restore")


async def again(client: httpx2.AsyncClient, story_id: str, asset: str, **more: Any) -> None:
    wish = {"assetTypes": [asset], **more}
    answer = await client.post(f"{STORIES}/{story_id}/assets/regenerate", json=wish)
    assert answer.status_code == 202, answer.text
    await settled(client, story_id)


async def test_a_picture_made_before_is_the_books_again(
    client: httpx2.AsyncClient, studio: Studio
) -> None:
    async with studio.working(instant_artists()):
        story_id = await finished(client)
        before = await settled(client, story_id)
        await again(client, story_id, "scene_2", feedback="a bigger boat")
        assert [
            (one["edition"], one["current"]) for one in await editions(client, story_id, "scene_2")
        ] == [(2, True), (1, False)]

        answer = await restore(client, story_id, "scene_2", 1)
        assert answer.status_code == 200, answer.text
        entry = answer.json()["data"]["asset_generation_status"]["assets"]["scene_2"]
        assert (entry["status"], entry["metadata"]["edition"]) == ("ready", 1)
        detail = await settled(client, story_id)
        assert detail["hue_extracted_colors"] == before["hue_extracted_colors"]
        first = before["asset_generation_status"]["assets"]["scene_2"]
        for one in (entry, (await editions(client, story_id, "scene_2"))[1]):
            assert one["renditions"] == first["renditions"]
            assert (one["width"], one["height"], one["size"]) == (64, 64, first["size"])
        assert entry["alt"]
        [rendition] = entry["renditions"]
        small = await client.get(rendition["url"])
        assert small.headers["content-type"] == rendition["type"] == "image/webp"
        assert len(small.content) == rendition["size"]
        bound = await editions(client, story_id, "pdf")
        assert [one["current"] for one in bound] == [True, False, False]
        assert bound[0]["made_by"] == {"provider": "binder", "model": None}
        listed = await editions(client, story_id, "scene_2")
        assert [one["current"] for one in listed] == [False, True]
        assert listed[0]["made_by"] == {"provider": "tests", "model": "instant-1"}
        assert listed[0]["url"] != listed[1]["url"]

        # Once more changes nothing; a third edition is the third.
        await restore(client, story_id, "scene_2", 1)
        assert len(await editions(client, story_id, "pdf")) == 3
        await again(client, story_id, "scene_2")
        assert [
            (one["edition"], one["current"]) for one in await editions(client, story_id, "scene_2")
        ] == [(3, True), (2, False), (1, False)]


async def test_a_text_brings_the_recording_that_reads_it(
    client: httpx2.AsyncClient, studio: Studio
) -> None:
    async with studio.working(instant_artists()):
        story_id = await finished(client)
        first = await settled(client, story_id)
        beats = ["Mia stayed at home. Look again, said the lamp.", None, None, None]
        await client.patch(f"{STORIES}/{story_id}", json={"title": "At Home", "beats": beats})
        edited = await settled(client, story_id)
        assert len(await editions(client, story_id, "audio")) == 2
        [only] = await editions(client, story_id, "content")
        assert only["edited"]
        other = await restore(client, story_id, "audio", 1)
        assert (other.status_code, other.json()["code"]) == (409, "EDITION_OF_OTHER_TEXT")

        await restore(client, story_id, "content", 1)
        back = await settled(client, story_id)
        for name in ("title", "content", "audio_words", "audio_blocks"):
            assert back[name] == first[name]
        assert len(await editions(client, story_id, "audio")) == 2  # nothing was bought
        by_hand, original = await editions(client, story_id, "content")
        assert by_hand["made_by"] == {"provider": "hand", "model": None}
        assert (by_hand["current"], original["current"]) == (False, True)

        await restore(client, story_id, "content", by_hand["edition"])
        assert (await settled(client, story_id))["content"] == edited["content"]


async def test_whoever_follows_is_told(
    client: httpx2.AsyncClient, studio: Studio, fresh_urls: Urls
) -> None:
    async with studio.working(instant_artists()):
        story_id = await finished(client)
        await again(client, story_id, "activities", priority="urgent")
        await restore(client, story_id, "activities", 1)
        await settled(client, story_id)
    owner = await studio.identity.owner()
    async with studio.db.transaction(owner.id) as connection:
        rows = await connection.fetch(
            "SELECT payload #> '{asset_generation_status,assets,activities,metadata}' AS told"
            " FROM story_events WHERE story_id = $1 ORDER BY seq",
            story_id,
        )
    assert '{"edition": 1}' in [row["told"] for row in rows]


async def test_what_cannot_be_restored(
    client: httpx2.AsyncClient, studio: Studio, fresh_urls: Urls
) -> None:
    async with studio.working(instant_artists()):
        story_id = await finished(client)
    await client.post(f"{STORIES}/{story_id}/assets/regenerate", json={"assetTypes": ["cover"]})
    for asset, edition, status, code in (
        ("cover", 1, 409, "ASSET_IN_WORK"),
        ("content", 1, 409, "ASSET_IN_WORK"),
        ("pdf", 1, 422, "BOUND_ASSET"),
        ("cover", 7, 404, "EDITION_NOT_FOUND"),
        ("cover", 0, 422, "VALIDATION_ERROR"),
        ("wings%00", 1, 422, "UNKNOWN_ASSET"),
    ):
        answer = await restore(client, story_id, asset, edition)
        assert (answer.status_code, answer.json()["code"]) == (status, code), answer.text
    async with client_of(studio, await somebody_else(fresh_urls)) as stranger:
        theirs = await restore(stranger, story_id, "cover", 1)
        listed = await stranger.get(f"{STORIES}/{story_id}/assets/cover/editions")
    assert {theirs.status_code, listed.status_code} == {404}


async def test_who_waits_goes_before_new_books(
    client: httpx2.AsyncClient, studio: Studio, fresh_urls: Urls
) -> None:
    async with studio.working(instant_artists()):
        story_id = await finished(client)
    owner = await studio.identity.owner()
    bulk = [await studio.books.create(owner, CreateStory(spark=f"{n}")) for n in range(2)]
    for asset, priority in (("scene_1", {}), ("scene_2", {"priority": "urgent"})):
        wish = {"assetTypes": [asset], **priority}
        await client.post(f"{STORIES}/{story_id}/assets/regenerate", json=wish)
    wrong = {"assetTypes": ["cover"], "priority": "now"}
    refused = await client.post(f"{STORIES}/{story_id}/assets/regenerate", json=wrong)
    assert refused.status_code == 422
    async with connected(fresh_urls.owner) as connection:
        rows = await connection.fetch(
            "SELECT dedupe_key FROM pgqueuer WHERE entrypoint IN ('text', 'picture')"
            " ORDER BY priority DESC, id"
        )
    order = ["/".join(row["dedupe_key"].split("/")[:2]) for row in rows]
    assert order == [
        f"{story_id}/scene_2", f"{story_id}/scene_1", *(f"{one.id}/content" for one in bulk),
    ]  # fmt: skip
