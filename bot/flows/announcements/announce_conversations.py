"""A conversation's card in the account's Slack channel: where it stands, and what it says."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from typing import cast

import structlog

from bot.cards.conversations import (
    ConversationShown,
    conversation_card,
    deed_card,
    moved_card,
)
from bot.cards.kit import Rendered
from bot.cards.messages import Place, SendTo, Standing
from bot.deps import Deps
from bot.errors import MoorlineError, NotYet, RefusedByVendor, VendorError
from bot.flows.announcements.announce_alerts import GONE_MESSAGE, spoken
from bot.flows.announcements.announcing import announcement
from bot.flows.conversations.hearing import PARTINGS
from bot.flows.conversations.marking_read import unread
from bot.flows.reach import messaging
from bot.platforms.slack import Posted
from bot.text import _, from_json
from storage import conversations, lines
from storage.tables import Account, Conversation, Outbox

log = structlog.get_logger()


@announcement("conversation")
async def tell_conversation(deps: Deps, row: Outbox) -> None:
    """Post the card of a conversation, or bring the one there is up to date.

    One that somebody deleted by hand, or that stands in a channel the account has left, is posted
    anew when there is something new to show (`opens`).
    """
    async with deps.database.reading() as session:
        conversation = await session.get_one(Conversation, row.payload["conversation_id"])
        account = await session.get_one(Account, conversation.account_id)
    if row.payload["opens"]:
        await _learn_title(deps, account, conversation)
    if stands(account, conversation) and await _edited(deps, account, conversation):
        return
    if row.payload["opens"] and account.conversations == "thread":
        await _post(deps, account, conversation)


async def _learn_title(deps: Deps, account: Account, row: Conversation) -> None:
    """Ask LINE what a group is called; a card without its name is better than none."""
    kind, _colon, group_id = row.name.partition(":")
    if kind != "group" or row.title:
        return
    try:
        row.title = await messaging(deps, account).group_name(group_id) or ""
    except MoorlineError as error:
        log.info("group.unnamed", account=account.slug, error=str(error))
    if row.title:
        async with deps.database.transaction() as session:
            stored = await session.get_one(Conversation, row.id, with_for_update=True)
            stored.title = row.title


@announcement("deed")
async def tell_deed(deps: Deps, row: Outbox) -> None:
    """One line in a conversation's thread: who took, gave or settled it."""
    async with deps.database.reading() as session:
        conversation = await session.get_one(Conversation, row.payload["conversation_id"])
        account = await session.get_one(Account, conversation.account_id)
    if not stands(account, conversation):
        return
    what = row.payload
    at = datetime.fromisoformat(what["at"])
    card = spoken(deed_card(what["deed"], what["by"], what["user"], at), account)
    await deps.slack.post(
        account.slack_channel, card.text, card.blocks, thread_ts=conversation.slack_ts
    )


def stands(account: Account, conversation: Conversation) -> bool:
    """Whether the conversation has its card in the account's channel."""
    there = conversation.slack_channel == account.slack_channel
    return there and conversation.slack_ts is not None


async def thread_of(deps: Deps, account: Account, name: str) -> str:
    """The timestamp of the card whose thread a conversation is in.

    Raises `NotYet` while there is none; it has been asked for then.
    """
    async with deps.database.reading() as session:
        known = await conversations.of(session, account.id, name)
    if known is not None and known.slack_ts and stands(account, known):
        return known.slack_ts
    async with deps.database.transaction() as session:
        row = await conversations.entered_one(session, account.id, name)
        await conversations.show(session, row, deps.clock(), opens=True)
    raise NotYet(_("Its conversation does not stand in Slack yet."))


async def shown(deps: Deps, account: Account, row: Conversation) -> ConversationShown:
    """What the card says now."""
    async with deps.database.reading() as session:
        newest = await lines.newest(session, account.id, row.name)
        heard = await lines.last_heard(session, account.id, row.name)
        sent = await lines.last_sent(session, account.id, row.name)
        member = await lines.member_of(session, account.id, row.name)
        readable = await unread(session, account.id, row.name) is not None
    place = cast(Place, row.name.partition(":")[0])
    standing = standing_of(row, replied=sent is not None)
    blocked = place == "user" and member is not None and member.friendship == "blocked"
    standby = heard is not None and heard.mode != "active"
    parted = heard is not None and heard.kind in PARTINGS
    gone = parted or (place == "user" and member is not None and member.forgotten_at is not None)
    return ConversationShown(
        account=account.id,
        conversation=row.id,
        name=member.name if member else "",
        words=from_json(newest.line) if newest else "",
        ours=newest is not None and newest.direction == "out",
        standing=standing,
        place=place,
        title=row.title,
        level=(member.level if member else None) or "",
        picture_url=member.picture_url if member else None,
        since=row.waiting_since,
        by=row.resolved_by if standing == "resolved" else sent.author if sent else "",
        assigned_to=row.assigned_to,
        blocked=blocked,
        standby=standby,
        readable=readable and not standby,
        reply=None if standby or gone else SendTo(row.name, account=account.id),
    )


def standing_of(row: Conversation, *, replied: bool) -> Standing:
    """How far the team is with it."""
    if row.waiting_since is not None:
        return "waiting"
    if row.resolved_at is not None:
        return "resolved"
    return "answered" if replied else "quiet"


async def _edited(deps: Deps, account: Account, row: Conversation) -> bool:
    """Whether the card there is could be brought up to date; it may have been deleted by hand."""
    ts = row.slack_ts or ""

    async def update(card: Rendered) -> None:
        await deps.slack.update(
            account.slack_channel, ts, card.text, card.blocks, attachments=card.attachments
        )

    try:
        await _tell(account, await shown(deps, account, row), update)
    except RefusedByVendor as refused:
        if refused.message != GONE_MESSAGE:
            raise
        await _stand(deps, row, None)
        return False
    return True


async def _post(deps: Deps, account: Account, row: Conversation) -> None:
    async def post(card: Rendered) -> None:
        posted = await deps.slack.post(
            account.slack_channel, card.text, card.blocks, attachments=card.attachments
        )
        await _stand(deps, row, posted)

    await _tell(account, await shown(deps, account, row), post)
    if row.slack_channel and row.slack_ts and row.slack_channel != account.slack_channel:
        moved = spoken(moved_card(account.slack_channel), account)
        with suppress(VendorError):  # the former channel may be archived, or closed to us
            await deps.slack.update(row.slack_channel, row.slack_ts, moved.text, moved.blocks)


async def _tell(
    account: Account, said: ConversationShown, put: Callable[[Rendered], Awaitable[None]]
) -> None:
    """Slack fetches pictures itself; one it cannot get must not cost us the card."""
    try:
        await put(spoken(conversation_card(said), account))
    except RefusedByVendor as refused:
        if said.picture_url is None or refused.message == GONE_MESSAGE:
            raise
        await put(spoken(conversation_card(replace(said, picture_url=None)), account))


async def _stand(deps: Deps, row: Conversation, posted: Posted | None) -> None:
    async with deps.database.transaction() as session:
        stored = await session.get_one(Conversation, row.id, with_for_update=True)
        stored.slack_channel = posted.channel if posted else None
        stored.slack_ts = posted.ts if posted else None
