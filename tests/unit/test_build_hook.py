"""The build hook, on made-up npm packages and a made-up page; nothing is fetched."""

from __future__ import annotations

import json
from pathlib import Path

import hatch_build
import pytest


@pytest.fixture
def tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A source tree with materials, and an npm that lays down small stand-ins for the packages."""
    materials = tmp_path / "materials"
    (materials / "licences").mkdir(parents=True)
    (materials / "licences" / "Own-OFL.txt").write_text("ours")
    (materials / "package.json").write_text("{}")
    (materials / "package-lock.json").write_text("{}")
    (materials / "props.txt").write_text("# animals\nfox  # red\n\n")

    def fake_npm(materials: Path, scratch: Path) -> Path:
        for family, files in hatch_build.FONTS.items():
            package = scratch / "@expo-google-fonts" / family
            for file in files:
                (package / file).parent.mkdir(parents=True, exist_ok=True)
                (package / file).write_bytes(b"font " + family.encode())
            (package / "LICENSE_FONT").write_text(f"OFL of {family}")
        icons = scratch / hatch_build.ICONS
        icons.mkdir(parents=True)
        drawn = {"fox": {"body": "<g/>"}, "owl": {"body": "<p/>"}}
        (icons / "icons.json").write_text(json.dumps({"icons": drawn, "width": 32, "height": 32}))
        info = {"name": "Flat", "author": {"name": "A"}, "license": {"spdx": "MIT"}, "height": 32}
        (icons / "info.json").write_text(json.dumps(info))
        return scratch

    monkeypatch.setattr(hatch_build, "npm_ci", fake_npm)
    return tmp_path


def test_brings_fonts_licences_and_only_the_listed_props(tree: Path) -> None:
    assert hatch_build.bring(tree)
    data = tree / "src" / "fablewright" / "data"
    props = json.loads((data / "props.json").read_text("utf-8"))
    assert props["icons"] == {"fox": {"body": "<g/>"}}
    assert (props["width"], props["height"]) == (32, 32)
    assert props["info"]["license"] == {"spdx": "MIT"}
    assert len(list((data / "fonts").glob("*.ttf"))) == 7
    licences = {file.name for file in (data / "licences").iterdir()}
    assert licences == {"Own-OFL.txt", "Fredoka-OFL.txt", "Lexend-OFL.txt"}


def test_a_finished_folder_is_left_alone_until_the_materials_change(
    tree: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    hatch_build.bring(tree)
    assert not hatch_build.bring(tree)
    (tree / "materials" / "props.txt").write_text("owl\n")
    assert hatch_build.bring(tree)


def test_an_unknown_prop_is_named_and_the_folder_counts_as_unfinished(tree: Path) -> None:
    (tree / "materials" / "props.txt").write_text("fox\nunicorn-of-doom\n")
    with pytest.raises(hatch_build.MaterialsError, match="unicorn-of-doom"):
        hatch_build.bring(tree)
    assert not (tree / "src" / "fablewright" / "data" / "materials.sha256").exists()


@pytest.fixture
def page_tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A source tree with a page, an npm that brings nothing and a vite that counts its runs."""
    frontend = tmp_path / "frontend"
    for part in (*hatch_build.PAGE_PARTS, "src/main.tsx", "public/icon.svg"):
        (frontend / part).parent.mkdir(parents=True, exist_ok=True)
        (frontend / part).write_text(part)
    (frontend / "node_modules").mkdir()
    (frontend / "node_modules" / "a-tool").write_text("of a developer")

    def fake_vite(copy: Path, out: Path) -> None:
        assert not (copy / "node_modules").exists()  # what a developer has there is not built with
        out.mkdir()
        (out / "index.html").write_text((copy / "src/main.tsx").read_text())

    monkeypatch.setattr(hatch_build, "npm_ci", lambda lists, scratch: scratch / "node_modules")
    monkeypatch.setattr(hatch_build, "vite", fake_vite)
    return tmp_path


def test_the_page_is_built_once(page_tree: Path) -> None:
    page = page_tree / "src/fablewright/web/page"
    page.mkdir(parents=True)
    (page / "of-yesterday.js").write_text("")
    assert hatch_build.build_page(page_tree)
    assert {file.name for file in page.iterdir()} == {"index.html", "page.sha256"}
    digest = hatch_build.page_digest_of(page_tree / "frontend")
    assert (page / "page.sha256").read_text() == digest
    (page / "index.html").write_text("touched")
    assert not hatch_build.build_page(page_tree)
    assert (page / "index.html").read_text() == "touched"


@pytest.mark.parametrize(
    "changed", ["src/main.tsx", "src/new.css", "public/icon.svg", "package-lock.json", "index.html"]
)
def test_the_page_is_built_anew_when_a_source_changes(page_tree: Path, changed: str) -> None:
    hatch_build.build_page(page_tree)
    (page_tree / "frontend" / changed).write_text("new")
    assert hatch_build.build_page(page_tree)
    assert not hatch_build.build_page(page_tree)


def test_tools_of_developers_and_ends_of_lines_change_nothing(page_tree: Path) -> None:
    (page_tree / "frontend/src/main.tsx").write_bytes(b"one\ntwo\n")
    hatch_build.build_page(page_tree)
    (page_tree / "frontend/src/main.tsx").write_bytes(b"one\r\ntwo\r\n")
    (page_tree / "frontend/node_modules/a-tool").write_text("newer")
    assert not hatch_build.build_page(page_tree)


def test_an_sdist_has_its_page_already(page_tree: Path) -> None:
    hatch_build.build_page(page_tree)
    (page_tree / "frontend").rename(page_tree / "elsewhere")
    assert not hatch_build.build_page(page_tree)


def test_a_page_that_cannot_be_built_leaves_the_old_one(
    page_tree: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    hatch_build.build_page(page_tree)

    def broken(copy: Path, out: Path) -> None:
        raise hatch_build.MaterialsError("The page could not be built.")

    monkeypatch.setattr(hatch_build, "vite", broken)
    (page_tree / "frontend/src/main.tsx").write_text("const")
    with pytest.raises(hatch_build.MaterialsError):
        hatch_build.build_page(page_tree)
    assert (page_tree / "src/fablewright/web/page/index.html").read_text() == "src/main.tsx"
    with pytest.raises(hatch_build.MaterialsError):  # and it does not count as finished
        hatch_build.build_page(page_tree)
