"""OpenAI's images API: the request's exact form, and what each answer means."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

import httpx2
import pytest
from tests.support.picture_vendors import drawn, openai_answer, picture_request, prompting

from fablewright.core.errors import (
    ArtistError,
    Misconfigured,
    Refused,
    TimedOut,
    TryAgain,
    Unreachable,
)
from fablewright.core.fetch import Fetcher
from fablewright.illustrators.openai import ImagePrices, OpenAIIllustrator

PRICES = ImagePrices(Decimal(5), Decimal(10), Decimal(40))
Handler = Callable[[httpx2.Request], httpx2.Response]


def illustrator(handler: Handler, **more: Any) -> OpenAIIllustrator:
    given = {"model": "some-model", "api_key": "secret", "prices": PRICES, **more}
    return OpenAIIllustrator(prompting(), transport=httpx2.MockTransport(handler), **given)


def always(status: int, body: object, **headers: str) -> Handler:
    if isinstance(body, (str, bytes)):
        return lambda request: httpx2.Response(status, content=body, headers=headers)
    return lambda request: httpx2.Response(status, json=body, headers=headers)


def refusal(code: str | None = None, param: str | None = None, kind: str = "invalid_request_error") -> dict[str, Any]:  # fmt: skip
    return {"error": {"message": "No.", "type": kind, "param": param, "code": code}}


async def test_without_references_a_picture_is_generated() -> None:
    seen: list[httpx2.Request] = []

    def handler(request: httpx2.Request) -> httpx2.Response:
        seen.append(request)
        return httpx2.Response(200, json=openai_answer(request), headers={"x-request-id": "r1"})

    artist = illustrator(handler, quality="high", sizes=("512x512", "1024x1024", "1536x1024"))
    call = artist.paint(picture_request(size=2048))
    reply = await call.run()
    (request,) = seen
    assert (request.method, str(request.url)) == (
        "POST",
        "https://api.openai.com/v1/images/generations",
    )
    assert request.headers["authorization"] == "Bearer secret"
    assert json.loads(request.content) == {
        "model": "some-model",
        "prompt": call.prompt,
        "size": "1024x1024",
        "quality": "high",
        "n": 1,
    }
    assert reply.value.width == 640  # twice what came
    assert (reply.tokens_in, reply.tokens_out) == (340, 4160)
    assert reply.cost == Decimal("0.1696")  # (40 × 5 + 300 × 10 + 4160 × 40) / 1,000,000
    assert call.estimate is not None
    assert reply.cost < call.estimate < 2 * reply.cost
    assert reply.response["request_id"] == "r1"
    assert "b64_json" not in json.dumps(dict(reply.response))
    await artist.close()


async def test_with_references_they_are_sent_along_as_files() -> None:
    seen: list[httpx2.Request] = []

    def handler(request: httpx2.Request) -> httpx2.Response:
        seen.append(request)
        return httpx2.Response(200, json=openai_answer(request))

    artist = illustrator(handler, fidelity="high")
    call = artist.paint(replace(picture_request(), references=(drawn("one"), drawn("two"))))
    await call.run()
    (request,) = seen
    assert request.url.path == "/v1/images/edits"
    assert request.headers["content-type"].startswith("multipart/form-data; boundary=")
    body = request.content
    for name, value in {"model": b"some-model", "n": b"1", "size": b"1024x1024", "input_fidelity": b"high"}.items():  # fmt: skip
        assert b'name="%s"\r\n\r\n%s\r\n' % (name.encode(), value) in body
    assert call.prompt.encode() in body
    for number, mark in enumerate(("one", "two"), 1):
        head = b'name="image[]"; filename="reference-%d.png"\r\nContent-Type: image/png' % number
        assert head + b"\r\n\r\n" + drawn(mark) in body
    await artist.close()


async def test_a_model_that_takes_no_pictures_is_sent_none_and_told_of_none() -> None:
    paths: list[str] = []

    def handler(request: httpx2.Request) -> httpx2.Response:
        paths.append(request.url.path)
        return httpx2.Response(200, json=openai_answer(request))

    artist = illustrator(handler, most_references=0)
    call = artist.paint(replace(picture_request(), references=(drawn("one"),)))
    await call.run()
    assert paths == ["/v1/images/generations"]
    assert "REFERENCES" not in call.prompt
    await artist.close()


async def test_the_size_nearest_to_the_one_wanted_is_asked_for() -> None:
    sizes: list[str] = []

    def handler(request: httpx2.Request) -> httpx2.Response:
        sizes.append(json.loads(request.content)["size"])
        return httpx2.Response(200, json=openai_answer(request))

    artist = illustrator(handler, sizes=("1024x1536", "2048x2048", "1024x1024", "4096x4096"))
    for wanted in (192, 1024, 1025, 2048, 9000):
        await artist.paint(picture_request(size=wanted)).run()
    assert sizes == ["1024x1024", "1024x1024", "2048x2048", "2048x2048", "4096x4096"]
    await artist.close()


async def test_a_server_that_answers_with_an_address() -> None:
    async def resolve(host: str, port: int) -> Sequence[str]:
        return ("93.184.216.34",)

    def handler(request: httpx2.Request) -> httpx2.Response:
        if request.method == "GET":
            assert "authorization" not in request.headers
            return httpx2.Response(200, content=drawn("far"))
        assert json.loads(request.content)["response_format"] == "url"
        return httpx2.Response(200, json={"data": [{"url": "https://files.example/1.png"}]})

    transport = httpx2.MockTransport(handler)
    fetcher = Fetcher("x", ["files.example"], resolve=resolve, transport=transport)
    artist = illustrator(
        handler,
        response_format="url",
        base_url="http://images.home:9000/v1",
        fetcher=fetcher,
        prices=ImagePrices(each=Decimal("0.04")),
    )
    call = artist.paint(picture_request())
    reply = await call.run()
    assert reply.cost == call.estimate == Decimal("0.04")
    await artist.close()


FAILURES: list[tuple[Handler, type[ArtistError], str]] = [
    (always(400, refusal("moderation_blocked", kind="image_generation_user_error")), Refused, "safety"),
    (always(400, refusal("content_policy_violation")), Refused, "safety"),
    (always(400, refusal(None, "prompt")), Refused, ""),
    (always(400, refusal("invalid_value", "size")), Misconfigured, "size"),
    (always(400, refusal("unknown_parameter", "response_format")), Misconfigured, "response_format"),
    (always(400, refusal("invalid_value", "model")), Misconfigured, "model"),
    (always(404, refusal("model_not_found")), Misconfigured, "model"),
    (always(404, "<html>not here</html>"), Misconfigured, "address"),
    (always(401, refusal("invalid_api_key")), Misconfigured, "OPENAI_API_KEY"),
    (always(403, refusal()), Misconfigured, "OPENAI_API_KEY"),
    (always(429, refusal("insufficient_quota", kind="insufficient_quota")), Misconfigured, "credit"),
    (always(400, refusal("billing_hard_limit_reached")), Misconfigured, "credit"),
    (always(429, refusal("rate_limit_exceeded")), TryAgain, "429"),
    (always(408, ""), TryAgain, "408"),
    (always(409, ""), TryAgain, "409"),
    (always(500, refusal("server_error")), TryAgain, "500"),
    (always(502, "<html>502</html>"), TryAgain, "502"),
    (always(302, "", location="http://127.0.0.1/"), Misconfigured, "address"),
    (always(200, "<html>hello</html>"), TryAgain, "readable"),
    (always(200, b"{\"data\": [{\"b64"), TryAgain, "readable"),
    (always(200, []), TryAgain, "no picture"),
    (always(200, {"data": []}), TryAgain, "no picture"),
    (always(200, {"data": None}), TryAgain, "no picture"),
    (always(200, {"data": [{"b64_json": None}]}), TryAgain, "no picture"),
    (always(200, {"data": [{"b64_json": "*not base64*"}]}), TryAgain, "damaged"),
    (always(200, {"data": [{"b64_json": "aGVsbG8="}]}), TryAgain, "PNG"),
    (always(200, {"data": [{"url": "http://127.0.0.1:1/x.png"}]}), Refused, "safe"),
    (always(200, {"data": [{"url": "https://elsewhere.example/x.png"}]}), Misconfigured, "elsewhere.example, which is not on the list of FABLEWRIGHT_ILLUSTRATOR_HOSTS"),
    (always(200, {"data": [{"url": 7}]}), TryAgain, "no picture"),
    (always(200, refusal("server_error")), TryAgain, "error"),
    (always(200, refusal("moderation_blocked")), Refused, "safety"),
    (always(200, {"error": "busy"}), TryAgain, "error"),
]  # fmt: skip


@pytest.mark.parametrize(("handler", "kind", "says"), FAILURES)
async def test_what_goes_wrong(handler: Handler, kind: type[ArtistError], says: str) -> None:
    artist = illustrator(handler)
    with pytest.raises(ArtistError) as raised:
        await artist.paint(picture_request()).run()
    assert type(raised.value) is kind
    assert says.lower() in raised.value.message.lower()
    assert "secret" not in raised.value.message
    await artist.close()


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (httpx2.ReadTimeout("slow"), TimedOut),
        (httpx2.ReadError("reset"), TryAgain),
        (httpx2.ConnectError("down"), Unreachable),
    ],
)
async def test_lines_that_break(error: Exception, kind: type[ArtistError]) -> None:
    def handler(request: httpx2.Request) -> httpx2.Response:
        raise error

    artist = illustrator(handler)
    with pytest.raises(ArtistError) as raised:
        await artist.paint(picture_request()).run()
    assert type(raised.value) is kind
    await artist.close()


async def test_retry_after_is_passed_on() -> None:
    artist = illustrator(always(429, refusal("rate_limit_exceeded"), **{"retry-after": "7"}))
    with pytest.raises(TryAgain) as raised:
        await artist.paint(picture_request()).run()
    assert raised.value.after == 7
    await artist.close()


@pytest.mark.parametrize("spoil", [lambda text: text[:4000], lambda text: ""])
async def test_what_was_paid_for_and_is_useless_is_recorded_with_its_cost(
    spoil: Callable[[str], str],
) -> None:
    def handler(request: httpx2.Request) -> httpx2.Response:
        answer = openai_answer(request)
        spoilt = spoil(answer["data"][0]["b64_json"])
        answer["data"] = [{"b64_json": spoilt}] if spoilt else []
        return httpx2.Response(200, json=answer)

    artist = illustrator(handler)
    with pytest.raises(TryAgain) as raised:
        await artist.paint(picture_request()).run()
    assert raised.value.answer is not None
    assert raised.value.answer.cost == Decimal("0.1696")
    assert raised.value.answer.tokens_out == 4160
    await artist.close()


async def test_the_check_names_the_setting_that_is_wrong() -> None:
    names = ["some-image-model", "some-model", "dall-e-3"]
    listed = {"object": "list", "data": [{"id": name} for name in names]}
    good = illustrator(always(200, listed), model="some-image-model")
    await good.check()
    assert [model.id for model in await good.models()] == names
    own = illustrator(always(200, listed), base_url="http://127.0.0.1:1/v1")
    await own.check()  # a server of one's own may call its models anything
    for handler, model, says in (
        (always(200, listed), "gone", "FABLEWRIGHT_ILLUSTRATOR_MODEL"),
        (always(401, refusal("invalid_api_key")), "some-model", "OPENAI_API_KEY"),
        (always(404, "no"), "some-model", "base URL"),
        (always(200, listed), "dall-e-3", "keeps to no other picture"),
        (always(200, listed), "some-model", "makes no pictures"),
    ):
        with pytest.raises(Misconfigured, match=says):
            await illustrator(handler, model=model).check()


def test_what_nobody_knows_the_price_of_has_no_estimate() -> None:
    artist = illustrator(always(200, {}), prices=None)
    assert artist.paint(picture_request()).estimate is None


NASTY = "no\x00 way \ud800 \u202e"  # what a database would not take


@pytest.mark.parametrize("status", [200, 400, 401, 429, 500])
async def test_what_is_told_can_be_stored(status: int) -> None:
    body = json.dumps({"error": {"message": NASTY, "param": NASTY, "code": NASTY}})
    artist = illustrator(lambda request: httpx2.Response(status, content=body))
    with pytest.raises(ArtistError) as raised:
        await artist.paint(picture_request()).run()
    assert raised.value.answer is not None
    kept = raised.value.message + json.dumps(dict(raised.value.answer.response))
    assert not re.search(r"\x00|\\u0000|\\ud800|\u202e|\\u202e", kept)
