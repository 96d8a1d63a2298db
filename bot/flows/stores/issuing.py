"""Tickets given by the team: whom a form means, and one ticket for one member."""

from __future__ import annotations

from dataclasses import dataclass

from bot.deps import Deps
from bot.errors import Refused
from bot.flows.members.naming import member_named
from bot.flows.network.subnets import site_named
from bot.flows.stores.tickets import Issuing, issue
from bot.text import _
from storage import members, tickets
from storage.audit import Tag, record
from storage.tables import Account, IssuedTicket, Member, Site, Ticket


@dataclass(frozen=True)
class Whom:
    """One member; or the members of a site, of a level, or with neither all there are."""

    member: Member | None = None
    site: Site | None = None
    level: str = ""


async def whom(
    deps: Deps, account: Account, member: str, site: str, level: str, *, everybody: bool
) -> Whom:
    """Whom somebody means. Raises `Refused` unless it is exactly one way, `NotFound`."""
    given = [one for one in (member, site, level, everybody) if one]
    if len(given) != 1:
        raise Refused(_("Fill in exactly one: a member, a site, a level, or everybody."))
    if member:
        return Whom(member=await member_named(deps, account, member))
    if site:
        return Whom(site=await site_named(deps, account, site))
    return Whom(level=level)


async def issue_to_member(
    deps: Deps, account: Account, ticket: Ticket, member: Member, *, once: str, by: str
) -> IssuedTicket:
    """One ticket for one member, from the team, once. Raises `Refused` when a limit is reached."""
    now, act = deps.clock(), f"operator:{once}"
    async with deps.database.transaction() as session:
        await members.lock(session, account.id, member.id)
        if known := (await tickets.issued_by(session, account.id, [act])).get(member.id):
            return known
        made = await issue(session, ticket, member.id, Issuing("operator", now), once=act)
        record(session, Tag.TICKET_ISSUED, account_id=account.id, at=now, who=by,
               subject=f"member:{member.id}", new=ticket.name)  # fmt: skip
    return made
