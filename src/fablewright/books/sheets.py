"""Sheets: how a character looks to the chosen illustrator, painted once and kept for all their books."""

from __future__ import annotations

import asyncio
import hashlib
import json
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import structlog

from fablewright.books.steps import Bench, all_of, files_of
from fablewright.cast import repository as cast
from fablewright.cast.model import Character
from fablewright.core.artist import Call
from fablewright.core.book import Brief, Figure, PaletteStep, Person, SceneAnalysis
from fablewright.core.errors import Misconfigured, Refused
from fablewright.db.pool import Connection, Database
from fablewright.files.tasks import discard
from fablewright.generations.policy import FREE
from fablewright.illustrators.base import Illustrator, Picture, PictureRequest

SIZE = 1024  # pixels a side
STALE = 300.0  # seconds after which another story makes a sheet that has not come
PATIENCE = 330.0  # seconds that a cover waits for another story's
_POLL = 0.5
_CALM = PaletteStep(
    name="calm paper",
    sky=("#f3ece0", "#f5efe4", "#f8f3ea"),
    ground="#e6dccb",
    light="#fffaf0",
    accent="#c9b48c",
)
log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet to be asked for. `look` names all that shapes it."""

    character: Character
    look: bytes
    call: Call[Picture]


async def sheets_of(bench: Bench, db: Database) -> list[str]:
    """The files of the sheets of the bench's characters, in their order; only those that are missing are
    made. Empty for an illustrator that looks at no pictures."""
    wanted = _wanted(bench.artists.illustrator, bench.brief, bench.characters)
    found = await all_of(_file_of(bench, db, *one) for one in wanted)
    return [file for file in found if file]


def sheets_like(
    illustrator: Illustrator, brief: Brief, characters: Sequence[Character]
) -> list[Sheet]:
    """Those that a cover needs, for an estimate: empty pictures stand for the characters' own."""
    return [
        _sheet(illustrator, character, person, [b""] * len(character.pictures))
        for character, person in _wanted(illustrator, brief, characters)
    ]


def _wanted(
    illustrator: Illustrator, brief: Brief, characters: Sequence[Character]
) -> list[tuple[Character, Person]]:
    if not illustrator.most_references:
        return []
    people = dict(zip(brief.characters, brief.people, strict=False))
    return [(one, people[one.id]) for one in characters if one.id in people]


def _sheet(
    illustrator: Illustrator, character: Character, person: Person, own: Sequence[bytes]
) -> Sheet:
    call = illustrator.paint(_request(character, person, own))
    # Of the house's own pictures nobody learns how somebody looks.
    others = tuple(one for one in call.otherwise if one.provider != FREE)
    look = _look(person, [picture.file for picture in character.pictures], call)
    return Sheet(character, look, replace(call, otherwise=others))


async def _file_of(bench: Bench, db: Database, character: Character, person: Person) -> str | None:
    """The file of the sheet; None when there is none to be had."""
    own = await files_of(bench, (picture.file for picture in character.pictures))
    sheet = _sheet(bench.artists.illustrator, character, person, own)
    give_up = time.monotonic() + PATIENCE
    while time.monotonic() < give_up:
        claim = await _claim(bench, db, sheet)
        if claim is None:
            return None
        maker, file = claim
        if file:
            return file
        if maker == bench.story.id:
            return await _make(bench, db, sheet)
        await asyncio.sleep(_POLL)
    return None


async def _make(bench: Bench, db: Database, sheet: Sheet) -> str | None:
    async def keep(picture: Picture) -> dict[str, Any]:
        # Not "file": a sheet goes with its character, whatever the ledger remembers.
        return {"sheet": await bench.files.put(picture.png, "png")}

    user_id, character_id = bench.job.user_id, sheet.character.id

    async def give_up(connection: Connection) -> None:
        await cast.give_up_sheet(connection, user_id, character_id, sheet.look, bench.story.id)

    try:
        made = await bench.step("cover", f"sheet {sheet.look.hex()[:16]}", sheet.call, keep)
    except (Refused, Misconfigured) as error:  # a cover can do without
        log.warning("no sheet of a character", reason=error.code)
        await db.run(give_up, user_id=user_id)
        return None
    file = str(made.value["sheet"])

    async def save(connection: Connection) -> bool:
        others = await cast.keep_sheet(connection, user_id, character_id, sheet.look, file)
        await discard(connection, [file] if others is None else others)
        return others is not None

    if await db.run(save, user_id=user_id):
        return file
    claim = await _claim(bench, db, sheet)  # somebody else was faster after all
    return claim[1] if claim else None


async def _claim(bench: Bench, db: Database, sheet: Sheet) -> tuple[Any, str | None] | None:
    async def claim(connection: Connection) -> tuple[Any, str | None] | None:
        return await cast.claim_sheet(
            connection, bench.job.user_id, sheet.character.id, sheet.look, bench.story.id, STALE
        )

    return await db.run(claim, user_id=bench.job.user_id)


def _request(character: Character, person: Person, own: Sequence[bytes]) -> PictureRequest:
    analysis = SceneAnalysis(
        part="cover",
        action=f"{person.name} stands alone and looks at us, whole from head to feet; nothing else is there",
        camera="middle",
        depth="",
        atmosphere="even, soft light without shadows",
        place="a plain sheet of pale paper",
        indoors=True,
        time_of_day="noon",
        figures=(Figure(who=person.name, pose="stand", mood="smile", facing="front"),),
        alt=person.name,
    )
    return PictureRequest(
        title=person.name,
        analysis=analysis,
        palette=_CALM,
        motif="",
        people=(person,),
        seed=character.id.int % 2**31,
        size=SIZE,
        references=tuple(own),
    )


def _look(person: Person, own: Sequence[str], call: Call[Picture]) -> bytes:
    """All that shapes a sheet: the words to the illustrator, the pictures shown to it, and who it is."""
    marks = [person.model_dump(mode="json"), list(own), call.provider, call.model, call.prompt]
    return hashlib.sha256(json.dumps(marks, sort_keys=True).encode()).digest()
