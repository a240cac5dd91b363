"""A studio whose limits do not get in the way, and somebody who is not signed in there."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import httpx2
import pytest
from tests.support.people import SECRET, UNLIMITED, visitor
from tests.support.studio import studio_on

from fablewright.bootstrap import Studio
from fablewright.db.embedded import Urls
from fablewright.web.app import create_app


@pytest.fixture
async def studio(fresh_urls: Urls, tmp_path: Path) -> AsyncIterator[Studio]:
    async with studio_on(fresh_urls, tmp_path, secret_key=SECRET, **UNLIMITED) as studio:
        yield studio


@pytest.fixture
async def client(studio: Studio) -> AsyncIterator[httpx2.AsyncClient]:
    async with visitor(create_app(studio)) as client:
        yield client
