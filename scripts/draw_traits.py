"""Draws the contact sheet of all traits, docs/images/traits.jpg, and writes their table in docs/traits.md.

Run it after a change to `cast/traits.py` or to the offline illustrator's people: python scripts/draw_traits.py
"""

from __future__ import annotations

import textwrap
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from fablewright.cast.traits import TRAITS, Trait
from fablewright.core.book import Facing, Person, PoseName
from fablewright.illustrators.offline.paper import compose
from fablewright.illustrators.offline.people import draw_person, look_of
from fablewright.illustrators.offline.shapes import rect
from fablewright.illustrators.offline.sheets import Layer

ROOT = Path(__file__).parent.parent
SHEET, PAGE = ROOT / "docs/images/traits.jpg", ROOT / "docs/traits.md"
FONT = ROOT / "src/fablewright/data/fonts/Andika_400Regular.ttf"
COLUMNS, CARD, CAPTION, GAP = 7, 216, 56, 14
SHADE, PAPER, INK = "#3a2a4a", "#fffaf0", "#33283c"
HEAD = "| family | id | label | how our illustrator draws it | what is asked of a picture |"

GROUNDS = {
    "skin": "#cfe6ee", "hair": "#f9dcae", "eyes": "#d9d3f0", "mobility": "#cfe8cf", "hearing": "#f6d0cb",
    "sight": "#d3e0f7", "health": "#f7e3b8", "dress and faith": "#d6eadf", "body": "#f4d6e2", "family": "#e6dfc8",
}  # fmt: skip
CLOSE = {
    "skin": 10.0, "hair": 9.0, "eyes": 12.0, "hearing": 10.6, "sight": 10.6, "health": 9.2, "dress and faith": 9.2,
    "down_syndrome": 12.0,
}  # fmt: skip
"""Page units to a unit of the figure, by family or id, for those whose face is what to look at."""
WHOLE = {"white_cane"}
WALKING = {"white_cane", "leg_braces", "prosthetic_leg"}
SKINS = ("skin_brown", "skin_peach", "skin_ebony", "skin_tan", "skin_deep", "skin_porcelain")
HAIRS = ("hair_coily", "hair_straight", "hair_braids", "hair_curly")
NAMES = ("Ada", "Bo", "Cleo", "Dev", "Esi", "Finn", "Gia", "Hal", "Ivy", "Jun", "Kit", "Leo")
WITH: dict[str, tuple[str, ...]] = {
    "freckles": ("skin_peach", "hair_curly"), "birthmark": ("skin_tan", "hair_straight"),
    "albinism": ("hair_coily",), "vitiligo": ("skin_deep", "hair_braids"), "hair_coily": ("skin_deep",),
    "hair_straight": ("skin_tan",), "hair_locs": ("skin_ebony",), "eyes_monolid": ("skin_peach", "hair_straight"),
    "down_syndrome": ("skin_peach", "hair_straight"), "turban": ("skin_tan",), "white_cane": ("skin_deep", "hair_coily"),
    "baby_sling": ("skin_brown", "hair_curly"), "kippah": ("skin_peach", "hair_curly"),
    "hearing_aids": ("skin_tan", "hair_coily"), "large_body": ("skin_deep", "hair_straight"),
}  # fmt: skip
WORDS = {
    "eyes_monolid": "black hair, brown eyes", "hearing_aids": "blue hearing aids", "kippah": "blue kippah",
    "baby_sling": "yellow sling",
}  # fmt: skip


def sitter(trait: Trait, number: int) -> Person:
    """Somebody who has the trait; what it leaves open differs from card to card."""
    tone = () if "skin tone" in trait.one_of else (SKINS[number % len(SKINS)],)
    hair = () if "hair that shows" in trait.one_of else (HAIRS[number % len(HAIRS)],)
    return Person(
        kind="child", name=NAMES[number % len(NAMES)], age=34 if trait.family == "family" else 7,
        pronoun="he" if number % 2 or trait.id == "kippah" else "she", appearance=WORDS.get(trait.id, ""),
        traits=(trait.id, *WITH.get(trait.id, tone + hair)),
    )  # fmt: skip


def card(trait: Trait, number: int) -> Image.Image:
    """One trait on a sheet of coloured paper, `CARD` pixels a side."""
    ground = Layer("ground", lift=0, grain=0.6)
    ground.add(rect(-50, -50, 1100, 1100, GROUNDS[trait.family]))
    look = look_of(sitter(trait, number), number)
    facing: Facing = "front" if trait.family in ("skin", "eyes", "dress and faith") else "right"
    pose: PoseName = "walk" if trait.id in WALKING else "stand"
    figure = draw_person(look, pose, "smile", facing, 0, 0, 1, SHADE)
    left, top, right, _ = figure.box
    scale = CLOSE.get(trait.id, CLOSE.get(trait.family, 0.0))
    if scale and trait.id not in WHOLE:
        head = figure.anchors["head"]
        x, y = 500 - head[0] * scale, (350 if trait.family == "health" else 450) - head[1] * scale
    else:
        scale = min(7.4, 840 / -top, 880 / (right - left))
        x, y = 500 - (left + right) / 2 * scale, 925.0
    figure = draw_person(look, pose, "smile", facing, x, y, scale, SHADE)
    large = compose([ground, *figure.layers], CARD * 2)
    return large.resize((CARD, CARD), Image.Resampling.LANCZOS)


def sheet() -> Image.Image:
    """All cards in rows, each with its label below."""
    rows = -(-len(TRAITS) // COLUMNS)
    size = COLUMNS * (CARD + GAP) + GAP, rows * (CARD + CAPTION) + GAP
    page = Image.new("RGB", size, PAPER)
    pen, font = ImageDraw.Draw(page), ImageFont.truetype(FONT, 17)
    for number, trait in enumerate(TRAITS.values()):
        in_row = min(COLUMNS, len(TRAITS) - number // COLUMNS * COLUMNS)
        x = (size[0] - in_row * (CARD + GAP) + GAP) // 2 + number % COLUMNS * (CARD + GAP)
        y = GAP + number // COLUMNS * (CARD + CAPTION)
        page.paste(card(trait, number), (x, y))
        label = textwrap.fill(trait.label, 29)
        pen.multiline_text((x + CARD / 2, y + CARD + 3), label, INK, font, "ma", 0, "center")
    return page


def table() -> str:
    """The traits as rows of Markdown."""
    rows = (
        f"| {t.family} | `{t.id}` | {t.label} | {t.drawn} | {t.question} |" for t in TRAITS.values()
    )
    return "\n".join((HEAD, "| --- | --- | --- | --- | --- |", *rows, ""))


def main() -> None:
    sheet().save(SHEET, quality=73, optimize=True, progressive=True)
    before, _, rest = PAGE.read_text("utf-8").partition(HEAD)
    _, gap, after = rest.partition("\n\n")
    PAGE.write_text(before + table() + gap[1:] + after, "utf-8", newline="\n")
    print(f"{SHEET.relative_to(ROOT)}: {SHEET.stat().st_size / 1000:.0f} KB")


if __name__ == "__main__":
    main()
