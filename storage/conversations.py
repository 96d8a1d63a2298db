"""Conversations: what was said last in each, by whom, and whether it was answered."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import and_, col, func, select

from storage.tables import Member, Message

NOBODY = "account"  #: events that belong to no chat; nobody can be answered there


@dataclass(frozen=True)
class Conversation:
    """One row of the inbox."""

    name: str  #: "user:U…", "group:C…", "room:R…"
    last: Message
    member: Member | None  #: who the chat is with; in a group, who wrote last
    answered: bool  #: nothing a member wrote is newer than our last message

    @property
    def answerable(self) -> bool:
        """Whether LINE lets this account write there now."""
        return self.last.direction == "out" or self.last.mode == "active"


async def page(
    session: AsyncSession, account_id: str, *, offset: int, limit: int
) -> Sequence[Conversation]:
    """The account's conversations, the one with the newest line first."""
    newest = func.max(col(Message.at))
    names = await session.scalars(
        select(col(Message.conversation))
        .where(col(Message.account_id) == account_id, col(Message.conversation) != NOBODY)
        .group_by(col(Message.conversation))
        .order_by(newest.desc(), col(Message.conversation))
        .offset(offset)
        .limit(limit)
    )
    return [await _conversation(session, account_id, name) for name in names]


async def count(session: AsyncSession, account_id: str) -> int:
    """How many conversations the account has."""
    distinct = func.count(col(Message.conversation).distinct())
    mine = and_(col(Message.account_id) == account_id, col(Message.conversation) != NOBODY)
    return (await session.scalars(select(distinct).where(mine))).one()


async def last_written(session: AsyncSession, account_id: str, name: str) -> Message | None:
    """The newest thing a member wrote there."""
    return await _newest(session, account_id, name, _written())


async def last_heard(session: AsyncSession, account_id: str, name: str) -> Message | None:
    """The newest thing LINE told about the conversation, written or not."""
    return await _newest(session, account_id, name, col(Message.direction) == "in")


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


async def _conversation(session: AsyncSession, account_id: str, name: str) -> Conversation:
    last = await _newest(session, account_id, name)
    ours = await _newest(session, account_id, name, col(Message.direction) == "out")
    theirs = await last_written(session, account_id, name)
    if last is None:
        raise LookupError(name)  # it was listed in this very transaction
    answered = ours is not None and (theirs is None or theirs.at <= ours.at)
    return Conversation(name, last, await member_of(session, account_id, name), answered)


def _written() -> ColumnElement[bool]:
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
