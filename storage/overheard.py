"""What was said in members' Slack threads: known once, and decided in the order it was said."""

from __future__ import annotations

from sqlalchemy import ColumnElement
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased
from sqlmodel import and_, col, exists, select

from storage.inserting import insert_new
from storage.tables import Message, Overheard


async def keep(session: AsyncSession, heard: Overheard) -> bool:
    """Store what Slack told; False when it had told it before."""
    return bool(await insert_new(session, heard))


def first_in_line() -> ColumnElement[bool]:
    """What nothing undecided precedes in its thread."""
    before = aliased(Overheard)
    waits = (
        select(before.id)
        .where(
            col(before.slack_channel) == col(Overheard.slack_channel),
            col(before.thread_ts) == col(Overheard.thread_ts),
            col(before.due_at).is_not(None),
            col(before.id) < col(Overheard.id),
        )
        .correlate(Overheard)
    )
    return and_(~exists(waits))


async def written_as(
    session: AsyncSession, account_id: str, channel: str, ts: str
) -> Message | None:
    """What was sent to a member because of this Slack message; locked."""
    return await session.scalar(
        select(Message)
        .where(
            col(Message.account_id) == account_id,
            col(Message.written_as) == source(channel, ts),
        )
        .with_for_update()
    )


def source(channel: str, ts: str) -> str:
    """A Slack message as `Message.written_as` names it."""
    return f"{channel}:{ts}"
