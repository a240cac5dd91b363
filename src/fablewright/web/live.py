"""Live progress: one stream of events behind both SSE and WebSocket."""

from __future__ import annotations

import asyncio
import contextlib
import json
import re
from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping, Sequence
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

import structlog
from fastapi.sse import format_sse_event
from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.types import Receive, Scope, Send
from starlette.websockets import WebSocket, WebSocketDisconnect

from fablewright.core.errors import (
    Conflict,
    FablewrightError,
    InvalidInput,
    Unauthorized,
    Unavailable,
)
from fablewright.events.service import Event
from fablewright.identity.model import Caller, User
from fablewright.web.deps import Doors
from fablewright.web.errors import failure
from fablewright.web.present import channel, row_with_addresses

MESSAGE_LIMIT = 8 * 1024  # bytes of one message from a client
SUBSCRIPTIONS = 32  # of one socket
SEND_PATIENCE = 30.0  # seconds until a client that reads nothing is let go
SIGN_IN_PATIENCE = 10.0
KEEP_ALIVE = 12.0  # seconds; proxies drop what is silent for longer than 15 or 30
RETRY = 2000  # milliseconds until a client that lost us should come back
CHANNEL = re.compile(r"stories:id=([0-9a-fA-F-]{32,36})")
SEQUENCE = re.compile(r"[0-9]{1,18}", re.ASCII)
LOOPBACK = ("localhost", "127.0.0.1", "::1")
log = structlog.get_logger(__name__)


def sequence(value: str, field: str) -> int:
    """The number of the last event that a client has seen. Raises `InvalidInput`."""
    if not SEQUENCE.fullmatch(value):
        raise InvalidInput(
            f"The field “{field}” must be the number of an event, such as 0 or 17.",
            data={"field": field},
        )
    return int(value)


def story_of(name: object) -> UUID:
    """The story of a channel. Raises `InvalidInput`."""
    match = CHANNEL.fullmatch(name) if isinstance(name, str) else None
    with contextlib.suppress(ValueError):
        if match:
            return UUID(match[1])
    raise InvalidInput("A channel is named “stories:id=” and the id of a story.")


def update(event: Event, doors: Doors) -> dict[str, Any]:
    return {"event": "UPDATE", "new": row_with_addresses(event.new, doors.addresses)}


def to_json(message: Mapping[str, Any]) -> str:
    return json.dumps(message, ensure_ascii=False, separators=(",", ":"))


def origin_allowed(headers: Headers, allowed: frozenset[str]) -> bool:
    """Whether a page may open a socket here: one of our own, of this machine, or a named one."""
    origin = headers.get("origin")
    if origin is None:  # no browser
        return True
    try:
        address = urlsplit(origin)
    except ValueError:
        return False
    if address.scheme not in ("http", "https"):
        return False
    return (
        address.netloc == headers.get("host") or address.hostname in LOOPBACK or origin in allowed
    )


async def updates(events: AsyncGenerator[Event, None], doors: Doors) -> AsyncGenerator[bytes, None]:
    """The changes of one story as server-sent events."""
    yield format_sse_event(comment="watching", retry=RETRY)
    async with contextlib.aclosing(events):
        async for event in events:
            yield format_sse_event(data_str=to_json(update(event, doors)), id=str(event.seq))


class EventStream(Response):
    """Server-sent events, until either side goes or there are no more.

    Holds no database connection between events, and takes the next one only when the client has read
    the last. Ends when the database stays away.
    """

    media_type = "text/event-stream"

    def __init__(
        self,
        events: AsyncGenerator[bytes, None],
        endings: Sequence[Callable[[], Awaitable[object]]],
        status_code: int = 200,
    ) -> None:
        """`endings` end the stream when any of them is over."""
        # The last header is for proxies that would gather events before they pass them on.
        super().__init__(
            status_code=status_code,
            headers={"Cache-Control": "no-cache", "X-Accel-Buffering": "no"},
        )
        del self.headers["content-length"]
        self._events, self._endings = events, endings
        self._sending = asyncio.Lock()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await send(
            {"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers}
        )
        # Whichever ends first ends all.
        works = [self._forward(send), self._keep_alive(send), _gone(receive)]
        tasks: list[asyncio.Future[Any]] = [asyncio.ensure_future(work) for work in works]
        tasks += [asyncio.ensure_future(ending()) for ending in self._endings]
        try:
            done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.wait(tasks)
        for task in done:
            task.result()
        await send({"type": "http.response.body", "body": b""})

    async def _forward(self, send: Send) -> None:
        with contextlib.suppress(Unavailable):
            async with contextlib.aclosing(self._events) as events:
                async for event in events:
                    await self._write(send, event)

    async def _keep_alive(self, send: Send) -> None:
        while True:
            await asyncio.sleep(KEEP_ALIVE)
            await self._write(send, format_sse_event(comment="still here"))

    async def _write(self, send: Send, body: bytes) -> None:
        async with self._sending:
            await send({"type": "http.response.body", "body": body, "more_body": True})


async def _gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


class Socket:
    """One accepted WebSocket: its subscriptions, and whatever it asks for."""

    def __init__(self, websocket: WebSocket, doors: Doors) -> None:
        self._websocket, self._doors = websocket, doors
        self._sending = asyncio.Lock()
        self._subscriptions: dict[str, asyncio.Task[None]] = {}
        self._tasks: asyncio.TaskGroup | None = None

    async def run(self, caller: Caller | None) -> None:
        """Serve until either side goes, or the caller's session ends. Without `caller`, the first
        message must bring a token."""
        try:
            if caller is None:
                caller = await self._sign_in()
            async with asyncio.TaskGroup() as self._tasks:
                watching = self._tasks.create_task(self._watch(caller))
                await self._serve(caller.user)
                for task in (watching, *self._subscriptions.values()):
                    task.cancel()
        except* WebSocketDisconnect:
            pass
        except* TimeoutError:
            log.info("socket let go: its client does not read")
        except* FablewrightError as group:
            error = group.exceptions[0]
            while isinstance(error, BaseExceptionGroup):
                error = error.exceptions[0]
            assert isinstance(error, FablewrightError)
            code = 1013 if isinstance(error, Unavailable) else 1008
            await self._part(error, code)

    async def _watch(self, caller: Caller) -> None:
        await self._doors.presence.ended(caller.session_id)
        raise Unauthorized("Your sign-in has ended. Please sign in again.")

    async def _sign_in(self) -> Caller:
        try:
            async with asyncio.timeout(SIGN_IN_PATIENCE):
                message = await self._receive()
        except TimeoutError:
            raise Unauthorized("No token came in time.") from None
        token = message.get("token")
        caller = await self._doors.identity.authenticate(token if isinstance(token, str) else None)
        await self._doors.limits.take("read", str(caller.user.id))
        await self._send({"event": "SIGNED_IN"})
        return caller

    async def _serve(self, user: User) -> None:
        while True:
            try:
                message = await self._receive()
                await self._doors.limits.take("read", str(user.id))
                if "subscribe" in message:
                    await self._subscribe(user, message)
                elif "unsubscribe" in message:
                    await self._unsubscribe(message["unsubscribe"])
                else:
                    raise InvalidInput("Known messages: subscribe, unsubscribe.")
            except WebSocketDisconnect:
                return
            except Unavailable:
                raise
            except FablewrightError as error:
                await self._send({"event": "ERROR", **failure(error)})

    async def _subscribe(self, user: User, message: Mapping[str, Any]) -> None:
        story_id = story_of(message["subscribe"])
        after = sequence(str(message.get("after", 0)), "after")
        name = channel(story_id)
        await self._doors.stories.get(user, story_id)
        if earlier := self._subscriptions.pop(name, None):
            await _cancel(earlier)
        if len(self._subscriptions) >= SUBSCRIPTIONS:
            raise Conflict(
                f"One connection can watch {SUBSCRIPTIONS} stories. Leave one of them first.",
                code="TOO_MANY_SUBSCRIPTIONS",
            )
        await self._send({"subscribed": name, "after": after})
        assert self._tasks
        self._subscriptions[name] = self._tasks.create_task(self._forward(user, story_id, after))

    async def _unsubscribe(self, name: object) -> None:
        left = channel(story_of(name))
        if task := self._subscriptions.pop(left, None):
            await _cancel(task)
        await self._send({"unsubscribed": left})

    async def _forward(self, user: User, story_id: UUID, after: int) -> None:
        stream = self._doors.events.follow(story_id, user.id, after)
        async with contextlib.aclosing(stream) as events:
            async for event in events:
                message = update(event, self._doors)
                await self._send({**message, "seq": event.seq, "channel": channel(story_id)})

    async def _receive(self) -> dict[str, Any]:
        message = await self._websocket.receive()
        if message["type"] == "websocket.disconnect":
            raise WebSocketDisconnect
        text = message.get("text") or ""
        if not text or len(text) > MESSAGE_LIMIT:
            raise InvalidInput("Send one short JSON object as text.")
        try:
            value = json.loads(text)
        except (ValueError, RecursionError):
            raise InvalidInput("This is not JSON.") from None
        if not isinstance(value, dict):
            raise InvalidInput("Send one JSON object.")
        return value

    async def _send(self, message: Mapping[str, Any]) -> None:
        """Waits until the client takes it: what it does not read is never piled up here."""
        async with self._sending, asyncio.timeout(SEND_PATIENCE):
            await self._websocket.send_text(to_json(message))

    async def _part(self, error: FablewrightError, code: int) -> None:
        with contextlib.suppress(WebSocketDisconnect, TimeoutError, RuntimeError):
            await self._send({"event": "ERROR", **failure(error)})
            async with asyncio.timeout(SEND_PATIENCE):
                await self._websocket.close(code, error.code)


async def _cancel(task: asyncio.Task[None]) -> None:
    """Cancel and wait until it has let go of what it held."""
    task.cancel()
    await asyncio.wait([task])
