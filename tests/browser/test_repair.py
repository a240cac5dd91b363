"""A book is changed: its words, its parts, the edition it shows, and what one thinks of it."""

from __future__ import annotations

import asyncio
import re
from dataclasses import dataclass, field, replace
from typing import Any

import pytest
from playwright.async_api import Locator, Page, Request, expect
from tests.browser.axe import violations
from tests.browser.books import Shelved, a_book
from tests.support.artists import (
    Failing,
    InstantAuthor,
    InstantIllustrator,
    InstantNarrator,
)

from fablewright.authors.base import Told
from fablewright.books.steps import Artists
from fablewright.core.artist import Call
from fablewright.core.book import Brief, StoryText
from fablewright.core.errors import Refused
from fablewright.illustrators.base import Picture, PictureRequest

REGENERATE = "/assets/regenerate"
ANY_WORDS = re.compile(r"walked on\.")


class Patient(InstantAuthor):
    """Writes another text each time, once it may."""

    def __init__(self) -> None:
        self.go = asyncio.Event()
        self.go.set()
        self.times = 0

    def write(self, brief: Brief, feedback: str = "", told: Told | None = None) -> Call[StoryText]:
        call = super().write(brief, feedback, told)

        async def run() -> Any:
            await self.go.wait()
            self.times += 1
            reply = await call.run()
            title = reply.value.title + (f" {self.times}" if self.times > 1 else "")
            return replace(reply, value=reply.value.model_copy(update={"title": title}))

        return replace(call, run=run)


class Listening(InstantIllustrator):
    def __init__(self, wishes: list[str]) -> None:
        self.wishes = wishes

    def paint(self, request: PictureRequest) -> Call[Picture]:
        if request.feedback:
            self.wishes.append(request.feedback)
        return super().paint(request)


@dataclass
class Crew:
    author: Patient = field(default_factory=Patient)
    failures: dict[str, list[Exception]] = field(default_factory=dict)
    wishes: list[str] = field(default_factory=list)  # that the illustrator was told


@pytest.fixture
def people() -> Crew:
    return Crew()


@pytest.fixture
def crew(people: Crew) -> Artists:
    illustrator: Any = Failing(Listening(people.wishes), people.failures)
    return Artists(people.author, illustrator, InstantNarrator())


@pytest.fixture
async def book(visitor: Page) -> Shelved:
    return await a_book(visitor)


async def repair(book: Shelved, part: str = "") -> Page:
    await book.page.goto(f"/books/{book.id}/repair{part and f'?part={part}'}")
    await expect(book.page.get_by_role("heading", level=1)).to_contain_text("Change")
    return book.page


def heard(page: Page, end: str, method: str = "POST") -> list[Request]:
    """The requests to addresses that end so, from now on."""
    found: list[Request] = []
    page.on(
        "request", lambda one: found.append(one) if one.url.endswith(end) and one.method == method else None
    )  # fmt: skip
    return found


def edition(page: Page, number: int) -> Locator:
    """The choice of an edition in the list."""
    return page.get_by_role("group", name="Compare with").get_by_label(f"Edition {number}")


def toast(page: Page, text: str) -> Locator:
    return page.locator(".toast").filter(has_text=text)


only_phone = pytest.mark.parametrize("size", ["phone"])


async def test_words_are_changed_and_changed_back(book: Shelved) -> None:
    page = await repair(book)
    before = await book.settled()
    await expect(page.get_by_text("read aloud anew")).to_be_visible()  # said beforehand
    await page.get_by_label("Title").fill("The Lamp in the Harbour")
    await page.get_by_label("Text of page 2").fill("Mia rowed. 🛶 Look again, said the lamp.")
    sent = heard(page, book.id, "PATCH")
    await page.get_by_role("button", name="Save").dblclick()
    await expect(toast(page, "Saved.")).to_be_visible()
    await expect(page.get_by_role("heading", level=1)).to_contain_text("in the Harbour")
    assert len(sent) == 1
    after = await book.settled()
    assert after["title"] == "The Lamp in the Harbour"
    assert [beat["text"] for beat in after["content"]["beats"]] == [
        "Mia rowed. 🛶 Look again, said the lamp." if number == 1 else beat["text"]
        for number, beat in enumerate(before["content"]["beats"])
    ]
    assert after["audio_words"] != before["audio_words"]
    await toast(page, "Saved.").get_by_role("button", name="Undo").click()
    await expect(toast(page, "Taken back")).to_be_visible()
    await expect(page.get_by_label("Title")).to_have_value(before["title"])
    again = await book.settled()
    assert again["content"] == before["content"]
    assert [word["txt"] for word in again["audio_words"]] == [
        word["txt"] for word in before["audio_words"]
    ]


@only_phone
async def test_what_is_not_saved_waits_for_its_writer(book: Shelved) -> None:
    page = await repair(book)
    await page.get_by_label("Text of page 1").fill("Half a thought")
    await page.get_by_role("navigation", name="Rooms").get_by_role("link", name="Library").click()
    await toast(page, "not saved yet").get_by_role("button", name="Back to the text").click()
    await expect(page.get_by_label("Text of page 1")).to_have_value("Half a thought")
    await page.get_by_role("button", name="Discard changes").click()
    await expect(page.get_by_label("Text of page 1")).to_have_value(ANY_WORDS)
    await expect(page.get_by_role("button", name="Save")).to_be_disabled()


@only_phone
async def test_what_is_missing_is_said_beside_its_field(book: Shelved) -> None:
    page = await repair(book)
    sent = heard(page, book.id, "PATCH")
    await page.get_by_label("Text of page 3").fill("  ")
    await page.get_by_role("button", name="Save").click()
    page_3 = page.get_by_label("Text of page 3")
    await expect(page_3).to_be_focused()
    await expect(page_3).to_have_attribute("aria-invalid", "true")
    await expect(page.get_by_text("at least a few words")).to_be_visible()
    assert not sent
    assert not await violations(page)
    await page_3.fill("Enough.")
    await page.get_by_role("button", name="Save").click()
    await expect(toast(page, "Saved.")).to_be_visible()


@only_phone
async def test_words_that_somebody_else_changes_meanwhile(book: Shelved) -> None:
    page = await repair(book)
    await page.get_by_label("Title").fill("Mine")
    await book.ask("PATCH", title="Theirs")
    meanwhile = page.locator(".words-meanwhile")
    await expect(meanwhile).to_contain_text("Theirs")
    await expect(page.get_by_label("Title")).to_have_value("Mine")
    assert not await violations(page)
    await meanwhile.get_by_role("button", name="Take this one").click()
    await expect(page.get_by_label("Title")).to_have_value("Theirs")


@only_phone
async def test_a_text_in_work_waits(book: Shelved, people: Crew) -> None:
    page = await repair(book)
    await page.get_by_label("Title").fill("Mine")
    people.author.go.clear()
    await book.ask("POST", REGENERATE, assetTypes=["content"])
    await expect(page.get_by_text("being written right now")).to_be_visible()
    await expect(page.get_by_role("button", name="Save")).to_be_disabled()
    await expect(page.get_by_label("Title")).to_have_value("Mine")
    people.author.go.set()
    await expect(page.locator(".words-meanwhile")).to_contain_text("The Lamp on the Hill 2")
    await expect(page.get_by_role("button", name="Save")).to_be_enabled()


@only_phone
async def test_a_conflict_that_the_page_did_not_see_coming(book: Shelved, people: Crew) -> None:
    page = await repair(book)
    await page.route("**/events*", lambda route: route.abort())
    await page.reload()
    people.author.go.clear()
    await page.get_by_label("Title").fill("Mine")
    await book.ask("POST", REGENERATE, assetTypes=["content"])
    await page.get_by_role("button", name="Save").click()
    await expect(page.get_by_text("still being written")).to_be_visible()
    await expect(page.get_by_label("Title")).to_have_value("Mine")
    people.author.go.set()


async def test_a_picture_is_redone_and_the_old_one_taken_back(book: Shelved, people: Crew) -> None:
    page = await repair(book, "scene_2")
    await expect(page.get_by_text("only this one")).to_be_visible()
    await page.get_by_role("button", name="Redo: Picture 2").click()
    dialog = page.get_by_role("dialog", name="Redo: Picture 2")
    await dialog.get_by_label("different").fill("a bigger boat")
    await expect(dialog.get_by_text("PDF, EPUB")).to_be_visible()  # what follows
    assert not await violations(page)
    sent = heard(page, REGENERATE)
    await dialog.get_by_role("button", name="Make it again").dblclick()
    await expect(dialog).to_be_hidden()
    await expect(edition(page, 1)).to_be_checked()
    assert len(sent) == 1
    await book.settled()
    assert people.wishes == ["a bigger boat"]
    assert not await violations(page)
    await page.get_by_role("button", name="Put Edition 1 into the book").click()
    await expect(toast(page, "Edition 1 is in the book again")).to_be_visible()
    await expect(edition(page, 2)).to_be_checked()
    await book.settled()
    await toast(page, "Edition 1").get_by_role("button", name="Undo").click()
    await expect(toast(page, "Taken back")).to_be_visible()
    await expect(edition(page, 1)).to_be_checked()
    detail = await book.settled()
    assert detail["asset_generation_status"]["assets"]["scene_2"]["metadata"]["edition"] == 2


@only_phone
async def test_on_a_phone_one_picture_is_in_the_place_of_the_other(book: Shelved) -> None:
    await book.ask("POST", REGENERATE, assetTypes=["cover"])
    await book.settled()
    page = await repair(book, "cover")
    then, now = page.locator(".compare-left img"), page.locator(".compare-right img")
    await expect(then).to_be_visible()
    await expect(now).to_be_hidden()
    await page.get_by_role("radio", name="Edition 1", exact=True).focus()
    place = await then.bounding_box()
    await page.keyboard.press("ArrowRight")
    await expect(now).to_be_visible()
    assert await now.bounding_box() == place


@only_phone
async def test_a_redo_that_is_refused(book: Shelved, people: Crew) -> None:
    people.failures["paint scene_1"] = [Refused("We do not paint this.")]
    page = await repair(book, "scene_1")
    await page.get_by_role("button", name="Redo: Picture 1").click()
    await page.get_by_role("dialog").get_by_role("button", name="Make it again").click()
    await expect(page.locator('.repair-part[data-status="failed"]')).to_be_visible()
    await expect(page.locator(".repair-failed")).not_to_be_empty()
    assert not await violations(page)
    await page.get_by_role("button", name="Put Edition 1 into the book").click()
    await expect(page.locator('.repair-part[data-status="ready"]')).to_be_visible()
    assert (await book.settled())["status"] == "ready"


@only_phone
async def test_a_wish_outlives_a_lost_network(book: Shelved) -> None:
    page = await repair(book, "audio")
    await page.get_by_role("button", name="Redo: Reading aloud").click()
    dialog = page.get_by_role("dialog")
    await dialog.get_by_label("different").fill("more slowly")
    await page.context.set_offline(True)
    await dialog.get_by_role("button", name="Make it again").click()
    await expect(dialog.get_by_role("alert")).to_contain_text("cannot be reached")
    assert not await violations(page)
    await page.context.set_offline(False)
    await expect(dialog.get_by_label("different")).to_have_value("more slowly")
    await dialog.get_by_role("button", name="Make it again").click()
    await expect(dialog).to_be_hidden()


async def test_two_texts_are_compared(book: Shelved) -> None:
    before = (await book.settled())["content"]
    await book.ask("PATCH", title="The Boat on the Hill")
    await book.settled()
    page = await repair(book, "content")
    await expect(page.locator(".edition-mark")).to_contain_text("changed by hand since")
    await expect(page.locator(".compare-left ins")).to_contain_text("Lamp")
    await expect(page.locator(".compare-right del")).to_contain_text("Boat")
    assert not await violations(page)
    await page.get_by_role("button", name="Put Edition 1 into the book").click()
    await expect(page.get_by_role("heading", level=1)).to_contain_text(before["title"])
    await book.settled()
    await toast(page, "Edition 1").get_by_role("button", name="Undo").click()
    await expect(page.get_by_role("heading", level=1)).to_contain_text("The Boat on the Hill")


@only_phone
async def test_recordings_and_questions_are_compared(book: Shelved) -> None:
    await book.ask("POST", REGENERATE, assetTypes=["audio", "activities"])
    await book.settled()
    page = await repair(book, "audio")
    await expect(page.locator(".compare audio")).to_have_count(2)
    assert not await violations(page)
    parts = page.get_by_role("navigation", name="Parts of the book")
    await parts.get_by_role("link", name="Questions").click()
    await expect(page.locator(".compare-questions")).to_have_count(2)
    await expect(page).to_have_url(f"/books/{book.id}/repair?part=activities")


async def test_a_book_is_rated_with_the_keyboard(book: Shelved) -> None:
    page = await repair(book)
    rating = page.get_by_role("group", name="How do you like the book?")
    await rating.get_by_role("radio", name="6 of 10 stars", exact=True).press("Space")
    await page.keyboard.press("ArrowRight")
    await expect(rating.get_by_role("radio", name="7 of 10 stars")).to_be_checked()
    await until_rated(book, 7)
    await page.reload()
    await expect(rating.get_by_role("radio", name="7 of 10 stars")).to_be_checked()
    await page.locator(".rating-stars label").nth(2).click()  # by hand, and another mind
    await until_rated(book, 3)


@only_phone
async def test_stars_that_do_not_arrive(book: Shelved) -> None:
    page = await repair(book)
    rating = page.get_by_role("group", name="How do you like the book?")
    await page.context.set_offline(True)
    await rating.get_by_role("radio", name="9 of 10 stars").click(force=True)
    await expect(page.locator(".rating").get_by_role("alert")).to_contain_text("cannot be reached")
    await expect(rating.get_by_role("radio", name="9 of 10 stars")).not_to_be_checked()


@only_phone
async def test_a_book_that_is_deleted_meanwhile(book: Shelved) -> None:
    page = await repair(book, "cover")
    await page.get_by_role("button", name="Redo: Cover").click()
    await book.ask("DELETE")
    await expect(page.get_by_role("heading", name="There is no such book.")).to_be_visible()
    await expect(page.get_by_role("link", name="To the library")).to_be_visible()


async def test_the_workbench_leads_there(book: Shelved) -> None:
    page = book.page
    await page.goto(f"/books/{book.id}")
    await page.get_by_role("link", name="Change text and pictures").click()
    await expect(page.get_by_label("Text of page 4")).to_be_visible()
    await page.get_by_role("link", name="To the workbench").click()
    await page.get_by_role("link", name="Editions: Picture 3").click()
    await expect(page.locator('.repair-part[data-part="scene_3"]')).to_be_visible()
    await page.go_back()
    await page.get_by_role("button", name="Redo: Picture 3").click()
    await expect(page.get_by_role("dialog", name="Redo: Picture 3")).to_be_visible()


async def until_rated(book: Shelved, rating: int) -> None:
    async with asyncio.timeout(10):
        while (await book.ask("GET"))["rating"] != rating:
            await asyncio.sleep(0.05)
