"""Pictures from OpenAI, or from any server that speaks its images API at another base URL.

Sources: OpenAI API reference, "Create image" (POST images/generations), "Create image edit" (POST
images/edits, multipart with `image[]`) and "List models"; guide "Image generation" (sizes, qualities,
tokens of a picture, moderation); guide "Error codes".
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import httpx2

from fablewright.core.artist import Call, Reply
from fablewright.core.errors import ArtistError, Misconfigured, TryAgain
from fablewright.core.fetch import Fetcher
from fablewright.core.vendor import PASSING, Answer, Vendor
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
    dollars,
    edges,
    first_dict,
    from_base64,
    line,
    nearest,
    plain,
    told,
    with_references,
)
from fablewright.illustrators.prompting import Prompting

BASE_URL = "https://api.openai.com/v1"
HOSTS = (
    "oaidalleapiprodscus.blob.core.windows.net",
)  # where its models that answer `url` put files
MOST_REFERENCES = 16
MILLION = 1_000_000

_BLOCKED = frozenset({"moderation_blocked", "content_policy_violation", "content_filter"})
_NO_CREDIT = frozenset({"insufficient_quota", "billing_hard_limit_reached"})
_NO_MODEL = frozenset({"model_not_found", "invalid_model", "model_not_supported"})
# Of one square megapixel (1024 × 1024), by the guide's table; more pixels take as many more.
_TOKENS = {"low": 272, "medium": 1056, "high": 4160}
_MARGIN = Decimal("1.25")
_REFERENCE_TOKENS = 6500  # the most that one picture sent along counts for


@dataclass(frozen=True, slots=True)
class ImagePrices:
    """US dollars: for a million tokens of text and of pictures sent, and of pictures made; or for `each`
    picture, where the vendor counts so. None where it is not known."""

    text: Decimal | None = None
    image: Decimal | None = None
    made: Decimal | None = None
    each: Decimal | None = None

    def of(self, text: int, image: int, made: int) -> Decimal | None:
        if self.text is None or self.image is None or self.made is None:
            return self.each
        return (self.text * text + self.image * image + self.made * made) / MILLION


class OpenAIIllustrator:
    """One model of one server. `quality`, `fidelity` (to references) and `response_format` are sent when
    they are not empty: models differ in what they take."""

    name = "openai"

    def __init__(
        self,
        prompting: Prompting,
        *,
        model: str,
        api_key: str = "",
        base_url: str = BASE_URL,
        sizes: Sequence[str] = ("1024x1024",),
        quality: str = "",
        fidelity: str = "",
        response_format: str = "",
        most_references: int = MOST_REFERENCES,
        prices: ImagePrices | None = None,
        picture_hosts: Sequence[str] = HOSTS,
        longest_prompt: int = 32_000,
        timeout: float = 240.0,
        key_setting: str = "OPENAI_API_KEY",
        transport: httpx2.AsyncBaseTransport | None = None,
        fetcher: Fetcher | None = None,
    ) -> None:
        """`sizes` are those that the model makes; `most_references` is 0 for one that only makes
        pictures from words; `timeout` is in seconds. Files may lie at
        `picture_hosts` and at `base_url` itself."""
        self.model, self._sizes, self._prices = model, tuple(sizes), prices or ImagePrices()
        self._more = {"quality": quality, "response_format": response_format}
        self._fidelity, self.most_references = fidelity, most_references
        self._easel = Easel(self.name, prompting, longest_prompt)
        self._server = _Server(
            "OpenAI" if base_url == BASE_URL else httpx2.URL(base_url).host,
            base_url,
            {"Authorization": f"Bearer {api_key}"} if api_key else {},
            key_setting=key_setting,
            timeout=timeout,
            transport=transport,
        )
        # An address that the operator chose is the operator's to trust, at home and without TLS, too.
        own = () if base_url == BASE_URL else (httpx2.URL(base_url).netloc.decode("ascii"),)
        self._fetcher = fetcher or Fetcher(
            self._server.name,
            picture_hosts,
            insecure=own,
            setting=HOSTS_SETTING,
            transport=transport,
        )

    def paint(self, request: PictureRequest) -> Call[Picture]:
        request = with_references(request, self.most_references)
        words, references = self._easel.words(request), request.references
        size = nearest(self._sizes, request.size)

        async def run() -> Reply[Picture]:
            await self._easel.prepare()
            answer = await self._ask(words, size, references)
            body = as_dict(answer.json())
            record = self._record(answer, body)
            if body.get("error"):
                raise self._server.judged(answer.status, answer.headers, answer.body, record)
            with charged(record):
                data = await self._file(first_dict(body.get("data")))
            return await self._easel.finish(data, request, record)

        estimate = self._estimate(words, size, len(references))
        variant = self._easel.prompting.variant
        return Call("image", self.name, self.model, words, variant, run, estimate)

    async def check(self) -> None:
        """Raises `Misconfigured` when key, address or model cannot work."""
        if self.model not in {model.id for model in await self.models()}:
            raise Misconfigured(
                f"{self._server.name} does not offer the model “{self.model}” of {MODEL_SETTING}."
            )
        # The API does not say what a model can do: its name does.
        if self.model.startswith("dall-e"):
            raise Misconfigured(
                f"The model “{self.model}” of {MODEL_SETTING} keeps to no other picture, and scenes are painted"
                " after the cover: choose one that does, such as gpt-image-1."
            )
        if self._server.name == "OpenAI" and "image" not in self.model:
            raise Misconfigured(f"The model “{self.model}” of {MODEL_SETTING} makes no pictures.")

    async def models(self) -> list[ModelInfo]:
        """What this key may use. The API says neither what paints nor what retires."""
        listed = as_list(as_dict((await self._server.get("models")).json()).get("data"))
        return [ModelInfo(str(one["id"])) for one in listed if as_dict(one).get("id")]

    async def close(self) -> None:
        await self._easel.close()
        await self._fetcher.close()
        await self._server.close()

    async def _ask(self, words: str, size: str, references: Sequence[bytes]) -> Answer:
        fields = {"model": self.model, "prompt": words, "size": size}
        fields |= {name: value for name, value in self._more.items() if value}
        if not references:
            return await self._server.post("images/generations", {**fields, "n": 1})
        if self._fidelity:
            fields["input_fidelity"] = self._fidelity
        pictures = [
            ("image[]", (f"reference-{number}.png", png, "image/png"))
            for number, png in enumerate(references, 1)
        ]
        return await self._server.send(
            "POST", "images/edits", data={**fields, "n": "1"}, files=pictures
        )

    async def _file(self, made: Mapping[str, Any]) -> bytes:
        if made.get("b64_json"):
            return from_base64(made["b64_json"])
        address = made.get("url")
        if isinstance(address, str) and not address.startswith("data:"):
            return await self._fetcher.fetch(address)
        return from_base64(address)

    def _record(self, answer: Answer, body: Mapping[str, Any]) -> Reply[None]:
        usage = as_dict(body.get("usage"))
        sent, made = count(usage.get("input_tokens")), count(usage.get("output_tokens"))
        image = min(sent, count(as_dict(usage.get("input_tokens_details")).get("image_tokens")))
        cost = dollars(usage.get("cost"))  # some gateways tell it
        if cost is None and usage:
            cost = self._prices.of(sent - image, image, made)
        elif cost is None and first_dict(body.get("data")):
            cost = self._prices.each
        response = plain(body, "id", "created", "size", "quality", "output_format", "usage")
        if asked := answer.headers.get("x-request-id"):
            response["request_id"] = line(asked)
        if body.get("error"):
            response |= told(answer.status, answer.body).response
        return Reply(None, response, sent, made, cost or Decimal(0))

    def _estimate(self, words: str, size: str, references: int) -> Decimal | None:
        """No token is shorter than a byte, and none of the known models takes more for a picture."""
        if self._prices.each is not None:
            return self._prices.each
        width, height = edges(size) or (1536, 1536)
        tokens = _TOKENS.get(self._more["quality"], _TOKENS["high"])
        made = int(tokens * _MARGIN * width * height / 1024**2) + 1
        return self._prices.of(len(words.encode()), _REFERENCE_TOKENS * references, made)


class _Server(Vendor):
    def error(self, status: int, headers: Mapping[str, str], body: bytes) -> ArtistError:
        return self.judged(status, headers, body, None)

    def judged(
        self, status: int, headers: Mapping[str, str], body: bytes, record: Reply[None] | None
    ) -> ArtistError:
        """By OpenAI's codes first: they tell more than statuses, and servers send them with 200, too."""
        error = _error_in(body)
        code, parameter = str(error.get("code") or ""), str(error.get("param") or "")
        if record is None:
            record = Reply(None, {**told(status, body).response, "code": line(code)})
        if code in _BLOCKED or error.get("type") == "image_generation_user_error":
            return blocked(self.name, record)
        if code in _NO_CREDIT:
            message = f"The account at {self.name} has no credit left."
            return Misconfigured(message, answer=record)
        if code in _NO_MODEL or (parameter == "model" and status not in PASSING):
            message = f"{self.name} cannot make pictures with the model of {MODEL_SETTING}."
            return Misconfigured(message, answer=record)
        if parameter and parameter != "prompt" and status in (200, 400, 422):
            message = (
                f"The model of {MODEL_SETTING} does not take the value of “{line(parameter, 40)}”."
            )
            return Misconfigured(message, answer=record)
        if status < 300:
            return TryAgain(f"{self.name} answered with an error.", answer=record)
        other = super().error(status, headers, body)
        other.answer = record
        return other


def _error_in(body: bytes) -> dict[str, Any]:
    try:
        return as_dict(as_dict(json.loads(body)).get("error"))
    except (ValueError, RecursionError):
        return {}
