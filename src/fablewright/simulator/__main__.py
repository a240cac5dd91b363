"""`python -m fablewright.simulator`: says `ready http://127.0.0.1:PORT` once it answers."""

from __future__ import annotations

import argparse
import os
import stat
import sys
import threading
from pathlib import Path

from fablewright.simulator import faults, script
from fablewright.simulator.calls import CallLog
from fablewright.simulator.latency import Latency
from fablewright.simulator.server import Server, create


def main() -> int:
    """Serves until SIGTERM, Ctrl-C, or the end of its standard input when that is a pipe: so it goes
    with whoever started it, however that one ended. Status 2 for a script that cannot be used."""
    options = _arguments()
    try:
        text = options.script.read_text("utf-8") if options.script else "[]"
        rules = script.parse(text, faults.KNOWN)
    except (OSError, ValueError, KeyError, TypeError) as error:
        print(f"The fault script cannot be used: {error}", file=sys.stderr)
        return 2
    latency = Latency(options.latency, options.seed, steady=options.steady)
    app = create(CallLog(options.log), rules, latency, options.seed, {})
    server = Server(app, options.port, lambda address: print(f"ready {address}", flush=True))
    if stat.S_ISFIFO(os.fstat(0).st_mode) or stat.S_ISSOCK(os.fstat(0).st_mode):
        threading.Thread(target=_end_with_input, args=(server,), daemon=True).start()
    try:
        server.run()
    except KeyboardInterrupt:
        return 130
    except SystemExit:
        print(f"Port {options.port} is in use: choose another with --port.", file=sys.stderr)
        return 1
    return 0 if server.started else 1


def _end_with_input(server: Server) -> None:
    # os.read, not sys.stdin: its lock must be free when the interpreter goes down.
    while os.read(0, 4096):
        pass
    server.should_exit = True


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m fablewright.simulator",
        description="A stand-in for AI providers: their APIs on 127.0.0.1, with invented answers.",
        epilog="Faults: " + ", ".join(sorted(faults.KNOWN)),
    )
    parser.add_argument("--port", type=int, default=0, help="0 takes any free one (default)")
    parser.add_argument("--log", type=Path, required=True, help="the call log; it is appended to")
    parser.add_argument("--script", type=Path, help="a JSON file of fault rules")
    parser.add_argument(
        "--latency",
        type=_scale,
        default=0.0,
        help="none (default), real, or a number that real latencies are multiplied by",
    )
    parser.add_argument(
        "--steady", action="store_true", help="always the middle latency of a kind of call"
    )
    parser.add_argument("--seed", type=int, default=1, help="the same seed, the same answers")
    return parser.parse_args()


def _scale(text: str) -> float:
    value = {"none": 0.0, "real": 1.0}.get(text)
    value = float(text) if value is None else value
    if not 0 <= value <= 1000:
        raise ValueError(text)
    return value


if __name__ == "__main__":
    sys.exit(main())
