"""Put everything of a person into one file. Nothing is held in memory but what is being sent, and no
transaction or connection while it is."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

from fablewright.cast.model import Character
from fablewright.cast.service import Cast
from fablewright.core import ids
from fablewright.core.errors import NotFound
from fablewright.core.names import folder_name
from fablewright.db.pool import Connection, Database
from fablewright.drafts.service import Drafts
from fablewright.exports import repository
from fablewright.exports.archive import STORED, Archive
from fablewright.exports.repository import File, Place
from fablewright.files.service import Files
from fablewright.generations import repository as ledger
from fablewright.generations.model import Attempt
from fablewright.identity.model import User
from fablewright.identity.service import Identity
from fablewright.stories.detail import attempt_json, story_json
from fablewright.stories.libraries import Libraries
from fablewright.stories.model import Story
from fablewright.stories.service import Stories
from fablewright.stories.shelf import Shelf

PAGE = 20  # rows that are read at once
README = """\
This is everything that Fablewright keeps of you, as it was on {day}.

account.json       you, how many stories you have made, and where you are signed in
cast.json          your characters; their pictures are in the folder “cast”
libraries.json     your libraries
stories/           a folder for each story, named after it: story.json has its text and all that was asked
                   for; beside it lie its pictures, recording and books, and earlier ones under “earlier”.
                   Stories that you deleted within the last day are here too: they have a “deleted_at”.
drafts/            what you wrote yourself: a JSON file for each draft, as its editor keeps it
generations.jsonl  every request to an artist, oldest first, one a line: what was asked, who answered
                   what, and what it cost in US dollars. “story_id” says for which story.
missing.txt        only when there are any: files that could not be found

The .json and .jsonl files are text in UTF-8. All times are UTC.
"""


@dataclass(frozen=True, slots=True)
class Exports:
    """Everything of a person as a ZIP file."""

    db: Database
    files: Files
    identity: Identity
    cast: Cast
    libraries: Libraries
    stories: Stories
    drafts: Drafts

    async def zip_of(self, user: User) -> AsyncIterator[bytes]:
        """The file in pieces. Raises `StorageError` or `Unavailable` where it must end early."""
        archive, missing = Archive(), list[str]()
        yield archive.add("README.txt", README.format(day=f"{ids.now():%Y-%m-%d}"))
        yield archive.add("account.json", await self._account(user))
        for part in (self._cast, self._libraries, self._stories, self._drafts):
            async for piece in part(archive, user, missing):
                yield piece
        async for piece in archive.stream("generations.jsonl", self._attempts(user)):
            yield piece
        if missing:
            yield archive.add("missing.txt", "\n".join(missing) + "\n")
        yield archive.end()

    async def _account(self, user: User) -> str:
        account = await self.identity.account(user)
        sessions = await self.identity.sessions(user)
        return _json({
            "id": user.id, "name": account.user.name, "email": account.user.email,
            "role": account.user.role, "tier": account.quota.tier, "created_at": account.created_at,
            "stories_used": account.quota.stories_used, "story_limit": account.quota.story_limit,
            "credits": account.credits,
            "sessions": [
                {"ip_address": one.ip_address, "user_agent": one.user_agent,
                 "created_at": one.created_at, "expires_at": one.expires_at}
                for one in sessions
            ],
        })  # fmt: skip

    async def _cast(self, archive: Archive, user: User, missing: list[str]) -> AsyncIterator[bytes]:
        records: list[dict[str, Any]] = []
        cursor: str | None = None
        while True:
            found, cursor = await self.cast.page(user, cursor, PAGE)
            for one in found:
                pictures = {
                    f"cast/{_called(one.name, one.id)}/{number}.png": picture.file
                    for number, picture in enumerate(one.pictures, 1)
                }
                records.append(_character(one, list(pictures)))
                for path, file in pictures.items():
                    async for piece in self._file(archive, path, file, missing):
                        yield piece
            if cursor is None:
                break
        yield archive.add("cast.json", _json(records))

    async def _libraries(
        self, archive: Archive, user: User, missing: list[str]
    ) -> AsyncIterator[bytes]:
        found = await self.libraries.of_user(user)
        fields = ("id", "name", "is_default", "created_at", "stories")
        yield archive.add(
            "libraries.json",
            _json([{name: getattr(one, name) for name in fields} for one in found]),
        )

    async def _stories(
        self, archive: Archive, user: User, missing: list[str]
    ) -> AsyncIterator[bytes]:
        for shelf in (Shelf(sort="oldest"), Shelf(sort="oldest", deleted=True)):
            cursor: str | None = None
            while True:
                found, cursor = await self.stories.page(user, cursor, PAGE, shelf)
                for story in found:
                    async for piece in self._story(archive, user, story, missing):
                        yield piece
                if cursor is None:
                    break

    async def _story(
        self, archive: Archive, user: User, story: Story, missing: list[str]
    ) -> AsyncIterator[bytes]:
        async def read(connection: Connection) -> tuple[list[File], list[Attempt]]:
            return (
                await repository.files_of(connection, user.id, story.id),
                await ledger.attempts_of_story(connection, story.id),
            )

        files, attempts = await self.db.run(read, user_id=user.id)
        names = {
            file: f"{file.asset}.{_ending(file)}"
            if file.current
            else f"earlier/{file.asset}-{file.edition}.{_ending(file)}"
            for file in files
        }
        shown = {file.name: name for file, name in names.items()}
        folder = f"stories/{_called(story.title, story.id)}"
        document = story_json(story, attempts, lambda _, name: shown.get(name, ""))
        yield archive.add(f"{folder}/story.json", _json(document))
        for file, name in names.items():
            async for piece in self._file(archive, f"{folder}/{name}", file.name, missing):
                yield piece

    async def _drafts(
        self, archive: Archive, user: User, missing: list[str]
    ) -> AsyncIterator[bytes]:
        cursor: str | None = None
        while True:
            found, cursor = await self.drafts.page(user, cursor, PAGE)
            for one in found:
                try:
                    draft = await self.drafts.get(user, one.id)
                except NotFound:  # deleted at this moment
                    continue
                fields = ("id", "title", "revision", "created_at", "updated_at", "document")
                record = {name: getattr(draft, name) for name in fields}
                yield archive.add(f"drafts/{_called(draft.title, draft.id)}.json", _json(record))
            if cursor is None:
                break

    async def _attempts(self, user: User) -> AsyncIterator[bytes]:
        after: Place | None = None
        while True:

            async def read(
                connection: Connection, after: Place | None = after
            ) -> list[tuple[Any, Attempt]]:
                return await repository.attempts(connection, user.id, after, PAGE)

            found = await self.db.run(read, user_id=user.id)
            for story_id, one in found:
                line = {"story_id": story_id, **attempt_json(one)}
                yield json.dumps(line, ensure_ascii=False, default=_plain).encode() + b"\n"
            if len(found) < PAGE:
                return
            last = found[-1][1]
            after = Place(last.created_at, last.generation_id, last.attempt_number)

    async def _file(
        self, archive: Archive, path: str, file: str, missing: list[str]
    ) -> AsyncIterator[bytes]:
        try:
            size = await self.files.size(file)
        except NotFound:
            missing.append(path)
            return
        async for piece in archive.stream(path, self.files.stream(file, 0, size), STORED):
            yield piece


def _character(one: Character, pictures: list[str]) -> dict[str, Any]:
    person = one.person().model_dump(mode="json")
    return {"id": one.id, **person, "created_at": one.created_at, "pictures": pictures}


def _called(title: str, row_id: object) -> str:
    """A name that tells what it is, and is nothing else's."""
    return f"{folder_name(title)} {str(row_id)[:8]}".strip()


def _ending(file: File) -> str:
    return file.name.rsplit(".", 1)[-1]


def _json(value: object) -> str:
    return json.dumps(value, indent=2, ensure_ascii=False, default=_plain)


def _plain(value: object) -> str:
    return value.isoformat().replace("+00:00", "Z") if hasattr(value, "isoformat") else str(value)
