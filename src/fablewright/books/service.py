"""Books as people order them: create, look at, make parts of them again."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from fablewright.books import editions, repository, transitions
from fablewright.books.estimate import Estimate, Estimates
from fablewright.books.model import Edition, Job, Priority
from fablewright.books.recipe import RECIPE, dependants
from fablewright.cast.service import Cast
from fablewright.core import ids
from fablewright.core.book import Brief, Person
from fablewright.core.errors import InvalidInput, NotFound, Refused
from fablewright.core.points import point
from fablewright.db.pool import Connection, Database
from fablewright.generations import repository as ledger
from fablewright.generations.model import Origin, StepKey
from fablewright.identity.model import User
from fablewright.identity.quotas import Quotas
from fablewright.stories import repository as stories
from fablewright.stories.brief import CreateStory, complete, hero_appearance
from fablewright.stories.model import Story
from fablewright.stories.service import PatchStory, apply_patch, change, require

UNTITLED = "Untitled Story"
DELETED = "The story was deleted."  # why a part ended that goes on if the story is brought back


@dataclass(frozen=True, slots=True)
class _Order:
    """A story that can be begun: everything asked for is known to be possible."""

    user: User
    library_id: UUID | None
    brief: Brief
    story_id: UUID
    generation_id: UUID
    jobs: dict[str, UUID]


@dataclass(frozen=True, slots=True)
class BookFiles:
    """The finished files of a book: {asset: (name, size)}."""

    story: Story
    files: dict[str, tuple[str, int]]


class Books:
    def __init__(
        self,
        db: Database,
        cast: Cast,
        quotas: Quotas,
        check_voice: Callable[[str, str], None],
        estimates: Estimates,
        voice: str = "",
    ) -> None:
        """`check_voice` raises `Refused` for a (voice, language) in which nobody here can read;
        `voice` reads where a wish names none."""
        self._db, self._cast, self._quotas, self._estimates = db, cast, quotas, estimates
        self._check_voice, self._voice = check_voice, voice

    async def create(
        self, user: User, request: CreateStory, people: Sequence[Person] = ()
    ) -> Story:
        """A new story: its row, its jobs and the first entry in the queue, in one transaction.

        `people` come besides the characters that the request names. Raises `NotReady` or
        `BudgetExceeded` before anything is stored, as `create_held` and `regenerate` do.
        """
        order = await self._order(user, request, people)
        await self._estimates.admit(user.id, order.brief, order.jobs)

        async def work(connection: Connection) -> Story:
            await self._open(connection, order)
            return await require(connection, order.story_id, user.id)

        point("story.creating")
        story = await self._db.run(work, user_id=user.id)
        point("story.created")
        return story

    async def create_held(
        self, user: User, request: CreateStory, rescue: float
    ) -> tuple[Story, Job]:
        """A new story whose text this process writes itself, at once: it holds the job from the start.

        The entry in the queue is for the case that it dies: a worker takes the job over after
        `rescue` seconds.
        """
        order = await self._order(user, request, ())
        if not order.brief.people:  # no personal story
            brief = order.brief.model_copy(update={"subject": None})
            order = replace(order, brief=brief)
        await self._estimates.admit(user.id, order.brief, order.jobs)

        async def work(connection: Connection) -> tuple[Story, Job]:
            await self._open(connection, order, rescue, "urgent")
            begun = await transitions.begin(connection, order.story_id, user.id, "content", 1)
            assert begun, "nobody else knows of it yet"
            return begun

        point("story.creating")
        begun = await self._db.run(work, user_id=user.id)
        point("story.held")
        return begun

    async def estimate(self, user: User, request: CreateStory) -> Estimate:
        """What this would take, if it were created now. Refuses what `create` refuses, but for money."""
        order = await self._order(user, request, ())

        async def look(connection: Connection) -> None:
            if order.library_id is not None:
                await stories.require_library(connection, user.id, order.library_id)

        await self._db.run(look, user_id=user.id)
        return await self._estimates.of(user.id, order.brief, order.jobs)

    async def _order(self, user: User, request: CreateStory, people: Sequence[Person]) -> _Order:
        everybody = await self._people(user, request, people)
        if not request.spark and not everybody and not request.themes and not request.story_type:
            raise InvalidInput(
                "Tell us at least what the story is about, or who is in it.",
                data={"field": "spark"},
            )
        if request.voice:
            try:
                self._check_voice(request.voice, request.language)
            except Refused as error:
                raise InvalidInput(
                    error.message, code="UNKNOWN_VOICE", data={"field": "voice"}
                ) from None
        story_id, generation_id = ids.new_id(), ids.new_id()
        brief = complete(request, tuple(everybody), seed=story_id.int % 2**31, voice=self._voice)
        assets = list(RECIPE) if request.generateAssets else ["content"]
        jobs = {asset: ids.new_id() for asset in assets}
        return _Order(user, request.library_id, brief, story_id, generation_id, jobs)

    async def _open(
        self,
        connection: Connection,
        order: _Order,
        delay: float = 0.0,
        priority: Priority = "normal",
    ) -> None:
        """Write a story down and queue what can start, to be picked after `delay` seconds."""
        user, story_id, brief = order.user, order.story_id, order.brief
        library_id = await stories.require_library(connection, user.id, order.library_id)
        key = StepKey(story_id, "content", 1, "write")
        await ledger.ensure_generation(
            connection, order.generation_id, origin_of(user.id, brief), key
        )
        if await stories.insert(
            connection, story_id, user.id, order.generation_id, library_id,
            brief.title or UNTITLED, brief, _first_status(list(order.jobs)),
        ):  # fmt: skip
            await self._reserve(connection, user, story_id)
            await repository.insert_jobs(connection, story_id, user.id, order.jobs)
            await repository.prioritise(connection, story_id, priority)
            story = await require(connection, story_id, user.id, lock=True)
            await transitions.start_ready(connection, story, delay)
            await change(connection, story, {})

    async def files(self, user: User, story_id: UUID) -> BookFiles:
        async def read(connection: Connection) -> BookFiles:
            story = await require(connection, story_id, user.id)
            assets = await repository.assets_of(connection, story_id)
            return BookFiles(
                story,
                {name: (row["file"], row["size"]) for name, row in assets.items() if row["file"]},
            )

        return await self._db.run(read, user_id=user.id)

    async def jobs(self, user: User, story_id: UUID) -> dict[str, Any]:
        async def read(connection: Connection) -> dict[str, Any]:
            await require(connection, story_id, user.id)
            return await repository.jobs_of(connection, story_id)

        return await self._db.run(read, user_id=user.id)

    async def queue_depth(self) -> dict[str, int]:
        """How many parts of books wait (`queued`) and are in work (`generating`), over all people."""
        return await self._db.run(repository.count_by_state)

    async def regenerate(
        self,
        user: User,
        story_id: UUID,
        assets: Sequence[str],
        feedback: str = "",
        priority: Priority = "high",
    ) -> Story:
        """These assets and what is made from them, once more; earlier editions are kept. Somebody
        waits for it, so it goes before the jobs of new books unless `priority` says otherwise."""
        _known(assets, "assetTypes")

        async def look(connection: Connection) -> tuple[Story, frozenset[str]]:
            story = await require(connection, story_id, user.id)
            return story, _again(assets, await repository.jobs_of(connection, story_id))

        known, parts = await self._db.run(look, user_id=user.id)
        await self._estimates.admit(user.id, known.brief, parts, story_id)

        async def work(connection: Connection) -> Story:
            story = await require(connection, story_id, user.id, lock=True)
            jobs = await repository.jobs_of(connection, story_id)
            textless, again = _is_textless(jobs), _again(assets, jobs)
            if textless and story.quota is None:
                await self._reserve(connection, user, story_id)
            if missing := again - set(jobs):
                new = {name: ids.new_id() for name in RECIPE if name in missing}
                await repository.insert_jobs(connection, story_id, user.id, new)
            if "content" in again and "content" in jobs:
                await editions.keep_edits(connection, story, jobs["content"])
            await repository.reset(connection, story_id, sorted(again & set(jobs)), priority)
            await transitions.restart(connection, story, again, feedback)
            return await require(connection, story_id, user.id)

        return await self._db.run(work, user_id=user.id)

    async def patch(self, user: User, story_id: UUID, patch: PatchStory) -> Story:
        """Change title, page texts or rating by hand; what was read aloud or bound is made again."""

        async def work(connection: Connection) -> Story:
            story = await require(connection, story_id, user.id, lock=True)
            jobs = await repository.jobs_of(connection, story_id)
            words_changed = patch.title is not None or patch.beats is not None
            if words_changed and jobs["content"].status != "ready":  # it would be written over
                raise InvalidInput("The text is still being written.", code="STORY_NOT_READY")
            await apply_patch(connection, story, patch)
            # Those in work too: they have the old words in hand.
            again = dependants(frozenset({"audio", "pdf"})) & set(jobs)
            if words_changed and again:
                await repository.reset(connection, story_id, sorted(again), "high")
                story = await require(connection, story_id, user.id, lock=True)
                await transitions.restart(connection, story, again, "")
            return await require(connection, story_id, user.id)

        return await self._db.run(work, user_id=user.id)

    async def editions(self, user: User, story_id: UUID, asset: str) -> list[Edition]:
        """All editions of a part that were ever finished, the newest first."""
        _known([asset], "asset")

        async def read(connection: Connection) -> list[Edition]:
            story = await require(connection, story_id, user.id)
            return await editions.of(connection, story, asset)

        return await self._db.run(read, user_id=user.id)

    async def restore(self, user: User, story_id: UUID, asset: str, edition: int) -> Story:
        """An earlier edition is the book's again: see `editions.restore`."""
        _known([asset], "asset")

        async def work(connection: Connection) -> Story:
            story = await require(connection, story_id, user.id, lock=True)
            await editions.restore(connection, story, asset, edition)
            return await require(connection, story_id, user.id)

        return await self._db.run(work, user_id=user.id)

    async def delete(self, user: User, story_id: UUID) -> None:
        """Hides the story and ends the work on it. It can be brought back for a day; the ledger stays."""

        async def work(connection: Connection) -> None:
            story = await require(connection, story_id, user.id, lock=True)
            await stories.hide(connection, story_id, user.id)
            await repository.give_up(connection, story_id, DELETED)
            await change(connection, story, {})

        await self._db.run(work, user_id=user.id)

    async def undelete(self, user: User, story_id: UUID) -> Story:
        """A story that was deleted within a day is there again; what its deletion interrupted goes on
        where it was, with what was kept. One that is not deleted stays as it is. Raises `NotFound`."""

        async def work(connection: Connection) -> Story:
            back = await stories.bring_back(connection, story_id, user.id)
            story = await require(connection, story_id, user.id, lock=True)
            if back:
                if again := await repository.resume(connection, story_id, DELETED):
                    await transitions.restart(connection, story, again, "")
                else:
                    await change(connection, story, {})
            return await require(connection, story_id, user.id)

        return await self._db.run(work, user_id=user.id)

    async def to_read(self, owner_id: UUID, story_id: UUID) -> tuple[Story, dict[str, str]]:
        """The story, and what its pictures show, in words: {part: text}. Raises `NotFound`."""

        async def read(connection: Connection) -> tuple[Story, dict[str, str]]:
            story = await require(connection, story_id, owner_id)
            assets = await repository.assets_of(connection, story_id)
            shown = {name: row["data"].get("alt") for name, row in assets.items()}
            return story, {name: alt for name, alt in shown.items() if alt}

        return await self._db.run(read, user_id=owner_id)

    async def _reserve(self, connection: Connection, user: User, story_id: UUID) -> None:
        """Raises `QuotaExceeded`; given back when the story gets no text."""
        took = await self._quotas.take(connection, user)
        await stories.note_quota(connection, story_id, took)

    async def _people(
        self, user: User, request: CreateStory, people: Sequence[Person]
    ) -> list[Person]:
        wanted = request.characters
        characters = await self._cast.get_many(user, wanted) if wanted else []
        for wish, kind in ((request.child_id, "child"), (request.hero_id, "hero")):
            found = next((one for one in characters if one.id == wish), None)
            if found is not None and found.kind != kind:
                raise NotFound(
                    f"The character chosen as {kind} is a {found.kind}.",
                    code="CHARACTER_NOT_FOUND",
                    data={"character_id": str(wish)},
                )
        return [*(character.person() for character in characters), *people]


def _is_textless(jobs: Mapping[str, Job]) -> bool:
    return "content" in jobs and jobs["content"].status == "failed"


def _again(assets: Sequence[str], jobs: Mapping[str, Job]) -> frozenset[str]:
    """What is made again for these. Nothing can be made of a text that is not there."""
    return dependants(frozenset([*assets, "content"] if _is_textless(jobs) else assets))


def _known(assets: Sequence[str], field: str) -> None:
    """Raises `InvalidInput` for what is no part of a book, and for nothing."""
    if not assets or any(name not in RECIPE for name in assets):
        raise InvalidInput(
            f"Choose among these parts of a book: {', '.join(RECIPE)}.",
            code="UNKNOWN_ASSET",
            data={"field": field},
        )


def origin_of(user_id: UUID, brief: Brief) -> Origin:
    return Origin(
        user_id=user_id,
        story_type=brief.subject,
        story_length=brief.minutes,
        moral=brief.moral,
        hero_appearance=hero_appearance(brief),
        relationship_description=brief.relationship or None,
    )


def _first_status(assets: Sequence[str]) -> dict[str, Any]:
    entries = {name: {"status": "pending", "progress": 0} for name in assets}
    entries["content"] = {"status": "generating", "progress": 0}
    return {"overall": "generating", "assets": entries}
