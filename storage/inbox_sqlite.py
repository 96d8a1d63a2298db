"""The inbox's writer for SQLite: a small process of its own, see `inbox_sqlite_process`."""

from __future__ import annotations

import asyncio
import pickle
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import URL

from storage import inbox_sqlite_process
from storage.failures import storage_down
from storage.inbox_rows import PoisonedRow, Row
from storage.inbox_sqlite_process import REFUSALS, SIZE, Outcome

_PROGRAM = str(inbox_sqlite_process.__file__)


class SqliteWriter:
    """Writes batches of events into an SQLite file with `synchronous=FULL`.

    Its process starts with the first batch, and anew if it ended.
    """

    def __init__(self, url: URL) -> None:
        self._url = url
        self._path = Path(str(url.database))
        self._process: Process | None = None

    async def write(self, rows: Sequence[Row], now: datetime) -> frozenset[str]:
        process, self._process = self._process, None  # unheard answers must not reach later batches
        known = process is not None
        batch = pickle.dumps((rows, _as_stored(now)))
        try:
            process = process or await self._started()
            outcome = await _exchange(process, batch)
        except (EOFError, OSError) as trouble:
            if not known:
                raise storage_down(self._url, trouble) from trouble
            return await self.write(rows, now)  # it may have ended since the last batch
        self._process = process
        if isinstance(outcome, REFUSALS):
            raise PoisonedRow from outcome
        if isinstance(outcome, Exception):
            raise storage_down(self._url, outcome) from outcome
        return outcome

    async def close(self) -> None:
        process, self._process = self._process, None
        if process is not None and process.stdin is not None:
            process.stdin.close()
            await process.wait()

    async def _started(self) -> Process:
        file, uri = str(self._path), f"{self._path.as_uri()}?mode=rw"
        return await asyncio.create_subprocess_exec(
            *(sys.executable, "-I", "-S", _PROGRAM, file, uri), stdin=PIPE, stdout=PIPE
        )


async def _exchange(process: Process, batch: bytes) -> Outcome:
    """Raises `EOFError` or `OSError` when the process is not there to answer."""
    asked, answers = process.stdin, process.stdout
    if asked is None or answers is None:
        raise EOFError
    asked.write(batch)
    size = int.from_bytes(await answers.readexactly(SIZE))
    outcome: Outcome = pickle.loads(await answers.readexactly(size))
    return outcome


def _as_stored(time: datetime) -> str:
    """As SQLAlchemy writes it, so that the two compare."""
    return time.astimezone(UTC).replace(tzinfo=None).isoformat(" ", "microseconds")
