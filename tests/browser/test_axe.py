"""Every room as it opens: for those who cannot see it, who need large letters, who hold a small phone."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Browser, Page, expect
from tests.browser.axe import violations
from tests.browser.books import a_book, book_of
from tests.browser.conftest import House, opened, visiting
from tests.support.artists import instant_artists

from fablewright.books.steps import Artists
from fablewright.db.embedded import Urls
from fablewright.web.page import ROOMS

SHIFTS = """
    window.shifts = [];
    new PerformanceObserver((list) => {
      for (const shift of list.getEntries()) {
        if (!shift.hadRecentInput) {
          const moved = shift.sources.map(({ node }) => node?.className || node?.nodeName || "?");
          window.shifts.push(`${shift.value.toFixed(3)}: ${moved.join(" ")}`);
        }
      }
    }).observe({ type: "layout-shift", buffered: true });
"""
# Text that somebody would have to scroll sideways for, or that is cut off. What is kept for screen readers
# stands outside on purpose.
CUT_OFF = """
    [...document.body.querySelectorAll("*")].filter((one) => {
      const text = [...one.childNodes].some((node) => node.nodeType === 3 && node.data.trim());
      const shown = one.checkVisibility({ checkOpacity: true, checkVisibilityCSS: true });
      if (!text || !shown || one.closest(".hidden, .skip, svg")) return false;
      const { left, right, width } = one.getBoundingClientRect();
      if (width === 0) return false;
      const style = getComputedStyle(one);
      const cut = style.overflowX !== "visible" && one.scrollWidth > one.clientWidth + 1;
      const scrolls = style.overflowX === "auto" || style.overflowX === "scroll";
      return left < -1 || right > innerWidth + 1 || (cut && !scrolls && one.tagName !== "OPTION");
    }).map((one) => `${one.tagName} ${one.className}: ${one.textContent.slice(0, 40)}`)
      .concat(document.documentElement.scrollWidth > innerWidth ? ["the whole page scrolls sideways"] : [])
"""


@pytest.fixture
def crew() -> Artists:
    return instant_artists()


@pytest.fixture(params=["guest", "owner"])
async def house(
    request: pytest.FixtureRequest, fresh_urls: Urls, tmp_path: Path, crew: Artists
) -> AsyncIterator[House]:
    async with opened(fresh_urls, tmp_path, crew, home=request.param == "owner") as house:
        yield house


async def walk(page: Page) -> AsyncIterator[str]:
    """Into every room, each filled with what there is to see; answers its address."""
    home = await page.request.post("/api/auth/home")
    if home.ok:
        book = await book_of(page, (await home.json())["access_token"])
    else:
        book = await a_book(page)
    for room in ROOMS:
        address = room.replace("/books/{id}", f"/books/{book.id}")
        if re.search(r"\{", address):
            address = re.sub(r"\{\w+\}", "01234567-89ab-7def-8123-456789abcdef", address)
        await page.goto(address)
        await expect(page.locator("h1, h2").first).to_be_attached()
        await expect(page.locator(".notice-lamp")).to_have_count(0)
        await page.wait_for_load_state("load")
        await page.evaluate("document.fonts.ready")
        yield address


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_every_room(browser: Browser, house: House, size: str, scheme: Any) -> None:
    async with visiting(browser, house, size, color_scheme=scheme) as page:
        await page.add_init_script(SHIFTS)
        found = {}
        async for address in walk(page):
            wrong = await violations(page)
            found[address] = wrong + await page.evaluate("window.shifts")
        assert not {address: wrong for address, wrong in found.items() if wrong}


@pytest.mark.parametrize("width", [320, 1280])
async def test_no_text_is_cut_off(browser: Browser, house: House, width: int) -> None:
    """At 320 px, which is 1280 enlarged four times (WCAG 1.4.10), and with letters twice as large (1.4.4)."""
    async with visiting(
        browser, house, "desktop", viewport={"width": width, "height": 800}
    ) as page:
        found = {}
        async for address in walk(page):
            if width == 1280:
                await page.evaluate("document.documentElement.style.fontSize = '200%'")
            found[address] = await page.evaluate(CUT_OFF)
        assert not {address: wrong for address, wrong in found.items() if wrong}
