"""ElevenLabs: the request's exact form, its answers, and each way in which it fails."""

from __future__ import annotations

import json
from decimal import Decimal
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
from fablewright.narrators.elevenlabs import ElevenLabsNarrator, SpeechModel, Voice

STORY = NarrationRequest("The Third Bell", prose.beats(60, seed=1), "en-GB", seconds=30.0)


def narrator(answer: Any = None, **options: Any) -> ElevenLabsNarrator:
    def handle(request: httpx2.Request) -> httpx2.Response:
        if isinstance(answer, httpx2.Response):
            return answer
        return answer(request) if answer else speakers.elevenlabs(request)

    return speakers.narrator("elevenlabs", handle, **{"voice": "v1", **options})  # type: ignore[return-value]


async def test_the_request_is_as_documented() -> None:
    seen: list[httpx2.Request] = []

    def handle(request: httpx2.Request) -> httpx2.Response:
        seen.append(request)
        return speakers.elevenlabs(request)

    asked = narrator(handle, api_key="secret", model="eleven-x", base_url="https://e.example/v1")
    call = asked.narrate(STORY)
    assert (call.provider, call.model, call.estimate) == (
        "elevenlabs", "eleven-x", Decimal(len(call.prompt)) / 10000,
    )  # fmt: skip
    reply = await call.run()
    (request,) = seen
    assert request.method == "POST"
    assert str(request.url) == (
        "https://e.example/v1/text-to-speech/v1/with-timestamps?output_format=mp3_44100_128"
    )
    assert request.headers["xi-api-key"] == "secret"
    body = json.loads(request.content)
    assert body.pop("seed") in range(2**32)
    assert body == {
        "text": "The Third Bell.\n\n" + "\n\n".join(STORY.beats),
        "model_id": "eleven-x",
        "language_code": "en",
        "voice_settings": {"speed": reply.response["speed"]},
    }
    assert reply.cost == call.estimate
    assert not reply.value.estimated
    assert reply.value.voice == "elevenlabs:v1"
    assert "audio_base64" not in reply.response
    assert "secret" not in json.dumps(dict(reply.response))


async def test_words_are_when_they_sound() -> None:
    call = narrator().narrate(NarrationRequest(STORY.title, STORY.beats))
    narration = (await call.run()).value
    _, said = speakers.say(call.prompt)
    delay = 1105 / speakers.RATE
    for word, one in zip((*narration.title_words, *narration.words), said, strict=True):
        if any(char.isalnum() for char in word.txt):
            assert word.start == pytest.approx(one.start + delay, abs=0.03)


@pytest.mark.parametrize(("seconds", "speed"), [(None, 1.0), (1.0, 1.15), (600.0, 0.85)])
async def test_the_speed_stays_natural(seconds: float | None, speed: float) -> None:
    story = NarrationRequest("Title", STORY.beats, seconds=seconds)
    assert (await narrator().narrate(story).run()).response["speed"] == speed


def detail(status: int, code: str, message: str = "No.", **headers: str) -> httpx2.Response:
    told = {"detail": {"type": "t", "code": code, "status": code, "message": message}}
    return httpx2.Response(status, json=told, headers=headers)


def spoilt(**changes: Any) -> Any:
    """What ElevenLabs answers to `STORY`, changed."""

    def handle(request: httpx2.Request) -> httpx2.Response:
        body = json.loads(request.content)
        told = speakers.elevenlabs_answer(body["text"], body["voice_settings"]["speed"])
        told |= {name: change(told[name]) for name, change in changes.items()}
        return httpx2.Response(200, json=told, headers={"character-cost": "77"})

    return handle


def drops(error: Exception) -> Any:
    def handle(request: httpx2.Request) -> httpx2.Response:
        raise error

    return handle


FAILURES: dict[str, tuple[Any, type[ArtistError], str]] = {
    "429": (detail(429, "rate_limit_exceeded"), TryAgain, "busy"),
    "concurrency": (detail(429, "too_many_concurrent_requests"), TryAgain, "busy"),
    "408": (detail(408, ""), TryAgain, "busy"),
    "409": (detail(409, "already_running"), TryAgain, "busy"),
    "500": (detail(500, "internal_server_error"), TryAgain, "unwell"),
    "html": (httpx2.Response(502, text="<html>Bad Gateway</html>"), TryAgain, "unwell"),
    "time-out": (drops(httpx2.ReadTimeout("late")), TimedOut, "no answer"),
    "unreachable": (drops(httpx2.ConnectError("no")), Unreachable, "cannot be reached"),
    "reset": (drops(httpx2.ReadError("reset")), TryAgain, "broke off"),
    "wrong key": (detail(401, "invalid_api_key"), Misconfigured, "ELEVENLABS_API_KEY"),
    "no permission": (detail(403, "missing_permissions"), Misconfigured, "ELEVENLABS_API_KEY"),
    "no credit": (detail(401, "quota_exceeded"), Misconfigured, "credit"),
    "no credit, 402": (detail(402, "payment_required"), Misconfigured, "credit"),
    "unknown model": (detail(400, "model_not_found"), Misconfigured, "model"),
    "retired model": (detail(404, "model_deprecated"), Misconfigured, "model"),
    "other address": (httpx2.Response(404, json={"detail": "Not Found"}), Misconfigured, "base URL"),
    "unknown voice": (detail(404, "voice_not_found"), Refused, "voice"),
    "policy": (detail(403, "content_against_policy"), Refused, "will not read"),
    "too long": (detail(400, "max_character_limit_exceeded"), Refused, "longer"),
    "bad request": (detail(422, "invalid_parameters"), Refused, "refused"),
    "error in 200": (httpx2.Response(200, json={"detail": {"code": "x"}}), TryAgain, "without"),
    "broken json": (httpx2.Response(200, text='{"audio_base64": "//'), TryAgain, "not readable"),
    "a list": (httpx2.Response(200, json=[1]), TryAgain, "without"),
    "empty": (httpx2.Response(200), TryAgain, "not readable"),
    "broken base64": (spoilt(audio_base64=lambda x: x[:-3] + "*"), TryAgain, "not readable"),
    "no audio": (spoilt(audio_base64=lambda x: None), TryAgain, "not readable"),
    "empty audio": (spoilt(audio_base64=lambda x: ""), TryAgain, "no MP3"),
    "no mp3": (spoilt(audio_base64=lambda x: "PGh0bWw+"), TryAgain, "no MP3"),
    "cut short": (spoilt(audio_base64=lambda x: x[: len(x) * 3 // 4 // 4 * 4]), TryAgain, "ended before"),
    "cut, no times": (
        spoilt(audio_base64=lambda x: x[: len(x) // 2 // 4 * 4], alignment=lambda x: None,
               normalized_alignment=lambda x: None), TryAgain, "ended before",
    ),
}  # fmt: skip


@pytest.mark.parametrize("kind", FAILURES)
async def test_each_failure_is_told_apart(kind: str) -> None:
    answer, error, says = FAILURES[kind]
    with pytest.raises(ArtistError) as raised:
        await narrator(answer).narrate(STORY).run()
    assert type(raised.value) is error
    assert says in raised.value.message


async def test_the_wait_and_the_cost_are_told() -> None:
    with pytest.raises(TryAgain) as raised:
        await (
            narrator(detail(429, "rate_limit_exceeded", **{"retry-after": "7"}))
            .narrate(STORY)
            .run()
        )
    assert raised.value.after == 7
    with pytest.raises(TryAgain) as raised:
        await narrator(spoilt(audio_base64=lambda x: "")).narrate(STORY).run()
    assert raised.value.answer
    assert raised.value.answer.cost == Decimal("0.0077")
    assert raised.value.answer.response["credits"] == 77


def only(name: str, change: Any) -> Any:
    return lambda alignment: {**alignment, name: change(alignment[name])}


STARTS, ENDS = "character_start_times_seconds", "character_end_times_seconds"
ALIGNMENTS: dict[str, Any] = {
    "null": lambda alignment: None,
    "empty": lambda alignment: {"characters": [], STARTS: [], ENDS: []},
    "short": lambda alignment: {key: list[: len(list) // 2] for key, list in alignment.items()},
    "short times": only(STARTS, lambda times: times[:20]),
    "decreasing": lambda alignment: {
        **alignment, STARTS: alignment[STARTS][::-1], ENDS: alignment[ENDS][::-1],
    },
    "drifting": lambda alignment: {
        key: [one if isinstance(one, str) else one * 1.2 for one in list]
        for key, list in alignment.items()
    },
    "other characters": only("characters", lambda characters: ["#"] * len(characters)),
}  # fmt: skip


@pytest.mark.parametrize("kind", ALIGNMENTS)
async def test_without_times_that_can_be_right_words_are_estimated(kind: str) -> None:
    change = ALIGNMENTS[kind]
    answer = spoilt(alignment=change, normalized_alignment=change)
    reply = await narrator(answer).narrate(STORY).run()
    assert reply.value.estimated
    assert reply.response["estimated"] is True
    written = [word for beat in STORY.beats for word in beat.split()]
    assert [word.txt for word in reply.value.words] == written


def unasked(request: httpx2.Request) -> httpx2.Response:
    raise AssertionError("nothing was to be asked")


@pytest.mark.parametrize(
    ("story", "says"),
    [
        (NarrationRequest("T", ("x" * 12000, "", "", "")), "10,000"),
        (NarrationRequest("🦊", ("—", "", " \n ", "")), "nothing"),
        (NarrationRequest("T", ("One.", "", "", ""), voice="../x?y"), "no voice"),
    ],
)
async def test_what_cannot_be_read_is_refused_before_it_costs(
    story: NarrationRequest, says: str
) -> None:
    with pytest.raises(Refused, match=says):
        await narrator(unasked).narrate(story).run()


async def test_words_of_people_are_no_commands() -> None:
    text = 'Wait <break time="9s"/> [laughs] {x} \0 \ud800 \u202e now'
    call = narrator().narrate(NarrationRequest("T", (text, "", "", "")))
    assert call.prompt == 'T.\n\nWait (break time="9s"/) (laughs) (x) now'
    words = (await call.run()).value.words
    assert [word.txt for word in words] == text.split()


VOICES = {"voices": [{"voice_id": "v1", "name": "Rachel"}, {"voice_id": "v2", "name": "George"}]}
MODELS = [
    {"model_id": "eleven-test", "name": "Test", "can_do_text_to_speech": True,
     "languages": [{"language_id": "en"}], "maximum_text_length_per_request": 5},
    {"model_id": "listens", "name": "Listens", "can_do_text_to_speech": False},
]  # fmt: skip


def listing(request: httpx2.Request) -> httpx2.Response:
    if request.method == "POST":
        return speakers.elevenlabs(request)
    if request.url.path.endswith("/models"):
        return httpx2.Response(200, json=MODELS)
    if "next_page_token" in request.url.params:
        return httpx2.Response(200, json={"voices": VOICES["voices"][1:], "has_more": False})
    first = {"voices": VOICES["voices"][:1], "has_more": True, "next_page_token": "2"}
    return httpx2.Response(200, json=first)


async def test_models_and_voices_are_listed() -> None:
    asked = narrator(listing)
    assert await asked.models() == [SpeechModel("eleven-test", "Test", ("en",), 5)]
    assert await asked.voices() == [Voice("v1", "Rachel"), Voice("v2", "George")]


async def test_a_check_learns_what_there_is() -> None:
    asked = narrator(listing, voice="George")
    asked.check_voice("Nobody", "en")  # nothing is known yet
    await asked.check()
    asked.check_voice("Rachel", "en")
    asked.check_voice("v2", "en")
    with pytest.raises(Refused, match="Rachel, George"):
        asked.check_voice("Nobody", "en")
    with pytest.raises(Refused, match="at most 5 at once"):
        await asked.narrate(STORY).run()


@pytest.mark.parametrize(
    ("options", "answer", "says"),
    [
        ({"model": "gone"}, listing, "FABLEWRIGHT_NARRATOR_MODEL"),
        ({"model": "listens"}, listing, "FABLEWRIGHT_NARRATOR_MODEL"),
        ({"voice": "Nobody"}, listing, "FABLEWRIGHT_NARRATOR_VOICE"),
        ({}, detail(401, "invalid_api_key"), "ELEVENLABS_API_KEY"),
    ],
)
async def test_a_check_names_the_setting(options: dict[str, Any], answer: Any, says: str) -> None:
    with pytest.raises(Misconfigured, match=says):
        await narrator(answer, **options).check()
