"""OpenAI's API: models, chat completions, speech, moderation; pictures are in `openai_images.py`.

Sources: OpenAI API reference (chat, images, audio, models, moderations) as typed in openai-python's
`types/`; guide "Error codes" for statuses, `type` and `code`; guide "Rate limits" for headers.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from fablewright.simulator import chat as chats
from fablewright.simulator import openai_images, speech
from fablewright.simulator.model import Answer, Asked, Trouble, Wrong, accepted, loads_or_none
from fablewright.simulator.prices import OPENAI_IMAGE, OPENAI_SPEECH, OPENAI_TEXT, find

CREATED = 1_750_000_000
"""When everything here was made, as Unix time: the same request has the same answer."""

VOICES = (
    "alloy", "ash", "ballad", "cedar", "coral", "echo", "fable", "marin", "nova", "onyx", "sage",
    "shimmer", "verse",
)  # fmt: skip
_LONGEST_INPUT = 4096
_RATE, _KBIT = 24_000, 64
_CATEGORIES = (
    "harassment", "harassment/threatening", "hate", "hate/threatening", "illicit",
    "illicit/violent", "self-harm", "self-harm/instructions", "self-harm/intent", "sexual",
    "sexual/minors", "violence", "violence/graphic",
)  # fmt: skip


class OpenAI:
    name = "openai"

    def __init__(self) -> None:
        self._routes: dict[tuple[str, str], Callable[[Asked], Answer]] = {
            ("GET", "v1/models"): self._models,
            ("POST", "v1/chat/completions"): self._chat,
            ("POST", "v1/images/generations"): openai_images.generate,
            ("POST", "v1/images/edits"): openai_images.edit,
            ("POST", "v1/audio/speech"): self._speech,
            ("POST", "v1/moderations"): self._moderate,
        }

    def key(self, asked: Asked) -> str:
        return asked.bearer()

    def essentials(self, asked: Asked) -> dict[str, Any]:
        if asked.path == "v1/chat/completions":
            return chats.essentials(asked)
        if asked.path.startswith("v1/images/"):
            return openai_images.essentials(asked)
        body = loads_or_none(asked.body)
        if not isinstance(body, dict):
            return {}
        text = body.get("input")
        length = len(text) if isinstance(text, str) else None
        return {"model": body.get("model"), "voice": body.get("voice"), "characters": length}

    def answer(self, asked: Asked) -> Answer:
        if asked.method == "GET" and asked.path.startswith("files/"):
            return openai_images.download(asked)  # signed addresses need no key
        if not accepted(key := asked.bearer()):
            raise Wrong("wrong_key", _wrong_key(key), code="invalid_api_key" if key else None)
        if asked.method == "GET" and asked.path.startswith("v1/models/"):
            return Answer(_model(self._known(asked.path.removeprefix("v1/models/"))))
        if route := self._routes.get((asked.method, asked.path)):
            return route(asked)
        raise Wrong("not_found", f"Invalid URL ({asked.method} /{asked.path})")

    def trouble(self, asked: Asked, wrong: Wrong) -> Answer:
        model = self.essentials(asked).get("model") or "gpt-5"
        status, kind, code, message = _trouble(wrong, asked, model)
        error = {
            "message": message,
            "type": wrong.details.get("type", kind),
            "param": wrong.details.get("param"),
            "code": wrong.details.get("code", code),
        }
        headers = {}
        if wrong.trouble in ("rate_limited", "too_many_at_once"):
            headers = {
                "x-ratelimit-limit-requests": "500",
                "x-ratelimit-remaining-requests": "0",
                "x-ratelimit-reset-requests": "2s",
            }
        return Answer({"error": error}, status, headers)

    def _models(self, asked: Asked) -> Answer:
        names = (*OPENAI_TEXT, *OPENAI_IMAGE, *OPENAI_SPEECH, "omni-moderation-latest")
        return Answer({"object": "list", "data": [_model(name) for name in names]})

    def _known(self, name: str) -> str:
        for table in (OPENAI_TEXT, OPENAI_IMAGE, OPENAI_SPEECH):
            if find(table, name):
                return name
        raise no_model(name)

    def _chat(self, asked: Asked) -> Answer:
        chat = chats.read(asked.fields())
        price = find(OPENAI_TEXT, chat.model)
        if price is None:
            raise no_model(chat.model)
        if chat.tokens > price.context:
            raise Wrong("too_long", _too_long(price.context, chat.tokens), param="messages")
        draw = asked.draw()
        said = chats.say(chat, draw)
        choice = {
            "index": 0,
            "message": {**chats.message(chat, said, draw), "annotations": []},
            "logprobs": None,
            "finish_reason": said.finish,
        }
        completion = {
            "id": f"chatcmpl-{draw}",
            "object": "chat.completion",
            "created": CREATED,
            "model": chat.model,
            "choices": [choice],
            "usage": {
                "prompt_tokens": chat.tokens,
                "completion_tokens": said.tokens,
                "total_tokens": chat.tokens + said.tokens,
                "prompt_tokens_details": {"cached_tokens": chat.cached, "audio_tokens": 0},
                "completion_tokens_details": {
                    "reasoning_tokens": 0,
                    "audio_tokens": 0,
                    "accepted_prediction_tokens": 0,
                    "rejected_prediction_tokens": 0,
                },
            },
            "service_tier": "default",
            "system_fingerprint": None,
        }
        answer = Answer(completion, kind=chat.kind, worked=True)
        answer.cost = price.of_tokens(chat.tokens, said.tokens, chat.cached)
        if chat.stream:
            answer.headers["content-type"] = "text/event-stream; charset=utf-8"
            answer.stream = lambda made: chats.events(made, with_usage=chat.with_usage)
        return answer

    def _speech(self, asked: Asked) -> Answer:
        body = asked.fields()
        model, text, voice = body.get("model"), body.get("input"), body.get("voice")
        price = find(OPENAI_SPEECH, model)
        if price is None:
            raise no_model(model)
        if not isinstance(text, str) or not 0 < len(text) <= _LONGEST_INPUT:
            raise Wrong(
                "bad_request",
                f"'input' must be a text of 1 to {_LONGEST_INPUT} characters.",
                param="input",
            )
        if voice not in VOICES:
            expected = ", ".join(f"'{one}'" for one in VOICES)
            raise Wrong("bad_request", f"Input should be {expected}", param="voice")
        speed = body.get("speed", 1.0)
        if not isinstance(speed, (int, float)) or not 0.25 <= speed <= 4:
            raise Wrong("bad_request", "'speed' must be from 0.25 to 4.", param="speed")
        audio, kind = make_audio(text, str(body.get("response_format", "mp3")), speed)
        cost = Decimal(price.each) * len(text)
        return Answer(audio, headers={"content-type": kind}, kind="speech", worked=True, cost=cost)

    def _moderate(self, asked: Asked) -> Answer:
        given = asked.fields().get("input")
        if not given:
            raise Wrong("bad_request", "Missing required parameter: 'input'.", param="input")
        texts = [one for one in given if isinstance(one, str)] if isinstance(given, list) else []
        result = {
            "flagged": False,
            "categories": dict.fromkeys(_CATEGORIES, False),
            "category_scores": dict.fromkeys(_CATEGORIES, 0.0001),
            "category_applied_input_types": {name: ["text"] for name in _CATEGORIES},
        }
        return Answer(
            {
                "id": f"modr-{asked.draw()}",
                "model": "omni-moderation-latest",
                "results": [result] * max(1, len(texts)),
            }
        )


def make_audio(text: str, form: str, speed: float) -> tuple[bytes, str]:
    """The text spoken, at 24 kHz, and its content type. Raises `Wrong` for a form unknown here."""
    if form == "mp3":
        return speech.mp3(text, speed=speed, rate=_RATE, kbit=_KBIT), "audio/mpeg"
    if form == "wav":
        return speech.wav(text, speed=speed, rate=_RATE), "audio/wav"
    if form == "pcm":
        return speech.pcm(text, speed=speed, rate=_RATE), "audio/pcm"
    raise Wrong(
        "bad_request", "The simulator speaks mp3, wav and pcm only.", param="response_format"
    )


def no_model(name: object) -> Wrong:
    message = f"The model `{name}` does not exist or you do not have access to it."
    return Wrong("not_found", message, code="model_not_found")


def _model(name: str) -> dict[str, Any]:
    return {"id": name, "object": "model", "created": CREATED, "owned_by": "simulator"}


def _wrong_key(key: str) -> str:
    where = "You can find your API key at https://platform.openai.com/account/api-keys."
    if not key:
        return (
            "You didn't provide an API key. You need to provide your API key in an Authorization "
            f"header using Bearer auth (i.e. Authorization: Bearer YOUR_KEY). {where}"
        )
    return f"Incorrect API key provided: {'*' * max(0, len(key) - 4)}{key[-4:]}. {where}"


def _too_long(context: int, asked: int) -> str:
    return (
        f"This model's maximum context length is {context} tokens. However, your messages resulted "
        f"in {asked} tokens. Please reduce the length of the messages."
    )


def _trouble(wrong: Wrong, asked: Asked, model: str) -> tuple[int, str, str | None, str]:
    """Status, type, code and message of an error."""
    request = "invalid_request_error"
    table: dict[Trouble, tuple[int, str, str | None, str]] = {
        "rate_limited": (
            429, "requests", "rate_limit_exceeded",
            f"Rate limit reached for {model} in organization org-sim on requests per min (RPM): "
            "Limit 500, Used 500, Requested 1. Please try again in 2s.",
        ),
        "server_error": (
            500, "server_error", None,
            "The server had an error while processing your request. Sorry about that!",
        ),
        "overloaded": (503, "server_error", None, "The engine is currently overloaded, please try again later."),
        "wrong_key": (401, request, "invalid_api_key", _wrong_key(asked.bearer())),
        "no_permission": (
            403, request, None, f"Your organization must be verified to use the model `{model}`."
        ),
        "no_credit": (
            429, "insufficient_quota", "insufficient_quota",
            "You exceeded your current quota, please check your plan and billing details.",
        ),
        "model_retired": (
            404, request, "model_not_found",
            f"The model `{model}` has been deprecated, learn more here: "
            "https://platform.openai.com/docs/deprecations",
        ),
        "too_long": (400, request, "context_length_exceeded", _too_long(128_000, 128_001)),
        "bad_request": (400, request, None, "We could not parse the JSON body of your request."),
        "not_found": (404, request, None, f"Invalid URL ({asked.method} /{asked.path})"),
    }  # fmt: skip
    table["too_many_at_once"] = table["rate_limited"]
    table["model_gone"] = (410, *table["model_retired"][1:])
    table["error_in_200"] = (200, *table["server_error"][1:])
    table["refused"] = openai_images.refusal(model) if "v1/images/" in asked.path else (
        400, request, "invalid_prompt",
        "Invalid prompt: your prompt was flagged as potentially violating our usage policy. Please "
        "try again with a different prompt.",
    )  # fmt: skip
    status, kind, code, message = table[wrong.trouble]
    return status, kind, code, str(wrong) or message
