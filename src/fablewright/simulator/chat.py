"""Chat completions, as OpenAI speaks them and OpenRouter after it: what is asked and what is said.

Sources: OpenAI API reference "Create chat completion" and its streaming events, guides "Structured
model outputs" (what `strict` demands of a schema) and "JSON mode" (the word JSON must be said), as
typed in openai-python's `types/chat/`.
"""

from __future__ import annotations

import base64
import binascii
import io
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from PIL import Image

from fablewright.simulator.model import Asked, Kind, Wrong, digest, loads_or_none
from fablewright.simulator.schemas import fill
from fablewright.simulator.tales import sensible
from fablewright.simulator.words import Wordsmith, names_given, words_asked

IMAGE_TOKENS = 765  # a square picture of 1024 pixels in high detail (guide "Images and vision")
_FREE_WORDS, _STORY_WORDS = 120, 240
_MANY_WORDS = 100


@dataclass(frozen=True, slots=True)
class Chat:
    """A request that can be answered. `schema` is what the content shall fit, `tool` the function
    that shall be called instead; `limit` is in tokens."""

    model: str
    prompt: str
    system_length: int
    images: tuple[bytes, ...]
    schema: Mapping[str, Any] | None
    as_json: bool
    tool: tuple[str, Mapping[str, Any]] | None
    tool_named: bool
    limit: int | None
    stream: bool
    with_usage: bool

    @property
    def kind(self) -> Kind:
        words = words_asked(self.prompt) or 0
        story = words >= _MANY_WORDS or '"beats"' in json.dumps(self._asked_schema())
        return "text" if story or self._asked_schema() is None else "activities"

    def _asked_schema(self) -> Mapping[str, Any] | None:
        return self.tool[1] if self.tool else self.schema

    @property
    def tokens(self) -> int:
        schema = self._asked_schema()
        form = tokens(json.dumps(schema)) if schema else 0
        return tokens(self.prompt) + form + IMAGE_TOKENS * len(self.images)

    @property
    def cached(self) -> int:
        """Of the same beginning, whole steps of 128 tokens from 1,024 on (guide "Prompt caching")."""
        return self.system_length // 4 // 128 * 128 if self.tokens >= 1024 else 0


@dataclass(frozen=True, slots=True)
class Said:
    """What the model said: text, or the arguments of a call."""

    content: str | None
    arguments: str | None
    finish: str
    tokens: int


def read(body: dict[str, Any]) -> Chat:
    """Raises `Wrong` for what the API would refuse."""
    model, messages = body.get("model"), body.get("messages")
    if not isinstance(model, str):
        raise Wrong("bad_request", "you must provide a model parameter")
    if not isinstance(messages, list) or not messages:
        raise Wrong("bad_request", "Missing required parameter: 'messages'.", param="messages")
    if body.get("n") not in (None, 1):
        raise Wrong("bad_request", "Only one choice can be asked for here.", param="n")
    texts, images, system = [], [], 0
    for number, message in enumerate(messages):
        text, pictures = _read_message(message, number)
        texts.append(text)
        images += pictures
        if message["role"] in ("system", "developer"):
            system += len(text)
    prompt = "\n\n".join(texts)
    schema, as_json = _read_format(body.get("response_format"), prompt)
    tool, named = _read_tools(body, messages)
    limit = body.get("max_completion_tokens", body.get("max_tokens"))
    if limit is not None and (not isinstance(limit, int) or limit < 1):
        raise Wrong("bad_request", "Invalid 'max_tokens': expected 1 or more.", param="max_tokens")
    options = body.get("stream_options") or {}
    return Chat(
        model, prompt, system, tuple(images), schema, as_json, tool, named, limit,
        stream=bool(body.get("stream")), with_usage=bool(options.get("include_usage")),
    )  # fmt: skip


def say(chat: Chat, draw: str) -> Said:
    """The answer of a model that always does what it is told. The same `draw`, the same answer."""
    smith = Wordsmith(draw, names_given(chat.prompt))
    words = words_asked(chat.prompt)
    schema = chat.tool[1] if chat.tool else chat.schema
    if schema is not None:
        length = words or _STORY_WORDS
        value = sensible(fill(schema, smith, length), chat.prompt, smith, length)
        text = json.dumps(value, ensure_ascii=False)
    elif chat.as_json:
        value = {"title": smith.phrase("title"), "text": smith.story(words or _FREE_WORDS)}
        text = json.dumps(value, ensure_ascii=False)
    else:
        text = smith.story(words or _FREE_WORDS)
    finish = "tool_calls" if chat.tool and not chat.tool_named else "stop"
    if chat.limit is not None and tokens(text) > chat.limit:
        text, finish = text[: chat.limit * 4], "length"
    if chat.tool:
        return Said(None, text, finish, tokens(text))
    return Said(text, None, finish, tokens(text))


def message(chat: Chat, said: Said, draw: str) -> dict[str, Any]:
    """The assistant's message of a completion."""
    made: dict[str, Any] = {"role": "assistant", "content": said.content, "refusal": None}
    if chat.tool:
        call = {"name": chat.tool[0], "arguments": said.arguments}
        made["tool_calls"] = [
            {"id": f"call_{digest(draw, 'call')}", "type": "function", "function": call}
        ]
    return made


def events(completion: Mapping[str, Any], *, with_usage: bool) -> Iterator[bytes]:
    """A completion as server-sent events: role, pieces of content or arguments, the reason why it
    ends, the usage when it is asked for, and `[DONE]`."""
    head = {
        key: value for key, value in completion.items() if key not in ("choices", "usage", "object")
    }
    head["object"] = "chat.completion.chunk"
    choice = completion["choices"][0]
    said = choice["message"]

    def event(delta: Mapping[str, Any], finish: str | None = None) -> bytes:
        one = {"index": 0, "delta": delta, "logprobs": None, "finish_reason": finish}
        chunk = {**head, "choices": [one]}
        if finish and "error" in choice:  # OpenRouter: it broke after it had begun
            chunk["error"] = choice["error"]
        return _data({**chunk, "usage": None} if with_usage else chunk)

    calls = said.get("tool_calls") or []
    first: dict[str, Any] = {"role": "assistant", "content": None if calls else ""}
    first["refusal"] = None
    for number, call in enumerate(calls):
        opening = {**call, "index": number, "function": {**call["function"], "arguments": ""}}
        first["tool_calls"] = [*first.get("tool_calls", []), opening]
    yield event(first)
    for number, call in enumerate(calls):
        for piece in _pieces(call["function"]["arguments"]):
            yield event({"tool_calls": [{"index": number, "function": {"arguments": piece}}]})
    for name in ("content", "refusal"):
        for piece in _pieces(said.get(name) or ""):
            yield event({name: piece})
    if images := said.get("images"):  # OpenRouter sends pictures in a delta of their own
        yield event({"images": images})
    yield event({}, choice["finish_reason"])
    if with_usage:
        yield _data({**head, "choices": [], "usage": completion["usage"]})
    yield b"data: [DONE]\n\n"


def essentials(asked: Asked) -> dict[str, Any]:
    """Of a chat request, for the log."""
    body = loads_or_none(asked.body)
    if not isinstance(body, dict):
        return {}
    form = body.get("response_format")
    form = form if isinstance(form, dict) else {}
    named = form.get("json_schema")
    messages = body.get("messages")
    return {
        "model": body.get("model"),
        "stream": bool(body.get("stream")),
        "format": form.get("type"),
        "schema": named.get("name") if isinstance(named, dict) else None,
        "messages": len(messages) if isinstance(messages, list) else None,
        "images": asked.body.count(b'"image_url":'),
        "tools": len(body["tools"]) if isinstance(body.get("tools"), list) else 0,
        "words": words_asked(asked.body.decode(errors="replace")),
        "modalities": body.get("modalities"),
    }


def tokens(text: str) -> int:
    """About as many as a tokenizer counts: four characters each."""
    return (len(text) + 3) // 4


def _read_message(message: Any, number: int) -> tuple[str, list[bytes]]:
    where = f"messages[{number}]"
    if not isinstance(message, dict) or not isinstance(message.get("role"), str):
        raise Wrong("bad_request", f"Missing required parameter: '{where}.role'.", param=where)
    if message["role"] not in ("system", "developer", "user", "assistant", "tool", "function"):
        raise Wrong("bad_request", f"Invalid value: '{where}.role'.", param=f"{where}.role")
    content = message.get("content")
    if content is None or isinstance(content, str):
        return content or "", []
    texts, images = [], []
    for part in content if isinstance(content, list) else [None]:
        part = part if isinstance(part, dict) else {}
        kind = part.get("type")
        if kind in ("text", "refusal") and isinstance(part.get(kind), str):
            texts.append(part[kind])
        elif kind == "image_url" and isinstance(part.get("image_url"), dict):
            images.append(read_image(str(part["image_url"].get("url"))))
        else:
            raise Wrong("bad_request", f"Invalid content in '{where}'.", param=f"{where}.content")
    return "\n".join(texts), images


def read_image(url: str) -> bytes:
    """The picture of a data URL, or nothing for one elsewhere. Raises `Wrong` for a broken one."""
    if re.match(r"https?://", url):
        return b""  # a stand-in opens no connections
    head, comma, data = url.partition(",")
    try:
        if not comma or not re.fullmatch(r"data:image/\w+;base64", head):
            raise ValueError
        picture = base64.b64decode(data, validate=True)
        if Image.open(io.BytesIO(picture)).format not in ("PNG", "JPEG", "GIF", "WEBP"):
            raise ValueError
    except (ValueError, binascii.Error, OSError, Image.DecompressionBombError):
        raise Wrong(
            "bad_request",
            "You uploaded an unsupported image. Please make sure your image has one of the "
            "following formats: ['png', 'jpeg', 'gif', 'webp'].",
            code="invalid_image_format",
        ) from None
    return picture


def _read_format(form: Any, prompt: str) -> tuple[Mapping[str, Any] | None, bool]:
    """The schema to fit, and whether JSON is asked for at all."""
    if form is None or form == {"type": "text"}:
        return None, False
    form = form if isinstance(form, dict) else {}
    kind = form.get("type")
    if kind == "json_object":
        if "json" not in prompt.lower():
            raise Wrong(
                "bad_request",
                "'messages' must contain the word 'json' in some form, to use 'response_format' of "
                "type 'json_object'.",
                param="messages",
            )
        return _schema_in(prompt), True
    named = form.get("json_schema") if kind == "json_schema" else None
    if not isinstance(named, dict) or not isinstance(named.get("schema"), dict):
        raise Wrong("bad_request", "Invalid 'response_format'.", param="response_format")
    name = named.get("name")
    if not isinstance(name, str) or not re.fullmatch(r"[a-zA-Z0-9_-]{1,64}", name):
        raise Wrong(
            "bad_request",
            "Invalid 'response_format.json_schema.name': expected a string of letters, digits, "
            "underscores and dashes.",
            param="response_format.json_schema.name",
        )
    if named.get("strict"):
        check_strict(named["schema"], f"response_format '{name}'", "response_format")
    return named["schema"], True


def _read_tools(
    body: Mapping[str, Any], messages: list[Any]
) -> tuple[tuple[str, Mapping[str, Any]] | None, bool]:
    """The function to call, if one shall be called, and whether it was named by the caller."""
    tools, choice = body.get("tools"), body.get("tool_choice", "auto")
    if not tools or choice == "none":
        return None, False
    functions: dict[str, Mapping[str, Any]] = {}
    for tool in tools if isinstance(tools, list) else [None]:
        function = tool.get("function") if isinstance(tool, dict) else None
        function = function if isinstance(function, dict) else {}
        schema = function.get("parameters") or {"type": "object", "properties": {}}
        if not isinstance(function.get("name"), str) or not isinstance(schema, dict):
            raise Wrong("bad_request", "Invalid 'tools'.", param="tools")
        if function.get("strict"):
            check_strict(schema, f"function '{function['name']}'", "tools")
        functions[function["name"]] = schema
    if isinstance(choice, dict):
        named = choice.get("function")
        name = str(named.get("name")) if isinstance(named, dict) else ""
        if name not in functions:
            raise Wrong("bad_request", f"Tool choice {name!r} not found.", param="tool_choice")
        return (name, functions[name]), True
    if choice == "auto" and messages[-1].get("role") == "tool":
        return None, False  # it has what it wanted to know
    return next(iter(functions.items())), False


def check_strict(schema: Any, what: str, param: str, context: tuple[str, ...] = ()) -> None:
    """`strict` wants every object closed and every property required. Raises `Wrong`."""
    if isinstance(schema, list):
        for one in schema:
            check_strict(one, what, param, context)
    if not isinstance(schema, dict):
        return
    wrong = None
    if not context and schema.get("type") != "object" and "$ref" not in schema:
        wrong = "schema must be a JSON Schema of 'type: \"object\"'."
    elif schema.get("type") == "object" or "properties" in schema:
        properties = schema.get("properties", {})
        if schema.get("additionalProperties") is not False:
            wrong = "'additionalProperties' is required to be supplied and to be false."
        elif missing := [name for name in properties if name not in schema.get("required", ())]:
            wrong = (
                "'required' is required to be supplied and to be an array including every key in "
                f"properties. Missing '{missing[0]}'."
            )
    if wrong:
        raise Wrong(
            "bad_request", f"Invalid schema for {what}: In context={context}, {wrong}",
            param=param, code="invalid_json_schema" if param == "response_format" else
            "invalid_function_parameters",
        )  # fmt: skip
    for key in ("properties", "$defs", "definitions"):
        for name, one in (schema.get(key) or {}).items():
            check_strict(one, what, param, (*context, key, name))
    for key in ("items", "anyOf", "prefixItems"):
        check_strict(schema.get(key), what, param, (*context, key))


def _schema_in(prompt: str) -> Mapping[str, Any] | None:
    """A JSON Schema that was written into the prompt, for models that take none beside it."""
    decoder = json.JSONDecoder()
    for found in re.finditer(r"\{\s*\"", prompt):
        try:
            value, _ = decoder.raw_decode(prompt, found.start())
        except (ValueError, RecursionError):
            continue
        if isinstance(value, dict) and isinstance(value.get("properties"), dict):
            return value
    return None


def _pieces(text: str) -> list[str]:
    """As tokens come: words with the space before them."""
    return re.findall(r"\s*\S{1,12}|\s+", text)


def _data(value: Mapping[str, Any]) -> bytes:
    return (
        b"data: " + json.dumps(value, ensure_ascii=False).encode(errors="surrogatepass") + b"\n\n"
    )
