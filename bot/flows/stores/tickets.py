"""Tickets issued: to one member, or to several at once, within every limit there is.

Runs in the caller's transaction and keeps the members' rows locked until it ends. The same act
(`once`) issues once, however often it is done.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.errors import NotFound, Refused
from bot.text import Text, _
from storage import tickets
from storage.tables import IssuedTicket, Ticket


@dataclass(frozen=True)
class Issuing:
    """How tickets come to members. `source` is operator, claim, points, counter or task."""

    source: str
    at: datetime
    by_tasks: Sequence[str] = ()  #: ids of the tasks behind it


@dataclass(frozen=True)
class Issued:
    """What came of it, by member id."""

    tickets: Mapping[str, IssuedTicket]  #: those the same act issued before included
    passed_over: Sequence[str] = ()  #: they had their share
    left_out: Sequence[str] = ()  #: nothing was left for them
    new: Sequence[str] = field(default=())  #: who got theirs now


async def issue(
    session: AsyncSession, ticket: Ticket, member_id: str, how: Issuing, *, once: str
) -> IssuedTicket:
    """One ticket for one member; a second time gives the first one.

    Raises `Refused` when a limit is reached or the ticket is void or over, and then has written
    nothing; `NotFound` for another account's member.
    """
    done = await issue_all(session, ticket, {member_id: once}, how)
    if member_id in done.tickets:
        return done.tickets[member_id]
    if done.passed_over:
        raise Refused(_("{ticket}: each member gets at most {most}, and this is all there is for "
                        "this one.", ticket=ticket.name, most=ticket.per_member or 0))  # fmt: skip
    if not done.left_out:
        raise NotFound(_("There is no such member."))
    raise Refused(why_none(await tickets.fresh(session, ticket.id), how.at))


async def issue_all(
    session: AsyncSession, ticket: Ticket, acts: Mapping[str, str], how: Issuing
) -> Issued:
    """One ticket for each of these members, `acts` naming each one's act; as many as there are.

    Members of other accounts get nothing. When too few are left, the first by id get theirs.
    """
    wanted = await tickets.lock_members(session, ticket.account_id, list(acts))
    known = await tickets.issued_by(session, ticket.account_id, [acts[one] for one in wanted])
    waiting = [one for one in wanted if one not in known]
    lucky = await tickets.take_shares(session, ticket.id, waiting)
    served = await _from_stock(session, ticket, lucky, how.at)
    made = {one: _made(ticket, one, acts[one], how) for one in served}
    session.add_all(made.values())
    await session.flush()
    return Issued(
        tickets={**known, **made},
        passed_over=[one for one in waiting if one not in lucky],
        left_out=[one for one in lucky if one not in made],
        new=list(made),
    )


def why_none(ticket: Ticket, at: datetime) -> Text:
    """Why nobody gets this ticket any more."""
    if ticket.voided_at is not None:
        return _("{ticket} has been withdrawn.", ticket=ticket.name)
    if ticket.valid_until is not None and ticket.valid_until <= at:
        return _("{ticket} is over; it is no longer valid.", ticket=ticket.name)
    return _("{ticket}: all {quantity} have been given out.", ticket=ticket.name,
             quantity=ticket.quantity or 0)  # fmt: skip


async def _from_stock(
    session: AsyncSession, ticket: Ticket, lucky: Sequence[str], at: datetime
) -> Sequence[str]:
    """For whom there is one; the others' shares are given back."""
    if not lucky or await tickets.take_from_stock(session, ticket.id, len(lucky), at):
        return lucky
    stock = await tickets.fresh(session, ticket.id)
    left = max((stock.quantity or 0) - stock.issued, 0)
    served = list(lucky[:left])
    if not served or not await tickets.take_from_stock(session, ticket.id, left, at):
        served = []
    await tickets.give_back_shares(session, ticket.id, [one for one in lucky if one not in served])
    return served


def _made(ticket: Ticket, member_id: str, once: str, how: Issuing) -> IssuedTicket:
    return IssuedTicket(
        account_id=ticket.account_id,
        ticket_id=ticket.id,
        member_id=member_id,
        source=how.source,
        once=once,
        by_tasks=list(how.by_tasks),
        issued_at=how.at,
    )
