"""Messages that say how far long work is."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select

from storage.tables import ProgressMessage


async def message(session: AsyncSession, account_id: str, about: str) -> ProgressMessage | None:
    """The message about this work, if one never said the end."""
    return await session.get(ProgressMessage, (account_id, about))


async def forget(session: AsyncSession, account_id: str, about: str) -> None:
    """It says the end."""
    row = await message(session, account_id, about)
    if row is not None:
        await session.delete(row)


async def cut_off(session: AsyncSession, now: datetime) -> Sequence[ProgressMessage]:
    """Messages of work there has been no news of."""
    silent = select(ProgressMessage).where(col(ProgressMessage.until) <= now)
    return (await session.scalars(silent)).all()
