"""Ctrl-C and SIGTERM: everything that was started ends in order, and nobody complains."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import subprocess
import sys
from pathlib import Path

import httpx2
import psutil
import pytest
from tests.support.postgres import reachable_folder

from fablewright.bootstrap import open_studio
from fablewright.settings import load

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")


def start(*arguments: str) -> subprocess.Popen[str]:
    """In a process group of its own, as a terminal has for each command."""
    return subprocess.Popen(
        [sys.executable, "-m", "fablewright.cli", *arguments],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True,
    )  # fmt: skip


def last_words_of_the_database(data_dir: Path) -> str:
    return (data_dir / "postgres/postgres.log").read_text().splitlines()[-1]


async def test_ctrl_c_while_a_book_is_made() -> None:
    with reachable_folder() as folder:
        data = folder / "data"
        book = start("book", "a fox", "--json", "--data-dir", str(data), "--out", str(folder / "b"))
        try:
            started = await asyncio.to_thread(children_at_work, book)
            os.killpg(book.pid, signal.SIGINT)  # the terminal sends it to all of them
            _, complaints = await asyncio.to_thread(book.communicate, None, 60)
        finally:
            book.kill()
        assert (book.returncode, complaints) == (130, "")
        psutil.wait_procs(started, timeout=10)
        assert [one for one in started if one.is_running()] == []
        assert last_words_of_the_database(data).endswith("database system is shut down")
        async with open_studio(load(data_dir=data)) as studio:
            owner = await studio.identity.owner()
            assert await studio.stories.page(owner, None, 10) == ([], None)  # nobody waits for it
            assert await studio.books.queue_depth() == {"queued": 0, "generating": 0}


def children_at_work(book: subprocess.Popen[str]) -> list[psutil.Process]:
    """All that runs below `book`, once somebody paints."""
    assert book.stdout
    for line in book.stdout:
        started = psutil.Process(book.pid).children(recursive=True)
        with contextlib.suppress(psutil.NoSuchProcess):  # one of the database's, gone meanwhile
            if any("illustrators" in " ".join(one.cmdline()) for one in started):
                return started
        assert "DONE" not in line
    raise AssertionError("it ended before anybody painted")


async def test_sigterm_ends_the_studio_in_order() -> None:
    with reachable_folder() as folder:
        studio = start("up", "--no-browser", "--port", "0", "--data-dir", str(folder))
        try:
            assert studio.stdout
            address = (await asyncio.to_thread(studio.stdout.readline)).split()[4].rstrip("/")
            token = (folder / "owner.token").read_text()
            headers = {"Authorization": f"Bearer {token}"}
            async with httpx2.AsyncClient(base_url=address, headers=headers) as client:
                made = await client.post("/api/v1/stories", json={"spark": "a fox"})
                story = made.json()["data"]["id"]
                async with client.stream("GET", f"/api/v1/stories/{story}/events") as events:
                    lines = events.aiter_lines()
                    await anext(lines)
                    studio.send_signal(signal.SIGTERM)
                    async for _ in lines:  # the stream ends by itself
                        pass
            _, complaints = await asyncio.to_thread(studio.communicate, None, 60)
        finally:
            studio.kill()
        assert (studio.returncode, complaints) == (0, "")
        assert last_words_of_the_database(folder).endswith("database system is shut down")
