"""Tables and revisions agree, from empty to newest, whoever migrates and however many at once."""

from __future__ import annotations

import asyncio
import os
import sys
from pathlib import Path
from uuid import uuid4

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection, text
from sqlalchemy.ext.asyncio import create_async_engine
from sqlmodel import SQLModel

from bot.errors import SchemaError, StorageDown
from storage.database import Database
from storage.migrate import migrate
from storage.schema import head

MEND = (
    "storage/tables/ and storage/migrations disagree. Before the first release: "
    "rm storage/migrations/versions/0001_*.py; python -m storage.migrations 'first tables'. "
    "After it: python -m storage.migrations 'what changed'. Differences: "
)


def _differences(connection: Connection) -> list[object]:
    context = MigrationContext.configure(connection, opts={"compare_server_default": True})
    return list(compare_metadata(context, SQLModel.metadata))


async def test_tables_and_revisions_agree(database: Database) -> None:
    engine = create_async_engine(database.url)
    async with engine.connect() as connection:
        differences = await connection.run_sync(_differences)
    await engine.dispose()
    assert not differences, MEND + str(differences)


async def test_migrating_again_changes_nothing(database_url: str) -> None:
    assert await migrate(database_url) == head()


async def test_a_migrated_database_is_ready(database: Database) -> None:
    await database.ready()


@pytest.mark.parametrize(
    ("revision", "said"), [("9999", "install the newer"), (None, "`python -m bot migrate`")]
)
async def test_another_schema_is_told_with_its_mend(
    database: Database, revision: str | None, said: str
) -> None:
    async with database.transaction() as session:
        await session.execute(text("DELETE FROM alembic_version"))
        if revision:
            await session.execute(
                text("INSERT INTO alembic_version VALUES (:revision)"), {"revision": revision}
            )
    with pytest.raises(SchemaError, match=said):
        await database.ready()


async def test_a_missing_file_is_told_with_its_mend_and_not_created(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path}/moorline.db")
    with pytest.raises(StorageDown, match="`python -m bot migrate` creates it"):
        await database.ready()
    await database.close()
    assert os.listdir(tmp_path) == []


@pytest.fixture
async def empty_url(database_url: str, tmp_path: Path) -> str:
    """The address of a database that nobody has migrated."""
    if database_url.startswith("sqlite"):
        return f"sqlite:///{tmp_path}/{uuid4().hex}.db"
    engine = create_async_engine(Database(database_url).url)
    async with engine.begin() as connection:
        await connection.execute(text("DROP SCHEMA public CASCADE"))
        await connection.execute(text("CREATE SCHEMA public"))
    await engine.dispose()
    return database_url


async def test_many_tasks_migrate_an_empty_database_at_once(empty_url: str) -> None:
    assert await asyncio.gather(*(migrate(empty_url) for _task in range(5))) == [head()] * 5


async def test_many_processes_migrate_an_empty_database_at_once(empty_url: str) -> None:
    program = "import asyncio, sys; from storage.migrate import migrate; "
    program += "print(asyncio.run(migrate(sys.argv[1])))"
    processes = [
        await asyncio.create_subprocess_exec(
            sys.executable, "-c", program, empty_url, stdout=asyncio.subprocess.PIPE
        )
        for _process in range(3)
    ]
    said = await asyncio.gather(*(process.communicate() for process in processes))
    assert [out.decode().strip() for out, _err in said] == [head()] * 3
    database = Database(empty_url)
    await database.ready()
    await database.close()


async def test_a_migration_that_fails_leaves_no_trace(empty_url: str) -> None:
    engine = create_async_engine(Database(empty_url).url)
    async with engine.begin() as connection:
        await connection.execute(text("CREATE TABLE site (mine TEXT)"))
    with pytest.raises(Exception, match="already exists"):
        await migrate(empty_url)
    async with engine.connect() as connection:
        names = await connection.run_sync(lambda sync: sync.dialect.get_table_names(sync))
    await engine.dispose()
    assert names == ["site"]


async def test_a_table_dropped_during_the_day_is_not_storage_down(database: Database) -> None:
    """A mistake of ours must not look like an outage."""
    with pytest.raises(Exception, match="no_such_table"):
        async with database.reading() as session:
            await session.execute(text("SELECT * FROM no_such_table"))
