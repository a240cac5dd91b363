"""Children, heroes and companions: described, looked at, changed, and taken away again."""

from __future__ import annotations

import re

import pytest
from playwright.async_api import Browser, FilePayload, Locator, Page, expect
from tests.browser.axe import violations
from tests.browser.conftest import House, visiting
from tests.browser.making import ask, enter
from tests.support.artists import instant_artists
from tests.support.pictures import jpeg, saved, scene

from fablewright.books.steps import Artists

CAST = "/api/v1/characters"
AMARA = {"name": "Amara", "age": 6, "traits": ["wheelchair", "glasses"]}


@pytest.fixture
def crew() -> Artists:
    return instant_artists()


def _dialog(page: Page) -> Locator:
    return page.get_by_role("dialog")


async def _open(page: Page) -> Locator:
    await page.goto("/cast")
    await page.get_by_role("button", name="Add somebody").click()
    dialog = _dialog(page)
    await expect(dialog.get_by_role("img")).to_be_visible()
    return dialog


async def _save(page: Page) -> None:
    await _dialog(page).get_by_role("button", name="Save").click()
    await expect(_dialog(page)).to_be_hidden()


async def test_somebody_is_described_and_seen_at_once(visitor: Page) -> None:
    dialog = await _open(visitor)
    figure = dialog.get_by_role("img")
    await dialog.get_by_label("Name", exact=True).fill("Amara 🦊")
    await dialog.get_by_label("Age", exact=True).fill("6")
    await dialog.locator("summary", has_text="Hair").click()
    await dialog.get_by_label("curly hair").check()
    await expect(figure).to_have_attribute("alt", re.compile("Amara 🦊, 6 years old, curly hair"))
    await expect(figure).to_have_attribute("src", re.compile("^blob:"))
    seen = await figure.get_attribute("src")
    await dialog.locator("summary", has_text="Dress and faith").click()
    await dialog.get_by_label("wears a hijab").check()
    await expect(dialog.get_by_label("curly hair")).not_to_be_checked()
    await expect(dialog.get_by_role("status").last).to_contain_text("took the place of")
    await expect(figure).not_to_have_attribute("src", seen or "")
    assert await violations(visitor) == []
    await _save(visitor)
    await expect(visitor.get_by_role("heading", name="Amara 🦊")).to_be_visible()
    [made] = (await ask(visitor, "GET", CAST))["characters"]
    assert (made["name"], made["age"], made["traits"]) == ("Amara 🦊", 6, ["hijab"])


async def test_what_is_wrong_stands_beside_it_and_nothing_is_lost(visitor: Page) -> None:
    dialog = await _open(visitor)
    await dialog.get_by_label("Age", exact=True).fill("seven")
    await dialog.get_by_label("What they look like").fill("x" * 301)
    await dialog.get_by_role("button", name="Save").click()
    for field, sentence in (
        ("name", "write a name"),
        ("age", "whole number"),
        ("appearance", "300"),
    ):
        described = dialog.locator(f"[name={field}]")
        await expect(described).to_have_attribute("aria-invalid", "true")
        await expect(described).to_have_accessible_description(re.compile(sentence))
    await expect(dialog.get_by_label("Name", exact=True)).to_be_focused()
    assert await violations(visitor) == []
    await visitor.keyboard.press("Escape")
    await visitor.get_by_role("button", name="Add somebody").click()
    await expect(dialog.get_by_label("Age", exact=True)).to_have_value("seven")


async def test_a_lost_network_makes_nobody_twice(visitor: Page) -> None:
    dialog = await _open(visitor)
    await dialog.get_by_label("Name", exact=True).fill("Tom")
    await visitor.route(f"**{CAST}", lambda route: route.abort())
    await dialog.get_by_role("button", name="Save").click()
    await expect(dialog.get_by_role("alert").last).to_contain_text("cannot be reached")
    await visitor.unroute(f"**{CAST}")
    await dialog.get_by_role("button", name="Save").dblclick()
    await expect(dialog).to_be_hidden()
    assert len((await ask(visitor, "GET", CAST))["characters"]) == 1


async def test_pictures_come_and_go(visitor: Page) -> None:
    sent: list[str] = []
    visitor.on("request", lambda one: sent.append(one.url) if "pictures" in one.url else None)
    dialog = await _open(visitor)
    await dialog.get_by_label("Name", exact=True).fill("Tom")
    chooser = dialog.locator("input[type=file]")
    lies = FilePayload(name="lies.png", mimeType="image/png", buffer=b"GIF89a and more")
    huge = FilePayload(name="huge.jpg", mimeType="image/jpeg", buffer=jpeg() + bytes(10 << 20))
    good = FilePayload(name="tom.png", mimeType="image/png", buffer=saved(scene(), "PNG"))
    await chooser.set_input_files([lies, huge, good])
    await expect(dialog.get_by_text("“lies.png” is no PNG")).to_be_visible()
    await expect(dialog.get_by_text("“huge.jpg” is larger than 10 MB")).to_be_visible()
    await expect(dialog.get_by_alt_text("tom.png")).to_be_visible()
    assert not sent
    await _save(visitor)
    card = visitor.get_by_role("article")
    await expect(card.get_by_role("img")).to_have_attribute("src", re.compile("/files/.*webp"))
    await card.get_by_role("button", name="Edit Tom").click()
    await dialog.get_by_role("button", name="Remove Picture 1").click()
    await _save(visitor)
    await expect(card.get_by_role("img")).to_have_attribute("src", re.compile("^blob:"))
    [tom] = (await ask(visitor, "GET", CAST))["characters"]
    assert tom["pictures"] == []


async def test_a_picture_that_is_refused_keeps_the_rest(visitor: Page) -> None:
    dialog = await _open(visitor)
    await dialog.get_by_label("Name", exact=True).fill("Tom")
    broken = FilePayload(name="broken.png", mimeType="image/png", buffer=saved(scene(), "PNG")[:99])
    await dialog.locator("input[type=file]").set_input_files([broken])
    await dialog.get_by_role("button", name="Save").click()
    await expect(dialog.get_by_role("alert").last).to_contain_text("damaged")
    await dialog.get_by_role("button", name="Remove broken.png").click()
    await _save(visitor)
    assert len((await ask(visitor, "GET", CAST))["characters"]) == 1


async def test_whoever_is_deleted_can_be_brought_back(visitor: Page) -> None:
    await enter(visitor)
    made = await ask(visitor, "POST", CAST, AMARA)
    await visitor.goto("/cast")
    heading = visitor.get_by_role("heading", name="Amara")
    await visitor.get_by_role("button", name="Delete Amara").click()
    await expect(heading).to_be_hidden()
    await visitor.get_by_role("button", name="Undo").click()
    await expect(heading).to_be_visible()
    [there] = (await ask(visitor, "GET", CAST))["characters"]
    assert there == made
    await visitor.get_by_role("button", name="Delete Amara").click()
    async with visitor.expect_response(lambda one: one.request.method == "DELETE"):
        await visitor.get_by_role("status").get_by_role("button", name="Close").click()
    assert (await ask(visitor, "GET", CAST))["characters"] == []


async def test_who_leaves_the_window_has_deleted(visitor: Page) -> None:
    await enter(visitor)
    await ask(visitor, "POST", CAST, AMARA)
    await visitor.goto("/cast")
    await visitor.get_by_role("button", name="Delete Amara").click()
    await expect(visitor.get_by_role("button", name="Undo")).to_be_visible()
    await visitor.goto("/cast?again")
    await expect(visitor.get_by_text("Nobody here yet")).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_everybody_can_use_the_cast(
    browser: Browser, house: House, size: str, scheme: str
) -> None:
    async with visiting(browser, house, size, color_scheme=scheme) as page:
        await page.goto("/cast")
        await expect(page.get_by_text("Nobody here yet")).to_be_visible()
        assert await violations(page) == []
        await enter(page)
        await ask(page, "POST", CAST, AMARA)
        await page.goto("/cast")
        await expect(page.get_by_role("article").get_by_role("img")).to_be_visible()
        assert await violations(page) == []
        await page.get_by_role("button", name="Edit Amara").click()
        for family in await page.get_by_role("dialog").locator("summary").all():
            await family.click()
        assert await violations(page) == []
