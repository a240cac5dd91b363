"""A clean checkout, in a folder with an awkward name: what `make book` and the wheel give people."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.support.postgres import reachable_folder

ROOT = Path(__file__).resolve().parents[2]
SPARK = 'it\'s a "shy" octopus who found $5 & a lamp'
BOOK = {"book.pdf", "book.epub", "narration.mp3", "cover.png", "story.json"} | {
    f"scene_{n}.png" for n in range(1, 5)
}


@pytest.fixture
def checkout() -> Iterator[Path]:
    """What git would clone (and what is not committed yet), and a home folder beside it."""
    git, make = shutil.which("git"), shutil.which("make")
    if not git or not make or not (ROOT / ".git").exists():
        pytest.skip("needs make, and a git checkout")
    listing = subprocess.run(
        [git, "ls-files", "-co", "--exclude-standard", "-z"],
        cwd=ROOT,
        capture_output=True,
        check=True,
    ).stdout.decode()
    with reachable_folder() as folder:
        (folder / "home").mkdir()
        copy = folder / "Märchen für Łukasz" / "fable wright"
        for name in filter(None, listing.split("\0")):
            if (ROOT / name).is_file():
                (copy / name).parent.mkdir(parents=True, exist_ok=True)
                shutil.copy(ROOT / name, copy / name)
        yield copy


def test_the_wheel_is_complete(checkout: Path) -> None:
    data = checkout / "src" / "fablewright" / "data"
    shutil.copytree(ROOT / "src" / "fablewright" / "data", data)
    (data / "left-over.json").write_text("{}")
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", "dist"]
    built = subprocess.run(build, cwd=checkout, check=False, capture_output=True, text=True)
    assert built.returncode == 0, built.stderr
    (wheel,) = (checkout / "dist").glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        inside = set(archive.namelist())
    sources = {
        file.relative_to(checkout / "src").as_posix()
        for file in (checkout / "src" / "fablewright").rglob("*")
        if file.is_file() and data not in file.parents
    }
    assert sources <= inside
    brought = {name for name in inside if name.startswith("fablewright/data/")}
    assert {Path(name).suffix for name in brought} == {".ttf", ".txt", ".json", ".sha256"}
    assert len([name for name in brought if name.endswith("-OFL.txt")]) == 3
    assert "fablewright/data/props.json" in brought
    assert "fablewright/data/left-over.json" not in brought


@pytest.mark.timeout(900)
@pytest.mark.parametrize("ordinary_user", [False, True], ids=["as we are", "as an ordinary user"])
def test_make_book_on_a_fresh_machine(checkout: Path, ordinary_user: bool) -> None:
    folder = checkout.parents[1]
    person: dict[str, Any] = {}
    environment = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("FABLEWRIGHT_", "DATABASE_", "MAKE", "PYTHONPATH", "VIRTUAL_ENV"))
    }
    if ordinary_user:
        if os.name != "posix" or os.geteuid() != 0:
            pytest.skip("we are an ordinary user already")
        complete = "import sys, ensurepip; sys.exit(sys.version_info < (3, 11))"
        if subprocess.run(["/usr/bin/python3", "-c", complete], check=False).returncode:
            pytest.skip("no Python here that an ordinary user may run")
        person = {"user": "nobody", "group": "nogroup", "extra_groups": []}
        environment = {"HOME": str(folder / "home"), "PATH": "/usr/bin:/bin"}
        for path in [folder, *folder.rglob("*")]:
            shutil.chown(path, "nobody", "nogroup")
    environment["FABLEWRIGHT_DATA_DIR"] = str(folder / "home" / "data")
    command = ["make", "book", f"SPARK={SPARK}", "MINUTES=1", "SEED=7"]
    done = subprocess.run(
        command,
        cwd=checkout,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
        **person,
    )
    assert done.returncode == 0, done.stdout[-3000:]
    (book,) = (checkout / "books").iterdir()
    assert {file.name for file in book.iterdir()} >= BOOK
    assert all((book / name).stat().st_size for name in BOOK)
    story = json.loads((book / "story.json").read_text("utf-8"))
    assert story["asset_generation_status"]["overall"] == "ready"
