"""Books for tests of the reader, and what one does with them."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from playwright.async_api import CDPSession, Page, expect
from tests.support.artists import MP3_FRAME, InstantNarrator, instant_artists

from fablewright.books.steps import Artists
from fablewright.core.artist import Call, Reply
from fablewright.core.book import Word
from fablewright.narrators.base import Narration, NarrationRequest

FRAMES = 8  # of silence for each word: 0.21 s
READ = "/books/{}/read"
CONTENT, PICTURES, SOUND = ("content",), ("cover", "scene_4"), ("content", "audio")
# As the page asks: with the session that it keeps.
_ENTER = """async () => {
  const told = await (await fetch("/api/auth/guest", { method: "POST" })).json();
  const until = Date.now() + 1000 * told.expires_in;
  localStorage.setItem("fablewright.session", JSON.stringify({ access: told.access_token, until }));
}"""
_ASK = """async ([method, path, body]) => {
  const kept = JSON.parse(localStorage.getItem("fablewright.session"));
  const headers = { Authorization: `Bearer ${kept.access}`, "Content-Type": "application/json" };
  const answer = await fetch(path, { method, headers, body: body && JSON.stringify(body) });
  return (await answer.json()).data;
}"""


class SlowNarrator(InstantNarrator):
    """Says every word for as long as people need, in silence."""

    def narrate(self, request: NarrationRequest) -> Call[Narration]:
        call = super().narrate(request)

        async def run() -> Reply[Narration]:
            reply = await call.run()
            told = reply.value

            def slower(words: Sequence[Word]) -> tuple[Word, ...]:
                return tuple(
                    Word(txt=word.txt, start=word.start * FRAMES, end=word.end * FRAMES)
                    for word in words
                )

            slow = Narration(
                mp3=MP3_FRAME * FRAMES * (len(told.title_words) + len(told.words)),
                duration=told.duration * FRAMES, voice=told.voice,
                title_words=slower(told.title_words), words=slower(told.words),
            )  # fmt: skip
            return replace(reply, value=slow)

        return replace(call, run=run)


def readers_crew() -> Artists:
    return replace(instant_artists(), narrator=SlowNarrator())


async def ask(page: Page, method: str, path: str, body: Any = None) -> Any:
    """What the studio answers to the person before this page."""
    return await page.evaluate(_ASK, [method, path, body])


async def begin(page: Page, **wish: Any) -> str:
    """A guest of the house begins a story. Returns its id."""
    await page.goto("/s/none")
    await page.evaluate(_ENTER)
    made = await ask(page, "POST", "/api/v1/stories", {"spark": "a lamp on a hill", **wish})
    return str(made["id"])


async def ready(page: Page, story: str, parts: Sequence[str]) -> None:
    """Waits until these parts are settled."""
    async with asyncio.timeout(60):
        while True:
            told = await ask(page, "GET", f"/api/v1/stories/{story}")
            assets = told["asset_generation_status"]["assets"]
            if all(assets[part]["status"] in ("ready", "failed") for part in parts):
                return
            await asyncio.sleep(0.1)


async def opened_book(
    page: Page, *, at: str = "", parts: Sequence[str] = (*PICTURES, *SOUND), **wish: Any
) -> str:
    """A book of this person's own, with these parts, open in the reader. Returns its id."""
    story = await begin(page, **wish)
    await ready(page, story, parts)
    await page.goto(READ.format(story) + at)
    await expect(page.locator(".book")).to_be_visible()
    return story


async def until(page: Page, expression: str, seconds: float = 15) -> None:
    """Waits until this is true in the page; Playwright's own way is refused by the page's policy."""
    async with asyncio.timeout(seconds):
        while not await page.evaluate(expression):
            await asyncio.sleep(0.05)


async def on_page(page: Page, number: int) -> None:
    """Expects this page to be open, and no other."""
    await expect(page.locator("[data-open=yes]")).to_have_count(1)
    shown = page.locator(".leaf").nth(number - 1)
    await expect(shown).to_have_attribute("data-open", "yes")
    await expect(page.locator("[data-part=turning]")).to_have_count(0)


class Finger:
    """Touches the screen as a real one does, through the browser's own gestures."""

    def __init__(self, session: CDPSession) -> None:
        self._session = session

    @classmethod
    async def on(cls, page: Page) -> Finger:
        return cls(await page.context.new_cdp_session(page))

    async def touch(self, kind: str, *points: tuple[float, float]) -> None:
        touches = [{"x": x, "y": y, "id": number} for number, (x, y) in enumerate(points)]
        await self._session.send(
            "Input.dispatchTouchEvent", {"type": f"touch{kind}", "touchPoints": touches}
        )

    async def swipe(
        self,
        start: tuple[float, float],
        end: tuple[float, float],
        *,
        lift: bool = True,
        pause: float = 0.02,
    ) -> None:
        await self.touch("Start", start)
        for step in range(1, 9):
            share = step / 8
            x, y = (a + (b - a) * share for a, b in zip(start, end, strict=True))
            await self.touch("Move", (x, y))
            await asyncio.sleep(pause)
        if lift:
            await self.touch("End")
