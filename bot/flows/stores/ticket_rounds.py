"""A ticket issued to many, some members at a time: whoever dies, the next goes on from there."""

from __future__ import annotations

from datetime import timedelta

import structlog
from sqlalchemy.ext.asyncio import AsyncSession

from bot.deps import Deps
from bot.errors import LeaseLost, MoorlineError, NotFound, StorageDown
from bot.flows.stores.tickets import Issuing, issue_all, why_none
from bot.text import _, to_json
from storage import claims, outbox, ticket_rounds, tickets
from storage.audit import Tag, record
from storage.inserting import insert_new
from storage.tables import Account, Site, Ticket, TicketRound

log = structlog.get_logger()

AT_A_TIME = 200  #: members in one transaction: it is short, so that webhooks go on being stored
LEASE = timedelta(minutes=1)
BETWEEN = timedelta(seconds=1.2)  #: two edits of the one message; Slack allows one a second


async def begin_round(
    deps: Deps,
    account: Account,
    ticket: Ticket,
    *,
    site: Site | None,
    level: str,
    once: str,
    by: str,
) -> TicketRound:
    """Have a ticket issued to every member, of one site or of one level, by a job; told in one
    message. A second time (`once`) begins nothing new. Raises `NotFound` when there is no such
    member.
    """
    now = deps.clock()
    made = TicketRound(
        id=once,
        account_id=account.id,
        ticket_id=ticket.id,
        site_id=site.id if site else None,
        level=level or None,
        total=0,
        by=by,
        created_at=now,
        due_at=now,
    )
    async with deps.database.transaction() as session:
        made.total = await ticket_rounds.counted(session, made)
        if not made.total:
            raise NotFound(_("Nobody would get it: there is no such member."))
        if not await insert_new(session, made):
            return await session.get_one(TicketRound, once)
        record(session, Tag.TICKET_ISSUED, account_id=account.id, at=now, who=by,
               subject=f"ticket:{ticket.name}", new=f"{made.total} members")  # fmt: skip
        await _wish(session, made, deps)
    deps.bell.ring("ticket_rounds")
    deps.bell.ring("announce")
    return made


async def round_due(deps: Deps) -> int:
    """Take one round that is due some members further; returns how many were taken."""
    due = await claims.claim(deps.database, TicketRound, now=deps.clock(), limit=1, lease=LEASE)
    for made in due:
        try:
            await _further(deps, made)
        except LeaseLost:
            log.info("ticket_round.lease_lost", id=made.id)
        except StorageDown:  # then its lease runs out
            raise
        except MoorlineError as error:
            log.warning("ticket_round.failed", id=made.id, error=str(error))
            await claims.put_off(deps.database, made, deps.clock())
    return len(due)


async def _further(deps: Deps, made: TicketRound) -> None:
    """Issue to the next members, and note how far it is, in one transaction."""
    now = deps.clock()
    async with deps.database.transaction() as session:
        ticket = await session.get_one(Ticket, made.ticket_id)
        members = await ticket_rounds.next_members(session, made, AT_A_TIME)
        acts = {member: f"round:{made.id}:{member}" for member in members}
        done = await issue_all(session, ticket, acts, Issuing("operator", now))
        fresh = await tickets.fresh(session, ticket.id)
        over = why_none(fresh, now) if done.left_out else None
        ended = over is not None or len(members) < AT_A_TIME
        await claims.finish(
            session,
            made,
            due_at=None if ended else now,
            attempts=0,
            after=members[-1] if members else made.after,
            issued=made.issued + len(done.new),
            passed_over=made.passed_over + len(done.passed_over),
            done_at=now if ended else None,
            failure=to_json(over) if over else None,
        )
        await _wish(session, made, deps, wait=not ended)
    deps.bell.ring("announce")


async def _wish(
    session: AsyncSession, made: TicketRound, deps: Deps, *, wait: bool = False
) -> None:
    """Have Slack told how far it is, no more often than Slack takes it."""
    now = deps.clock()
    await outbox.wish(session, "ticket-round", f"ticket-round:{made.id}",
                      account_id=made.account_id, payload={"round_id": made.id}, now=now,
                      due_at=now + BETWEEN if wait else now)  # fmt: skip
