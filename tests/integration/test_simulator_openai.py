"""The simulator speaks OpenAI's API as it is documented, and writes what it is asked for."""

from __future__ import annotations

import base64
import io
import json
from typing import Annotated, Any, Literal

import httpx2
import pytest
from PIL import Image
from pydantic import BaseModel, Field
from tests.support.simulator import RunningSimulator
from tests.support.vendor_forms import (
    BEARER,
    TEXT,
    Form,
    chat,
    events,
    fits,
    length_of_mp3,
    png,
    strict,
)

from fablewright.core.book import Activities, PaletteJourney, SceneAnalysis, StoryText


class Message(Form):
    role: Literal["assistant"]
    content: str | None
    refusal: str | None
    annotations: list[Any]
    tool_calls: list[dict[str, Any]] | None = None


class Choice(Form):
    index: int
    message: Message
    logprobs: None
    finish_reason: Literal["stop", "length", "tool_calls", "content_filter"]


class PromptDetails(Form):
    cached_tokens: int
    audio_tokens: int


class CompletionDetails(Form):
    reasoning_tokens: int
    audio_tokens: int
    accepted_prediction_tokens: int
    rejected_prediction_tokens: int


class Usage(Form):
    prompt_tokens: int
    completion_tokens: int
    total_tokens: int
    prompt_tokens_details: PromptDetails
    completion_tokens_details: CompletionDetails


class Completion(Form):
    id: Annotated[str, Field(pattern="^chatcmpl-")]
    object: Literal["chat.completion"]
    created: int
    model: str
    choices: list[Choice]
    usage: Usage
    service_tier: Literal["default"]
    system_fingerprint: None


class ImageUsage(Form):
    input_tokens: int
    input_tokens_details: dict[Literal["text_tokens", "image_tokens"], int]
    output_tokens: int
    output_tokens_details: dict[Literal["text_tokens", "image_tokens"], int]
    total_tokens: int


class ImageData(Form):
    b64_json: str


class Images(Form):
    created: int
    data: list[ImageData]
    background: Literal["opaque"]
    output_format: Literal["png", "jpeg", "webp"]
    quality: Literal["low", "medium", "high"]
    size: str
    usage: ImageUsage


class OpenAIError(Form):
    message: str
    type: str
    param: str | None
    code: str | None


def test_openai_models(http: httpx2.Client) -> None:
    class Model(Form):
        id: str
        object: Literal["model"]
        created: int
        owned_by: str

    class Models(Form):
        object: Literal["list"]
        data: list[Model]

    listed = fits(Models, http.get("/openai/v1/models", headers=BEARER))
    names = [model.id for model in listed.data]
    assert len(names) == len(set(names))
    fits(Model, http.get(f"/openai/v1/models/{names[0]}", headers=BEARER))


def test_openai_chat(http: httpx2.Client) -> None:
    def ask(**more: Any) -> Completion:
        body = chat("A story about Ada.\nWords: 375", **more)
        where = "/openai/v1/chat/completions"
        return fits(Completion, http.post(where, json=body, headers=BEARER))

    whole = ask()
    text = whole.choices[0].message.content or ""
    assert whole.choices[0].finish_reason == "stop"
    assert abs(len(text.split()) - 375) <= 10
    assert whole.usage.total_tokens == whole.usage.prompt_tokens + whole.usage.completion_tokens
    cut = ask(max_completion_tokens=20)
    assert (cut.choices[0].finish_reason, cut.usage.completion_tokens) == ("length", 20)
    assert ask(seed=2).choices[0].message.content != text
    system = [{"role": "system", "content": "Be kind. " * 600}, {"role": "user", "content": "Hi"}]
    cached = ask(messages=system).usage.prompt_tokens_details.cached_tokens
    assert cached >= 1024
    assert cached % 128 == 0


@pytest.mark.parametrize("model", [StoryText, PaletteJourney, SceneAnalysis, Activities])
def test_structured_outputs_fit_the_schemas_of_a_book(
    http: httpx2.Client, model: type[BaseModel]
) -> None:
    for words in (120, 375):
        body = chat(
            f'Characters: [{{"name": "Zora"}}, {{"name": "Bo"}}]\nWords: {words}',
            response_format=strict(model),
        )
        made = http.post("/openai/v1/chat/completions", json=body, headers=BEARER)
        value = model.model_validate_json(made.json()["choices"][0]["message"]["content"])
        if isinstance(value, StoryText):
            assert abs(value.word_count - words) <= 16
            assert [person.name for person in value.people] == ["Zora", "Bo"]


def test_json_without_a_schema_beside_it(http: httpx2.Client) -> None:
    where, form = "/openai/v1/chat/completions", {"type": "json_object"}
    refused = http.post(where, json=chat("Go.", response_format=form), headers=BEARER)
    assert (refused.status_code, refused.json()["error"]["param"]) == (400, "messages")
    schema = json.dumps(Activities.model_json_schema())
    body = chat(
        f"Answer as JSON that fits this schema:\n\n{schema}\n\nNo fence.", response_format=form
    )
    made = http.post(where, json=body, headers=BEARER).json()
    Activities.model_validate_json(made["choices"][0]["message"]["content"])


def test_openai_tools(http: httpx2.Client) -> None:
    function = {"name": "final_result", "parameters": Activities.model_json_schema()}
    tools = [{"type": "function", "function": function}]
    named = {"type": "function", "function": {"name": "final_result"}}
    for choice, finish in (("required", "tool_calls"), ("auto", "tool_calls"), (named, "stop")):
        body = chat("Five questions.", tools=tools, tool_choice=choice)
        made = http.post("/openai/v1/chat/completions", json=body, headers=BEARER)
        answer = fits(Completion, made).choices[0]
        assert (answer.finish_reason, answer.message.content) == (finish, None)
        (call,) = answer.message.tool_calls or ()
        assert (call["type"], call["function"]["name"]) == ("function", "final_result")
        Activities.model_validate_json(call["function"]["arguments"])
    body = chat("Hello.", tools=tools, tool_choice="none")
    made = http.post("/openai/v1/chat/completions", json=body, headers=BEARER)
    assert fits(Completion, made).choices[0].message.content


@pytest.mark.parametrize("with_usage", [True, False])
def test_openai_stream(http: httpx2.Client, with_usage: bool) -> None:
    where, body = "/openai/v1/chat/completions", chat("Words: 40")
    whole = http.post(where, json=body, headers=BEARER).json()
    body |= {"stream": True, "stream_options": {"include_usage": with_usage}}
    chunks = events(http.post(where, json=body, headers=BEARER))
    assert {chunk["object"] for chunk in chunks} == {"chat.completion.chunk"}
    if with_usage:
        usage = chunks.pop()
        assert usage["choices"] == []
        assert usage["usage"]["completion_tokens"] > 0
        assert {chunk["usage"] for chunk in chunks} == {None}
    deltas = [chunk["choices"][0] for chunk in chunks]
    assert deltas[0]["delta"]["role"] == "assistant"
    assert [one["finish_reason"] for one in deltas] == [None] * (len(deltas) - 1) + ["stop"]
    text = "".join(one["delta"].get("content", "") for one in deltas)
    assert len(text.split()) == pytest.approx(40, abs=8)
    assert len(deltas) > 20
    assert whole["choices"][0]["message"]["content"]


def test_openai_sees_pictures(http: httpx2.Client, sim: RunningSimulator) -> None:
    out = io.BytesIO()
    Image.new("RGB", (8, 8)).save(out, "PNG")

    def ask(data: bytes) -> httpx2.Response:
        url = f"data:image/png;base64,{base64.b64encode(data).decode()}"
        parts = [
            {"type": "text", "text": "What is it?"},
            {"type": "image_url", "image_url": {"url": url}},
        ]
        body = {"model": "gpt-4o", "messages": [{"role": "user", "content": parts}]}
        return http.post("/openai/v1/chat/completions", json=body, headers=BEARER)

    assert fits(Completion, ask(out.getvalue())).usage.prompt_tokens > 700
    assert sim.calls()[-1].opened["essentials"]["images"] == 1
    assert ask(b"no picture").json()["error"]["code"] == "invalid_image_format"


@pytest.mark.parametrize(
    ("model", "size", "form"),
    [
        ("gpt-image-1", "1536x1024", "png"),
        ("gpt-image-2", "1536x864", "png"),
        ("gpt-image-1-mini", "1024x1536", "webp"),
    ],
)
def test_openai_pictures(http: httpx2.Client, model: str, size: str, form: str) -> None:
    body = {
        "model": model,
        "prompt": "A fox on a hill",
        "size": size,
        "output_format": form,
        "n": 2,
    }
    made = fits(Images, http.post("/openai/v1/images/generations", json=body, headers=BEARER))
    pictures = [Image.open(io.BytesIO(base64.b64decode(one.b64_json))) for one in made.data]
    assert [picture.format for picture in pictures] == [form.upper()] * 2
    assert {"x".join(map(str, picture.size)) for picture in pictures} == {size} == {made.size}
    assert made.data[0] != made.data[1]
    width, height = pictures[0].size
    assert made.usage.output_tokens == 2 * round(1056 * width * height / 1024**2)
    assert made.usage.total_tokens == made.usage.input_tokens + made.usage.output_tokens


def test_openai_edits_take_references(http: httpx2.Client, sim: RunningSimulator) -> None:
    def edit(*colours: str) -> Images:
        files = []
        for colour in colours:
            out = io.BytesIO()
            Image.new("RGB", (16, 16), colour).save(out, "PNG")
            files.append(("image[]", (f"{colour}.png", out.getvalue(), "image/png")))
        data = {
            "model": "gpt-image-1",
            "prompt": "The same fox",
            "size": "1024x1024",
            "quality": "low",
        }
        where = "/openai/v1/images/edits"
        return fits(Images, http.post(where, data=data, files=files, headers=BEARER))

    one, two = edit("red"), edit("red", "blue")
    assert sim.calls()[-1].opened["essentials"]["references"] == 2
    assert png(base64.b64decode(two.data[0].b64_json)).size == (1024, 1024)
    assert one.data != two.data
    assert two.usage.input_tokens_details["image_tokens"] == 2 * 323
    files = {"image": ("x.png", b"not a picture", "image/png")}
    data = {"model": "gpt-image-1", "prompt": "x"}
    refused = http.post("/openai/v1/images/edits", data=data, files=files, headers=BEARER)
    assert refused.json()["error"]["code"] == "invalid_image_file"


def test_dall_e_answers_addresses(http: httpx2.Client) -> None:
    body = {"model": "dall-e-3", "prompt": "A fox", "size": "1792x1024", "quality": "hd"}
    made = http.post("/openai/v1/images/generations", json=body, headers=BEARER).json()
    (entry,) = made["data"]
    assert set(entry) == {"url", "revised_prompt"}
    assert set(made) == {"created", "data"}
    assert png(http.get(entry["url"]).content).size == (1792, 1024)


def test_openai_speech(http: httpx2.Client) -> None:
    body = {"model": "gpt-4o-mini-tts", "input": TEXT * 4, "voice": "coral"}
    made = http.post("/openai/v1/audio/speech", json=body, headers=BEARER)
    assert made.headers["content-type"] == "audio/mpeg"
    words = len(body["input"].split())
    assert words / length_of_mp3(made.content) == pytest.approx(2.4, abs=0.5)


def test_openai_moderation(http: httpx2.Client) -> None:
    made = http.post("/openai/v1/moderations", json={"input": ["a", "b"]}, headers=BEARER).json()
    assert [result["flagged"] for result in made["results"]] == [False, False]


@pytest.mark.parametrize(
    ("path", "body", "status", "code", "param"),
    [
        ("chat/completions", {"model": "gpt-5-mini", "messages": []}, 400, None, "messages"),
        ("chat/completions", chat("x", model="nobody-1"), 404, "model_not_found", None),
        ("chat/completions", chat("a " * 9000, model="sim-text-small"), 400, "context_length_exceeded", "messages"),
        ("images/generations", {"model": "gpt-image-1", "prompt": "x", "size": "7x7"}, 400, "invalid_value", "size"),
        ("images/generations", {"model": "gpt-image-1", "prompt": ""}, 400, None, "prompt"),
        ("audio/speech", {"model": "tts-1", "input": "Hi", "voice": "nobody"}, 400, None, "voice"),
        ("nowhere", {}, 404, None, None),
    ],
)  # fmt: skip
def test_openai_errors(
    http: httpx2.Client, path: str, body: dict[str, Any], status: int, code: str, param: str
) -> None:
    made = http.post(f"/openai/v1/{path}", json=body, headers=BEARER)
    error = OpenAIError(**made.json()["error"])
    assert (made.status_code, error.code, error.param) == (status, code, param)


def test_strict_schemas_are_checked(http: httpx2.Client) -> None:
    schema = {"type": "object", "properties": {"a": {"type": "string"}}}
    named = {"name": "x", "strict": True, "schema": schema}
    body = chat("x", response_format={"type": "json_schema", "json_schema": named})
    made = http.post("/openai/v1/chat/completions", json=body, headers=BEARER)
    assert made.status_code == 400
    assert "'additionalProperties' is required" in made.json()["error"]["message"]
