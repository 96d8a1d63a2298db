"""The ledger of points: entries add up, nobody spends twice, what expires is right."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.binding.points import Line, expired, gone_from, left_of, points_for
from bot.errors import NotFound, Refused
from bot.flows.stores.points import MOST_HELD, Act, balance, correct, earn, spend
from storage.database import Database
from storage.tables import Account, Happened
from tests.clock import Clock
from tests.stores.ledgers import an_account, entries, stock

TAIPEI = "Asia/Taipei"
DAY = timedelta(days=1)


async def held(database: Database, clock: Clock, member: str = "m000") -> int:
    async with database.reading() as session:
        return await balance(session, member, clock())


async def earned(
    database: Database, account: Account, clock: Clock, count: int, once: str = "e"
) -> None:
    async with database.transaction() as session:
        await earn(session, account, "m000", count, Act(once, clock(), "taipei"))


async def spent(
    database: Database, account: Account, clock: Clock, count: int, once: str = "s"
) -> bool:
    """Whether there were enough."""
    try:
        async with database.transaction() as session:
            await spend(session, account, "m000", count, Act(once, clock(), "taipei"))
    except Refused:
        return False
    return True


async def test_a_balance_is_never_spent_twice_by_many_at_once(
    database: Database, clock: Clock
) -> None:
    account = await stock(database, clock())
    await earned(database, account, clock, 10)
    took = await asyncio.gather(
        *(spent(database, account, clock, 3, f"s{number}") for number in range(64))
    )
    assert took.count(True) == 3
    assert await held(database, clock) == 1


async def test_the_same_act_enters_the_ledger_once_and_happens_once(
    database: Database, clock: Clock
) -> None:
    account = await stock(database, clock())
    await asyncio.gather(*(earned(database, account, clock, 5) for _ in range(10)))
    await asyncio.gather(*(spent(database, account, clock, 2) for _ in range(10)))
    assert [one.points for one in await entries(database)] == [5, -2]
    async with database.reading() as session:
        rows = (await session.execute(Happened.__table__.select())).all()  # type: ignore[attr-defined]
    assert [(row.trigger, row.site_id, row.member_id) for row in rows] == [
        ("earn", "taipei", "m000")
    ]


async def test_expired_points_are_gone_at_once_whether_or_not_a_job_has_run(
    database: Database, clock: Clock
) -> None:
    account = await stock(database, clock(), points_last=30)
    await earned(database, account, clock, 10, "first")  # 23 Nov, noon in Taipei
    clock.advance(hours=24)
    await earned(database, account, clock, 5, "second")
    await spent(database, account, clock, 4)
    clock.now = datetime(2026, 12, 23, 15, 59, 59, tzinfo=UTC)  # a second before midnight there
    assert await held(database, clock) == 11
    clock.advance(seconds=1)
    assert await held(database, clock) == 5
    assert not await spent(database, account, clock, 6, "too many")
    assert await spent(database, account, clock, 5, "all")
    kinds = [(one.kind, one.points) for one in await entries(database)]
    assert kinds == [("earn", 10), ("earn", 5), ("spend", -4), ("expire", -6), ("spend", -5)]


async def test_a_correction_needs_a_reason_and_leaves_nobody_in_debt(
    database: Database, clock: Clock
) -> None:
    account = await stock(database, clock())
    act = Act("c1", clock(), by="U1", reason="counted twice")
    async with database.transaction() as session:
        await correct(session, account, "m000", 7, act)
    for count, wrong in ((-8, act), (5, replace(act, reason="")), (0, act)):
        with pytest.raises(Refused):
            async with database.transaction() as session:
                await correct(session, account, "m000", count, replace(wrong, once="c2"))
    async with database.transaction() as session:
        await correct(session, account, "m000", -7, replace(act, once="c3"))
    assert await held(database, clock) == 0


async def test_another_accounts_member_has_no_ledger_here(database: Database, clock: Clock) -> None:
    await stock(database, clock())
    other = an_account("tea", clock())
    with pytest.raises(NotFound):
        async with database.transaction() as session:
            await earn(session, other, "m000", 1, Act("x", clock()))
    assert await entries(database) == []


@pytest.mark.parametrize("count", [0, -1])
async def test_nothing_and_less_than_nothing_cannot_be_earned_or_spent(
    database: Database, clock: Clock, count: int
) -> None:
    account = await stock(database, clock())
    for enter in (earn, spend):
        with pytest.raises(Refused):
            async with database.transaction() as session:
                await enter(session, account, "m000", count, Act("x", clock()))


@pytest.mark.parametrize(
    ("earned_at", "days", "gone"),
    [
        ("2026-01-30T16:30:00+00:00", 28, "2026-02-28T16:00:00+00:00"),  # 31 Jan in Taipei
        ("2026-01-31T15:59:59+00:00", 28, "2026-02-28T16:00:00+00:00"),  # still 31 Jan
        ("2026-01-31T16:00:00+00:00", 28, "2026-03-01T16:00:00+00:00"),  # 1 Feb there
        ("2026-12-31T15:00:00+00:00", 0, "2026-12-31T16:00:00+00:00"),
    ],
)
def test_points_last_through_days_of_the_accounts_own_calendar(
    earned_at: str, days: int, gone: str
) -> None:
    assert gone_from(datetime.fromisoformat(earned_at), days, TAIPEI) == datetime.fromisoformat(
        gone
    )


def test_only_whole_points_are_earned() -> None:
    assert [points_for(amount, 100) for amount in (0, 99, 100, 250)] == [0, 0, 1, 2]
    assert points_for(1000, None) == 0


OPERATIONS = st.lists(st.tuples(st.integers(0, 3), st.integers(1, 9)), max_size=25)


@given(OPERATIONS)
def test_what_is_left_of_each_line_adds_up_to_the_balance(steps: list[tuple[int, int]]) -> None:
    """Whatever is earned, spent and waited for, with expiry written off before each spending."""
    lines: list[Line] = []
    now = datetime(2026, 1, 1, tzinfo=UTC)

    def enter(points: int, expires_at: datetime | None = None, lot: str | None = None) -> None:
        lines.append(Line(f"{len(lines):03}", points, now, expires_at, lot))

    for kind, count in steps:
        now += DAY
        if kind == 0:
            enter(count, now + count * DAY)
        elif kind == 1:
            enter(count)
        for lot, rest in expired(lines, now).items():
            enter(-rest, lot=lot)
        if kind > 1 and sum(line.points for line in lines) >= count:
            enter(-count)
    left = left_of(lines)
    assert sum(left.values()) == sum(line.points for line in lines)
    assert all(rest >= 0 for rest in left.values())
    assert expired(lines, now) == {}


async def test_nobody_holds_more_points_than_the_most(database: Database, clock: Clock) -> None:
    account = await stock(database, clock())
    await earned(database, account, clock, MOST_HELD, "all")
    for enter, act in ((earn, Act("one", clock())), (correct, Act("one", clock(), reason="more"))):
        with pytest.raises(Refused, match="1,000,000,000"):
            async with database.transaction() as session:
                await enter(session, account, "m000", 1, act)
    assert await spent(database, account, clock, MOST_HELD)
    assert await held(database, clock) == 0
