"""What a worker does with a job: take it, make the asset, hand it over."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Mapping
from typing import Any
from uuid import UUID

import structlog

from fablewright.books import repository, steps, transitions
from fablewright.books.binder.service import Binder
from fablewright.books.binding import bind
from fablewright.books.making import make
from fablewright.books.model import Job, Made
from fablewright.books.painting import paint
from fablewright.books.steps import Artists, Bench
from fablewright.cast import repository as cast
from fablewright.cast.model import Character
from fablewright.core.errors import LostLease
from fablewright.core.points import point
from fablewright.db.pool import Connection, Database
from fablewright.files.service import Files
from fablewright.generations import repository as ledger
from fablewright.generations.service import Ledger
from fablewright.identity import repository as people
from fablewright.queue import service as queue
from fablewright.queue.worker import Entrypoint
from fablewright.stories.model import Story

log = structlog.get_logger(__name__)
SWEEP_MINUTES = 15
SWEEP_EVERY = 20.0  # seconds


class BookWork:
    """The asset steps as queue entrypoints, and the sweep that lets nothing stay stuck."""

    def __init__(
        self, db: Database, files: Files, ledger: Ledger, artists: Artists, binder: Binder
    ) -> None:
        self._db, self._files, self._ledger = db, files, ledger
        self._artists, self._binder = artists, binder

    def entrypoints(self) -> Mapping[str, Entrypoint]:
        return {name: Entrypoint(self.handle) for name in ("text", "picture", "speech", "bind")}

    async def handle(self, payload: dict[str, Any]) -> None:
        """One job from the queue. Whatever happens, the asset is afterwards ready, failed or queued."""
        story_id, user_id = UUID(payload["story_id"]), UUID(payload["user_id"])
        asset_type, edition, run = payload["asset_type"], payload["edition"], payload["run"]

        async def begin(
            connection: Connection,
        ) -> tuple[Story, Job, dict[str, Job], list[Character]] | None:
            begun = await transitions.begin(connection, story_id, user_id, asset_type, edition, run)
            if begun is None:
                return None
            characters = begun[0].brief.characters if asset_type == "cover" else ()
            found = {one.id: one for one in await cast.find(connection, user_id, characters)}
            known = [found[one] for one in characters if one in found]
            return *begun, await repository.jobs_of(connection, story_id), known

        point(f"{asset_type}.picking")
        begun = await self._db.run(begin, user_id=user_id)
        if begun is None:
            return
        point(f"{asset_type}.picked")
        story, job, jobs, characters = begun
        bench = Bench(
            story, job, jobs, self._ledger, characters, self._artists, self._files, self._binder,
            lambda percent, metadata: self._progress(job, percent, metadata),
        )  # fmt: skip
        await make(self._db, job, lambda: self._produce(bench))

    async def _produce(self, bench: Bench) -> Made:
        match bench.job.asset_type:
            case "content":
                return await steps.write(bench, self._artists.author)
            case "audio":
                return await steps.narrate(bench)
            case "activities":
                return await steps.ask(bench)
            case "pdf" | "epub":
                return await bind(bench, self._db)
            case _:
                return await paint(bench, self._db)

    async def _progress(self, job: Job, percent: int, metadata: Mapping[str, Any]) -> None:
        async def report(connection: Connection) -> None:
            await transitions.progress(connection, job, percent, metadata)

        await self._db.run(report, user_id=job.user_id)

    async def sweep(self) -> None:
        """Fail what has been generating for too long; queue again what fell out of the queue; tidy up."""

        async def look(connection: Connection) -> tuple[list[tuple[UUID, UUID, str]], list[Job]]:
            await queue.prune(connection)
            await people.prune_rates(connection)
            await ledger.close_lost(connection, SWEEP_MINUTES)
            late = await repository.overdue(connection, SWEEP_MINUTES)
            waiting = await repository.unsettled(connection)
            gone = await queue.missing(connection, [transitions.queue_key(job) for job in waiting])
            return late, [job for job in waiting if transitions.queue_key(job) in gone]

        late, fallen = await self._db.run(look)
        for story_id, user_id, asset_type in late:
            log.warning("job timed out", story_id=str(story_id), asset=asset_type)
            with contextlib.suppress(LostLease):
                await self._time_out(story_id, user_id, asset_type)
        for job in fallen:
            await self._rescue(job)

    async def _time_out(self, story_id: UUID, user_id: UUID, asset_type: str) -> None:
        async def work(connection: Connection) -> None:
            await transitions.time_out(connection, story_id, user_id, asset_type, SWEEP_MINUTES)

        await self._db.run(work, user_id=user_id)

    async def _rescue(self, job: Job) -> None:
        async def work(connection: Connection) -> bool:
            return await transitions.rescue(connection, job)

        if await self._db.run(work, user_id=job.user_id):
            log.warning(
                "job had fallen out of the queue", story_id=str(job.story_id), asset=job.asset_type
            )

    async def sweep_forever(self) -> None:
        while True:
            try:
                await self.sweep()
            except Exception as error:
                log.warning("sweep failed", error=repr(error))
            await asyncio.sleep(SWEEP_EVERY)
