"""A private link, as its maker sees it afterwards."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Share:
    """The link itself is known to whoever was given it, and to nobody else."""

    id: UUID
    created_at: datetime
    last_opened_at: datetime | None
    times_opened: int
