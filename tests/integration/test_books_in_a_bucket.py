"""Books whose files are in a bucket: made, read, made again, deleted, and without it for a while."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx2
import pytest
from tests.support.artists import artists
from tests.support.bucket import BUCKET, SECRET, S3Server, s3_server
from tests.support.people import account
from tests.support.postgres import connected
from tests.support.studio import client_of, settled, studio_on

from fablewright.bootstrap import Studio
from fablewright.core.errors import BadSettings
from fablewright.db.embedded import Urls
from fablewright.doctor import examine
from fablewright.settings import Settings

STORIES = "/api/v1/stories"
KEY = "9f8Bq2-kD7xW1mZ5tR3vY6nC0pLhGjSe"
KINDS = {
    "cover": "image/png",
    "scene_4": "image/png",
    "audio": "audio/mpeg",
    "pdf": "application/pdf",
}


@pytest.fixture
def server() -> Iterator[S3Server]:
    with s3_server() as server:
        yield server


@pytest.fixture
async def studio(server: S3Server, fresh_urls: Urls, tmp_path: Path) -> AsyncIterator[Studio]:
    settings = server.settings(secret_key=KEY)
    async with studio_on(fresh_urls, tmp_path / "one", **settings) as studio:
        yield studio


async def a_book(studio: Studio, client: httpx2.AsyncClient) -> dict[str, Any]:
    answer = await client.post(STORIES, json={"spark": "a kite", "title": "Čaj"})
    return await settled(client, answer.json()["data"]["id"])


def urls_of(story: dict[str, Any]) -> dict[str, str]:
    parts = story["asset_generation_status"]["assets"]
    return {name: part["url"] for name, part in parts.items() if "url" in part}


async def tidied(urls: Urls) -> None:
    """Until the queue is empty; what waits for its time is done now."""
    async with connected(urls.owner) as steward, asyncio.timeout(20):
        while await steward.fetchval("SELECT count(*) FROM pgqueuer"):
            await steward.execute("UPDATE pgqueuer SET execute_after = now()")
            await asyncio.sleep(0.05)


async def test_two_machines_share_a_bucket(
    studio: Studio, server: S3Server, fresh_urls: Urls, tmp_path: Path
) -> None:
    other_settings = server.settings(secret_key=KEY)
    async with (
        studio_on(fresh_urls, tmp_path / "two", **other_settings) as other,
        client_of(studio) as client,
        client_of(other, studio.identity.owner_token()) as reader,
        other.working(artists()),
        httpx2.AsyncClient() as browser,
    ):
        story = await a_book(studio, client)
        assert story["asset_generation_status"]["overall"] == "ready"
        urls = urls_of(story)
        same = (await reader.get(f"{STORIES}/{story['id']}")).json()["data"]
        assert urls_of(same) == urls
        for part, kind in KINDS.items():
            answer = await browser.get(urls[part])
            assert (answer.status_code, answer.headers["content-type"]) == (200, kind)
        assert "Caj.mp3" in (await browser.get(urls["audio"])).headers["content-disposition"]
        again = await client.post(
            f"{STORIES}/{story['id']}/assets/regenerate", json={"assetTypes": ["pdf"]}
        )
        assert again.status_code in (200, 202)
        new = await settled(reader, story["id"])
        assert (await browser.get(urls_of(new)["pdf"])).status_code == 200
        assert (await browser.get(urls["audio"])).status_code == 200
    assert not [path for path in tmp_path.rglob("*") if path.suffix in (".png", ".pdf", ".mp3")]


async def test_erasure(studio: Studio, server: S3Server, fresh_urls: Urls) -> None:
    user, granted = await account(studio)
    async with studio.working(artists()), client_of(studio, granted.access_token) as client:
        await a_book(studio, client)
        assert server.objects
        await studio.identity.erase(user)
        await tidied(fresh_urls)
    assert server.objects == {}


async def test_through_the_studio(server: S3Server, fresh_urls: Urls, tmp_path: Path) -> None:
    settings = server.settings(files_through_studio=True)
    data = bytes(range(256)) * 4096
    async with (
        studio_on(fresh_urls, tmp_path, **settings) as studio,
        client_of(studio, "") as client,
    ):
        url = studio.addresses.url(await studio.files.put(data, "mp3"))
        assert url.startswith("/files/")
        assert (await client.get(url)).content == data
        part = await client.get(url, headers={"Range": "bytes=300000-900000"})
        assert (part.status_code, part.content) == (206, data[300_000:900_001])
        server.skew = 3600
        answer = await client.get(url)
        assert (answer.status_code, answer.json()["code"]) == (503, "STORAGE_AWAY")


async def test_through_a_cdn(server: S3Server, fresh_urls: Urls, tmp_path: Path) -> None:
    settings = server.settings(cdn_url="https://pictures.example.org/x")
    async with studio_on(fresh_urls, tmp_path, **settings) as studio:
        name = await studio.files.put(b"{}", "json")
        assert studio.addresses.url(name) == f"https://pictures.example.org/x/{name[:2]}/{name}"


async def test_storage_goes_and_comes_back(studio: Studio, server: S3Server) -> None:
    """For longer than anybody tries to keep what was made."""
    crew = artists()
    studio = replace(studio, policy=replace(studio.policy, keeping=0.5))
    async with studio.working(crew), client_of(studio) as client:
        assert (await client.get("/health")).json()["storage"] == "ok"
        server.faults.extend(["SlowDown"] * 1000)
        story = await a_book(studio, client)
        parts = story["asset_generation_status"]["assets"]
        assert story["asset_generation_status"]["overall"] == "partial"
        for part in (*KINDS, "epub"):
            assert parts[part]["status"] == "failed"
            assert "does not answer right now" in parts[part]["error"]
        assert crew.narrator.calls == {"narrate": 1}  # type: ignore[attr-defined]
        bucket = server.buckets.pop(BUCKET)
        sick = await client.get("/health")
        assert (sick.status_code, sick.json()["data"]["storage"]) == (503, "away")
        server.buckets[BUCKET] = bucket
        server.faults.clear()
        assert (await client.get("/health")).status_code == 200
        wanted = {"assetTypes": ["cover", "scene_1", "scene_2", "scene_3", "scene_4", "audio"]}
        await client.post(f"{STORIES}/{story['id']}/assets/regenerate", json=wanted)
        healed = await settled(client, story["id"])
        assert healed["asset_generation_status"]["overall"] == "ready"


async def test_a_wrong_bucket_is_told_before_anything_starts(
    server: S3Server, fresh_urls: Urls, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    wrong = server.settings(storage_url="s3://elsewhere")
    with pytest.raises(BadSettings, match="There is no such bucket “elsewhere”"):
        async with studio_on(fresh_urls, tmp_path, **wrong):
            pass
    for values, remedy in ((wrong, "There is no such bucket"), (server.settings(), "")):
        settings = Settings(
            _env_file=None, database_url=fresh_urls.app, data_dir=tmp_path, **values
        )
        assert await examine(settings, as_json=True) == bool(remedy)
        said = capsys.readouterr().out
        (finding,) = (one for one in json.loads(said) if one["what"] == "Files")
        assert finding["remedy"].startswith(remedy)
        assert bool(finding["remedy"]) == bool(remedy)
        assert SECRET not in said
