"""What is stored about a member who leaves: taken away at once, or message by message."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import delete, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, or_, select

from storage.tables import (
    Conversation,
    Event,
    Forgetting,
    Member,
    MemberSession,
    MemberToken,
    MenuWish,
    Message,
    Overheard,
    Visit,
)

NOBODY = "forgotten:"  #: begins what stands in place of LINE's user id; theirs begin with U
Purge = Callable[[str], str]  #: raw JSON of an event -> the same without the person


async def anonymise(session: AsyncSession, member: Member, now: datetime) -> None:
    """Take away who a member is; the row stays, so that figures stay right. Their tokens are due.

    LINE's user id goes too: whoever writes or signs in under it later is somebody new.
    """
    old, new = f"user:{member.user_id}", f"user:{nobody(member)}"
    for table in (MemberSession, Visit, MenuWish):
        await session.execute(delete(table).where(col(table.member_id) == member.id))
    tokens = update(MemberToken).where(col(MemberToken.member_id) == member.id)
    await session.execute(tokens.values(due_at=now, attempts=0))
    theirs = (col(Message.account_id) == member.account_id, col(Message.conversation) == old)
    await session.execute(update(Message).where(*theirs).values(conversation=new, due_at=None))
    talk = (col(Conversation.account_id) == member.account_id, col(Conversation.name) == old)
    await session.execute(
        update(Conversation)
        .where(*talk)
        .values(name=new, waiting_since=None, due_at=None, resolved_at=now, resolved_by="")
    )
    heard = (col(Overheard.account_id) == member.account_id, col(Overheard.conversation) == old)
    await session.execute(
        update(Overheard).where(*heard).values(conversation=new, words="", due_at=None)
    )
    member.user_id, member.name = nobody(member), ""
    member.picture_url = member.language = member.level = None
    member.friendship, member.friendship_at = "unknown", None
    member.profile_read_at = member.signed_in_at = member.due_at = None
    member.forgotten_at = now


def nobody(member: Member) -> str:
    """What stands in place of LINE's user id."""
    return f"{NOBODY}{member.id}"


async def next_messages(
    session: AsyncSession, row: Forgetting, member: Member, *, limit: int
) -> Sequence[Message]:
    """The next messages to purge: all of the member's own talk, and what they wrote in groups."""
    theirs = or_(
        col(Message.conversation) == f"user:{nobody(member)}", col(Message.member_id) == member.id
    )
    wanted = (
        select(Message)
        .where(col(Message.account_id) == row.account_id, theirs, col(Message.id) > row.after)
        .order_by(col(Message.id))
        .limit(limit)
        .with_for_update()
    )
    return (await session.scalars(wanted)).all()


async def conversations_of(session: AsyncSession, member: Member) -> Sequence[Conversation]:
    """The member's own conversation, if it stands in Slack."""
    theirs = select(Conversation).where(
        col(Conversation.account_id) == member.account_id,
        col(Conversation.name) == f"user:{nobody(member)}",
        col(Conversation.slack_ts).is_not(None),
    )
    return (await session.scalars(theirs)).all()


async def purge(
    session: AsyncSession, messages: Sequence[Message], line: Any, bare: Purge, now: datetime
) -> None:
    """Take away what was said, here and in the raw events; `line` is what Slack shows instead."""
    for one in messages:
        one.text, one.line, one.media = None, line, None
        one.reply_token = one.reply_until = one.read_token = one.failure = None
        one.unsent_at = one.unsent_at or now
    ids = [one.event_id for one in messages if one.event_id]
    about = [one.line_message_id for one in messages if one.line_message_id]
    told = select(Event).where(
        col(Event.account_id) == messages[0].account_id,
        or_(col(Event.id).in_(ids), col(Event.line_message_id).in_(about)),
    )
    for event in await session.scalars(told):
        event.body = bare(event.body)
