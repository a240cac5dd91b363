"""What every illustrator promises. Add another by adding its factory to `ILLUSTRATORS`."""

from __future__ import annotations

import asyncio
import io
import json
from collections.abc import AsyncIterator, Callable
from dataclasses import replace

import pytest
from PIL import Image
from tests.support.picture_vendors import picture_request as request
from tests.support.picture_vendors import recorded

from fablewright.illustrators.base import Illustrator
from fablewright.illustrators.offline import OfflineIllustrator

ILLUSTRATORS: dict[str, Callable[[], Illustrator]] = {"offline": OfflineIllustrator, **recorded()}
DETERMINISTIC = {"offline"}
SEES = {"offline"}  # knows what it drew, and not only what was asked


@pytest.fixture(params=sorted(ILLUSTRATORS))
async def illustrator(request: pytest.FixtureRequest) -> AsyncIterator[Illustrator]:
    artist = ILLUSTRATORS[request.param]()
    yield artist
    await artist.close()


async def test_a_call_says_what_it_is_before_it_is_made(illustrator: Illustrator) -> None:
    call = illustrator.paint(request())
    assert call.capability == "image"
    assert call.provider == illustrator.name
    assert call.model
    assert call.variant
    assert "Ada" in call.prompt


async def test_a_picture_is_an_rgb_png_of_the_size_asked_for(illustrator: Illustrator) -> None:
    reply = await illustrator.paint(request()).run()
    picture = reply.value
    with Image.open(io.BytesIO(picture.png)) as image:
        assert image.format == "PNG"
        assert image.mode == "RGB"
        assert image.size == (picture.width, picture.height) == (192, 192)
        colours = image.getcolors(192 * 192)
    assert colours is None or len(colours) > 500


async def test_the_document_reports_what_was_drawn_or_else_what_was_asked(
    illustrator: Illustrator,
) -> None:
    document = (await illustrator.paint(request()).run()).value.document
    assert set(document) >= {"drawn", "place", "props"}
    drawn = document["drawn"]
    assert isinstance(drawn, dict)
    if illustrator.name in SEES:
        assert "glasses" in drawn["Ada"]
        assert "no such thing" in list(document["missing"])  # type: ignore[call-overload]
    else:
        assert drawn == {}
        assert document["asked"] == {"Ada": ["glasses"]}
        assert document["engine"] == illustrator.name


async def test_what_is_recorded_is_json_without_bytes_and_without_names(
    illustrator: Illustrator,
) -> None:
    if illustrator.name in SEES:
        pytest.skip("its document is its record")
    record = json.dumps(dict((await illustrator.paint(request()).run()).response))
    assert len(record) < 2000
    assert "Ada" not in record


async def test_same_request_same_picture(illustrator: Illustrator) -> None:
    if illustrator.name not in DETERMINISTIC:
        pytest.skip("this illustrator does not repeat itself")
    first, again, other = await asyncio.gather(
        *(illustrator.paint(request(seed)).run() for seed in (3, 3, 4))
    )
    assert first.value.png == again.value.png
    assert first.value.png != other.value.png


async def test_another_edition_is_another_picture(illustrator: Illustrator) -> None:
    later = replace(request(), edition=2)
    wished = replace(request(), edition=2, feedback="closer, please")
    replies = await asyncio.gather(
        *(illustrator.paint(asked).run() for asked in (request(), later, wished))
    )
    assert len({reply.value.png for reply in replies}) == 3
    drawn = [reply.value.document["drawn"] for reply in replies]
    assert drawn[0] == drawn[1] == drawn[2]
