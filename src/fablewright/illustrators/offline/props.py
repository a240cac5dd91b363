"""Things: which drawing a noun asks for, and the drawing, ready to be stood or held."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from importlib import resources

from fablewright.illustrators.offline import props_own
from fablewright.illustrators.offline.prop_table import TABLE
from fablewright.illustrators.offline.shapes import group

_IDS = re.compile(r'(\bid="|url\(#|href="#)')
_HEX = re.compile(r"#[0-9A-Fa-f]{6}\b")
_WORD = re.compile(r"[a-z]+(?:-[a-z]+)*")


@dataclass(frozen=True, slots=True)
class Prop:
    """A drawing: its height in child units, where it belongs, and the box of its ink in its 32 x 32."""

    name: str
    height: float
    where: str
    box: tuple[int, int, int, int] = (0, 0, 32, 32)

    @property
    def width(self) -> float:
        left, top, right, bottom = self.box
        return self.height * (right - left) / max(1, bottom - top)


def _rows() -> dict[str, tuple[Prop, list[str]]]:
    rows = {}
    for row in TABLE.strip().splitlines():
        facts, words = row.split(":", 1)
        name, height, where, box = facts.split()
        left, top, right, bottom = (int(part) for part in box.split(","))
        rows[name] = (Prop(name, float(height), where, (left, top, right, bottom)), words.split())
    return rows


_ROWS = _rows()
PROPS: dict[str, Prop] = {name: prop for name, (prop, _) in _ROWS.items()} | {
    name: Prop(name, height, where, (0, 0, props_own.WIDTHS.get(name, int(height)), int(height)))
    for name, (height, where, _, _) in props_own.OWN.items()
}
NOUNS: dict[str, str] = {
    **{word: name for name, (_, words) in _ROWS.items() for word in words},
    **{name: name for name in _ROWS},
    **{word: name for name, (_, _, words, _) in props_own.OWN.items() for word in (name, *words)},
}


def _singular(word: str) -> str:
    for ending, instead in (
        ("ies", "y"),
        ("ches", "ch"),
        ("shes", "sh"),
        ("xes", "x"),
        ("ves", "f"),
        ("s", ""),
    ):
        if word.endswith(ending) and len(word) > len(ending) + 2:
            return word[: -len(ending)] + instead
    return word


def nearest_prop(words: str) -> str | None:
    """The drawing that a noun or a noun phrase asks for, or None: "an old brass key" is a key.

    Longer names win ("paper lantern" before "paper"), then the last word, which in English is the noun.
    """
    found = _WORD.findall(words.lower().replace("'s", ""))
    for length in (3, 2, 1):
        for start in range(len(found) - length, -1, -1):
            phrase = "-".join(found[start : start + length])
            for form in (phrase, _singular(phrase)):
                if form in NOUNS:
                    return NOUNS[form]
    return None


@cache
def _icons() -> dict[str, str]:
    file = resources.files("fablewright.data") / "props.json"
    data = json.loads(file.read_text(encoding="utf-8"))
    return {name: icon["body"] for name, icon in data["icons"].items()}


def draw_prop(
    name: str, x: float, y: float, scale: float, prefix: str, colour: str = "#ef6f5e",
    *, flip: bool = False, rotate: float = 0.0, middle: bool = False,
    grade: Callable[[str], str] | None = None,
) -> str:  # fmt: skip
    """The drawing with the middle of its foot (or its `middle`) at (x, y).

    Args:
        scale: page units per child unit.
        prefix: makes the drawing's ids its own within the sheet.
        colour: accent of the drawings that are ours.
        grade: what the light of the place makes of a colour.
    """
    prop = PROPS[name]
    size = prop.height * scale
    if name in props_own.OWN:
        body = props_own.OWN[name][3](colour)
        if grade:
            body = _HEX.sub(lambda found: grade(found[0].lower()), body)
        inner = group(body, 0, prop.height / 2 if middle else 0)
        return group(inner, x, y, scale, rotate, flip)
    body = _IDS.sub(lambda found: f"{found[1]}{prefix}", _icons()[name])
    if grade:
        body = _HEX.sub(lambda found: grade(found[0].lower()), body)
    left, top, right, bottom = prop.box
    across = -(left + right) / 2
    up = -(top + bottom) / 2 if middle else -bottom
    return group(group(body, across, up), x, y, size / max(1, bottom - top), rotate, flip)
