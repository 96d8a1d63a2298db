"""The inbox's writer for PostgreSQL: one connection, one statement for a whole batch."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import asyncpg
from sqlalchemy import URL

from storage.failures import storage_down
from storage.inbox_rows import PoisonedRow, Row

PATIENCE = 1.5  #: seconds for connecting and for one batch; LINE gives up on a delivery after 2

_INSERT = """
INSERT INTO event (id, account_id, webhook_event_id, body, received_at, due_at, attempts)
SELECT id, account_id, webhook_event_id, body, $5, $5, 0
FROM unnest($1::text[], $2::text[], $3::text[], $4::text[])
    AS arrived (id, account_id, webhook_event_id, body)
ON CONFLICT (account_id, webhook_event_id) DO NOTHING
RETURNING id
"""

_REFUSALS = (
    asyncpg.IntegrityConstraintViolationError,
    asyncpg.DataError,
    asyncpg.PostgresSyntaxError,
    asyncpg.exceptions.ProgramLimitExceededError,
    UnicodeError,
)
_FAILURES = (asyncpg.PostgresError, asyncpg.InterfaceError, OSError, TimeoutError)


class PostgresqlWriter:
    """Writes batches of events over one asyncpg connection."""

    def __init__(self, url: URL) -> None:
        self._url = url
        self._options = dict(url.get_dialect()().create_connect_args(url)[1])
        self._connection: asyncpg.Connection | None = None

    async def write(self, rows: Sequence[Row], now: datetime) -> frozenset[str]:
        known = self._connection
        try:
            return await self._insert(rows, now)
        except _REFUSALS as refusal:
            raise PoisonedRow from refusal
        except _FAILURES as trouble:
            self._disconnect()
            if known is None or isinstance(trouble, TimeoutError):
                raise storage_down(self._url, trouble) from trouble
        return await self.write(rows, now)  # the server may have restarted since the last batch

    async def _insert(self, rows: Sequence[Row], now: datetime) -> frozenset[str]:
        connection = await self._connected()
        ids, *columns = map(list, zip(*rows, strict=True))
        new = await connection.fetch(_INSERT, ids, *columns, now)
        return frozenset(ids) - {found for (found,) in new}

    async def close(self) -> None:
        if self._connection is not None:
            await self._connection.close(timeout=PATIENCE)

    async def _connected(self) -> asyncpg.Connection:
        if self._connection is None or self._connection.is_closed():
            self._connection = await asyncpg.connect(
                **self._options, timeout=PATIENCE, command_timeout=PATIENCE
            )
            await self._connection.execute("SET synchronous_commit = on")  # whatever the server's
        return self._connection

    def _disconnect(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.terminate()
