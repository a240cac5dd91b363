"""The page's files, its policy and what caches may keep."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from pathlib import Path

import httpx2
import pytest
from tests.support.studio import client_of, studio_on

from fablewright.db.embedded import Urls
from fablewright.web import page

pytestmark = pytest.mark.skipif(not page.is_built(), reason="the page is not built: make page")
ADDRESSES = [re.sub(r"\{\w+\}", "0192", address) for address in page.ROOMS]


@pytest.fixture
async def client(fresh_urls: Urls, tmp_path: Path) -> AsyncIterator[httpx2.AsyncClient]:
    async with studio_on(fresh_urls, tmp_path) as studio, client_of(studio, "") as client:
        yield client


async def test_every_room_begins_with_the_page_and_its_policy(client: httpx2.AsyncClient) -> None:
    for address in ADDRESSES:
        answer = await client.get(address)
        assert answer.status_code == 200, address
        assert answer.headers["content-type"].startswith("text/html")
        policy = answer.headers["content-security-policy"]
        assert "script-src 'self';" in policy
        assert "style-src 'self';" in policy
        assert "unsafe" not in policy
        assert "frame-ancestors 'none'" in policy
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["cache-control"] == "no-cache"
        assert (await client.head(address)).status_code == 200, address


async def test_the_policy_allows_all_that_the_page_begins_with(client: httpx2.AsyncClient) -> None:
    index = (await client.get("/")).text
    assert not re.search(r"<style|\sstyle=|<script(?![^>]*\ssrc=)|\son\w+=", index)
    for address in re.findall(r'(?:src|href)="([^"]+)"', index):
        assert address.startswith("/"), address
        assert (await client.get(address)).status_code == 200, address


async def test_what_has_its_content_in_its_name_is_kept_for_ever(
    client: httpx2.AsyncClient,
) -> None:
    index = (await client.get("/")).text
    (script,) = re.findall(r'<script[^>]*src="(/assets/[^"]+)"', index)
    answer = await client.get(script, headers={"Accept-Encoding": "gzip"})
    assert answer.headers["content-encoding"] == "gzip"
    assert "immutable" in answer.headers["cache-control"]
    assert "Accept-Encoding" in answer.headers["vary"]
    plain = await client.get(script, headers={"Accept-Encoding": "identity"})
    assert "content-encoding" not in plain.headers
    assert plain.content == answer.content
    missing = await client.get("/assets/of-yesterday-12345678.js")
    assert missing.status_code == 404
    assert "immutable" not in missing.headers.get("cache-control", "")


async def test_a_page_that_has_not_changed_is_not_sent_again(client: httpx2.AsyncClient) -> None:
    first = await client.get("/library")
    again = await client.get("/library", headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["etag"] == first.headers["etag"]
    changed = await client.get("/library", headers={"If-None-Match": '"another"'})
    assert changed.status_code == 200


async def test_nothing_beside_the_page_is_shown(client: httpx2.AsyncClient) -> None:
    for inside in ("../page.py", "..%2f..%2fpage.py", "%2e%2e/%2e%2e/page.py", "..\\page.py",
                   "....//page.py", "/etc/passwd", "%00", "../page.sha256"):  # fmt: skip
        answer = await client.get(httpx2.URL(f"http://studio/assets/{inside}"))
        assert answer.status_code in (400, 404), inside
        assert "FastAPI" not in answer.text


async def test_an_address_that_is_none(client: httpx2.AsyncClient) -> None:
    browser = {"Accept": "text/html,application/xhtml+xml;q=0.9,*/*;q=0.8"}
    for address in ("/nowhere", "/books/1/2/3"):
        friendly = await client.get(address, headers=browser)
        assert friendly.status_code == 404
        assert friendly.headers["content-type"].startswith("text/html"), address
        assert "script-src 'self'" in friendly.headers["content-security-policy"]
    for address in ("/api/v1/nowhere", "/api/nowhere", "/health/nowhere", "/files/no/where"):
        told = await client.get(address, headers=browser)
        assert told.status_code == 404
        assert told.json()["success"] is False, address
    assert (await client.get("/nowhere")).json()["code"] == "NOT_FOUND"  # for programs
