"""What every answer has, and what no answer shows."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import httpx2
import pytest
from fastapi import FastAPI, Request
from fastapi.responses import StreamingResponse
from starlette.datastructures import Headers

from fablewright.core.errors import (
    Conflict,
    FablewrightError,
    InvalidInput,
    NotFound,
    Unauthorized,
    Unavailable,
)
from fablewright.identity.quotas import QuotaExceeded
from fablewright.identity.service import Forbidden
from fablewright.web import errors
from fablewright.web.doorway import BODY_LIMIT, Doorway
from fablewright.web.live import origin_allowed, sequence


def small_app(**options: Any) -> FastAPI:
    app = FastAPI()
    errors.install(app)
    app.add_middleware(Doorway, **options)

    @app.post("/count")
    async def count(request: Request) -> int:
        return len(await request.body())

    @app.get("/broken")
    async def broken() -> None:
        raise RuntimeError("the secret is 12345")

    @app.get("/away")
    async def away() -> None:
        raise Unavailable("The shelf does not answer.")

    @app.get("/breaking")
    async def breaking() -> StreamingResponse:
        async def half() -> AsyncIterator[bytes]:
            yield b"once upon a"
            raise RuntimeError("the secret is 12345")

        return StreamingResponse(half())

    @app.get("/long")
    async def long() -> StreamingResponse:
        async def whole() -> AsyncIterator[bytes]:
            yield b"once "
            await asyncio.sleep(0.2)
            yield b"upon a time"

        return StreamingResponse(whole())

    @app.get("/asleep")
    async def asleep() -> None:
        await asyncio.Event().wait()

    return app


@pytest.fixture
async def client() -> AsyncIterator[httpx2.AsyncClient]:
    transport = httpx2.ASGITransport(app=small_app())
    async with httpx2.AsyncClient(transport=transport, base_url="http://studio") as client:
        yield client


def is_failure(body: dict[str, Any]) -> bool:
    return list(body) == ["success", "error", "code", "message", "data"] and not body["success"]


@pytest.mark.parametrize("path", ["/count", "/broken", "/away", "/nowhere"])
async def test_every_answer_is_guarded(client: httpx2.AsyncClient, path: str) -> None:
    answer = await client.get(path)
    assert is_failure(answer.json())
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["referrer-policy"] == "no-referrer"
    assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]
    assert len(answer.headers["x-request-id"]) == 32


async def test_surprises_are_not_shown(client: httpx2.AsyncClient) -> None:
    answer = await client.get("/broken", headers={"X-Request-ID": "mine-1"})
    assert (answer.status_code, answer.json()["code"]) == (500, "INTERNAL_ERROR")
    assert "12345" not in answer.text
    assert "Traceback" not in answer.text
    assert answer.json()["data"] == {"request_id": "mine-1"}
    assert answer.headers["x-request-id"] == "mine-1"


async def test_half_an_answer_is_cut_off(client: httpx2.AsyncClient) -> None:
    with pytest.raises(RuntimeError, match="secret"):  # the server closes the connection then
        await client.get("/breaking")


async def test_a_forged_request_id_is_not_taken_over(client: httpx2.AsyncClient) -> None:
    answer = await client.get("/away", headers={"X-Request-ID": "one two {}"})
    assert "one" not in answer.headers["x-request-id"]


async def test_away_says_when_to_come_back(client: httpx2.AsyncClient) -> None:
    answer = await client.get("/away")
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "5")


async def test_wrong_method(client: httpx2.AsyncClient) -> None:
    answer = await client.delete("/count")
    assert (answer.status_code, answer.headers["allow"]) == (405, "POST")


@pytest.mark.parametrize("announced", [True, False])
async def test_large_bodies_are_refused(client: httpx2.AsyncClient, announced: bool) -> None:
    async def pieces(size: int) -> AsyncIterator[bytes]:
        for _ in range(size // 65536):
            yield bytes(65536)

    def content(size: int) -> Any:
        return bytes(size) if announced else pieces(size)

    assert (await client.post("/count", content=content(BODY_LIMIT))).json() == BODY_LIMIT
    answer = await client.post("/count", content=content(2 * BODY_LIMIT))
    assert (answer.status_code, answer.json()["code"]) == (413, "BODY_TOO_LARGE")


async def test_no_answer_is_waited_for_for_ever() -> None:
    """Neither on our side nor on the other; but what has begun may take its time."""

    async def stuck() -> AsyncIterator[bytes]:
        yield b"half"
        await asyncio.Event().wait()

    transport = httpx2.ASGITransport(app=small_app(patience=0.1))
    async with httpx2.AsyncClient(transport=transport, base_url="http://studio") as client:
        late = await client.get("/asleep")
        assert (late.status_code, late.json()["code"]) == (504, "TIMED_OUT")
        slow = await client.post("/count", content=stuck())
        assert (slow.status_code, slow.json()["code"]) == (408, "TOO_SLOW")
        assert (await client.get("/long")).text == "once upon a time"


async def test_large_bodies_are_refused_before_anything_else(client: httpx2.AsyncClient) -> None:
    answer = await client.request("GET", "/away", content=bytes(2 * BODY_LIMIT))
    assert answer.status_code == 413


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (InvalidInput("x"), 422),
        (NotFound("x", code="CHARACTER_NOT_FOUND"), 404),
        (Unauthorized("x"), 401),
        (Forbidden("x"), 403),
        (Conflict("x"), 409),
        (QuotaExceeded("x"), 403),
        (Unavailable("x"), 503),
        (FablewrightError("x"), 500),
    ],
)
def test_statuses(error: FablewrightError, status: int) -> None:
    answer = errors.respond(error)
    assert answer.status_code == status
    assert ("www-authenticate" in answer.headers) == (status == 401)


def test_validation_names_the_field_and_repeats_nothing() -> None:
    found = [{"type": "less_than_equal", "loc": ("body", "pages", 2, "size"), "ctx": {"le": 9},
              "input": "x" * 5000}]  # fmt: skip
    error = errors.invalid(found)
    assert error.message == "The field “pages[2].size” must be 9 or less."
    assert error.data == {"fields": [{"field": "pages[2].size", "message": "must be 9 or less"}]}


@pytest.mark.parametrize(
    ("origin", "allowed"),
    [
        (None, True),
        ("http://studio.example:8000", True),
        ("http://localhost:5173", True),
        ("https://books.example.org", True),
        ("http://studio.example.evil.org", False),
        ("http://evil.org", False),
        ("null", False),
        ("file://", False),
        ("http://[::1", False),
    ],
)
def test_origins(origin: str | None, allowed: bool) -> None:
    headers = {"host": "studio.example:8000", **({"origin": origin} if origin else {})}
    named = frozenset({"https://books.example.org"})
    assert origin_allowed(Headers(headers), named) is allowed


@pytest.mark.parametrize("nonsense", ["", "-1", "1.5", "abc", "9" * 40, "٣", "1\n"])
def test_event_numbers(nonsense: str) -> None:
    assert sequence("17", "after") == 17
    with pytest.raises(InvalidInput):
        sequence(nonsense, "after")
