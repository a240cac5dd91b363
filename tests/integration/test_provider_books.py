"""A whole book through each provider, simulated, with the settings that the documentation names."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from tests.support.simulator import RunningSimulator
from tests.support.studio import client_of, settled, studio_on

from fablewright.db.embedded import Urls

KEY = "sim-book"
CREWS: dict[str, dict[str, Any]] = {
    "openrouter and openai": {
        "author": "openrouter", "author_model": "google/gemini-2.5-flash",
        "illustrator": "openrouter", "illustrator_model": "google/gemini-2.5-flash-image",
        "narrator": "openai", "narrator_model": "gpt-4o-mini-tts", "narrator_voice": "alloy",
        "openrouter_api_key": KEY, "openai_api_key": KEY,
    },
    "runware and kokoro": {
        "author": "openai", "author_model": "gpt-5-mini",
        "illustrator": "runware", "illustrator_model": "runware:101@1",
        "narrator": "kokoro", "narrator_model": "kokoro", "narrator_voice": "af_heart",
        "openai_api_key": KEY, "runware_api_key": KEY,
    },
    "comfyui and elevenlabs": {
        "author": "openai", "author_model": "gpt-5-mini",
        "illustrator": "comfyui", "illustrator_model": "sim.safetensors",
        "narrator": "elevenlabs", "narrator_model": "eleven_multilingual_v2",
        "narrator_voice": "SimulatedVoice000001",
        "openai_api_key": KEY, "elevenlabs_api_key": KEY,
    },
}  # fmt: skip


@pytest.mark.parametrize("crew", CREWS)
async def test_a_book_through(
    crew: str, sim: RunningSimulator, fresh_urls: Urls, tmp_path: Path
) -> None:
    sim.script([])
    addresses = {f"{vendor}_base_url": address for vendor, address in sim.base.items()}
    settings = {**addresses, **CREWS[crew], "offline_fallback": False}
    async with (
        studio_on(fresh_urls, tmp_path, **settings) as studio,
        client_of(studio) as client,
        studio.working(),
    ):
        wish = {"spark": "a shy octopus", "story_length": 1}
        story_id = (await client.post("/api/v1/stories", json=wish)).json()["data"]["id"]
        detail = await settled(client, story_id)
    status = detail["asset_generation_status"]
    failed = {name: one["error"] for name, one in status["assets"].items() if "error" in one}
    assert (status["overall"], failed) == ("ready", {})


async def test_who_watches_sees_that_a_part_is_tried_again(
    sim: RunningSimulator, fresh_urls: Urls, tmp_path: Path
) -> None:
    sim.script([{"match": {"vendor": "openai", "path": "^chat/|^v1/chat/"}, "fault": "server_error",
                 "times": 1}])  # fmt: skip
    settings = {"author": "openai", "author_model": "gpt-5-mini", "openai_api_key": KEY,
                "openai_base_url": sim.base["openai"]}  # fmt: skip
    async with (
        studio_on(fresh_urls, tmp_path, **settings) as studio,
        client_of(studio) as client,
        studio.working(),
    ):
        wish = {"spark": "a shy octopus", "story_length": 1, "generateAssets": False}
        story_id = (await client.post("/api/v1/stories", json=wish)).json()["data"]["id"]
        states, owner = [], await studio.identity.owner()
        async for event in studio.events.follow(UUID(story_id), owner.id):
            status = event.new["asset_generation_status"]
            states.append(status["assets"]["content"]["status"])
            if status["overall"] != "generating":
                break
    assert list(dict.fromkeys(states)) == ["generating", "retrying", "ready"]
    assert status["overall"] == "ready"
    assert event.new["asset_generation_completed_at"]
