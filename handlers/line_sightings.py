"""Counts test requests without letting a flood of them become a flood of transactions."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from bot.errors import StorageDown
from bot.text import _
from storage.database import Database
from storage.deliveries import Kind, sighted

PATIENCE = 1.5  #: seconds; LINE waits 2 for its answer


@dataclass(slots=True)
class _Count:
    path: str
    times: int = 0
    done: asyncio.Future[Exception | None] = field(
        default_factory=lambda: asyncio.get_running_loop().create_future()
    )


class SightingCounter:
    """Adds up what arrives while a transaction runs and writes it with the next one."""

    def __init__(self, database: Database, clock: Callable[[], datetime]) -> None:
        self._database = database
        self._clock = clock
        self._pending: dict[tuple[str, Kind], _Count] = {}
        self._writer: asyncio.Task[None] | None = None

    async def count(self, account_id: str, kind: Kind, path: str) -> None:
        """Count one request; it is durable when this returns. Raises `StorageDown`, in time."""
        count = self._pending.setdefault((account_id, kind), _Count(path))
        count.times += 1
        if self._writer is None or self._writer.done():
            self._writer = asyncio.create_task(self._write_pending(), name="sightings")
        try:
            trouble = await asyncio.wait_for(asyncio.shield(count.done), PATIENCE)
        except TimeoutError:
            raise StorageDown(_("The database did not confirm in time; try again.")) from None
        if trouble is not None:
            raise trouble

    async def _write_pending(self) -> None:
        while self._pending:
            (account_id, kind), count = self._pending.popitem()
            try:
                now = self._clock()
                await sighted(self._database, account_id, kind, count.path, now, times=count.times)
            except Exception as trouble:  # whatever it is, the waiting requests must hear of it
                count.done.set_result(trouble)
            else:
                count.done.set_result(None)
