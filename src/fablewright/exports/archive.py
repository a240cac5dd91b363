"""A ZIP file that is sent while it is being written."""

from __future__ import annotations

import zipfile
from collections.abc import AsyncIterator

from fablewright.core import ids

STORED, PACKED = zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED


class Archive:
    """What was written since the last `taken` is all that is held in memory."""

    def __init__(self) -> None:
        self._out = _Out()
        self._zip = zipfile.ZipFile(self._out, "w")

    def add(self, name: str, text: str) -> bytes:
        """A text file. What is to be sent."""
        self._zip.writestr(_entry(name, PACKED), text)
        return self._out.taken()

    async def stream(
        self, name: str, pieces: AsyncIterator[bytes], method: int = PACKED
    ) -> AsyncIterator[bytes]:
        """A file of any size. What is to be sent, as it comes."""
        with self._zip.open(_entry(name, method), "w", force_zip64=True) as entry:
            async for piece in pieces:
                entry.write(piece)
                if ready := self._out.taken():
                    yield ready
        yield self._out.taken()

    def end(self) -> bytes:
        """The list of contents, which comes last."""
        self._zip.close()
        return self._out.taken()


class _Out:
    """Where a `ZipFile` writes that can neither seek nor tell."""

    def __init__(self) -> None:
        self._pieces: list[bytes] = []

    def write(self, data: bytes, /) -> int:
        self._pieces.append(bytes(data))
        return len(data)

    def flush(self) -> None:
        pass

    def close(self) -> None:
        pass

    def taken(self) -> bytes:
        taken, self._pieces = b"".join(self._pieces), []
        return taken


def _entry(name: str, method: int) -> zipfile.ZipInfo:
    now = ids.now()
    entry = zipfile.ZipInfo(name, (now.year, now.month, now.day, now.hour, now.minute, now.second))
    entry.compress_type = method
    entry.external_attr = 0o600 << 16  # readable by whoever unpacks it
    return entry
