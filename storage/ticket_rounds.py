"""A ticket issued to many: who is to get it, in order of their ids, and how far it is."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import ColumnElement, exists, func
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select

from storage.tables import Member, TicketRound, Visit


def _meant(made: TicketRound) -> tuple[ColumnElement[bool], ...]:
    """Members of the account who have not left; of a site those who signed in there."""
    there = exists().where(
        col(Visit.member_id) == col(Member.id), col(Visit.site_id) == made.site_id
    )
    narrowed = (
        *((there,) if made.site_id else ()),
        *((col(Member.level) == made.level,) if made.level else ()),
    )
    stayed = col(Member.forgotten_at).is_(None)
    return (col(Member.account_id) == made.account_id, stayed, *narrowed)


async def counted(session: AsyncSession, made: TicketRound) -> int:
    """How many members it is for, as things are now."""
    return int(await session.scalar(select(func.count(col(Member.id))).where(*_meant(made))) or 0)


async def next_members(session: AsyncSession, made: TicketRound, limit: int) -> Sequence[str]:
    """The ids of the next members who are to get it."""
    wanted = select(col(Member.id)).where(*_meant(made), col(Member.id) > made.after)
    return (await session.scalars(wanted.order_by(col(Member.id)).limit(limit))).all()
