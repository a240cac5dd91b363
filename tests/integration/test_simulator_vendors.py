"""The simulator speaks OpenRouter's, Runware's, ElevenLabs', Kokoro's and ComfyUI's APIs as documented."""

from __future__ import annotations

import base64
import io
import json
import shutil
import subprocess
from typing import Any

import httpx2
import numpy as np
import pytest
from PIL import Image
from tests.support.programs import needs
from tests.support.simulator import KEY
from tests.support.vendor_forms import (
    BEARER,
    TEXT,
    VOICE,
    XI,
    Form,
    chat,
    events,
    fits,
    length_of_mp3,
    png,
    runware_task,
)


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
