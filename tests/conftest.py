"""Fixtures that every test may ask for; nothing is started until one does."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.support.postgres import Server

    from fablewright.db.embedded import Urls


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[Server]:
    """One PostgreSQL for the whole run (see tests/support/postgres.py)."""
    from tests.support.postgres import running_server

    with running_server() as server:
        yield server


@pytest.fixture(scope="session")
def postgres_urls(postgres_server: Server) -> Urls:
    """The server's migrated template: to derive other URLs from. Do not connect to it."""
    return postgres_server.urls_of(postgres_server.template)


@pytest.fixture
async def fresh_urls(postgres_server: Server) -> AsyncIterator[Urls]:
    """A migrated, empty database of this test's own, as its owner and as the application."""
    async with postgres_server.fresh() as urls:
        yield urls


@pytest.fixture
def database_url(fresh_urls: Urls) -> str:
    """The same database, as the application logs in."""
    return fresh_urls.app
