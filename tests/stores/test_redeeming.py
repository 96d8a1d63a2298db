"""Redeeming: exact under load, once for each form, and only what is valid, here, now, theirs."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlmodel import select

from bot.binding.roles import RoleName, Scope
from bot.errors import Refused
from bot.flows.stores.reversing import reverse
from storage.tables import Happened, IssuedTicket, Member, Redemption, Site, Ticket, TicketStore
from tests.stores.counter import Counter
from tests.stores.ledgers import an_account

PARALLEL = 64
EVERYTHING = Scope(RoleName.ADMINISTRATOR)


async def rows(counter: Counter, table: Any) -> list[Any]:
    async with counter.deps.database.reading() as session:
        return list((await session.scalars(select(table))).all())


async def redeemed(counter: Counter, slug: str) -> int:
    """What the store's share says."""
    (share,) = [one for one in await rows(counter, TicketStore) if one.site_id == slug]
    return int(share.redeemed)


async def test_of_many_who_redeem_the_stores_last_one_at_once_one_does(counter: Counter) -> None:
    ticket = await counter.offer({"taipei": 1})
    issued = await counter.give_all(ticket, PARALLEL)
    came = await asyncio.gather(
        *(counter.redeem(one, member=f"m{n:03}") for n, one in enumerate(issued))
    )
    assert came.count("taipei") == 1
    assert sum("has redeemed all" in one for one in came) == PARALLEL - 1
    assert await redeemed(counter, "taipei") == 1
    assert len(await rows(counter, Redemption)) == 1
    assert sum(one.redeemed_at is not None for one in await rows(counter, IssuedTicket)) == 1
    assert [one.trigger for one in await rows(counter, Happened)] == ["redeem"]


async def test_one_ticket_tried_many_times_at_once_is_redeemed_once(counter: Counter) -> None:
    issued = await counter.give(await counter.offer({"taipei": 100}))
    came = await asyncio.gather(*(counter.redeem(issued, once=f"t{n}") for n in range(PARALLEL)))
    assert came.count("taipei") == 1
    assert await redeemed(counter, "taipei") == 1


async def test_the_same_form_sent_again_shows_the_first_result(counter: Counter) -> None:
    issued = await counter.give(await counter.offer({"taipei": 5}))
    assert await asyncio.gather(*(counter.redeem(issued) for _ in range(8))) == ["taipei"] * 8
    counter.clock.advance(hours=2)
    assert await counter.redeem(issued, "a lost answer asks no code again") == "taipei"
    assert await redeemed(counter, "taipei") == 1
    assert "has been used" in await counter.redeem(issued, once="another form")


async def test_the_store_is_known_by_its_code_however_it_is_typed(counter: Counter) -> None:
    await counter.set_code("tainan", "Ab 12")
    ticket = await counter.offer()
    for number, typed in enumerate(("ab12", " AB 12 ", "ＡＢ１２", "a\u200bb12")):
        issued = await counter.give(ticket, once=f"g{number}")
        assert await counter.redeem(issued, typed, once=f"t{number}") == "tainan"


async def test_a_store_that_is_not_named_or_not_in_use_redeems_nothing(counter: Counter) -> None:
    issued = await counter.give(await counter.offer({"taipei": 5}))
    assert "does not take this ticket" in await counter.redeem(issued, "002")
    async with counter.deps.database.transaction() as session:
        (await session.get_one(Site, "taipei")).active = False
    assert "not in use" in await counter.redeem(issued, "001")
    assert await rows(counter, Redemption) == []


async def test_a_ticket_is_valid_from_and_until_midnight_in_taipei(counter: Counter) -> None:
    """1 December begins there at 16:00 UTC; the month's last day is whole."""
    december = datetime(2026, 11, 30, 16, tzinfo=UTC)
    earlier = december - timedelta(seconds=1)
    begins = await counter.offer(id="begins", valid_from=december)
    ends = await counter.offer(id="ends", valid_until=december)
    cases = [
        (begins, earlier, "not valid yet"),
        (begins, december, "taipei"),
        (ends, earlier, "taipei"),
        (ends, december, "time is over"),
    ]
    for number, (ticket, at, came) in enumerate(cases):
        counter.clock.now = datetime(2026, 11, 1, tzinfo=UTC)
        issued = await counter.give(ticket, once=f"g{number}")
        counter.clock.now = at
        assert came in await counter.redeem(issued, once=f"t{number}")


async def test_what_has_been_withdrawn_is_refused(counter: Counter) -> None:
    ticket = await counter.offer()
    one, other = await counter.give(ticket), await counter.give(ticket, "m001")
    async with counter.deps.database.transaction() as session:
        (await session.get_one(IssuedTicket, one)).voided_at = counter.clock()
    assert "withdrawn" in await counter.redeem(one)
    async with counter.deps.database.transaction() as session:
        (await session.get_one(Ticket, ticket.id)).voided_at = counter.clock()
    assert "withdrawn" in await counter.redeem(other, member="m001")


async def test_other_peoples_and_other_accounts_tickets_are_as_good_as_none(
    counter: Counter,
) -> None:
    issued = await counter.give(await counter.offer())
    nothing = "NotFound: There is no such ticket."
    assert await counter.redeem(issued, member="m001") == nothing
    assert await counter.redeem("no-such-id") == nothing
    now = counter.clock()
    async with counter.deps.database.transaction() as session:
        session.add(an_account("tea", now))
        await session.flush()
        session.add(Member(id="theirs", account_id="tea", user_id="U1", created_at=now))
        session.add(Ticket(id="tea", account_id="tea", name="Tea", created_at=now,
                           created_by="U1", changed_at=now))  # fmt: skip
        await session.flush()
        session.add(IssuedTicket(id="tea", account_id="tea", ticket_id="tea", member_id="theirs",
                                 source="claim", once="x", issued_at=now))  # fmt: skip
    assert await counter.redeem("tea", member="theirs") == nothing
    assert await counter.redeem("tea") == nothing


async def test_another_accounts_code_is_nobodys(counter: Counter) -> None:
    now = counter.clock()
    async with counter.deps.database.transaction() as session:
        session.add(an_account("tea", now))
        await session.flush()
        session.add(Site(id="shop", account_id="tea", slug="shop", name="Shop", created_at=now))
    await counter.set_code("shop", "777")
    issued = await counter.give(await counter.offer())
    assert "belongs to no store" in await counter.redeem(issued, "777")


async def test_reversed_with_a_reason_it_can_be_redeemed_anew_and_the_share_returns(
    counter: Counter,
) -> None:
    issued = await counter.give(await counter.offer({"taipei": 1}))
    await counter.redeem(issued)
    (done,) = await rows(counter, Redemption)

    async def undo(reason: str = "wrong cup") -> None:
        deps, account = counter.deps, counter.account
        await reverse(deps, account, EVERYTHING, done.id, reason, by="U9")

    with pytest.raises(Refused, match="Say why"):
        await undo("")
    counter.clock.advance(hours=24, seconds=-1)
    outcomes = await asyncio.gather(*(undo() for _ in range(4)), return_exceptions=True)
    assert sum(one is None for one in outcomes) == 1
    assert await redeemed(counter, "taipei") == 0
    assert await counter.redeem(issued, once="second") == "taipei"
    assert await redeemed(counter, "taipei") == 1
    kept = {one.id: one for one in await rows(counter, Redemption)}
    assert (kept[done.id].reversed_by, kept[done.id].reason) == ("U9", "wrong cup")
    assert len(kept) == 2


async def test_after_the_set_time_a_redemption_stays(counter: Counter) -> None:
    issued = await counter.give(await counter.offer())
    await counter.redeem(issued)
    (done,) = await rows(counter, Redemption)
    counter.clock.advance(hours=24)
    with pytest.raises(Refused, match="too late"):
        await reverse(counter.deps, counter.account, EVERYTHING, done.id, "late", by="U9")
