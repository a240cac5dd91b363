"""The page in a real browser, before the real server with its worker and a database of the test's own."""

from __future__ import annotations

import contextlib
import os
import shutil
import zlib
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Browser, Page, async_playwright, expect
from tests.support.studio import served, studio_on

from fablewright.books.steps import Artists
from fablewright.bootstrap import Studio
from fablewright.crew import build_artists
from fablewright.db.embedded import Urls
from fablewright.web import page

SIZES: dict[str, dict[str, Any]] = {
    "phone": {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True},
    "desktop": {"viewport": {"width": 1280, "height": 860}},
}
PATIENCE = 15_000  # milliseconds for whatever is expected to appear
expect.set_options(timeout=PATIENCE)


@dataclass(frozen=True, slots=True)
class House:
    """A studio that is open to browsers. `at_home`: its owner is let in without a password."""

    studio: Studio
    address: str


@pytest.fixture(scope="session")
def chromium() -> str:
    """Where the browser is."""
    assert page.is_built(), "The page is not built: make page"
    found = shutil.which("chromium") or shutil.which("google-chrome")
    return found or pytest.skip("Chromium is missing (on Debian: apt-get install chromium).")


@pytest.fixture
async def browser(chromium: str) -> AsyncIterator[Browser]:
    options = ["--no-sandbox"] if os.geteuid() == 0 else []
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=chromium, args=[*options, "--autoplay-policy=no-user-gesture-required"]
        )
        yield browser
        await browser.close()


@pytest.fixture
def crew() -> Artists | None:
    """Who works in the house: the artists of its settings. Tests that need no real pictures say otherwise."""
    return None


@pytest.fixture
async def house(fresh_urls: Urls, tmp_path: Path, crew: Artists | None) -> AsyncIterator[House]:
    """A house whose visitors are guests until they sign in; its worker works."""
    async with opened(fresh_urls, tmp_path, crew) as house:
        yield house


@contextlib.asynccontextmanager
async def opened(
    urls: Urls, folder: Path, crew: Artists | None = None, *, home: bool = False, **settings: Any
) -> AsyncIterator[House]:
    """Such a house. `home`: the owner is let in."""
    async with studio_on(urls, folder, **settings) as studio:
        artists = crew or build_artists(studio.settings)
        async with studio.working(artists), served(studio, home=home) as server:
            yield House(studio, server.address)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Every test that asks for a `size` has both where FABLEWRIGHT_TEST_SIZES=all; else one of them, always
    the same, so that all together look at both in half the time."""
    marks = metafunc.definition.iter_markers("parametrize")
    if "size" not in metafunc.fixturenames or any("size" in mark.args[0] for mark in marks):
        return
    sizes, name = list(SIZES), metafunc.definition.name
    if os.environ.get("FABLEWRIGHT_TEST_SIZES") != "all":
        sizes = sizes[zlib.crc32(name.encode()) % 2 :][:1]
    metafunc.parametrize("size", sizes)


@pytest.fixture
def size() -> str:
    """Overridden by what `pytest_generate_tests` or a test's own parameters say."""
    raise AssertionError


@pytest.fixture
async def visitor(browser: Browser, house: House, size: str) -> AsyncIterator[Page]:
    """Somebody before an empty window of this size. What breaks in the page breaks the test."""
    async with visiting(browser, house, size) as page:
        yield page


@contextlib.asynccontextmanager
async def visiting(
    browser: Browser, house: House, size: str, **options: Any
) -> AsyncIterator[Page]:
    """The same, with options of Playwright's such as `color_scheme`."""
    context = await browser.new_context(base_url=house.address, **{**SIZES[size], **options})
    context.set_default_timeout(PATIENCE)
    expect.set_options(timeout=PATIENCE)
    page, broken = await context.new_page(), list[str]()
    page.on("pageerror", lambda error: broken.append(str(error)))
    page.on("console", _policy_into(broken))
    try:
        yield page
    finally:
        await context.close()
    assert not broken, broken


def _policy_into(broken: list[str]) -> Callable[[Any], None]:
    """Refusals of the page's own policy are defects, too."""

    def hear(message: Any) -> None:
        if "Content Security Policy" in message.text:
            broken.append(message.text)

    return hear
