"""Points written off by the job that does it, at midnight where the account lives."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime

from sqlalchemy import func
from sqlmodel import col, select

from bot.flows.stores.expiring import BATCH
from bot.flows.stores.points import Act, balance, earn
from jobs.points import points
from storage.tables import Member, PointEntry
from tests.stores.counter import Counter

NEW_YEAR = datetime(2026, 12, 31, 16, tzinfo=UTC)  #: the year's first moment in Taipei


async def written_off(counter: Counter) -> list[tuple[str, int, datetime]]:
    """Whose points, how many, and as of when."""
    async with counter.deps.database.reading() as session:
        gone = select(PointEntry).where(col(PointEntry.kind) == "expire")
        found = await session.scalars(gone.order_by(col(PointEntry.member_id)))
        return [(one.member_id, one.points, one.at) for one in found]


async def test_at_the_months_end_in_taipei_and_not_a_second_before(counter: Counter) -> None:
    counter.account.points_last = 30
    counter.clock.now = datetime(2026, 12, 1, 15, 59, tzinfo=UTC)  # still the 1st there
    assert await counter.earn(900, once="first") == 9
    counter.clock.advance(minutes=1)  # the 2nd
    assert await counter.earn(400, once="second") == 4
    counter.clock.now = NEW_YEAR
    counter.clock.advance(seconds=-1)
    await points.run(counter.deps)
    assert await written_off(counter) == []
    counter.clock.advance(seconds=1)
    await points.run(counter.deps)
    await points.run(counter.deps)
    assert await written_off(counter) == [("m000", -9, NEW_YEAR)]
    async with counter.deps.database.reading() as session:
        assert await balance(session, "m000", counter.clock()) == 4


async def test_for_more_members_than_one_step_takes_by_two_machines_at_once(
    counter: Counter,
) -> None:
    now, count = counter.clock(), BATCH + 30
    counter.account.points_last = 0
    async with counter.deps.database.transaction() as session:
        more = range(64, count)
        session.add_all(
            Member(id=f"m{n:03}", account_id="cafe", user_id=f"U{n}", created_at=now) for n in more
        )
        await session.flush()
        for number in range(count):
            key = f"m{number:03}"
            await earn(session, counter.account, key, 7, Act(f"e:{key}", now, "taipei"))
    counter.clock.advance(hours=24)
    await asyncio.gather(points.run(counter.deps), points.run(counter.deps))
    assert [one[:2] for one in await written_off(counter)] == [
        (f"m{number:03}", -7) for number in range(count)
    ]
    async with counter.deps.database.reading() as session:
        assert await session.scalar(select(func.sum(col(PointEntry.points)))) == 0
