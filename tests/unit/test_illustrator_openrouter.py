"""OpenRouter's chat completions that answer with a picture: the request's form, and each answer."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from typing import Any

import httpx2
import pytest
from tests.support.picture_vendors import drawn, openrouter_answer, picture_request, prompting

from fablewright.core.errors import ArtistError, Misconfigured, Refused, TryAgain
from fablewright.illustrators.easel import data_uri
from fablewright.illustrators.openrouter import OpenRouterIllustrator

Handler = Callable[[httpx2.Request], httpx2.Response]


def illustrator(handler: Handler, **more: Any) -> OpenRouterIllustrator:
    given = {"model": "some/model", "api_key": "secret", **more}
    return OpenRouterIllustrator(prompting(), transport=httpx2.MockTransport(handler), **given)


def always(status: int, body: object) -> Handler:
    return lambda request: httpx2.Response(status, json=body)


def error(code: object, message: str = "No.", **metadata: object) -> dict[str, Any]:
    return {"error": {"code": code, "message": message, "metadata": metadata}}


def choice(**changes: Any) -> Handler:
    """An answer whose message and way to end are others."""

    def handler(request: httpx2.Request) -> httpx2.Response:
        answer = openrouter_answer(request)
        one = answer["choices"][0]
        message = one["message"]
        for name, value in changes.items():
            (message if name in ("content", "images", "refusal") else one)[name] = value
        return httpx2.Response(200, json=answer)

    return handler


async def test_the_request_is_a_message_with_pictures() -> None:
    seen: list[httpx2.Request] = []

    def handler(request: httpx2.Request) -> httpx2.Response:
        seen.append(request)
        return httpx2.Response(200, json=openrouter_answer(request))

    artist = illustrator(handler, image_size="2K", price=Decimal("0.05"))
    call = artist.paint(replace(picture_request(), references=(drawn("cover"),)))
    reply = await call.run()
    (request,) = seen
    assert (request.method, str(request.url)) == (
        "POST",
        "https://openrouter.ai/api/v1/chat/completions",
    )
    assert request.headers["authorization"] == "Bearer secret"
    body = json.loads(request.content)
    assert body["model"] == "some/model"
    assert body["modalities"] == ["image", "text"]
    assert body["image_config"] == {"aspect_ratio": "1:1", "image_size": "2K"}
    assert body["messages"] == [
        {
            "role": "user",
            "content": [
                {"type": "text", "text": call.prompt},
                {"type": "image_url", "image_url": {"url": data_uri(drawn("cover"))}},
            ],
        }
    ]
    assert reply.cost == Decimal("0.0387")
    assert call.estimate == Decimal("0.05")
    assert (reply.tokens_in, reply.tokens_out) == (700, 1290)
    assert reply.response["finish_reason"] == "stop"
    assert "base64" not in json.dumps(dict(reply.response))
    await artist.close()


IMAGE = {"type": "image_url", "image_url": {"url": "data:image/png;base64,!!!"}}
FAILURES: list[tuple[Handler, type[ArtistError], str]] = [
    (always(403, error(403, "Your input was flagged", reasons=["violence"])), Refused, "safety"),
    (always(400, error(400, "Blocked by content moderation")), Refused, "safety"),
    (always(400, error(400, "some/model is not a valid model ID")), Misconfigured, "MODEL"),
    (always(404, error(404, "No endpoints found that support the requested output modalities: image")), Misconfigured, "model"),
    (always(400, error(400, "Input required")), Refused, "400"),
    (always(401, error(401)), Misconfigured, "OPENROUTER_API_KEY"),
    (always(402, error(402, "Insufficient credits")), Misconfigured, "credit"),
    (always(403, error(403, "Key limit exceeded")), Misconfigured, "OPENROUTER_API_KEY"),
    (always(429, error(429)), TryAgain, "429"),
    (always(503, error(503)), TryAgain, "503"),
    (always(200, error(502, "Provider returned error")), TryAgain, "502"),
    (always(200, error(429, "slow down")), TryAgain, "429"),
    (always(200, error(402, "Insufficient credits")), Misconfigured, "credit"),
    (always(200, error("weird")), TryAgain, "502"),
    (always(200, {"choices": []}), TryAgain, "no picture"),
    (always(200, []), TryAgain, "no picture"),
    (choice(error={"code": 502, "message": "broke"}), TryAgain, "502"),
    (choice(images=[]), TryAgain, "words instead"),
    (choice(images=None, content=""), TryAgain, "no picture"),
    (choice(images="x", content=None), TryAgain, "no picture"),
    (choice(images=[], finish_reason="content_filter"), Refused, "safety"),
    (choice(finish_reason="content_filter"), Refused, "safety"),
    (choice(images=[], native_finish_reason="IMAGE_SAFETY"), Refused, "safety"),
    (choice(images=[], native_finish_reason="PROHIBITED_CONTENT"), Refused, "safety"),
    (choice(images=[], refusal="I would rather not."), Refused, "safety"),
    (choice(images=[], content="cut", finish_reason="length"), TryAgain, "words"),
    (choice(images=[IMAGE]), TryAgain, "damaged"),
    (choice(images=[{"image_url": {"url": "https://x.example/a.png"}}]), Misconfigured, "x.example"),
    (choice(images=[{"image_url": {"url": "http://169.254.169.254/"}}]), Refused, "safe"),
]  # fmt: skip


@pytest.mark.parametrize(("handler", "kind", "says"), FAILURES)
async def test_what_goes_wrong(handler: Handler, kind: type[ArtistError], says: str) -> None:
    artist = illustrator(handler)
    with pytest.raises(ArtistError) as raised:
        await artist.paint(picture_request()).run()
    assert type(raised.value) is kind
    assert says in raised.value.message
    assert raised.value.answer is not None
    await artist.close()


async def test_words_instead_of_a_picture_have_cost_what_they_cost() -> None:
    artist = illustrator(choice(images=[]))
    with pytest.raises(TryAgain) as raised:
        await artist.paint(picture_request()).run()
    assert raised.value.answer is not None
    assert raised.value.answer.cost == Decimal("0.0387")


def models(request: httpx2.Request) -> httpx2.Response:
    if request.url.path == "/api/v1/key":
        return httpx2.Response(200, json={"data": {"label": "mine"}})
    assert dict(request.url.params) == {"output_modalities": "image"}

    def one(name: str, *made: str) -> dict[str, object]:
        return {
            "id": name,
            "architecture": {"output_modalities": list(made)},
            "expiration_date": "2027-01-31",
        }

    listed = [one("some/model", "text", "image"), one("some/writer", "text")]
    return httpx2.Response(200, json={"data": listed})


async def test_the_check_names_what_is_wrong() -> None:
    good = illustrator(models)
    await good.check()
    found = {model.id: model for model in await good.models()}
    assert str(found["some/model"].retires) == "2027-01-31"
    for model, says in (("gone/model", "no model"), ("some/writer", "makes no pictures")):
        with pytest.raises(Misconfigured, match=says):
            await illustrator(models, model=model).check()


async def test_the_check_tries_the_key_since_the_list_of_models_needs_none() -> None:
    def handler(request: httpx2.Request) -> httpx2.Response:
        if request.url.path == "/api/v1/key":
            return httpx2.Response(401, json=error(401))
        return models(request)

    with pytest.raises(Misconfigured, match="OPENROUTER_API_KEY"):
        await illustrator(handler).check()


NASTY = "no\x00 way \ud800 \u202e"  # what a database would not take


@pytest.mark.parametrize("status", [200, 400, 401, 429, 500])
async def test_what_is_told_can_be_stored(status: int) -> None:
    body = json.dumps({"error": {"message": NASTY, "code": 400}})
    artist = illustrator(lambda request: httpx2.Response(status, content=body))
    with pytest.raises(ArtistError) as raised:
        await artist.paint(picture_request()).run()
    assert raised.value.answer is not None
    kept = raised.value.message + json.dumps(dict(raised.value.answer.response))
    assert not re.search(r"\x00|\\u0000|\\ud800|\u202e|\\u202e", kept)
