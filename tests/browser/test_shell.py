"""The way into the page and between its rooms."""

from __future__ import annotations

import re

from playwright.async_api import Page, expect


async def test_every_room_is_a_press_away(visitor: Page) -> None:
    await visitor.goto("/")
    rooms = visitor.get_by_role("navigation", name="Rooms of the studio")
    for name in ("Make a book", "Library", "Cast", "Write", "Account", "Home"):
        await rooms.get_by_role("link", name=name).click()
        await expect(rooms.get_by_role("link", name=name)).to_have_attribute("aria-current", "page")


async def test_an_address_that_is_none_says_so(visitor: Page) -> None:
    answer = await visitor.goto("/nowhere")
    assert answer
    assert answer.status == 404


async def test_the_page_speaks_german(visitor: Page) -> None:
    await visitor.add_init_script("localStorage.setItem('fablewright.language', 'de')")
    await visitor.goto("/")
    await expect(visitor.locator("html")).to_have_attribute("lang", "de")
    rooms = visitor.get_by_role("navigation", name=re.compile("Räume"))
    await expect(rooms.get_by_role("link", name="Bibliothek")).to_be_visible()


async def test_a_room_that_does_not_come_says_so_and_the_others_open(visitor: Page) -> None:
    """As after the studio was renewed: the parts of the older page are gone."""
    await visitor.goto("/")
    await visitor.route("**/assets/Library-*.js", lambda route: route.abort())
    rooms = visitor.get_by_role("navigation", name="Rooms of the studio")
    await rooms.get_by_role("link", name="Library").click()
    alert = visitor.get_by_role("alert")
    await expect(alert).to_contain_text("did not open")
    await rooms.get_by_role("link", name="Cast").click()
    await expect(alert).to_have_count(0)
    await expect(visitor.get_by_role("heading", level=1)).to_be_visible()
    await rooms.get_by_role("link", name="Library").click()
    await visitor.unroute_all()
    await alert.get_by_role("button", name="Load the page again").click()
    await expect(visitor.get_by_role("heading", level=1, name="Library")).to_be_visible()
