"""The account, as people use it: coming in, staying, going, and what happens when a sign-in ends."""

from __future__ import annotations

import contextlib
import io
import json
import re
import zipfile
from collections.abc import AsyncIterator
from pathlib import Path

import httpx2
import pytest
from playwright.async_api import Browser, Page, Route, expect
from tests.browser.axe import violations
from tests.browser.conftest import House, opened, visiting
from tests.browser.households import EMAIL, member_of, sign_in, signed_in, story_of, use
from tests.support.artists import instant_artists
from tests.support.people import PASSWORD

from fablewright.books.steps import Artists
from fablewright.db.embedded import Urls

TO_DISK = """window.showSaveFilePicker = async () =>
  (await navigator.storage.getDirectory()).getFileHandle("kept.zip", {create: true})"""
KEPT = """async () => {
  const folder = await navigator.storage.getDirectory();
  return (await (await folder.getFileHandle("kept.zip")).getFile()).size;
}"""


@pytest.fixture
def crew() -> Artists:
    return instant_artists()


async def fill_sign_in(page: Page, password: str = PASSWORD, email: str = EMAIL) -> None:
    form = page.get_by_role("form", name="Sign in")
    await form.get_by_label("E-mail address").fill(email)
    await form.get_by_label("Password", exact=True).fill(password)
    await form.get_by_role("button", name="Sign in").click()


@contextlib.asynccontextmanager
async def guest_of(page: Page, house: House) -> AsyncIterator[httpx2.AsyncClient]:
    """This browser is a guest's; a client of the same guest."""
    async with httpx2.AsyncClient(base_url=house.address) as client:
        tokens = (await client.post("/api/auth/guest")).json()
        use(client, tokens)
        await sign_in(page, tokens)
        yield client


async def test_a_guest_becomes_a_member_and_keeps_a_story(visitor: Page, house: House) -> None:
    async with guest_of(visitor, house) as guest:
        await story_of(guest, "The Lamp", generateAssets=False)
    await visitor.goto("/account")
    await expect(visitor.get_by_text("1 of 2 stories used")).to_be_visible()
    assert await violations(visitor) == []
    form = visitor.get_by_role("form", name="Make an account")
    await form.get_by_label("E-mail address").fill("no address")
    await form.get_by_label("Password", exact=True).fill("short")
    await form.get_by_role("button", name="Make my account").click()
    await expect(form.get_by_label("E-mail address")).to_be_focused()
    await expect(form.get_by_text("does not look like an e-mail address")).to_be_visible()
    await expect(form.get_by_text("Choose a password of 8 characters")).to_be_visible()
    await form.get_by_label("E-mail address").fill(EMAIL)
    await form.get_by_label("Password", exact=True).fill("password123")
    await form.get_by_role("button", name="Make my account").click()
    await expect(form.get_by_text("easily guessed")).to_be_visible()
    await expect(form.get_by_label("E-mail address")).to_have_value(EMAIL)
    await form.get_by_label("Password", exact=True).fill(PASSWORD)
    await form.get_by_role("button", name="Make my account").click()
    await expect(visitor.get_by_text("Signed in as mina@example.org")).to_be_visible()
    await visitor.goto("/library")
    await expect(visitor.locator("li.card h3")).to_have_text(["The Lamp"])


async def test_a_wrong_password_keeps_the_address_and_the_guest(
    visitor: Page, house: House
) -> None:
    async with member_of(house):
        pass
    async with guest_of(visitor, house):
        await visitor.goto("/account?way=in&back=/library")
        await fill_sign_in(visitor, "not my password")
        await expect(visitor.get_by_text("do not belong together")).to_be_visible()
        await expect(visitor.get_by_label("E-mail address")).to_have_value(EMAIL)
        await expect(visitor.get_by_role("heading", name="here as a guest")).to_be_visible()
        await visitor.get_by_role("button", name="Show the password").click()
        password = visitor.get_by_label("Password", exact=True)
        await expect(password).to_have_attribute("type", "text")
        await expect(password).to_have_value("not my password")
        await fill_sign_in(visitor)
        await expect(visitor).to_have_url(re.compile("/library$"))


async def test_an_address_that_has_an_account(visitor: Page, house: House) -> None:
    async with member_of(house):
        pass
    await visitor.goto("/account?way=new")
    form = visitor.get_by_role("form", name="Make an account")
    await expect(form).to_be_visible()
    assert await violations(visitor) == []
    await form.get_by_label("E-mail address").fill(EMAIL)
    await form.get_by_label("Password", exact=True).fill(PASSWORD)
    await form.get_by_role("button", name="Make my account").click()
    await expect(form.get_by_text("Sign in instead")).to_be_visible()
    await expect(form.get_by_label("E-mail address")).to_be_focused()


async def test_whoever_tries_too_often_hears_how_long_to_wait(visitor: Page) -> None:
    async def refuse(route: Route) -> None:
        body = {"success": False, "code": "TOO_MANY_REQUESTS", "message": "…", "data": {}}
        headers = {"Retry-After": "240", "Content-Type": "application/json"}
        await route.fulfill(status=429, headers=headers, body=json.dumps(body))

    await visitor.goto("/account")
    await visitor.route("**/api/auth/login", refuse)
    await fill_sign_in(visitor)
    await expect(visitor.get_by_text("try again in 4 minutes")).to_be_visible()
    await visitor.unroute("**/api/auth/login")
    await visitor.route("**/api/auth/login", lambda route: route.abort())
    await visitor.get_by_role("button", name="Sign in").click()
    await expect(visitor.get_by_text("cannot be reached")).to_be_visible()
    await expect(visitor.get_by_label("Password", exact=True)).to_have_value(PASSWORD)


async def test_name_password_and_places(visitor: Page, house: House) -> None:
    async with member_of(house):
        await signed_in(visitor, house)
        await visitor.goto("/account")
        await expect(visitor.get_by_role("button", name="Sign out python-httpx2")).to_be_visible()
        assert await violations(visitor) == []
        await visitor.get_by_label("Name").fill("Mina the Brave")
        await visitor.get_by_role("button", name="Save").click()
        await expect(visitor.get_by_text("Your name is saved.")).to_be_visible()
        await visitor.get_by_label("Current password", exact=True).fill("a wrong one")
        await visitor.get_by_label("New password", exact=True).fill("seven kites at noon")
        await visitor.get_by_role("button", name="Change my password").click()
        await expect(visitor.get_by_text("This is not your password.")).to_be_visible()
        await visitor.get_by_label("Current password", exact=True).fill(PASSWORD)
        await visitor.get_by_role("button", name="Change my password").click()
        await expect(visitor.get_by_text("Your password is changed.")).to_be_visible()
        await expect(visitor.get_by_role("button", name="Sign out python-httpx2")).to_have_count(0)
        await visitor.reload()
        await expect(visitor.get_by_label("Name")).to_have_value("Mina the Brave")


async def test_other_places_are_signed_out(visitor: Page, house: House) -> None:
    async with member_of(house) as elsewhere:
        await signed_in(visitor, house)
        async with httpx2.AsyncClient(base_url=house.address) as third:
            await third.post("/api/auth/login", json={"email": EMAIL, "password": PASSWORD})
        await visitor.goto("/account")
        await visitor.get_by_role("button", name="Sign out everywhere else").click()
        await expect(visitor.get_by_text("signed in only here now")).to_be_visible()
        assert (await elsewhere.get("/api/auth/me")).status_code == 401


@pytest.mark.parametrize("straight", [True, False], ids=["to disk", "through memory"])
async def test_everything_of_mine(
    browser: Browser, house: House, tmp_path: Path, straight: bool
) -> None:
    async with member_of(house), visiting(browser, house, "phone") as page:
        await page.add_init_script(TO_DISK if straight else "delete window.showSaveFilePicker")
        await signed_in(page, house)
        await page.goto("/account")
        press = page.get_by_role("button", name="Download it")
        if straight:
            await press.click()
            await expect(page.get_by_text("Your file is complete.")).to_be_visible()
            assert await page.evaluate(KEPT) > 500
            return
        async with page.expect_download() as coming:
            await press.click()
        kept = await (await coming.value).path()
        assert "README.txt" in zipfile.ZipFile(io.BytesIO(kept.read_bytes())).namelist()
        await page.route("**/api/auth/export", lambda route: route.abort())
        await press.click()
        await expect(page.get_by_text("cannot be reached")).to_be_visible()
        await expect(press).not_to_have_attribute("aria-disabled", "true")


async def test_an_account_is_deleted(visitor: Page, house: House) -> None:
    async with member_of(house):
        await signed_in(visitor, house)
        await visitor.goto("/account")
        await visitor.get_by_role("button", name="Delete my account…").click()
        dialog = visitor.get_by_role("dialog")
        erase = dialog.get_by_role("button", name="Delete everything for good")
        await dialog.get_by_label("Password", exact=True).fill("a wrong one")
        await erase.click()
        await expect(dialog.get_by_text("Please type “delete”.")).to_be_visible()
        assert await violations(visitor) == []
        await dialog.get_by_label("Type “delete”").fill("Delete")
        await erase.click()
        await expect(dialog.get_by_text("This is not your password.")).to_be_visible()
        await dialog.get_by_label("Password", exact=True).fill(PASSWORD)
        await erase.click()
        await expect(visitor.get_by_text("Your account is deleted")).to_be_visible()
        await fill_sign_in(visitor)
        await expect(visitor.get_by_text("do not belong together")).to_be_visible()


async def test_members_and_guests_sign_out(visitor: Page, house: House) -> None:
    async with member_of(house):
        await signed_in(visitor, house)
    await visitor.goto("/account")
    await visitor.get_by_role("button", name="Sign out", exact=True).click()
    await expect(visitor.get_by_text("You are signed out.")).to_be_visible()
    await expect(visitor.get_by_role("form", name="Sign in")).to_be_visible()
    async with guest_of(visitor, house):
        await visitor.goto("/account")
        await visitor.get_by_role("button", name="Sign out", exact=True).click()
        await expect(visitor.get_by_text("what you have made is lost to you")).to_be_visible()
        await visitor.get_by_role("button", name="Stay").click()
        await expect(visitor.get_by_role("heading", name="here as a guest")).to_be_visible()


async def test_a_sign_in_that_ends_keeps_what_is_typed(visitor: Page, house: House) -> None:
    async with member_of(house) as mina:
        await story_of(mina, "The Lamp", generateAssets=False)
        await signed_in(visitor, house)
        await visitor.goto("/library?q=lamp")
        card = visitor.locator("li.card h3")
        await expect(card).to_have_text(["The Lamp"])
        await visitor.get_by_role("button", name="What to do with “The Lamp”").click()
        await visitor.get_by_role("button", name="Rename").click()
        await visitor.get_by_role("textbox", name="Title").fill("A better lamp")
        for one in (await mina.get("/api/auth/sessions")).json()["sessions"]:
            if not one["current"]:
                await mina.delete(f"/api/auth/sessions/{one['id']}")
        await visitor.get_by_role("button", name="Save").click()
        ended = visitor.get_by_role("dialog", name="Your sign-in has ended")
        await expect(ended.get_by_role("form", name="Sign in")).to_be_visible()
        assert await violations(visitor) == []
        await fill_sign_in(visitor)
        await expect(ended).to_have_count(0)
        await expect(visitor.get_by_role("textbox", name="Title")).to_have_value("A better lamp")
        await visitor.get_by_role("button", name="Save").click()
        await expect(card).to_have_text(["A better lamp"])
        await expect(visitor).to_have_url(re.compile(r"/library\?q=lamp"))


async def test_a_guest_whose_day_is_over_goes_on(visitor: Page, house: House) -> None:
    async with httpx2.AsyncClient(base_url=house.address) as client:
        tokens = (await client.post("/api/auth/guest")).json()
    await sign_in(visitor, tokens, lasts=-5)
    await visitor.goto("/library")
    ended = visitor.get_by_role("dialog", name="Your sign-in has ended")
    await expect(ended.get_by_text("Your day as a guest is over")).to_be_visible()
    await ended.get_by_role("button", name="Go on as a guest").click()
    await expect(ended).to_have_count(0)
    await expect(visitor.get_by_role("heading", name="Your shelves are waiting")).to_be_visible()


async def test_language_and_light_are_kept(visitor: Page) -> None:
    await visitor.goto("/account")
    await visitor.get_by_label("Light").select_option("dark")
    await visitor.get_by_label("Language").select_option("de")
    await expect(visitor.get_by_role("heading", name="Konto", exact=True)).to_be_visible()
    await visitor.reload()
    await expect(visitor.locator("html")).to_have_attribute("data-theme", "dark")
    await expect(visitor.locator("html")).to_have_attribute("lang", "de")
    await expect(visitor.get_by_role("heading", name="Konto", exact=True)).to_be_visible()
    assert await violations(visitor) == []


async def test_the_owner_at_home(browser: Browser, fresh_urls: Urls, tmp_path: Path) -> None:
    async with (
        opened(fresh_urls, tmp_path, instant_artists(), home=True) as house,
        visiting(browser, house, "phone") as page,
    ):
        await page.goto("/account")
        await expect(page.get_by_role("heading", name="You are at home")).to_be_visible()
        await expect(page.get_by_text("as many as you like")).to_be_visible()
        await expect(page.get_by_role("button", name=re.compile("password"))).to_have_count(0)
        assert await violations(page) == []
