"""Streams whose other side sleeps, goes, or is told to go."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncGenerator
from types import SimpleNamespace
from typing import Any
from uuid import UUID, uuid4

import pytest

from fablewright.core.errors import Unavailable
from fablewright.events.service import Event
from fablewright.identity.model import Caller, User
from fablewright.web import live
from fablewright.web.api.story_generator import streamed as asks_for_events
from fablewright.web.live import EventStream, Socket, updates

STORY = uuid4()
USER = User(uuid4(), "user", "free", "Mia")
CALLER = Caller(USER, uuid4())


class Watched:
    """Followers get `count` events and then wait, or learn that the database is away."""

    def __init__(self, count: int, *, away: bool = False) -> None:
        self.count, self.away, self.left = count, away, asyncio.Event()

    async def follow(
        self, story_id: UUID, user_id: UUID, after: int = 0
    ) -> AsyncGenerator[Event, None]:
        try:
            for seq in range(after + 1, self.count + 1):
                status = {"overall": "generating", "assets": {}}
                yield Event(story_id, seq, {"title": "", "asset_generation_status": status})
            if self.away:
                raise Unavailable("The shelf does not answer.")
            await asyncio.Event().wait()
        finally:
            self.left.set()


def doors(events: Watched) -> Any:
    async def get(user: User, story_id: UUID) -> None:
        pass

    async def ended(session_id: UUID) -> None:
        await asyncio.Event().wait()

    async def take(kind: str, who: str) -> None:
        pass

    return SimpleNamespace(
        events=events, addresses=None, stories=SimpleNamespace(get=get),
        presence=SimpleNamespace(ended=ended), limits=SimpleNamespace(take=take),
    )  # fmt: skip


class Browser:
    """The far side of a stream: keeps what it was sent, leaves when told to."""

    def __init__(self) -> None:
        self.sent: list[dict[str, Any]] = []
        self.leaving = asyncio.Event()
        self.got = asyncio.Condition()

    async def receive(self) -> dict[str, Any]:
        await self.leaving.wait()
        return {"type": "http.disconnect"}

    async def send(self, message: Any) -> None:
        self.sent.append(message)
        async with self.got:
            self.got.notify_all()

    async def has(self, text: bytes) -> None:
        async with self.got:
            await self.got.wait_for(lambda: text in self.body)

    @property
    def body(self) -> bytes:
        return b"".join(message.get("body", b"") for message in self.sent)


def streamed(events: Watched, browser: Browser, closing: asyncio.Event) -> asyncio.Task[None]:
    stream = EventStream(updates(events.follow(STORY, USER.id), doors(events)), [closing.wait])
    return asyncio.create_task(stream({"type": "http"}, browser.receive, browser.send))


@pytest.mark.parametrize("who", ["browser", "server", "database"])
async def test_a_stream_ends_when_one_side_goes(who: str) -> None:
    events, browser, closing = Watched(3, away=who == "database"), Browser(), asyncio.Event()
    task = streamed(events, browser, closing)
    await browser.has(b"id: 3\n")
    if who == "browser":
        browser.leaving.set()
    elif who == "server":
        closing.set()
    async with asyncio.timeout(10):
        await task
        await events.left.wait()
    assert not browser.sent[-1].get("more_body")
    assert browser.body.count(b"data: ") == 3


async def test_a_quiet_stream_shows_that_it_lives(monkeypatch: pytest.MonkeyPatch) -> None:
    assert live.KEEP_ALIVE <= 15
    monkeypatch.setattr(live, "KEEP_ALIVE", 0.01)
    browser, closing = Browser(), asyncio.Event()
    task = streamed(Watched(0), browser, closing)
    async with asyncio.timeout(10):
        await browser.has(b": still here\n\n: still here\n\n")
        closing.set()
        await task


@pytest.mark.parametrize(
    ("accept", "events"),
    [
        ("text/event-stream", True), ("application/json, Text/Event-Stream; q=0.9", True),
        ("", False), ("*/*", False), ("text/*", False), ("application/json", False),
        ("application/json, text/event-stream;q=0", False),
    ],
)  # fmt: skip
def test_who_asks_for_events(accept: str, events: bool) -> None:
    assert asks_for_events(accept) is events


class Line:
    """A WebSocket on whose far side somebody subscribes and then, if `asleep`, reads nothing more."""

    def __init__(self, *, asleep: bool) -> None:
        self.asleep, self.sent = asleep, list[dict[str, Any]]()
        self.closed: tuple[int, str] | None = None
        self.asked = False

    async def receive(self) -> dict[str, Any]:
        if self.asked:
            await asyncio.Event().wait()
        self.asked = True
        text = json.dumps({"subscribe": f"stories:id={STORY}"})
        return {"type": "websocket.receive", "text": text}

    async def send_text(self, text: str) -> None:
        if self.asleep and self.sent:
            await asyncio.Event().wait()
        self.sent.append(json.loads(text))

    async def close(self, code: int, reason: str) -> None:
        self.closed = (code, reason)


async def test_a_sleeping_reader_is_let_go(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live, "SEND_PATIENCE", 0.05)
    events, line = Watched(500), Line(asleep=True)
    async with asyncio.timeout(10):
        await Socket(line, doors(events)).run(CALLER)  # type: ignore[arg-type]
    assert len(line.sent) == 1
    assert events.left.is_set()


async def test_a_socket_says_that_the_database_is_away() -> None:
    events, line = Watched(2, away=True), Line(asleep=False)
    async with asyncio.timeout(10):
        await Socket(line, doors(events)).run(CALLER)  # type: ignore[arg-type]
    assert [message.get("seq") for message in line.sent] == [None, 1, 2, None]
    assert line.sent[-1]["code"] == "UNAVAILABLE"
    assert line.closed == (1013, "UNAVAILABLE")
