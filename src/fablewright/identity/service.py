"""The owner and the token that opens the doors."""

from __future__ import annotations

import hashlib
from pathlib import Path

from fablewright.core import ids
from fablewright.core.errors import Unauthorized
from fablewright.core.secrets import secret_file
from fablewright.db.pool import Connection, Database
from fablewright.identity import repository
from fablewright.identity.model import User


class Identity:
    """Resolves tokens to people."""

    def __init__(self, db: Database, data_dir: Path) -> None:
        self._db = db
        self._token_file = data_dir / "owner.token"

    async def owner(self) -> User:
        """The person who runs this studio, made at the first start together with their token."""
        proposed, token = ids.new_id(), self.owner_token()

        async def ensure(connection: Connection) -> User:
            return await repository.ensure_owner(connection, proposed, "Owner", _hash(token))

        return await self._db.run(ensure)

    def owner_token(self) -> str:
        """The owner's access token; it lies in the data folder, readable by its owner alone."""
        return secret_file(self._token_file)

    async def authenticate(self, token: str | None) -> User:
        """The person to whom `token` belongs. Raises `Unauthorized`."""
        if token and len(token) <= 512:
            hashed = _hash(token)

            async def look(connection: Connection) -> User | None:
                return await repository.user_of_token(connection, hashed)

            user = await self._db.run(look)
            if user is not None:
                return user
        raise Unauthorized(
            "Please sign in: this address needs an access token"
            " (“fablewright token” prints the owner's)."
        )


def _hash(token: str) -> bytes:
    return hashlib.sha256(token.encode(errors="surrogatepass")).digest()
