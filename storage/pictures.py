"""Pictures of ours that others fetch by their address."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import delete, exists, or_, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select

from storage.tables import Ticket, WebPicture

LET_GO = timedelta(days=1)


async def with_key(session: AsyncSession, key: str, now: datetime) -> WebPicture | None:
    """The picture at this address, while it lasts."""
    lasts = or_(col(WebPicture.expires_at).is_(None), col(WebPicture.expires_at) > now)
    here = select(WebPicture).where(col(WebPicture.key) == key, lasts)
    return (await session.scalars(here)).first()


async def let_go(session: AsyncSession, account_id: str, key: str, now: datetime) -> None:
    """A picture that lasted until it was replaced has a day left. Another account's stays, and one
    whose address stands in another kind of ticket too.
    """
    shown = exists().where(
        col(Ticket.account_id) == account_id,
        col(Ticket.picture_url).endswith(f"/pictures/{key}.png", autoescape=True),
    )
    await session.execute(
        update(WebPicture)
        .where(
            col(WebPicture.account_id) == account_id,
            col(WebPicture.key) == key,
            col(WebPicture.expires_at).is_(None),
            ~shown,
        )
        .values(expires_at=now + LET_GO)
    )


async def expire(session: AsyncSession, now: datetime) -> None:
    """Remove what has lasted long enough."""
    await session.execute(delete(WebPicture).where(col(WebPicture.expires_at) <= now))
