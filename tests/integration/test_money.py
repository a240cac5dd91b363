"""Nobody is surprised by a provider or a bill: estimates, budgets, and artists that cannot work."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from decimal import Decimal
from pathlib import Path
from typing import Any, Protocol

import httpx2
import pytest
from tests.support.postgres import connected
from tests.support.simulator import KEY, RunningSimulator
from tests.support.spenders import DEAREST
from tests.support.studio import client_of, settled, somebody_else, studio_on

from fablewright.books.readiness import condition_of
from fablewright.bootstrap import Studio
from fablewright.core.errors import BadSettings
from fablewright.crew import build_crew, offers_of
from fablewright.db.embedded import Urls
from fablewright.doctor import examine
from fablewright.narrators.base import NarrationRequest
from fablewright.offers import show_offers
from fablewright.serving import run_worker
from fablewright.settings import Settings
from fablewright.stories.brief import CreateStory

STORIES = "/api/v1/stories"
AS_NOTED = """
    SELECT (SELECT coalesce(sum(spent + reserved), 0) FROM spending),
        (SELECT coalesce(sum(cost + reserved), 0) FROM generation_attempts),
        (SELECT count(*) FROM generation_attempts WHERE status = 'pending')
"""
INSTANT = "/api/story-generator/generate"
WISH = {"spark": "a shy octopus", "story_length": 1}


def paid(sim: RunningSimulator, **more: Any) -> dict[str, Any]:
    """Settings of a studio whose artists are all at providers, with nobody to step in."""
    return {
        "author": "openai", "author_model": "sim-text", "author_prices": "sim-text=0.1/0.4",
        "illustrator": "openai", "illustrator_model": "sim-image", "illustrator_price": "0.02",
        "narrator": "elevenlabs", "narrator_model": "eleven_flash_v2_5", "narrator_voice": "21m00Tcm4TlvDq8ikWAM",
        "narrator_price": "0.11", "offline_fallback": False,
        "openai_api_key": KEY, "openai_base_url": sim.base["openai"],
        "elevenlabs_api_key": KEY, "elevenlabs_base_url": sim.base["elevenlabs"],
        **more,
    }  # fmt: skip


class Open(Protocol):
    async def __call__(self, **settings: Any) -> tuple[Studio, httpx2.AsyncClient]: ...


@pytest.fixture
async def opened(fresh_urls: Urls, tmp_path: Path, sim: RunningSimulator) -> AsyncIterator[Open]:
    """Opens studios at the simulator, with other settings each, and clients of them."""
    sim.script([])
    async with AsyncExitStack() as stack:

        async def open_one(**settings: Any) -> tuple[Studio, httpx2.AsyncClient]:
            studio = await stack.enter_async_context(
                studio_on(fresh_urls, tmp_path, **paid(sim, **settings))
            )
            return studio, await stack.enter_async_context(client_of(studio))

        yield open_one


async def counts(urls: Urls) -> list[int]:
    async with connected(urls.owner) as owner:
        return [
            await owner.fetchval(f"SELECT count(*) FROM {table}")
            for table in ("stories", "generations", "asset_generation_jobs")
        ]


async def test_an_estimate_says_what_a_book_takes(opened: Open, fresh_urls: Urls) -> None:
    _, client = await opened(budget_book="2", budget_day="5")
    answer = await client.post("/api/v1/estimates", json=WISH)
    assert answer.status_code == 200, answer.text
    found = answer.json()["data"]
    assert list(found["assets"]) == [
        "content", "cover", "scene_1", "scene_2", "scene_3", "scene_4", "audio", "activities",
        "pdf", "epub",
    ]  # fmt: skip
    assert found["assets"]["scene_3"]["cost"] == 0.02
    assert found["assets"]["pdf"]["cost"] == 0
    assert 0.02 < found["assets"]["cover"]["cost"] < 0.1
    assert 0.05 < found["assets"]["audio"]["cost"] < 0.15
    assert found["cost"] == pytest.approx(sum(one["cost"] for one in found["assets"].values()))
    assert found["budget"] == {"book": 2, "day": 5, "left_today": 5}
    seconds = {name: one["seconds"] for name, one in found["assets"].items()}
    way = ("content", "cover", "scene_1", "epub")
    assert found["seconds"] == pytest.approx(sum(seconds[name] for name in way))
    text = (await client.post("/api/v1/estimates", json={**WISH, "generateAssets": False})).json()
    assert list(text["data"]["assets"]) == ["content"]
    longer = (await client.post("/api/v1/estimates", json={**WISH, "story_length": 9})).json()
    assert longer["data"]["assets"]["audio"]["cost"] > 5 * found["assets"]["audio"]["cost"]
    assert await counts(fresh_urls) == [0, 0, 0]


async def test_an_estimate_refuses_what_create_refuses(opened: Open) -> None:
    _, client = await opened()
    for wish in ({}, {"spark": "a\u0000b"}, {"spark": "x", "story_length": 99}):
        asked = await client.post("/api/v1/estimates", json=wish)
        created = await client.post(STORIES, json=wish)
        assert (asked.status_code, asked.json()) == (created.status_code, created.json())
        assert asked.status_code == 422
    strange = await client.post("/api/v1/estimates", json={"spark": "🦸 שלום " * 200})
    assert strange.status_code == 200


async def test_what_nobody_knows_is_null_and_not_bought_on_a_budget(
    opened: Open, fresh_urls: Urls
) -> None:
    _, client = await opened(narrator_price=None)
    found = (await client.post("/api/v1/estimates", json=WISH)).json()["data"]
    assert (found["cost"], found["assets"]["audio"]["cost"]) == (None, None)
    assert found["assets"]["content"]["cost"] > 0
    assert found["budget"] == {"book": None, "day": None, "left_today": None}
    _, client = await opened(narrator_price=None, budget_day="100")
    answer = await client.post(STORIES, json=WISH)
    assert (answer.status_code, answer.json()["code"]) == (503, "PROVIDER_MISCONFIGURED")
    assert "set the price" in answer.json()["message"]
    assert await counts(fresh_urls) == [0, 0, 0]


@pytest.mark.parametrize("which", ["book", "day"])
async def test_what_could_not_stay_in_the_budget_is_not_begun(
    which: str, opened: Open, fresh_urls: Urls, sim: RunningSimulator
) -> None:
    _, client = await opened(**{f"budget_{which}": "0.001"})
    before = len(sim.calls())
    for address, wish in ((STORIES, WISH), (INSTANT, {"story_spark": "a shy octopus"})):
        answer = await client.post(address, json=wish)
        body = answer.json()
        assert (answer.status_code, body["code"]) == (402, "BUDGET_EXCEEDED")
        assert body["data"]["needed"] > body["data"]["left"] == 0.001
        assert body["data"]["budget"] == which
        assert "Nothing was begun" in body["message"]
    assert await counts(fresh_urls) == [0, 0, 0]
    assert len(sim.calls()) == before
    _, client = await opened(**{f"budget_{which}": "0.001"}, offline_fallback=True)
    assert (await client.post(STORIES, json=WISH)).status_code == 201  # the house steps in


async def test_a_budget_that_a_book_has_used_up_ends_its_repairs(
    opened: Open, fresh_urls: Urls
) -> None:
    studio, client = await opened(author="offline", budget_book="0.5")
    story_id = (await client.post(STORIES, json=WISH)).json()["data"]["id"]
    async with studio.working():
        detail = await settled(client, story_id)
    assert detail["asset_generation_status"]["overall"] == "ready", detail
    spent = sum(one["cost"] for one in await attempts(client, story_id))
    assert spent > 0.1
    again = {"assetTypes": ["scene_1"]}
    address = f"{STORIES}/{story_id}/assets/regenerate"
    _, thrifty = await opened(author="offline", budget_book=str(spent + 0.001))
    answer = await thrifty.post(address, json=again)
    assert (answer.status_code, answer.json()["code"]) == (402, "BUDGET_EXCEEDED")
    assert answer.json()["data"] == {
        "needed": 0.02, "left": pytest.approx(0.001), "budget": "book",
    }  # fmt: skip
    assert (await client.post(address, json=again)).status_code == 202


async def test_what_is_spent_is_told_and_later_books_are_reckoned_from_it(
    opened: Open, fresh_urls: Urls
) -> None:
    studio, client = await opened(author="offline", budget_day="3")
    story_id = (await client.post(STORIES, json=WISH)).json()["data"]["id"]
    async with studio.working():
        await settled(client, story_id)
    costs = [(one["provider"], one["cost"]) for one in await attempts(client, story_id)]
    spent = sum(cost for _, cost in costs)
    report = (await client.get("/api/v1/admin/spending")).json()["data"]
    assert report["today"] == pytest.approx(spent)
    assert (report["budget_day"], report["budget_book"]) == (3, None)
    (day,) = report["days"]
    assert (day["spent"], day["reserved"]) == (pytest.approx(spent), 0)
    for one in day["providers"]:
        theirs = [cost for provider, cost in costs if provider == one["provider"]]
        assert (one["requests"], one["spent"]) == (len(theirs), pytest.approx(sum(theirs)))
    found = (await client.post("/api/v1/estimates", json=WISH)).json()["data"]
    assert found["budget"]["left_today"] == pytest.approx(3 - spent)
    assert found["seconds"] < 60  # the simulator is faster than those that it stands for
    token = await somebody_else(fresh_urls)
    async with client_of(studio, token) as other:
        answer = await other.get("/api/v1/admin/spending")
        assert (answer.status_code, answer.json()["code"]) == (403, "FORBIDDEN")


async def attempts(client: httpx2.AsyncClient, story_id: str) -> list[dict[str, Any]]:
    answer = await client.get(f"{STORIES}/{story_id}/generations")
    found: list[dict[str, Any]] = answer.json()["data"]["generations"]
    return found


WRONG = [
    ({"author": "shakespeare"}, "FABLEWRIGHT_AUTHOR names “shakespeare”, which is not known"),
    ({"author": "openrouter"}, "FABLEWRIGHT_AUTHOR is openrouter, which needs OPENROUTER_API_KEY"),
    ({"illustrator_model": ""}, "FABLEWRIGHT_ILLUSTRATOR is openai, which needs FABLEWRIGHT_ILL"),
    ({"narrator": "kokoro"}, "FABLEWRIGHT_NARRATOR is kokoro, which needs KOKORO_BASE_URL"),
    ({"narrator_voice": ""}, "needs FABLEWRIGHT_NARRATOR_VOICE"),
    ({"openai_base_url": "127.0.0.1:80"}, "OPENAI_BASE_URL must be an address such as https://"),
    ({"elevenlabs_base_url": "http://[::1"}, "ELEVENLABS_BASE_URL must be an address"),
    ({"openai_api_key": "sk-\nkéy"}, "OPENAI_API_KEY holds characters that no key has"),
    ({"author_prices": "cheap"}, "FABLEWRIGHT_AUTHOR_PRICES must look like"),
    ({"author_prompts": "nosuch"}, "There are no prompts called “nosuch”"),
    (
        {"author_models": "palete=sim-text"},
        "FABLEWRIGHT_AUTHOR_MODELS names “palete”, which is no task",
    ),
    ({"openai_api_key": " sim-0000"}, "OPENAI_API_KEY holds characters that no key has"),
    ({"illustrator_sizes": "1024x1024,huge"}, "FABLEWRIGHT_ILLUSTRATOR_SIZES names “huge”"),
]


@pytest.mark.parametrize(("change", "sentence"), WRONG)
def test_settings_that_are_wrong_by_themselves(
    change: dict[str, Any], sentence: str, sim: RunningSimulator
) -> None:
    wanted = {**paid(sim), **change}
    with pytest.raises(BadSettings) as caught:
        build_crew(Settings(_env_file=None, **wanted))
    assert sentence in caught.value.message
    crew = build_crew(Settings(_env_file=None, **{**wanted, "offline_fallback": True}))
    assert any(sentence in one.problem for one in crew.unfit)
    left_out = {one.role for one in crew.unfit}
    assert all(crew.artists.__getattribute__(role).name == "offline" for role in left_out)


def two_readers(sim: RunningSimulator, **more: Any) -> Settings:
    wanted = paid(sim, narrator="elevenlabs,kokoro", narrator_model="eleven_flash_v2_5,kokoro",
                  kokoro_base_url=sim.base["kokoro"], **more)  # fmt: skip
    return Settings(_env_file=None, **wanted)


async def test_each_narrator_of_a_chain_has_a_voice_of_its_own(sim: RunningSimulator) -> None:
    sim.script([])
    settings = two_readers(
        sim, narrator_voice="21m00Tcm4TlvDq8ikWAM, af_heart", offline_fallback=True
    )
    crew = build_crew(settings)
    readers = [one for one in crew.members if one.role == "narrator"]
    assert [one.voices for one in readers] == [("21m00Tcm4TlvDq8ikWAM",), ("af_heart",), ()]
    assert {(await condition_of(one)).state for one in readers} == {"well"}
    for asked, first in (
        ("", "21m00Tcm4TlvDq8ikWAM"),
        ("SimulatedVoice000001", "SimulatedVoice000001"),
    ):
        request = NarrationRequest("Up", ("One.", "Two.", "Three.", "Four."), voice=asked)
        call = crew.artists.narrator.narrate(request)
        voices = [(await one.run()).value.voice for one in (call, *call.otherwise)]
        assert voices[:2] == [f"elevenlabs:{first}", "kokoro:af_heart"]
    await crew.artists.close()


@pytest.mark.parametrize("voices", ["21m00Tcm4TlvDq8ikWAM", ",af_heart", ""])
def test_who_has_no_voice_in_a_chain_is_named(voices: str, sim: RunningSimulator) -> None:
    with pytest.raises(BadSettings) as caught:
        build_crew(two_readers(sim, narrator_voice=voices))
    who = "kokoro" if voices.startswith("21m") else "elevenlabs"
    assert caught.value.message.startswith(f"FABLEWRIGHT_NARRATOR is {who}, which needs ")
    assert ("a voice of its own in FABLEWRIGHT_NARRATOR_VOICE" in caught.value.message) == bool(
        voices
    )


async def test_the_house_reads_in_the_voice_of_the_settings_where_it_reads_alone() -> None:
    crew = build_crew(Settings(_env_file=None, narrator_voice="espeak:en-gb"))
    request = NarrationRequest("Up", ("One.", "Two.", "Three.", "Four."))
    assert "en-gb" in (await crew.artists.narrator.narrate(request).run()).value.voice
    wrong = build_crew(Settings(_env_file=None, narrator_voice="alloy"))
    (reader,) = [one for one in wrong.members if one.role == "narrator"]
    condition = await condition_of(reader)
    assert condition.state == "broken"
    assert (
        "FABLEWRIGHT_NARRATOR_VOICE: The offline narrator has no voice “alloy”" in condition.problem
    )


UNABLE = [
    ("author", {"openai_api_key": "wrong-key-777"}, "does not accept the key in OPENAI_API_KEY"),
    ("author", {"author_model": "gone-1"}, "has no model “gone-1”: look at FABLEWRIGHT_AUTHOR_MODEL"),
    ("author", {"openai_base_url": "http://127.0.0.1:9/v1"}, "Look at the address in OPENAI_BASE_URL"),
    ("illustrator", {"openai_api_key": "wrong-key-777"}, "not accept the key in OPENAI_API_KEY"),
    ("illustrator", {"illustrator_model": "gone-1"}, "of FABLEWRIGHT_ILLUSTRATOR_MODEL"),
    ("illustrator", {"openai_base_url": "http://127.0.0.1:9/v1"}, "Look at OPENAI_BASE_URL"),
    ("narrator", {"elevenlabs_api_key": "wrong-key-777"}, "the key in ELEVENLABS_API_KEY"),
    ("narrator", {"narrator_model": "gone-1"}, "FABLEWRIGHT_NARRATOR_MODEL: ElevenLabs has no"),
    ("narrator", {"narrator_voice": "Nobody"}, "FABLEWRIGHT_NARRATOR_VOICE: the account at"),
    ("narrator", {"elevenlabs_base_url": "http://127.0.0.1:9"}, "Look at ELEVENLABS_BASE_URL"),
    ("author", {"author_models": "palette=gone-1"}, "look at FABLEWRIGHT_AUTHOR_MODELS"),
    ("author", {"author": "openrouter", "author_model": "sim/text", "openrouter_api_key": "wrong-key-777"},
     "does not accept the key in OPENROUTER_API_KEY"),
    ("author", {"openai_base_url": "{sim}/nothing"}, "No openai answers there (status 404). Look at OPENAI_BASE_URL"),
    ("illustrator", {"illustrator": "runware", "illustrator_model": "gone-1", "runware_api_key": KEY},
     "Runware has no model “gone-1”"),
    ("narrator", {"elevenlabs_base_url": "{sim}/kokoro"}, "ELEVENLABS_BASE_URL: there is nobody"),
    ("inspector", {"inspector": "openai", "inspector_model": "gone-1"}, "look at FABLEWRIGHT_INSPECTOR_MODEL"),
    ("inspector", {"inspector": "openai", "inspector_model": "sim-text", "openai_api_key": "wrong-key-777"},
     "does not accept the key in OPENAI_API_KEY"),
]  # fmt: skip


@pytest.mark.parametrize(("role", "change", "sentence"), UNABLE)
async def test_artists_that_cannot_work_say_why(
    role: str, change: dict[str, Any], sentence: str, sim: RunningSimulator
) -> None:
    sim.script([])
    change = {
        "openrouter_base_url": sim.base["openrouter"], "runware_base_url": sim.base["runware"],
        **{name: value.replace("{sim}", sim.address) for name, value in change.items()},
    }  # fmt: skip
    crew = build_crew(Settings(_env_file=None, **paid(sim, **change)))
    try:
        (member,) = [one for one in crew.members if one.role == role]
        condition = await condition_of(member)
    finally:
        await crew.artists.close()
    assert condition.state == "broken"
    assert sentence in condition.problem
    assert "wrong-key-777" not in condition.problem
    assert "\n" not in condition.problem


async def test_nothing_is_begun_that_nobody_could_make(
    opened: Open, fresh_urls: Urls, sim: RunningSimulator
) -> None:
    studio, client = await opened(elevenlabs_api_key="wrong-key-777")
    text_only, before = {**WISH, "generateAssets": False}, len(sim.paid())
    assert (await client.get("/health")).json()["provider_states"] == {
        "author": {"openai": "unknown"}, "illustrator": {"openai": "unknown"},
        "narrator": {"elevenlabs": "unknown"}, "inspector": {"offline": "unknown"},
    }  # fmt: skip
    await studio.readiness.look()
    health = (await client.get("/health")).json()
    assert health["providers"] == {
        "author": "openai", "illustrator": "openai", "narrator": "elevenlabs",
    }  # fmt: skip
    assert health["provider_states"]["narrator"] == {"elevenlabs": "broken"}
    assert health["provider_states"]["author"] == {"openai": "well"}
    answer = await client.post(STORIES, json=WISH)
    body = answer.json()
    assert (answer.status_code, body["code"]) == (503, "PROVIDER_MISCONFIGURED")
    assert body["data"] == {"artists": ["narrator"]}
    assert "KEY" not in body["message"]
    assert await counts(fresh_urls) == [0, 0, 0]
    assert len(sim.paid()) == before
    assert (await client.post(STORIES, json=text_only)).status_code == 201
    fresh, early = await opened(elevenlabs_api_key="wrong-key-777")
    async with fresh.readiness.watched():  # whose first look is not over yet
        assert (await early.post(STORIES, json=WISH)).status_code == 503
    helped, other = await opened(elevenlabs_api_key="wrong-key-777", offline_fallback=True)
    await helped.readiness.look()
    assert (await other.post(STORIES, json=WISH)).status_code == 201


LOOKED_AT = {"inspector": "openai", "inspector_model": "sim-text"}


async def of_ada(client: httpx2.AsyncClient) -> dict[str, Any]:
    ada = {"kind": "child", "name": "Ada", "age": 6, "traits": ["glasses"]}
    answer = await client.post("/api/v1/characters", json=ada)
    return {**WISH, "child_id": answer.json()["data"]["id"]}


async def test_sheets_and_inspections_are_reckoned_as_they_will_be_made(opened: Open) -> None:
    studio, client = await opened(author="offline", **LOOKED_AT, inspector_prices="sim-text=9/9")
    wish = await of_ada(client)

    async def estimate(wish: dict[str, Any]) -> dict[str, Any]:
        answer = await client.post("/api/v1/estimates", json=wish)
        found: dict[str, Any] = answer.json()["data"]["assets"]
        return found

    nobody, before = await estimate(WISH), await estimate(wish)
    assert nobody["cover"]["cost"] == nobody["scene_1"]["cost"] == 0.02
    looking = before["scene_1"]["cost"] - 0.02
    assert looking > 0
    assert before["cover"]["cost"] == pytest.approx(0.04 + looking, rel=0.1)
    assert before["cover"]["seconds"] - nobody["cover"]["seconds"] == 38 + 10
    story_id = (await client.post(STORIES, json=wish)).json()["data"]["id"]
    async with studio.working():
        await settled(client, story_id)
    after = await estimate(wish)
    assert after["cover"]["cost"] == pytest.approx(before["cover"]["cost"] - 0.02)
    made = await attempts(client, story_id)
    assert sum(one["cost"] for one in made) <= sum(one["cost"] for one in before.values())


@pytest.mark.parametrize(
    "trouble", [{"inspector_model": "gone-1"}, {"budget_day": "100"}, {"budget_book": "1"}]
)
async def test_an_inspector_that_cannot_or_may_not_look_stops_nobody(
    opened: Open, trouble: dict[str, Any]
) -> None:
    """Its model is gone, or nobody knows its price and there is a budget."""
    studio, client = await opened(**{**LOOKED_AT, **trouble})
    await studio.readiness.look()
    answer = await client.post(STORIES, json=await of_ada(client))
    assert answer.status_code == 201, answer.text


async def test_a_server_that_is_busy_stops_nobody(opened: Open, sim: RunningSimulator) -> None:
    studio, client = await opened()
    sim.script([{"match": {"method": "GET"}, "fault": "overloaded"}])
    found = await studio.readiness.look()
    sim.script([])
    assert {one.state for one in found if one.name != "offline"} == {"unwell"}, found
    assert (await client.post(STORIES, json=WISH)).status_code == 201


async def test_servers_tell_what_they_have(sim: RunningSimulator) -> None:
    sim.script([])
    crew = build_crew(Settings(_env_file=None, **paid(sim)))
    try:
        author, illustrator, narrator, _ = [await offers_of(one) for one in crew.members]
    finally:
        await crew.artists.close()
    assert (author[0].id, author[0].chosen) == ("sim-text", True)
    assert [one.id for one in illustrator if one.chosen] == ["sim-image"]
    assert {one.kind for one in narrator} == {"model", "voice"}
    assert [(one.kind, one.name) for one in narrator if one.chosen and one.kind == "voice"] == [
        ("voice", "Rachel")
    ]


async def test_the_doctor_asks_every_artist_and_buys_nothing(
    sim: RunningSimulator, fresh_urls: Urls, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    sim.script([])
    before = len(sim.paid())
    wanted = paid(sim, author="openai,shakespeare", openai_api_key="wrong-key-777", budget_day="1",
                  inspector="openrouter", inspector_model="gone-1", openrouter_api_key=KEY,
                  openrouter_base_url=sim.base["openrouter"],
                  narrator_price=None, offline_fallback=True)  # fmt: skip
    settings = Settings(_env_file=None, database_url=fresh_urls.app, data_dir=tmp_path, **wanted)
    assert await examine(settings, as_json=True) == 1
    printed = capsys.readouterr().out
    found = {one["what"]: one for one in json.loads(printed)}
    assert "OPENAI_API_KEY" in found["Author openai"]["remedy"]
    assert "“shakespeare”, which is not known" in found["Author shakespeare"]["remedy"]
    assert "OPENAI_API_KEY" in found["Illustrator openai"]["remedy"]
    assert "FABLEWRIGHT_INSPECTOR_MODEL" in found["Inspector openrouter"]["remedy"]
    assert found["Narrator elevenlabs"]["found"] == (
        "can work with eleven_flash_v2_5, voice 21m00Tcm4TlvDq8ikWAM"
    )
    assert "speech by elevenlabs" in found["Money"]["found"]
    assert "FABLEWRIGHT_NARRATOR_PRICE" not in found["Money"]["found"]
    assert "_NARRATOR_PRICE" in found["Money"]["remedy"]
    assert not found["Voice"]["remedy"]
    assert len(sim.paid()) == before
    for secret in ("wrong-key-777", KEY):
        assert secret not in printed


async def test_models_are_listed_provider_by_provider(
    sim: RunningSimulator, capsys: pytest.CaptureFixture[str]
) -> None:
    sim.script([])
    settings = Settings(_env_file=None, **paid(sim, openai_api_key="wrong-key-777"))
    assert await show_offers(settings, ["narrator"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[1] == "Narrator: elevenlabs"
    assert lines[3].split()[:3] == ["*", "model", "eleven_flash_v2_5"]
    assert await show_offers(settings, ["author"]) == 1
    out = capsys.readouterr().out
    assert out == "\nAuthor: openai\nopenai does not accept the key in OPENAI_API_KEY.\n"
    assert await show_offers(Settings(_env_file=None), ["author", "narrator"]) == 0
    assert "need no models" in capsys.readouterr().out


async def test_a_hundred_books_at_once_in_two_processes_stay_within_the_budget_of_the_day(
    fresh_urls: Urls, tmp_path: Path
) -> None:
    """Looked at from outside as often as can be while they buy, not only at the end."""
    cap = Decimal("5.00")
    async with studio_on(fresh_urls, tmp_path) as studio:
        owner = await studio.identity.owner()
        wish = CreateStory(spark="a kite", generateAssets=False)
        stories = [str((await studio.books.create(owner, wish)).id) for _ in range(100)]

    def spend(some: list[str]) -> dict[str, int]:
        command = [
            sys.executable,
            "-m",
            "tests.support.spenders",
            fresh_urls.app,
            str(owner.id),
            str(cap),
        ]
        done = subprocess.run([*command, *some], capture_output=True, text=True, timeout=100)
        assert done.returncode == 0, done.stderr[-3000:]
        found: dict[str, int] = json.loads(done.stdout.splitlines()[-1])
        return found

    async with connected(fresh_urls.owner) as steward:
        spending = [asyncio.create_task(asyncio.to_thread(spend, some))
                    for some in (stories[:50], stories[50:])]  # fmt: skip
        samples = []
        while not all(one.done() for one in spending):
            samples.append(await steward.fetchrow(AS_NOTED))
            await asyncio.sleep(0.005)
        first, second = await asyncio.gather(*spending)
        noted, by_attempts, in_flight = await steward.fetchrow(AS_NOTED)
        calls = await steward.fetchval("SELECT count(*) FROM generation_attempts")
    highest = max(max(noted, by_attempts) for noted, by_attempts, _ in samples)
    busiest = max(in_flight for *_, in_flight in samples)
    print(f"{calls} calls, {busiest} at once, {len(samples)} samples, at most ${highest} of ${cap}")
    assert highest <= cap
    assert cap - noted < DEAREST  # and all of it was spent
    assert (noted, in_flight) == (by_attempts, 0)
    assert first["made"] + second["made"] == calls
    assert all(one["made"] > 20 and one["over"] > 20 for one in (first, second))
    assert busiest > 10
    assert len(samples) > 20


async def test_a_worker_says_at_its_start_who_cannot_work(
    sim: RunningSimulator, fresh_urls: Urls, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    sim.script([])
    wanted = paid(sim, openai_api_key="wrong-key-777", offline_fallback=True)
    settings = Settings(_env_file=None, database_url=fresh_urls.app, data_dir=tmp_path, **wanted)
    working, said = asyncio.create_task(run_worker(settings)), ""
    while said.count("\n") < 3 and not working.done():
        await asyncio.sleep(0.05)
        said += "".join(line for line in capsys.readouterr().out.splitlines(True) if line[0] == "T")
    working.cancel()
    await asyncio.wait([working])
    assert said.splitlines() == [
        "The worker is ready.",
        "The author openai cannot work: openai does not accept the key in OPENAI_API_KEY.",
        "The illustrator openai cannot work: 127.0.0.1 does not accept the key in OPENAI_API_KEY.",
    ]
