"""Members' sessions on sites, and the tokens LINE gave for them."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col
from sqlmodel import select as select_rows

from storage.tables import Member, MemberSession, MemberToken


async def live(
    session: AsyncSession, session_id: str, site_id: str, now: datetime
) -> tuple[Member, MemberSession] | None:
    """The session with this id on this very site, and whose it is; None once it has ended."""
    wanted = (
        select(Member, MemberSession)
        .join(MemberSession, col(MemberSession.member_id) == col(Member.id))
        .where(
            col(MemberSession.id) == session_id,
            col(MemberSession.site_id) == site_id,
            col(MemberSession.account_id) == col(Member.account_id),
            col(MemberSession.expires_at) > now,
            col(Member.forgotten_at).is_(None),
        )
    )
    row = (await session.execute(wanted)).first()
    return None if row is None else (row[0], row[1])


async def end(session: AsyncSession, session_id: str, site_id: str, now: datetime) -> None:
    """From now on the session is nobody's."""
    this = (
        col(MemberSession.id) == session_id,
        col(MemberSession.site_id) == site_id,
        col(MemberSession.expires_at) > now,
    )
    await session.execute(update(MemberSession).where(*this).values(expires_at=now))


async def token(session: AsyncSession, member_id: str, login_channel_id: str) -> MemberToken | None:
    """What LINE gave for this member on this Login channel."""
    return await session.scalar(
        select_rows(MemberToken).where(
            col(MemberToken.member_id) == member_id,
            col(MemberToken.login_channel_id) == login_channel_id,
        )
    )


async def prune(session: AsyncSession, now: datetime) -> None:
    """Delete sessions that have ended, and tokens LINE would not take any more. Those of a member
    who has left are somebody else's work.
    """
    await session.execute(delete(MemberSession).where(col(MemberSession.expires_at) <= now))
    ends = func.coalesce(col(MemberToken.refresh_until), col(MemberToken.access_until))
    await session.execute(delete(MemberToken).where(ends <= now, col(MemberToken.due_at).is_(None)))
