"""What a visitor's browser loads before anything is shown."""

from __future__ import annotations

import gzip
import re
from pathlib import Path

import pytest

from fablewright.web import page

MOST = 100_000  # bytes of script, compressed
STATIC_IMPORT = re.compile(r"""(?:^|[;}\s])(?:import|export)\s*(?:[\w$*{},\s]*?from)?\s*["']([^"']+)["']""")  # fmt: skip
EDITOR = "ProseMirror"  # what only the editor says


def first_load(built: Path) -> set[Path]:
    """The module scripts of the page's index and all that they import at once."""
    index = (built / "index.html").read_text("utf-8")
    tags = re.findall(r"<(?:script|link)\b[^>]*>", index)
    waiting = [
        built / address.lstrip("/")
        for tag in tags
        if 'type="module"' in tag or 'rel="modulepreload"' in tag
        for address in re.findall(r'(?:src|href)="([^"]+)"', tag)
    ]
    found: set[Path] = set()
    while waiting:
        script = waiting.pop()
        if script not in found:
            found.add(script)
            imported = STATIC_IMPORT.findall(script.read_text("utf-8"))
            waiting += [(script.parent / name).resolve() for name in imported]
    return found


def test_imports_are_followed(tmp_path: Path) -> None:
    (tmp_path / "index.html").write_text(
        '<script type="module" crossorigin src="/a.js"></script>'
        '<link rel="modulepreload" href="/d.js"><link rel="stylesheet" href="/x.css">'
    )
    (tmp_path / "a.js").write_text('import{n as t,r}from"./b.js";const c=()=>import("./lazy.js");')
    (tmp_path / "b.js").write_text('var a=1;import"./c.js";export{a as n}from"./d.js";')
    for name in ("c.js", "d.js", "lazy.js"):
        (tmp_path / name).write_text("")
    assert {one.name for one in first_load(tmp_path)} == {"a.js", "b.js", "c.js", "d.js"}


@pytest.mark.skipif(not page.is_built(), reason="the page is not built: make page")
def test_the_first_load_is_light() -> None:
    scripts = first_load(page.BUILT)
    weights = {one.name: len(gzip.compress(one.read_bytes(), 6)) for one in scripts}
    assert 20_000 < sum(weights.values()) <= MOST, weights
    assert not [one.name for one in scripts if EDITOR in one.read_text("utf-8")]
