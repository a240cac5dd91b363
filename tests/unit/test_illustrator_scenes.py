"""The offline illustrator's staging: what is on the page, where, and that it is always the same."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from random import Random
from typing import get_args

import pytest

from fablewright.core.book import (
    PARTS,
    Camera,
    Figure,
    PaletteStep,
    Person,
    SceneAnalysis,
    TimeOfDay,
    Weather,
)
from fablewright.illustrators.base import PictureRequest
from fablewright.illustrators.offline.light import Tones
from fablewright.illustrators.offline.places import INDOORS, PLACES, nearest_place
from fablewright.illustrators.offline.props import NOUNS, PROPS, draw_prop, nearest_prop
from fablewright.illustrators.offline.scene import Scene, frame_for
from fablewright.illustrators.offline.sheets import Glow, Layer
from fablewright.illustrators.offline.stage import Staged, stage

DAY = PaletteStep(
    name="morning",
    sky=("#7fc4e8", "#b9e2ee", "#fdf1d3"),
    ground="#6db565",
    light="#ffd35c",
    accent="#ef6f5e",
)
DUSK = PaletteStep(
    name="dusk",
    sky=("#5b3f8c", "#d0688a", "#ffc48a"),
    ground="#8a5a90",
    light="#fff0b8",
    accent="#f2786b",
)
ADA = Person(kind="child", name="Ada", age=6, traits=("glasses", "wheelchair"))
TEO = Person(kind="hero", name="Teo", age=7)
JO = Person(kind="hero", name="Jo", age=40)
PIP = Person(kind="companion", name="Pip", species="fox")


def analysis(**changes: object) -> SceneAnalysis:
    values: dict[str, object] = {
        "part": "scene_1",
        "action": "Ada shows Pip the way",
        "camera": "middle",
        "depth": "hills behind",
        "atmosphere": "clear",
        "place": "meadow",
        "figures": (
            Figure(who="Ada", pose="point", holds="lantern"),
            Figure(who="Pip", facing="left"),
        ),
        "props": ("suitcase", "drum"),
        "motif_object": "key",
        "alt": "Ada and Pip",
        **changes,
    }
    return SceneAnalysis.model_validate(values)


def request(palette: PaletteStep = DAY, seed: int = 7, **changes: object) -> PictureRequest:
    return PictureRequest(
        title="The Key",
        analysis=analysis(**changes),
        palette=palette,
        motif="finding",
        people=(ADA, TEO, JO, PIP),
        seed=seed,
        size=256,
    )


def ink(staged: Staged) -> str:
    return "".join(staged.svg())


def layers(staged: Staged, name: str) -> Iterator[Layer]:
    return (item for item in staged.items if isinstance(item, Layer) and item.name.startswith(name))


def test_same_request_same_sheets() -> None:
    assert stage(request()).items != ()
    assert ink(stage(request())) == ink(stage(request()))


def test_the_seed_changes_the_place_but_not_what_is_drawn() -> None:
    one, other = stage(request(seed=1)), stage(request(seed=2))
    assert ink(one) != ink(other)
    assert one.document["drawn"] == other.document["drawn"]


@pytest.mark.parametrize("place", PLACES)
def test_every_place_and_camera_is_well_formed(place: str) -> None:
    for index, camera in enumerate(get_args(Camera)):
        staged = stage(
            request(
                place=place,
                indoors=place in INDOORS,
                camera=camera,
                quiet=("top", "bottom")[index % 2],
                time_of_day=get_args(TimeOfDay)[index],
                weather=get_args(Weather)[index],
            )
        )
        assert staged.document["place"] == place
        assert len(staged.items) > 8
        for svg in staged.svg():
            ET.fromstring(svg)  # noqa: S314 (our own text)
            assert not re.search(r"\bnan\b|\binf\b|url\(#\)", svg)


@pytest.mark.parametrize("place", PLACES)
def test_a_cover_from_above_leaves_room_for_its_title(place: str) -> None:
    """Where the wall or the sky below the title is lowest."""
    for seed in range(3):
        made = request(
            place=place, indoors=place in INDOORS, part="cover", camera="high", seed=seed
        )
        assert all(y > 280 for _, y, _ in stage(made).heads)


@pytest.mark.parametrize(
    ("place", "sheet"),
    [("beach", "sand"), ("street", "houses"), ("kitchen", "furniture"), ("cave", "crystals")],
)
def test_a_place_is_known_by_its_own_things(place: str, sheet: str) -> None:
    assert list(layers(stage(request(place=place, indoors=place in INDOORS)), sheet))
    assert not list(layers(stage(request(place="meadow")), sheet))


def test_the_palette_changes_the_picture() -> None:
    assert ink(stage(request())) != ink(stage(request(palette=DUSK)))
    assert Tones(DAY, "morning", "clear").land(1) != Tones(DUSK, "morning", "clear").land(1)


def test_night_is_darker_than_noon_in_any_palette() -> None:
    def lightness(colour: str) -> int:
        return sum(int(colour[i : i + 2], 16) for i in (1, 3, 5))

    for palette in (DAY, DUSK):
        noon, night = Tones(palette, "noon", "clear"), Tones(palette, "night", "clear")
        assert lightness(night.sky[0]) < lightness(noon.sky[0])
        assert lightness(night.ground) < lightness(noon.ground)


def test_five_analyses_make_five_compositions() -> None:
    cameras = get_args(Camera)
    frames = {}
    for part, camera in zip(PARTS, cameras, strict=True):
        staged = stage(request(part=part, camera=camera, quiet="bottom"))
        body = next(layers(staged, "Adabody")).svg()
        frames[part] = re.search(r"scale\([^)]*\)|matrix\([^)]*\)", body)
    texts = {match[0] if match else "" for match in frames.values()}
    assert len(texts) == 5


def test_the_cameras_differ_in_horizon_and_size() -> None:
    for quiet in ("top", "bottom"):
        frames = {c: frame_for(c, quiet, False, False, Random(1)) for c in get_args(Camera)}
        assert frames["low"].horizon > frames["wide"].horizon > frames["high"].horizon
        assert frames["near"].scale > frames["middle"].scale > frames["wide"].scale


@pytest.mark.parametrize("quiet", ["top", "bottom"])
@pytest.mark.parametrize("camera", get_args(Camera))
def test_no_face_lies_where_the_text_will_be(quiet: str, camera: str) -> None:
    for seed in range(4):
        staged = stage(
            request(
                seed=seed,
                camera=camera,
                quiet=quiet,
                figures=(
                    Figure(who="Jo"),
                    Figure(who="Ada", pose="jump"),
                    Figure(who="Pip", pose="sit"),
                ),
            )
        )
        for _, y, reach in staged.heads:
            assert y - 0.9 * reach > (240 if quiet == "top" else 0)
            assert y + 0.5 * reach < (1000 if quiet == "top" else 760)


def test_unknown_words_never_fail() -> None:
    figures = (
        Figure(who="", holds="\u202eqwrty"),
        Figure(who="🦄" * 40, holds="🪄"),
        Figure(who="נועה", holds=" "),
    )
    staged = stage(
        request(place="", figures=figures, props=("", "xyzzy", "🧿", "x" * 400), motif_object="∅")
    )
    assert staged.document["place"] == "meadow"
    assert set(staged.document["missing"]) >= {"xyzzy", "🧿"}  # type: ignore[call-overload]
    assert stage(request(figures=(), props=())).document["drawn"] == {}


def test_a_figure_named_twice_is_drawn_once() -> None:
    twice = (Figure(who="Teo"), Figure(who=" teo "))
    staged = stage(request(figures=twice))
    assert len(list(layers(staged, "Teobody"))) == 1


def test_the_document_tells_what_was_drawn_and_what_is_missing() -> None:
    document = stage(request(props=("suitcase", "flux-capacitor"))).document
    assert document["drawn"]["Ada"] == ["glasses", "wheelchair"]  # type: ignore[index]
    assert document["props"] == ["lantern", "suitcase", "key"]
    assert document["missing"] == ["flux-capacitor"]


def test_the_snail_crosses_the_book() -> None:
    places = []
    for part in PARTS:
        (snail,) = layers(stage(request(part=part)), "snail")
        found = re.search(r"translate\((\d+)", snail.svg())
        assert found
        places.append(int(found[1]))
    assert places == sorted(places)
    assert places[0] < 120
    assert places[-1] > 880


def test_the_motif_is_hidden_once() -> None:
    staged = stage(request(props=(), motif_object="acorn"))
    assert len(list(layers(staged, "motif"))) == 1
    assert not list(layers(stage(request(props=("acorn",), motif_object="acorn")), "motif"))


def test_lamps_are_lit_at_night() -> None:
    def lights(time: str) -> int:
        staged = stage(request(place="street", time_of_day=time))
        return sum(isinstance(item, Glow) for item in staged.items)

    assert lights("night") > lights("noon")


@pytest.mark.parametrize(
    ("words", "indoors", "place"),
    [
        ("the old lighthouse pier", False, "harbour"),
        ("Grandma's kitchen", True, "kitchen"),
        ("deep sea", False, "underwater"),
        ("hot air balloon", False, "balloon"),
        ("woods", False, "forest"),
        ("beaches", False, "beach"),
        ("under a tree", True, "living_room"),
        ("swimming pool", True, "pool"),
        ("nowhere at all", False, "meadow"),
        ("nowhere at all", True, "living_room"),
    ],
)
def test_nearest_place(words: str, indoors: bool, place: str) -> None:
    assert nearest_place(words, indoors) == place


@pytest.mark.parametrize(
    ("words", "prop"),
    [
        ("an old brass key", "old-key"),
        ("red paper lantern", "red-paper-lantern"),
        ("Two Strawberries", "strawberry"),
        ("grandfather's watch", "watch"),
        ("leaves", "fallen-leaf"),
        ("idea of justice", "light-bulb"),
        ("", None),
        ("qwxz", None),
    ],
)
def test_nearest_prop(words: str, prop: str | None) -> None:
    assert nearest_prop(words) == prop


def test_every_noun_has_a_drawing() -> None:
    for name in set(NOUNS.values()):
        svg = draw_prop(name, 0, 0, 1, "p1")
        ET.fromstring(f'<svg xmlns:xlink="http://www.w3.org/1999/xlink">{svg}</svg>')  # noqa: S314
        ids = re.findall(r'\bid="([^"]+)"', svg)
        assert all(own.startswith("p1") for own in ids)
        assert set(re.findall(r"url\(#([^)]+)\)", svg)) <= set(ids)
    assert set(NOUNS.values()) <= set(PROPS)


def test_things_further_off_are_smaller() -> None:
    r = Random(3)
    scene = Scene(frame_for("wide", "bottom", False, False, r), Tones(DAY, "noon", "clear"), r)
    assert scene.at(scene.down(0.1)) < scene.at(scene.down(0.6)) < scene.at(scene.down(1))
    assert scene.at(scene.down(1)) == pytest.approx(scene.frame.scale)
