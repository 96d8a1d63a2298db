"""What Slack is still to be told: wishes are rows, written in the transaction that caused them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import case, func, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select

from bot.errors import LeaseLost
from bot.text import _
from storage import claims
from storage.tables import Outbox

HELD = "held back by Slack's limit"  #: as the `failure` of a row that waits


async def wish(
    session: AsyncSession,
    kind: str,
    topic: str,
    *,
    account_id: str,
    payload: Any = None,
    now: datetime,
    due_at: datetime | None = None,
    once: bool = False,
) -> None:
    """Ask for `topic` to be told. A topic that already waits is not told twice; one that is being
    told right now is told again afterwards, with the newest payload. `once`: never again."""
    told = await session.scalar(select(Outbox).where(col(Outbox.topic) == topic).with_for_update())
    if told is None:
        session.add(
            Outbox(
                kind=kind,
                topic=topic,
                account_id=account_id,
                payload=payload,
                created_at=now,
                due_at=due_at or now,
            )
        )
        await session.flush()
        return
    if once:
        return
    told.payload = payload
    told.wanted += 1
    told.done_at = None
    told.due_at = min(told.due_at, due_at or now) if told.due_at else (due_at or now)


async def stir(session: AsyncSession, topic: str) -> None:
    """What `topic` tells of has changed: if it is being told right now, it is told once more.

    One that still waits is told in its time.
    """
    await session.execute(
        update(Outbox)
        .where(col(Outbox.topic) == topic, col(Outbox.due_at).is_not(None))
        .values(wanted=col(Outbox.wanted) + 1)
        .execution_options(synchronize_session=False)
    )


async def told(session: AsyncSession, row: Outbox, *, now: datetime, failure: str = "") -> None:
    """Close a wish, unless it was wished anew meanwhile: then it stays due. Raises `LeaseLost`."""
    same = col(Outbox.wanted) == row.wanted
    closed = await session.execute(
        update(Outbox)
        .where(col(Outbox.id) == row.id, col(Outbox.claim) == row.claim)
        .values(
            due_at=case((same, None), else_=now),
            done_at=case((same, now), else_=None),
            failure=failure or None,
            claim=None,
            leased_until=None,
            attempts=0,
        )
        .returning(col(Outbox.id))
    )
    if closed.first() is None:
        raise LeaseLost(_("Another process has told Slack already"))


async def hold_back(session: AsyncSession, row: Outbox, until: datetime) -> None:
    """Slack asks us to wait: give the claimed row back until then, without counting the attempt.

    What is wished later for the same account waits behind it (`held_until`). Raises `LeaseLost`.
    """
    await claims.finish(session, row, due_at=until, attempts=row.attempts - 1, failure=HELD)


async def held_until(session: AsyncSession, account_id: str, now: datetime) -> datetime | None:
    """Until when the account's rows wait because Slack asked for it; None: they need not."""
    return await session.scalar(
        select(func.max(col(Outbox.due_at))).where(
            col(Outbox.account_id) == account_id,
            col(Outbox.failure) == HELD,
            col(Outbox.due_at) > now,
        )
    )
