"""Whole files of a story to keep: the book for a print shop, and all its pictures."""

from __future__ import annotations

import zipfile
from collections.abc import AsyncIterator, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import StreamingResponse

from fablewright.books.recipe import PICTURES
from fablewright.core.errors import Conflict
from fablewright.files.addresses import disposition, stem_of
from fablewright.files.service import Files
from fablewright.stories.model import Story
from fablewright.web.deps import (
    CONFLICT,
    FAILURES,
    MISSING,
    CurrentDoors,
    CurrentUser,
    SignedInRoute,
)
from fablewright.web.media import label_of

router = APIRouter(
    prefix="/api/v1/stories", tags=["stories"], route_class=SignedInRoute, responses=FAILURES
)
PDF, ZIP = "application/pdf", "application/zip"


def _file(kind: str, described: str) -> dict[int | str, dict[str, Any]]:
    content = {kind: {"schema": {"type": "string", "format": "binary"}}}
    return {200: {"description": described, "content": content}}


@router.get(
    "/{story_id}/print.pdf",
    summary="The book for a print shop",
    response_class=StreamingResponse,
    responses={**_file(PDF, "The book"), **MISSING, **CONFLICT},
)
async def print_pdf(story_id: UUID, user: CurrentUser, doors: CurrentDoors) -> Any:
    """8.5 inches square with an eighth of an inch (3.2 mm) of bleed all round, pictures as large as they
    are, and a multiple of four pages. It is bound together with the PDF, where it stands as `print`;
    `PRINT_NOT_READY` while pictures are missing or the book is being bound."""
    story = await doors.stories.get(user, story_id)
    name = _for_printing(story)
    size = await doors.files.size(name)
    headers = {
        "Content-Length": str(size),
        "Content-Disposition": disposition(label_of(story.title, "print"), name),
    }
    return StreamingResponse(doors.files.stream(name, 0, size), 200, headers, PDF)


@router.get(
    "/{story_id}/pictures.zip",
    summary="All pictures of a story",
    response_class=StreamingResponse,
    responses={**_file(ZIP, "A ZIP file"), **MISSING, **CONFLICT},
)
async def pictures_zip(story_id: UUID, user: CurrentUser, doors: CurrentDoors) -> Any:
    """The cover and the scenes that are there, as PNG files. `PICTURES_NOT_READY` when there are none."""
    story = await doors.stories.get(user, story_id)
    found = {part: entry["file"] for part in PICTURES if "file" in (entry := _ready(story, part))}
    if not found:
        raise Conflict(
            "There are no pictures yet. Come back when the first one is ready.",
            code="PICTURES_NOT_READY",
        )
    sizes = {name: await doors.files.size(name) for name in found.values()}
    named = {
        f"{stem_of(label_of(story.title, part))}.{name.rpartition('.')[2]}": name
        for part, name in found.items()
    }
    headers = {"Content-Disposition": disposition(label_of(story.title, "pictures"), ".zip")}
    content = _zipped(doors.files, named, sizes, story.created_at)
    return StreamingResponse(content, 200, headers, ZIP)


def _ready(story: Story, part: str) -> Mapping[str, Any]:
    """What the story tells of a part that is there; empty otherwise."""
    entry: Mapping[str, Any] = story.asset_generation_status["assets"].get(part, {})
    return entry if entry.get("status") == "ready" else {}


def _for_printing(story: Story) -> str:
    """The name of the file. Raises `Conflict`."""
    for one in _ready(story, "pdf").get("renditions", ()):
        return str(one["file"])
    if not all(_ready(story, part) for part in PICTURES):
        why = "Some of its pictures are missing: a print shop needs all of them."
    elif _ready(story, "pdf"):
        why = "It was bound before there were books for print shops: make its PDF again."
    else:
        why = "It is being bound, or could not be: come back in a moment, or make its PDF again."
    raise Conflict(f"This book is not ready for printing. {why}", code="PRINT_NOT_READY")


class _Outlet:
    """A file that can only be written: what was, is taken away."""

    def __init__(self) -> None:
        self._pieces: list[bytes] = []

    def write(self, data: bytes, /) -> int:
        self._pieces.append(bytes(data))
        return len(data)

    def flush(self) -> None:
        pass

    def close(self) -> None:
        pass

    def take(self) -> bytes:
        taken, self._pieces = b"".join(self._pieces), []
        return taken


async def _zipped(
    files: Files, named: Mapping[str, str], sizes: Mapping[str, int], at: datetime
) -> AsyncIterator[bytes]:
    """A ZIP of these files, {name in it: name of ours}, a piece at a time. Pictures are packed already."""
    outlet = _Outlet()
    with zipfile.ZipFile(outlet, "w", zipfile.ZIP_STORED) as archive:
        for shown, name in named.items():
            info = zipfile.ZipInfo(shown, at.timetuple()[:6])
            info.external_attr = 0o644 << 16
            with archive.open(info, "w") as entry:
                async for piece in files.stream(name, 0, sizes[name]):
                    entry.write(piece)
                    yield outlet.take()
    yield outlet.take()
