"""Passwords: Argon2id with the parameters that RFC 9106 recommends second (64 MiB, 3 passes)."""

from __future__ import annotations

import asyncio
import unicodedata

from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher

from fablewright.core.errors import InvalidInput

SHORTEST, LONGEST = 8, 256  # characters
AT_ONCE = 2  # each takes 64 MiB and a core for some 50 ms
# The beginnings of all lists of leaked passwords that are long enough to pass the test of length.
COMMON = frozenset(
    [
        "password",
        "password1",
        "password12",
        "password123",
        "passw0rd",
        "12345678",
        "123456789",
        "1234567890",
        "11111111",
        "00000000",
        "87654321",
        "qwertyui",
        "qwertyuiop",
        "qwerty123",
        "1q2w3e4r",
        "1qaz2wsx",
        "abcd1234",
        "abc12345",
        "iloveyou",
        "sunshine",
        "princess",
        "football",
        "baseball",
        "superman",
        "welcome1",
        "letmein1",
        "trustno1",
        "changeme",
        "fablewright",
    ]
)


class Passwords:
    """Hashes and compares in threads, a few at a time, so that nobody else waits."""

    def __init__(self) -> None:
        self._hashing = PasswordHash((Argon2Hasher(time_cost=3, memory_cost=65536, parallelism=4),))
        self._slots = asyncio.Semaphore(AT_ONCE)
        self._nobodys: str | None = None

    async def hash(self, password: str) -> str:
        async with self._slots:
            return await asyncio.to_thread(self._hashing.hash, _normal(password))

    async def matches(self, password: str, hashed: str | None) -> bool:
        """Whether it is the password. Takes as long for somebody who has none."""
        if self._nobodys is None:
            self._nobodys = await self.hash("nobody's")
        async with self._slots:
            same = await asyncio.to_thread(
                self._hashing.verify, _normal(password), hashed or self._nobodys
            )
        return same and hashed is not None


def check_password(password: str, *known: str) -> None:
    """Raises `InvalidInput` for a password that is easily guessed. `known` are the person's own names."""
    length = len(password)
    if length < SHORTEST:
        raise _weak(f"Choose a password of {SHORTEST} characters or more.")
    if length > LONGEST:
        raise _weak(f"Choose a password of at most {LONGEST} characters.")
    plain = password.casefold()
    if plain in COMMON or len(set(plain)) < 4:
        raise _weak("This password is among the first that others would try. Choose another.")
    if plain in {one.casefold() for one in known if one}:
        raise _weak("Choose a password that is not your name or your e-mail address.")


def _weak(message: str) -> InvalidInput:
    return InvalidInput(message, code="WEAK_PASSWORD", data={"field": "password"})


def _normal(password: str) -> bytes:
    """The same bytes however a keyboard composes its accents (RFC 8265)."""
    return unicodedata.normalize("NFC", password).encode(errors="surrogatepass")
