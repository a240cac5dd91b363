"""ComfyUI's workflows as templates: files in its API format, with {{placeholders}} in their values."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from importlib.resources import files
from pathlib import Path
from typing import Any

from fablewright.core.errors import Misconfigured

LARGEST = 1_000_000  # characters of a file
PLACEHOLDERS = ("prompt", "negative", "seed", "width", "height", "reference", "model")

Graph = dict[str, Any]
"""Nodes by their id, each `{"class_type": …, "inputs": {name: value or [node, output]}}`."""

_PLACEHOLDER = re.compile(r"\{\{\s*(\w+)\s*\}\}")


def read_workflow(name: str, folder: Path | None) -> Graph:
    """The workflow `name`.json of the operator's folder, else the one that comes with Fablewright.

    Raises `Misconfigured` when it is not there, or is no workflow in API format.
    """
    shipped = files("fablewright.illustrators") / "workflows" / f"{name}.json"
    if not re.fullmatch(r"[\w .-]+", name) or name.startswith("."):
        raise _wrong(name, "its name has to be that of a file without .json")
    own = folder / f"{name}.json" if folder else None
    try:
        text = own.read_text("utf-8") if own and own.is_file() else shipped.read_text("utf-8")
        graph = json.loads(text[:LARGEST])
    except OSError:
        raise _wrong(name, "there is no such file in the folder of workflows") from None
    except (ValueError, RecursionError):
        raise _wrong(name, "the file is not JSON") from None
    if not isinstance(graph, dict) or not graph:
        raise _wrong(name, "the file holds no nodes")
    if "nodes" in graph or not all(
        isinstance(node, dict) and isinstance(node.get("class_type"), str)
        for node in graph.values()
    ):
        raise _wrong(name, "it is not in API format: export it with “Export (API)”")
    unknown = sorted(set(placeholders(graph)) - set(PLACEHOLDERS))
    if unknown:
        raise _wrong(name, f"nobody knows what to fill in for {{{{{unknown[0]}}}}}")
    if "prompt" not in placeholders(graph):
        raise _wrong(name, "it has no {{prompt}} to fill in")
    return graph


def placeholders(value: object) -> set[str]:
    return set(_found(value))


def filled(value: Any, values: Mapping[str, object]) -> Any:
    """A copy with every placeholder filled in: one that stands alone becomes the value itself, so that a
    seed is a number, and no words can become part of the graph."""
    if isinstance(value, dict):
        return {name: filled(one, values) for name, one in value.items()}
    if isinstance(value, list):
        return [filled(one, values) for one in value]
    if not isinstance(value, str):
        return value
    alone = _PLACEHOLDER.fullmatch(value.strip())
    if alone:
        return values[alone[1]]
    return _PLACEHOLDER.sub(lambda found: str(values[found[1]]), value)


def _found(value: object) -> Iterator[str]:
    if isinstance(value, dict):
        for one in value.values():
            yield from _found(one)
    elif isinstance(value, list):
        for one in value:
            yield from _found(one)
    elif isinstance(value, str):
        yield from _PLACEHOLDER.findall(value)


def _wrong(name: str, why: str) -> Misconfigured:
    return Misconfigured(f"The ComfyUI workflow “{name[:60]}” cannot be used: {why}.")
