"""JSON that is valid against a JSON Schema, with contents that fit the names of its properties.

Understands what OpenAI's structured outputs accept (guide "Structured model outputs", supported
schemas) and what pydantic writes: `$ref`, `anyOf`/`oneOf`/`allOf`, `const`, `enum`, types, ranges,
lengths, patterns, formats, and arrays with or without a prefix.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from typing import Any

from fablewright.simulator.model import Wrong
from fablewright.simulator.patterns import matching
from fablewright.simulator.words import NEGATIVE, PEOPLED, POSITIVE, Wordsmith, tells

_DEEPEST = 12
_LARGEST = 10_000  # entries of a list, characters of a text
_FORMATS = {
    "uuid": "7d9f1c52-3b0e-4c8e-9a41-5f0f6a2d1b37",
    "date": "2025-05-17",
    "time": "09:30:00Z",
    "date-time": "2025-05-17T09:30:00Z",
    "email": "reader@example.org",
    "uri": "https://example.org/",
    "hostname": "example.org",
    "ipv4": "192.0.2.1",
    "ipv6": "2001:db8::1",
    "duration": "PT5M",
}
_LISTS = {"beats": 4, "scenes": 5, "steps": 5, "pages": 4, "questions": 5, "options": 4}
"""How many entries a list gets that may have as many."""


def fill(schema: Mapping[str, Any], smith: Wordsmith, words: int) -> Any:
    """A value for `schema`. Its running texts have about `words` words all together.

    Raises `Wrong` for a schema that cannot be satisfied or is not understood.
    """
    try:
        return _Filler(schema, smith, words).value(schema, "", words, 0)
    except (TypeError, ValueError, AttributeError, LookupError, RecursionError, re.error) as error:
        raise Wrong(
            "bad_request", f"Invalid schema: {error}"
        ) from None  # "properties": 5, and so on


class _Filler:
    def __init__(self, root: Mapping[str, Any], smith: Wordsmith, words: int) -> None:
        self._root, self._smith, self._random = root, smith, smith.random

    def value(self, schema: Any, name: str, words: int, depth: int) -> Any:
        if schema is True:
            return self._smith.phrase(name)
        if not isinstance(schema, Mapping):
            raise Wrong("bad_request", f"Invalid schema: {schema!r} is not a schema.")
        schema = self._resolved(schema, depth)
        if "const" in schema:
            return schema["const"]
        if "enum" in schema:
            return self._one_of(schema["enum"], name)
        kind = _type_of(schema, depth)
        if kind == "object":
            return self._object(schema, words, depth)
        if kind == "array":
            return self._array(schema, name, words, depth)
        if kind == "string":
            return self._string(schema, name, words)
        if kind in ("integer", "number"):
            return self._number(schema, name, whole=kind == "integer")
        if kind == "boolean":
            return not NEGATIVE.search(name.lower())
        if kind == "null":
            return None
        raise Wrong("bad_request", f"Invalid schema: there is no type {kind!r}.")

    def _resolved(self, schema: Mapping[str, Any], depth: int) -> Mapping[str, Any]:
        """Without references and choices: what remains has a type."""
        for _ in range(20):
            if "$ref" in schema:
                rest = {key: value for key, value in schema.items() if key != "$ref"}
                schema = {**self._referred(str(schema["$ref"])), **rest}
            elif "allOf" in schema:
                rest = {key: value for key, value in schema.items() if key != "allOf"}
                schema = _merged([rest, *(self._resolved(one, depth) for one in schema["allOf"])])
            elif choices := schema.get("anyOf") or schema.get("oneOf"):
                rest = {k: v for k, v in schema.items() if k not in ("anyOf", "oneOf")}
                nulls = [one for one in choices if _is_null(one)]
                others = [one for one in choices if not _is_null(one)]
                take_null = nulls and (depth >= _DEEPEST or not others)
                schema = {**rest, **(nulls[0] if take_null else others[0])}
            else:
                return schema
        raise Wrong("bad_request", "Invalid schema: its references run in a circle.")

    def _referred(self, ref: str) -> Mapping[str, Any]:
        found: Any = self._root
        for step in ref.removeprefix("#").strip("/").split("/"):
            if step:
                step = step.replace("~1", "/").replace("~0", "~")
                found = found.get(step) if isinstance(found, Mapping) else None
        if not isinstance(found, Mapping) or not ref.startswith("#"):
            raise Wrong("bad_request", f"Invalid schema: {ref} leads nowhere.")
        return found

    def _one_of(self, values: list[Any], name: str) -> Any:
        if not values:
            raise Wrong("bad_request", "Invalid schema: an enum has no values.")
        good = [one for one in values if str(one).lower() in POSITIVE]
        return good[0] if good else self._random.choice(values)

    def _object(self, schema: Mapping[str, Any], words: int, depth: int) -> dict[str, Any]:
        properties: Mapping[str, Any] = schema.get("properties", {})
        needed = schema.get("required", ())
        if depth >= _DEEPEST:  # a schema that contains itself has to end somewhere
            properties = {name: one for name, one in properties.items() if name in needed}
        if depth > 2 * _DEEPEST:
            raise Wrong("bad_request", "Invalid schema: it never ends.")
        tellers = sum(self._tells(one, name) for name, one in properties.items())
        share = max(1, round(words / tellers)) if tellers else words
        made = {name: self.value(one, name, share, depth + 1) for name, one in properties.items()}
        rest = schema.get("additionalProperties")
        for number in range(_bounded(schema.get("minProperties", 0)) - len(made)):
            made[f"entry_{number + 1}"] = self.value(rest or True, "entry", words, depth + 1)
        return made

    def _tells(self, schema: Any, name: str) -> bool:
        """Whether running text goes in here."""
        if not isinstance(schema, Mapping):
            return False
        schema = self._resolved(schema, 0)
        kind = _type_of(schema, 0)
        if kind == "array":
            return name.lower() in ("beats", "pages", "paragraphs", "scenes", "chapters")
        return kind == "string" and "enum" not in schema and tells(name)

    def _array(self, schema: Mapping[str, Any], name: str, words: int, depth: int) -> list[Any]:
        prefix: list[Any] = schema.get("prefixItems", [])
        low = _bounded(schema.get("minItems", 0))
        usual = 0 if NEGATIVE.search(name.lower()) else _LISTS.get(name.lower(), 2)
        if name.lower() in PEOPLED:
            usual = min(4, len(self._smith.names))
        usual = low if depth >= _DEEPEST else max(low, usual, len(prefix))
        count = min(usual, int(schema.get("maxItems", usual)))
        items = schema.get("items", True)
        if items is False:
            count = min(count, len(prefix))
        share = max(1, round(words / count)) if count else words
        made: list[Any] = []
        for number in range(count):
            inner = prefix[number] if number < len(prefix) else items
            one = self.value(inner, name, share, depth + 1)
            for _ in range(40):
                if not schema.get("uniqueItems") or one not in made:
                    break
                one = self.value(inner, name, share, depth + 1)
            made.append(one)
        return made

    def _string(self, schema: Mapping[str, Any], name: str, words: int) -> str:
        if pattern := schema.get("pattern"):
            return self._patterned(str(pattern))
        if (form := schema.get("format")) in _FORMATS:
            return _FORMATS[form]
        plain = name.lower()
        telling = tells(name) or plain in ("beats", "pages", "paragraphs", "scenes")
        text = self._smith.story(words) if telling else self._smith.phrase(name)
        low, high = _bounded(schema.get("minLength", 0)), schema.get("maxLength")
        while len(text) < low:
            text = f"{text} {self._smith.sentence()}"
        return text if high is None else _shortened(text, int(high), low)

    def _patterned(self, pattern: str) -> str:
        for name in ("colour", "name", "place", "prop", "language"):
            word = self._smith.phrase(name)
            if re.search(pattern, word):
                return word
        if (text := matching(pattern, self._random)) is None:
            raise Wrong("bad_request", f"Invalid schema: the pattern {pattern!r} is not supported.")
        return text

    def _number(self, schema: Mapping[str, Any], name: str, *, whole: bool) -> int | float:
        usual = (5, 9) if "age" in name.lower() else (1, 10)
        low = schema.get("minimum", schema.get("exclusiveMinimum"))
        high = schema.get("maximum", schema.get("exclusiveMaximum"))
        if low is None:
            low = usual[0] if high is None else min(usual[0], high - 1)
        if high is None:
            high = max(usual[1], low + 1)
        step = schema.get("multipleOf", 1 if whole else None)
        if step is None:
            return float(round(low + (high - low) * self._random.uniform(0.25, 0.75), 6))
        first, last = math.ceil(low / step), math.floor(high / step)
        first += "exclusiveMinimum" in schema and first * step <= schema["exclusiveMinimum"]
        last -= "exclusiveMaximum" in schema and last * step >= schema["exclusiveMaximum"]
        if first > last:
            raise Wrong("bad_request", f"Invalid schema: no number fits {name or 'the range'}.")
        value = self._random.randint(first, last) * step
        return int(value) if whole else float(value)


def _type_of(schema: Mapping[str, Any], depth: int) -> str:
    kind = schema.get("type")
    if isinstance(kind, list):
        others = [one for one in kind if one != "null"]
        return str(others[0]) if others and depth < _DEEPEST else "null"
    if kind is None:
        for key, implied in (("properties", "object"), ("items", "array"), ("pattern", "string")):
            if key in schema:
                return implied
        return "string"
    return str(kind)


def _bounded(count: Any) -> int:
    if int(count) > _LARGEST:
        raise Wrong("bad_request", f"Invalid schema: {count} is too many here.")
    return int(count)


def _is_null(schema: Any) -> bool:
    return isinstance(schema, Mapping) and schema.get("type") == "null"


def _merged(schemas: list[Mapping[str, Any]]) -> dict[str, Any]:
    merged: dict[str, Any] = {}
    for schema in schemas:
        for key, value in schema.items():
            if key == "properties":
                merged[key] = {**merged.get(key, {}), **value}
            elif key == "required":
                merged[key] = [*merged.get(key, []), *value]
            else:
                merged[key] = value
    return merged


def _shortened(text: str, high: int, low: int) -> str:
    """At most `high` characters, whole words where that leaves at least `low`."""
    if len(text) <= high:
        return text
    cut = text[:high]
    whole = cut.rsplit(" ", 1)[0].rstrip(" ,;:")
    return whole if whole and len(whole) >= low else cut
