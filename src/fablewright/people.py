"""`fablewright user`: accounts, as the studio's owner sees them. No sign-in: whoever may read the data
folder, or the database, is the owner."""

from __future__ import annotations

import getpass
import json
import secrets
import sys
from collections.abc import Sequence
from dataclasses import dataclass

from fablewright.bootstrap import Studio, open_studio
from fablewright.core.errors import Conflict, InvalidInput
from fablewright.identity.emails import LONGEST, email_address, name_in
from fablewright.identity.model import Account
from fablewright.settings import Settings
from fablewright.stories.brief import meaningful
from fablewright.web.api.admin import record

PAGE = 500  # accounts read at a time
ERASURE = (
    "This erases {email} for good: their stories, books, pictures, characters, sessions and credits.\n"
    "The record of what was asked of the artists stays, without its words and without their name."
)


@dataclass(frozen=True, slots=True)
class Secret:
    """A password that somebody chose, or one that was `made` for them and must be told once."""

    password: str
    made: bool = False


def read_email(text: str) -> str:
    """Raises `InvalidInput`."""
    try:
        if len(text) > LONGEST:
            raise ValueError(f"is longer than {LONGEST} characters")
        return email_address(text)
    except ValueError as error:
        raise InvalidInput(f"That {error}.") from None


def read_words(text: str, option: str, longest: int) -> str:
    """A name or a reference, tidied. Raises `InvalidInput`."""
    try:
        text = meaningful(text)
    except ValueError:
        raise InvalidInput(f"{option} needs letters or numbers, and nothing invisible.") from None
    if len(text) > longest:
        raise InvalidInput(f"{option} may have at most {longest} characters.")
    return text


def choose_password(*, from_stdin: bool, generate: bool) -> Secret:
    """From a line of standard input, made here, or asked for twice. Raises `InvalidInput`."""
    if from_stdin and generate:
        raise InvalidInput("Take --password-stdin or --generate-password, not both.")
    if generate:
        return Secret(secrets.token_urlsafe(15), made=True)
    try:
        if from_stdin:
            return Secret(sys.stdin.readline(2000).rstrip("\r\n"))
        if not sys.stdin.isatty():
            raise InvalidInput(
                "There is no terminal to ask for a password: use --password-stdin or"
                " --generate-password."
            )
        password = getpass.getpass("Password: ")
        if getpass.getpass("The same again: ") != password:
            raise InvalidInput("These were two different passwords: nothing was changed.")
    except (EOFError, UnicodeError):
        raise InvalidInput("No password could be read: nothing was changed.") from None
    return Secret(password)


def confirm_erasure(email: str) -> None:
    """Have the address typed again. Raises `InvalidInput` when it is not."""
    if not sys.stdin.isatty():
        raise InvalidInput("There is no terminal to ask: add --yes if you are sure.")
    print(ERASURE.format(email=email))
    try:
        typed = input("Type the e-mail address to go on: ")
    except (EOFError, UnicodeError):
        typed = ""
    if typed.strip().lower() != email:
        raise InvalidInput("That is not the address: nothing was erased.")


async def add(
    settings: Settings, email: str, name: str | None, secret: Secret, *, role: str | None,
    tier: str | None,
) -> None:  # fmt: skip
    async with open_studio(settings) as studio:
        identity = studio.identity
        try:
            made = await identity.add_account(email, secret.password, name or name_in(email))
        except Conflict:
            raise Conflict(
                f"{email} has an account already: “fablewright user set” changes it."
            ) from None
        owner = await identity.owner()
        account = await identity.set_account(owner, made, role=role, tier=tier)
    _tell(account, secret)


async def list_all(settings: Settings, part: str, *, as_json: bool) -> None:
    async with open_studio(settings) as studio:
        found = sorted(await _all(studio, part), key=lambda one: one.user.email or "")
    if as_json:
        records = [record(account).model_dump(mode="json") for account in found]
        print(json.dumps(records, indent=2))
        return
    rows = [("E-MAIL", "NAME", "ROLE", "TIER", "STORIES", "CREDITS"), *map(_row, found)]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        cells = (cell.ljust(width) for cell, width in zip(row, widths, strict=True))
        _print("  ".join(cells).rstrip())


async def change(
    settings: Settings, email: str, *, role: str | None, tier: str | None, credits: int,
    reference: str,
) -> None:  # fmt: skip
    async with open_studio(settings) as studio:
        identity = studio.identity
        owner = await identity.owner()
        account = await identity.account_with(owner, email)
        if role or tier:
            account = await identity.set_account(owner, account.user.id, role=role, tier=tier)
        if credits:
            account = await identity.grant_credits(owner, account.user.id, credits, reference)
    _tell(account)


async def set_password(settings: Settings, email: str, secret: Secret) -> None:
    async with open_studio(settings) as studio:
        account = await studio.identity.account_with(await studio.identity.owner(), email)
        await studio.identity.set_password(account.user, secret.password)
    print(f"The password of {email} is changed, and they are signed out everywhere.")
    _tell_password(secret)


async def remove(settings: Settings, email: str) -> None:
    async with open_studio(settings) as studio:
        account = await studio.identity.account_with(await studio.identity.owner(), email)
        await studio.identity.erase(account.user)
    print(f"{email} is erased. The worker deletes their files as soon as it runs.")


async def _all(studio: Studio, part: str) -> Sequence[Account]:
    owner = await studio.identity.owner()
    found: list[Account] = []
    while True:
        last = found[-1].user.id if found else None
        page = await studio.identity.accounts(owner, part, last, PAGE)
        found += page
        if len(page) < PAGE:
            return found


def _row(account: Account) -> tuple[str, ...]:
    user, quota = account.user, account.quota
    limit = "unlimited" if quota.story_limit is None else str(quota.story_limit)
    return (
        user.email or "(none)", user.name, user.role, user.tier, f"{quota.stories_used}/{limit}",
        str(account.credits),
    )  # fmt: skip


def _tell(account: Account, secret: Secret | None = None) -> None:
    email, name, role, tier, stories, credits = _row(account)
    _print(f"{email} ({name}): {role}, tier {tier}, stories {stories}, credits {credits}.")
    if secret:
        _tell_password(secret)


def _tell_password(secret: Secret) -> None:
    if secret.made:
        print(f"Their password, shown this once: {secret.password}")


def _print(line: str) -> None:
    """On any terminal: what it cannot show becomes a question mark."""
    encoding = sys.stdout.encoding or "utf-8"
    print(line.encode(encoding, "replace").decode(encoding))
