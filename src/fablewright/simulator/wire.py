"""How an answer goes over the wire, and how it fails to arrive."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import struct
import sys
from collections.abc import Awaitable, Callable, Mapping
from decimal import Decimal

from starlette.types import Send

from fablewright.simulator.calls import CallLog, Outcome
from fablewright.simulator.model import Answer

# SO_LINGER with no time to linger: the connection is reset, not closed.
_AT_ONCE = struct.pack("hh" if sys.platform == "win32" else "ii", 1, 0)
_PROMISED = 50 * 1024**3  # bytes of a body that never comes
_ENDLESS = 2 * 1024**3  # bytes after which even an endless body ends
_BLOCK = bytes(64 * 1024)


class Line:
    """The way back of one call. Writes the call's last line in the log, once, before the last byte
    leaves: whoever has the whole answer finds it in the log."""

    def __init__(
        self,
        send: Send,
        gone: asyncio.Future[None],
        transport: asyncio.Transport | None,
        log: CallLog,
        number: int,
    ) -> None:
        self._send, self._gone, self._transport = send, gone, transport
        self._log, self._number = log, number
        self._answer: Answer | None = None
        self._sent, self._begun, self._done = 0, False, False
        self.fault_applied: bool | None = None

    @property
    def gone(self) -> bool:
        """Whether the caller has hung up."""
        return self._gone.done()

    async def wait(self, seconds: float | None) -> bool:
        """Lets time pass; answers whether the caller is still there."""
        if seconds is None or seconds > 0:
            await asyncio.wait({self._gone}, timeout=seconds)
        return not self.gone

    async def start(self, answer: Answer, length: int | None) -> None:
        """Sends status and headers; without a `length` the body comes in chunks."""
        self.holds(answer)
        headers = {"content-type": "application/json", **answer.headers}
        headers["x-request-id"] = f"sim-{self._number}"
        if length is not None:
            headers["content-length"] = str(length)
        raw = [(name.encode(), value.encode()) for name, value in headers.items()]
        self._begun = True
        message = {"type": "http.response.start", "status": answer.status, "headers": raw}
        await self._send(message)

    async def piece(self, data: bytes, *, last: bool = False) -> None:
        self._sent += len(data)
        await self._send({"type": "http.response.body", "body": data, "more_body": not last})

    def holds(self, answer: Answer) -> None:
        """The vendor has finished this; from now on it may be charged."""
        self._answer = answer

    def ends(self, outcome: Outcome, coming: int = 0) -> None:
        """Writes the last line, unless it was written before. `coming` bytes are still to be sent."""
        if self._done:
            return
        self._done = True
        answer = self._answer
        worked = answer is not None and answer.worked and 200 <= answer.status < 300
        self._log.closed(
            self._number,
            outcome=outcome,
            status=answer.status if answer and self._begun else None,
            paid=worked and outcome != "unanswered",
            cost=answer.cost if answer else Decimal(0),
            sent=self._sent + coming,
            fault_applied=self.fault_applied,
        )

    async def flush(self) -> None:
        """Until what was sent has left this process, for two seconds at most."""
        for _ in range(200):
            if self._transport is None or not self._transport.get_write_buffer_size() or self.gone:
                return
            await self.wait(0.01)

    async def reset(self) -> None:
        """Ends the connection with a reset."""
        if self._transport is not None:
            with contextlib.suppress(OSError):
                plug = self._transport.get_extra_info("socket")
                plug.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _AT_ONCE)
            self._transport.abort()
        await self.wait(1)

    async def close(self) -> None:
        """Ends the connection properly, whatever was promised."""
        if self._transport is not None:
            self._transport.close()
        await self.wait(1)


async def deliver(line: Line, answer: Answer, *, pause: float = 0.0) -> None:
    """The whole answer; a stream waits `pause` seconds before each piece."""
    pieces = answer.pieces()
    length = None if answer.stream else sum(map(len, pieces))
    if not pieces:
        line.ends("sent")
        await line.start(answer, length)
        await line.piece(b"", last=True)
        return None
    await line.start(answer, length)
    for piece in pieces[:-1]:
        if not await line.wait(pause):
            return line.ends("abandoned")
        await line.piece(piece)
    if not await line.wait(pause):
        return line.ends("abandoned")
    await line.piece(pieces[-1][:-1])
    line.ends("sent", coming=1)
    await line.piece(pieces[-1][-1:], last=True)
    return None


Options = Mapping[str, float]


async def _reset_before(line: Line, options: Options) -> None:
    line.ends("unanswered")
    await line.reset()


async def _close_before(line: Line, options: Options) -> None:
    line.ends("unanswered")
    await line.close()


async def _never(line: Line, options: Options) -> None:
    await line.wait(options.get("seconds"))
    line.ends("unanswered")
    await line.close()


async def _reset_after_headers(line: Line, answer: Answer, options: Options) -> None:
    await line.start(answer, sum(map(len, answer.pieces())))
    await line.flush()
    line.ends("broken_off")
    await line.reset()


async def _half(line: Line, answer: Answer) -> None:
    pieces = answer.pieces()
    whole = b"".join(pieces)
    half = b"".join(pieces[: len(pieces) // 2]) if answer.stream else whole[: len(whole) // 2]
    await line.start(answer, None if answer.stream else len(whole))
    await line.piece(half)
    await line.flush()
    line.ends("broken_off")


async def _reset_mid_body(line: Line, answer: Answer, options: Options) -> None:
    await _half(line, answer)
    await line.reset()


async def _cut(line: Line, answer: Answer, options: Options) -> None:
    await _half(line, answer)
    await line.close()


async def _drip(line: Line, answer: Answer, options: Options) -> None:
    """`bytes` at a time (64), every `seconds` (0.05)."""
    size = max(1, int(options.get("bytes", 64)))
    whole = b"".join(answer.pieces())
    answer.body, answer.stream = whole, lambda body: ()
    await line.start(answer, len(whole))
    for at in range(0, len(whole), size):
        if not await line.wait(options.get("seconds", 0.05)):
            return line.ends("abandoned")
        last = at + size >= len(whole)
        if last:
            line.ends("sent", coming=len(whole) - at)
        await line.piece(whole[at : at + size], last=last)
    return line.ends("sent")


async def _huge_length(line: Line, answer: Answer, options: Options) -> None:
    await line.start(answer, _PROMISED)
    await line.piece(b"".join(answer.pieces()))
    await line.wait(None)
    line.ends("broken_off")


async def _endless(line: Line, answer: Answer, options: Options) -> None:
    await line.start(answer, None)
    await line.piece(b"".join(answer.pieces()))
    for _ in range(_ENDLESS // len(_BLOCK)):
        if line.gone:
            break
        await line.piece(_BLOCK)
        await asyncio.sleep(0)
    line.ends("broken_off")
    await line.close()


EARLY: dict[str, Callable[[Line, Options], Awaitable[None]]] = {
    "reset_before": _reset_before,
    "close_before": _close_before,
    "never_answers": _never,
}
"""The vendor has not even begun."""

LATE: dict[str, Callable[[Line, Answer, Options], Awaitable[None]]] = {
    "reset_after_headers": _reset_after_headers,
    "reset_mid_body": _reset_mid_body,
    "cut_mid_body": _cut,
    "slow_drip": _drip,
    "huge_length": _huge_length,
    "endless_body": _endless,
}
"""The vendor has done its work."""

WIRE = frozenset({*EARLY, *LATE})
