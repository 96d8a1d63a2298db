"""An operator's words to a member: written down at once, sent until LINE has taken them."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import structlog
from sqlalchemy.ext.asyncio import AsyncSession

from bot.deps import Deps
from bot.errors import InvalidForm, LeaseLost, NotFound, Refused
from bot.flows.conversations.hearing import patience
from bot.flows.conversations.marking_read import mark_read
from bot.flows.conversations.sending import (
    Failed,
    Later,
    Outcome,
    Taken,
    attempt,
    left_of_the_month,
)
from bot.platforms.line_messages import LONGEST_TEXT, code_units
from bot.text import Text, _, from_json, to_json
from storage import claims, conversations, forgetting, lines, messages, outgoing
from storage.inserting import insert_new
from storage.tables import Account, Message

log = structlog.get_logger()

BATCH = 20
LEASE = timedelta(seconds=30)  #: longer than an attempt may take, shorter than a token's life
KEY_LIVES = timedelta(hours=24)
"""After that LINE forgets a retry key, and trying again could send twice
(https://developers.line.biz/en/docs/messaging-api/retrying-api-request/)."""


def check(text: str) -> None:
    """Raise `InvalidForm` under `text` when LINE would not take the words."""
    length = code_units(text)
    if not text.strip():
        raise InvalidForm({"text": _("Write something to send.")})
    if length > LONGEST_TEXT:
        raise InvalidForm(
            {
                "text": _(
                    "LINE takes {most} characters and this is {length} (an emoji counts as two). "
                    "Shorten it or send it in parts.",
                    most=LONGEST_TEXT,
                    length=length,
                )
            }
        )


async def write(
    deps: Deps,
    account_id: str,
    conversation: str,
    text: str,
    *,
    author: str,
    answers_id: str | None = None,
    written_as: str | None = None,
) -> Message:
    """Put a message on its way to a conversation ("user:U…") and return it; it is durable.

    `author` is a Slack user id; `answers_id` the message it answers. `written_as` names the Slack
    message it was written as; the same one is sent once, however often Slack tells it.
    Raises `InvalidForm` under `text`, `NotFound` for a conversation the account does not have, and
    `Refused` where it must not answer.
    """
    check(text)
    now = deps.clock()
    message = Message(
        account_id=account_id,
        conversation=conversation,
        direction="out",
        kind="text",
        text=text,
        line=to_json(text),
        at=now,
        author=author,
        written_as=written_as,
        retry_key=str(uuid4()),
        due_at=now,
    )
    async with deps.database.transaction() as session:
        await _may_write(session, account_id, conversation)
        fresh = await _put_down(session, message, answers_id)
    if fresh:
        deps.bell.ring("send")
    return message


async def _put_down(session: AsyncSession, message: Message, answers_id: str | None) -> bool:
    """Store the message and settle its conversation; False when it is stored already."""
    answered = await session.get(Message, answers_id) if answers_id else None
    if answered is not None and answered.account_id == message.account_id:
        message.answers_id = answered.id
    if not await insert_new(session, message):
        return False
    row = await conversations.entered_one(session, message.account_id, message.conversation)
    conversations.said(row, message.at)
    conversations.settled(row)
    await conversations.show(session, row, message.at, opens=True)
    return True


async def _may_write(session: AsyncSession, account_id: str, conversation: str) -> None:
    heard = await lines.last_heard(session, account_id, conversation)
    left = conversation.startswith(f"user:{forgetting.NOBODY}")
    if conversation == conversations.NOBODY or heard is None or left:
        raise NotFound(_("There is no such conversation. Choose one from `/line inbox`."))
    if heard.mode != "active":
        raise Refused(_("Another module channel holds this chat; answer it there."))


async def send_due(deps: Deps) -> int:
    """Send what waits, each conversation in order; returns how many were tried."""
    rows = await claims.claim(
        deps.database,
        Message,
        now=deps.clock(),
        limit=BATCH,
        lease=LEASE,
        where=outgoing.first_in_line(),
    )
    await asyncio.gather(*(_send(deps, row) for row in rows))
    if rows:
        deps.bell.ring("announce")
    return len(rows)


async def _send(deps: Deps, row: Message) -> None:
    outcome = await _tried(deps, row)
    try:
        await _note(deps, row, outcome)
    except LeaseLost:
        log.info("send.lease_lost", message=row.id)
        return
    if isinstance(outcome, Taken):  # who answers has read what they answer
        await mark_read(deps, row.account_id, row.conversation)


async def _tried(deps: Deps, row: Message) -> Outcome:
    end = row.at + KEY_LIVES
    if deps.clock() >= end:
        return Failed(_too_old(row.failure))
    async with deps.database.reading() as session:
        account = await session.get_one(Account, row.account_id)
    outcome = await attempt(deps, account, row)
    match outcome:
        case Taken("push"):
            return replace(outcome, left=await left_of_the_month(deps, account))
        case Later(wait, why) if deps.clock() + wait >= end:
            return Failed(_too_old(to_json(why)), outcome.request_id)
        case _:
            return outcome


async def _note(deps: Deps, row: Message, outcome: Outcome) -> None:
    """Write down what came of it, and have the receipt say so. Raises `LeaseLost`."""
    now = deps.clock()
    said: dict[str, Any] = {"request_id": outcome.request_id}
    async with deps.database.transaction() as session:
        match outcome:
            case Taken(by):
                said |= {"sent_at": now, "sent_as": by, "left_after": outcome.left, "failure": None}
                await claims.finish(session, row, due_at=None, **said)
            case Later(wait, why, unused):
                if unused:
                    await outgoing.give_back(session, row, unused.value, unused.until)
                said["failure"] = to_json(why)
                await claims.finish(session, row, due_at=now + wait, **said)
            case Failed(why):
                await claims.finish(session, row, due_at=None, failure=to_json(why), **said)
                await _waits_again(session, row, now)
        if not (isinstance(outcome, Later) and to_json(outcome.why) == row.failure):
            await messages.account_for(session, row, now)
    log.info("message.attempted", message=row.id, outcome=type(outcome).__name__)


async def _waits_again(session: AsyncSession, row: Message, now: datetime) -> None:
    """The answer did not get there, so whoever it was for still waits."""
    account = await session.get_one(Account, row.account_id)
    conversation = await conversations.entered_one(session, row.account_id, row.conversation)
    since = await lines.waiting_again(session, row.account_id, row.conversation)
    if since is not None:
        conversations.asked(conversation, since, patience(account))
    await conversations.show(session, conversation, now)


def _too_old(reason: Any) -> Text:
    return _(
        "LINE did not take it within 24 hours. {reason} Write it again if it still matters.",
        reason=from_json(reason) if reason else "",
    )
