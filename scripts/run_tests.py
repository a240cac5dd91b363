"""Runs every test: two groups side by side, and then, with the machine to themselves, those that kill
processes and look at what happened when.

`make test` calls it; `make test ARGS=…` gives arguments to one pytest instead.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SHOWN = ("tests/unit", "tests/contracts", "tests/integration")
BESIDE = ("tests/browser", "tests/security")
ALONE = ("tests/chaos",)


def main() -> int:
    if sys.argv[1:]:
        return subprocess.run(pytest(*sys.argv[1:]), cwd=ROOT, check=False).returncode
    with tempfile.TemporaryFile("w+", encoding="utf-8") as output:
        beside = subprocess.Popen(
            pytest(*BESIDE), cwd=ROOT, stdout=output, stderr=subprocess.STDOUT
        )
        try:
            shown = subprocess.run(pytest(*SHOWN), cwd=ROOT, check=False).returncode
            other = beside.wait()
        finally:
            beside.terminate()
            beside.wait()
        output.seek(0)
        print(f"\n{' '.join(BESIDE)}:\n{output.read()}", flush=True)
    alone = subprocess.run(pytest(*ALONE), cwd=ROOT, check=False).returncode
    return max(shown, other, alone)


def pytest(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "pytest", "--durations=12", *arguments]


if __name__ == "__main__":
    sys.exit(main())
