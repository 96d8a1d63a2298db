"""The inbox's writer for SQLite: one connection in one thread of its own.

A whole batch is one statement, because each statement hands Python's lock from thread to thread:
row by row (`executemany`) the same load was measured a fifth to a third slower.
"""

from __future__ import annotations

import asyncio
import json
import os
import sqlite3
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from functools import cache
from itertools import chain
from pathlib import Path

from sqlalchemy import URL

from storage.failures import storage_down
from storage.inbox_rows import PoisonedRow, Row

LOCK_PATIENCE = 1.5  #: seconds to wait for a lock; LINE gives up on a delivery after 2

ROWS_AT_ONCE = (
    128  #: in one statement; SQLite takes 32,766 values, and ever longer ones gain nothing
)

_WHICH = "SELECT id FROM event WHERE id IN (SELECT value FROM json_each(?))"


@cache
def _insert(rows: int) -> str:
    """A statement for so many rows: the time, then each row's four values."""
    places = (f"(?{n}, ?{n + 1}, ?{n + 2}, ?{n + 3}, ?1, ?1, 0)" for n in range(2, 4 * rows + 2, 4))
    return (
        "INSERT INTO event"
        " (id, account_id, webhook_event_id, body, received_at, due_at, attempts)"
        f" VALUES {', '.join(places)}"
        " ON CONFLICT (account_id, webhook_event_id) DO NOTHING"
    )


class SqliteWriter:
    """Writes batches of events into an SQLite file with `synchronous=FULL`."""

    def __init__(self, url: URL) -> None:
        self._url = url
        self._path = Path(str(url.database))
        self._thread = ThreadPoolExecutor(1, "inbox")
        self._connection: sqlite3.Connection | None = None
        self._file: tuple[int, int] | None = None  #: device and inode `_connection` writes to

    async def write(self, rows: Sequence[Row], now: datetime) -> set[str]:
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._thread, self._write, rows, now)

    async def close(self) -> None:
        await asyncio.get_running_loop().run_in_executor(self._thread, self._disconnect)
        self._thread.shutdown()

    def _write(self, rows: Sequence[Row], now: datetime) -> set[str]:
        try:
            return self._commit(self._connected(), rows, _as_stored(now))
        except (sqlite3.IntegrityError, sqlite3.DataError, UnicodeError) as refusal:
            raise PoisonedRow from refusal
        except (sqlite3.Error, OSError) as trouble:
            self._disconnect()
            raise storage_down(self._url, trouble) from trouble

    def _commit(self, connection: sqlite3.Connection, rows: Sequence[Row], now: str) -> set[str]:
        stored = 0
        with connection:  # commits, or rolls back; a lone statement is a transaction by itself
            if len(rows) > ROWS_AT_ONCE:
                connection.execute("BEGIN IMMEDIATE")
            for first in range(0, len(rows), ROWS_AT_ONCE):
                some = rows[first : first + ROWS_AT_ONCE]
                values = (now, *chain.from_iterable(some))
                stored += connection.execute(_insert(len(some)), values).rowcount
        ids = [row[0] for row in rows]
        if stored == len(ids):
            return set(ids)
        return {found for (found,) in connection.execute(_WHICH, (json.dumps(ids),))}

    def _connected(self) -> sqlite3.Connection:
        """The open connection, unless its file was deleted or replaced: then one to the new file.

        A connection to a deleted file goes on to accept commits that nobody will ever find.
        """
        status = os.stat(self._path)
        if self._connection is None or self._file != (status.st_dev, status.st_ino):
            self._disconnect()
            self._connection = connection = sqlite3.connect(
                f"{self._path.as_uri()}?mode=rw",
                uri=True,
                timeout=LOCK_PATIENCE,
                isolation_level=None,
                cached_statements=2 * ROWS_AT_ONCE,
            )
            connection.execute("PRAGMA journal_mode=WAL")
            connection.execute("PRAGMA synchronous=FULL")
            connection.execute("PRAGMA foreign_keys=ON")
            self._file = (status.st_dev, status.st_ino)
        return self._connection

    def _disconnect(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.close()


def _as_stored(time: datetime) -> str:
    """As SQLAlchemy writes it, so that the two compare."""
    return time.astimezone(UTC).replace(tzinfo=None).isoformat(" ", "microseconds")
