"""Cursors of pages: a word to clients; to us the moment and the id of the last row that was seen."""

from __future__ import annotations

import base64
import binascii
from datetime import UTC, datetime
from uuid import UUID

from fablewright.core.errors import InvalidInput


def encode(moment: datetime, row_id: UUID) -> str:
    raw = f"{moment.isoformat()}|{row_id}"
    return base64.urlsafe_b64encode(raw.encode()).decode().rstrip("=")


def decode(cursor: str) -> tuple[datetime, UUID]:
    """Raises `InvalidInput` for what `encode` never made."""
    try:
        raw = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode()
        moment, row_id = raw.split("|")
        return datetime.fromisoformat(moment).astimezone(UTC), UUID(row_id)
    except (ValueError, OverflowError, binascii.Error):
        raise InvalidInput(
            "This is not the cursor of a page of this list.", data={"field": "cursor"}
        ) from None
