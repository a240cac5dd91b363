"""Names of folders and files that every system takes."""

from __future__ import annotations

import re
import unicodedata

RESERVED = re.compile(r"con|prn|aux|nul|(com|lpt)[0-9]", re.IGNORECASE)  # devices, on Windows
LONGEST_NAME = 120  # bytes; most systems end at 255, and some count the whole path


def folder_name(title: str) -> str:
    """Letters, numbers, spaces and hyphens of a title, as a name that every system takes; or ""."""
    normal = unicodedata.normalize("NFC", title)
    kept = "".join(c for c in normal if unicodedata.category(c)[0] in "LMN" or c in " -_")
    name = kept.encode()[:LONGEST_NAME].decode(errors="ignore")
    name = " ".join(name.split())
    return f"{name} book" if RESERVED.fullmatch(name) else name
