"""The call log: what went over the wire, and what was paid for it.

JSON lines, only ever appended, each handed to the system in one write, so that a killed process
loses none. A call has one line before anything happens (`"event": "call"`) and one when its answer
was sent or broken off (`"event": "end"`).

When a call is paid, which is how vendors bill: the work, not its delivery.

- An answer with a status of 2xx for which the vendor worked is paid from its first byte, also when
  the connection breaks in the middle, and also when the content is useless (cut, broken, refused).
- A caller who hangs up while the vendor works pays for the whole.
- Errors (4xx, 5xx, an error in the body of a 200), connections that break before the first byte, and
  requests that are never answered cost nothing. Neither do lists, uploads and downloads.
- Vendors on one's own machine (Kokoro, ComfyUI) charge 0 for what is paid.
"""

from __future__ import annotations

import hashlib
import itertools
import json
import os
import threading
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, Literal

from fablewright.simulator.model import Asked, Vendor

Outcome = Literal["sent", "broken_off", "abandoned", "unanswered"]


class CallLog:
    """Appends to the file at `path`. The numbers of calls go on where the file ends."""

    def __init__(self, path: Path) -> None:
        self.path = path
        path.parent.mkdir(parents=True, exist_ok=True)
        self._file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)
        content = path.read_bytes()
        if content and not content.endswith(b"\n"):  # a power cut in the middle of a line
            os.write(self._file, b"\n")
        self._numbers = itertools.count(content.count(b'"event": "call"') + 1)
        self._lock = threading.Lock()

    def opened(
        self, vendor: Vendor, asked: Asked, essentials: dict[str, Any], fault: str | None
    ) -> int:
        """Writes the first line of a call; answers its number."""
        with self._lock:
            number = next(self._numbers)
            self._write(
                event="call",
                id=number,
                time=_now(),
                vendor=vendor.name,
                method=asked.method,
                path=asked.path,
                model=essentials.get("model"),
                key=vendor.key(asked)[-4:],
                body_sha256=hashlib.sha256(asked.body).hexdigest(),
                body_bytes=len(asked.body),
                essentials=essentials,
                fault=fault,
            )
        return number

    def closed(
        self,
        number: int,
        *,
        outcome: Outcome,
        status: int | None,
        paid: bool,
        cost: Decimal,
        sent: int,
        fault_applied: bool | None,
    ) -> None:
        """Writes the second line of a call. `sent` are bytes of the body, `cost` US dollars."""
        self._write(
            event="end",
            id=number,
            time=_now(),
            outcome=outcome,
            status=status,
            paid=paid,
            cost=str(cost if paid else Decimal(0)),
            bytes=sent,
            fault_applied=fault_applied,
        )

    def text(self) -> bytes:
        return self.path.read_bytes()

    def _write(self, **line: Any) -> None:
        os.write(self._file, json.dumps(line).encode() + b"\n")


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
