"""Everything the stand-in knows, in memory, and how to find it again."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sandbox.line.delivery import Courier, Delivery
from sandbox.line.faults import Faults
from sandbox.line.identifiers import Clock, derived_id, present
from sandbox.line.limits import RateLimits
from sandbox.line.model import (
    Channel,
    Group,
    LiffApp,
    LoginChannel,
    MessagingChannel,
    OfficialAccount,
    Person,
    Provider,
    Share,
)
from sandbox.line.refusals import Unknown
from sandbox.line.sending import AcceptedKey, ReplyToken
from sandbox.line.tokens import TokenStore
from sandbox.waiting import Bell, Wanted


@dataclass(slots=True, kw_only=True)
class Call:
    """One API call that reached the platform.

    ``faulted`` says an injected fault answered it. Bodies are kept if ``records_bodies`` is on.
    """

    at: datetime
    method: str
    path: str
    query: str
    status: int
    channel_id: str | None
    request_id: str
    faulted: bool = False
    request_body: bytes = b""
    request_type: str = ""
    response_body: bytes = b""
    response_type: str = ""


class World:
    """The state of the stand-in. Times come from ``clock`` (aware UTC)."""

    def __init__(self, clock: Clock = present) -> None:
        self.clock = clock
        self.providers: dict[str, Provider] = {}
        self.accounts: dict[str, OfficialAccount] = {}
        self.channels: dict[str, Channel] = {}
        self.people: dict[str, Person] = {}
        self.groups: dict[str, Group] = {}
        self.tokens = TokenStore(clock)
        self.faults = Faults()
        self.limits = RateLimits(clock)
        self.courier = Courier(clock)
        self.calls: list[Call] = []
        self.deliveries: list[Delivery] = []
        self.shares: list[Share] = []
        self.reply_tokens: dict[str, ReplyToken] = {}
        self.read_tokens: dict[str, tuple[str, str, str]] = {}
        self.retry_keys: dict[tuple[str, str], AcceptedKey] = {}
        self.bell = Bell()
        self.records_bodies = False
        self.webhook_propagation = timedelta(0)
        self._people_by_user_id: dict[tuple[str, str], Person] = {}
        self._message_ids = itertools.count(1)

    def next_message_id(self) -> str:
        """A message id: a growing number of eighteen digits."""
        return str(590_000_000_000_000_000 + next(self._message_ids))

    def account(self, basic_id: str) -> OfficialAccount:
        """The official account with that basic id (with or without @). Raises Unknown."""
        found = self.accounts.get("@" + basic_id.removeprefix("@").lower())
        if found is None:
            raise Unknown(f"no official account {basic_id}")
        return found

    def account_of_channel(self, channel_id: str) -> OfficialAccount:
        """The official account behind a Messaging API channel. Raises Unknown."""
        for account in self.accounts.values():
            if account.channel.channel_id == channel_id:
                return account
        raise Unknown(f"no official account has channel {channel_id}")

    def provider(self, provider_id: str) -> Provider:
        """The provider with that id. Raises Unknown."""
        found = self.providers.get(provider_id)
        if found is None:
            raise Unknown(f"no provider {provider_id}")
        return found

    def channel(self, channel_id: str) -> Channel:
        """The channel of either kind with that id. Raises Unknown."""
        found = self.channels.get(channel_id)
        if found is None:
            raise Unknown(f"no channel {channel_id}")
        return found

    def messaging_channel(self, channel_id: str) -> MessagingChannel:
        """The Messaging API channel with that id. Raises Unknown."""
        found = self.channels.get(channel_id)
        if not isinstance(found, MessagingChannel):
            raise Unknown(f"no Messaging API channel {channel_id}")
        return found

    def login_channel(self, channel_id: str) -> LoginChannel:
        """The LINE Login channel with that id. Raises Unknown."""
        found = self.channels.get(channel_id)
        if not isinstance(found, LoginChannel):
            raise Unknown(f"no LINE Login channel {channel_id}")
        return found

    def liff_app(self, liff_id: str) -> tuple[LoginChannel, LiffApp]:
        """A LIFF app and the channel that holds it. Raises Unknown."""
        channel = self.channels.get(liff_id.partition("-")[0])
        if isinstance(channel, LoginChannel) and not channel.deleted:
            app = channel.liff_apps.get(liff_id)
            if app is not None:
                return channel, app
        raise Unknown(f"no LIFF app {liff_id}")

    def person(self, key: str) -> Person:
        """The person with that key. Raises Unknown."""
        found = self.people.get(key)
        if found is None:
            raise Unknown(f"nobody is called {key}")
        return found

    def group(self, group_id: str) -> Group:
        """The group or room with that id. Raises Unknown."""
        found = self.groups.get(group_id)
        if found is None:
            raise Unknown(f"no group {group_id}")
        return found

    def user_id(self, person: Person, owner: Channel | OfficialAccount | Provider) -> str:
        """The id by which channels of one provider know ``person``; another provider sees another
        id.
        """
        if isinstance(owner, OfficialAccount):
            owner = owner.channel
        user_id = derived_id("U", owner.provider_id, person.key)
        self._people_by_user_id[owner.provider_id, user_id] = person
        return user_id

    def person_by_user_id(self, provider_id: str, user_id: str) -> Person | None:
        """Who has that user id at that provider, or None."""
        found = self._people_by_user_id.get((provider_id, user_id))
        if found is None and provider_id in self.providers:
            for person in self.people.values():
                self.user_id(person, self.providers[provider_id])
            found = self._people_by_user_id.get((provider_id, user_id))
        return found

    async def wait_for(
        self, predicate: Callable[[], Wanted | None], within: float = 5.0, about: str = ""
    ) -> Wanted:
        """Waits for ``predicate``, asked after each API call, console act and delivery."""
        return await self.bell.wait_for(predicate, within, about)

    async def close(self) -> None:
        """Ends hanging answers and closes connections to webhook receivers."""
        self.faults.clear()
        await self.courier.close()
