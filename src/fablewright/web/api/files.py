"""Files at signed addresses, in whole or in part (RFC 9110, sections 13 and 14)."""

from __future__ import annotations

import re
import time
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import StreamingResponse

from fablewright.files.addresses import BRIEF, disposition
from fablewright.files.service import FOREVER, media_type
from fablewright.identity.service import Forbidden
from fablewright.web.deps import FAILURE_CONTENT, CurrentDoors

router = APIRouter(tags=["files"])
RANGE = re.compile(r"bytes=([0-9]{0,18})-([0-9]{0,18})")


@router.head("/files/{name}", include_in_schema=False)
@router.get(
    "/files/{name}",
    summary="A file of a book",
    response_class=StreamingResponse,
    responses={
        200: {"description": "The file", "content": {"application/octet-stream": {}}},
        206: {"description": "The part that `Range` asks for"},
        304: {"description": "The browser has it already"},
        403: {"description": "The address is wrong or has expired", "content": FAILURE_CONTENT},
        404: {"description": "There is no such file", "content": FAILURE_CONTENT},
        416: {"description": "`Range` lies outside the file"},
        422: {"description": "A part of the address is too long", "content": FAILURE_CONTENT},
    },
)
async def file(
    name: str,
    request: Request,
    doors: CurrentDoors,
    expires: Annotated[str, Query(max_length=20)] = "",
    signature: Annotated[str, Query(max_length=200)] = "",
    download: Annotated[
        str | None, Query(max_length=200, description="Save it, under this name.")
    ] = None,
    title: Annotated[
        str, Query(max_length=200, description="What it is called when somebody saves it.")
    ] = "",
) -> Any:
    """A picture, a recording or a book, at the address that a story gives. No token needed."""
    if not doors.signed.valid(name, expires, signature):
        raise Forbidden(
            "This address is not valid, or no longer. Open the story again for a new one.",
            code="FILE_ADDRESS_INVALID",
        )
    size = await doors.files.size(name)
    etag = f'"{name}"'
    headers = {
        "ETag": etag,
        "Accept-Ranges": "bytes",
        "Cache-Control": _keeping(int(expires)),
        # The browser's own PDF viewer is what a stricter policy would forbid.
        "Content-Security-Policy": "frame-ancestors 'self'",
        "X-Frame-Options": "SAMEORIGIN",
    }
    if _has(request.headers.get("if-none-match", ""), etag):
        return Response(status_code=304, headers=headers)
    if download is not None:
        headers["Content-Disposition"] = disposition(download or title, name)
    elif title:
        headers["Content-Disposition"] = disposition(title, name, "inline")
    wanted = byte_range(_range_header(request, etag), size)
    if wanted is None:
        return Response(status_code=416, headers={**headers, "Content-Range": f"bytes */{size}"})
    start, end = wanted
    partial = end - start < size
    if partial:
        headers["Content-Range"] = f"bytes {start}-{end - 1}/{size}"
    headers["Content-Length"] = str(end - start)
    status, kind = 206 if partial else 200, media_type(name)
    if request.method == "HEAD":
        return Response(status_code=status, headers=headers, media_type=kind)
    content = doors.files.stream(name, start, end)
    return StreamingResponse(content, status, headers, kind)


def _keeping(expires: int) -> str:
    """How long a file may be kept elsewhere: no longer than its address lasts where that is brief, as
    whoever withdraws a link to a story expects."""
    left = expires - int(time.time())
    return FOREVER if left > BRIEF else f"private, max-age={max(0, left)}"


def byte_range(header: str, size: int) -> tuple[int, int] | None:
    """(start, end), end exclusive, of what `header` asks for; None if that lies outside.

    Several ranges, other units and nonsense count as no header: the whole is a right answer.
    """
    match = RANGE.fullmatch(header.strip())
    if not match or match.group() == "bytes=-":
        return 0, size
    first, last = match.groups()
    if not first:
        length = min(int(last), size)
        return (size - length, size) if length else None
    start, end = int(first), int(last) + 1 if last else size
    if end <= start and last:
        return 0, size
    return (start, min(end, size)) if start < size else None


def _has(header: str, etag: str) -> bool:
    given = [one.strip().removeprefix("W/") for one in header.split(",")]
    return etag in given or given == ["*"]


def _range_header(request: Request, etag: str) -> str:
    """The wish for a part, unless it is tied to another version of the file."""
    tied = request.headers.get("if-range")
    return "" if tied not in (None, etag) else request.headers.get("range", "")
