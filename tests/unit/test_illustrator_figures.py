"""The offline illustrator's engine and its figures: people and creatures."""

from __future__ import annotations

import math
import re
import xml.etree.ElementTree as ET
from typing import get_args

import numpy as np
import pytest
from PIL import Image

from fablewright.cast.traits import TRAITS
from fablewright.core.book import Facing, Mood, Person, PoseName
from fablewright.illustrators.offline.colour import contrast, mix, oklch, tint, to_lch
from fablewright.illustrators.offline.creatures import SPECIES, draw_creature, nearest_species
from fablewright.illustrators.offline.paper import compose, vignette
from fablewright.illustrators.offline.people import Look, draw_person, look_of
from fablewright.illustrators.offline.people.sling import FUR
from fablewright.illustrators.offline.people.wardrobe import COLOURS, DRAWN, HAIR_COLOURS
from fablewright.illustrators.offline.raster import ink, rasterise
from fablewright.illustrators.offline.shapes import ellipse, group, rect, smooth, star, stroke
from fablewright.illustrators.offline.sheets import Drawn, Glow, Layer

POSES = get_args(PoseName)
MOODS = get_args(Mood)
FACINGS = get_args(Facing)
SVG = "{http://www.w3.org/2000/svg}"


def person(*traits: str, words: str = "", age: int = 6) -> Person:
    return Person(kind="child", name="Ada", age=age, traits=traits, appearance=words)


def drawn(
    look: Look, pose: PoseName = "stand", mood: Mood = "smile", facing: Facing = "right"
) -> Drawn:
    return draw_person(look, pose, mood, facing, 500, 900, 4, "#120d2e")


def text(figure: Drawn) -> str:
    return "".join(layer.svg() for layer in figure.layers)


def check(figure: Drawn) -> None:
    """Well-formed, finite, every reference defined once in its own sheet."""
    for layer in figure.layers:
        document = layer.svg()
        root = ET.fromstring(document)  # noqa: S314
        assert not re.search(r"\b(nan|inf)\b", document)
        ids = [node.get("id") for node in root.iter() if node.get("id")]
        assert len(ids) == len(set(ids))
        assert set(re.findall(r"url\(#([^)]+)\)", document)) <= set(ids)
        assert not list(root.iter(f"{SVG}filter")), "the back-ends draw filters differently"
    assert all(math.isfinite(v) for point in figure.anchors.values() for v in point)
    x0, y0, x1, y1 = figure.box
    assert x0 < x1
    assert y0 < y1
    assert {"left_hand", "right_hand", "head", "eyes"} <= set(figure.anchors)


def pixels(figure: Drawn, size: int = 250) -> np.ndarray:
    """All sheets of a figure over each other, as alpha."""
    alpha = np.zeros((size, size), np.uint8)
    for layer in figure.layers:
        alpha = np.maximum(alpha, np.asarray(rasterise(layer.svg(), size).getchannel("A")))
    return alpha


def painted(figure: Drawn, size: int = 400) -> np.ndarray:
    """All sheets of a figure over each other on white, flat, as RGB."""
    page = Image.new("RGBA", (size, size), "#ffffff")
    for layer in figure.layers:
        page.alpha_composite(rasterise(layer.svg(), size))
    return np.asarray(page.convert("RGB")).astype(int)


def where(colour: str, page: np.ndarray) -> np.ndarray:
    """The columns of the pixels that have a colour, nearly."""
    rgb = [int(colour[i : i + 2], 16) for i in (1, 3, 5)]
    return np.nonzero(np.abs(page - rgb).max(axis=2) < 8)[1]


# --- colour, shapes, paper ------------------------------------------------------------------------


def test_colours_survive_the_round_trip_and_mix_evenly() -> None:
    for colour in ("#d8402f", "#26a17b", "#000000", "#ffffff", "#808080"):
        assert oklch(*to_lch(colour)) == colour
        assert mix(colour, "#3355aa", 0) == colour
    assert to_lch(tint("#808080", 0.1))[0] == pytest.approx(to_lch("#808080")[0] + 0.1, abs=0.01)
    assert oklch(0.7, 0.9, 30).startswith("#"), "out of gamut: the chroma gives way"
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#777777") == 1


def test_shapes_are_well_formed() -> None:
    parts = [
        ellipse(1, 2, 3, fill="#fff", fill_opacity=0.5),
        rect(0, 0, 1, 2, "#000", 3),
        star(5, 5, 4, "#ff0"),
        stroke(smooth([(0, 0), (5, 5), (9, 1)], closed=False), "#123456", 2),
    ]
    root = ET.fromstring(group("".join(parts), 3, 4, 2, 45, flip=True))  # noqa: S314
    assert [node.tag for node in root] == ["ellipse", "rect", "path", "path"]
    assert root.get("transform") == "translate(3,4) rotate(45) scale(-2.0000,2.0000)"
    assert root[0].get("fill-opacity") == "0.5"


def test_sheets_cast_their_shadow_down_and_to_the_right() -> None:
    ground = Layer("ground", lift=0)
    ground.add(rect(0, 0, 1000, 1000, "#ffffff"))
    sheet = Layer("sheet", grain=0, rim=0)
    sheet.add(rect(300, 300, 400, 400, sheet.linear([(0, "#3366cc"), (1, "#3366cc")], 0, 0, 0, 1)))
    picture = np.asarray(compose([ground, sheet, Glow(200, 150, 90, "#ff0000", 1)], 400)).astype(
        int
    )
    assert tuple(picture[200, 200]) == (0x33, 0x66, 0xCC)
    assert picture[285, 200].sum() < picture[115, 200].sum() - 20, "below is darker than above"
    assert picture[60, 80, 0] > picture[60, 80, 1] - 5
    dark = vignette(Image.new("RGB", (64, 64), "#ffffff"), "#000000", 0.5)
    assert sum(dark.getpixel((0, 0))) < sum(dark.getpixel((32, 32)))  # type: ignore[arg-type]


def test_both_back_ends_draw_the_same() -> None:
    pytest.importorskip("resvg_py")
    figure = drawn(look_of(person("skin_brown", "hair_curly", "glasses", "wheelchair"), 3), "wave")
    for layer in figure.layers:
        first, second = (rasterise(layer.svg(), 256, back_end) for back_end in ("thorvg", "resvg"))
        a, b = (np.asarray(image).astype(float) for image in (first, second))
        apart = np.abs(a[..., :3] * a[..., 3:] - b[..., :3] * b[..., 3:]) / 255
        assert apart.mean() < 1.0, "premultiplied, 0 to 255"
        assert (apart.max(axis=2) > 60).mean() < 0.01
    assert ink(Layer("empty").svg(), 64) is None
    with pytest.raises(ValueError, match="not a document"):
        rasterise("<svg/>", 64)


def test_pixels_are_straight_alpha() -> None:
    pytest.importorskip("resvg_py")
    sheet = Layer("half")
    sheet.add(rect(0, 0, 1000, 1000, "#ff8040", fill_opacity=0.5))
    for back_end in ("thorvg", "resvg"):
        r, g, b, a = np.asarray(rasterise(sheet.svg(), 16, back_end))[8, 8]
        assert (int(r), int(g), int(b)) == pytest.approx((255, 128, 64), abs=3)
        assert int(a) == pytest.approx(128, abs=2)


# --- people ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("pose", POSES)
def test_every_pose_mood_and_view_builds_standing_and_seated(pose: PoseName) -> None:
    looks = [look_of(person("skin_tan"), 1), look_of(person("wheelchair", "hijab"), 2)]
    for look in looks:
        for facing in FACINGS:
            for mood in MOODS:
                check(drawn(look, pose, mood, facing))


def test_the_same_person_is_drawn_the_same() -> None:
    one, other = look_of(person("hair_locs"), 7), look_of(person("hair_locs"), 7)
    assert one == other
    assert text(drawn(one, "run")) == text(drawn(other, "run"))
    assert one != look_of(person("hair_locs"), 8)


@pytest.mark.parametrize("trait", TRAITS)
def test_every_trait_shows_and_is_reported(trait: str) -> None:
    others = ((),)
    if trait.startswith("skin"):
        others = tuple((tone,) for tone in TRAITS if tone.startswith("skin") and tone != trait)
    figure = drawn(look_of(person(trait), 5))
    check(figure)
    assert figure.traits == {trait}
    page = painted(figure)
    for other in others:
        changed = np.abs(page - painted(drawn(look_of(person(*other), 5)))).max(axis=2) > 20
        assert changed.sum() > 20, (trait, other)


def test_what_is_drawn_is_the_taxonomy() -> None:
    assert set(TRAITS) == DRAWN


@pytest.mark.parametrize(
    "trait",
    [
        "walker",
        "crutches",
        "white_cane",
        "prosthetic_leg",
        "leg_braces",
        "oxygen_cannula",
        "baby_sling",
    ],
)
def test_aids_are_there_in_every_pose(trait: str) -> None:
    for pose in POSES:
        for facing in FACINGS:
            with_aid = drawn(look_of(person(trait), 4), pose, "joy", facing)
            check(with_aid)
            if facing != "away":
                assert trait in with_aid.traits


@pytest.mark.parametrize("pose", POSES)
def test_no_arm_hides_the_face_in_a_sling_or_a_prosthesis(pose: PoseName) -> None:
    small, arm = (look_of(person(trait), 4) for trait in ("baby_sling", "prosthetic_arm"))
    enough = 80 if pose == "think" else 108  # the toy's feet may be hidden
    for facing in ("left", "right", "front"):
        assert where(FUR, painted(drawn(small, pose, facing=facing))).size > enough, facing
        assert where(arm.aid, painted(drawn(arm, pose, facing=facing))).size > 25, facing


def test_children_carry_a_toy_and_grown_ups_a_baby() -> None:
    for age, toy in ((2, True), (12, True), (13, False), (34, False)):
        for extra in ((), ("wheelchair",), ("hijab",)):
            figure = drawn(look_of(person("baby_sling", *extra, age=age), 2))
            check(figure)
            assert (FUR in text(figure)) == toy
            assert "baby_sling" in figure.traits
    back = drawn(look_of(person("baby_sling"), 2), facing="away")
    assert not back.traits


@pytest.mark.parametrize("trait", ["prosthetic_leg", "prosthetic_arm", "eye_patch"])
def test_what_is_on_the_left_stays_on_the_left(trait: str) -> None:
    look = look_of(person(trait), 4)
    for facing in FACINGS:
        figure = drawn(look, facing=facing)
        if trait in figure.traits:
            middle = (figure.anchors["left_hand"][0] + figure.anchors["right_hand"][0]) / 2
            across = where(look.aid, painted(figure)).mean() * 1000 / 400 - middle
            assert (across < 0) == (facing == "away"), facing


def test_from_behind_no_face_is_drawn_or_reported() -> None:
    look = look_of(person("skin_deep", "freckles", "glasses", "hair_braids", "hearing_aids"), 1)
    back = drawn(look, facing="away")
    assert back.traits == {"skin_deep", "hair_braids", "hearing_aids"}
    assert look.eye not in text(back)
    assert look.eye in text(drawn(look, facing="front"))


def test_no_hair_under_a_hijab_or_a_turban() -> None:
    for cover in ("hijab", "turban"):
        look = look_of(person(cover, "hair_curly", words="blue hair"), 2)
        figure = drawn(look, facing="away")
        assert HAIR_COLOURS["blue"] not in text(figure)
        assert figure.traits == {cover}


@pytest.mark.parametrize("age", [1, 3, 6, 10, 15, 40, 99])
def test_feet_stand_on_the_ground(age: int) -> None:
    look = look_of(person(age=age), 3)
    for pose in ("stand", "walk", "sit", "kneel", "crouch", "hold", "climb"):
        for facing in ("right", "front"):
            figure = draw_person(look, pose, "smile", facing, 500, 900, 3, "#000000")
            lowest = np.flatnonzero(pixels(figure).max(axis=1) > 100)[-1]
            assert abs(lowest * 4 - 898) <= 10, (pose, facing)
            assert figure.box[3] == pytest.approx(900, abs=8)
    air = drawn(look, "jump")
    assert np.flatnonzero(pixels(air).max(axis=1) > 100)[-1] * 4 < 880


def test_ages_have_their_proportions() -> None:
    figures = [drawn(look_of(Person(kind="hero", name="Bo", age=age), 1)) for age in (3, 6, 10, 30)]
    heights = [figure.box[3] - figure.box[1] for figure in figures]
    assert heights == sorted(heights)
    six = figures[1]
    ink_top = np.flatnonzero(pixels(six).max(axis=1) > 100)[0] * 4
    assert 900 - ink_top == pytest.approx(400, abs=40), "100 units at scale 4"
    small, usual = (drawn(look_of(person(*t), 1)).box for t in (("small_stature",), ()))
    assert usual[1] < small[1] - 30


def test_left_mirrors_right() -> None:
    look = look_of(person("glasses"), 1)
    right, left = drawn(look, "point"), drawn(look, "point", facing="left")
    for name, (x, y) in right.anchors.items():
        assert left.anchors[name] == pytest.approx((1000 - x, y))
    assert right.anchors["right_hand"][0] > right.anchors["head"][0] + 60
    assert np.abs(pixels(right).astype(int) - pixels(left)[:, ::-1]).mean() < 3


def test_hands_are_where_the_anchors_say() -> None:
    for aid in ((), ("wheelchair",), ("crutches",)):
        look = look_of(person(*aid), 1)
        wide = drawn(look, "arms_wide")
        across = np.flatnonzero(pixels(wide).max(axis=0) > 100) * 4
        assert wide.anchors["left_hand"][0] == pytest.approx(across[0], abs=40)
        assert wide.anchors["right_hand"][0] == pytest.approx(across[-1], abs=40)
        held = drawn(look, "hold")
        assert math.dist(held.anchors["left_hand"], held.anchors["right_hand"]) < 30
        for x, y in (held.anchors["left_hand"], held.anchors["right_hand"]):
            assert pixels(held)[int(y / 4), int(x / 4)] > 200


@pytest.mark.parametrize(
    "words", ["afro", "two plaits and a dress", "wizard hat", "superhero cape"]
)
def test_the_box_holds_what_is_drawn(words: str) -> None:
    for aid in ((), ("wheelchair",), ("crutches",)):
        look = look_of(person(*aid, words=words), 1)
        for pose in ("stand", "run", "sit", "arms_wide"):
            figure = drawn(look, pose)
            alpha = pixels(figure, 125) > 60
            down, across = (np.flatnonzero(alpha.any(axis=k)) * 8 for k in (1, 0))
            x0, y0, x1, y1 = figure.box
            assert x0 - 36 < across[0]
            assert across[-1] < x1 + 36
            assert y0 - 36 < down[0]
            assert down[-1] < y1 + 12


def test_free_words_dress_a_person() -> None:
    look = look_of(
        person(words="red raincoat, yellow wellies, two ginger plaits and green eyes"), 1
    )
    assert (look.outfit, look.top, look.hair) == ("raincoat", COLOURS["red"], "plaits")
    assert look.boots
    assert look.shoes == COLOURS["yellow"]
    assert look.hair_colour == HAIR_COLOURS["ginger"]
    plain = look_of(person(words="a red dress, plaits"), 1)
    assert (plain.top, plain.hair) == (COLOURS["red"], "plaits")
    assert plain.hair_colour != HAIR_COLOURS["red"], "the dress is red, not the hair"
    striped = look_of(person(words="a striped jumper, purple trousers"), 1)
    assert (striped.outfit, striped.pattern, striped.legs) == (
        "jumper",
        "stripes",
        COLOURS["purple"],
    )
    knight = look_of(Person(kind="hero", name="Sir", species="a small knight"), 1)
    assert (knight.outfit, knight.headgear) == ("armour", "knight")
    hero = look_of(Person(kind="hero", name="Zed", species="superhero", appearance="green cape"), 1)
    assert {"cape", "mask"} <= hero.extras
    old = look_of(Person(kind="hero", name="Opa", species="grandfather"), 1)
    assert old.age > 60


def test_features_keep_their_contrast_on_every_skin() -> None:
    for skin in (t for t in TRAITS if t.startswith("skin_")):
        look = look_of(person(skin), 1)
        assert contrast(look.line, look.skin) > 1.25
        assert contrast(look.brow, look.skin) > 1.35


@pytest.mark.parametrize("name", ["", "😀", "شهرزاد", "A" * 5000, "<&\"'>"])
def test_bad_input_is_drawn_all_the_same(name: str) -> None:
    odd = Person(
        kind="hero",
        name=name,
        age=-4,
        traits=("no_such", "wheelchair", "walker"),
        appearance=name,
        species=name,
    )
    figure = drawn(look_of(odd, -1), "climb", "sad", "left")
    check(figure)
    assert figure.traits == {"wheelchair"}
    check(draw_creature(name, -1, "joy", "right", 10, 10, 1, "#000000", pose=name))


# --- creatures -------------------------------------------------------------------------------------


@pytest.mark.parametrize("species", SPECIES)
def test_every_creature_in_every_view(species: str) -> None:
    seen = set()
    for facing in FACINGS:
        for mood, pose in zip((*MOODS, *MOODS), POSES, strict=True):
            figure = draw_creature(species, 1, mood, facing, 500, 900, 3, "#120d2e", pose)
            check(figure)
            seen.add(text(figure))
    assert len(seen) > 16, "moods and views differ"
    standing = draw_creature(species, 1, "smile", "right", 500, 900, 3, "#120d2e")
    assert text(standing) == text(
        draw_creature(species, 1, "smile", "right", 500, 900, 3, "#120d2e")
    )
    lowest = np.flatnonzero(pixels(standing).max(axis=1) > 100)[-1]
    assert abs(lowest * 4 - 898) <= 12


def test_words_find_the_nearest_species() -> None:
    assert len(SPECIES) >= 22
    assert nearest_species("a small red fox") == "fox"
    assert nearest_species("Two puppies and a kitten") == "cat"
    assert nearest_species("baby hedgehogs") == "hedgehog"
    assert nearest_species("") == "monster"
    assert nearest_species("unicorn") == "horse"
    blue = draw_creature("blue dragon", 1, "smile", "right", 500, 900, 3, "#120d2e")
    assert COLOURS["blue"] in text(blue)
