"""Files at signed addresses."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import httpx2
import pytest
from tests.support.artists import small_png
from tests.support.studio import client_of, studio_on

from fablewright.bootstrap import Studio
from fablewright.db.embedded import Urls

RECORDING = bytes(range(256)) * 4096  # 1 MiB, more than one piece


@pytest.fixture
async def studio(fresh_urls: Urls, tmp_path: Path) -> AsyncIterator[Studio]:
    async with studio_on(fresh_urls, tmp_path) as studio:
        yield studio


@pytest.fixture
async def client(studio: Studio) -> AsyncIterator[httpx2.AsyncClient]:
    async with client_of(studio, "") as client:  # no token: the address is the key
        yield client


async def test_whole_file(studio: Studio, client: httpx2.AsyncClient) -> None:
    png = small_png()
    name = await studio.files.put(png, "png")
    answer = await client.get(studio.addresses.url(name))
    assert answer.content == png
    assert answer.headers["content-type"] == "image/png"
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert answer.headers["etag"] == f'"{name}"'
    assert answer.headers["content-length"] == str(len(png))
    assert "content-disposition" not in answer.headers
    head = await client.head(studio.addresses.url(name))
    assert (head.content, head.headers["content-length"]) == (b"", str(len(png)))
    known = {"If-None-Match": answer.headers["etag"]}
    again = await client.get(studio.addresses.url(name), headers=known)
    assert (again.status_code, again.content) == (304, b"")
    saved = await client.get(f"{studio.addresses.url(name)}&download=Lamp")
    assert saved.headers["content-disposition"].startswith('attachment; filename="Lamp.png"')


async def test_parts_of_a_recording(studio: Studio, client: httpx2.AsyncClient) -> None:
    name = await studio.files.put(RECORDING, "mp3")
    url, size = studio.addresses.url(name), len(RECORDING)
    for wish, start, end in (
        ("bytes=0-99", 0, 100),
        ("bytes=300000-900000", 300_000, 900_001),
        ("bytes=1048000-", 1_048_000, size),
        ("bytes=-5", size - 5, size),
    ):
        answer = await client.get(url, headers={"Range": wish})
        assert answer.status_code == 206
        assert answer.content == RECORDING[start:end]
        assert answer.headers["content-range"] == f"bytes {start}-{end - 1}/{size}"
        assert answer.headers["content-length"] == str(end - start)
    outside = await client.get(url, headers={"Range": f"bytes={size}-"})
    assert (outside.status_code, outside.headers["content-range"]) == (416, f"bytes */{size}")
    other = await client.get(url, headers={"Range": "bytes=0-9", "If-Range": '"other"'})
    assert (other.status_code, len(other.content)) == (200, size)


async def test_only_signed_addresses_open(studio: Studio, client: httpx2.AsyncClient) -> None:
    name = await studio.files.put(b"{}", "json")
    other = await studio.files.put(b"[]", "json")
    query = {
        key: value[0] for key, value in parse_qs(urlsplit(studio.addresses.url(name)).query).items()
    }
    for path, wrong in (
        (name, {}),
        (name, {**query, "signature": "0" * 64}),
        (name, {**query, "expires": str(int(query["expires"]) + 1)}),
        (name, {"expires": "1", "signature": studio.addresses._sign(name, 1)}),  # expired
        (name, {**query, "expires": "soon"}),
        (name, {**query, "signature": "é"}),
        (other, query),
    ):
        answer = await client.get(f"/files/{path}", params=wrong)
        assert (answer.status_code, answer.json()["code"]) == (403, "FILE_ADDRESS_INVALID")
    gone = await client.get(studio.addresses.url("0" * 64 + ".png"))
    assert (gone.status_code, gone.json()["code"]) == (404, "FILE_NOT_FOUND")
    assert gone.headers["cache-control"] == "no-store"
