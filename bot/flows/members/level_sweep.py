"""Works members' levels out anew after an account's levels have changed, some members at a time.

One transaction looks at a few hundred members and stores how far it has come; so nothing else waits
long, and whoever dies leaves the rest to the next.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta

import structlog

from bot.binding.levels import Threshold, carried, reached
from bot.deps import Deps
from bot.errors import LeaseLost
from storage import claims, levels
from storage.tables import LevelSweep, Member

log = structlog.get_logger()

BATCH = 500  #: members of one transaction
AT_ONCE = 4  #: accounts
LEASE = timedelta(seconds=60)


async def sweep_due(deps: Deps) -> int:
    """Look at the next members of every account whose levels changed; returns how many members."""
    rows = await claims.claim(
        deps.database, LevelSweep, now=deps.clock(), limit=AT_ONCE, lease=LEASE
    )
    done = 0
    for row in rows:
        try:
            done += await _some(deps, row)
        except LeaseLost:
            log.info("levels.lease_lost", account=row.account_id)
    return done


async def _some(deps: Deps, row: LevelSweep) -> int:
    """One batch. The row is read again under its lock: levels may have changed since the claim."""
    async with deps.database.transaction() as session:
        sweep = await levels.sweep_of(session, row.account_id)
        found = await levels.next_members(session, row.account_id, sweep.after, BATCH)
        points = await levels.points_earned(session, [one.id for one in found])
        known = await levels.thresholds(session, row.account_id)
        names: Mapping[str, str] = sweep.names or {}
        _settle(found, points, known, names)
        ended = len(found) < BATCH
        changes = {"names": None} if ended else {"after": found[-1].id, "attempts": 0}
        await session.flush()
        await claims.finish(session, row, due_at=None if ended else row.due_at, **changes)
    if ended:
        log.info("levels.settled", account=row.account_id)
    return len(found)


def _settle(
    members: Sequence[Member],
    points: Mapping[str, int],
    known: Sequence[Threshold],
    names: Mapping[str, str],
) -> None:
    for member in members:
        if member.level_fixed and (kept := carried(member.level, names)):
            level: str | None = kept
        else:
            level = reached(points.get(member.id, 0), known)
            member.level_fixed = False
        if member.level != level:
            member.level = level
