"""The workbench of a book: followed while it is made, mended where it failed, kept when it is ready."""

from __future__ import annotations

import asyncio
import re
from dataclasses import replace
from pathlib import Path
from random import Random
from urllib.parse import urlsplit

import pytest
from playwright.async_api import Browser, Page, expect
from tests.browser.axe import violations
from tests.browser.conftest import PATIENCE, House, opened, visiting
from tests.browser.making import ask, enter
from tests.support.artists import InstantIllustrator, artists, instant_artists
from tests.support.line import line_to

from fablewright.books.steps import Artists
from fablewright.core.artist import Call, Reply
from fablewright.core.errors import Refused
from fablewright.db.embedded import Urls
from fablewright.illustrators.base import Picture, PictureRequest


class Waiting(InstantIllustrator):
    """Paints when it is told to."""

    def __init__(self) -> None:
        self.go = asyncio.Event()

    def paint(self, request: PictureRequest) -> Call[Picture]:
        call = super().paint(request)

        async def run() -> Reply[Picture]:
            await self.go.wait()
            return await call.run()

        return replace(call, run=run)


@pytest.fixture
def painter() -> Waiting:
    return Waiting()


@pytest.fixture
def crew(painter: Waiting) -> Artists:
    return replace(instant_artists(), illustrator=painter)


@pytest.fixture
async def book(visitor: Page) -> str:
    """The address of a book that has begun, of the visitor who looks at it."""
    await enter(visitor)
    return await _begin(visitor)


async def _begin(page: Page) -> str:
    made = await ask(page, "POST", "/api/v1/stories", {"spark": "a lamp on a hill"})
    await page.goto(f"/books/{made['id']}")
    return f"/books/{made['id']}"


async def _ready(page: Page) -> None:
    await page.locator("[data-overall=ready]").wait_for(timeout=2 * PATIENCE)


async def test_a_book_grows_before_your_eyes(visitor: Page, book: str, painter: Waiting) -> None:
    cover = visitor.get_by_role("article", name="Cover")
    await expect(cover.get_by_text("Colours: dusk")).to_be_visible(timeout=PATIENCE)
    await expect(cover.get_by_text("Motif: a light that waits")).to_be_visible()
    await expect(cover.get_by_text("in work")).to_be_visible()
    await expect(cover.get_by_role("progressbar")).to_have_attribute("value", "33")
    await expect(visitor.get_by_text("Look again, said the lamp").first).to_be_visible()
    await expect(visitor.get_by_text("to go")).to_be_visible()
    assert await violations(visitor) == []
    painter.go.set()
    await _ready(visitor)
    await expect(visitor.get_by_role("status").get_by_text("Your book is ready!")).to_be_visible()
    await expect(cover.get_by_role("img")).to_have_attribute("alt", re.compile("walks up a hill"))
    await expect(visitor.get_by_role("link", name="Read it")).to_have_attribute(
        "href", f"{book}/read"
    )
    for file in ("PDF to print at home", "PDF for a print shop", "EPUB", "Sound"):
        link = visitor.get_by_role("link", name=re.compile(f"^{file}.*[0-9] (kB|MB)$"))
        async with visitor.expect_download():
            await link.click()
    async with visitor.expect_download() as zipped:
        await visitor.get_by_role("button", name=re.compile("All pictures")).click()
    assert (await zipped.value).suggested_filename == "The Lamp on the Hill - pictures.zip"


async def test_what_was_ready_is_no_news(visitor: Page, book: str, painter: Waiting) -> None:
    painter.go.set()
    await _ready(visitor)
    await visitor.reload()
    await _ready(visitor)
    await expect(visitor.locator("[data-connected=true]")).to_be_attached()
    await expect(visitor.locator(".toast")).to_have_count(0)


async def test_a_book_goes_on_elsewhere_and_waits(
    visitor: Page, book: str, painter: Waiting
) -> None:
    await visitor.get_by_role("link", name="Cast").click()
    painter.go.set()
    await visitor.wait_for_timeout(1000)
    await visitor.go_back()
    await _ready(visitor)


async def test_a_line_that_broke_is_mended_quietly(
    browser: Browser, fresh_urls: Urls, tmp_path: Path, size: str, crew: Artists, painter: Waiting
) -> None:
    async with opened(fresh_urls, tmp_path, crew) as house:
        port = urlsplit(house.address).port or 0
        async with (
            line_to(port, Random(1)) as line,
            visiting(browser, House(house.studio, line.address), size) as page,
        ):
            await enter(page)
            await _begin(page)
            await expect(page.get_by_text("Colours: dusk").first).to_be_visible(timeout=PATIENCE)
            line.down = True
            line.cut()
            await expect(page.get_by_text("Reconnecting…")).to_be_visible()
            assert await violations(page) == []
            painter.go.set()
            line.down = False
            await expect(page.get_by_text("Reconnecting…")).to_be_hidden(timeout=PATIENCE)
            await _ready(page)
            await expect(page.locator("[data-asset][data-status=ready]")).to_have_count(10)


async def test_a_part_that_failed_is_tried_again(
    browser: Browser, fresh_urls: Urls, tmp_path: Path, size: str
) -> None:
    crew = artists(paint__scene_1=[Refused("Nobody may paint that.")])
    async with (
        opened(fresh_urls, tmp_path, crew) as house,
        visiting(browser, house, size) as page,
    ):
        await enter(page)
        await _begin(page)
        part = page.get_by_role("article", name="Picture 1")
        await expect(part.get_by_text("Nobody may paint that.")).to_be_visible(timeout=PATIENCE)
        await page.locator("[data-overall=partial]").wait_for(timeout=2 * PATIENCE)
        assert await violations(page) == []
        await part.get_by_role("button", name="Try again: Picture 1").dblclick()
        await _ready(page)
        await expect(part.get_by_role("img")).to_be_visible()


async def test_a_text_that_failed_is_told_once(
    browser: Browser, fresh_urls: Urls, tmp_path: Path, size: str
) -> None:
    async with (
        opened(fresh_urls, tmp_path, artists(write=[Refused("No words today.")])) as house,
        visiting(browser, house, size) as page,
    ):
        await enter(page)
        await _begin(page)
        await expect(page.get_by_text("This book could not be made")).to_be_visible()
        assert await violations(page) == []
        assert await page.locator(".toast").count() <= 1
        await page.get_by_role("button", name=re.compile("Try the missing parts")).click()
        await _ready(page)


async def test_whose_session_has_ended_is_told_how_to_go_on(visitor: Page, book: str) -> None:
    until = 9_999_999_999_999
    await visitor.evaluate(
        f'localStorage.setItem(\'fablewright.session\', \'{{"access": "x", "until": {until}}}\')'
    )
    await visitor.reload()
    await expect(visitor.get_by_role("link", name="Sign in")).to_be_visible()
    assert await violations(visitor) == []


async def test_a_book_that_is_not_there(visitor: Page) -> None:
    await enter(visitor, "/books/0190f7c2-a1b2-7c0e-8f6e-2d9c4b5a6f70")
    await expect(visitor.get_by_text("There is no such book.")).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_everybody_can_use_the_workbench(
    browser: Browser, house: House, size: str, painter: Waiting, scheme: str
) -> None:
    async with visiting(browser, house, size, color_scheme=scheme) as page:
        await enter(page)
        await _begin(page)
        await expect(page.get_by_text("Colours: dusk").first).to_be_visible(timeout=PATIENCE)
        assert await violations(page) == []
        painter.go.set()
        await _ready(page)
        assert await violations(page) == []
