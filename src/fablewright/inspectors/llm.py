"""The inspector that shows the picture to a language model which can see.

The model answers the closed question of every trait (see `cast.traits`) with a JSON object that has an
entry for each: `{"q1": {"seen": "yes", "note": ""}, …}`.
"""

from __future__ import annotations

import asyncio
import base64
import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from importlib import resources
from string import Template
from typing import Any

from PIL import Image

from fablewright.authors import llm_prompts as prompts
from fablewright.authors.llm_chat import Chat, Question
from fablewright.authors.llm_repair import find_object
from fablewright.core.artist import Call, Reply
from fablewright.core.book import Finding, Person, Verdict
from fablewright.core.errors import Unusable
from fablewright.inspectors.base import InspectionRequest, TraitWords, asked_about, verdict_of

VARIANT = "1"
EDGE = 1024  # pixels a side that the model is shown
_ANSWERS = ("yes", "no", "unclear")
_LONGEST_NOTE = 200

Asked = Sequence[tuple[Person, str]]


class LlmInspector:
    """One model of one server. One request a call."""

    def __init__(self, chat: Chat, model: str, traits: Mapping[str, TraitWords]) -> None:
        self.name, self.model = chat.name, model
        self._chat, self._traits = chat, traits
        file = resources.files("fablewright.inspectors") / "prompts" / VARIANT / "inspect.txt"
        system, _, user = file.read_text("utf-8").partition("\n-----\n")
        self._system, self._user = Template(system.strip()), Template(user.strip())

    def inspect(self, request: InspectionRequest) -> Call[Verdict] | None:
        asked = asked_about(request, self._traits)
        if not asked:
            return None
        schema = _schema(len(asked))
        data = self._data(request, asked)
        question = Question(
            self.model,
            self._system.substitute(schema=json.dumps(schema)),
            self._user.substitute(data=prompts.as_data(data)),
            schema,
            "inspect",
            images=(
                "",
            ),  # its place, for the estimate: the picture is made smaller when it is shown
        )

        return self._call(question, request, asked)

    def _call(self, question: Question, request: InspectionRequest, asked: Asked) -> Call[Verdict]:
        async def run() -> Reply[Verdict]:
            shown = await asyncio.to_thread(_data_url, request.png)
            answer = await self._chat.ask(replace(question, images=(shown,)))
            record = Reply(None, answer.response, answer.tokens_in, answer.tokens_out, answer.cost)
            findings = _read(answer.value, asked, record)
            verdict = verdict_of(findings, self._traits)
            return Reply(verdict, record.response, record.tokens_in, record.tokens_out, record.cost)

        def again(complaint: str) -> Call[Verdict]:
            told = replace(question, user=prompts.again(question.user, complaint, VARIANT))
            return replace(self._call(told, request, asked), again=again)

        prompt = f"{question.system}\n\n{question.user}"
        estimate = self._chat.estimate(question)
        return Call("text", self.name, self.model, prompt, VARIANT, run, estimate, again=again)

    async def check(self) -> None:
        """Raises `Misconfigured` when key, address or model cannot work, or the model cannot see. Costs
        nothing."""
        await self._chat.check({self.model: self._chat.settings.model}, shown=True)

    async def close(self) -> None:
        await self._chat.close()

    def _data(self, request: InspectionRequest, asked: Asked) -> dict[str, Any]:
        doing = {one.who.casefold().strip(): one for one in request.analysis.figures}
        people = {person.name: person for person, _ in asked}
        return {
            "the picture shows": request.analysis.action,
            "people": [
                {
                    "name": person.name,
                    "kind": person.kind,
                    "age": person.age,
                    "species": person.species,
                    "looks": person.appearance,
                    "traits": [
                        self._traits[one].drawn for one in person.traits if one in self._traits
                    ],
                    "in this picture": doing[person.name.casefold().strip()].pose,
                }
                for person in people.values()
            ],
            "questions": {
                f"q{number}": f"{person.name}: {self._traits[trait].question}"
                for number, (person, trait) in enumerate(asked, 1)
            },
        }


def _schema(questions: int) -> dict[str, Any]:
    entry = {
        "type": "object",
        "properties": {
            "seen": {"type": "string", "enum": list(_ANSWERS)},
            "note": {"type": "string"},
        },
        "required": ["seen", "note"],
        "additionalProperties": False,
    }
    names = [f"q{number}" for number in range(1, questions + 1)]
    return {
        "type": "object",
        "properties": dict.fromkeys(names, entry),
        "required": names,
        "additionalProperties": False,
    }


def _data_url(png: bytes) -> str:
    with Image.open(io.BytesIO(png)) as image:
        small = image.convert("RGB")
        small.thumbnail((EDGE, EDGE))
    file = io.BytesIO()
    small.save(file, "JPEG", quality=88)
    return "data:image/jpeg;base64," + base64.b64encode(file.getvalue()).decode("ascii")


def _read(text: str, asked: Asked, record: Reply[None]) -> list[Finding]:
    """Raises `Unusable` unless every question has its answer."""
    found = find_object(text)
    findings = []
    for number, (person, trait) in enumerate(asked, 1):
        entry = found.get(f"q{number}") if isinstance(found, Mapping) else None
        entry = entry if isinstance(entry, Mapping) else {"seen": entry}
        seen = str(entry.get("seen", "")).strip().lower()
        if seen not in _ANSWERS:
            raise Unusable(
                "The inspector did not answer every question about the picture.", answer=record
            )
        words = entry.get("note")
        note = " ".join(words.split())[:_LONGEST_NOTE] if isinstance(words, str) else ""
        findings.append(Finding(person=person.name, trait=trait, seen=seen, note=note))  # type: ignore[arg-type]
    return findings
