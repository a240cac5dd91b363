"""OpenAI's pictures: generations and edits.

Sources: OpenAI API reference "Create image" and "Create image edit", guide "Image generation" (sizes,
qualities, tokens of a picture), as typed in openai-python's `types/image*.py`; the form of a blocked
request (`moderation_blocked`, `image_generation_user_error`) from reports in public issue trackers.
"""

from __future__ import annotations

import base64
import io
import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from PIL import Image

from fablewright.simulator import pictures
from fablewright.simulator.chat import tokens
from fablewright.simulator.model import Answer, Asked, Wrong, digest, loads_or_none
from fablewright.simulator.multipart import Part, read_form
from fablewright.simulator.prices import OPENAI_IMAGE, find

_CREATED = 1_750_000_000
_REFERENCE_TOKENS = 323  # of one reference picture, low fidelity
_MOST_REFERENCES = 16
_SIZES = {
    "gpt-image-1": ("1024x1024", "1536x1024", "1024x1536"),
    "dall-e-3": ("1024x1024", "1792x1024", "1024x1792"),
    "dall-e-2": ("256x256", "512x512", "1024x1024"),
}
_ANY_SIZE = ("gpt-image-2", "sim-image")
_TOKENS = {"low": 272, "medium": 1056, "high": 4160}  # of 1024 × 1024 pixels


@dataclass(frozen=True, slots=True)
class _Order:
    model: str
    prompt: str
    size: tuple[int, int]
    quality: str
    form: str
    count: int
    as_url: bool
    references: tuple[bytes, ...]

    @property
    def dall_e(self) -> bool:
        return self.model.startswith("dall-e")


def essentials(asked: Asked) -> dict[str, Any]:
    """Of a request for pictures, for the log."""
    body = loads_or_none(asked.body)
    fields: Mapping[str, Any] = body if isinstance(body, dict) else {}
    references = 0
    if asked.path.endswith("edits"):
        try:
            parts = read_form(asked)
        except Wrong:
            return {}
        fields = {part.name: part.text for part in parts if part.filename is None}
        references = sum(_is_reference(part) for part in parts)
    kept = {name: fields.get(name) for name in ("model", "size", "quality", "n")}
    return {
        **kept,
        "prompt_characters": len(str(fields.get("prompt", ""))),
        "references": references,
    }


def generate(asked: Asked) -> Answer:
    return _deliver(_read(asked.fields(), ()), asked)


def edit(asked: Asked) -> Answer:
    parts = read_form(asked)
    fields = {part.name: part.text for part in parts if part.filename is None}
    references = tuple(part.data for part in parts if _is_reference(part))
    if not 0 < len(references) <= _MOST_REFERENCES:
        raise Wrong("bad_request", "Missing required parameter: 'image'.", param="image")
    for picture in references:
        _check_picture(picture)
    return _deliver(_read(fields, references), asked)


def download(asked: Asked) -> Answer:
    """The picture behind an address that was given out."""
    found = re.fullmatch(r"files/([0-9a-f]{16})-(\d{2,4})x(\d{2,4})\.png", asked.path)
    if not found:
        raise Wrong("not_found", "The specified blob does not exist.")
    picture = pictures.draw(found[1], int(found[2]), int(found[3]))
    return Answer(picture, headers={"content-type": "image/png"})


def refusal(model: object) -> tuple[int, str, str, str]:
    """Status, type, code and message of a request that the safety system stopped."""
    if str(model).startswith("dall-e"):
        return (
            400, "invalid_request_error", "content_policy_violation",
            "Your request was rejected as a result of our safety system. Your prompt may contain "
            "text that is not allowed by our safety system.",
        )  # fmt: skip
    return (
        400, "image_generation_user_error", "moderation_blocked",
        "Your request was rejected by the safety system. If you believe this is an error, contact "
        "us at help.openai.com. safety_violations=[violence].",
    )  # fmt: skip


def _is_reference(part: Part) -> bool:
    return part.filename is not None and part.name in ("image", "image[]")


def _read(fields: Mapping[str, Any], references: tuple[bytes, ...]) -> _Order:
    prompt, model = fields.get("prompt"), str(fields.get("model") or "dall-e-2")
    if find(OPENAI_IMAGE, model) is None:
        raise Wrong(
            "not_found",
            f"The model `{model}` does not exist or you do not have access to it.",
            code="model_not_found",
        )
    longest = 4000 if model.startswith("dall-e") else 32_000
    if not isinstance(prompt, str) or not 0 < len(prompt) <= longest:
        raise Wrong("bad_request", f"'prompt' must have 1 to {longest} characters.", param="prompt")
    allowed = ("standard", "hd") if model == "dall-e-3" else ("low", "medium", "high")
    quality = str(fields.get("quality") or "auto")
    if quality not in (*allowed, "auto") and not (model == "dall-e-2" and quality == "standard"):
        raise _not_supported("quality", quality, (*allowed, "auto"))
    form = str(fields.get("output_format") or "png")
    if form not in ("png", "jpeg", "webp"):
        raise _not_supported("output_format", form, ("png", "jpeg", "webp"))
    count = str(fields.get("n") or 1)
    if not re.fullmatch(r"10|[1-9]", count):
        raise Wrong("bad_request", "'n' must be from 1 to 10.", param="n")
    wanted = fields.get("response_format")
    if wanted and not model.startswith("dall-e"):
        raise Wrong(
            "bad_request",
            "Unknown parameter: 'response_format'.",
            param="response_format",
            code="unknown_parameter",
        )
    return _Order(
        model, prompt, _read_size(model, str(fields.get("size") or "auto")), quality, form,
        int(count), model.startswith("dall-e") and wanted != "b64_json", references,
    )  # fmt: skip


def _read_size(model: str, text: str) -> tuple[int, int]:
    if text == "auto":
        return 1024, 1024
    size = pictures.size_of(text)
    if model.startswith(_ANY_SIZE):
        if (
            size
            and all(16 <= edge <= 3840 and edge % 16 == 0 for edge in size)
            and max(size) <= 3 * min(size)
        ):
            return size
        raise Wrong(
            "bad_request",
            f"Invalid size '{text}': both edges must be divisible by 16 and at most 3840, and the "
            "ratio of edges at most 3:1.",
            param="size",
            code="invalid_value",
        )
    allowed = _SIZES.get(model, _SIZES["gpt-image-1"])
    if size is None or text not in allowed:
        raise _not_supported("size", text, (*allowed, "auto"))
    return size


def _not_supported(name: str, value: str, allowed: tuple[str, ...]) -> Wrong:
    values = ", ".join(f"'{one}'" for one in allowed)
    message = f"Invalid value: '{value}'. Supported values are: {values}."
    return Wrong("bad_request", message, param=name, code="invalid_value")


def _check_picture(data: bytes) -> None:
    try:
        if Image.open(io.BytesIO(data)).format in ("PNG", "JPEG", "WEBP"):
            return
    except (OSError, Image.DecompressionBombError):
        pass
    raise Wrong(
        "bad_request",
        "Invalid image file or mode for image, please check your image file.",
        param="image",
        code="invalid_image_file",
    )


def _deliver(order: _Order, asked: Asked) -> Answer:
    width, height = order.size
    price = find(OPENAI_IMAGE, order.model)
    assert price
    data: list[dict[str, Any]] = []
    for number in range(order.count):
        look = digest(asked.seed, order.prompt, *map(digest, order.references), number)
        entry: dict[str, Any] = {}
        if order.as_url:
            entry["url"] = f"{asked.base}/files/{look}-{width}x{height}.png"
        else:
            picture = pictures.draw(look, width, height, order.form)
            entry["b64_json"] = base64.b64encode(picture).decode()
        if order.model == "dall-e-3":
            entry["revised_prompt"] = order.prompt
        data.append(entry)
    body: dict[str, Any] = {"created": _CREATED, "data": data}
    if order.dall_e:
        cost = Decimal(price.each) * order.count
        return Answer(body, kind="picture", worked=True, cost=cost)
    quality = order.quality if order.quality in _TOKENS else "medium"
    read_text, read_image = tokens(order.prompt), _REFERENCE_TOKENS * len(order.references)
    written = round(_TOKENS[quality] * width * height / 1024**2) * order.count
    body |= {
        "background": "opaque",
        "output_format": order.form,
        "quality": quality,
        "size": f"{width}x{height}",
        "usage": {
            "input_tokens": read_text + read_image,
            "input_tokens_details": {"text_tokens": read_text, "image_tokens": read_image},
            "output_tokens": written,
            "output_tokens_details": {"image_tokens": written, "text_tokens": 0},
            "total_tokens": read_text + read_image + written,
        },
    }
    cost = price.of_tokens(read_text + read_image, written)
    return Answer(body, kind="picture", worked=True, cost=cost)
