"""An account bound to the stand-ins of LINE and Slack, with everything a conversation passes."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import uuid4

from sqlalchemy import text
from sqlmodel import col, select

from bot.deps import Deps
from bot.flows.announcements.announce import announce_due
from bot.flows.conversations.intake import digest
from bot.flows.conversations.thread_replies import overhear_due
from handlers.edge import Edge
from sandbox.line.model import OfficialAccount, Person
from sandbox.line.platform import LinePlatform
from sandbox.line.seed import Furnished
from sandbox.slack import SlackWorkspace
from sandbox.slack.model import Message as SlackMessage
from sandbox.slack.seen import words_of
from storage.tables import Account, Event, Member, Message, Outbox, new_id
from tests.clock import Clock

Json = dict[str, Any]


@dataclass
class Desk:
    """What a test holds. `account` is the café 小島咖啡, whose room is #line-kojima."""

    deps: Deps
    clock: Clock
    platform: LinePlatform
    world: Furnished
    workspace: SlackWorkspace
    edge: Edge
    address: str  #: of our webhooks
    rung: list[str] = field(default_factory=list)
    account: Account = field(init=False)

    async def bind(self, official: OfficialAccount, slug: str, room: str) -> Account:
        """Bind an official account to a Slack channel, webhook and all."""
        account_id, now = new_id(), self.clock()
        channel = official.channel
        box = self.deps.ring.seal(
            channel.secret, table="account", column="messaging_secret_box", row=account_id
        )
        account = Account(
            id=account_id,
            slug=slug,
            name=official.display_name,
            oa_id=official.basic_id,
            messaging_channel_id=channel.channel_id,
            messaging_secret_box=box,
            secret_since=now,
            bot_user_id=official.user_id,
            slack_channel=self.workspace.directory.channel(room).id,
            slack_channel_name=room,
            language="en",
            created_at=now,
            changed_at=now,
            changed_by="U0ALICE",
        )
        async with self.deps.database.transaction() as session:
            session.add(account)
        self.platform.set_webhook_url(official, f"{self.address}/line/{slug}/webhook")
        self.platform.set_use_webhook(official, True)
        return account

    @property
    def cafe(self) -> OfficialAccount:
        return self.world.account

    def user_id(self, person: Person) -> str:
        return self.platform.user_id(person, self.cafe)

    def ms(self, at: datetime | None = None) -> int:
        """A moment as LINE writes it; now if none is given."""
        return int((at or self.clock()).timestamp() * 1000)

    def event(self, kind: str = "message", **changes: Any) -> Json:
        """An event from 陳怡君 as LINE would send it now."""
        return {
            "type": kind,
            "mode": "active",
            "timestamp": self.ms(),
            "webhookEventId": uuid4().hex,
            "deliveryContext": {"isRedelivery": False},
            "source": {"type": "user", "userId": self.user_id(self.world.chen)},
        } | changes

    def text_event(self, words: str, message_id: str | None = None, **changes: Any) -> Json:
        """A text message from 陳怡君."""
        message = {"type": "text", "id": message_id or uuid4().hex, "text": words}
        return self.event(message=message, **changes)

    async def stored(self, *events: Json | str, account: Account | None = None) -> None:
        """Events as the webhook leaves them; a `str` is a raw body."""
        rows: list[tuple[str, str]] = []
        for event in events:
            if isinstance(event, str):
                rows.append((new_id(), event))
            else:
                rows.append((event["webhookEventId"], json.dumps(event)))
        await self.deps.inbox.append((account or self.account).id, rows)

    async def take_in(self, *events: Json | str) -> None:
        """Store, digest and announce."""
        await self.stored(*events)
        await self.settle()

    async def settle(self) -> None:
        """Digest, overhear and announce until nothing is due."""
        while (
            await digest(self.deps)
            or await overhear_due(self.deps)
            or await announce_due(self.deps)
        ):
            pass

    async def messages(self, account: Account | None = None) -> Sequence[Message]:
        """The account's messages in the order of the conversation."""
        wanted = select(Message).where(col(Message.account_id) == (account or self.account).id)
        async with self.deps.database.reading() as session:
            return (await session.scalars(wanted.order_by(col(Message.at), col(Message.id)))).all()

    async def message(self) -> Message:
        """The only message there is."""
        (one,) = await self.messages()
        return one

    async def members(self, account: Account | None = None) -> Sequence[Member]:
        wanted = select(Member).where(col(Member.account_id) == (account or self.account).id)
        async with self.deps.database.reading() as session:
            return (await session.scalars(wanted.order_by(col(Member.id)))).all()

    async def member(self) -> Member:
        """The only member there is."""
        (one,) = await self.members()
        return one

    async def events(self) -> Sequence[Event]:
        async with self.deps.database.reading() as session:
            return (await session.scalars(select(Event).order_by(col(Event.id)))).all()

    async def wishes(self, kind: str) -> Sequence[Outbox]:
        """Outbox rows that wait."""
        waiting = select(Outbox).where(col(Outbox.kind) == kind, col(Outbox.due_at).is_not(None))
        async with self.deps.database.reading() as session:
            return (await session.scalars(waiting)).all()

    async def everything_stored(self) -> str:
        """Every cell of every table."""
        found: list[str] = []
        async with self.deps.database.reading() as session:
            for table in Event.metadata.sorted_tables:
                rows = await session.execute(text(f'SELECT * FROM "{table.name}"'))
                found += [repr(tuple(row)) for row in rows]
        return "\n".join(found)

    def cards(self, room: str = "line-kojima") -> list[SlackMessage]:
        """The cards of the conversations in a Slack channel, oldest first."""
        return [one for one in self.workspace.history(room) if _is_card(one)]

    def card(self) -> SlackMessage:
        """The card of the only conversation there is."""
        (one,) = self.cards()
        return one

    def posts(self, room: str = "line-kojima") -> list[SlackMessage]:
        """What else stands in a Slack channel, oldest first, threads included."""
        return [one for one in self.workspace.history(room) if not _is_card(one)]

    def shown(self, room: str = "line-kojima") -> list[str]:
        """The words of each Slack message there, cards of conversations left out."""
        return [words_of(post) for post in self.posts(room)]

    def arrived(self, person: Person | None = None) -> list[str]:
        """The texts the account sent that reached the person's phone."""
        received = self.platform.received(person or self.world.chen, self.cafe)
        return [str(message.content["text"]) for message in received]


def _is_card(post: SlackMessage) -> bool:
    return "inbox.assign" in json.dumps(post.blocks)
