"""The ledger's SQL."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import fields
from decimal import Decimal
from typing import Any
from uuid import UUID

from fablewright.core.artist import Call, Reply
from fablewright.db.pool import Connection
from fablewright.generations.model import Attempt, Kept, Origin, Spent, StepKey, Tried, Verdict
from fablewright.generations.policy import Policy

MOST_TOKENS = 2**31 - 1
LARGEST_AMOUNT = Decimal("99999999")  # US dollars
DEEPEST = 60  # levels of an answer that are kept


async def kept_result(connection: Connection, key: StepKey) -> Kept | None:
    row = await connection.fetchrow(
        "SELECT g.result, a.provider, a.model_used, a.tokens_in + a.tokens_out AS tokens FROM generations g"
        " JOIN generation_attempts a ON a.generation_id = g.generation_id AND a.status = 'success'"
        " WHERE g.story_id = $1 AND g.asset_type = $2 AND g.edition = $3 AND g.step = $4"
        " AND g.result IS NOT NULL ORDER BY a.attempt_number LIMIT 1",
        key.story_id, key.asset_type, key.edition, key.step,
    )  # fmt: skip
    if row is None:
        return None
    value, provider, model, tokens = row
    return Kept(json.loads(value), provider, model, tokens=tokens)


async def ensure_generation(
    connection: Connection, generation_id: UUID, origin: Origin, key: StepKey
) -> UUID:
    """The id of the request with this key: an earlier one's, or `generation_id`. Locks its row."""
    await connection.execute(
        "INSERT INTO generations (generation_id, user_id, story_id, asset_type, edition, step, story_type,"
        " story_length, moral, hero_appearance, relationship_description)"
        " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)"
        " ON CONFLICT (story_id, asset_type, edition, step) DO NOTHING",
        generation_id, origin.user_id, key.story_id, key.asset_type, key.edition, key.step,
        *map(storable, (origin.story_type, origin.story_length, origin.moral,
                        origin.hero_appearance, origin.relationship_description)),
    )  # fmt: skip
    found: UUID = await connection.fetchval(
        "SELECT generation_id FROM generations"
        " WHERE story_id = $1 AND asset_type = $2 AND edition = $3 AND step = $4 FOR UPDATE",
        key.story_id, key.asset_type, key.edition, key.step,
    )  # fmt: skip
    return found


async def tried(connection: Connection, generation_id: UUID) -> list[Tried]:
    """How the attempts so far have ended, oldest first."""
    rows = await connection.fetch(
        "SELECT provider, model_used AS model, outcome, error_message AS message"
        " FROM generation_attempts"
        " WHERE generation_id = $1 AND status <> 'pending' ORDER BY attempt_number",
        generation_id,
    )
    return [Tried(**row) for row in rows]


async def admit(connection: Connection, call: Call[Any], story_id: UUID, policy: Policy) -> Verdict:
    """See the schema's function call_admit: the rows it locks are held until the attempt is committed."""
    row = await connection.fetchrow(
        "SELECT * FROM call_admit($1, $2, $3, $4, $5, $6)",
        call.provider, policy.in_flight, _amount(call.estimate), story_id,
        policy.book_budget, policy.day_budget,
    )  # fmt: skip
    return Verdict(**row)


async def learn(connection: Connection, provider: str, policy: Policy, *, well: bool) -> None:
    await connection.execute(
        "SELECT circuit_learn($1, $2, $3, $4, $5)",
        provider, well, policy.circuit_after, policy.circuit_pause, policy.circuit_longest,
    )  # fmt: skip


async def spent_today(connection: Connection) -> Decimal:
    """US dollars, with what calls in flight may still cost."""
    amount: Decimal = await connection.fetchval("SELECT spent_today()")
    return amount


async def spent_on(connection: Connection, story_id: UUID) -> Decimal:
    """US dollars for all attempts of a story, with what those in flight may still cost."""
    amount: Decimal = await connection.fetchval(
        "SELECT coalesce(sum(a.cost + a.reserved), 0) FROM generation_attempts a"
        " JOIN generations g USING (generation_id) WHERE g.story_id = $1",
        story_id,
    )
    return amount


async def usual_seconds(connection: Connection, days: int) -> dict[tuple[str, str, str], float]:
    """{(provider, model, kind of step): median seconds} of what succeeded in these last days."""
    rows = await connection.fetch(
        "SELECT a.provider, a.model_used, split_part(g.step, ' ', 1) AS kind,"
        " percentile_cont(0.5) WITHIN GROUP"
        " (ORDER BY extract(epoch FROM a.completed_at - a.created_at)) AS seconds"
        " FROM generation_attempts a JOIN generations g USING (generation_id)"
        " WHERE a.status = 'success' AND g.step IS NOT NULL"
        " AND a.created_at > now() - make_interval(days => $1) GROUP BY 1, 2, 3",
        days,
    )
    return {(row["provider"], row["model_used"], row["kind"]): row["seconds"] for row in rows}


async def spending_by_day(connection: Connection, days: int) -> list[Spent]:
    """What was spent on each of these last days (UTC) at each provider, the newest first; for an
    administrator of all people, else of one's own."""
    rows = await connection.fetch(
        "SELECT (created_at AT TIME ZONE 'UTC')::DATE AS day, provider, count(*) AS requests,"
        " sum(cost) AS spent, sum(reserved) AS reserved FROM generation_attempts"
        " WHERE created_at >= ((now() AT TIME ZONE 'UTC')::DATE - $1::INTEGER)::TIMESTAMP AT TIME ZONE 'UTC'"
        " GROUP BY 1, 2 HAVING sum(cost + reserved) > 0 ORDER BY 1 DESC, 2",
        days - 1,
    )
    return [Spent(**row) for row in rows]


INTERRUPTED = "interrupted: the worker that made this call did not live to record its answer"


async def close_abandoned(connection: Connection, generation_id: UUID) -> None:
    """Attempts still pending when the next one opens: whoever made them is gone."""
    await connection.execute(
        "UPDATE generation_attempts SET status = 'failed', completed_at = clock_timestamp(),"
        " outcome = 'interrupted', error_message = $2 WHERE generation_id = $1 AND status = 'pending'",
        generation_id, INTERRUPTED,
    )  # fmt: skip


async def close_lost(connection: Connection, minutes: int) -> None:
    """Attempts pending for longer than any call may take, which no other has followed, of all users."""
    await connection.execute("SELECT attempts_close_lost($1, $2)", minutes, INTERRUPTED)


async def open_attempt(
    connection: Connection, generation_id: UUID, user_id: UUID, call: Call[Any]
) -> int:
    number: int = await connection.fetchval(
        "INSERT INTO generation_attempts"
        " (generation_id, attempt_number, user_id, capability, provider, model_used, prompt, reserved)"
        " SELECT $1, coalesce(max(attempt_number), 0) + 1, $2, $3, $4, $5, $6, $7"
        " FROM generation_attempts WHERE generation_id = $1 RETURNING attempt_number",
        generation_id, user_id, call.capability, call.provider, call.model, storable(call.prompt),
        _amount(call.estimate),
    )  # fmt: skip
    return number


async def close_attempt(
    connection: Connection,
    generation_id: UUID,
    number: int,
    status: str,
    *,
    reply: Reply[Any] | None = None,
    outcome: str | None = None,
    error: str | None = None,
) -> bool:
    """Only a pending attempt changes: what is recorded stays. False when it was closed before."""
    done = await connection.execute(
        "UPDATE generation_attempts SET status = $3, full_response = $4::jsonb, error_message = $5,"
        " tokens_in = $6, tokens_out = $7, cost = $8, outcome = $9, completed_at = clock_timestamp()"
        " WHERE generation_id = $1 AND attempt_number = $2 AND status = 'pending'",
        generation_id, number, status, _json(reply.response) if reply else None, storable(error),
        min(reply.tokens_in, MOST_TOKENS) if reply else 0,
        min(reply.tokens_out, MOST_TOKENS) if reply else 0,
        _amount(reply.cost if reply else None), outcome,
    )  # fmt: skip
    return bool(done == "UPDATE 1")


async def keep_result(connection: Connection, generation_id: UUID, result: dict[str, Any]) -> None:
    """The first one wins, should two workers have made one."""
    await connection.execute(
        "UPDATE generations SET result = coalesce(result, $2::jsonb) WHERE generation_id = $1",
        generation_id, _json(result),
    )  # fmt: skip


async def note_variant(connection: Connection, generation_id: UUID, variant: str) -> None:
    """Which wording of the prompt is used."""
    await connection.execute(
        "UPDATE generations SET prompt_variant = $2 WHERE generation_id = $1",
        generation_id, variant,
    )  # fmt: skip


ATTEMPT = (
    "a.generation_id, a.attempt_number, g.asset_type, g.edition, g.step, a.capability,"
    " a.provider, a.model_used, a.prompt, g.prompt_variant, a.status, a.full_response,"
    " a.error_message, a.tokens_in, a.tokens_out, a.cost, a.created_at, a.completed_at"
)


async def attempts_of_story(connection: Connection, story_id: UUID) -> list[Attempt]:
    """All attempts for a story in the order in which they were opened."""
    rows = await connection.fetch(
        f"SELECT {ATTEMPT} FROM generation_attempts a JOIN generations g USING (generation_id)"
        " WHERE g.story_id = $1 ORDER BY a.created_at, g.asset_type, g.step, a.attempt_number",
        story_id,
    )
    return [attempt_from(row) for row in rows]


def attempt_from(row: Mapping[str, Any]) -> Attempt:
    """The attempt in a row that has the columns `ATTEMPT`."""
    values = {field.name: row[field.name] for field in fields(Attempt)}
    return Attempt(**{**values, "full_response": _read(values["full_response"])})


def _read(value: str | None) -> dict[str, Any] | None:
    return None if value is None else json.loads(value)


def _json(value: Mapping[str, object]) -> str:
    return json.dumps(storable(value))


def storable(value: Any, depth: int = DEEPEST) -> Any:
    """`value` without what PostgreSQL cannot hold: NUL, halves of characters, NaN, an abyss.

    What is recorded was written by strangers, and no answer is strange enough not to be recorded.
    """
    if isinstance(value, str):
        return value.replace("\0", "").encode(errors="replace").decode()
    if isinstance(value, float) and not math.isfinite(value):
        return None
    if not isinstance(value, (Mapping, list, tuple)):
        return value
    if depth == 0:
        return "…"
    if isinstance(value, Mapping):
        return {storable(str(key)): storable(item, depth - 1) for key, item in value.items()}
    return [storable(item, depth - 1) for item in value]


def _amount(dollars: Decimal | None) -> Decimal:
    """What the column holds: no less than nothing, no more than anybody can have been charged."""
    if dollars is None or dollars.is_nan():
        return Decimal(0)
    return min(max(dollars, Decimal(0)), LARGEST_AMOUNT)
