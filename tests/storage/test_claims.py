"""Claiming due rows: each once, none lost, nobody too late."""

from __future__ import annotations

import asyncio
import sys
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlmodel import col

from bot.errors import LeaseLost
from storage.claims import backoff, claim, finish, release
from storage.database import Database
from storage.tables import Account, Outbox
from tests.clock import Clock

LEASE = timedelta(minutes=1)


async def put(database: Database, clock: Clock, *topics: str) -> None:
    """Rows due one after the other, a millisecond apart, the first of them now."""
    account = Account(
        id="a",
        slug="tea",
        name="Tea house",
        oa_id="@tea",
        messaging_channel_id="1",
        messaging_secret_box="",
        secret_since=clock(),
        bot_user_id="U1",
        slack_channel="C1",
        created_at=clock(),
        changed_at=clock(),
        changed_by="U1",
    )
    async with database.transaction() as session:
        session.add(account)
        await session.flush()
        for number, topic in enumerate(topics):
            due_at = clock() - timedelta(milliseconds=len(topics) - 1 - number)
            session.add(
                Outbox(account_id="a", kind="k", topic=topic, created_at=clock(), due_at=due_at)
            )


async def take(database: Database, clock: Clock, limit: int = 10) -> list[Outbox]:
    return list(await claim(database, Outbox, now=clock(), limit=limit, lease=LEASE))


async def only(database: Database) -> Outbox:
    async with database.reading() as session:
        return (await session.scalars(select(Outbox))).one()


async def test_the_oldest_due_rows_come_first_and_no_more_than_asked(
    database: Database, clock: Clock
) -> None:
    await put(database, clock, "1", "2", "3")
    assert [row.topic for row in await take(database, clock, limit=2)] == ["1", "2"]


async def test_rows_that_are_not_yet_due_or_never_are_left(
    database: Database, clock: Clock
) -> None:
    await put(database, clock, "never", "later")
    async with database.transaction() as session:
        for row in (await session.scalars(select(Outbox))).all():
            row.due_at = None if row.topic == "never" else clock() + timedelta(seconds=1)
    assert await take(database, clock) == []
    clock.advance(seconds=1)
    assert [row.topic for row in await take(database, clock)] == ["later"]


async def test_only_rows_that_fit_the_condition_are_taken(database: Database, clock: Clock) -> None:
    await put(database, clock, "tea", "rice")
    rows = await claim(
        database,
        Outbox,
        now=clock(),
        limit=10,
        lease=LEASE,
        where=col(Outbox.topic) == "rice",
    )
    assert [row.topic for row in rows] == ["rice"]


async def test_a_claimed_row_comes_back_only_after_its_lease(
    database: Database, clock: Clock
) -> None:
    await put(database, clock, "tea")
    assert len(await take(database, clock)) == 1
    clock.advance(seconds=59)
    assert await take(database, clock) == []
    clock.advance(seconds=1)
    (row,) = await take(database, clock)
    assert row.attempts == 2


async def test_a_finished_row_rests(database: Database, clock: Clock) -> None:
    await put(database, clock, "tea")
    (row,) = await take(database, clock)
    async with database.transaction() as session:
        await finish(session, row, due_at=None, done_at=clock())
    kept = await only(database)
    assert (kept.due_at, kept.leased_until, kept.claim) == (None, None, None)
    assert (kept.attempts, kept.done_at) == (0, clock())


async def test_a_failed_row_waits_and_remembers_its_attempts(
    database: Database, clock: Clock
) -> None:
    await put(database, clock, "tea")
    (row,) = await take(database, clock)
    async with database.transaction() as session:
        await finish(session, row, due_at=clock() + backoff(row.attempts), failure="busy")
    assert await take(database, clock) == []
    clock.advance(seconds=1)
    (row,) = await take(database, clock)
    assert (row.attempts, row.failure) == (2, "busy")


async def test_who_finishes_too_late_is_fenced_off(database: Database, clock: Clock) -> None:
    await put(database, clock, "tea")
    (late,) = await take(database, clock)
    clock.advance(minutes=2)
    (present,) = await take(database, clock)
    with pytest.raises(LeaseLost):
        async with database.transaction() as session:
            await finish(session, late, due_at=None, failure="wrong")
    async with database.transaction() as session:
        await finish(session, present, due_at=None, failure="right")
    assert (await only(database)).failure == "right"


async def test_a_row_cannot_be_finished_twice(database: Database, clock: Clock) -> None:
    await put(database, clock, "tea")
    (row,) = await take(database, clock)
    async with database.transaction() as session:
        await finish(session, row, due_at=None)
    with pytest.raises(LeaseLost):
        async with database.transaction() as session:
            await finish(session, row, due_at=None)


async def test_work_that_arrives_during_the_work_is_not_lost(
    database: Database, clock: Clock
) -> None:
    await put(database, clock, "tea")
    (row,) = await take(database, clock)
    clock.advance(seconds=5)
    async with database.transaction() as session:
        (await session.scalars(select(Outbox))).one().due_at = clock()
    async with database.transaction() as session:
        await finish(session, row, due_at=None)
    assert [row.topic for row in await take(database, clock)] == ["tea"]


async def test_a_released_row_is_free_and_was_not_attempted(
    database: Database, clock: Clock
) -> None:
    await put(database, clock, "tea")
    (row,) = await take(database, clock)
    async with database.transaction() as session:
        await release(session, row, due_at=clock())
    (row,) = await take(database, clock)
    assert row.attempts == 1


async def test_a_thousand_rows_are_each_done_once_by_many_at_once(
    database: Database, clock: Clock
) -> None:
    await put(database, clock, *(f"{number:04d}" for number in range(1000)))
    done: list[str] = []

    async def work() -> None:
        while rows := await take(database, clock, limit=20):
            async with database.transaction() as session:
                for row in rows:
                    await finish(session, row, due_at=None)
            done.extend(row.topic for row in rows)

    await asyncio.gather(*(work() for _worker in range(8)))
    assert sorted(done) == [f"{number:04d}" for number in range(1000)]


_WORKER = """
import asyncio, sys
from datetime import datetime, timedelta
from storage.claims import claim, finish
from storage.database import Database
from storage.tables import Outbox

async def work(url, now):
    database = Database(url)
    while rows := await claim(database, Outbox, now=now, limit=20, lease=timedelta(minutes=1)):
        async with database.transaction() as session:
            for row in rows:
                await finish(session, row, due_at=None)
        print(*(row.topic for row in rows), flush=True)
        if "die" in sys.argv:  # with a batch in hand, as SIGKILL would
            await claim(database, Outbox, now=now, limit=20, lease=timedelta(minutes=1))
            import os; os._exit(9)
    await database.close()

asyncio.run(work(sys.argv[1], datetime.fromisoformat(sys.argv[2])))
"""


async def run_worker(url: str, clock: Clock, *extra: str) -> list[str]:
    """Another process that works off what is due; what it finished."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", _WORKER, url, clock().isoformat(), *extra,
        stdout=asyncio.subprocess.PIPE,
    )  # fmt: skip
    out, _err = await process.communicate()
    assert process.returncode == (9 if extra else 0)
    return out.decode().split()


async def test_two_processes_share_a_thousand_rows(
    database: Database, database_url: str, clock: Clock
) -> None:
    await put(database, clock, *(f"{number:04d}" for number in range(1000)))
    parts = await asyncio.gather(*(run_worker(database_url, clock) for _process in range(2)))
    assert sorted(parts[0] + parts[1]) == [f"{number:04d}" for number in range(1000)]


async def test_the_rows_of_a_killed_process_are_done_after_its_lease(
    database: Database, database_url: str, clock: Clock
) -> None:
    await put(database, clock, *(f"{number:04d}" for number in range(100)))
    first = await run_worker(database_url, clock, "die")
    second = await run_worker(database_url, clock)
    assert (len(first), len(second)) == (20, 60)
    clock.advance(minutes=1)
    third = await run_worker(database_url, clock)
    assert sorted(first + second + third) == [f"{number:04d}" for number in range(100)]


@pytest.mark.parametrize(
    ("attempts", "seconds"), [(0, 1), (1, 1), (2, 2), (3, 4), (9, 256), (10, 300), (99, 300)]
)
def test_waiting_doubles_up_to_five_minutes(attempts: int, seconds: int) -> None:
    assert backoff(attempts) == timedelta(seconds=seconds)
