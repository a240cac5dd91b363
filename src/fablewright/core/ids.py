"""Ids and time, from sources that tests can replace."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import UTC, datetime

new_id: Callable[[], uuid.UUID] = uuid.uuid4


def now() -> datetime:
    return datetime.now(UTC)
