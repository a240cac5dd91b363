"""What a request pays for being asked who it is from and how often they ask."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
import time
from pathlib import Path

import httpx2

from bench.pipeline import percentiles
from fablewright.bootstrap import open_studio
from fablewright.identity.model import Visit
from fablewright.settings import load

REQUESTS, WARM_UP = 500, 50
ASKED = (
    ("nothing asked: GET /health/live", "/health/live"),
    ("GET /api/v1/traits", "/api/v1/traits"),
    ("GET /api/auth/me", "/api/auth/me"),
)


async def measure(folder: Path) -> list[tuple[str, str, str]]:
    """Keep-alive, one after the other, to a server in its own process; a fresh person each time, and
    one who has nearly used up their allowance of a minute."""
    async with open_studio(load(data_dir=folder)) as studio:
        server = await asyncio.to_thread(
            subprocess.Popen,
            [sys.executable, "-m", "fablewright.cli", "serve", "--port", "0",
             "--data-dir", str(folder)],
            stdout=subprocess.PIPE, text=True, env={**os.environ},
        )  # fmt: skip
        try:
            assert server.stdout is not None
            line = await asyncio.to_thread(server.stdout.readline)
            address = line.split(" at ")[1].split()[0].rstrip("/")
            rows = []
            for what, path in ASKED:
                guest = await studio.identity.guest(Visit())
                headers = {"Authorization": f"Bearer {guest.access_token}"}
                async with httpx2.AsyncClient(base_url=address, headers=headers) as client:
                    rows.append((what, await _ask(client, path), ""))
                    if path == ASKED[-1][1]:
                        rows.append((f"{what}, after 550 others", await _ask(client, path), ""))
            return rows
        finally:
            server.terminate()
            await asyncio.to_thread(server.wait)


async def _ask(client: httpx2.AsyncClient, path: str) -> str:
    times = []
    for _ in range(REQUESTS + WARM_UP):
        began = time.perf_counter()
        answer = await client.get(path)
        times.append(time.perf_counter() - began)
        assert answer.status_code == 200, answer.text
    return percentiles(times[WARM_UP:])
