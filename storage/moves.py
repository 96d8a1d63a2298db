"""Moves of sites to other addresses."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import or_, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select

from bot.errors import NotFound
from bot.text import _
from storage.changing import changed
from storage.tables import Move


async def of_account(session: AsyncSession, account_id: str, move_id: str) -> Move:
    """A move of this account. Raises `NotFound`."""
    move = await session.get(Move, move_id, with_for_update=True)
    if move is None or move.account_id != account_id:
        raise NotFound(_("Nothing is known of this move any more."))
    return move


async def latest(session: AsyncSession, account_id: str, limit: int) -> Sequence[Move]:
    """The newest moves that were not brought back, newest first."""
    there = (col(Move.account_id) == account_id, col(Move.back_at).is_(None))
    newest = select(Move).where(*there).order_by(col(Move.id).desc()).limit(limit)
    return (await session.scalars(newest)).all()


async def taken_since(session: AsyncSession, move: Move) -> frozenset[str]:
    """Ids of the sites that newer moves have taken further."""
    newer = select(Move).where(col(Move.account_id) == move.account_id, col(Move.id) > move.id)
    return frozenset(
        site for row in await session.scalars(newer) for site, *_ in row.steps[: row.moved]
    )


async def under_way(session: AsyncSession, account_id: str, now: datetime) -> bool:
    """Whether somebody is moving sites of this account at this moment."""
    busy = select(col(Move.id)).where(
        col(Move.account_id) == account_id, col(Move.under_way_until) > now
    )
    return await session.scalar(busy.limit(1)) is not None


async def take_up(session: AsyncSession, move_id: str, now: datetime, until: datetime) -> bool:
    """Go on with a move nobody is at: False when somebody is."""
    idle = or_(col(Move.under_way_until).is_(None), col(Move.under_way_until) <= now)
    change = update(Move).where(col(Move.id) == move_id, idle).values(under_way_until=until)
    return await changed(session, change)
