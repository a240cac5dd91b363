"""What every request passes: its id, its log line, its size limit, and the headers of its answer."""

from __future__ import annotations

import re
import time
import uuid

import structlog
from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from fablewright.web.errors import refuse

BODY_LIMIT = 1024 * 1024  # bytes
REQUEST_ID = re.compile(r"[A-Za-z0-9._-]{1,64}")
# An endpoint may answer its own value of these instead.
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "X-Frame-Options": "DENY",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Cache-Control": "no-store",
}
log = structlog.get_logger(__name__)


class Doorway:
    """Outermost, so that no answer escapes it. Nothing that broke inside is shown outside."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
            return
        given = Headers(scope=scope).get("x-request-id", "")
        request_id = given if REQUEST_ID.fullmatch(given) else uuid.uuid4().hex
        with structlog.contextvars.bound_contextvars(request_id=request_id):
            if scope["type"] == "websocket":
                log.info("socket", path=scope["path"])
                await self.app(scope, receive, send)
            else:
                await _Passage(self.app, scope, receive, send, request_id).go()


class _Passage:
    """One HTTP request on its way in and out."""

    def __init__(
        self, app: ASGIApp, scope: Scope, receive: Receive, send: Send, request_id: str
    ) -> None:
        self.app, self.scope, self._receive, self._send = app, scope, receive, send
        self.request_id = request_id
        self.received = 0
        self.status = 0  # 0 until the answer begins

    async def go(self) -> None:
        began = time.perf_counter()
        try:
            length = Headers(scope=self.scope).get("content-length", "0")
            if length.isdecimal() and int(length) > BODY_LIMIT:
                await refuse(413)(self.scope, self._receive, self.send)
            else:
                await self.app(self.scope, self.receive, self.send)
        except Exception:
            log.exception("request broke", path=self.scope["path"])
            if self.status:
                raise  # half an answer is out: the server cuts the connection
            answer = refuse(500, {"request_id": self.request_id})
            await answer(self.scope, self._receive, self.send)
        finally:
            log.info(
                "request", method=self.scope["method"], path=self.scope["path"],
                status=self.status, ms=round((time.perf_counter() - began) * 1000, 1),
            )  # fmt: skip

    async def receive(self) -> Message:
        message = await self._receive()
        if message["type"] == "http.request":
            self.received += len(message.get("body", b""))
            if self.received > BODY_LIMIT:
                raise HTTPException(413)
        return message

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            headers = MutableHeaders(scope=message)
            headers["X-Request-ID"] = self.request_id
            for name, value in HEADERS.items():
                headers.setdefault(name, value)
        await self._send(message)
