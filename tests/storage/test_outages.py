"""The database locked, gone, or restarted: said once, in our words, and over by itself."""

from __future__ import annotations

import asyncio
import os
import shutil
import sqlite3
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import select, text
from sqlalchemy.ext.asyncio import AsyncSession

from bot.errors import SettingsError, StorageDown
from storage.database import Database
from storage.tables import Sighting
from tests.storage.asking import read, write


async def sighted(session: AsyncSession) -> None:
    session.add(Sighting(account_id="a", kind="well", last_at=datetime.now(UTC)))
    await session.flush()


async def sightings(database: Database) -> int:
    async with database.reading(quick=True) as session:
        return len((await session.scalars(select(Sighting))).all())


@pytest.fixture
def file(migrated_file: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(migrated_file, tmp_path / "moorline.db"))


@pytest.fixture
async def sqlite(file: Path) -> AsyncIterator[Database]:
    """A SQLite database with little patience."""
    database = Database(f"sqlite:///{file}", wait_seconds=0.2)
    await database.open()
    yield database
    await database.close()


async def test_a_locked_file_is_down_and_then_well_again(sqlite: Database, file: Path) -> None:
    other = sqlite3.connect(file, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(StorageDown, match=r"locked.*not kept locked by another program"):
        await write(sqlite)
    await read(sqlite)
    other.execute("ROLLBACK")
    other.close()
    await write(sqlite)


async def test_waiting_too_long_for_a_busy_writer_is_down(sqlite: Database) -> None:
    async with sqlite.transaction() as session:
        await session.execute(text("DELETE FROM sighting"))
        with pytest.raises(StorageDown, match="busy"):
            await write(sqlite)
    await write(sqlite)


async def test_who_insists_outlasts_a_lock_and_writes_once(sqlite: Database, file: Path) -> None:
    other = sqlite3.connect(file, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    writing = asyncio.create_task(sqlite.insist(sighted))
    await asyncio.sleep(0.5)  # two tries
    other.execute("ROLLBACK")
    other.close()
    await writing
    assert await sightings(sqlite) == 1


async def test_who_insists_gives_up_in_the_end(sqlite: Database) -> None:
    sqlite.insists = 0.3
    async with sqlite.turn():
        with pytest.raises(StorageDown, match="busy"):
            await sqlite.insist(sighted)
    assert await sightings(sqlite) == 0


async def test_a_quick_block_cut_off_while_it_waits_leaves_the_writer_usable(
    sqlite: Database, file: Path
) -> None:
    other = sqlite3.connect(file, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    writing = asyncio.create_task(sqlite.insist(sighted))
    await asyncio.sleep(0.1)  # its BEGIN is under way in the thread
    writing.cancel()
    await asyncio.wait([writing])
    other.execute("ROLLBACK")
    other.close()
    await write(sqlite)
    await sqlite.insist(sighted)
    assert await sightings(sqlite) == 1


async def test_what_is_quick_is_undone_when_it_raises(database: Database) -> None:
    async def stop_half_way() -> None:
        async with database.transaction(quick=True) as session:
            await sighted(session)
            raise RuntimeError("stop")

    with pytest.raises(RuntimeError, match="stop"):
        await stop_half_way()
    assert await sightings(database) == 0


async def test_a_moved_file_is_down_until_it_is_back(sqlite: Database, file: Path) -> None:
    await write(sqlite)
    os.rename(file, file.with_name("away"))
    for attempt in (write, read, Database.ready):
        with pytest.raises(StorageDown, match="migrate"):
            await attempt(sqlite)
    assert file.name not in os.listdir(file.parent)
    os.rename(file.with_name("away"), file)
    for attempt in (write, read, Database.ready):
        await attempt(sqlite)


async def test_a_file_that_is_no_database_is_down(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("not a database, but long enough to look at" * 50)
    database = Database(f"sqlite:///{tmp_path}/notes.txt")
    with pytest.raises(StorageDown, match="not a database"):
        await read(database)
    await database.close()


@pytest.mark.parametrize(
    ("url", "problem"),
    [
        ("mysql://somewhere/x", "SQLite or PostgreSQL"),
        ("moorline.db", "not a database address"),
        ("sqlite://", "names a file"),
        ("postgresql://u:hunter2@host", "lacks the name"),
    ],
)
def test_an_unusable_address_is_refused_without_repeating_it(url: str, problem: str) -> None:
    with pytest.raises(SettingsError, match=problem) as caught:
        Database(url)
    assert "hunter2" not in str(caught.value)


@pytest.mark.parametrize(
    ("written", "query"),
    [
        ("postgres://u:p@h/d", {}),
        ("postgresql://u:p@h/d?sslmode=require&channel_binding=require", {"ssl": "require"}),
    ],
)
def test_addresses_as_hosting_companies_write_them_are_understood(
    written: str, query: dict[str, str]
) -> None:
    database = Database(written)
    assert database.url.drivername == "postgresql+asyncpg"
    assert database.url.query == query


async def test_a_relative_file_is_meant_from_where_one_stands(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(file.parent)
    database = Database("sqlite:///moorline.db")
    monkeypatch.chdir("/")
    await database.ready()
    await database.close()
