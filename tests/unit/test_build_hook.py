"""The build hook, on a made-up npm folder; nothing is fetched."""

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
