"""Pictures of ours that others fetch by their address."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select

from storage.tables import WebPicture


async def with_key(session: AsyncSession, key: str, now: datetime) -> WebPicture | None:
    """The picture at this address, while it lasts."""
    here = select(WebPicture).where(col(WebPicture.key) == key, col(WebPicture.expires_at) > now)
    return (await session.scalars(here)).first()


async def expire(session: AsyncSession, now: datetime) -> None:
    """Remove what has lasted long enough."""
    await session.execute(delete(WebPicture).where(col(WebPicture.expires_at) <= now))
