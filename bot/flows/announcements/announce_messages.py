"""Show in Slack what members wrote, and what became of the answers, in their conversation's thread.

An account whose conversations are `alerts-only` or `off` shows none; what stands in Slack already
is still kept up to date, so that what a member takes back goes there as well.
"""

from __future__ import annotations

from dataclasses import replace

from bot.cards.kit import Rendered, render
from bot.cards.messages import arrived_card, message_card, nothing_arrived_card, receipt_card
from bot.deps import Deps
from bot.errors import ChannelGone, RefusedByVendor
from bot.flows.announcements.announce_alerts import GONE_MESSAGE, spoken
from bot.flows.announcements.announce_conversations import thread_of
from bot.flows.announcements.announcing import announcement
from bot.flows.conversations.shown_messages import Shown, heard, look, receipt
from bot.locale import Language, Speaker
from storage import messages
from storage.tables import Account, Outbox


@announcement("message")
async def tell_message(deps: Deps, row: Outbox) -> None:
    """Post a message from LINE, or bring the one posted up to date."""
    shown = await look(deps, row.payload["message_id"])
    said = heard(shown, round(deps.settings.media_limit))
    try:
        await _tell(deps, shown, spoken(message_card(said), shown.account))
    except RefusedByVendor:
        if said.picture_url is None and said.photo_url is None:
            raise
        # Slack fetches pictures itself; one it cannot get must not cost us the words
        bare = message_card(replace(said, picture_url=None, photo_url=None))
        await _tell(deps, shown, spoken(bare, shown.account))
    await _purge(deps, shown)


@announcement("receipt")
async def tell_receipt(deps: Deps, row: Outbox) -> None:
    """Tell in the thread what became of an answer; where there are no threads, whoever wrote it is
    told when it has failed.
    """
    shown = await look(deps, row.payload["message_id"])
    said = receipt(shown)
    card = spoken(receipt_card(said), shown.account)
    if shown.account.conversations == "thread" or shown.message.slack_ts:
        await _tell(deps, shown, card)
    elif said.state == "failed" and said.author:
        await deps.slack.direct(said.author, card.text, card.blocks, attachments=card.attachments)


@announcement("arrived", in_channel=False)
async def tell_arrived(deps: Deps, row: Outbox) -> None:
    """Tell who typed `/line test` that a message came, or that none did in time."""
    waiting = row.payload
    async with deps.database.reading() as session:
        account = await session.get_one(Account, row.account_id)
    speaker = Speaker(Language(waiting.get("language") or account.language), account.time_zone)
    card = nothing_arrived_card(int(waiting.get("minutes", 10)))
    if "message_id" in waiting:
        said = heard(await look(deps, waiting["message_id"]))
        card = arrived_card(said.name or "", said.words, said.at)
    drawn = render(card, speaker)
    user, words = waiting["user"], (drawn.text, drawn.blocks)
    try:
        await deps.slack.ephemeral(waiting["channel"], user, *words, attachments=drawn.attachments)
    except ChannelGone:  # `/line` can be typed where the bot is no member
        await deps.slack.direct(user, *words, attachments=drawn.attachments)


async def _purge(deps: Deps, shown: Shown) -> None:
    """What a member took back leaves Slack whole, the copy of its content included."""
    one = shown.message
    if one.unsent_at is not None and one.slack_file is not None:
        await deps.slack.files.delete(one.slack_file)
        async with deps.database.transaction() as session:
            await messages.copy_deleted(session, one.id)


async def _tell(deps: Deps, shown: Shown, card: Rendered) -> None:
    """Edit the Slack message there is, or post one and remember where it stands."""
    one = shown.message
    if one.slack_channel and one.slack_ts:
        try:
            await deps.slack.update(
                one.slack_channel, one.slack_ts, card.text, card.blocks,
                attachments=card.attachments,
            )  # fmt: skip
        except RefusedByVendor as refused:
            if refused.message != GONE_MESSAGE:
                raise
    elif shown.account.conversations == "thread" or _of_the_account(shown):
        await _post(deps, shown, card)


def _of_the_account(shown: Shown) -> bool:
    """News of the account itself, such as LINE suspending it, is no conversation."""
    return shown.place == "account" and shown.account.conversations != "off"


async def _post(deps: Deps, shown: Shown, card: Rendered) -> None:
    """In its conversation's thread; what belongs to no chat stands in the channel."""
    account, one = shown.account, shown.message
    chat = shown.place != "account"
    thread = await thread_of(deps, account, one.conversation) if chat else None
    posted = await deps.slack.post(
        account.slack_channel, card.text, card.blocks,
        attachments=card.attachments, thread_ts=thread, broadcast=chat and one.wakes,
    )  # fmt: skip
    async with deps.database.transaction() as session:
        await messages.stands_in_slack(session, one.id, posted.channel, posted.ts)
