"""Books' SQL: asset jobs and assets."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from fablewright.books.model import Edition, Job, Made, Priority
from fablewright.db.pool import Connection

COLUMNS = (
    "id, story_id, user_id, asset_type, edition, status, lease, run, progress, retry_count,"
    " error_message, metadata, priority, queued_at, started_at, completed_at"
)


async def insert_jobs(
    connection: Connection, story_id: UUID, user_id: UUID, jobs: Mapping[str, UUID]
) -> None:
    await connection.executemany(
        "INSERT INTO asset_generation_jobs (id, story_id, user_id, asset_type) VALUES ($1, $2, $3, $4)"
        " ON CONFLICT (story_id, asset_type) DO NOTHING",
        [(job_id, story_id, user_id, asset) for asset, job_id in jobs.items()],
    )


async def jobs_of(connection: Connection, story_id: UUID) -> dict[str, Job]:
    rows = await connection.fetch(
        f"SELECT {COLUMNS} FROM asset_generation_jobs WHERE story_id = $1", story_id
    )
    return {row["asset_type"]: _from_row(row) for row in rows}


async def claim(
    connection: Connection, story_id: UUID, asset_type: str, edition: int, run: int | None
) -> Job | None:
    """Take the job, whoever had it: from now on only the new lease can commit. None if it is done,
    or was queued again since `run`."""
    row = await connection.fetchrow(
        "UPDATE asset_generation_jobs SET status = 'generating', lease = lease + 1, progress = 0,"
        " started_at = now(), completed_at = NULL, error_message = NULL, updated_at = now()"
        " WHERE story_id = $1 AND asset_type = $2 AND edition = $3"
        f" AND status IN ('queued', 'generating') AND run = coalesce($4, run) RETURNING {COLUMNS}",
        story_id, asset_type, edition, run,
    )  # fmt: skip
    return None if row is None else _from_row(row)


async def still_held(connection: Connection, job: Job) -> bool:
    """Whether this lease is the newest; locks the job's row until the transaction ends."""
    found = await connection.fetchval(
        "SELECT 1 FROM asset_generation_jobs"
        " WHERE id = $1 AND lease = $2 AND status = 'generating' FOR UPDATE",
        job.id, job.lease,
    )  # fmt: skip
    return found is not None


async def update_progress(
    connection: Connection, job: Job, progress: int, metadata: Mapping[str, Any]
) -> None:
    await connection.execute(
        "UPDATE asset_generation_jobs SET progress = $2, metadata = metadata || $3::jsonb,"
        " updated_at = now() WHERE id = $1",
        job.id, progress, json.dumps(metadata),
    )  # fmt: skip


async def settle(
    connection: Connection, job_id: UUID, status: str, *, error: str | None = None
) -> None:
    """`ready` or `failed`."""
    await connection.execute(
        "UPDATE asset_generation_jobs SET status = $2, error_message = $3, completed_at = now(),"
        " updated_at = now(), progress = CASE WHEN $2 = 'ready' THEN 100 ELSE progress END"
        " WHERE id = $1",
        job_id, status, error,
    )  # fmt: skip


async def give_up(connection: Connection, story_id: UUID, error: str) -> None:
    """Fail all that waits or is in work."""
    await connection.execute(
        "UPDATE asset_generation_jobs SET status = 'failed', error_message = $2, completed_at = now(),"
        " updated_at = now() WHERE story_id = $1 AND status IN ('queued', 'generating')",
        story_id, error,
    )  # fmt: skip


async def resume(connection: Connection, story_id: UUID, error: str) -> frozenset[str]:
    """What was given up because of `error` waits again, with the same edition: what is kept of it
    is used. Whoever worked on it before cannot commit."""
    rows = await connection.fetch(
        "UPDATE asset_generation_jobs SET status = 'queued', lease = lease + 1, progress = 0,"
        " error_message = NULL, queued_at = NULL, started_at = NULL, completed_at = NULL,"
        " updated_at = now() WHERE story_id = $1 AND status = 'failed' AND error_message = $2"
        " RETURNING asset_type",
        story_id, error,
    )  # fmt: skip
    return frozenset(row["asset_type"] for row in rows)


async def requeue(
    connection: Connection, job_id: UUID, *, error: str | None = None, failed_try: bool
) -> Job:
    """Into the queue (again): a new run, and a new try if the last one failed."""
    row = await connection.fetchrow(
        "UPDATE asset_generation_jobs SET status = 'queued', run = run + 1, queued_at = now(),"
        " error_message = $2, retry_count = retry_count + $3, updated_at = now()"
        f" WHERE id = $1 RETURNING {COLUMNS}",
        job_id, error, int(failed_try),
    )  # fmt: skip
    return _from_row(row)


async def reset(
    connection: Connection, story_id: UUID, assets: Sequence[str], priority: Priority
) -> None:
    """Back to the beginning with an edition that nothing has had yet."""
    await connection.execute(
        "UPDATE asset_generation_jobs j SET status = 'queued', edition = 1 + greatest(j.edition,"
        "  (SELECT max(edition) FROM assets a"
        "   WHERE a.story_id = j.story_id AND a.asset_type = j.asset_type),"
        "  (SELECT max(edition) FROM generations g"
        "   WHERE g.story_id = j.story_id AND g.asset_type = j.asset_type)),"
        " lease = lease + 1, progress = 0, retry_count = 0, error_message = NULL, metadata = '{}',"
        " priority = $3, queued_at = NULL, started_at = NULL, completed_at = NULL, updated_at = now()"
        " WHERE story_id = $1 AND asset_type = ANY($2)",
        story_id, list(assets), priority,
    )  # fmt: skip


async def prioritise(connection: Connection, story_id: UUID, priority: Priority) -> None:
    """Of all jobs of a story."""
    await connection.execute(
        "UPDATE asset_generation_jobs SET priority = $2 WHERE story_id = $1", story_id, priority
    )


async def make_current(connection: Connection, job_id: UUID, edition: int) -> None:
    """The job is done, with this edition; whoever worked on another cannot commit."""
    await connection.execute(
        "UPDATE asset_generation_jobs SET status = 'ready', edition = $2, lease = lease + 1,"
        " progress = 100, error_message = NULL, metadata = '{}', completed_at = now(),"
        " updated_at = now() WHERE id = $1",
        job_id, edition,
    )  # fmt: skip


async def keep_edit(connection: Connection, job: Job, content: Mapping[str, Any]) -> None:
    """A text that was changed by hand, as an edition of its own."""
    await connection.execute(
        "INSERT INTO assets (story_id, user_id, asset_type, edition, data)"
        " SELECT $1, $2, 'content', 1 + greatest("
        "  (SELECT max(edition) FROM assets WHERE story_id = $1 AND asset_type = 'content'),"
        "  (SELECT max(edition) FROM generations WHERE story_id = $1 AND asset_type = 'content')),"
        " $3::jsonb",
        job.story_id, job.user_id, json.dumps(content),
    )  # fmt: skip


async def editions_of(connection: Connection, story_id: UUID, asset_type: str) -> list[Edition]:
    """All editions of a part, the newest first, each with the artist whose answer it is."""
    rows = await connection.fetch(
        "SELECT a.edition, a.file, a.size, a.data, a.created_at, made.provider, made.model FROM assets a"
        " LEFT JOIN LATERAL (SELECT t.provider, t.model_used AS model FROM generations g"
        "  JOIN generation_attempts t USING (generation_id)"
        "  WHERE g.story_id = a.story_id AND g.asset_type = a.asset_type AND g.edition = a.edition"
        "  AND t.status = 'success' AND t.capability = CASE WHEN a.file IS NULL THEN 'text'"
        "   WHEN a.asset_type = 'audio' THEN 'speech' ELSE 'image' END"
        "  ORDER BY t.completed_at DESC LIMIT 1) made ON true"
        " WHERE a.story_id = $1 AND a.asset_type = $2 ORDER BY a.edition DESC",
        story_id, asset_type,
    )  # fmt: skip
    return [Edition(**{**row, "data": json.loads(row["data"])}) for row in rows]


async def kept_words(connection: Connection, story_id: UUID, file: str) -> list[dict[str, Any]]:
    """When each word sounds in this recording; empty when that was never known."""
    value = await connection.fetchval(
        "SELECT result -> 'words' FROM generations WHERE story_id = $1 AND asset_type = 'audio'"
        " AND result ->> 'file' = $2 LIMIT 1",
        story_id, file,
    )  # fmt: skip
    return [] if value is None else list(json.loads(value))


async def insert_asset(
    connection: Connection, job: Job, made: Made, media_type: str | None
) -> None:
    await connection.execute(
        "INSERT INTO assets (story_id, user_id, asset_type, edition, file, media_type, size, data)"
        " VALUES ($1, $2, $3, $4, $5, $6, $7, $8::jsonb)",
        job.story_id, job.user_id, job.asset_type, job.edition, made.file, media_type, made.size,
        json.dumps(made.data),
    )  # fmt: skip


async def assets_of(connection: Connection, story_id: UUID) -> dict[str, dict[str, Any]]:
    """The current edition of each finished asset, or else its newest: file, size, data, edition."""
    rows = await connection.fetch(
        "SELECT DISTINCT ON (asset_type) asset_type, a.edition, file, size, data FROM assets a"
        " LEFT JOIN asset_generation_jobs j USING (story_id, asset_type) WHERE story_id = $1"
        " ORDER BY asset_type, (a.edition = j.edition) DESC NULLS LAST, a.edition DESC",
        story_id,
    )
    return {row["asset_type"]: {**row, "data": json.loads(row["data"])} for row in rows}


async def overdue(connection: Connection, minutes: int) -> list[tuple[UUID, UUID, str]]:
    """(story, user, asset) of jobs that have been generating for longer than `minutes`, of all users."""
    rows = await connection.fetch("SELECT * FROM jobs_overdue($1)", minutes)
    return [(row["story_id"], row["user_id"], row["asset_type"]) for row in rows]


async def count_by_state(connection: Connection) -> dict[str, int]:
    """How many jobs wait or are in work, over all users."""
    rows = await connection.fetch("SELECT * FROM jobs_by_state()")
    found = {row["status"]: row["jobs"] for row in rows}
    return {state: found.get(state, 0) for state in ("queued", "generating")}


async def unsettled(connection: Connection) -> list[Job]:
    """Jobs that are in the queue or in work, and have been for some seconds, of all users."""
    rows = await connection.fetch(f"SELECT {COLUMNS} FROM jobs_unsettled()")
    return [_from_row(row) for row in rows]


def _from_row(row: Mapping[str, Any]) -> Job:
    return Job(**{**row, "metadata": json.loads(row["metadata"])})


async def kept_palette(connection: Connection, story_id: UUID) -> dict[str, Any] | None:
    """The palette journey of a story's current cover, or else its newest."""
    value = await connection.fetchval(
        "SELECT result FROM generations g LEFT JOIN asset_generation_jobs j USING (story_id, asset_type)"
        " WHERE story_id = $1 AND asset_type = 'cover' AND step = 'palette' AND result IS NOT NULL"
        " ORDER BY (g.edition = j.edition) DESC NULLS LAST, g.edition DESC LIMIT 1",
        story_id,
    )
    return None if value is None else dict(json.loads(value))
