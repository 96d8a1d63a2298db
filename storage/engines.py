"""Engines for SQLite and PostgreSQL, with the settings that keep what was committed.

SQLite: https://www.sqlite.org/pragma.html. A write transaction takes the lock when it begins, so
two can never both read the old value and one never fails half-way for want of the lock.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import asyncpg
from sqlalchemy import URL, Connection, event
from sqlalchemy.engine import Dialect
from sqlalchemy.exc import DisconnectionError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.pool import ConnectionPoolEntry

from storage.failures import storage_down, translate

CONNECT_SECONDS = 5.0  #: to reach PostgreSQL
WAIT_SECONDS = 5.0  #: for a free connection, and for SQLite's lock
STATEMENT_SECONDS = 60.0  #: after which a PostgreSQL server that says nothing counts as gone


def sqlite_writer(url: URL) -> AsyncEngine:
    """One connection; every transaction begins with the write lock in hand."""
    engine = _sqlite(url, size=1, pragmas=())
    _begin(engine, "BEGIN IMMEDIATE")
    return engine


def sqlite_readers(url: URL) -> AsyncEngine:
    """Four connections that read one snapshot per transaction and cannot write."""
    engine = _sqlite(url, size=4, pragmas=("query_only=ON",)).execution_options(only_reads=True)
    _begin(engine, "BEGIN")
    return engine


def sqlite_creator(url: URL, *, wait_seconds: float) -> AsyncEngine:
    """For migrations: creates the file, and leaves foreign keys unchecked while tables change."""
    engine = _sqlite(url, size=1, pragmas=("foreign_keys=OFF",), mode="rwc", wait=wait_seconds)
    _begin(engine, "BEGIN EXCLUSIVE")
    return engine


def postgresql(url: URL, *, size: int = 10) -> AsyncEngine:
    """Connections are tried before use, so a server that came back is used again by itself."""
    engine = create_async_engine(
        url,
        hide_parameters=True,
        pool_size=size,
        max_overflow=size,
        pool_timeout=WAIT_SECONDS,
        pool_pre_ping=True,
        connect_args={"timeout": CONNECT_SECONDS, "command_timeout": STATEMENT_SECONDS},
    )
    event.listen(engine.sync_engine, "handle_error", translate)

    @event.listens_for(engine.sync_engine, "do_connect")
    def connect(dialect: Dialect, record: Any, args: list[Any], options: dict[str, Any]) -> Any:
        try:
            return dialect.connect(*args, **options)
        except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
            raise storage_down(url, error) from error

    return engine


def _sqlite(
    url: URL, *, size: int, pragmas: tuple[str, ...], mode: str = "rw", wait: float = WAIT_SECONDS
) -> AsyncEngine:
    engine = create_async_engine(
        url, hide_parameters=True, pool_size=size, max_overflow=0, pool_timeout=wait
    )
    file = Path(str(url.database))
    settings = (
        f"busy_timeout={int(wait * 1000)}",
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
        *pragmas,
    )
    event.listen(engine.sync_engine, "handle_error", translate)

    @event.listens_for(engine.sync_engine, "do_connect")
    def connect(dialect: Dialect, record: Any, args: list[Any], options: dict[str, Any]) -> Any:
        # Without `mode`, SQLite would make an empty database where the real one went missing.
        return dialect.connect(f"{file.as_uri()}?mode={mode}", **options, uri=True)

    @event.listens_for(engine.sync_engine, "connect")
    def prepare(connection: Any, record: Any) -> None:
        connection.isolation_level = None  # we say BEGIN ourselves
        cursor = connection.cursor()
        for setting in settings:
            cursor.execute(f"PRAGMA {setting}")
        cursor.close()

    _leave_moved_file(engine, file)
    return engine


def _begin(engine: AsyncEngine, statement: str) -> None:
    @event.listens_for(engine.sync_engine, "begin")
    def begin(connection: Connection) -> None:
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
