"""Small secrets kept in files that only their owner can read."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from fablewright.core.errors import BadSettings


def secret_file(path: Path, length: int = 32) -> str:
    """The secret in `path`, made on first use. Several processes may ask at once: all get the same.

    Raises `BadSettings` for an empty file.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.exists():
        draft = path.with_name(f"{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(secrets.token_urlsafe(length))
            file.flush()
            os.fsync(file.fileno())
        try:
            os.link(draft, path)  # fails when another process was first
        except FileExistsError:
            pass
        except OSError:  # a file system without hard links
            if not path.exists():
                draft.replace(path)
        draft.unlink(missing_ok=True)
    secret = path.read_text().strip()
    if not secret:  # anybody could guess it
        raise BadSettings(f"{path} is empty. Remove it, and a new one is made.")
    return secret
