"""Under which address a browser gets a file: the studio's own, the bucket's, or that of a CDN."""

from __future__ import annotations

import hashlib
import hmac
import time
import unicodedata
from datetime import UTC, datetime
from typing import Protocol
from urllib.parse import quote

from fablewright.files.bucket import LONGEST, Bucket
from fablewright.files.service import key_of

VALID_FOR = 7 * 24 * 3600  # seconds; addresses change once a week, so that browsers can keep files
DAY = 24 * 3600
BRIEF = 3600  # seconds that an address lasts at most which must end soon after somebody says so
UNSAFE_IN_NAMES = frozenset('\\/:*?"<>|%')
LONGEST_NAME = 180  # bytes: file systems take 255, and browsers add numbers


class Addresses(Protocol):
    """Makes the address under which a browser gets a file. It stays the same for a day at least (brief
    ones for half an hour), in every process, and `title` is what the file is called when somebody saves
    it, where that is possible: its own ending follows. `origin` is where browsers find files, "" at the
    studio's own address."""

    @property
    def origin(self) -> str: ...

    def url(self, name: str, title: str = "") -> str: ...


class SignedAddresses:
    """Addresses of our own server: whoever holds one may read that one file until it expires."""

    origin = ""

    def __init__(self, secret: bytes, base: str = "", *, brief: bool = False) -> None:
        """`brief` ones are good for half an hour to an hour, others for one to two weeks."""
        self._secret, self._base = secret, base.rstrip("/")
        self._step = BRIEF // 2 if brief else VALID_FOR

    def url(self, name: str, title: str = "") -> str:
        """`&download=` makes a browser save it at once."""
        expires = (int(time.time()) // self._step + 2) * self._step
        wish = f"&title={quote(stem_of(title), safe='')}" if title else ""
        signature = self._sign(name, expires)
        return f"{self._base}/files/{name}?expires={expires}&signature={signature}{wish}"

    def valid(self, name: str, expires: str, signature: str) -> bool:
        if not expires.isascii() or not expires.isdigit() or len(expires) > 12:
            return False
        if int(expires) < time.time():
            return False
        return hmac.compare_digest(
            self._sign(name, int(expires)).encode(), signature.encode(errors="replace")
        )

    def _sign(self, name: str, expires: int) -> str:
        message = f"{name}\n{expires}".encode()
        return hmac.new(self._secret, message, hashlib.sha256).hexdigest()


class PresignedAddresses:
    """Addresses of the bucket itself, good for six to seven days: seven is the most that S3 allows, and
    they change once a day. `brief` ones are good for half an hour to an hour."""

    def __init__(self, bucket: Bucket, *, brief: bool = False) -> None:
        self._bucket = bucket
        self._step, self._life = (BRIEF // 2, BRIEF) if brief else (DAY, LONGEST)

    @property
    def origin(self) -> str:
        return self._bucket.server

    def url(self, name: str, title: str = "") -> str:
        begun = datetime.fromtimestamp(int(time.time()) // self._step * self._step, UTC)
        answer = {}
        if title:
            answer["response-content-disposition"] = disposition(title, name, "inline")
        return self._bucket.presigned(key_of(name), begun, self._life, answer)


class PlainAddresses:
    """Addresses of a CDN, or of any server, that shows the folder or the bucket's prefix to everybody.
    They never change, and nobody can guess one without having the file."""

    def __init__(self, base: str) -> None:
        self.origin = base.rstrip("/")

    def url(self, name: str, title: str = "") -> str:
        return f"{self.origin}/{key_of(name)}"


def disposition(wish: str, name: str, kind: str = "attachment") -> str:
    """`kind` with the wished name (RFC 6266); the ending is always that of the file."""
    ending = name.rsplit(".", 1)[-1]
    stem = stem_of(wish.removesuffix(f".{ending}")) or "story"
    full = f"{stem}.{ending}"
    ascii_only = unicodedata.normalize("NFKD", stem).encode("ascii", "ignore").decode()
    plain = f"{' '.join(ascii_only.split()).strip('. -') or 'story'}.{ending}"
    return f"{kind}; filename=\"{plain}\"; filename*=UTF-8''{quote(full, safe='')}"


def stem_of(wish: str) -> str:
    """A name that every system takes, without an ending; "" when nothing is left of the wish."""
    printable = "".join(
        " " if c in UNSAFE_IN_NAMES else c for c in wish if unicodedata.category(c)[0] != "C"
    )
    short = " ".join(printable.split()).encode()[:LONGEST_NAME].decode(errors="ignore")
    return short.strip(". ")
