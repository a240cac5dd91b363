"""The studio's page, as `frontend/` was built into this package."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlsplit

from fastapi import APIRouter, FastAPI, Request, Response
from fastapi.responses import FileResponse
from starlette.datastructures import Headers
from starlette.middleware.gzip import GZipMiddleware
from starlette.staticfiles import StaticFiles
from starlette.types import Message, Receive, Scope, Send

BUILT = Path(__file__).with_name("page")
# The addresses of the page's rooms (frontend/src/app.tsx), all of which begin with the same file.
ROOMS = (
    "/", "/make", "/books/{id}", "/books/{id}/read", "/books/{id}/repair", "/library", "/cast",
    "/write", "/write/{id}", "/account", "/s/{token}",
)  # fmt: skip
PROGRAMS = ("/api/", "/assets/", "/files/", "/health")  # below these no person reads what is said
BRIEFLY = {"Cache-Control": "max-age=86400"}  # a day
FOREVER = b"public, max-age=31536000, immutable"  # names change with what is inside


def is_built() -> bool:
    """False in a checkout whose page was never built."""
    return (BUILT / "index.html").is_file()


def install(app: FastAPI, files_at: str = "") -> None:
    """Serve the page. `files_at` is where files are, if not at our own address (a bucket, a CDN)."""
    headers = {"Content-Security-Policy": _policy(files_at), "Cache-Control": "no-cache"}
    router, files = APIRouter(include_in_schema=False), StaticFiles(directory=BUILT)

    async def room(request: Request) -> Response:
        answer = await files.get_response("index.html", request.scope)  # or that it has not changed
        answer.headers.update(headers)
        return answer

    for path in ROOMS:
        router.add_api_route(path, room, methods=["GET", "HEAD"])

    @router.api_route("/icon.svg", methods=["GET", "HEAD"])
    async def icon() -> FileResponse:
        return FileResponse(BUILT / "icon.svg", headers=BRIEFLY)

    @router.api_route("/theme.js", methods=["GET", "HEAD"])
    async def theme() -> FileResponse:
        return FileResponse(BUILT / "theme.js", headers=BRIEFLY)

    async def nowhere(scope: Scope, receive: Receive, send: Send) -> None:
        """Who looks at an address that is none with a browser is told so by the page."""
        if _is_browser(scope):
            page = FileResponse(BUILT / "index.html", 404, headers)
            await page(scope, receive, send)
        else:
            await app.router.not_found(scope, receive, send)

    app.include_router(router)
    app.mount("/assets", GZipMiddleware(_Assets(directory=BUILT / "assets"), minimum_size=1000))
    app.router.default = nowhere


def _is_browser(scope: Scope) -> bool:
    """Whether a person waits for something to see."""
    if scope["type"] != "http" or scope["method"] not in ("GET", "HEAD"):
        return False
    if scope["path"].startswith(PROGRAMS):
        return False
    return "text/html" in Headers(scope=scope).get("accept", "")


def _policy(files_at: str) -> str:
    others = f" {'://'.join(urlsplit(files_at)[:2])}" if files_at else ""
    return (
        "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self';"
        f" img-src 'self' blob: data:{others}; media-src 'self' blob:{others};"
        f" connect-src 'self'{others}; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    )


class _Assets(StaticFiles):
    """Files that never change."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def sent(message: Message) -> None:
            if message["type"] == "http.response.start" and message["status"] == 200:
                message["headers"] = [*message["headers"], (b"cache-control", FOREVER)]
            await send(message)

        await super().__call__(scope, receive, sent)
