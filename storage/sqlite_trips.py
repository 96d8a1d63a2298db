"""Fewer trips to SQLite's thread than SQLAlchemy's adapter of aiosqlite makes.

There, opening a cursor, executing, fetching and closing are a trip each, and on a busy machine
every trip waits for a turn of the event loop and for Python's lock. Whoever holds the one turn to
write then holds it for a second, and of sixteen members who signed in at once some waited for
longer than the database has patience for.

Here a statement is one trip, and in a block that is `quick` none: what finds its row by an index
takes 0.05 ms, less than the way to the thread. Only what may wait for a lock or for the disk still
makes its trip: to begin writing, and to commit.
"""

from __future__ import annotations

import sqlite3
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy.connectors.asyncio import AsyncAdapt_dbapi_connection
from sqlalchemy.dialects.sqlite.aiosqlite import (
    AsyncAdapt_aiosqlite_connection,
    AsyncAdapt_aiosqlite_cursor,
)
from sqlalchemy.util import EMPTY_DICT

WRITING = ("BEGIN IMMEDIATE", "BEGIN EXCLUSIVE")


@dataclass
class Outcome:
    """What a statement left behind, as the attributes of a cursor (PEP 249)."""

    description: Any = None
    rowcount: int = -1
    lastrowid: Any = None
    arraysize: int = 1
    rows: Sequence[Any] = ()


class Cursor(AsyncAdapt_aiosqlite_cursor):
    """Holds nothing open: a statement is executed, read to its end and closed in one go."""

    __slots__ = ()
    _awaitable_cursor_close = False

    def __init__(self, adapt_connection: AsyncAdapt_dbapi_connection) -> None:
        self._adapt_connection = adapt_connection
        self._connection = adapt_connection._connection
        self._cursor: Any = Outcome()
        self._soft_closed_memoized = EMPTY_DICT
        self._rows = deque()

    def close(self) -> None:
        """Let go what was not read."""
        self._rows.clear()

    async def _execute_async(self, operation: Any, parameters: Any) -> Any:
        waits = operation in WRITING
        await self._done(waits, lambda cursor: cursor.execute(operation, parameters or ()))

    async def _executemany_async(self, operation: Any, seq_of_parameters: Any) -> Any:
        await self._done(False, lambda cursor: cursor.executemany(operation, seq_of_parameters))

    async def _done(self, waits: bool, work: Callable[[sqlite3.Cursor], object]) -> None:
        connection = self._adapt_connection
        assert isinstance(connection, Connection)
        async with connection._execute_mutex:
            self._cursor = await connection.done(waits, work)
        self._rows = deque(self._cursor.rows)


class Connection(AsyncAdapt_aiosqlite_connection):
    """The adapter's, with cursors that make one trip or, while it is `quick`, none."""

    __slots__ = ("_away", "quick")
    _cursor_cls = Cursor

    def __init__(self, dbapi: Any, connection: Any) -> None:
        super().__init__(dbapi, connection)
        self.quick = False
        self._away = False  #: something may still be under way in the thread

    async def done(self, waits: bool, work: Callable[[sqlite3.Cursor], object]) -> Outcome:
        """Have a statement executed and read to its end."""
        raw = self._connection._conn
        if self.quick and not waits and not self._away:
            return _outcome(raw, work)
        self._away = True
        outcome: Outcome = await self._connection._execute(_outcome, raw, work)
        self._away = False
        return outcome

    def commit(self) -> None:
        """Wait until it is on the disk."""
        self._away = True
        super().commit()
        self._away = False

    def rollback(self) -> None:
        """Undo what was not committed; where a trip was cut off, only once that has ended."""
        if self.quick and not self._away and self._connection._connection:
            self._connection._conn.rollback()
            return
        super().rollback()
        self._away = False


def _outcome(raw: sqlite3.Connection, work: Callable[[sqlite3.Cursor], object]) -> Outcome:
    """Runs in the connection's thread, unless it is quick."""
    cursor = raw.cursor()
    try:
        work(cursor)
        rows = cursor.fetchall() if cursor.description else ()
        return Outcome(cursor.description, cursor.rowcount, cursor.lastrowid, rows=rows)
    finally:
        cursor.close()
