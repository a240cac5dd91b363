"""Whoever is erased is gone from everywhere, whatever was going on at that moment."""

from __future__ import annotations

import asyncio
import hashlib
import json
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx2
import pytest
import structlog
from tests.support.artists import instant_artists
from tests.support.households import files_of
from tests.support.people import (
    PASSWORD,
    account,
    bearer,
    refused,
    register,
    rows_with,
    visitor,
)
from tests.support.postgres import apart, connected
from tests.support.studio import client_of, settled

from fablewright.bootstrap import Studio
from fablewright.core import points
from fablewright.core.errors import Unauthorized
from fablewright.db.embedded import Urls
from fablewright.db.pool import Database
from fablewright.identity.model import Granted, Visit
from fablewright.identity.quotas import Quotas
from fablewright.identity.service import Identity
from fablewright.web.app import create_app

BROWSER = "Firefox 😀\u202e"


async def test_erasure(
    studio: Studio, client: httpx2.AsyncClient, fresh_urls: Urls, tmp_path: Path
) -> None:
    made = (await register(client, "mina@example.org", username="Wilhelmina")).json()
    user_id, headers = made["user"]["id"], bearer(made["access_token"])
    friend_account, friend = await account(studio)
    await client.post("/api/v1/characters", headers=headers, json={"name": "Wilhelmina"})
    async with studio.working(instant_artists()):
        stories, links = [], []
        for who in (headers, bearer(friend.access_token)):
            body = {"spark": "Wilhelmina's secret kite"}
            answer = await client.post("/api/v1/stories", headers=who, json=body)
            story_id = answer.json()["data"]["id"]
            async with client_of(studio, who["Authorization"].split()[1]) as one:
                assert (await settled(one, story_id))["status"] == "ready"
            stories.append(story_id)
            link = await client.post(f"/api/v1/stories/{story_id}/shares", headers=who, json={})
            links.append(link.json()["data"]["token"])
        draft = {"title": "Wilhelmina", "document": {"type": "doc", "said": "Wilhelmina"}}
        assert (await client.post("/api/v1/drafts", headers=headers, json=draft)).status_code == 201
        async with connected(fresh_urls.owner) as steward:
            mine = set(await files_of(fresh_urls, UUID(user_id)))
            theirs = set(await files_of(fresh_urls, friend_account.id))
            assert mine & theirs  # the instant pictures are the same for both
            alone = [name for name in mine - theirs if name.endswith(".pdf")]
            assert len(alone) == 2  # the books are not: for a screen, and for printers
            assert any(name.endswith(".webp") for name in mine & theirs)
            attempts = await steward.fetch(
                "SELECT generation_id, attempt_number, prompt FROM generation_attempts"
                " WHERE user_id = $1", UUID(user_id),
            )  # fmt: skip
            assert any("secret" in row["prompt"] for row in attempts)
            wrong = await client.post("/api/auth/erase", headers=headers, json={"password": "no"})
            refused(wrong, 401, "WRONG_CREDENTIALS")
            body = {"password": PASSWORD}
            erased = await client.post("/api/auth/erase", headers=headers, json=body)
            assert erased.status_code == 204
            refused(await client.get("/api/auth/me", headers=headers), 401, "UNAUTHORIZED")
            async with asyncio.timeout(20):  # the worker tidies up
                while await steward.fetchval("SELECT count(*) FROM pgqueuer"):
                    await asyncio.sleep(0.05)
            await check_remains(steward, user_id, stories[0], attempts)
    kept = {path.name for path in (tmp_path / "files").rglob("*") if path.is_file()}
    assert {name.rpartition("/")[2] for name in theirs} <= kept
    assert kept.isdisjoint({name.rpartition("/")[2] for name in mine - theirs})
    answer = await client.get(f"/api/v1/stories/{stories[1]}", headers=bearer(friend.access_token))
    assert answer.json()["data"]["status"] == "ready"
    for link, status in zip(links, (404, 200), strict=True):
        assert (await client.get(f"/api/shared/{link}")).status_code == status
    assert (await register(client, "mina@example.org")).status_code == 201


async def check_remains(steward: Any, user_id: str, story_id: str, attempts: list[Any]) -> None:
    """The tombstone, and of the ledger what names nobody; its hashes are those of what was asked."""
    ledger = ("generations", "generation_attempts")
    remains = await rows_with(steward, user_id, story_id, "mina@example.org")
    assert {table for table, _ in remains} == {"users", *ledger}, remains
    assert [said for table, said in remains if table == "users" and "mina" in said.lower()] == []
    tombstone = await steward.fetchrow("SELECT * FROM users WHERE id = $1", UUID(user_id))
    assert (tombstone["name"], tombstone["email"], tombstone["password_hash"]) == ("", None, None)
    assert tombstone["erased_at"] is not None
    words = await rows_with(steward, "Wilhelmina", "secret kite")
    friends = await rows_with(steward, "secret kite")
    assert all(user_id not in said for _, said in [*words, *friends])
    for row in attempts:
        now = await steward.fetchrow(
            "SELECT prompt, full_response FROM generation_attempts"
            " WHERE generation_id = $1 AND attempt_number = $2",
            row["generation_id"], row["attempt_number"],
        )  # fmt: skip
        digest = hashlib.sha256(row["prompt"].encode()).hexdigest()
        assert now["prompt"] == f"erased sha256:{digest}"
        assert list(json.loads(now["full_response"])) == ["erased"]


@pytest.mark.parametrize(
    "moment", ["content.picked", "artist.answered", "result.stored", "cover.made", "pdf.made"]
)
async def test_erasure_while_a_worker_is_at_it(
    studio: Studio, client: httpx2.AsyncClient, fresh_urls: Urls, tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch, moment: str,
) -> None:  # fmt: skip
    """The worker ends without a word, and leaves nothing: no row, no file."""
    user, granted = await account(studio)
    reached: list[str] = []

    async def erase() -> None:
        async with Database(fresh_urls.app) as db:
            await Identity(db, tmp_path, "", Quotas()).erase(user)

    def at(point: str) -> None:
        if point == moment and not reached:
            reached.append(point)
            apart(erase())

    monkeypatch.setattr(points, "reached", at)
    body = {"spark": "Wilhelmina's secret kite"}
    story = await client.post("/api/v1/stories", headers=bearer(granted.access_token), json=body)
    with structlog.testing.capture_logs() as logs:
        async with (
            studio.working(instant_artists()),
            connected(fresh_urls.owner) as steward,
            asyncio.timeout(40),
        ):
            while not reached or await steward.fetchval("SELECT count(*) FROM pgqueuer"):
                await asyncio.sleep(0.05)
                if reached:  # files are let go of a minute later
                    await steward.execute("UPDATE pgqueuer SET execute_after = now()")
    troubles = [one for one in logs if one["log_level"] in ("warning", "error")]
    # This test stops the loop where it stands; a transaction that was open there is ended by its time.
    assert [one for one in troubles if one["event"] != "database is away"] == []
    assert [path for path in (tmp_path / "files").rglob("*") if path.is_file()] == []
    async with connected(fresh_urls.owner) as steward:
        remains = await rows_with(
            steward, str(user.id), story.json()["data"]["id"], "Wilhelmina", "secret kite"
        )
        assert {table for table, _ in remains} <= {"users", "generations", "generation_attempts"}
        pending = "SELECT count(*) FROM generation_attempts WHERE status = 'pending'"
        assert await steward.fetchval(pending) == 0


async def test_erasure_in_the_middle_of_everything(
    studio: Studio, fresh_urls: Urls, tmp_path: Path
) -> None:
    """Whatever the person asks for at the same moment comes before, or not at all."""
    app = create_app(studio)
    for _ in range(5):
        user, granted = await account(studio)
        headers = bearer(granted.access_token)
        async with visitor(app, headers=headers) as mine:
            body = {"name": "Wilhelmina"}
            wishes = [mine.post("/api/v1/characters", json=body) for _ in range(10)]
            wishes += [mine.post("/api/v1/stories", json={"spark": "a kite"}) for _ in range(10)]
            wishes += [
                mine.post("/api/auth/refresh", json={"refresh_token": granted.refresh_token})
            ]
            asking = [asyncio.ensure_future(wish) for wish in wishes]
            signing_in = [
                asyncio.ensure_future(studio.identity.begin(user, Visit("192.0.2.9", "a browser")))
                for _ in range(5)
            ]
            await asyncio.sleep(0.02)
            await studio.identity.erase(user)
            answers = await asyncio.gather(*asking)
            assert {answer.status_code for answer in answers} <= {200, 201, 401, 403, 404}
            for one in await asyncio.gather(*signing_in, return_exceptions=True):
                assert isinstance(one, Granted | Unauthorized)
        async with connected(fresh_urls.owner) as steward:
            remains = await rows_with(steward, str(user.id), "Wilhelmina")
            tables = {table for table, _ in remains}
            tables -= {"pgqueuer", "rate_limits"}  # until a worker looks at them
            assert tables <= {"users", "generations", "generation_attempts"}


async def test_guests_and_the_owner(studio: Studio, client: httpx2.AsyncClient) -> None:
    guest = bearer((await client.post("/api/auth/guest")).json()["access_token"])
    assert (await client.post("/api/auth/erase", headers=guest, json={})).status_code == 204
    refused(await client.get("/api/auth/me", headers=guest), 401, "UNAUTHORIZED")
    owner = bearer(studio.identity.owner_token())
    for body in ({}, {"password": ""}, {"password": PASSWORD}):
        answer = await client.post("/api/auth/erase", headers=owner, json=body)
        refused(answer, 409, "OWNER_STAYS")
    assert (await client.get("/api/auth/me", headers=owner)).json()["storyLimit"] is None


async def test_guests_of_long_ago(studio: Studio, fresh_urls: Urls) -> None:
    """Whoever has not registered within a week is erased; others, and what they made, stay."""
    long_ago, lately, registered = [await studio.identity.guest(Visit()) for _ in range(3)]
    caller = await studio.identity.authenticate(registered.access_token)
    await studio.identity.register("mina@example.org", PASSWORD, "Mina", Visit(), caller)
    async with connected(fresh_urls.owner) as steward:
        old = [long_ago.user.id, registered.user.id]
        past = "now() - interval '8 days'"
        await steward.execute(
            f"UPDATE users SET created_at = {past} WHERE id = ANY($1)", [*old, lately.user.id]
        )
        await steward.execute(
            f"UPDATE sessions SET expires_at = {past} WHERE user_id = ANY($1)", old
        )
        await studio.identity.tidy()
        living = await steward.fetch("SELECT id FROM users WHERE erased_at IS NULL")
    assert {row["id"] for row in living} >= {lately.user.id, registered.user.id}
    assert long_ago.user.id not in {row["id"] for row in living}
