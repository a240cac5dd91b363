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
WORDS = "Simulated: no provider is asked, and nothing is charged."
_KEY = "sim-fablewright"
# Settings that hold in a simulation too: how the studio behaves, and nothing of where its things are or
# whom it asks.
KEPT = frozenset({
    "simulated", "log_level", "postgres_bin", "public_url", "cors_origins", "trusted_proxies",
    "rate_auth", "rate_generate", "rate_read", "guests_per_hour", "registration", "quota_free",
    "quota_individual", "author_prompts", "illustrator_style", "offline_fallback", "provider_timeout",
    "provider_limit", "budget_book", "budget_day",
})  # fmt: skip


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
    a database and files of its own. Of the settings only `KEPT` count there, so that none of another
    day can lead out of it; an inspector looks where the settings have one.
    """
    unset = {
        name: field.get_default(call_default_factory=True)
        for name, field in Settings.model_fields.items()
        if name not in KEPT
    }
    home = settings.data_dir
    return settings.model_copy(
        update={
            **unset,
            "data_dir": home if home.name == FOLDER else home / FOLDER,
            **{f"{vendor}_base_url": settings.simulated + path for vendor, path in BASES.items()},
            **{f"{vendor}_api_key": _KEY
               for vendor in ("openai", "openrouter", "runware", "elevenlabs")},
            "author": "openai", "author_model": "gpt-5-mini", "author_prices": "gpt-5-mini=0.25/2",
            "illustrator": "openai", "illustrator_model": "gpt-image-1",
            "illustrator_price": Decimal("0.17"),
            "inspector": "openai" if settings.inspector else "",
            "inspector_model": "gpt-5-mini", "inspector_prices": "gpt-5-mini=0.25/2",
            "narrator": "elevenlabs", "narrator_model": "eleven_multilingual_v2",
            "narrator_price": Decimal("0.22"), "narrator_voice": "SimulatedVoice000001",
        }
    )  # fmt: skip
