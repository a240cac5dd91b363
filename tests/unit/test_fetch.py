"""Files at addresses that a stranger gave: what is fetched, and what never is."""

from __future__ import annotations

import gzip
from collections.abc import Callable, Sequence

import httpx2
import pytest

from fablewright.core.errors import ArtistError, Misconfigured, Refused, TimedOut, TryAgain
from fablewright.core.fetch import Fetcher, is_public

PNG = b"\x89PNG\r\n\x1a\n" + bytes(40)
PUBLIC = "93.184.216.34"
Handler = Callable[[httpx2.Request], httpx2.Response]


def fetcher(
    handler: Handler = lambda request: httpx2.Response(200, content=PNG),
    *,
    leads_to: Sequence[str] = (PUBLIC,),
    **more: object,
) -> Fetcher:
    async def resolve(host: str, port: int) -> Sequence[str]:
        return leads_to

    return Fetcher(
        "Acme",
        ("im.acme.example", ".cdn.acme.example"),
        resolve=resolve,
        transport=httpx2.MockTransport(handler),
        **more,  # type: ignore[arg-type]
    )


async def test_the_connection_goes_to_the_checked_address_in_the_name_of_the_host() -> None:
    seen: list[httpx2.Request] = []

    def handler(request: httpx2.Request) -> httpx2.Response:
        seen.append(request)
        return httpx2.Response(200, content=PNG)

    assert await fetcher(handler).fetch("https://im.acme.example/a.png?b=c") == PNG
    (request,) = seen
    assert request.url.host == PUBLIC
    assert request.url.raw_path == b"/a.png?b=c"
    assert request.headers["host"] == "im.acme.example"
    assert request.extensions["sni_hostname"] == "im.acme.example"
    assert "authorization" not in request.headers
    assert "cookie" not in request.headers


async def test_an_ipv6_address_and_a_name_below_an_allowed_one() -> None:
    hosts: list[str] = []

    def handler(request: httpx2.Request) -> httpx2.Response:
        hosts.append(str(request.url))
        return httpx2.Response(200, content=PNG)

    fetching = fetcher(handler, leads_to=("2606:2800:220:1::1",))
    assert await fetching.fetch("https://a.b.cdn.acme.example/") == PNG
    assert hosts == ["https://[2606:2800:220:1::1]/"]


@pytest.mark.parametrize(
    ("address", "kind"),
    [
        ("http://im.acme.example/a.png", Refused),
        ("https://im.acme.example:8443/a.png", Refused),
        ("https://me:secret@im.acme.example/a.png", Refused),
        ("https://93.184.216.34/a.png", Refused),
        ("https://[::1]/a.png", Refused),
        ("ftp://im.acme.example/a.png", Refused),
        ("file:///etc/passwd", Refused),
        ("a.png", Refused),
        ("", Refused),
        ("https://im.acme.example\x00.evil.example/", Refused),
        ("https://evil.example/a.png", Misconfigured),
        ("https://im.acme.example.evil.example/a.png", Misconfigured),
        ("https://evilcdn.acme.example/a.png", Misconfigured),
        ("https://im.acme.example@evil.example/a.png", Refused),
        ("https://😀.example/a.png", Refused),
        ("https://bücher.example/a.png", Misconfigured),
        ("https://im.acme.example" + "/" * 100_000, Refused),
    ],
)
async def test_addresses_that_are_never_asked(address: str, kind: type[ArtistError]) -> None:
    def handler(request: httpx2.Request) -> httpx2.Response:
        raise AssertionError("asked all the same")

    with pytest.raises(kind) as raised:
        await fetcher(handler).fetch(address)
    assert "secret" not in raised.value.message


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1",
        "0.1.2.3", "224.0.0.1", "239.255.255.250", "240.0.0.1", "255.255.255.255", "198.18.0.1",
        "192.0.2.1", "::", "::1", "fe80::1", "fe80::1%eth0", "fc00::1", "fec0::1", "ff02::1",
        "::ffff:127.0.0.1", "::ffff:93.184.216.34", "2002:7f00:1::", "2001:0:1::1", "2001:db8::1",
        "64:ff9b::7f00:1", "64:ff9b::10.0.0.1", "64:ff9b:1::1", "no address",
    ],
)  # fmt: skip
async def test_ranges_that_no_name_may_lead_to(address: str) -> None:
    assert not is_public(address)
    with pytest.raises(Refused):
        await fetcher(leads_to=(PUBLIC, address)).fetch("https://im.acme.example/a.png")


@pytest.mark.parametrize("address", [PUBLIC, "2606:2800:220:1::1", "64:ff9b::5db8:d822"])
def test_public_addresses(address: str) -> None:
    assert is_public(address)


async def test_a_name_that_changes_its_mind_is_asked_only_once() -> None:
    answers = iter([(PUBLIC,), ("127.0.0.1",)])
    asked: list[str] = []

    async def resolve(host: str, port: int) -> Sequence[str]:
        return next(answers)

    def handler(request: httpx2.Request) -> httpx2.Response:
        asked.append(request.url.host)
        return httpx2.Response(200, content=PNG)

    fetching = Fetcher(
        "Acme", ["im.acme.example"], resolve=resolve, transport=httpx2.MockTransport(handler)
    )
    await fetching.fetch("https://im.acme.example/a.png")
    assert asked == [PUBLIC]


@pytest.mark.parametrize(
    ("location", "kind"),
    [
        ("http://127.0.0.1/latest/meta-data/", Refused),
        ("https://evil.example/a.png", Misconfigured),
        ("/again", TryAgain),
    ],
)
async def test_every_redirect_is_checked_like_the_first_address(
    location: str, kind: type[ArtistError]
) -> None:
    asked: list[str] = []

    def handler(request: httpx2.Request) -> httpx2.Response:
        asked.append(str(request.url))
        return httpx2.Response(302, headers={"location": location})

    with pytest.raises(kind):
        await fetcher(handler).fetch("https://im.acme.example/a.png")
    assert len(asked) == (4 if kind is TryAgain else 1)


async def test_a_redirect_to_another_allowed_place_is_followed() -> None:
    def handler(request: httpx2.Request) -> httpx2.Response:
        if request.headers["host"] == "im.acme.example":
            return httpx2.Response(307, headers={"location": "https://x.cdn.acme.example/a"})
        return httpx2.Response(200, content=PNG)

    assert await fetcher(handler).fetch("https://im.acme.example/a.png") == PNG


async def test_a_place_that_the_operator_trusts_may_be_at_home_and_plain() -> None:
    trusting = fetcher(leads_to=("127.0.0.1",), insecure=("127.0.0.1:9000",))
    assert await trusting.fetch("http://127.0.0.1:9000/a.png") == PNG
    with pytest.raises(Refused):
        await trusting.fetch("http://127.0.0.1:9001/a.png")


async def test_the_next_address_of_a_name_is_tried_when_one_cannot_be_reached() -> None:
    def handler(request: httpx2.Request) -> httpx2.Response:
        if request.url.host == PUBLIC:
            raise httpx2.ConnectError("no way")
        return httpx2.Response(200, content=PNG)

    both = fetcher(handler, leads_to=(PUBLIC, "93.184.216.35"))
    assert await both.fetch("https://im.acme.example/a.png") == PNG
    with pytest.raises(TryAgain):
        await fetcher(handler).fetch("https://im.acme.example/a.png")


@pytest.mark.parametrize(
    "body",
    [b"", b"\x89PNG", b"<!doctype html><html>", b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"GIF89a" + bytes(30)],
)  # fmt: skip
async def test_what_is_no_picture_by_its_first_bytes(body: bytes) -> None:
    def handler(request: httpx2.Request) -> httpx2.Response:
        return httpx2.Response(200, content=body, headers={"content-type": "image/png"})

    with pytest.raises(TryAgain):
        await fetcher(handler).fetch("https://im.acme.example/a.png")


async def test_nothing_is_unpacked() -> None:
    def handler(request: httpx2.Request) -> httpx2.Response:
        headers = {"content-encoding": "gzip"}
        return httpx2.Response(200, content=gzip.compress(PNG + bytes(10_000)), headers=headers)

    with pytest.raises(TryAgain, match="packed"):
        await fetcher(handler).fetch("https://im.acme.example/a.png")


async def test_a_file_that_never_ends_is_left_at_the_limit() -> None:
    sent = 0

    async def endless():  # type: ignore[no-untyped-def]
        nonlocal sent
        yield PNG
        while True:
            sent += 1000
            yield bytes(1000)

    def handler(request: httpx2.Request) -> httpx2.Response:
        return httpx2.Response(200, content=endless())

    with pytest.raises(TryAgain, match="larger"):
        await fetcher(handler, largest=50_000).fetch("https://im.acme.example/a.png")
    assert sent < 60_000


@pytest.mark.parametrize("status", [204, 403, 404, 410, 429, 500, 503])
async def test_a_file_that_is_not_there(status: int) -> None:
    def handler(request: httpx2.Request) -> httpx2.Response:
        return httpx2.Response(status, content=PNG)

    with pytest.raises(TryAgain):
        await fetcher(handler).fetch("https://im.acme.example/a.png")


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (httpx2.ReadTimeout("slow"), TimedOut),
        (httpx2.ReadError("reset"), TryAgain),
        (httpx2.RemoteProtocolError("cut"), TryAgain),
    ],
)
async def test_lines_that_break(error: Exception, kind: type[ArtistError]) -> None:
    def handler(request: httpx2.Request) -> httpx2.Response:
        raise error

    with pytest.raises(kind) as raised:
        await fetcher(handler).fetch("https://im.acme.example/a.png")
    assert type(raised.value) is kind


async def test_a_name_that_nobody_knows() -> None:
    async def resolve(host: str, port: int) -> Sequence[str]:
        raise OSError("unknown")

    fetching = Fetcher("Acme", ["im.acme.example"], resolve=resolve)
    with pytest.raises(TryAgain):
        await fetching.fetch("https://im.acme.example/a.png")
    await fetching.close()
