"""The only place where assets change state. Each change, its event and the next jobs are one transaction.

Locks are always taken in the same order: the story's row, then its jobs.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from fablewright.books import repository
from fablewright.books.model import Edition, Job, Made, Priority
from fablewright.books.recipe import RECIPE, overall, startable
from fablewright.core import ids
from fablewright.core.errors import LostLease, Postponed, TryAgain
from fablewright.db.pool import Connection
from fablewright.files.service import media_type
from fablewright.identity import quotas
from fablewright.queue import service as queue
from fablewright.stories import repository as stories
from fablewright.stories.model import Story
from fablewright.stories.service import change

ENTRYPOINTS = {
    "content": "text",
    "activities": "text",
    "audio": "speech",
    "pdf": "bind",
    "epub": "bind",
}
PRIORITIES: Mapping[Priority, int] = {"normal": 0, "high": 10, "urgent": 20}  # in the queue
NO_TEXT = "The story's text could not be written."


async def locked(connection: Connection, story_id: UUID, user_id: UUID) -> Story:
    """The story, locked. Raises `LostLease` when it was deleted: nobody waits for this work."""
    story = await stories.get(connection, story_id, user_id, lock=True)
    if story is None:
        raise LostLease
    return story


async def begin(
    connection: Connection,
    story_id: UUID,
    user_id: UUID,
    asset_type: str,
    edition: int,
    run: int | None = None,
) -> tuple[Story, Job] | None:
    """A worker picks a job. None when there is nothing left to do, or not in this `run`."""
    story = await stories.get(connection, story_id, user_id, lock=True)
    if story is None:
        return None
    job = await repository.claim(connection, story_id, asset_type, edition, run)
    if job is None:
        return None
    await _announce(connection, story, {asset_type: {"status": "generating", "progress": 0}})
    return story, job


async def progress(
    connection: Connection, job: Job, percent: int, metadata: Mapping[str, Any]
) -> None:
    story = await _fenced(connection, job)
    await repository.update_progress(connection, job, percent, metadata)
    entry = story.asset_generation_status["assets"].get(job.asset_type, {})
    merged = {**entry.get("metadata", {}), **metadata}
    state = {"status": "generating", "progress": percent, "metadata": merged}
    await _announce(connection, story, {job.asset_type: state})


async def finish(connection: Connection, job: Job, made: Made) -> None:
    """The asset is there; whatever waited only for it enters the queue."""
    story = await _fenced(connection, job)
    await repository.insert_asset(
        connection, job, made, media_type(made.file) if made.file else None
    )
    await repository.settle(connection, job.id, "ready")
    entry = story.asset_generation_status["assets"].get(job.asset_type, {})
    state: dict[str, Any] = {"status": "ready", "progress": 100, "completedAt": _now()}
    if made.file:
        state |= made.shown
    if job.asset_type == "activities":
        state["data"] = dict(made.data)
    if metadata := {**entry.get("metadata", {}), **made.metadata}:
        state["metadata"] = metadata
    columns: dict[str, Any] = dict(made.columns)
    for name, addition in made.merge.items():
        columns[name] = {**getattr(story, name), **addition}
    await _advance(connection, story, {job.asset_type: state}, columns)


async def try_again(connection: Connection, job: Job, error: TryAgain) -> bool:
    """Queue the job once more, later; False (and failed) when it was tried often enough.

    What was `Postponed` has been counted by whoever did it.
    """
    story = await _fenced(connection, job)
    asset, message, after = RECIPE[job.asset_type], error.message, error.after or 0.0
    counted = isinstance(error, Postponed)
    if job.retry_count >= asset.retries and not counted:
        await _fail(connection, story, job.asset_type, job.id, message)
        return False
    pause = after if counted else max(asset.pause(job.retry_count + 1), after)
    queued = await repository.requeue(connection, job.id, error=message, failed_try=True)
    await enqueue(connection, queued, pause)
    state = {"status": "retrying", "progress": 0, "error": message}
    await _announce(connection, story, {job.asset_type: state})
    return True


async def hand_back(connection: Connection, job: Job) -> None:
    """The worker stops before the job is done: another may take it at once."""
    story = await _fenced(connection, job)
    await enqueue(connection, await repository.requeue(connection, job.id, failed_try=False))
    await _announce(connection, story, {job.asset_type: {"status": "pending", "progress": 0}})


async def fail(connection: Connection, job: Job, message: str) -> None:
    story = await _fenced(connection, job)
    await _fail(connection, story, job.asset_type, job.id, message)


async def time_out(
    connection: Connection, story_id: UUID, user_id: UUID, asset_type: str, minutes: int
) -> None:
    """The sweep: a job that has been generating for too long is failed."""
    story = await locked(connection, story_id, user_id)
    late = {(row[0], row[2]) for row in await repository.overdue(connection, minutes)}
    job = (await repository.jobs_of(connection, story_id)).get(asset_type)
    if job and (story_id, asset_type) in late:
        message = f"It took longer than {minutes} minutes. You can make it again."
        await _fail(connection, story, asset_type, job.id, message)


async def start_ready(connection: Connection, story: Story, delay: float = 0.0) -> None:
    """Queue all assets whose inputs are there; nobody picks them for `delay` seconds."""
    jobs = await repository.jobs_of(connection, story.id)
    states = {name: job.status for name, job in jobs.items()}
    for name in startable(states):
        job = jobs[name]
        if job.queued_at is None:  # not in the queue yet
            queued = await repository.requeue(connection, job.id, failed_try=False)
            await enqueue(connection, queued, delay)


async def restart(
    connection: Connection, story: Story, assets: frozenset[str], feedback: str
) -> None:
    """After jobs were reset: say so, remember the wish, and queue those that can start."""
    for job in (await repository.jobs_of(connection, story.id)).values():
        if job.asset_type in assets and feedback:
            await repository.update_progress(connection, job, 0, {"feedback": feedback})
    await start_ready(connection, story)
    pending = {name: {"status": "pending", "progress": 0} for name in RECIPE if name in assets}
    columns = {"status": "generating", "asset_generation_completed_at": None}
    await _announce(connection, story, pending, "generating", columns)


async def restore(
    connection: Connection,
    story: Story,
    chosen: Mapping[str, Edition],
    columns: Mapping[str, Any],
    again: frozenset[str],
) -> None:
    """Earlier editions become the current ones; the jobs of `again` have been reset already."""
    jobs = await repository.jobs_of(connection, story.id)
    states: dict[str, Any] = {
        name: {"status": "pending", "progress": 0} for name in RECIPE if name in again
    }
    for name, edition in chosen.items():
        await repository.make_current(connection, jobs[name].id, edition.edition)
        state: dict[str, Any] = {"status": "ready", "progress": 100, "completedAt": _now()}
        if edition.file:
            state |= edition.shown
        if name == "activities":
            state["data"] = edition.data
        states[name] = {**state, "metadata": {"edition": edition.edition}}
    going = {"status": "generating", "asset_generation_completed_at": None}
    await _advance(connection, story, states, {**going, **columns})


async def rescue(connection: Connection, job: Job) -> bool:
    """Queue a job again that is not in the queue although it should be. False if it moved on."""
    story = await stories.get(connection, job.story_id, job.user_id, lock=True)
    now = (await repository.jobs_of(connection, job.story_id)).get(job.asset_type)
    if story is None or now is None or (now.run, now.status) != (job.run, job.status):
        return False
    if not await queue.missing(connection, [queue_key(now)]):
        return False
    await enqueue(connection, await repository.requeue(connection, now.id, failed_try=False))
    return True


async def enqueue(connection: Connection, job: Job, delay: float = 0.0) -> None:
    payload = {
        "story_id": str(job.story_id), "user_id": str(job.user_id),
        "asset_type": job.asset_type, "edition": job.edition, "run": job.run,
    }  # fmt: skip
    entrypoint = ENTRYPOINTS.get(job.asset_type, "picture")
    await queue.enqueue(
        connection, entrypoint, payload,
        key=queue_key(job), delay=delay, priority=PRIORITIES[job.priority],
    )  # fmt: skip


def queue_key(job: Job) -> str:
    return f"{job.story_id}/{job.asset_type}/{job.edition}/{job.run}"


async def _fenced(connection: Connection, job: Job) -> Story:
    """The locked story, if this worker still holds the job. Raises `LostLease`."""
    story = await locked(connection, job.story_id, job.user_id)
    if not await repository.still_held(connection, job):
        raise LostLease
    return story


async def _fail(
    connection: Connection, story: Story, asset_type: str, job_id: UUID, message: str
) -> None:
    await repository.settle(connection, job_id, "failed", error=message)
    state = {"status": "failed", "progress": 0, "error": message, "completedAt": _now()}
    states = {asset_type: state}
    if asset_type == "content":  # without a text there is nothing to draw, to read or to bind
        for name, job in (await repository.jobs_of(connection, story.id)).items():
            if job.status == "queued":
                await repository.settle(connection, job.id, "failed", error=NO_TEXT)
                states[name] = {**state, "error": NO_TEXT}
        if not story.content:
            await quotas.give_back(connection, story.id)
    await _advance(connection, story, states, {})


async def _advance(
    connection: Connection,
    story: Story,
    assets: Mapping[str, Mapping[str, Any]],
    columns: Mapping[str, Any],
) -> None:
    """After an asset settled: start what it held up, and see whether the book is done."""
    await start_ready(connection, story)
    jobs = await repository.jobs_of(connection, story.id)
    whole = overall({name: job.status for name, job in jobs.items()})
    changes: dict[str, Any] = dict(columns)
    if whole != "generating":
        changes["status"] = "failed" if whole == "failed" else "ready"
        changes["asset_generation_completed_at"] = ids.now()
    await _announce(connection, story, assets, whole, changes)


async def _announce(
    connection: Connection,
    story: Story,
    assets: Mapping[str, Mapping[str, Any]],
    whole: str | None = None,
    columns: Mapping[str, Any] | None = None,
) -> None:
    before = story.asset_generation_status
    status = {
        **before,
        "overall": whole or before["overall"],
        "assets": {**before["assets"], **{name: dict(state) for name, state in assets.items()}},
    }
    await change(connection, story, {**(columns or {}), "asset_generation_status": status})


def _now() -> str:
    return ids.now().isoformat().replace("+00:00", "Z")
