"""What people write stays out of logs, error messages and the queue, whatever goes wrong with it."""

from __future__ import annotations

import asyncio
import contextlib
import json
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx2
import pytest
import websockets
from tests.security.calls import Operation, operations
from tests.support.postgres import connected, reachable_folder
from tests.support.studio import settled

PROGRAM = Path(__file__).with_name("haunted.py")
NAME = "Zyxquillon"  # whom nothing else is called
NONSENSE = (NAME, [NAME], {NAME: NAME}, NAME * 999, f"{NAME}\0", f"{NAME}\ud800")


@dataclass
class Haunted:
    """The studio of haunted.py, and what it said."""

    address: str
    token: str
    database: str
    log: Path
    errors: list[str] = field(default_factory=list)  # answers from 400 on


@pytest.fixture
def folder() -> Iterator[Path]:
    with reachable_folder() as folder:
        yield folder


@contextlib.asynccontextmanager
async def haunted(folder: Path, mode: str, said: Path) -> AsyncIterator[Haunted]:
    with said.open("wb") as errors:
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "tests.security.haunted", str(folder), NAME, mode,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=errors, cwd=PROGRAM.parents[2],
        )  # fmt: skip
        assert process.stdin
        assert process.stdout
        try:
            line = await asyncio.wait_for(process.stdout.readline(), 60)
            assert line, said.read_text("utf-8")
            told = json.loads(line)
            yield Haunted(told["address"], told["token"], told["database"], Path(told["log"]))
            process.stdin.close()
            await asyncio.wait_for(process.wait(), 30)
        finally:
            if process.returncode is None:
                process.kill()
                await process.wait()


@pytest.mark.parametrize("mode", ["json", "terminal"])
async def test_a_name_is_nowhere(folder: Path, tmp_path: Path, mode: str) -> None:
    said = tmp_path / "log"
    async with haunted(folder, mode, said) as studio:
        async with client_of(studio, studio.token) as owner:
            await make_a_book(owner)
        async with client_of(studio) as stranger:
            guest = (await stranger.post("/api/auth/guest", json={"name": NAME})).json()
            await sign_in_and_out(stranger, guest["access_token"])
        for token in (studio.token, NAME, f"{NAME}.{NAME}.{NAME}", ""):
            async with client_of(studio, token) as client:
                values = NONSENSE if token == studio.token else NONSENSE[:1]
                for operation in operations((await client.get("/openapi.json")).json()):
                    if operation.documented:
                        await send_nonsense(client, operation, values)
                await break_things(client)
        await break_sockets(studio)
        await hold_sql_to_it(studio)
        queued = await queue_of(studio)
    logged = said.read_text("utf-8")
    assert "step broke" in logged
    assert "request broke" in logged
    assert "job broke" in logged
    assert "Task exception was never retrieved" in logged
    assert "haunted.py" in logged  # where it was is told
    assert studio.errors
    for kind, text in (
        ("log", logged), ("answer", "\n".join(studio.errors)), ("queue", queued),
        ("server", studio.log.read_text("utf-8", "replace")),
    ):  # fmt: skip
        for spelled in (NAME, NAME.lower(), NAME.encode().hex()):
            found = [line[:300] for line in text.splitlines() if spelled in line]
            assert found == [], kind
        for secret in (studio.token, guest["access_token"], "correct horse"):
            assert secret not in text, kind


@contextlib.asynccontextmanager
async def client_of(studio: Haunted, token: str = "") -> AsyncIterator[httpx2.AsyncClient]:
    async def note(answer: httpx2.Response) -> None:
        if answer.status_code >= 400:
            studio.errors.append((await answer.aread()).decode())
            studio.errors += [f"{name}: {value}" for name, value in answer.headers.items()]

    headers = {"User-Agent": NAME, "Referer": f"https://{NAME}/", "Cookie": f"who={NAME}"}
    if token:
        headers["Authorization"] = f"Bearer {token}"
    async with httpx2.AsyncClient(
        base_url=studio.address, headers=headers, event_hooks={"response": [note]}, timeout=30
    ) as client:
        yield client


async def make_a_book(client: httpx2.AsyncClient) -> None:
    """With artists that fail, each in its way, and try again."""
    made = await client.post(
        "/api/v1/characters",
        json={"name": NAME, "kind": "child", "appearance": f"{NAME}’s hat", "species": NAME},
    )
    child = made.json()["data"]["id"]
    wish = {
        "spark": f"{NAME} and the kite", "title": f"The kite of {NAME}", "child_id": child,
        "moral": f"Be like {NAME}", "relationship_description": NAME, "emotion": NAME,
    }  # fmt: skip
    story = (await client.post("/api/v1/stories", json=wish)).json()["data"]["id"]
    detail = await settled(client, story)
    assert NAME in json.dumps(detail)  # its owner is told, of course
    again = {"assetTypes": ["activities", "scene_2"], "feedback": f"{NAME} looks sad"}
    done = await client.post(f"/api/v1/stories/{story}/assets/regenerate", json=again)
    assert done.status_code == 202
    await settled(client, story)
    edit = {"title": f"{NAME}!", "beats": [f"{NAME} flew.", None, None, None]}
    assert (await client.patch(f"/api/v1/stories/{story}", json=edit)).status_code == 200
    detail = await settled(client, story)
    address = detail["asset_generation_status"]["assets"]["cover"]["url"]
    assert (await client.get(f"{address}&download={NAME}")).status_code == 200
    async with client.stream("GET", f"/api/v1/stories/{story}/events?after=0") as events:
        async for line in events.aiter_lines():
            if line.startswith("data:"):
                break


async def sign_in_and_out(client: httpx2.AsyncClient, guest: str) -> None:
    account = {
        "email": f"{NAME}@example.org",
        "password": f"correct horse {NAME}",
        "username": NAME,
    }
    bearer = {"Authorization": f"Bearer {guest}"}
    made = await client.post("/api/auth/register", json=account, headers=bearer)
    assert made.status_code == 201
    for wrong, status in (
        (account, 409), ({**account, "password": NAME}, 422), ({**account, "email": NAME}, 422),
    ):  # fmt: skip
        assert (await client.post("/api/auth/register", json=wrong)).status_code == status
    for password in (account["password"], NAME):
        await client.post("/api/auth/login", json={**account, "password": password})
    tokens = made.json()
    for _ in range(3):  # the second use is refused, and ends the session
        await client.post("/api/auth/refresh", json={"refresh_token": tokens["refresh_token"]})
    await client.post("/api/auth/refresh", json={"refresh_token": NAME})


async def send_nonsense(
    client: httpx2.AsyncClient, operation: Operation, values: Sequence[object]
) -> None:
    """The name in every field, one by one, in forms that hardly any of them takes."""
    for slot in operation.slots:
        if not operation.path.endswith("/events") or slot.where != "path":
            await client.request(**operation.request({slot: NAME}))
    for value in values:
        for name in operation.body or {}:
            content = json.dumps({**(operation.body or {}), name: value})
            asked = operation.request({})
            await client.request(**{**asked, "url": _somewhere(asked), "content": content})
    if operation.body is not None:
        asked = operation.request({})
        for content in (NAME, f'{{"{NAME}": ', f'"{NAME}"', f'{{"{NAME}": NaN}}', f"\xff{NAME}"):
            raw = content.encode("latin-1")
            await client.request(**{**asked, "url": _somewhere(asked), "content": raw})
        await client.request(
            **{**asked, "url": _somewhere(asked), "headers": {"Content-Type": NAME}}
        )
    for query in ("limit", "cursor", "after", "include", "expires", "download", "email"):
        address = _somewhere(operation.request({}))
        if operation.verb == "get" and not address.endswith("/events"):
            await client.get(address, params={query: f"{NAME}\0"})
            await client.get(
                address, params={query: NAME}, headers={"Range": NAME, "If-Match": NAME}
            )


def _somewhere(asked: Mapping[str, Any]) -> str:
    """The address, with an id of nothing where it wants one."""
    parts = str(asked["url"]).split("/")
    nothing = "6d137fb0-cb14-4f67-a335-ec77dee9d71f"
    return "/".join(nothing if part.startswith("{") else part for part in parts)


async def break_things(client: httpx2.AsyncClient) -> None:
    assert (await client.get("/broken", params={"name": NAME})).status_code == 500
    with contextlib.suppress(httpx2.HTTPError):
        await client.get("/half")
    for address in (f"/{NAME}", f"/api/v1/{NAME}", f"/files/{NAME}.png", f"/%00{NAME}"):
        for verb in ("GET", "POST", "PUT"):
            await client.request(verb, address, headers={"X-Request-ID": f"{NAME} {NAME}"})


async def break_sockets(studio: Haunted) -> None:
    socket = studio.address.replace("http", "ws", 1)
    for path, token in (("/socket", ""), (f"/{NAME}", ""), ("/api/v1/realtime", NAME)):
        with contextlib.suppress(websockets.WebSocketException):
            headers = {"Authorization": f"Bearer {token}"} if token else {}
            async with websockets.connect(socket + path, additional_headers=headers) as connection:
                await connection.recv()
    headers = {"Authorization": f"Bearer {studio.token}"}
    async with websockets.connect(
        f"{socket}/api/v1/realtime", additional_headers=headers
    ) as connection:
        for message in (
            NAME, json.dumps(NAME), json.dumps({NAME: NAME}), json.dumps({"subscribe": NAME}),
            json.dumps({"subscribe": f"stories:id={NAME}"}), json.dumps({"unsubscribe": [NAME]}),
            json.dumps({"subscribe": f"stories:id={'0' * 32}", "after": NAME}),
        ):  # fmt: skip
            await connection.send(message)
            studio.errors.append(str(await asyncio.wait_for(connection.recv(), 10)))


async def hold_sql_to_it(studio: Haunted) -> None:
    """Statements that PostgreSQL refuses, for the sake of its own log."""
    async with connected(studio.database) as steward:
        for statement in (
            f"SELECT '{NAME}'::uuid", f"SELECT '{NAME}'::date", f"SELECT {NAME}", f"SELEKT '{NAME}'",
            f"INSERT INTO users (id, role, name) VALUES (gen_random_uuid(), '{NAME}', '{NAME}')",
            f"DO $$ BEGIN RAISE WARNING '{NAME}'; RAISE EXCEPTION '{NAME}'; END $$",
        ):  # fmt: skip
            with contextlib.suppress(Exception):
                await steward.execute(statement)
        with contextlib.suppress(Exception):
            await steward.fetch("SELECT $1::text::uuid", NAME)


async def queue_of(studio: Haunted) -> str:
    """All that the queue's tables hold; a payload is bytes, and shows as hexadecimal digits."""
    async with connected(studio.database) as steward:
        names = await steward.fetch(
            "SELECT relname FROM pg_class WHERE relkind = 'r' AND relname LIKE 'pgqueuer%'"
        )
        assert names
        found = [
            row[0]
            for (name,) in names
            for row in await steward.fetch(f"SELECT t::text FROM {name} t")
        ]
    assert any("exception_type" in one for one in found)  # the broken job is there
    return "\n".join(found)
