"""Tickets: what is counted against a limit is counted by one conditional statement."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from sqlalchemy import func, literal, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, or_, select

from storage.changing import changed
from storage.inserting import insert_into
from storage.tables import IssuedTicket, Member, Ticket, TicketHolding

NO_LIMIT = 2_000_000_000


async def lock_members(
    session: AsyncSession, account_id: str, ids: Collection[str]
) -> Sequence[str]:
    """Those of these members the account has and who have not left, kept from other writers, in
    order of their ids.
    """
    wanted = select(Member).where(
        col(Member.account_id) == account_id,
        col(Member.id).in_(sorted(ids)),
        col(Member.forgotten_at).is_(None),
    )
    locked = wanted.order_by(col(Member.id)).with_for_update(key_share=True)
    return [member.id for member in await session.scalars(locked)]


async def issued_by(
    session: AsyncSession, account_id: str, acts: Collection[str]
) -> Mapping[str, IssuedTicket]:
    """What these acts issued already, by member id."""
    wanted = select(IssuedTicket).where(
        col(IssuedTicket.account_id) == account_id, col(IssuedTicket.once).in_(acts)
    )
    return {one.member_id: one for one in await session.scalars(wanted)}


async def take_shares(
    session: AsyncSession, ticket_id: str, member_ids: Sequence[str]
) -> Sequence[str]:
    """Count one more for each of these members whose share is not used up; returns who they are."""
    if not member_ids:
        return ()
    limit = select(func.coalesce(col(Ticket.per_member), NO_LIMIT)).where(
        col(Ticket.id) == ticket_id
    )
    rows = [{"ticket_id": ticket_id, "member_id": one, "issued": 1} for one in member_ids]
    one_more = insert_into(session, TicketHolding).values(rows)
    taken = await session.execute(
        one_more.on_conflict_do_update(
            index_elements=["ticket_id", "member_id"],
            set_={"issued": col(TicketHolding.issued) + 1},
            where=col(TicketHolding.issued) < limit.scalar_subquery(),
        ).returning(col(TicketHolding.member_id))
    )
    return sorted(taken.scalars())


async def give_back_shares(
    session: AsyncSession, ticket_id: str, member_ids: Collection[str]
) -> None:
    """Undo `take_shares` for members who get none after all."""
    await session.execute(
        update(TicketHolding)
        .where(
            col(TicketHolding.ticket_id) == ticket_id, col(TicketHolding.member_id).in_(member_ids)
        )
        .values(issued=col(TicketHolding.issued) - 1)
        .execution_options(synchronize_session=False)
    )


async def take_from_stock(session: AsyncSession, ticket_id: str, count: int, at: datetime) -> bool:
    """Count so many more as issued; False when that is beyond the quantity, or the ticket is void
    or over.
    """
    issued = col(Ticket.issued) + literal(count)
    change = (
        update(Ticket)
        .where(
            col(Ticket.id) == ticket_id,
            col(Ticket.voided_at).is_(None),
            or_(col(Ticket.valid_until).is_(None), col(Ticket.valid_until) > at),
            or_(col(Ticket.quantity).is_(None), issued <= col(Ticket.quantity)),
        )
        .values(issued=issued)
    )
    return await changed(session, change)


async def return_to_stock(session: AsyncSession, ticket_id: str, member_id: str) -> None:
    """Count one fewer as issued, in all and to this member, for one that was withdrawn unused."""
    await give_back_shares(session, ticket_id, [member_id])
    await session.execute(
        update(Ticket)
        .where(col(Ticket.id) == ticket_id, col(Ticket.issued) > 0)
        .values(issued=col(Ticket.issued) - 1)
        .execution_options(synchronize_session=False)
    )


async def fresh(session: AsyncSession, ticket_id: str) -> Ticket:
    """The kind of ticket as it is now, kept from other writers.

    Rows that refer to it lock it too, so that it stays; `key_share` lets these in.
    """
    wanted = select(Ticket).where(col(Ticket.id) == ticket_id).with_for_update(key_share=True)
    return (await session.scalars(wanted.execution_options(populate_existing=True))).one()
