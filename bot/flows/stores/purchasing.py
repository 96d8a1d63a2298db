"""What is paid at a store's counter, its code typed on the member's phone: amounts that earn
points, and tickets bought with points or money.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select

from bot.binding.points import points_for
from bot.deps import Deps
from bot.errors import NotFound, Refused
from bot.flows.stores.codes import Typed, try_code
from bot.flows.stores.points import Act, earn, spend
from bot.flows.stores.tickets import Issuing, issue, why_none
from bot.text import _
from storage import members
from storage.happened import Trigger, note
from storage.tables import Account, PointEntry, Purchase, Site, Ticket, new_id

Payment = Literal["points", "counter"]


@dataclass(frozen=True)
class Paid:
    """A purchase and where it was made; `again` when the very same form had made it before."""

    purchase: Purchase
    store: Site
    earned: int
    again: bool


Work = Callable[[AsyncSession, Site, str], Awaitable[Paid]]


async def earn_at_counter(deps: Deps, account: Account, amount: int, typed: Typed) -> Paid:
    """Record an amount paid, and the points it earns at that store's rate; the same form once.

    Raises `Refused` when the code is wrong or locked or the store gives no points, `NotFound`.
    """

    async def work(session: AsyncSession, store: Site, once: str) -> Paid:
        if not store.points_per:
            raise Refused(_("{store} gives no points.", store=store.name))
        count = points_for(amount, store.points_per)
        made = await _purchase(session, account, typed, store, once, amount=amount, at=deps.clock())
        if count:
            act = Act(once, made.at, store.id, made.id)
            await earn(session, account, typed.member_id, count, act)
        return Paid(made, store, count, again=False)

    return await _at_counter(deps, account, typed, work)


async def buy(deps: Deps, account: Account, ticket_id: str, payment: Payment, typed: Typed) -> Paid:
    """Buy one ticket with points, or with money taken at the counter; the same form buys once.

    Raises `Refused` when it is not for sale that way, is gone, the points or the code do not do,
    `NotFound` for another account's ticket.
    """

    async def work(session: AsyncSession, store: Site, once: str) -> Paid:
        ticket = await on_offer(session, account, ticket_id, deps.clock())
        price = ticket.price_points if payment == "points" else ticket.price_money
        if not price:
            raise Refused(_("{ticket} is not sold that way.", ticket=ticket.name))
        now, points = deps.clock(), payment == "points"
        made = await _purchase(session, account, typed, store, once, at=now, ticket=ticket,
                               amount=0 if points else price,
                               points=price if points else 0)  # fmt: skip
        if points:
            act = Act(once, now, store.id, made.id, ticket.id)
            await spend(session, account, typed.member_id, price, act)
        await issue(session, ticket, typed.member_id, Issuing(payment, now), once=once)
        await note(session, account_id=account.id, site_id=store.id, member_id=typed.member_id,
                   trigger=Trigger.PURCHASE, once=f"purchase:{made.id}", at=now)  # fmt: skip
        return Paid(made, store, 0, again=False)

    return await _at_counter(deps, account, typed, work)


async def on_offer(
    session: AsyncSession, account: Account, ticket_id: str, now: datetime
) -> Ticket:
    """A kind of ticket members may still get. Raises `NotFound`, and `Refused` when it is over."""
    ticket = await session.get(Ticket, ticket_id)
    if ticket is None or ticket.account_id != account.id:
        raise NotFound(_("There is no such ticket."))
    gone = ticket.quantity is not None and ticket.issued >= ticket.quantity
    over = ticket.valid_until is not None and ticket.valid_until <= now
    if gone or over or ticket.voided_at is not None:
        raise Refused(why_none(ticket, now))
    return ticket


async def _at_counter(deps: Deps, account: Account, typed: Typed, work: Work) -> Paid:
    """Once for each form; then whose code it is; then what is to be done there."""
    once = f"{typed.member_id}:{typed.once}"
    async with deps.database.transaction(quick=True) as session:
        if await members.present(session, account.id, typed.member_id) is None:
            raise NotFound(_("There is no such member."))
        if known := await _known(session, account, once):
            return known
        tried = await try_code(session, deps, account, typed)
        done = await work(session, tried.store, once) if tried.store else None
    deps.bell.ring("announce")
    deps.bell.ring("tasks")
    if done is None:
        raise Refused(tried.refusal or _("That code belongs to no store."))
    return done


async def _known(session: AsyncSession, account: Account, once: str) -> Paid | None:
    mine = (col(Purchase.account_id) == account.id, col(Purchase.once) == once)
    made = await session.scalar(select(Purchase).where(*mine))
    if made is None:
        return None
    earned = await session.scalar(
        select(col(PointEntry.points)).where(
            col(PointEntry.purchase_id) == made.id, col(PointEntry.kind) == "earn"
        )
    )
    store = await session.get_one(Site, made.site_id)
    return Paid(made, store, earned or 0, again=True)


async def _purchase(
    session: AsyncSession,
    account: Account,
    typed: Typed,
    store: Site,
    once: str,
    *,
    at: datetime,
    amount: int,
    points: int = 0,
    ticket: Ticket | None = None,
) -> Purchase:
    made = Purchase(
        id=new_id(),
        account_id=account.id,
        site_id=store.id,
        member_id=typed.member_id,
        amount=amount,
        points=points,
        ticket_id=ticket.id if ticket else None,
        once=once,
        at=at,
    )
    session.add(made)
    await session.flush()
    return made
