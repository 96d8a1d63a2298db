"""The process that writes the inbox's events into an SQLite file; `SqliteWriter` starts it.

In a thread it would share Python's lock with the event loop, which gives the lock away only for
moments: most of a commit's time was measured to be waiting for it (docs/decisions/0006). It imports
the standard library alone, so it starts in 30 ms and adds 4 MB.

`python -I -S inbox_sqlite_process.py FILE URI` reads pickled batches from its standard input,
answers each with the length of a pickled `Outcome` and the outcome, and ends when its input does.
"""

from __future__ import annotations

import json
import os
import pickle
import signal
import sqlite3
import sys
from collections.abc import Sequence
from contextlib import suppress
from functools import cache
from itertools import chain

Row = tuple[str, str, str, str]  #: id, account_id, webhook_event_id, body
Outcome = frozenset[str] | Exception  #: ids of rows already known; or why nothing was stored

#: Outcomes that say that the database works, but never takes at least one of the rows.
REFUSALS = (sqlite3.IntegrityError, sqlite3.DataError, UnicodeError)

LOCK_PATIENCE = 1.5  #: seconds to wait for a lock; LINE gives up on a delivery after 2
SIZE = 4  #: bytes in which an outcome's length is told, the highest first

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


class EventFile:
    """One connection to the SQLite file, opened anew after a failure; `synchronous=FULL`."""

    def __init__(self, path: str, uri: str) -> None:
        self._path, self._uri = path, uri
        self._connection: sqlite3.Connection | None = None
        self._file: tuple[int, int] | None = None  #: device and inode `_connection` writes to

    def append(self, rows: Sequence[Row], now: str) -> Outcome:
        """Store all rows in one durable commit, or none."""
        try:
            return self._commit(self._connected(), rows, now)
        except REFUSALS as refusal:
            return refusal
        except (sqlite3.Error, OSError) as trouble:
            self._disconnect()
            return trouble

    def _commit(
        self, connection: sqlite3.Connection, rows: Sequence[Row], now: str
    ) -> frozenset[str]:
        stored = 0
        with connection:  # commits, or rolls back; a lone statement is a transaction by itself
            if len(rows) > ROWS_AT_ONCE:
                connection.execute("BEGIN IMMEDIATE")
            for first in range(0, len(rows), ROWS_AT_ONCE):
                some = rows[first : first + ROWS_AT_ONCE]
                values = (now, *chain.from_iterable(some))
                stored += connection.execute(_insert(len(some)), values).rowcount
        if stored == len(rows):
            return frozenset()
        ids = [row[0] for row in rows]
        new = {found for (found,) in connection.execute(_WHICH, (json.dumps(ids),))}
        return frozenset(ids) - new

    def _connected(self) -> sqlite3.Connection:
        """The open connection, unless its file was deleted or replaced: then one to the new file.

        A connection to a deleted file goes on to accept commits that nobody will ever find.
        """
        status = os.stat(self._path)
        if self._connection is None or self._file != (status.st_dev, status.st_ino):
            self._disconnect()
            self._connection = connection = sqlite3.connect(
                self._uri,
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


def main(path: str, uri: str) -> None:
    """Serve the process that started this one, until it closes the pipe or is no more."""
    for name in (signal.SIGINT, signal.SIGTERM):  # told to the whole group, they are its to obey
        signal.signal(name, signal.SIG_IGN)
    file = EventFile(path, uri)
    with suppress(EOFError, pickle.UnpicklingError, BrokenPipeError):
        while True:
            rows, now = pickle.load(sys.stdin.buffer)
            outcome = pickle.dumps(file.append(rows, now))
            sys.stdout.buffer.write(len(outcome).to_bytes(SIZE) + outcome)
            sys.stdout.buffer.flush()


if __name__ == "__main__":
    main(*sys.argv[1:])
