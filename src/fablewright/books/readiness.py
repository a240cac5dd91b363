"""Whether the artists can work: asked in the background, and known before anything is bought."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal, Protocol

import structlog

from fablewright.books.steps import Artists
from fablewright.core.errors import (
    ArtistError,
    FablewrightError,
    Misconfigured,
    TryAgain,
    Unreachable,
)

Role = Literal["author", "illustrator", "narrator", "inspector"]
ROLES: tuple[Role, ...] = ("author", "illustrator", "narrator", "inspector")
State = Literal["unknown", "well", "unwell", "broken"]
PATIENCE = 20.0  # seconds for one check
_ELSEWHERE = (301, 302, 303, 307, 308, 404, 405, 410)
AGAIN, SELDOM = 30.0, 600.0  # seconds between checks, while one fails and while all are well
log = structlog.get_logger(__name__)


class Checkable(Protocol):
    async def check(self) -> None: ...


@dataclass(frozen=True, slots=True)
class Member:
    """One artist of one chain. `models` and `voices` are those that the settings choose for it."""

    role: Role
    name: str
    artist: Checkable
    models: tuple[str, ...] = ()
    voices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Condition:
    """How an artist is. `unwell` may pass by itself; `broken` needs a person, to whom `problem` is
    told: one sentence without secrets, "" where there is none."""

    role: Role
    name: str
    state: State = "unknown"
    problem: str = ""

    @property
    def sentence(self) -> str:
        """What is wrong with whom."""
        how = "cannot work" if self.state == "broken" else "is not well"
        return f"The {self.role} {self.name} {how}: {self.problem}"


@dataclass(frozen=True, slots=True)
class Crew:
    """The artists, one by one and as chains. `unfit` are those whose settings cannot work, which had to
    be left out."""

    artists: Artists
    members: Sequence[Member]
    unfit: Sequence[Condition] = ()


class NotReady(FablewrightError):
    """Nobody who could do it can work before the operator has changed something."""

    code = "PROVIDER_MISCONFIGURED"
    title = "The studio needs attention"


class Readiness:
    """The crew of a process, built when it is first needed, and what is known about it."""

    def __init__(self, build: Callable[[], Crew]) -> None:
        """`build` may raise `BadSettings`."""
        self._build = build
        self._known: tuple[Condition, ...] | None = None
        self._watching: asyncio.Task[None] | None = None
        self._seen = asyncio.Event()
        self._told: frozenset[Condition] = frozenset()

    @cached_property
    def crew(self) -> Crew:
        return self._build()

    @property
    def artists(self) -> Artists:
        return self.crew.artists

    @property
    def conditions(self) -> tuple[Condition, ...]:
        """Of every artist that the settings name, as the last check found it. Asks nobody."""
        if self._known is not None:
            return self._known
        return (*self.crew.unfit, *(Condition(one.role, one.name) for one in self.crew.members))

    async def known(self) -> tuple[Condition, ...]:
        """`conditions` as soon as the first look is over, if somebody is looking."""
        if self._watching and not self._watching.done():
            await self._seen.wait()
        return self.conditions

    async def require(self, roles: Sequence[Role]) -> None:
        """Raises `NotReady` when every artist of one of these roles was broken when last looked at."""
        await self.known()
        broken = [role for role in roles if self._is_broken(role)]
        if broken:
            raise NotReady(
                f"The {' and the '.join(broken)} of this studio cannot work at the moment. Whoever runs"
                " the studio has to look after it; nothing was begun and nothing was charged.",
                data={"artists": broken},
            )

    async def look(self) -> tuple[Condition, ...]:
        """Check every artist once, at the same time. Costs nothing; takes `PATIENCE` seconds at most."""
        found = await asyncio.gather(*(condition_of(one) for one in self.crew.members))
        self._known = (*self.crew.unfit, *found)
        troubled = frozenset(one for one in self._known if one.problem)
        note = (
            log.warning if self._seen.is_set() else log.info
        )  # who has just begun says it in words
        for one in self._known:
            if one in troubled - self._told:
                note(
                    "an artist has trouble", setting=f"FABLEWRIGHT_{one.role.upper()}",
                    provider=one.name, problem=one.problem,
                )  # fmt: skip
        for one in self._told - troubled:
            log.info("a trouble has gone", setting=f"FABLEWRIGHT_{one.role.upper()}",
                     provider=one.name)  # fmt: skip
        self._told = troubled
        self._seen.set()
        return self._known

    @contextlib.asynccontextmanager
    async def watched(self) -> AsyncIterator[None]:
        """Looks after the artists in the background, now and then again."""
        self._watching = asyncio.create_task(self._watch(), name="readiness")
        try:
            yield
        finally:
            self._watching.cancel()
            await asyncio.wait([self._watching])

    async def close(self) -> None:
        """End whatever the artists hold, if there are any yet."""
        if "crew" in self.__dict__:
            await self.crew.artists.close()

    async def _watch(self) -> None:
        try:
            while True:
                found = await self.look()
                failing = any(one.state != "well" for one in found[len(self.crew.unfit) :])
                await asyncio.sleep(AGAIN if failing else SELDOM)
        finally:
            self._seen.set()  # nobody waits for what does not come

    def _is_broken(self, role: Role) -> bool:
        states = [one.state for one in self._known or () if one.role == role]
        return bool(states) and all(state == "broken" for state in states)


async def condition_of(member: Member) -> Condition:
    """What the artist's own check says."""

    def found(state: State, problem: str = "") -> Condition:
        return Condition(member.role, member.name, state, problem)

    address = f"Look at {member.name.upper()}_BASE_URL."
    try:
        async with asyncio.timeout(PATIENCE):
            await member.artist.check()
    except TimeoutError:
        return found("broken", f"{member.name} gave no answer in {PATIENCE:.0f} seconds. {address}")
    except Misconfigured as error:
        status = error.answer.response.get("status") if error.answer else None
        if status in _ELSEWHERE:  # of a check, that never asks for what there may not be
            return found("broken", f"No {member.name} answers there (status {status}). {address}")
        return found("broken", error.message)
    except TryAgain as error:
        if error.answer is None or isinstance(error, Unreachable):  # nobody answered at all
            return found("broken", f"{error.message} {address}")
        return found("unwell", error.message)
    except ArtistError as error:
        return found("unwell", error.message)
    except Exception as error:  # whatever a server sent that nobody foresaw
        log.exception("a check broke")
        return found("unwell", f"The check of {member.name} failed ({type(error).__name__}).")
    return found("well")


def states(conditions: Sequence[Condition]) -> Mapping[str, Mapping[str, State]]:
    """{role: {name: state}}, for programs."""
    return {role: {one.name: one.state for one in conditions if one.role == role} for role in ROLES}
