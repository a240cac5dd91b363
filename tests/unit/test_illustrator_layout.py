"""The offline illustrator's compositions: faces first, feet on something, and never the same twice."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from itertools import combinations
from random import Random
from typing import get_args

import pytest

from fablewright.core.book import Camera, Figure, PaletteStep, Person, SceneAnalysis
from fablewright.illustrators.base import PictureRequest
from fablewright.illustrators.offline.actors import Actor, cast_of, looks_of
from fablewright.illustrators.offline.colour import to_lch
from fablewright.illustrators.offline.layout import arrange
from fablewright.illustrators.offline.light import Tones
from fablewright.illustrators.offline.people import look_of
from fablewright.illustrators.offline.people.wardrobe import COLOURS
from fablewright.illustrators.offline.places import INDOORS
from fablewright.illustrators.offline.scene import Scene, frame_for
from fablewright.illustrators.offline.script import Thing, things_of
from fablewright.illustrators.offline.sheets import Layer
from fablewright.illustrators.offline.stage import Staged, stage

DAY = PaletteStep(
    name="morning",
    sky=("#7fc4e8", "#b9e2ee", "#fdf1d3"),
    ground="#6db565",
    light="#ffd35c",
    accent="#ef6f5e",
)
PEOPLE = (
    Person(kind="child", name="Ada", age=6, traits=("wheelchair",)),
    Person(kind="child", name="Teo", age=7, pronoun="he"),
    Person(kind="hero", name="Grandma Jo", age=60, pronoun="she"),
    Person(kind="companion", name="Chestnut", species="horse"),
    Person(kind="companion", name="Mo", species="mouse"),
    Person(kind="companion", name="Boom", species="whale"),
    Person(kind="companion", name="Ottilie", species="octopus"),
    Person(kind="companion", name="Ember", species="dragon", appearance="blue"),
)


def request(
    *who: str, pose: str = "stand", title: str = "The Key", edition: int = 1, seed: int = 7,
    feedback: str = "", **changes: object,
) -> PictureRequest:  # fmt: skip
    ways = ("right", "left", "front", "left")
    figures = [
        Figure(who=name, pose=pose, facing=way) for name, way in zip(who, ways, strict=False)
    ]  # type: ignore[arg-type]
    place = str(changes.get("place", "meadow"))
    values: dict[str, object] = {
        "part": "scene_1", "action": "", "camera": "middle", "depth": "", "atmosphere": "",
        "place": place, "indoors": place in INDOORS, "figures": figures, "alt": "", **changes,
    }  # fmt: skip
    return PictureRequest(
        title=title, analysis=SceneAnalysis.model_validate(values), palette=DAY, motif="",
        people=PEOPLE, seed=seed, size=256, feedback=feedback, edition=edition,
    )  # fmt: skip


def layers(staged: Staged, name: str) -> Iterator[Layer]:
    return (item for item in staged.items if isinstance(item, Layer) and item.name.startswith(name))


def rank(staged: Staged, name: str) -> int:
    return next(i for i, item in enumerate(staged.items) if isinstance(item, Layer) and item.name.startswith(name))  # fmt: skip


def cast(asked: PictureRequest) -> list[Actor]:
    return cast_of(asked.analysis, asked.people, asked.seed, "#222222", asked.title)


def arranged(*who: str, seed: int = 1, place: str = "meadow") -> list[Actor]:
    r = Random(seed)
    actors = cast(request(*who))
    scene = Scene(frame_for("middle", "bottom", False, False, r), Tones(DAY, "noon", "clear"), r)
    scene.place = place
    arrange(actors, scene, r)
    return actors


@pytest.mark.parametrize("camera", get_args(Camera))
@pytest.mark.parametrize(
    "who", [("Teo", "Chestnut"), ("Teo", "Grandma Jo", "Mo"), ("Ada", "Teo", "Chestnut", "Mo")]
)
def test_no_face_touches_another(camera: str, who: tuple[str, ...]) -> None:
    for seed in range(3):
        heads = stage(request(*who, camera=camera, seed=seed)).heads
        for (ax, ay, a), (bx, by, b) in combinations(heads, 2):
            assert math.hypot(ax - bx, ay - by) > 0.98 * (a + b)


def test_no_hand_reaches_into_a_face() -> None:
    figures = (
        Figure(who="Teo", pose="sit", facing="right"),
        Figure(who="Grandma Jo", pose="point", facing="left"),
    )
    for seed in range(16):
        for camera in ("near", "middle"):
            asked = request(figures=figures, seed=seed, camera=camera)
            actors = cast(asked)
            r = Random(seed)
            frame = frame_for(camera, "bottom", False, False, r)  # type: ignore[arg-type]
            arrange(actors, Scene(frame, Tones(DAY, "noon", "clear"), r), r)
            teo, jo = actors
            hand, head = jo.anchors["right_hand"], teo.anchors["head"]
            gap = math.hypot(
                jo.x + hand[0] * jo.scale - teo.x - head[0] * teo.scale,
                jo.y + hand[1] * jo.scale - teo.y - head[1] * teo.scale,
            )
            assert gap > 32 * teo.scale


def test_figures_stand_at_several_depths_and_look_at_each_other() -> None:
    depths = 0
    for seed in range(10):
        teo, horse = arranged("Teo", "Chestnut", seed=seed)
        assert teo.x < horse.x  # he faces right, it faces left
        depths += abs(teo.y - horse.y) > 10 and teo.scale != horse.scale
    assert depths >= 8


def test_the_group_is_not_always_in_the_middle() -> None:
    places = [arranged("Grandma Jo", "Mo", seed=seed)[0].x for seed in range(8)]
    assert max(places) - min(places) > 100


def test_a_whale_is_in_the_water_behind_the_quay() -> None:
    staged = stage(request("Teo", "Boom", place="harbour"))
    assert rank(staged, "whale") < rank(staged, "ripples") < rank(staged, "deck")
    assert rank(staged, "deck") < rank(staged, "Teobody")
    assert not list(layers(staged, "tub"))


def test_a_whale_is_not_behind_a_bridge_or_a_hut() -> None:
    river = stage(request("Teo", "Boom", place="river"))
    assert rank(river, "whale") > rank(river, "bridge")
    assert list(layers(stage(request("Teo", "Boom", place="island")), "tub"))


@pytest.mark.parametrize("who", ["Boom", "Ottilie"])
def test_who_swims_has_a_tub_on_land(who: str) -> None:
    staged = stage(request("Teo", who, place="kitchen"))
    assert rank(staged, "tubback") < rank(staged, "tubfront")
    assert not list(layers(staged, "ripples"))
    assert not list(layers(stage(request("Teo", who, place="underwater")), "tub"))


@pytest.mark.parametrize(
    ("place", "kind"), [("harbour", "crate"), ("forest", "log"), ("moon", "stone"), ("library", "pouf")]
)  # fmt: skip
def test_who_sits_has_a_seat_that_fits_the_place(place: str, kind: str) -> None:
    assert list(layers(stage(request("Teo", pose="sit", place=place)), f"seat{kind}"))


def test_a_wheelchair_is_seat_enough_and_ladders_are_for_feet() -> None:
    assert not list(layers(stage(request("Ada", pose="sit")), "seat"))
    assert list(layers(stage(request("Teo", pose="climb")), "ladder"))
    assert not list(layers(stage(request("Ada", pose="climb")), "ladder"))


def test_who_sits_near_us_is_before_the_bank() -> None:
    staged = stage(request("Teo", "Grandma Jo", pose="sit", camera="near"))
    assert rank(staged, "bank") < rank(staged, "Teobody")
    standing = stage(request("Teo", camera="near"))
    assert rank(standing, "Teobody") < rank(standing, "bank")


def test_an_edition_and_a_wish_change_the_composition_but_not_the_looks() -> None:
    def body(edition: int, feedback: str) -> str:
        staged = stage(request("Teo", "Mo", edition=edition, feedback=feedback))
        return next(layers(staged, "Teobody")).svg()

    def colours(svg: str) -> set[str]:
        return set(re.findall(r'fill="(#[0-9a-f]{6})"', svg))

    bodies = [body(1, ""), body(2, ""), body(3, ""), body(1, "nearer"), body(2, "nearer")]
    assert len(set(bodies)) == len(bodies)
    assert all(colours(one) == colours(bodies[0]) for one in bodies)
    assert body(2, "nearer") == bodies[-1]


def test_nobody_wears_what_another_wears() -> None:
    for seed in range(6):
        first = look_of(PEOPLE[0], seed)
        assert look_of(PEOPLE[0], seed, frozenset({first.top})).top != first.top
        twins = tuple(Person(kind="child", name=name, age=6) for name in "ABCDEF")
        assert len({look.top for look in looks_of(twins, seed).values()}) == len(twins)


def test_grandparents_are_grey() -> None:
    for seed in range(6):
        assert look_of(PEOPLE[2], seed).hair_colour == "#c4c0c4"
        assert look_of(PEOPLE[1], seed).hair_colour != "#c4c0c4"


def test_a_mouse_is_small_and_a_towering_one_is_not() -> None:
    teo, mouse = cast(request("Teo", "Mo"))
    assert 0.22 * teo.height < mouse.height < 0.45 * teo.height
    tower = cast(request("Mo", action="Teo sees the towering mouse"))[0]
    star = cast(request("Mo", title="The Mouse Who Came to Tea", part="cover"))[0]
    assert tower.height > 1.3 * mouse.height
    assert star.height > 1.3 * mouse.height


def test_a_companion_has_the_colour_it_was_given() -> None:
    sheets = cast(request("Ember"))[0].draw(0, 0, 1, "front").layers
    body = next(sheet for sheet in sheets if "body" in sheet.name).svg()
    assert COLOURS["blue"] in body


def test_windows_and_doors_stand_in_walls() -> None:
    street = stage(request("Teo", place="street", props=("window", "door")))
    assert not list(layers(street, "prop"))
    kitchen = stage(request("Teo", place="kitchen", props=("door",)))
    assert not list(layers(kitchen, "prop"))
    assert kitchen.document["props"] == ["door"]
    bare = stage(request("Teo", place="kitchen"))
    assert next(layers(kitchen, "furniture")).svg() != next(layers(bare, "furniture")).svg()


def test_no_sun_shines_in_a_room_or_at_night() -> None:
    for changes in ({"place": "train"}, {"place": "street", "time_of_day": "night"}):
        staged = stage(request("Teo", props=("sun", "tree"), **changes))
        assert "sun" not in list(staged.document["props"])  # type: ignore[call-overload]
    assert "tree" in list(staged.document["props"])  # type: ignore[call-overload]


def test_what_the_book_is_about_comes_first() -> None:
    asked = request(
        "Teo", title="Teo and the Drum", action="Teo beats a drum", props=("hat", "drum")
    )
    assert things_of(asked)[0] == Thing("drum", about=True, named=True)
    forgotten = request("Teo", title="The Box", action="Teo hugs the box, which will not move")
    assert things_of(forgotten) == [Thing("box", about=True, named=True, huge=True)]
    lost = request("Teo", title="The Box", action="Teo looks for the box, which is gone")
    assert things_of(lost) == []
    far = request("Teo", title="The Moon", action="Teo sees the moon", props=("moon",))
    assert things_of(far) == [Thing("moon")]
    held = request(title="The Box", action="", figures=(Figure(who="Teo", holds="box"),))
    assert things_of(held) == []


def test_a_named_thing_is_larger_and_indoors_on_a_table() -> None:
    def size(asked: PictureRequest) -> float:
        (layer,) = layers(stage(asked), "prop")
        return max(float(s) for s in re.findall(r"scale\(-?([\d.]+)", layer.svg()))

    plain = request("Teo", props=("tooth",), action="")
    named = request("Teo", props=("tooth",), title="The Tooth", action="Teo has a tooth")
    assert size(named) > 2 * size(plain)
    inside = request("Teo", props=("tooth",), title="The Tooth", action="a tooth", place="kitchen")
    assert list(layers(stage(inside), "table"))


def test_walls_at_night_are_not_brown_and_no_day_is_olive() -> None:
    yellow = DAY.model_copy(update={"sky": ("#a99401", "#cdba51", "#eadb83"), "light": "#f4dc9a"})
    assert 240 < to_lch(Tones(yellow, "night", "clear", indoors=True).wall)[2] < 310
    top = to_lch(Tones(yellow, "noon", "clear").sky[0])
    assert not 60 < top[2] < 130
    assert top[0] > 0.75


def test_the_foot_of_the_page_is_calm_but_not_empty() -> None:
    assert list(layers(stage(request("Teo")), "dapple"))
    assert len(list(layers(stage(request("Teo", place="meadow")), "blurred"))) in (0, 2)
    bank = next(layers(stage(request("Teo", camera="near", place="street")), "bank")).svg()
    assert bank.count("<path") > 10
