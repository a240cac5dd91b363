"""Addresses of a bucket, compared with Amazon's example and with another implementation."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import obstore
import pytest

from fablewright.core.errors import BadSettings, NotFound
from fablewright.files.addresses import PlainAddresses, PresignedAddresses, SignedAddresses
from fablewright.files.bucket import Bucket
from fablewright.files.service import Files

SECRET = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"
NAME = "ab" * 32 + ".pdf"


def bucket_at(url: str = "s3://books/studio", *, endpoint: str = "", token: str = "") -> Bucket:
    return Bucket.at(
        url, region="eu-central-1", endpoint=endpoint, allow_http=True, key_id="AKIAIOSFODNN7EXAMPLE",
        secret=SECRET, token=token,
    )  # fmt: skip


def test_the_example_of_amazon() -> None:
    """From “Authenticating Requests: Using Query Parameters” in the reference of the S3 API."""
    host = "https://examplebucket.s3.amazonaws.com"
    bucket = Bucket("", "", "us-east-1", host, "AKIAIOSFODNN7EXAMPLE", SECRET)
    url = bucket.presigned("test.txt", datetime(2013, 5, 24, tzinfo=UTC), 86400)
    assert url.startswith(f"{host}/test.txt?X-Amz-Algorithm=AWS4-HMAC-SHA256&")
    assert url.endswith("=aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404")


@pytest.mark.parametrize(
    ("url", "endpoint", "token", "begins"),
    [
        (
            "s3://books/studio/one",
            "",
            "",
            "https://books.s3.eu-central-1.amazonaws.com/studio/one/ab/",
        ),
        ("s3://my.books", "", "", "https://s3.eu-central-1.amazonaws.com/my.books/ab/"),
        (
            "s3://books/a_b.c/",
            "http://127.0.0.1:9000/",
            "",
            "http://127.0.0.1:9000/books/a_b.c/ab/",
        ),
        ("s3://books", "https://S3.example.org:443", "t/k+n=", "https://s3.example.org/books/ab/"),
    ],
)
def test_as_another_signs(url: str, endpoint: str, token: str, begins: str) -> None:
    bucket = bucket_at(url, endpoint=endpoint, token=token)
    key = f"ab/{NAME}"
    theirs = obstore.sign(
        Files.in_bucket(bucket)._store, "GET", key, timedelta(seconds=600)  # type: ignore[call-overload]
    )  # fmt: skip
    said = parse_qs(urlsplit(theirs).query)
    at = datetime.strptime(said["X-Amz-Date"][0], "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
    ours = bucket.presigned(key, at, 600)
    assert ours.startswith(begins)
    assert ours.split("?")[0] == theirs.split("?")[0]
    assert parse_qs(urlsplit(ours).query) == said


def test_a_key_is_not_shown() -> None:
    bucket = bucket_at(token="t-o-k-e-n")
    files = Files.in_bucket(bucket)
    shown = f"{bucket!r} {files!r} {files.place} {files._store!r}"
    assert SECRET not in shown
    assert "t-o-k-e-n" not in shown


@pytest.mark.parametrize(
    "url", ["s3://", "s3://b", "s3://books//a", "s3://books/../a", "s3://books?x=1", "s3://a b/c", "s3://bü/c", "s3://books/\0"],
)  # fmt: skip
def test_no_place_for_files(url: str) -> None:
    with pytest.raises(BadSettings, match="must look like s3://bucket/prefix"):
        bucket_at(url)


@pytest.mark.parametrize(
    "addresses",
    [SignedAddresses(b"key"), PresignedAddresses(bucket_at()), PlainAddresses("https://c")],
)
def test_addresses_stay(addresses: SignedAddresses | PresignedAddresses | PlainAddresses) -> None:
    url = addresses.url(NAME, "A 茶 \ud800\0\r\nX-Evil: 1")
    assert url == addresses.url(NAME, "A 茶 \ud800\0\r\nX-Evil: 1")
    assert url.isascii()
    assert url.isprintable()
    if not isinstance(addresses, SignedAddresses):
        with pytest.raises(NotFound):
            addresses.url("../secret.key")
