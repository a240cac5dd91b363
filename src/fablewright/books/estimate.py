"""What a book may cost and how long it takes, said before anything is stored or bought.

The very calls that would be made are built for a story of the length asked for, which does no work, and
asked what they may cost at most.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from fablewright.books.readiness import NotReady, Readiness, Role
from fablewright.books.recipe import PICTURES, RECIPE
from fablewright.books.sheets import sheets_like
from fablewright.books.steps import Artists
from fablewright.cast import repository as cast
from fablewright.core.artist import Call
from fablewright.core.book import (
    PARTS,
    Beat,
    Brief,
    Figure,
    PaletteJourney,
    PaletteStep,
    PartName,
    Person,
    SceneAnalysis,
    StoryText,
)
from fablewright.core.errors import FablewrightError
from fablewright.db.pool import Connection, Database
from fablewright.generations import repository as ledger
from fablewright.generations.policy import FREE, Policy
from fablewright.illustrators.base import Picture, PictureRequest
from fablewright.inspectors.base import InspectionRequest, Inspector
from fablewright.narrators.base import NarrationRequest

WORDS_PER_MINUTE = 140  # the longest story that an author may hand in
WORD = "people"  # with the space behind it longer than the words of most stories
DAYS, FRESH = 7, 300.0  # of attempts that are looked at; seconds for which the answer holds
# Seconds of a step where none is recorded: at a provider, and by the artists of the house.
USUAL: Mapping[str, tuple[float, float]] = {
    "write": (45.0, 0.5),
    "palette": (10.0, 0.5),
    "analyse": (10.0, 0.5),
    "sheet": (38.0, 6.0),
    "picture": (38.0, 6.0),
    "inspect": (10.0, 0.1),
    "narrate": (68.0, 6.0),
    "ask": (15.0, 0.5),
}
BINDING = 3.0  # seconds
# A book is made without these steps where nobody can or may do them.
OPTIONAL = frozenset({"sheet", "inspect"})
# Which artists an asset cannot do without: a picture that nobody looked at is still a picture.
ASKS: Mapping[str, tuple[Role, ...]] = {
    "content": ("author",),
    "cover": ("author", "illustrator"),
    "audio": ("narrator",),
    "activities": ("author",),
    **dict.fromkeys(PICTURES[1:], ("illustrator",)),
}

Stage = Mapping[str, Call[Any]]  # {step: call}, made at the same time
Seconds = Mapping[tuple[str, str, str], float]  # {(provider, model, kind of step): usual length}


class BudgetExceeded(FablewrightError):
    """It was not begun: it might cost more than there is left."""

    code = "BUDGET_EXCEEDED"
    title = "Over the budget"


@dataclass(frozen=True, slots=True)
class Part:
    """US dollars at most, None where a price is unknown; and seconds as usual."""

    cost: Decimal | None
    seconds: float


@dataclass(frozen=True, slots=True)
class Budget:
    """US dollars; None is no limit."""

    book: Decimal | None
    day: Decimal | None
    left_today: Decimal | None


@dataclass(frozen=True, slots=True)
class Estimate:
    """`seconds` is how long somebody waits: parts are made side by side where they can be."""

    cost: Decimal | None
    seconds: float
    assets: Mapping[str, Part]
    budget: Budget


@dataclass(frozen=True, slots=True)
class _Known:
    """What was spent today, and on the book in question; how many pictures there will be of its characters,
    and the calls for those sheets among them that there are not yet."""

    today: Decimal
    book: Decimal
    pictures: int
    sheets: Sequence[Call[Picture]]


class Estimates:
    """Says beforehand what a book takes, and whether it may be begun."""

    def __init__(self, db: Database, policy: Policy, readiness: Readiness, admin: UUID) -> None:
        """`admin` is somebody who may see how long everybody's requests took."""
        self._db, self._policy, self._readiness, self._admin = db, policy, readiness, admin
        self._seconds: Seconds = {}
        self._until, self._turn = 0.0, asyncio.Lock()

    async def of(self, user_id: UUID, brief: Brief, assets: Iterable[str]) -> Estimate:
        """Of these parts of a book that there is not yet."""
        known = await self._known(user_id, brief, None)
        plan = stages(self._readiness.artists, brief, assets, known.pictures, known.sheets)
        usual = await self._usual()
        parts = {name: _part(steps, usual) for name, steps in plan.items()}
        day = self._policy.day_budget
        left = None if day is None else max(day - known.today, Decimal(0))
        return Estimate(
            total(part.cost for part in parts.values()),
            longest({name: part.seconds for name, part in parts.items()}),
            parts,
            Budget(self._policy.book_budget, day, left),
        )

    async def admit(
        self, user_id: UUID, brief: Brief, assets: Iterable[str], story_id: UUID | None = None
    ) -> None:
        """Raises `NotReady` when nobody can make one of these parts, `BudgetExceeded` when they may
        cost more than is left. `story_id` is that of a book of which parts are made again."""
        assets = list(assets)
        await self._readiness.require(
            sorted({role for name in assets for role in ASKS.get(name, ())})
        )
        if self._policy.book_budget is None and self._policy.day_budget is None:
            return
        known = await self._known(user_id, brief, story_id)
        plan = stages(self._readiness.artists, brief, assets, known.pictures, known.sheets)
        steps = [step for parts in plan.values() for stage in parts for step in stage.items()]
        check_budget(steps, self._policy, today=known.today, book=known.book)

    async def _known(self, user_id: UUID, brief: Brief, story_id: UUID | None) -> _Known:
        illustrator = self._readiness.artists.illustrator

        async def read(connection: Connection) -> _Known:
            characters = await cast.find(connection, user_id, brief.characters)
            sheets = sheets_like(illustrator, brief, characters)
            there = await cast.finished_sheets(connection, user_id, brief.characters)
            return _Known(
                await ledger.spent_today(connection),
                await ledger.spent_on(connection, story_id) if story_id else Decimal(0),
                sum(len(one.pictures) for one in characters) + len(sheets),
                [one.call for one in sheets if (one.character.id, one.look) not in there],
            )

        return await self._db.run(read, user_id=user_id)

    async def _usual(self) -> Seconds:
        async with self._turn:
            if time.monotonic() > self._until:
                self._seconds = await self._db.run(
                    lambda connection: ledger.usual_seconds(connection, DAYS), user_id=self._admin
                )
                self._until = time.monotonic() + FRESH
            return self._seconds


def stages(
    artists: Artists,
    brief: Brief,
    assets: Iterable[str],
    pictures: int = 0,
    sheets: Sequence[Call[Picture]] = (),
) -> dict[str, list[Stage]]:
    """The calls for these assets as the steps of a book make them, in the recipe's order; one stage
    after the other. `pictures` is how many there will be of the characters, `sheets` are to be painted
    before the cover. Every picture passes its first inspection."""
    wanted = set(assets)
    text, palette = story_like(brief), _palette()
    author, painter = artists.author, artists.illustrator

    def painted(part: PartName) -> list[Stage]:
        references = (b"",) * (pictures if part == "cover" else 1)
        request = PictureRequest(
            text.title, _analysis(part, text), palette.step(part), palette.motif, text.people,
            brief.seed, references=references,
        )  # fmt: skip
        picture = painter.paint(request)
        looked_at = _inspection(artists.inspector, request, picture)
        return [{"picture": picture}, *([{"inspect": looked_at}] if looked_at else [])]

    def of(asset: str) -> list[Stage]:
        match asset:
            case "content":
                return [{"write": author.write(brief)}]
            case "cover":
                plans = {f"analyse {one}": author.analyse(brief, text, palette, one)
                         for one in PARTS}  # fmt: skip
                first = {f"sheet {number}": call for number, call in enumerate(sheets)}
                return [{"palette": author.palette(brief, text)}, plans,
                        *([first] if first else []), *painted("cover")]  # fmt: skip
            case "scene_1" | "scene_2" | "scene_3" | "scene_4":
                return painted(asset)
            case "audio":
                return [{"narrate": artists.narrator.narrate(_reading(text, brief))}]
            case "activities":
                return [{"ask": author.activities(brief, text)}]
        return []

    return {asset: of(asset) for asset in RECIPE if asset in wanted}


def _inspection(
    inspector: Inspector | None, request: PictureRequest, picture: Call[Picture]
) -> Call[Any] | None:
    if inspector is None:
        return None
    # The house judges its own pictures, which say what can be seen in them.
    document: dict[str, object] = {"visible": {}} if picture.provider == FREE else {}
    return inspector.inspect(InspectionRequest(b"", document, request.analysis, request.people))


def check_budget(
    steps: Sequence[tuple[str, Call[Any]]], policy: Policy, *, today: Decimal, book: Decimal
) -> None:
    """Raises `BudgetExceeded` or `NotReady` when these steps cannot all be done, each by the first of its
    chain that there is money for; those that are optional are left out when there is none. `today` and `book` are what is spent already, in US dollars."""
    room = {
        name: max(cap - spent, Decimal(0))
        for name, cap, spent in (
            ("book", policy.book_budget, book),
            ("day", policy.day_budget, today),
        )
        if cap is not None
    }
    if not room:
        return
    which = min(room, key=lambda name: room[name])
    left = room[which]
    for step, call in steps:
        prices = [price_of(one) for one in (call, *call.otherwise)]
        fitting = next((one for one in prices if one is not None and one <= left), None)
        if fitting is not None:
            left -= fitting
        elif _kind(step) not in OPTIONAL:
            known = ((_kind(name), price_of(one)) for name, one in steps)
            needed = total(one for kind, one in known if one is not None or kind not in OPTIONAL)
            raise _too_dear(needed, room[which], which)


def _too_dear(needed: Decimal | None, left: Decimal, which: str) -> FablewrightError:
    if needed is None:
        return NotReady(
            "Nobody can say what this would cost, and this studio has a budget. Whoever runs the studio"
            " has to set the price; nothing was begun and nothing was charged."
        )
    most = (
        f"a story here may cost {dollars(left)} more"
        if which == "book"
        else f"only {dollars(left)} of today's budget is left. Please try again tomorrow"
    )
    return BudgetExceeded(
        f"This might cost up to {dollars(needed)}, and {most}. Nothing was begun and nothing was charged.",
        data={"needed": float(needed), "left": float(left), "budget": which},
    )


def dollars(amount: Decimal) -> str:
    """ "$0.84"; small amounts with as many digits as it takes to see them."""
    return f"${amount:.2f}" if amount >= Decimal("0.1") or not amount else f"${amount:.4f}"


def longest(seconds: Mapping[str, float]) -> float:
    """The length of the recipe's critical path, for parts that take so long each."""
    done: dict[str, float] = {}
    for name, asset in RECIPE.items():  # in order: inputs come first
        if name in seconds:
            ready = max((done.get(needed, 0.0) for needed in asset.inputs), default=0.0)
            done[name] = ready + seconds[name]
    return round(max(done.values(), default=0.0), 1)


def story_like(brief: Brief) -> StoryText:
    """A story as long as the one that will be written, without a word of it."""
    words = " ".join([WORD] * (brief.minutes * WORDS_PER_MINUTE // 4))
    beat, people = Beat(text=words), brief.people or (Person(kind="child", name=WORD),)
    return StoryText(
        title=brief.title or " ".join([WORD] * 6), beats=(beat, beat, beat, beat),
        refrain=" ".join([WORD] * 8), moral=brief.moral, people=people, place=WORD,
    )  # fmt: skip


def _reading(text: StoryText, brief: Brief) -> NarrationRequest:
    one, two, three, four = (beat.text for beat in text.beats)
    seconds = brief.minutes * 60.0
    return NarrationRequest(
        text.title, (one, two, three, four), brief.language, brief.voice, seconds
    )


def _palette() -> PaletteJourney:
    grey = "#808080"
    step = PaletteStep(name=WORD, sky=(grey, grey, grey), ground=grey, light=grey, accent=grey)
    return PaletteJourney(motif=WORD, motif_object=WORD, steps=(step, step, step, step, step))


def _analysis(part: PartName, text: StoryText) -> SceneAnalysis:
    line = " ".join([WORD] * 30)
    return SceneAnalysis(
        part=part, action=line, camera="middle", depth=line, atmosphere=line, place=WORD,
        figures=tuple(Figure(who=person.name, holds=WORD) for person in text.people),
        props=(WORD,) * 4, motif_object=WORD, alt=line,
    )  # fmt: skip


def _part(steps: Sequence[Stage], usual: Seconds) -> Part:
    if not steps:
        return Part(Decimal(0), BINDING)
    calls = [call for stage in steps for call in stage.values()]
    seconds = sum(
        max(_length(step, call, usual) for step, call in stage.items()) for stage in steps
    )
    return Part(total(price_of(call) for call in calls), round(seconds, 1))


def _length(step: str, call: Call[Any], usual: Seconds) -> float:
    kind = _kind(step)
    known = usual.get((call.provider, call.model, kind))
    return USUAL[kind][call.provider == FREE] if known is None else known


def _kind(step: str) -> str:
    return step.partition(" ")[0]


def price_of(call: Call[Any]) -> Decimal | None:
    """US dollars at most; None where nobody knows."""
    return Decimal(0) if call.provider == FREE else call.estimate


def total(amounts: Iterable[Decimal | None]) -> Decimal | None:
    """None where one of them is not known."""
    known = list(amounts)
    return None if None in known else sum((one for one in known if one), Decimal(0))
