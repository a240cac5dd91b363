"""The author that asks a language model, at any server that speaks the Chat Completions API.

OpenAI, OpenRouter, Ollama, vLLM, llama.cpp and LM Studio among others. The API is spoken in `llm_chat`,
what models are told stands in `prompts/`, the forms that they fill in are in `llm_drafts`, and
`llm_shaping` makes the values of a book of them, or says what is wrong.
"""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from functools import partial
from typing import Literal, TypeVar, get_args

import httpx2

from fablewright.authors import llm_drafts as drafts
from fablewright.authors import llm_prompts as prompts
from fablewright.authors import llm_shaping as shaping
from fablewright.authors.base import Told
from fablewright.authors.llm_chat import Chat, ModelInfo, Output, Price, Question, SettingNames
from fablewright.authors.llm_telling import Telling
from fablewright.core.artist import Call, Reply
from fablewright.core.book import (
    Activities,
    Brief,
    PaletteJourney,
    PartName,
    SceneAnalysis,
    StoryText,
)
from fablewright.core.errors import BadSettings, Unusable

__all__ = ["LlmAuthor", "ModelInfo", "Price", "SettingNames"]

T = TypeVar("T")
Task = Literal["write", "instant", "palette", "analyse", "activities"]
Shape = Callable[[str], T]


class LlmAuthor:
    """Writes and plans by asking a model. One request a call; see `authors/base.py`."""

    def __init__(
        self,
        name: str,
        base_url: str,
        model: str,
        *,
        settings: SettingNames,
        api_key: str = "",
        models: Mapping[str, str] | None = None,
        variant: str = prompts.FIRST,
        traits: Mapping[str, str] | None = None,
        tolerance: float = 0.1,
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
        """`models` names another model for a task (write, instant, palette, analyse, activities).

        `variant` is the folder of the prompts; `traits` are words for ids of traits; `tolerance` is the
        part by which the length of a story may miss what was asked. For the rest see `Chat`.
        Raises `BadSettings` for a variant or a task that there is not.
        """
        if unknown := next(iter({*(models or {})} - {*get_args(Task)}), ""):
            raise BadSettings(
                f"{settings.model}S names “{unknown[:40]}”, which is no task. Known:"
                f" {', '.join(get_args(Task))}.",
                code="PROVIDER_MISCONFIGURED",
            )
        if variant not in prompts.variants():
            known = ", ".join(prompts.variants())
            raise BadSettings(f"There are no prompts called “{variant}”. Known: {known}.")
        self.name, self.model, self.variant = name, model, variant
        self._models, self._traits, self._tolerance = dict(models or {}), traits or {}, tolerance
        self._chat = Chat(
            name, base_url, api_key, settings=settings, output=output, max_tokens=max_tokens,
            temperature=temperature, reasoning=reasoning, prices=prices, headers=headers,
            extra=extra, timeout=timeout, transport=transport,
        )  # fmt: skip

    def write(self, brief: Brief, feedback: str = "", told: Told | None = None) -> Call[StoryText]:
        """A story of `brief.minutes` in `brief.language`. Without people, with a feeling or a manner
        asked for, it is one for whoever typed in the idea."""
        instant = bool(brief.emotion or brief.vibe) and not brief.people
        data = prompts.wish(brief, self._traits, feedback)
        words = prompts.length(brief, shaping.wanted_words(brief), self._tolerance)
        question = self._question(
            "instant" if instant else "write", drafts.StoryDraft, brief, data, words
        )
        demands = shaping.Demands(self._tolerance, refrain=not instant, reading_age=not instant)

        def shape(answer: str) -> StoryText:
            draft = shaping.fill(drafts.StoryDraft, answer)
            return shaping.story(draft, brief, question.system, demands)

        async def ask(asked: Question) -> Reply[StoryText]:
            telling = Telling(brief, told) if told else None
            reply = await self._ask(asked, shape, telling.hear if telling else None)
            if telling:
                await telling.finish(reply.value)
            return reply

        return self._call(question, ask)

    def palette(self, brief: Brief, story: StoryText) -> Call[PaletteJourney]:
        data = prompts.told(brief, story, self._traits)
        question = self._question("palette", drafts.PaletteDraft, brief, data)

        def shape(answer: str) -> PaletteJourney:
            return shaping.palette(shaping.fill(drafts.PaletteDraft, answer), brief)

        return self._call(question, lambda asked: self._ask(asked, shape))

    def analyse(
        self, brief: Brief, story: StoryText, palette: PaletteJourney, part: PartName
    ) -> Call[SceneAnalysis]:
        # The story first and alike for all five, so that servers can keep what they have read.
        data = prompts.told(brief, story, self._traits)
        data["picture"] = prompts.wanted_picture(brief, palette, part)
        question = self._question("analyse", drafts.SceneDraft, brief, data)

        def shape(answer: str) -> SceneAnalysis:
            draft = shaping.fill(drafts.SceneDraft, answer)
            return shaping.analysis(draft, brief, story, palette, part)

        return self._call(question, lambda asked: self._ask(asked, shape))

    def activities(self, brief: Brief, story: StoryText) -> Call[Activities]:
        data = prompts.told(brief, story, self._traits)
        data["people"] = [person.name for person in story.people]  # no more is needed
        question = self._question("activities", drafts.ActivitiesDraft, brief, data)

        def shape(answer: str) -> Activities:
            return shaping.activities(shaping.fill(drafts.ActivitiesDraft, answer), brief, story)

        return self._call(question, lambda asked: self._ask(asked, shape))

    async def check(self) -> None:
        """Raises `Misconfigured` when key, address or a model cannot work. Costs nothing."""
        others = dict.fromkeys(self._models.values(), f"{self._chat.settings.model}S")
        await self._chat.check(others | {self.model: self._chat.settings.model})

    async def models(self) -> list[ModelInfo]:
        """What the server offers."""
        return await self._chat.models()

    async def close(self) -> None:
        await self._chat.close()

    def _question(
        self,
        task: Task,
        form: type[drafts.Draft],
        brief: Brief,
        data: Mapping[str, object],
        words: Mapping[str, object] | None = None,
    ) -> Question:
        schema = drafts.schema_of(form)
        told = {
            "age": brief.age,
            "language": brief.language,
            "schema": json.dumps(schema, ensure_ascii=False),
            **(words or {}),
        }
        system, user = prompts.fill(task, self.variant, data, told)
        fallback = self._models.get("write") if task == "instant" else None
        model = self._models.get(task) or fallback or self.model
        return Question(model, system, user, schema, task)

    async def _ask(
        self, question: Question, shape: Shape[T], hear: Callable[[str], None] | None = None
    ) -> Reply[T]:
        """The one request of a call. What came back is kept with the complaint about it, too."""
        answer = await self._chat.ask(question, hear)
        try:
            value = shape(answer.value)
        except Unusable as error:
            error.answer = Reply(
                None, answer.response, answer.tokens_in, answer.tokens_out, answer.cost
            )
            raise
        return Reply(value, answer.response, answer.tokens_in, answer.tokens_out, answer.cost)

    def _call(self, question: Question, ask: Callable[[Question], Awaitable[Reply[T]]]) -> Call[T]:
        def again(complaint: str) -> Call[T]:
            user = prompts.again(question.user, complaint, self.variant)
            return replace(self._call(replace(question, user=user), ask), again=again)

        return Call(
            capability="text",
            provider=self.name,
            model=question.model,
            prompt=f"{question.system}\n\n{question.user}",
            variant=self.variant,
            run=partial(ask, question),
            estimate=self._chat.estimate(question),
            again=again,
        )
