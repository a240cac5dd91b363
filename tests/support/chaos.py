"""Processes to be killed, and the log outside the database that says which calls were really made.

Run as `python -m tests.support.chaos worker DATA_DIR CALL_LOG [--kill POINT#N] [--delay SECONDS]`, or
with `api PORT …`. The process ends itself with SIGKILL when it reaches POINT for the N-th time.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from tests.support.artists import InstantAuthor, InstantIllustrator, InstantNarrator

from fablewright.books.steps import Artists
from fablewright.bootstrap import open_studio
from fablewright.core import points
from fablewright.core.artist import Call
from fablewright.core.logs import configure
from fablewright.settings import load

ROOT = Path(__file__).parents[2]
LEASE = timedelta(seconds=1.5)


class Logged:
    """An artist whose every call is noted before it begins and after it ends."""

    def __init__(self, artist: Any, log: Path, delay: float) -> None:
        self._artist, self._delay = artist, delay
        self._log = os.open(log, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o644)

    def __getattr__(self, name: str) -> Any:
        method = getattr(self._artist, name)
        if name in ("name", "close"):
            return method

        def ask(*arguments: Any) -> Call[Any]:
            call: Call[Any] = method(*arguments)

            async def run() -> Any:
                self._note("begin", key)
                await asyncio.sleep(self._delay)
                reply = await call.run()
                self._note("end", key)
                return reply

            key = _key(name, arguments)
            return replace(call, run=run)

        return ask

    def _note(self, what: str, key: str) -> None:
        os.write(self._log, f"{time.time():.4f}\t{os.getpid()}\t{what}\t{key}\n".encode())


def _key(method: str, arguments: tuple[Any, ...]) -> str:
    """Which step of which story: the spark names the story, and is its title too."""
    first = arguments[0]
    story = first.spark if hasattr(first, "spark") else first.title
    part = arguments[3] if method == "analyse" else getattr(first, "analysis", None)
    return f"{story}|{method}|{getattr(part, 'part', part) or ''}"


@dataclass(frozen=True)
class Entry:
    time: float
    process: int
    what: str
    key: str


def read_log(path: Path) -> list[Entry]:
    if not path.exists():
        return []
    lines = (line.split("\t") for line in path.read_text().splitlines())
    return [Entry(float(moment), int(pid), what, key) for moment, pid, what, key in lines]


def begins(path: Path) -> Counter[str]:
    return Counter(entry.key for entry in read_log(path) if entry.what == "begin")


@contextlib.contextmanager
def process(*arguments: object) -> Iterator[subprocess.Popen[str]]:
    """One of the processes below, ready; killed at the end if it still lives."""
    child = subprocess.Popen(
        [sys.executable, "-m", "tests.support.chaos", *map(str, arguments)],
        cwd=ROOT, stdout=subprocess.PIPE, text=True, env={**os.environ, "PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    try:
        assert child.stdout is not None
        child.stdout.readline()  # "ready", or nothing when it died before
        yield child
    finally:
        child.kill()
        child.wait()
        child.stdout.close()


def _kill_at(where: str) -> Callable[[str], None]:
    name, _, count = where.partition("#")
    left = int(count or 1)

    def reached(point: str) -> None:
        nonlocal left
        if point == name:
            left -= 1
            if left == 0:
                os.kill(os.getpid(), signal.SIGKILL)

    return reached


async def _main(arguments: argparse.Namespace) -> None:
    configure("error", as_json=True)
    settings = load(data_dir=arguments.data_dir)
    artists = Artists(
        *(Logged(artist, arguments.log, arguments.delay)
          for artist in (InstantAuthor(), InstantIllustrator(), InstantNarrator()))
    )  # type: ignore[arg-type]  # fmt: skip
    async with open_studio(settings) as studio:
        if arguments.role == "api":
            from fablewright.serving import serve

            await serve(studio, "127.0.0.1", arguments.port, browser=False)
            return
        async with studio.working(artists, lease=LEASE):
            print("ready", flush=True)
            await asyncio.Event().wait()


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("role", choices=("worker", "api"))
    parser.add_argument("data_dir", type=Path)
    parser.add_argument("log", type=Path)
    parser.add_argument("--kill", default="")
    parser.add_argument("--delay", type=float, default=0.0)
    parser.add_argument("--port", type=int, default=0)
    parsed = parser.parse_args()
    if parsed.kill:
        points.reached = _kill_at(parsed.kill)
    asyncio.run(_main(parsed))
