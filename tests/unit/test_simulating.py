"""A simulated studio keeps to itself: nothing of the real one's settings reaches it."""

from __future__ import annotations

from pathlib import Path

from fablewright.settings import Settings
from fablewright.simulating import simulated


def test_keys_addresses_database_and_files_are_those_of_the_simulation(tmp_path: Path) -> None:
    real = Settings(
        _env_file=None, data_dir=tmp_path, simulated="http://127.0.0.1:9",
        database_url="postgresql://real", storage_url="s3://real", openai_api_key="sk-real",
        elevenlabs_api_key="real", author="openrouter", author_models="palette=real",
    )  # fmt: skip
    settings = simulated(real)
    assert settings.data_dir == tmp_path / "simulated"
    assert "real" not in settings.model_dump_json()
    assert settings.openai_base_url == "http://127.0.0.1:9/openai/v1"
    assert settings.elevenlabs_base_url == "http://127.0.0.1:9/elevenlabs"
    assert simulated(settings).data_dir == settings.data_dir  # a worker of the same studio
