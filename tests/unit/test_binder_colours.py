"""Deep colours of pictures and ink for titles."""

from __future__ import annotations

import io
from itertools import combinations

import numpy as np
import pytest
from PIL import Image
from tests.support.manuscripts import picture

from fablewright.books.binder import colours
from fablewright.books.binder.pictures import title_ink


def png(image: Image.Image) -> bytes:
    out = io.BytesIO()
    image.save(out, "PNG")
    return out.getvalue()


def hue(colour: str) -> float:
    lab = colours.to_oklab(colours.from_hex(colour)[None])[0]
    return float(np.degrees(np.arctan2(lab[2], lab[1])))


@pytest.mark.parametrize("sky", ["#3b62c4", "#ffee88", "#101030", "#ffffff", "#f2c0d0"])
def test_deep_colours_read_on_paper_and_on_white_and_never_change(sky: str) -> None:
    data = picture(sky)
    found = colours.deep_colours(data)
    assert all(
        colours.contrast(c, ground) >= 4.5 for c in found for ground in ("#fffaf0", "#ffffff")
    )
    assert colours.deep_colours(data) == found


def test_hues_are_apart_where_the_picture_has_them() -> None:
    found = colours.deep_colours(picture("#3b62c4", "#3c8a4a"))
    for one, other in combinations(found, 2):
        turn = abs(hue(one) - hue(other)) % 360
        assert min(turn, 360 - turn) >= 33  # 35 measured before rounding to eight bits


def test_a_near_hue_waits_for_a_farther_one() -> None:
    first, second, _ = colours.deep_colours(
        picture("#3b62c4", "#6a4fc6")
    )  # two blues, an orange sun
    turn = abs(hue(first) - hue(second)) % 360
    assert min(turn, 360 - turn) >= 33


def test_a_crowded_picture_has_the_same_colours_each_time() -> None:
    noise = np.random.default_rng(3).integers(0, 255, (96, 96, 3), dtype=np.uint8)
    data = png(Image.fromarray(noise))
    assert len({colours.deep_colours(data) for _ in range(3)}) == 1


@pytest.mark.parametrize("mode", ["L", "RGBA", "P", "1"])
def test_plain_pictures_of_any_mode_give_three_colours(mode: str) -> None:
    assert len(colours.deep_colours(png(Image.new(mode, (3, 7))))) == 3


def test_contrast_is_that_of_wcag() -> None:
    assert colours.contrast("#000000", "#ffffff") == pytest.approx(21.0)
    assert colours.contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


def test_oklab_goes_there_and_back() -> None:
    rgb = np.random.default_rng(1).random((50, 3))
    assert colours.from_oklab(colours.to_oklab(rgb)) == pytest.approx(rgb, abs=1e-6)
    assert colours.to_oklab(np.ones((1, 3)))[0] == pytest.approx([1, 0, 0], abs=1e-4)


@pytest.mark.parametrize("flat", ["#0b1030", "#fdf3d0", "#808080", "#d0488c"])
def test_the_title_reads_on_any_sky(flat: str) -> None:
    plan = title_ink(Image.new("RGB", (64, 64), flat), depth=0.4)
    under = colours.from_hex(flat) * (1 - plan.veil) + colours.from_hex(plan.shade) * plan.veil
    assert colours.contrast(plan.ink, colours.to_hex(under)) >= 4.4


def test_a_dark_calm_sky_needs_no_veil() -> None:
    plan = title_ink(Image.new("RGB", (64, 64), "#0b1030"), depth=0.4)
    assert (plan.ink, plan.veil) == (colours.PAPER, 0.0)
