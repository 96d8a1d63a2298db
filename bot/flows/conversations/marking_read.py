"""Showing a member at LINE that what they wrote was read.

It is a courtesy: only chats can be marked (response settings, “Chat” on), and nothing depends on
it, so a failure is only logged (https://developers.line.biz/en/reference/messaging-api/#mark-as-read).
"""

from __future__ import annotations

import structlog
from sqlalchemy.ext.asyncio import AsyncSession

from bot.binding.rules.delivery import chat_mode
from bot.deps import Deps
from bot.errors import MoorlineError
from bot.flows.reach import messaging
from storage import alerts, conversations, lines
from storage.tables import Account, Message

log = structlog.get_logger()


async def unread(session: AsyncSession, account_id: str, name: str) -> Message | None:
    """The newest message that can be marked as read and was not; None where chat is off."""
    if await alerts.is_open(session, account_id, chat_mode.name):
        return None
    row = await conversations.of(session, account_id, name)
    newest = await lines.readable(session, account_id, name)
    if row is None or newest is None or (row.read_at and row.read_at >= newest.at):
        return None
    return newest


async def mark_read(deps: Deps, account_id: str, name: str) -> bool:
    """Mark all a member wrote in a conversation as read; tells whether LINE has taken it."""
    async with deps.database.reading() as session:
        account = await session.get_one(Account, account_id)
        row = await conversations.of(session, account_id, name)
        newest = await lines.readable(session, account_id, name)
        chat_off = any(
            check == chat_mode.name for check, _ in await alerts.open_of(session, account_id)
        )
    if row is None or newest is None or newest.read_token is None or chat_off:
        return False
    if row.read_at is not None and row.read_at >= newest.at:
        return True
    try:
        await messaging(deps, account).mark_as_read(newest.read_token)
    except MoorlineError as error:
        log.info("read.not_marked", account=account.slug, error=str(error))
        return False
    async with deps.database.transaction() as session:
        stored = await conversations.entered_one(session, account_id, name)
        stored.read_at = newest.at
        await conversations.show(session, stored, deps.clock())
    return True
