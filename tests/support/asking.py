"""An author that asks a server of the test's own making, and what is looked at afterwards."""

from __future__ import annotations

import json
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import httpx2
import pytest
from tests.support import chat

from fablewright.authors.llm import LlmAuthor, SettingNames
from fablewright.core.book import Brief, Person, StoryText
from fablewright.core.errors import ArtistError, Unusable

KEY = "sk-very-secret"
NAMES = SettingNames(key="TALES_API_KEY", url="TALES_BASE_URL")
NNEDI = Person(kind="child", name="Nnedi", age=5, pronoun="she", traits=("wheelchair",))
BISCUIT = Person(kind="companion", name="Biscuit", pronoun="he")
BRIEF = Brief(spark="a lost key", people=(NNEDI, BISCUIT))
PRICES = {"tale-1": (Decimal(2), Decimal(10))}


@dataclass
class Server:
    """A server that gives one answer after another, the last one again and again, and keeps what was asked."""

    answers: list[Any]

    def __post_init__(self) -> None:
        self.requests: list[httpx2.Request] = []

    @property
    def bodies(self) -> list[dict[str, Any]]:
        return [json.loads(request.content) for request in self.requests]

    def handle(self, request: httpx2.Request) -> httpx2.Response:
        self.requests.append(request)
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if isinstance(answer, Exception):
            raise answer
        if isinstance(answer, httpx2.Response):
            return answer
        return httpx2.Response(200, json=answer)


def author(
    *answers: Any, base_url: str = "http://tales.example/v1", **options: Any
) -> tuple[LlmAuthor, Server]:
    server = Server(list(answers))
    options = {"settings": NAMES, "api_key": KEY, "prices": PRICES} | options
    made = LlmAuthor(
        "Tales", base_url, "tale-1", transport=httpx2.MockTransport(server.handle), **options
    )
    return made, server


def problem(
    status: int, message: str, headers: dict[str, str] | None = None, **more: Any
) -> httpx2.Response:
    return httpx2.Response(status, headers=headers, json={"error": {"message": message, **more}})


async def failure(*answers: Any, brief: Brief = BRIEF, **options: Any) -> ArtistError:
    made, server = author(*answers, **options)
    with pytest.raises(ArtistError) as caught:
        await made.write(brief).run()
    assert len(server.requests) == 1
    assert KEY not in str(caught.value.answer)
    return caught.value


async def story_of(change: dict[str, Any], brief: Brief = BRIEF) -> StoryText:
    made, _ = author(chat.completion(chat.STORY | change))
    return (await made.write(brief).run()).value


async def told_off(change: dict[str, Any], brief: Brief = BRIEF, **options: Any) -> str:
    error = await failure(chat.completion(chat.STORY | change), brief=brief, **options)
    assert type(error) is Unusable
    assert error.answer is not None
    assert error.answer.cost == Decimal("0.007")
    return error.message
