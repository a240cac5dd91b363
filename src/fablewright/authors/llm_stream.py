"""Completions as servers send them: whole, or in pieces to be put together; read without trust."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Mapping
from typing import Any

Said = Callable[[str], None]


class Stream:
    """Server-sent events put together into one completion, as an unstreamed answer would be.

    https://html.spec.whatwg.org/multipage/server-sent-events.html; an event here is one line of data.
    """

    def __init__(self, said: Said) -> None:
        self._said, self._rest = said, b""
        self._head: dict[str, Any] = {}
        self._parts: dict[str, list[str]] = {}
        self._finish: str | None = None
        self._done = self._broken = self.heard = False

    @property
    def whole(self) -> bool:
        """Whether the server said that it had come to the end."""
        return not self._broken and (self._done or self._finish is not None)

    def feed(self, piece: bytes) -> None:
        *lines, self._rest = (self._rest + piece).split(b"\n")
        for line in lines:
            if line.startswith(b"data:"):
                self._event(line[5:].strip())

    def completion(self) -> dict[str, Any]:
        message = {name: "".join(parts) for name, parts in self._parts.items()}
        choice = {"index": 0, "message": message, "finish_reason": self._finish}
        return {**self._head, "choices": [choice], "streamed": True}

    def _event(self, data: bytes) -> None:
        self.heard = True
        if data == b"[DONE]":
            self._done = True
            return
        try:
            chunk = json.loads(data)
        except (ValueError, RecursionError):
            self._broken = True
            return
        for name, value in as_dict(chunk).items():
            if name not in ("choices", "object") and value is not None:
                self._head[name] = value
        choice = first_choice(chunk)
        self._finish = choice.get("finish_reason") or self._finish
        if choice.get("error"):
            self._head["error"] = choice["error"]
        for name, value in as_dict(choice.get("delta")).items():
            if name != "role" and (text := text_of(value)):
                self._parts.setdefault(name, []).append(text)
                if name == "content":
                    self._said(text)


def as_dict(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def first_choice(completion: object) -> Mapping[str, Any]:
    choices = as_dict(completion).get("choices")
    return as_dict(choices[0]) if isinstance(choices, list) and choices else {}


def text_of(content: object) -> str:
    """A message's content: a string, or a list of parts of which some are text."""
    if isinstance(content, list):
        parts = (part if isinstance(part, str) else as_dict(part).get("text") for part in content)
        return "".join(part for part in parts if isinstance(part, str))
    return content if isinstance(content, str) else ""


def printable(value: Any, depth: int = 40) -> Any:
    """`value` without what a database's JSON cannot hold: NUL, halves of characters, NaN, an abyss."""
    if isinstance(value, str):
        return value.replace("\0", "").encode(errors="replace").decode()
    if isinstance(value, float) and not math.isfinite(value):
        return None
    if not isinstance(value, Mapping | list):
        return value
    if depth == 0:
        return "…"
    if isinstance(value, Mapping):
        return {printable(str(key)): printable(item, depth - 1) for key, item in value.items()}
    return [printable(item, depth - 1) for item in value]
