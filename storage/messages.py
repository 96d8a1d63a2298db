"""Messages as they come in: written, edited, and taken back, in whatever order LINE tells it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select

from bot.errors import LeaseLost
from bot.text import _
from storage import outbox
from storage.inserting import insert_new
from storage.tables import Event, Message, Outbox

Purge = Callable[[str], str]  #: raw JSON of an event -> the same without what was written


async def keep(session: AsyncSession, incoming: Sequence[Message]) -> list[Message]:
    """Store incoming messages, and return them as they now stand, in the same order.

    When an edit or an unsend of one came first, or the same message comes again, what is stored
    is completed; what was taken back stays taken back.
    """
    new = await insert_new(session, *incoming)
    return [one if one.id in new else await _completed(session, one) for one in incoming]


async def edit(session: AsyncSession, message: Message) -> Message:
    """Store the new words of a message; of several edits the one LINE dates last is shown."""
    message.edited_at = message.at
    if await insert_new(session, message):
        return message
    stored = await _stored(session, message)
    if stored.unsent_at is None and (stored.edited_at is None or stored.edited_at < message.at):
        stored.text, stored.line, stored.edited_at = message.text, message.line, message.at
        _take_token(stored, message)
    return stored


async def unsend(session: AsyncSession, message: Message, purge: Purge) -> Message:
    """Forget what a message said, in its row and in the raw events, and return its tombstone.

    `message` is the tombstone to leave when the message itself has not arrived yet.
    https://developers.line.biz/en/docs/messaging-api/receiving-messages/#webhook-unsend-message
    """
    message.unsent_at = message.at
    if await insert_new(session, message):
        return message
    stored = await _stored(session, message)
    stored.text, stored.line = None, message.line
    stored.media, stored.read_token, stored.due_at = None, None, None
    stored.unsent_at = stored.unsent_at or message.at
    about = select(Event).where(
        col(Event.account_id) == message.account_id,
        col(Event.line_message_id) == message.line_message_id,
    )
    for event in await session.scalars(about):
        event.body = purge(event.body)
    return stored


async def _completed(session: AsyncSession, message: Message) -> Message:
    """An edit or an unsend knows neither when the message was written nor of what kind it is."""
    stored = await _stored(session, message)
    if stored.edited_at is not None or stored.unsent_at is not None:
        stored.at, stored.kind, stored.event_id = message.at, message.kind, message.event_id
        stored.member_id = stored.member_id or message.member_id
        _take_token(stored, message)
    return stored


async def _stored(session: AsyncSession, message: Message) -> Message:
    """What is there under the same LINE id, locked."""
    same = select(Message).where(
        col(Message.account_id) == message.account_id,
        col(Message.line_message_id) == message.line_message_id,
    )
    return (await session.scalars(same.with_for_update())).one()


def _take_token(stored: Message, message: Message) -> None:
    if message.reply_token and (
        stored.reply_until is None
        or (message.reply_until and stored.reply_until < message.reply_until)
    ):
        stored.reply_token, stored.reply_until = message.reply_token, message.reply_until


async def wake(session: AsyncSession, message_ids: Sequence[str]) -> None:
    """These messages are to be heard of in the channel, beside their threads."""
    if message_ids:
        await session.execute(
            update(Message)
            .where(col(Message.id).in_(message_ids))
            .values(wakes=True)
            .execution_options(synchronize_session=False)
        )


async def stands_in_slack(session: AsyncSession, message_id: str, channel: str, ts: str) -> None:
    """Remember where the message was posted, so that it is edited from now on."""
    one = await session.get_one(Message, message_id, with_for_update=True)
    one.slack_channel, one.slack_ts = channel, ts


def came_in() -> ColumnElement[bool]:
    """Messages of members; due when their content is to be copied."""
    return col(Message.direction) == "in"


async def copied_as(session: AsyncSession, row: Message, file_id: str) -> bool:
    """Note Slack's id of the copy of a claimed message's content, before anybody sees it; tells
    whether the message was taken back. Raises `LeaseLost`."""
    ours = await session.scalar(
        select(Message)
        .where(col(Message.id) == row.id, col(Message.claim) == row.claim)
        .with_for_update()
    )
    if ours is None:
        raise LeaseLost(_("Another process is copying this content"))
    ours.slack_file = file_id
    return ours.unsent_at is not None


async def copy_deleted(session: AsyncSession, message_id: str) -> None:
    """The copy of a message's content is gone from Slack."""
    one = await session.get_one(Message, message_id, with_for_update=True)
    one.slack_file = None


async def show(session: AsyncSession, shown: Sequence[Message], now: datetime) -> None:
    """Have Slack show messages as they now stand, new ones in this order."""
    new = [Outbox(due_at=now, created_at=now, **_wish("message", message)) for message in shown]
    inserted = await insert_new(session, *new)
    for row, message in zip(new, shown, strict=True):
        if row.id not in inserted:
            await outbox.wish(session, now=now, **_wish("message", message))


async def account_for(session: AsyncSession, message: Message, now: datetime) -> None:
    """Have Slack tell what became of an outgoing message."""
    await outbox.wish(session, now=now, **_wish("receipt", message))


def _wish(kind: str, message: Message) -> dict[str, Any]:
    return {
        "kind": kind,
        "topic": f"{kind}:{message.id}",
        "account_id": message.account_id,
        "payload": {"message_id": message.id},
    }
