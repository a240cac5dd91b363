"""A book through providers that take as long as the described ones, in our order and in the described one.

The described order: a worker that looks for jobs every five minutes, and makes one part after the other.
Its seconds are reckoned from those that our parts took: it had the same providers.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from fablewright.books.recipe import RECIPE
from fablewright.bootstrap import Studio, open_studio
from fablewright.identity.model import User
from fablewright.settings import load
from fablewright.simulating import simulated, simulation
from fablewright.simulator.latency import SECONDS
from fablewright.stories.brief import CreateStory
from fablewright.stories.model import Story

SCALE = 1.0  # of the providers' real times
POLL = 300.0  # seconds between two looks of the described worker
TEXT, QUICK, PICTURE, SPEECH = (
    SECONDS[kind][0] for kind in ("text", "activities", "picture", "speech")
)
CALLS = {  # the seconds of providers in each part, one call after the other
    "content": TEXT,
    "cover": QUICK + QUICK + PICTURE,  # palette, analyses together, picture
    **{f"scene_{number}": PICTURE for number in range(1, 5)},
    "audio": SPEECH,
    "activities": QUICK,
    "pdf": 0.0,
    "epub": 0.0,
}


async def measure(folder: Path) -> list[tuple[str, str, str]]:
    with simulation(SCALE, folder, steady=True):
        settings = simulated(load(data_dir=folder))
        async with open_studio(settings) as studio:
            owner = await studio.identity.owner()
            async with studio.working():
                story = await _book(studio, owner)
            jobs = await studio.books.jobs(owner, story.id)
    assert story.asset_generation_completed_at
    took = (story.asset_generation_completed_at - story.created_at).total_seconds()
    providers = SCALE * critical_path()
    rows = [
        (
            f"time to book, providers {SCALE:g} × the described seconds",
            f"{took:.1f} s = {took / providers:.3f} × the critical path of {providers:.1f} s",
            "≤ 1.05 ×",
        )
    ]
    rows += _waits(story, jobs)
    if hasattr(os, "getloadavg"):
        busy = f"{os.getloadavg()[1]:.1f} on {os.cpu_count()} cores"
        rows.append(("load of the machine meanwhile (others' too)", busy, ""))
    own = took - providers  # what is ours takes as long at any scale
    ours, theirs = critical_path() + own, described()
    return [
        *rows,
        ("at the described seconds: our order", f"{ours:.0f} s", ""),
        ("at the described seconds: one after the other, looked for every 5 minutes",
         f"{theirs:.0f} s, {theirs / ours:.1f} × as long", ""),
    ]  # fmt: skip


def critical_path() -> float:
    """Seconds of providers on the longest way through the recipe."""
    ends: dict[str, float] = {}
    for name, asset in RECIPE.items():
        ends[name] = CALLS[name] + max((ends[needed] for needed in asset.inputs), default=0.0)
    return max(ends.values())


def described() -> float:
    """The text at once; then half a pause until the worker looks, and one part after the other."""
    return CALLS["content"] + POLL / 2 + sum(CALLS.values()) - CALLS["content"]


async def _book(studio: Studio, owner: User) -> Story:
    story = await studio.books.create(owner, CreateStory(spark="a shy octopus"))
    async for event in studio.events.follow(story.id, owner.id):
        if event.new["asset_generation_status"]["overall"] != "generating":
            break
    story = await studio.stories.get(owner, story.id)
    assert story.asset_generation_status["overall"] == "ready", story.asset_generation_status
    return story


def _waits(story: Story, jobs: dict[str, Any]) -> list[tuple[str, str, str]]:
    """Where the time of each part went that is not the providers'."""
    rows = []
    for name in RECIPE:
        job = jobs[name]
        begun = (job.started_at - story.created_at).total_seconds()
        own = (job.completed_at - job.started_at).total_seconds() - SCALE * CALLS[name]
        wait = (job.started_at - job.queued_at).total_seconds()
        rows.append((f"  {name}", f"begun at {begun:.2f} s, waited {wait * 1000:.0f} ms,"
                     f" {own:.2f} s besides its providers", ""))  # fmt: skip
    return rows
