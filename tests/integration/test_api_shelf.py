"""Shelves: what is found on them, in which order, and what was taken off comes back."""

from __future__ import annotations

import asyncio
import random
import uuid
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx2
import pytest
from tests.support.artists import instant_artists
from tests.support.people import refused
from tests.support.postgres import connected
from tests.support.studio import client_of, settled, somebody_else, studio_on

from fablewright.bootstrap import Studio
from fablewright.core import points
from fablewright.db.embedded import Urls

STORIES = "/api/v1/stories"
TITLES = (
    "Zoë’s Kite",
    "zebra",
    "Éclair",
    "eclair 2",
    "Ärger",
    "apple",
    "ŁÓDŹ",
    "Ωμέγα",
    "a|b",
    "100%_sure\\",
)


@pytest.fixture
async def studio(fresh_urls: Urls, tmp_path: Path) -> AsyncIterator[Studio]:
    async with studio_on(fresh_urls, tmp_path) as studio:
        yield studio


@pytest.fixture
async def client(studio: Studio) -> AsyncIterator[httpx2.AsyncClient]:
    async with client_of(studio) as client:
        yield client


async def begin(client: httpx2.AsyncClient, **wish: object) -> str:
    answer = await client.post(STORIES, json={"spark": "a shy octopus", **wish})
    assert answer.status_code == 201, answer.text
    story_id: str = answer.json()["data"]["id"]
    return story_id


async def shelf(client: httpx2.AsyncClient, **wish: Any) -> list[dict[str, Any]]:
    answer = await client.get(STORIES, params={"limit": 100, **wish})
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = answer.json()["data"]["stories"]
    return found


async def titles(client: httpx2.AsyncClient, **wish: Any) -> set[str]:
    return {one["title"] for one in await shelf(client, **wish)}


async def test_what_is_found(client: httpx2.AsyncClient, studio: Studio) -> None:
    for title in TITLES:
        await begin(client, title=title, generateAssets=False, story_type="Bedtime")
    book = await begin(client, title="Under the sea", story_type="Adventure", story_length=2)
    assert await titles(client, status="generating") == {*TITLES, "Under the sea"}
    async with studio.working(instant_artists()):
        text = (await settled(client, book))["content"]["beats"][2]["text"]
    for sought, expected in (
        ("zoe", {"Zoë’s Kite"}), ("ECLAIR", {"Éclair", "eclair 2"}), ("éclaír", {"Éclair", "eclair 2"}),
        ("ωμεγα", {"Ωμέγα"}), ("ΩΜΈΓΑ", {"Ωμέγα"}), ("lódz", {"ŁÓDŹ"}), ("łódź", {"ŁÓDŹ"}),
        ("%", {"100%_sure\\"}), ("_", {"100%_sure\\"}), ("\\", {"100%_sure\\"}), ("' OR 1", set()),
        (text.split("\n")[0][:80].upper(), None), ("", None),
    ):  # fmt: skip
        found = await titles(client, search=sought)
        assert ("Under the sea" in found) if expected is None else found == expected, sought
    assert await titles(client, kind="book") == {"Under the sea"}
    assert await titles(client, kind="instant") == set(TITLES)
    assert await titles(client, genre="adventure") == {"Under the sea"}
    assert await titles(client, genre="bedtime", kind="book") == set()
    assert await titles(client, status="ready", kind="book") == {"Under the sea"}
    [shown] = await shelf(client, kind="book")
    assert (shown["progress"], shown["genre"], shown["minutes"]) == (100, "Adventure", 2)
    assert shown["cover_url"] == shown["asset_generation_status"]["assets"]["cover"]["url"]
    assert (shown["kind"], shown["rating"], shown["deleted_at"]) == ("book", None, None)
    await client.patch(
        f"{STORIES}/{book}",
        json={"title": "Über dem Meer", "beats": ["A whale.", None, None, None]},
    )
    assert (
        await titles(client, search="uber dem")
        == await titles(client, search="WHALE")
        == {"Über dem Meer"}
    )
    assert await titles(client, search="under the sea") == set()


async def test_every_order_has_its_pages(client: httpx2.AsyncClient) -> None:
    """Also where many share a title or a rating, and with a choice besides."""
    chance = random.Random(7)
    made: list[tuple[str, str, int]] = []
    for _ in range(23):
        title, rating = chance.choice(TITLES), chance.choice((0, 0, 3, 7, 10))
        story = await begin(client, title=title, generateAssets=False)
        if rating:
            await client.patch(f"{STORIES}/{story}", json={"rating": rating})
        made.append((story, title, rating))
    orders = {
        "newest": [one[0] for one in reversed(made)],
        "oldest": [one[0] for one in made],
        "rating": [one[0] for one in sorted(reversed(made), key=lambda one: -one[2])],
    }
    by_title = [
        "100%_sure\\", "apple", "Ärger", "a|b", "Éclair", "eclair 2", "ŁÓDŹ", "zebra", "Zoë’s Kite", "Ωμέγα",
    ]  # fmt: skip
    for sort in (*orders, "title"):
        whole, seen, cursor = await shelf(client, sort=sort), list[str](), None
        for _ in range(6):
            wish = {"limit": 4, "sort": sort} | ({"cursor": cursor} if cursor else {})
            data = (await client.get(STORIES, params=wish)).json()["data"]
            seen += [one["id"] for one in data["stories"]]
            cursor = data["next_cursor"]
            for other in {*orders, "title"} - {sort}:
                if cursor:
                    wrong = await client.get(STORIES, params={"sort": other, "cursor": cursor})
                    assert refused(wrong, 422, "INVALID_INPUT")["data"] == {"field": "cursor"}
        assert cursor is None
        assert seen == [one["id"] for one in whole]
        if sort == "title":
            order = [by_title.index(one["title"]) for one in whole]
            assert order == sorted(order)
            assert len(order) == 23
        else:
            assert seen == orders[sort], sort


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("search", "x" * 201), ("search", "a\0b"), ("status", "done"), ("kind", "poem"), ("sort", "best"),
        ("genre", "x" * 41), ("deleted", "perhaps"), ("limit", "0"), ("cursor", "x" * 1501), ("library_id", "x"),
    ],
)  # fmt: skip
async def test_what_no_shelf_has(client: httpx2.AsyncClient, name: str, value: str) -> None:
    answer = await client.get(STORIES, params={name: value})
    if name == "library_id":
        assert answer.status_code in (404, 422)
    else:
        told = refused(answer, 422, "VALIDATION_ERROR")
        assert told["data"]["fields"][0]["field"] == name


async def test_a_story_comes_back(
    client: httpx2.AsyncClient, studio: Studio, fresh_urls: Urls
) -> None:
    """With all it had; whoever follows it hears of both. Nobody else can, and not after a day."""
    story_id = await begin(client)
    async with studio.working(instant_artists()):
        before = await settled(client, story_id)
    assert (await client.delete(f"{STORIES}/{story_id}")).status_code == 200
    assert await shelf(client) == []
    [gone] = await shelf(client, deleted=True)
    assert (gone["id"], gone["deleted_at"] is None) == (story_id, False)
    async with client_of(studio, await somebody_else(fresh_urls)) as other:
        assert await shelf(other, deleted=True) == []
        foreign, unknown = [
            await other.post(f"{STORIES}/{one}/undelete") for one in (story_id, uuid.uuid4())
        ]
        assert refused(foreign, 404, "STORY_NOT_FOUND") == unknown.json()
    for _ in range(2):  # the second time there is nothing to do
        back = await client.post(f"{STORIES}/{story_id}/undelete")
        assert back.json()["data"]["asset_generation_status"]["overall"] == "ready"
    after = (await client.get(f"{STORIES}/{story_id}")).json()["data"]
    moved = {"updated_at": "", "last_event": 0}  # by the deletion and its undoing
    assert {**after, **moved} == {**before, **moved}
    assert await shelf(client, deleted=True) == []
    owner = await studio.identity.owner()
    events = await studio.events.after(uuid.UUID(story_id), owner.id, 0)
    assert [one.new["deleted_at"] is None for one in events[-3:]] == [True, False, True]
    assert [one.seq for one in events] == list(range(1, len(events) + 1))


async def test_what_was_being_made_goes_on(
    client: httpx2.AsyncClient, studio: Studio, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Deleted in the middle, brought back: the book is finished, and no finished part is made again."""
    story_id = await begin(client)
    reached = asyncio.Event()

    def at(point: str) -> None:
        if point == "cover.picked":
            reached.set()

    monkeypatch.setattr(points, "reached", at)
    async with studio.working(instant_artists()):
        await asyncio.wait_for(reached.wait(), 30)
        await client.delete(f"{STORIES}/{story_id}")
    back = await client.post(f"{STORIES}/{story_id}/undelete")
    status = back.json()["data"]["asset_generation_status"]
    assert status["overall"] == "generating"
    assert status["assets"]["content"]["status"] == "ready"
    assert status["assets"]["pdf"]["status"] == "pending"
    async with studio.working(instant_artists()):
        detail = await settled(client, story_id)
    assert detail["asset_generation_status"]["overall"] == "ready", detail[
        "asset_generation_status"
    ]
    found = (await client.get(f"{STORIES}/{story_id}/generations")).json()["data"]["generations"]
    assert {one["edition"] for one in found} == {1}
    good = [(one["asset_type"], one["step"]) for one in found if one["status"] == "success"]
    assert len(good) == len(set(good)) == 14


async def test_after_a_day_it_is_gone(
    client: httpx2.AsyncClient, studio: Studio, fresh_urls: Urls, tmp_path: Path
) -> None:
    """With its files and its links, but for those that another story has too; the ledger stays."""
    stories = [await begin(client, title=title) for title in ("Kept", "Young", "Old")]
    async with studio.working(instant_artists()):
        for story in stories:
            await settled(client, story)
        shares = await client.post(f"{STORIES}/{stories[2]}/shares", json={})
        assert shares.status_code == 201
        for story in stories[1:]:
            await client.delete(f"{STORIES}/{story}")
        async with connected(fresh_urls.owner) as steward:
            files = {
                story: {row[0] for row in await steward.fetch(
                    "SELECT file FROM assets WHERE story_id = $1 AND file IS NOT NULL", uuid.UUID(story)
                )} for story in stories
            }  # fmt: skip
            alone = files[stories[2]] - files[stories[0]] - files[stories[1]]
            assert alone
            for story, hours in ((stories[1], 23), (stories[2], 25)):
                await steward.execute(
                    "UPDATE stories SET deleted_at = now() - make_interval(hours => $2) WHERE id = $1",
                    uuid.UUID(story), hours,
                )  # fmt: skip
            ledger = await steward.fetchval("SELECT count(*) FROM generation_attempts")
            assert {one["title"] for one in await shelf(client, deleted=True)} == {"Young"}
            refused(await client.post(f"{STORIES}/{stories[2]}/undelete"), 404, "STORY_NOT_FOUND")
            await studio.stories.purge()
            async with asyncio.timeout(20):
                while await steward.fetchval("SELECT count(*) FROM pgqueuer"):
                    await asyncio.sleep(0.05)
            left = await steward.fetchrow(
                "SELECT * FROM stories WHERE id = $1", uuid.UUID(stories[2])
            )
            assert (left["title"], left["brief"], left["content"], left["words"]) == (
                "",
                "{}",
                "{}",
                "",
            )
            for table in ("assets", "story_events", "asset_generation_jobs", "shares"):
                rows = f"SELECT count(*) FROM {table} WHERE story_id = $1"
                assert await steward.fetchval(rows, uuid.UUID(stories[2])) == 0
            assert await steward.fetchval("SELECT count(*) FROM generation_attempts") == ledger
    on_disk = {path.name for path in (tmp_path / "files").rglob("*") if path.is_file()}
    assert not alone & on_disk
    assert files[stories[0]] | files[stories[1]] <= on_disk
    assert (await client.post(f"{STORIES}/{stories[1]}/undelete")).status_code == 200
    for story in stories[:2]:
        cover = (await client.get(f"{STORIES}/{story}")).json()["data"]
        url = cover["asset_generation_status"]["assets"]["pdf"]["url"]
        assert (await client.get(url)).status_code == 200
