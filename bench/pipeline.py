"""The way of a book without its work: artists that return at once, a real server and database."""

from __future__ import annotations

import asyncio
import os
import statistics
import subprocess
import sys
import time
from pathlib import Path

import httpx2

from fablewright.bootstrap import Studio, open_studio
from fablewright.identity.model import User
from fablewright.settings import load
from fablewright.stories.brief import CreateStory
from fablewright.stories.model import Story

SINGLE_BOOKS = 10
BOOKS = 40
CREATES = 200
INSTANT = 100
ROOT = Path(__file__).parents[1]


async def measure(folder: Path) -> list[tuple[str, str, str]]:
    from tests.support.artists import instant_artists

    async with open_studio(load(data_dir=folder)) as studio:
        owner = await studio.identity.owner()
        async with studio.working(instant_artists()):
            singles: list[Story] = []
            for _ in range(SINGLE_BOOKS):
                singles.append(await _create(studio, owner))
                await _finished(studio, owner, singles[-1])
            rows = [await _dispatch(studio, owner, singles[1:])]
            began = time.perf_counter()
            stories = [await _create(studio, owner) for _ in range(BOOKS)]
            for story in stories:
                await _finished(studio, owner, story)
            seconds = time.perf_counter() - began
        rows.append(("books per minute, artists at once", f"{BOOKS * 60 / seconds:.0f}", ""))
        rows += await _over_http(studio)
    return rows


async def _create(studio: Studio, owner: User) -> Story:
    return await studio.books.create(owner, CreateStory(spark="a book of no work"))


async def _finished(studio: Studio, owner: User, story: Story) -> None:
    async for event in studio.events.follow(story.id, owner.id):
        if event.new["asset_generation_status"]["overall"] != "generating":
            return


async def _over_http(studio: Studio) -> list[tuple[str, str, str]]:
    """Requests one after the other to a server in its own process, whose author is the offline one."""
    server = await asyncio.to_thread(
        subprocess.Popen,
        [sys.executable, "-m", "fablewright.cli", "serve", "--port", "0",
         "--data-dir", str(studio.settings.data_dir)],
        stdout=subprocess.PIPE, text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT / "src"), "FABLEWRIGHT_RATE_GENERATE": "9999/second"},
    )  # fmt: skip
    try:
        assert server.stdout is not None
        address = (await asyncio.to_thread(server.stdout.readline)).split(" at ")[1].split()[0]
        headers = {"Authorization": f"Bearer {studio.identity.owner_token()}"}
        async with httpx2.AsyncClient(base_url=address, headers=headers) as client:
            return [*await _instant(client), await _creates(client)]
    finally:
        server.terminate()
        await asyncio.to_thread(server.wait)


async def _creates(client: httpx2.AsyncClient) -> tuple[str, str, str]:
    """POST /api/v1/stories."""
    times = []
    for number in range(CREATES + 10):
        began = time.perf_counter()
        answer = await client.post(
            "/api/v1/stories", json={"spark": f"create {number}", "generateAssets": False}
        )
        assert answer.status_code == 201, answer.text
        times.append(time.perf_counter() - began)
    return ("create over HTTP", percentiles(times[10:]), "")


async def _instant(client: httpx2.AsyncClient) -> list[tuple[str, str, str]]:
    """An instant story: until its first words are here, and until it is whole."""
    first, whole = [], []
    for number in range(INSTANT):
        wish = {"story_spark": f"a lighthouse with {number} doors", "reader_emotion": "wonder"}
        seen = {}
        began = time.perf_counter()
        async with client.stream(
            "POST", "/api/story-generator/generate", json=wish,
            headers={"Accept": "text/event-stream"},
        ) as answer:  # fmt: skip
            async for line in answer.aiter_lines():
                seen.setdefault(line, time.perf_counter() - began)
        assert "event: done" in seen, list(seen)
        first.append(seen["event: words"])
        whole.append(seen["event: done"])
    return [
        ("instant story: first words", percentiles(first), "< 300 ms"),
        ("instant story: first words of a server just begun", f"{first[0] * 1000:.1f} ms", ""),
        ("instant story: whole", percentiles(whole), ""),
    ]


async def _dispatch(studio: Studio, owner: User, stories: list[Story]) -> tuple[str, str, str]:
    """From the commit that made an asset's inputs complete to the moment when a worker has it."""
    async with studio.db.transaction(owner.id) as connection:
        rows = await connection.fetch(
            "SELECT extract(epoch FROM started_at - queued_at)::float AS wait"
            " FROM asset_generation_jobs WHERE status = 'ready' AND story_id = ANY($1)",
            [story.id for story in stories],
        )
    return ("dispatch, one book at a time", percentiles([row["wait"] for row in rows]), "")


def percentiles(seconds: list[float]) -> str:
    cuts = statistics.quantiles(seconds, n=20)
    return f"p50 {cuts[9] * 1000:.1f} ms, p95 {cuts[18] * 1000:.1f} ms (n={len(seconds)})"
