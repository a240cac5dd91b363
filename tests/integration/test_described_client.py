"""A client written from the public description of the API alone: what it was promised, it gets.

It knows a base address and a bearer token, and uses plain HTTP and a WebSocket.
"""

from __future__ import annotations

import json
import re
import uuid
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx2
import pytest
from tests.support.artists import instant_artists
from tests.support.studio import served, somebody_else, studio_on
from websockets.asyncio.client import connect

from fablewright.bootstrap import Studio
from fablewright.db.embedded import Urls
from fablewright.web.server import StudioServer

ASSETS = [
    "content", "cover", "scene_1", "scene_2", "scene_3", "scene_4", "audio", "activities", "pdf",
]  # fmt: skip
STATES = {"pending", "generating", "ready", "failed", "retrying"}


class DescribedClient:
    """What the description's front end does."""

    def __init__(self, address: str, token: str) -> None:
        self.address, self.token = address, token
        headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
        self.http = httpx2.AsyncClient(base_url=address, headers=headers, timeout=30)

    async def post(self, path: str, body: object) -> tuple[int, dict[str, Any]]:
        answer = await self.http.post(path, content=json.dumps(body))
        return answer.status_code, answer.json()

    async def create(self, character_ids: list[str]) -> tuple[int, dict[str, Any]]:
        return await self.post(
            "/api/v1/stories",
            {
                "character_ids": character_ids,
                "story_type": "adventure",
                "themes": ["courage", "friendship"],
                "generateAssets": True,
            },
        )

    async def follow(self, channel: str) -> AsyncIterator[dict[str, Any]]:
        """The rows of the story as they change, until all of it is settled."""
        address = self.address.replace("http", "ws") + "/api/v1/realtime"
        protocols = ["fablewright", f"bearer.{self.token}"]
        async with connect(address, subprotocols=protocols) as ws:  # type: ignore[arg-type]
            await ws.send(json.dumps({"subscribe": channel}))
            async for message in ws:
                payload = json.loads(message)
                if payload.get("event") == "UPDATE":
                    yield payload["new"]
                    if payload["new"]["asset_generation_status"]["overall"] != "generating":
                        return


@pytest.fixture
async def studio(fresh_urls: Urls, tmp_path: Path) -> AsyncIterator[Studio]:
    async with studio_on(fresh_urls, tmp_path) as studio:
        yield studio


@pytest.fixture
async def server(studio: Studio) -> AsyncIterator[StudioServer]:
    async with served(studio) as server:
        yield server


@pytest.fixture
async def client(studio: Studio, server: StudioServer) -> AsyncIterator[DescribedClient]:
    client = DescribedClient(server.address, studio.identity.owner_token())
    yield client
    await client.http.aclose()


async def test_from_the_request_to_the_whole_book(studio: Studio, client: DescribedClient) -> None:
    _, hero = await client.post("/api/v1/characters", {"kind": "hero", "name": "Zoë"})
    status, answer = await client.create([hero["data"]["id"]])

    assert status == 201
    assert answer["success"] is True
    data = answer["data"]
    assert data["status"] == "generating"
    assert data["realtimeChannel"] == f"stories:id={data['id']}"
    assert str(uuid.UUID(data["id"])) == data["id"]
    begun = data["asset_generation_status"]
    assert begun["overall"] == "generating"
    for name in ASSETS:
        first = "generating" if name == "content" else "pending"
        assert begun["assets"][name] == {"status": first, "progress": 0}

    async with studio.working(instant_artists()):
        rows = [row async for row in client.follow(data["realtimeChannel"])]
    for row in rows:
        assert row["id"] == data["id"]
        for asset in row["asset_generation_status"]["assets"].values():
            assert asset["status"] in STATES
            assert 0 <= asset["progress"] <= 100
    told = [row["asset_generation_status"]["assets"]["cover"].get("metadata", {}) for row in rows]
    assert any(entry.get("analysisComplete") and entry.get("paletteStep") for entry in told)

    # The last event says how it ended, and when; those before say neither.
    *before, last = rows
    assert {row["asset_generation_status"]["overall"] for row in before} == {"generating"}
    assert {row["asset_generation_completed_at"] for row in before} == {None}
    assert last["status"] == last["asset_generation_status"]["overall"] == "ready"
    assert re.match(r"\d{4}-\d\d-\d\dT.+Z$", last["asset_generation_completed_at"])
    done = last["asset_generation_status"]["assets"]
    assert {done[name]["status"] for name in ASSETS} == {"ready"}
    assert done["activities"]["data"]
    async with httpx2.AsyncClient(base_url=client.address) as public:
        for name in (*ASSETS[1:7], "pdf"):
            assert done[name]["completedAt"].endswith("Z")
            assert (await public.get(done[name]["url"])).status_code == 200

    status, answer = await client.post(
        f"/api/v1/stories/{data['id']}/assets/regenerate", {"assetTypes": ["cover"]}
    )
    assert status == 202
    assert answer["data"]["asset_generation_status"]["assets"]["cover"]["status"] == "pending"


async def test_a_character_that_there_is_not(client: DescribedClient) -> None:
    status, answer = await client.create([str(uuid.uuid4())])
    assert status == 404
    assert answer["success"] is False
    assert answer["code"] == "CHARACTER_NOT_FOUND"
    assert answer["error"]
    assert answer["message"]


async def test_the_limit_of_the_free_tier(
    studio: Studio, server: StudioServer, fresh_urls: Urls
) -> None:
    client = DescribedClient(server.address, await somebody_else(fresh_urls))
    try:
        for expected in (201, 201, 403):
            status, answer = await client.create([])
            assert status == expected, answer
    finally:
        await client.http.aclose()
    assert answer["success"] is False
    assert answer["error"] == "Quota exceeded"
    assert answer["code"] == "QUOTA_EXCEEDED"
    assert answer["message"]
    assert answer["data"] == {
        "tier": "free",
        "storiesUsed": 2,
        "storyLimit": 2,
        "upgradeOptions": ["individual", "story_pack_5"],
    }
