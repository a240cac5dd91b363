"""A simulator of AI providers in a process of its own, for tests."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
import urllib.request
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from fablewright.simulator.server import BASES

KEY = "sim-0000"
Rules = Sequence[Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class WireCall:
    """One call of the log: `opened` is its first line, `ended` its second, if it has one."""

    opened: dict[str, Any]
    ended: dict[str, Any] | None

    @property
    def vendor(self) -> str:
        return str(self.opened["vendor"])

    @property
    def fault(self) -> str | None:
        return self.opened["fault"]

    @property
    def paid(self) -> bool:
        return bool(self.ended and self.ended["paid"])

    @property
    def cost(self) -> Decimal:
        return Decimal(self.ended["cost"]) if self.ended else Decimal(0)


@dataclass(slots=True)
class RunningSimulator:
    """`base["openai"]` is what a client takes as its base address; any key `sim-…` is good."""

    address: str
    log: Path
    process: subprocess.Popen[str]

    @property
    def base(self) -> dict[str, str]:
        return {vendor: self.address + path for vendor, path in BASES.items()}

    def script(self, rules: Rules) -> None:
        """Takes the place of the script before."""
        body = json.dumps(list(rules)).encode()
        request = urllib.request.Request(f"{self.address}/_script", body, method="POST")  # noqa: S310
        with urllib.request.urlopen(request, timeout=10):  # noqa: S310
            pass

    def calls(self, vendor: str | None = None) -> list[WireCall]:
        """All calls so far, in their order."""
        lines = [json.loads(line) for line in self.log.read_text().splitlines()]
        ends = {line["id"]: line for line in lines if line["event"] == "end"}
        calls = [WireCall(one, ends.get(one["id"])) for one in lines if one["event"] == "call"]
        return [call for call in calls if vendor in (None, call.vendor)]

    def paid(self, vendor: str | None = None) -> list[WireCall]:
        """The calls that the vendor would charge."""
        return [call for call in self.calls(vendor) if call.paid]


@asynccontextmanager
async def simulator(
    tmp_path: Path, *, script: Rules = (), latency: str | float = "none", seed: int = 1
) -> AsyncIterator[RunningSimulator]:
    """Starts a simulator that logs to `tmp_path/calls.jsonl`, and ends it."""
    running = running_simulator(tmp_path, script=script, latency=latency, seed=seed)
    one = await asyncio.to_thread(running.__enter__)
    try:
        yield one
    finally:
        await asyncio.to_thread(running.__exit__, None, None, None)


@contextmanager
def running_simulator(
    folder: Path, *, script: Rules = (), latency: str | float = "none", seed: int = 1
) -> Iterator[RunningSimulator]:
    log, rules = folder / "calls.jsonl", folder / "faults.json"
    rules.write_text(json.dumps(list(script)))
    process = subprocess.Popen(
        [
            sys.executable, "-m", "fablewright.simulator", "--log", str(log),
            "--script", str(rules), "--latency", str(latency), "--seed", str(seed),
        ],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert process.stdin
    assert process.stdout
    try:
        ready, _, address = process.stdout.readline().strip().partition(" ")
        assert ready == "ready", "the simulator did not start"
        yield RunningSimulator(address, log, process)
    finally:
        process.stdin.close()  # it goes with its standard input
        try:
            process.wait(15)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        process.stdout.close()
