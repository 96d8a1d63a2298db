"""What happened to a member that a store's task may wait for, noted as it happens."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.binding.tasks import Trigger
from storage.inserting import insert_new
from storage.tables import Happened

__all__ = ["Trigger", "note"]


async def note(
    session: AsyncSession,
    *,
    account_id: str,
    site_id: str | None,
    member_id: str,
    trigger: Trigger,
    once: str,
    at: datetime,
    by_tasks: Sequence[str] = (),
) -> bool:
    """Write it down, due at once, in the transaction in which it happens; False when `once` has
    been noted before. `by_tasks` are the ids of the tasks that led here, the first one first.
    """
    row = Happened(
        account_id=account_id,
        site_id=site_id,
        member_id=member_id,
        trigger=trigger,
        once=once,
        by_tasks=list(by_tasks),
        at=at,
        due_at=at,
    )
    return bool(await insert_new(session, row))
