"""Paid at the counter: amounts that earn points, tickets bought with points or money."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from sqlmodel import select

from bot.binding.amounts import MOST_MONEY, MOST_POINTS, signed, whole
from bot.errors import Refused
from bot.flows.stores.points import balance
from storage.tables import Happened, IssuedTicket, PointEntry, Purchase, Site
from tests.stores.counter import Counter


async def rows(counter: Counter, table: Any) -> list[Any]:
    async with counter.deps.database.reading() as session:
        return list((await session.scalars(select(table))).all())


async def held(counter: Counter, member: str = "m000") -> int:
    async with counter.deps.database.reading() as session:
        return await balance(session, member, counter.clock())


async def test_an_amount_earns_whole_points_at_the_stores_own_rate(counter: Counter) -> None:
    async with counter.deps.database.transaction() as session:
        (await session.get_one(Site, "tainan")).points_per = 30
    assert await counter.earn(199, "001", once="a") == 1
    assert await counter.earn(199, "002", once="b") == 6
    assert await counter.earn(99, "001", once="c") == 0
    assert await held(counter) == 7
    bought = [(one.site_id, one.amount) for one in await rows(counter, Purchase)]
    assert sorted(bought) == [("tainan", 199), ("taipei", 99), ("taipei", 199)]
    happened = [(one.trigger, one.site_id) for one in await rows(counter, Happened)]
    assert sorted(happened) == [("earn", "tainan"), ("earn", "taipei")]


async def test_the_same_form_earns_once_and_a_store_without_a_rate_gives_none(
    counter: Counter,
) -> None:
    assert await asyncio.gather(*(counter.earn(500) for _ in range(8))) == [5] * 8
    assert await held(counter) == 5
    async with counter.deps.database.transaction() as session:
        (await session.get_one(Site, "tainan")).points_per = None
    assert "gives no points" in str(await counter.earn(500, "002", once="x"))
    assert "belongs to no store" in str(await counter.earn(500, "999", once="y"))
    assert len(await rows(counter, Purchase)) == 1


async def test_a_ticket_is_bought_with_points_or_with_money(counter: Counter) -> None:
    ticket = await counter.offer(price_points=3, price_money=120)
    assert "That takes 3 points; there are 0" in await counter.buy(ticket, "points")
    await counter.earn(500, once="e")
    assert await counter.buy(ticket, "points", once="p") == "taipei"
    assert await counter.buy(ticket, "points", once="p") == "taipei"
    assert await counter.buy(ticket, "counter", "002", once="c") == "tainan"
    assert await held(counter) == 2
    assert [one.source for one in await rows(counter, IssuedTicket)] == ["points", "counter"]
    sold = [(one.amount, one.points) for one in await rows(counter, Purchase) if one.ticket_id]
    assert sorted(sold) == [(0, 3), (120, 0)]
    noted = [one.trigger for one in await rows(counter, Happened)]
    assert sorted(noted) == ["earn", "purchase", "purchase"]


async def test_the_last_ticket_is_sold_once_and_nobody_else_pays(counter: Counter) -> None:
    ticket = await counter.offer(price_points=1, quantity=1)
    for number in range(12):
        await counter.earn(100, member=f"m{number:03}", once="e")
    came = await asyncio.gather(
        *(counter.buy(ticket, "points", member=f"m{n:03}", once="b") for n in range(12))
    )
    assert came.count("taipei") == 1
    spent = [one for one in await rows(counter, PointEntry) if one.kind == "spend"]
    assert len(spent) == len(await rows(counter, IssuedTicket)) == 1


async def test_what_is_not_for_sale_costs_nothing(counter: Counter) -> None:
    now = counter.clock()
    cases: list[tuple[str, dict[str, Any]]] = [
        ("not sold that way", {}),
        ("not sold that way", {"price_money": 50}),
        ("withdrawn", {"price_points": 1, "voided_at": now}),
        ("over", {"price_points": 1, "valid_until": now}),
        ("all 0 have been given out", {"price_points": 1, "quantity": 0}),
    ]
    await counter.earn(500, once="e")
    for number, (why, changed) in enumerate(cases):
        ticket = await counter.offer(id=f"t{number}", **changed)
        assert why in await counter.buy(ticket, "points", once=f"b{number}")
    once = await counter.offer(id="once", price_points=1, per_member=1)
    assert await counter.buy(once, "points", once="first") == "taipei"
    assert "at most 1" in await counter.buy(once, "points", once="again")
    assert await held(counter) == 4


@pytest.mark.parametrize(
    "written", ["", "-1", "1.5", "1,5", "0", "1e3", "ten", "٣x", "10000001", "9" * 400, "0x10"]
)
def test_what_is_no_whole_number_in_reach_is_refused(written: str) -> None:
    with pytest.raises(Refused):
        whole(written, MOST_MONEY)


@pytest.mark.parametrize(
    ("written", "number"),
    [("１２０", 120), (" 1,200 ", 1200), ("007", 7), ("1\u200b00", 100), ("10 000", 10000)],
)
def test_numbers_are_read_as_people_type_them(written: str, number: int) -> None:
    assert whole(written, MOST_MONEY) == number


def test_a_correction_may_be_either_way() -> None:
    assert [signed(one, MOST_POINTS) for one in ("-50", "−５０", "+50", "50")] == [-50, -50, 50, 50]
    for wrong in ("--5", "+-5", "-0", "-", "-1.5"):
        with pytest.raises(Refused):
            signed(wrong, MOST_POINTS)
