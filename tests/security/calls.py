"""Calls made from the API's own description, so that a new route is called by itself."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from tests.support.artists import small_png

# Places in an address for something else than a thing of somebody's.
VERBS = ("get", "post", "put", "patch", "delete", "head", "options")
# What a field must hold for the rest of a call to be looked at, where the schema does not say it.
WORDS = {
    "spark": "a shy octopus",
    "email": "someone@example.org",
    "password": "correct horse battery",
    "assetTypes": ["cover"],
    "traits": [],
    "language": "en",
    "document": {"type": "doc", "content": []},
}


@dataclass(frozen=True, slots=True)
class Slot:
    """A place of an operation where an id of something belongs. `many`: a list of them."""

    where: str  # path, query or body
    name: str
    many: bool = False


@dataclass(frozen=True, slots=True)
class Operation:
    verb: str
    path: str
    tag: str
    slots: tuple[Slot, ...]
    body: Mapping[str, Any] | None  # fields for a valid JSON body, or None
    media_type: str = ""  # of a body that is no JSON
    needs_query: Mapping[str, Any] = field(default_factory=dict)
    documented: bool = True

    def __str__(self) -> str:
        return f"{self.verb.upper()} {self.path}"

    def request(self, fillings: Mapping[Slot, str]) -> dict[str, Any]:
        """Arguments of httpx's `request` with the slots filled so."""
        path, query, body = self.path, dict(self.needs_query), dict(self.body or {})
        for slot, value in fillings.items():
            if slot.where == "path":
                path = path.replace(f"{{{slot.name}}}", value)
            elif slot.where == "query":
                query[slot.name] = value
            else:
                body[slot.name] = [value] if slot.many else value
        arguments: dict[str, Any] = {"method": self.verb.upper(), "url": path, "params": query}
        if self.media_type == "multipart/form-data":
            arguments["files"] = {"file": ("picture.png", small_png(), "image/png")}
        elif self.media_type:
            arguments["content"] = small_png()
            arguments["headers"] = {"Content-Type": self.media_type}
        elif self.body is not None:
            arguments["content"] = json.dumps(body)
            arguments["headers"] = {"Content-Type": "application/json"}
        return arguments


def operations(openapi: Mapping[str, Any]) -> Iterator[Operation]:
    """Every documented operation, and every other verb on the paths that have slots."""
    for path, item in openapi["paths"].items():
        known = {verb: item[verb] for verb in VERBS if verb in item}
        for verb, told in known.items():
            yield _operation(openapi, verb, path, told)
        first = next(iter(known.values()))
        like = _operation(openapi, "get", path, {**first, "requestBody": None})
        for verb in VERBS:
            if verb not in known and (in_path := tuple(s for s in like.slots if s.where == "path")):
                yield replace(like, verb=verb, slots=in_path, needs_query={}, documented=False)


def _operation(
    openapi: Mapping[str, Any], verb: str, path: str, told: Mapping[str, Any]
) -> Operation:
    slots: list[Slot] = []
    query: dict[str, Any] = {}
    for one in told.get("parameters", ()):
        schema = one.get("schema", {})
        if one["in"] == "path" and ("enum" in schema or schema.get("type") == "integer"):
            path = path.replace(f"{{{one['name']}}}", str(example(openapi, one["name"], schema)))
        elif one["in"] == "path" or (
            one["in"] == "query" and takes_id(openapi, one["name"], schema)
        ):
            slots.append(Slot(one["in"], one["name"]))
        elif one["in"] == "query" and one.get("required"):
            query[one["name"]] = example(openapi, one["name"], schema)
    body, media_type = None, ""
    content = (told.get("requestBody") or {}).get("content", {})
    if "application/json" in content:
        schema = _resolved(openapi, content["application/json"]["schema"])
        body = example(openapi, "", schema)
        for name, one in schema.get("properties", {}).items():
            if name == "id":  # of something new, chosen by whoever makes it
                continue
            if takes_id(openapi, name, one):
                body.pop(name, None)
                slots.append(Slot("body", name, many=_is_list(openapi, one)))
    elif content:
        media_type = next(iter(content))
    return Operation(
        verb, path, next(iter(told.get("tags", [""]))), tuple(slots), body, media_type, query
    )


def takes_id(openapi: Mapping[str, Any], name: str, schema: Mapping[str, Any]) -> bool:
    if name.lower().endswith(("_id", "_ids", "cursor")) or name.endswith(("Id", "Ids")):
        return True
    return any(one.get("format") == "uuid" for one in _alternatives(openapi, schema))


def _is_list(openapi: Mapping[str, Any], schema: Mapping[str, Any]) -> bool:
    return any(one.get("type") == "array" for one in _alternatives(openapi, schema, inside=False))


def _alternatives(
    openapi: Mapping[str, Any], schema: Mapping[str, Any], inside: bool = True
) -> Iterator[Mapping[str, Any]]:
    schema = _resolved(openapi, schema)
    yield schema
    for one in schema.get("anyOf", ()):
        yield from _alternatives(openapi, one, inside)
    if inside and "items" in schema:
        yield from _alternatives(openapi, schema["items"])


def _resolved(openapi: Mapping[str, Any], schema: Mapping[str, Any]) -> Mapping[str, Any]:
    while "$ref" in schema:
        schema = openapi["components"]["schemas"][schema["$ref"].rsplit("/", 1)[-1]]
    return schema


def example(openapi: Mapping[str, Any], name: str, schema: Mapping[str, Any]) -> Any:
    """A value that a field of this name and schema takes; of an object, what it must have."""
    schema = _resolved(openapi, schema)
    if name in WORDS:
        return WORDS[name]
    if "anyOf" in schema:
        return example(openapi, name, schema["anyOf"][0])
    if "const" in schema or "enum" in schema:
        return schema.get("const", schema.get("enum", [None])[0])
    if schema.get("format") == "uuid":
        return str(uuid.uuid4())
    match schema.get("type"):
        case "object":
            fields = schema.get("properties", {})
            wanted = {*schema.get("required", ()), *(WORDS.keys() & fields.keys())}
            return {one: example(openapi, one, fields[one]) for one in fields if one in wanted}
        case "array":
            item = schema.get("items", {})
            return [example(openapi, name, item) for _ in range(schema.get("minItems", 0))]
        case "integer" | "number":
            return int(schema.get("minimum", 1))
        case "boolean":
            return True
    return "a lamp on a hill, seen again"[: schema.get("maxLength", 28)]
