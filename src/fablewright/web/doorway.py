"""What every request passes: its id, its log line, its size limit, and the headers of its answer."""

from __future__ import annotations

import asyncio
import re
import time
import uuid

import structlog
from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from fablewright.web.errors import rate_headers, refuse

BODY_LIMIT = 1024 * 1024  # bytes
UPLOAD_LIMIT = 10 * 1024 * 1024
PATIENCE = 30.0  # seconds until an answer begins
WRITING_PATIENCE = 150.0  # where a story is written before the answer
# Addresses with limits of their own: bytes, seconds.
LIMITS = (
    (re.compile(r"/api/v1/characters/[^/]+/pictures"), UPLOAD_LIMIT, PATIENCE),
    (re.compile(r"/api/story-generator/generate"), BODY_LIMIT, WRITING_PATIENCE),
)
ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
REQUEST_ID = re.compile(r"[A-Za-z0-9._-]{1,64}")
# An endpoint may answer its own value of these instead.
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "X-Frame-Options": "DENY",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Cache-Control": "no-store",
    "X-Robots-Tag": "noindex",
}
STRICT = {"Strict-Transport-Security": "max-age=31536000"}
log = structlog.get_logger(__name__)


def address_in(scope: Scope) -> str:
    """The address of a request as a log may hold it: the route's own, with ids in it but no words
    that people chose. Known once the application has found the route."""
    path: str = getattr(scope.get("route"), "path", "unknown")
    for name, value in scope.get("path_params", {}).items():
        if ID.fullmatch(str(value)):
            path = path.replace(f"{{{name}}}", str(value))
    return path


class Doorway:
    """Outermost, so that no answer escapes it. Nothing that broke inside is shown outside."""

    def __init__(self, app: ASGIApp, *, secure: bool = False, patience: float = PATIENCE) -> None:
        """`secure`: browsers shall come by https only from now on. `patience` is in seconds."""
        self.app, self.patience = app, patience
        self.headers = {**HEADERS, **STRICT} if secure else HEADERS

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
            return
        given = Headers(scope=scope).get("x-request-id", "")
        request_id = given if REQUEST_ID.fullmatch(given) else uuid.uuid4().hex
        with structlog.contextvars.bound_contextvars(request_id=request_id):
            if scope["type"] == "websocket":
                try:
                    await self.app(scope, receive, send)
                finally:
                    log.info("socket", path=address_in(scope))
            else:
                await _Passage(self, scope, receive, send, request_id).go()


class _Passage:
    """One HTTP request on its way in and out."""

    def __init__(
        self, doorway: Doorway, scope: Scope, receive: Receive, send: Send, request_id: str
    ) -> None:
        self.app, self.headers = doorway.app, doorway.headers
        self.scope, self._receive, self._send = scope, receive, send
        self.request_id = request_id
        self.received, self.receiving = 0, False
        self.status = 0  # 0 until the answer begins
        self.limit, patience = next(
            ((size, seconds) for path, size, seconds in LIMITS if path.fullmatch(scope["path"])),
            (BODY_LIMIT, doorway.patience),
        )
        self.deadline = asyncio.timeout(patience)

    async def go(self) -> None:
        began = time.perf_counter()
        try:
            length = Headers(scope=self.scope).get("content-length", "0")
            if length.isdecimal() and int(length) > self.limit:
                await refuse(413)(self.scope, self._receive, self.send)
            else:
                await self._answer()
        except Exception:
            log.exception("request broke", path=address_in(self.scope))
            if self.status:
                raise  # half an answer is out: the server cuts the connection
            answer = refuse(500, {"request_id": self.request_id})
            await answer(self.scope, self._receive, self.send)
        finally:
            log.info(
                "request", method=self.scope["method"], path=address_in(self.scope),
                status=self.status, ms=round((time.perf_counter() - began) * 1000, 1),
            )  # fmt: skip

    async def _answer(self) -> None:
        """Let the application answer, if it begins in time."""
        try:
            async with self.deadline:
                await self.app(self.scope, self.receive, self._begin)
        except TimeoutError:
            if not self.deadline.expired():
                raise
            log.warning("request took too long", path=address_in(self.scope))
            answer = refuse(408 if self.receiving else 504)
            await answer(self.scope, self._receive, self.send)

    async def _begin(self, message: Message) -> None:
        if message["type"] == "http.response.start" and not self.deadline.expired():
            self.deadline.reschedule(None)  # what has begun may take its time
        await self.send(message)

    async def receive(self) -> Message:
        self.receiving = True
        message = await self._receive()
        self.receiving = False
        if message["type"] == "http.request":
            self.received += len(message.get("body", b""))
            if self.received > self.limit:
                raise HTTPException(413)
        return message

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            headers = MutableHeaders(scope=message)
            headers["X-Request-ID"] = self.request_id
            for name, value in self.headers.items():
                headers.setdefault(name, value)
            if rate := self.scope.get("state", {}).get("rate"):
                for name, value in rate_headers(rate).items():
                    headers.setdefault(name, value)  # a limit of its own told of itself
        await self._send(message)
