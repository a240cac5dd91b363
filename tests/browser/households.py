"""People with shelves, for tests of the page: made through the API, and signed in in a browser."""

from __future__ import annotations

import contextlib
import json
import time
from collections.abc import AsyncIterator
from typing import Any

import httpx2
from playwright.async_api import Page
from tests.browser.conftest import House
from tests.support.people import PASSWORD
from tests.support.studio import settled

EMAIL = "mina@example.org"


@contextlib.asynccontextmanager
async def member_of(house: House, email: str = EMAIL) -> AsyncIterator[httpx2.AsyncClient]:
    """A client of somebody who has just made an account."""
    async with httpx2.AsyncClient(base_url=house.address) as client:
        body = {"email": email, "password": PASSWORD, "username": "Mina"}
        answer = await client.post("/api/auth/register", json=body)
        assert answer.status_code == 201, answer.text
        use(client, answer.json())
        yield client


def use(client: httpx2.AsyncClient, tokens: dict[str, Any]) -> None:
    """This client is whoever these tokens belong to."""
    client.headers["Authorization"] = f"Bearer {tokens['access_token']}"


async def sign_in(page: Page, tokens: dict[str, Any], *, lasts: float = 600) -> None:
    """The browser holds these tokens from its next page on; `lasts` is in seconds."""
    kept = {
        "access": tokens["access_token"],
        "until": int((time.time() + lasts) * 1000),
        "refresh": tokens.get("refresh_token"),
    }
    await page.goto("/icon.svg")
    await page.evaluate(
        "kept => localStorage.setItem('fablewright.session', kept)", json.dumps(kept)
    )


async def signed_in(page: Page, house: House, email: str = EMAIL) -> None:
    """This browser has a session of its own of this account."""
    async with httpx2.AsyncClient(base_url=house.address) as client:
        body = {"email": email, "password": PASSWORD}
        answer = await client.post("/api/auth/login", json=body)
        assert answer.status_code == 200, answer.text
    await sign_in(page, answer.json())


async def story_of(client: httpx2.AsyncClient, title: str, **wish: Any) -> str:
    """The id of a story of this title that is finished; `generateAssets=False` for a short one."""
    body = {"title": title, "character_ids": [], "themes": ["courage"], **wish}
    answer = await client.post("/api/v1/stories", json=body)
    assert answer.status_code == 201, answer.text
    story_id: str = answer.json()["data"]["id"]
    await settled(client, story_id)
    return story_id
