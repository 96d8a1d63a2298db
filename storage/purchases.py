"""What was paid at counters: found again, and taken back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select

from storage.changing import changed
from storage.tables import IssuedTicket, Member, PointEntry, Purchase, Site, Ticket


@dataclass(frozen=True)
class Bought:
    """A purchase with what it is of; `ticket` is the kind it bought, if it bought one."""

    purchase: Purchase
    site: Site
    member: Member
    ticket: Ticket | None


async def bought(session: AsyncSession, account_id: str, purchase_id: str) -> Bought | None:
    """One purchase; another account's is as good as none."""
    row = await session.get(Purchase, purchase_id)
    if row is None or row.account_id != account_id:
        return None
    return Bought(
        row,
        await session.get_one(Site, row.site_id),
        await session.get_one(Member, row.member_id),
        await session.get_one(Ticket, row.ticket_id) if row.ticket_id else None,
    )


async def entry_of(session: AsyncSession, purchase_id: str, kind: str) -> PointEntry | None:
    """What a purchase earned, or what was spent on it."""
    mine = (col(PointEntry.purchase_id) == purchase_id, col(PointEntry.kind) == kind)
    return await session.scalar(select(PointEntry).where(*mine))


async def ticket_of(session: AsyncSession, purchase: Purchase) -> IssuedTicket | None:
    """The ticket a purchase bought, as it is now: one act made both."""
    mine = select(IssuedTicket).where(
        col(IssuedTicket.account_id) == purchase.account_id,
        col(IssuedTicket.once) == purchase.once,
        col(IssuedTicket.ticket_id) == purchase.ticket_id,
    )
    return await session.scalar(mine.execution_options(populate_existing=True))


async def take_back(
    session: AsyncSession, purchase_id: str, *, at: datetime, by: str, reason: str
) -> bool:
    """Mark a purchase as reversed; False when it was reversed before."""
    change = (
        update(Purchase)
        .where(col(Purchase.id) == purchase_id, col(Purchase.reversed_at).is_(None))
        .values(reversed_at=at, reversed_by=by, reason=reason)
    )
    return await changed(session, change)
