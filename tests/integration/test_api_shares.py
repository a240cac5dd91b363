"""Private links: whoever has one reads the story, and nothing of whoever made it."""

from __future__ import annotations

import hashlib
import json
import uuid
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx2
import pytest
import structlog
from tests.support.artists import instant_artists
from tests.support.people import refused, visitor
from tests.support.postgres import connected
from tests.support.studio import client_of, settled, somebody_else, studio_on

from fablewright.bootstrap import Studio
from fablewright.db.embedded import Urls
from fablewright.files import addresses
from fablewright.shares.service import MOST_SHARES
from fablewright.web.app import create_app

STORIES = "/api/v1/stories"
CHILD = {"kind": "child", "name": "Wilhelmina", "age": 7, "appearance": "a green hat"}


@pytest.fixture
async def studio(fresh_urls: Urls, tmp_path: Path) -> AsyncIterator[Studio]:
    async with studio_on(fresh_urls, tmp_path, public_url="https://tales.example.org/") as studio:
        yield studio


@pytest.fixture
async def client(studio: Studio) -> AsyncIterator[httpx2.AsyncClient]:
    async with client_of(studio) as client:
        yield client


@pytest.fixture
async def reader(studio: Studio) -> AsyncIterator[httpx2.AsyncClient]:
    async with visitor(create_app(studio)) as reader:
        yield reader


async def a_book(studio: Studio, client: httpx2.AsyncClient, **more: Any) -> dict[str, Any]:
    """A finished book about a child of this person's cast."""
    child = (await client.post("/api/v1/characters", json=CHILD)).json()["data"]["id"]
    wish = {"spark": "a secret about the neighbours", "child_id": child, **more}
    story = (await client.post(STORIES, json=wish)).json()["data"]["id"]
    async with studio.working(instant_artists()):
        return {**await settled(client, story), "child": child}


async def share(client: httpx2.AsyncClient, story_id: str) -> dict[str, Any]:
    answer = await client.post(f"{STORIES}/{story_id}/shares", json={})
    assert answer.status_code == 201, answer.text
    made: dict[str, Any] = answer.json()["data"]
    return made


async def test_a_reader_sees_the_story_and_nobody(
    studio: Studio, client: httpx2.AsyncClient, reader: httpx2.AsyncClient, fresh_urls: Urls
) -> None:
    story = await a_book(studio, client, moral="Look again.")
    made = await share(client, story["id"])
    assert list(made) == ["id", "token", "url", "created_at"]
    assert len(made["token"]) == 43
    assert made["url"] == f"https://tales.example.org/s/{made['token']}"
    answer = await reader.get(f"/api/shared/{made['token']}")
    assert answer.status_code == 200
    assert answer.headers["x-robots-tag"] == "noindex"
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["referrer-policy"] == "no-referrer"
    shown = answer.json()["data"]
    assert shown["title"] == story["title"]
    assert [one["text"] for one in shown["content"]["beats"]] == [
        one["text"] for one in story["content"]["beats"]
    ]
    assert list(shown["pictures"]) == ["cover", "scene_1", "scene_2", "scene_3", "scene_4"]
    assert all(one["alt"] and len(one["colors"]) == 3 for one in shown["pictures"].values())
    for name in ("audio_words", "audio_blocks"):
        assert shown[name] == story[name]
    assert shown["activities"] == story["asset_generation_status"]["assets"]["activities"]["data"]
    files = [one["url"] for one in shown["pictures"].values()]
    files += [shown["audio_url"], shown["pdf_url"], shown["epub_url"]]
    for url in files:
        file = await reader.get(httpx2.URL(url).raw_path.decode())
        assert file.status_code == 200
        assert file.headers["cache-control"].startswith("private, max-age=")
    said = answer.text
    async with connected(fresh_urls.owner) as steward:
        owner = await steward.fetchval("SELECT creator_user_id FROM stories")
    for secret in (owner, owner.hex, story["id"], story["child"], story["generation_id"], "Owner",
                   story["library_id"], "neighbours", "instant-1", "green hat", '"age"', "people"):  # fmt: skip
        assert str(secret) not in said, secret


async def test_links_are_counted_and_withdrawn(
    studio: Studio, client: httpx2.AsyncClient, reader: httpx2.AsyncClient, fresh_urls: Urls
) -> None:
    story = (await a_book(studio, client, generateAssets=False))["id"]
    one, two = await share(client, story), await share(client, story)
    for _ in range(3):
        assert (await reader.get(f"/api/shared/{one['token']}")).status_code == 200
    listed = (await client.get(f"{STORIES}/{story}/shares")).json()["data"]["shares"]
    assert [(link["id"], link["times_opened"]) for link in listed] == [
        (two["id"], 0),
        (one["id"], 3),
    ]
    assert (listed[0]["last_opened_at"] is None, listed[1]["last_opened_at"] is None) == (
        True,
        False,
    )
    async with connected(fresh_urls.owner) as steward:
        rows = await steward.fetch("SELECT shares::text AS row, token_hash FROM shares")
    hashes = {row["token_hash"] for row in rows}
    assert hashes == {hashlib.sha256(link["token"].encode()).digest() for link in (one, two)}
    withdrawn = await client.delete(f"{STORIES}/{story}/shares/{one['id']}")
    assert withdrawn.json()["data"] == {"id": one["id"], "deleted": True}
    refused(await client.delete(f"{STORIES}/{story}/shares/{one['id']}"), 404, "SHARE_NOT_FOUND")
    refused(await client.delete(f"{STORIES}/{story}/shares/x"), 404, "SHARE_NOT_FOUND")
    nowhere = await reader.get(f"/api/shared/{one['token']}")
    refused(nowhere, 404, "SHARE_NOT_FOUND")
    await client.delete(f"{STORIES}/{story}")
    token = two["token"]
    for nothing in (token, token[:-1], f"{token}a", token.upper(), uuid.uuid4().hex, "x" * 5000, "%00",
                    "a/b/c", "%ed%a0%80", "🪁", " ", "null"):  # fmt: skip
        answer = await reader.get(f"/api/shared/{nothing}")
        assert (answer.status_code, answer.text) == (404, nowhere.text), nothing
        assert answer.headers["x-robots-tag"] == "noindex"
    assert (await client.post(f"{STORIES}/{story}/undelete")).status_code == 200
    assert (await reader.get(f"/api/shared/{token}")).status_code == 200


async def test_addresses_in_a_link_end_soon(
    studio: Studio, client: httpx2.AsyncClient, reader: httpx2.AsyncClient,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    """A page that was open when the link was withdrawn has its files for an hour at most."""
    story = await a_book(studio, client)
    token = (await share(client, story["id"]))["token"]
    shown = (await reader.get(f"/api/shared/{token}")).json()["data"]
    brief = httpx2.URL(shown["pdf_url"])
    usual = httpx2.URL(story["asset_generation_status"]["assets"]["pdf"]["url"])
    assert brief.path == usual.path
    now = addresses.time.time()
    assert 1800 <= int(brief.params["expires"]) - now <= 3600
    assert int(usual.params["expires"]) - now > 6 * 24 * 3600
    monkeypatch.setattr(addresses.time, "time", lambda: now + 3601)
    refused(await reader.get(brief.raw_path.decode()), 403, "FILE_ADDRESS_INVALID")
    kept = await reader.get(usual.raw_path.decode())
    assert (kept.status_code, kept.headers["cache-control"][:6]) == (200, "public")


async def test_whose_links(studio: Studio, client: httpx2.AsyncClient, fresh_urls: Urls) -> None:
    early = (await client.post(STORIES, json={"spark": "a kite"})).json()["data"]["id"]
    refused(await client.post(f"{STORIES}/{early}/shares", json={}), 409, "STORY_NOT_READY")
    story = (await a_book(studio, client, generateAssets=False))["id"]
    made = await share(client, story)
    async with client_of(studio, await somebody_else(fresh_urls)) as other:
        for verb, path in (("GET", ""), ("POST", ""), ("DELETE", f"/{made['id']}")):
            foreign, unknown = [
                await other.request(verb, f"{STORIES}/{one}/shares{path}")
                for one in (story, uuid.uuid4())
            ]
            assert refused(foreign, 404, "STORY_NOT_FOUND") == unknown.json()
    async with connected(fresh_urls.owner) as steward:
        await steward.execute(
            "INSERT INTO shares (id, user_id, story_id, token_hash) SELECT gen_random_uuid(), user_id,"
            " story_id, sha256(n::text::bytea) FROM shares, generate_series(2, $1) AS n", MOST_SHARES,
        )  # fmt: skip
    refused(await client.post(f"{STORIES}/{story}/shares", json={}), 409, "TOO_MANY_SHARES")


async def test_guessing_is_counted_by_address(fresh_urls: Urls, tmp_path: Path) -> None:
    with structlog.testing.capture_logs() as logs:
        async with studio_on(fresh_urls, tmp_path, rate_read="3/hour") as studio:
            app = create_app(studio)
            for address, statuses in (("192.0.2.1", [404] * 3 + [429]), ("192.0.2.2", [404])):
                async with visitor(app, address) as guesser:
                    answers = [await guesser.get("/api/shared/guessed-token") for _ in statuses]
                    assert [one.status_code for one in answers] == statuses
    assert "guessed-token" not in json.dumps(logs, default=str)
