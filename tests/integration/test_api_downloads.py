"""Whole files of a story: for a print shop, and all pictures; and the names that files are saved under."""

from __future__ import annotations

import io
import zipfile
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx2
import pytest
from pypdf import PdfReader
from tests.support.artists import Failing, instant_artists
from tests.support.studio import client_of, settled, somebody_else, studio_on

from fablewright.bootstrap import Studio
from fablewright.core.errors import Refused
from fablewright.db.embedded import Urls

STORIES = "/api/v1/stories"
TITLE = "Die Lampe 💡 / “été”"
SHOWN = "Die Lampe 💡 “été”"


@pytest.fixture
async def studio(fresh_urls: Urls, tmp_path: Path) -> AsyncIterator[Studio]:
    async with studio_on(fresh_urls, tmp_path) as studio:
        yield studio


@pytest.fixture
async def client(studio: Studio) -> AsyncIterator[httpx2.AsyncClient]:
    async with client_of(studio) as client:
        yield client


async def begin(client: httpx2.AsyncClient) -> str:
    answer = await client.post(STORIES, json={"spark": "a shy octopus", "title": TITLE})
    story_id: str = answer.json()["data"]["id"]
    return story_id


def refused(answer: httpx2.Response, code: str) -> str:
    assert (answer.status_code, answer.json()["code"]) == (409, code)
    message: str = answer.json()["message"]
    return message


async def test_a_book_for_printers_and_its_pictures(
    client: httpx2.AsyncClient, studio: Studio, fresh_urls: Urls
) -> None:
    story_id = await begin(client)
    refused(await client.get(f"{STORIES}/{story_id}/print.pdf"), "PRINT_NOT_READY")
    refused(await client.get(f"{STORIES}/{story_id}/pictures.zip"), "PICTURES_NOT_READY")
    async with studio.working(instant_artists()):
        assets: dict[str, Any] = (await settled(client, story_id))["asset_generation_status"][
            "assets"
        ]
    printed = await client.get(f"{STORIES}/{story_id}/print.pdf")
    assert printed.headers["content-type"] == "application/pdf"
    assert printed.headers["content-disposition"].endswith(
        "UTF-8''" + quote(f"{SHOWN} - for printing.pdf")
    )
    assert (
        int(printed.headers["content-length"])
        == len(printed.content)
        == assets["pdf"]["print"]["size"]
    )
    reader = PdfReader(io.BytesIO(printed.content))
    assert len(reader.pages) % 4 == 0
    assert reader.pages[0].trimbox != reader.pages[0].mediabox

    zipped = await client.get(f"{STORIES}/{story_id}/pictures.zip")
    assert quote(f"{SHOWN} - pictures.zip") in zipped.headers["content-disposition"]
    with zipfile.ZipFile(io.BytesIO(zipped.content)) as archive:
        assert archive.testzip() is None
        scenes = [f"{SHOWN} - picture {number}.png" for number in (1, 2, 3, 4)]
        assert archive.namelist() == [f"{SHOWN} - cover.png", *scenes]
        cover = await client.get(assets["cover"]["url"])
        assert archive.read(f"{SHOWN} - cover.png") == cover.content

    stranger = await somebody_else(fresh_urls)
    async with client_of(studio, stranger) as other:
        for name in ("print.pdf", "pictures.zip"):
            assert (await other.get(f"{STORIES}/{story_id}/{name}")).status_code == 404


async def test_names_of_all_files(client: httpx2.AsyncClient, studio: Studio) -> None:
    story_id = await begin(client)
    async with studio.working(instant_artists()):
        assets = (await settled(client, story_id))["asset_generation_status"]["assets"]
    names = {"pdf": f"{SHOWN}.pdf", "epub": f"{SHOWN}.epub", "audio": f"{SHOWN}.mp3",
             "cover": f"{SHOWN} - cover.png", "scene_3": f"{SHOWN} - picture 3.png"}  # fmt: skip
    for asset, name in names.items():
        shown = await client.get(assets[asset]["url"])
        said = shown.headers["content-disposition"]
        assert said.startswith("inline; ")
        assert said.endswith(f"UTF-8''{quote(name)}")
        saved = await client.get(f"{assets[asset]['url']}&download=")
        assert saved.headers["content-disposition"] == said.replace("inline", "attachment")


async def test_no_printing_without_all_pictures(client: httpx2.AsyncClient, studio: Studio) -> None:
    artists = instant_artists()
    failing = Failing(artists.illustrator, {"paint scene_2": [Refused("no")] * 9})
    async with studio.working(replace(artists, illustrator=failing)):
        story_id = await begin(client)
        detail = await settled(client, story_id)
    assert detail["asset_generation_status"]["overall"] == "partial"
    assert "print" not in detail["asset_generation_status"]["assets"]["pdf"]
    message = refused(await client.get(f"{STORIES}/{story_id}/print.pdf"), "PRINT_NOT_READY")
    assert "pictures are missing" in message
    zipped = await client.get(f"{STORIES}/{story_id}/pictures.zip")
    with zipfile.ZipFile(io.BytesIO(zipped.content)) as archive:
        assert len(archive.namelist()) == 4
