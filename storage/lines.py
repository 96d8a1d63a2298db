"""What was said in a conversation: the newest line of this or that kind, and by whom."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import and_, col, or_, select

from storage.tables import Member, Message


async def waiting_again(session: AsyncSession, account_id: str, name: str) -> datetime | None:
    """Since when the member has waited, if what was sent last did not reach them: LINE's time of
    the first message after the last one of ours that did, or may yet."""
    ours = await _newest(
        session,
        account_id,
        name,
        col(Message.direction) == "out",
        or_(col(Message.sent_at).is_not(None), col(Message.due_at).is_not(None)),
    )
    since = () if ours is None else (col(Message.at) > ours.at,)
    return await session.scalar(
        select(col(Message.at))
        .where(
            col(Message.account_id) == account_id,
            col(Message.conversation) == name,
            written(),
            col(Message.unsent_at).is_(None),
            col(Message.mode) == "active",
            *since,
        )
        .order_by(col(Message.at))
        .limit(1)
    )


async def newest(session: AsyncSession, account_id: str, name: str) -> Message | None:
    """The newest line, either way."""
    return await _newest(session, account_id, name)


async def last_written(session: AsyncSession, account_id: str, name: str) -> Message | None:
    """The newest thing a member wrote there."""
    return await _newest(session, account_id, name, written())


async def last_heard(session: AsyncSession, account_id: str, name: str) -> Message | None:
    """The newest thing LINE told about the conversation, written or not."""
    return await _newest(session, account_id, name, col(Message.direction) == "in")


async def readable(session: AsyncSession, account_id: str, name: str) -> Message | None:
    """The newest message that can be marked as read at LINE, with all before it."""
    return await _newest(session, account_id, name, col(Message.read_token).is_not(None))


async def last_sent(session: AsyncSession, account_id: str, name: str) -> Message | None:
    """The newest thing we wrote there."""
    return await _newest(session, account_id, name, col(Message.direction) == "out")


async def member_of(session: AsyncSession, account_id: str, name: str) -> Member | None:
    """Who the chat is with; in a group, who was heard of last."""
    kind, _colon, user_id = name.partition(":")
    if kind == "user":
        return await session.scalar(
            select(Member).where(
                col(Member.account_id) == account_id, col(Member.user_id) == user_id
            )
        )
    heard = await _newest(session, account_id, name, col(Message.member_id).is_not(None))
    return await session.get(Member, heard.member_id) if heard else None


async def shown_of(session: AsyncSession, member_id: str, *, limit: int = 5) -> Sequence[Message]:
    """The member's newest messages that stand in Slack."""
    shown = (
        select(Message)
        .where(col(Message.member_id) == member_id, col(Message.slack_ts).is_not(None))
        .order_by(col(Message.at).desc())
        .limit(limit)
    )
    return (await session.scalars(shown)).all()


def written() -> ColumnElement[bool]:
    """What has an id at LINE was written; the rest (following, joining …) only happened."""
    return and_(col(Message.direction) == "in", col(Message.line_message_id).is_not(None))


async def _newest(
    session: AsyncSession, account_id: str, name: str, *which: ColumnElement[bool]
) -> Message | None:
    return await session.scalar(
        select(Message)
        .where(col(Message.account_id) == account_id, col(Message.conversation) == name, *which)
        .order_by(col(Message.at).desc(), col(Message.id).desc())
        .limit(1)
    )
