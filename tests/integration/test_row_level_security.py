"""Nobody reads or changes what is somebody else's, whatever SQL the application's role sends."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import uuid
from collections.abc import AsyncIterator, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import asyncpg
import pytest
from tests.support.households import (
    OWNER_COLUMNS,
    Household,
    digest_of,
    files_of,
    ids_of,
    owned_tables,
    settle_in,
    settle_in_somebody,
)
from tests.support.postgres import Server, connected

from fablewright.bootstrap import open_studio
from fablewright.db.embedded import Urls
from fablewright.identity.model import Visit
from fablewright.settings import load

DENIED = asyncpg.InsufficientPrivilegeError
NONSENSE = asyncpg.InvalidTextRepresentationError
# What stands where the id of whoever acts should: nothing of anybody's is seen, or the query fails.
NOT_IDS = (
    "", " ", "NULL", "null", "0", "*", "%", "00000000-0000-0000-0000-000000000000",
    "' OR true --", "' OR ''='", "{}", "fablewright_owner",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class World:
    urls: Urls
    victim: Household
    other: Household
    guest: Household
    ids: Mapping[str, list[uuid.UUID]]  # the victim's
    files: list[str]


@pytest.fixture(scope="module")
def settled(
    postgres_server: Server, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Server, World]]:
    """A database in which three people have rows in every table with an owner, to be copied."""
    database = postgres_server.fresh()
    runner = asyncio.Runner()
    with ThreadPoolExecutor(1) as thread:
        run = partial(thread.submit, runner.run)
        urls = run(database.__aenter__()).result()
        try:
            world = run(people_of(urls, tmp_path_factory.mktemp("studio"))).result()
            name = urlsplit(urls.app).path.removeprefix("/")
            yield replace(postgres_server, template=name), world
        finally:
            run(database.__aexit__(None, None, None)).result()
            thread.submit(runner.close).result()


async def people_of(urls: Urls, folder: Path) -> World:
    async with open_studio(load(database_url=urls.app, data_dir=folder)) as studio:
        victim = await settle_in_somebody(studio, urls, "Wilhelmina")
        other = await settle_in_somebody(studio, urls, "Otto")
        visitor = (await studio.identity.guest(Visit("192.0.2.2"))).user
        guest = await settle_in(studio, urls, visitor, "Gusti")
    user_id = victim.user.id
    return World(
        urls, victim, other, guest, await ids_of(urls, user_id), await files_of(urls, user_id)
    )


@pytest.fixture
async def world(settled: tuple[Server, World]) -> AsyncIterator[World]:
    """A copy of that database, of this test's own."""
    server, world = settled
    async with server.fresh() as urls:
        yield replace(world, urls=urls)


@contextlib.asynccontextmanager
async def acting(urls: Urls, who: object = None) -> AsyncIterator[asyncpg.Connection]:
    """A connection of the application's role that acts for somebody, or for nobody."""
    async with connected(urls.app) as connection:
        if who is not None:
            await connection.execute("SELECT set_config('app.user_id', $1, false)", str(who))
        yield connection


async def test_the_catalogue(fresh_urls: Urls) -> None:
    """A new table, view or function that looks across owners shows up here."""
    async with connected(fresh_urls.owner) as connection:
        tables = await owned_tables(connection)
        assert tables
        switches = await connection.fetch(
            "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace"
            " AND relkind IN ('r', 'p') AND relrowsecurity AND relforcerowsecurity"
        )
        assert {row["relname"] for row in switches} == set(tables)
        own = await connection.fetch(
            "SELECT tablename, qual, with_check FROM pg_policies"
            " WHERE roles = '{fablewright_app}' AND policyname = 'own' AND cmd = 'ALL'"
        )
        assert {row["tablename"] for row in own} == set(tables)
        for row in own:
            ours = f"({tables[row['tablename']]} = ( SELECT app_user() AS app_user))"
            assert (row["qual"], row["with_check"]) == (ours, ours)
        more = await connection.fetch(
            "SELECT tablename, cmd, qual FROM pg_policies WHERE 'fablewright_app' = ANY (roles)"
            " AND policyname <> 'own' OR 'public' = ANY (roles) OR permissive <> 'PERMISSIVE'"
        )
        assert {(row["cmd"], row["qual"]) for row in more} == {
            ("SELECT", "( SELECT is_admin() AS is_admin)")
        }
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


async def test_every_table_and_every_verb(world: World) -> None:
    """Nothing of the victim's is seen, changed, taken, given or deleted; nothing is put under them."""
    async with connected(world.urls.owner) as steward:
        tables = await owned_tables(steward)
        rows = {
            name: await steward.fetchval(
                f"SELECT to_jsonb(t)::text FROM {name} t WHERE {owner} = $1 LIMIT 1",
                world.victim.user.id,
            )
            for name, owner in tables.items()
        }
    assert all(rows.values())
    before = await digest_of(world.urls, world.victim.user.id)
    people = [world.other.user.id, world.guest.user.id, uuid.uuid4(), None, *NOT_IDS]
    people += [f"{world.victim.user.id}'", f" OR {world.victim.user.id}"]
    for who in people:
        async with acting(world.urls, who) as app:
            for name, owner in tables.items():
                for query in attacks(name, owner):
                    about = f"{query} as {who}"
                    given = [rows[name]] if "$1" in query else []
                    given = [world.victim.user.id] if "$1::uuid" in query else given
                    with contextlib.suppress(DENIED, NONSENSE):
                        done = await app.fetch(query, *given)
                        assert done == [], about
    assert await digest_of(world.urls, world.victim.user.id) == before


def attacks(table: str, owner: str) -> Iterator[str]:
    yield f"SELECT FROM {table} WHERE {owner} = $1::uuid"
    yield f"SELECT FROM {table} WHERE {owner} IS DISTINCT FROM app_user()"
    for column in {"created_at", owner}:
        yield f"UPDATE {table} SET {column} = {column} WHERE {owner} = $1::uuid RETURNING 1"
    yield f"UPDATE {table} SET {owner} = app_user() WHERE {owner} = $1::uuid RETURNING 1"
    yield f"UPDATE {table} SET {owner} = $1::uuid RETURNING 1"
    yield f"DELETE FROM {table} WHERE {owner} = $1::uuid RETURNING 1"
    # The victim's own row, as somebody might put it there; its key is the least of the obstacles.
    yield (
        f"INSERT INTO {table} SELECT (jsonb_populate_record(NULL::{table}, $1::text::jsonb)).*"
        " RETURNING 1"
    )


async def test_rows_are_put_under_nobody_elses_name(world: World) -> None:
    """Where the application may insert, what refuses is the policy and not a key."""
    async with connected(world.urls.owner) as steward:
        tables = await owned_tables(steward)
        story = world.ids["stories.id"][0]
    async with acting(world.urls, world.other.user.id) as app:
        for name, owner in tables.items():
            allowed = await app.fetchval(
                "SELECT has_any_column_privilege('fablewright_app', $1, 'INSERT')", name
            )
            if allowed:
                with pytest.raises(DENIED, match="row-level security"):
                    await app.execute(
                        f"INSERT INTO {name} SELECT (jsonb_populate_record("
                        f"NULL::{name}, jsonb_build_object('{owner}', $1::uuid))).*",
                        world.victim.user.id,
                    )
        insert = (
            "INSERT INTO story_events (story_id, seq, user_id, payload) VALUES ($1, 9999, $2, '{}')"
        )
        with pytest.raises(DENIED):
            await app.execute(insert, story, world.victim.user.id)
        with pytest.raises(asyncpg.ForeignKeyViolationError):
            await app.execute(insert, story, world.other.user.id)
        for change in ("tier = 'owner'", "role = 'admin'", "credits = 100", "email = 'a@b.c'"):
            with pytest.raises(DENIED):
                await app.execute(f"UPDATE users SET {change} WHERE id = app_user()")


async def test_views_show_what_is_ones_own(world: World) -> None:
    async with connected(world.urls.owner) as steward:
        found = await steward.fetch(
            "SELECT c.relname, array_agg(a.attname::text) AS columns FROM pg_class c"
            " JOIN pg_attribute a ON a.attrelid = c.oid WHERE c.relkind IN ('v', 'm')"
            " AND c.relnamespace = 'public'::regnamespace GROUP BY c.relname"
        )
    assert found
    for view in found:
        name = view["relname"]
        for who in (world.other.user.id, None, ""):
            async with acting(world.urls, who) as app:
                with contextlib.suppress(DENIED):
                    owners = await app.fetch(f"SELECT DISTINCT user_id FROM {name}")
                    assert {row["user_id"] for row in owners} <= {who}, name
                for verb in (f"DELETE FROM {name}", f"INSERT INTO {name} DEFAULT VALUES"):
                    with pytest.raises(asyncpg.PostgresError):
                        await app.execute(verb)


# Every function that runs with its owner's rights, what strangers may try with it, and what it answers.
# The victim is one of the arguments wherever one names somebody. `me` is whoever tries, or a new id.
NEW = "gen_random_uuid()"
HASH = "decode(repeat('ab', 32), 'hex')"
SOON = "now() + interval '1 hour'"
NOTHING = [(None,)]
FUNCTIONS: dict[str, list[tuple[str, Any]]] = {
    "account_create": [
        ("account_create({victim}, 'thief@example.org', 'Thief', 'x')", [(False,)]),
        ("account_create({victim}, {email}, 'Thief', 'x')", [(False,)]),
        ("account_create({victims_guest}, 'thief@example.org', 'Thief', 'x')", [(False,)]),
        ("account_create({me}, {email}, 'Thief', 'x')", [(False,)]),
        (f"account_create({NEW}, {{email}}, 'Thief', 'x')", [(False,)]),
    ],
    "account_erase": [],  # takes nobody's name; see test_erasing_is_for_oneself
    "account_of_email": [
        ("account_of_email('%')", []),
        ("account_of_email('')", []),
        ("account_of_email(upper({email}))", []),
    ],
    "account_set": [
        ("account_set({victim}, 'admin', 'individual')", DENIED),
        ("account_set({me}, 'admin', NULL)", DENIED),
    ],
    "attempts_close_lost": [("attempts_close_lost(15, 'gone')", NOTHING)],  # the sweep's
    "call_admit": [  # says go or not, and counts nothing that costs nothing
        ("call_admit('x', NULL, 0, {story}, NULL, NULL)", [("go", 0.0)]),
    ],
    "circuit_learn": [("circuit_learn('x', true, 5, 1, 1)", NOTHING)],
    "credits_grant": [
        (f"credits_grant({NEW}, {{victim}}, 5, 'gift')", DENIED),
        (f"credits_grant({NEW}, {{me}}, 5, 'gift')", DENIED),
    ],
    "doctor_counts": [("doctor_counts()", None)],  # numbers only
    "files_unused": [("files_unused(ARRAY[{file}])", [])],
    "guest_begin": [
        (f"guest_begin({{victim}}, {NEW}, 'x', {HASH}, NULL, '', {SOON})", NOTHING),
        (f"guest_begin({{victims_guest}}, {NEW}, 'x', {HASH}, NULL, '', {SOON})", NOTHING),
        (f"guest_begin({{victim}}, {{session}}, 'x', {HASH}, NULL, '', {SOON})", NOTHING),
        (f"guest_begin({NEW}, {{session}}, 'x', {HASH}, NULL, '', {SOON})", NOTHING),
    ],
    "guests_over": [("guests_over(0)", None)],  # the sweep's: ids of guests long gone
    "sessions_prune": [("sessions_prune(30)", NOTHING)],  # the sweep's, too
    "holder_of_session": [
        (f"holder_of_session({NEW}, {{victim}})", []),
        ("holder_of_session({session}, {me})", []),
    ],
    "holder_of_token": [(f"holder_of_token({HASH})", [])],
    "is_admin": [("is_admin()", [(False,)])],
    "jobs_by_state": [("jobs_by_state()", [])],  # numbers only
    "jobs_overdue": [("jobs_overdue(15)", [])],  # the sweep's: ids of what is stuck, of all people
    "jobs_unsettled": [("jobs_unsettled()", [])],  # the sweep's, too
    "owner_ensure": [],  # the studio's own start; see test_the_owner_is_made_once
    "quota_give_back": [("quota_give_back({story})", NOTHING)],
    "quota_take": [("quota_take(0, 0)", None)],
    "rate_limits_prune": [("rate_limits_prune()", NOTHING)],
    "rate_take": [("rate_take('read:' || {victim}, 0, 60)", [(False, 0, 0.0)])],
    "require_living": [],  # a trigger's: nobody calls it
    "reserve_spending": [],  # a trigger's
    "settle_spending": [],  # a trigger's
    "spent_today": [("spent_today()", [(0,)])],  # a number only
    "refresh_rotate": [
        (f"refresh_rotate({HASH}, {HASH}, {SOON}, now())", [("unknown", None, None)]),
        (f"refresh_rotate('', {HASH}, {SOON}, now())", [("unknown", None, None)]),
        (f"refresh_rotate(NULL, NULL, {SOON}, now())", [("unknown", None, None)]),
    ],
    "share_open": [(f"share_open({HASH})", [])],  # whoever has the link may read; nobody else has
    "stories_purge": [("stories_purge()", [(0, [])])],  # the tidying's: of what is long deleted
    "sessions_alive": [(f"sessions_alive(ARRAY[{NEW}])", [])],
}


async def test_every_function_is_listed(fresh_urls: Urls) -> None:
    async with connected(fresh_urls.owner) as steward:
        found = await steward.fetch(
            "SELECT proname FROM pg_proc WHERE pronamespace = 'public'::regnamespace AND prosecdef"
        )
    assert {row["proname"] for row in found} == set(FUNCTIONS)


async def test_functions_serve_nobody_but_oneself(world: World) -> None:
    """What runs with higher rights has no effect on others, and tells nothing of them."""
    watched = [world.victim.user.id, world.guest.user.id]
    before = [await digest_of(world.urls, one) for one in watched]
    for who in (world.other.user.id, None, ""):
        names = {
            "victim": f"'{world.victim.user.id}'::uuid",
            "victims_guest": f"'{world.guest.user.id}'::uuid",
            "email": f"'{world.victim.user.email}'",
            "file": f"'{world.files[0]}'",
            "session": f"'{world.ids['refresh_tokens.session_id'][0]}'::uuid",
            "story": f"'{world.ids['stories.id'][0]}'::uuid",
            "me": f"'{who or uuid.uuid4()}'::uuid",
        }
        async with acting(world.urls, who) as app:
            for attempts in FUNCTIONS.values():
                for call, expected in attempts:
                    query = f"SELECT * FROM {call.format(**names)}"
                    if expected is DENIED:
                        with pytest.raises(DENIED):
                            await app.fetch(query)
                        continue
                    found = [tuple(row) for row in await app.fetch(query)]
                    if expected is not None:
                        assert found == expected, query
                after = [await digest_of(world.urls, one) for one in watched]
                assert after == before, attempts


async def test_erasing_is_for_oneself(world: World) -> None:
    before = await digest_of(world.urls, world.victim.user.id)
    async with acting(world.urls) as app:
        assert await app.fetch("SELECT account_erase()") == []
    async with acting(world.urls, world.other.user.id) as app:
        names = {row[0] for row in await app.fetch("SELECT account_erase()")}
        mine = set(await files_of(world.urls, world.other.user.id))
        assert names
        assert mine == set()
        unused = {row[0] for row in await app.fetch("SELECT files_unused($1)", list(names))}
        assert not unused & set(world.files)
    assert await digest_of(world.urls, world.victim.user.id) == before


async def test_the_owner_is_made_once(world: World) -> None:
    """The studio's start names the owner; nobody becomes it, and nobody's row changes."""
    before = await digest_of(world.urls, world.victim.user.id)
    async with acting(world.urls, world.other.user.id) as app:
        for new in (world.victim.user.id, world.other.user.id, uuid.uuid4()):
            row = await app.fetchrow("SELECT * FROM owner_ensure($1, 'Thief', $2)", new, bytes(32))
            assert row["id"] not in (world.victim.user.id, world.other.user.id, new)
            assert row["name"] == "Owner"
    assert await digest_of(world.urls, world.victim.user.id) == before


async def test_a_refresh_token_serves_its_session_only(world: World) -> None:
    """It works once, also for strangers who have it; used again it ends that session and no other."""
    token, after = uuid.uuid4().bytes * 2, [uuid.uuid4().bytes * 2 for _ in range(3)]
    soon = datetime.now(UTC) + timedelta(hours=1)
    async with connected(world.urls.owner) as steward:
        session, user = await steward.fetchrow(
            "INSERT INTO refresh_tokens (token_hash, session_id, user_id, expires_at)"
            " SELECT $1, session_id, user_id, $3 FROM refresh_tokens WHERE user_id = $2 LIMIT 1"
            " RETURNING session_id, user_id", token, world.guest.user.id, soon,
        )  # fmt: skip
    before = await digest_of(world.urls, world.victim.user.id)
    rotate = "SELECT * FROM refresh_rotate($1, $2, $3, clock_timestamp())"
    async with acting(world.urls) as app:
        for expected, given in (
            (("rotated", session, user), after[0]),
            (("rotated", session, user), after[0]),  # its answer was lost: asked once more
            (("stolen", None, None), after[1]),
            (("unknown", None, None), after[2]),
        ):
            old = after[0] if given == after[2] else token
            assert tuple(await app.fetchrow(rotate, old, given, soon)) == expected
        assert await app.fetch("SELECT sessions_alive($1)", [session]) == []
    assert await digest_of(world.urls, world.victim.user.id) == before


FOREIGN_KEYS = """
    SELECT c.conname, c.conrelid::regclass::text AS here, c.confrelid::regclass::text AS there,
        (SELECT array_agg(attname::text ORDER BY n) FROM unnest(c.conkey) WITH ORDINALITY AS k (num, n)
            JOIN pg_attribute ON attrelid = c.conrelid AND attnum = num) AS columns,
        (SELECT array_agg(attname::text ORDER BY n) FROM unnest(c.confkey) WITH ORDINALITY AS k (num, n)
            JOIN pg_attribute ON attrelid = c.confrelid AND attnum = num) AS named
    FROM pg_constraint c WHERE c.contype = 'f' AND c.connamespace = 'public'::regnamespace
"""


async def test_foreign_keys_stay_with_one_owner(world: World) -> None:
    """Every reference between tables with an owner includes it on both sides, or one beside it does."""
    async with connected(world.urls.owner) as steward:
        tables = await owned_tables(steward)
        keys = [dict(row) for row in await steward.fetch(FOREIGN_KEYS)]
        assert keys
        bound = [
            key for key in keys
            if (tables[key["here"]], tables[key["there"]])
            in zip(key["columns"], key["named"], strict=True)
        ]  # fmt: skip
        for key in keys:
            assert [
                one for one in bound
                if (one["here"], one["there"]) == (key["here"], key["there"])
                and set(one["columns"]) >= set(key["columns"])
            ], key  # fmt: skip
        tried = [key for key in bound if len(key["columns"]) > 1]
        assert tried
        for spare in (  # to which nothing of the victim's refers
            "INSERT INTO generations (generation_id, user_id) VALUES (gen_random_uuid(), $1)",
            "INSERT INTO sessions (id, user_id, expires_at) VALUES (gen_random_uuid(), $1, now())",
        ):
            await steward.execute(spare, world.victim.user.id)
        for key in tried:
            await refer_across(steward, key, world)


async def refer_across(steward: asyncpg.Connection, key: dict[str, Any], world: World) -> None:
    """Let rows of somebody refer to the victim's, with nothing but the foreign key in the way."""
    here, there = key["here"], key["there"]
    owner, their_owner = (OWNER_COLUMNS.get(table, "user_id") for table in (here, there))
    pairs = zip(key["columns"], key["named"], strict=True)
    [(column, named)] = [(a, b) for a, b in pairs if a != owner]
    rows = await steward.fetch(f"SELECT ctid FROM {here} WHERE {owner} = $1", world.other.user.id)
    values = await steward.fetch(
        f"SELECT {named} FROM {there} WHERE {their_owner} = $1", world.victim.user.id
    )
    for (place,), (value,) in itertools.product(rows, values):
        try:
            async with steward.transaction():
                await steward.execute("SET CONSTRAINTS ALL IMMEDIATE")
                await steward.execute(
                    f"UPDATE {here} SET {column} = $1 WHERE ctid = $2", value, place
                )
        except asyncpg.ForeignKeyViolationError:
            return
        except asyncpg.UniqueViolationError:
            continue  # another pair will do
        pytest.fail(f"{here}.{column} may refer to somebody else's {there}")
    pytest.fail(f"nothing to try {here}.{column} with")
