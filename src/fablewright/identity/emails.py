"""What counts as an e-mail address, at every door."""

from __future__ import annotations

import re
import unicodedata

LONGEST = 254  # characters (RFC 5321)
_FORM = re.compile(r"[^@\s\"<>()\[\],;:\\]{1,64}@[^@\s\"<>()\[\],;:\\]{1,189}")


def email_address(text: str) -> str:
    """An e-mail address as we know it: lower case, accents composed (RFC 6532). Raises `ValueError`."""
    text = unicodedata.normalize("NFC", text.strip().lower())
    if not _FORM.fullmatch(text) or not text.isprintable():
        raise ValueError("is not an e-mail address, such as mina@example.org")
    return text


def name_in(email: str) -> str:
    """What somebody is called who gave no name: the first part of their address."""
    return email.partition("@")[0][:60]
