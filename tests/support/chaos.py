"""Processes to be killed, and the log outside the database that says which calls were really made.

They are forked from a server process that has imported everything once, so that each begins at once.
"""

from __future__ import annotations

import asyncio
import contextlib
import multiprocessing
import os
import signal
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from multiprocessing.process import BaseProcess
from multiprocessing.reduction import DupFd
from pathlib import Path
from typing import Any
from uuid import UUID

from tests.support.artists import InstantAuthor, InstantIllustrator, InstantNarrator
from tests.support.troubled import buying

from fablewright.books import repository
from fablewright.books.recipe import RECIPE
from fablewright.books.steps import Artists
from fablewright.bootstrap import Studio, open_studio
from fablewright.core import points
from fablewright.core.artist import Call
from fablewright.core.logs import configure
from fablewright.db.pool import Connection
from fablewright.generations.model import Attempt
from fablewright.identity.model import User
from fablewright.settings import load

FORKS = multiprocessing.get_context("forkserver")
FORKS.set_forkserver_preload(
    [__name__, "fablewright.web.app", "fablewright.serving", "fablewright.authors.llm",
     "fablewright.illustrators.openai", "fablewright.narrators.elevenlabs"]
)  # fmt: skip
LEASE = timedelta(seconds=1.5)
PLACES = 500  # at a provider, so that nobody waits for one
RESCUE = 3.0  # seconds until a worker takes over what the API was writing


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
def process(role: str, data_dir: Path, log: Path, **options: Any) -> Iterator[Process]:
    """A `worker`, or with `port` the `api`, ready; killed at the end if it still lives.

    With `kill` ("POINT#N") it ends itself with SIGKILL when it reaches POINT for the N-th time; `delay`
    is how long each call of its artists takes, in seconds. With `providers`, the addresses of a
    simulator, its artists ask there with `key`. `lease` is how long it may give no sign of life.
    """
    said, out = os.pipe()
    with os.fdopen(said, "rb") as heard, os.fdopen(out, "wb") as mouth:
        child = FORKS.Process(target=_live, args=(DupFd(out), role, data_dir, log), kwargs=options)
        child.start()
        mouth.close()
        try:
            heard.readline()  # "ready", or nothing when it died before
            yield Process(child)
        finally:
            child.kill()
            child.join()


async def kill_database(studio: Studio) -> None:
    os.kill(await asyncio.to_thread(_postmaster_of, studio.settings.data_dir), signal.SIGKILL)


def _postmaster_of(data_dir: Path) -> int:
    """The process id of the database server below `data_dir`; waits while there is none."""
    for _ in range(200):
        try:
            pid = int((data_dir / "postgres/data/postmaster.pid").read_text().split()[0])
            os.kill(pid, 0)
        except (OSError, ValueError, IndexError):
            time.sleep(0.05)
        else:
            return pid
    raise AssertionError("the database did not come back")


async def check_book(studio: Studio, owner: User, story_id: UUID) -> dict[UUID, list[Attempt]]:
    """Complete, every file there, events without a gap, every step kept exactly once. The attempts by
    their steps, the oldest first."""
    story = await studio.stories.get(owner, story_id)
    assert story.asset_generation_status["overall"] == "ready"
    for asset, (name, _) in (await studio.books.files(owner, story_id)).files.items():
        assert await studio.files.exists(name), asset
    seen, after = [], 0
    while page := await studio.events.after(story_id, owner.id, after):
        seen += [event.seq for event in page]
        after = page[-1].seq
    assert seen == list(range(1, len(seen) + 1))
    by_step: dict[UUID, list[Attempt]] = {}
    for attempt in await studio.stories.attempts(owner, story_id):
        by_step.setdefault(attempt.generation_id, []).append(attempt)
    for step in by_step.values():
        assert [one.status for one in step].count("success") == 1, step
        assert step[-1].status == "success", "called again after its result was kept"

    async def jobs(connection: Connection) -> dict[str, str]:
        found = await repository.jobs_of(connection, story_id)
        return {name: job.status for name, job in found.items()}

    assert await studio.db.run(jobs, user_id=owner.id) == dict.fromkeys(RECIPE, "ready")
    return by_step


@dataclass(frozen=True)
class Process:
    _child: BaseProcess

    def wait(self, seconds: float) -> int | None:
        """The exit status: minus the number of the signal that killed it, None if it lives."""
        self._child.join(seconds)
        return self._child.exitcode

    def send_signal(self, number: int) -> None:
        assert self._child.pid
        os.kill(self._child.pid, number)

    def kill(self) -> None:
        self._child.kill()
        self._child.join()


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


def _live(
    mouth: Any,
    role: str,
    data_dir: Path,
    log: Path,
    kill: str = "",
    delay: float = 0.0,
    port: int = 0,
    providers: Mapping[str, str] | None = None,
    key: str = "",
    lease: timedelta = LEASE,
) -> None:
    os.dup2(mouth.detach(), 1)
    configure("error", as_json=True)
    if kill:
        points.reached = _kill_at(kill)
    artists = buying(providers, key) if providers else Artists(
        *(Logged(artist, log, delay)
          for artist in (InstantAuthor(), InstantIllustrator(), InstantNarrator()))
    )  # type: ignore[arg-type]  # fmt: skip
    asyncio.run(_work(role, data_dir, artists, port, lease))


async def _work(role: str, data_dir: Path, artists: Artists, port: int, lease: timedelta) -> None:
    async with open_studio(load(data_dir=data_dir, provider_limit=PLACES)) as studio:
        if role == "api":
            from tests.support.studio import writing

            from fablewright.serving import serve

            async with writing(studio, artists.author, rescue=RESCUE) as studio:
                await serve(studio, "127.0.0.1", port, browser=False)
            return
        async with studio.working(artists, lease=lease):
            print("ready", flush=True)
            await asyncio.Event().wait()
