"""A purchase taken back: its points through the ledger, its ticket if unused, once, in time."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlmodel import select

from bot.binding.roles import RoleName, Scope
from bot.cards.purchases import PurchaseUndone
from bot.errors import NotFound, Refused
from bot.flows.stores.points import balance
from bot.flows.stores.purchase_reversing import reverse_purchase
from storage.tables import Audit, IssuedTicket, Member, PointEntry, Purchase, Ticket, TicketHolding
from tests.stores.counter import Counter
from tests.stores.shop import create, opened_shop, pressed_form, the_ticket
from tests.world import ROOM, World, words_in

EVERYTHING = Scope(RoleName.ADMINISTRATOR)


async def rows(counter: Counter, table: Any) -> list[Any]:
    async with counter.deps.database.reading() as session:
        return list((await session.scalars(select(table))).all())


async def held(counter: Counter) -> int:
    async with counter.deps.database.reading() as session:
        return await balance(session, "m000", counter.clock())


async def undo(
    counter: Counter, reason: str = "wrong till", seen: Scope = EVERYTHING
) -> PurchaseUndone:
    """Reverse the newest purchase."""
    newest = max(await rows(counter, Purchase), key=lambda one: (one.at, one.id))
    deps, account = counter.deps, counter.account
    return (await reverse_purchase(deps, account, seen, newest.id, reason, by="U9"))[1]


async def test_the_points_it_earned_are_taken_back_once(counter: Counter) -> None:
    await counter.earn(300, once="a")
    counter.clock.advance(hours=1)
    await counter.earn(500, once="b")
    with pytest.raises(Refused, match="Say why"):
        await undo(counter, "")
    outcomes = await asyncio.gather(*(undo(counter) for _ in range(4)), return_exceptions=True)
    assert [one for one in outcomes if isinstance(one, PurchaseUndone)] == [PurchaseUndone(taken=5)]
    assert sum(isinstance(one, Refused) for one in outcomes) == 3
    assert await held(counter) == 3
    entries = [(one.kind, one.points, one.reason) for one in await rows(counter, PointEntry)]
    assert entries == [("earn", 3, ""), ("earn", 5, ""), ("correct", -5, "wrong till")]
    (audit,) = await rows(counter, Audit)
    assert (audit.tag, audit.who, audit.subject, audit.old, audit.new) == (
        "slack:purchase:reversed", "U9", "site:taipei", "500: 5 points taken back", "wrong till",
    )  # fmt: skip


async def test_points_spent_meanwhile_leave_nobody_in_debt(counter: Counter) -> None:
    ticket = await counter.offer(price_points=4)
    await counter.earn(500, once="a")
    (earned,) = await rows(counter, Purchase)
    counter.clock.advance(hours=1)
    await counter.buy(ticket, "points", once="b")
    done = await reverse_purchase(
        counter.deps, counter.account, EVERYTHING, earned.id, "goods came back", by="U9"
    )
    assert done[1] == PurchaseUndone(taken=1, missing=4)
    assert await held(counter) == 0


async def test_what_has_expired_is_not_taken_a_second_time(counter: Counter) -> None:
    """Earned on the month's last day in Taipei for that day alone, reversed after midnight."""
    await counter.earn(300, once="stays")
    counter.account.points_last = 0
    counter.clock.now = datetime(2026, 11, 30, 15, 30, tzinfo=UTC)
    await counter.earn(500, once="expires")
    counter.clock.advance(hours=1)
    assert await undo(counter) == PurchaseUndone(missing=5)
    assert await held(counter) == 3


async def test_a_ticket_bought_is_withdrawn_and_its_price_comes_back(counter: Counter) -> None:
    ticket = await counter.offer(price_points=4, quantity=1, per_member=1)
    counter.account.points_last = 10
    await counter.earn(500, once="a")
    counter.clock.advance(hours=1)
    await counter.buy(ticket, "points", once="b")
    counter.clock.advance(hours=23)
    assert await undo(counter) == PurchaseUndone(returned=4)
    assert await held(counter) == 5
    (issued,) = await rows(counter, IssuedTicket)
    assert issued.voided_at == counter.clock()
    assert "withdrawn" in await counter.redeem(issued.id)
    stock, share = await rows(counter, Ticket), await rows(counter, TicketHolding)
    assert (stock[0].issued, share[0].issued) == (0, 0)
    assert await counter.buy(ticket, "points", once="c") == "taipei"
    back = [one for one in await rows(counter, PointEntry) if one.kind == "correct"]
    assert [(one.points, one.ticket_id, one.purchase_id) for one in back] == [(4, "latte", None)]
    assert back[0].expires_at == datetime(2026, 12, 4, 16, tzinfo=UTC)  # ten days more, there


async def test_a_used_ticket_keeps_its_purchase_until_the_redemption_is_reversed(
    counter: Counter,
) -> None:
    ticket = await counter.offer(price_money=120)
    await counter.buy(ticket, "counter")
    (issued,) = await rows(counter, IssuedTicket)
    assert await counter.redeem(issued.id) == "taipei"
    with pytest.raises(Refused, match="Reverse that redemption first"):
        await undo(counter)
    (purchase,) = await rows(counter, Purchase)
    assert purchase.reversed_at is None


async def test_too_late_elsewhere_and_nowhere_are_refused(counter: Counter) -> None:
    await counter.earn(500)
    tainan = Scope(RoleName.STORE_MANAGER, frozenset({"tainan"}), frozenset({"tainan"}))
    with pytest.raises(NotFound):
        await undo(counter, seen=tainan)
    counter.clock.advance(hours=24)
    with pytest.raises(Refused, match="too late"):
        await undo(counter)
    assert await held(counter) == 5


async def test_a_store_manager_reverses_a_purchase_from_the_records(world: World) -> None:
    account = await opened_shop(world)
    await create(world, price_money="120")
    counter = Counter(world.deps, account, world.clock)
    await counter.earn(3000, "001", page="taipei")
    await counter.earn(700, "002", once="elsewhere", page="taipei")
    await counter.buy(await the_ticket(world), "counter", once="bought", page="taipei")
    await world.whisper("lin", ROOM, "role grant @alice store-manager taipei")
    words = await world.whisper("alice", ROOM, "purchase reverse")
    assert ("paid 3,000" in words, "paid 700" in words) == (True, False)
    paid = {one.amount: one for one in await world.rows(Purchase)}
    value = f'{{"account":"{ROOM}","purchase":"%s"}}'
    form = await pressed_form(world, "alice", "purchase.reverse", value % paid[3000].id)
    assert "taken back" in words_in(form)
    assert (await world.submit(form, {"reason": "刷錯"}, "alice")).ok
    assert "30 points were taken back" in await world.result("alice")
    await world.slack.close("alice", everything=True)
    words = await world.whisper("alice", ROOM, "records")
    assert "刷錯" in words
    form = await pressed_form(world, "alice", "purchase.reverse", value % paid[120].id)
    assert (await world.submit(form, {"reason": "退貨"}, "alice")).ok
    assert "“拿鐵” is withdrawn" in await world.result("alice")
    members = {one.user_id: one.id for one in await world.rows(Member)}
    async with world.deps.database.reading() as session:
        assert await balance(session, members["Um000"], world.clock()) == 7
