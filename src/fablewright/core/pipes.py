"""Work in a process of its own: JSON requests on its stdin, JSON answers (and bytes) on its stdout.

Used where a library holds the interpreter for seconds (pictures) or carries a licence or crashes of its
own (speech). A child ends by itself when its parent does, however it died: its stdin then reads as ended.

A request is one line of JSON, `{"bytes": n, "request": …}`, followed by n raw bytes. An answer is one
line of JSON, `{"ok": true, "bytes": n, "value": …}` followed by n raw bytes, or
`{"ok": false, "kind": "refused" | "try_again", "error": …}`, a refusal with its `code`.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from typing import Any

from fablewright.core.errors import Refused, TimedOut, TryAgain

Handler = Callable[[dict[str, Any]], tuple[Mapping[str, object], bytes]]
LINE_LIMIT = 16 * 1024 * 1024


def serve(handler: Handler) -> None:
    """Child side: answer requests until stdin ends. `handler` returns a JSON value and bytes.

    Bytes that came with a request are in it under "blob".
    """
    # Native libraries print where they like: only this function may write to the pipe.
    out = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    for line in sys.stdin.buffer:
        try:
            asked = json.loads(line)
            request = asked["request"]
            if asked["bytes"]:
                request["blob"] = sys.stdin.buffer.read(asked["bytes"])
            value, blob = handler(request)
            head: dict[str, object] = {"ok": True, "bytes": len(blob), "value": value}
        except Refused as error:
            head = {"ok": False, "kind": "refused", "error": error.message, "code": error.code}
            blob = b""
        except Exception as error:
            head, blob = {"ok": False, "kind": "try_again", "error": repr(error)}, b""
        try:
            out.write(json.dumps(head).encode() + b"\n" + blob)
            out.flush()
        except OSError:  # the parent is gone
            with contextlib.suppress(OSError):
                out.close()
            return


class PipePool:
    """Parent side: up to `size` children of `python -m module`, started when needed.

    A child that stays idle for `idle` seconds is ended, so that a quiet studio costs no memory.
    """

    def __init__(
        self, module: str, *, size: int = 1, timeout: float = 120.0, idle: float = 30.0
    ) -> None:
        self.module, self.timeout, self.idle = module, timeout, idle
        self._free: list[asyncio.subprocess.Process] = []
        self._slots = asyncio.Semaphore(size)
        self._reaper: asyncio.TimerHandle | None = None

    async def call(
        self, request: Mapping[str, object], blob: bytes = b""
    ) -> tuple[dict[str, Any], bytes]:
        """The child's value and bytes. Raises `TimedOut`, `TryAgain` (it died) or `Refused`."""
        async with self._slots:
            # One may have been killed while it was idle.
            self._free = [child for child in self._free if child.returncode is None]
            child = self._free.pop() if self._free else await self._start()
            healthy = False
            try:
                async with asyncio.timeout(self.timeout):
                    head, answer = await self._ask(child, request, blob)
                healthy = True
            except TimeoutError:
                raise TimedOut(f"{self.module} gave no answer in {self.timeout:.0f} s") from None
            except (OSError, asyncio.IncompleteReadError, ValueError) as error:
                raise TryAgain(f"{self.module} stopped in the middle of its work") from error
            finally:
                if healthy:
                    self._free.append(child)
                    self._reap_later()
                else:  # cancelled, late or dead: an answer may still be in its pipe
                    await _end(child)
        if head["ok"]:
            return head["value"], answer
        if head["kind"] == "refused":
            raise Refused(head["error"], code=head["code"])
        raise TryAgain(head["error"])

    async def prepare(self) -> None:
        """Start a child for a call that will come soon: its imports take as long as its work."""
        if not self._free and not self._slots.locked():
            self._free.append(await self._start())
            self._reap_later()

    async def close(self) -> None:
        if self._reaper:
            self._reaper.cancel()
        children, self._free = self._free, []
        await asyncio.gather(*(_end(child) for child in children))

    async def _start(self) -> asyncio.subprocess.Process:
        return await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            self.module,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            limit=LINE_LIMIT,
            # Ctrl-C in the terminal is for the parent, which decides about work in hand.
            start_new_session=True,
            creationflags=getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0),
        )

    async def _ask(
        self, child: asyncio.subprocess.Process, request: Mapping[str, object], blob: bytes
    ) -> tuple[dict[str, Any], bytes]:
        assert child.stdin
        assert child.stdout
        asked = {"bytes": len(blob), "request": request}
        child.stdin.write(json.dumps(asked).encode() + b"\n" + blob)
        await child.stdin.drain()
        line = await child.stdout.readline()
        if not line:
            raise asyncio.IncompleteReadError(b"", None)
        head = json.loads(line)
        return head, await child.stdout.readexactly(head.get("bytes", 0))

    def _reap_later(self) -> None:
        if self._reaper:
            self._reaper.cancel()
        self._reaper = asyncio.get_running_loop().call_later(self.idle, self._reap)

    def _reap(self) -> None:
        children, self._free = self._free, []
        for child in children:
            assert child.stdin
            child.stdin.close()  # it reads the end of its input and goes


async def _end(child: asyncio.subprocess.Process) -> None:
    with contextlib.suppress(ProcessLookupError):
        child.kill()
    await child.wait()
