"""Instant stories: written while somebody waits for them, by the process that answers.

Nothing waits for the queue. An entry in it, picked much later, is for the case that the process dies;
an author who fails for now leaves the story to the workers at once.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncGenerator, Callable
from functools import cached_property
from itertools import groupby

import structlog

from fablewright.authors.base import Author
from fablewright.books.making import make
from fablewright.books.model import Job
from fablewright.books.recipe import RECIPE
from fablewright.books.service import Books
from fablewright.books.steps import Desk, write
from fablewright.core.errors import FablewrightError
from fablewright.db.pool import Database
from fablewright.events.service import EventLog
from fablewright.generations.service import Ledger
from fablewright.identity.model import User
from fablewright.stories.brief import CreateStory
from fablewright.stories.model import Story
from fablewright.stories.service import Stories

PATIENCE = 100.0  # seconds
RESCUE = RECIPE["content"].deadline + 15  # seconds; when this process has surely given up, or died
_END = ("end", "")
_Heard = asyncio.Queue[tuple[str, str]]
log = structlog.get_logger(__name__)


class StoryFailed(FablewrightError):
    code = "STORY_FAILED"
    title = "The story could not be written"


class StoryLate(FablewrightError):
    code = "STORY_LATE"
    title = "The story takes longer"


class InstantStories:
    """Begins stories and writes them in this process. `close` hands back those that are unfinished."""

    def __init__(
        self,
        db: Database,
        ledger: Ledger,
        books: Books,
        stories: Stories,
        events: EventLog,
        author: Callable[[], Author],
        *,
        patience: float = PATIENCE,
        rescue: float = RESCUE,
    ) -> None:
        """`author` builds one, once. After `patience` seconds nobody waits any more; after `rescue`
        seconds a worker takes over from a process that died."""
        self._db, self._books, self._stories, self._events = db, books, stories, events
        self._ledger, self._build_author = ledger, author
        self._patience, self._rescue = patience, rescue
        self._tasks: set[asyncio.Task[None]] = set()

    @cached_property
    def _author(self) -> Author:
        return self._build_author()

    def prepare(self) -> None:
        """Build the author now: it may take seconds that no reader should wait for."""
        _ = self._author

    async def begin(self, user: User, request: CreateStory) -> Writing:
        """A story that is being written from now on, whether or not anybody listens."""
        self.prepare()
        story, job = await self._books.create_held(user, request, self._rescue)
        heard = _Heard()
        task = asyncio.create_task(self._write(story, job, heard), name="instant story")
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return Writing(story, user, heard, task, self._stories, self._events, self._patience)

    async def close(self) -> None:
        """What is not finished goes back into the queue."""
        for task in self._tasks:
            task.cancel()
        if self._tasks:
            await asyncio.wait(self._tasks)

    async def _write(self, story: Story, job: Job, heard: _Heard) -> None:
        desk = Desk(story, job, {"content": job}, self._ledger)
        try:
            await make(
                self._db, job,
                lambda: write(desk, self._author, lambda kind, piece: heard.put_nowait((kind, piece))),
            )  # fmt: skip
        except Exception as error:
            log.warning("left to the workers", story_id=str(story.id), error=repr(error))
        finally:
            heard.put_nowait(_END)


class Writing:
    """A story in the making. Whoever waits for it may go: it is written all the same."""

    def __init__(
        self,
        story: Story,
        user: User,
        heard: _Heard,
        task: asyncio.Task[None],
        stories: Stories,
        events: EventLog,
        patience: float,
    ) -> None:
        self.story = story
        self._user, self._heard, self._task = user, heard, task
        self._stories, self._events, self._patience = stories, events, patience

    async def told(self) -> AsyncGenerator[tuple[str, str], None]:
        """("title", …) and ("text", …) as the author's words come. Should that author fail, these are
        not the words of the story that is kept in the end.

        Raises `StoryLate` after long silence.
        """
        while True:
            try:
                async with asyncio.timeout(self._patience):
                    said = [await self._heard.get()]
            except TimeoutError:
                raise self._late() from None
            while not self._heard.empty():  # a reader who is slower than the author
                said.append(self._heard.get_nowait())
            for kind, pieces in groupby(said, key=lambda one: one[0]):
                if kind == _END[0]:
                    return
                yield kind, "".join(piece for _, piece in pieces)

    async def finished(self) -> Story:
        """The story with its text, whoever wrote it in the end.

        Raises `StoryFailed`, `StoryLate` and, when it was deleted meanwhile, `NotFound`.
        """
        try:
            async with asyncio.timeout(self._patience):
                await asyncio.wait([self._task])  # goes on when we do not
                return await self._settled()
        except TimeoutError:
            raise self._late() from None

    async def _settled(self) -> Story:
        found = self._events.follow(self.story.id, self._user.id)
        async with contextlib.aclosing(found) as events:
            async for _ in events:
                story = await self._stories.get(self._user, self.story.id)
                state = story.asset_generation_status["assets"]["content"]
                if state["status"] == "ready":
                    return story
                if state["status"] == "failed":
                    raise StoryFailed(
                        f"The story could not be written. {state['error']}", data=self._data()
                    )
        raise AssertionError("unreachable")

    def _late(self) -> StoryLate:
        return StoryLate(
            "The story takes longer than usual. It is still being written: look among your stories"
            " in a while.",
            data=self._data(),
        )

    def _data(self) -> dict[str, str]:
        return {"id": str(self.story.id), "generation_id": str(self.story.generation_id)}
