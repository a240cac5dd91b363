"""The simulator answers as the vendors document it, and keeps its books. Faults: test_simulator_faults."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import io
import json
import shutil
import signal
import subprocess
import sys
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any, Literal

import httpx2
import mutagen.mp3
import numpy as np
import pytest
from PIL import Image
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter
from tests.support.programs import needs
from tests.support.simulator import KEY, RunningSimulator, running_simulator, simulator

from fablewright.core.book import Activities, PaletteJourney, SceneAnalysis, StoryText

BEARER = {"authorization": f"Bearer {KEY}"}
XI = {"xi-api-key": KEY}
TEXT = "Ada carried the copper kettle home.\n\n“Is it heavy?” asked the goat — it was, very."
VOICE = "21m00Tcm4TlvDq8ikWAM"


@pytest.fixture(scope="module")
def sim(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningSimulator]:
    with running_simulator(tmp_path_factory.mktemp("simulator")) as running:
        yield running


@pytest.fixture
def http(sim: RunningSimulator) -> Iterator[httpx2.Client]:
    sim.script([])
    with httpx2.Client(base_url=sim.address, timeout=30) as client:
        yield client


class Form(BaseModel):
    """A documented form: nothing missing, nothing that is not documented."""

    model_config = ConfigDict(extra="forbid", strict=True)


def fits(form: Any, response: httpx2.Response) -> Any:
    assert response.status_code == 200, response.text
    return TypeAdapter(form).validate_json(response.content)


def chat(prompt: str, **more: Any) -> dict[str, Any]:
    return {"model": "gpt-5-mini", "messages": [{"role": "user", "content": prompt}], **more}


def strict(model: type[BaseModel]) -> dict[str, Any]:
    """A model's schema as OpenAI's structured outputs want it: everything required and closed."""

    def close(value: Any) -> Any:
        if isinstance(value, list):
            return [close(one) for one in value]
        if not isinstance(value, dict):
            return value
        value = {key: close(one) for key, one in value.items() if key != "default"}
        if "properties" in value:
            value |= {"required": list(value["properties"]), "additionalProperties": False}
        return value

    schema = close(model.model_json_schema())
    return {
        "type": "json_schema",
        "json_schema": {"name": model.__name__, "strict": True, "schema": schema},
    }


def png(data: bytes) -> Image.Image:
    picture = Image.open(io.BytesIO(data))
    assert picture.format == "PNG"
    picture.load()
    return picture


def length_of_mp3(data: bytes) -> float:
    """Seconds, of a file that is MP3 to the last frame."""
    info = mutagen.mp3.MP3(io.BytesIO(data)).info
    assert (info.layer, info.sketchy) == (3, False)
    return float(info.length)


# OpenAI ------------------------------------------------------------------------------------------


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
            f'Characters: [{{"name": "Zora"}}]\nWords: {words}', response_format=strict(model)
        )
        made = http.post("/openai/v1/chat/completions", json=body, headers=BEARER)
        value = model.model_validate_json(made.json()["choices"][0]["message"]["content"])
        if isinstance(value, StoryText):
            assert abs(value.word_count - words) <= 16
            assert {person.name for person in value.people} == {"Zora"}


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


def events(response: httpx2.Response) -> list[dict[str, Any]]:
    assert response.headers["content-type"].startswith("text/event-stream")
    *lines, done, rest = response.text.split("\n\n")
    assert (done, rest) == ("data: [DONE]", "")
    return [json.loads(line[6:]) for line in lines if not line.startswith(":")]


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


# The other vendors -------------------------------------------------------------------------------


def test_openrouter(http: httpx2.Client) -> None:
    where = "/openrouter/api/v1/chat/completions"
    body = chat("Words: 50", model="sim/text")
    made = http.post(where, json=body, headers=BEARER).json()
    assert set(made) == {"id", "provider", "model", "object", "created", "choices", "usage"}
    assert made["id"].startswith("gen-")
    assert made["choices"][0]["native_finish_reason"] == "stop"
    assert made["usage"]["cost"] == pytest.approx(
        (0.1 * made["usage"]["prompt_tokens"] + 0.4 * made["usage"]["completion_tokens"]) / 1e6
    )
    chunks = events(http.post(where, json=body | {"stream": True}, headers=BEARER))
    assert chunks[-1]["usage"]["cost"] > 0


def test_openrouter_pictures(http: httpx2.Client) -> None:
    body = chat("A fox", model="sim/image", modalities=["image", "text"])
    body["image_config"] = {"aspect_ratio": "16:9"}
    made = http.post("/openrouter/api/v1/chat/completions", json=body, headers=BEARER).json()
    (image,) = made["choices"][0]["message"]["images"]
    assert image["type"] == "image_url"
    head, data = image["image_url"]["url"].split(",")
    assert head == "data:image/png;base64"
    assert png(base64.b64decode(data)).size == (1344, 768)
    assert made["usage"]["completion_tokens_details"]["image_tokens"] > 0
    body["model"] = "sim/text"
    refused = http.post("/openrouter/api/v1/chat/completions", json=body, headers=BEARER)
    assert refused.json()["error"]["code"] == refused.status_code == 404


def test_openrouter_models_have_prices(http: httpx2.Client) -> None:
    models = http.get("/openrouter/api/v1/models").json()["data"]
    prices = {model["id"]: model["pricing"] for model in models}
    assert prices["sim/text"]["prompt"] == "0.0000001"
    painters = [one["id"] for one in models if "image" in one["architecture"]["output_modalities"]]
    assert "sim/image" in painters


def runware_task(**more: Any) -> dict[str, Any]:
    task = {
        "taskType": "imageInference", "taskUUID": str(uuid.uuid4()), "positivePrompt": "a fox",
        "model": "runware:101@1", "width": 768, "height": 512, "includeCost": True,
        "outputType": "base64Data", "outputFormat": "PNG",
    }  # fmt: skip
    return task | more


def test_runware(http: httpx2.Client) -> None:
    reference = base64.b64encode(b"\x89PNG some reference").decode()
    tasks = [
        {"taskType": "authentication", "apiKey": KEY},
        runware_task(),
        runware_task(outputType="URL", outputFormat="JPG", referenceImages=[reference]),
    ]
    made = http.post("/runware/v1", json=tasks).json()["data"]
    assert [one["taskUUID"] for one in made[1:]] == [task["taskUUID"] for task in tasks[1:]]
    assert set(made[1]) == {"taskType", "taskUUID", "imageUUID", "imageBase64Data", "seed", "cost"}
    assert png(base64.b64decode(made[1]["imageBase64Data"])).size == (768, 512)
    assert made[2]["cost"] > made[1]["cost"] > 0
    picture = http.get(made[2]["imageURL"])
    assert picture.headers["content-type"] == "image/jpeg"
    assert Image.open(io.BytesIO(picture.content)).size == (768, 512)


def test_runware_errors_stand_beside_what_succeeded(http: httpx2.Client) -> None:
    tasks = [runware_task(), runware_task(width=100)]
    made = http.post("/runware/v1", json=tasks, headers=BEARER)
    assert made.status_code == 200
    assert [one["taskUUID"] for one in made.json()["data"]] == [tasks[0]["taskUUID"]]
    (error,) = made.json()["errors"]
    assert error["taskUUID"] == tasks[1]["taskUUID"]
    assert (error["parameter"], error["code"]) == ("width", "invalidWidth")
    alone = http.post("/runware/v1", json=tasks[1:], headers=BEARER)
    assert (alone.status_code, set(alone.json())) == (400, {"errors"})


class Alignment(Form):
    characters: list[str]
    character_start_times_seconds: list[float]
    character_end_times_seconds: list[float]


class Timed(Form):
    audio_base64: str
    alignment: Alignment
    normalized_alignment: Alignment


def test_elevenlabs_speech_with_times(http: httpx2.Client) -> None:
    where = f"/elevenlabs/v1/text-to-speech/{VOICE}/with-timestamps"
    made = http.post(where, json={"text": TEXT, "model_id": "eleven_flash_v2_5"}, headers=XI)
    timed = fits(Timed, made)
    assert made.headers["character-cost"] == str((len(TEXT) + 1) // 2)
    seconds = length_of_mp3(base64.b64decode(timed.audio_base64))
    for alignment, text in (
        (timed.alignment, TEXT),
        (timed.normalized_alignment, ' Ada carried the copper kettle home. "Is it heavy?" asked the goat - it was, very. '),
    ):  # fmt: skip
        assert "".join(alignment.characters) == text
        starts, ends = (
            alignment.character_start_times_seconds,
            alignment.character_end_times_seconds,
        )
        assert len(text) == len(starts) == len(ends)
        assert starts == sorted(starts)
        assert all(start <= end for start, end in zip(starts, ends, strict=True))
        assert ends[-1] <= seconds


@needs("ffmpeg")
def test_the_times_are_true(http: httpx2.Client) -> None:
    """A player hears each word between its start and its end, and silence between words."""
    where = f"/elevenlabs/v1/text-to-speech/{VOICE}/with-timestamps"
    timed = fits(Timed, http.post(where, json={"text": TEXT}, headers=XI))
    command = [shutil.which("ffmpeg") or "", "-v", "error", "-i", "-", "-f", "s16le", "-"]
    audio = base64.b64decode(timed.audio_base64)
    raw = subprocess.run(command, input=audio, capture_output=True, check=True).stdout
    sound = np.abs(np.frombuffer(raw, "<i2").astype(float))
    starts = timed.alignment.character_start_times_seconds
    ends = timed.alignment.character_end_times_seconds

    def loudness(start: float, end: float) -> float:
        return float(sound[round(start * 44100) : round(end * 44100)].mean())

    for at, char in enumerate(TEXT):
        if at and char.isspace() and ends[at] - starts[at] > 0.03:
            assert loudness(starts[at] + 0.01, ends[at] - 0.01) < 60, at
        elif 0 < at < len(TEXT) - 1 and not TEXT[at - 1].isspace() and not TEXT[at + 1].isspace():
            assert loudness(starts[at], ends[at]) > 300, at


def test_elevenlabs_voices_and_models(http: httpx2.Client) -> None:
    voices = http.get("/elevenlabs/v1/voices", headers=XI).json()["voices"]
    assert VOICE in [voice["voice_id"] for voice in voices]
    page = http.get("/elevenlabs/v2/voices?page_size=3", headers=XI).json()
    assert (len(page["voices"]), page["has_more"], page["total_count"]) == (3, True, len(voices))
    token = page["next_page_token"]
    rest = http.get(f"/elevenlabs/v2/voices?page_size=3&next_page_token={token}", headers=XI).json()
    assert (rest["has_more"], rest["next_page_token"]) == (False, None)
    assert page["voices"] + rest["voices"] == voices
    models = http.get("/elevenlabs/v1/models", headers=XI).json()
    assert all(model["can_do_text_to_speech"] for model in models)


@pytest.mark.parametrize(
    ("voice", "body", "status", "code"),
    [
        ("nobody", {"text": "Hi"}, 404, "voice_not_found"),
        (VOICE, {"text": "Hi", "model_id": "none"}, 400, "model_not_found"),
        (VOICE, {"text": "a" * 10_001}, 400, "max_character_limit_exceeded"),
        (VOICE, {"text": " "}, 400, "input_text_empty"),
    ],
)
def test_elevenlabs_errors(
    http: httpx2.Client, voice: str, body: dict[str, Any], status: int, code: str
) -> None:
    where = f"/elevenlabs/v1/text-to-speech/{voice}/with-timestamps"
    made = http.post(where, json=body, headers=XI)
    detail = made.json()["detail"]
    assert (made.status_code, detail["status"], detail["code"]) == (status, code, code)
    missing = http.post(where.replace(voice, VOICE), json={}, headers=XI)
    assert missing.status_code == 422
    assert missing.json()["detail"][0]["loc"] == ["body", "text"]


def test_kokoro(http: httpx2.Client) -> None:
    body = {"input": TEXT, "voice": "af_heart+bm_george(2)", "response_format": "mp3"}
    whole = http.post("/kokoro/dev/captioned_speech", json=body | {"stream": False}).json()
    assert set(whole) == {"audio", "audio_format", "timestamps"}
    words = [stamp["word"] for stamp in whole["timestamps"]]
    assert "".join(words) == "".join(TEXT.split())
    assert words[5:9] == ["home", ".", "“", "Is"]
    starts = [stamp["start_time"] for stamp in whole["timestamps"]]
    seconds = length_of_mp3(base64.b64decode(whole["audio"]))
    assert starts == sorted(starts)
    assert whole["timestamps"][-1]["end_time"] <= seconds
    long = {"input": TEXT * 5, "voice": "af_heart"}
    lines = http.post("/kokoro/dev/captioned_speech", json=long).text.splitlines()
    parts = [json.loads(line) for line in lines]  # it streams unless it is told not to
    assert len(parts) > 1
    audio = b"".join(base64.b64decode(part["audio"]) for part in parts)
    assert length_of_mp3(audio) > 4 * seconds
    plain = http.post("/kokoro/v1/audio/speech", json=long)
    assert (plain.headers["content-type"], plain.content) == ("audio/mpeg", audio)
    voices = http.get("/kokoro/v1/audio/voices").json()["voices"]
    assert {"id": "af_heart", "name": "af_heart"} in voices
    refused = http.post("/kokoro/dev/captioned_speech", json=body | {"voice": "nobody"})
    assert (refused.status_code, refused.json()["detail"]["error"]) == (400, "validation_error")


GRAPH: dict[str, Any] = {
    "3": {"class_type": "KSampler", "inputs": {"seed": 1, "positive": ["6", 0], "latent_image": ["5", 0]}},
    "5": {"class_type": "EmptyLatentImage", "inputs": {"width": 640, "height": 384}},
    "6": {"class_type": "CLIPTextEncode", "inputs": {"text": "a fox"}},
    "8": {"class_type": "VAEDecode", "inputs": {"samples": ["3", 0]}},
    "9": {"class_type": "SaveImage", "inputs": {"images": ["8", 0], "filename_prefix": "fox"}},
}  # fmt: skip


def test_comfyui(http: httpx2.Client) -> None:
    queued = http.post("/comfyui/prompt", json={"prompt": GRAPH, "client_id": "me"}).json()
    assert set(queued) == {"prompt_id", "number", "node_errors"}
    history = http.get(f"/comfyui/history/{queued['prompt_id']}").json()[queued["prompt_id"]]
    assert history["status"]["status_str"] == "success"
    assert history["prompt"][:2] == [queued["number"], queued["prompt_id"]]
    (image,) = history["outputs"]["9"]["images"]
    assert set(image) == {"filename", "subfolder", "type"}
    assert png(http.get("/comfyui/view", params=image).content).size == (640, 384)
    assert http.get("/comfyui/queue").json() == {"queue_running": [], "queue_pending": []}
    assert http.get("/comfyui/history/unknown").json() == {}
    assert http.get("/comfyui/view?filename=no.png").status_code == 404
    assert http.get("/comfyui/system_stats").json()["devices"][0]["name"] == "simulated"
    assert list(http.get("/comfyui/object_info/KSampler").json()) == ["KSampler"]


def test_comfyui_takes_references_and_checks_graphs(http: httpx2.Client) -> None:
    def upload(content: bytes) -> str:
        files = {"image": ("ref.png", content, "image/png")}
        answer = http.post("/comfyui/upload/image", files=files, data={"type": "input"}).json()
        assert (answer["subfolder"], answer["type"]) == ("", "input")
        return str(answer["name"])

    assert upload(b"one") == upload(b"one") == "ref.png"
    assert upload(b"two") == "ref (1).png"
    load = {"class_type": "LoadImage", "inputs": {"image": "ref.png"}}
    assert http.post("/comfyui/prompt", json={"prompt": {**GRAPH, "10": load}}).status_code == 200
    for change, kind in (
        ({"9": {"class_type": "Nowhere", "inputs": {}}}, "invalid_prompt"),
        ({"9": {"class_type": "VAEDecode", "inputs": {}}}, "prompt_no_outputs"),
        ({"8": {"class_type": "VAEDecode", "inputs": {"samples": ["77", 0]}}}, "prompt_outputs_failed_validation"),
        ({"10": {"class_type": "LoadImage", "inputs": {"image": "no.png"}}}, "prompt_outputs_failed_validation"),
    ):  # fmt: skip
        made = http.post("/comfyui/prompt", json={"prompt": {**GRAPH, **change}})
        assert (made.status_code, made.json()["error"]["type"]) == (400, kind)


# Keys, books, repeatability ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "body", "header"),
    [
        ("/openai/v1/chat/completions", chat("x"), "authorization"),
        ("/openrouter/api/v1/chat/completions", chat("x", model="sim/text"), "authorization"),
        ("/runware/v1", [runware_task()], "authorization"),
        (f"/elevenlabs/v1/text-to-speech/{VOICE}", {"text": "Hi"}, "xi-api-key"),
    ],
)
def test_only_simulated_keys_open(
    http: httpx2.Client, sim: RunningSimulator, path: str, body: Any, header: str
) -> None:
    for key in ("", "Bearer live-0000", "live-0000"):
        refused = http.post(path, json=body, headers={header: key} if key else {})
        assert refused.status_code == 401
        assert not sim.calls()[-1].paid
    good = http.post(
        path, json=body, headers={header: f"{'' if header[0] == 'x' else 'Bearer '}{KEY}"}
    )
    assert good.status_code == 200
    assert sim.calls()[-1].paid
    assert sim.calls()[-1].opened["key"] == KEY[-4:]


def test_the_log_says_what_was_asked_and_charged(
    http: httpx2.Client, sim: RunningSimulator
) -> None:
    body = json.dumps(chat("Words: 30")).encode()
    where = "/openai/v1/chat/completions"
    answer = http.post(where, content=body, headers={**BEARER, "content-type": "application/json"})
    call = sim.calls()[-1]
    assert call.opened["body_sha256"] == hashlib.sha256(body).hexdigest()
    assert (call.opened["body_bytes"], call.opened["model"]) == (len(body), "gpt-5-mini")
    assert call.ended
    assert (call.ended["outcome"], call.ended["status"]) == ("sent", 200)
    assert call.ended["bytes"] == len(answer.content)
    usage = answer.json()["usage"]
    dollars = (0.25 * usage["prompt_tokens"] + 2 * usage["completion_tokens"]) / 1e6
    assert float(call.cost) == pytest.approx(dollars)
    assert answer.headers["x-request-id"] == f"sim-{call.opened['id']}"
    assert sim.log.read_bytes() == http.get("/_log").content
    http.get("/openai/v1/models", headers=BEARER)
    assert not sim.calls()[-1].paid


async def test_the_same_request_and_seed_give_the_same_answer(tmp_path: Path) -> None:
    async def ask(seed: int) -> list[bytes]:
        folder = tmp_path / uuid.uuid4().hex
        folder.mkdir()
        async with (
            simulator(folder, seed=seed) as sim,
            httpx2.AsyncClient(base_url=sim.address, headers={**BEARER, **XI}) as http,
        ):
            image = {"model": "gpt-image-1", "prompt": "A fox"}
            task = runware_task(taskUUID="50836053-a0ee-4cf5-b9d6-ae7c5d140ada")
            answers = [
                await http.post("/openai/v1/chat/completions", json=chat("Words: 90")),
                await http.post("/openai/v1/images/generations", json=image),
                await http.post("/runware/v1", json=[task]),
                await http.post(f"/elevenlabs/v1/text-to-speech/{VOICE}", json={"text": "Hi"}),
            ]
            return [answer.content for answer in answers]

    first, again, other = await ask(1), await ask(1), await ask(2)
    assert first == again
    assert [a == b for a, b in zip(first, other, strict=True)] == [False, False, False, True]


@pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
async def test_the_log_survives_a_kill(tmp_path: Path) -> None:
    rules = [{"match": {"nth": 2}, "fault": "never_answers"}]
    async with (
        simulator(tmp_path, script=rules) as sim,
        httpx2.AsyncClient(base_url=sim.address, headers=BEARER, timeout=30) as http,
    ):
        await http.get("/openai/v1/models")
        async with httpx2.AsyncClient(base_url=sim.address, headers=BEARER) as other:
            hanging = asyncio.ensure_future(other.get("/openai/v1/models"))
            while len(sim.calls()) < 2:
                await asyncio.sleep(0.01)
            sim.process.send_signal(signal.SIGKILL)
            with pytest.raises(httpx2.TransportError):
                await hanging
    assert [bool(call.ended) for call in sim.calls()] == [True, False]
    async with (
        simulator(tmp_path) as again,
        httpx2.AsyncClient(base_url=again.address, headers=BEARER) as http,
    ):
        await http.get("/openai/v1/models")
        assert [call.opened["id"] for call in again.calls()] == [1, 2, 3]


@pytest.mark.parametrize("end", ["stdin", "SIGTERM"])
def test_it_goes_with_its_parent(tmp_path: Path, end: str) -> None:
    with running_simulator(tmp_path) as sim:
        assert sim.address.startswith("http://127.0.0.1:")
        if end == "stdin":
            assert sim.process.stdin
            sim.process.stdin.close()
        else:
            sim.process.terminate()
        assert sim.process.wait(15) in (0, -signal.SIGTERM)


def test_a_script_that_cannot_be_used_is_refused(http: httpx2.Client, tmp_path: Path) -> None:
    for rules in ([{"fault": "nonsense"}], [{"match": {"path": "("}, "fault": "refusal"}], "x", {}):
        assert http.post("/_script", json=rules).status_code == 422
    script = tmp_path / "script.json"
    script.write_text('[{"fault": "nonsense"}]')
    command = [sys.executable, "-m", "fablewright.simulator", "--log", str(tmp_path / "l")]
    ended = subprocess.run([*command, "--script", str(script)], capture_output=True, text=True)
    assert ended.returncode == 2
    assert ended.stderr.startswith("The fault script cannot be used: There is no fault “nonsense”")
