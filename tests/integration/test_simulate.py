"""`--simulate`: the way of a book through providers, without a key, in a world of its own."""

from __future__ import annotations

import asyncio
import json
import sys
from pathlib import Path

COMMAND = [sys.executable, "-m", "fablewright.cli"]


async def run(*arguments: str) -> tuple[int, str, str]:
    process = await asyncio.create_subprocess_exec(
        *COMMAND, *arguments,
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip
    out, err = await process.communicate()
    return process.returncode or 0, out.decode(), err.decode()


async def test_a_simulated_book_says_so_everywhere_and_keeps_to_itself(tmp_path: Path) -> None:
    status, out, err = await run(
        "book", "a shy octopus", "--simulate", "--latency", "none", "--minutes", "1", "--json",
        "--data-dir", str(tmp_path), "--out", str(tmp_path / "books"),
    )  # fmt: skip
    assert status == 0, err
    lines = [json.loads(line) for line in out.splitlines()]
    assert lines[0]["message"].startswith("Simulated")
    assert lines[-1]["overall"] == "ready"
    story = json.loads((Path(lines[-1]["folder"]) / "story.json").read_text("utf-8"))
    assert story["simulated"] is True
    assets = story["asset_generation_status"]["assets"]
    asked = set(assets) - {"pdf", "epub"}
    assert all(assets[name]["metadata"]["simulated"] for name in asked)
    assert {one["provider"] for one in story["ledger"]} == {"openai", "elevenlabs"}
    assert {one["status"] for one in story["ledger"]} == {"success"}
    assert {path.name for path in tmp_path.iterdir()} == {"simulated", "books"}


async def test_a_latency_that_is_none_is_refused_in_a_sentence(tmp_path: Path) -> None:
    status, _, err = await run(
        "book", "x", "--simulate", "--latency", "soon", "--data-dir", str(tmp_path)
    )
    assert (status, err) == (2, "--latency must be real, none, or a factor such as 0.1.\n")
