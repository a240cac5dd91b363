"""The simulator as a server on 127.0.0.1: every vendor under its name, and its own two addresses.

`/openai/v1`, `/openrouter/api/v1`, `/runware/v1`, `/elevenlabs`, `/kokoro` and `/comfyui` are the base
addresses for clients. `POST /_script` sets the fault script, `GET /_script` shows it with its counts,
`GET /_log` answers the call log. Keys are whatever begins with `sim-`.
"""

from __future__ import annotations

import asyncio
import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl

import uvicorn
from starlette.types import Receive, Scope, Send
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from fablewright.simulator import BASES, faults
from fablewright.simulator.calls import CallLog
from fablewright.simulator.comfyui import ComfyUI
from fablewright.simulator.elevenlabs import ElevenLabs
from fablewright.simulator.kokoro import Kokoro
from fablewright.simulator.latency import Latency
from fablewright.simulator.model import Answer, Asked, Vendor, Wrong
from fablewright.simulator.openai import OpenAI
from fablewright.simulator.openrouter import OpenRouter
from fablewright.simulator.runware import Runware
from fablewright.simulator.script import Rule, Script, parse
from fablewright.simulator.wire import EARLY, LATE, Line, deliver

LARGEST_BODY = 128 * 1024 * 1024
_FIRST_TOKEN = 0.1  # of a stream's time

Connections = dict[tuple[str, int], asyncio.Transport]


@dataclass(slots=True)
class Simulator:
    """The ASGI application."""

    log: CallLog
    script: Script
    latency: Latency
    seed: int
    connections: Connections
    vendors: dict[str, Vendor]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "websocket":
            await receive()
            return await send({"type": "websocket.close", "code": 1000})
        body = await _read_body(receive)
        if body is None:
            return None
        if len(body) > LARGEST_BODY:
            return await _plain(Answer({"error": "The body is too large."}, 413), send)
        asked, name = _read_request(scope, body, self.seed)
        if name in ("_script", "_log"):
            answer = self._control(name, asked)
        elif vendor := self.vendors.get(name):
            return await self._call(vendor, asked, scope, receive, send)
        else:
            answer = Answer({"error": f"Here are {', '.join(self.vendors)}."}, 404)
        return await _plain(answer, send)

    def _control(self, name: str, asked: Asked) -> Answer:
        if name == "_log":
            return Answer(self.log.text(), headers={"content-type": "application/x-ndjson"})
        if asked.method == "POST":
            try:
                self.script = parse(asked.body, faults.KNOWN)
            except (ValueError, KeyError, TypeError) as error:
                return Answer({"error": str(error)}, 422)
        return Answer({"rules": self.script.state()})

    async def _call(
        self, vendor: Vendor, asked: Asked, scope: Scope, receive: Receive, send: Send
    ) -> None:
        essentials = vendor.essentials(asked)
        rule = self.script.choose(vendor.name, asked, essentials.get("model"))
        number = self.log.opened(vendor, asked, essentials, rule.fault if rule else None)
        gone = asyncio.ensure_future(_hang_up(receive))
        transport = self.connections.get(tuple(scope["client"] or ()))
        line = Line(send, gone, transport, self.log, number)
        try:
            await self._respond(line, vendor, asked, rule)
        finally:
            line.ends("broken_off")
            gone.cancel()

    async def _respond(self, line: Line, vendor: Vendor, asked: Asked, rule: Rule | None) -> None:
        fault, options = (rule.fault, rule.options) if rule else ("", {})
        if early := EARLY.get(fault):
            line.fault_applied = True
            return await early(line, options)
        began = time.monotonic()
        if instead := faults.INSTEAD.get(fault):
            answer = instead(vendor, asked, options)
            line.fault_applied = True
        else:
            answer = await asyncio.to_thread(_work, vendor, asked)
        if change := faults.CHANGED.get(fault):
            line.fault_applied = answer.status < 300 and change(answer, asked)
        wait = self.latency.draw(answer.kind) if answer.worked else 0.0
        wait = max(0.0, wait - (time.monotonic() - began))
        streamed = answer.stream is not None
        line.holds(answer)
        if not await line.wait(wait * _FIRST_TOKEN if streamed else wait):
            return line.ends("abandoned")
        if late := LATE.get(fault):
            line.fault_applied = True
            return await late(line, answer, options)
        pause = wait * (1 - _FIRST_TOKEN) / max(1, len(answer.pieces())) if streamed and wait else 0
        return await deliver(line, answer, pause=pause)


def create(
    log: CallLog, rules: Script, latency: Latency, seed: int, connections: Connections
) -> Simulator:
    vendors: list[Vendor] = [
        OpenAI(),
        OpenRouter(),
        Runware(),
        ElevenLabs(),
        Kokoro(),
        ComfyUI(latency.draw),
    ]
    return Simulator(
        log, rules, latency, seed, connections, {vendor.name: vendor for vendor in vendors}
    )


class Server(uvicorn.Server):
    """Serves on 127.0.0.1 until told to stop. `ready` is called with its address."""

    def __init__(self, app: Simulator, port: int, ready: Callable[[str], None]) -> None:
        self._ready = ready
        super().__init__(
            uvicorn.Config(
                app,
                host="127.0.0.1",
                port=port,
                http=_protocol(app.connections),
                ws="none",
                lifespan="off",
                log_config=None,
                log_level="critical",  # broken connections are made on purpose here
                access_log=False,
                server_header=False,
                proxy_headers=False,
                timeout_graceful_shutdown=1,
            )
        )

    async def startup(self, sockets: Any = None) -> None:
        await super().startup(sockets)
        if self.started:
            host, port = self.servers[0].sockets[0].getsockname()[:2]
            self._ready(f"http://{host}:{port}")


def _protocol(connections: Connections) -> type[HttpToolsProtocol]:
    """uvicorn's own, and it remembers the connection of each caller: to break it."""

    class Protocol(HttpToolsProtocol):
        def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
            self._peer = transport.get_extra_info("peername")
            connections[self._peer] = transport
            super().connection_made(transport)

        def connection_lost(self, exc: Exception | None) -> None:
            connections.pop(self._peer, None)
            super().connection_lost(exc)

    return Protocol


def _work(vendor: Vendor, asked: Asked) -> Answer:
    try:
        return vendor.answer(asked)
    except Wrong as wrong:
        return vendor.trouble(asked, wrong)
    except Exception:  # a fault of the simulator itself: whoever runs it shall see it
        traceback.print_exc()
        return vendor.trouble(asked, Wrong("server_error", ""))


async def _read_body(receive: Receive) -> bytes | None:
    """The whole body; None when the caller left. Reads no further than what is too much."""
    body = bytearray()
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            return None
        body += message.get("body", b"")
        if len(body) > LARGEST_BODY or not message.get("more_body"):
            return bytes(body)


def _read_request(scope: Scope, body: bytes, seed: int) -> tuple[Asked, str]:
    """The request, and the first part of its path: a vendor's name."""
    name, _, path = scope["path"].lstrip("/").partition("/")
    host, port = scope["server"]
    asked = Asked(
        scope["method"],
        path,
        body,
        dict(parse_qsl(scope["query_string"].decode("latin-1"), keep_blank_values=True)),
        {key.decode("latin-1"): value.decode("latin-1") for key, value in scope["headers"]},
        f"http://{host}:{port}/{name}",
        seed,
    )
    return asked, name


async def _hang_up(receive: Receive) -> None:
    """Ends when the caller has gone."""
    while (await receive())["type"] != "http.disconnect":
        pass


async def _plain(answer: Answer, send: Send) -> None:
    body = b"".join(answer.pieces())
    headers = {"content-type": "application/json", "content-length": str(len(body))}
    raw = [(key.encode(), value.encode()) for key, value in (headers | answer.headers).items()]
    await send({"type": "http.response.start", "status": answer.status, "headers": raw})
    await send({"type": "http.response.body", "body": body})


__all__ = ["BASES", "Server", "Simulator", "create"]
