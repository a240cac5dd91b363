"""A studio whose providers are simulated: to try the way through them without a key or a cent."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

from fablewright.core.errors import BadSettings
from fablewright.settings import Settings, load
from fablewright.simulator import BASES

VARIABLE = "FABLEWRIGHT_SIMULATED"
FOLDER = "simulated"  # in the data folder: books of both kinds never stand side by side
WORDS = "Simulated: no provider was asked, and nothing was charged."
_KEY = "sim-fablewright"


@contextlib.contextmanager
def simulation(latency: float, data_dir: Path | None, *, steady: bool = False) -> Iterator[None]:
    """Runs a simulator, and tells every command of this process and its children of it. It ends with
    this process, however that ends.

    `latency` multiplies the times that providers take, which vary unless `steady`. Raises `BadSettings` when it cannot start.
    """
    folder = load(data_dir=data_dir).data_dir / FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    process = subprocess.Popen(
        [
            sys.executable, "-m", "fablewright.simulator",
            "--log", str(folder / "calls.jsonl"), "--latency", str(latency),
            *(["--steady"] if steady else []),
        ],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, start_new_session=True,
    )  # fmt: skip
    assert process.stdin
    assert process.stdout
    try:
        ready, _, address = process.stdout.readline().strip().partition(" ")
        if ready != "ready":
            raise BadSettings("The simulator of providers did not start.")
        os.environ[VARIABLE] = address
        yield
    finally:
        os.environ.pop(VARIABLE, None)
        process.stdin.close()  # it goes with its standard input
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        process.stdout.close()


def simulated(settings: Settings) -> Settings:
    """These settings in the world of the simulator that they name: its providers instead of real ones,
    a database and files of its own."""
    base = {vendor: settings.simulated + path for vendor, path in BASES.items()}
    home = settings.data_dir
    return settings.model_copy(
        update={
            "data_dir": home if home.name == FOLDER else home / FOLDER,
            "database_url": "", "database_owner_url": "", "storage_url": "",
            **{f"{vendor}_base_url": address for vendor, address in base.items()},
            **{f"{vendor}_api_key": _KEY
               for vendor in ("openai", "openrouter", "runware", "elevenlabs")},
            "author": "openai", "author_model": "gpt-5-mini", "author_models": "",
            "author_prices": "gpt-5-mini=0.25/2", "author_output": "auto",
            "illustrator": "openai", "illustrator_model": "gpt-image-1",
            "illustrator_sizes": "1024x1024", "illustrator_quality": "", "illustrator_price": Decimal("0.17"),
            "narrator": "elevenlabs", "narrator_model": "eleven_multilingual_v2",
            "narrator_price": Decimal("0.22"), "narrator_voice": "SimulatedVoice000001",
        }
    )  # fmt: skip
