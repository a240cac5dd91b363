"""Nobody reaches what is somebody else's: calls made from the API's own description.

Every route and every verb is asked for the victim's things, in every spelling of their ids, by people
whom they are no concern of. The answer must be the one for a thing that does not exist.
"""

from __future__ import annotations

import asyncio
import json
import re
import uuid
from collections.abc import AsyncIterator, Coroutine, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx2
import pytest
import websockets
from tests.security.calls import Operation, Slot, operations
from tests.support.households import (
    Household,
    digest_of,
    files_of,
    ids_of,
    settle_in,
    settle_in_somebody,
)
from tests.support.studio import client_of, served, studio_on

from fablewright.bootstrap import Studio
from fablewright.db.embedded import Urls
from fablewright.identity.model import Visit

LEAST = 5000  # calls
AT_ONCE = 8
SPELLINGS = (
    str,
    lambda one: str(one).upper(),
    lambda one: one.hex,
    lambda one: f"{{{one}}}",
    lambda one: one.urn,
    lambda one: f"guest_{one.hex}",
)
# What of one's own stands in an address beside the thing of somebody else.
OWN = {
    "story_id": "stories.id",
    "character_id": "characters.id",
    "picture_id": "character_pictures.id",
    "library_id": "libraries.id",
    "session_id": "sessions.id",
    "user_id": "users.id",
    "draft_id": "drafts.id",
    "share_id": "shares.id",
    "token": "shares.id",  # what makes one is known to nobody
}
# How the right id of nothing is answered; where it is another, the call does not reach the question.
UNKNOWN = {"admin": 403, "files": 403}


@dataclass(frozen=True, slots=True)
class Somebody:
    """Who asks, and what they have."""

    name: str
    client: httpx2.AsyncClient
    thorough: bool
    ids: Mapping[str, list[uuid.UUID]]
    files: list[str]


@dataclass(frozen=True, slots=True)
class World:
    studio: Studio
    urls: Urls
    victim: Household
    ids: Mapping[str, list[uuid.UUID]]
    files: list[str]
    cursors: list[str]
    openapi: Mapping[str, Any]

    def told_in(self, text: str, asker: Somebody) -> list[str]:
        """What is the victim's alone, and yet in this answer to `asker`."""
        ids = {one for many in self.ids.values() for one in many}
        secrets = {self.victim.user.name, *self.files_unknown_to(asker), *map(str, ids)}
        return [one for one in {*secrets, *(one.hex for one in ids)} if one in text]

    def files_unknown_to(self, asker: Somebody) -> list[str]:
        """The victim's files: without those that the asker has too, as equal pictures are one file."""
        return sorted(set(self.files) - set(asker.files))


@pytest.fixture
async def world(fresh_urls: Urls, tmp_path: Path) -> AsyncIterator[World]:
    """A studio in which somebody has one of everything, and which lets one ask as often as one likes."""
    rates = dict.fromkeys(("rate_auth", "rate_generate", "rate_read"), "100000/second")
    async with studio_on(fresh_urls, tmp_path, quota_free=1_000_000, **rates) as studio:
        victim = await settle_in_somebody(studio, fresh_urls, "Wilhelmina")
        async with client_of(studio, victim.token) as client:
            openapi = (await client.get("/openapi.json")).json()
            cursors = [
                cursor
                for path, item in openapi["paths"].items()
                if "{" not in path and "get" in item
                for cursor in [await _next_cursor(client, path)]
                if cursor
            ]
        ids = await ids_of(fresh_urls, victim.user.id)
        files = await files_of(fresh_urls, victim.user.id)
        yield World(studio, fresh_urls, victim, ids, files, cursors, openapi)


async def _next_cursor(client: httpx2.AsyncClient, path: str) -> str | None:
    if path.startswith("/health"):
        return None
    answer = await client.get(path, params={"limit": 1})
    if "json" not in answer.headers["content-type"]:
        return None
    data = answer.json().get("data") or {}
    return data.get("next_cursor") if answer.status_code == 200 else None


async def strangers(world: World) -> AsyncIterator[Somebody]:
    """Somebody else, a guest, the administrator, whoever has signed out, and nobody at all."""
    studio, urls = world.studio, world.urls
    other = await settle_in_somebody(studio, urls, "Otto")
    granted = await studio.identity.guest(Visit("192.0.2.2"))
    guest = await settle_in(studio, urls, granted.user, "Gusti")
    owner = await settle_in(studio, urls, await studio.identity.owner(), "Olivia")
    gone = await studio.identity.begin(other.user, Visit())
    await studio.identity.sign_out(await studio.identity.authenticate(gone.access_token))
    for name, token, user in (
        ("another user", other.token, other.user),
        ("a guest", granted.access_token, guest.user),
        ("the administrator", owner.token, owner.user),
        ("signed out", gone.access_token, other.user),
        ("nobody", "", other.user),
    ):
        ids, files = await ids_of(urls, user.id), await files_of(urls, user.id)
        async with client_of(studio, token) as client:
            yield Somebody(name, client, name == "another user", ids, files)


def attempts(world: World, operation: Operation, asker: Somebody) -> Iterator[tuple[Any, ...]]:
    """(slot or slots, the values asked for, the value of nothing) for each call."""
    in_path = [slot for slot in operation.slots if slot.where == "path"]
    choices = [[slot] for slot in operation.slots]
    if len(in_path) > 1:
        choices.append(in_path)
    for chosen in choices:
        if operation.tag == "files":
            for name in world.files_unknown_to(asker):
                yield chosen, name, f"{uuid.uuid4().hex * 2}.{name.rsplit('.', 1)[1]}"
            continue
        every = sorted({ids[0] for ids in world.ids.values()})
        for one in every if operation.documented else every[:1]:
            yield chosen, str(one), str(uuid.uuid4())
        column = OWN.get(chosen[0].name)
        if column and operation.documented and asker.thorough:  # every spelling of what fits
            for spell in SPELLINGS:
                yield chosen, spell(world.ids[column][0]), spell(uuid.uuid4())


def own(asker: Somebody, operation: Operation) -> dict[Slot, str]:
    """An address with one's own things in it."""
    return {
        slot: asker.files[0] if operation.tag == "files" else str(asker.ids[OWN[slot.name]][0])
        for slot in operation.slots
        if slot.where == "path"
    }


async def outcome(asker: Somebody, request: Mapping[str, Any], asked: str) -> tuple[int, str, str]:
    """Status, kind and text of the answer, without the id that was asked for."""
    async with asyncio.timeout(20):
        answer = await asker.client.request(**request)
    text = answer.text
    echoes = {asked, *(spell(one) for one in _ids_in(asked) for spell in SPELLINGS)}
    for echo in sorted(echoes, key=len, reverse=True):
        text = text.replace(echo, "?")
    return answer.status_code, answer.headers.get("content-type", ""), text


def _ids_in(asked: str) -> list[uuid.UUID]:
    try:
        return [uuid.UUID(asked.removeprefix("guest_"))]
    except ValueError:
        return []


@pytest.mark.timeout(300)  # some fifteen thousand calls
async def test_what_is_somebody_elses_does_not_exist(world: World) -> None:
    before = await digest_of(world.urls, world.victim.user.id)
    assert None not in before.values(), before
    calls = 0
    every = list(operations(world.openapi))
    gate = asyncio.Semaphore(AT_ONCE)

    async def tried(asker: Somebody, operation: Operation, chosen: list[Slot], value: str,
                    nothing: str) -> None:  # fmt: skip
        nonlocal calls
        mine = own(asker, operation)
        async with gate:
            asked = operation.request({**mine, **dict.fromkeys(chosen, value)})
            found = await outcome(asker, asked, value)
            asked = operation.request({**mine, **dict.fromkeys(chosen, nothing)})
            expected = await outcome(asker, asked, nothing)
        calls += 2
        about = f"{operation} as {asker.name}, {chosen} = {value}"
        assert found == expected, about
        assert found[0] < 500, about
        assert not world.told_in(found[2], asker), about

    async for asker in strangers(world):
        works: list[Coroutine[Any, Any, None]] = []
        for operation in every:
            if asker.name == "the administrator" and operation.tag == "admin":
                continue
            if asker.name == "another user" and operation.documented:
                for slot in operation.slots:
                    await reaches(asker, operation, slot)
            for chosen, value, nothing in attempts(world, operation, asker):
                works.append(tried(asker, operation, chosen, value, nothing))
        async with asyncio.TaskGroup() as calling:  # the first that fails ends the others
            for work in works:
                calling.create_task(work)
        calls += await lists_hold_nothing(world, asker, every)
    print(calls, "calls")
    assert calls >= LEAST, calls
    assert await digest_of(world.urls, world.victim.user.id) == before


async def reaches(asker: Somebody, operation: Operation, slot: Slot) -> None:
    """That the call gets as far as looking for the thing: else what is asserted of it says nothing."""
    nothing = f"{uuid.uuid4().hex * 2}.png" if operation.tag == "files" else str(uuid.uuid4())
    asked = operation.request({**own(asker, operation), slot: nothing})
    status, _, text = await outcome(asker, asked, nothing)
    if "cursor" not in slot.name:
        assert status == UNKNOWN.get(operation.tag, 404), (
            f"{operation} with {slot.name} of nothing is {status}: {text} (see calls.WORDS)"
        )


async def lists_hold_nothing(world: World, asker: Somebody, every: list[Operation]) -> int:
    """Lists, with and without the victim's cursors, hold only what is the asker's."""
    calls = 0
    for operation in every:
        if operation.verb != "get" or "{" in operation.path or operation.tag == "admin":
            continue
        for cursor in [None, *world.cursors]:
            given = {slot: cursor for slot in operation.slots if slot.name == "cursor" and cursor}
            status, _, text = await outcome(asker, operation.request(given), cursor or "-")
            assert status < 500, operation
            assert not world.told_in(text, asker), operation
            calls += 1
    assert world.cursors
    return calls


async def test_an_address_of_a_file_is_for_that_file_until_it_expires(world: World) -> None:
    """The name of somebody else's file is worth nothing with a signature for one's own."""
    other = await settle_in_somebody(world.studio, world.urls, "Otto")
    mine = await files_of(world.urls, other.user.id)
    [theirs, *_] = [
        name
        for name in sorted(set(world.files) - set(mine))
        if await world.studio.files.exists(name)
    ]
    own_file = min(set(mine) - set(world.files))
    address = httpx2.URL(world.studio.addresses.url(own_file))
    good = dict(httpx2.URL(world.studio.addresses.url(theirs)).params)
    signature, expires = address.params["signature"], address.params["expires"]
    async with client_of(world.studio, other.token) as client:
        assert (await client.get(f"/files/{theirs}", params=good)).status_code == 200
        for altered in (
            {}, {"signature": signature, "expires": expires}, {**good, "expires": "9" * 12},
            {**good, "expires": str(int(good["expires"]) + 1)}, {**good, "expires": ""},
            {**good, "signature": good["signature"].upper()}, {**good, "signature": ""},
            {**good, "signature": good["signature"] + "0"}, {"signature": good["signature"]},
            {**good, "expires": f" {good['expires']}"}, {**good, "expires": f"-{good['expires']}"},
        ):  # fmt: skip
            texts = set()
            for name in (theirs, f"{uuid.uuid4().hex * 2}.png"):
                answer = await client.get(f"/files/{name}", params=altered)
                assert answer.status_code == 403, altered
                texts.add(answer.text)
            assert len(texts) == 1, altered


async def test_streams_are_the_owners(world: World) -> None:
    """Over a real server: neither events nor a socket tell others of a story, now or later."""
    other = await settle_in_somebody(world.studio, world.urls, "Otto")
    story = world.ids["stories.id"][0]
    mine = (await ids_of(world.urls, other.user.id))["stories.id"][0]
    before = await digest_of(world.urls, world.victim.user.id)
    async with served(world.studio) as server:
        headers = {"Authorization": f"Bearer {other.token}"}
        async with httpx2.AsyncClient(base_url=server.address, headers=headers) as client:
            for spell in SPELLINGS:
                texts = {
                    (await client.get(f"/api/v1/stories/{spell(one)}/events", timeout=10)).text
                    for one in (story, uuid.uuid4())
                }
                assert len(texts) == 1
                assert "STORY_NOT_FOUND" in texts.pop()
        socket = re.sub("^http", "ws", server.address) + "/api/v1/realtime"
        async with websockets.connect(socket, additional_headers=headers) as connection:
            for spell in SPELLINGS:
                for prefix in ("stories:id=", "", "STORIES:id=", "stories:id= ", "libraries:id="):
                    answers = []
                    for one in (story, uuid.uuid4()):
                        await connection.send(json.dumps({"subscribe": f"{prefix}{spell(one)}"}))
                        answers.append(await _said(connection))
                    assert answers[0] == answers[1]
                    assert answers[0]["event"] == "ERROR"
            assert await digest_of(world.urls, world.victim.user.id) == before
            await connection.send(json.dumps({"subscribe": f"stories:id={mine}", "after": 10**6}))
            assert (await _said(connection))["subscribed"]
            for household, one in ((world.victim, story), (other, mine)):
                async with client_of(world.studio, household.token) as client:
                    done = await client.patch(f"/api/v1/stories/{one}", json={"rating": 9})
                    assert done.status_code == 200
            await connection.send(json.dumps({"unsubscribe": f"stories:id={story}"}))
            heard = [await _said(connection)]
            while "unsubscribed" not in heard[-1]:
                heard.append(await _said(connection))
            assert str(world.victim.user.id) not in json.dumps(heard)
            assert world.victim.user.name not in json.dumps(heard)


async def _said(connection: Any) -> dict[str, Any]:
    async with asyncio.timeout(10):
        said: dict[str, Any] = json.loads(await connection.recv())
    return said
