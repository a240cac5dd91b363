"""Runware's tasks: the request's form, and what each answer means."""

from __future__ import annotations

import base64
import json
import re
import uuid
from collections.abc import Callable, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

import httpx2
import pytest
from tests.support.picture_vendors import drawn, picture_request, prompting, runware_answer

from fablewright.core.errors import ArtistError, Misconfigured, Refused, TryAgain
from fablewright.core.fetch import Fetcher
from fablewright.illustrators.easel import data_uri
from fablewright.illustrators.runware import RunwareIllustrator

Handler = Callable[[httpx2.Request], httpx2.Response]


def illustrator(handler: Handler, **more: Any) -> RunwareIllustrator:
    given = {"model": "some:1@1", "api_key": "secret", **more}
    return RunwareIllustrator(prompting(), transport=httpx2.MockTransport(handler), **given)


def failed(status: int, code: str, message: str = "No.", **more: str) -> Handler:
    one = {"code": code, "message": message, "taskType": "imageInference", **more}
    return lambda request: httpx2.Response(status, json={"errors": [one]})


def made(**changes: Any) -> Handler:
    def handler(request: httpx2.Request) -> httpx2.Response:
        answer = runware_answer(request)
        answer["data"][0].update(changes)
        return httpx2.Response(200, json=answer)

    return handler


async def asked(size: int = 192, references: tuple[bytes, ...] = (), **more: Any) -> dict[str, Any]:
    tasks: list[dict[str, Any]] = []

    def handler(request: httpx2.Request) -> httpx2.Response:
        assert (request.method, str(request.url)) == ("POST", "https://api.runware.ai/v1")
        assert request.headers["authorization"] == "Bearer secret"
        tasks.extend(json.loads(request.content))
        return httpx2.Response(200, json=runware_answer(request))

    artist = illustrator(handler, **more)
    call = artist.paint(replace(picture_request(size=size), references=references))
    reply = await call.run()
    await artist.close()
    (task,) = tasks
    assert uuid.UUID(task.pop("taskUUID")).version == 4
    assert task.pop("positivePrompt") == call.prompt
    assert len(call.prompt) <= 3000
    assert reply.cost == Decimal("0.0013")
    return task


async def test_the_task() -> None:
    task = await asked(size=2048, sizes=("1024x1024", "1536x1536"), extra={"steps": 28})
    seed = task.pop("seed")
    assert 1 <= seed < 2**31
    assert task == {
        "taskType": "imageInference",
        "model": "some:1@1",
        "width": 1536,
        "height": 1536,
        "numberResults": 1,
        "outputType": "base64Data",
        "outputFormat": "PNG",
        "includeCost": True,
        "steps": 28,
    }


async def test_references_go_where_the_model_takes_them() -> None:
    picture = data_uri(drawn("cover"))
    references = (drawn("cover"),)
    assert (await asked(references=references))["referenceImages"] == [picture]
    newer = await asked(references=references, references_at="inputs.referenceImages")
    assert newer["inputs"] == {"referenceImages": [picture]}
    assert "referenceImages" not in newer
    assert picture not in json.dumps(await asked(references=references, references_at=""))


async def test_negative_words_and_seed_only_where_the_model_takes_them() -> None:
    task = await asked(negative=True, seeded=False)
    assert "letters" in task["negativePrompt"]
    assert "seed" not in task


async def test_a_picture_at_an_address_is_fetched() -> None:
    async def resolve(host: str, port: int) -> Sequence[str]:
        return ("93.184.216.34",)

    def far(request: httpx2.Request) -> httpx2.Response:
        assert request.headers["host"] == "im.runware.ai"
        return httpx2.Response(200, content=drawn("far", form="JPEG"))

    fetcher = Fetcher("x", ["im.runware.ai"], resolve=resolve, transport=httpx2.MockTransport(far))
    handler = made(imageBase64Data=None, imageURL="https://im.runware.ai/image/1.jpg")
    artist = illustrator(handler, output="URL", fetcher=fetcher)
    assert (await artist.paint(picture_request()).run()).value.width == 192
    await artist.close()


FAILURES: list[tuple[Handler, type[ArtistError], str]] = [
    (failed(401, "invalidApiKey", parameter="apiKey"), Misconfigured, "RUNWARE_API_KEY"),
    (failed(402, "insufficientCredits"), Misconfigured, "credit"),
    (failed(403, "forbidden"), Misconfigured, "RUNWARE_API_KEY"),
    (failed(404, "modelNotFound"), Misconfigured, "MODEL"),
    (failed(400, "invalidModel", parameter="model"), Misconfigured, "MODEL"),
    (failed(400, "unsupportedParameter", parameter="referenceImages"), Misconfigured, "referenceImages"),
    (failed(400, "invalidPositivePrompt", parameter="positivePrompt"), Refused, "400"),
    (failed(400, "invalidProviderContent", "Flagged by moderation."), Refused, "safety"),
    (failed(429, "rateLimitExceeded"), TryAgain, "429"),
    (failed(429, "concurrencyLimitExceeded"), TryAgain, "429"),
    (failed(500, "internalServerError"), TryAgain, "500"),
    (failed(200, "timeoutProvider"), TryAgain, "503"),
    (failed(200, "insufficientCredits"), Misconfigured, "credit"),
    (failed(200, "invalidProviderContent"), Refused, "safety"),
    (failed(200, "somethingNew"), TryAgain, "error"),
    (lambda request: httpx2.Response(502, content="<html>502</html>"), TryAgain, "502"),
    (lambda request: httpx2.Response(200, content="<html>"), TryAgain, "readable"),
    (lambda request: httpx2.Response(200, json={"data": []}), TryAgain, "no picture"),
    (lambda request: httpx2.Response(200, json=[None]), TryAgain, "no picture"),
    (made(taskUUID="another"), TryAgain, "no picture"),
    (made(imageBase64Data=""), TryAgain, "no picture"),
    (made(imageBase64Data=base64.b64encode(drawn("a")[:500]).decode()), TryAgain, "whole"),
    (made(NSFWContent=True), Refused, "safety"),
    (made(imageURL="http://10.0.0.1/a.png"), Refused, "safe"),
    (made(imageURL="https://im.runware.ai.evil.example/a.png"), Misconfigured, "evil"),
]  # fmt: skip


@pytest.mark.parametrize(("handler", "kind", "says"), FAILURES)
async def test_what_goes_wrong(handler: Handler, kind: type[ArtistError], says: str) -> None:
    artist = illustrator(handler)
    with pytest.raises(ArtistError) as raised:
        await artist.paint(picture_request()).run()
    assert type(raised.value) is kind
    assert says in raised.value.message
    await artist.close()


async def test_a_refused_picture_that_was_made_is_recorded_with_its_cost() -> None:
    with pytest.raises(Refused) as raised:
        await illustrator(made(NSFWContent=True)).paint(picture_request()).run()
    assert raised.value.answer is not None
    assert raised.value.answer.cost == Decimal("0.0013")


async def test_the_check_looks_the_model_up() -> None:
    def search(request: httpx2.Request) -> httpx2.Response:
        (task,) = json.loads(request.content)
        assert (task["taskType"], task["search"]) == ("modelSearch", "some:1@1")
        return httpx2.Response(200, json={"data": [{"results": [{"air": "some:1@1"}]}]})

    await illustrator(search).check()
    await illustrator(failed(400, "invalidTaskType", parameter="taskType")).check()
    for handler, says in (
        (failed(401, "invalidApiKey"), "RUNWARE_API_KEY"),
        (lambda request: httpx2.Response(200, json={"data": [{"results": []}]}), "some:1@1"),
    ):
        with pytest.raises(Misconfigured, match=says):
            await illustrator(handler).check()


async def test_a_base_address_without_a_path() -> None:
    paths: list[str] = []

    def handler(request: httpx2.Request) -> httpx2.Response:
        paths.append(str(request.url))
        return httpx2.Response(200, json=runware_answer(request))

    for base in ("http://127.0.0.1:9000", "http://127.0.0.1:9000/x/v1/"):
        artist = illustrator(handler, base_url=base)
        await artist.paint(picture_request()).run()
        await artist.close()
    assert paths == ["http://127.0.0.1:9000/", "http://127.0.0.1:9000/x/v1"]


NASTY = "no\x00 way \ud800 \u202e"  # what a database would not take


@pytest.mark.parametrize("status", [200, 400, 401, 429, 500])
async def test_what_is_told_can_be_stored(status: int) -> None:
    body = json.dumps({"errors": [{"message": NASTY, "parameter": NASTY, "code": NASTY}]})
    artist = illustrator(lambda request: httpx2.Response(status, content=body))
    with pytest.raises(ArtistError) as raised:
        await artist.paint(picture_request()).run()
    assert raised.value.answer is not None
    kept = raised.value.message + json.dumps(dict(raised.value.answer.response))
    assert not re.search(r"\x00|\\u0000|\\ud800|\u202e|\\u202e", kept)
