"""Writes requirements/*.txt from the lists in pyproject.toml; arguments go on to uv (`--upgrade`).

Universal locks for every system and Python from 3.11, with hashes and without addresses: whoever
installs chooses the index. What build.txt and test.txt share with run.txt they pin at the same
version, so that all three install together.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
UV = Path(sys.executable).with_name("uv")
FLAGS = [
    "--universal",
    "--python-version=3.11",
    "--generate-hashes",
    "--no-emit-index-url",
    "--no-emit-find-links",
    "--custom-compile-command=make lock",
    "--quiet",
]


def main() -> None:
    if not UV.exists():
        subprocess.run([sys.executable, "-m", "pip", "install", "--quiet", "uv"], check=True)
    run, build = "requirements/run.txt", "requirements/build.txt"
    compile_lock("pyproject.toml", output=run)
    compile_lock("--group=build", f"--constraints={run}", output=build)
    compile_lock(
        "--group=test",
        f"--constraints={run}",
        f"--constraints={build}",
        output="requirements/test.txt",
    )


def compile_lock(*sources: str, output: str) -> None:
    command = [
        str(UV),
        "pip",
        "compile",
        *sources,
        *FLAGS,
        *sys.argv[1:],
        f"--output-file={output}",
    ]
    subprocess.run(command, cwd=ROOT, check=True)


if __name__ == "__main__":
    main()
