"""Vendors' answers as they document them, for tests of the simulator and of what speaks to it."""

from __future__ import annotations

import io
import json
import uuid
from typing import Any

import httpx2
import mutagen.mp3
from PIL import Image
from pydantic import BaseModel, ConfigDict, TypeAdapter
from tests.support.simulator import KEY

BEARER = {"authorization": f"Bearer {KEY}"}
XI = {"xi-api-key": KEY}
TEXT = "Ada carried the copper kettle home.\n\n“Is it heavy?” asked the goat — it was, very."
VOICE = "21m00Tcm4TlvDq8ikWAM"


class Form(BaseModel):
    """A documented form: nothing missing, nothing that is not documented."""

    model_config = ConfigDict(extra="forbid", strict=True)


def fits(form: Any, response: httpx2.Response) -> Any:
    assert response.status_code == 200, response.text
    return TypeAdapter(form).validate_json(response.content)


def chat(prompt: str, **more: Any) -> dict[str, Any]:
    return {"model": "gpt-5-mini", "messages": [{"role": "user", "content": prompt}], **more}


def events(response: httpx2.Response) -> list[dict[str, Any]]:
    assert response.headers["content-type"].startswith("text/event-stream")
    *lines, done, rest = response.text.split("\n\n")
    assert (done, rest) == ("data: [DONE]", "")
    return [json.loads(line[6:]) for line in lines if not line.startswith(":")]


def runware_task(**more: Any) -> dict[str, Any]:
    task = {
        "taskType": "imageInference", "taskUUID": str(uuid.uuid4()), "positivePrompt": "a fox",
        "model": "runware:101@1", "width": 768, "height": 512, "includeCost": True,
        "outputType": "base64Data", "outputFormat": "PNG",
    }  # fmt: skip
    return task | more


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
