"""Books through providers that take as long as the described ones, in our order and in the described one.

`FABLEWRIGHT_BENCH_SCALE=0.1` takes a tenth of their seconds: what is ours weighs more then.
The described order: a worker that looks for jobs every five minutes, and makes one part after the other.
Its seconds are reckoned: it would have the same providers.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Mapping
from pathlib import Path

from fablewright.books.estimate import longest, stages
from fablewright.books.model import Job
from fablewright.books.recipe import RECIPE
from fablewright.books.sheets import sheets_like
from fablewright.bootstrap import Studio, open_studio
from fablewright.core.book import Person
from fablewright.generations.policy import FREE
from fablewright.identity.model import User
from fablewright.settings import load
from fablewright.simulating import simulated, simulation
from fablewright.simulator.latency import SECONDS
from fablewright.simulator.model import Kind
from fablewright.stories.brief import CreateStory
from fablewright.stories.model import Story

SCALE = float(os.environ.get("FABLEWRIGHT_BENCH_SCALE", "1"))  # of the providers' real times
POLL = 300.0  # seconds between two looks of the described worker
SETTLING = 2.0  # seconds until a studio that was just opened has begun to listen
ADA = Person(kind="child", name="Ada", age=6, traits=("glasses",))
# What the simulator takes for each step of a book.
KINDS: Mapping[str, Kind] = {
    "write": "text", "palette": "activities", "analyse": "activities", "ask": "activities",
    "inspect": "activities", "picture": "picture", "sheet": "picture", "narrate": "speech",
}  # fmt: skip


async def measure(folder: Path) -> list[tuple[str, str, str]]:
    with simulation(SCALE, folder, steady=True):
        settings = simulated(load(data_dir=folder, inspector="openai"))
        async with open_studio(settings) as studio:
            owner = await studio.identity.owner()
            async with studio.working():
                await asyncio.sleep(SETTLING)
                rows = await _book(studio, owner, CreateStory(spark="a shy octopus"), "≤ 1.05 ×")
                ada = await studio.cast.create(owner, ADA)
                rows.append(("", "", ""))
                wish = CreateStory(spark="a shy octopus", child_id=ada.id)
                rows += await _book(studio, owner, wish, "")
    return rows


async def _book(
    studio: Studio, owner: User, wish: CreateStory, goal: str
) -> list[tuple[str, str, str]]:
    story = await studio.books.create(owner, wish)
    providers = await _providers(studio, owner, story)
    path = longest(providers)
    async for event in studio.events.follow(story.id, owner.id):
        if event.new["asset_generation_status"]["overall"] != "generating":
            break
    story = await studio.stories.get(owner, story.id)
    assert story.asset_generation_status["overall"] == "ready", story.asset_generation_status
    assert story.asset_generation_completed_at
    took = (story.asset_generation_completed_at - story.created_at).total_seconds()
    ours, theirs = path + took - SCALE * path, described(providers)
    what = (
        "of a child with glasses: its sheet, and pictures looked at"
        if wish.child_id
        else "of a spark"
    )
    rows = [
        (f"time to book {what}; providers {SCALE:g} × the described seconds",
         f"{took:.1f} s = {took / (SCALE * path):.3f} × the critical path of {SCALE * path:.1f} s", goal),
        *_waits(story, await studio.books.jobs(owner, story.id), providers),
    ]  # fmt: skip
    if hasattr(os, "getloadavg"):
        busy = f"{os.getloadavg()[1]:.1f} on {os.cpu_count()} cores"
        rows.append(("load of the machine meanwhile (others' too)", busy, ""))
    return [
        *rows,
        # What is ours takes as long at any scale.
        ("at the described seconds: our order", f"{ours:.0f} s = {ours / path:.3f} ×", ""),
        ("at the described seconds: one after the other, looked for every 5 minutes",
         f"{theirs:.0f} s, {theirs / ours:.1f} × as long", ""),
    ]  # fmt: skip


async def _providers(studio: Studio, owner: User, story: Story) -> dict[str, float]:
    """The described seconds of the providers in each part, one stage of calls after the other."""
    artists, brief = studio.readiness.artists, story.brief
    characters = [await studio.cast.get(owner, one) for one in brief.characters]
    sheets = [one.call for one in sheets_like(artists.illustrator, brief, characters)]
    return {
        name: sum(
            max(SECONDS[KINDS[step.partition(" ")[0]]][0] for step in stage)
            for stage in steps
            if any(call.provider != FREE for call in stage.values())
        )
        for name, steps in stages(artists, brief, RECIPE, len(sheets), sheets).items()
    }


def described(providers: Mapping[str, float]) -> float:
    """The text at once; then half a pause until the worker looks, and one part after the other."""
    return POLL / 2 + sum(providers.values())


def _waits(
    story: Story, jobs: Mapping[str, Job], providers: Mapping[str, float]
) -> list[tuple[str, str, str]]:
    """Where the time of each part went that is not the providers'."""
    rows = []
    for name in RECIPE:
        job = jobs[name]
        assert job.queued_at
        assert job.started_at
        assert job.completed_at
        begun = (job.started_at - story.created_at).total_seconds()
        own = (job.completed_at - job.started_at).total_seconds() - SCALE * providers[name]
        wait = (job.started_at - job.queued_at).total_seconds()
        rows.append((f"  {name}", f"begun at {begun:.2f} s, waited {wait * 1000:.0f} ms,"
                     f" {own:.2f} s besides its providers", ""))  # fmt: skip
    return rows
