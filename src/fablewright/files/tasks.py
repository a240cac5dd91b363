"""Files that nobody needs any more go, once the transaction that let go of them has committed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import structlog

from fablewright.core import ids
from fablewright.db.pool import Connection, Database
from fablewright.files import repository
from fablewright.files.service import Files
from fablewright.queue import service as queue
from fablewright.queue.worker import Entrypoint

AT_ONCE = 500  # files of one job
PAUSE = 60.0  # seconds until the next try, when the store is away
log = structlog.get_logger(__name__)


async def discard(connection: Connection, names: Sequence[str], delay: float = 0.0) -> None:
    """Delete these files after the caller's transaction, except those that somebody else has too."""
    for start in range(0, len(names), AT_ONCE):
        payload = {"files": list(names[start : start + AT_ONCE])}
        key = f"discard/{ids.new_id()}"
        await queue.enqueue(connection, "discard", payload, key=key, delay=delay)


class FileWork:
    """The worker's part."""

    def __init__(self, db: Database, files: Files) -> None:
        self._db, self._files = db, files

    def entrypoints(self) -> Mapping[str, Entrypoint]:
        return {"discard": Entrypoint(self.handle)}

    async def handle(self, payload: dict[str, Any]) -> None:
        async def look(connection: Connection) -> list[str]:
            return await repository.unused(connection, payload["files"])

        try:
            for name in await self._db.run(look):
                await self._files.delete(name)
        except Exception as error:  # every store has errors of its own
            log.warning("files could not be deleted yet", error=repr(error))

            async def later(connection: Connection) -> None:
                await discard(connection, payload["files"], PAUSE)

            await self._db.run(later)
