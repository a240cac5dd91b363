"""Nobody makes more stories than they may, however many are asked for at once."""

from __future__ import annotations

import asyncio
from collections import Counter
from pathlib import Path
from typing import Any

import httpx2
import pytest
from tests.support.artists import artists, instant_artists
from tests.support.people import UNLIMITED, account, api_processes, bearer, visitor
from tests.support.postgres import connected
from tests.support.studio import settled

from fablewright.bootstrap import Studio
from fablewright.core.errors import Refused
from fablewright.db.embedded import Urls
from fablewright.identity.model import Visit
from fablewright.web.app import create_app

pytestmark = pytest.mark.timeout(240)
STORIES = "/api/v1/stories"
ROUNDS, AT_ONCE = 20, 100
WISH = {"spark": "a kite", "generateAssets": False}


def exceeded(tier: str, used: int, limit: int) -> dict[str, Any]:
    return {
        "tier": tier, "storiesUsed": used, "storyLimit": limit,
        "upgradeOptions": ["individual", "story_pack_5"],
    }  # fmt: skip


async def test_two_of_a_hundred_over_two_processes(
    studio: Studio, fresh_urls: Urls, tmp_path: Path
) -> None:
    async with api_processes(fresh_urls, tmp_path, **UNLIMITED) as addresses:
        limits = httpx2.Limits(max_connections=AT_ONCE // 2)
        async with (
            httpx2.AsyncClient(base_url=addresses[0], limits=limits, timeout=60) as one,
            httpx2.AsyncClient(base_url=addresses[1], limits=limits, timeout=60) as two,
        ):
            for _ in range(ROUNDS):
                guest = await studio.identity.guest(Visit())
                headers = bearer(guest.access_token)
                answers = await asyncio.gather(
                    *(client.post(STORIES, json=WISH, headers=headers)
                      for client in (one, two) * (AT_ONCE // 2))
                )  # fmt: skip
                statuses = Counter(answer.status_code for answer in answers)
                assert statuses == {201: 2, 403: AT_ONCE - 2}
                for answer in answers:
                    if answer.status_code == 403:
                        body = answer.json()
                        assert body["code"] == "QUOTA_EXCEEDED"
                        assert body["data"] == exceeded("free", 2, 2)
                listed = (await one.get(STORIES, headers=headers)).json()["data"]["stories"]
                assert len(listed) == 2
    async with connected(fresh_urls.owner) as steward:  # what was refused left nothing behind
        for table in ("stories", "generations", "asset_generation_jobs"):
            assert await steward.fetchval(f"SELECT count(*) FROM {table}") == 2 * ROUNDS, table


async def create(client: httpx2.AsyncClient, token: str, times: int) -> Counter[int]:
    answers = await asyncio.gather(
        *(client.post(STORIES, json=WISH, headers=bearer(token)) for _ in range(times))
    )
    return Counter(answer.status_code for answer in answers)


async def test_credits(studio: Studio, client: httpx2.AsyncClient) -> None:
    owner = await studio.identity.owner()
    user, granted = await account(studio)
    token = granted.access_token
    assert await create(client, token, 4) == {201: 2, 403: 2}
    await studio.identity.grant_credits(owner, user.id, 5, "a story pack")
    assert await create(client, token, 20) == {201: 5, 403: 15}
    answer = await client.post(STORIES, json=WISH, headers=bearer(token))
    assert answer.json()["data"] == exceeded("free", 7, 7)
    me = (await client.get("/api/auth/me", headers=bearer(token))).json()
    assert (me["storiesUsed"], me["storyLimit"]) == (7, 7)


async def test_another_month(studio: Studio, client: httpx2.AsyncClient, fresh_urls: Urls) -> None:
    user, granted = await account(studio)
    owner = await studio.identity.owner()
    await studio.identity.set_account(owner, user.id, tier="individual")
    headers = bearer(granted.access_token)

    async def used() -> tuple[int, int]:
        me = (await client.get("/api/auth/me", headers=headers)).json()
        return me["storiesUsed"], me["storyLimit"]

    assert await create(client, granted.access_token, 33) == {201: 30, 403: 3}
    answer = await client.post(STORIES, json=WISH, headers=headers)
    assert answer.json()["data"] == exceeded("individual", 30, 30)
    async with connected(fresh_urls.owner) as steward:
        await steward.execute(
            "UPDATE users SET places_since = places_since - interval '1 month' WHERE id = $1",
            user.id,
        )
    assert await used() == (0, 30)  # said before anything is made
    assert await create(client, granted.access_token, 3) == {201: 3}
    assert await used() == (3, 30)
    # Who goes back to the free tier has not got the free places anew.
    await studio.identity.set_account(owner, user.id, tier="free")
    assert await create(client, granted.access_token, 1) == {403: 1}


async def test_a_story_without_a_text_costs_nothing(
    studio: Studio, client: httpx2.AsyncClient
) -> None:
    owner = await studio.identity.owner()
    user, granted = await account(studio)
    headers = bearer(granted.access_token)
    await studio.identity.grant_credits(owner, user.id, 1, "a gift")

    async def used() -> tuple[int, int]:
        me = (await client.get("/api/auth/me", headers=headers)).json()
        return me["storiesUsed"], me["storyLimit"]

    async with visitor(create_app(studio), headers=headers) as mine:
        stories = []
        async with studio.working(artists(write=[Refused("no") for _ in range(3)])):
            for _ in range(3):  # two places and the credit
                made = await mine.post(STORIES, json=WISH)
                assert made.status_code == 201
                stories.append(made.json()["data"]["id"])
                assert (await settled(mine, stories[-1]))["status"] == "failed"
                assert await used() == (0, 3)
        assert await create(client, granted.access_token, 5) == {201: 3, 403: 2}
        assert await used() == (3, 3)
        again = {"assetTypes": ["content"]}
        refused = await mine.post(f"{STORIES}/{stories[0]}/assets/regenerate", json=again)
        assert refused.status_code == 403  # the place is somebody else's now
        assert refused.json()["data"] == exceeded("free", 3, 3)
        # One that is deleted was made.
        listed = (await mine.get(STORIES)).json()["data"]["stories"]
        assert (await mine.delete(f"{STORIES}/{listed[0]['id']}")).status_code == 200
        assert await used() == (3, 3)
        await studio.identity.grant_credits(owner, user.id, 1, "another gift")
        async with studio.working(instant_artists()):
            address = f"{STORIES}/{stories[0]}/assets/regenerate"
            answers = await asyncio.gather(*(mine.post(address, json=again) for _ in range(10)))
            assert {answer.status_code for answer in answers} == {202}
            assert (await settled(mine, stories[0]))["status"] == "ready"
            assert await used() == (4, 4)
            assert (await mine.post(address, json=again)).status_code == 202
            assert (await settled(mine, stories[0]))["status"] == "ready"
            assert await used() == (4, 4)  # what has a text is paid


async def test_the_owner_makes_as_many_as_they_like(
    studio: Studio, client: httpx2.AsyncClient
) -> None:
    token = studio.identity.owner_token()
    assert await create(client, token, 40) == {201: 40}
    me = (await client.get("/api/auth/me", headers=bearer(token))).json()
    assert (me["tier"], me["storiesUsed"], me["storyLimit"]) == ("owner", 40, None)
