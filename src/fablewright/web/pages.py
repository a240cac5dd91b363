"""Two plain pages, made here: where one has landed, and what the API can do. No scripts."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator, Mapping
from html import escape
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

STYLE = (
    ":root{color-scheme:light dark}"
    "body{font:1.125rem/1.6 system-ui,sans-serif;max-width:46rem;margin:3rem auto;padding:0 1rem}"
    "h1,h2{line-height:1.25}code{font-size:.9em}a:focus-visible{outline:3px solid}"
    "dt{margin-top:1.25rem;font-weight:600}dd{margin:0}"
)
HOME = """<p>This studio makes illustrated, narrated, printable picture books
from a spark of an idea, here on this machine.</p>
<h2>Make a book</h2>
<p>At the command line: <code>fablewright book "a shy octopus who finds a lantern"</code></p>
<h2>Build on it</h2>
<p><a href="/docs">What the API can do</a>, its <a href="/openapi.json">description for
programs</a>, and <a href="/health">how the studio is</a>.</p>"""

router = APIRouter(include_in_schema=False)


@router.get("/")
async def home() -> HTMLResponse:
    return _page("Fablewright", HOME)


@router.get("/docs")
async def docs(request: Request) -> HTMLResponse:
    return _page("The API of Fablewright", "".join(_reference(request.app.openapi())))


def _reference(openapi: Mapping[str, Any]) -> Iterator[str]:
    yield f"<p>{escape(openapi['info'].get('description', ''))}</p>"
    yield '<p>Every field is in the <a href="/openapi.json">description for programs</a>.</p>'
    groups: dict[str, list[str]] = {}
    for path, operations in openapi["paths"].items():
        for method, operation in operations.items():
            entry = _entry(method.upper(), path, operation)
            groups.setdefault(operation["tags"][0], []).append(entry)
    for name, entries in groups.items():
        yield f"<h2>{escape(name.capitalize())}</h2><dl>{''.join(entries)}</dl>"


def _entry(method: str, path: str, operation: Mapping[str, Any]) -> str:
    asked = [f"<code>{escape(one['name'])}</code>" for one in operation.get("parameters", [])]
    body = operation.get("requestBody", {}).get("content", {}).get("application/json", {})
    if reference := body.get("schema", {}).get("$ref"):
        asked.append(f"body <code>{escape(reference.rsplit('/', 1)[-1])}</code>")
    lines = [escape(operation.get("summary", "")), escape(operation.get("description", ""))]
    if asked:
        lines.append(f"Takes {', '.join(asked)}.")
    text = "<br>".join(line for line in lines if line)
    return f"<dt><code>{method} {escape(path)}</code></dt><dd>{text}</dd>"


def _page(title: str, body: str) -> HTMLResponse:
    digest = base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    return HTMLResponse(
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{title}</title>'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<style>{STYLE}</style></head><body><main><h1>{title}</h1>{body}</main></body></html>",
        headers={"Content-Security-Policy": f"{policy}; frame-ancestors 'none'"},
    )
