"""Work as rows: take what is due, do it, report back; whoever dies loses the row to the next.

A claim is a lease with a token. The token fences the finishing write: who was too slow, and whose
row another process has taken since, gets `LeaseLost` and its result is rolled back. So work may
be started twice, but is finished once. Clocks of several machines may differ by far less than
the lease.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from secrets import token_hex
from typing import Any, TypeVar

import structlog
from sqlalchemy import ColumnElement, Select, case, inspect, literal, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.errors import LeaseLost, StorageDown
from bot.text import _
from storage.database import Database
from storage.tables import Due

log = structlog.get_logger()

Row = TypeVar("Row", bound=Due)

_LONGEST = timedelta(minutes=5)


def backoff(attempts: int) -> timedelta:
    """How long to wait after the n-th failed attempt: 1 s, 2 s, 4 s … at most 5 minutes."""
    return min(timedelta(seconds=2 ** min(max(attempts, 1) - 1, 10)), _LONGEST)


async def claim(
    database: Database,
    table: type[Row],
    *,
    now: datetime,
    limit: int,
    lease: timedelta,
    where: ColumnElement[bool] | None = None,
) -> Sequence[Row]:
    """Take up to `limit` rows that are due and that nobody holds, oldest due first.

    They are ours until `now + lease`; `attempts` counts this one already. The rows belong to no
    session: finish each with `finish` or `release`. Raises `StorageDown`.

    SQLite has one writer, for whom members wait; on it a job that finds nothing due only reads.
    """
    columns = inspect(table).columns
    free = or_(columns["leased_until"].is_(None), columns["leased_until"] <= now)
    wanted = (columns["due_at"] <= now, free, *(() if where is None else (where,)))
    if database.kind == "sqlite" and not await _any(database, select(columns["id"]).where(*wanted)):
        return ()
    due = (
        select(columns["id"])
        .where(*wanted)
        .order_by(columns["due_at"], columns["id"])
        .limit(limit)
        .with_for_update(skip_locked=True)  # SQLAlchemy leaves this out on SQLite
        .cte("due")  # in a sub-query PostgreSQL could run it more than once, and take too many
    )
    take = (
        update(table)
        .where(columns["id"].in_(select(due.c.id)))
        .values(claim=token_hex(16), leased_until=now + lease, attempts=columns["attempts"] + 1)
        .returning(table)
        .execution_options(synchronize_session=False)
    )
    async with database.transaction() as session:
        rows = (await session.execute(take)).scalars().all()
    return sorted(rows, key=lambda row: (row.due_at or now, _id(row)))


async def finish(
    session: AsyncSession, row: Due, *, due_at: datetime | None, **changes: Any
) -> None:
    """Report a claimed row done, together with whatever else the transaction changes.

    `due_at` is when it has work again; None: never, which also sets `attempts` to 0. Somebody who
    made the row due while it was being worked on is not overruled: their time stays. `changes`
    are further columns (after a success that repeats, `attempts=0`; after a failure, `due_at=now +
    backoff(row.attempts)`). `row` itself is left as it was claimed.
    Raises `LeaseLost` when another process has taken the row; let it roll the transaction back.
    """
    stored = inspect(type(row)).columns["due_at"]
    kept = case((stored == row.due_at, literal(due_at, stored.type)), else_=stored)
    attempts = {} if due_at is not None else {"attempts": 0}
    await _fenced(session, row, {"due_at": kept, **attempts, **changes})


async def put_off(database: Database, row: Due, now: datetime) -> None:
    """Give a claimed row back after a failure; the next try waits longer each time.

    When that cannot be stored, or another process has the row, its lease runs out instead.
    """
    try:
        async with database.transaction() as session:
            await finish(session, row, due_at=now + backoff(row.attempts))
    except (LeaseLost, StorageDown):
        log.info("claim.not_given_back", table=type(row).__name__)


async def release(session: AsyncSession, row: Due, *, due_at: datetime) -> None:
    """Give a claimed row back unworked (at shutdown, say); it does not count as an attempt.

    Raises `LeaseLost` when another process has taken the row.
    """
    attempts = inspect(type(row)).columns["attempts"]
    await _fenced(session, row, {"due_at": due_at, "attempts": attempts - 1})


async def _any(database: Database, rows: Select[Any]) -> bool:
    async with database.reading() as session:
        return (await session.execute(rows.limit(1))).first() is not None


async def _fenced(session: AsyncSession, row: Due, changes: Mapping[str, Any]) -> None:
    columns = inspect(type(row)).columns
    written = await session.execute(
        update(type(row))
        .where(columns["id"] == _id(row), columns["claim"] == row.claim)
        .values(claim=None, leased_until=None, **changes)
        .returning(columns["id"])
        .execution_options(synchronize_session=False)
    )
    if written.first() is None:
        raise LeaseLost(
            _(
                "Another process has taken over {table} {id}; this result is dropped.",
                table=type(row).__name__,
                id=_id(row),
            )
        )


def _id(row: Due) -> str:
    identity = inspect(row).identity
    return str(identity[0]) if identity else ""
