"""Which sites a member has signed in on."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from storage.tables import Site, Visit


async def of_member(session: AsyncSession, member_id: str) -> Sequence[tuple[str, datetime]]:
    """The sites' names and when the member first came, in that order."""
    rows = await session.execute(
        select(col(Site.name), col(Visit.first_at))
        .join(Visit, col(Visit.site_id) == col(Site.id))
        .where(col(Visit.member_id) == member_id)
        .order_by(col(Visit.first_at), col(Site.name))
    )
    return [(name, at) for name, at in rows]
