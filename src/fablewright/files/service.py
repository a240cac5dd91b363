"""Files by their content: the name is the SHA-256 of what is inside, so that writing twice is harmless."""

from __future__ import annotations

import contextlib
import hashlib
import hmac
import re
import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Protocol

import obstore
from obstore.store import LocalStore, ObjectStore

from fablewright.core.errors import NotFound

MEDIA_TYPES = {
    "png": "image/png",
    "mp3": "audio/mpeg",
    "pdf": "application/pdf",
    "epub": "application/epub+zip",
    "json": "application/json",
}
NAME = re.compile(r"[0-9a-f]{64}\.[a-z0-9]{2,5}")
PIECE = 256 * 1024  # bytes
VALID_FOR = 7 * 24 * 3600  # seconds; addresses change once a week, so that browsers can keep files


class Addresses(Protocol):
    """Makes the address under which a browser gets a file."""

    def url(self, name: str) -> str: ...


class Files:
    """Bytes in, name out. Names look like `<sha-256 in hex>.png`."""

    def __init__(self, store: ObjectStore) -> None:
        self._store = store

    @classmethod
    def local(cls, folder: Path) -> Files:
        folder.mkdir(parents=True, exist_ok=True)
        return cls(LocalStore(prefix=folder))

    async def put(self, data: bytes, kind: str) -> str:
        """The name. `kind` is the file's ending, one of `MEDIA_TYPES`."""
        name = f"{hashlib.sha256(data).hexdigest()}.{kind}"
        if not await self.exists(name):
            await obstore.put_async(self._store, _key(name), data, use_multipart=False)
        return name

    async def get(self, name: str) -> bytes:
        """The content. Raises `NotFound`."""
        try:
            result = await obstore.get_async(self._store, _key(name))
        except FileNotFoundError:
            raise NotFound("This file does not exist.", code="FILE_NOT_FOUND") from None
        return bytes(await result.bytes_async())

    async def size(self, name: str) -> int:
        """In bytes. Raises `NotFound`."""
        try:
            meta = await obstore.head_async(self._store, _key(name))
        except FileNotFoundError:
            raise NotFound("This file does not exist.", code="FILE_NOT_FOUND") from None
        return meta["size"]

    async def stream(self, name: str, start: int, end: int) -> AsyncIterator[bytes]:
        """The bytes from `start` up to, not including, `end`, in pieces. The file must be there."""
        if start == end:
            return
        result = await obstore.get_async(self._store, _key(name), options={"range": (start, end)})
        async for piece in result.stream(min_chunk_size=PIECE):
            yield bytes(piece)

    async def delete(self, name: str) -> None:
        """Harmless when it is gone already."""
        with contextlib.suppress(FileNotFoundError):
            await obstore.delete_async(self._store, _key(name))

    async def exists(self, name: str) -> bool:
        try:
            await obstore.head_async(self._store, _key(name))
        except FileNotFoundError:
            return False
        return True


def media_type(name: str) -> str:
    return MEDIA_TYPES[name.rsplit(".", 1)[-1]]


def _key(name: str) -> str:
    """Two characters of fan-out keep folders small."""
    if not NAME.fullmatch(name):
        raise NotFound("This file does not exist.", code="FILE_NOT_FOUND")
    return f"{name[:2]}/{name}"


class SignedAddresses:
    """Addresses of our own server: whoever holds one may read that one file until it expires."""

    def __init__(self, secret: bytes, base: str = "") -> None:
        self._secret, self._base = secret, base.rstrip("/")

    def url(self, name: str) -> str:
        expires = (int(time.time()) // VALID_FOR + 2) * VALID_FOR
        return f"{self._base}/files/{name}?expires={expires}&signature={self._sign(name, expires)}"

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
