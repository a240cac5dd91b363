"""Brings the schema to the version that this code needs, or back. Safe to run from many processes."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from importlib.resources import as_file, files
from typing import TYPE_CHECKING

import asyncpg

from fablewright.core.errors import BadSettings
from fablewright.db.dsn import connection_arguments

if TYPE_CHECKING:
    from sqlalchemy import Connection

LOCK = 0x0FAB1E  # the advisory lock that all migrators of one database share


def newest_version() -> str:
    """The version of the newest migration file ("002")."""
    folder = files("fablewright.db") / "migrations"
    return max(name.name[:3] for name in folder.iterdir() if name.name[:3].isdigit())


async def current_version(url: str) -> str | None:
    """The version of the database, or None when it was never migrated.

    Raises `BadSettings` when it cannot be reached or read with this URL.
    """
    with _plain_words():
        connection = await asyncpg.connect(**connection_arguments(url))
        try:
            if not await connection.fetchval("SELECT to_regclass('public.alembic_version')"):
                return None
            version: str | None = await connection.fetchval(
                "SELECT version_num FROM alembic_version"
            )
            return version
        finally:
            await connection.close()


async def migrate(owner_url: str, target: str = "head") -> None:
    """Migrate to `target`: "head", a version ("001") or "base" for nothing at all.

    All steps run in one transaction under an advisory lock: all or none of them happen.
    Raises `BadSettings` when the database is newer than this code, or does not let us.
    """
    version = await current_version(owner_url)
    newest = newest_version()
    if version is not None and version > newest:
        raise BadSettings(
            f"The database is at version {version}, this Fablewright knows up to {newest}: "
            "install the newer Fablewright again, or restore a backup.",
            code="SCHEMA_TOO_NEW",
        )
    if target == "head" and version == newest:
        return
    # Alembic takes half a second to import: only who migrates waits for it.
    from sqlalchemy.ext.asyncio import create_async_engine
    from sqlalchemy.pool import NullPool

    engine = create_async_engine(
        "postgresql+asyncpg://",
        async_creator=lambda: asyncpg.connect(**connection_arguments(owner_url)),
        poolclass=NullPool,
    )
    try:
        with _plain_words():
            async with engine.begin() as connection:
                await connection.run_sync(_run, target)
    finally:
        await engine.dispose()


@contextlib.contextmanager
def _plain_words() -> Iterator[None]:
    """What a person can do about a database that is not as it should be."""
    try:
        yield
    except asyncpg.InsufficientPrivilegeError as error:
        raise BadSettings(
            f"The database refuses: {error}. Give DATABASE_URL (or FABLEWRIGHT_DATABASE_OWNER_URL) a"
            " role that owns the database, and let an administrator run once:"
            " CREATE ROLE fablewright_app NOLOGIN; GRANT fablewright_app TO <that role>;"
        ) from None
    except (OSError, TimeoutError, ValueError, asyncpg.PostgresError) as error:
        why = str(error) or type(error).__name__
        raise BadSettings(f"The database of DATABASE_URL cannot be used: {why}.") from None


def _run(connection: Connection, target: str) -> None:
    from alembic.config import Config
    from alembic.runtime.environment import EnvironmentContext
    from alembic.script import ScriptDirectory
    from sqlalchemy import text

    connection.execute(text(f"SELECT pg_advisory_xact_lock({LOCK})"))
    with as_file(files("fablewright.db") / "migrations") as folder:
        config = Config()
        config.set_main_option("script_location", str(folder))
        config.set_main_option("version_locations", str(folder))
        config.set_main_option("path_separator", "newline")
        script = ScriptDirectory.from_config(config)

        def steps(heads: tuple[str, ...], _context: object) -> object:
            current = heads[0] if heads else ""
            if target == "head" or (target != "base" and target >= current):
                return script._upgrade_revs(target, current or "base")
            return script._downgrade_revs(target, current or "base")

        with EnvironmentContext(config, script, fn=steps) as environment:
            environment.configure(connection=connection)
            environment.run_migrations()
