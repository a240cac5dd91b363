"""Long-running processes: `up`, `serve` and `worker`."""

from __future__ import annotations

import asyncio
import contextlib
import signal
import sys
import webbrowser
from collections.abc import AsyncIterator
from urllib.parse import urlsplit

from fablewright.bootstrap import Studio, open_studio
from fablewright.core.errors import BadSettings
from fablewright.settings import Settings
from fablewright.simulating import WORDS
from fablewright.web.api.auth import is_loopback
from fablewright.web.app import create_app
from fablewright.web.server import StudioServer


async def run_up(
    settings: Settings, host: str, port: int, *, browser: bool, extra_workers: int
) -> None:
    """Web, API, worker and database in one process, and more workers in processes of their own."""
    async with (
        open_studio(settings) as studio,
        studio.working(),
        studio.readiness.watched(),
        _processes(settings, extra_workers),
    ):
        await serve(studio, host, port, browser=browser, home=at_home(settings, host))


async def run_server(settings: Settings, host: str, port: int) -> None:
    async with open_studio(settings) as studio, studio.readiness.watched():
        await serve(studio, host, port, browser=False)


async def run_worker(settings: Settings) -> None:
    """Works until it is asked to stop (Ctrl-C or SIGTERM), then finishes what it has in hand."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        with contextlib.suppress(NotImplementedError):  # Windows: Ctrl-C raises KeyboardInterrupt
            loop.add_signal_handler(number, stop.set)
    async with open_studio(settings) as studio, studio.working(), studio.readiness.watched():
        print("The worker is ready.", flush=True)
        saying = asyncio.create_task(_say_troubles(studio), name="troubles")
        await stop.wait()
        saying.cancel()


def at_home(settings: Settings, host: str) -> bool:
    """Whether the owner is let in without being asked: only this machine can reach the studio."""
    return is_loopback(host) and not settings.public_url and not settings.trusted_proxies


async def serve(studio: Studio, host: str, port: int, *, browser: bool, home: bool = False) -> None:
    """Until Ctrl-C or SIGTERM. Says where it is open once it is. Raises `BadSettings` for a taken port."""
    settings = studio.settings
    studio.instant.prepare()
    app = create_app(studio, origins=settings.origins, home=home)
    server = StudioServer(app, host=host, port=port, proxies=settings.trusted_proxies)
    words = asyncio.create_task(_greet(server, studio, home=home, browser=browser))
    try:
        await server.serve()
    except SystemExit:
        raise BadSettings(
            f"Port {port} of {host} is in use by another program: choose another with --port."
        ) from None
    finally:
        words.cancel()


def greeting(address: str, settings: Settings, *, home: bool) -> str:
    """What is said once the server listens at `address`: where it is open, and who gets in how."""
    lines = [f"Fablewright is open at {_own(address)}/ — Ctrl-C closes it."]
    if home:
        lines.append("You are signed in by yourself, as the owner: only this computer reaches it.")
    else:
        lines.append(
            "Nobody is the owner without asking: “fablewright user add” makes accounts,"
            " “fablewright token” prints the owner's access token."
        )
    if settings.simulated:
        lines.append(f"{WORDS} Books made here are kept in {settings.data_dir}.")
    exposed = not is_loopback(urlsplit(address).hostname)
    if exposed and not settings.public_url.startswith("https:") and not settings.trusted_proxies:
        lines.append(
            "Other computers reach it without https: passwords and stories can be read on the way."
        )
    return "\n".join(lines)


def _own(address: str) -> str:
    """Where a browser of this machine finds a server that listens everywhere."""
    return address.replace("//0.0.0.0:", "//127.0.0.1:").replace("//[::]:", "//[::1]:")


async def _greet(server: StudioServer, studio: Studio, *, home: bool, browser: bool) -> None:
    await server.ready.wait()
    print(greeting(server.address, studio.settings, home=home), flush=True)
    if browser and sys.stdout.isatty():
        await asyncio.to_thread(webbrowser.open, f"{_own(server.address)}/")
    await _say_troubles(studio)


async def _say_troubles(studio: Studio) -> None:
    """Which of the artists that the settings name cannot work, as soon as they have been asked."""
    for one in await studio.readiness.known():
        if one.problem:
            print(one.sentence, flush=True)


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
