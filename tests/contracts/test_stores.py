"""What every store does: a local folder, and a bucket on a server that checks signatures."""

from __future__ import annotations

import asyncio
import os
import socket
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any

import httpx2
import pytest
from structlog.testing import capture_logs
from tests.support.bucket import KEY_ID, SECRET, S3Server, s3_server

from fablewright.bootstrap import open_files
from fablewright.core.errors import BadSettings, NotFound
from fablewright.files.addresses import PlainAddresses, PresignedAddresses
from fablewright.files.service import FOREVER, Files, StorageError
from fablewright.settings import Settings

LARGE = os.urandom(20_000_000)


@pytest.fixture
def server() -> Iterator[S3Server]:
    with s3_server() as server:
        yield server


@pytest.fixture(params=["folder", "bucket"])
def files(request: pytest.FixtureRequest, tmp_path: Path) -> Files:
    if request.param == "folder":
        return open_files(settings_with(storage_url=(tmp_path / "in here").as_uri()))
    server: S3Server = request.getfixturevalue("server")
    return in_bucket(server)


def settings_with(**values: Any) -> Settings:
    return Settings(_env_file=None, **values)


def in_bucket(server: S3Server, **others: Any) -> Files:
    return open_files(settings_with(**server.settings(**others)))


async def collected(files: Files, name: str, start: int, end: int) -> bytes:
    return b"".join([piece async for piece in files.stream(name, start, end)])


async def test_what_goes_in_comes_out(files: Files) -> None:
    await files.check()
    await files.ping()
    for data in (b"{}", b"", bytes(range(256)) * 4096):
        name = await files.put(data, "mp3")
        assert await files.put(data, "mp3") == name
        assert await files.exists(name)
        assert (await files.get(name), await files.size(name)) == (data, len(data))
        assert await collected(files, name, 0, len(data)) == data
        await files.delete(name)
        await files.delete(name)
        assert not await files.exists(name)


async def test_any_part_of_it(files: Files) -> None:
    data = bytes(range(256)) * 4096
    name = await files.put(data, "mp3")
    for start, end in (
        (0, 1),
        (0, len(data)),
        (300_000, 900_001),
        (len(data) - 5, len(data)),
        (7, 7),
    ):
        assert await collected(files, name, start, end) == data[start:end]


async def test_what_is_not_there(files: Files) -> None:
    for name in (
        "0" * 64 + ".png",
        "",
        "a.png",
        "../../etc/passwd",
        "F" * 64 + ".png",
        "0" * 64,
        "é\0.png",
    ):
        wants: tuple[Callable[[str], Awaitable[object]], ...] = (files.get, files.size)
        for want in wants:
            with pytest.raises(NotFound) as caught:
                await want(name)
            assert caught.value.code == "FILE_NOT_FOUND"
        assert not await files.exists(name)


async def test_many_put_the_same(files: Files) -> None:
    data = os.urandom(300_000)
    names = await asyncio.gather(*(files.put(data, "png") for _ in range(12)))
    assert len(set(names)) == 1
    assert await files.get(names[0]) == data


async def test_a_large_one(files: Files) -> None:
    name = await files.put(LARGE, "epub")
    assert await files.size(name) == len(LARGE)
    assert await files.get(name) == LARGE
    assert await collected(files, name, 15_999_990, 17_000_000) == LARGE[15_999_990:17_000_000]


async def test_what_browsers_are_told(server: S3Server) -> None:
    files = in_bucket(server)
    for data in (b"small", LARGE):
        name = await files.put(data, "epub")
        content, headers = server.objects[f"studio/one/{name[:2]}/{name}"]
        assert content == data
        assert headers == {"content-type": "application/epub+zip", "cache-control": FOREVER}
    assert server.uploads == {}
    assert any(call.startswith("POST") for call in server.calls)  # in parts


async def test_addresses_of_the_bucket(server: S3Server) -> None:
    settings = settings_with(**server.settings())
    bucket = settings.bucket()
    assert bucket
    files, addresses = open_files(settings), PresignedAddresses(bucket)
    data = bytes(range(256)) * 40
    name = await files.put(data, "mp3")
    url = addresses.url(name, 'Čaj: a "tea" story')
    assert url == PresignedAddresses(bucket).url(name, 'Čaj: a "tea" story')
    assert "T000000Z&" in url  # for a whole day the same
    assert SECRET not in url
    async with httpx2.AsyncClient() as browser:
        answer = await browser.get(url)
        assert (answer.status_code, answer.content) == (200, data)
        assert answer.headers["content-type"] == "audio/mpeg"
        assert answer.headers["cache-control"] == FOREVER
        assert answer.headers["content-disposition"] == (
            "inline; filename=\"Caj a tea story.mp3\"; filename*=UTF-8''%C4%8Caj%20a%20tea%20story.mp3"
        )
        known = await browser.get(url, headers={"If-None-Match": answer.headers["etag"]})
        assert known.status_code == 304
        part = await browser.get(url, headers={"Range": "bytes=100-299"})
        assert (part.status_code, part.content) == (206, data[100:300])
        picture = addresses.url(await files.put(b"png", "png"), "Tea")
        assert "Tea.png" in (await browser.get(picture)).headers["content-disposition"]
        for wrong in (
            url[:-1] + ("0" if url[-1] != "0" else "1"),
            url.replace("mp3?", "png?"),
            url.split("?")[0],
        ):
            assert (await browser.get(wrong)).status_code == 403
        six_days, eight_days = 6 * 86400, 8 * 86400
        server.skew = six_days - 60
        assert (await browser.get(url)).status_code == 200
        server.skew = eight_days
        assert (await browser.get(url)).status_code == 403


async def test_addresses_of_a_cdn(server: S3Server) -> None:
    name = await in_bucket(server).put(b"{}", "json")
    url = PlainAddresses("https://pictures.example.org/studio/one/").url(name, "Tea")
    assert url == f"https://pictures.example.org/studio/one/{name[:2]}/{name}"
    assert f"studio/one/{name[:2]}/{name}" in server.objects


@pytest.mark.parametrize("fault", ["SlowDown", "InternalError", "cut"])
@pytest.mark.parametrize("data", [b"a picture", LARGE])
async def test_an_upload_is_tried_again(server: S3Server, fault: str, data: bytes) -> None:
    server.faults.extend([fault] * 2)
    files = in_bucket(server)
    name = await files.put(data, "png")
    assert await files.get(name) == data
    assert not server.faults


@pytest.mark.parametrize("fault", ["SlowDown", "cut"])
async def test_an_upload_is_given_up(server: S3Server, fault: str) -> None:
    server.faults.extend([fault] * 50)
    files = in_bucket(server)
    with pytest.raises(StorageError) as caught:
        await files.put(b"a picture", "png")
    assert len(server.faults) == 50 - 4
    assert "does not answer right now" in caught.value.message
    assert server.objects == {}
    server.faults.clear()
    assert await files.exists(await files.put(b"a picture", "png"))


async def test_what_cannot_help_is_not_tried_again(server: S3Server) -> None:
    server.faults.extend(["AccessDenied"] * 2)
    with pytest.raises(StorageError):
        await in_bucket(server).put(b"a picture", "png")
    assert len(server.faults) == 1


@pytest.mark.parametrize(
    ("others", "sentence"),
    [
        ({"storage_url": "s3://elsewhere"}, "There is no such bucket “elsewhere” at 127.0.0.1:"),
        ({"aws_access_key_id": "AKIDOTHER"}, "The key in AWS_ACCESS_KEY_ID is not known"),
        ({"aws_secret_access_key": "s3cr3t-x"}, "AWS_SECRET_ACCESS_KEY does not fit the key"),
    ],
)
async def test_what_is_wrong_is_said(
    server: S3Server, others: dict[str, str], sentence: str
) -> None:
    files = in_bucket(server, **others)
    with capture_logs() as lines, pytest.raises(BadSettings) as caught:
        await files.check()
    assert sentence in caught.value.message
    with pytest.raises(StorageError):
        await files.ping()
    said = f"{caught.value!r} {lines!r} {files.place}"
    for secret in (SECRET, KEY_ID, "s3cr3t-x", "AKIDOTHER", "Signature="):
        assert secret not in said


async def test_a_wrong_clock_is_said(server: S3Server) -> None:
    server.skew = 3600
    with pytest.raises(BadSettings, match="clock of this computer is wrong"):
        await in_bucket(server).check()


async def test_nobody_there_is_said(server: S3Server) -> None:
    with socket.create_server(("127.0.0.1", 0)) as unused:
        port = unused.getsockname()[1]
    files = in_bucket(server, aws_endpoint_url=f"http://127.0.0.1:{port}")
    with pytest.raises(BadSettings, match=f"at 127.0.0.1:{port} does not answer: look whether"):
        await files.check()


async def test_a_folder_that_cannot_be_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(BadSettings, match="for files cannot be made"):
        open_files(settings_with(storage_url=(tmp_path / "file" / "folder").as_uri()))
