"""All settings, read once from the environment and `.env`, frozen."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Literal

from platformdirs import user_data_path
from pydantic import Field, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from fablewright.core.errors import BadSettings


class Settings(BaseSettings):
    """Our own settings begin with FABLEWRIGHT_; vendors keep the names that people know."""

    model_config = SettingsConfigDict(
        env_prefix="FABLEWRIGHT_",
        env_file=".env",
        frozen=True,
        extra="ignore",
        populate_by_name=True,
    )

    data_dir: Path = Field(default_factory=lambda: user_data_path("fablewright"))
    database_url: str = Field(default="", validation_alias="DATABASE_URL")
    database_owner_url: str = ""  # for migrations; DATABASE_URL when empty
    postgres_bin: Path | None = None  # folder with initdb and postgres, for the embedded database
    storage_url: str = ""
    secret_key: str = (
        ""  # signs tokens and file addresses; made and kept in the data folder when empty
    )
    public_url: str = ""  # how browsers reach this server; relative addresses when empty
    cors_origins: str = Field(default="", validation_alias="CORS_ORIGINS")  # separated by commas
    trusted_proxies: str = ""  # addresses or networks whose X-Forwarded-For counts, by commas
    rate_auth: str = "20/minute"  # sign-in attempts of an address
    rate_generate: str = "60/minute"  # stories and parts of stories that a person asks for
    rate_read: str = "1200/minute"  # everything else that a person asks for
    guests_per_hour: int = Field(default=60, ge=0, le=1_000_000)  # of an address; 0: no guests
    registration: Literal["open", "closed"] = "open"
    quota_free: int = Field(default=2, ge=0, le=1_000_000)  # stories, in all
    quota_individual: int = Field(default=30, ge=0, le=1_000_000)  # stories a month
    author: str = "offline"
    illustrator: str = "offline"
    narrator: str = "offline"
    narrator_voice: str = ""
    log_level: str = Field(default="", validation_alias="LOG_LEVEL")  # each command has its own

    @property
    def origins(self) -> list[str]:
        """Sites whose pages may use the API from a browser."""
        return [one.strip().rstrip("/") for one in self.cors_origins.split(",") if one.strip()]


def load(**overrides: Any) -> Settings:
    """The settings, with `overrides` from the command line (None is not one)."""
    given = {name: value for name, value in overrides.items() if value is not None}
    try:
        settings = Settings(**given)
    except ValidationError as error:
        first = error.errors()[0]
        name = ".".join(str(part) for part in first["loc"]).upper()
        raise BadSettings(f"The setting {name} cannot be used: {first['msg']}.") from None
    except (OSError, UnicodeError) as error:
        raise BadSettings(f"The file .env in this folder cannot be read: {error}.") from None
    return settings.model_copy(update={"data_dir": settings.data_dir.expanduser().absolute()})
