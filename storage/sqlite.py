"""Engines for SQLite, with the settings that keep what was committed.

https://www.sqlite.org/pragma.html. A write transaction takes the lock when it begins, so two can
never both read the old value, and none fails half-way for want of the lock.
"""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path
from typing import Any

import aiosqlite
from sqlalchemy import URL, event
from sqlalchemy import Connection as CoreConnection
from sqlalchemy.engine import Dialect
from sqlalchemy.exc import DisconnectionError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.pool import ConnectionPoolEntry

from storage.failures import storage_down, translate
from storage.sqlite_trips import Connection

#: What members take back is overwritten with zeros; many builds of SQLite, not all, do so unasked.
_SERVING = ("journal_mode=WAL", "foreign_keys=ON", "secure_delete=ON")


def writer(url: URL, *, wait_seconds: float) -> AsyncEngine:
    """One connection; every transaction begins with the write lock in hand."""
    engine = _engine(url, size=1, pragmas=_SERVING, wait=wait_seconds)
    _begin_with(engine, "BEGIN IMMEDIATE")
    return engine


def readers(url: URL, *, wait_seconds: float) -> AsyncEngine:
    """Four connections that read one snapshot per transaction and cannot write."""
    engine = _engine(url, size=4, pragmas=(*_SERVING, "query_only=ON"), wait=wait_seconds)
    engine = engine.execution_options(only_reads=True)
    _begin_with(engine, "BEGIN")
    return engine


def creator(url: URL, *, wait_seconds: float) -> AsyncEngine:
    """For migrations: creates the file, and leaves foreign keys unchecked while tables change.

    It does not ask for the WAL mode: two connections that change the mode of one file at once do
    not wait for each other (https://www.sqlite.org/wal.html), see `write_ahead`.
    """
    engine = _engine(url, size=1, pragmas=(), mode="rwc", wait=wait_seconds)
    _begin_with(engine, "BEGIN EXCLUSIVE")
    return engine


async def write_ahead(url: URL) -> bool:
    """Switch the file to WAL, which it then keeps; False while another connection is in the way."""
    async with aiosqlite.connect(str(url.database), isolation_level=None) as connection:
        try:
            answer = await (await connection.execute("PRAGMA journal_mode=WAL")).fetchone()
        except sqlite3.OperationalError:
            return False
    return answer == ("wal",)


def _engine(
    url: URL, *, size: int, pragmas: tuple[str, ...], wait: float, mode: str = "rw"
) -> AsyncEngine:
    engine = create_async_engine(
        url, hide_parameters=True, pool_size=size, max_overflow=0, pool_timeout=wait
    )
    file = Path(str(url.database))
    settings = (f"busy_timeout={int(wait * 1000)}", "synchronous=FULL", *pragmas)
    event.listen(engine.sync_engine, "handle_error", translate)

    @event.listens_for(engine.sync_engine, "do_connect")
    def connect(dialect: Dialect, record: Any, args: list[Any], options: dict[str, Any]) -> Any:
        if not os.access(file if mode == "rw" else file.parent, os.R_OK):
            # aiosqlite leaves a thread behind when it cannot open a file; so it must not try.
            raise storage_down(url, sqlite3.OperationalError("unable to open database file"))
        # Without `mode`, SQLite would make an empty database where the real one went missing.
        # Its thread and ours take turns, never at the same time: see `sqlite_trips.py`.
        options |= {"uri": True, "check_same_thread": False}
        made: Any = dialect.connect(f"{file.as_uri()}?mode={mode}", **options)
        return Connection(made.dbapi, made.driver_connection)

    @event.listens_for(engine.sync_engine, "connect")
    def prepare(connection: Any, record: Any) -> None:
        connection.isolation_level = None  # we say BEGIN ourselves
        cursor = connection.cursor()
        for setting in settings:
            cursor.execute(f"PRAGMA {setting}")
        cursor.close()

    _leave_moved_file(engine, file)
    return engine


def _begin_with(engine: AsyncEngine, statement: str) -> None:
    @event.listens_for(engine.sync_engine, "begin")
    def begin(connection: CoreConnection) -> None:
        made = connection.connection.dbapi_connection
        assert isinstance(made, Connection)
        made.quick = bool(connection.get_execution_options().get("quick"))
        connection.exec_driver_sql(statement)


def _leave_moved_file(engine: AsyncEngine, file: Path) -> None:
    """SQLite itself would go on committing into a file that nobody can find any more."""

    @event.listens_for(engine.sync_engine, "connect")
    def remember(connection: Any, record: ConnectionPoolEntry) -> None:
        record.info["inode"] = file.stat().st_ino

    @event.listens_for(engine.sync_engine, "checkout")
    def compare(connection: Any, record: ConnectionPoolEntry, proxy: Any) -> None:
        try:
            moved = file.stat().st_ino != record.info["inode"]
        except OSError:
            moved = True
        if moved:
            raise DisconnectionError(f"{file} is no longer the file that was opened")
