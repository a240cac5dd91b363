"""The fault script: which call goes wrong, and how.

    [{"match": {"vendor": "openai", "path": "^v1/images/", "nth": 2}, "fault": "rate_limited"},
     {"match": {"probability": 0.1, "seed": 7}, "fault": "reset_mid_body", "times": 3}]

Every rule counts the calls that fit its `vendor`, `method`, `path`, `model` and `body` for itself;
`nth` (from 1) or `probability` then choose among these, and `times` says how often at most. The first
rule that strikes decides.
"""

from __future__ import annotations

import json
import random
import re
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, TypeAdapter

from fablewright.simulator.model import Asked


def _compiles(pattern: str) -> str:
    try:
        re.compile(pattern)
    except re.error as error:
        raise ValueError(f"not a regular expression: {error}") from None
    return pattern


Pattern = Annotated[str, AfterValidator(_compiles)]
Number = Annotated[int, Field(ge=1)]


class Match(BaseModel):
    """Patterns are searched for, not matched from the beginning. `path` begins after the vendor."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    vendor: str | None = None
    method: str | None = None
    path: Pattern | None = None
    model: Pattern | None = None
    body: Pattern | None = None
    nth: Number | list[Number] | None = None
    probability: float | None = Field(default=None, ge=0, le=1)
    seed: int = 1


class Rule(BaseModel):
    """`options` are the fault's: seconds of a Retry-After, bytes of a drip."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    match: Match = Match()
    fault: str
    times: Number | None = None
    options: dict[str, float] = {}


RULES = TypeAdapter(list[Rule])


class Script:
    """The rules, and how often each has met a call and struck."""

    def __init__(self, rules: list[Rule]) -> None:
        self._rules = rules
        self._seen = [0] * len(rules)
        self._struck = [0] * len(rules)

    def choose(self, vendor: str, asked: Asked, model: object) -> Rule | None:
        """The rule that strikes this call, if any. Every call must be shown exactly once."""
        chosen = None
        for number, rule in enumerate(self._rules):
            if not _fits(rule.match, vendor, asked, model):
                continue
            self._seen[number] += 1
            spent = rule.times is not None and self._struck[number] >= rule.times
            if chosen is None and not spent and _strikes(rule.match, self._seen[number]):
                self._struck[number] += 1
                chosen = rule
        return chosen

    def state(self) -> list[dict[str, Any]]:
        """The rules with their counts, as JSON."""
        return [
            {**rule.model_dump(exclude_defaults=True), "seen": seen, "struck": struck}
            for rule, seen, struck in zip(self._rules, self._seen, self._struck, strict=True)
        ]


def parse(text: str | bytes, known: frozenset[str]) -> Script:
    """Raises `ValueError` with one sentence for a script that cannot be used."""
    value = json.loads(text)
    rules = RULES.validate_python(value["rules"] if isinstance(value, dict) else value)
    for rule in rules:
        if rule.fault not in known:
            raise ValueError(
                f"There is no fault “{rule.fault}”; there are {', '.join(sorted(known))}."
            )
    return Script(rules)


def _fits(match: Match, vendor: str, asked: Asked, model: object) -> bool:
    body = asked.body.decode(errors="replace") if match.body else ""
    return (
        match.vendor in (None, vendor)
        and match.method in (None, asked.method)
        and (match.path is None or re.search(match.path, asked.path) is not None)
        and (match.model is None or re.search(match.model, str(model or "")) is not None)
        and (match.body is None or re.search(match.body, body) is not None)
    )


def _strikes(match: Match, number: int) -> bool:
    if match.nth is not None:
        return number in (match.nth if isinstance(match.nth, list) else [match.nth])
    if match.probability is not None:
        return random.Random(f"{match.seed} {number}").random() < match.probability
    return True
