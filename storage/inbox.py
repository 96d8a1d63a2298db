"""The durable inbox: webhook events, committed before LINE is told that they arrived.

Many requests share one commit (group commit): whatever arrives while a commit runs goes into the
next one, so a lone writer never waits and a crowd costs few commits.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.errors import Refused, StorageDown
from bot.text import _
from storage.database import Database
from storage.inbox_rows import PoisonedRow, Row, Writer
from storage.inbox_sqlite import SqliteWriter
from storage.tables import new_id

PATIENCE = 1.5  #: seconds to wait for other writers of this process; LINE waits 2 for its answer
MOST_ROWS = 1_000  #: in one commit; what is beyond goes into the next


@dataclass(slots=True, eq=False)
class _Append:
    rows: list[Row]
    done: asyncio.Future[int]


class Inbox:
    """Appends webhook events to the `event` table; an event of an account is stored once, ever.

    `on_stored` is called in the event loop after each commit that stored something new. A process
    needs one inbox, and uses it in one event loop, between `open` and `close`.
    """

    def __init__(
        self, database: Database, *, on_stored: Callable[[], None], clock: Callable[[], datetime]
    ) -> None:
        self._database = database
        self._writer = _writer(database)
        self._on_stored = on_stored
        self._clock = clock
        self._pending: list[_Append] = []
        self._arrived = asyncio.Event()
        self._flusher: asyncio.Task[None] | None = None
        self._closing = False

    async def open(self) -> None:
        """Start taking events. The database is first touched by the first event."""
        self._flusher = asyncio.create_task(self._flush_for_ever(), name="inbox")

    async def close(self) -> None:
        """Commit what is pending, then stop; later appends raise `StorageDown`."""
        if self._flusher is not None and not self._closing:
            self._closing = True
            self._arrived.set()
            await self._flusher
            await self._writer.close()

    async def append(self, account_id: str, events: Sequence[tuple[str, str]]) -> int:
        """Store events (webhookEventId, raw JSON); once all are durable, tell how many were new.

        Raises `StorageDown` when the database did not confirm (asking again is harmless), and
        `Refused` when it will never take some of these events, such as those of a removed account;
        the others of the same call are stored all the same.
        """
        if self._flusher is None or self._closing:
            raise StorageDown(_("The event inbox is closed; the server is starting or stopping."))
        if not events:
            return 0
        done: asyncio.Future[int] = asyncio.get_running_loop().create_future()
        rows = [(new_id(), account_id, event_id, raw) for event_id, raw in events]
        self._pending.append(_Append(rows, done))
        self._arrived.set()
        return await done

    async def _flush_for_ever(self) -> None:
        while self._pending or not self._closing:
            await self._arrived.wait()
            while self._pending:
                await self._flush()
            if not self._closing:
                self._arrived.clear()

    def _next_batch(self) -> list[_Append]:
        count = rows = 0
        for append in self._pending:
            rows += len(append.rows)
            if count and rows > MOST_ROWS:
                break
            count += 1
        batch, self._pending = self._pending[:count], self._pending[count:]
        return batch

    async def _flush(self) -> None:
        batch: list[_Append] = []
        try:
            async with self._database.turn(PATIENCE):
                batch = self._next_batch()
                rows = [row for append in batch for row in append.rows]
                known, refused = await self._store(rows)
        except Exception as trouble:  # whatever it is, the waiting requests must hear of it
            for append in batch or self._next_batch():
                _fail(append, trouble)
            return
        if len(known) + len(refused) < len(rows):
            asyncio.get_running_loop().call_soon(self._on_stored)
        for append in batch:
            if refused and any(row[0] in refused for row in append.rows):
                _fail(append, Refused(_("The database does not accept an event of this account.")))
            elif not append.done.done():  # the request may have been given up meanwhile
                append.done.set_result(_new(append.rows, known))

    async def _store(self, rows: list[Row]) -> tuple[frozenset[str], frozenset[str]]:
        """Ids of rows known already, and of refused ones: a bad row takes no neighbours along."""
        try:
            return await self._writer.write(rows, self._clock()), frozenset()
        except PoisonedRow:
            if len(rows) == 1:
                return frozenset(), frozenset({rows[0][0]})
        middle = len(rows) // 2
        known, refused = await self._store(rows[:middle])
        also_known, also_refused = await self._store(rows[middle:])
        return known | also_known, refused | also_refused


def _new(rows: list[Row], known: frozenset[str]) -> int:
    return sum([row[0] not in known for row in rows]) if known else len(rows)


def _writer(database: Database) -> Writer:
    if database.kind == "sqlite":
        return SqliteWriter(database.url)
    from storage.inbox_postgresql import PostgresqlWriter  # noqa: PLC0415 - 3 MB, see Database

    return PostgresqlWriter(database.url)


def _fail(append: _Append, trouble: Exception) -> None:
    if not append.done.done():
        append.done.set_exception(trouble)
