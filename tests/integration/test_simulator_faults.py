"""What a simulated vendor says when it fails, and what it spoils; and how it is booked."""

from __future__ import annotations

import base64
import binascii
import email.utils
import io
import json
import re
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx2
import pytest
from PIL import Image
from tests.support.simulator import RunningSimulator
from tests.support.vendor_forms import (
    BEARER,
    TEXT,
    VOICE,
    XI,
    chat,
    length_of_mp3,
    png,
    runware_task,
)

from fablewright.simulator.faults import KNOWN

CHAT = "/openai/v1/chat/completions"
IMAGES = "/openai/v1/images/generations"
SPEECH = f"/elevenlabs/v1/text-to-speech/{VOICE}/with-timestamps"
PICTURE: dict[str, Any] = {"model": "gpt-image-1", "prompt": "a fox", "quality": "low"}
SCHEMA = {
    "type": "object",
    "properties": {"title": {"type": "string"}, "count": {"type": "integer"}},
    "required": ["title", "count"],
    "additionalProperties": False,
}
AS_JSON = chat(
    "A title.",
    response_format={"type": "json_schema", "json_schema": {"name": "x", "schema": SCHEMA}},
)
REQUESTS: dict[str, tuple[str, Any]] = {
    "openai": (CHAT, chat("x")),
    "openrouter": ("/openrouter/api/v1/chat/completions", chat("x", model="sim/text")),
    "runware": ("/runware/v1", [runware_task()]),
    "elevenlabs": (SPEECH, {"text": "Hi"}),
    "kokoro": ("/kokoro/dev/captioned_speech", {"input": "Hi"}),
    "comfyui": ("/comfyui/prompt", {"prompt": {}}),
}


def strike(sim: RunningSimulator, fault: str, **match: Any) -> None:
    sim.script([{"match": match, "fault": fault}])


# The vendor says no ------------------------------------------------------------------------------

CODES: dict[str, Callable[[Any], Any]] = {
    "openai": lambda body: body["error"]["code"],
    "openrouter": lambda body: body["error"]["code"],
    "runware": lambda body: body["errors"][0]["code"],
    "elevenlabs": lambda body: body["detail"]["status"],
    "kokoro": lambda body: body["detail"]["error"],
}
SAYS = [
    ("rate_limited", "openai", 429, "rate_limit_exceeded"),
    ("rate_limited", "openrouter", 429, 429),
    ("rate_limited", "runware", 429, "rateLimitExceeded"),
    ("rate_limited", "elevenlabs", 429, "rate_limit_exceeded"),
    ("rate_limited_bare", "kokoro", 429, "rate_limited"),
    ("too_many_at_once", "elevenlabs", 429, "too_many_concurrent_requests"),
    ("too_many_at_once", "runware", 429, "concurrencyLimitExceeded"),
    ("overloaded", "openai", 503, None),
    ("overloaded", "openrouter", 503, 503),
    ("overloaded", "elevenlabs", 429, "system_busy"),
    ("server_error", "openai", 500, None),
    ("server_error", "runware", 500, "internalServerError"),
    ("server_error", "kokoro", 500, "processing_error"),
    ("wrong_key", "openai", 401, "invalid_api_key"),
    ("wrong_key", "openrouter", 401, 401),
    ("wrong_key", "runware", 401, "invalidApiKey"),
    ("wrong_key", "elevenlabs", 401, "invalid_api_key"),
    ("no_permission", "openai", 403, None),
    ("no_permission", "elevenlabs", 403, "missing_permissions"),
    ("no_credit", "openai", 429, "insufficient_quota"),
    ("no_credit", "openrouter", 402, 402),
    ("no_credit", "runware", 402, "insufficientCredits"),
    ("no_credit", "elevenlabs", 401, "quota_exceeded"),
    ("model_retired", "openai", 404, "model_not_found"),
    ("model_retired", "openrouter", 404, 404),
    ("model_gone", "openai", 410, "model_not_found"),
    ("content_refused", "openai", 400, "invalid_prompt"),
    ("content_refused", "openrouter", 403, 403),
    ("content_refused", "runware", 400, "invalidProviderContent"),
    ("context_too_long", "openai", 400, "context_length_exceeded"),
    ("not_found", "openai", 404, None),
    ("error_in_200", "openai", 200, None),
    ("error_in_200", "openrouter", 200, 502),
    ("error_in_200", "runware", 200, "timeoutProvider"),
    ("error_in_200", "elevenlabs", 200, "internal_server_error"),
    ("error_in_200", "kokoro", 200, "processing_error"),
]


@pytest.mark.parametrize(("fault", "vendor", "status", "code"), SAYS)
def test_errors_in_the_vendors_form(
    http: httpx2.Client, sim: RunningSimulator, fault: str, vendor: str, status: int, code: Any
) -> None:
    strike(sim, fault, vendor=vendor)
    path, body = REQUESTS[vendor]
    answer = http.post(path, json=body, headers={**BEARER, **XI})
    assert (answer.status_code, CODES[vendor](answer.json())) == (status, code)
    assert ("retry-after" in answer.headers) == (fault == "rate_limited")
    call = sim.calls()[-1]
    assert (call.fault, call.paid, call.cost) == (fault, False, 0)


def test_a_blocked_picture(http: httpx2.Client, sim: RunningSimulator) -> None:
    strike(sim, "content_refused")
    error = http.post(IMAGES, json=PICTURE, headers=BEARER).json()["error"]
    assert (error["code"], error["type"]) == ("moderation_blocked", "image_generation_user_error")


def test_when_to_come_back(http: httpx2.Client, sim: RunningSimulator) -> None:
    sim.script([{"fault": "rate_limited", "options": {"seconds": 7}}])
    assert http.post(CHAT, json=chat("x"), headers=BEARER).headers["retry-after"] == "7"
    sim.script([{"fault": "rate_limited_date", "options": {"seconds": 600}}])
    date = http.post(CHAT, json=chat("x"), headers=BEARER).headers["retry-after"]
    assert date.endswith(" GMT")
    ahead = email.utils.parsedate_to_datetime(date).timestamp() - time.time()
    assert 500 < ahead <= 600


def test_a_gateway_between(http: httpx2.Client, sim: RunningSimulator) -> None:
    strike(sim, "bad_gateway")
    answer = http.post(CHAT, json=chat("x"), headers=BEARER)
    assert (answer.status_code, answer.headers["content-type"]) == (502, "text/html")
    assert answer.text.startswith("<html>")


def test_a_graph_that_fails_in_the_middle(http: httpx2.Client, sim: RunningSimulator) -> None:
    nodes = {
        "1": {"class_type": "EmptyLatentImage", "inputs": {"width": 64, "height": 64}},
        "2": {"class_type": "SaveImage", "inputs": {"images": ["1", 0]}},
    }
    job = http.post("/comfyui/prompt", json={"prompt": nodes}).json()["prompt_id"]
    strike(sim, "error_in_200", vendor="comfyui", path="^history/")
    entry = http.get(f"/comfyui/history/{job}").json()[job]
    assert entry["status"]["status_str"] == "error"
    assert entry["status"]["messages"][-1][0] == "execution_error"
    assert entry["outputs"] == {}


# The model writes something else -----------------------------------------------------------------


def content(http: httpx2.Client, body: Any = AS_JSON) -> str:
    answer = http.post(CHAT, json=body, headers=BEARER).json()
    return str(answer["choices"][0]["message"]["content"])


def is_broken(text: str) -> bool:
    try:
        json.loads(text)
    except ValueError:
        return True
    return False


SPOILT: dict[str, Callable[[str, dict[str, Any]], bool]] = {
    "json_broken": lambda text, good: is_broken(text) and text.startswith("{"),
    "json_fenced": lambda text, good: json.loads(text[8:-4]) == good and text[:8] == "```json\n",
    "json_prose": lambda text, good: is_broken(text) and json.dumps(good) in text,
    "json_unquoted": lambda text, good: is_broken(text) and "{title: " in text,
    "schema_missing": lambda text, good: set(json.loads(text)) == {"count"},
    "schema_wrong_type": lambda text, good: isinstance(json.loads(text)["title"], dict),
    "schema_extra": lambda text, good: set(json.loads(text)) - set(good) == {"simulated_extra"},
    "no_content": lambda text, good: text == "",
}


@pytest.mark.parametrize("fault", SPOILT)
def test_spoilt_json(http: httpx2.Client, sim: RunningSimulator, fault: str) -> None:
    good = json.loads(content(http))
    strike(sim, fault)
    assert SPOILT[fault](content(http), good)
    call = sim.calls()[-1]
    assert call.ended
    assert call.ended["fault_applied"]
    assert call.paid  # tokens are tokens


def test_spoilt_arguments(http: httpx2.Client, sim: RunningSimulator) -> None:
    tool = {"type": "function", "function": {"name": "tell", "parameters": SCHEMA}}
    strike(sim, "schema_missing")
    body = chat("x", tools=[tool], tool_choice="required")
    made = http.post(CHAT, json=body, headers=BEARER).json()["choices"][0]["message"]
    assert set(json.loads(made["tool_calls"][0]["function"]["arguments"])) == {"count"}


@pytest.mark.parametrize(
    ("fault", "finish", "empty"),
    [
        ("refusal", "stop", True),
        ("content_filter", "content_filter", True),
        ("length", "length", False),
        ("finish_error", "error", False),
    ],
)
def test_why_it_ended(
    http: httpx2.Client, sim: RunningSimulator, fault: str, finish: str, empty: bool
) -> None:
    strike(sim, fault)
    choice = http.post(CHAT, json=AS_JSON, headers=BEARER).json()["choices"][0]
    assert choice["finish_reason"] == finish
    assert (not choice["message"]["content"]) == empty
    assert bool(choice["message"]["refusal"]) == (fault == "refusal")
    if fault == "length":
        assert is_broken(choice["message"]["content"])
    assert sim.calls()[-1].paid
    lines = http.post(CHAT, json=AS_JSON | {"stream": True}, headers=BEARER).text.split("\n\n")
    last = json.loads(lines[-3][6:])
    assert last["choices"][0]["finish_reason"] == finish
    assert ("error" in last) == (fault == "finish_error")


def test_bodies_that_are_no_answers(http: httpx2.Client, sim: RunningSimulator) -> None:
    strike(sim, "empty_body")
    answer = http.post(CHAT, json=chat("x"), headers=BEARER)
    assert (answer.status_code, answer.content) == (200, b"")
    strike(sim, "broken_body")
    answer = http.post(CHAT, json=chat("x"), headers=BEARER)
    assert answer.status_code == 200
    assert is_broken(answer.text)


# Pictures and recordings -------------------------------------------------------------------------


def picture(data: bytes) -> str | None:
    try:
        return Image.open(io.BytesIO(data)).format
    except OSError:
        return None


def is_truncated(data: bytes) -> bool:
    with pytest.raises(OSError, match="truncated"):
        png(data)
    return True


def is_huge(data: bytes) -> bool:
    with pytest.raises(Image.DecompressionBombError):
        Image.open(io.BytesIO(data))
    return data[16:24] == (20_000).to_bytes(4, "big") * 2 and len(data) < 10_000


PICTURES: dict[str, Callable[[bytes], bool]] = {
    "png_truncated": is_truncated,
    "png_html": lambda data: data.startswith(b"<!doctype html>"),
    "png_jpeg": lambda data: picture(data) == "JPEG",
    "png_gif": lambda data: picture(data) == "GIF",
    "png_svg": lambda data: data.startswith(b"<svg"),
    "png_huge": is_huge,
    "png_empty": lambda data: data == b"",
    "png_wrong_size": lambda data: png(data).size == (515, 342),
}


@pytest.mark.parametrize("fault", PICTURES)
@pytest.mark.parametrize("way", ["openai", "openrouter", "runware", "download"])
def test_spoilt_pictures(http: httpx2.Client, sim: RunningSimulator, fault: str, way: str) -> None:
    if way == "openai":
        strike(sim, fault)
        answer = http.post(IMAGES, json=PICTURE, headers=BEARER).json()
        data = base64.b64decode(answer["data"][0]["b64_json"])
    elif way == "openrouter":
        strike(sim, fault)
        body = chat("a fox", model="sim/image", modalities=["image", "text"])
        answer = http.post("/openrouter/api/v1/chat/completions", json=body, headers=BEARER).json()
        url = answer["choices"][0]["message"]["images"][0]["image_url"]["url"]
        data = base64.b64decode(url.partition(",")[2])
    else:
        task = runware_task(width=1024, height=1024)
        task["outputType"] = "URL" if way == "download" else "base64Data"
        strike(sim, fault, **({"path": "^image/"} if way == "download" else {}))
        answer = http.post("/runware/v1", json=[task], headers=BEARER).json()["data"][0]
        if way == "download":
            data = http.get(answer["imageURL"]).content
        else:
            data = base64.b64decode(answer["imageBase64Data"])
    assert PICTURES[fault](data)
    assert sim.calls()[-1].ended
    assert [call.ended and call.ended["fault_applied"] for call in sim.calls()[-1:]] == [True]


def test_pictures_that_are_not_there(http: httpx2.Client, sim: RunningSimulator) -> None:
    strike(sim, "base64_broken")
    answer = http.post(IMAGES, json=PICTURE, headers=BEARER).json()
    with pytest.raises(binascii.Error):
        base64.b64decode(answer["data"][0]["b64_json"], validate=True)
    strike(sim, "no_picture")
    answer = http.post(IMAGES, json=PICTURE, headers=BEARER)
    assert (answer.status_code, answer.json()["data"]) == (200, [])


def test_addresses_that_must_not_be_followed(http: httpx2.Client, sim: RunningSimulator) -> None:
    def address() -> str:
        body = [runware_task(outputType="URL")]
        return str(
            http.post("/runware/v1", json=body, headers=BEARER).json()["data"][0]["imageURL"]
        )

    strike(sim, "url_not_https")
    assert address().startswith("http://pictures.example/")
    strike(sim, "url_private")
    assert urlsplit(address()).port == 1
    strike(sim, "url_missing")
    assert http.get(address()).status_code == 404
    strike(sim, "redirect_private", path="^image/")
    answer = http.get(address())
    assert (answer.status_code, urlsplit(answer.headers["location"]).port) == (302, 1)


def timed(http: httpx2.Client) -> tuple[Any, bytes]:
    answer = http.post(SPEECH, json={"text": TEXT}, headers=XI).json()
    return answer["alignment"], base64.b64decode(answer["audio_base64"])


def test_spoilt_alignments(http: httpx2.Client, sim: RunningSimulator) -> None:
    good, _ = timed(http)
    starts = "character_start_times_seconds"
    strike(sim, "alignment_empty")
    assert timed(http)[0] == {name: [] for name in good}
    strike(sim, "alignment_null")
    assert timed(http)[0] is None
    strike(sim, "alignment_short")
    assert "".join(timed(http)[0]["characters"]) == TEXT[: len(TEXT) // 2]
    strike(sim, "alignment_drifting")
    assert timed(http)[0][starts] == pytest.approx([1.2 * at for at in good[starts]], abs=0.001)
    strike(sim, "alignment_decreasing")
    found = timed(http)[0][starts]
    assert found == sorted(found, reverse=True)
    strike(sim, "alignment_other_characters")
    assert set(timed(http)[0]["characters"]) == {"#"}
    strike(sim, "alignment_short", vendor="kokoro")
    body = {"input": "One two three four.", "stream": False}
    stamps = http.post("/kokoro/dev/captioned_speech", json=body).json()["timestamps"]
    assert [stamp["word"] for stamp in stamps] == ["One", "two"]


def test_spoilt_recordings(http: httpx2.Client, sim: RunningSimulator) -> None:
    good = length_of_mp3(timed(http)[1])
    strike(sim, "audio_short")
    assert length_of_mp3(timed(http)[1]) == pytest.approx(good / 2, abs=0.2)
    strike(sim, "audio_not_mp3")
    assert timed(http)[1].startswith(b"{")
    strike(sim, "audio_empty")
    assert timed(http)[1] == b""
    strike(sim, "audio_not_mp3", vendor="openai")
    body = {"model": "tts-1", "input": "Hi", "voice": "nova"}
    assert http.post("/openai/v1/audio/speech", json=body, headers=BEARER).text.startswith("{")


def test_every_fault_is_tested() -> None:
    """Each name of the script's vocabulary stands in one of the files about faults."""
    here = Path(__file__)
    files = [
        here,
        *(here.with_name(f"test_{name}.py") for name in ("simulator_wire", "inspection")),
    ]
    texts = "".join(file.read_text("utf-8") for file in files)
    assert KNOWN - set(re.findall(r'"(\w+)"', texts)) == set()
