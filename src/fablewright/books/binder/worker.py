"""Binds books and looks at colours in a process of its own: both hold the interpreter for long."""

from __future__ import annotations

import pickle
from typing import Any

from fablewright.books.binder.colours import deep_colours
from fablewright.books.binder.epub import bind_epub
from fablewright.books.binder.pdf import bind_pdfs
from fablewright.books.binder.renditions import renditions
from fablewright.core.pipes import serve


def handle(request: dict[str, Any]) -> tuple[dict[str, object], bytes]:
    blob: bytes = request["blob"]
    if request["task"] == "develop":
        return _develop(blob)
    manuscript = pickle.loads(blob)  # noqa: S301  # our parent wrote it a moment ago
    bound = bind_pdfs(manuscript) if request["task"] == "pdf" else (bind_epub(manuscript),)
    return {"bytes": [len(one) for one in bound]}, b"".join(bound)


def _develop(png: bytes) -> tuple[dict[str, object], bytes]:
    (width, height), made = renditions(png)
    told = [{"width": one.width, "height": one.height, "bytes": len(one.webp)} for one in made]
    value = {"colours": deep_colours(png), "width": width, "height": height, "renditions": told}
    return value, b"".join(one.webp for one in made)


if __name__ == "__main__":
    serve(handle)
