"""People who wait for the next member message of an account: `/line test`.

They wait as outbox rows of kind "arrived", due when their patience ends; a message brings them
forward.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select
from sqlmodel.sql.expression import SelectOfScalar

from storage.tables import Outbox

KIND = "arrived"


async def wait(
    session: AsyncSession,
    account_id: str,
    payload: Mapping[str, Any],
    *,
    now: datetime,
    until: datetime,
) -> None:
    """Tell `payload["user"]` at `until` that nothing came, or sooner that something did.

    Somebody who asks again waits anew, once.
    """
    for row in await session.scalars(_waiting(account_id)):
        if (row.payload or {}).get("user") == payload["user"]:
            row.due_at, row.done_at = None, now
    row = Outbox(kind=KIND, topic="", account_id=account_id, created_at=now, due_at=until)
    row.topic, row.payload = f"{KIND}:{row.id}", dict(payload)
    session.add(row)


async def bring_forward(
    session: AsyncSession, account_id: str, message_id: str, *, now: datetime
) -> None:
    """A member's message arrived: whoever waits is told now."""
    for row in await session.scalars(_waiting(account_id)):
        if "message_id" not in (row.payload or {}):
            row.payload = {**(row.payload or {}), "message_id": message_id}
            row.due_at = now
            row.wanted += 1


def _waiting(account_id: str) -> SelectOfScalar[Outbox]:
    return (
        select(Outbox)
        .where(
            col(Outbox.account_id) == account_id,
            col(Outbox.kind) == KIND,
            col(Outbox.due_at).is_not(None),
        )
        .order_by(col(Outbox.id))
        .with_for_update()
    )
