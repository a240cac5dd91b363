"""Thousands of events on a line that breaks again and again: nothing is missed, doubled or piled up."""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

import pytest
from playwright.async_api import Browser, CDPSession, Page, expect
from tests.browser.conftest import House, opened, visiting
from tests.browser.making import ask, enter
from tests.support.artists import instant_artists
from tests.support.line import Line, line_to

from fablewright.db.embedded import Urls
from fablewright.db.pool import Connection
from fablewright.stories import repository as stories
from fablewright.stories.model import Story
from fablewright.stories.service import change

EVENTS = 2000
WARM = 300  # events after which the page has all that it needs
WORKING = ("generating", "retrying")
LONG = float(os.environ.get("FABLEWRIGHT_TEST_EVENTS_SECONDS", "0"))  # 600 for the long version
HEARD = """
  window.heard = { count: 0, last: 0, wrong: [] };
  const parse = JSON.parse;
  JSON.parse = (text, ...rest) => {
    const value = parse(text, ...rest);
    const number = value?.new?.asset_generation_status?.assets?.audio?.metadata?.number;
    if (value?.event === "UPDATE" && number) {
      if (number !== heard.last + 1) heard.wrong.push([heard.last, number]);
      heard.count += 1;
      heard.last = number;
    }
    return value;
  };
"""
STATE = """() => ({
  title: document.querySelector("h1").textContent,
  text: [...document.querySelectorAll(".story-beat p")].map((one) => one.textContent),
  parts: Object.fromEntries([...document.querySelectorAll("[data-asset]")].map((one) =>
    [one.dataset.asset, [one.dataset.status, one.querySelector("progress")?.value ?? null]])),
})"""


@pytest.mark.timeout(120 + 2 * LONG)
async def test_no_event_is_missed_doubled_or_piled_up(
    browser: Browser, fresh_urls: Urls, tmp_path: Path
) -> None:
    random = Random(20261120)
    async with opened(fresh_urls, tmp_path, instant_artists()) as house:
        port = urlsplit(house.address).port
        assert port
        async with line_to(port, random) as line:
            through = House(house.studio, line.address)
            async with visiting(browser, through, "desktop") as page:
                await page.add_init_script(HEARD)
                story_id = await _open_book(page)
                await _storm(page, house, line, story_id, random)


async def _open_book(page: Page) -> UUID:
    await enter(page, "/make")
    begun = await ask(page, "POST", "/api/v1/stories", {"spark": "a lamp on a hill"})
    await page.goto(f"/books/{begun['id']}")
    await page.locator("[data-overall=ready]").wait_for(timeout=30_000)
    return UUID(begun["id"])


async def _storm(page: Page, house: House, line: Line, story_id: UUID, random: Random) -> None:
    inspector = await page.context.new_cdp_session(page)
    me = await ask(page, "GET", "/api/auth/me")
    owner = UUID(me["id"].removeprefix("guest_"))
    told = _Teller(house, owner, story_id, random)
    await told.until(lambda: told.number >= WARM)
    await _caught_up(page, told)
    before = await _weight(inspector)
    cutting = asyncio.create_task(_cut(line, random))
    end = time.monotonic() + LONG
    await told.until(lambda: told.number >= EVENTS and time.monotonic() >= end)
    cutting.cancel()
    await _caught_up(page, told)
    after = await _weight(inspector)

    assert line.cuts >= 8
    heard = await page.evaluate("heard")
    assert heard == {"count": told.number, "last": told.number, "wrong": []}
    assert await page.evaluate(STATE) == await _state_at(page, story_id)
    grown = {name: after[name] - before[name] for name in after}
    assert grown["heap"] < 2_000_000, grown
    assert grown["nodes"] < 300, grown
    assert grown["listeners"] < 30, grown


async def _cut(line: Line, random: Random) -> None:
    while True:
        await asyncio.sleep(random.uniform(0.2, 1.5))
        line.cut()


async def _caught_up(page: Page, told: _Teller) -> None:
    book = page.locator(".book")
    await expect(book).to_have_attribute("data-event", str(told.event), timeout=40_000)
    await expect(page.locator("[data-connected=true]")).to_be_attached()


async def _weight(inspector: CDPSession) -> dict[str, int]:
    """Bytes and things that are left when all rubbish is gone."""
    for _ in range(3):
        await inspector.send("HeapProfiler.collectGarbage")
        await asyncio.sleep(0.2)
    heap = await inspector.send("Runtime.getHeapUsage")
    dom = await inspector.send("Memory.getDOMCounters")
    return {
        "heap": round(heap["usedSize"]),
        "nodes": dom["nodes"],
        "listeners": dom["jsEventListeners"],
    }


async def _state_at(page: Page, story_id: UUID) -> dict[str, Any]:
    """What the page must show, by what the studio says."""
    story = await ask(page, "GET", f"/api/v1/stories/{story_id}")
    parts = story["asset_generation_status"]["assets"]
    return {
        "title": story["title"],
        "text": [
            paragraph
            for beat in story["content"]["beats"]
            for paragraph in beat["text"].split("\n\n")
        ],
        "parts": {
            name: [one["status"], one["progress"] if one["status"] in WORKING else None]
            for name, one in parts.items()
        },
    }


class _Teller:
    """Changes a story over and over, as workers do: each change is an event of its own."""

    def __init__(self, house: House, owner: UUID, story_id: UUID, random: Random) -> None:
        self._db, self._owner, self._story_id = house.studio.db, owner, story_id
        self._random = random
        self.number = 0  # of our own events
        self.event = 0  # of the story

    async def until(self, enough: Callable[[], bool]) -> None:
        while not enough():
            count, seed = self._random.randrange(1, 13), self._random.random()

            async def work(connection: Connection, count: int = count, seed: float = seed) -> int:
                return await self._change(connection, count, Random(seed))

            self.event = await self._db.run(work, user_id=self._owner)
            self.number += count
            await asyncio.sleep(self._random.choice((0, 0, 0.01, 0.05)))

    async def _change(self, connection: Connection, count: int, random: Random) -> int:
        """Some events in one transaction. Returns the number of the last."""
        for number in range(self.number + 1, self.number + count + 1):
            story = await stories.get(connection, self._story_id, self._owner, lock=True)
            assert story
            await change(connection, story, _changes(story, number, random))
        return story.event_seq + 1


def _changes(story: Story, number: int, random: Random) -> dict[str, Any]:
    """A part is a little further; now and then there is another title, or another text."""
    parts = dict(story.asset_generation_status["assets"])
    name = random.choice(("cover", "scene_1", "scene_3", "activities", "pdf"))
    status = random.choice(("generating", "retrying", "pending"))
    parts[name] = {"status": status, "progress": random.randrange(100)}
    parts["audio"] = {
        "status": "generating", "progress": number % 100, "metadata": {"number": number},
    }  # fmt: skip
    columns: dict[str, Any] = {
        "asset_generation_status": {"overall": "generating", "assets": parts}
    }
    if random.random() < 0.05:
        columns["title"] = f"Title {number}"
    if random.random() < 0.05:
        beats = [{"text": f"Beat {place} of {number}.\n\nMore."} for place in range(4)]
        columns["content"] = {**story.content, "beats": beats}
    return columns
