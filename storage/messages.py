"""Messages as they come in: written, edited, and taken back, in whatever order LINE tells it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select

from storage import outbox
from storage.inserting import insert_new
from storage.tables import Event, Message

Purge = Callable[[str], str]  #: raw JSON of an event -> the same without what was written


async def keep(session: AsyncSession, message: Message) -> Message:
    """Store an incoming message, and return it as it now stands.

    When an edit or an unsend of it came first, or the same message comes again, what is stored
    is completed; what was taken back stays taken back.
    """
    stored = await _stored(session, message)
    if stored is None:
        return message
    if stored.edited_at is not None or stored.unsent_at is not None:
        _stands_where_it_was_written(stored, message)
    return stored


async def edit(session: AsyncSession, message: Message) -> Message:
    """Store the new words of a message; of several edits the one LINE dates last is shown."""
    message.edited_at = message.at
    stored = await _stored(session, message)
    if stored is None:
        return message
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
    stored = await _stored(session, message)
    tombstone = stored or message
    tombstone.text, tombstone.line = None, message.line
    tombstone.unsent_at = tombstone.unsent_at or message.at
    await _purge(session, message, purge)
    return tombstone


async def _purge(session: AsyncSession, message: Message, purge: Purge) -> None:
    about = select(Event).where(
        col(Event.account_id) == message.account_id,
        col(Event.line_message_id) == message.line_message_id,
    )
    for event in await session.scalars(about):
        event.body = purge(event.body)


async def _stored(session: AsyncSession, message: Message) -> Message | None:
    """Insert the message; or what was there before it under the same LINE id, locked."""
    if message.line_message_id is None:
        session.add(message)
        return None
    if await insert_new(session, message):
        return None
    same = select(Message).where(
        col(Message.account_id) == message.account_id,
        col(Message.line_message_id) == message.line_message_id,
    )
    return (await session.scalars(same.with_for_update())).one()


def _stands_where_it_was_written(stored: Message, message: Message) -> None:
    """An edit or an unsend knows neither when the message was written nor of what kind it is."""
    stored.at, stored.kind, stored.event_id = message.at, message.kind, message.event_id
    stored.member_id = stored.member_id or message.member_id
    _take_token(stored, message)


def _take_token(stored: Message, message: Message) -> None:
    if message.reply_token and (
        stored.reply_until is None
        or (message.reply_until and stored.reply_until < message.reply_until)
    ):
        stored.reply_token, stored.reply_until = message.reply_token, message.reply_until


async def stands_in_slack(session: AsyncSession, message_id: str, channel: str, ts: str) -> None:
    """Remember where the message was posted, so that it is edited from now on."""
    one = await session.get_one(Message, message_id, with_for_update=True)
    one.slack_channel, one.slack_ts = channel, ts


async def show(session: AsyncSession, message: Message, now: datetime) -> None:
    """Have Slack show the message as it now stands."""
    await _wish(session, "message", message, now)


async def account_for(session: AsyncSession, message: Message, now: datetime) -> None:
    """Have Slack tell what became of an outgoing message."""
    await _wish(session, "receipt", message, now)


async def _wish(session: AsyncSession, kind: str, message: Message, now: datetime) -> None:
    await outbox.wish(session, kind, f"{kind}:{message.id}", account_id=message.account_id,
                      payload={"message_id": message.id}, now=now)  # fmt: skip
