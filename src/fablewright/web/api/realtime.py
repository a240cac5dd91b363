"""Watch stories being made: server-sent events and WebSocket."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Header, Query, Request
from starlette.websockets import WebSocket

from fablewright.core.errors import FablewrightError
from fablewright.identity.service import Forbidden
from fablewright.web.deps import (
    FAILURE_CONTENT,
    FAILURES,
    MISSING,
    CurrentCaller,
    CurrentDoors,
    CurrentUser,
    SignedInRoute,
    bearer_token,
    closing_of,
    doors_of,
)
from fablewright.web.errors import respond
from fablewright.web.live import EventStream, Socket, origin_allowed, sequence, updates

router = APIRouter(
    prefix="/api/v1",
    tags=["live"],
    route_class=SignedInRoute,
    responses={
        status: {"description": told["description"], "content": FAILURE_CONTENT}
        for status, told in {**FAILURES, **MISSING}.items()
    },
)
PROTOCOL = "fablewright"
NUMBER: dict[str, Any] = {"pattern": "^[0-9]{0,18}$"}
# One event of a stream, as a reader of server-sent events gets it.
EVENT = {
    "type": "object",
    "required": ["id", "data"],
    "properties": {
        "id": {"type": "string", "pattern": "^[0-9]+$"},
        "event": {"const": "message"},
        "data": {
            "type": "string",
            "contentMediaType": "application/json",
            "contentSchema": {
                "type": "object",
                "required": ["event", "new"],
                "properties": {"event": {"const": "UPDATE"}, "new": {"type": "object"}},
            },
        },
    },
}


@dataclass(frozen=True, slots=True)
class Watch:
    """Which story to watch, from which event on; known to exist."""

    story_id: UUID
    after: int


async def _watch(
    story_id: UUID,
    user: CurrentUser,
    doors: CurrentDoors,
    last_event_id: Annotated[str, Header(alias="Last-Event-ID", json_schema_extra=NUMBER)] = "",
    after: Annotated[
        str,
        Query(description="The last event seen, if no header says so.", json_schema_extra=NUMBER),
    ] = "",
) -> Watch:
    if last_event_id:
        seen = sequence(last_event_id, "Last-Event-ID")
    else:
        seen = sequence(after, "after") if after else 0
    await doors.stories.get(user, story_id)
    return Watch(story_id, seen)


@router.get(
    "/stories/{story_id}/events",
    summary="A story's events as they happen",
    response_class=EventStream,
    responses={
        200: {
            "description": "Server-sent events",
            "content": {"text/event-stream": {"itemSchema": EVENT}},
        }
    },
)
async def events(
    request: Request,
    watch: Annotated[Watch, Depends(_watch)],
    caller: CurrentCaller,
    doors: CurrentDoors,
) -> EventStream:
    """All events after `Last-Event-ID` (else all there were), then those to come.

    `id` counts from 1 without a gap; `data` is `{"event": "UPDATE", "new": {…the story's row…}}`,
    where the row's large columns (content, audio_words, audio_blocks) come only when they change.
    """
    found = doors.events.follow(watch.story_id, caller.user.id, watch.after)
    endings = (closing_of(request).wait, partial(doors.presence.ended, caller.session_id))
    return EventStream(updates(found, doors), endings)


@router.websocket("/realtime")
async def realtime(websocket: WebSocket) -> None:
    """See `live.Socket`. The token comes in the subprotocol `bearer.<token>`, in the header
    `Authorization`, or in the first message; never in the address."""
    doors = doors_of(websocket)
    if not origin_allowed(websocket.headers, websocket.app.state.origins):
        error = Forbidden("Pages of that site may not connect here.", code="ORIGIN_NOT_ALLOWED")
        await websocket.send_denial_response(respond(error))
        return
    offered = websocket.scope["subprotocols"]
    carried = [one.removeprefix("bearer.") for one in offered if one.startswith("bearer.")]
    token = carried[0] if carried else bearer_token(websocket.headers)
    try:
        caller = None
        if token is not None:
            caller = await doors.identity.authenticate(token)
            await doors.limits.take("read", str(caller.user.id))
    except FablewrightError as error:
        await websocket.send_denial_response(respond(error))
        return
    await websocket.accept(PROTOCOL if PROTOCOL in offered else None)
    await Socket(websocket, doors).run(caller)
