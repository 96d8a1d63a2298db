"""A member nobody has answered: the team is reminded once, until it is answered and asked anew."""

from __future__ import annotations

from datetime import datetime, timedelta

import structlog
from sqlalchemy.ext.asyncio import AsyncSession

from bot.cards.reminders import ReminderShown, reminder_card
from bot.deps import Deps
from bot.errors import LeaseLost, RefusedByVendor
from bot.flows.announcements.announce_alerts import GONE_MESSAGE, spoken
from bot.flows.announcements.announce_conversations import shown, stands, thread_of
from bot.flows.announcements.announcing import announcement
from bot.flows.conversations.hearing import patience
from bot.platforms.slack import Posted
from storage import claims, conversations
from storage.tables import Account, Conversation, Outbox

log = structlog.get_logger()

BATCH = 50
LEASE = timedelta(seconds=60)


async def remind_due(deps: Deps) -> int:
    """Have the team reminded of everybody who has waited too long; returns how many were looked at.

    Each conversation is reminded of once, whoever runs this.
    """
    now = deps.clock()
    rows = await claims.claim(deps.database, Conversation, now=now, limit=BATCH, lease=LEASE)
    for row in rows:
        try:
            async with deps.database.transaction() as session:
                await _remind(session, row, now)
        except LeaseLost:
            log.info("reminder.lease_lost", conversation=row.id)
    if rows:
        deps.bell.ring("announce")
    return len(rows)


async def _remind(session: AsyncSession, claimed: Conversation, now: datetime) -> None:
    """Wish for the reminder, unless patience has grown meanwhile or nobody waits any more."""
    row = await session.get_one(Conversation, claimed.id, with_for_update=True)
    account = await session.get_one(Account, row.account_id)
    due_at = conversations.reminder_at(row, patience(account))
    if due_at is None or due_at > now:
        await claims.finish(session, claimed, due_at=due_at, attempts=0)
        return
    await claims.finish(session, claimed, due_at=None, reminded_at=now)
    await conversations.remind(session, row, now)


async def remind_anew(deps: Deps, account_id: str) -> None:
    """The account's patience was changed: those who wait are reminded of accordingly."""
    async with deps.database.transaction() as session:
        account = await session.get_one(Account, account_id)
        for row in await conversations.waiting(session, account_id):
            row.due_at = conversations.reminder_at(row, patience(account))


@announcement("reminder")
async def tell_reminder(deps: Deps, row: Outbox) -> None:
    """Post the reminder; once somebody has answered, let the one there is say so instead."""
    async with deps.database.reading() as session:
        conversation = await session.get_one(Conversation, row.payload["conversation_id"])
        account = await session.get_one(Account, conversation.account_id)
    waits = conversation.waiting_since is not None
    if conversation.reminder_ts is None and waits and patience(account) is not None:
        await _post(deps, account, conversation)
    elif conversation.reminder_ts is not None:
        await _edit(deps, account, conversation, over=not waits)


async def _post(deps: Deps, account: Account, row: Conversation) -> None:
    """In the thread and in the channel; where there is no thread, in the channel alone."""
    threaded = account.conversations == "thread"
    thread = await thread_of(deps, account, row.name) if threaded else None
    card = spoken(reminder_card(await _shown(deps, account, row)), account)
    posted = await deps.slack.post(
        account.slack_channel, card.text, card.blocks,
        attachments=card.attachments, thread_ts=thread, broadcast=threaded,
    )  # fmt: skip
    await _stand(deps, row, posted)


async def _edit(deps: Deps, account: Account, row: Conversation, *, over: bool) -> None:
    """Bring the reminder up to date; when it is `over` that was its last word."""
    card = spoken(reminder_card(await _shown(deps, account, row)), account)
    channel, ts = row.reminder_channel or "", row.reminder_ts or ""
    try:
        await deps.slack.update(channel, ts, card.text, card.blocks, attachments=card.attachments)
    except RefusedByVendor as refused:
        if refused.message != GONE_MESSAGE:
            raise
        over = True
    if over:
        await _stand(deps, row, None)


async def _stand(deps: Deps, row: Conversation, posted: Posted | None) -> None:
    """Note where the reminder stands, unless the member has asked anew since."""
    async with deps.database.transaction() as session:
        stored = await session.get_one(Conversation, row.id, with_for_update=True)
        if stored.reminded_at == row.reminded_at or posted is None:
            stored.reminder_channel = posted.channel if posted else None
            stored.reminder_ts = posted.ts if posted else None


async def _shown(deps: Deps, account: Account, row: Conversation) -> ReminderShown:
    said = await shown(deps, account, row)
    return ReminderShown(
        account=account.id,
        name=said.title or said.name,
        standing=said.standing,
        since=said.since,
        by=said.by,
        assigned_to=said.assigned_to,
        threaded=stands(account, row),
        reply=said.reply,
    )
