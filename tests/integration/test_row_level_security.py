"""Nobody reads or changes what is somebody else's, whatever SQL the application's role sends."""

from __future__ import annotations

import asyncio
import contextlib
import uuid
from collections.abc import AsyncIterator
from pathlib import Path

import asyncpg
import pytest
from tests.support.artists import instant_artists
from tests.support.postgres import connected

from fablewright.bootstrap import open_studio
from fablewright.core.book import Person
from fablewright.db.embedded import Urls
from fablewright.identity.model import Visit
from fablewright.settings import load
from fablewright.stories.brief import CreateStory

# Tables that belong to nobody: what is in them names no person and holds no words of theirs.
NOBODYS = {
    "alembic_version",
    "pgqueuer",
    "pgqueuer_log",
    "pgqueuer_schedules",
    "pgqueuer_statistics",
    "rate_limits",  # and the application may not touch it but through a function
}


@pytest.fixture
async def urls(fresh_urls: Urls, tmp_path: Path) -> AsyncIterator[Urls]:
    """A database in which every table with an owner has rows of one person."""
    async with open_studio(load(database_url=fresh_urls.app, data_dir=tmp_path)) as studio:
        owner = await studio.identity.owner()
        mina = await studio.cast.create(owner, Person(kind="child", name="Mina"))
        session = await studio.identity.begin(owner, Visit("192.0.2.1", "a browser"))
        await studio.identity.grant_credits(owner, owner.id, 5, "a gift")
        async with connected(fresh_urls.owner) as steward:
            await steward.execute(
                "INSERT INTO guest_sessions (id, user_id, token_hash, expires_at)"
                " VALUES ($1, $2, $3, now())", session.session_id, owner.id, bytes(32),
            )  # fmt: skip
            await steward.execute(
                "INSERT INTO character_pictures (id, user_id, character_id, file, width, height)"
                " VALUES ($1, $2, $3, 'a file', 1, 1)", uuid.uuid4(), owner.id, mina.id,
            )  # fmt: skip
        async with studio.working(instant_artists()):
            story = await studio.books.create(owner, CreateStory(spark="a kite"))
            async with asyncio.timeout(30):
                async for event in studio.events.follow(story.id, owner.id):
                    if event.new["asset_generation_status"]["overall"] != "generating":
                        break
        yield fresh_urls


async def owned_tables(connection: asyncpg.Connection) -> dict[str, tuple[bool, bool]]:
    rows = await connection.fetch(
        "SELECT relname, relrowsecurity, relforcerowsecurity FROM pg_class"
        " WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')"
    )
    return {
        row["relname"]: (row["relrowsecurity"], row["relforcerowsecurity"])
        for row in rows
        if row["relname"] not in NOBODYS
    }


async def test_the_catalogue(fresh_urls: Urls) -> None:
    """A new table, view or function that looks across owners shows up here."""
    async with connected(fresh_urls.owner) as connection:
        tables = await owned_tables(connection)
        assert tables
        assert {name for name, switches in tables.items() if switches != (True, True)} == set()
        own = await connection.fetch(
            "SELECT tablename FROM pg_policies WHERE roles = '{fablewright_app}'"
            " AND policyname = 'own' AND qual LIKE '%app_user()%' AND with_check LIKE '%app_user()%'"
        )
        assert {row["tablename"] for row in own} == set(tables)
        views = await connection.fetch(
            "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace"
            " AND relkind IN ('v', 'm')"
            " AND NOT coalesce('security_invoker=true' = ANY (reloptions), false)"
        )
        assert [row["relname"] for row in views] == []
        loose = await connection.fetch(
            "SELECT proname FROM pg_proc WHERE pronamespace = 'public'::regnamespace AND prosecdef"
            " AND (NOT coalesce(proconfig::text LIKE '%search_path=%', false)"
            "  OR has_function_privilege('public', oid, 'EXECUTE'))"
        )
        assert [row["proname"] for row in loose] == []
        role = await connection.fetchrow(
            "SELECT rolsuper, rolbypassrls FROM pg_roles WHERE rolname = 'fablewright_app'"
        )
        assert tuple(role) == (False, False)
        mine = await connection.fetchval(
            "SELECT count(*) FROM pg_class WHERE relowner = 'fablewright_app'::regrole"
        )
        assert mine == 0


@pytest.mark.parametrize("who", ["somebody else", "nobody", "the empty name"])
async def test_every_table_and_every_verb(urls: Urls, who: str) -> None:
    value = {"somebody else": str(uuid.uuid4()), "nobody": None, "the empty name": ""}[who]
    async with connected(urls.owner) as steward:
        tables = await owned_tables(steward)
        counts = {name: await steward.fetchval(f"SELECT count(*) FROM {name}") for name in tables}
    assert all(counts.values()), counts
    async with connected(urls.app) as app:
        if value is not None:
            await app.execute("SELECT set_config('app.user_id', $1, false)", value)
        for name in tables:
            assert await app.fetchval(f"SELECT count(*) FROM {name}") == 0, name
            for verb in (
                f"UPDATE {name} SET created_at = now()",
                f"DELETE FROM {name}",
                f"INSERT INTO {name} SELECT * FROM {name}",
            ):
                with contextlib.suppress(asyncpg.InsufficientPrivilegeError):  # not even granted
                    assert (await app.execute(verb)).endswith(" 0"), verb
    async with connected(urls.owner) as steward:
        assert counts == {
            name: await steward.fetchval(f"SELECT count(*) FROM {name}") for name in tables
        }


async def test_nothing_can_be_put_under_another_name(urls: Urls) -> None:
    """Not even by somebody who knows the ids: the row's owner must be who acts."""
    async with connected(urls.owner) as steward:
        story = await steward.fetchrow("SELECT id, creator_user_id FROM stories")
        await steward.execute(
            "INSERT INTO users (id, role, name) VALUES ($1, 'user', 'Other')", other := uuid.uuid4()
        )
    async with connected(urls.app) as app:
        await app.execute("SELECT set_config('app.user_id', $1, false)", str(other))
        insert = (
            "INSERT INTO story_events (story_id, seq, user_id, payload) VALUES ($1, 9999, $2, '{}')"
        )
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await app.execute(insert, story["id"], story["creator_user_id"])
        with pytest.raises(asyncpg.ForeignKeyViolationError):
            await app.execute(insert, story["id"], other)
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await app.execute("UPDATE users SET tier = 'owner' WHERE id = $1", other)
