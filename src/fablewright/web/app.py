"""The web application over an open studio."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from types import SimpleNamespace
from typing import Any, cast
from urllib.parse import urlsplit

from fastapi import FastAPI
from fastapi.middleware.cors import CORSMiddleware
from fastapi.routing import APIRoute

from fablewright import __version__
from fablewright.web import errors, page, pages
from fablewright.web.api import (
    admin,
    auth,
    characters,
    downloads,
    drafts,
    files,
    health,
    libraries,
    realtime,
    shares,
    stories,
    story_generator,
)
from fablewright.web.deps import Doors
from fablewright.web.doorway import Doorway

RATE_HEADERS = ("RateLimit-Limit", "RateLimit-Remaining", "RateLimit-Reset", "RateLimit-Policy")
DESCRIPTION = (
    "From a spark of an idea to an illustrated, narrated, printable picture book. Every address"
    " under /api but those that sign in, and those of links that were given away, needs a bearer token. A success is {success: true, data}; every error is"
    " {success: false, error, code, message, data}. Ids are UUIDs, times UTC in ISO 8601."
)


def create_app(studio: Doors, *, origins: Sequence[str] = (), home: bool = False) -> FastAPI:
    """The application. `origins` are sites whose pages may use it from a browser
    (such as “https://books.example.org”), besides its own; at `home` the owner is let in without
    a password, from this machine only.

    Open streams end when `app.state.closing` is set, as `server.StudioServer` does when it goes down.
    """
    app = FastAPI(
        title="Fablewright",
        version=__version__,
        description=DESCRIPTION,
        docs_url=None,  # FastAPI's page loads scripts from elsewhere; pages.py has our own
        redoc_url=None,
        redirect_slashes=False,
        generate_unique_id_function=_operation_id,
    )
    app.state.doors = studio
    app.state.closing = asyncio.Event()
    app.state.origins = frozenset(filter(None, (*origins, _origin(studio.settings.public_url))))
    app.state.home = home
    errors.install(app)
    if page.is_built():  # before the plain pages, whose first one it takes the place of
        page.install(app, studio.addresses.origin)
    for router in (
        auth.visitors, auth.members, stories.router, downloads.router, story_generator.router,
        characters.router, libraries.router, drafts.router, shares.router, shares.readers,
        realtime.router, files.router, admin.router, health.router, pages.router,
    ):  # fmt: skip
        app.include_router(router)
    if origins:
        app.add_middleware(
            CORSMiddleware,
            allow_origins=list(origins),
            allow_methods=["*"],
            allow_headers=["*"],
            expose_headers=["X-Request-ID", "Retry-After", "Content-Disposition", *RATE_HEADERS],
        )
    secure = studio.settings.public_url.startswith("https://")
    app.add_middleware(Doorway, secure=secure)
    return app


def describe() -> dict[str, Any]:
    """The OpenAPI description, which needs no open studio."""
    nobody = cast(
        Doors,
        SimpleNamespace(
            settings=SimpleNamespace(public_url=""), addresses=SimpleNamespace(origin="")
        ),
    )
    return create_app(nobody).openapi()


def _operation_id(route: APIRoute) -> str:
    """What generated clients call it: `stories_create`."""
    return f"{route.tags[0]}_{route.name}" if route.tags else route.name


def _origin(address: str) -> str:
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}" if parts.netloc else ""
