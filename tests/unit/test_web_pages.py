"""The pages for people, and the description for programs."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import httpx2
import pytest
from fastapi import FastAPI

from fablewright.web import page
from fablewright.web.app import create_app


@pytest.fixture
def app(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> FastAPI:
    """The application as it is where the studio's page was never built."""
    monkeypatch.setattr(page, "BUILT", tmp_path)
    studio: Any = SimpleNamespace(settings=SimpleNamespace(public_url="https://books.example/x"))
    return create_app(studio, origins=["https://friend.example"])


@pytest.fixture
async def client(app: FastAPI) -> AsyncIterator[httpx2.AsyncClient]:
    transport = httpx2.ASGITransport(app=app)
    async with httpx2.AsyncClient(transport=transport, base_url="http://studio") as client:
        yield client


@pytest.mark.parametrize("path", ["/", "/docs"])
async def test_pages_load_nothing(client: httpx2.AsyncClient, path: str) -> None:
    answer = await client.get(path)
    assert answer.status_code == 200
    assert '<html lang="en">' in answer.text
    assert "<script" not in answer.text
    assert not re.search(r'(src|href)="(https?:)?//', answer.text)
    assert "default-src 'none'; style-src 'sha256-" in answer.headers["content-security-policy"]


async def test_docs_name_every_address(client: httpx2.AsyncClient, app: FastAPI) -> None:
    text = (await client.get("/docs")).text
    for path, operations in app.openapi()["paths"].items():
        for method in operations:
            assert f"{method.upper()} {path}" in text


async def test_docs_say_what_an_address_takes(client: httpx2.AsyncClient) -> None:
    text = (await client.get("/docs")).text
    entry = text.partition("POST /api/auth/register")[2].partition("</dd>")[0]
    assert "<code>password</code>, <code>username</code> (may be left out)" in entry
    assert '<a href="#auth">' in text
    assert '<h2 id="auth">' in text
    assert "`" not in text


SIGN_IN = {f"/api/auth/{word}" for word in ("guest", "register", "login", "refresh", "home")}
OPEN = SIGN_IN | {"/api/shared/{token}"}


def test_description_for_programs(app: FastAPI) -> None:
    openapi = app.openapi()
    assert "HTTPValidationError" not in openapi["components"]["schemas"]
    names = []
    for path, operations in openapi["paths"].items():
        for operation in operations.values():
            names.append(operation["operationId"])
            assert operation["summary"]
            assert ("security" in operation) == (path.startswith("/api/") and path not in OPEN)
            for status, answer in operation["responses"].items():
                content = answer.get("content", {"application/json": {}})
                if int(status) >= 400 and status != "416":
                    assert list(content) == ["application/json"]
                    assert content["application/json"]["schema"]["$ref"].endswith("/Failure")
    assert len(names) == len(set(names))
    assert "stories_create" in names


async def test_named_origins_only(client: httpx2.AsyncClient, app: FastAPI) -> None:
    assert app.state.origins == {"https://friend.example", "https://books.example"}
    for origin, welcome in (("https://friend.example", True), ("https://evil.example", False)):
        answer = await client.get("/health/live", headers={"Origin": origin})
        assert ("access-control-allow-origin" in answer.headers) == welcome
