"""Signing in and out: the owner at home, guests, accounts."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import TypeVar
from uuid import UUID

import structlog

from fablewright.core import ids
from fablewright.core.errors import Conflict, FablewrightError, NotFound, Unauthorized
from fablewright.core.secrets import secret_file
from fablewright.db.pool import Connection, Database
from fablewright.files.tasks import discard
from fablewright.identity import repository
from fablewright.identity.emails import name_in
from fablewright.identity.model import Account, Caller, Granted, Quota, Session, User, Visit
from fablewright.identity.passwords import Passwords, check_password
from fablewright.identity.quotas import Quotas
from fablewright.identity.tokens import Tokens, digest, opaque

T = TypeVar("T")
GUEST_LIFE = timedelta(hours=24)
ACCESS_LIFE = timedelta(minutes=15)
REFRESH_LIFE = timedelta(days=30)
GUESTS_KEPT = 7  # days after their day, in case a story is asked about
SESSIONS_KEPT = 30  # days after their end
TOO_LATE = "Your sign-in has ended. Please sign in again."
log = structlog.get_logger(__name__)


class Forbidden(FablewrightError):
    code = "FORBIDDEN"
    title = "Not allowed"


class Identity:
    """Resolves tokens to people, and hands tokens out."""

    def __init__(self, db: Database, data_dir: Path, secret: str, quotas: Quotas) -> None:
        self._db, self.quotas = db, quotas
        self._token_file = data_dir / "owner.token"
        self._tokens = Tokens(secret)
        self._passwords = Passwords()

    async def owner(self) -> User:
        """The person who runs this studio, made at the first start together with their token."""
        proposed, token = ids.new_id(), self.owner_token()

        async def ensure(connection: Connection) -> User:
            return await repository.ensure_owner(connection, proposed, "Owner", digest(token))

        return await self._db.run(ensure)

    def owner_token(self) -> str:
        """The owner's access token; it lies in the data folder, readable by its owner alone."""
        return secret_file(self._token_file)

    async def authenticate(self, token: str | None) -> Caller:
        """Whose token this is: one for scripts, or a signed one whose session still lasts.

        Raises `Unauthorized`.
        """
        if not token:
            raise Unauthorized("Please sign in: this address needs an access token.")
        if "." not in token:
            hashed = digest(token)

            async def look(connection: Connection) -> Caller | None:
                return await repository.holder_of_token(connection, hashed)
        else:
            claims = self._tokens.read(token)
            if claims is None:
                raise Unauthorized(TOO_LATE)

            async def look(connection: Connection) -> Caller | None:
                return await repository.holder_of_session(
                    connection, claims.session_id, claims.user_id
                )

        caller = await self._db.run(look, single=True)
        if caller is None:
            raise Unauthorized(TOO_LATE)
        return caller

    async def guest(self, visit: Visit) -> Granted:
        """Somebody new, without a name or a password, for a day."""
        user_id, session_id = ids.new_id(), ids.new_id()
        user = User(user_id, "guest", "free", f"Guest {user_id.hex[-6:]}")
        token = self._tokens.issue(user_id, session_id, GUEST_LIFE)
        until = ids.now() + GUEST_LIFE

        async def begin(connection: Connection) -> None:
            await repository.begin_guest(connection, user, session_id, digest(token), visit, until)

        await self._db.run(begin)
        return Granted(user, session_id, token, int(GUEST_LIFE.total_seconds()))

    async def register(
        self, email: str, password: str, name: str, visit: Visit, guest: Caller | None = None
    ) -> Granted:
        """A new account, signed in. A `guest` becomes it and keeps everything they made.

        Raises `InvalidInput` (WEAK_PASSWORD) or `Conflict` (EMAIL_TAKEN).
        """
        if guest is not None and guest.user.role != "guest":
            guest = None
        user_id = await self.add_account(email, password, name, guest)
        return await self.begin(User(user_id, "user", "free", name, email), visit)

    async def add_account(
        self, email: str, password: str, name: str, guest: Caller | None = None
    ) -> UUID:
        """The id of a new account of tier free; a `guest` becomes it, and their token dies.

        Raises `InvalidInput` (WEAK_PASSWORD) or `Conflict` (EMAIL_TAKEN).
        """
        check_password(password, email, name_in(email), name)
        hashed = await self._passwords.hash(password)
        user_id = guest.user.id if guest else ids.new_id()

        async def create(connection: Connection) -> bool:
            made = await repository.create_account(connection, user_id, email, name, hashed)
            if made and guest is not None:
                await repository.revoke_sessions(connection, user_id)
            return made

        if not await self._db.run(create, user_id=user_id):
            raise Conflict(
                "There is an account with this e-mail address already. Sign in instead.",
                code="EMAIL_TAKEN",
                data={"field": "email"},
            )
        return user_id

    async def login(self, email: str, password: str, visit: Visit) -> Granted:
        """Raises `Unauthorized` (WRONG_CREDENTIALS), and does not tell which of the two was wrong."""
        found = await self._of_email(email)
        right = await self._passwords.matches(password, found[1] if found else None)
        if found is None or not right:
            raise Unauthorized(
                "E-mail address and password do not belong together.", code="WRONG_CREDENTIALS"
            )
        return await self.begin(found[0], visit)

    async def begin(self, user: User, visit: Visit) -> Granted:
        """A new session of somebody who has shown who they are."""
        session_id, (refresh, hashed) = ids.new_id(), opaque()
        until = ids.now() + REFRESH_LIFE

        async def insert(connection: Connection) -> None:
            await repository.insert_session(connection, session_id, user.id, visit, until, hashed)

        await self._db.run(insert, user_id=user.id)
        return self._granted(user, session_id, refresh)

    async def refresh(self, token: str, asked: datetime | None = None) -> Granted:
        """New tokens for a refresh token, which works once. Used again, it ends its whole family.

        Of several requests with the same token at the same time one wins; the others are refused
        and end nothing. `asked` is when the request came, if that was not now.
        Raises `Unauthorized` (REFRESH_REFUSED).
        """
        came = asked or ids.now()
        new, hashed = opaque()
        until = came + REFRESH_LIFE

        async def rotate(connection: Connection) -> tuple[str, Caller | None]:
            outcome, session, account = await repository.rotate(
                connection, digest(token), hashed, until, came
            )
            if outcome != "rotated":
                return outcome, None
            return outcome, await repository.holder_of_session(connection, session, account)

        outcome, caller = await self._db.run(rotate)
        if outcome == "stolen":
            log.warning("a refresh token was used twice: its session has ended")
        if caller is None:
            raise Unauthorized(TOO_LATE, code="REFRESH_REFUSED")
        return self._granted(caller.user, caller.session_id, new)

    async def sign_out(self, caller: Caller) -> None:
        """Ends this session; its tokens are worth nothing from now on. Tokens for scripts stay."""
        await self.end_session(caller, caller.session_id)

    async def sessions(self, user: User) -> list[Session]:
        return await self._as(user, repository.sessions_of)

    async def end_session(self, caller: Caller, session_id: UUID) -> bool:
        async def end(connection: Connection, user_id: UUID) -> int:
            return await repository.revoke_sessions(connection, user_id, only=session_id)

        return bool(await self._as(caller.user, end))

    async def change_password(self, caller: Caller, old: str, new: str) -> None:
        """Ends all other sessions. Raises `Unauthorized` (WRONG_CREDENTIALS) or `InvalidInput`."""
        await self.confirm(caller.user, old)
        await self.set_password(caller.user, new, stays=caller.session_id)

    async def set_password(self, user: User, new: str, stays: UUID | None = None) -> None:
        """Ends all sessions but `stays`. Raises `InvalidInput` (WEAK_PASSWORD)."""
        check_password(new, user.email or "", user.name)
        hashed = await self._passwords.hash(new)

        async def change(connection: Connection, user_id: UUID) -> None:
            await repository.set_password(connection, user_id, hashed)
            await repository.revoke_sessions(connection, user_id, but=stays)

        await self._as(user, change)

    async def confirm(self, user: User, password: str) -> None:
        """That it is really them. Raises `Unauthorized` (WRONG_CREDENTIALS)."""
        found = await self._of_email(user.email or "")
        if not await self._passwords.matches(password, found[1] if found else None):
            raise Unauthorized("This is not your password.", code="WRONG_CREDENTIALS")

    async def erase(self, user: User) -> None:
        """Everything of this person is gone; the ledger keeps what names nobody.

        Raises `Conflict` for the studio's owner.
        """
        if user.tier == "owner":
            raise Conflict("The owner of the studio cannot be deleted.", code="OWNER_STAYS")

        await self._erase(user.id)

    async def _erase(self, user_id: UUID) -> None:
        async def erase(connection: Connection) -> None:
            await discard(connection, await repository.erase_account(connection))

        await self._db.run(erase, user_id=user_id)

    async def tidy(self) -> None:
        """Erase guests of long ago, and forget sessions of long ago."""

        async def look(connection: Connection) -> list[UUID]:
            await repository.prune_sessions(connection, SESSIONS_KEPT)
            return await repository.guests_over(connection, GUESTS_KEPT)

        while guests := await self._db.run(look):
            for user_id in guests:
                await self._erase(user_id)

    async def quota(self, user: User) -> Quota:
        return (await self.account(user)).quota

    async def account(self, user: User) -> Account:
        """One's own."""
        return await self._account_of(user, user.id)

    async def rename(self, user: User, name: str) -> None:
        """What others see."""

        async def rename(connection: Connection, user_id: UUID) -> None:
            await repository.rename(connection, user_id, name)

        await self._as(user, rename)

    async def account_for(self, admin: User, user_id: UUID) -> Account:
        """Somebody's account. Raises `Forbidden` or `NotFound` (USER_NOT_FOUND)."""
        require_admin(admin)
        return await self._account_of(admin, user_id)

    async def account_with(self, admin: User, email: str) -> Account:
        """The account with this e-mail address. Raises `Forbidden` or `NotFound` (USER_NOT_FOUND)."""
        require_admin(admin)
        found = await self._of_email(email)
        if found is None:
            raise NotFound("There is no account with this e-mail address.", code="USER_NOT_FOUND")
        return await self._account_of(admin, found[0].id)

    async def head_count(self, admin: User) -> tuple[int, int]:
        """How many accounts there are besides the owner's, and how many guests.

        Raises `Forbidden`.
        """
        require_admin(admin)
        return await self._db.run(repository.head_count, user_id=admin.id)

    async def _of_email(self, email: str) -> tuple[User, str | None] | None:
        """The account and the hash of its password."""

        async def look(connection: Connection) -> tuple[User, str | None] | None:
            return await repository.account_of_email(connection, email)

        return await self._db.run(look)

    async def _account_of(self, viewer: User, user_id: UUID) -> Account:
        async def read(connection: Connection) -> Account | None:
            row = await repository.account(connection, user_id)
            return None if row is None else self._account(row)

        found = await self._db.run(read, user_id=viewer.id)
        if found is None:
            raise NotFound("There is no such person.", code="USER_NOT_FOUND")
        return found

    async def accounts(
        self, admin: User, email: str = "", after: UUID | None = None, limit: int = 50
    ) -> list[Account]:
        """All accounts whose e-mail address contains `email`. Raises `Forbidden`."""
        require_admin(admin)
        if not email.isprintable():
            return []  # no address is like that, and PostgreSQL takes no NUL

        async def read(connection: Connection) -> list[Account]:
            rows = await repository.accounts(connection, email.lower(), after, limit)
            return [self._account(row) for row in rows]

        return await self._db.run(read, user_id=admin.id)

    async def set_account(
        self, admin: User, user_id: UUID, *, role: str | None = None, tier: str | None = None
    ) -> Account:
        """Raises `Forbidden`, `NotFound`, or `Conflict` for what cannot be changed."""
        await self.account_for(admin, user_id)

        async def change(connection: Connection) -> bool:
            return await repository.set_account(connection, user_id, role, tier)

        if not await self._db.run(change, user_id=admin.id):
            raise Conflict(
                "The owner stays the owner, and a guest has no role until they register.",
                code="ACCOUNT_FIXED",
            )
        return await self.account_for(admin, user_id)

    async def grant_credits(
        self, admin: User, user_id: UUID, amount: int, reference: str
    ) -> Account:
        """Once for each reference, however often it is asked. Raises `Forbidden` or `NotFound`."""
        await self.account_for(admin, user_id)
        grant_id = ids.new_id()

        async def grant(connection: Connection) -> bool:
            return await repository.grant_credits(connection, grant_id, user_id, amount, reference)

        await self._db.run(grant, user_id=admin.id)
        return await self.account_for(admin, user_id)

    def _account(self, row: dict[str, object]) -> Account:
        user = User(**{name: row[name] for name in ("id", "role", "tier", "name", "email")})  # type: ignore[arg-type]
        return Account(user, self.quotas.of(row), row["credits"], row["created_at"])  # type: ignore[arg-type]

    def _granted(self, user: User, session_id: UUID, refresh: str) -> Granted:
        access = self._tokens.issue(user.id, session_id, ACCESS_LIFE)
        return Granted(user, session_id, access, int(ACCESS_LIFE.total_seconds()), refresh)

    async def _as(self, user: User, work: Callable[[Connection, UUID], Awaitable[T]]) -> T:
        async def run(connection: Connection) -> T:
            return await work(connection, user.id)

        return await self._db.run(run, user_id=user.id)


def require_admin(user: User) -> None:
    """Raises `Forbidden`."""
    if user.role != "admin":
        raise Forbidden("Only an administrator of this studio can do that.")
