"""A person of a studio who has something in every table, and what all of it looks like."""

from __future__ import annotations

import asyncio
import uuid
from dataclasses import dataclass
from typing import Any

import asyncpg
from tests.support.artists import instant_artists
from tests.support.postgres import connected

from fablewright.bootstrap import Studio
from fablewright.core.book import Person
from fablewright.db.embedded import Urls
from fablewright.identity.model import User, Visit
from fablewright.stories.brief import CreateStory

# Tables that belong to nobody: what is in them names no person and holds no words of theirs.
NOBODYS = {
    "alembic_version",
    "pgqueuer",
    "pgqueuer_log",
    "pgqueuer_schedules",
    "pgqueuer_statistics",
    "provider_circuits",
    "spending",
    "rate_limits",  # and the application may not touch it but through a function
}
# The column that names the owner, where it is not `user_id`.
OWNER_COLUMNS = {"users": "id", "stories": "creator_user_id"}


@dataclass(frozen=True, slots=True)
class Household:
    user: User
    token: str


async def owned_tables(connection: asyncpg.Connection) -> dict[str, str]:
    """Every table with an owner, and the column that names them."""
    rows = await connection.fetch(
        "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace"
        " AND relkind IN ('r', 'p') ORDER BY relname"
    )
    names = [row["relname"] for row in rows if row["relname"] not in NOBODYS]
    return {name: OWNER_COLUMNS.get(name, "user_id") for name in names}


async def settle_in(studio: Studio, urls: Urls, user: User, name: str = "Mina") -> Household:
    """Give `user` a finished book, and rows in every table."""
    hero = await studio.cast.create(user, Person(kind="child", name=name))
    granted = await studio.identity.begin(user, Visit("192.0.2.1", "a browser"))
    await studio.identity.grant_credits(await studio.identity.owner(), user.id, 5, uuid.uuid4().hex)
    async with connected(urls.owner) as steward:
        await steward.execute(
            "INSERT INTO guest_sessions (id, user_id, token_hash, expires_at)"
            " VALUES ($1, $2, $3, now())", granted.session_id, user.id, uuid.uuid4().bytes * 2,
        )  # fmt: skip
        await steward.execute(
            "INSERT INTO access_tokens (user_id, token_hash) VALUES ($1, $2)",
            user.id, uuid.uuid4().bytes * 2,
        )  # fmt: skip
        await steward.execute(
            "INSERT INTO character_pictures (id, user_id, character_id, file, thumbnail, width, height)"
            " VALUES ($1, $2, $3, $4, $5, 1, 1)",
            uuid.uuid4(), user.id, hero.id, f"{uuid.uuid4().hex * 2}.png", f"{uuid.uuid4().hex * 2}.webp",
        )  # fmt: skip
        await steward.execute(
            "INSERT INTO character_sheets (user_id, character_id, look, story_id, file)"
            " VALUES ($1, $2, $3, $4, $5)",
            user.id, hero.id, uuid.uuid4().bytes * 2, uuid.uuid4(), f"{uuid.uuid4().hex * 2}.png",
        )  # fmt: skip
    async with studio.working(instant_artists()):
        for assets in (True, False):
            wish = CreateStory(
                spark=f"{name} and a kite", title=f"The kite of {name}", child_id=hero.id,
                generateAssets=assets,
            )  # fmt: skip
            story = await studio.books.create(user, wish)
            async with asyncio.timeout(60):
                async for event in studio.events.follow(story.id, user.id):
                    if event.new["asset_generation_status"]["overall"] != "generating":
                        break
            await studio.shares.create(user, story.id)
    await studio.drafts.create(user, f"What {name} wrote", {"type": "doc", "content": []})
    return Household(user, granted.access_token)


async def settle_in_somebody(studio: Studio, urls: Urls, name: str) -> Household:
    """A new account of this name, settled in."""
    email = f"{name.lower()}@example.org"
    user_id = await studio.identity.add_account(email, "correct horse", name)
    return await settle_in(studio, urls, User(user_id, "user", "free", name, email), name)


async def digest_of(urls: Urls, user_id: uuid.UUID) -> dict[str, Any]:
    """A digest of everything that this person has, table by table."""
    async with connected(urls.owner) as steward:
        found = {}
        for table, owner in (await owned_tables(steward)).items():
            found[table] = await steward.fetchval(
                f"SELECT md5(string_agg(t::text, E'\\n' ORDER BY t::text)) FROM {table} t"
                f" WHERE {owner} = $1",
                user_id,
            )
        return found


async def ids_of(urls: Urls, user_id: uuid.UUID) -> dict[str, list[uuid.UUID]]:
    """All ids in rows of this person, column by column: {"stories.id": […], …}."""
    async with connected(urls.owner) as steward:
        found: dict[str, list[uuid.UUID]] = {}
        for table, owner in (await owned_tables(steward)).items():
            columns = await steward.fetch(
                "SELECT attname FROM pg_attribute WHERE attrelid = $1::regclass AND attnum > 0"
                " AND atttypid = 'uuid'::regtype AND NOT attisdropped ORDER BY attnum",
                table,
            )
            for (column,) in columns:
                rows = await steward.fetch(
                    f"SELECT DISTINCT {column} FROM {table} WHERE {owner} = $1"
                    f" AND {column} IS NOT NULL ORDER BY {column}",
                    user_id,
                )
                if rows:
                    found[f"{table}.{column}"] = [value for (value,) in rows]
        return found


async def files_of(urls: Urls, user_id: uuid.UUID) -> list[str]:
    """The names of this person's files."""
    async with connected(urls.owner) as steward:
        rows = await steward.fetch(
            "SELECT file FROM assets WHERE user_id = $1 AND file IS NOT NULL"
            " UNION SELECT jsonb_path_query(data, '$.renditions[*].file') #>> '{}' FROM assets"
            "  WHERE user_id = $1"
            " UNION SELECT file FROM character_pictures WHERE user_id = $1"
            " UNION SELECT thumbnail FROM character_pictures WHERE user_id = $1 AND thumbnail IS NOT NULL"
            " UNION SELECT file FROM character_sheets WHERE user_id = $1 ORDER BY file",
            user_id,
        )
        return [row["file"] for row in rows]
