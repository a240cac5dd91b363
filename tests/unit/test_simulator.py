"""What the simulator writes, draws, speaks and charges, without a process."""

from __future__ import annotations

import random
import re
import statistics
from decimal import Decimal
from enum import Enum
from typing import Annotated, Any, Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, ConfigDict, Field

from fablewright.simulator import speech
from fablewright.simulator.latency import Latency
from fablewright.simulator.model import Answer, Asked, Wrong
from fablewright.simulator.multipart import read_form
from fablewright.simulator.patterns import matching
from fablewright.simulator.prices import OPENAI_TEXT, find
from fablewright.simulator.schemas import fill
from fablewright.simulator.server import _work
from fablewright.simulator.words import Wordsmith, names_given, words_asked


class Size(Enum):
    small = "small"
    large = "large"


class Tree(BaseModel):
    model_config = ConfigDict(extra="forbid")

    label: Annotated[str, Field(min_length=3, max_length=12)]
    parent: Tree | None
    children: list[Tree]


class Everything(BaseModel):
    """What schemas can ask for."""

    model_config = ConfigDict(extra="forbid")

    size: Size
    kind: Literal["only"]
    colour: Annotated[str, Field(pattern=r"^#[0-9a-f]{6}$")]
    code: Annotated[str, Field(pattern=r"^[A-Z]{2}-\d{3,5}(?:x|yz)?$")]
    few: Annotated[list[str], Field(min_length=3, max_length=3)]
    pair: tuple[int, str]
    share: Annotated[float, Field(gt=0, lt=1)]
    even: Annotated[int, Field(ge=3, le=9, multiple_of=2)]
    below: Annotated[int, Field(lt=-5)]
    maybe: int | None
    either: int | Tree
    passed: bool
    problems: list[str]
    pages: Annotated[list[str], Field(min_length=2)]
    table: dict[str, int]
    tree: Tree


@pytest.mark.parametrize("seed", range(12))
def test_any_schema_is_filled_with_what_fits_it(seed: int) -> None:
    made = Everything.model_validate(fill(Everything.model_json_schema(), Wordsmith(str(seed)), 80))
    assert (made.passed, made.problems) == (True, [])
    assert 60 <= sum(len(page.split()) for page in made.pages) <= 100


@pytest.mark.parametrize(
    "schema",
    [
        {"type": "nonsense"},
        {"$ref": "#/$defs/nowhere"},
        {"$ref": "#"},
        {"type": "object", "properties": {"a": {"$ref": "#"}}, "required": ["a"]},
        {"type": "string", "pattern": "(?<name>x)"},
        {"enum": []},
        {"type": "integer", "minimum": 3, "maximum": 2},
        {"type": "object", "properties": [1]},
        {"type": "array", "minItems": 10**9},
        {"anyOf": 5},
        {"type": "string", "maxLength": "x"},
        [],
    ],
)
def test_a_schema_that_nothing_fits_is_refused(schema: Any) -> None:
    with pytest.raises(Wrong, match="Invalid schema"):
        fill(schema, Wordsmith("x"), 10)


@pytest.mark.parametrize(
    "pattern",
    [r"^#[0-9a-fA-F]{6}$", r"^\d{4}-\d{2}$", "a|bc|[^a-y]", r"^(?:ab){2,3}\.?$", r"^[\w-]+@x\.org$", "", r"^.*$", r"x{2,}", "[]a]"],
)  # fmt: skip
def test_patterns(pattern: str) -> None:
    for seed in range(20):
        made = matching(pattern, random.Random(seed))
        assert made is not None
        assert re.search(pattern, made)


@pytest.mark.filterwarnings("ignore:Possible ")  # what Python thinks of such patterns
@given(st.text(alphabet="ab[]()|{}?*+\\^$.-1,", max_size=12))
def test_no_pattern_breaks_it(pattern: str) -> None:
    made = matching(pattern, random.Random(1))
    assert made is None or re.search(pattern, made)


@pytest.mark.parametrize("words", [12, 40, 375, 2000])
def test_stories_have_the_length_asked_for(words: int) -> None:
    for seed in range(5):
        text = Wordsmith(str(seed)).story(words)
        assert abs(len(text.split()) - words) <= 8
        assert not re.search(r"[{}]|\b[Aa] [aeiou]", text)


def test_what_a_prompt_asks_for() -> None:
    assert words_asked("Tell.\nWords: 375\n") == 375
    assert words_asked("about 120 words, please") == 120
    assert words_asked("In other words, nothing.") is None
    assert names_given('{"name": "Zoë", "age": 5} and name: Bo') == ("Zoë", "Bo")


def test_the_pace_is_a_readers() -> None:
    text = Wordsmith("pace").story(400)
    spoken, seconds = speech.plan(text)
    assert [word.word for word in spoken] == text.split()
    assert len(spoken) / seconds == pytest.approx(2.4, abs=0.15)
    assert speech.plan(text, speed=2)[1] == pytest.approx(seconds / 2, rel=0.3)


@given(st.text(max_size=60))
def test_every_character_has_its_time(text: str) -> None:
    chars, starts, ends = speech.characters(text, delay=0.05)
    assert "".join(chars) == text
    assert starts[1:] == ends[:-1]
    assert starts == sorted(starts)


def test_latencies_are_those_of_the_table() -> None:
    for kind, middle, low, high in (
        ("text", 45, 30, 62), ("activities", 15, 11, 21), ("picture", 37, 30, 46), ("speech", 67, 45, 92)
    ):  # fmt: skip
        latency = Latency(1.0, seed=4)
        drawn = [latency.draw(kind) for _ in range(400)]  # type: ignore[arg-type]
        assert statistics.median(drawn) == pytest.approx(middle, rel=0.06)
        inside = [one for one in drawn if low <= one <= high]
        assert len(inside) > 0.85 * len(drawn)
        again, scaled = Latency(1.0, seed=4), Latency(0.01, seed=4)
        assert again.draw("text") == pytest.approx(100 * scaled.draw("text"))
    assert Latency(0.0, 1).draw("text") == Latency(1.0, 1).draw("other") == 0


def test_prices() -> None:
    price = find(OPENAI_TEXT, "gpt-4o-mini-2024-07-18")
    assert price
    assert price == OPENAI_TEXT["gpt-4o-mini"]
    million = 1_000_000
    whole = price.of_tokens(million, million, cached=million // 2)
    assert whole == sum(map(Decimal, (price.read, price.cached))) / 2 + Decimal(price.written)
    for name in ("gpt-6", "gpt-4o-nightly", "", None, "-"):
        assert find(OPENAI_TEXT, name) is None


def form(body: bytes) -> Asked:
    return Asked("POST", "", body, headers={"content-type": 'multipart/form-data; boundary="b"'})


@given(st.binary(max_size=200))
def test_files_arrive_byte_for_byte(data: bytes) -> None:
    body = b'--b\r\nContent-Disposition: form-data; name="n"\r\n\r\nvalue\r\n'
    body += b'--b\r\nContent-Disposition: form-data; name="image[]"; filename="a.png"\r\n'
    body += b"Content-Type: image/png\r\n\r\n" + data + b"\r\n--b--\r\n"
    if b"\r\n--b" in data:
        return
    plain, file = read_form(form(body))
    assert (plain.name, plain.text, plain.filename) == ("n", "value", None)
    assert (file.data, file.filename, file.content_type) == (data, "a.png", "image/png")
    with pytest.raises(Wrong):
        read_form(form(body[:-9]))


JUNK = [
    b"", b"null", b"[]", b"[1]", b"{}", b"\xff\xfe", b"[" * 5000, b"NaN", b'"\\ud800"', b'{"model": ["x"]}',
    b'{"model": "gpt-5-mini", "messages": [{"role": "user", "content": "\\ud800\\u0000"}], "tools": [1]}',
    b'{"model": "gpt-5-mini", "messages": [1]}', b'{"model": "sim/image", "messages": {"a": 1}}',
    b'{"model": "gpt-5-mini", "messages": [{"role": "user"}], "response_format": "x"}',
    b'{"model": "gpt-5-mini", "messages": [{"role": "user"}], "tools": 3, "tool_choice": {"function": [1]}}',
    b'{"model": "gpt-5-mini", "messages": [{"role": "user"}], "stream_options": 1, "max_tokens": "x"}',
    b'{"model": "gpt-image-1", "prompt": 5}', b'{"model": "gpt-image-1", "prompt": "x", "n": [2]}',
    b'{"input": 5, "voice": {}}', b'{"text": 5}', b'{"text": "x", "voice_settings": [1], "model_id": []}',
    b'{"prompt": {"1": 1}}', b'{"prompt": {"1": {"class_type": "SaveImage", "inputs": 5}}}', b'{"prompt": []}',
    b'[{"taskType": "imageInference", "taskUUID": 5, "inputs": 3}]', b'[{"taskType": []}]',
]  # fmt: skip
PATHS = [
    ("openai", "v1/chat/completions"), ("openai", "v1/images/generations"), ("openai", "v1/images/edits"),
    ("openai", "v1/audio/speech"), ("openai", "v1/moderations"), ("openrouter", "api/v1/chat/completions"),
    ("runware", "v1"), ("elevenlabs", "v1/text-to-speech/21m00Tcm4TlvDq8ikWAM/with-timestamps"),
    ("kokoro", "dev/captioned_speech"), ("comfyui", "prompt"), ("comfyui", "upload/image"),
]  # fmt: skip


@pytest.mark.parametrize(("vendor", "path"), PATHS)
def test_no_body_breaks_a_vendor(
    vendor: str, path: str, vendors: dict[str, Any], capsys: pytest.CaptureFixture[str]
) -> None:
    headers = {"authorization": "Bearer sim-1", "xi-api-key": "sim-1"}
    for body in JUNK:
        asked = Asked("POST", path, body, headers=headers)
        vendors[vendor].essentials(asked)
        answer = _work(vendors[vendor], asked)
        assert isinstance(answer, Answer)
        assert answer.status < 500, (body, answer)
        answer.pieces()
    assert capsys.readouterr().err == ""


@pytest.fixture
def vendors() -> dict[str, Any]:
    from fablewright.simulator.comfyui import ComfyUI
    from fablewright.simulator.elevenlabs import ElevenLabs
    from fablewright.simulator.kokoro import Kokoro
    from fablewright.simulator.openai import OpenAI
    from fablewright.simulator.openrouter import OpenRouter
    from fablewright.simulator.runware import Runware

    made = [OpenAI(), OpenRouter(), Runware(), ElevenLabs(), Kokoro(), ComfyUI(lambda kind: 0.0)]
    return {vendor.name: vendor for vendor in made}
