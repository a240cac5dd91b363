"""A studio in which everything breaks, saying the name that it was given. Run by test_canary.py.

    python haunted.py FOLDER NAME json|terminal

It writes a line of JSON (where it is) to standard output, its logs to standard error, and ends when
its standard input does.
"""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

from fastapi import FastAPI, WebSocket
from fastapi.responses import StreamingResponse
from tests.support.artists import artists

from fablewright.bootstrap import Studio, open_studio
from fablewright.core import logs
from fablewright.core.errors import Misconfigured, Refused, TimedOut, TryAgain
from fablewright.db.embedded import EmbeddedPostgres
from fablewright.db.migrate import migrate
from fablewright.db.pool import Connection
from fablewright.queue import service as queue
from fablewright.queue.worker import Entrypoint, Worker
from fablewright.settings import Settings
from fablewright.web.app import create_app
from fablewright.web.server import StudioServer


async def main(folder: Path, name: str, mode: str) -> None:
    logs.configure("debug", as_json=mode == "json")
    postgres = EmbeddedPostgres(folder)
    urls = await asyncio.to_thread(postgres.start)
    try:
        await migrate(urls.owner)
        settings = Settings(_env_file=None, database_url=urls.app, data_dir=folder, quota_free=1000)
        async with open_studio(settings) as studio, studio.working(broken_artists(name)):
            app = create_app(studio)
            break_routes(app, name)
            server = StudioServer(app, port=0)
            serving = asyncio.create_task(server.serve())
            await asyncio.wait_for(server.ready.wait(), 30)
            await break_a_job(studio, name)
            lost = asyncio.create_task(broken(name))  # nobody asks how it went
            await asyncio.wait([lost])
            del lost
            print(json.dumps({
                "address": server.address, "token": studio.identity.owner_token(),
                "database": urls.owner, "log": str(postgres.folder / "postgres.log"),
            }), flush=True)  # fmt: skip
            await asyncio.to_thread(sys.stdin.read)
            server.should_exit = True
            await serving
    finally:
        await asyncio.to_thread(postgres.stop)


def broken_artists(name: str) -> Any:
    """Each kind of failure once, and one for good; every one of them repeats the name."""
    inner = ValueError(f"{name} is no number")
    outer = ExceptionGroup(f"{name} failed", [inner, KeyError(name)])
    outer.__cause__ = RuntimeError(f"because of {name}")
    outer.add_note(f"asked for {name}")
    return artists(
        write=[RuntimeError(f"{name} is too long"), outer],
        narrate=[TryAgain(f"{name} again", after=0.1)],
        activities=[Refused(f"{name} is refused")],
        paint__scene_1=[TimedOut(f"{name} took long")],
        paint__scene_2=[Misconfigured(f"no key for {name}")],
    )


async def broken(name: str) -> None:
    raise ValueError(f"{name} went wrong")


def break_routes(app: FastAPI, name: str) -> None:
    async def raises() -> None:
        await broken(name)

    async def breaks_off() -> StreamingResponse:
        async def pieces() -> AsyncIterator[bytes]:
            yield b"half an answer"
            await broken(name)

        return StreamingResponse(pieces())

    async def socket(websocket: WebSocket) -> None:
        await websocket.accept()
        await broken(name)

    app.add_api_route("/broken", raises, include_in_schema=False)
    app.add_api_route("/half", breaks_off, include_in_schema=False)
    app.add_api_websocket_route("/socket", socket)


async def break_a_job(studio: Studio, name: str) -> None:
    """A job that fails in the worker itself."""
    done = asyncio.Event()

    async def handle(_: dict[str, Any]) -> None:
        done.set()
        await broken(name)

    async def enqueue(connection: Connection) -> None:
        await queue.enqueue(connection, "broken", {}, key="broken")

    worker = Worker(studio.db, {"broken": Entrypoint(handle)})
    running = asyncio.create_task(worker.run())
    await worker.ready.wait()
    await studio.db.run(enqueue)
    await asyncio.wait_for(done.wait(), 30)
    worker.stop()
    await running


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1]), sys.argv[2], sys.argv[3]))
