"""One account's share of a batch of events, digested inside one transaction."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from bot.flows.conversations.hearing import Hearing
from bot.flows.members.profiles import Read, describe
from bot.platforms.line_events import Happening, without_words
from bot.platforms.line_media import copied
from bot.text import to_json
from storage import events, members, menus, messages, waiting
from storage.happened import Trigger, note
from storage.tables import Account, Event, Member, Message

TOKEN_LIVES = timedelta(minutes=1)
"""From receiving the event; not guaranteed beyond
(https://developers.line.biz/en/reference/messaging-api/#send-reply-message-reply-token)."""


@dataclass(frozen=True)
class Arrival:
    """A claimed event and what it says. `failure` is why it could not be read properly."""

    row: Event
    happening: Happening
    failure: str | None = None


@dataclass(frozen=True)
class Digestion:
    """Everything a batch of one account's events changes. Raises `LeaseLost`."""

    session: AsyncSession
    account_id: str
    now: datetime

    async def run(self, arrivals: Sequence[Arrival], profiles: Mapping[str, Read]) -> None:
        """`arrivals` come in the order LINE dates them and were claimed together."""
        account = await self.session.get_one(Account, self.account_id)
        enrolled = await self._enrol(arrivals, profiles)
        await events.digested(self.session, [_stamp(one) for one in arrivals], self.now)
        changes = [one for one in arrivals if one.happening.changes_another]
        new = [one for one in arrivals if not one.happening.changes_another]
        lines = [self._message(one, enrolled) for one in new]
        if account.conversations == "thread":
            for line in lines:  # what LINE keeps of a picture or a file is copied to Slack
                line.due_at = self.now if copied(line.media) else None
        kept = await messages.keep(self.session, lines)
        for one, message in zip(new, kept, strict=True):
            await self._purge_if_unsent(one, message)
        changed = [await self._change(one, enrolled) for one in changes]
        fresh = [message.event_id == one.row.id for one, message in zip(new, kept, strict=True)]
        await Hearing(self.session, account, self.now).hear(kept, fresh, changed)
        await messages.show(self.session, [*kept, *changed], self.now)
        written = [m for one, m in zip(new, kept, strict=True) if one.happening.written]
        if written:
            await waiting.bring_forward(self.session, self.account_id, written[0].id, now=self.now)

    async def _enrol(
        self, arrivals: Sequence[Arrival], profiles: Mapping[str, Read]
    ) -> Mapping[str, Member]:
        """Everybody who did something, with what LINE and the events say of them."""
        people = {one.happening.user_id for one in arrivals if one.happening.user_id}
        enrolled = await members.enrol(self.session, self.account_id, people, self.now)
        for user_id, member in enrolled.items():
            unread = member.profile_read_at is None
            describe(member, profiles.get(user_id), wanted=unread, now=self.now)
        for what in (one.happening for one in arrivals):
            if what.friendship and what.user_id:
                members.befriend(enrolled[what.user_id], what.friendship, what.at)
            if what.friendship == "friend" and what.user_id:
                await self._greet(enrolled[what.user_id], what.at)
        return enrolled

    async def _greet(self, member: Member, at: datetime) -> None:
        """Tasks for new friends run once a member, however often one blocks and comes back; a menu
        of their own is shown to friends only, so each time.
        """
        await menus.again(self.session, member.id, self.now)
        await note(self.session, account_id=self.account_id, site_id=None, member_id=member.id,
                   trigger=Trigger.ADD_FRIEND, once=f"add-friend:{member.id}", at=at)  # fmt: skip

    async def _change(self, one: Arrival, enrolled: Mapping[str, Member]) -> Message:
        """Apply an edit or an unsend to the message it is about, arrived or not."""
        message = self._message(one, enrolled)
        if one.happening.unsends:
            return await messages.unsend(self.session, message, without_words)
        edited = await messages.edit(self.session, message)
        await self._purge_if_unsent(one, edited)
        return edited

    async def _purge_if_unsent(self, one: Arrival, message: Message) -> None:
        if message.unsent_at is not None:
            await events.purge(self.session, one.row.id, without_words(one.row.body))

    def _message(self, one: Arrival, enrolled: Mapping[str, Member]) -> Message:
        what, member = one.happening, enrolled.get(one.happening.user_id or "")
        return Message(
            account_id=self.account_id,
            conversation=what.conversation,
            member_id=member.id if member else None,
            event_id=one.row.id,
            line_message_id=what.message_id,
            direction="in",
            kind=what.kind,
            text=what.text,
            line=to_json(what.line),
            at=what.at,
            reply_token=what.reply_token,
            reply_until=one.row.received_at + TOKEN_LIVES if what.reply_token else None,
            mode=what.mode,
            read_token=what.read_token,
            media=what.media,
        )


def _stamp(one: Arrival) -> events.Stamp:
    what = one.happening
    return events.Stamp(one.row, None if what.unsends else what.message_id, one.failure)
