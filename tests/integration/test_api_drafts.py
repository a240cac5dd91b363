"""Drafts over the API: nobody's words are lost, whoever else saves."""

from __future__ import annotations

import asyncio
import json
import uuid
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx2
import pytest
from tests.support.people import account, refused
from tests.support.postgres import connected
from tests.support.studio import client_of, studio_on

from fablewright.bootstrap import Studio
from fablewright.db.embedded import Urls
from fablewright.drafts.model import DEEPEST, LARGEST
from fablewright.drafts.service import MOST_DRAFTS

DRAFTS = "/api/v1/drafts"


@pytest.fixture
async def studio(fresh_urls: Urls, tmp_path: Path) -> AsyncIterator[Studio]:
    async with studio_on(fresh_urls, tmp_path) as studio:
        yield studio


@pytest.fixture
async def client(studio: Studio) -> AsyncIterator[httpx2.AsyncClient]:
    async with client_of(studio) as client:
        yield client


def said(text: str) -> dict[str, Any]:
    """A document that says this."""
    return {
        "type": "doc",
        "content": [{"type": "paragraph", "content": [{"text": text, "type": "text"}]}],
    }


async def begun(client: httpx2.AsyncClient, **more: Any) -> dict[str, Any]:
    answer = await client.post(DRAFTS, json={"title": "Kites", "document": said("One"), **more})
    assert answer.status_code == 201, answer.text
    data: dict[str, Any] = answer.json()["data"]
    return data


async def test_a_draft_is_kept_as_it_was_sent(client: httpx2.AsyncClient) -> None:
    document = said("שלום 🪁 <script>alert(1)</script> “quoted”") | {
        "attrs": {"level": 1.0, "on": True}
    }
    made = await begun(client, document=document)
    assert list(made) == ["id", "title", "revision", "created_at", "updated_at", "document"]
    assert (made["title"], made["revision"]) == ("Kites", 1)
    kept = (await client.get(f"{DRAFTS}/{made['id']}")).json()["data"]
    assert kept == made
    assert json.dumps(kept["document"], sort_keys=True) == json.dumps(document, sort_keys=True)
    assert (await client.delete(f"{DRAFTS}/{made['id']}")).json()["data"]["deleted"]
    for verb in ("GET", "DELETE"):
        refused(await client.request(verb, f"{DRAFTS}/{made['id']}"), 404, "DRAFT_NOT_FOUND")


async def test_sent_twice_it_is_one_draft(client: httpx2.AsyncClient, studio: Studio) -> None:
    """Under an id of the page's own; somebody else may choose the same and learns nothing of it."""
    wish = {"id": str(uuid.uuid4()), "title": "Kites", "document": said("One")}
    first, second = await asyncio.gather(*(client.post(DRAFTS, json=wish) for _ in range(2)))
    assert (first.status_code, second.status_code) == (201, 201)
    assert first.json() == second.json()
    _, granted = await account(studio)
    async with client_of(studio, granted.access_token) as other:
        mine = await begun(other, id=wish["id"], document=said("Mine"))
        assert (mine["id"], mine["document"]) == (wish["id"], said("Mine"))
    again = await begun(client, id=wish["id"], document=said("Other words"))
    assert again == first.json()["data"]


async def test_two_pages_save_the_same_draft(client: httpx2.AsyncClient) -> None:
    draft = await begun(client)
    path = f"{DRAFTS}/{draft['id']}"
    body = {"title": "Kites", "document": said("Two"), "revision": 1}
    saved = (await client.put(path, json=body)).json()["data"]
    assert (saved["revision"], saved["document"]) == (2, said("Two"))
    again = await client.put(path, json=body)  # whose answer was lost on the way
    assert again.json()["data"] == saved
    late = await client.put(path, json={**body, "document": said("Three")})
    assert refused(late, 409, "DRAFT_CHANGED")["data"] == {"revision": 2}
    race = [{**body, "document": said(text), "revision": 2} for text in ("Four", "Five")]
    answers = await asyncio.gather(*(client.put(path, json=one) for one in race))
    assert sorted(one.status_code for one in answers) == [200, 409]
    winner = next(one for one in answers if one.status_code == 200).json()["data"]
    assert (await client.get(path)).json()["data"] == winner
    marked = {"type": "doc", "attrs": {"on": 1}}  # to Python, as good as true
    for revision, value in ((3, 1), (4, True)):
        change = {"title": "", "document": {**marked, "attrs": {"on": value}}, "revision": revision}
        kept = (await client.put(path, json=change)).json()["data"]
        assert (kept["revision"], kept["document"]["attrs"]["on"] is True) == (
            revision + 1,
            value is True,
        )


async def test_history(client: httpx2.AsyncClient, fresh_urls: Urls) -> None:
    """Of each minute the last revision, and fifty at most."""
    draft = await begun(client)
    path = f"{DRAFTS}/{draft['id']}"
    async with connected(fresh_urls.owner) as steward:
        for revision in range(1, 56):
            body = {
                "title": f"{revision + 1}",
                "document": said(f"{revision + 1}"),
                "revision": revision,
            }
            assert (await client.put(path, json=body)).status_code == 200
            if revision > 2:  # those of this minute become older
                await steward.execute(
                    "UPDATE draft_revisions SET created_at = created_at - interval '1 minute' * $1",
                    61 - revision,
                )
    found = (await client.get(f"{path}/revisions")).json()["data"]["revisions"]
    numbers = [one["revision"] for one in found]
    assert numbers == sorted(numbers, reverse=True)
    assert (len(numbers), numbers[0]) == (50, 56)
    assert not {1, 2, 3} & set(numbers)  # three in one minute, the last of them is too old by now
    one = (await client.get(f"{path}/revisions/{numbers[-1]}")).json()["data"]
    assert (one["title"], one["document"]) == (str(numbers[-1]), said(str(numbers[-1])))
    for nothing in ("1", "99", "0", "x", "99999999999999999999"):
        refused(await client.get(f"{path}/revisions/{nothing}"), 404, "REVISION_NOT_FOUND")


async def test_pages(client: httpx2.AsyncClient) -> None:
    made = [await begun(client, title=f"{number}") for number in range(5)]
    body = {"title": "0", "document": said("Newest"), "revision": 1}
    await client.put(f"{DRAFTS}/{made[0]['id']}", json=body)
    seen: list[str] = []
    cursor = None
    for expected in (2, 2, 1):
        wish = {"limit": 2} | ({"cursor": cursor} if cursor else {})
        data = (await client.get(DRAFTS, params=wish)).json()["data"]
        assert len(data["drafts"]) == expected
        assert "document" not in data["drafts"][0]
        seen += [one["title"] for one in data["drafts"]]
        cursor = data["next_cursor"]
    assert (seen, cursor) == (["0", "4", "3", "2", "1"], None)


def deep(levels: int) -> dict[str, Any]:
    document: dict[str, Any] = {"type": "doc"}
    inner = document
    for _ in range(levels):
        inner["in"] = {}
        inner = inner["in"]
    return document


BAD = [
    None, [], "doc", {}, {"type": "paragraph"}, {"type": "doc", "content": {}},
    {"type": "doc", "content": ["text"]}, {"type": "doc", "content": [{"type": 1}]},
    said("a\0b"), said("\ud800"), {"type": "doc", "\0": 1}, {"type": "doc", "n": float("nan")},
    {"type": "doc", "n": float("inf")}, deep(DEEPEST), deep(400), said("x" * LARGEST),
]  # fmt: skip


@pytest.mark.parametrize("document", BAD, ids=range(len(BAD)))
async def test_what_is_no_document(client: httpx2.AsyncClient, document: Any) -> None:
    body = json.dumps({"title": "Kites", "document": document})
    headers = {"Content-Type": "application/json"}
    answer = await client.post(DRAFTS, content=body, headers=headers)
    told = refused(answer, 422, "VALIDATION_ERROR")
    assert told["data"]["fields"][0]["field"].startswith("document")
    assert len(answer.content) < 1000


async def test_the_largest_and_deepest(client: httpx2.AsyncClient) -> None:
    await begun(client, document=deep(DEEPEST - 2))
    bare = len(json.dumps(said("")))
    await begun(client, title="🪁" * 200, document=said("x" * (LARGEST - bare)))
    for title in ("x" * 201, "a\0b", "\ud800", 7):
        body = json.dumps({"title": title, "document": said("")})
        headers = {"Content-Type": "application/json"}
        refused(await client.post(DRAFTS, content=body, headers=headers), 422, "VALIDATION_ERROR")


async def test_a_shelf_has_an_end(client: httpx2.AsyncClient, fresh_urls: Urls) -> None:
    draft = await begun(client)
    async with connected(fresh_urls.owner) as steward:
        await steward.execute(
            "INSERT INTO drafts (user_id, id, document) SELECT user_id, gen_random_uuid(), document"
            " FROM drafts, generate_series(2, $1)", MOST_DRAFTS,
        )  # fmt: skip
    answer = await client.post(DRAFTS, json={"document": said("One more")})
    refused(answer, 409, "TOO_MANY_DRAFTS")
    assert (await begun(client, id=draft["id"]))["id"] == draft["id"]
