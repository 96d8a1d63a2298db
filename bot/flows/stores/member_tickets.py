"""What a member sees of their tickets and points, and what they claim."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.binding.ticket_rules import Standing, from_written, until_written
from bot.deps import Deps
from bot.errors import NotFound, Refused
from bot.flows.stores import points as ledger
from bot.flows.stores.redeeming import NO_TICKET, standing_of
from bot.flows.stores.tickets import Issuing, issue, why_none
from bot.pages.tickets import FRESH, EntrySeen, OfferSeen, TicketSeen
from bot.text import _
from storage import accounts, points, purchases, redemptions, ticket_kinds
from storage.redemptions import Held
from storage.tables import Account, Member, Site, Ticket

MOST = 100
ORDER = list(Standing)
NO_OFFER = _("There is no such ticket. The link may be old; ask the shop for another.")


async def tickets_of(
    deps: Deps, account: Account, member: Member
) -> tuple[Sequence[TicketSeen], Sequence[OfferSeen]]:
    """A member's tickets, those that can be used first, and what they can buy."""
    now = deps.clock()
    async with deps.database.reading() as session:
        held = await redemptions.of_member(session, member.id, limit=MOST)
        sale = await ticket_kinds.on_sale(session, account.id, now)
        seen = [await _seen(session, account, one, now) for one in held]
    seen.sort(key=lambda one: ORDER.index(one.standing))
    return seen, [_offer(account, one, now) for one in sale]


async def ticket_of(deps: Deps, account: Account, member: Member, issued_id: str) -> TicketSeen:
    """One ticket of this member. Raises `NotFound`."""
    async with deps.database.reading() as session:
        held = await redemptions.look(session, account.id, member.id, issued_id)
        if held is None:
            raise NotFound(NO_TICKET)
        return await _seen(session, account, held, deps.clock())


async def offer_of(deps: Deps, account: Account, ticket_id: str) -> OfferSeen:
    """A kind of ticket for sale. Raises `NotFound`, also for one that is not sold."""
    async with deps.database.reading() as session:
        ticket = await session.get(Ticket, ticket_id)
    sold = ticket is not None and (ticket.price_points or ticket.price_money)
    if ticket is None or ticket.account_id != account.id or not sold:
        raise NotFound(NO_OFFER)
    return _offer(account, ticket, deps.clock())


async def claimed_offer(deps: Deps, account: Account, key: str) -> OfferSeen:
    """What a claim link is for. Raises `NotFound`."""
    async with deps.database.reading() as session:
        ticket = await ticket_kinds.by_claim_key(session, account.id, key)
    if ticket is None:
        raise NotFound(NO_OFFER)
    return _offer(account, ticket, deps.clock())


async def claim(deps: Deps, account: Account, member: Member, key: str, once: str) -> str:
    """Get what a claim link hands out, once for each form; returns the ticket's id.

    Raises `NotFound` for no such link, `Refused` when it costs something or none is left.
    """
    async with deps.database.transaction() as session:
        ticket = await ticket_kinds.by_claim_key(session, account.id, key)
        if ticket is None:
            raise NotFound(NO_OFFER)
        if ticket.price_points or ticket.price_money:
            raise Refused(_("This ticket is bought at the counter."))
        how = Issuing("claim", deps.clock())
        return (await issue(session, ticket, member.id, how, once=f"{member.id}:{once}")).id


async def points_of(
    deps: Deps, account: Account, member: Member
) -> tuple[int, Sequence[EntrySeen]]:
    """A member's balance and newest entries."""
    async with deps.database.reading() as session:
        held = await ledger.balance(session, member.id, deps.clock())
        found = await points.newest(session, member.id, limit=MOST)
        bound = await accounts.bound(session, account.id)
    names = {site.id: site.name for site in bound.sites}
    return held, [
        EntrySeen(one.points, one.kind, one.at, names.get(one.site_id or "", ""), one.expires_at)
        for one in found
    ]


async def added_by(deps: Deps, account: Account, member: Member, purchase_id: str) -> int | None:
    """The points a purchase of this member's added just now; None when that is a while ago, was
    reversed, or is nobody's or somebody else's.
    """
    async with deps.database.reading() as session:
        bought = await purchases.bought(session, account.id, purchase_id)
        if bought is None or bought.member.id != member.id or bought.ticket is not None:
            return None
        earned = await purchases.entry_of(session, purchase_id, "earn")
    past = deps.clock() - bought.purchase.at >= FRESH or bought.purchase.reversed_at is not None
    return None if past else earned.points if earned else 0


async def _seen(session: AsyncSession, account: Account, held: Held, now: datetime) -> TicketSeen:
    shares = (await ticket_kinds.stores(session, [held.ticket.id])).get(held.ticket.id, ())
    done = await redemptions.newest_of(session, held.issued.id)
    at = held.issued.redeemed_at
    store = await session.get(Site, done.site_id) if done and at else None
    return TicketSeen(
        id=held.issued.id,
        name=held.ticket.name,
        picture_url=held.ticket.picture_url,
        terms=held.ticket.terms,
        standing=standing_of(held, now),
        valid_from=from_written(held.ticket.valid_from, account.time_zone),
        valid_until=until_written(held.ticket.valid_until, account.time_zone),
        stores=[site.name for _share, site in shares],
        redeemed_at=at,
        store=store.name if store else "",
    )


def _offer(account: Account, ticket: Ticket, now: datetime) -> OfferSeen:
    gone = ticket.quantity is not None and ticket.issued >= ticket.quantity
    over = ticket.valid_until is not None and ticket.valid_until <= now
    out = gone or over or ticket.voided_at is not None
    return OfferSeen(
        id=ticket.id,
        name=ticket.name,
        picture_url=ticket.picture_url,
        terms=ticket.terms,
        valid_from=from_written(ticket.valid_from, account.time_zone),
        valid_until=until_written(ticket.valid_until, account.time_zone),
        price_points=ticket.price_points,
        price_money=ticket.price_money,
        gone=why_none(ticket, now) if out else None,
    )
