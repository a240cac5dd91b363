"""Makes the environment `.venv` and installs Fablewright into it; quick when there is nothing to do.

    python scripts/install.py            what `make book` and `make up` need
    python scripts/install.py --tests    and what `make check` and `make test` need

Libraries come from the locks in requirements/, with their hashes, as wheels only: nothing is compiled.
Fablewright itself is installed in editable form, so that a changed source needs no second run.
Runs on a bare Python of 3.11 or newer (Windows too: `py scripts\\install.py`).
"""

from __future__ import annotations

import hashlib
import importlib.util
import os
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
LOCKS = ROOT / "requirements"
BROUGHT = (  # what the build hook leaves behind
    ROOT / "src/fablewright/data/materials.sha256",
    ROOT / "src/fablewright/web/page/page.sha256",
)
LOCKED = ("--require-hashes", "--no-deps", "--only-binary=:all:")
SAY_AGAIN = "The lines above say why; run the same command again when it is mended."


def main() -> None:
    tests = "--tests" in sys.argv[1:]
    stamp = VENV / ("installed-tests.txt" if tests else "installed.txt")
    wanted = wanted_state(tests)
    if read(stamp) == wanted and all(map(Path.is_file, BROUGHT)) and runs("-c", ""):
        return
    make_venv(stamp, wanted)
    locks = [LOCKS / "run.txt", *([LOCKS / "build.txt", LOCKS / "test.txt"] if tests else [])]
    say("Installing the libraries (about 120 MB to fetch, the first time) …")
    pip("install", *(f"--requirement={lock}" for lock in locks), *LOCKED)
    install_package()
    stamp.write_text(wanted, "utf-8")


def wanted_state(tests: bool) -> str:
    """What an environment that needs nothing would say: where it is, and from which files it came."""
    locks = ["run.txt", "build.txt", *(["test.txt"] if tests else [])]
    files = [ROOT / "pyproject.toml", ROOT / "hatch_build.py", *(LOCKS / lock for lock in locks)]
    files += sorted((ROOT / "materials").glob("*.*")) + sorted(
        (ROOT / "materials/licences").iterdir()
    )
    page = [ROOT / "frontend" / one for one in ("index.html", "package-lock.json", "public", "src")]
    for one in page:
        files += sorted(filter(Path.is_file, one.rglob("*"))) if one.is_dir() else [one]
    lines = [f"{hashlib.sha256(file.read_bytes()).hexdigest()}  {file.name}" for file in files]
    return "\n".join([str(VENV), *lines, ""])


def make_venv(stamp: Path, wanted: str) -> None:
    """A working `.venv`: the one there is, or a new one where it is missing, broken or was moved."""
    moved = stamp.is_file() and read(stamp).partition("\n")[0] != wanted.partition("\n")[0]
    if not moved and runs("-c", "import pip, sys; sys.exit(sys.version_info < (3, 11))"):
        return
    if not (importlib.util.find_spec("venv") and importlib.util.find_spec("ensurepip")):
        package = f"python{sys.version_info.major}.{sys.version_info.minor}-venv"
        sys.exit(
            f"This Python ({sys.executable}) has no venv module; install it first: "
            f"on Debian and Ubuntu `apt-get install {package}`, elsewhere use a complete Python."
        )
    say("Making the environment .venv …")
    run(sys.executable, "-m", "venv", "--clear", str(VENV), trouble="No environment could be made.")


def install_package() -> None:
    """Page, fonts and drawings, then Fablewright; the build tools live only as long as this takes."""
    with tempfile.TemporaryDirectory(prefix="fablewright-build-") as tools:
        say(
            "Installing Fablewright with its page, fonts and drawings (100 MB of tools, not kept) …"
        )
        lock = LOCKS / "build.txt"
        pip("install", f"--target={tools}", f"--requirement={lock}", *LOCKED)
        os.environ["PYTHONPATH"] = tools
        run(str(PYTHON), str(ROOT / "hatch_build.py"), trouble="")
        pip("install", "--no-build-isolation", "--no-deps", "--no-index", "--editable", str(ROOT))
        del os.environ["PYTHONPATH"]
    # Relative, so that it stays ASCII: Python does not start in a C locale when this file names a
    # path with an umlaut in it.
    for pth in VENV.glob("**/site-packages/_fablewright.pth"):
        pth.write_text(os.path.relpath(ROOT / "src", pth.parent) + "\n", "ascii")


def pip(command: str, *arguments: str) -> None:
    flags = ("--quiet", "--no-input", "--disable-pip-version-check", "--no-warn-script-location")
    trouble = f"Fablewright could not be installed. {SAY_AGAIN}"
    run(str(PYTHON), "-m", "pip", command, *flags, *arguments, trouble=trouble)


def run(*command: str, trouble: str) -> None:
    """Runs a program in the checkout; where it fails, ends with the sentence `trouble`."""
    if subprocess.run(command, cwd=ROOT, check=False).returncode:
        sys.exit(trouble or 1)


def runs(*arguments: str) -> bool:
    """Whether the Python of `.venv` works with these arguments."""
    try:
        return (
            subprocess.run([PYTHON, *arguments], capture_output=True, check=False).returncode == 0
        )
    except OSError:
        return False


def read(file: Path) -> str:
    return file.read_text("utf-8") if file.is_file() else ""


def say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
