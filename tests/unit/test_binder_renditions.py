"""Pictures made small for screens."""

from __future__ import annotations

import io

import pytest
from PIL import Image, ImageChops

from fablewright.books.binder.renditions import renditions


def png(picture: Image.Image) -> bytes:
    out = io.BytesIO()
    picture.save(out, "PNG")
    return out.getvalue()


@pytest.mark.parametrize(
    ("size", "expected"),
    [
        ((2048, 2048), [(1280, 1280), (480, 480)]),
        ((1536, 1024), [(1280, 853), (480, 320)]),
        ((1024, 1024), [(1024, 1024), (480, 480)]),
        ((64, 48), [(64, 48)]),
        ((3, 4000), [(3, 4000)]),
    ],
)
def test_widths_are_those_of_screens(
    size: tuple[int, int], expected: list[tuple[int, int]]
) -> None:
    gradient = Image.linear_gradient("L").resize(size).convert("RGB")
    sides, made = renditions(png(gradient))
    assert sides == size
    assert [(one.width, one.height) for one in made] == expected
    for one in made:
        with Image.open(io.BytesIO(one.webp)) as shown:
            assert (shown.format, shown.size) == ("WEBP", (one.width, one.height))
            expected_look = gradient.resize(shown.size)
            difference = ImageChops.difference(shown.convert("RGB"), expected_look)
            assert max(high for _, high in difference.getextrema()) < 12


@pytest.mark.parametrize("mode", ["RGB", "RGBA", "L", "LA", "P", "1", "I;16"])
def test_every_kind_of_png(mode: str) -> None:
    first, again = (renditions(png(Image.new(mode, (70, 70)))) for _ in range(2))
    assert first == again
    with Image.open(io.BytesIO(first[1][0].webp)) as shown:
        assert shown.has_transparency_data == (mode in ("RGBA", "LA"))
