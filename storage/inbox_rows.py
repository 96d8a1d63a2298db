"""What the inbox hands to the database, and what a writer for one kind of database promises."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

Row = tuple[str, str, str, str]  #: id, account_id, webhook_event_id, body


class PoisonedRow(Exception):
    """The database works, but never takes at least one of these rows; none was stored."""


class Writer(Protocol):
    """Writes to the `event` table over a connection of its own, opened anew after a failure."""

    async def write(self, rows: Sequence[Row], now: datetime) -> frozenset[str]:
        """Store all of `rows` in one durable commit; return the ids of those known already.

        Raises `PoisonedRow`, or `StorageDown` when it is not certain that they are stored.
        """
        ...

    async def close(self) -> None:
        """Give the connection back."""
        ...
