"""Somebody alone, as one SVG for a page."""

from __future__ import annotations

import re
import subprocess
import sys
import xml.etree.ElementTree as ET

import pytest

from fablewright.cast.traits import TRAITS
from fablewright.core.book import Person
from fablewright.illustrators.offline.people import look_of
from fablewright.illustrators.offline.portrait import portrait

SVG = "{http://www.w3.org/2000/svg}"
KNOWN = {"svg", "title", "defs", "g", "path", "rect", "circle", "ellipse", "clipPath", "stop",
         "linearGradient", "radialGradient", "filter", "feDropShadow", "line"}  # fmt: skip


def child(*traits: str, **more: object) -> Person:
    return Person.model_validate(
        {"kind": "child", "name": "Mia", "age": 7, "traits": traits, **more}
    )


def figure(svg: str) -> str:
    """What is drawn, without ids and words."""
    return re.sub(r"p[0-9a-f]{10}-|<title>.*?</title>", "", svg)


@pytest.mark.parametrize(
    "person",
    [
        *(child(trait) for trait in TRAITS),
        child("wheelchair", "insulin_pump", "prosthetic_leg", "prosthetic_arm", "hair_braids"),
        child(age=0),
        child(age=120),
        child(name='<script>"&\ud800\0\ufffe 😀 \u202e', appearance="</svg><script>"),
        Person(kind="companion", name="Fen", species="fox"),
        Person(kind="companion", name="", species="\u202ea huge 🐙 octopus" * 5),
    ],
    ids=lambda person: "+".join(person.traits)[:30] or person.kind,
)
def test_it_is_small_safe_and_complete(person: Person) -> None:
    svg = portrait(person, 1, f"{person.name} <&> \ud800\0\ufffe")
    assert svg == portrait(person, 1, f"{person.name} <&> \ud800\0\ufffe")
    assert len(svg.encode()) < 150_000
    root = ET.fromstring(svg)  # noqa: S314 (our own)
    assert root[0].tag == f"{SVG}title"
    assert "<&>" in (root[0].text or "")
    ids = set()
    for element in root.iter():
        assert element.tag.removeprefix(SVG) in KNOWN
        ids |= {element.get("id")} - {None}
        for name, value in element.attrib.items():
            assert not name.startswith("on")
            assert "href" not in name
            assert "url(" not in value or value.startswith("url(#p")
    used = set(re.findall(r"url\(#([^)]+)\)", svg))
    assert used <= ids
    assert all(re.match(r"p[0-9a-f]{10}-", one or "") for one in ids)


@pytest.mark.parametrize("trait", TRAITS)
def test_each_trait_changes_the_figure(trait: str) -> None:
    """For one of two seeds at least: some have the skin or the hair by chance."""
    assert any(
        figure(portrait(child(trait), seed, "")) != figure(portrait(child(), seed, ""))
        for seed in (1, 2)
    )


def test_a_name_changes_nothing_and_another_seed_does() -> None:
    first = figure(portrait(child(), 1, "Mia"))
    assert first == figure(portrait(child(name="Noah"), 1, "Noah"))
    assert first != figure(portrait(child(), 2, "Mia"))


def test_hair_is_tried_on_without_a_change_of_clothes() -> None:
    for seed in range(9):
        looks = [
            look_of(child(trait), seed, luck="portrait")
            for trait in TRAITS
            if trait.startswith("hair_")
        ]
        assert (
            len({(look.outfit, look.top, look.legs, look.shoes, look.skin) for look in looks}) == 1
        )
        assert len({look.hair for look in looks}) > 3


def test_no_rasteriser_is_loaded() -> None:
    """The page's server draws portraits by itself."""
    heavy = "thorvg_python", "numpy", "PIL"
    code = (
        "import sys; from fablewright.core.book import Person;"
        "from fablewright.illustrators.offline.portrait import portrait;"
        "portrait(Person(kind='child', name='Mia'), 1, '');"
        f"print([one for one in {heavy} if one in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (done.stdout.strip(), done.stderr) == ("[]", "")
