"""Retries, fallbacks, limits, budgets and circuits, as the ledger holds them for all workers together."""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncIterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any, TypeVar

import asyncpg
import pytest
from tests.support.artists import InstantAuthor, InstantIllustrator, instant_artists
from tests.support.ledger import AT_ONCE, Desk, Outcome, Vendor, a_desk, as_value
from tests.support.postgres import connected
from tests.support.studio import studio_on

from fablewright.authors.base import Told
from fablewright.bootstrap import Studio, open_studio
from fablewright.core.artist import Call, Capability, Reply, first_of
from fablewright.core.book import (
    PARTS,
    Activities,
    Brief,
    PaletteJourney,
    PartName,
    SceneAnalysis,
    StoryText,
)
from fablewright.core.errors import (
    ArtistError,
    Misconfigured,
    Postponed,
    Refused,
    TimedOut,
    TryAgain,
    Unusable,
)
from fablewright.db.embedded import Urls
from fablewright.db.pool import Connection
from fablewright.generations import repository
from fablewright.generations.model import Kept, Origin, StepKey
from fablewright.generations.policy import OverBudget, Policy
from fablewright.generations.service import Ledger
from fablewright.identity.model import User
from fablewright.illustrators.base import Picture, PictureRequest
from fablewright.settings import Settings
from fablewright.stories.brief import CreateStory

CENT = Decimal("0.01")
T = TypeVar("T")


@pytest.fixture
async def studio(fresh_urls: Urls, tmp_path: Path) -> AsyncIterator[Studio]:
    """Nobody works in it. At the end of every test what was spent is what the attempts cost."""
    async with studio_on(fresh_urls, tmp_path) as studio:
        yield studio
        await agreed(fresh_urls)


async def agreed(urls: Urls) -> None:
    async with connected(urls.owner) as steward:
        by_attempts = await steward.fetch(
            "SELECT (created_at AT TIME ZONE 'UTC')::DATE AS day,"
            " coalesce(sum(cost) FILTER (WHERE status <> 'pending'), 0) AS spent,"
            " coalesce(sum(reserved), 0) AS reserved"
            " FROM generation_attempts WHERE cost > 0 OR reserved > 0 GROUP BY 1 ORDER BY 1"
        )
        noted = await steward.fetch(
            "SELECT * FROM spending WHERE spent > 0 OR reserved > 0 ORDER BY day"
        )
    assert list(map(dict, noted)) == list(map(dict, by_attempts))


@pytest.fixture
async def desk(studio: Studio) -> Desk:
    return await a_desk(studio, await studio.identity.owner())


@pytest.mark.parametrize(
    ("capability", "waits"),
    [("text", [2, 4, 8]), ("image", [0, 0, 0]), ("speech", [5, 5])],
)
async def test_retries_are_those_of_the_table_whoever_takes_over(
    desk: Desk, capability: Capability, waits: list[int]
) -> None:
    """Also when a worker dies in the middle: a call that was cut off is no failure of the provider."""
    failing: list[Outcome] = [TryAgain(f"failure {number}") for number in range(9)]
    vendor = Vendor("acme", failing[:1], capability)
    with pytest.raises(Postponed) as first:
        await desk.step(vendor)
    vendor.outcomes = [None, *failing[1:]]
    vendor.asked.clear()
    killed = asyncio.create_task(desk.step(vendor))
    await vendor.asked.wait()  # it will never know how this ended
    later, end = await desk.pauses(vendor)
    assert [first.value.after, *later] == waits
    assert isinstance(end, Refused)
    assert end.message == f"failure {len(waits)}"
    assert vendor.made == len(waits) + 2
    outcomes = ["try_again", "interrupted", *["try_again"] * len(waits)]
    assert await desk.rows() == [("acme", "failed", outcome) for outcome in outcomes]
    with pytest.raises(Refused, match=f"failure {len(waits)}"):
        await desk.step(vendor)
    assert vendor.made == len(waits) + 2
    killed.cancel()
    await asyncio.wait([killed])


async def test_who_answered_badly_is_told_so_with_the_next_try(desk: Desk) -> None:
    """By whichever worker makes it: each step here is asked of a new one. Troubles of the server are no
    complaints, nor is what others got wrong."""
    waits = [Unusable("too short"), TryAgain("busy"), TimedOut("late"), Unusable("too long")]
    first = Vendor("acme", list(waits), listens=True)
    second = Vendor("other", [TryAgain("hiccup")], listens=True)
    third = Vendor("deaf", [Unusable("mumbled")])
    found, end = await desk.pauses(first, second, name="write")
    assert (found, type(end)) == ([2, 4, 8, 2], Kept)
    await desk.pauses(third, name="palette")
    attempts = await desk.studio.stories.attempts(desk.user, desk.story_id)
    asked = [(one.provider, one.prompt) for one in sorted(attempts, key=lambda one: one.created_at)]
    assert asked == [
        ("acme", "please"), ("acme", "please; too short"), ("acme", "please; too short"),
        ("acme", "please; too short"), ("other", "please"), ("other", "please"),
        ("deaf", "please"), ("deaf", "please"),
    ]  # fmt: skip
    assert (first.made, second.made, third.made) == (4, 2, 2)
    assert [outcome for _, _, outcome in await desk.rows()] == [
        "unusable", "try_again", "try_again", "unusable", "try_again", None, "unusable", None,
    ]  # fmt: skip


async def test_a_provider_is_asked_again_when_it_said_so(desk: Desk) -> None:
    vendor = Vendor("acme", [TryAgain("later", after=7.5), TryAgain("soon", after=1.0)])
    found, end = await desk.pauses(vendor)
    assert (found, type(end)) == ([7.5, 4.0], Kept)


async def test_who_wants_to_be_left_alone_for_long_is_passed_over(desk: Desk) -> None:
    first, second = Vendor("acme", [TryAgain("tomorrow", after=121)]), Vendor("other")
    found, end = await desk.pauses(first, second)
    assert (found, end) == (
        [],
        Kept({"value": "other"}, "other", "model-1", fallback=True, tokens=8),
    )
    assert await desk.rows() == [("acme", "failed", "refused"), ("other", "success", None)]


@pytest.mark.parametrize("error", [Refused("not this"), Misconfigured("no key")])
async def test_who_cannot_is_followed_at_once_and_never_asked_again(
    desk: Desk, error: ArtistError
) -> None:
    first, second = Vendor("acme", [error]), Vendor("other", [TryAgain("hiccup")])
    found, end = await desk.pauses(first, second)
    assert (found, type(end), first.made, second.made) == ([2.0], Kept, 1, 2)


async def test_another_model_of_the_same_provider_is_a_fallback_too(desk: Desk) -> None:
    first, second = Vendor("acme", [Refused("no")]).call(), Vendor("acme").call()
    call = first_of([first, replace(second, model="model-2")])
    key = StepKey(desk.story_id, "content", 1, "write")
    kept = await Ledger(desk.studio.db).step(key, Origin(desk.user.id), call, as_value)
    assert (kept.model, kept.fallback) == ("model-2", True)


async def test_the_wording_that_succeeded_is_noted(desk: Desk) -> None:
    await desk.step(Vendor("acme", [Refused("no")], variant="bold"), Vendor("other", variant="shy"))
    attempts = await desk.studio.stories.attempts(desk.user, desk.story_id)
    assert {one.prompt_variant for one in attempts if one.step == "write"} == {"shy"}


class Chain(InstantIllustrator):
    """Paints nothing itself: `vendors` are asked, and `well` says whether the last one can."""

    def __init__(self, well: bool) -> None:
        self.well = well

    def paint(self, request: PictureRequest) -> Call[Picture]:
        def of(name: str, error: ArtistError | None) -> Call[Picture]:
            call = InstantIllustrator().paint(request)

            async def run() -> Reply[Picture]:
                if error:
                    raise error
                return await call.run()

            return replace(call, provider=name, run=run)

        last = None if self.well else Refused("The last one will not.")
        return first_of([of("acme", TryAgain("The first one cannot.")), of("other", last)])


class Refusing(InstantAuthor):
    """Will not do what `tasks` name; another author does it then."""

    def __init__(self, *tasks: str) -> None:
        self._tasks = tasks

    def write(self, brief: Brief, feedback: str = "", told: Told | None = None) -> Call[StoryText]:
        return self._chained("write", super().write(brief, feedback, told))

    def palette(self, brief: Brief, story: StoryText) -> Call[PaletteJourney]:
        return self._chained("palette", super().palette(brief, story))

    def analyse(
        self, brief: Brief, story: StoryText, palette: PaletteJourney, part: PartName
    ) -> Call[SceneAnalysis]:
        return self._chained(part, super().analyse(brief, story, palette, part))

    def activities(self, brief: Brief, story: StoryText) -> Call[Activities]:
        return self._chained("activities", super().activities(brief, story))

    def _chained(self, task: str, call: Call[T]) -> Call[T]:
        async def refuse() -> Reply[T]:
            raise Refused("Not this.")

        first = replace(call, provider="acme", run=refuse if task in self._tasks else call.run)
        return first_of([first, replace(call, provider="other")])


@pytest.mark.parametrize(
    ("tasks", "told"),
    [
        ((), {}),
        (("write", "activities"), {"content": {"fallback": "other"}, "activities": {"fallback": "other"}}),
        (("palette",), {part: {"palette": {"fallback": "other"}} for part in PARTS}),
        (("scene_2", "cover"), {part: {"analysis": {"fallback": "other"}} for part in ("scene_2", "cover")}),
    ],
)  # fmt: skip
async def test_each_part_says_who_stood_in_for_the_author(
    studio: Studio, tasks: tuple[str, ...], told: dict[str, Any]
) -> None:
    owner = await studio.identity.owner()
    async with studio.working(replace(instant_artists(), author=Refusing(*tasks))):
        story = await studio.books.create(owner, CreateStory(spark="a kite"))
        async with asyncio.timeout(60):
            async for event in studio.events.follow(story.id, owner.id):
                if event.new["asset_generation_status"]["overall"] != "generating":
                    break
    states = event.new["asset_generation_status"]["assets"]
    assert {state["status"] for state in states.values()} == {"ready"}
    names = ("fallback", "palette", "analysis")
    found = {
        asset: {name: value for name, value in state.get("metadata", {}).items() if name in names}
        for asset, state in states.items()
    }
    assert {asset: said for asset, said in found.items() if said} == told


@pytest.mark.parametrize("well", [True, False])
async def test_a_book_says_who_stood_in_or_what_the_last_one_said(
    fresh_urls: Urls, tmp_path: Path, well: bool
) -> None:
    settings = Settings(_env_file=None, database_url=fresh_urls.app, data_dir=tmp_path)
    async with open_studio(settings, Policy(retries=AT_ONCE)) as studio:
        owner = await studio.identity.owner()
        async with studio.working(replace(instant_artists(), illustrator=Chain(well))):
            story = await studio.books.create(owner, CreateStory(spark="a kite"))
            async with asyncio.timeout(60):
                async for event in studio.events.follow(story.id, owner.id):
                    if event.new["asset_generation_status"]["overall"] != "generating":
                        break
        story = await studio.stories.get(owner, story.id)
        attempts = await studio.stories.attempts(owner, story.id)
    tries = [one for one in attempts if one.asset_type == "scene_1" and one.step == "picture"]
    ends = ["failed"] * 4 + ["success" if well else "failed"]
    assert [(one.provider, one.status) for one in tries] == list(
        zip(["acme"] * 4 + ["other"], ends, strict=True)
    )
    state = story.asset_generation_status["assets"]["scene_1"]
    assert story.asset_generation_status["overall"] == ("ready" if well else "partial")
    assert state.get("error") == (None if well else "The last one will not.")
    assert state.get("metadata", {}).get("fallback") == ("other" if well else None)


async def test_no_more_calls_at_once_than_allowed(desk: Desk) -> None:
    """Over two workers, of one provider; another one is not held up."""
    policy, now, most = Policy(in_flight=3), 0, 0
    ledgers = [Ledger(desk.studio.db, policy), Ledger(desk.studio.db, policy)]

    async def run() -> Reply[str]:
        nonlocal now, most
        now += 1
        most = max(most, now)
        await asyncio.sleep(0.03)
        now -= 1
        return Reply("done")

    async def step(number: int) -> Kept:
        call = replace(Vendor("acme").call(), run=run)
        key = StepKey(desk.story_id, "content", 1, f"step {number}")
        return await ledgers[number % 2].step(key, Origin(desk.user.id), call, as_value)

    done = await asyncio.gather(*map(step, range(30)), desk.step(Vendor("other"), policy=policy))
    assert len(done) == 31
    assert most == 3


@pytest.mark.parametrize("budget", ["day_budget", "book_budget"])
async def test_a_budget_holds_under_a_hundred_calls_at_once(desk: Desk, budget: str) -> None:
    """Calls that succeed, are refused at a cost, time out, fail for nothing, or are cut off."""
    cap, chance = Decimal("1.00"), random.Random(4)
    policy = Policy(day_budget=cap) if budget == "day_budget" else Policy(book_budget=cap)

    def ends(number: int) -> Outcome:
        cost = chance.randint(0, 3) * CENT
        answer: Reply[None] = Reply(None, {"status": 400}, 1, 1, cost)
        outcomes: list[Outcome] = [
            Reply("done", {}, 1, 1, cost), Refused("no", answer=answer), TimedOut("no answer"),
            TryAgain("busy", answer=Reply(None, {"status": 429})),
        ]  # fmt: skip
        return None if number % 10 == 9 else outcomes[number % 4]

    vendors = [
        Vendor(f"acme {number % 3}", [ends(number)], estimate=3 * CENT) for number in range(100)
    ]

    async def ask(number: int) -> Exception | Kept:
        vendor = vendors[number]
        try:
            async with asyncio.timeout(6):
                return await desk.step(vendor, name=f"step {number}", policy=policy)
        except (ArtistError, TimeoutError) as error:
            return error

    ended = await asyncio.gather(*map(ask, range(100)))

    async def attempts(connection: Connection) -> list[asyncpg.Record]:
        return await connection.fetch("SELECT * FROM generation_attempts")

    rows = await desk.studio.db.run(attempts, user_id=desk.user.id)
    assert sum(vendor.made for vendor in vendors) == len(rows)
    assert Decimal("0.30") < sum(row["cost"] + row["reserved"] for row in rows) <= cap
    assert sum(isinstance(one, OverBudget) for one in ended) == 100 - len(rows)
    for row in rows:
        unknown = row["status"] == "timeout" or row["outcome"] == "interrupted"
        if unknown:
            assert row["cost"] == 3 * CENT
        elif row["outcome"] == "try_again":
            assert row["cost"] == 0
    refused = [row for row in rows if row["outcome"] == "refused"]
    assert any(row["cost"] > 0 for row in refused)


async def test_a_price_that_nobody_knows_is_not_paid_from_a_budget(desk: Desk) -> None:
    dear, free = Vendor("acme", estimate=None), Vendor("offline")
    with pytest.raises(Misconfigured, match="set its price"):
        await desk.step(dear, policy=Policy(day_budget=Decimal(5)))
    kept = await desk.step(dear, free, policy=Policy(book_budget=Decimal(5)))
    assert (kept.provider, kept.fallback, dear.made) == ("offline", True, 0)
    assert (await desk.step(dear, name="other")).provider == "acme"


async def test_a_line_that_broke_off_may_have_been_charged(desk: Desk) -> None:
    vendor = Vendor("acme", [TryAgain("the line broke off", unwell=True)], estimate=CENT)
    with pytest.raises(Postponed):
        await desk.step(vendor)

    async def spent(connection: Connection) -> Decimal:
        return await repository.spent_today(connection)

    assert await desk.studio.db.run(spent) == CENT


async def test_an_answer_that_could_not_be_kept_is_on_the_record(desk: Desk) -> None:
    async def keep(value: str) -> dict[str, Any]:
        raise OSError("the disk is full")

    with pytest.raises(OSError, match="full"):
        await desk.step(Vendor("acme", cost=CENT, estimate=3 * CENT), keep=keep)
    [attempt] = await desk.studio.stories.attempts(desk.user, desk.story_id)
    assert (attempt.status, attempt.cost, attempt.tokens_out) == ("failed", CENT, 5)
    assert attempt.full_response == {"said": "acme"}


async def test_a_provider_that_is_unwell_is_left_alone_until_it_is_well(
    desk: Desk, fresh_urls: Urls
) -> None:
    policy = Policy(circuit_after=3, circuit_pause=60, circuit_longest=500, retries=AT_ONCE)
    vendor = Vendor("acme")

    async def ask(name: str, *others: Vendor) -> Exception | Kept:
        try:
            return await desk.step(vendor, *others, name=name, policy=policy)
        except ArtistError as error:
            return error

    async def a_pause_later() -> None:
        async with connected(fresh_urls.owner) as steward:
            await steward.execute("UPDATE provider_circuits SET open_until = clock_timestamp()")

    vendor.outcomes = [TimedOut("…"), TryAgain("nonsense"), TimedOut("…"), TimedOut("…")]
    for number in range(4):  # nonsense is an answer: the provider is there
        await ask(f"step {number}")
    vendor.outcomes = [TimedOut("…")]
    await ask("step 4")
    assert vendor.made == 5
    waits = await ask("step 5")  # three times in a row
    assert isinstance(waits, Postponed)
    assert waits.after
    assert 50 < waits.after <= 60
    stands_in = await ask("step 6", Vendor("other"))
    assert isinstance(stands_in, Kept)
    assert (stands_in.provider, vendor.made) == ("other", 5)

    await a_pause_later()
    vendor.outcomes = [None]
    vendor.asked.clear()
    trying = asyncio.create_task(ask("half open"))
    await vendor.asked.wait()
    ends = await asyncio.gather(*(ask(f"half open {number}") for number in range(8)))
    assert vendor.made == 6  # one tries, the others wait
    assert {type(end) for end in ends} == {Postponed}
    trying.cancel()
    await asyncio.wait([trying])

    await a_pause_later()
    vendor.outcomes = [TimedOut("…")]
    await ask("half open")
    waits = await ask("step 7")
    assert isinstance(waits, Postponed)
    assert waits.after
    assert 110 < waits.after <= 120

    await a_pause_later()
    for number in range(3):
        assert isinstance(await ask(f"well {number}"), Kept)


async def test_what_a_deleted_story_still_costs(desk: Desk) -> None:
    vendor = Vendor("acme", [None], estimate=CENT)
    asking = asyncio.create_task(desk.step(vendor))
    await vendor.asked.wait()
    await desk.studio.books.delete(desk.user, desk.story_id)
    asking.cancel()
    await asyncio.wait([asking])
    assert await desk.rows() == [("acme", "timeout", "interrupted")]


async def test_what_an_erased_person_still_costs(studio: Studio, fresh_urls: Urls) -> None:
    """Their calls in flight count as charged, and the answer that comes later changes nothing."""
    email = "mina@example.org"
    account = await studio.identity.add_account(email, "correct horse", "Mina")
    desk = await a_desk(studio, User(account, "user", "free", "Mina", email))
    vendor, go = Vendor("acme", estimate=3 * CENT, cost=CENT), asyncio.Event()

    async def run() -> Reply[str]:
        vendor.asked.set()
        await go.wait()
        return Reply("too late", {}, 1, 1, CENT)

    call, key = replace(vendor.call(), run=run), StepKey(desk.story_id, "content", 1, "write")
    asking = asyncio.create_task(Ledger(studio.db).step(key, Origin(account), call, as_value))
    await vendor.asked.wait()

    async def erase(connection: Connection) -> None:
        await connection.fetch("SELECT account_erase()")

    await studio.db.run(erase, user_id=account)
    go.set()
    with pytest.raises(Postponed, match="taken this over"):
        await asking
    async with connected(fresh_urls.owner) as steward:
        row = await steward.fetchrow("SELECT status, cost, reserved FROM generation_attempts")
    assert tuple(row) == ("failed", 3 * CENT, 0)


ODD = "NUL \0, half \ud83d, whole 🦊, مرحبا"
CLEAN = "NUL , half ?, whole 🦊, مرحبا"


async def test_nothing_is_too_strange_to_be_recorded(desk: Desk) -> None:
    response = {ODD: [ODD, float("nan"), float("inf"), {"deep": ODD}], "": None, "n": 0.5}
    costly: Reply[None] = Reply(None, response, 2**70, 2**70, Decimal("1e40"))
    strange = Vendor("acme", [Refused(ODD * 900, answer=costly)])
    fine = Vendor("other", [Reply(ODD, response, cost=Decimal("NaN"))])
    key = StepKey(desk.story_id, "content", 1, "write")
    origin = Origin(desk.user.id, moral=ODD, hero_appearance=ODD, relationship_description=ODD)
    call = first_of([strange.call(ODD), fine.call(ODD)])
    kept = await Ledger(desk.studio.db).step(key, origin, call, as_value)
    assert kept.value == {"value": CLEAN}
    refused, done = await desk.studio.stories.attempts(desk.user, desk.story_id)
    recorded = {CLEAN: [CLEAN, None, None, {"deep": CLEAN}], "": None, "n": 0.5}
    assert refused.full_response == done.full_response == recorded
    assert refused.prompt == CLEAN
    assert (refused.error_message or "").startswith(CLEAN)
    assert refused.tokens_in == 2**31 - 1
    assert done.cost == 0
