"""Results that a provider left at an address: the one way to fetch them.

An address in an answer is a stranger's word. It is fetched from hosts that the vendor's file names,
over HTTPS, and from public addresses only: a name is resolved once, every address it has is checked, and
the connection goes to one of those, so that a second look-up cannot lead elsewhere (DNS rebinding). The
certificate is still that of the name. No key and no cookie is sent, and no proxy is asked. Ranges:
IANA's special-purpose registries (RFC 6890), as `ipaddress` knows them; RFC 6052 for NAT64.
"""

from __future__ import annotations

import asyncio
import ipaddress
import socket
from collections.abc import Awaitable, Callable, Collection, Sequence

import httpx2

from fablewright.core.errors import Misconfigured, Refused, TimedOut, TryAgain

LARGEST = 48 * 1024 * 1024  # bytes
MOST_REDIRECTS = 3
MOST_ADDRESSES = 3  # of one name that are tried
HEAD = 16  # bytes that tell what a file is

Resolve = Callable[[str, int], Awaitable[Sequence[str]]]

_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_NAT64 = ipaddress.ip_network("64:ff9b::/96")


def picture_type(head: bytes) -> str:
    """The media type that the first `HEAD` bytes of a file say; empty for all but PNG, JPEG, WebP."""
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return "image/png"
    if head.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    if head.startswith(b"RIFF") and head[8:12] == b"WEBP":
        return "image/webp"
    return ""


def is_public(address: str) -> bool:
    """Whether an IP address is one of the open internet, however it is written."""
    try:
        number = ipaddress.ip_address(address)
    except ValueError:
        return False
    if isinstance(number, ipaddress.IPv6Address):
        if number in _NAT64:
            return is_public(str(ipaddress.IPv4Address(int(number) & 0xFFFFFFFF)))
        if number.ipv4_mapped or number.sixtofour or number.teredo or number.is_site_local:
            return False
    return number.is_global and not (
        number.is_multicast or number.is_reserved or number.is_unspecified or number.is_loopback
    )


class Fetcher:
    """Fetches from the hosts of one vendor.

    `hosts` are names ("im.example.org") or, with a leading dot, all names below one (".example.org").
    `insecure` are places ("127.0.0.1:8188") that the operator trusts: they may speak plain HTTP and be
    at home. `setting` is the name of the setting that adds to `hosts`. `resolve` and `transport` are for
    tests.
    """

    def __init__(
        self,
        name: str,
        hosts: Collection[str],
        *,
        insecure: Collection[str] = (),
        setting: str = "",
        timeout: float = 60.0,
        largest: int = LARGEST,
        resolve: Resolve | None = None,
        transport: httpx2.AsyncBaseTransport | None = None,
    ) -> None:
        """`timeout` is in seconds, from the look-up to the last byte. Connects to nothing yet."""
        self.name, self.timeout, self.largest = name, timeout, largest
        self._list = f"on the list of {setting}" if setting else "a place that we fetch from"
        self._hosts, self._insecure = frozenset(hosts), frozenset(insecure)
        self._resolve = resolve or _look_up
        self._client = httpx2.AsyncClient(
            timeout=httpx2.Timeout(timeout, connect=10.0),
            # One connection for one file: the next may be for another name at the same address.
            limits=httpx2.Limits(max_keepalive_connections=0),
            transport=transport,
            follow_redirects=False,
            trust_env=False,
        )

    async def fetch(self, address: str, kind: Callable[[bytes], str] = picture_type) -> bytes:
        """The file at `address`, of which `kind` says something when it sees the first bytes.

        Raises `Misconfigured` (a host that is not on the list), `Refused` (an address that is never
        fetched from), `TimedOut` or `TryAgain`.
        """
        try:
            async with asyncio.timeout(self.timeout):
                url = self._parsed(address)
                for _ in range(MOST_REDIRECTS + 1):
                    answer = await self._get(url, kind)
                    if isinstance(answer, bytes):
                        return answer
                    url = self._parsed(str(answer))
        except (TimeoutError, httpx2.TimeoutException):
            raise TimedOut(
                f"The file that {self.name} made did not arrive in {self.timeout:.0f} seconds."
            ) from None
        except (httpx2.HTTPError, httpx2.StreamError):
            raise TryAgain(f"The line broke off while fetching what {self.name} made.") from None
        raise TryAgain(f"{self.name} sent us from address to address for the file that it made.")

    async def close(self) -> None:
        await self._client.aclose()

    def _parsed(self, address: str) -> httpx2.URL:
        try:
            url = httpx2.URL(address)
            host = url.raw_host.decode("ascii")
        except (httpx2.InvalidURL, TypeError, ValueError):
            raise Refused(f"{self.name} gave an address that is none.") from None
        if url.userinfo or not host:
            raise self._never()
        if self._is_trusted(url):
            return url
        if url.scheme != "https" or url.port not in (None, 443) or _is_number(host):
            raise self._never()
        if host not in self._hosts and not any(
            one.startswith(".") and host.endswith(one) for one in self._hosts
        ):
            raise Misconfigured(
                f"{self.name} left its file at {host[:100]}, which is not {self._list}."
            )
        return url

    def _is_trusted(self, url: httpx2.URL) -> bool:
        return url.scheme in ("http", "https") and url.netloc.decode("ascii") in self._insecure

    def _never(self) -> Refused:
        return Refused(f"{self.name} gave an address for its file that is not safe to fetch from.")

    async def _get(self, url: httpx2.URL, kind: Callable[[bytes], str]) -> bytes | httpx2.URL:
        """The file, or where it is said to be instead."""
        host = url.raw_host.decode("ascii")
        try:
            numbers = await self._resolve(host, url.port or (443 if url.scheme == "https" else 80))
        except (OSError, UnicodeError):
            numbers = ()
        if not self._is_trusted(url) and not all(map(is_public, numbers)):
            raise self._never()
        for number in numbers[:MOST_ADDRESSES]:
            try:
                return await self._ask(url, number, kind)
            except httpx2.ConnectError:
                continue
        raise TryAgain(f"The place where {self.name} left its file cannot be reached right now.")

    async def _ask(
        self, url: httpx2.URL, number: str, kind: Callable[[bytes], str]
    ) -> bytes | httpx2.URL:
        async with self._client.stream(
            "GET",
            url.copy_with(host=number),
            headers={"Host": url.netloc.decode("ascii"), "Accept-Encoding": "identity"},
            extensions={"sni_hostname": url.raw_host.decode("ascii")},
        ) as response:
            if response.status_code in _REDIRECTS and "location" in response.headers:
                return url.join(response.headers["location"])
            if response.status_code != 200:
                raise TryAgain(
                    f"The file that {self.name} made is not where it should be"
                    f" (status {response.status_code})."
                )
            return await self._read(response, kind)

    async def _read(self, response: httpx2.Response, kind: Callable[[bytes], str]) -> bytes:
        body, known = bytearray(), False
        if response.headers.get("content-encoding", "identity") != "identity":
            raise TryAgain(f"{self.name} packed its file, and was not asked to.")
        async for piece in response.aiter_bytes():
            body += piece
            if len(body) > self.largest:
                raise TryAgain(f"The file that {self.name} made is larger than any should be.")
            if not known and len(body) >= HEAD:
                known = self._known(body, kind)
        if not known:
            self._known(body, kind)
        return bytes(body)

    def _known(self, body: bytearray, kind: Callable[[bytes], str]) -> bool:
        if not kind(bytes(body[:HEAD])):
            raise TryAgain(f"What {self.name} left at its address is no file that we can use.")
        return True


def _is_number(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


async def _look_up(host: str, port: int) -> Sequence[str]:
    found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))
