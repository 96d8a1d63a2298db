"""A ticket taken in by a store (核銷): the store's code typed on the member's phone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import structlog
from sqlalchemy.ext.asyncio import AsyncSession

from bot.binding.ticket_rules import Standing, Window, said_of
from bot.deps import Deps
from bot.errors import NotFound, Refused
from bot.flows.stores.codes import Typed, try_code
from bot.text import _
from storage import members, redemptions
from storage.happened import Trigger, note
from storage.redemptions import Held
from storage.tables import Account, Redemption, Site, new_id

log = structlog.get_logger()

NO_TICKET = _("There is no such ticket.")


@dataclass(frozen=True)
class Redeemed:
    """What a store has taken in; `again` when the very same form had done it before."""

    redemption: Redemption
    again: bool


def standing_of(held: Held, now: datetime) -> Standing:
    """What its member can do with a ticket now."""
    window = Window(held.ticket.valid_from, held.ticket.valid_until)
    void = held.ticket.voided_at is not None or held.issued.voided_at is not None
    return window.standing(now, void=void, redeemed=held.issued.redeemed_at is not None)


async def redeem(deps: Deps, account: Account, issued_id: str, typed: Typed) -> Redeemed:
    """Redeem a member's ticket at the store whose code was typed; the same form redeems once.

    Raises `NotFound` for what is not this member's, `Refused` when the ticket is not valid now,
    the code is wrong or locked, or the store has none left.
    """
    once = f"{typed.member_id}:{typed.once}"
    async with deps.database.transaction(quick=True) as session:
        await members.keep(session, account.id, typed.member_id)
        found = await redemptions.held(session, account.id, typed.member_id, issued_id, once=once)
        if found is None:
            raise NotFound(NO_TICKET)
        held, known = found
        if known is not None and known.issued_ticket_id == issued_id:
            return Redeemed(known, again=True)
        standing = standing_of(held, deps.clock())
        if standing is not Standing.READY:
            raise Refused(said_of(standing))
        tried = await try_code(session, deps, account, typed)
        done = await _taken(session, deps, held, tried.store, once) if tried.store else None
    deps.bell.ring("announce")
    deps.bell.ring("tasks")
    if done is None:
        raise Refused(tried.refusal or NO_TICKET)
    log.info("ticket.redeemed", account=account.slug, site=tried.store and tried.store.slug)
    return Redeemed(done, again=False)


async def _taken(
    session: AsyncSession, deps: Deps, held: Held, store: Site, once: str
) -> Redemption:
    """One conditional update for the ticket and one for the store's share; what one of them
    refuses is undone with the transaction.
    """
    now = deps.clock()
    if not await redemptions.use(session, held.issued.id, now):
        raise Refused(said_of(Standing.REDEEMED))
    await _count(session, held, store)
    done = Redemption(
        id=new_id(),
        account_id=held.issued.account_id,
        issued_ticket_id=held.issued.id,
        ticket_id=held.ticket.id,
        member_id=held.issued.member_id,
        site_id=store.id,
        once=once,
        at=now,
    )
    await redemptions.enter(session, done)
    await note(session, account_id=done.account_id, site_id=store.id, member_id=done.member_id,
               trigger=Trigger.REDEEM, once=f"redeem:{done.id}", at=now,
               by_tasks=held.issued.by_tasks or ())  # fmt: skip
    return done


async def _count(session: AsyncSession, held: Held, store: Site) -> None:
    """Take one of the store's share. A ticket that names no stores is good at every one."""
    if await redemptions.use_share(session, held.ticket.id, store.id):
        return
    stores = await redemptions.stores_of(session, held.ticket.id)
    if not stores:
        return
    if store.id not in {one.site_id for one in stores}:
        raise Refused(_("{store} does not take this ticket.", store=store.name))
    raise Refused(_("{store} has redeemed all of these it may. Ask where else it is taken.",
                    store=store.name))  # fmt: skip
