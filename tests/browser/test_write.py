"""Drafts: written, kept safe, looked back at, thrown away and brought back."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.async_api import Browser, Locator, Page, expect
from tests.browser.axe import violations
from tests.browser.conftest import House, visiting
from tests.support.artists import instant_artists
from tests.support.postgres import connected

from fablewright.books.steps import Artists
from fablewright.db.embedded import Urls

DRAFT = re.compile(r"/write/[0-9a-f-]{36}")
NOBODY = "01234567-89ab-4def-8123-456789abcdef"


@pytest.fixture
def crew() -> Artists:
    return instant_artists()


@pytest.fixture
def size() -> str:
    """Each journey is made at one size; the test of looks makes it at both."""
    return "desktop"


def text_of(page: Page) -> Locator:
    return page.get_by_role("textbox", name="Text of the draft")


async def begun(page: Page, words: str = "") -> Locator:
    """A new draft on the desk, with `words` saved in it."""
    await page.goto("/write")
    await page.get_by_role("button", name="New draft").click()
    await page.wait_for_url(DRAFT)
    text = text_of(page)
    await text.click()
    if words:
        await page.keyboard.type(words)
        await saved(page)
    return text


async def saved(page: Page) -> None:
    await expect(page.get_by_text("Saved", exact=True)).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", ["phone", "desktop"])
async def test_everybody_can_use_it(browser: Browser, house: House, size: str, scheme: str) -> None:
    async with visiting(browser, house, size, color_scheme=scheme) as page:
        await page.goto("/write")
        await expect(page.get_by_text("Nothing written yet")).to_be_visible()
        assert await violations(page) == []
        await begun(page, "Once upon a time.")
        assert await violations(page) == []
        wide = await page.evaluate("document.documentElement.scrollWidth - innerWidth")
        assert wide <= 0, "the page can be pushed sideways"
        await page.get_by_role("button", name="History").click()
        dialog = page.get_by_role("dialog", name="History")
        await dialog.get_by_role("list", name="Versions").get_by_role("button").first.click()
        await expect(dialog.get_by_text("Once upon a time.")).to_be_visible()
        assert await violations(page) == []
        await page.keyboard.press("Escape")
        await page.get_by_role("link", name="All drafts").click()
        await expect(page.get_by_role("link", name="Untitled draft")).to_be_visible()
        assert await violations(page) == []


async def test_what_is_written_is_there_again(visitor: Page) -> None:
    await begun(visitor)
    await visitor.get_by_label("Title").fill("Die Füchsin 🦊")
    text = text_of(visitor)
    await text.click()
    await visitor.keyboard.type("She waited.")
    await visitor.get_by_role("link", name="All drafts").click()  # before it was saved by itself
    await visitor.get_by_role("link", name="Die Füchsin 🦊").click()
    await visitor.reload()
    await expect(text).to_have_text("She waited.")
    await expect(visitor.get_by_label("Title")).to_have_value("Die Füchsin 🦊")
    await expect(visitor.get_by_text("2 words")).to_be_visible()


async def test_the_bar_of_tools_by_keyboard(visitor: Page) -> None:
    text = await begun(visitor, "Hush")
    await visitor.keyboard.press("Control+a")
    await visitor.keyboard.press("Shift+Tab")
    bold = visitor.get_by_role("button", name="Bold")
    await expect(bold).to_be_focused()
    await visitor.keyboard.press("Enter")
    await expect(bold).to_have_attribute("aria-pressed", "true")
    await expect(text.locator("strong")).to_have_text("Hush")
    await visitor.keyboard.press("ArrowRight")
    await visitor.keyboard.press("ArrowRight")
    heading = visitor.get_by_role("button", name="Heading", exact=True)
    await expect(heading).to_be_focused()
    await visitor.keyboard.press("Space")
    await expect(text.locator("h2")).to_have_text("Hush")
    await visitor.keyboard.press("End")
    await visitor.keyboard.press("ArrowLeft")
    undo = visitor.get_by_role("button", name="Undo")
    await expect(undo).to_be_focused()
    await visitor.keyboard.press("Enter")
    await expect(text.locator("h2")).to_have_count(0)
    await visitor.get_by_role("button", name="Redo").click()
    await expect(text.locator("h2")).to_have_text("Hush")
    await saved(visitor)


async def test_without_a_network_it_keeps_trying(visitor: Page) -> None:
    text = await begun(visitor, "Before.")
    await visitor.context.set_offline(True)
    await visitor.keyboard.type(" After.")
    alert = visitor.get_by_role("alert").filter(has_text="Not saved: waiting")
    await expect(alert).to_be_visible()
    assert await violations(visitor) == []
    await visitor.context.set_offline(False)
    await saved(visitor)
    await visitor.reload()
    await expect(text).to_have_text("Before. After.")


async def test_words_outlive_a_window_that_never_saved(visitor: Page) -> None:
    context = visitor.context
    await begun(visitor, "Before.")
    await context.set_offline(True)
    await visitor.keyboard.type(" After.")
    await expect(visitor.get_by_text("Not saved: waiting")).to_be_visible()
    address = visitor.url
    await visitor.close()  # what a window sends as it goes is lost, too
    await context.set_offline(False)
    other = await context.new_page()
    await other.goto(address)
    await expect(text_of(other)).to_have_text("Before. After.")
    await saved(other)


class TestTwoWindows:
    async def quarrel(self, visitor: Page) -> tuple[Page, Locator]:
        """Two windows with one draft: the other one saved, this one wrote something else."""
        await begun(visitor, "A fox.")
        other = await visitor.context.new_page()
        await other.goto(visitor.url)
        await expect(text_of(other)).to_have_text("A fox.")
        await text_of(visitor).press_sequentially(" And a hen.")
        await saved(visitor)
        await text_of(other).press_sequentially(" And a goose.")
        alert = other.get_by_role("alert").filter(has_text="changed elsewhere")
        await expect(alert).to_be_visible()
        assert await violations(other) == []
        return other, alert

    async def test_both_are_kept(self, visitor: Page) -> None:
        other, alert = await self.quarrel(visitor)
        await alert.get_by_role("button", name="Keep both").click()
        await other.wait_for_url(lambda url: url != visitor.url)
        await expect(text_of(other)).to_contain_text("goose")
        await other.get_by_role("link", name="All drafts").click()
        await expect(other.get_by_role("list").get_by_role("link")).to_have_count(2)
        await visitor.reload()
        await expect(text_of(visitor)).to_contain_text("hen")

    async def test_or_the_one(self, visitor: Page) -> None:
        other, alert = await self.quarrel(visitor)
        await alert.get_by_role("button", name="Keep what is here").click()
        await saved(other)
        await visitor.reload()
        await expect(text_of(visitor)).to_contain_text("goose")

    async def test_or_the_other(self, visitor: Page) -> None:
        other, alert = await self.quarrel(visitor)
        await alert.get_by_role("button", name="Take the other one").click()
        await expect(text_of(other)).to_contain_text("hen")
        await other.reload()
        await expect(text_of(other)).to_contain_text("hen")


async def test_an_earlier_version_comes_back(visitor: Page, fresh_urls: Urls) -> None:
    text = await begun(visitor, "The first.")
    async with connected(fresh_urls.owner) as owner:  # of each minute one is kept
        await owner.execute("UPDATE draft_revisions SET created_at = created_at - interval '1 day'")
    await visitor.keyboard.type(" The second.")
    await saved(visitor)
    await visitor.get_by_role("button", name="History").click()
    versions = visitor.get_by_role("list", name="Versions").get_by_role("button")
    await expect(versions).to_have_count(2)
    await versions.last.click()
    dialog = visitor.get_by_role("dialog")
    await expect(dialog.get_by_role("document")).to_have_text("The first.")
    await dialog.get_by_role("button", name="Go back to this version").click()
    await expect(text).to_have_text("The first.")
    await saved(visitor)
    await visitor.reload()
    await expect(text).to_have_text("The first.")


async def test_deleted_and_brought_back(visitor: Page) -> None:
    await begun(visitor, "Keep me.")
    await visitor.get_by_role("button", name="Delete draft").click()
    await expect(visitor.get_by_text("Nothing written yet")).to_be_visible()
    await visitor.get_by_role("button", name="Undo").click()
    await expect(visitor.get_by_role("link", name="Untitled draft")).to_be_visible()
    await visitor.get_by_role("button", name="Delete “Untitled draft”").click()
    await expect(visitor.get_by_role("link", name="Untitled draft")).to_have_count(0)
    await visitor.get_by_role("button", name="Undo").click()
    await visitor.get_by_role("link", name="Untitled draft").click()
    await expect(text_of(visitor)).to_have_text("Keep me.")


async def test_taken_along_as_a_file(visitor: Page) -> None:
    await begun(visitor)
    await visitor.get_by_label("Title").fill("Tick & <Tock>: a/b")
    await text_of(visitor).click()
    await visitor.keyboard.type("One\nTwo")
    async with visitor.expect_download() as text:
        await visitor.get_by_role("button", name="Download text").click()
    async with visitor.expect_download() as html:
        await visitor.get_by_role("button", name="Download web page").click()
    plain, pages = await text.value, await html.value
    assert plain.suggested_filename == "Tick & Tock a b.txt"
    assert Path(await plain.path()).read_text("utf-8") == "Tick & <Tock>: a/b\n\nOne\n\nTwo\n"
    page = Path(await pages.path()).read_text("utf-8")
    assert "<h1>Tick &amp; &lt;Tock&gt;: a/b</h1>" in page
    assert "<p>One</p><p>Two</p>" in page


async def test_pasted_pages_bring_no_styles_and_no_scripts(visitor: Page) -> None:
    text = await begun(visitor)
    await text.evaluate(
        """(text) => {
          const data = new DataTransfer();
          data.setData("text/html", "<p style='color: red' onclick='alert(1)'>Red</p>"
            + "<script>alert(2)</scr" + "ipt><img src=x onerror='alert(3)'>");
          text.dispatchEvent(new ClipboardEvent("paste", {clipboardData: data, bubbles: true}));
        }"""
    )
    await expect(text).to_have_text("Red")
    await saved(visitor)
    assert "style" not in await text.locator("p").first.evaluate("(p) => p.outerHTML")


async def test_what_cannot_be_saved_says_why(visitor: Page) -> None:
    await begun(visitor, "Words.")
    title = visitor.get_by_label("Title")
    await title.fill("x" * 201)
    await expect(title).to_have_accessible_description(re.compile("at most 200 characters"))
    await expect(visitor.get_by_role("alert").filter(has_text="Not saved")).to_be_visible()
    await title.fill("x" * 200)
    await saved(visitor)


async def test_a_session_that_ends_takes_no_words_along(visitor: Page) -> None:
    text = await begun(visitor, "Words.")
    before = visitor.url
    await visitor.evaluate(
        "localStorage['fablewright.session'] ="
        " JSON.stringify({access: 'gone', until: Date.now() + 9e6})"
    )
    await text.click()
    await visitor.keyboard.type(" More.")
    await visitor.get_by_role("button", name="Go on as a guest").click()
    await visitor.get_by_role("button", name="Keep it as a new draft").click()
    await visitor.wait_for_url(lambda url: url != before)
    await expect(text).to_contain_text("More.")
    await saved(visitor)


async def test_a_draft_that_is_none(visitor: Page) -> None:
    await begun(visitor, "Mine.")
    await visitor.goto(f"/write/{NOBODY}")
    await expect(visitor.get_by_text("There is no such draft.")).to_be_visible()
    assert await violations(visitor) == []
