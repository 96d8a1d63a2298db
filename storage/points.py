"""The ledger of points: entries that add up; there is no balance to overwrite."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, func
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select

from storage.tables import PointEntry


async def balance(session: AsyncSession, member_id: str) -> int:
    """What the member's entries add up to, expired ones that nobody has written off included."""
    total = select(func.coalesce(func.sum(col(PointEntry.points)), 0))
    return int(await session.scalar(total.where(col(PointEntry.member_id) == member_id)) or 0)


async def entry(session: AsyncSession, account_id: str, once: str) -> PointEntry | None:
    """What an act entered, if it did."""
    mine = (col(PointEntry.account_id) == account_id, col(PointEntry.once) == once)
    return await session.scalar(select(PointEntry).where(*mine))


async def ledger(session: AsyncSession, member_id: str) -> Sequence[PointEntry]:
    """Every entry of a member, the oldest first."""
    mine = select(PointEntry).where(col(PointEntry.member_id) == member_id)
    return (await session.scalars(mine.order_by(col(PointEntry.at), col(PointEntry.id)))).all()


async def newest(
    session: AsyncSession,
    member_id: str,
    *,
    limit: int,
    sites: Collection[str] | None = None,
) -> Sequence[PointEntry]:
    """The newest entries of a member first; with `sites`, those made at these alone."""
    mine = select(PointEntry).where(col(PointEntry.member_id) == member_id)
    if sites is not None:
        mine = mine.where(col(PointEntry.site_id).in_(sites))
    order = (col(PointEntry.at).desc(), col(PointEntry.id).desc())
    return (await session.scalars(mine.order_by(*order).limit(limit))).all()


def past(now: datetime) -> ColumnElement[bool]:
    """Points that have expired and are still to be written off."""
    return col(PointEntry.due_at) <= now


async def any_past(session: AsyncSession, member_id: str, now: datetime) -> bool:
    """Whether a member has points that have expired and are still to be written off."""
    mine = select(col(PointEntry.id)).where(col(PointEntry.member_id) == member_id, past(now))
    return await session.scalar(mine.limit(1)) is not None


async def expired_of(session: AsyncSession, earning_id: str) -> int:
    """How many of the points of one earning have been written off as expired."""
    gone = select(func.coalesce(func.sum(-col(PointEntry.points)), 0))
    return int(await session.scalar(gone.where(col(PointEntry.lot_id) == earning_id)) or 0)
