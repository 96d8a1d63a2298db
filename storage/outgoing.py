"""Messages on their way to LINE: whose turn it is, and the reply tokens they may use."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ColumnElement
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased
from sqlmodel import and_, col, exists, or_, select

from bot.errors import LeaseLost
from bot.text import _
from storage.tables import Message


def first_in_line() -> ColumnElement[bool]:
    """Outgoing messages with nothing unsent before them in their conversation: they keep order."""
    before = aliased(Message)
    waits = (
        select(before.id)
        .where(
            col(before.account_id) == col(Message.account_id),
            col(before.conversation) == col(Message.conversation),
            col(before.direction) == "out",
            col(before.due_at).is_not(None),
            or_(
                col(before.at) < col(Message.at),
                and_(col(before.at) == col(Message.at), col(before.id) < col(Message.id)),
            ),
        )
        .correlate(Message)
    )
    return and_(col(Message.direction) == "out", ~exists(waits))


async def take_token(
    session: AsyncSession, row: Message, *, alive_at: datetime
) -> tuple[str, datetime] | None:
    """Move the conversation's newest unused reply token, if it lives at `alive_at`, to this claimed
    row, so that nobody else uses it; and tell until when it lives. Raises `LeaseLost`.
    """
    ours = await _held(session, row)
    source = await session.scalar(
        select(Message)
        .where(
            col(Message.account_id) == row.account_id,
            col(Message.conversation) == row.conversation,
            col(Message.direction) == "in",
            col(Message.mode) == "active",
            col(Message.reply_token).is_not(None),
            col(Message.reply_until) > alive_at,
        )
        .order_by(col(Message.reply_until).desc(), col(Message.at).desc())
        .limit(1)
        .with_for_update()
    )
    if source is None or source.reply_token is None or source.reply_until is None:
        return None
    token, until = source.reply_token, source.reply_until
    ours.reply_token, ours.reply_until, source.reply_token = token, until, None
    return token, until


async def begin_push(session: AsyncSession, row: Message) -> None:
    """From now on this claimed row is a push, whatever tokens there are. Raises `LeaseLost`."""
    ours = await _held(session, row)
    ours.reply_token, ours.sent_as = None, "push"


async def give_back(session: AsyncSession, row: Message, token: str, until: datetime) -> None:
    """Return a token LINE has surely not used to the conversation."""
    (await _held(session, row)).reply_token = None
    source = await session.scalar(
        select(Message)
        .where(
            col(Message.account_id) == row.account_id,
            col(Message.conversation) == row.conversation,
            col(Message.direction) == "in",
            col(Message.reply_token).is_(None),
            col(Message.reply_until) == until,
        )
        .order_by(col(Message.at).desc())
        .limit(1)
        .with_for_update()
    )
    if source is not None:
        source.reply_token = token


async def _held(session: AsyncSession, row: Message) -> Message:
    """The row as stored, locked, if it is still ours."""
    ours = await session.scalar(
        select(Message)
        .where(col(Message.id) == row.id, col(Message.claim) == row.claim)
        .with_for_update()
    )
    if ours is None:
        raise LeaseLost(_("Another process is sending this message"))
    return ours
