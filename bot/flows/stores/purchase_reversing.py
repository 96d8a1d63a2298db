"""A purchase reversed by a manager: its points go back, and the ticket it bought, if unused."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.cards.purchases import PurchaseShown, PurchaseUndone
from bot.deps import Deps
from bot.errors import NotFound, Refused
from bot.flows.access import Scope
from bot.flows.stores.points import Act, give_back, take_back
from bot.flows.stores.reversing import must_be_reversible, reversible_until
from bot.text import _
from storage import members, purchases, ticket_kinds, tickets
from storage.audit import Tag, record
from storage.purchases import Bought
from storage.tables import Account


async def purchase_of(deps: Deps, account: Account, seen: Scope, purchase_id: str) -> Bought:
    """A purchase this person may see. Raises `NotFound`."""
    async with deps.database.reading() as session:
        found = await purchases.bought(session, account.id, purchase_id)
    if found is None or not seen.allows(found.site.id):
        raise NotFound(_("There is no such purchase among those you see."))
    return found


async def reverse_purchase(
    deps: Deps, account: Account, seen: Scope, purchase_id: str, reason: str, *, by: str
) -> tuple[Bought, PurchaseUndone]:
    """Undo a purchase, once; the record stays, with who and why.

    Points it earned are taken back as far as the member has them; points it cost come back.
    Raises `NotFound`, and `Refused` without a reason, too late, when it was done before, or while
    the ticket it bought is used.
    """
    bought = await purchase_of(deps, account, seen, purchase_id)
    now, at = deps.clock(), bought.purchase.at
    late = _("This could be reversed until {time}; now it is too late. Points are put right with "
             "`/line points correct`.", time=reversible_until(account, at))  # fmt: skip
    must_be_reversible(account, at, reason, now, late)
    async with deps.database.transaction() as session:
        await members.lock(session, account.id, bought.member.id)
        if not await purchases.take_back(session, purchase_id, at=now, by=by, reason=reason):
            raise Refused(_("This purchase has been reversed already."))
        await _withdraw(session, bought, now)
        act = Act(f"reverse:{purchase_id}", now, bought.site.id, reason=reason, by=by)
        undone = await _undone(session, account, bought, act)
        record(session, Tag.PURCHASE_REVERSED, account_id=account.id, at=now, who=by,
               subject=f"site:{bought.site.slug}", old=_old(bought, undone),
               new=reason)  # fmt: skip
    return bought, undone


async def _withdraw(session: AsyncSession, bought: Bought, now: datetime) -> None:
    """The ticket it bought goes back to the stock, unless somebody had withdrawn it before."""
    issued = await purchases.ticket_of(session, bought.purchase)
    if issued is None:
        return
    if await ticket_kinds.void_issued(session, issued.id, now):
        await tickets.return_to_stock(session, issued.ticket_id, issued.member_id)
    elif issued.redeemed_at is not None:
        raise Refused(_("The ticket bought with it has been used. Reverse that redemption first: "
                        "`/line ticket reverse`."))  # fmt: skip


async def _undone(
    session: AsyncSession, account: Account, bought: Bought, act: Act
) -> PurchaseUndone:
    purchase = bought.purchase
    earned = await purchases.entry_of(session, purchase.id, "earn")
    if earned is not None:
        taken = await take_back(session, account, earned, replace(act, purchase_id=purchase.id))
        return PurchaseUndone(taken, missing=earned.points - taken)
    paid = await purchases.entry_of(session, purchase.id, "spend")
    if paid is None:
        return PurchaseUndone()
    await give_back(session, account, paid, replace(act, ticket_id=purchase.ticket_id))
    return PurchaseUndone(returned=-paid.points)


def purchase_shown(bought: Bought) -> PurchaseShown:
    """A purchase as its card and its form show it."""
    return PurchaseShown(
        member=bought.member.name,
        store=bought.site.name,
        at=bought.purchase.at,
        ticket=bought.ticket.name if bought.ticket else "",
        amount=bought.purchase.amount,
        points=bought.purchase.points,
    )


def _old(bought: Bought, undone: PurchaseUndone) -> str:
    """As the audit tells it: what it was, and the points that went."""
    what = bought.ticket.name if bought.ticket else f"{bought.purchase.amount:,}"
    named = (("taken back", undone.taken), ("gone already", undone.missing),
             ("given back", undone.returned))  # fmt: skip
    points = ", ".join(f"{count} points {how}" for how, count in named if count)
    return ": ".join(filter(None, (what, points)))
