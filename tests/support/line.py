"""A line to a server on this machine that can be cut, as networks are."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from random import Random


class Line:
    """A TCP proxy on a port of 127.0.0.1. It passes on what comes in pieces of any length, so that a cut
    falls into the middle of something."""

    def __init__(self, port: int, random: Random) -> None:
        self._target, self._random = port, random
        self._open: set[asyncio.StreamWriter] = set()
        self._tasks: set[asyncio.Task[None]] = set()
        self.cuts = 0
        self.down = False  # nobody gets through
        self.port = 0

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def cut(self) -> None:
        """Every connection breaks at once; new ones can be made."""
        self.cuts += 1
        for writer in list(self._open):
            writer.transport.abort()

    async def connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if self.down:
            writer.transport.abort()
            return
        there = await asyncio.open_connection("127.0.0.1", self._target)
        both = {writer, there[1]}
        self._open |= both
        for source, sink in ((reader, there[1]), (there[0], writer)):
            task = asyncio.create_task(self._pass_on(source, sink, both))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def _pass_on(
        self,
        source: asyncio.StreamReader,
        sink: asyncio.StreamWriter,
        both: set[asyncio.StreamWriter],
    ) -> None:
        with contextlib.suppress(OSError):
            while data := await source.read(65536):
                while data:
                    length = self._random.randrange(1, len(data) + 1)
                    sink.write(data[:length])
                    await sink.drain()
                    data = data[length:]
        for writer in both:
            writer.close()
        self._open -= both

    async def end(self) -> None:
        self.cut()
        if self._tasks:
            await asyncio.wait(self._tasks)


@contextlib.asynccontextmanager
async def line_to(port: int, random: Random) -> AsyncIterator[Line]:
    line = Line(port, random)
    server = await asyncio.start_server(line.connected, "127.0.0.1", 0)
    line.port = server.sockets[0].getsockname()[1]
    try:
        yield line
    finally:
        server.close()
        await line.end()
