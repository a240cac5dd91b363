"""Small secrets kept in files that only their owner can read."""

from __future__ import annotations

import os
import secrets
from pathlib import Path


def secret_file(path: Path, length: int = 32) -> str:
    """The secret in `path`, made on first use. Several processes may ask at once: all get the same."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.exists():
        draft = path.with_name(f"{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(secrets.token_urlsafe(length))
        try:
            os.link(draft, path)  # fails when another process was first
        except FileExistsError:
            pass
        except OSError:  # a file system without hard links
            if not path.exists():
                draft.replace(path)
        draft.unlink(missing_ok=True)
    return path.read_text().strip()
