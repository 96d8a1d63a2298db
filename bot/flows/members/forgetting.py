"""A member unlinks: LINE is told, and the person is forgotten.

At once who they are: name, picture, LINE's user id, sessions, visits. Then, batch by batch, what
was said, here and in Slack. An anonymous row stays, so that points, tickets and numbers of
messages stay right. Whoever comes again later is a new member.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

import structlog
from sqlalchemy.ext.asyncio import AsyncSession

from bot.deps import Deps
from bot.errors import LeaseLost
from bot.platforms.line_events import without_person
from bot.text import _, to_json
from storage import claims, conversations, forgetting, outbox
from storage.audit import Tag, record
from storage.tables import Forgetting, Member, Message

log = structlog.get_logger()

BATCH = 200
LEASE = timedelta(seconds=60)
APART = timedelta(seconds=2)  #: between two copies in Slack, so that others' news gets through
REMOVED = _("(removed: this member has unlinked their account)")


async def forget(deps: Deps, member_id: str) -> None:
    """Take away who the member is, now; what they said, soon. Doing it twice changes nothing."""
    now = deps.clock()
    async with deps.database.transaction() as session:
        member = await session.get_one(Member, member_id, with_for_update=True)
        if member.forgotten_at is not None:
            return
        await forgetting.anonymise(session, member, now)
        session.add(
            Forgetting(
                account_id=member.account_id, member_id=member.id, created_at=now, due_at=now
            )
        )
        record(session, Tag.MEMBER_FORGOTTEN, account_id=member.account_id, at=now,
               who="member", subject=f"member:{member.id}")  # fmt: skip
    log.info("member.forgotten", member=member_id)
    deps.bell.ring("farewell")
    deps.bell.ring("forgetting")


async def forget_due(deps: Deps) -> int:
    """Purge a batch of each forgotten member's messages; returns how many members were due."""
    rows = await claims.claim(deps.database, Forgetting, now=deps.clock(), limit=10, lease=LEASE)
    for row in rows:
        try:
            await _purge(deps, row)
        except LeaseLost:
            log.info("forgetting.lease_lost", member=row.member_id)
    if rows:
        deps.bell.ring("announce")
    return len(rows)


async def _purge(deps: Deps, row: Forgetting) -> None:
    now = deps.clock()
    async with deps.database.transaction() as session:
        member = await session.get_one(Member, row.member_id)
        batch = await forgetting.next_messages(session, row, member, limit=BATCH)
        if not batch:
            await _card_of(session, member, now)
            await claims.finish(session, row, due_at=None)
            await session.delete(await session.get_one(Forgetting, row.id))
            return
        await forgetting.purge(session, batch, to_json(REMOVED), without_person, now)
        for talk in await conversations.with_member(session, member.id):
            await conversations.show(session, talk, now)
        shown = [one for one in batch if one.slack_ts]
        await _in_slack(session, shown, now, row.created_at + APART * row.shown)
        await claims.finish(session, row, due_at=now, after=batch[-1].id,
                            shown=row.shown + len(shown), attempts=0)  # fmt: skip


async def _card_of(session: AsyncSession, member: Member, now: datetime) -> None:
    """Have the card of their conversation brought in line, where it has one."""
    for one in await forgetting.conversations_of(session, member):
        await outbox.wish(
            session,
            "conversation",
            f"conversation:{one.id}",
            account_id=one.account_id,
            payload={"conversation_id": one.id, "opens": False},
            now=now,
        )


async def _in_slack(
    session: AsyncSession, shown: Sequence[Message], now: datetime, first: datetime
) -> None:
    """Have the copies in Slack brought in line, one after the other."""
    for place, one in enumerate(shown):
        kind = "message" if one.direction == "in" else "receipt"
        await outbox.wish(
            session,
            kind,
            f"{kind}:{one.id}",
            account_id=one.account_id,
            payload={"message_id": one.id},
            now=now,
            due_at=first + APART * place,
        )
