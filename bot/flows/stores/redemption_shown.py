"""Redemptions, and what one member holds, as cards show them."""

from __future__ import annotations

from collections.abc import Sequence

from bot.binding.roles import Scope
from bot.cards.ticket_issuing import HeldShown, RedemptionShown
from bot.deps import Deps
from bot.flows.stores.redeeming import standing_of
from bot.flows.stores.reversing import reversible_until
from storage import redemptions
from storage.redemptions import Taken
from storage.tables import Account, Member, Site

MOST = 20  #: redemptions
MOST_HELD = 100


async def latest_redemptions(
    deps: Deps, account: Account, seen: Scope, member: Member | None = None
) -> Sequence[RedemptionShown]:
    """The newest redemptions at stores the reader sees."""
    async with deps.database.reading() as session:
        found = await redemptions.latest(
            session,
            account.id,
            limit=MOST,
            sites=seen.sites,
            member_id=member.id if member else None,
        )
    return [redemption_shown(deps, account, one) for one in found]


def redemption_shown(deps: Deps, account: Account, one: Taken) -> RedemptionShown:
    """One redemption, and whether it may still be reversed."""
    row = one.redemption
    in_time = deps.clock() < reversible_until(account, row.at)
    return RedemptionShown(
        account=account.slug,
        id=row.id,
        ticket=one.ticket.name,
        member=one.member.name,
        store=one.site.name,
        at=row.at,
        reversible=in_time and row.reversed_at is None,
        reversed_by=row.reversed_by,
        reason=row.reason,
    )


async def held_shown(deps: Deps, account: Account, member: Member) -> Sequence[HeldShown]:
    """What a member holds, the newest first."""
    async with deps.database.reading() as session:
        held = await redemptions.of_member(session, member.id, limit=MOST_HELD)
        taken = await redemptions.latest(session, account.id, limit=MOST_HELD, member_id=member.id)
    stores = {
        one.redemption.issued_ticket_id: one.site
        for one in reversed(taken)
        if one.redemption.reversed_at is None
    }
    return [
        HeldShown(
            account=account.slug,
            issued=one.issued.id,
            ticket=one.ticket.name,
            standing=standing_of(one, deps.clock()),
            issued_at=one.issued.issued_at,
            redeemed_at=one.issued.redeemed_at,
            store=_name(stores.get(one.issued.id)),
        )
        for one in held
    ]


def _name(site: Site | None) -> str:
    return site.name if site else ""
