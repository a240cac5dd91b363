"""Runs the SQL files that lie beside a migration."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from alembic import op


def from_files(script: str) -> tuple[Callable[[], None], Callable[[], None]]:
    """(upgrade, downgrade) for `NNN_name.py`: what `NNN_name.sql` and `NNN_name.down.sql` say."""
    path = Path(script)

    def run(suffix: str) -> Callable[[], None]:
        def step() -> None:
            text = path.with_suffix(suffix).read_text(encoding="utf-8")
            # asyncpg runs several statements at once only through its own execute().
            connection = op.get_bind().connection.dbapi_connection
            assert connection is not None
            connection.run_async(lambda driver: driver.execute(text))

        return step

    return run(".sql"), run(".down.sql")
