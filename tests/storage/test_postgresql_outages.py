"""PostgreSQL stopped, restarted, or without our database: said in our words, and over by itself."""

from __future__ import annotations

import asyncio
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text

from bot.errors import StorageDown
from storage.database import Database
from storage.migrate import migrate
from tests import postgres
from tests.storage.asking import read, write


@pytest.fixture
def server() -> Iterator[postgres.Server]:
    """A PostgreSQL server that this test may stop."""
    folder = Path(tempfile.mkdtemp(prefix="moorline-postgres-"))
    server = postgres.Server(folder)
    server.create()
    server.start()
    yield server
    if server.running:
        server.stop()
    shutil.rmtree(folder)


async def test_a_restarted_server_is_used_again_without_restarting_us(
    server: postgres.Server,
) -> None:
    await migrate(server.url("postgres"))
    database = Database(server.url("postgres"))
    await asyncio.gather(*(read(database) for _connection in range(5)))
    server.stop()
    for attempt in (write, read, Database.ready):
        with pytest.raises(StorageDown, match="PostgreSQL server in DATABASE_URL"):
            await attempt(database)
    server.start()
    for attempt in (write, read, Database.ready):
        await attempt(database)
    await database.close()


async def test_a_restart_that_nobody_noticed_fails_no_request(server: postgres.Server) -> None:
    await migrate(server.url("postgres"))
    database = Database(server.url("postgres"))
    await asyncio.gather(*(read(database) for _connection in range(5)))
    server.stop()
    server.start()
    await asyncio.gather(*(write(database) for _connection in range(5)))
    await database.close()


async def test_a_server_that_dies_during_a_transaction_is_down(server: postgres.Server) -> None:
    await migrate(server.url("postgres"))
    database = Database(server.url("postgres"))

    async def lose_it_half_way() -> None:
        async with database.transaction() as session:
            await session.execute(text("DELETE FROM sighting"))
            server.stop()
            await session.execute(text("DELETE FROM sighting"))

    with pytest.raises(StorageDown):
        await lose_it_half_way()
    server.start()
    await write(database)
    await database.close()


async def test_a_database_that_does_not_exist_is_down(postgres_server: postgres.Server) -> None:
    database = Database(postgres_server.url("nowhere"))
    with pytest.raises(StorageDown, match='"nowhere" does not exist'):
        await database.ready()
    await database.close()
