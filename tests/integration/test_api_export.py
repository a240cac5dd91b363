"""Everything of oneself as one file, whole or recognisably not; and one's name and quota."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx2
import pytest
from tests.support.artists import instant_artists
from tests.support.households import settle_in, settle_in_somebody
from tests.support.people import refused
from tests.support.postgres import connected
from tests.support.studio import client_of, settled, studio_on

from fablewright.bootstrap import Studio
from fablewright.db.embedded import Urls
from fablewright.exports.archive import STORED, Archive

STORIES = "/api/v1/stories"


@pytest.fixture
async def studio(fresh_urls: Urls, tmp_path: Path) -> AsyncIterator[Studio]:
    async with studio_on(fresh_urls, tmp_path) as studio:
        yield studio


def unpacked(answer: httpx2.Response) -> dict[str, bytes]:
    assert answer.status_code == 200
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        assert archive.testzip() is None
        names = archive.namelist()
        assert len(names) == len(set(names))
        return {name: archive.read(name) for name in names}


async def test_everything_of_oneself_and_nobody_else(studio: Studio, fresh_urls: Urls) -> None:
    """Also for an administrator, who may see the ledger of others elsewhere."""
    other = await settle_in_somebody(studio, fresh_urls, "Wilhelmina")
    mine = await settle_in_somebody(studio, fresh_urls, "Otto")
    owner = await settle_in(studio, fresh_urls, await studio.identity.owner(), "Olivia")
    name = await studio.files.put(b"a picture of Otto", "png")
    async with connected(fresh_urls.owner) as steward:
        await steward.execute(
            "UPDATE character_pictures SET file = $2 WHERE user_id = $1", mine.user.id, name
        )
    for who, called, others in (
        (mine, "Otto", ("Wilhelmina", "Olivia")), (owner, "Olivia", ("Wilhelmina", "Otto")),
    ):  # fmt: skip
        async with client_of(studio, who.token) as client:
            deleted = (await client.get(STORIES)).json()["data"]["stories"][0]
            await client.delete(f"{STORIES}/{deleted['id']}")
            answer = await client.get("/api/auth/export")
        assert answer.headers["content-type"] == "application/zip"
        assert answer.headers["content-disposition"].startswith(
            'attachment; filename="fablewright-'
        )
        found = unpacked(answer)
        said = b"\n".join([*found.values(), *(name.encode() for name in found)])
        for one in (*others, str(other.user.id)):
            assert one.encode() not in said, one
        account = json.loads(found["account.json"])
        assert (account["id"], account["stories_used"]) == (str(who.user.id), 2)
        assert account["sessions"][0]["user_agent"] == "a browser"
        assert json.loads(found["libraries.json"])[0]["is_default"]
        [character] = json.loads(found["cast.json"])
        assert character["name"] == called
        check_stories(found, called, deleted["id"])
        [draft] = [json.loads(found[one]) for one in found if one.startswith("drafts/")]
        assert (draft["title"], draft["document"]["type"]) == (f"What {called} wrote", "doc")
        lines = [json.loads(line) for line in found["generations.jsonl"].splitlines()]
        async with connected(fresh_urls.owner) as steward:
            query = "SELECT count(*) FROM generation_attempts WHERE user_id = $1"
            assert len(lines) == await steward.fetchval(query, who.user.id)
        assert [one["created_at"] for one in lines] == sorted(one["created_at"] for one in lines)
        if who is mine:
            assert [found[path] for path in character["pictures"]] == [b"a picture of Otto"]
            assert "missing.txt" not in found
        else:  # settled in with a picture that is nowhere
            assert found["missing.txt"].decode().split("\n")[:-1] == character["pictures"]


def check_stories(found: dict[str, bytes], called: str, deleted: str) -> None:
    """The book with its files, and the short story; the deleted one says so."""
    stories = {
        path.rpartition("/")[0]: json.loads(text)
        for path, text in found.items()
        if path.endswith("/story.json")
    }
    assert [one["title"] for one in stories.values()] == [f"The kite of {called}"] * 2
    assert [bool(one["deleted_at"]) for one in stories.values()] == [
        one["id"] == deleted for one in stories.values()
    ]
    for folder, story in stories.items():
        for asset, state in story["asset_generation_status"]["assets"].items():
            if asset not in ("content", "activities"):
                start = {"audio": b"\xff\xfb", "pdf": b"%PDF", "epub": b"PK"}.get(asset, b"\x89PNG")
                assert found[f"{folder}/{state['url']}"].startswith(start), asset


async def test_earlier_editions_come_along(studio: Studio) -> None:
    async with client_of(studio) as client:
        made = await client.post(STORIES, json={"spark": "a kite", "title": "con"})
        story = made.json()["data"]["id"]
        async with studio.working(instant_artists()):
            await settled(client, story)
            again = {"assetTypes": ["pdf"]}
            await client.post(f"{STORIES}/{story}/assets/regenerate", json=again)
            await settled(client, story)
        found = unpacked(await client.get("/api/auth/export"))
    folder = f"stories/con book {story[:8]}"
    assert {f"{folder}/pdf.pdf", f"{folder}/earlier/pdf-1.pdf"} <= set(found)


async def test_nothing_is_gathered_in_memory() -> None:
    """What is written goes out at once, however much follows."""
    archive, held = Archive(), list[int]()

    async def pieces() -> AsyncIterator[bytes]:
        for _ in range(200):
            yield bytes(100_000)

    whole = [archive.add("README.txt", "Read me 🪁")]
    async for piece in archive.stream("large", pieces(), STORED):
        held.append(len(piece))
        whole.append(piece)
    whole.append(archive.end())
    assert max(held) < 101_000
    with zipfile.ZipFile(io.BytesIO(b"".join(whole))) as opened:
        assert opened.testzip() is None
        assert opened.getinfo("large").file_size == 20_000_000


async def test_a_name_and_what_is_left(studio: Studio, fresh_urls: Urls) -> None:
    household = await settle_in_somebody(studio, fresh_urls, "Otto")
    async with client_of(studio, household.token) as client:
        me: dict[str, Any] = (await client.get("/api/auth/me")).json()
        quota = {"tier": "free", "storiesUsed": 2, "storyLimit": 7, "credits": 5}
        assert {name: me[name] for name in quota} == quota
        renamed = await client.patch("/api/auth/me", json={"username": " Otto  der\u00a0Große 🪁 "})
        assert renamed.json() == {**me, "username": "Otto der Große 🪁"}
        assert (await client.get("/api/auth/me")).json() == renamed.json()
        for wrong in ("", " ", "x" * 61, "a\0b", "a\u202eb", None, 7):
            answer = await client.patch("/api/auth/me", json={"username": wrong})
            assert (
                refused(answer, 422, "VALIDATION_ERROR")["data"]["fields"][0]["field"] == "username"
            )
    async with client_of(studio, "") as nobody:
        refused(await nobody.get("/api/auth/export"), 401, "UNAUTHORIZED")
