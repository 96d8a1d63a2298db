"""Kinds of tickets: what is offered, to whom, and at which stores."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from sqlalchemy import delete, exists, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, or_
from sqlmodel import select as select_rows

from storage.changing import changed
from storage.tables import IssuedTicket, Redemption, Site, Ticket, TicketStore


async def of_account(
    session: AsyncSession, account_id: str, *, sites: Collection[str] | None = None
) -> Sequence[Ticket]:
    """Every kind, the newest first, withdrawn last; with `sites`, those good at one of them."""
    wanted = select_rows(Ticket).where(col(Ticket.account_id) == account_id)
    if sites is not None:
        named = exists().where(col(TicketStore.ticket_id) == col(Ticket.id))
        here = named.where(col(TicketStore.site_id).in_(sites))
        wanted = wanted.where(or_(~named, here))
    order = (col(Ticket.voided_at).is_not(None), col(Ticket.id).desc())
    return (await session.scalars(wanted.order_by(*order))).all()


async def on_sale(session: AsyncSession, account_id: str, now: datetime) -> Sequence[Ticket]:
    """What members can buy now, the newest first."""
    wanted = select_rows(Ticket).where(
        col(Ticket.account_id) == account_id,
        col(Ticket.voided_at).is_(None),
        or_(col(Ticket.price_points) > 0, col(Ticket.price_money) > 0),
        or_(col(Ticket.valid_until).is_(None), col(Ticket.valid_until) > now),
        or_(col(Ticket.quantity).is_(None), col(Ticket.issued) < col(Ticket.quantity)),
    )
    return (await session.scalars(wanted.order_by(col(Ticket.id).desc()))).all()


async def by_claim_key(session: AsyncSession, account_id: str, key: str) -> Ticket | None:
    """The kind this claim link of the account hands out."""
    mine = (col(Ticket.account_id) == account_id, col(Ticket.claim_key) == key)
    return await session.scalar(select_rows(Ticket).where(*mine))


async def hold(session: AsyncSession, account_id: str, ticket_id: str) -> Ticket | None:
    """The kind, kept even from those who only refer to it: no redemption of it is under way until
    the transaction ends. None: not this account's.
    """
    mine = (col(Ticket.account_id) == account_id, col(Ticket.id) == ticket_id)
    return await session.scalar(select_rows(Ticket).where(*mine).with_for_update())


async def stores(
    session: AsyncSession, ticket_ids: Collection[str]
) -> Mapping[str, Sequence[tuple[TicketStore, Site]]]:
    """Which stores may redeem these kinds, by the kind's id; those not named may everywhere."""
    found = await session.execute(
        select(TicketStore, Site)
        .join(Site, col(Site.id) == col(TicketStore.site_id))
        .where(col(TicketStore.ticket_id).in_(ticket_ids))
        .order_by(col(Site.name), col(Site.id))
    )
    by_kind: dict[str, list[tuple[TicketStore, Site]]] = {}
    for share, site in found:
        by_kind.setdefault(share.ticket_id, []).append((share, site))
    return by_kind


async def redeemed(session: AsyncSession, ticket_ids: Collection[str]) -> Mapping[str, int]:
    """How many of each kind have been redeemed, reversed ones left out."""
    counted = (
        select(col(IssuedTicket.ticket_id), func.count())
        .where(
            col(IssuedTicket.ticket_id).in_(ticket_ids), col(IssuedTicket.redeemed_at).is_not(None)
        )
        .group_by(col(IssuedTicket.ticket_id))
    )
    return dict((await session.execute(counted)).all())


async def set_stores(
    session: AsyncSession, ticket_id: str, quotas: Mapping[str, int | None]
) -> None:
    """These sites (by id) may redeem the kind from now on, so many each, and no others.

    What each has redeemed already counts, whether or not it was named before. Call `hold` first.
    """
    counted = await session.execute(
        select(col(Redemption.site_id), func.count())
        .where(col(Redemption.ticket_id) == ticket_id, col(Redemption.reversed_at).is_(None))
        .group_by(col(Redemption.site_id))
    )
    done = dict(counted.all())
    await session.execute(delete(TicketStore).where(col(TicketStore.ticket_id) == ticket_id))
    rows = [
        {"ticket_id": ticket_id, "site_id": site, "quota": quota, "redeemed": done.get(site, 0)}
        for site, quota in quotas.items()
    ]
    if rows:
        await session.execute(insert(TicketStore), rows)


async def void(session: AsyncSession, ticket_id: str, *, at: datetime, by: str) -> bool:
    """Withdraw a kind and all that was issued of it; False when it was already."""
    change = (
        update(Ticket)
        .where(col(Ticket.id) == ticket_id, col(Ticket.voided_at).is_(None))
        .values(voided_at=at, voided_by=by, claim_key=None, changed_at=at)
    )
    return await changed(session, change)


async def void_issued(session: AsyncSession, issued_id: str, at: datetime) -> bool:
    """Withdraw one member's ticket; False when it was used or withdrawn before."""
    change = (
        update(IssuedTicket)
        .where(
            col(IssuedTicket.id) == issued_id,
            col(IssuedTicket.redeemed_at).is_(None),
            col(IssuedTicket.voided_at).is_(None),
        )
        .values(voided_at=at)
    )
    return await changed(session, change)
