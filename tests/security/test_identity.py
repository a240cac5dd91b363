"""Guests, accounts, roles, and the sign-in at home."""

from __future__ import annotations

import asyncio
import hashlib
import json
from pathlib import Path
from uuid import UUID, uuid4

import httpx2
import pytest
from tests.support.people import (
    PASSWORD,
    UNLIMITED,
    account,
    bearer,
    owned_rows,
    refused,
    register,
    rows_with,
    visitor,
)
from tests.support.postgres import connected
from tests.support.studio import studio_on

from fablewright.bootstrap import Studio
from fablewright.core.errors import BadSettings
from fablewright.db.embedded import Urls
from fablewright.identity.passwords import Passwords
from fablewright.serving import at_home
from fablewright.settings import Settings
from fablewright.web.app import create_app

BROWSER = "Firefox 😀\u202e"


async def test_a_guest(studio: Studio, fresh_urls: Urls) -> None:
    headers = {b"user-agent": BROWSER.encode()}
    async with visitor(create_app(studio), "2001:db8::7", headers=headers) as client:
        answer = await client.post("/api/auth/guest")
        assert answer.status_code == 200
        body = answer.json()
        token, shown = body.pop("access_token"), body["user"].pop("id")
        name = body["user"].pop("username")
        assert body == {
            "token_type": "bearer", "expires_in": 86400, "user": {"email": "guest@trial.session"},
        }  # fmt: skip
        assert shown.startswith("guest_")
        assert name.startswith("Guest ")
        me = (await client.get("/api/auth/me", headers=bearer(token))).json()
        assert (me["id"], me["role"], me["tier"]) == (shown, "guest", "free")
        assert (me["storiesUsed"], me["storyLimit"]) == (0, 2)
    async with connected(fresh_urls.owner) as steward:
        row = await steward.fetchrow(
            "SELECT *, host(ip_address) AS address, expires_at - created_at AS life"
            " FROM guest_sessions"
        )
        everything = await rows_with(steward, token)
    assert row["user_id"] == UUID(shown.removeprefix("guest_"))
    assert row["token_hash"] == hashlib.sha256(token.encode()).digest()
    assert row["address"] == "2001:db8::7"
    assert row["user_agent"].startswith("Firefox")
    assert abs(row["life"].total_seconds() - 86400) < 60
    assert everything == []  # the token itself is nowhere


async def test_guests_of_an_address(fresh_urls: Urls, tmp_path: Path) -> None:
    """Exactly as many as are allowed, over two servers, however many come at once."""
    settings = {**UNLIMITED, "guests_per_hour": 5}
    async with (
        studio_on(fresh_urls, tmp_path, **settings) as one,
        studio_on(fresh_urls, tmp_path, **settings) as two,
        visitor(create_app(one)) as here,
        visitor(create_app(two)) as there,
        visitor(create_app(one), "192.0.2.2") as elsewhere,
    ):
        answers = await asyncio.gather(
            *(client.post("/api/auth/guest") for client in (here, there) * 20)
        )
        assert sum(answer.status_code == 200 for answer in answers) == 5
        for answer in answers:
            if answer.status_code != 200:
                body = refused(answer, 429, "TOO_MANY_REQUESTS")
                wait = int(answer.headers["retry-after"])
                assert 3500 < wait <= 3600
                assert body["data"] == {"retryAfter": wait}
                # They tell of the limit that refuses, not of the one that let pass.
                assert answer.headers["ratelimit-policy"] == "5;w=3600"
                assert answer.headers["ratelimit-remaining"] == "0"
        assert (await elsewhere.post("/api/auth/guest")).status_code == 200


async def test_no_guests(fresh_urls: Urls, tmp_path: Path) -> None:
    settings = {**UNLIMITED, "guests_per_hour": 0, "registration": "closed"}
    async with (
        studio_on(fresh_urls, tmp_path, **settings) as studio,
        visitor(create_app(studio)) as client,
    ):
        refused(await client.post("/api/auth/guest"), 403, "NO_GUESTS")
        refused(await register(client, "mina@example.org"), 403, "REGISTRATION_CLOSED")
        await studio.identity.add_account("mina@example.org", PASSWORD, "Mina")
        body = {"email": "mina@example.org", "password": PASSWORD}
        assert (await client.post("/api/auth/login", json=body)).status_code == 200


async def test_an_account(client: httpx2.AsyncClient) -> None:
    made = await register(client, " Mína@Example.ORG ", username="Mína 😀")
    assert made.status_code == 201
    tokens = made.json()
    assert set(tokens) == {"access_token", "token_type", "expires_in", "user", "refresh_token"}
    assert tokens["user"]["username"] == "Mína 😀"
    assert tokens["user"]["email"] == "mína@example.org"
    # The same address in capitals, and with its accent apart.
    login = {"email": "MI\u0301NA@example.org", "password": PASSWORD}
    again = await client.post("/api/auth/login", json=login)
    assert again.status_code == 200
    refused(await register(client, "mi\u0301na@EXAMPLE.org"), 409, "EMAIL_TAKEN")
    fresh = (
        await client.post("/api/auth/refresh", json={"refresh_token": tokens["refresh_token"]})
    ).json()
    headers = bearer(fresh["access_token"])
    me = (await client.get("/api/auth/me", headers=headers)).json()
    assert me == {
        **tokens["user"], "role": "user", "tier": "free", "storiesUsed": 0, "storyLimit": 2, "credits": 0,
    }  # fmt: skip
    sessions = (await client.get("/api/auth/sessions", headers=headers)).json()["sessions"]
    assert [one["current"] for one in sessions] == [False, True]
    assert {one["ip_address"] for one in sessions} == {"192.0.2.1"}
    assert (await client.post("/api/auth/logout", headers=headers)).status_code == 204
    refused(await client.get("/api/auth/me", headers=headers), 401, "UNAUTHORIZED")
    other = bearer(again.json()["access_token"])
    assert (await client.get("/api/auth/me", headers=other)).status_code == 200


async def test_wrong_password_and_unknown_address_are_one(studio: Studio) -> None:
    """In what is answered and in what is done: a hash is compared each time."""

    class Counting(Passwords):
        compared = 0

        async def matches(self, password: str, hashed: str | None) -> bool:
            verify = self._hashing.verify

            def counted(given: bytes, known: str) -> bool:
                Counting.compared += 1
                assert known.startswith("$argon2id$v=19$m=65536,t=3,p=4$")
                return verify(given, known)

            self._hashing.verify = counted  # type: ignore[method-assign,assignment]
            try:
                return await super().matches(password, hashed)
            finally:
                self._hashing.verify = verify  # type: ignore[method-assign]

    studio.identity._passwords = Counting()
    await studio.identity.add_account("mina@example.org", PASSWORD, "Mina")
    answers = []
    async with visitor(create_app(studio)) as client:
        for email, password in (
            ("mina@example.org", "wrong"), ("nobody@example.org", "wrong"),
            ("nobody@example.org", "nobody's"), ("mina@example.org", ""),
        ):  # fmt: skip
            body = {"email": email, "password": password}
            answer = await client.post("/api/auth/login", json=body)
            refused(answer, 401, "WRONG_CREDENTIALS")
            answers.append((answer.content, answer.headers["content-length"]))
            assert Counting.compared == len(answers)
    assert len(set(answers)) == 1


async def test_one_address_has_one_account(client: httpx2.AsyncClient, fresh_urls: Urls) -> None:
    spellings = ("mina@example.org", "MINA@example.org", "Mina@Example.Org ", "mina@EXAMPLE.ORG")
    answers = await asyncio.gather(*(register(client, email) for email in spellings * 5))
    statuses = sorted(answer.status_code for answer in answers)
    assert statuses == [201] + [409] * 19
    for answer in answers:
        if answer.status_code == 409:
            assert refused(answer, 409, "EMAIL_TAKEN")["data"] == {"field": "email"}
    async with connected(fresh_urls.owner) as steward:
        count = "SELECT count(*) FROM users WHERE role = 'user'"
        assert await steward.fetchval(count) == 1
        assert await steward.fetchval("SELECT count(*) FROM sessions") == 1


NO_ADDRESSES = (
    "", "mina", "@", "mina@", "@example.org", "mi na@example.org", "a@b@c", "mina@exa\x00mple.org",
    "mina\u202e@example.org", "\ud800@example.org", "x" * 65 + "@example.org", "m@" + "x" * 300,
    "İ" * 60 + "@example.org", 5, None, ["mina@example.org"],
)  # fmt: skip


async def test_what_is_no_address(client: httpx2.AsyncClient) -> None:
    for email in NO_ADDRESSES:
        for path in ("register", "login"):
            answer = await client.post(
                f"/api/auth/{path}", content=json.dumps({"email": email, "password": PASSWORD}),
                headers={"Content-Type": "application/json"},
            )  # fmt: skip
            refused(answer, 422, "VALIDATION_ERROR")


async def test_addresses_of_the_world(client: httpx2.AsyncClient) -> None:
    for email in ("İ@example.org", "ΣΑΣ@ΣΑΣ.gr", "😀@例え.jp", "ǅẞ@example.org"):
        assert (await register(client, email)).status_code == 201, email
        body = {"email": email, "password": PASSWORD}
        assert (await client.post("/api/auth/login", json=body)).status_code == 200, email


async def test_weak_passwords(client: httpx2.AsyncClient) -> None:
    for password in (
        "", "short", "1234567", "password", "PassWord1", "aaaaaaaaaaaa", "mina@example.org",
    ):  # fmt: skip
        refused(await register(client, "mina@example.org", password=password), 422, "WEAK_PASSWORD")
    long = await register(client, "mina@example.org", password="x" * 257)
    refused(long, 422, "VALIDATION_ERROR")


async def test_another_password(client: httpx2.AsyncClient) -> None:
    here = bearer((await register(client, "mina@example.org")).json()["access_token"])
    login = {"email": "mina@example.org", "password": PASSWORD}
    there = bearer((await client.post("/api/auth/login", json=login)).json()["access_token"])
    new = "zwölf Boote 😀"

    async def change(old: str, new: str) -> httpx2.Response:
        body = {"current_password": old, "new_password": new}
        return await client.post("/api/auth/password", json=body, headers=here)

    refused(await change("wrong", new), 401, "WRONG_CREDENTIALS")
    refused(await change(PASSWORD, "12345678"), 422, "WEAK_PASSWORD")
    assert (await client.get("/api/auth/me", headers=there)).status_code == 200
    changed = await change(PASSWORD, new)
    assert changed.status_code == 204
    assert (await client.get("/api/auth/me", headers=here)).status_code == 200
    refused(await client.get("/api/auth/me", headers=there), 401, "UNAUTHORIZED")
    refused(await client.post("/api/auth/login", json=login), 401, "WRONG_CREDENTIALS")
    decomposed = {"email": "mina@example.org", "password": new.replace("ö", "o\u0308")}
    assert (await client.post("/api/auth/login", json=decomposed)).status_code == 200


async def test_a_guest_who_stays(
    studio: Studio, client: httpx2.AsyncClient, fresh_urls: Urls
) -> None:
    """Keeps every row, under the same ids; the guest's token is dead."""
    guest = (await client.post("/api/auth/guest")).json()
    before = bearer(guest["access_token"])
    character = await client.post("/api/v1/characters", headers=before, json={"name": "Oskar"})
    story = await client.post("/api/v1/stories", headers=before, json={"spark": "a kite"})
    assert (character.status_code, story.status_code) == (201, 201)

    async with connected(fresh_urls.owner) as steward:
        rows = await owned_rows(steward, UUID(guest["user"]["id"].removeprefix("guest_")))
        made = await register(client, "mina@example.org", headers=before)
        assert made.status_code == 201
        user_id = UUID(made.json()["user"]["id"])
        assert guest["user"]["id"] == f"guest_{user_id.hex}"
        after = await owned_rows(steward, user_id)
    del rows["sessions"], after["sessions"], after["refresh_tokens"], rows["users"], after["users"]
    assert rows == after
    refused(await client.get("/api/auth/me", headers=before), 401, "UNAUTHORIZED")
    headers = bearer(made.json()["access_token"])
    me = (await client.get("/api/auth/me", headers=headers)).json()
    assert (me["role"], me["storiesUsed"]) == ("user", 1)
    listed = (await client.get("/api/v1/stories", headers=headers)).json()["data"]["stories"]
    assert [one["id"] for one in listed] == [story.json()["data"]["id"]]
    # With the token of an account, or of nobody, nothing is taken over.
    other = await register(client, "oskar@example.org", headers=headers)
    assert other.json()["user"]["id"] != str(user_id)
    dead = await register(client, "third@example.org", headers=before)
    refused(dead, 401, "UNAUTHORIZED")


async def test_a_guest_registers_once(client: httpx2.AsyncClient) -> None:
    guest = bearer((await client.post("/api/auth/guest")).json()["access_token"])
    emails = [f"mina{number}@example.org" for number in range(6)]
    answers = await asyncio.gather(*(register(client, email, headers=guest) for email in emails))
    assert sum(answer.status_code == 201 for answer in answers) == 1
    assert {answer.status_code for answer in answers} <= {201, 401, 409}


# Roles


async def test_administration(studio: Studio, client: httpx2.AsyncClient) -> None:
    user, granted = await account(studio)
    mine, owner = bearer(granted.access_token), bearer(studio.identity.owner_token())
    address = f"/api/v1/admin/users/{user.id}"
    for method, path, body in (
        ("GET", "/api/v1/admin/users", None), ("GET", address, None),
        ("PATCH", address, {"tier": "individual"}), ("PATCH", address, {"role": "admin"}),
        ("POST", f"{address}/credits", {"reference": "gift"}),
        ("GET", f"/api/v1/admin/users/{uuid4()}", None),
    ):  # fmt: skip
        refused(await client.request(method, path, headers=mine, json=body), 403, "FORBIDDEN")
    found = await client.get("/api/v1/admin/users", headers=owner, params={"email": user.email})
    assert [one["id"] for one in found.json()["data"]["users"]] == [str(user.id)]
    for tier, limit in (("individual", 30), ("story_pack_5", 2), ("free", 2)):
        done = await client.patch(address, headers=owner, json={"tier": tier})
        assert (done.json()["data"]["tier"], done.json()["data"]["storyLimit"]) == (tier, limit)
    answers = await asyncio.gather(
        *(client.post(f"{address}/credits", headers=owner, json={"reference": "invoice 7"})
          for _ in range(20))
    )  # fmt: skip
    assert {answer.status_code for answer in answers} == {200}
    last = (await client.get(address, headers=owner)).json()["data"]
    assert (last["credits"], last["storyLimit"]) == (5, 7)
    for body in ({"tier": "owner"}, {"role": "owner"}, {"role": "guest"}, {"tier": ""}):
        answer = await client.patch(address, headers=owner, json=body)
        refused(answer, 422, "VALIDATION_ERROR")
    myself = (await client.get("/api/auth/me", headers=owner)).json()["id"]
    down = await client.patch(f"/api/v1/admin/users/{myself}", headers=owner, json={"role": "user"})
    refused(down, 409, "ACCOUNT_FIXED")
    refused(
        await client.get(f"/api/v1/admin/users/{uuid4()}", headers=owner), 404, "USER_NOT_FOUND"
    )
    # A new administrator acts as one with the tokens they have, and no longer when they are none.
    for role, status in (("admin", 200), ("user", 403)):
        await client.patch(address, headers=owner, json={"role": role})
        assert (await client.get("/api/v1/admin/users", headers=mine)).status_code == status


# The sign-in at home

HERE = "127.0.0.1:8000"
AT_HOME: list[tuple[str, dict[str, str], str, bool]] = [
    ("a program", {"host": HERE}, "127.0.0.1", True),
    ("the page", {"host": HERE, "origin": f"http://{HERE}"}, "127.0.0.1", True),
    ("by name", {"host": "localhost:8000", "origin": "http://localhost:8000"}, "127.0.0.1", True),
    ("in capitals", {"host": "LOCALHOST:8000"}, "127.0.0.1", True),
    ("IPv6", {"host": "[::1]:8000", "origin": "http://[::1]:8000"}, "::1", True),
    ("as browsers say", {"host": HERE, "sec-fetch-site": "same-origin"}, "127.0.0.1", True),
    ("typed in", {"host": HERE, "sec-fetch-site": "none"}, "127.0.0.1", True),
    ("another machine", {"host": HERE}, "192.168.1.7", False),
    ("unknown client", {"host": HERE}, "", False),
    ("a name pointed here", {"host": "evil.example:8000"}, "127.0.0.1", False),
    ("… with its page", {"host": "evil.example", "origin": "http://evil.example"}, "127.0.0.1", False),
    ("… by wildcard DNS", {"host": "127.0.0.1.nip.io"}, "127.0.0.1", False),
    ("… a part of it", {"host": "localhost.evil.example"}, "127.0.0.1", False),
    ("… at its end", {"host": "evil.example.localhost"}, "127.0.0.1", False),
    ("every address", {"host": "0.0.0.0:8000"}, "127.0.0.1", False),
    ("an odd number", {"host": "2130706433"}, "127.0.0.1", False),
    ("short", {"host": "127.1"}, "127.0.0.1", False),
    ("a dot behind", {"host": "localhost."}, "127.0.0.1", False),
    ("in the network", {"host": "192.168.1.7:8000"}, "192.168.1.7", False),
    ("public name", {"host": "books.example.org"}, "127.0.0.1", False),
    ("user and host", {"host": f"evil.example@{HERE}"}, "127.0.0.1", False),
    ("a path in the host", {"host": "localhost/.evil.example"}, "127.0.0.1", False),
    ("a fragment", {"host": "localhost#.evil.example"}, "127.0.0.1", False),
    ("a question", {"host": "localhost?.evil.example"}, "127.0.0.1", False),
    ("broken host", {"host": "["}, "127.0.0.1", False),
    ("broken port", {"host": "127.0.0.1:x"}, "127.0.0.1", False),
    ("empty host", {"host": ""}, "127.0.0.1", False),
    ("page of another port", {"host": HERE, "origin": "http://127.0.0.1:9"}, "127.0.0.1", False),
    ("page of another name", {"host": HERE, "origin": "http://localhost:8000"}, "127.0.0.1", False),
    ("page of elsewhere", {"host": HERE, "origin": "https://evil.example"}, "127.0.0.1", False),
    ("page of nowhere", {"host": HERE, "origin": "null"}, "127.0.0.1", False),
    ("page of a file", {"host": HERE, "origin": "file://"}, "127.0.0.1", False),
    ("broken origin", {"host": HERE, "origin": "http://["}, "127.0.0.1", False),
    ("empty origin", {"host": HERE, "origin": ""}, "127.0.0.1", False),
    ("cross-site", {"host": HERE, "sec-fetch-site": "cross-site"}, "127.0.0.1", False),
    ("same site", {"host": HERE, "sec-fetch-site": "same-site"}, "127.0.0.1", False),
    ("forwarded for", {"host": HERE, "x-forwarded-for": "127.0.0.1"}, "127.0.0.1", False),
    ("forwarded host", {"host": HERE, "x-forwarded-host": HERE}, "127.0.0.1", False),
    ("forwarded proto", {"host": HERE, "x-forwarded-proto": "http"}, "127.0.0.1", False),
    ("forwarded", {"host": HERE, "forwarded": "for=127.0.0.1"}, "127.0.0.1", False),
    ("real ip", {"host": HERE, "x-real-ip": "127.0.0.1"}, "127.0.0.1", False),
    ("by a proxy", {"host": HERE, "via": "1.1 proxy"}, "127.0.0.1", False),
    ("by a tunnel", {"host": HERE, "cf-connecting-ip": "127.0.0.1"}, "127.0.0.1", False),
    ("by an edge", {"host": HERE, "true-client-ip": "127.0.0.1"}, "127.0.0.1", False),
]  # fmt: skip


async def test_who_is_at_home(studio: Studio) -> None:
    home, abroad = create_app(studio, home=True), create_app(studio)
    wrong = []
    for name, headers, address, allowed in AT_HOME:
        async with visitor(home, address) as client:
            answer = await client.post("/api/auth/home", headers=headers)
            if answer.status_code != (200 if allowed else 403):
                wrong.append((name, answer.status_code))
            elif allowed:
                me = await client.get("/api/auth/me", headers=bearer(answer.json()["access_token"]))
                assert me.json()["tier"] == "owner"
        async with visitor(abroad, address) as client:  # `serve` lets nobody in like this
            refused(await client.post("/api/auth/home", headers=headers), 403, "FORBIDDEN")
    assert wrong == []


@pytest.mark.parametrize(
    ("host", "settings", "home"),
    [
        ("127.0.0.1", {}, True), ("localhost", {}, True), ("::1", {}, True),
        ("0.0.0.0", {}, False), ("::", {}, False), ("192.168.1.7", {}, False), ("", {}, False),  # noqa: S104
        ("127.0.0.1", {"public_url": "https://books.example.org"}, False),
        ("127.0.0.1", {"trusted_proxies": "10.0.0.1"}, False),
        ("127.0.0.1", {"trusted_proxies": "*"}, False),
    ],
)  # fmt: skip
def test_only_a_studio_for_this_machine_is_a_home(
    host: str, settings: dict[str, str], home: bool
) -> None:
    chosen = Settings(_env_file=None, **settings)  # type: ignore[call-arg,arg-type]
    assert at_home(chosen, host) is home


@pytest.mark.parametrize("key", ["short", "a" * 64, "changeme" * 8])
async def test_a_secret_that_can_be_guessed(fresh_urls: Urls, tmp_path: Path, key: str) -> None:
    with pytest.raises(BadSettings):
        async with studio_on(fresh_urls, tmp_path, secret_key=key):
            pass
