"""Tickets issued: limits hold whoever asks at once, and the same act issues once."""

from __future__ import annotations

import asyncio

import pytest

from bot.errors import NotFound, Refused
from bot.flows.stores.tickets import Issuing, issue, issue_all
from storage.database import Database
from storage.tables import Member, Ticket
from tests.clock import Clock
from tests.stores.ledgers import all_issued, an_account, offer, stock

PARALLEL = 64


async def claim(database: Database, clock: Clock, ticket: Ticket, member: str, once: str) -> bool:
    """Whether this member got one."""
    try:
        async with database.transaction() as session:
            await issue(session, ticket, member, Issuing("claim", clock()), once=once)
    except Refused:
        return False
    return True


async def test_of_many_who_claim_the_last_ticket_at_once_one_gets_it(
    clock: Clock,
    database: Database,
) -> None:
    await stock(database, clock(), members=PARALLEL)
    ticket = await offer(database, clock(), quantity=1)
    got = await asyncio.gather(
        *(claim(database, clock, ticket, f"m{n:03}", f"c{n}") for n in range(PARALLEL))
    )
    assert got.count(True) == 1
    assert len(await all_issued(database)) == 1


async def test_a_member_who_claims_many_times_at_once_gets_their_share(
    database: Database, clock: Clock
) -> None:
    await stock(database, clock())
    ticket = await offer(database, clock(), per_member=3, quantity=100)
    got = await asyncio.gather(
        *(claim(database, clock, ticket, "m000", f"c{n}") for n in range(PARALLEL))
    )
    assert got.count(True) == 3
    async with database.reading() as session:
        assert (await session.get_one(Ticket, ticket.id)).issued == 3


async def test_the_same_act_issues_once_though_done_many_times_at_once(
    database: Database, clock: Clock
) -> None:
    await stock(database, clock())
    ticket = await offer(database, clock())
    got = await asyncio.gather(*(claim(database, clock, ticket, "m000", "tap") for _ in range(20)))
    assert all(got)
    assert len(await all_issued(database)) == 1


async def test_of_several_as_many_get_one_as_there_are(database: Database, clock: Clock) -> None:
    await stock(database, clock(), members=5)
    ticket = await offer(database, clock(), per_member=1, quantity=3)
    assert await claim(database, clock, ticket, "m001", "before")
    acts = {f"m{n:03}": f"round:{n}" for n in range(5)}
    for _again in range(2):  # the second time nothing more happens
        async with database.transaction() as session:
            done = await issue_all(session, ticket, acts, Issuing("operator", clock()))
    assert sorted(done.tickets) == ["m000", "m002"]
    assert (done.passed_over, done.left_out) == (["m001"], ["m003", "m004"])
    assert len(await all_issued(database)) == 3


@pytest.mark.parametrize(
    ("how", "why"),
    [
        ({"quantity": 0}, "all 0 have been given out"),
        ({"voided_at": "now"}, "withdrawn"),
        ({"valid_until": "now"}, "over"),
    ],
)
async def test_what_is_not_to_be_had_says_why(
    database: Database, clock: Clock, how: dict[str, object], why: str
) -> None:
    await stock(database, clock())
    values = {key: clock() if value == "now" else value for key, value in how.items()}
    ticket = await offer(database, clock(), **values)
    async with database.transaction() as session:
        with pytest.raises(Refused, match=why):
            await issue(session, ticket, "m000", Issuing("claim", clock()), once="c")
    assert await all_issued(database) == []


async def test_a_member_of_another_account_gets_nothing(database: Database, clock: Clock) -> None:
    await stock(database, clock())
    ticket = await offer(database, clock())
    async with database.transaction() as session:
        session.add(an_account("tea", clock()))
        await session.flush()
        session.add(Member(id="theirs", account_id="tea", user_id="U1", created_at=clock()))
    with pytest.raises(NotFound):
        async with database.transaction() as session:
            await issue(session, ticket, "theirs", Issuing("claim", clock()), once="c")
    assert await all_issued(database) == []
