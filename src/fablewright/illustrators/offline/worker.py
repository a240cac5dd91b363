"""The process that paints: `python -m fablewright.illustrators.offline.worker`, JSON in, PNG out."""

from __future__ import annotations

import io
from collections.abc import Mapping
from typing import Any

from fablewright.core.book import PaletteStep, Person, SceneAnalysis
from fablewright.core.pipes import serve
from fablewright.illustrators.base import PictureRequest
from fablewright.illustrators.offline.paper import compose, vignette
from fablewright.illustrators.offline.stage import stage
from fablewright.illustrators.offline.visibility import hidden, visibility


def paint(message: dict[str, Any]) -> tuple[Mapping[str, object], bytes]:
    """The document and the PNG of a request as `OfflineIllustrator` writes it."""
    request = PictureRequest(
        title=message["title"],
        analysis=SceneAnalysis.model_validate(message["analysis"]),
        palette=PaletteStep.model_validate(message["palette"]),
        motif=message["motif"],
        people=tuple(Person.model_validate(person) for person in message["people"]),
        seed=message["seed"],
        size=message["size"],
        feedback=message["feedback"],
        edition=message["edition"],
        attempt=message["attempt"],
    )
    staged = stage(request)
    image = vignette(compose(staged.items, request.size), staged.shadow, staged.vignette)
    # The paper's grain hides steps of two, and a quarter of the file goes.
    image = image.point([value & 254 | value >> 7 for value in range(256)] * 3)
    file = io.BytesIO()
    image.save(file, "PNG", compress_level=4)
    document = {
        **staged.document,
        "visible": visibility(staged),
        "hidden": hidden(staged.actors),
    }
    return document, file.getvalue()


if __name__ == "__main__":
    serve(paint)
