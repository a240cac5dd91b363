"""The instant story: from a spark to a finished short story in one answer."""

from __future__ import annotations

import json
from collections.abc import AsyncGenerator
from functools import partial
from typing import Any

from fastapi import APIRouter, Request
from fastapi.sse import format_sse_event

from fablewright.books.instant import Writing
from fablewright.core.errors import FablewrightError
from fablewright.identity.model import User
from fablewright.stories.brief import InstantStory
from fablewright.web import present
from fablewright.web.deps import (
    FAILURES,
    MISSING,
    OVER_BUDGET,
    OVER_QUOTA,
    Answer,
    CurrentCaller,
    CurrentDoors,
    Doors,
    SignedInRoute,
    closing_of,
    limited,
    success,
)
from fablewright.web.errors import Failure, failure
from fablewright.web.live import EventStream, to_json

router = APIRouter(
    prefix="/api/story-generator",
    tags=["instant"],
    route_class=SignedInRoute,
    responses=FAILURES,
)
STREAM = "text/event-stream"
UNWRITTEN: dict[int | str, dict[str, Any]] = {
    502: {"model": Failure, "description": "`STORY_FAILED`: nothing was written, nothing counted"},
    504: {"model": Failure, "description": "`STORY_LATE`: `data.id` is being written still"},
}


@router.post(
    "/generate",
    summary="Write a short story now",
    response_model=Answer[present.Instant],
    responses={200: {"content": {STREAM: {}}}, **MISSING, **OVER_QUOTA, **OVER_BUDGET, **UNWRITTEN},
)
@limited("generate")
async def generate(
    body: InstantStory, request: Request, caller: CurrentCaller, doors: CurrentDoors
) -> Any:
    """Answers with the whole story; a story like any other afterwards.

    With `Accept: text/event-stream` its words come as they are written. Events: `story` (id,
    generation_id, realtimeChannel), `title` (title), `words` (text: the next piece; joined they are
    the story), `done` (what the plain answer has as `data`) or `error` (what any error answers).
    After `again` ({}) title and words begin anew: a second try replaced the first. Whoever leaves
    early finds the story among their own.
    """
    writing = await doors.instant.begin(caller.user, body.wish())
    if streamed(request.headers.get("accept", "")):
        endings = (closing_of(request).wait, partial(doors.presence.ended, caller.session_id))
        return EventStream(tell(writing, caller.user, doors), endings)
    return success(await _finished(writing, caller.user, doors))


def streamed(accept: str) -> bool:
    """Whether a client takes events."""
    ranges = [one.replace(" ", "").lower().split(";") for one in accept.split(",")]
    return any(kind == STREAM and not {"q=0", "q=0.0"} & {*rest} for kind, *rest in ranges)


async def tell(writing: Writing, user: User, doors: Doors) -> AsyncGenerator[bytes, None]:
    """The events of one story."""
    story, title, text = writing.story, "", ""
    ids = {"id": str(story.id), "generation_id": str(story.generation_id)}
    yield _event("story", {**ids, "realtimeChannel": present.channel(story.id)})
    try:
        async for kind, piece in writing.told():
            if kind == "title":
                title = piece
                yield _event("title", {"title": title})
            else:
                text += piece
                yield _event("words", {"text": piece})
        done = await _finished(writing, user, doors)
    except FablewrightError as error:
        yield _event("error", failure(error))
        return
    if (title, text) != (done.title, done.story):
        if title or text:
            yield _event("again", {})
        yield _event("title", {"title": done.title})
        yield _event("words", {"text": done.story})
    yield _event("done", json.loads(done.model_dump_json()))


async def _finished(writing: Writing, user: User, doors: Doors) -> present.Instant:
    story = await writing.finished()
    return present.instant(story, await doors.stories.attempts(user, story.id))


def _event(name: str, data: dict[str, Any]) -> bytes:
    return format_sse_event(event=name, data_str=to_json(data))
