"""A simulated studio keeps to itself: nothing of the real one's settings reaches it."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

from fablewright.crew import build_artists
from fablewright.settings import Settings
from fablewright.simulating import KEPT, simulated

AT = "http://127.0.0.1:9"
# What a simulation does without, and what it has of its own.
DROPPED = {
    "database_url", "database_owner_url", "storage_url", "cdn_url", "files_through_studio",
    "aws_access_key_id", "aws_secret_access_key", "aws_session_token", "aws_region", "aws_endpoint_url",
    "aws_endpoint_url_s3", "aws_allow_http", "secret_key", "author_models", "author_output",
    "author_max_tokens", "author_temperature", "author_reasoning", "illustrator_sizes",
    "illustrator_quality", "illustrator_hosts", "comfyui_workflows",
}  # fmt: skip
REPLACED = {
    "data_dir", "author", "author_model", "author_prices", "illustrator", "illustrator_model",
    "illustrator_price", "inspector", "inspector_model", "inspector_prices", "narrator",
    "narrator_model", "narrator_voice", "narrator_price", "openai_api_key", "openai_base_url",
    "openrouter_api_key", "openrouter_base_url", "runware_api_key", "runware_base_url",
    "elevenlabs_api_key", "elevenlabs_base_url", "kokoro_base_url", "comfyui_base_url",
}  # fmt: skip


def everything_set(data_dir: Path) -> Settings:
    """Every setting has a value that nobody else would give it."""
    real: dict[str, Any] = {}
    for name, default in Settings(_env_file=None).model_dump().items():
        match default:
            case bool():
                real[name] = not default
            case int() | float():
                real[name] = default + 1
            case _:
                real[name] = f"real {name}"
    for name in ("illustrator_price", "narrator_price", "budget_book", "budget_day"):
        real[name] = Decimal("77.7")
    real |= {
        "data_dir": data_dir, "simulated": AT, "author_output": "prompt", "registration": "closed",
        "author_temperature": 0.77, "provider_timeout": 77.7,
    }  # fmt: skip
    return Settings(_env_file=None, **real)


def test_every_setting_is_kept_replaced_or_dropped_and_somebody_has_thought_about_it(
    tmp_path: Path,
) -> None:
    assert {*KEPT} | DROPPED | REPLACED == {*Settings.model_fields}
    assert len(KEPT) + len(DROPPED) + len(REPLACED) == len(Settings.model_fields)
    real = everything_set(tmp_path)
    settings = simulated(real)
    before, after = real.model_dump(), settings.model_dump()
    plain = Settings.model_construct().model_dump()
    assert {name for name in after if after[name] == before[name]} == KEPT
    assert {name for name in DROPPED if after[name] == plain[name]} == DROPPED
    led_out = {name for name in DROPPED | REPLACED if "real" in str(after[name])}
    assert not led_out


def test_its_providers_are_the_simulator_and_its_files_its_own(tmp_path: Path) -> None:
    settings = simulated(everything_set(tmp_path))
    assert settings.data_dir == tmp_path / "simulated"
    addresses = [getattr(settings, name) for name in REPLACED if name.endswith("_base_url")]
    assert len({*addresses}) == 6
    assert all(one.startswith(f"{AT}/") for one in addresses)
    assert settings.elevenlabs_base_url == f"{AT}/elevenlabs"
    assert settings.bucket() is None
    assert simulated(settings) == settings  # a worker of the same studio


def test_pictures_are_looked_at_where_they_are_in_earnest(tmp_path: Path) -> None:
    def looks(**settings: Any) -> str:
        return simulated(Settings(_env_file=None, simulated=AT, **settings)).inspector

    assert looks() == ""
    assert looks(inspector="openrouter", inspector_model="seer") == "openai"
    build_artists(simulated(everything_set(tmp_path)).model_copy(update={"author_prompts": "1"}))
