"""Imports of many sites: a dry run that is kept, its rows, and what became of each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from sqlalchemy import delete, func, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import and_, col, or_, select

from storage.changing import changed
from storage.tables import Import, ImportRow, Site

KEPT = timedelta(days=1)
"""How long a dry run nobody applied is kept, its sealed redemption codes with it."""


async def with_digest(session: AsyncSession, account_id: str, digest: str) -> Import | None:
    """The import that holds this digest."""
    return await session.scalar(
        select(Import).where(col(Import.account_id) == account_id, col(Import.digest) == digest)
    )


async def keep(session: AsyncSession, made: Import, rows: Sequence[ImportRow]) -> None:
    """Keep a dry run; one of the same digest that was not begun gives way, old ones go."""
    idle = and_(col(Import.due_at).is_(None), col(Import.done_at).is_(None))
    stale = or_(
        and_(col(Import.account_id) == made.account_id, col(Import.digest) == made.digest),
        col(Import.created_at) < made.created_at - KEPT,
    )
    old = (await session.scalars(select(col(Import.id)).where(idle, stale))).all()
    await session.execute(delete(ImportRow).where(col(ImportRow.import_id).in_(old)))
    await session.execute(delete(Import).where(col(Import.id).in_(old)))
    session.add(made)
    await session.flush()
    session.add_all(rows)


async def begin(session: AsyncSession, import_id: str, now: datetime) -> bool:
    """Make it due, once: False when it was begun before."""
    change = (
        update(Import)
        .where(
            col(Import.id) == import_id, col(Import.due_at).is_(None), col(Import.done_at).is_(None)
        )
        .values(due_at=now)
    )
    return await changed(session, change)


async def rows_of(session: AsyncSession, import_id: str) -> Sequence[ImportRow]:
    """Every row, in order."""
    every = select(ImportRow).where(col(ImportRow.import_id) == import_id)
    return (await session.scalars(every.order_by(col(ImportRow.number)))).all()


async def left(session: AsyncSession, import_id: str, limit: int) -> Sequence[ImportRow]:
    """The next rows nothing has become of yet, in order."""
    waiting = select(ImportRow).where(
        col(ImportRow.import_id) == import_id, col(ImportRow.outcome).is_(None)
    )
    return (await session.scalars(waiting.order_by(col(ImportRow.number)).limit(limit))).all()


async def note_waiting(session: AsyncSession, import_id: str) -> None:
    """Of the rows that added a site, note those whose site waits for a LIFF slot."""
    waiting = select(col(Site.id)).where(col(Site.login_channel_id).is_(None))
    await session.execute(
        update(ImportRow)
        .where(
            col(ImportRow.import_id) == import_id,
            col(ImportRow.outcome) == "added",
            col(ImportRow.site_id).in_(waiting),
        )
        .values(outcome="waiting")
        .execution_options(synchronize_session=False)
    )


async def apps_made(session: AsyncSession, import_id: str) -> int:
    """How many of the sites an import added have their LIFF app."""
    made = (
        select(func.count())
        .select_from(ImportRow)
        .join(Site, col(Site.id) == col(ImportRow.site_id))
        .where(
            col(ImportRow.import_id) == import_id,
            col(ImportRow.outcome) == "added",
            col(Site.liff_id).is_not(None),
        )
    )
    return await session.scalar(made) or 0


async def counted(session: AsyncSession, import_id: str) -> Mapping[str | None, int]:
    """How many rows have come to which outcome; under None those that wait."""
    found = await session.execute(
        select(col(ImportRow.outcome), func.count())
        .where(col(ImportRow.import_id) == import_id)
        .group_by(col(ImportRow.outcome))
    )
    return {outcome: count for outcome, count in found.all()}


async def refused(session: AsyncSession, import_id: str, limit: int) -> Sequence[ImportRow]:
    """The first rows that were refused, in order."""
    wrong = select(ImportRow).where(
        col(ImportRow.import_id) == import_id, col(ImportRow.outcome) == "refused"
    )
    return (await session.scalars(wrong.order_by(col(ImportRow.number)).limit(limit))).all()
