"""Settings that cannot work are named before anything is started."""

from __future__ import annotations

from typing import Any

import pytest

from fablewright.serving import at_home, greeting
from fablewright.settings import Settings

IN_BUCKET = {
    "storage_url": "s3://books/studio", "aws_access_key_id": "AKIDBOOKS", "aws_secret_access_key": "x",
}  # fmt: skip


def settings_with(**values: Any) -> Settings:
    return Settings(_env_file=None, **values)


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"secret_key": "short"}, "FABLEWRIGHT_SECRET_KEY is too easily guessed"),
        ({"secret_key": "ab" * 40}, "FABLEWRIGHT_SECRET_KEY is too easily guessed"),
        ({"rate_auth": "often"}, "FABLEWRIGHT_RATE_AUTH must look like 60/minute"),
        ({"rate_generate": "0/minute"}, "FABLEWRIGHT_RATE_GENERATE must look like"),
        ({"rate_read": "1/minute x"}, "FABLEWRIGHT_RATE_READ must look like"),
        ({"trusted_proxies": "10.0.0.0/8, *"}, "FABLEWRIGHT_TRUSTED_PROXIES names “*”"),
        ({"trusted_proxies": "proxy.example.org"}, "names “proxy.example.org”"),
        ({"trusted_proxies": "10.0.0.1/8"}, "FABLEWRIGHT_TRUSTED_PROXIES names"),
        ({"public_url": "stories.example.org"}, "FABLEWRIGHT_PUBLIC_URL must be an address"),
        ({"public_url": "https://[::1"}, "FABLEWRIGHT_PUBLIC_URL must be an address"),
        ({"public_url": "https://a.example:99999"}, "FABLEWRIGHT_PUBLIC_URL must be an address"),
        ({"cors_origins": "https://a.example/app"}, "CORS_ORIGINS names “https://a.example/app”"),
        ({"cors_origins": "a.example"}, "CORS_ORIGINS names “a.example”"),
        ({"storage_url": "ftp://somewhere"}, "FABLEWRIGHT_STORAGE_URL must be"),
        ({"storage_url": "file://folder"}, "FABLEWRIGHT_STORAGE_URL must be"),
        ({"storage_url": "s3://"}, "FABLEWRIGHT_STORAGE_URL must look like s3://"),
        ({"storage_url": "s3://books"}, "set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY"),
        ({**IN_BUCKET, "aws_region": "the moon"}, "AWS_REGION must be"),
        ({**IN_BUCKET, "aws_endpoint_url": "s3.example.org"}, "AWS_ENDPOINT_URL must look like"),
        ({**IN_BUCKET, "aws_endpoint_url": "https://a:b@c.example"}, "AWS_ENDPOINT_URL must look"),
        ({**IN_BUCKET, "aws_endpoint_url": "http://127.0.0.1:9000"}, "set AWS_ALLOW_HTTP=true"),
        ({"cdn_url": "pictures.example.org"}, "FABLEWRIGHT_CDN_URL must be an address"),
        ({"cdn_url": "https://c.example", "files_through_studio": True}, "exclude each other"),
        (
            {"author": "openai,offline", "author_model": "a,b"},
            "FABLEWRIGHT_AUTHOR_MODEL lists 2 models",
        ),
        (
            {"narrator": "kokoro", "narrator_voice": ",bo,ada"},
            "FABLEWRIGHT_NARRATOR_VOICE lists 3 voices",
        ),
    ],
)
def test_what_cannot_work_is_named(values: dict[str, Any], sentence: str) -> None:
    (problem,) = settings_with(**values).problems()
    assert sentence in problem.message


def test_what_can_work_is_let_through() -> None:
    good = settings_with(
        secret_key="9f8Bq2-kD7xW1mZ5tR3vY6nC0pLhGjSe", trusted_proxies="10.0.0.0/8, 192.0.2.7,fd00::/8",
        public_url="https://stories.example.org/books", rate_read="5 / hour",
        cors_origins="https://a.example, http://localhost:5173/,*", storage_url="file:///srv/files",
    )  # fmt: skip
    bucket = settings_with(
        **IN_BUCKET, aws_endpoint_url="https://s3.example.org", aws_endpoint_url_s3="http://127.0.0.1:9000",
        aws_allow_http=True, cdn_url="https://pictures.example.org/studio",
    )  # fmt: skip
    assert [*good.problems(), *settings_with().problems(), *bucket.problems()] == []


@pytest.mark.parametrize(
    ("host", "values", "home"),
    [
        ("127.0.0.1", {}, True),
        ("127.9.9.9", {}, True),
        ("::1", {}, True),
        ("localhost", {}, True),
        ("0.0.0.0", {}, False),  # noqa: S104
        ("::", {}, False),
        ("", {}, False),
        ("192.168.1.20", {}, False),
        ("localhost.example.org", {}, False),
        ("127.0.0.1", {"public_url": "https://stories.example.org"}, False),
        ("127.0.0.1", {"trusted_proxies": "127.0.0.1"}, False),
    ],
)
def test_the_owner_is_let_in_on_loopback_only(
    host: str, values: dict[str, str], home: bool
) -> None:
    assert at_home(settings_with(**values), host) is home


HTTPS = {"public_url": "https://stories.example.org"}


@pytest.mark.parametrize(
    ("address", "values", "home", "says", "says_not"),
    [
        ("http://127.0.0.1:8000", {}, True, "signed in by yourself", "user add"),
        ("http://127.0.0.1:8000", {}, False, "fablewright user add", "signed in by yourself"),
        ("http://127.0.0.1:8000", {}, False, "fablewright token", "without https"),
        ("http://0.0.0.0:8000", {}, False, "open at http://127.0.0.1:8000/ ", "0.0.0.0"),  # noqa: S104
        ("http://[::]:8000", {}, False, "open at http://[::1]:8000/ ", "[::]"),
        ("http://0.0.0.0:8000", {}, False, "without https", "signed in by yourself"),
        ("http://0.0.0.0:8000", HTTPS, False, "fablewright user add", "without https"),
        ("http://127.0.0.1:8000", {"simulated": "http://127.0.0.1:9"}, True, "Simulated:", "https"),
    ],
)
def test_the_greeting_says_who_gets_in(
    address: str, values: dict[str, str], home: bool, says: str, says_not: str
) -> None:
    words = greeting(address, settings_with(**values), home=home)
    assert says in words
    assert says_not not in words
