"""A redemption reversed by a manager: the ticket may be used again, the store's share returns."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.deps import Deps
from bot.errors import NotFound, Refused
from bot.flows.access import Scope
from bot.text import Text, _
from storage import members, redemptions
from storage.audit import Tag, record
from storage.redemptions import Taken
from storage.tables import Account, Member, Redemption, Site, Ticket

NO_REASON = _("Say why it is reversed; the reason stays in the record.")


async def redemption_of(deps: Deps, account: Account, seen: Scope, redemption_id: str) -> Taken:
    """A redemption this person may see. Raises `NotFound`."""
    async with deps.database.reading() as session:
        row = await session.get(Redemption, redemption_id)
        if row is None or row.account_id != account.id or not seen.allows(row.site_id):
            raise NotFound(_("There is no such redemption among those you see."))
        return Taken(
            row,
            await session.get_one(Ticket, row.ticket_id),
            await session.get_one(Site, row.site_id),
            await session.get_one(Member, row.member_id),
        )


def reversible_until(account: Account, at: datetime) -> datetime:
    """Until when what was done at a counter can be reversed (`/line set reversal-hours`)."""
    return at + timedelta(hours=account.reversal_hours)


def must_be_reversible(
    account: Account, at: datetime, reason: str, now: datetime, late: Text
) -> None:
    """Raise `Refused` without a reason, and with `late` once the time for it is over."""
    if not reason:
        raise Refused(NO_REASON)
    if now >= reversible_until(account, at):
        raise Refused(late)


async def reverse(
    deps: Deps, account: Account, seen: Scope, redemption_id: str, reason: str, *, by: str
) -> Taken:
    """Undo a redemption, once; the record stays, with who and why.

    Raises `NotFound`, and `Refused` without a reason, too late, or when it was done before.
    """
    taken = await redemption_of(deps, account, seen, redemption_id)
    now, at = deps.clock(), taken.redemption.at
    late = _("This could be reversed until {time}; now it is too late. Issue another ticket "
             "instead: `/line ticket issue`.", time=reversible_until(account, at))  # fmt: skip
    must_be_reversible(account, at, reason, now, late)
    async with deps.database.transaction() as session:
        await members.lock(session, account.id, taken.member.id)
        if not await redemptions.take_back(session, taken.redemption, at=now, by=by, reason=reason):
            raise Refused(_("This redemption has been reversed already."))
        record(session, Tag.REDEMPTION_REVERSED, account_id=account.id, at=now, who=by,
               subject=f"site:{taken.site.slug}", old=taken.ticket.name, new=reason)  # fmt: skip
    return taken
