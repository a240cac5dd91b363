"""Pictures from the models of OpenRouter that answer with one.

Sources: OpenRouter's documentation, "Image generation" (`modalities`, `image_config`, `message.images`),
"Errors and debugging" (codes, `metadata`, errors in an answer of status 200), "Usage accounting"
(`usage.cost`), "List available models" (`architecture`, `expiration_date`), "Get current API key".
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

import httpx2

from fablewright.core.artist import Call, Reply
from fablewright.core.errors import ArtistError, Misconfigured, TryAgain
from fablewright.core.fetch import Fetcher
from fablewright.core.vendor import Vendor, complaint
from fablewright.illustrators.base import Picture, PictureRequest
from fablewright.illustrators.easel import (
    HOSTS_SETTING,
    MODEL_SETTING,
    Easel,
    ModelInfo,
    as_dict,
    as_list,
    blocked,
    charged,
    count,
    data_uri,
    dollars,
    first_dict,
    from_base64,
    plain,
    retires_on,
    told,
    with_references,
)
from fablewright.illustrators.prompting import Prompting

BASE_URL = "https://openrouter.ai/api/v1"
MOST_REFERENCES = 3

_BLOCKED = ("content_filter", "safety", "prohibited", "blocklist", "spii", "moderation")


class OpenRouterIllustrator:
    """One model of OpenRouter. `modalities` is ("image",) for models that write no text beside it;
    `image_size` ("2K") is sent when it is not empty, for those that take it."""

    name = "openrouter"

    def __init__(
        self,
        prompting: Prompting,
        *,
        model: str,
        api_key: str,
        base_url: str = BASE_URL,
        modalities: Sequence[str] = ("image", "text"),
        image_size: str = "",
        most_references: int = MOST_REFERENCES,
        price: Decimal | None = None,
        picture_hosts: Sequence[str] = (),
        longest_prompt: int = 32_000,
        timeout: float = 240.0,
        key_setting: str = "OPENROUTER_API_KEY",
        transport: httpx2.AsyncBaseTransport | None = None,
        fetcher: Fetcher | None = None,
    ) -> None:
        """`price` is the most that one picture costs, in US dollars; what it did cost, they tell."""
        self.model, self._price = model, price
        self._modalities, self.most_references = list(modalities), most_references
        self._shape = {"aspect_ratio": "1:1", **({"image_size": image_size} if image_size else {})}
        self._easel = Easel(self.name, prompting, longest_prompt)
        self._server = _Server(
            "OpenRouter",
            base_url,
            {"Authorization": f"Bearer {api_key}", "X-Title": "Fablewright"},
            key_setting=key_setting,
            timeout=timeout,
            transport=transport,
        )
        self._fetcher = fetcher or Fetcher(
            "OpenRouter", picture_hosts, setting=HOSTS_SETTING, transport=transport
        )

    def paint(self, request: PictureRequest) -> Call[Picture]:
        request = with_references(request, self.most_references)
        words = self._easel.words(request)
        pictures = [
            {"type": "image_url", "image_url": {"url": data_uri(png)}} for png in request.references
        ]
        content = [{"type": "text", "text": words}, *pictures]

        async def run() -> Reply[Picture]:
            await self._easel.prepare()
            answer = await self._server.post(
                "chat/completions",
                {
                    "model": self.model,
                    "messages": [{"role": "user", "content": content}],
                    "modalities": self._modalities,
                    "image_config": self._shape,
                    "usage": {"include": True},
                },
            )
            body = as_dict(answer.json())
            choice = first_dict(body.get("choices"))
            record = _record(body, choice)
            for failed in (body, choice):
                if failed.get("error"):
                    raise self._server.judged(
                        200, answer.headers, json.dumps(failed).encode(), record
                    )
            with charged(record):
                data = await self._file(choice)
            return await self._easel.finish(data, request, record)

        variant = self._easel.prompting.variant
        return Call("image", self.name, self.model, words, variant, run, self._price)

    async def check(self) -> None:
        """Raises `Misconfigured` when key, address or model cannot work."""
        await self._server.get("key")
        found = {model.id: model for model in await self.models()}
        if self.model not in found:
            raise Misconfigured(
                f"OpenRouter has no model “{self.model}” (of {MODEL_SETTING}) that makes pictures."
            )
        if found[self.model].paints is False:
            raise Misconfigured(f"The model “{self.model}” of {MODEL_SETTING} makes no pictures.")
        if found[self.model].sees is False:
            raise Misconfigured(
                f"The model “{self.model}” of {MODEL_SETTING} looks at no pictures, and scenes are painted"
                " after the cover: choose one that does."
            )

    async def models(self) -> list[ModelInfo]:
        """Those that make pictures."""
        answer = await self._server.get("models", params={"output_modalities": "image"})
        return [
            _model_info(one)
            for one in as_list(as_dict(answer.json()).get("data"))
            if as_dict(one).get("id")
        ]

    async def close(self) -> None:
        await self._easel.close()
        await self._fetcher.close()
        await self._server.close()

    async def _file(self, choice: Mapping[str, Any]) -> bytes:
        """The first picture of a message. Raises by why there is none."""
        message = as_dict(choice.get("message"))
        ended = f"{choice.get('finish_reason')} {choice.get('native_finish_reason')}".lower()
        if message.get("refusal") or any(word in ended for word in _BLOCKED):
            raise blocked("OpenRouter's model")
        address = as_dict(first_dict(message.get("images")).get("image_url")).get("url")
        if isinstance(address, str) and address:
            if address.startswith("data:"):
                return from_base64(address)
            return await self._fetcher.fetch(address)
        if message.get("content"):
            raise TryAgain("OpenRouter's model answered with words instead of a picture.")
        raise TryAgain("OpenRouter's answer holds no picture.")


class _Server(Vendor):
    def error(self, status: int, headers: Mapping[str, str], body: bytes) -> ArtistError:
        return self.judged(status, headers, body, None)

    def judged(
        self, status: int, headers: Mapping[str, str], body: bytes, record: Reply[None] | None
    ) -> ArtistError:
        """An error in an answer of status 200 has its own status as `code`."""
        try:
            failed = as_dict(as_dict(json.loads(body)).get("error"))
        except (ValueError, RecursionError):
            failed = {}
        code, metadata = failed.get("code"), as_dict(failed.get("metadata"))
        if status == 200:
            status = code if isinstance(code, int) and 400 <= code < 600 else 502
        words = complaint(body).lower()
        record = record or told(status, body)
        if (
            metadata.get("reasons")
            or "flagged" in words
            or (status in (400, 403) and any(word in words for word in ("moderation", "safety")))
        ):
            return blocked(self.name, record)
        if status == 400 and "model" in words and ("valid" in words or "support" in words):
            message = f"OpenRouter cannot make pictures with the model of {MODEL_SETTING}."
            return Misconfigured(message, answer=record)
        error = super().error(status, headers, body)
        error.answer = record
        return error


def _record(body: Mapping[str, Any], choice: Mapping[str, Any]) -> Reply[None]:
    usage = as_dict(body.get("usage"))
    response = plain(body, "id", "provider", "model", "created", "usage")
    response |= plain(choice, "finish_reason", "native_finish_reason")
    failed = body.get("error") or choice.get("error")
    if failed:
        response |= told(200, json.dumps({"error": failed}).encode()).response
    return Reply(
        None,
        response,
        count(usage.get("prompt_tokens")),
        count(usage.get("completion_tokens")),
        dollars(usage.get("cost")) or Decimal(0),
    )


def _model_info(entry: Mapping[str, Any]) -> ModelInfo:
    parts = as_dict(entry.get("architecture"))
    made, taken = (parts.get(f"{way}_modalities") for way in ("output", "input"))
    paints = "image" in made if isinstance(made, list) else None
    sees = "image" in taken if isinstance(taken, list) else None
    return ModelInfo(str(entry["id"]), retires_on(entry.get("expiration_date")), paints, sees)
