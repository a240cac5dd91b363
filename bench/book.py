"""A whole book offline: how long, how much memory, and where the time goes."""

from __future__ import annotations

import asyncio
import json
import sys
import time
from pathlib import Path

import psutil

from bench.memory import Peak
from fablewright.books.recipe import RECIPE
from fablewright.bootstrap import open_studio
from fablewright.settings import load

SPARKS = ("a shy octopus", "a lost key")


async def measure(folder: Path) -> list[tuple[str, str, str]]:
    rows = []
    for spark, what in zip(SPARKS, ("first book, database made anew", "second book"), strict=True):
        seconds, peak = await asyncio.to_thread(_make, folder, spark)
        rows += [
            (f"{what}: whole command", f"{seconds:.1f} s", "< 45 s"),
            (f"{what}: memory at its peak", f"{peak / 1e6:.0f} MB", "< 1000 MB"),
        ]
    return rows + await _assets(folder)


def _make(folder: Path, spark: str) -> tuple[float, int]:
    command = [
        sys.executable, "-m", "fablewright.cli", "book", spark, "--json", "--seed", "1",
        "--data-dir", str(folder / "data"), "--out", str(folder / "books"),
    ]  # fmt: skip
    began = time.perf_counter()
    with psutil.Popen(command, stdout=-1, text=True) as process, Peak(process) as peak:
        lines = process.stdout.read().splitlines()
    seconds = time.perf_counter() - began
    assert json.loads(lines[-1])["overall"] == "ready", lines[-1]
    return seconds, peak.bytes


async def _assets(folder: Path) -> list[tuple[str, str, str]]:
    """How long each asset of the newest book was at work."""
    async with open_studio(load(data_dir=folder / "data")) as studio:
        owner = await studio.identity.owner()
        stories, _ = await studio.stories.page(owner, None, 1)
        jobs = await studio.books.jobs(owner, stories[0].id)
    return [
        (f"  {asset}", f"{(jobs[asset].completed_at - jobs[asset].started_at).total_seconds():.2f} s", "")
        for asset in RECIPE
    ]  # fmt: skip
