"""Points written off once they have expired; spending does not wait for it (`points.py`)."""

from __future__ import annotations

from datetime import timedelta

import structlog

from bot.deps import Deps
from bot.flows.stores.points import write_off
from storage import claims, members
from storage.tables import PointEntry

log = structlog.get_logger()

BATCH = 100
LEASE = timedelta(minutes=1)


async def expire_due(deps: Deps) -> int:
    """Write off some of what has expired; returns how many earnings were taken. Doing it twice
    enters nothing twice.
    """
    now = deps.clock()
    due = await claims.claim(deps.database, PointEntry, now=now, limit=BATCH, lease=LEASE)
    for account_id, member_id in sorted({(one.account_id, one.member_id) for one in due}):
        async with deps.database.transaction() as session:
            await members.lock(session, account_id, member_id)
            gone = await write_off(session, account_id, member_id, now)
        log.info("points.expired", entries=len(gone), points=-sum(one.points for one in gone))
    return len(due)
