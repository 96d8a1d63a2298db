"""How much waits: figures for `/metrics`."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import func
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select

from storage.tables import Event, Outbox


async def intake_lag(session: AsyncSession, now: datetime) -> float:
    """Seconds since the oldest undigested event was received; 0 when none waits."""
    oldest = await session.scalar(
        select(Event.received_at)
        .where(col(Event.due_at).is_not(None))
        .order_by(col(Event.received_at))
        .limit(1)
    )
    return max(0.0, (now - oldest).total_seconds()) if oldest else 0.0


async def outbox_waiting(session: AsyncSession) -> int:
    """How many rows Slack is still to be told, held-back ones included."""
    counted = select(func.count()).select_from(Outbox).where(col(Outbox.due_at).is_not(None))
    return await session.scalar(counted) or 0
