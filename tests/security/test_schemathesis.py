"""The API does what its OpenAPI file says, whoever asks and whatever is sent.

Schemathesis runs in a process of its own against a real server: examples, the edges of every schema,
random data, and chains of calls. FABLEWRIGHT_TEST_EXAMPLES asks for more than the few of each kind.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import re
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from uuid import UUID

import pytest
from tests.support.households import ids_of, settle_in
from tests.support.postgres import connected
from tests.support.studio import served, studio_on

from fablewright.bootstrap import Studio
from fablewright.db.embedded import Urls
from fablewright.identity.model import User, Visit
from fablewright.identity.tokens import opaque

CONFIG = Path(__file__).with_name("schemathesis.toml")
# Every other id that a call names is that of something which the caller has.
OWN = {
    "story_id": "stories.id",
    "character_id": "characters.id",
    "picture_id": "character_pictures.id",
    "library_id": "libraries.id",
    "session_id": "sessions.id",
    "user_id": "users.id",
    "draft_id": "drafts.id",
    "share_id": "shares.id",
}
EXAMPLES = int(os.environ.get("FABLEWRIGHT_TEST_EXAMPLES", "6"))
SEED = 20_26
LEAST = 1000  # requests of each run


@pytest.fixture
async def studio(fresh_urls: Urls, tmp_path: Path) -> AsyncIterator[Studio]:
    rates = dict.fromkeys(("rate_auth", "rate_generate", "rate_read"), "100000/second")
    limits = {"quota_free": 1_000_000, "guests_per_hour": 1_000_000}
    async with studio_on(fresh_urls, tmp_path, **rates, **limits) as studio:
        yield studio


async def caller(who: str, studio: Studio, urls: Urls) -> tuple[str, UUID]:
    """A token for scripts, which outlives the sign-outs that are among the calls, and whose it is."""
    if who == "admin":
        user = await studio.identity.owner()
    elif who == "guest":
        user = (await studio.identity.guest(Visit("192.0.2.7"))).user
    else:
        user_id = await studio.identity.add_account("una@example.org", "correct horse", "Una")
        user = User(user_id, "user", "free", "Una", "una@example.org")
    await settle_in(studio, urls, user, "Una")
    token, hashed = opaque()
    async with connected(urls.owner) as steward:
        await steward.execute(
            "INSERT INTO access_tokens (token_hash, user_id) VALUES ($1, $2)", hashed, user.id
        )
    return token, user.id


async def settings_for(urls: Urls, user_id: UUID) -> str:
    """Our settings of Schemathesis, and the ids of what the caller has."""
    ids = await ids_of(urls, user_id)
    lines = [CONFIG.read_text("utf-8")]
    for name, column in OWN.items():
        values = json.dumps([str(one) for one in ids[column]])
        lines += [f"[dictionaries.{name}]", f"values = {values}"]
    lines += ["[parameters]"]
    for name in OWN:
        for place in ("path", "query", "body"):
            lines.append(f'"{place}.{name}" = {{ dictionary = "{name}", probability = 0.5 }}')
    return "\n".join(lines)


@pytest.mark.parametrize("who", ["guest", "user", "admin"])
@pytest.mark.timeout(60 + 60 * EXAMPLES)
async def test_the_api_does_what_it_says(
    who: str, studio: Studio, fresh_urls: Urls, tmp_path: Path
) -> None:
    token, user_id = await caller(who, studio, fresh_urls)
    config = tmp_path / "schemathesis.toml"
    config.write_text(await settings_for(fresh_urls, user_id), "utf-8")
    # A guest needs no password to be gone, and then there would be nobody to go on with.
    options = ["--exclude-operation-id=auth_erase"] if who == "guest" else []
    async with served(studio) as server:
        address = f"{server.address}/openapi.json"
        status, report = await schemathesis(
            tmp_path, f"--config-file={config}", "run", address, f"--header=Authorization: Bearer {token}",
            "--checks=all", f"--max-examples={EXAMPLES}", f"--seed={SEED}", *options,
        )  # fmt: skip
    assert status == 0, report
    print(report)
    made = re.search(r"^ +([0-9]+) generated", report, re.MULTILINE)
    assert made is not None, report
    assert int(made[1]) >= LEAST, report


async def schemathesis(folder: Path, *arguments: str) -> tuple[int, str]:
    """Exit status and report of one run. What it remembers, it writes into `folder`."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "schemathesis.cli", "--no-color", *arguments,
        cwd=folder, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT,
    )  # fmt: skip
    try:
        output, _ = await process.communicate()
    finally:
        with contextlib.suppress(ProcessLookupError):
            process.kill()
    assert process.returncode is not None
    return process.returncode, output.decode(errors="replace")
