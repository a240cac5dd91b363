"""Books that are there before somebody looks at them."""

from __future__ import annotations

import asyncio
import json
from dataclasses import dataclass
from typing import Any

from playwright.async_api import APIResponse, Page


@dataclass(frozen=True, slots=True)
class Shelved:
    """A book of whoever is signed in on `page`."""

    page: Page
    id: str
    token: str

    async def ask(self, method: str, path: str = "", **body: Any) -> Any:
        """Asks the studio beside the page, about this book."""
        answer = await self.page.request.fetch(
            f"/api/v1/stories/{self.id}{path}", method=method, data=body or None,
            headers={"Authorization": f"Bearer {self.token}"},
        )  # fmt: skip
        return await told(answer)

    async def settled(self) -> dict[str, Any]:
        """The book, once nothing of it is in work."""
        async with asyncio.timeout(30):
            while True:
                detail: dict[str, Any] = await self.ask("GET")
                if detail["asset_generation_status"]["overall"] != "generating":
                    return detail
                await asyncio.sleep(0.05)


async def a_book(page: Page, **wish: Any) -> Shelved:
    """A finished book of a guest, who is signed in on `page` from now on."""
    guest = await (await page.request.post("/api/auth/guest")).json()
    return await book_of(page, guest["access_token"], **wish)


async def book_of(page: Page, token: str, **wish: Any) -> Shelved:
    """The same of whoever has this token."""
    kept = json.dumps({"access": token, "until": 4_000_000_000_000})
    await page.add_init_script(
        f"localStorage.getItem('fablewright.session') || localStorage.setItem('fablewright.session', {kept!r})"
    )
    headers = {"Authorization": f"Bearer {token}"}
    asked = {"spark": "a shy octopus", **wish}
    begun = await told(await page.request.post("/api/v1/stories", data=asked, headers=headers))
    book = Shelved(page, begun["id"], token)
    await book.settled()
    return book


async def told(answer: APIResponse) -> Any:
    assert answer.ok, await answer.text()
    return (await answer.json())["data"]
