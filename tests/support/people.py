"""People for tests of who may do what, and API processes like those of a real installation."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import os
import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx2
from fastapi import FastAPI

import fablewright
from fablewright.bootstrap import Studio
from fablewright.core import ids
from fablewright.db.embedded import Urls
from fablewright.identity.model import Caller, Granted, User, Visit

PASSWORD = "a kite over the roofs"
SECRET = "0123456789abcdefghijklmnopqrstuvwxyz"  # of a studio; shared by its processes
OFTEN = "100000/minute"
UNLIMITED: dict[str, Any] = {
    "rate_auth": OFTEN, "rate_generate": OFTEN, "rate_read": OFTEN, "guests_per_hour": 100_000,
}  # fmt: skip
_numbers = itertools.count(1)


def bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


def visitor(app: FastAPI, address: str = "192.0.2.1", **options: Any) -> httpx2.AsyncClient:
    """Somebody at `address`, who speaks to the application in this process; not signed in."""
    transport = httpx2.ASGITransport(app=app, client=(address, 40_000))
    return httpx2.AsyncClient(transport=transport, base_url="http://studio", **options)


async def register(client: httpx2.AsyncClient, email: str, **more: Any) -> httpx2.Response:
    headers = more.pop("headers", {})
    body = {"email": email, "password": PASSWORD, **more}
    return await client.post("/api/auth/register", json=body, headers=headers)


def refused(answer: httpx2.Response, status: int, code: str) -> dict[str, Any]:
    """The body of an answer that must be this refusal."""
    body: dict[str, Any] = answer.json()
    assert (answer.status_code, body["code"]) == (status, code), body
    return body


async def account(studio: Studio, *, password: str = "") -> tuple[User, Granted]:
    """A new account and a session of it. Without a password it is made at once, and has none."""
    email = f"mina{next(_numbers)}@example.org"
    if password:
        user_id = await studio.identity.add_account(email, password, "Mina")
    else:
        user_id = ids.new_id()

        async def create(connection: Any) -> None:
            await connection.execute(
                "SELECT account_create($1, $2, 'Mina', 'no hash of any password')", user_id, email
            )

        await studio.db.run(create, user_id=user_id)
    user = User(user_id, "user", "free", "Mina", email)
    return user, await studio.identity.begin(user, Visit("192.0.2.7", "a browser"))


def caller_of(granted: Granted) -> Caller:
    return Caller(granted.user, granted.session_id)


@contextlib.asynccontextmanager
async def api_processes(
    urls: Urls, data_dir: Path, count: int = 2, **settings: Any
) -> AsyncIterator[list[str]]:
    """The addresses of `fablewright serve` processes over one database, which end on leaving."""
    environment = {
        **os.environ,
        "DATABASE_URL": urls.app,
        "PYTHONPATH": str(Path(fablewright.__file__).parents[1]),
        "FABLEWRIGHT_SECRET_KEY": SECRET,
        **{f"FABLEWRIGHT_{name.upper()}": str(value) for name, value in settings.items()},
    }
    command = [
        sys.executable, "-m", "fablewright.cli", "serve", "--port", "0", "--data-dir", str(data_dir),
    ]  # fmt: skip
    processes = [
        subprocess.Popen(command, env=environment, cwd=data_dir, stdout=subprocess.PIPE, text=True)
        for _ in range(count)
    ]
    try:
        yield [await asyncio.to_thread(_address, process) for process in processes]
    finally:
        for process in processes:
            process.terminate()
        for process in processes:
            try:
                await asyncio.to_thread(process.communicate, timeout=20)
            except subprocess.TimeoutExpired:
                process.kill()
                process.communicate()


def _address(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    greeting = process.stdout.readline()  # empty when it died
    assert " at " in greeting, f"the process did not start (status {process.poll()})"
    return greeting.split(" at ")[1].split()[0].rstrip("/")


async def tables(steward: Any) -> list[str]:
    rows = await steward.fetch(
        "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace"
        " AND relkind IN ('r', 'p') ORDER BY relname"
    )
    return [row["relname"] for row in rows]


async def rows_with(steward: Any, *words: str) -> list[tuple[str, str]]:
    """Every row of every table in which one of the words stands, also within binary columns."""
    found = []
    for table in await tables(steward):
        columns = await steward.fetch(
            "SELECT attname, atttypid::regtype::text AS kind FROM pg_attribute"
            " WHERE attrelid = $1::regclass AND attnum > 0 AND NOT attisdropped", table,
        )  # fmt: skip
        text = " || ' ' || ".join(
            f"coalesce(encode({c['attname']}, 'escape'), '')"
            if c["kind"] == "bytea"
            else f"coalesce({c['attname']}::text, '')"
            for c in columns
        )
        for word in words:
            rows = await steward.fetch(
                f"SELECT t.ctid::text, {text} AS said FROM {table} t WHERE strpos({text}, $1) > 0",
                word,
            )
            found += [(table, row["said"]) for row in rows]
    return found


async def owned_rows(steward: Any, user_id: UUID) -> dict[str, list[str]]:
    """The rows in which somebody's id stands, by table, but for what changes by itself."""
    rows: dict[str, list[str]] = {}
    for table, said in await rows_with(steward, str(user_id)):
        if table not in ("rate_limits", "pgqueuer"):
            rows.setdefault(table, []).append(said)
    return rows
