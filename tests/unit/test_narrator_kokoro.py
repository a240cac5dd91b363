"""Kokoro: the request's exact form, servers with and without captions, and each way of failing."""

from __future__ import annotations

import json
from typing import Any

import httpx2
import pytest
from tests.support import prose, speakers

from fablewright.core.errors import (
    ArtistError,
    Misconfigured,
    Refused,
    TimedOut,
    TryAgain,
    Unreachable,
)
from fablewright.narrators.base import NarrationRequest
from fablewright.narrators.kokoro import KokoroNarrator

STORY = NarrationRequest("The 7 Bells", prose.beats(60, seed=1), seconds=30.0)


def narrator(answer: Any = None, **options: Any) -> KokoroNarrator:
    def handle(request: httpx2.Request) -> httpx2.Response:
        if isinstance(answer, httpx2.Response):
            return answer
        return answer(request) if answer else speakers.kokoro(request)

    return speakers.narrator("kokoro", handle, **options)  # type: ignore[return-value]


async def test_the_request_is_as_documented() -> None:
    seen: list[httpx2.Request] = []

    def handle(request: httpx2.Request) -> httpx2.Response:
        seen.append(request)
        return speakers.kokoro(request)

    call = narrator(handle, base_url="http://k.example:8880/v1").narrate(STORY)
    reply = await call.run()
    (request,) = seen
    assert str(request.url) == "http://k.example:8880/dev/captioned_speech"
    assert "authorization" not in request.headers
    assert json.loads(request.content) == {
        "model": "kokoro",
        "input": "The 7 Bells.\n\n" + "\n\n".join(STORY.beats),
        "voice": "af_reader",
        "response_format": "mp3",
        "speed": reply.response["speed"],
        "stream": False,
        "return_timestamps": True,
    }
    assert call.estimate == reply.cost == 0
    assert not reply.value.estimated


async def test_a_server_without_captions_still_reads() -> None:
    asked: list[str] = []

    def handle(request: httpx2.Request) -> httpx2.Response:
        asked.append(request.url.path)
        if request.url.path.startswith("/dev/"):
            return httpx2.Response(404, json={"detail": "Not Found"})
        return speakers.kokoro(request)

    reply = await narrator(handle).narrate(STORY).run()
    assert asked == ["/dev/captioned_speech", "/v1/audio/speech"]
    assert reply.value.estimated
    assert reply.response["captions"] is False


@pytest.mark.parametrize(("language", "code"), [("fr", "f"), ("pt-BR", "p"), ("en-GB", None)])
async def test_a_voice_of_another_tongue_is_told_the_language(
    language: str, code: str | None
) -> None:
    codes: list[str | None] = []

    def handle(request: httpx2.Request) -> httpx2.Response:
        codes.append(json.loads(request.content).get("lang_code"))
        return speakers.kokoro(request)

    story = NarrationRequest("T", ("Un. Deux.", "", "", ""), language)
    await narrator(handle).narrate(story).run()
    assert codes == [code]


def drops(error: Exception) -> Any:
    def handle(request: httpx2.Request) -> httpx2.Response:
        raise error

    return handle


def spoilt(**changes: Any) -> Any:
    def handle(request: httpx2.Request) -> httpx2.Response:
        told = json.loads(speakers.kokoro(request).content)
        told |= {name: change(told[name]) for name, change in changes.items()}
        return httpx2.Response(200, json=told)

    return handle


def complaint(status: int, error: str) -> httpx2.Response:
    return httpx2.Response(status, json={"detail": {"error": error, "message": "No.", "type": "t"}})


FAILURES: dict[str, tuple[Any, type[ArtistError], str]] = {
    "not running": (drops(httpx2.ConnectError("no")), Unreachable, "cannot be reached"),
    "time-out": (drops(httpx2.ReadTimeout("late")), TimedOut, "no answer"),
    "500": (complaint(500, "processing_error"), TryAgain, "unwell"),
    "html": (httpx2.Response(502, text="<html>"), TryAgain, "unwell"),
    "unknown voice": (complaint(400, "validation_error"), Refused, "refused"),
    "another server": (complaint(404, "x"), Misconfigured, "base URL"),
    "error in 200": (complaint(200, "processing_error"), TryAgain, "without"),
    "stream": (httpx2.Response(200, text='{"audio": ""}\n{"audio": ""}\n'), TryAgain, "readable"),
    "broken base64": (spoilt(audio=lambda x: x[:-3]), TryAgain, "not readable"),
    "empty audio": (spoilt(audio=lambda x: ""), TryAgain, "no MP3"),
    "cut short": (spoilt(audio=lambda x: x[: len(x) * 3 // 4 // 4 * 4]), TryAgain, "ended before"),
}


@pytest.mark.parametrize("kind", FAILURES)
async def test_each_failure_is_told_apart(kind: str) -> None:
    answer, error, says = FAILURES[kind]
    with pytest.raises(ArtistError) as raised:
        await narrator(answer).narrate(STORY).run()
    assert type(raised.value) is error
    assert says in raised.value.message


@pytest.mark.parametrize(
    "stamps",
    [
        lambda told: None,
        lambda told: [],
        lambda told: told[: len(told) // 2],
        lambda told: told[::-1],
        lambda told: [{**one, "word": "?"} for one in told],
        lambda told: [{**one, "start_time": None} for one in told],
    ],
)
async def test_without_times_that_can_be_right_words_are_estimated(stamps: Any) -> None:
    reply = await narrator(spoilt(timestamps=stamps)).narrate(STORY).run()
    assert reply.value.estimated
    assert reply.response["captions"] is True


@pytest.mark.parametrize("listed", [["af_a", "bf_b"], [{"id": "af_a"}, {"id": "bf_b"}]])
async def test_a_check_learns_what_there_is(listed: list[Any]) -> None:
    def handle(request: httpx2.Request) -> httpx2.Response:
        if request.url.path == "/v1/audio/voices":
            return httpx2.Response(200, json={"voices": listed})
        return httpx2.Response(200, json={"data": [{"id": "kokoro"}]})

    asked = narrator(handle, voice="af_a+bf_b(0.5)")
    await asked.check()
    asked.check_voice("bf_b", "en")
    with pytest.raises(Refused, match="It has: af_a, bf_b"):
        asked.check_voice("nobody", "en")
    with pytest.raises(Refused, match="language “de”"):
        asked.check_voice("", "de")
    with pytest.raises(Misconfigured, match="FABLEWRIGHT_NARRATOR_VOICE"):
        await narrator(handle, voice="nobody").check()
    with pytest.raises(Misconfigured, match="FABLEWRIGHT_NARRATOR_MODEL"):
        await narrator(handle, voice="af_a", model="gone").check()


async def test_a_check_knows_another_server() -> None:
    with pytest.raises(Misconfigured, match="KOKORO_BASE_URL"):
        await narrator(httpx2.Response(200, json={"ok": True})).check()


@pytest.mark.parametrize("name", ["elevenlabs", "openai", "kokoro"])
async def test_a_missing_voice_is_a_missing_setting(name: str) -> None:
    with pytest.raises(Misconfigured, match="FABLEWRIGHT_NARRATOR_VOICE"):
        await speakers.narrator(name, voice="").narrate(STORY).run()
