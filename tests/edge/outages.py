"""Ways in which a database can be away, each for the length of a `with` block."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager, closing
from pathlib import Path

import asyncpg

from storage.database import Database


@asynccontextmanager
async def locked(database: Database) -> AsyncIterator[None]:
    """Somebody else holds the lock that writing an event needs."""
    if database.kind == "sqlite":
        with closing(sqlite3.connect(_file(database), isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            yield
        return
    other = await _connect(database)
    try:
        async with other.transaction():
            await other.execute("LOCK TABLE event IN ACCESS EXCLUSIVE MODE")
            yield
    finally:
        await other.close()


@asynccontextmanager
async def gone(database: Database) -> AsyncIterator[None]:
    """The file, or the database on the server, is not there; whoever was connected is cut off."""
    if database.kind == "sqlite":
        away = _file(database).rename(_file(database).with_suffix(".away"))
        yield
        away.rename(_file(database))
        return
    name = database.url.database
    admin = await _connect(database, to="postgres")
    try:
        await admin.execute(
            "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = $1", name
        )
        await admin.execute(f"ALTER DATABASE {name} RENAME TO {name}_away")
        yield
        await admin.execute(f"ALTER DATABASE {name}_away RENAME TO {name}")
    finally:
        await admin.close()


def cut_unnoticed(database: Database) -> None:
    """The server ends every connection before our event loop, which stands still, can notice."""

    async def cut() -> None:
        admin = await _connect(database, to="postgres")
        await admin.execute(
            "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = $1",
            database.url.database,
        )
        await admin.close()

    with ThreadPoolExecutor(1) as thread:
        thread.submit(asyncio.run, cut()).result()


def _file(database: Database) -> Path:
    return Path(str(database.url.database))


async def _connect(database: Database, to: str | None = None) -> asyncpg.Connection:
    url = database.url
    return await asyncpg.connect(
        host=url.host, port=url.port, user=url.username, database=to or url.database
    )
