"""No more requests than are allowed, in any window, whatever they claim to be; and no harm to others."""

from __future__ import annotations

import asyncio
import itertools
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx2
import pytest
from tests.support.people import UNLIMITED, account, api_processes, bearer, visitor
from tests.support.postgres import connected
from tests.support.studio import client_of, served
from websockets.asyncio.client import connect

from fablewright.bootstrap import Studio
from fablewright.db.embedded import Urls
from fablewright.identity.limits import Rate
from fablewright.web.app import create_app

pytestmark = pytest.mark.timeout(240)
REQUESTS, ALLOWED, PERIOD, AT_ONCE = 5000, 25, 1.0, 24
NOBODY = {"refresh_token": "nobody's"}
LOGIN = "/api/auth/refresh"  # counted as every sign-in is, and quick


def disguises() -> Iterator[list[tuple[str, str]]]:
    """Headers by which a request pretends to come from somewhere new each time."""
    for number in itertools.count():
        address = f"198.51.{number // 250 % 250}.{number % 250}"
        yield from (
            [("X-Forwarded-For", address)],
            [("X-Forwarded-For", f"127.0.0.1, {address}"), ("X-Forwarded-For", "10.0.0.1")],
            [("Forwarded", f'for="{address}";proto=https')],
            [("X-Real-IP", address), ("X-Client-IP", address), ("CF-Connecting-IP", address)],
            [("X-Forwarded-For", f"[2001:db8:{number % 9999}::1]:443"), ("Via", "1.1 proxy")],
        )


async def test_five_thousand_disguises(fresh_urls: Urls, tmp_path: Path) -> None:
    """Over two processes: those let through within any window are never more than the limit."""
    accepted: list[tuple[float, float]] = []  # sent, answered
    left = itertools.islice(disguises(), REQUESTS)
    settings = {**UNLIMITED, "rate_auth": f"{ALLOWED}/second"}
    async with api_processes(fresh_urls, tmp_path, **settings) as addresses:

        async def ask(client: httpx2.AsyncClient) -> None:
            async with client:
                for headers in left:
                    sent = time.monotonic()
                    answer = await client.post(LOGIN, json=NOBODY, headers=headers)
                    assert answer.status_code in (401, 429)
                    if answer.status_code == 401:
                        accepted.append((sent, time.monotonic()))

        clients = [
            httpx2.AsyncClient(base_url=address, timeout=30)
            for address in addresses
            for _ in range(AT_ONCE // 2)
        ]
        began = time.monotonic()
        await asyncio.gather(*map(ask, clients))
        took = time.monotonic() - began
    for start, _ in accepted:
        within = sum(start <= sent and done < start + PERIOD for sent, done in accepted)
        assert within <= ALLOWED
    assert len(accepted) <= ALLOWED * (took / PERIOD + 1)
    assert len(accepted) >= ALLOWED * (took // PERIOD) * 0.8  # and nobody is kept out for nothing


# Whom we trust, the lines of X-Forwarded-For, how many visitors six requests with n = 1…6 are.
PROXIES: list[tuple[str, list[str], int]] = [
    # What strangers write is to the left of what the trusted proxy saw.
    ("127.0.0.1", ["198.51.100.{n}, 203.0.113.5"], 1),
    ("127.0.0.1", ["198.51.100.{n}", "203.0.113.5"], 1),
    ("127.0.0.1", ["203.0.113.{n}"], 6),
    ("127.0.0.1", ["203.0.113.5, 203.0.113.{n}"], 6),
    ("127.0.0.1, 10.0.0.0/8", ["198.51.100.{n}, 203.0.113.5, 10.1.2.3"], 1),
    ("127.0.0.1, 10.0.0.0/8", ["203.0.113.{n}, 10.1.2.3"], 6),
    ("127.0.0.1", ["203.0.113.5:{n}"], 1),
    ("127.0.0.1", ["2001:db8:1:2::{n}"], 1),
    ("127.0.0.1", ["[2001:db8:1:2:{n}::1]:443"], 1),
    ("127.0.0.1", ["2001:db8:1:{n}::1"], 6),
    ("127.0.0.1", ["::ffff:203.0.113.5"], 1),
    ("127.0.0.1", ["nonsense {n}"], 1),
    ("127.0.0.1", [""], 1),
    ("10.0.0.1", ["203.0.113.{n}"], 1),  # we are not that proxy's neighbour
    ("", ["203.0.113.{n}"], 1),
]


async def test_whose_word_counts(studio: Studio, fresh_urls: Urls) -> None:
    async with connected(fresh_urls.owner) as steward:
        for case in PROXIES:
            proxies, lines, visitors = case
            settings = studio.settings.model_copy(update={"trusted_proxies": proxies})
            async with (
                served(replace(studio, settings=settings)) as server,
                httpx2.AsyncClient(base_url=server.address) as client,
            ):
                for n in range(1, 7):
                    headers = [("X-Forwarded-For", line.format(n=n)) for line in lines]
                    headers += [
                        ("X-Real-IP", f"203.0.113.{n}"),
                        ("Forwarded", f"for=203.0.113.{n}"),
                    ]
                    answer = await client.post(LOGIN, json=NOBODY, headers=headers)
                    assert answer.status_code == 401
                answer = await client.post("/api/auth/guest", headers=headers)
                assert answer.status_code == 200
            keys = "SELECT count(*) FROM rate_limits WHERE key LIKE 'auth:%'"
            assert await steward.fetchval(keys) == visitors, case
            await steward.execute("DELETE FROM rate_limits")


async def test_odd_addresses_are_let_in(studio: Studio) -> None:
    for address in ("fe80::1%eth0", "", "testclient", "::1", "x" * 300):
        async with visitor(create_app(studio), address) as client:
            assert (await client.post("/api/auth/guest")).status_code == 200, address


def policy(answer: httpx2.Response) -> tuple[str, int]:
    headers = answer.headers
    assert headers["ratelimit-limit"] == headers["ratelimit-policy"].partition(";")[0]
    assert int(headers["ratelimit-reset"]) >= 1
    return headers["ratelimit-policy"], int(headers["ratelimit-remaining"])


async def test_headers_tell_how_many_are_left(studio: Studio) -> None:
    """On success, on what is refused for other reasons, and on 429."""
    studio.limits.rates.update(read=Rate(5, 60), generate=Rate(2, 60), auth=Rate(3, 60))
    _, granted = await account(studio)
    async with visitor(create_app(studio), headers=bearer(granted.access_token)) as client:
        story = "/api/v1/stories"
        for path, status, left in (
            ("/api/auth/me", 200, 4), (story, 200, 3), (f"{story}/x", 404, 2),
            (f"{story}?limit=0", 422, 1), ("/api/v1/admin/users", 403, 0),
        ):  # fmt: skip
            answer = await client.get(path)
            assert (answer.status_code, policy(answer)) == (status, ("5;w=60", left))
            assert "retry-after" not in answer.headers
        for _ in range(3):
            answer = await client.get("/api/auth/me")
            assert answer.status_code == 429
            assert policy(answer) == ("5;w=60", 0)
            wait = int(answer.headers["retry-after"])
            assert 0 < wait <= 60
            assert answer.json()["data"] == {"retryAfter": wait}
            assert answer.json()["code"] == "TOO_MANY_REQUESTS"
        # Another class, other people, and whoever is not signed in are counted for themselves.
        answer = await client.post(story, json={"spark": ""})
        assert (answer.status_code, policy(answer)) == (422, ("2;w=60", 1))
        answer = await client.post(LOGIN, json=NOBODY, headers={"Authorization": ""})
        assert (answer.status_code, policy(answer)) == (401, ("3;w=60", 2))
        answer = await client.post(LOGIN, content=b"{", headers={"Content-Type": "text/plain"})
        assert (answer.status_code, policy(answer)) == (415, ("3;w=60", 1))
    async with client_of(studio) as owner:
        assert policy(await owner.get("/api/auth/me")) == ("5;w=60", 4)


async def test_attempts_on_one_account(studio: Studio) -> None:
    """Are counted wherever they come from, and told as such."""
    body = {"email": "mina@example.org", "password": "wrong"}
    app = create_app(studio)
    studio.identity._passwords.matches = _never  # type: ignore[method-assign]
    for number in range(30):
        async with visitor(app, f"192.0.2.{number}") as client:
            assert (await client.post("/api/auth/login", json=body)).status_code == 401
    async with visitor(app, "192.0.2.200") as client:
        answer = await client.post("/api/auth/login", json={**body, "email": "MINA@example.org"})
        assert answer.status_code == 429
        assert policy(answer) == ("30;w=900", 0)
        other = await client.post("/api/auth/login", json={**body, "email": "o@example.org"})
        assert other.status_code == 401


async def _never(password: str, hashed: str | None) -> bool:
    return False


async def test_after_retry_after_it_works_again(studio: Studio) -> None:
    studio.limits.rates["auth"] = Rate(3, 2)
    async with visitor(create_app(studio)) as client:
        answer = await client.post(LOGIN, json=NOBODY)
        while answer.status_code == 401:
            answer = await client.post(LOGIN, json=NOBODY)
        wait = int(answer.headers["retry-after"])
        assert 1 <= wait <= 2
        await asyncio.sleep(wait)
        assert (await client.post(LOGIN, json=NOBODY)).status_code == 401


async def test_who_asks_every_five_seconds_is_never_refused(
    studio: Studio, fresh_urls: Urls
) -> None:
    """Even at a limit of exactly that many. Time is turned by moving what was counted back."""
    studio.limits.rates["read"] = Rate(12, 60)
    async with (
        connected(fresh_urls.owner) as steward,
        client_of(studio, studio.identity.owner_token()) as client,
    ):
        for _ in range(60):
            assert (await client.get("/api/v1/stories")).status_code == 200
            await steward.execute(
                "UPDATE rate_limits SET hits = ARRAY(SELECT hit - interval '5 s' FROM unnest(hits) hit)"
            )


async def test_what_is_refused_is_not_counted(studio: Studio, fresh_urls: Urls) -> None:
    """Else who hammers would never be let in again; and what is over is forgotten."""
    studio.limits.rates["auth"] = Rate(3, 60)
    async with connected(fresh_urls.owner) as steward, visitor(create_app(studio)) as client:
        for _ in range(20):
            await client.post(LOGIN, json=NOBODY)
        row = await steward.fetchrow(
            "SELECT cardinality(hits) AS n, hits[1] AS first FROM rate_limits"
        )
        assert row["n"] == 3
        await steward.execute(
            "UPDATE rate_limits SET until = until - interval '1 hour',"
            " hits = ARRAY(SELECT hit - interval '1 hour' FROM unnest(hits) hit)"
        )
        async with studio.working():
            async with asyncio.timeout(30):  # the worker sweeps when it begins
                while await steward.fetchval("SELECT count(*) FROM rate_limits"):
                    await asyncio.sleep(0.05)


async def test_sockets_are_counted(studio: Studio) -> None:
    """Whatever is asked over an open one, too."""
    studio.limits.rates["read"] = Rate(4, 60)
    headers = bearer(studio.identity.owner_token())
    async with served(studio) as server:
        address = server.address.replace("http", "ws") + "/api/v1/realtime"
        async with connect(address, additional_headers=headers) as ws:
            said: list[Any] = []
            for _ in range(8):
                await ws.send('{"subscribe": "stories:id=6d137fb0-cb14-4f67-a335-ec77dee9d71f"}')
                said.append(str(await ws.recv()))
    assert sum("STORY_NOT_FOUND" in one for one in said) == 3
    assert sum("TOO_MANY_REQUESTS" in one for one in said) == 5
