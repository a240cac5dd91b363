"""All settings, read once from the environment and `.env`, frozen."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit
from urllib.request import url2pathname

from platformdirs import user_data_path
from pydantic import Field, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from fablewright.core.errors import BadSettings
from fablewright.files.bucket import SCHEME, Bucket
from fablewright.identity.limits import Rate

SECRET_LENGTH = 32  # characters
RATES = ("auth", "generate", "read")
LISTED = (
    ("author", "model"), ("illustrator", "model"), ("narrator", "model"), ("narrator", "voice"),
    ("inspector", "model"),
)  # fmt: skip


class Settings(BaseSettings):
    """Our own settings begin with FABLEWRIGHT_; vendors keep the names that people know."""

    model_config = SettingsConfigDict(
        env_prefix="FABLEWRIGHT_",
        env_file=".env",
        frozen=True,
        extra="ignore",
        env_ignore_empty=True,
        populate_by_name=True,
    )

    data_dir: Path = Field(default_factory=lambda: user_data_path("fablewright"))
    database_url: str = Field(default="", validation_alias="DATABASE_URL")
    database_owner_url: str = ""  # for migrations; DATABASE_URL when empty
    postgres_bin: Path | None = None  # folder with initdb and postgres, for the embedded database
    storage_url: str = ""  # file:///folder or s3://bucket/prefix; in the data folder when empty
    cdn_url: str = ""  # what shows the folder, or the bucket's prefix, to everybody
    files_through_studio: bool = False  # browsers cannot reach the bucket, or shall not
    aws_access_key_id: str = Field(default="", validation_alias="AWS_ACCESS_KEY_ID")
    aws_secret_access_key: str = Field(default="", validation_alias="AWS_SECRET_ACCESS_KEY")
    aws_session_token: str = Field(default="", validation_alias="AWS_SESSION_TOKEN")
    aws_region: str = Field(default="us-east-1", validation_alias="AWS_REGION")
    aws_endpoint_url: str = Field(default="", validation_alias="AWS_ENDPOINT_URL")
    aws_endpoint_url_s3: str = Field(default="", validation_alias="AWS_ENDPOINT_URL_S3")
    aws_allow_http: bool = Field(default=False, validation_alias="AWS_ALLOW_HTTP")
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
    # The artists: chains of names, by commas. The next one works where the one before cannot; models
    # and voices belong to the providers among the names in the same order.
    author: str = "offline"
    author_model: str = ""
    author_models: str = ""  # others for single tasks: palette=…,analyse=…
    author_prompts: str = "1"  # the folder of their wording
    author_output: Literal["auto", "schema", "object", "prompt"] = "auto"
    author_max_tokens: int = Field(default=8000, ge=500, le=200_000)
    author_temperature: float | None = Field(default=None, ge=0, le=2)
    author_reasoning: str = ""
    author_prices: str = ""  # US dollars a million tokens: model=asked/answered,…
    illustrator: str = "offline"
    illustrator_model: str = ""
    illustrator_sizes: str = "1024x1024"  # that the model makes, by commas
    illustrator_quality: str = ""
    illustrator_style: str = ""  # the look of the pictures, in words; the house's own when empty
    illustrator_price: Decimal | None = Field(default=None, ge=0)  # US dollars a picture
    illustrator_hosts: str = ""  # from which finished pictures are fetched, besides the usual
    inspector: str = ""  # looks at providers' pictures; nobody does when empty
    inspector_model: str = ""
    inspector_prices: str = ""  # as author_prices
    narrator: str = "offline"
    narrator_model: str = ""
    narrator_voice: str = ""
    narrator_price: Decimal | None = Field(default=None, ge=0)  # US dollars 1000 characters
    offline_fallback: bool = True  # the artists of the house step in where no other can
    provider_timeout: float | None = Field(default=None, gt=0, le=280)  # seconds; else their own
    provider_limit: int = Field(default=8, ge=1, le=1000)  # calls of one provider at once
    budget_book: Decimal | None = Field(default=None, ge=0)  # US dollars
    budget_day: Decimal | None = Field(default=None, ge=0)
    openai_api_key: str = Field(default="", validation_alias="OPENAI_API_KEY")
    openai_base_url: str = Field(
        default="https://api.openai.com/v1", validation_alias="OPENAI_BASE_URL"
    )
    openrouter_api_key: str = Field(default="", validation_alias="OPENROUTER_API_KEY")
    openrouter_base_url: str = Field(
        default="https://openrouter.ai/api/v1", validation_alias="OPENROUTER_BASE_URL"
    )
    runware_api_key: str = Field(default="", validation_alias="RUNWARE_API_KEY")
    runware_base_url: str = Field(
        default="https://api.runware.ai/v1", validation_alias="RUNWARE_BASE_URL"
    )
    elevenlabs_api_key: str = Field(default="", validation_alias="ELEVENLABS_API_KEY")
    elevenlabs_base_url: str = Field(
        default="https://api.elevenlabs.io", validation_alias="ELEVENLABS_BASE_URL"
    )
    kokoro_base_url: str = Field(default="", validation_alias="KOKORO_BASE_URL")
    comfyui_base_url: str = Field(default="", validation_alias="COMFYUI_BASE_URL")
    comfyui_workflows: Path | None = None  # a folder of your own
    simulated: str = ""  # the address of a simulator of providers; set by --simulate
    log_level: str = Field(default="", validation_alias="LOG_LEVEL")  # each command has its own

    @property
    def origins(self) -> list[str]:
        """Sites whose pages may use the API from a browser."""
        return [one.rstrip("/") for one in listed(self.cors_origins)]

    @property
    def storage_folder(self) -> Path:
        """Where files are, unless they are in a bucket."""
        if not self.storage_url:
            return self.data_dir / "files"
        return Path(url2pathname(urlsplit(self.storage_url).path))

    def bucket(self) -> Bucket | None:
        """Where files are, unless they are in a folder. Raises `BadSettings`."""
        if not self.storage_url.startswith(SCHEME):
            return None
        return Bucket.at(
            self.storage_url,
            region=self.aws_region,
            endpoint=self.aws_endpoint_url_s3 or self.aws_endpoint_url,
            allow_http=self.aws_allow_http,
            key_id=self.aws_access_key_id,
            secret=self.aws_secret_access_key,
            token=self.aws_session_token,
        )

    def rate(self, kind: str) -> Rate:
        """How often somebody may ask, of the class auth, generate or read. Raises `BadSettings`."""
        return Rate.parse(getattr(self, f"rate_{kind}"), f"FABLEWRIGHT_RATE_{kind.upper()}")

    def problems(self) -> Iterator[BadSettings]:
        """What is wrong in these settings, as far as they tell: nothing is opened or asked."""
        secret = self.secret_key
        if secret and (len(secret) < SECRET_LENGTH or len(set(secret)) < 10):
            yield BadSettings(
                f"FABLEWRIGHT_SECRET_KEY is too easily guessed: take {SECRET_LENGTH} random characters"
                " or more, or leave it empty.",
                code="WEAK_SECRET",
            )
        yield from self._storage_problems()
        yield from self._chain_problems()
        for kind in RATES:
            try:
                self.rate(kind)
            except BadSettings as error:
                yield error
        for one in listed(self.trusted_proxies):
            if not _is_network(one):
                yield BadSettings(
                    f"FABLEWRIGHT_TRUSTED_PROXIES names “{one[:80]}”, which is neither an address"
                    " (192.0.2.7) nor a network (10.0.0.0/8)."
                )
        if self.public_url and not is_web_address(self.public_url):
            yield BadSettings(
                "FABLEWRIGHT_PUBLIC_URL must be an address such as https://stories.example.org."
            )
        for one in self.origins:
            if one != "*" and not (is_web_address(one) and one.count("/") == 2):
                yield BadSettings(
                    f"CORS_ORIGINS names “{one[:80]}”, which is not a site such as"
                    " https://books.example.org."
                )

    def _chain_problems(self) -> Iterator[BadSettings]:
        """Models or voices that belong to nobody: then those of the others may be wrong, too."""
        for role, what in LISTED:
            names = [one for one in listed(getattr(self, role)) if one != "offline"]
            given = in_order(getattr(self, f"{role}_{what}"))
            if names and len(given) > len(names):
                setting = f"FABLEWRIGHT_{role.upper()}"
                yield BadSettings(
                    f"{setting}_{what.upper()} lists {len(given)} {what}s, and {setting} names"
                    f" {', '.join(names)[:200]}: list one for each, in the same order.",
                    code="PROVIDER_MISCONFIGURED",
                )

    def _storage_problems(self) -> Iterator[BadSettings]:
        if self.storage_url and not self.storage_url.startswith(("file:///", SCHEME)):
            yield BadSettings(
                "FABLEWRIGHT_STORAGE_URL must be empty, or look like file:///folder or"
                " s3://bucket/prefix."
            )
        try:
            self.bucket()
        except BadSettings as error:
            yield error
        if self.cdn_url and not is_web_address(self.cdn_url):
            yield BadSettings(
                "FABLEWRIGHT_CDN_URL must be an address such as https://pictures.example.org."
            )
        if self.cdn_url and self.files_through_studio:
            yield BadSettings(
                "FABLEWRIGHT_CDN_URL and FABLEWRIGHT_FILES_THROUGH_STUDIO exclude each other: leave"
                " one of them out."
            )


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


def listed(text: str) -> list[str]:
    return [one.strip() for one in text.split(",") if one.strip()]


def in_order(text: str) -> list[str]:
    """What is listed by commas, where an empty place has its meaning."""
    return [one.strip() for one in text.rstrip(" ,").split(",")] if text.strip(" ,") else []


def _is_network(text: str) -> bool:
    try:
        ipaddress.ip_network(text)
    except ValueError:
        return False
    return True


def is_web_address(text: str) -> bool:
    """Whether it begins with http:// or https:// and names a host."""
    try:
        parts = urlsplit(text)
        return parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:  # a port that is none, half an IPv6 address
        return False
