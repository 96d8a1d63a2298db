"""Show in Slack what members wrote, and what became of the answers."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import cast

from bot.cards.kit import render
from bot.cards.messages import (
    Heard,
    Place,
    Receipt,
    SendTo,
    arrived_card,
    message_card,
    nothing_arrived_card,
    receipt_card,
)
from bot.cards.parts import Card
from bot.deps import Deps
from bot.errors import ChannelGone, RefusedByVendor
from bot.flows.announcing import announcement
from bot.locale import Language, Speaker
from bot.text import from_json
from storage import conversations, messages
from storage.tables import Account, Member, Message, Outbox

PARTINGS = ("unfollow", "leave")  #: the events after which nothing we send is seen
GONE = "message_not_found"  #: Slack's word when somebody deleted our message by hand


@dataclass(frozen=True)
class Shown:
    """A message and what its card needs to know besides."""

    account: Account
    message: Message
    member: Member | None
    answered: Message | None = None

    @property
    def speaker(self) -> Speaker:
        """Channels speak the account's language."""
        return Speaker(Language(self.account.language), self.account.time_zone)

    @property
    def thread(self) -> str | None:
        """Answers stand in the thread of what they answer, if that is in the same channel."""
        above = self.answered
        same = above is not None and above.slack_channel == self.account.slack_channel
        return above.slack_ts if above and same else None

    @property
    def place(self) -> Place:
        return cast(Place, self.message.conversation.partition(":")[0])


@announcement("message")
async def message(deps: Deps, row: Outbox) -> None:
    """Post a message from LINE, or bring the one posted up to date."""
    shown = await _look(deps, row.payload["message_id"])
    heard = _heard(shown)
    try:
        await _tell(deps, shown, message_card(heard))
    except RefusedByVendor:
        if heard.picture_url is None:
            raise
        # Slack fetches pictures itself; one it cannot get must not cost us the words
        await _tell(deps, shown, message_card(replace(heard, picture_url=None)))


@announcement("receipt")
async def receipt(deps: Deps, row: Outbox) -> None:
    """Tell under the answered message what became of the answer."""
    shown = await _look(deps, row.payload["message_id"])
    await _tell(deps, shown, receipt_card(_receipt(shown)))


@announcement("arrived", in_channel=False)
async def arrived(deps: Deps, row: Outbox) -> None:
    """Tell who typed `/line test` that a message came, or that none did in time."""
    waiting = row.payload
    async with deps.database.reading() as session:
        account = await session.get_one(Account, row.account_id)
    speaker = Speaker(Language(waiting.get("language") or account.language), account.time_zone)
    card = nothing_arrived_card(int(waiting.get("minutes", 10)))
    if "message_id" in waiting:
        heard = _heard(await _look(deps, waiting["message_id"]))
        card = arrived_card(heard.name or "", heard.words, heard.at)
    drawn = render(card, speaker)
    user, said = waiting["user"], (drawn.text, drawn.blocks)
    try:
        await deps.slack.ephemeral(waiting["channel"], user, *said, attachments=drawn.attachments)
    except ChannelGone:  # `/line` can be typed where the bot is no member
        await deps.slack.direct(user, *said, attachments=drawn.attachments)


async def _look(deps: Deps, message_id: str) -> Shown:
    async with deps.database.reading() as session:
        one = await session.get_one(Message, message_id)
        account = await session.get_one(Account, one.account_id)
        if one.member_id:
            member = await session.get(Member, one.member_id)
        else:
            member = await conversations.member_of(session, one.account_id, one.conversation)
        answered = await session.get(Message, one.answers_id) if one.answers_id else None
    return Shown(account, one, member, answered)


async def _tell(deps: Deps, shown: Shown, card: Card) -> None:
    """Edit the Slack message there is, or post one and remember where it stands."""
    one, drawn = shown.message, render(card, shown.speaker)
    if one.slack_channel and one.slack_ts:
        try:
            await deps.slack.update(
                one.slack_channel, one.slack_ts, drawn.text, drawn.blocks,
                attachments=drawn.attachments,
            )  # fmt: skip
        except RefusedByVendor as refused:
            if refused.message != GONE:
                raise
        return
    posted = await deps.slack.post(
        shown.account.slack_channel, drawn.text, drawn.blocks,
        attachments=drawn.attachments, thread_ts=shown.thread,
    )  # fmt: skip
    async with deps.database.transaction() as session:
        await messages.stands_in_slack(session, one.id, posted.channel, posted.ts)


def _heard(shown: Shown) -> Heard:
    one = shown.message
    member = shown.member if one.member_id else None
    return Heard(
        name=member.name if member else None,
        words=from_json(one.line),
        at=one.at,
        place=shown.place,
        picture_url=member.picture_url if member else None,
        reply=SendTo(one.conversation, one.id) if _answerable(shown) else None,
        edited=one.edited_at is not None and one.unsent_at is None,
        standby=one.mode != "active",
    )


def _answerable(shown: Shown) -> bool:
    """Nobody hears us where we stand by, in no chat, and after somebody left."""
    one = shown.message
    there = shown.place != "account" and one.kind not in PARTINGS
    return there and one.mode == "active" and one.unsent_at is None


def _receipt(shown: Shown) -> Receipt:
    one, member = shown.message, shown.member
    alone = member if shown.place == "user" else None
    return Receipt(
        author=one.author,
        to=alone.name if alone else "",
        words=one.text or "",
        state="sent" if one.sent_at else "waiting" if one.due_at else "failed",
        free=one.sent_as == "reply",
        reason=from_json(one.failure) if one.failure else None,
        blocked=alone is not None and alone.friendship == "blocked",
    )
