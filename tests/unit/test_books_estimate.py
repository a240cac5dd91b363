"""What is reckoned before a book is begun: its cost, its time, and whether there is money for it."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from tests.support.artists import instant_artists

from fablewright.books.estimate import (
    BudgetExceeded,
    check_budget,
    dollars,
    longest,
    stages,
    story_like,
)
from fablewright.books.readiness import (
    Condition,
    Crew,
    Member,
    NotReady,
    Readiness,
    condition_of,
    states,
)
from fablewright.books.recipe import RECIPE
from fablewright.core.artist import Call, Reply
from fablewright.core.book import Brief, Person
from fablewright.core.errors import ArtistError, Misconfigured, Refused, TimedOut, TryAgain
from fablewright.crew import build_artists
from fablewright.generations.policy import Policy
from fablewright.settings import Settings


def test_the_way_of_a_book_that_takes_longest() -> None:
    seconds = dict.fromkeys(RECIPE, 1.0) | {"scene_3": 50.0, "content": 10.0}
    assert longest(seconds) == 10 + 1 + 50 + 1  # content, cover, scene_3, then pdf or epub
    assert longest({**seconds, "audio": 200.0}) == 10 + 200 + 1
    assert longest({"content": 7.5}) == 7.5
    assert longest({"audio": 3.0, "epub": 1.0}) == 4.0  # parts made again
    assert longest({}) == 0.0


def test_the_calls_are_those_that_a_book_makes() -> None:
    plan = stages(instant_artists(), Brief(spark="a shy octopus"), RECIPE, pictures=3)
    steps = {name: [sorted(stage) for stage in steps] for name, steps in plan.items()}
    five = [f"analyse {name}" for name in ("cover", "scene_1", "scene_2", "scene_3", "scene_4")]
    assert steps == {
        "content": [["write"]], "cover": [["palette"], five, ["picture"]],
        **{f"scene_{number}": [["picture"]] for number in range(1, 5)},
        "audio": [["narrate"]], "activities": [["ask"]], "pdf": [], "epub": [],
    }  # fmt: skip
    assert list(plan) == list(RECIPE)
    assert list(stages(instant_artists(), Brief(), ["audio"])) == ["audio"]


def test_pictures_are_looked_at_and_sheets_come_before_the_cover() -> None:
    ada = Person(kind="child", name="Ada", age=6, traits=("glasses", "wheelchair"))
    of_ada, of_nobody = Brief(people=(ada,)), Brief(spark="a shy octopus")
    crew = build_artists(Settings(
        _env_file=None, illustrator="openai", illustrator_model="m", illustrator_price="0.2",
        inspector="openrouter", inspector_model="seer", inspector_prices="seer=1/1",
        openai_api_key="k", openrouter_api_key="k",
    ))  # fmt: skip
    artists = replace(instant_artists(), illustrator=crew.illustrator, inspector=crew.inspector)
    plan = stages(artists, of_ada, RECIPE, 2, [call("0.2"), call("0.2")])
    names = [sorted(stage) for stage in plan["cover"]]
    assert names[2:] == [["sheet 0", "sheet 1"], ["picture"], ["inspect"]]
    looked_at = plan["scene_2"][1]["inspect"]
    assert (looked_at.provider, looked_at.model) == ("openrouter", "seer")
    assert looked_at.estimate
    assert [[*stage] for stage in stages(artists, of_nobody, ["scene_1"])["scene_1"]] == [
        ["picture"]
    ]
    house = build_artists(Settings(_env_file=None))
    assert stages(house, of_ada, ["cover"])["cover"][-1]["inspect"].provider == "offline"


@pytest.mark.parametrize("minutes", [1, 3, 10])
def test_a_story_like_the_one_to_come_is_as_long_as_that_may_be(minutes: int) -> None:
    words = story_like(Brief(minutes=minutes)).word_count
    assert minutes * 125 * 1.1 <= words <= minutes * 125 * 1.25


async def never() -> Reply[None]:
    raise AssertionError("an estimate asks nobody")


def call(price: str | None, *otherwise: Call[Any], provider: str = "dear") -> Call[Any]:
    amount = None if price is None else Decimal(price)
    return Call("text", provider, "m", "", "1", never, amount, otherwise)


def steps(*calls: Call[Any], kind: str = "write") -> list[tuple[str, Call[Any]]]:
    return [(f"{kind} {number}", one) for number, one in enumerate(calls)]


HOUSE = call("0", provider="offline")
LIMITS = Policy(book_budget=Decimal(1), day_budget=Decimal(3))


@pytest.mark.parametrize(
    ("calls", "today", "book"),
    [
        ([call("0.5"), call("0.5")], "0", "0"),
        ([call("0.5")], "2.5", "0.5"),
        ([call("2", HOUSE)], "3", "1"),  # the house steps in
        ([call("2", call("0.1"))] * 10, "0", "0"),  # the cheaper one does all of it
        ([call("0.9", call("0.1")), call("0.9", call("0.1"))], "0", "0"),
        ([call(None, HOUSE)], "0", "0"),
        ([call(None, call("1"))], "0", "0"),
        ([HOUSE], "9", "9"),
    ],
)
def test_what_there_is_money_for(calls: list[Call[Any]], today: str, book: str) -> None:
    check_budget(steps(*calls), LIMITS, today=Decimal(today), book=Decimal(book))
    check_budget(steps(call("99"), call(None)), Policy(), today=Decimal(9), book=Decimal(9))


@pytest.mark.parametrize(
    ("calls", "today", "book", "data", "words"),
    [
        ([call("0.5"), call("0.6")], "0", "0", (1.1, 1.0, "book"), "$1.10, and a story here may"),
        ([call("0.5")], "0", "0.6", (0.5, 0.4, "book"), "may cost $0.40 more"),
        ([call("0.5")], "2.999", "0", (0.5, 0.001, "day"), "only $0.0010 of today's budget"),
        ([call("0.5")], "7", "0", (0.5, 0.0, "day"), "only $0.00 of today's budget"),
        ([call("0.9", call("0.2"))] * 2, "0", "0", (1.8, 1.0, "book"), "$1.80"),
    ],
)
def test_what_there_is_no_money_for(
    calls: list[Call[Any]], today: str, book: str, data: tuple[float, float, str], words: str
) -> None:
    with pytest.raises(BudgetExceeded) as caught:
        check_budget(steps(*calls), LIMITS, today=Decimal(today), book=Decimal(book))
    found = caught.value.data
    assert (found["needed"], found["left"], found["budget"]) == data
    assert words in caught.value.message


def test_a_price_that_nobody_knows_is_no_price_to_pay_from_a_budget() -> None:
    with pytest.raises(NotReady, match="set the price"):
        check_budget(steps(call(None)), LIMITS, today=Decimal(0), book=Decimal(0))


@pytest.mark.parametrize("kind", ["inspect", "sheet"])
def test_what_a_book_can_do_without_stands_in_nobodys_way_but_counts(kind: str) -> None:
    def check(*wanted: tuple[str, Call[Any]]) -> None:
        check_budget(wanted, LIMITS, today=Decimal(0), book=Decimal(0))

    check(*steps(call(None), call("7"), call("0.4"), kind=kind), *steps(call("0.6")))
    with pytest.raises(BudgetExceeded) as caught:
        check(*steps(call(None), call("0.4"), kind=kind), *steps(call("0.7")))
    assert caught.value.data["needed"] == 1.1


@pytest.mark.parametrize(
    ("amount", "shown"),
    [("0", "$0.00"), ("0.004", "$0.0040"), ("0.1", "$0.10"), ("12.346", "$12.35")],
)
def test_amounts_can_be_read(amount: str, shown: str) -> None:
    assert dollars(Decimal(amount)) == shown


class Patient:
    def __init__(self, *ails: Exception | None) -> None:
        self.ails = list(ails)

    async def check(self) -> None:
        ail = self.ails.pop(0) if len(self.ails) > 1 else self.ails[0]
        if ail:
            raise ail


ANSWERED: Reply[None] = Reply(None, {"status": 503})


@pytest.mark.parametrize(
    ("ail", "state", "words"),
    [
        (None, "well", ""),
        (Misconfigured("Look at THAT."), "broken", "Look at THAT."),
        (TryAgain("It cannot be reached."), "broken", "reached. Look at TALES_BASE_URL."),
        (TimedOut("No answer."), "broken", "No answer. Look at TALES_BASE_URL."),
        (TimeoutError(), "broken", "tales gave no answer in 20 seconds."),
        (TryAgain("It is busy.", answer=ANSWERED), "unwell", "It is busy."),
        (Refused("No."), "unwell", "No."),
        (ArtistError("Odd."), "unwell", "Odd."),
        (KeyError("secret"), "unwell", "The check of tales failed (KeyError)."),
    ],
)
async def test_a_check_is_understood(ail: Exception | None, state: str, words: str) -> None:
    found = await condition_of(Member("author", "tales", Patient(ail)))
    assert (found.state, found.role, found.name) == (state, "author", "tales")
    assert words in found.problem
    assert "secret" not in found.problem


async def test_only_a_role_that_nobody_can_fill_stands_in_the_way() -> None:
    broken, well = Misconfigured("Look."), None
    crew = Crew(
        instant_artists(),
        [
            Member("author", "tales", Patient(broken)), Member("author", "offline", Patient(well)),
            Member("narrator", "tales", Patient(broken, well)),
        ],
        [Condition("illustrator", "typo", "broken", "Not known.")],
    )  # fmt: skip
    readiness = Readiness(lambda: crew)
    await readiness.require(["author", "narrator"])  # nobody has looked yet
    await readiness.look()
    await readiness.require(["author"])
    with pytest.raises(NotReady) as caught:
        await readiness.require(["author", "narrator", "illustrator"])
    assert caught.value.data == {"artists": ["narrator", "illustrator"]}
    assert states(readiness.conditions)["author"] == {"tales": "broken", "offline": "well"}
    await readiness.look()
    await readiness.require(["narrator"])  # somebody has mended it
