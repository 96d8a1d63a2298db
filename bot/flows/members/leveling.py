"""A member's level: what points reach, or what a person or a task says."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select

from bot.binding.levels import reached
from bot.errors import NotFound
from bot.text import _
from storage import levels
from storage.audit import BY_ITSELF, Tag, record
from storage.tables import Member

NO_MEMBER = _("There is no such member any more.")


async def settle_level(session: AsyncSession, member_id: str) -> str | None:
    """Give a member the level their points reach, in the transaction that enters the points.

    Call it after the entry. The member is locked first, so that of two entries at once the later
    one sees both. A fixed level stays. Returns the level the member has now.
    """
    member = await _locked(session, member_id)
    if not member.level_fixed:
        await _by_points(session, member)
    return member.level


async def fix_level(
    session: AsyncSession, member_id: str, level: str | None, *, by: str = "", at: datetime
) -> str | None:
    """Give a member this level whatever their points; None lets points decide again.

    `by` is a Slack user id, "" when it happens by itself. Raises `NotFound` when there is no such
    level, or the member has left. Returns the level the member has now.
    """
    member = await _locked(session, member_id)
    if member.forgotten_at is not None:
        raise NotFound(NO_MEMBER)
    if level and await levels.lock(session, member.account_id, level) is None:
        raise NotFound(_("There is no level “{level}”. `/line level list` shows them.",
                         level=level))  # fmt: skip
    old = _words(member)
    member.level_fixed = level is not None
    if level is None:
        await _by_points(session, member)
    else:
        member.level = level
    if (new := _words(member)) != old:
        record(session, Tag.LEVEL_GIVEN, account_id=member.account_id, at=at,
               who=by or BY_ITSELF, subject=f"member:{member.id}", old=old,
               new=new)  # fmt: skip
    return member.level


async def _by_points(session: AsyncSession, member: Member) -> None:
    if member.forgotten_at is not None:  # their points stay for the figures; a level needs somebody
        return
    points = (await levels.points_earned(session, [member.id])).get(member.id, 0)
    level = reached(points, await levels.thresholds(session, member.account_id))
    if member.level != level:
        member.level = level


async def _locked(session: AsyncSession, member_id: str) -> Member:
    """Locked so that rows which only refer to the member, such as points, still go in."""
    one = select(Member).where(col(Member.id) == member_id)
    locked = one.with_for_update(key_share=True)
    fresh = locked.execution_options(populate_existing=True)
    return (await session.scalars(fresh)).one()


def _words(member: Member) -> str:
    """As the audit tells it."""
    return f"{member.level or '—'}{' (fixed)' if member.level_fixed else ''}"
