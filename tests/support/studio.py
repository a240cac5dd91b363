"""A studio, its web application and clients of it, on a database of a test's own."""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import uuid
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx2
from tests.support.postgres import connected

from fablewright.authors.base import Author
from fablewright.books.instant import InstantStories
from fablewright.bootstrap import Studio, open_studio
from fablewright.db.embedded import Urls
from fablewright.generations.service import Ledger
from fablewright.settings import Settings
from fablewright.web.app import create_app
from fablewright.web.server import StudioServer


@contextlib.asynccontextmanager
async def studio_on(urls: Urls, data_dir: Path, **settings: Any) -> AsyncIterator[Studio]:
    """A studio on this database, with its files in `data_dir`. Nobody works in it yet."""
    chosen = Settings(_env_file=None, database_url=urls.app, data_dir=data_dir, **settings)
    async with open_studio(chosen) as studio:
        yield studio


@contextlib.asynccontextmanager
async def writing(studio: Studio, author: Author, **options: Any) -> AsyncIterator[Studio]:
    """The same studio, where `author` writes what somebody waits for."""
    instant = InstantStories(
        studio.db,
        Ledger(studio.db),
        studio.books,
        studio.stories,
        studio.events,
        lambda: author,
        **options,
    )
    try:
        yield replace(studio, instant=instant)
    finally:
        await instant.close()


@contextlib.asynccontextmanager
async def client_of(studio: Studio, token: str | None = None) -> AsyncIterator[httpx2.AsyncClient]:
    """Speaks to the application in this process, as the owner unless `token` says otherwise."""
    app = create_app(studio)
    token = studio.identity.owner_token() if token is None else token
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    async with httpx2.AsyncClient(
        transport=httpx2.ASGITransport(app=app), base_url="http://studio", headers=headers
    ) as client:
        yield client


@contextlib.asynccontextmanager
async def served(studio: Studio, **options: Any) -> AsyncIterator[StudioServer]:
    """The application on a port of 127.0.0.1. On leaving, the server is asked to go and must."""
    proxies = studio.settings.trusted_proxies
    server = StudioServer(create_app(studio, **options), port=0, proxies=proxies)
    running = asyncio.create_task(server.serve())
    try:
        while not server.started:
            if running.done():
                running.result()
            await asyncio.sleep(0.01)
        yield server
    finally:
        server.should_exit = True
        await running


async def somebody_else(urls: Urls) -> str:
    """Another person of this studio. Returns their token."""
    token, user = uuid.uuid4().hex, uuid.uuid4()
    async with connected(urls.owner) as owner:
        await owner.execute(
            "INSERT INTO users (id, role, tier, name) VALUES ($1, 'user', 'free', 'Other')", user
        )
        await owner.execute(
            "INSERT INTO access_tokens (token_hash, user_id) VALUES ($1, $2)",
            hashlib.sha256(token.encode()).digest(), user,
        )  # fmt: skip
    return token


async def settled(client: httpx2.AsyncClient, story_id: str) -> dict[str, Any]:
    """The story's detail once nothing of it is in work any more."""
    async with asyncio.timeout(60):
        while True:
            answer = await client.get(f"/api/v1/stories/{story_id}")
            detail: dict[str, Any] = answer.json()["data"]
            if detail["asset_generation_status"]["overall"] != "generating":
                return detail
            await asyncio.sleep(0.05)
