"""OpenAI-compatible speech: the request's exact form, its answers, and each way in which it fails."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

import httpx2
import pytest
from tests.support import prose, speakers

from fablewright.core.errors import ArtistError, Misconfigured, Refused, TimedOut, TryAgain
from fablewright.narrators.base import NarrationRequest
from fablewright.narrators.openai import INSTRUCTIONS, OpenAINarrator, SpeechModel

STORY = NarrationRequest("The Third Bell", prose.beats(60, seed=1), seconds=30.0)
SHORT = NarrationRequest("T", ("One.", "", "", ""))


def narrator(answer: Any = None, **options: Any) -> OpenAINarrator:
    def handle(request: httpx2.Request) -> httpx2.Response:
        if isinstance(answer, httpx2.Response):
            return answer
        return answer(request) if answer else speakers.openai(request)

    return speakers.narrator("openai", handle, **{"voice": "v1", **options})  # type: ignore[return-value]


@pytest.mark.parametrize("instructions", [None, INSTRUCTIONS])
async def test_the_request_is_as_documented(instructions: str | None) -> None:
    seen: list[httpx2.Request] = []

    def handle(request: httpx2.Request) -> httpx2.Response:
        seen.append(request)
        return speakers.openai(request)

    asked = narrator(
        handle, api_key="secret", base_url="https://o.example/v1/", instructions=instructions
    )
    reply = await asked.narrate(STORY).run()
    (request,) = seen
    assert (request.method, str(request.url)) == ("POST", "https://o.example/v1/audio/speech")
    assert request.headers["authorization"] == "Bearer secret"
    body = json.loads(request.content)
    assert body.pop("instructions", None) == instructions
    assert body == {
        "model": "speech-test",
        "input": "The Third Bell.\n\n" + "\n\n".join(STORY.beats),
        "voice": "v1",
        "response_format": "mp3",
        "speed": reply.response["speed"],
    }
    assert reply.value.estimated


async def test_words_are_placed_near_their_sound() -> None:
    call = narrator().narrate(NarrationRequest(STORY.title, STORY.beats))
    narration = (await call.run()).value
    _, said = speakers.say(call.prompt)
    off = [
        abs(word.start - one.start - 1105 / speakers.RATE)
        for word, one in zip((*narration.title_words, *narration.words), said, strict=True)
    ]
    assert sum(off) / len(off) < 0.1


async def test_the_price_is_of_characters_and_of_minutes() -> None:
    call = narrator(per_1000=Decimal(1), per_minute=Decimal(60)).narrate(STORY)
    reply = await call.run()
    characters = Decimal(len(call.prompt)) / 1000
    assert float(reply.cost - characters) == pytest.approx(reply.value.duration, abs=0.01)
    assert call.estimate
    assert reply.cost < call.estimate
    assert narrator(per_1000=None, per_minute=None).narrate(STORY).estimate is None


def complaint(status: int, code: str | None, kind: str = "t", **headers: str) -> httpx2.Response:
    told = {"error": {"message": "No.", "type": kind, "param": None, "code": code}}
    return httpx2.Response(status, json=told, headers=headers)


def drops(error: Exception) -> Any:
    def handle(request: httpx2.Request) -> httpx2.Response:
        raise error

    return handle


def shortened(part: float) -> Any:
    def handle(request: httpx2.Request) -> httpx2.Response:
        sound = speakers.openai(request).content
        return httpx2.Response(200, content=sound[: int(len(sound) * part)])

    return handle


FAILURES: dict[str, tuple[Any, type[ArtistError], str]] = {
    "429": (complaint(429, "rate_limit_exceeded"), TryAgain, "busy"),
    "500": (complaint(500, None), TryAgain, "unwell"),
    "503": (httpx2.Response(503, text="<html>"), TryAgain, "unwell"),
    "time-out": (drops(httpx2.ReadTimeout("late")), TimedOut, "no answer"),
    "reset": (drops(httpx2.RemoteProtocolError("reset")), TryAgain, "broke off"),
    "wrong key": (complaint(401, "invalid_api_key"), Misconfigured, "OPENAI_API_KEY"),
    "no credit": (complaint(429, "insufficient_quota"), Misconfigured, "credit"),
    "no credit, by type": (complaint(429, None, "insufficient_quota"), Misconfigured, "credit"),
    "unknown model": (complaint(404, "model_not_found"), Misconfigured, "model"),
    "a model that does not speak": (complaint(400, "model_not_found"), Misconfigured, "model"),
    "unknown voice": (complaint(400, None, "invalid_request_error"), Refused, "refused"),
    "policy": (complaint(400, "content_policy_violation"), Refused, "refused"),
    "error in 200": (complaint(200, "server_error"), TryAgain, "without"),
    "html in 200": (httpx2.Response(200, text="<!doctype html>"), TryAgain, "without"),
    "empty": (httpx2.Response(200), TryAgain, "no MP3"),
    "wav": (httpx2.Response(200, content=b"RIFF" + bytes(20000)), TryAgain, "no MP3"),
    "half": (shortened(0.5), TryAgain, "ended before"),
    "cut in a word": (shortened(0.66), TryAgain, "ended before"),
}


@pytest.mark.parametrize("kind", FAILURES)
async def test_each_failure_is_told_apart(kind: str) -> None:
    answer, error, says = FAILURES[kind]
    with pytest.raises(ArtistError) as raised:
        await narrator(answer).narrate(STORY).run()
    assert type(raised.value) is error
    assert says in raised.value.message


async def test_a_recording_that_is_no_good_has_its_cost() -> None:
    with pytest.raises(TryAgain) as raised:
        await narrator(shortened(0.5)).narrate(STORY).run()
    assert raised.value.answer
    assert raised.value.answer.cost > 0
    assert raised.value.answer.response["voice"] == "v1"


@pytest.mark.parametrize(
    ("story", "options", "says"),
    [
        (NarrationRequest("T", ("x" * 4096, "", "", "")), {}, "FABLEWRIGHT_NARRATOR_MODEL .*4,096"),
        (NarrationRequest("T", ("x" * 99, "", "", "")), {"longest": 90}, "at most 90 at once"),
        (NarrationRequest("", ("", "", "", "")), {}, "nothing"),
        (NarrationRequest("T", ("One.", "", "", ""), voice="a b"), {}, "not the name of a voice"),
    ],
)
async def test_what_cannot_be_read_is_refused_before_it_costs(
    story: NarrationRequest, options: dict[str, Any], says: str
) -> None:
    def unasked(request: httpx2.Request) -> httpx2.Response:
        raise AssertionError("nothing was to be asked")

    with pytest.raises(Refused, match=says):
        await narrator(unasked, **options).narrate(story).run()


async def test_a_check_asks_for_the_model() -> None:
    listed = httpx2.Response(200, json={"data": [{"id": "speech-test"}, {"id": "gpt"}]})
    assert await narrator(listed).models() == [SpeechModel("speech-test"), SpeechModel("gpt")]
    await narrator(listed).check()
    await narrator(httpx2.Response(200, json={})).check()  # a server that lists none
    with pytest.raises(Misconfigured, match="FABLEWRIGHT_NARRATOR_MODEL"):
        await narrator(listed, model="gone").check()
    with pytest.raises(Misconfigured, match="OPENAI_API_KEY"):
        await narrator(complaint(401, "invalid_api_key")).check()
