"""Tickets taken in by stores: each once, and no store more than its share."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, exists, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, or_, select

from storage.changing import changed
from storage.inserting import insert_into
from storage.tables import IssuedTicket, Member, Redemption, Site, Ticket, TicketStore


@dataclass(frozen=True)
class Held:
    """One member's ticket, and what kind it is."""

    issued: IssuedTicket
    ticket: Ticket


@dataclass(frozen=True)
class Taken:
    """A redemption with what it is of."""

    redemption: Redemption
    ticket: Ticket
    site: Site
    member: Member


async def held(
    session: AsyncSession, account_id: str, member_id: str, issued_id: str, *, once: str
) -> tuple[Held, Redemption | None] | None:
    """This member's ticket, and what the act `once` redeemed, if it did; another member's or
    another account's ticket is as good as none.

    The kind of ticket is held against changes of its stores until the transaction ends.
    """
    done = and_(col(Redemption.account_id) == account_id, col(Redemption.once) == once)
    found = await session.execute(
        select(IssuedTicket, Ticket, Redemption)
        .join(Ticket, col(Ticket.id) == col(IssuedTicket.ticket_id))
        .outerjoin(Redemption, done)
        .where(
            col(IssuedTicket.id) == issued_id,
            col(IssuedTicket.account_id) == account_id,
            col(IssuedTicket.member_id) == member_id,
        )
        .with_for_update(read=True, key_share=True, of=Ticket)
    )
    row = found.first()
    return (Held(row[0], row[1]), row[2]) if row else None


async def look(
    session: AsyncSession, account_id: str, member_id: str, issued_id: str
) -> Held | None:
    """As `held`, to look only: nothing is kept from others."""
    row = await session.get(IssuedTicket, issued_id)
    if row is None or row.account_id != account_id or row.member_id != member_id:
        return None
    return Held(row, await session.get_one(Ticket, row.ticket_id))


async def of_member(session: AsyncSession, member_id: str, *, limit: int) -> Sequence[Held]:
    """A member's tickets, the newest first."""
    found = await session.execute(
        select(IssuedTicket, Ticket)
        .join(Ticket, col(Ticket.id) == col(IssuedTicket.ticket_id))
        .where(col(IssuedTicket.member_id) == member_id)
        .order_by(col(IssuedTicket.issued_at).desc(), col(IssuedTicket.id).desc())
        .limit(limit)
    )
    return [Held(issued, ticket) for issued, ticket in found]


async def stores_of(session: AsyncSession, ticket_id: str) -> Sequence[TicketStore]:
    """Which stores may redeem a ticket; none listed means every store."""
    wanted = select(TicketStore).where(col(TicketStore.ticket_id) == ticket_id)
    return (await session.scalars(wanted.order_by(col(TicketStore.site_id)))).all()


async def use(session: AsyncSession, issued_id: str, at: datetime) -> bool:
    """Mark a ticket as redeemed; False when it is already, or is void by now."""
    withdrawn = exists().where(
        col(Ticket.id) == col(IssuedTicket.ticket_id), col(Ticket.voided_at).is_not(None)
    )
    change = (
        update(IssuedTicket)
        .where(
            col(IssuedTicket.id) == issued_id,
            col(IssuedTicket.redeemed_at).is_(None),
            col(IssuedTicket.voided_at).is_(None),
            ~withdrawn,
        )
        .values(redeemed_at=at)
    )
    return await changed(session, change)


async def use_share(session: AsyncSession, ticket_id: str, site_id: str) -> bool:
    """Count one more for a store; False when its share is used up, or it has none."""
    change = (
        update(TicketStore)
        .where(
            col(TicketStore.ticket_id) == ticket_id,
            col(TicketStore.site_id) == site_id,
            or_(
                col(TicketStore.quota).is_(None),
                col(TicketStore.redeemed) < col(TicketStore.quota),
            ),
        )
        .values(redeemed=col(TicketStore.redeemed) + 1)
    )
    return await changed(session, change)


async def enter(session: AsyncSession, done: Redemption) -> None:
    """Write it down. The object stays outside the session."""
    await session.execute(insert_into(session, Redemption).values(done.model_dump()))


async def newest_of(session: AsyncSession, issued_id: str) -> Redemption | None:
    """The latest redemption of one ticket, reversed or not."""
    mine = select(Redemption).where(col(Redemption.issued_ticket_id) == issued_id)
    return await session.scalar(mine.order_by(col(Redemption.id).desc()).limit(1))


async def take_back(
    session: AsyncSession, redemption: Redemption, *, at: datetime, by: str, reason: str
) -> bool:
    """Reverse a redemption: the ticket may be used again, the store's share returns; False when
    it was reversed before.
    """
    reversed_now = await session.execute(
        update(Redemption)
        .where(col(Redemption.id) == redemption.id, col(Redemption.reversed_at).is_(None))
        .values(reversed_at=at, reversed_by=by, reason=reason)
        .returning(col(Redemption.id))
        .execution_options(synchronize_session=False)
    )
    if reversed_now.first() is None:
        return False
    await session.execute(
        update(IssuedTicket)
        .where(col(IssuedTicket.id) == redemption.issued_ticket_id)
        .values(redeemed_at=None)
        .execution_options(synchronize_session=False)
    )
    await session.execute(
        update(TicketStore)
        .where(
            col(TicketStore.ticket_id) == redemption.ticket_id,
            col(TicketStore.site_id) == redemption.site_id,
            col(TicketStore.redeemed) > 0,
        )
        .values(redeemed=col(TicketStore.redeemed) - 1)
        .execution_options(synchronize_session=False)
    )
    return True


async def latest(
    session: AsyncSession,
    account_id: str,
    *,
    limit: int,
    sites: Collection[str] | None = None,
    member_id: str | None = None,
) -> Sequence[Taken]:
    """The newest redemptions first; with `sites`, those of these stores alone."""
    wanted = (
        select(Redemption, Ticket, Site, Member)
        .join(Ticket, col(Ticket.id) == col(Redemption.ticket_id))
        .join(Site, col(Site.id) == col(Redemption.site_id))
        .join(Member, col(Member.id) == col(Redemption.member_id))
        .where(col(Redemption.account_id) == account_id)
    )
    if sites is not None:
        wanted = wanted.where(col(Redemption.site_id).in_(sites))
    if member_id is not None:
        wanted = wanted.where(col(Redemption.member_id) == member_id)
    found = await session.execute(wanted.order_by(col(Redemption.id).desc()).limit(limit))
    return [Taken(*row) for row in found]
