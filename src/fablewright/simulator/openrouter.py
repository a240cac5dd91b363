"""OpenRouter's API: chat completions with the cost in their usage, pictures, models with prices.

Sources: openrouter.ai/docs "API reference: overview" (responses), "Errors and debugging" (codes,
metadata, errors after the first token), "Usage accounting" (`usage.cost`), "Image generation"
(`modalities`, `message.images`), "List available models" (`pricing` in dollars per token).
"""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from fablewright.simulator import chat as chats
from fablewright.simulator import pictures
from fablewright.simulator.model import Answer, Asked, Trouble, Wrong, accepted, digest
from fablewright.simulator.openai import CREATED
from fablewright.simulator.prices import OPENROUTER, OPENROUTER_IMAGE, Price, find

_PROVIDER = "Simulated"
_IMAGE_TOKENS = 1290  # of one picture, whatever its size
_RATIOS = {
    "1:1": (1024, 1024), "2:3": (832, 1248), "3:2": (1248, 832), "3:4": (864, 1184),
    "4:3": (1184, 864), "4:5": (896, 1152), "5:4": (1152, 896), "9:16": (768, 1344),
    "16:9": (1344, 768), "21:9": (1536, 672),
}  # fmt: skip


class OpenRouter:
    name = "openrouter"

    def key(self, asked: Asked) -> str:
        return asked.bearer()

    def essentials(self, asked: Asked) -> dict[str, Any]:
        return chats.essentials(asked)

    def answer(self, asked: Asked) -> Answer:
        if (asked.method, asked.path) == ("GET", "api/v1/models"):
            return Answer({"data": [_listed(name, price) for name, price in OPENROUTER.items()]})
        if not accepted(key := asked.bearer()):
            raise Wrong("wrong_key", "User not found." if key else "No auth credentials found")
        if (asked.method, asked.path) == ("POST", "api/v1/chat/completions"):
            return self._chat(asked)
        if (asked.method, asked.path) == ("GET", "api/v1/key"):
            return Answer({"data": _account()})
        raise Wrong("not_found", "Not Found")

    def trouble(self, asked: Asked, wrong: Wrong) -> Answer:
        model = str(self.essentials(asked).get("model"))
        status, message, metadata = _TROUBLES[wrong.trouble]
        error: dict[str, Any] = {"code": status, "message": str(wrong) or message}
        if metadata:
            error["metadata"] = json.loads(json.dumps(metadata).replace("MODEL", model))
        if wrong.trouble == "error_in_200":
            return Answer({"error": error, "user_id": "user_sim"}, 200)
        return Answer({"error": error}, status)

    def _chat(self, asked: Asked) -> Answer:
        body = asked.fields()
        chat = chats.read(body)
        price = find(OPENROUTER, chat.model)
        if price is None:
            raise Wrong("bad_request", f"{chat.model} is not a valid model ID")
        if chat.tokens > price.context:
            raise Wrong("too_long", _too_long(price.context, chat.tokens))
        modalities = body.get("modalities") or ["text"]
        paints = "image" in modalities
        if paints and chat.model not in OPENROUTER_IMAGE:
            wanted = ", ".join(map(str, modalities))
            raise Wrong(
                "model_retired",
                f"No endpoints found that support the requested output modalities: {wanted}",
            )
        draw = asked.draw()
        said = chats.say(chat, draw)
        message = {**chats.message(chat, said, draw), "reasoning": None}
        written, drawn = said.tokens, 0
        if paints:
            drawn = _IMAGE_TOKENS
            message |= {"content": "", "images": [_picture(chat, body, asked)]}
            written = 0
        completion = {
            "id": f"gen-{CREATED}-{draw}",
            "provider": _PROVIDER,
            "model": chat.model,
            "object": "chat.completion",
            "created": CREATED,
            "choices": [
                {
                    "logprobs": None,
                    "finish_reason": said.finish,
                    "native_finish_reason": said.finish,
                    "index": 0,
                    "message": message,
                }
            ],
            "usage": _usage(chat, price, written, drawn),
        }
        answer = Answer(completion, kind="picture" if paints else chat.kind, worked=True)
        answer.cost = _cost(chat, price, written + drawn)
        if chat.stream:
            answer.headers["content-type"] = "text/event-stream"
            answer.stream = _events
        return answer


def _events(completion: dict[str, Any]) -> Iterator[bytes]:
    """As OpenAI's, after a comment that keeps the connection open, and always with the usage."""
    yield b": OPENROUTER PROCESSING\n\n"
    yield from chats.events(completion, with_usage=True)


def _usage(chat: chats.Chat, price: Price, written: int, drawn: int) -> dict[str, Any]:
    return {
        "prompt_tokens": chat.tokens,
        "completion_tokens": written + drawn,
        "total_tokens": chat.tokens + written + drawn,
        "cost": float(_cost(chat, price, written + drawn)),
        "is_byok": False,
        "prompt_tokens_details": {"cached_tokens": chat.cached, "audio_tokens": 0},
        "cost_details": {"upstream_inference_cost": None},
        "completion_tokens_details": {"reasoning_tokens": 0, "image_tokens": drawn},
    }


def _cost(chat: chats.Chat, price: Price, written: int) -> Decimal:
    return price.of_tokens(chat.tokens, written, chat.cached)


def _picture(chat: chats.Chat, body: dict[str, Any], asked: Asked) -> dict[str, Any]:
    config = body.get("image_config")
    ratio = config.get("aspect_ratio", "1:1") if isinstance(config, dict) else "1:1"
    if ratio not in _RATIOS:
        raise Wrong("bad_request", f"Invalid aspect ratio: {ratio}")
    look = digest(asked.seed, chat.prompt, *map(digest, chat.images))
    data = base64.b64encode(pictures.draw(look, *_RATIOS[ratio])).decode()
    return {"type": "image_url", "index": 0, "image_url": {"url": f"data:image/png;base64,{data}"}}


def _listed(name: str, price: Price) -> dict[str, Any]:
    made = ["text", "image"] if name in OPENROUTER_IMAGE else ["text"]

    def each(dollars: str) -> str:
        return f"{Decimal(dollars) / 1_000_000:f}"

    return {
        "id": name,
        "canonical_slug": name,
        "name": f"Simulated: {name}",
        "created": CREATED,
        "description": "Invents its answers on this machine.",
        "context_length": price.context,
        "architecture": {
            "modality": f"text+image->{'+'.join(made)}",
            "input_modalities": ["text", "image"],
            "output_modalities": made,
            "tokenizer": "Other",
            "instruct_type": None,
        },
        "pricing": {
            "prompt": each(price.read),
            "completion": each(price.written),
            "image": "0",
            "request": "0",
            "web_search": "0",
            "internal_reasoning": "0",
            "input_cache_read": each(price.cached),
        },
        "top_provider": {
            "context_length": price.context,
            "max_completion_tokens": None,
            "is_moderated": False,
        },
        "per_request_limits": None,
        "supported_parameters": [
            "max_tokens", "response_format", "seed", "structured_outputs", "tool_choice", "tools",
        ],
    }  # fmt: skip


def _account() -> dict[str, Any]:
    return {
        "label": "sim-…",
        "usage": 0,
        "limit": None,
        "limit_remaining": None,
        "is_free_tier": False,
    }


def _too_long(context: int, asked: int) -> str:
    return (
        f"This endpoint's maximum context length is {context} tokens. However, you requested about "
        f"{asked} tokens. Please reduce the length of either one."
    )


_UPSTREAM = {"provider_name": _PROVIDER, "raw": "MODEL is temporarily rate-limited upstream."}
_TROUBLES: dict[Trouble, tuple[int, str, dict[str, Any] | None]] = {
    "rate_limited": (429, "Provider returned error", _UPSTREAM),
    "too_many_at_once": (429, "Rate limit exceeded: too many requests in flight", None),
    "server_error": (500, "Internal Server Error", None),
    "overloaded": (503, "No instances available", {"provider_name": _PROVIDER}),
    "wrong_key": (401, "No auth credentials found", None),
    "no_permission": (403, "This key is not allowed to use MODEL.", None),
    "no_credit": (
        402,
        "Insufficient credits. Add more using https://openrouter.ai/settings/credits",
        {"limit_source": "openrouter_credits"},
    ),
    "model_retired": (404, "No endpoints found for this model.", None),
    "model_gone": (410, "This model is no longer available.", None),
    "refused": (
        403,
        "Your chosen model requires moderation and your input was flagged",
        {
            "reasons": ["violence"],
            "flagged_input": "…",
            "provider_name": _PROVIDER,
            "model_slug": "MODEL",
        },
    ),
    "too_long": (400, _too_long(128_000, 128_001), None),
    "bad_request": (400, 'Input required: specify "prompt" or "messages"', None),
    "not_found": (404, "Not Found", None),
    "error_in_200": (502, "Provider returned error", {"provider_name": _PROVIDER, "raw": "ERROR"}),
}
