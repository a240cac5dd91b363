"""A PostgreSQL for the tests: one server, one migrated template, and a fresh copy for each test."""

from __future__ import annotations

import asyncio
import contextlib
import os
import secrets
import shutil
import tempfile
from collections.abc import AsyncIterator, Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlsplit

import asyncpg

from fablewright.db.cluster import APP_ROLE, OWNER_ROLE, limit_access, make_role
from fablewright.db.embedded import EmbeddedPostgres, Urls
from fablewright.db.migrate import migrate

T = TypeVar("T")

# The tests' server may forget everything when the power fails.
HASTY = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


@dataclass(frozen=True)
class Server:
    """A server that tests may fill with databases. `urls` name its database `template`."""

    superuser: str
    urls: Urls
    template: str

    def urls_of(self, database: str) -> Urls:
        return Urls(_in(self.urls.owner, database), _in(self.urls.app, database))

    @contextlib.asynccontextmanager
    async def fresh(self) -> AsyncIterator[Urls]:
        """A migrated database of one's own; gone afterwards, with whoever is still connected."""
        name = f"fw_{secrets.token_hex(6)}"
        await _create(self.superuser, name, template=self.template)
        try:
            yield self.urls_of(name)
        finally:
            await _drop(self.superuser, name)


@contextlib.contextmanager
def reachable_folder() -> Iterator[Path]:
    """A temporary folder that the server's account may enter even when the tests run as root."""
    folder = Path(tempfile.mkdtemp(prefix="fw-"))
    folder.chmod(0o755)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextlib.contextmanager
def running_server() -> Iterator[Server]:
    """A server of our own, or the one of TEST_DATABASE_URL: the URL of a superuser on a server
    that is there for tests only, as its roles get new passwords."""
    with contextlib.ExitStack() as stack:
        template = f"fw_template_{secrets.token_hex(4)}"
        if given := os.environ.get("TEST_DATABASE_URL"):
            server = Server(given, apart(_roles_on(given)), template)
        else:
            postgres = EmbeddedPostgres(stack.enter_context(reachable_folder()), settings=HASTY)
            stack.callback(postgres.stop)
            urls = postgres.start()
            server = Server(postgres.superuser_url, urls, template)
        apart(_create(server.superuser, template))
        stack.callback(lambda: apart(_drop(server.superuser, template)))
        apart(migrate(server.urls_of(template).owner))
        yield server


def apart(work: Coroutine[Any, Any, T]) -> T:
    """Run a coroutine in a thread of its own, so that no test's event loop is disturbed."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, work).result()


@contextlib.asynccontextmanager
async def connected(url: str) -> AsyncIterator[asyncpg.Connection]:
    connection = await asyncpg.connect(url)
    try:
        yield connection
    finally:
        await connection.close()


async def _create(superuser: str, name: str, template: str = "template1") -> None:
    # Rights on a database are no part of its template.
    async with connected(superuser) as admin:
        await admin.execute(f"CREATE DATABASE {name} TEMPLATE {template} OWNER {OWNER_ROLE}")
        await limit_access(admin, name)


async def _drop(superuser: str, name: str) -> None:
    async with connected(superuser) as admin:
        await admin.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


async def _roles_on(superuser: str) -> Urls:
    async with connected(superuser) as admin:
        for role in (OWNER_ROLE, APP_ROLE):
            await make_role(admin, role, "for-tests")
    parts = urlsplit(superuser)
    address = parts.netloc.rpartition("@")[2]
    return Urls(
        *(
            parts._replace(netloc=f"{role}:for-tests@{address}").geturl()
            for role in (OWNER_ROLE, APP_ROLE)
        )
    )


def _in(url: str, database: str) -> str:
    return urlsplit(url)._replace(path=f"/{database}").geturl()
