"""Long-running processes: `up`, `serve` and `worker`."""

from __future__ import annotations

import asyncio
import contextlib
import signal
import sys
import webbrowser
from collections.abc import AsyncIterator

import uvicorn

from fablewright.bootstrap import Studio, open_studio
from fablewright.core.errors import BadSettings
from fablewright.settings import Settings
from fablewright.web.app import create_app

LOOPBACK = ("127.0.0.1", "localhost", "::1")


async def run_up(
    settings: Settings, host: str, port: int, *, browser: bool, extra_workers: int
) -> None:
    """Web, API, worker and database in one process, and more workers in processes of their own."""
    async with (
        open_studio(settings) as studio,
        studio.working(),
        _processes(settings, extra_workers),
    ):
        await _serve(studio, host, port, browser=browser)


async def run_server(settings: Settings, host: str, port: int) -> None:
    async with open_studio(settings) as studio:
        await _serve(studio, host, port, browser=False)


async def run_worker(settings: Settings) -> None:
    """Works until it is asked to stop (Ctrl-C or SIGTERM), then finishes what it has in hand."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        with contextlib.suppress(NotImplementedError):  # Windows: Ctrl-C raises KeyboardInterrupt
            loop.add_signal_handler(number, stop.set)
    async with open_studio(settings) as studio, studio.working():
        print("The worker is ready.", flush=True)
        await stop.wait()


class _Server(uvicorn.Server):
    """uvicorn, telling when it is ready and closing streams when it stops."""

    def __init__(self, config: uvicorn.Config, studio: Studio, browser: bool) -> None:
        super().__init__(config)
        self._studio, self._browser = studio, browser

    async def startup(self, sockets: list[object] | None = None) -> None:
        await super().startup(sockets)  # type: ignore[arg-type]
        if not self.started:
            return
        bound = self.servers[0].sockets[0].getsockname()
        address = f"http://{'localhost' if bound[0] in ('0.0.0.0', '::') else bound[0]}:{bound[1]}/"  # noqa: S104
        print(f"Fablewright is open at {address} — Ctrl-C closes it.", flush=True)
        if self._browser and sys.stdout.isatty():
            await asyncio.to_thread(webbrowser.open, address)


async def _serve(studio: Studio, host: str, port: int, *, browser: bool) -> None:
    config = uvicorn.Config(
        create_app(studio),
        host=host,
        port=port,
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=5,
        ws_max_size=64 * 1024,
    )
    server = _Server(config, studio, browser)
    try:
        await server.serve()
    except SystemExit:
        raise BadSettings(
            f"Port {port} of {host} is in use by another program: choose another with --port."
        ) from None


@contextlib.asynccontextmanager
async def _processes(settings: Settings, count: int) -> AsyncIterator[None]:
    """`count` more workers, which end with this process."""
    command = [
        sys.executable,
        "-m",
        "fablewright.cli",
        "worker",
        "--data-dir",
        str(settings.data_dir),
    ]
    children = [await asyncio.create_subprocess_exec(*command) for _ in range(count)]
    try:
        yield
    finally:
        for child in children:
            with contextlib.suppress(ProcessLookupError):
                child.terminate()
        for child in children:
            try:
                await asyncio.wait_for(child.wait(), 20)
            except TimeoutError:
                child.kill()
