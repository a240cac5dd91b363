"""Two plain pages, made here: where one has landed, and what the API can do. No scripts."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterator, Mapping
from html import escape
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

STYLE = (
    ":root{color-scheme:light dark;--paper:#fbf8f1;--ink:#2b2622;--soft:#665c54;--line:#e4dccc;"
    "--mark:#a03e1b}"
    "@media(prefers-color-scheme:dark){:root{--paper:#1d1a17;--ink:#ece5da;--soft:#b5aa9c;"
    "--line:#3d362f;--mark:#f0a37c}}"
    "body{margin:0;background:var(--paper);color:var(--ink);font:1.0625rem/1.6 system-ui,sans-serif}"
    "main{max-width:46rem;margin:auto;padding:2rem 1.25rem 4rem}"
    "h1,h2{font-family:Georgia,serif;line-height:1.25;margin:2.5rem 0 .5rem}h1{margin-top:0}"
    "a{color:var(--mark)}a:focus-visible{outline:3px solid}"
    "code{font-size:.9em;overflow-wrap:anywhere}"
    "pre{border:1px solid var(--line);border-radius:.5rem;padding:.75rem 1rem;white-space:pre-wrap}"
    "ul{display:flex;flex-wrap:wrap;gap:.25rem 1.25rem;padding:0;list-style:none}"
    "dt{border-top:1px solid var(--line);margin-top:1rem;padding-top:1rem}"
    "dt b{display:block;font-size:1.0625rem}dt code{color:var(--mark)}"
    "dd{margin:.25rem 0 0}dd p{margin:.25rem 0}.soft{color:var(--soft)}"
)
HOME = """<p>This studio makes illustrated, narrated, printable picture books
from a spark of an idea.</p>
<h2>Make a book</h2>
<p>At the command line of the computer that it runs on:</p>
<pre><code>fablewright book "a shy octopus who finds a lantern"</code></pre>
<h2>Let others in</h2>
<p>Guests need nothing; this makes an account:</p>
<pre><code>fablewright user add mina@example.org</code></pre>
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
    yield f"<p>{_prose(openapi['info'].get('description', ''))}</p>"
    yield '<p>Every detail is in the <a href="/openapi.json">description for programs</a>.</p>'
    groups: dict[str, list[str]] = {}
    schemas = openapi["components"]["schemas"]
    for path, operations in openapi["paths"].items():
        for method, operation in operations.items():
            entry = _entry(method.upper(), path, operation, schemas)
            groups.setdefault(operation["tags"][0], []).append(entry)
    links = (f'<li><a href="#{name}">{name.capitalize()}</a></li>' for name in map(escape, groups))
    yield f'<nav aria-label="Contents"><ul>{"".join(links)}</ul></nav>'
    for name, entries in groups.items():
        title = escape(name)
        yield f'<h2 id="{title}">{title.capitalize()}</h2><dl>{"".join(entries)}</dl>'


def _entry(method: str, path: str, operation: Mapping[str, Any], schemas: Mapping[str, Any]) -> str:
    texts = [*operation.get("description", "").split("\n\n")]
    lines = [f"<p>{_prose(text)}</p>" for text in texts if text]
    asked = [one for one in operation.get("parameters", []) if one["in"] != "path"]
    if asked:
        lines.append(_fields("In the address", {one["name"]: one["required"] for one in asked}))
    for kind, body in operation.get("requestBody", {}).get("content", {}).items():
        name = body.get("schema", {}).get("$ref", "").rpartition("/")[2]
        needed = schemas.get(name, {}).get("required", [])
        fields = {one: one in needed for one in schemas.get(name, {}).get("properties", {})}
        lines.append(_fields(f"In the body ({kind})", fields))
    heading = f"<b>{_prose(operation.get('summary', ''))}</b>"
    return f"<dt>{heading}<code>{method} {escape(path)}</code></dt><dd>{''.join(lines)}</dd>"


def _fields(where: str, fields: Mapping[str, bool]) -> str:
    """`fields` tells of each whether it is needed."""
    names = (
        f"<code>{escape(name)}</code>{'' if needed else ' (may be left out)'}"
        for name, needed in fields.items()
    )
    return f'<p class="soft">{escape(where)}: {", ".join(names) or "the content itself"}.</p>'


def _prose(text: str) -> str:
    return re.sub("`([^`]+)`", r"<code>\1</code>", escape(text))


def _page(title: str, body: str) -> HTMLResponse:
    digest = base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    return HTMLResponse(
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{title}</title>'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<style>{STYLE}</style></head><body><main><h1>{title}</h1>{body}</main></body></html>",
        headers={"Content-Security-Policy": f"{policy}; frame-ancestors 'none'"},
    )
