"""`fablewright up` with nothing to do."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

import psutil

from bench.memory import cpu_seconds, used

SETTLE, WATCH = 10.0, 30.0  # seconds


async def measure(folder: Path) -> list[tuple[str, str, str]]:
    command = [
        sys.executable, "-m", "fablewright.cli", "up", "--no-browser", "--port", "0",
        "--data-dir", str(folder),
    ]  # fmt: skip
    with psutil.Popen(command, stdout=-1, text=True) as process:
        await asyncio.to_thread(process.stdout.readline)
        await asyncio.sleep(SETTLE)
        before = cpu_seconds(process)
        await asyncio.sleep(WATCH)
        share = (cpu_seconds(process) - before) / WATCH * 100
        memory = used(process)
        process.terminate()
    return [
        ("idle memory, all processes", f"{memory / 1e6:.0f} MB", "< 300 MB"),
        ("idle processor", f"{share:.2f} % of a core", "< 1 %"),
    ]
