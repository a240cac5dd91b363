"""The landing page, and a short story from a spark while its reader watches."""

from __future__ import annotations

import contextlib
import re
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx2
import pytest
from playwright.async_api import Browser, Locator, Page, expect
from tests.browser.axe import violations
from tests.browser.conftest import House, visiting
from tests.support.artists import Failing, Forgetful, InstantAuthor, Paced, instant_artists
from tests.support.studio import served, studio_on, writing

from fablewright.authors.base import Author
from fablewright.core.errors import Refused, TryAgain
from fablewright.db.embedded import Urls

SPARK = "a shy octopus who finds a lantern"
TITLE = "The Lamp on the Hill"
END = re.compile(r"words · about \d+ minutes? to read aloud")

# `cut()` breaks off the answer that is being streamed, as a network does that goes away.
CUTTABLE = """(() => {
  const real = window.fetch;
  window.fetch = async (...asked) => {
    const answer = await real(...asked);
    if (!answer.headers.get("Content-Type")?.startsWith("text/event-stream")) return answer;
    const line = new TransformStream({
      start(end) { window.cut = () => end.error(new TypeError("network error")); }
    });
    return new Response(answer.body.pipeThrough(line), answer);
  };
})()"""


@contextlib.asynccontextmanager
async def house_of(
    author: Author, urls: Urls, folder: Path, **settings: Any
) -> AsyncIterator[House]:
    """A house in which `author` writes what somebody waits for."""
    async with (
        studio_on(urls, folder, **settings) as studio,
        writing(studio, author) as other,
        studio.working(instant_artists()),
        served(other) as server,
    ):
        yield House(other, server.address)


@pytest.fixture
def author() -> Author:
    """Who writes in the house."""
    return InstantAuthor()


@pytest.fixture
async def house(fresh_urls: Urls, tmp_path: Path, author: Author) -> AsyncIterator[House]:
    async with house_of(author, fresh_urls, tmp_path) as house:
        yield house


@pytest.fixture
def size() -> str:
    """Each journey is made at one size; the test of looks makes it at both."""
    return "desktop"


async def dialog_of(page: Page) -> Locator:
    """The dialog, opened."""
    await page.goto("/")
    await page.get_by_role("button", name="Generate a story").click()
    dialog = page.get_by_role("dialog", name="Generate a story")
    await expect(dialog).to_be_visible()
    return dialog


async def asked(page: Page, spark: str = SPARK) -> Locator:
    """The dialog, in which a story was asked for."""
    dialog = await dialog_of(page)
    await dialog.get_by_label("What shall it be about?").fill(spark)
    await dialog.get_by_role("button", name="Generate story").click()
    return dialog


async def finished(dialog: Locator) -> None:
    await expect(dialog.get_by_text(END)).to_be_visible()


async def stories_of(page: Page, house: House) -> list[dict[str, Any]]:
    """What the visitor has at the studio."""
    access = await page.evaluate("JSON.parse(localStorage['fablewright.session']).access")
    async with httpx2.AsyncClient(base_url=house.address) as client:
        answer = await client.get("/api/v1/stories", headers={"Authorization": f"Bearer {access}"})
    found: list[dict[str, Any]] = answer.json()["data"]["stories"]
    return found


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", ["phone", "desktop"])
async def test_everybody_can_use_it(browser: Browser, house: House, size: str, scheme: str) -> None:
    async with visiting(browser, house, size, color_scheme=scheme) as page:
        await page.goto("/")
        await expect(page.get_by_role("heading", level=1)).to_have_text(
            "A picture book from a spark of an idea"
        )
        await expect(page.get_by_role("link", name="Make a picture book")).to_have_attribute(
            "href", "/make"
        )
        assert await violations(page) == []
        dialog = await dialog_of(page)
        await dialog.get_by_text("Length and age").click()
        await dialog.get_by_role("button", name="Generate story").click()
        await expect(dialog.get_by_label("What shall it be about?")).to_be_focused()
        assert await violations(page) == []
        await dialog.get_by_role("button", name="Surprise me").click()
        await dialog.get_by_role("button", name="Generate story").click()
        await finished(dialog)
        assert await violations(page) == []
        wide = await page.evaluate("document.documentElement.scrollWidth - innerWidth")
        assert wide <= 0, "the page can be pushed sideways"


class TestWhileItIsWritten:
    @pytest.fixture
    def author(self) -> Paced:
        return Paced()

    async def test_words_come_as_they_are_written(self, visitor: Page, author: Paced) -> None:
        dialog = await asked(visitor)
        await expect(dialog.get_by_role("heading", name=TITLE)).to_be_focused()
        await expect(dialog.get_by_role("article")).to_contain_text("Mia walked on.")
        await expect(dialog.get_by_role("article")).to_have_attribute("aria-busy", "true")
        await expect(dialog.get_by_role("status").first).to_have_text("The story begins.")
        author.go.set()
        await finished(dialog)
        await expect(dialog.get_by_role("status").first).to_contain_text("The story is finished.")

    async def test_who_stops_can_still_have_the_whole(
        self, visitor: Page, house: House, author: Paced
    ) -> None:
        dialog = await asked(visitor)
        await expect(dialog.get_by_role("article")).to_contain_text("Mia walked on.")
        await dialog.get_by_role("button", name="Stop").click()
        await expect(dialog.get_by_text("Unfinished")).to_be_visible()
        assert await violations(visitor) == []
        await dialog.get_by_role("button", name="Show the whole story").click()
        author.go.set()
        await finished(dialog)
        assert len(await stories_of(visitor, house)) == 1

    async def test_a_lost_line_loses_no_words(
        self, visitor: Page, house: House, author: Paced
    ) -> None:
        await visitor.add_init_script(CUTTABLE)
        dialog = await asked(visitor)
        await expect(dialog.get_by_role("article")).to_contain_text("Mia walked on.")
        await visitor.evaluate("cut()")
        await expect(dialog.get_by_text("Unfinished")).to_be_visible()
        await expect(dialog.get_by_role("article")).to_contain_text("Mia walked on.")
        author.go.set()
        await dialog.get_by_role("button", name="Try again").click()
        await finished(dialog)
        assert len(await stories_of(visitor, house)) == 1

    async def test_it_goes_on_behind_a_closed_dialog(self, visitor: Page, author: Paced) -> None:
        dialog = await asked(visitor)
        await expect(dialog.get_by_role("heading", name=TITLE)).to_be_visible()
        await visitor.keyboard.press("Escape")
        await expect(dialog).to_be_hidden()
        author.go.set()
        await visitor.get_by_role("button", name="Generate a story").click()
        await finished(dialog)
        await dialog.get_by_role("button", name="Generate another").click()
        await expect(dialog.get_by_label("What shall it be about?")).to_have_value(SPARK)
        await dialog.get_by_role("button", name="Back to the story").click()
        await expect(dialog.get_by_role("heading", name=TITLE)).to_be_visible()


class TestASecondTry:
    @pytest.fixture
    def author(self) -> Forgetful:
        return Forgetful(TryAgain("Where was I?"))

    async def test_takes_the_place_of_the_first(self, visitor: Page) -> None:
        dialog = await asked(visitor)
        await finished(dialog)
        await expect(dialog.get_by_role("heading", name=TITLE)).to_be_visible()
        await expect(dialog.get_by_role("article")).not_to_contain_text("Once upon a")


class TestAnAuthorWhoRefuses:
    @pytest.fixture
    def author(self) -> Author:
        answers: dict[str, list[Exception]] = {"write": [Refused("No words today.")]}
        return Failing(InstantAuthor(), answers)

    async def test_is_asked_again(self, visitor: Page) -> None:
        said = list[str]()
        visitor.on("console", lambda line: said.append(line.text))
        dialog = await asked(visitor)
        await expect(dialog.get_by_role("alert")).to_contain_text("No words today.")
        assert any("STORY_FAILED" in line or "No words today" in line for line in said)
        assert await violations(visitor) == []
        await expect(dialog.get_by_label("What shall it be about?")).to_have_value(SPARK)
        await dialog.get_by_role("button", name="Generate story").click()
        await finished(dialog)
        await expect(dialog.get_by_role("alert")).to_have_text("")


async def test_over_the_quota(browser: Browser, fresh_urls: Urls, tmp_path: Path) -> None:
    async with (
        house_of(InstantAuthor(), fresh_urls, tmp_path, quota_free=0) as house,
        visiting(browser, house, "phone") as page,
    ):
        dialog = await asked(page)
        alert = dialog.get_by_role("alert")
        await expect(alert).to_contain_text("You have made 0 of 0 stories.")
        await alert.get_by_role("link").click()
        await page.wait_for_url("**/account")


async def test_too_many_guests(browser: Browser, fresh_urls: Urls, tmp_path: Path) -> None:
    async with (
        house_of(InstantAuthor(), fresh_urls, tmp_path, guests_per_hour=1) as house,
        visiting(browser, house, "desktop") as page,
    ):
        async with httpx2.AsyncClient(base_url=house.address) as other:
            await other.post("/api/auth/guest")
        dialog = await asked(page)
        await expect(dialog.get_by_role("alert")).to_contain_text(
            re.compile(r"Please try again in \d+ minutes")
        )
        await expect(dialog.get_by_role("button", name="Generate story")).to_be_enabled()


async def test_nobody_answers(visitor: Page) -> None:
    await visitor.route("**/api/story-generator/generate", lambda route: route.abort())
    dialog = await asked(visitor)
    await expect(dialog.get_by_role("alert")).to_contain_text("cannot be reached")
    await visitor.unroute("**/api/story-generator/generate")
    await dialog.get_by_role("button", name="Generate story").click()
    await finished(dialog)


async def test_a_session_that_ended_begins_again(visitor: Page) -> None:
    dialog = await dialog_of(visitor)
    await dialog.get_by_label("What shall it be about?").fill(SPARK)
    await visitor.evaluate(
        "localStorage['fablewright.session'] ="
        " JSON.stringify({access: 'gone', until: Date.now() + 9e6})"
    )
    await dialog.get_by_role("button", name="Generate story").click()
    await visitor.get_by_role("button", name="Go on as a guest").click()
    await dialog.get_by_role("button", name="Generate story").click()
    await finished(dialog)


async def test_what_cannot_be_a_spark(visitor: Page) -> None:
    dialog = await dialog_of(visitor)
    spark = dialog.get_by_label("What shall it be about?")
    submit = dialog.get_by_role("button", name="Generate story")
    for text, sentence in (
        ("   ", "Write a few words here"),
        ("x" * 2003, "3 characters too many"),
        ("a \u202e trick", "turns text around"),  # only the studio knows
    ):
        await spark.fill(text)
        await submit.click()
        await expect(spark).to_have_accessible_description(re.compile(sentence))
        await expect(spark).to_be_focused()
        await expect(spark).to_have_value(text)
    await spark.fill("🐙🏮")
    await submit.click()
    await finished(dialog)


async def test_surprises_differ(visitor: Page) -> None:
    dialog = await dialog_of(visitor)
    last = ["", "", ""]
    for _ in range(20):
        await dialog.get_by_role("button", name="Surprise me").click()
        names = ("What shall it be about?", "What shall the reader feel?", "How shall it sound?")
        now = [await dialog.get_by_label(name).input_value() for name in names]
        assert all(one and one != before for one, before in zip(now, last, strict=True))
        last = now


async def test_what_to_do_with_a_story(browser: Browser, house: House) -> None:
    allowed = ["clipboard-read", "clipboard-write"]
    async with visiting(browser, house, "phone", permissions=allowed) as page:
        dialog = await asked(page)
        await finished(dialog)
        await dialog.get_by_role("button", name="Copy").click()
        await expect(dialog.get_by_role("button", name="Copied")).to_be_visible()
        copied = await page.evaluate("navigator.clipboard.readText()")
        assert copied.startswith(f"{TITLE}\n\nMia walked on.")
        share = dialog.get_by_role("link", name="Share to X")
        address = await share.get_attribute("href") or ""
        assert address.startswith("https://x.com/intent/post?text=")
        assert "http" not in address.removeprefix("https://")
        assert "noopener" in (await share.get_attribute("rel") or "")
        [story] = await stories_of(page, house)
        await expect(dialog.get_by_role("link", name="Make it a picture book")).to_have_attribute(
            "href", f"/make?story={story['id']}"
        )
        await dialog.get_by_role("button", name="Insert into editor").click()
        await page.wait_for_url(f"**/write/{story['id']}")
        await expect(page.get_by_label("Title")).to_have_value(TITLE)
        await expect(page.get_by_role("textbox", name="Text")).to_contain_text("Mia walked on.")

        await page.get_by_role("link", name="Home").click()
        latest = page.get_by_role("region", name="Your latest stories")
        await expect(latest.get_by_role("link", name=TITLE)).to_have_attribute(
            "href", f"/books/{story['id']}"
        )
        await page.get_by_role("button", name="Generate a story").click()
        await expect(dialog.get_by_role("heading", name=TITLE)).to_be_visible()


async def test_without_a_clipboard_the_text_is_selected(visitor: Page) -> None:
    await visitor.add_init_script(
        "Object.defineProperty(navigator, 'clipboard', {value: undefined})"
    )
    dialog = await asked(visitor)
    await finished(dialog)
    await dialog.get_by_role("button", name="Copy").click()
    await expect(dialog.get_by_text("The text is selected.")).to_be_visible()
    assert "Mia walked on." in await visitor.evaluate("getSelection().toString()")


async def test_it_speaks_german(visitor: Page) -> None:
    await visitor.add_init_script("localStorage.setItem('fablewright.language', 'de')")
    await visitor.goto("/")
    await visitor.get_by_role("button", name="Geschichte erfinden").click()
    dialog = visitor.get_by_role("dialog")
    await dialog.get_by_role("button", name="Überrasch mich").click()
    await dialog.get_by_role("button", name="Geschichte erfinden").click()
    await expect(dialog.get_by_text(re.compile(r"Wörter · vorgelesen etwa"))).to_be_visible()
    assert await violations(visitor) == []
