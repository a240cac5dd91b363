"""A story with all its details, as the API and `story.json` show it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from fablewright.generations.model import Attempt
from fablewright.stories.brief import hero_appearance
from fablewright.stories.model import Story
from fablewright.stories.service import row_of

Address = Callable[[str, str], str]  # (asset, file name) -> where it can be had


def with_addresses(row: dict[str, Any], address: Address) -> dict[str, Any]:
    """The row of a story with a `url` where the database holds the name of a file."""
    status = row["asset_generation_status"]
    assets = {}
    for asset, entry in status["assets"].items():
        shown = {key: value for key, value in entry.items() if key not in ("file", "renditions")}
        if "file" in entry:
            shown["url"] = address(asset, entry["file"])
        assets[asset] = shown
    return {**row, "asset_generation_status": {**status, "assets": assets}}


def story_json(story: Story, attempts: Sequence[Attempt], address: Address) -> dict[str, Any]:
    """The whole story: its row, how it was asked for, and every attempt at its text.

    The fields beside `generation_details` that repeat it are those of the older form of a story.
    """
    brief = story.brief
    text_attempts = [one for one in attempts if one.generation_id == story.generation_id]
    last = text_attempts[-1] if text_attempts else None
    request = {
        "model_used": last.model_used if last else None,
        "story_type": brief.subject,
        "story_length": brief.minutes,
        "moral": brief.moral,
        "hero_appearance": hero_appearance(brief),
        "relationship_description": brief.relationship or None,
    }
    return {
        **with_addresses(row_of(story), address),
        **request,
        "genre": brief.genre or None,
        "spark": brief.spark or None,
        "age": brief.age,
        "themes": list(brief.themes),
        "language": brief.language,
        "seed": brief.seed,
        "generation_details": {
            "generation_id": str(story.generation_id),
            **request,
            "attempts": [attempt_json(one) for one in text_attempts],
        },
    }


def attempt_json(attempt: Attempt) -> dict[str, Any]:
    """One line of the ledger. `cost` is in US dollars."""
    return {
        "generation_id": str(attempt.generation_id),
        "attempt_number": attempt.attempt_number,
        "asset_type": attempt.asset_type,
        "edition": attempt.edition,
        "step": attempt.step,
        "capability": attempt.capability,
        "provider": attempt.provider,
        "model_used": attempt.model_used,
        "prompt": attempt.prompt,
        "prompt_variant": attempt.prompt_variant,
        "status": attempt.status,
        "full_response": attempt.full_response,
        "error_message": attempt.error_message,
        "tokens_in": attempt.tokens_in,
        "tokens_out": attempt.tokens_out,
        "cost": float(attempt.cost),
        "created_at": attempt.created_at.isoformat().replace("+00:00", "Z"),
        "completed_at": attempt.completed_at.isoformat().replace("+00:00", "Z")
        if attempt.completed_at
        else None,
    }
