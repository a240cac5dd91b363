"""The library, as people use it: shelves, search, links, and what is deleted."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import httpx2
import pytest
from playwright.async_api import Browser, Locator, Page, expect
from tests.browser.axe import violations
from tests.browser.conftest import House, opened, visiting
from tests.browser.households import member_of, signed_in, story_of
from tests.support.artists import Paced, instant_artists
from tests.support.people import UNLIMITED

from fablewright.books.steps import Artists
from fablewright.db.embedded import Urls


@pytest.fixture
async def house(fresh_urls: Urls, tmp_path: Path, crew: Artists | None) -> AsyncIterator[House]:
    """Room for many stories."""
    artists = crew or instant_artists()
    async with opened(fresh_urls, tmp_path, artists, quota_free=100, **UNLIMITED) as house:
        yield house


@pytest.fixture
async def mina(house: House) -> AsyncIterator[httpx2.AsyncClient]:
    async with member_of(house) as client:
        yield client


@pytest.fixture
async def page(mina: httpx2.AsyncClient, visitor: Page, house: House) -> Page:
    """Mina's window."""
    await signed_in(visitor, house)
    return visitor


async def press(page: Page, title: str, item: str) -> None:
    """An item of a story's menu."""
    await page.get_by_role("button", name=f"What to do with “{title}”").click()
    await page.get_by_role("button", name=item).click()


def titles(page: Page) -> Locator:
    return page.locator("li.card h3")


async def test_visitors_are_invited(visitor: Page) -> None:
    await visitor.goto("/library")
    await expect(visitor.get_by_role("heading", name="Your shelves are waiting")).to_be_visible()
    await expect(visitor.get_by_role("link", name="Make a picture book")).to_be_visible()
    assert await violations(visitor) == []
    await visitor.get_by_role("link", name="I have an account").click()
    await expect(visitor).to_have_url(re.compile("/account"))


async def test_finished_stories_are_opened_for_reading(
    page: Page, mina: httpx2.AsyncClient
) -> None:
    book = await story_of(mina, "The Lamp")
    short = await story_of(mina, "A Short One", generateAssets=False)
    await mina.patch(f"/api/v1/stories/{book}", json={"rating": 8})
    await page.goto("/library")
    links = page.locator("li.card a")
    await expect(links).to_have_count(2)
    assert [await links.nth(n).get_attribute("href") for n in range(2)] == [
        f"/books/{short}/read",
        f"/books/{book}/read",
    ]
    await expect(page.get_by_text("rated 8 of 10")).to_have_count(1)
    await expect(page.locator("li.card img")).to_have_count(1)  # the other's cover is drawn
    assert await violations(page) == []


async def test_a_search_stands_in_the_address(page: Page, mina: httpx2.AsyncClient) -> None:
    await story_of(mina, "Élodie at Sea", generateAssets=False)
    await story_of(mina, "A Lamp", generateAssets=False, story_type="space")
    await page.goto("/library")
    await expect(titles(page)).to_have_count(2)
    await page.get_by_role("searchbox").fill("elodie")
    await expect(titles(page)).to_have_text(["Élodie at Sea"])
    await expect(page).to_have_url(re.compile("q=elodie"))
    await page.reload()
    await expect(titles(page)).to_have_text(["Élodie at Sea"])
    await expect(page.get_by_role("searchbox")).to_have_value("elodie")
    await page.get_by_role("searchbox").fill("no such 🐙 \u202eword")
    await expect(page.get_by_role("alert").or_(page.get_by_text("Nothing found"))).to_be_visible()
    await page.goto("/library?q=nobody")
    await page.get_by_role("button", name="Show all stories").click()
    await expect(titles(page)).to_have_count(2)
    await page.get_by_text("Choose and sort").click()
    await page.get_by_label("Genre").select_option("space")
    await expect(titles(page)).to_have_text(["A Lamp"])
    await page.go_back()
    await expect(titles(page)).to_have_count(2)


async def test_a_page_at_a_time(page: Page, mina: httpx2.AsyncClient) -> None:
    for number in range(26):
        await mina.post(
            "/api/v1/stories",
            json={"title": f"Number {number:02}", "spark": "a lamp", "generateAssets": False},
        )
    await page.goto("/library?sort=title")
    await expect(titles(page)).to_have_count(24)
    await page.get_by_role("button", name="Show more").click()
    await expect(titles(page)).to_have_count(26)
    await expect(page.get_by_role("button", name="Show more")).to_have_count(0)


async def test_shelves_come_and_go_and_stories_move(page: Page, mina: httpx2.AsyncClient) -> None:
    await story_of(mina, "The Lamp", generateAssets=False)
    await page.goto("/library")
    await page.get_by_role("button", name="New shelf").click()
    dialog = page.get_by_role("dialog")
    await dialog.get_by_role("button", name="Make it").click()
    await expect(dialog.get_by_text("Please write a name")).to_be_visible()
    await dialog.get_by_label("Name of the shelf").fill("Rainy days")
    await dialog.get_by_role("button", name="Make it").click()
    await expect(page.get_by_role("heading", name="This shelf is empty")).to_be_visible()
    await page.get_by_role("link", name="All stories").click()
    await press(page, "The Lamp", "Put on another shelf")
    await page.get_by_role("radio", name="Rainy days").check()
    await page.get_by_role("button", name="Put it there").click()
    await expect(page.get_by_text("It stands on “Rainy days” now.")).to_be_visible()
    await page.get_by_role("link", name="Rainy days 1").click()
    await expect(titles(page)).to_have_text(["The Lamp"])
    await page.get_by_role("button", name="What to do with the shelf").click()
    await page.get_by_role("button", name="Rename the shelf").click()
    await page.get_by_label("Name of the shelf").fill("Sunny days")
    await page.get_by_role("button", name="Save").click()
    await page.get_by_role("button", name="What to do with the shelf “Sunny days”").click()
    await page.get_by_role("button", name="Delete the shelf").click()
    assert await violations(page) == []
    await page.get_by_role("dialog").get_by_role("button", name="Delete the shelf").click()
    await expect(page.get_by_role("link", name="Sunny days")).to_have_count(0)
    await expect(titles(page)).to_have_text(["The Lamp"])


async def test_a_link_is_told_once_and_leads_nowhere_once_withdrawn(
    page: Page, mina: httpx2.AsyncClient, house: House
) -> None:
    await story_of(mina, "The Lamp", generateAssets=False)
    await page.goto("/library")
    await press(page, "The Lamp", "Share by a link")
    dialog = page.get_by_role("dialog")
    await dialog.get_by_role("button", name="Make a private link").click()
    link = await dialog.get_by_label("The new link").input_value()
    await expect(dialog.get_by_text("told only now")).to_be_visible()
    assert await violations(page) == []
    shared = f"/api/shared/{link.rpartition('/')[2]}"
    async with httpx2.AsyncClient(base_url=house.address) as reader:
        assert (await reader.get(shared)).json()["data"]["title"] == "The Lamp"
        await page.keyboard.press("Escape")
        await press(page, "The Lamp", "Share by a link")
        await expect(dialog.get_by_text("opened once")).to_be_visible()
        await expect(dialog.get_by_label("The new link")).to_have_count(0)
        await dialog.get_by_role("button", name="Withdraw").click()
        await expect(dialog.get_by_role("button", name="Withdraw")).to_have_count(0)
        assert (await reader.get(shared)).status_code == 404


async def test_what_is_deleted_comes_back(page: Page, mina: httpx2.AsyncClient) -> None:
    await story_of(mina, "The Lamp", generateAssets=False)
    await story_of(mina, "The Boat", generateAssets=False)
    await page.goto("/library")
    await press(page, "The Lamp", "Delete")
    await expect(titles(page)).to_have_text(["The Boat"])
    await expect(page.get_by_role("heading", name="All stories")).to_be_focused()
    await page.get_by_role("button", name="Undo").click()
    await expect(titles(page)).to_have_count(2)
    await press(page, "The Lamp", "Delete")
    await expect(page.get_by_text("“The Lamp” is deleted.")).to_be_visible()
    await page.get_by_role("link", name="Recently deleted").click()
    await expect(titles(page)).to_have_text(["The Lamp"])
    assert await violations(page) == []
    await page.get_by_role("button", name="Bring back “The Lamp”").click()
    await expect(page.get_by_text("Nothing has been deleted")).to_be_visible()
    await page.get_by_role("link", name="Back to all stories").click()
    await expect(titles(page)).to_have_count(2)


async def test_a_story_gets_another_title(page: Page, mina: httpx2.AsyncClient) -> None:
    await story_of(mina, "The Lamp", generateAssets=False)
    await page.goto("/library")
    await press(page, "The Lamp", "Rename")
    await page.get_by_role("textbox", name="Title").fill("   ")
    await page.get_by_role("button", name="Save").click()
    await expect(page.get_by_role("textbox", name="Title")).to_be_focused()
    await page.get_by_role("textbox", name="Title").fill("Die Lampe 🏮")
    await page.get_by_role("button", name="Save").click()
    await expect(titles(page)).to_have_text(["Die Lampe 🏮"])


async def test_without_a_network_nothing_is_lost(page: Page, mina: httpx2.AsyncClient) -> None:
    await story_of(mina, "The Lamp", generateAssets=False)
    await page.goto("/library")
    await expect(titles(page)).to_have_count(1)
    await page.context.set_offline(True)
    await press(page, "The Lamp", "Delete")
    await expect(page.get_by_text("The studio cannot be reached").first).to_be_visible()
    await page.context.set_offline(False)
    await expect(titles(page)).to_have_text(["The Lamp"])
    await page.route("**/api/v1/stories?*", lambda route: route.abort())
    await page.get_by_role("searchbox").fill("lamp")
    await expect(page.get_by_role("alert").get_by_text("cannot be reached")).to_be_visible()
    await page.unroute("**/api/v1/stories?*")
    await page.get_by_role("button", name="Try again").click()
    await expect(titles(page)).to_have_text(["The Lamp"])


async def test_menus_by_keyboard(page: Page, mina: httpx2.AsyncClient) -> None:
    await story_of(mina, "The Lamp", generateAssets=False)
    await page.goto("/library")
    menu = page.get_by_role("button", name="What to do with “The Lamp”")
    await menu.focus()
    await page.keyboard.press("Enter")
    await page.keyboard.press("Tab")
    await expect(page.get_by_role("button", name="Share by a link")).to_be_focused()
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("dialog")).to_be_visible()
    await page.keyboard.press("Escape")
    await expect(menu).to_be_focused()


async def test_progress_is_seen_on_the_shelf(
    browser: Browser, fresh_urls: Urls, tmp_path: Path
) -> None:
    author = Paced()
    artists = replace(instant_artists(), author=author)
    async with (
        opened(fresh_urls, tmp_path, artists, **UNLIMITED) as house,
        member_of(house) as mina,
        visiting(browser, house, "phone") as page,
    ):
        await signed_in(page, house)
        body = {"title": "The Lamp", "character_ids": [], "themes": ["courage"]}
        story = (await mina.post("/api/v1/stories", json=body)).json()["data"]["id"]
        await page.goto("/library")
        card = page.locator("li.card a")
        await expect(card.get_by_text("Being made")).to_be_visible()
        await expect(card).to_have_attribute("href", f"/books/{story}")
        author.go.set()
        await expect(card).to_have_attribute("href", f"/books/{story}/read")
        await expect(card.locator("img")).to_be_visible()
