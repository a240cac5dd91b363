"""`fablewright models`: which models and voices the providers have that the settings name."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from fablewright.books.readiness import PATIENCE, Member, Role
from fablewright.core.errors import FablewrightError
from fablewright.crew import OFFLINE, Offer, build_crew, offers_of, retiring
from fablewright.settings import Settings

HEAD = ("", "what", "id", "name", "US dollars", "retires")


async def show_offers(settings: Settings, roles: Sequence[Role]) -> int:
    """Print them, provider by provider; a star marks what the settings choose. Exit status 1 when one
    of the providers could not be asked."""
    crew = build_crew(settings)
    try:
        wrong = [one.problem for one in crew.unfit if one.role in roles]
        for problem in wrong:
            print(problem)
        members = [one for one in crew.members if one.role in roles]
        paid = [one for one in members if one.name != OFFLINE]
        found = await asyncio.gather(*(_ask(one) for one in paid))
        for member, offers in zip(paid, found, strict=True):
            print(f"\n{member.role.capitalize()}: {member.name}")
            print(offers if isinstance(offers, str) else _table(offers))
        if not paid and not wrong:
            print("The artists of the house need no models: nobody else is named in the settings.")
    finally:
        await crew.artists.close()
    return 1 if wrong or any(isinstance(offers, str) for offers in found) else 0


async def _ask(member: Member) -> list[Offer] | str:
    """What it has, or why that is not known."""
    try:
        async with asyncio.timeout(PATIENCE):
            return await offers_of(member)
    except FablewrightError as error:
        return error.message
    except TimeoutError:
        return f"{member.name} gave no answer in {PATIENCE:.0f} seconds."


def _table(offers: Sequence[Offer]) -> str:
    rows = [HEAD, *(_row(one) for one in offers)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(HEAD))]
    lines = [
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True) if width)
        for row in rows
    ]
    lines += [
        f"“{one.id}” retires on {one.retires}: choose another in time." for one in retiring(offers)
    ]
    return "\n".join(line.rstrip() for line in lines)


def _row(offer: Offer) -> tuple[str, ...]:
    star = "*" if offer.chosen else ""
    name = offer.name if offer.name != offer.id else ""
    retires = offer.retires.isoformat() if offer.retires else ""
    return star, offer.kind, offer.id, name, offer.price, retires
