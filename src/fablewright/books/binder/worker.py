"""Binds books and looks at colours in a process of its own: both hold the interpreter for long."""

from __future__ import annotations

import pickle
from typing import Any

from fablewright.books.binder.colours import deep_colours
from fablewright.books.binder.epub import bind_epub
from fablewright.books.binder.pdf import bind_pdf
from fablewright.core.pipes import serve


def handle(request: dict[str, Any]) -> tuple[dict[str, object], bytes]:
    blob: bytes = request["blob"]
    if request["task"] == "colours":
        return {"colours": deep_colours(blob)}, b""
    manuscript = pickle.loads(blob)  # noqa: S301  # our parent wrote it a moment ago
    bind = {"pdf": bind_pdf, "epub": bind_epub}[request["task"]]
    return {}, bind(manuscript)


if __name__ == "__main__":
    serve(handle)
