"""The Chat Completions API, as OpenAI defined it and many servers speak it: one question, one answer.

Written against https://platform.openai.com/docs/api-reference/chat (requests, `refusal`, streaming),
https://openrouter.ai/docs/api/reference/errors-and-debugging (errors with status 200 and within a
stream), https://openrouter.ai/docs/use-cases/usage-accounting (`usage.cost`, in US dollars),
https://docs.ollama.com/api/openai-compatibility and the documentation of vLLM, llama.cpp and LM Studio.
"""

from __future__ import annotations

import difflib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any, Literal
from urllib.parse import urlsplit

import httpx2

from fablewright.authors.llm_stream import (
    Said,
    Stream,
    as_dict,
    first_choice,
    printable,
    text_of,
)
from fablewright.core.artist import Reply
from fablewright.core.errors import (
    ArtistError,
    Misconfigured,
    Refused,
    TryAgain,
    Unreachable,
    Unusable,
)
from fablewright.core.vendor import Answer, Vendor

Output = Literal["auto", "schema", "object", "prompt"]
Price = tuple[
    Decimal, Decimal
]  # US dollars for a million tokens: of what is asked, of what is answered
MILLION = 1_000_000
OPENROUTER = "openrouter"
IMAGE_TOKENS = 3000  # more than any known model counts for a picture of 1024 × 1024

_NO_CREDIT = frozenset({"insufficient_quota", "billing_hard_limit_reached"})
_NO_MODEL = re.compile(
    r"model\b.*(not found|not exist|not a valid|no longer|unknown|decommissioned|deprecated|retired)"
    r"|(invalid|unknown|not a valid) model|no such model|model_not_found",
    re.I | re.S,
)
_NO_FORMAT = re.compile(
    r"response_format|json_schema|json_object|json mode|structured output|guided|grammar"
    r"|in format\b|schema|requested parameters",
    re.I,
)
_UNSUPPORTED = re.compile(
    r"unsupported|not support|unrecogni[sz]ed|unknown|not permitted|not allowed|extra|instead|unexpected"
    r"|requested parameters",
    re.I,
)
_LIMITS = ("max_tokens", "max_completion_tokens")
_OPTIONAL = ("temperature", "reasoning_effort", "stream_options")


@dataclass(frozen=True, slots=True)
class SettingNames:
    """What people call the settings that error messages speak of."""

    key: str
    url: str
    model: str = "FABLEWRIGHT_AUTHOR_MODEL"
    output: str = "FABLEWRIGHT_AUTHOR_OUTPUT"
    length: str = "FABLEWRIGHT_AUTHOR_MAX_TOKENS"


@dataclass(frozen=True, slots=True)
class ModelInfo:
    """A model that a server offers. `retires` is the day it goes, `schema` whether it keeps to a JSON
    schema, `sees` whether it can be shown pictures, `writes` whether it answers in words; None where the
    server does not say."""

    id: str
    retires: date | None = None
    price: Price | None = None
    schema: bool | None = None
    sees: bool | None = None
    writes: bool | None = None


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked of a model: instructions, the matter itself, and the form of the answer. `images`
    are data URLs of pictures that belong to the matter."""

    model: str
    system: str
    user: str
    schema: Mapping[str, Any]
    schema_name: str
    images: tuple[str, ...] = ()

    @property
    def content(self) -> str | list[dict[str, Any]]:
        """The matter, as a message says it."""
        if not self.images:
            return self.user
        shown = [{"type": "image_url", "image_url": {"url": image}} for image in self.images]
        return [{"type": "text", "text": self.user}, *shown]


class Chat:
    """One server. It remembers, for as long as the process lives, what the server said it cannot do."""

    def __init__(
        self,
        name: str,
        base_url: str,
        api_key: str,
        *,
        settings: SettingNames,
        output: Output = "auto",
        max_tokens: int = 8000,
        temperature: float | None = None,
        reasoning: str = "",
        prices: Mapping[str, Price] | None = None,
        headers: Mapping[str, str] | None = None,
        extra: Mapping[str, object] | None = None,
        timeout: float = 180.0,
        transport: httpx2.AsyncBaseTransport | None = None,
    ) -> None:
        """`max_tokens` bounds an answer, thinking included. `prices` are by model. `extra` goes into
        every request as it is (OpenRouter's `provider`, for one). Connects to nothing yet."""
        self.name, self.settings, self.max_tokens = name, settings, max_tokens
        self._output, self._temperature, self._reasoning = output, temperature, reasoning
        self._prices, self._extra = prices or {}, extra or {}
        self._host = urlsplit(base_url).hostname or ""
        self._server = _Server(
            name, base_url, headers or {}, api_key,
            settings=settings, timeout=timeout, transport=transport,
        )  # fmt: skip
        self._modes: dict[str, Output] = {}
        self._limits: dict[str, list[str]] = {}
        self._without: dict[str, set[str]] = {}

    async def ask(self, question: Question, said: Said | None = None) -> Reply[str]:
        """The words of the answer, by one request. `said` hears them while they come, if they do: a
        server may answer in one piece all the same.

        Raises the three kinds of error; all that came back is in the reply or in the error's `answer`.
        """
        body = self._body(question, stream=said is not None)
        stream = Stream(said) if said else None
        try:
            answer = await self._server.post(
                "chat/completions", body, stream.feed if stream else None
            )
        except ArtistError as error:
            if stream and stream.heard and error.answer is None:
                error.answer = self._record(stream.completion(), question)
            raise self._understood(error, question.model, body) from None
        try:
            if stream and stream.heard:
                return self._read(stream.completion(), question, whole=stream.whole)
            return self._read(_completion(answer), question)
        except ArtistError as error:
            raise self._understood(error, question.model, body) from None

    def estimate(self, question: Question) -> Decimal | None:
        """The most that asking may cost, in US dollars; None when the model's price is not known.

        A token has seldom under three bytes; two are counted, and the longest answer allowed.
        """
        price = self._prices.get(question.model)
        if price is None:
            return None
        asked = len((question.system + question.user + json.dumps(question.schema)).encode()) // 2
        asked += IMAGE_TOKENS * len(question.images)
        return _cost(price, asked, self.max_tokens)

    async def models(self) -> list[ModelInfo]:
        """The models that the server offers this key, by name."""
        listed = (await self._server.get("models")).json()
        entries = listed.get("data") if isinstance(listed, Mapping) else None
        return sorted(
            (
                _model_info(one)
                for one in entries or ()
                if isinstance(one, Mapping) and one.get("id")
            ),
            key=lambda info: info.id,
        )

    async def check(self, wanted: Mapping[str, str], *, shown: bool = False) -> None:
        """Raises `Misconfigured` when key, address or a model cannot work, `TryAgain` when the server is
        there and has no time. Costs nothing. `wanted` are models with the settings that name them;
        `shown` says that they are to look at pictures."""
        try:
            offered = {info.id: info for info in await self.models()}
            if self.name == OPENROUTER or self._host.endswith("openrouter.ai"):  # lists to anybody
                await self._check_credit()
        except Misconfigured:
            raise
        except ArtistError as error:
            there = error.answer and not isinstance(error, Unreachable)
            if isinstance(error, TryAgain) and there:  # and busy
                raise
            raise Misconfigured(
                f"{error.message} Look at the address in {self.settings.url}."
            ) from None
        for model, setting in wanted.items():
            self._check_model(model, setting, offered, shown=shown)

    async def close(self) -> None:
        await self._server.close()

    def _check_model(
        self, model: str, setting: str, offered: Mapping[str, ModelInfo], *, shown: bool
    ) -> None:
        info = (
            offered.get(model) or offered.get(f"{model}:latest") or offered.get(model.split(":")[0])
        )
        if info is None:
            near = difflib.get_close_matches(model, offered, 3) or list(offered)[:5]
            hint = f" It has {', '.join(near)}." if near else ""
            raise Misconfigured(f"{self.name} has no model “{model}”: look at {setting}.{hint}")
        if info.retires and info.retires <= date.today():  # noqa: DTZ011 - a day, give or take one
            raise Misconfigured(
                f"{self.name} has retired the model “{model}”: choose another in {setting}."
            )
        if info.writes is False or (shown and info.sees is False):
            cannot = "look at pictures" if info.writes is not False else "answer in words"
            raise Misconfigured(
                f"The model “{model}” cannot {cannot}: choose another in {setting}."
            )
        if self._output == "schema" and info.schema is False:
            raise Misconfigured(
                f"The model “{model}” keeps to no JSON schema: set {self.settings.output} to auto."
            )

    async def _check_credit(self) -> None:
        """https://openrouter.ai/docs/api/api-reference/api-keys/get-current-api-key"""
        told = (await self._server.get("key")).json()
        left = told.get("data", {}).get("limit_remaining") if isinstance(told, Mapping) else None
        if isinstance(left, (int, float)) and left <= 0:
            raise Misconfigured(
                f"The key in {self.settings.key} has no credit left at {self.name}."
            )

    def _body(self, question: Question, stream: bool) -> dict[str, Any]:
        model = question.model
        body: dict[str, Any] = {
            "model": model,
            "messages": [
                {"role": "system", "content": question.system},
                {"role": "user", "content": question.content},
            ],
            **self._extra,
        }
        mode = self._modes.get(model, self._output)
        if mode in ("auto", "schema"):
            named = {"name": question.schema_name, "strict": True, "schema": question.schema}
            body["response_format"] = {"type": "json_schema", "json_schema": named}
        elif mode == "object":
            body["response_format"] = {"type": "json_object"}
        for name in self._limits.get(model, self._first_limits())[:1]:
            body[name] = self.max_tokens
        if self._temperature is not None:
            body["temperature"] = self._temperature
        if self._reasoning:
            body["reasoning_effort"] = self._reasoning
        if stream:
            body |= {"stream": True, "stream_options": {"include_usage": True}}
        for name in self._without.get(model, ()):
            body.pop(name, None)
        return body

    def _first_limits(self) -> list[str]:
        """OpenAI wants the newer name, most others know the older one only."""
        newer_first = self._host.endswith(("openai.com", "openai.azure.com"))
        return list(reversed(_LIMITS) if newer_first else _LIMITS)

    def _understood(self, error: ArtistError, model: str, body: Mapping[str, Any]) -> ArtistError:
        """`error`, or `TryAgain` when it taught us to ask in another way."""
        record = error.answer.response if error.answer else {}
        status, told = record.get("status"), str(record.get("error", ""))
        if not isinstance(status, int) or status in (401, 402, 403, 408, 409, 425, 429):
            return error
        if "response_format" in body and _NO_FORMAT.search(told) and not _is_no_model(error):
            if self._output != "auto":
                return Misconfigured(
                    f"The model “{model}” cannot answer in JSON as {self.settings.output} wants it:"
                    " set it to auto.",
                    answer=error.answer,
                )
            schema = body["response_format"]["type"] == "json_schema"
            self._modes[model] = "object" if schema else "prompt"
        elif not self._left_out(model, body, told):
            return error
        return TryAgain(
            f"{self.name} cannot do all that was asked of “{model}”; the next try asks for less.",
            answer=error.answer,
        )

    def _left_out(self, model: str, body: Mapping[str, Any], told: str) -> bool:
        """Whether the complaint names something optional, which is left out from now on."""
        if not _UNSUPPORTED.search(told):
            return False
        limits = self._limits.setdefault(model, self._first_limits())
        if limits and limits[0] in body and limits[0] in told:
            del limits[0]
            return True
        named = {name for name in _OPTIONAL if name in body and name in told}
        self._without.setdefault(model, set()).update(named)
        return bool(named)

    def _read(self, completion: object, question: Question, *, whole: bool = True) -> Reply[str]:
        record = self._record(completion, question)
        choice = first_choice(completion)
        problem = as_dict(completion).get("error") or choice.get("error")
        if problem:
            raise self._server.told(problem, record)
        message, finish = as_dict(choice.get("message")), choice.get("finish_reason")
        if message.get("refusal") or finish == "content_filter":
            raise Refused(f"{self.name} will not write this story.", answer=record)
        if finish == "length":
            raise Unusable(
                f"The answer was cut off at {self.max_tokens} tokens: it must be shorter, or"
                f" {self.settings.length} higher.",
                answer=record,
            )
        if finish == "error" or not whole:
            raise TryAgain(f"The answer of {self.name} broke off.", answer=record)
        text = text_of(message.get("content"))
        if not text.strip():
            raise Unusable(f"The answer of {self.name} was empty.", answer=record)
        return Reply(text, record.response, record.tokens_in, record.tokens_out, record.cost)

    def _record(self, completion: object, question: Question) -> Reply[None]:
        """What came back, for the ledger: the vendor's own JSON, tokens, and US dollars."""
        response = dict(
            printable(completion if isinstance(completion, Mapping) else {"answer": completion})
        )
        usage = as_dict(response.get("usage"))
        counts = [usage.get("prompt_tokens"), usage.get("completion_tokens")]
        asked, answered = (n if isinstance(n, int) and n > 0 else 0 for n in counts)
        if not usage and first_choice(
            completion
        ):  # some servers do not count: about four letters a token
            asked = (len(question.system) + len(question.user)) // 4
            answered = (
                len(text_of(as_dict(first_choice(completion).get("message")).get("content"))) // 4
            )
            response["usage_estimated"] = True
        price = self._prices.get(question.model)
        told = _dollars(usage.get("cost"))
        cost = told if told is not None else _cost(price, asked, answered) if price else Decimal(0)
        return Reply(None, response, asked, answered, cost)


class _Server(Vendor):
    """A `Vendor` that knows what OpenAI's and OpenRouter's errors mean beyond their status."""

    def __init__(
        self,
        name: str,
        base_url: str,
        headers: Mapping[str, str],
        api_key: str,
        *,
        settings: SettingNames,
        timeout: float,
        transport: httpx2.AsyncBaseTransport | None,
    ) -> None:
        sent = {**headers, "authorization": f"Bearer {api_key}"} if api_key else headers
        super().__init__(
            name, base_url, sent, key_setting=settings.key, timeout=timeout, transport=transport
        )
        self._settings, self._api_key = settings, api_key

    def error(self, status: int, headers: Mapping[str, str], body: bytes) -> ArtistError:
        error = super().error(status, headers, body)
        told = str(error.answer.response["error"]) if error.answer else ""
        if self._api_key:  # some servers say it back
            told = told.replace(self._api_key, "…")
        error.answer = Reply(None, {"status": status, "error": printable(told)})
        problem = _problem(body)
        if status == 429 and {problem.get("code"), problem.get("type")} & _NO_CREDIT:
            message = f"The account at {self.name} has no credit left."
            return Misconfigured(message, answer=error.answer)
        metadata = as_dict(problem.get("metadata"))
        if status == 403 and ("flagged_input" in metadata or "reasons" in metadata):
            return Refused(f"{self.name} will not write this story.", answer=error.answer)
        if status in (400, 404, 410, 422) and _is_no_model(error):
            return Misconfigured(
                f"{self.name} does not know the model (any more): look at {self._settings.model}.",
                answer=error.answer,
            )
        return error

    def told(self, problem: object, record: Reply[None]) -> ArtistError:
        """An error that came with status 200, or within a stream."""
        code = str(as_dict(problem).get("code"))
        status = int(code) if re.fullmatch("[45][0-9][0-9]", code) else 500
        error = self.error(status, {}, json.dumps({"error": problem}).encode())
        known = dict(error.answer.response) if error.answer else {}
        error.answer = Reply(None, {**record.response, **known}, record.tokens_in, record.tokens_out,
                             record.cost)  # fmt: skip
        return error


def _completion(answer: Answer) -> object:
    try:
        return answer.json()
    except TryAgain as error:  # a proxy's page, mostly
        begun = answer.body[:2000].decode(errors="replace")
        error.answer = Reply(None, {"answer": printable(begun)})
        raise


def _problem(body: bytes) -> Mapping[str, Any]:
    try:
        value = json.loads(body)
    except (ValueError, RecursionError):
        return {}
    value = value[0] if isinstance(value, list) and value else value
    return as_dict(as_dict(value).get("error")) or as_dict(value)


def _is_no_model(error: ArtistError) -> bool:
    return bool(error.answer and _NO_MODEL.search(str(error.answer.response.get("error", ""))))


def _cost(price: Price, asked: int, answered: int) -> Decimal:
    return (price[0] * asked + price[1] * answered) / MILLION


def _dollars(value: object) -> Decimal | None:
    if isinstance(value, bool) or not isinstance(value, (int, float, str)):
        return None
    try:
        amount = Decimal(str(value))
    except InvalidOperation:
        return None
    return amount if amount.is_finite() and amount >= 0 else None


def _model_info(entry: Mapping[str, Any]) -> ModelInfo:
    """OpenAI and most say little; OpenRouter and Mistral tell prices, abilities, and the last day."""
    retires = next(
        (entry[key] for key in ("expiration_date", "deprecation") if entry.get(key)), None
    )
    pricing, can = as_dict(entry.get("pricing")), entry.get("supported_parameters")
    per_token = (_dollars(pricing.get("prompt")), _dollars(pricing.get("completion")))
    price = None
    if per_token[0] is not None and per_token[1] is not None:
        price = (per_token[0] * MILLION, per_token[1] * MILLION)
    try:
        day = date.fromisoformat(str(retires)[:10]) if retires else None
    except ValueError:
        day = None
    schema = "structured_outputs" in can if isinstance(can, list) else None
    parts = as_dict(entry.get("architecture"))
    taken, made = (parts.get(f"{way}_modalities") for way in ("input", "output"))
    sees = "image" in taken if isinstance(taken, list) else None
    writes = "text" in made if isinstance(made, list) else None
    return ModelInfo(str(entry["id"]), day, price, schema, sees, writes)
