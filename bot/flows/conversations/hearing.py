"""What a batch of lines means for their conversations: who waits since when, and what is news."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from storage import conversations, lines, messages
from storage.tables import Account, Conversation, Message

PARTINGS = ("unfollow", "leave")  #: the events after which nothing we send is seen


@dataclass(frozen=True)
class Hearing:
    """One account's share of a batch, inside its transaction."""

    session: AsyncSession
    account: Account
    now: datetime

    async def hear(
        self, new: Sequence[Message], fresh: Sequence[bool], changed: Sequence[Message]
    ) -> None:
        """Take in `new` lines, and those `changed` since; `fresh` tells which of the new ones were
        not known at all."""
        names = {one.conversation for one in (*new, *changed)}
        rows = await conversations.entered(self.session, self.account.id, names)
        woken = [
            one.id
            for one, first in zip(new, fresh, strict=True)
            if one.conversation in rows and self._heard(rows[one.conversation], one, first)
        ]
        await messages.wake(self.session, woken)
        for one in changed:
            if one.unsent_at is not None and one.conversation in rows:
                await self._taken_back(rows[one.conversation])
        await self._show(rows, {one.conversation for one in new})

    def _heard(self, row: Conversation, one: Message, fresh: bool) -> bool:
        """Whether the channel is to hear of this line, beside the thread it stands in."""
        conversations.said(row, one.at)
        if one.member_id is not None:
            row.member_id = one.member_id
        if one.kind in PARTINGS:
            conversations.settled(row)
        if not (fresh and asks(one)):
            return False
        news = conversations.asked(row, one.at, patience(self.account))
        stands = row.slack_ts is not None and row.slack_channel == self.account.slack_channel
        return news and stands  # a thread that opens is seen by itself

    async def _taken_back(self, row: Conversation) -> None:
        """With their last open question gone, nobody waits."""
        if row.waiting_since is None:
            return
        since = await lines.waiting_again(self.session, self.account.id, row.name)
        if since is None:
            conversations.settled(row)
        else:
            row.waiting_since = max(row.waiting_since, since)

    async def _show(self, rows: Mapping[str, Conversation], opened: set[str]) -> None:
        for name, row in rows.items():
            await conversations.show(self.session, row, self.now, opens=name in opened)


def asks(one: Message) -> bool:
    """Whether a line is something a member wrote that we may answer."""
    written = one.line_message_id is not None and one.direction == "in"
    return written and one.mode == "active" and one.unsent_at is None


def patience(account: Account) -> int | None:
    """Minutes until the team is reminded of who waits; None: never."""
    return None if account.conversations == "off" else account.remind_after
