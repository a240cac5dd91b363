"""Named commit points. In life they do nothing; chaos tests put a kill -9 there."""

from __future__ import annotations

from collections.abc import Callable


def _nothing(name: str) -> None:
    """Called with the name of the point that was reached."""


reached: Callable[[str], None] = _nothing


def point(name: str) -> None:
    reached(name)
