"""A wish for a book: little is asked, and whatever stands in the way is said with a way on."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Browser, Locator, Page, expect
from tests.browser.axe import violations
from tests.browser.conftest import House, opened, visiting
from tests.browser.making import ask, enter
from tests.support.artists import instant_artists

from fablewright.books.steps import Artists
from fablewright.db.embedded import Urls

STORIES = "/api/v1/stories"
PAID: dict[str, Any] = {
    "illustrator": "openai", "illustrator_model": "gpt-image-1", "illustrator_price": "0.2",
    "openai_api_key": "sk-0123456789abcdefghij", "openai_base_url": "http://127.0.0.1:9/v1",
    "offline_fallback": False,
}  # fmt: skip


@pytest.fixture
def crew() -> Artists:
    return instant_artists()


def _spark(page: Page) -> Locator:
    return page.get_by_label("What is it about?")


def _go(page: Page) -> Locator:
    return page.get_by_role("button", name="Make the book")


async def test_an_idea_and_one_press_are_enough(visitor: Page) -> None:
    await visitor.goto("/make")
    await _spark(visitor).fill("a shy octopus")
    await expect(visitor.get_by_text("Free, about")).to_be_visible()
    await _go(visitor).dblclick()
    await visitor.wait_for_url(re.compile("/books/"))
    assert len((await ask(visitor, "GET", STORIES))["stories"]) == 1


async def test_without_an_idea_there_is_help(visitor: Page) -> None:
    await visitor.goto("/make")
    await _go(visitor).click()
    await expect(_spark(visitor)).to_be_focused()
    await expect(_spark(visitor)).to_have_accessible_description(re.compile("Write a few words"))
    assert await violations(visitor) == []
    await visitor.get_by_role("button", name="Surprise me").click()
    await expect(_spark(visitor)).to_have_value(re.compile(r"\w+ \w+"))
    await expect(_spark(visitor)).not_to_have_attribute("aria-invalid", "true")


async def test_everything_can_be_chosen(visitor: Page) -> None:
    await visitor.goto("/make")
    await _spark(visitor).fill("a kite")
    await visitor.get_by_role("button", name="Add somebody").click()
    dialog = visitor.get_by_role("dialog")
    await dialog.get_by_label("Name", exact=True).fill("Ada")
    await dialog.get_by_role("button", name="Save").click()
    await expect(visitor.get_by_role("checkbox", name="Ada")).to_be_checked()
    await visitor.locator("summary", has_text="More choices").click()
    await visitor.get_by_label("How long is it").select_option("5")
    await visitor.get_by_label("What kind of story?").select_option("mystery")
    await visitor.get_by_role("checkbox", name="Patience").check()
    await visitor.get_by_label("Title").fill("Ada and the Kite")
    assert await violations(visitor) == []
    await visitor.get_by_label("Voice").fill("nobody")
    await _go(visitor).click()
    voice = visitor.get_by_label("Voice")
    await expect(voice).to_have_accessible_description(re.compile("no voice “nobody”"))
    await expect(_spark(visitor)).to_have_value("a kite")
    await voice.fill("")
    await _go(visitor).click()
    await visitor.wait_for_url(re.compile("/books/"))
    [found] = (await ask(visitor, "GET", STORIES))["stories"]
    story = await ask(visitor, "GET", f"{STORIES}/{found['id']}")
    assert story["story_length"] == 5
    assert story["moral"].startswith("Some things come only")


async def test_a_story_becomes_the_idea(visitor: Page) -> None:
    await enter(visitor)
    wish = {"spark": "a lamp", "generateAssets": False}
    made = await ask(visitor, "POST", STORIES, wish)
    await visitor.goto(f"/books/{made['id']}")
    await visitor.get_by_role("link", name="Make a picture book of it").click()
    await expect(_spark(visitor)).to_have_value(re.compile("Look again, said the lamp"))
    await expect(visitor.get_by_text("The idea is your story")).to_be_visible()


async def test_what_is_typed_survives_a_lost_network_and_another_room(visitor: Page) -> None:
    await enter(visitor, "/make")
    await _spark(visitor).fill("a kite")
    await visitor.route(f"**{STORIES}", lambda route: route.abort())
    await _go(visitor).click()
    trouble = visitor.get_by_role("alert")
    await expect(trouble).to_contain_text("cannot be reached")
    await visitor.get_by_role("link", name="Cast").click()
    await visitor.get_by_role("link", name="Make a book").click()
    await expect(_spark(visitor)).to_have_value("a kite")
    await visitor.unroute(f"**{STORIES}")
    await _go(visitor).click()
    await visitor.wait_for_url(re.compile("/books/"))


async def test_limits_are_said_before_and_when_they_are_met(
    browser: Browser, fresh_urls: Urls, tmp_path: Path, size: str
) -> None:
    limits = {"quota_free": 1, "rate_generate": "1/minute"}
    async with (
        opened(fresh_urls, tmp_path, instant_artists(), **limits) as house,
        visiting(browser, house, size) as page,
    ):
        await enter(page, "/make")
        await expect(page.get_by_text("You can make one more book")).to_be_visible()
        await ask(page, "POST", STORIES, {"spark": "a lamp"})
        await _spark(page).fill("a kite")
        await _go(page).click()
        await expect(page.get_by_role("alert")).to_contain_text("at once")
        await expect(page.get_by_role("alert").get_by_role("button")).to_have_text(
            re.compile("In .* seconds")
        )
        assert await violations(page) == []
        await page.reload()
        await expect(page.get_by_text("You have made all the books")).to_be_visible()
        await expect(page.get_by_role("link", name="See your account")).to_be_visible()


async def test_the_last_place_may_be_gone_meanwhile(
    browser: Browser, fresh_urls: Urls, tmp_path: Path, size: str
) -> None:
    async with (
        opened(fresh_urls, tmp_path, instant_artists(), quota_free=1) as house,
        visiting(browser, house, size) as page,
    ):
        await enter(page, "/make")
        await ask(page, "POST", STORIES, {"spark": "a lamp"})
        await _spark(page).fill("a kite")
        await _go(page).click()
        alert = page.get_by_role("alert")
        await expect(alert).to_contain_text("all the books")
        await expect(alert.get_by_role("link", name="See your account")).to_be_visible()
        await expect(_spark(page)).to_have_value("a kite")


async def test_a_budget_is_said_before_and_offers_less(
    browser: Browser, fresh_urls: Urls, tmp_path: Path, size: str
) -> None:
    async with (
        opened(fresh_urls, tmp_path, instant_artists(), **PAID, budget_book="0.5") as house,
        visiting(browser, house, size) as page,
    ):
        await page.goto("/make")
        await _spark(page).fill("a kite")
        await expect(page.get_by_text("Up to $")).to_be_visible()
        await expect(page.get_by_text("more than the budget of this studio")).to_be_visible()
        await _go(page).click()
        alert = page.get_by_role("alert")
        await expect(alert).to_contain_text("Nothing was begun")
        assert await violations(page) == []
        await alert.get_by_role("button", name="Make it a minute shorter").click()
        await expect(page.locator("[name=minutes]")).to_have_value("2")


async def test_a_studio_that_cannot_work_says_so(
    browser: Browser, fresh_urls: Urls, tmp_path: Path, size: str
) -> None:
    unpriced = {"illustrator_price": None, "illustrator_model": "nobody-knows", "budget_day": "9"}
    settings = {**PAID, **unpriced}
    async with (
        opened(fresh_urls, tmp_path, instant_artists(), **settings) as house,
        visiting(browser, house, size) as page,
    ):
        await page.goto("/make")
        await _spark(page).fill("a kite")
        await _go(page).click()
        alert = page.get_by_role("alert")
        await expect(alert).to_contain_text("Whoever runs the studio has to set the price")
        await expect(alert.get_by_role("button", name="Try again")).to_be_enabled()
        await expect(_spark(page)).to_have_value("a kite")


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_everybody_can_wish(browser: Browser, house: House, size: str, scheme: str) -> None:
    async with visiting(browser, house, size, color_scheme=scheme) as page:
        await enter(page)
        await ask(page, "POST", "/api/v1/characters", {"name": "Ada"})
        await page.goto("/make")
        await page.get_by_role("checkbox", name="Ada").check()
        await page.locator("summary", has_text="More choices").click()
        assert await violations(page) == []
