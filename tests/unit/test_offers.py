"""What providers say they have, as people see it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal

from fablewright.authors.llm import ModelInfo
from fablewright.books.readiness import Member
from fablewright.crew import Offer, offers_of, retiring

TODAY = datetime.now(UTC).date()


class Shop:
    """A server with two models and a voice."""

    async def check(self) -> None: ...

    async def models(self) -> list[ModelInfo]:
        price = (Decimal("0.150"), Decimal(10))
        return [
            ModelInfo("a-\x1b[31mbad\nname" + "x" * 400),
            ModelInfo("tale-1", TODAY + timedelta(days=30), price),
        ]

    async def voices(self) -> list[str]:
        return ["Ada", "Bo"]


async def test_offers_are_read_alike_and_the_chosen_come_first() -> None:
    tale, bad, *voices = await offers_of(Member("author", "tales", Shop(), ("tale-1",), ("Bo",)))
    assert tale == Offer(
        "model", "tale-1", "", "0.15 / 10 a million tokens", TODAY + timedelta(days=30), True
    )
    assert bad.id.isprintable()
    assert len(bad.id) == 200
    assert voices == [Offer("voice", "Bo", chosen=True), Offer("voice", "Ada")]


def test_only_a_chosen_model_that_goes_soon_is_warned_of() -> None:
    def offer(days: int | None, chosen: bool = True) -> Offer:
        day = None if days is None else TODAY + timedelta(days=days)
        return Offer("model", f"m{days}", "", "", day, chosen)

    offers = [offer(59), offer(60), offer(61), offer(None), offer(10, chosen=False), offer(-5)]
    assert [one.id for one in retiring(offers)] == ["m59", "m60", "m-5"]
