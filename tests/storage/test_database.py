"""What `Database` promises, on both databases."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import aiosqlite
import pytest
from sqlalchemy import delete, insert, select
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlmodel import col

from bot.deps import utc_now
from storage.database import Database
from storage.migrate import migrate
from storage.tables import Sighting
from tests.clock import Clock


async def _sight(database: Database, clock: Clock, times: int = 0) -> None:
    async with database.transaction() as session:
        session.add(Sighting(account_id="a", kind="well", times=times, last_at=clock()))


async def _times(database: Database) -> int:
    async with database.reading() as session:
        return (await session.scalars(select(col(Sighting.times)))).one()


async def test_a_transaction_commits_at_its_end(database: Database, clock: Clock) -> None:
    await _sight(database, clock, times=3)
    assert await _times(database) == 3


async def test_a_transaction_that_raises_leaves_nothing(database: Database, clock: Clock) -> None:
    async def stop_half_way() -> None:
        async with database.transaction() as session:
            session.add(Sighting(account_id="a", kind="well", last_at=clock()))
            await session.flush()
            raise RuntimeError("stop")

    with pytest.raises(RuntimeError, match="stop"):
        await stop_half_way()
    async with database.reading() as session:
        assert (await session.scalars(select(Sighting))).all() == []


async def test_rows_read_stay_usable_after_the_transaction(
    database: Database, clock: Clock
) -> None:
    await _sight(database, clock, times=3)
    async with database.reading() as session:
        row = (await session.scalars(select(Sighting))).one()
    assert (row.times, row.last_at) == (3, clock())


async def test_reading_refuses_to_write(database: Database, clock: Clock) -> None:
    async with database.reading() as session:
        session.add(Sighting(account_id="a", kind="well", last_at=clock()))
        with pytest.raises(DBAPIError):
            await session.flush()


async def test_a_broken_constraint_passes_through(database: Database, clock: Clock) -> None:
    await _sight(database, clock)
    with pytest.raises(IntegrityError):
        await _sight(database, clock)


async def test_parallel_changes_of_one_row_lose_nothing(
    database: Database, database_url: str, clock: Clock
) -> None:
    """Two `Database`s, as when `serve` and `jobs` are processes of their own."""
    await _sight(database, clock)
    other = Database(database_url)

    async def add_one(place: Database) -> None:
        for _round in range(10):
            async with place.transaction() as session:
                row = (await session.scalars(select(Sighting).with_for_update())).one()
                await asyncio.sleep(0)
                row.times += 1

    await asyncio.gather(*(add_one(place) for place in (database, other) * 8))
    await other.close()
    assert await _times(database) == 160


async def test_a_cancelled_transaction_leaves_nothing_and_blocks_nobody(
    database: Database, clock: Clock
) -> None:
    """A visitor who hangs up in the middle must not keep the one writer of SQLite."""

    async def hang_up(flushed: asyncio.Event) -> None:
        async with database.transaction() as session:
            session.add(Sighting(account_id="a", kind="well", last_at=clock()))
            await session.flush()
            flushed.set()
            await asyncio.Event().wait()

    for _time in range(30):
        flushed = asyncio.Event()
        task = asyncio.create_task(hang_up(flushed))
        await flushed.wait()
        task.cancel()
        await asyncio.wait([task])
    await _sight(database, clock, times=1)
    assert await _times(database) == 1


async def test_statements_cancelled_under_way_block_nobody(
    database: Database, clock: Clock
) -> None:
    for _time in range(30):
        task = asyncio.create_task(_sight(database, clock))
        for _turn in range(_time):
            await asyncio.sleep(0)
        task.cancel()
        await asyncio.wait([task])
    async with database.transaction() as session:
        await session.execute(delete(Sighting))
    await _sight(database, clock, times=1)
    assert await _times(database) == 1


async def test_times_come_back_aware_in_utc(database: Database) -> None:
    taipei = timezone(timedelta(hours=8))
    written = datetime(2026, 11, 23, 12, 0, 0, 123456, tzinfo=taipei)
    async with database.transaction() as session:
        session.add(Sighting(account_id="a", kind="well", last_at=written))
    async with database.reading() as session:
        read = (await session.scalars(select(col(Sighting.last_at)))).one()
    assert read == written
    assert read.utcoffset() == timedelta(0)


async def test_its_repr_hides_the_password() -> None:
    database = Database("postgresql://moorline:hunter2@db.example/moorline")
    assert "hunter2" not in repr(database)


async def test_a_statement_goes_to_sqlites_thread_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each trip there and back costs more than the statement."""
    url = f"sqlite:///{tmp_path / 'trips.db'}"
    await migrate(url)
    trips = list[object]()
    trip: Any = aiosqlite.Connection._execute

    async def counted(self: aiosqlite.Connection, work: Any, *more: Any, **named: Any) -> Any:
        trips.append(work)
        return await trip(self, work, *more, **named)

    database = Database(url)
    async with database.transaction() as session:
        await session.execute(select(Sighting))
        monkeypatch.setattr(aiosqlite.Connection, "_execute", counted)
        for times in range(3):
            seen = {"account_id": "a", "kind": str(times), "times": 0, "last_at": utc_now()}
            await session.execute(insert(Sighting).values(seen))
        assert len((await session.scalars(select(Sighting))).all()) == 3
        monkeypatch.undo()
    await database.close()
    assert len(trips) == 3 + 1
