"""Watching stories: every event once, in order, however often the watcher comes back."""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx2
import pytest
from tests.support.artists import instant_artists
from tests.support.studio import served, settled, somebody_else, studio_on
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidStatus

from fablewright.bootstrap import Studio
from fablewright.db.embedded import Urls
from fablewright.web import live
from fablewright.web.server import StudioServer

Message = dict[str, Any]


@pytest.fixture
async def studio(fresh_urls: Urls, tmp_path: Path) -> AsyncIterator[Studio]:
    async with studio_on(fresh_urls, tmp_path) as studio:
        yield studio


@pytest.fixture
async def server(studio: Studio) -> AsyncIterator[StudioServer]:
    async with served(studio) as server:
        yield server


@pytest.fixture
async def client(studio: Studio, server: StudioServer) -> AsyncIterator[httpx2.AsyncClient]:
    headers = {"Authorization": f"Bearer {studio.identity.owner_token()}"}
    async with httpx2.AsyncClient(base_url=server.address, headers=headers) as client:
        yield client


async def begin(client: httpx2.AsyncClient) -> str:
    answer = await client.post("/api/v1/stories", json={"spark": "a shy octopus"})
    story_id: str = answer.json()["data"]["id"]
    return story_id


async def watch(
    client: httpx2.AsyncClient, story_id: str, last: int | None = None
) -> AsyncIterator[tuple[int, Message]]:
    """(id, data) of each event that comes."""
    headers = {} if last is None else {"Last-Event-ID": str(last)}
    address = f"/api/v1/stories/{story_id}/events"
    async with client.stream("GET", address, headers=headers, timeout=30) as answer:
        assert answer.headers["content-type"].startswith("text/event-stream")
        event: dict[str, str] = {}
        async for line in answer.aiter_lines():
            if not line and "data" in event:
                yield int(event["id"]), json.loads(event["data"])
            if not line:
                event = {}
            name, _, value = line.partition(": ")
            event[name] = value


def socket(server: StudioServer, token: str | None, **options: Any) -> Any:
    protocols = ["fablewright", *([f"bearer.{token}"] if token else [])]
    address = server.address.replace("http", "ws") + "/api/v1/realtime"
    return connect(address, subprotocols=protocols, **options)  # type: ignore[arg-type]


async def ask(ws: ClientConnection, message: object) -> Message:
    await ws.send(message if isinstance(message, str) else json.dumps(message))
    return await hear(ws)


async def hear(ws: ClientConnection) -> Message:
    value: Message = json.loads(await asyncio.wait_for(ws.recv(), 30))
    return value


async def test_events_until_the_book_is_there(studio: Studio, client: httpx2.AsyncClient) -> None:
    story_id = await begin(client)
    seen: list[int] = []
    async with studio.working(instant_artists()):
        last = 0
        for portion in (3, 5, 10_000):  # the connection breaks twice
            async with contextlib.aclosing(watch(client, story_id, last)) as events:
                async for last, data in events:
                    seen.append(last)
                    portion -= 1
                    status = data["new"]["asset_generation_status"]
                    if portion == 0 or status["overall"] != "generating":
                        break
    assert seen == list(range(1, len(seen) + 1))
    assert len(seen) > 30
    assert data["event"] == "UPDATE"
    assert data["new"]["id"] == story_id
    assert "file" not in status["assets"]["cover"]
    assert status["assets"]["cover"]["url"].startswith("/files/")


async def test_replay_begins_after_the_last_event(
    studio: Studio, client: httpx2.AsyncClient
) -> None:
    story_id = await begin(client)
    async with studio.working(instant_artists()):
        await settled(client, story_id)
    async with contextlib.aclosing(watch(client, story_id)) as events:
        whole = [await anext(events) for _ in range(12)]
    async with contextlib.aclosing(watch(client, story_id, 7)) as events:
        assert [await anext(events) for _ in range(5)] == whole[7:]
    plain = f"/api/v1/stories/{story_id}/events?after=11"
    async with client.stream("GET", plain) as answer:
        lines = answer.aiter_lines()
        assert [await anext(lines) for _ in range(3)] == [": watching", "retry: 2000", ""]
        assert (await anext(lines)).startswith("data: ")
        assert await anext(lines) == "id: 12"


async def test_no_connection_is_held_by_watchers(
    studio: Studio, client: httpx2.AsyncClient
) -> None:
    story_id = await begin(client)
    async with contextlib.AsyncExitStack() as stack:
        for _ in range(studio.db.size * 2):
            events = await stack.enter_async_context(contextlib.aclosing(watch(client, story_id)))
            await anext(events)
        answer = await client.get(f"/api/v1/stories/{story_id}")
        assert answer.status_code == 200
    async with asyncio.timeout(5):  # they leave no trace
        while studio.events._followers:
            await asyncio.sleep(0.02)


async def test_socket(studio: Studio, client: httpx2.AsyncClient, server: StudioServer) -> None:
    stories = [await begin(client) for _ in range(2)]
    async with socket(server, studio.identity.owner_token()) as ws:
        assert ws.subprotocol == "fablewright"
        seen: dict[str, list[int]] = {}
        for story_id in stories:
            name = f"stories:id={story_id}"
            assert await ask(ws, {"subscribe": name, "after": 1}) == {
                "subscribed": name,
                "after": 1,
            }
            seen[story_id] = []
        async with studio.working(instant_artists()):
            ready = set[str]()
            while len(ready) < 2:
                message = await hear(ws)
                assert message["event"] == "UPDATE"
                story_id = message["new"]["id"]
                seen[story_id].append(message["seq"])
                if message["new"]["asset_generation_status"]["overall"] == "ready":
                    ready.add(story_id)
        for numbers in seen.values():
            assert numbers == list(range(2, len(numbers) + 2))
        name = f"stories:id={stories[0]}"
        assert await ask(ws, {"unsubscribe": name}) == {"unsubscribed": name}
        await client.patch(f"/api/v1/stories/{stories[0]}", json={"rating": 3})
        await client.patch(f"/api/v1/stories/{stories[1]}", json={"rating": 4})
        assert (await hear(ws))["new"]["rating"] == 4


async def test_socket_refuses_kindly(
    studio: Studio, client: httpx2.AsyncClient, server: StudioServer, fresh_urls: Urls
) -> None:
    story_id = await begin(client)
    other = await somebody_else(fresh_urls)
    async with socket(server, other) as ws:
        for message, code in (
            ({"subscribe": f"stories:id={story_id}"}, "STORY_NOT_FOUND"),
            ({"subscribe": f"stories:id={uuid4()}"}, "STORY_NOT_FOUND"),
            ({"subscribe": "stories:id=------------------------------------"}, "INVALID_INPUT"),
            ({"subscribe": "everything"}, "INVALID_INPUT"),
            ({"subscribe": f"stories:id={story_id}", "after": -1}, "INVALID_INPUT"),
            ({"subscribe": 5}, "INVALID_INPUT"),
            ({"unsubscribe": "\ud800"}, "INVALID_INPUT"),
            ({"hello": 1}, "INVALID_INPUT"),
            ("[", "INVALID_INPUT"),
            ("[" * 8000, "INVALID_INPUT"),
            ("[]", "INVALID_INPUT"),
        ):
            answer = await ask(ws, message)
            assert (answer["event"], answer["code"]) == ("ERROR", code)
            assert answer["message"]
        with pytest.raises(ConnectionClosed) as closed:
            await ask(ws, "x" * (live.MESSAGE_LIMIT + 1))
        assert closed.value.rcvd is not None
        assert closed.value.rcvd.code == 1009


async def test_a_socket_has_a_bounded_number_of_stories(
    studio: Studio,
    client: httpx2.AsyncClient,
    server: StudioServer,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(live, "SUBSCRIPTIONS", 2)
    stories = [await begin(client) for _ in range(3)]
    async with socket(server, studio.identity.owner_token()) as ws:
        codes = []
        for story_id in [stories[0], *stories]:  # the same one again takes no second place
            answer = await ask(ws, {"subscribe": f"stories:id={story_id}", "after": 99})
            codes.append(answer.get("code"))
        assert codes == [None, None, None, "TOO_MANY_SUBSCRIPTIONS"]


async def test_who_may_open_a_socket(studio: Studio, server: StudioServer) -> None:
    token = studio.identity.owner_token()
    unknown = {"subscribe": f"stories:id={uuid4()}"}
    in_header = {"Authorization": f"Bearer {token}"}
    async with socket(server, None, additional_headers=in_header, origin=server.address) as ws:
        assert (await ask(ws, unknown))["code"] == "STORY_NOT_FOUND"
    async with socket(server, None) as ws:
        assert await ask(ws, {"token": token}) == {"event": "SIGNED_IN"}
        assert (await ask(ws, unknown))["code"] == "STORY_NOT_FOUND"
    for first in ({"token": "wrong"}, {"token": 5}, unknown):
        async with socket(server, None) as ws:
            assert (await ask(ws, first))["code"] == "UNAUTHORIZED"
            with pytest.raises(ConnectionClosed) as closed:
                await ws.recv()
            assert closed.value.rcvd is not None
            assert closed.value.rcvd.code == 1008
    for options, status in (
        ({"token": "wrong"}, 401),
        ({"token": token, "origin": "http://evil.example"}, 403),
    ):
        with pytest.raises(InvalidStatus) as refused:
            async with socket(server, **options):  # type: ignore[arg-type]
                pass
        assert refused.value.response.status_code == status
        assert json.loads(refused.value.response.body)["success"] is False


async def test_a_token_must_come_in_time(
    server: StudioServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live, "SIGN_IN_PATIENCE", 0.05)
    async with socket(server, None) as ws:
        assert (await hear(ws))["code"] == "UNAUTHORIZED"


async def test_the_server_goes_down_although_it_is_watched(studio: Studio) -> None:
    token = studio.identity.owner_token()
    headers = {"Authorization": f"Bearer {token}"}
    async with contextlib.AsyncExitStack() as stack, served(studio) as server:
        client = await stack.enter_async_context(
            httpx2.AsyncClient(base_url=server.address, headers=headers)
        )
        story_id = await begin(client)
        events = watch(client, story_id)
        await anext(events)
        ws = await stack.enter_async_context(socket(server, token))
        await ask(ws, {"subscribe": f"stories:id={story_id}"})
        server.config.timeout_graceful_shutdown = None  # nobody is cut off, nobody may linger
        server.should_exit = True
        async with asyncio.timeout(20):
            assert [event async for event in events] == []
            await ws.wait_closed()
    assert not studio.events._followers
