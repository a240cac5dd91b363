"""What the API does not take, and that nothing is left behind of it."""

from __future__ import annotations

import json
import re
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx2
import pytest
from tests.support.postgres import connected
from tests.support.studio import client_of, studio_on

from fablewright.bootstrap import Studio
from fablewright.db.embedded import Urls

STORIES = "/api/v1/stories"
TABLES = (
    "stories", "characters", "generations", "generation_attempts", "asset_generation_jobs",
    "assets", "story_events", "pgqueuer",
)  # fmt: skip


@pytest.fixture
async def studio(fresh_urls: Urls, tmp_path: Path) -> AsyncIterator[Studio]:
    async with studio_on(fresh_urls, tmp_path) as studio:
        yield studio


@pytest.fixture
async def client(studio: Studio) -> AsyncIterator[httpx2.AsyncClient]:
    async with client_of(studio) as client:
        yield client


async def rows(urls: Urls) -> dict[str, int]:
    async with connected(urls.owner) as owner:
        return {name: await owner.fetchval(f"SELECT count(*) FROM {name}") for name in TABLES}


def refused(answer: httpx2.Response, status: int, code: str) -> dict[str, Any]:
    body: dict[str, Any] = answer.json()
    assert (answer.status_code, body["code"]) == (status, code), answer.text[:500]
    assert set(body) == {"success", "error", "code", "message", "data"}
    assert body["success"] is False
    assert body["message"][0].isupper()
    assert body["message"].endswith((".", "!"))
    assert len(answer.content) < 3000  # nothing of the input comes back
    return body


BAD_WISHES: list[tuple[Any, int, str, str]] = [
    ({}, 422, "INVALID_INPUT", ""),
    ({"spark": ""}, 422, "VALIDATION_ERROR", "spark"),
    ({"spark": " \n\t "}, 422, "VALIDATION_ERROR", "spark"),
    ({"spark": "long " * 10_000}, 422, "VALIDATION_ERROR", "spark"),
    ({"spark": "a\x00b"}, 422, "VALIDATION_ERROR", "spark"),
    ({"spark": "a\x1bb"}, 422, "VALIDATION_ERROR", "spark"),
    ({"spark": "turn \u202e round"}, 422, "VALIDATION_ERROR", "spark"),
    ({"spark": "\ud800"}, 422, "VALIDATION_ERROR", "spark"),
    ({"spark": ["a"]}, 422, "VALIDATION_ERROR", "spark"),
    ({"spark": "a", "story_length": -1}, 422, "VALIDATION_ERROR", "story_length"),
    ({"spark": "a", "story_length": 2.5}, 422, "VALIDATION_ERROR", "story_length"),
    ({"spark": "a", "story_length": "3"}, 422, "VALIDATION_ERROR", "story_length"),
    ({"spark": "a", "story_length": True}, 422, "VALIDATION_ERROR", "story_length"),
    ({"spark": "a", "story_length": 10**12}, 422, "VALIDATION_ERROR", "story_length"),
    ({"spark": "a", "story_length": 10**4000}, 422, "VALIDATION_ERROR", "story_length"),
    ({"spark": "a", "story_length": float("nan")}, 422, "VALIDATION_ERROR", "story_length"),
    ({"spark": "a", "story_length": float("inf")}, 422, "VALIDATION_ERROR", "story_length"),
    ({"spark": "a", "age": 1}, 422, "VALIDATION_ERROR", "age"),
    ({"spark": "a", "seed": 2**31}, 422, "VALIDATION_ERROR", "seed"),
    ({"spark": "a", "language": "klingon"}, 422, "VALIDATION_ERROR", "language"),
    ({"spark": "a", "voice": "parrot"}, 422, "UNKNOWN_VOICE", ""),
    ({"spark": "a", "generateAssets": "yes"}, 422, "VALIDATION_ERROR", "generateAssets"),
    ({"spark": "a", "themes": "courage"}, 422, "VALIDATION_ERROR", "themes"),
    ({"spark": "a", "themes": ["x"] * 9}, 422, "VALIDATION_ERROR", "themes"),
    ({"spark": "a", "themes": ["x", ""]}, 422, "VALIDATION_ERROR", "themes[1]"),
    ({"spark": "a", "character_ids": ["me"]}, 422, "VALIDATION_ERROR", "character_ids[0]"),
    ({"character_ids": ["6d137fb0-cb14-4f67-a335-ec77dee9d71f"]}, 404, "CHARACTER_NOT_FOUND", ""),
    ({"child_id": "6d137fb0-cb14-4f67-a335-ec77dee9d71f"}, 404, "CHARACTER_NOT_FOUND", ""),
    ([], 422, "VALIDATION_ERROR", "body"),
    ("spark", 422, "VALIDATION_ERROR", "body"),
    (None, 422, "VALIDATION_ERROR", "body"),
]  # fmt: skip


@pytest.fixture
async def untouched(studio: Studio, fresh_urls: Urls) -> AsyncIterator[None]:
    before = await rows(fresh_urls)
    yield
    assert await rows(fresh_urls) == before


@pytest.mark.usefixtures("untouched")
async def test_wishes_that_cannot_be_granted(client: httpx2.AsyncClient) -> None:
    for wish, status, code, field in BAD_WISHES:
        answer = await client.post(
            STORIES, content=json.dumps(wish), headers={"Content-Type": "application/json"}
        )
        body = refused(answer, status, code)
        if field:
            assert body["data"]["fields"][0]["field"] == field
            assert (f"“{field}”" if field != "body" else "body") in body["message"]


@pytest.mark.usefixtures("untouched")
async def test_bodies_that_cannot_be_read(client: httpx2.AsyncClient) -> None:
    for content, kind, status, code in (
        (b"{", "application/json", 422, "VALIDATION_ERROR"),
        (b"", "application/json", 422, "VALIDATION_ERROR"),
        (b'{"spark": "\xff\xfe"}', "application/json", 400, "BAD_REQUEST"),
        (b'{"spark": ' + b"[" * 200_000, "application/json", 400, "BAD_REQUEST"),
        (b'{"story_length": ' + b"9" * 5000 + b"}", "application/json", 400, "BAD_REQUEST"),
        (b'{"spark": "a"}', "text/plain", 415, "UNSUPPORTED_MEDIA_TYPE"),
        (b'{"spark": "a"}', "application/jsonx", 415, "UNSUPPORTED_MEDIA_TYPE"),
        (b"spark=a", "application/x-www-form-urlencoded", 415, "UNSUPPORTED_MEDIA_TYPE"),
        (b'{"spark": "' + b"a" * 2**21, "application/json", 413, "BODY_TOO_LARGE"),
    ):
        answer = await client.post(STORIES, content=content, headers={"Content-Type": kind})
        refused(answer, status, code)


@pytest.mark.usefixtures("untouched")
async def test_characters_that_cannot_be(client: httpx2.AsyncClient) -> None:
    for character, code in (
        ({}, "VALIDATION_ERROR"),
        ({"name": " "}, "VALIDATION_ERROR"),
        ({"name": "x" * 61}, "VALIDATION_ERROR"),
        ({"name": "Mia", "age": 121}, "VALIDATION_ERROR"),
        ({"name": "Mia", "kind": "villain"}, "VALIDATION_ERROR"),
        ({"name": "Mia", "pronoun": 1}, "VALIDATION_ERROR"),
        ({"name": "Mia", "traits": ["third_arm"]}, "UNKNOWN_TRAIT"),
    ):
        refused(await client.post("/api/v1/characters", json=character), 422, code)


@pytest.mark.usefixtures("untouched")
async def test_questions_that_cannot_be_answered(client: httpx2.AsyncClient) -> None:
    for query in (
        {"limit": "0"}, {"limit": "101"}, {"limit": "ten"}, {"cursor": "x" * 1501},
    ):  # fmt: skip
        refused(await client.get(STORIES, params=query), 422, "VALIDATION_ERROR")
    for cursor in (
        "nonsense", "é", "MjAyNi0wMS0wMXw=",
        "MDAwMS0wMS0wMVQwMDowMDowMCswMjowMHw2ZDEzN2ZiMC1jYjE0LTRmNjctYTMzNS1lYzc3ZGVlOWQ3MWY",
    ):  # fmt: skip
        refused(await client.get(STORIES, params={"cursor": cursor}), 422, "INVALID_INPUT")


@pytest.mark.usefixtures("untouched")
async def test_addresses_that_are_none(client: httpx2.AsyncClient) -> None:
    refused(await client.get("/api/v1/nothing"), 404, "NOT_FOUND")
    refused(await client.get("/api/v1/stories/"), 404, "NOT_FOUND")
    refused(await client.put(STORIES), 405, "METHOD_NOT_ALLOWED")
    refused(await client.get("/" + "a" * 5000), 404, "NOT_FOUND")
    refused(await client.get("/files/%2e%2e%2fowner.token"), 404, "NOT_FOUND")


async def test_edits_that_cannot_be(client: httpx2.AsyncClient, fresh_urls: Urls) -> None:
    made = await client.post(STORIES, json={"spark": "مرحبا يا قمر 🌙"})  # any script is welcome
    assert made.status_code == 201
    story = f"{STORIES}/{made.json()['data']['id']}"
    before = await rows(fresh_urls)
    for edit in (
        {"rating": 0}, {"rating": 11}, {"rating": "9"}, {"rating": 9.5}, {"title": ""},
        {"title": "x" * 121}, {"beats": ["a"]}, {"beats": ["a"] * 5}, {"beats": "abcd"},
        {"beats": ["", None, None, None]}, {"beats": ["x" * 8001, None, None, None]},
        {"beats": ["\ud800", None, None, None]},
    ):  # fmt: skip
        answer = await client.patch(
            story, content=json.dumps(edit), headers={"Content-Type": "application/json"}
        )
        refused(answer, 422, "VALIDATION_ERROR")
    for parts, code in (
        ({}, "VALIDATION_ERROR"),
        ({"assetTypes": []}, "VALIDATION_ERROR"),
        ({"assetTypes": ["film"]}, "UNKNOWN_ASSET"),
        ({"assetTypes": ["cover"] * 11}, "VALIDATION_ERROR"),
        ({"assetTypes": ["cover"], "feedback": "x" * 501}, "VALIDATION_ERROR"),
    ):
        refused(await client.post(f"{story}/assets/regenerate", json=parts), 422, code)
    for number in ("abc", "-1", "1.5", "9" * 30):
        answer = await client.get(f"{story}/events", headers={"Last-Event-ID": number})
        refused(answer, 422, "INVALID_INPUT")
        refused(await client.get(f"{story}/events?after={number}"), 422, "INVALID_INPUT")
    assert await rows(fresh_urls) == before


async def test_every_address_of_the_api_wants_a_token(studio: Studio) -> None:
    async with client_of(studio, "") as stranger:
        paths = (await stranger.get("/openapi.json")).json()["paths"]
        for path, operations in paths.items():
            for method, operation in operations.items():
                if "security" not in operation:
                    continue
                address = re.sub(r"{\w+}", "x", path)
                for header in ({}, {"Authorization": "Bearer wrong"}, {"Authorization": "Basic x"},
                               {"Authorization": "Bearer " + "x" * 4000}):  # fmt: skip
                    # Even what cannot be read is not read for strangers.
                    answer = await stranger.request(
                        method.upper(), address, headers=header, content=b"{"
                    )
                    refused(answer, 401, "UNAUTHORIZED")
                    assert answer.headers["www-authenticate"] == "Bearer"
        for path in ("/", "/docs", "/health", "/health/live", "/health/ready"):
            assert (await stranger.get(path)).status_code == 200


async def test_health(client: httpx2.AsyncClient) -> None:
    await client.post(STORIES, json={"spark": "a shy octopus"})
    health = (await client.get("/health")).json()
    assert health["queue"]["queued"] == 10
    assert health["providers"]["author"] == "offline"


async def test_lost_database(studio: Studio, client: httpx2.AsyncClient) -> None:
    studio.db.patience = 0.2
    url, studio.db.url = studio.db.url, "postgresql://nobody@127.0.0.1:1/nothing"
    await studio.db.close()
    try:
        answer = await client.get(STORIES)
        refused(answer, 503, "UNAVAILABLE")
        assert int(answer.headers["retry-after"]) > 0
        body = refused(await client.get("/health"), 503, "UNAVAILABLE")
        assert body["data"] == {"database": "away", "storage": "ok"}
        refused(await client.get("/health/ready"), 503, "UNAVAILABLE")
        assert (await client.get("/health/live")).status_code == 200
    finally:
        studio.db.url = url
        await studio.db.close()
    assert (await client.get("/health/ready")).status_code == 200
