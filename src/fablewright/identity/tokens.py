"""Access tokens: signed, short, and bound to a session that can be ended at any moment.

JSON Web Tokens (RFC 7519) of the profile for access tokens (RFC 9068), signed with HMAC-SHA-256. Only
that algorithm is accepted and no key is ever taken from a token's header.
"""

from __future__ import annotations

import hashlib
import re
import secrets
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

import jwt

from fablewright.core import ids

ALGORITHM, TYPE, ISSUER, AUDIENCE = "HS256", "at+jwt", "fablewright", "fablewright-api"
NEEDED = ["exp", "iat", "nbf", "iss", "aud", "sub", "sid", "jti"]
LEEWAY = 5  # seconds that clocks of two servers may differ
LONGEST = 2048  # characters; ours have some 400
# Three parts, and of a signature's 32 bytes the one spelling there is: decoders know more.
_SPELLED = re.compile(r"[\w-]+\.[\w-]+\.[\w-]{42}[AEIMQUYcgkosw048]", re.ASCII)


@dataclass(frozen=True, slots=True)
class Claims:
    """What a valid token says: whose it is, and of which session."""

    user_id: UUID
    session_id: UUID


class Tokens:
    """Makes and reads access tokens with a key derived from the studio's secret."""

    def __init__(self, secret: str) -> None:
        self._key = hashlib.sha256(b"access tokens\n" + secret.encode()).digest()

    def issue(self, user_id: UUID, session_id: UUID, life: timedelta) -> str:
        now = ids.now()
        claims = {
            "iss": ISSUER, "aud": AUDIENCE, "sub": str(user_id), "sid": str(session_id),
            "jti": str(ids.new_id()), "iat": now, "nbf": now, "exp": now + life,
        }  # fmt: skip
        return jwt.encode(claims, self._key, ALGORITHM, headers={"typ": TYPE})

    def read(self, token: str) -> Claims | None:
        """None for anything that is not a valid token of ours, whatever is wrong with it."""
        if len(token) > LONGEST or not _SPELLED.fullmatch(token):
            return None
        try:
            if jwt.get_unverified_header(token).get("typ") != TYPE:
                return None
            claims = jwt.decode(
                token, self._key, algorithms=[ALGORITHM], issuer=ISSUER, audience=AUDIENCE,
                leeway=LEEWAY, options={"require": NEEDED, "strict_aud": True},
            )  # fmt: skip
            return Claims(UUID(claims["sub"]), UUID(claims["sid"]))
        except (jwt.InvalidTokenError, ValueError, TypeError, AttributeError, ArithmeticError):
            return None
        except RecursionError:  # a header of brackets within brackets
            return None


def opaque() -> tuple[str, bytes]:
    """A random token for somebody to keep, and the hash by which we know it."""
    token = secrets.token_urlsafe(32)
    return token, digest(token)


def digest(token: str) -> bytes:
    return hashlib.sha256(token.encode(errors="surrogatepass")).digest()
