"""The schema: there, back, and by many at once."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

import pytest
from tests.support.postgres import connected
from tests.support.studio import studio_on

from fablewright.core.errors import BadSettings
from fablewright.db.embedded import Urls
from fablewright.db.migrate import current_version, migrate, newest_version
from fablewright.stories.brief import CreateStory
from fablewright.stories.shelf import words


async def objects(urls: Urls) -> set[str]:
    """Names of all tables, views, types and functions of the schema."""
    async with connected(urls.owner) as connection:
        rows = await connection.fetch(
            "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace"
            " UNION SELECT typname FROM pg_type WHERE typnamespace = 'public'::regnamespace"
            " UNION SELECT proname FROM pg_proc WHERE pronamespace = 'public'::regnamespace"
        )
    return {row["relname"] for row in rows}


async def test_there_and_back(fresh_urls: Urls) -> None:
    full = await objects(fresh_urls)
    await migrate(fresh_urls.owner, "001")
    assert await current_version(fresh_urls.owner) == "001"
    assert "stories" in await objects(fresh_urls)
    assert "pgqueuer" not in await objects(fresh_urls)
    await migrate(fresh_urls.owner, "base")
    left = await objects(fresh_urls)
    assert left == {name for name in left if "alembic" in name}
    await migrate(fresh_urls.owner)
    assert await objects(fresh_urls) == full
    assert await current_version(fresh_urls.app) == newest_version()


async def test_four_at_once(fresh_urls: Urls) -> None:
    await migrate(fresh_urls.owner, "base")
    await asyncio.gather(*(migrate(fresh_urls.owner) for _ in range(4)))
    assert await current_version(fresh_urls.owner) == newest_version()


async def test_a_newer_database_is_refused(fresh_urls: Urls) -> None:
    async with connected(fresh_urls.owner) as connection:
        await connection.execute("UPDATE alembic_version SET version_num = '999'")
    with pytest.raises(BadSettings) as caught:
        await migrate(fresh_urls.owner)
    assert caught.value.code == "SCHEMA_TOO_NEW"


async def test_trouble_is_told_in_plain_words(fresh_urls: Urls) -> None:
    for url in ("nonsense", "postgresql://nobody@127.0.0.1:1/nothing"):
        with pytest.raises(BadSettings, match="DATABASE_URL"):
            await current_version(url)
    await migrate(fresh_urls.owner, "base")
    with pytest.raises(BadSettings, match="CREATE ROLE"):
        await migrate(fresh_urls.app)


async def test_what_is_there_already_is_found(fresh_urls: Urls, tmp_path: Path) -> None:
    """Stories from before shelves could be searched."""
    async with studio_on(fresh_urls, tmp_path) as studio:
        owner = await studio.identity.owner()
        for title in ("Éclair  at\tSea", "ŁÓDŹ", "Ωμέγα"):
            await studio.books.create(owner, CreateStory(spark="a kite", title=title))
    found = "SELECT title, title_key, words FROM stories ORDER BY title_key"
    async with connected(fresh_urls.owner) as connection:
        text = {"title": "The Sea", "beats": [{"text": "Ein Ärger.\n\nNo?"}, {"text": "Zoë!"}]}
        await connection.execute(
            "UPDATE stories SET content = $1::jsonb WHERE title = 'ŁÓDŹ'", json.dumps(text)
        )
        before = [tuple(row) for row in await connection.fetch(found)]
    await migrate(fresh_urls.owner, "007")
    await migrate(fresh_urls.owner)
    async with connected(fresh_urls.owner) as connection:
        after = [tuple(row) for row in await connection.fetch(found)]
    assert [row[:2] for row in after] == [row[:2] for row in before]
    assert [row[2] for row in after] == ["eclair at sea", words("ŁÓDŹ", text), "ωμεγα"]
