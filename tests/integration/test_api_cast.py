"""Characters, their pictures, and libraries over the API."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import httpx2
import pytest
from tests.support.artists import InstantIllustrator, instant_artists, small_png
from tests.support.postgres import connected
from tests.support.studio import client_of, settled, somebody_else, studio_on

from fablewright.bootstrap import Studio
from fablewright.core.artist import Call
from fablewright.core.book import Person
from fablewright.core.errors import Unauthorized
from fablewright.db.embedded import Urls
from fablewright.illustrators.base import Picture, PictureRequest

CHARACTERS, LIBRARIES, STORIES = "/api/v1/characters", "/api/v1/libraries", "/api/v1/stories"
PNG = {"Content-Type": "image/png"}


@pytest.fixture
async def studio(fresh_urls: Urls, tmp_path: Path) -> AsyncIterator[Studio]:
    async with studio_on(fresh_urls, tmp_path) as studio:
        yield studio


@pytest.fixture
async def client(studio: Studio) -> AsyncIterator[httpx2.AsyncClient]:
    async with client_of(studio) as client:
        yield client


@pytest.fixture
async def other(studio: Studio, fresh_urls: Urls) -> AsyncIterator[httpx2.AsyncClient]:
    async with client_of(studio, await somebody_else(fresh_urls)) as client:
        yield client


async def make(client: httpx2.AsyncClient, address: str = CHARACTERS, **body: Any) -> Any:
    answer = await client.post(address, json={"name": "Mia", **body})
    assert answer.status_code == 201, answer.text
    return answer.json()["data"]


async def add_picture(client: httpx2.AsyncClient, character_id: str, number: int = 0) -> Any:
    answer = await client.post(
        f"{CHARACTERS}/{character_id}/pictures", content=small_png(number), headers=PNG
    )
    assert answer.status_code == 201, answer.text
    return answer.json()["data"]["pictures"][-1]


def refused(answer: httpx2.Response, status: int, code: str) -> str:
    body = answer.json()
    assert (answer.status_code, body["code"]) == (status, code), answer.text[:500]
    message: str = body["message"]
    return message


def file_of(picture: dict[str, Any]) -> str:
    name: str = picture["url"].partition("?")[0].rpartition("/")[2]
    return name


async def tidied(urls: Urls) -> None:
    """Nothing waits for the worker any more."""
    async with connected(urls.owner) as owner, asyncio.timeout(20):
        while await owner.fetchval("SELECT count(*) FROM pgqueuer"):
            await asyncio.sleep(0.02)


async def test_pages_of_characters(client: httpx2.AsyncClient) -> None:
    kinds = ["child", "hero", "child", "companion", "child"]
    made = [await make(client, name=f"N{n}", kind=kind) for n, kind in enumerate(kinds)]
    for query, expected in (
        ({}, made),
        ({"kind": "child"}, [made[0], made[2], made[4]]),
    ):
        seen: list[Any] = []
        cursor: str | None = ""
        while cursor is not None:
            more = {"cursor": cursor} if cursor else {}
            answer = await client.get(CHARACTERS, params={"limit": "2", **query, **more})
            data = answer.json()["data"]
            assert len(data["characters"]) in (1, 2)
            seen += data["characters"]
            cursor = data["next_cursor"]
        assert seen == expected
    for bad in ({"limit": "0"}, {"limit": "101"}, {"kind": "villain"}):
        refused(await client.get(CHARACTERS, params=bad), 422, "VALIDATION_ERROR")
    refused(await client.get(CHARACTERS, params={"cursor": "é"}), 422, "INVALID_INPUT")


async def test_a_change_touches_only_what_it_names(client: httpx2.AsyncClient) -> None:
    made = await make(client, age=6, traits=["glasses", "glasses", "hijab"], appearance="a coat")
    assert made["traits"] == ["glasses", "hijab"]
    address = f"{CHARACTERS}/{made['id']}"
    expected = made
    for change in (
        {"name": "ليلى 🌙"},
        {"age": None},
        {"kind": "hero", "pronoun": "she", "species": "fox", "traits": [], "appearance": ""},
        {},
    ):
        expected = {**expected, **change}
        answer = await client.patch(address, json=change)
        assert answer.json()["data"] == expected
    assert (await client.patch(address, json={"name": None})).json()["data"] == expected
    for bad in ({"name": " "}, {"age": 121}, {"kind": "villain"}, {"appearance": "\x00"},
                {"traits": "glasses"}, {"species": "x" * 61}):  # fmt: skip
        refused(await client.patch(address, json=bad), 422, "VALIDATION_ERROR")
    refused(await client.patch(address, json={"traits": ["x"]}), 422, "UNKNOWN_TRAIT")
    assert (await client.get(address)).json()["data"] == expected


async def test_traits_that_one_picture_cannot_show(client: httpx2.AsyncClient) -> None:
    made = await make(client, traits=["wheelchair"])
    both = {"traits": ["glasses", "crutches", "wheelchair"]}
    for answer in (
        await client.post(CHARACTERS, json={"name": "Mia", **both}),
        await client.patch(f"{CHARACTERS}/{made['id']}", json=both),
    ):
        message = refused(answer, 422, "TRAITS_CONFLICT")
        assert "“uses crutches” and “uses a wheelchair”" in message
        assert answer.json()["data"] == {"field": "traits", "traits": ["crutches", "wheelchair"]}


async def test_a_deleted_character_is_gone_and_its_books_stay(
    client: httpx2.AsyncClient, studio: Studio, fresh_urls: Urls
) -> None:
    made = await make(client, appearance="a yellow coat")
    picture = await add_picture(client, made["id"], 10)
    thumbnail = await client.get(picture["thumbnail"])
    assert thumbnail.headers["content-type"] == "image/webp"
    story = await client.post(STORIES, json={"character_ids": [made["id"]]})
    async with studio.working(instant_artists()):
        detail = await settled(client, story.json()["data"]["id"])
        address = f"{CHARACTERS}/{made['id']}"
        deleted = await client.delete(address)
        assert deleted.json()["data"] == {"id": made["id"], "deleted": True}
        await tidied(fresh_urls)
        assert not await studio.files.exists(file_of(picture))
        assert (await client.get(picture["thumbnail"])).status_code == 404
        again = await client.post(
            f"{STORIES}/{detail['id']}/assets/regenerate", json={"assetTypes": ["cover"]}
        )
        assert again.status_code == 202
        assert (await settled(client, detail["id"]))["status"] == "ready"
    assert detail["content"]["people"][0]["appearance"] == "a yellow coat"
    for answer in (
        await client.get(address),
        await client.patch(address, json={"age": 5}),
        await client.delete(address),
        await client.post(f"{address}/pictures", content=small_png(), headers=PNG),
    ):
        refused(answer, 404, "CHARACTER_NOT_FOUND")
    async with connected(fresh_urls.owner) as owner:
        for table in ("characters", "character_pictures"):
            assert await owner.fetchval(f"SELECT count(*) FROM {table}") == 0


async def test_changes_and_deletions_at_once(client: httpx2.AsyncClient) -> None:
    for _ in range(3):
        made = await make(client)
        picture = await add_picture(client, made["id"])
        address = f"{CHARACTERS}/{made['id']}"
        answers = await asyncio.gather(
            *(client.patch(address, json={"age": n}) for n in range(8)),
            client.post(f"{address}/pictures", content=small_png(1), headers=PNG),
            client.delete(f"{address}/pictures/{picture['id']}"),
            *(client.delete(address) for _ in range(3)),
        )
        assert {one.status_code for one in answers} <= {200, 201, 404}
        assert sorted(one.status_code for one in answers[-3:]) == [200, 404, 404]


async def test_reference_pictures(
    client: httpx2.AsyncClient, studio: Studio, tmp_path: Path
) -> None:
    made = await make(client)
    address = f"{CHARACTERS}/{made['id']}/pictures"
    first, second = [await add_picture(client, made["id"], n) for n in range(2)]
    assert set(first) == {"id", "url", "width", "height", "thumbnail"}
    assert (first["width"], first["height"]) == (64, 64)
    content = await client.get(first["url"], headers={"Authorization": ""})
    assert content.headers["content-type"] == "image/png"
    assert content.content.startswith(b"\x89PNG")
    [listed] = (await client.get(CHARACTERS)).json()["data"]["characters"]
    assert [one["id"] for one in listed["pictures"]] == [first["id"], second["id"]]

    files = sorted(tmp_path.rglob("*.png"))
    for kind in ("image/gif", "application/json", "multipart/form-data; boundary=x"):
        answer = await client.post(address, content=small_png(), headers={"Content-Type": kind})
        message = refused(answer, 415, "UNSUPPORTED_MEDIA_TYPE")
        assert all(name in message for name in ("image/png", "image/jpeg", "image/webp"))
    for content_type, body, code in (
        ("image/png", b"", "PICTURE_EMPTY"),
        ("image/png", b"\x89PNG\r\n\x1a\nnonsense", "PICTURE_BROKEN"),
        ("Image/PNG; a=b", b"hello", "PICTURE_TYPE_UNKNOWN"),
        ("image/webp", small_png(), "PICTURE_TYPE_MISMATCH"),
    ):
        answer = await client.post(address, content=body, headers={"Content-Type": content_type})
        refused(answer, 422, code)
    big = await client.post(address, content=b"x" * (10 * 2**20 + 1), headers=PNG)
    refused(big, 413, "BODY_TOO_LARGE")
    assert sorted(tmp_path.rglob("*.png")) == files

    left = await client.delete(f"{address}/{first['id']}")
    assert [one["id"] for one in left.json()["data"]["pictures"]] == [second["id"]]
    refused(await client.delete(f"{address}/{first['id']}"), 404, "PICTURE_NOT_FOUND")
    refused(await client.delete(f"{address}/no-id"), 404, "PICTURE_NOT_FOUND")


async def test_files_go_when_nobody_has_them_any_more(
    client: httpx2.AsyncClient, other: httpx2.AsyncClient, studio: Studio, fresh_urls: Urls
) -> None:
    mine, theirs = await make(client), await make(other)
    shared, own, back = [await add_picture(client, mine["id"], n) for n in range(3)]
    assert file_of(await add_picture(other, theirs["id"], 0)) == file_of(shared)
    for picture in (shared, own, back):
        await client.delete(f"{CHARACTERS}/{mine['id']}/pictures/{picture['id']}")
    await add_picture(client, mine["id"], 2)
    async with studio.working(instant_artists()):
        await tidied(fresh_urls)
        left = [await studio.files.exists(file_of(picture)) for picture in (shared, own, back)]
        assert left == [True, False, True]
        await other.delete(f"{CHARACTERS}/{theirs['id']}")
        await tidied(fresh_urls)
    assert not await studio.files.exists(file_of(shared))


async def test_no_more_than_200_characters(
    client: httpx2.AsyncClient, other: httpx2.AsyncClient, studio: Studio, fresh_urls: Urls
) -> None:
    owner = await studio.identity.owner()
    async with connected(fresh_urls.owner) as steward:
        await steward.executemany(
            "INSERT INTO characters (id, user_id, kind, name) VALUES ($1, $2, 'child', 'Mia')",
            [(uuid4(), owner.id) for _ in range(195)],
        )
    answers = await asyncio.gather(
        *(client.post(CHARACTERS, json={"name": "Mia"}) for _ in range(30))
    )
    assert Counter(one.status_code for one in answers) == {201: 5, 409: 25}
    refused(await client.post(CHARACTERS, json={"name": "Mia"}), 409, "TOO_MANY_CHARACTERS")
    await make(other)
    made = next(one.json()["data"] for one in answers if one.status_code == 201)
    await client.delete(f"{CHARACTERS}/{made['id']}")
    await make(client)


async def test_nothing_is_made_for_somebody_who_is_erased_meanwhile(
    studio: Studio, fresh_urls: Urls
) -> None:
    caller = await studio.identity.authenticate(await somebody_else(fresh_urls))
    async with connected(fresh_urls.owner) as steward:
        await steward.execute("UPDATE users SET erased_at = now() WHERE id = $1", caller.user.id)
    with pytest.raises(Unauthorized):
        await studio.cast.create(caller.user, Person(kind="child", name="Mia"))
    with pytest.raises(Unauthorized):
        await studio.libraries.create(caller.user, "Bed time")


async def test_no_more_than_four_pictures(
    client: httpx2.AsyncClient, studio: Studio, tmp_path: Path, fresh_urls: Urls
) -> None:
    made = await make(client, name="Zoë")
    address = f"{CHARACTERS}/{made['id']}/pictures"
    answers = await asyncio.gather(
        *(client.post(address, content=small_png(n), headers=PNG) for n in range(30))
    )
    assert Counter(one.status_code for one in answers) == {201: 4, 409: 26}
    full = await client.post(address, content=small_png(), headers=PNG)
    told = refused(full, 409, "TOO_MANY_PICTURES")
    assert "4 pictures" in told
    assert "Zoë" not in told  # a child's name stays out of errors
    kept = (await client.get(f"{CHARACTERS}/{made['id']}")).json()["data"]["pictures"]
    assert len(kept) == 4
    async with studio.working(instant_artists()):
        await tidied(fresh_urls)
    assert len(list(tmp_path.rglob("*.png"))) == 4  # those that found no place went too
    for picture in kept:
        assert (await client.get(picture["url"])).status_code == 200


class Looking(InstantIllustrator):
    """Remembers what it was shown."""

    def __init__(self) -> None:
        self.shown: dict[str, tuple[bytes, ...]] = {}

    def paint(self, request: PictureRequest) -> Call[Picture]:
        self.shown[request.analysis.part] = request.references
        return super().paint(request)


async def test_the_cover_is_made_from_the_characters_pictures(
    client: httpx2.AsyncClient, studio: Studio
) -> None:
    fox, mia = await make(client, kind="companion", species="fox"), await make(client)
    pictures = [
        await add_picture(client, one["id"], number)
        for number, one in enumerate((mia, mia, fox, await make(client)), start=10)
    ]
    files = [await studio.files.get(file_of(picture)) for picture in pictures]
    illustrator = Looking()
    wish = {"character_ids": [fox["id"]], "child_id": mia["id"]}
    async with studio.working(replace(instant_artists(), illustrator=illustrator)):
        story = await client.post(STORIES, json=wish)
        detail = await settled(client, story.json()["data"]["id"])
        assert illustrator.shown["cover"] == (files[2], files[0], files[1])
        cover = file_of(detail["asset_generation_status"]["assets"]["cover"])
        assert illustrator.shown["scene_1"] == (await studio.files.get(cover),)
        await client.delete(f"{CHARACTERS}/{mia['id']}/pictures/{pictures[0]['id']}")
        await client.post(
            f"{STORIES}/{detail['id']}/assets/regenerate", json={"assetTypes": ["cover"]}
        )
        await settled(client, detail["id"])
    assert illustrator.shown["cover"] == (files[2], files[1])
    assert all(file_of(picture) not in str(detail["content"]) for picture in pictures)


async def test_libraries(client: httpx2.AsyncClient, studio: Studio, fresh_urls: Urls) -> None:
    [default] = (await client.get(LIBRARIES)).json()["data"]["libraries"]
    assert (default["is_default"], default["stories"]) == (True, 0)
    shelf = await make(client, LIBRARIES, name="Bed time")
    renamed = await client.patch(f"{LIBRARIES}/{shelf['id']}", json={"name": "  Gute\nNacht 🌙 "})
    assert renamed.json()["data"] == {**shelf, "name": "Gute Nacht 🌙"}
    assert (shelf["is_default"], shelf["stories"]) == (False, 0)

    made = []
    for wish in ({"library_id": shelf["id"]}, {}, {"library_id": shelf["id"]}):
        answer = await client.post(STORIES, json={"spark": "a kite", **wish})
        made.append(answer.json()["data"]["id"])
    moved = await client.patch(f"{STORIES}/{made[1]}", json={"library_id": shelf["id"]})
    assert moved.json()["data"]["library_id"] == shelf["id"]
    await client.delete(f"{STORIES}/{made[2]}")
    listed = (await client.get(LIBRARIES)).json()["data"]["libraries"]
    assert [(one["id"], one["stories"]) for one in listed] == [(default["id"], 0), (shelf["id"], 2)]

    owner = await studio.identity.owner()
    deleted = await client.delete(f"{LIBRARIES}/{shelf['id']}")
    assert deleted.json()["data"] == {"id": shelf["id"], "deleted": True}
    [left] = (await client.get(LIBRARIES)).json()["data"]["libraries"]
    assert left["stories"] == 2
    for story_id in made[:2]:
        events = await studio.events.after(UUID(story_id), owner.id, 0)
        assert [one.seq for one in events] == list(range(1, len(events) + 1))
        assert [one.new["library_id"] for one in events[-2:]] == [shelf["id"], default["id"]]
    stays = await client.delete(f"{LIBRARIES}/{default['id']}")
    refused(stays, 409, "LIBRARY_STAYS")
    for name in ("", " ", "x" * 61, None, "\u202e"):
        for method, address in (("POST", LIBRARIES), ("PATCH", f"{LIBRARIES}/{default['id']}")):
            answer = await client.request(method, address, json={"name": name})
            refused(answer, 422, "VALIDATION_ERROR")


async def test_no_more_than_100_libraries(client: httpx2.AsyncClient) -> None:
    for _ in range(90):
        await make(client, LIBRARIES)
    answers = await asyncio.gather(
        *(client.post(LIBRARIES, json={"name": "More"}) for _ in range(30))
    )
    assert Counter(one.status_code for one in answers) == {201: 9, 409: 21}
    refused(await client.post(LIBRARIES, json={"name": "More"}), 409, "TOO_MANY_LIBRARIES")


async def test_stories_enter_a_library_while_it_is_deleted(client: httpx2.AsyncClient) -> None:
    story = await client.post(STORIES, json={"spark": "a kite"})
    story_id = story.json()["data"]["id"]
    [default] = (await client.get(LIBRARIES)).json()["data"]["libraries"]
    for _ in range(3):
        shelf = (await make(client, LIBRARIES))["id"]
        answers = await asyncio.gather(
            client.patch(f"{STORIES}/{story_id}", json={"library_id": shelf}),
            client.delete(f"{LIBRARIES}/{shelf}"),
            client.post(STORIES, json={"spark": "a boat", "library_id": shelf}),
        )
        assert answers[1].status_code == 200
        for answer in (answers[0], answers[2]):
            assert answer.status_code in (200, 201, 404)
    stories = (await client.get(STORIES)).json()["data"]["stories"]
    assert {one["library_id"] for one in stories} == {default["id"]}


async def test_somebody_elses_things_answer_like_unknown_ones(
    client: httpx2.AsyncClient, other: httpx2.AsyncClient
) -> None:
    made, shelf = await make(client), await make(client, LIBRARIES)
    picture = await add_picture(client, made["id"])
    theirs = await make(other)
    before = (await client.get(CHARACTERS)).json(), (await client.get(LIBRARIES)).json()
    mine, png = f"{CHARACTERS}/{{}}", {"content": small_png(), "headers": PNG}
    for method, address, foreign, options in (
        ("GET", mine, made, {}),
        ("PATCH", mine, made, {"json": {"age": 4}}),
        ("DELETE", mine, made, {}),
        ("POST", f"{mine}/pictures", made, png),
        ("DELETE", f"{mine}/pictures/{picture['id']}", made, {}),
        ("DELETE", f"{CHARACTERS}/{theirs['id']}/pictures/{{}}", picture, {}),
        ("PATCH", f"{LIBRARIES}/{{}}", shelf, {"json": {"name": "Mine"}}),
        ("DELETE", f"{LIBRARIES}/{{}}", shelf, {}),
    ):
        answers = [
            await other.request(method, address.format(one), **options)
            for one in (foreign["id"], uuid4(), "no-id")
        ]
        assert answers[0].status_code == 404, address
        assert answers[0].json() == answers[1].json() == answers[2].json()
    for wish in ({"spark": "a kite", "library_id": shelf["id"]}, {"child_id": made["id"]}):
        assert (await other.post(STORIES, json=wish)).status_code == 404
    after = (await client.get(CHARACTERS)).json(), (await client.get(LIBRARIES)).json()
    assert before == after


async def test_a_preview_keeps_nothing(client: httpx2.AsyncClient, studio: Studio) -> None:
    body = {"kind": "hero", "name": "Zoë <b>🦸", "age": 9, "traits": ["wheelchair", "glasses"],
            "appearance": "red cape"}  # fmt: skip
    answer = await client.post(f"{CHARACTERS}/preview", json=body)
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"].startswith("image/svg+xml")
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["cache-control"].startswith("private, max-age=")
    policy = answer.headers["content-security-policy"]
    assert policy == "default-src 'none'; style-src 'unsafe-inline'"
    title = "Zoë &lt;b&gt;🦸, 9, red cape, uses a wheelchair, wears glasses"
    assert f"<title>{title}</title>" in answer.text
    again = await client.post(f"{CHARACTERS}/preview", json=body)
    other = await client.post(f"{CHARACTERS}/preview", json={**body, "seed": 2})
    assert again.content == answer.content != other.content
    assert (await client.post(f"{CHARACTERS}/preview", json={})).status_code == 200
    assert (await client.get(CHARACTERS)).json()["data"]["characters"] == []


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"traits": ["wings"]}, "UNKNOWN_TRAIT"),
        ({"traits": ["wheelchair", "crutches"]}, "TRAITS_CONFLICT"),
        ({"age": 121}, "VALIDATION_ERROR"),
        ({"name": "a\0b"}, "VALIDATION_ERROR"),
        ({"appearance": "x" * 301}, "VALIDATION_ERROR"),
        ({"kind": "villain"}, "VALIDATION_ERROR"),
        ({"seed": -1}, "VALIDATION_ERROR"),
        ({"age": "9"}, "VALIDATION_ERROR"),
    ],
)
async def test_a_preview_is_as_strict_as_making(
    client: httpx2.AsyncClient, wrong: dict[str, Any], code: str
) -> None:
    for address in (CHARACTERS, f"{CHARACTERS}/preview"):
        if "seed" in wrong and address == CHARACTERS:
            continue
        answer = await client.post(address, json={"name": "Mia", **wrong})
        assert (answer.status_code, answer.json()["code"]) == (422, code)
        assert next(iter(wrong)) in answer.text
