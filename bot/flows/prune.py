"""Let go what has served its time. Events, messages, alerts and the audit are kept for ever."""

from __future__ import annotations

from datetime import timedelta

import structlog
from sqlalchemy import delete, update
from sqlmodel import col

from bot.deps import Deps
from storage import deliveries, pictures, sessions
from storage.tables import Account, Outbox, Overheard

log = structlog.get_logger()

TOLD_FOR = timedelta(days=30)
"""How long a told outbox row stays, so that "once" topics stay once; the hint to who first writes
in a member's thread is given once for good. Slack repeats an event for minutes at most."""


async def prune_all(deps: Deps) -> None:
    """Held deliveries and former secrets after 24 hours, told outbox rows after 30 days; sessions
    and members' tokens once they have ended.
    """
    now = deps.clock()
    expired = await deliveries.expire(deps.database, now)
    async with deps.database.transaction() as session:
        await sessions.prune(session, now)
        await pictures.expire(session, now)
        told = col(Outbox.done_at) < now - TOLD_FOR
        await session.execute(delete(Outbox).where(told, col(Outbox.kind) != "thread-hint"))
        decided = col(Overheard.due_at).is_(None), col(Overheard.heard_at) < now - TOLD_FOR
        await session.execute(delete(Overheard).where(*decided))
        await session.execute(
            update(Account)
            .where(col(Account.former_secret_until) < now)
            .values(former_secret_box=None, former_secret_until=None)
        )
    if expired:
        log.info("deliveries.expired", count=expired)
