"""Reading a book: its pages, how one likes them, and every state that a book can be in."""

from __future__ import annotations

import asyncio
import re
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Browser, Page, Request, Route, expect
from tests.browser.axe import violations
from tests.browser.conftest import House, visiting
from tests.browser.reading import (
    CONTENT,
    READ,
    Finger,
    ask,
    begin,
    on_page,
    opened_book,
    readers_crew,
    ready,
    until,
)
from tests.support.artists import Failing, Paced

from fablewright.books.steps import Artists
from fablewright.core.errors import Refused

NEXT, PREVIOUS = "Next page", "Previous page"
WITHOUT_SHIFTS = """() => new Promise((told) => new PerformanceObserver((list) => {
  told(list.getEntries().map((one) => [one.value, one.sources.map((s) => s.node?.className || s.node?.textContent)]));
}).observe({ type: "layout-shift", buffered: true }) || setTimeout(() => told([]), 300))"""


@pytest.fixture
def crew() -> Artists:
    return readers_crew()


def button(page: Page, name: str) -> Any:
    return page.get_by_role("button", name=name, exact=True)


async def test_pages_turn_by_buttons_and_keys_and_are_kept(visitor: Page) -> None:
    story = await opened_book(visitor)
    await on_page(visitor, 1)
    said = visitor.locator("main [role=status]").first
    await button(visitor, NEXT).click()
    await on_page(visitor, 2)
    await expect(said).to_have_text("Page 2 of 6")
    for key, page in (
        ("ArrowRight", 3), ("PageDown", 4), ("ArrowLeft", 3), ("PageUp", 2), ("End", 6),
        ("ArrowRight", 6), ("Home", 1), ("ArrowLeft", 1), ("End", 6),
    ):  # fmt: skip
        await visitor.keyboard.press(key)
        await on_page(visitor, page)
        assert visitor.url.endswith(f"#page-{page}")
    await button(visitor, PREVIOUS).click()
    await on_page(visitor, 5)
    await expect(said).to_have_text("Page 5 of 6")
    for name in (NEXT, PREVIOUS, "Read aloud", "How I like to read"):
        box = await button(visitor, name).bounding_box()
        assert min(box["width"], box["height"]) >= 44, name
    await visitor.goto("/s/none")
    await visitor.goto(READ.format(story))  # without a page in the address
    await on_page(visitor, 5)
    await visitor.goto(READ.format(story) + "#page-3")
    await on_page(visitor, 3)
    await expect(visitor).to_have_title(re.compile("The Lamp on the Hill"))


async def test_the_end_leads_to_the_stars(visitor: Page) -> None:
    await opened_book(visitor)
    await visitor.keyboard.press("End")
    await visitor.get_by_role("link", name="Say how you like it").click()
    await expect(visitor.get_by_role("group", name="How do you like the book?")).to_be_in_viewport()


async def test_a_finger_takes_the_page_with_it(browser: Browser, house: House) -> None:
    async with visiting(browser, house, "phone") as page:
        await opened_book(page)
        finger = await Finger.on(page)
        await finger.swipe((340, 300), (100, 310), lift=False)
        turning = page.locator("[data-part=turning]")
        await expect(turning).to_have_count(1)  # it hangs at the finger
        await on_open(page, 1)
        turned = float(
            await page.evaluate("document.querySelector('.book').style.getPropertyValue('--turn')")
        )
        assert turned == pytest.approx(240 / (0.9 * 390), abs=0.05)
        await finger.touch("End")
        await on_page(page, 2)
        await finger.swipe((200, 300), (150, 300), pause=0.06)  # too little, too slow
        await on_page(page, 2)
        await finger.swipe((200, 300), (180, 120))  # scrolls
        await on_page(page, 2)
        await finger.swipe((60, 300), (330, 310))
        await on_page(page, 1)
        await finger.swipe((60, 300), (330, 310))  # there is nothing before the cover
        await on_page(page, 1)
        await finger.touch("Start", (150, 300), (250, 300))
        await finger.touch("Move", (30, 300), (360, 300))
        await finger.touch("End")
        await on_page(page, 1)
        assert await page.evaluate("visualViewport.scale") > 1.1
        await finger.swipe((340, 300), (60, 310))  # who has zoomed moves about in the picture
        await on_page(page, 1)


async def on_open(page: Page, number: int) -> None:
    await expect(page.locator(".leaf").nth(number - 1)).to_have_attribute("data-open", "yes")


async def test_who_wants_calm_sees_no_turning(browser: Browser, house: House) -> None:
    async with visiting(browser, house, "desktop", reduced_motion="reduce") as page:
        await opened_book(page)
        await page.evaluate(
            """() => { window.seen = 0; new MutationObserver(() => {
              window.seen += document.querySelectorAll("[data-part=turning]").length;
            }).observe(document.querySelector(".book"), { subtree: true, attributes: true }); }"""
        )
        await page.keyboard.press("ArrowRight")
        await on_page(page, 2)
        assert await page.evaluate("window.seen") == 0


@pytest.mark.parametrize("size", ["phone", "desktop"])
async def test_nothing_moves_while_pages_turn_and_pictures_come(
    browser: Browser, house: House, size: str
) -> None:
    async with visiting(browser, house, size) as page:
        come = asyncio.Event()

        async def later(route: Route) -> None:
            await come.wait()
            await route.continue_()

        await page.route(re.compile(r"/files/.*\.(png|webp)"), later)
        await opened_book(page, at="#page-2")
        await page.keyboard.press("ArrowRight")
        await on_page(page, 3)
        come.set()
        await until(
            page,
            "[...document.querySelectorAll('.picture img')].every((one) => one.complete && one.naturalWidth)",
        )
        for key in ("ArrowRight", "ArrowRight", "ArrowLeft", "Home"):
            await page.keyboard.press(key)
            await page.wait_for_timeout(350)
        shifts = await page.evaluate(WITHOUT_SHIFTS)
        assert sum(value for value, _ in shifts) == 0, shifts


async def test_the_next_picture_is_there_before_its_page(browser: Browser, house: House) -> None:
    async with visiting(browser, house, "desktop") as page:
        await opened_book(page, at="#page-2")
        pictures = page.locator(".leaf").nth(2).locator("img")
        await expect(pictures).to_have_js_property("complete", True)
        assert await pictures.evaluate("(one) => one.naturalWidth") > 0
        assert ".webp" in str(await pictures.get_attribute("srcset"))
        assert await page.locator(".leaf").nth(4).locator("img").count() == 0  # far away: not yet


async def test_pages_lie_as_they_fit_or_as_one_likes(browser: Browser, house: House) -> None:
    async with visiting(browser, house, "desktop") as page:
        await opened_book(page, at="#page-2")

        async def halves() -> tuple[Any, Any]:
            shown = page.locator("[data-open=yes] .half")
            return await shown.nth(0).bounding_box(), await shown.nth(1).bounding_box()

        picture, text = await halves()
        assert text["x"] >= picture["x"] + picture["width"] - 1
        await page.set_viewport_size({"width": 390, "height": 844})
        picture, text = await halves()
        assert text["y"] >= picture["y"] + picture["height"] - 1
        await page.set_viewport_size({"width": 844, "height": 390})
        picture, text = await halves()
        assert text["x"] >= picture["x"] + picture["width"] - 1
        await page.set_viewport_size({"width": 1280, "height": 860})
        await button(page, "How I like to read").click()
        await page.get_by_role("radio", name="One page").check()
        picture, text = await halves()
        assert text["y"] >= picture["y"] + picture["height"] - 1


async def test_comfort_is_kept_and_its_letters_come_when_they_are_chosen(
    browser: Browser, house: House
) -> None:
    asked: list[str] = []

    def hear(request: Request) -> None:
        asked.append(request.url)

    async with visiting(browser, house, "phone", color_scheme="light") as page:
        page.on("request", hear)
        await opened_book(page, at="#page-2")
        text = page.locator("[data-open=yes] .page-text")
        before = await text.evaluate("(one) => parseFloat(getComputedStyle(one).fontSize)")
        assert not any("lexend" in url for url in asked)
        await button(page, "How I like to read").click()
        for name in ("Very large", "Wider, easier to tell apart", "Night"):
            await page.get_by_role("radio", name=name).check()
        assert await violations(page) == []
        await page.keyboard.press("Escape")
        await page.reload()
        await expect(page.locator("html")).to_have_attribute("data-theme", "dark")
        after = await text.evaluate("(one) => parseFloat(getComputedStyle(one).fontSize)")
        assert after > 1.4 * before
        await until(page, "document.fonts.check('20px Lexend')")
        assert any("lexend" in url for url in asked)
        assert "brightness" in await page.locator("[data-open=yes] img").evaluate(
            "(one) => getComputedStyle(one).filter"
        )
        assert await violations(page) == []
        await page.goto("/nowhere-else")  # what is the reader's own stays in the reader
        await page.evaluate(
            'localStorage.setItem(\'fablewright.reader.taste\', \'{"size": 7, "pace": "x"\')'
        )
        await page.go_back()
        await expect(page.locator("html")).to_have_attribute("data-theme", "light")


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_every_page_can_be_read_by_everybody(
    browser: Browser, house: House, scheme: str
) -> None:
    async with visiting(
        browser, house, "phone", color_scheme=scheme, reduced_motion="reduce"
    ) as page:
        await opened_book(page, parts=("pdf", "epub"))
        for number in (1, 2, 6):
            await page.goto(re.sub(r"#.*", "", page.url) + f"#page-{number}")
            await on_page(page, number)
            assert await violations(page) == [], number
        await page.set_viewport_size({"width": 1280, "height": 860})
        assert await violations(page) == []


async def test_questions_are_answered_gently(browser: Browser, house: House) -> None:
    async with visiting(browser, house, "desktop") as page:
        asked = [
            {"kind": "recall", "question": "What stood there?", "options": ["A boat", "A lamp"], "answer": "A lamp"},
            {"kind": "sequence", "question": "In order?", "options": ["Then.", "First."], "answer": "First. → Then."},
            {"kind": "why", "question": "Why?", "options": [], "answer": "Because it waits."},
        ]  # fmt: skip

        async def other_questions(route: Route) -> None:
            answer = await route.fetch()
            told = await answer.json()
            told["data"]["asset_generation_status"]["assets"]["activities"]["data"] = {
                "questions": asked
            }
            await route.fulfill(response=answer, json=told)

        story = await begin(page)
        await ready(page, story, ("pdf", "epub"))
        await page.route(re.compile(rf"/api/v1/stories/{story}$"), other_questions)
        await page.goto(READ.format(story) + "#page-6")
        await button(page, "A boat").click()
        await expect(page.get_by_text("Not quite. Have another look")).to_be_visible()
        await button(page, "A lamp").click()
        await expect(page.get_by_text("Yes, that is it!")).to_be_visible()
        await page.get_by_role("button", name="Then.").focus()
        await page.keyboard.press("Space")  # presses, and does not read aloud
        await expect(button(page, "Read aloud")).to_be_visible()
        await page.get_by_role("button", name="First.").click()
        await expect(page.get_by_text("Not quite like this")).to_be_visible()
        await button(page, "Start over").click()
        await page.get_by_role("button", name="First.").click()
        await page.get_by_role("button", name="Then.").click()
        await expect(page.get_by_text("Yes, it happened like this!")).to_be_visible()
        await expect(page.get_by_text("Because it waits.")).to_be_hidden()
        await page.get_by_text("Show an idea").click()
        await expect(page.get_by_text("Because it waits.")).to_be_visible()
        assert await violations(page) == []


async def test_files_are_kept_under_the_storys_name(browser: Browser, house: House) -> None:
    async with visiting(browser, house, "desktop", accept_downloads=True) as page:
        await opened_book(page, at="#page-6", parts=("pdf", "epub", "audio"))
        for link, name in (
            ("Book to print", "The Lamp on the Hill.pdf"),
            ("For a print shop", "The Lamp on the Hill - for printing.pdf"),
            ("E-book", "The Lamp on the Hill.epub"),
            ("Recording", "The Lamp on the Hill.mp3"),
        ):
            async with page.expect_download() as waits:
                await page.get_by_role("link", name=link).click()
            assert (await waits.value).suggested_filename == name
        await page.get_by_text("Single pictures").click()
        await expect(page.get_by_role("link", name="Picture 4")).to_be_visible()
        async with page.expect_download() as waits:
            await button(page, "All pictures (ZIP)").click()
        saved = await waits.value
        assert saved.suggested_filename == "The Lamp on the Hill.zip"
        assert Path(await saved.path()).read_bytes()[:2] == b"PK"


class TestBeingMade:
    @pytest.fixture
    def author(self) -> Paced:
        return Paced()

    @pytest.fixture
    def crew(self, author: Paced) -> Artists:
        return Artists(author, readers_crew().illustrator, readers_crew().narrator)

    async def test_a_book_grows_while_one_looks_at_it(
        self, browser: Browser, house: House, author: Paced
    ) -> None:
        async with visiting(browser, house, "phone") as page:
            story = await begin(page)
            await page.goto(READ.format(story))
            await expect(page.get_by_text("The story is being written")).to_be_visible()
            assert await violations(page) == []
            author.go.set()
            await expect(button(page, NEXT)).not_to_have_attribute("aria-disabled", "true")
            await button(page, NEXT).click()
            await expect(page.locator("[data-open=yes] .page-text")).to_contain_text("walked on")
            await expect(page.locator("[data-open=yes] img")).to_be_visible()
            await expect(button(page, "Read aloud")).to_be_visible()


class TestWithoutPictures:
    @pytest.fixture
    def crew(self) -> Artists:
        never: list[Exception] = [Refused("no") for _ in range(8)]
        illustrator: Any = Failing(readers_crew().illustrator, {"paint scene_1": never})
        return Artists(readers_crew().author, illustrator, readers_crew().narrator)

    async def test_a_picture_that_failed_holds_its_place(
        self, browser: Browser, house: House
    ) -> None:
        async with visiting(browser, house, "phone") as page:
            await opened_book(page, at="#page-2", parts=("scene_1",))
            await expect(page.get_by_text("There is no picture here")).to_be_visible()
            box = await page.locator("[data-open=yes] .picture").bounding_box()
            assert box
            assert box["height"] == pytest.approx(box["width"], abs=1)
            assert await violations(page) == []

    async def test_a_story_of_words_alone_is_a_book_too(
        self, browser: Browser, house: House
    ) -> None:
        async with visiting(browser, house, "desktop") as page:
            await opened_book(page, at="#page-2", parts=CONTENT, generateAssets=False)
            await expect(page.locator("[data-open=yes] .page-text")).to_be_visible()
            assert await page.locator(".picture").count() == 0
            await expect(button(page, "Read aloud")).to_have_count(0)  # nobody reads: no voice here
            await page.keyboard.press("End")
            await expect(page.get_by_role("heading", name="The end")).to_be_visible()
            assert await violations(page) == []


async def test_no_such_book_is_said_kindly(browser: Browser, house: House) -> None:
    async with visiting(browser, house, "phone") as page:
        await begin(page)
        for unknown in ("00000000-0000-4000-8000-000000000000", "none"):
            await page.goto(READ.format(unknown))
            await expect(page.get_by_role("heading", name="There is no such book.")).to_be_visible()
            await expect(page.get_by_role("link", name="To the library").last).to_be_visible()
        assert await violations(page) == []


async def test_an_address_that_has_ended_is_asked_for_once_more(
    browser: Browser, house: House
) -> None:
    async with visiting(browser, house, "desktop") as page:
        story = await begin(page)
        await ready(page, story, ("pdf", "epub"))
        asked: list[str] = []

        async def stale(route: Route) -> None:
            asked.append(route.request.url)
            answer = await route.fetch()
            text = await answer.text()
            if len(asked) == 1:
                text = re.sub(r"signature=[0-9a-f]+", "signature=0", text)
            await route.fulfill(response=answer, body=text)

        await page.route(re.compile(rf"/api/v1/stories/{story}$"), stale)
        await page.goto(READ.format(story) + "#page-2")
        await until(
            page,
            "[...document.querySelectorAll('.picture img')].every((one) => one.complete && one.naturalWidth)",
        )
        await button(page, "Read aloud").click()
        await until(page, "document.querySelector('audio').currentTime > 0.3")
        assert len(asked) <= 3
        await page.unroute_all(behavior="wait")


async def test_reading_goes_on_without_a_network(browser: Browser, house: House) -> None:
    async with visiting(browser, house, "phone") as page:
        await opened_book(page, at="#page-2", parts=("pdf", "epub"))
        await until(page, "document.querySelector('audio').readyState === 4")
        await button(page, "Read aloud").click()
        await page.context.set_offline(True)
        await expect(page.get_by_text("You are offline")).to_be_visible()
        assert await violations(page) == []
        await expect(page.locator(".reading")).not_to_have_count(0)
        await button(page, NEXT).click()
        await on_page(page, 3)
        await until(page, "document.querySelectorAll('[data-open=yes] .reading').length")
        await page.keyboard.press("End")
        await page.keyboard.press("ArrowLeft")  # a picture that was never near
        await expect(
            page.locator("[data-open=yes]").get_by_text("The picture cannot be shown")
        ).to_be_visible()
        await page.context.set_offline(False)
        await expect(page.locator("[data-open=yes] img")).to_be_visible()


async def test_a_shared_book_is_read_without_an_account(browser: Browser, house: House) -> None:
    async with visiting(browser, house, "desktop") as owner:
        story = await begin(owner)
        await ready(owner, story, ("pdf", "epub"))
        link = await ask(owner, "POST", f"/api/v1/stories/{story}/shares", {})
        async with visiting(browser, house, "phone") as page:
            await page.goto(f"/s/{link['token']}")
            await button(page, NEXT).click()
            await expect(page.locator("[data-open=yes] img")).to_have_attribute(
                "alt", re.compile("hill")
            )
            await button(page, "Read aloud").click()
            await expect(page.locator("[data-open=yes] .reading")).to_have_count(1)
            await button(page, "Pause").click()
            await page.keyboard.press("End")
            await expect(page.get_by_role("link", name="E-book")).to_be_visible()
            assert await violations(page) == []
            kept = await page.evaluate("JSON.stringify(localStorage)")
            assert link["token"] not in kept
            assert "session" not in kept
            await ask(owner, "DELETE", f"/api/v1/stories/{story}/shares/{link['id']}")
            await page.reload()
            await expect(
                page.get_by_role("heading", name="This book is not here any more.")
            ).to_be_visible()
            assert await violations(page) == []
