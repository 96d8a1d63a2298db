"""What stores have on record of members: redemptions, purchases, points."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from sqlalchemy import delete, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select

from storage.tables import (
    CodeLock,
    Happened,
    PointEntry,
    Purchase,
    Redemption,
    Ticket,
    TicketRound,
    TicketStore,
)


async def served(
    session: AsyncSession, member_ids: Collection[str], sites: Collection[str]
) -> frozenset[str]:
    """Those of these members something is on record of at one of these sites."""
    found = set[str]()
    for table in (Redemption, Purchase, PointEntry):
        mine = (col(table.member_id).in_(member_ids), col(table.site_id).in_(sites))
        found |= set(await session.scalars(select(col(table.member_id)).where(*mine).distinct()))
    return frozenset(found)


async def any_of(session: AsyncSession, site_id: str) -> bool:
    """Whether a site has anything on record; then it must stay."""
    for table in (Redemption, Purchase, PointEntry):
        here = select(col(table.id)).where(col(table.site_id) == site_id).limit(1)
        if await session.scalar(here) is not None:
            return True
    return False


async def tickets_naming(session: AsyncSession, site_id: str) -> Sequence[str]:
    """The names of tickets in use that name this site among their stores."""
    named = (
        select(col(Ticket.name))
        .join(TicketStore, col(TicketStore.ticket_id) == col(Ticket.id))
        .where(col(TicketStore.site_id) == site_id, col(Ticket.voided_at).is_(None))
    )
    return (await session.scalars(named.order_by(col(Ticket.name)))).all()


async def forget(session: AsyncSession, site_id: str) -> None:
    """Let go of what is kept about a site that has nothing on record."""
    await session.execute(delete(TicketStore).where(col(TicketStore.site_id) == site_id))
    await session.execute(delete(CodeLock).where(col(CodeLock.subject) == f"site:{site_id}"))
    for table in (TicketRound, Happened):
        await session.execute(
            update(table).where(col(table.site_id) == site_id).values(site_id=None)
        )
