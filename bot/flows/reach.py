"""What probes and repairs of an account may reach, each call under its own credentials."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.binding.platforms import (
    Evidence,
    LoginChannel,
    MessagingChannel,
    Pool,
    PoolChannel,
    Rejections,
    Sightings,
    Standing,
)
from bot.deps import Deps
from bot.flows.sealed import login_secret, messaging_secret
from bot.platforms.line import LineLogin, LineMessaging
from storage import accounts, deliveries, menus, readings, sites
from storage.accounts import Bound
from storage.tables import Account, Site
from storage.tables import LoginChannel as LoginChannelRow

SILENT_FOR = timedelta(hours=1)


def messaging(deps: Deps, account: Account) -> LineMessaging:
    """The account's Messaging API channel, under its own credentials."""
    return deps.line.messaging(account.messaging_channel_id, messaging_secret(deps, account))


def login(deps: Deps, row: LoginChannelRow) -> LineLogin:
    """A Login channel, under its own credentials."""
    return deps.line.login(row.channel_id, login_secret(deps, row))


@dataclass(frozen=True)
class AccountRecords:
    """`bot.binding.platforms.Records` over the database."""

    deps: Deps
    account: Account

    async def sightings(self) -> Sightings:
        async with self.deps.database.reading() as session:
            return await deliveries.sightings(session, self.account.id)

    async def rejections(self) -> Rejections:
        """Those since the secret last changed: older ones are no news about the present secret."""
        async with self.deps.database.reading() as session:
            return await deliveries.rejections(session, self.account.id, self.account.secret_since)

    async def evidence(self) -> Sequence[Evidence]:
        async with self.deps.database.reading() as session:
            rows = await readings.proofs(session, self.account.id)
        return [Evidence(row.subject, row.name, row.value, row.at, row.by) for row in rows]

    async def pool(self) -> Pool:
        async with self.deps.database.reading() as session:
            taken = await sites.taken(session, self.account.id)
            made_at = await sites.made_at(session, self.account.id)
            waiting = await sites.waiting(session, self.account.id)
        channels = tuple(PoolChannel(one.channel.channel_id, one.used) for one in taken)
        return Pool(channels, tuple(made_at), len(waiting), self.deps.clock())

    async def silence(self) -> datetime | None:
        async with self.deps.database.reading() as session:
            silent = await readings.unread_since(session)
            everybody = {account.id for account in await accounts.every(session)}
        since = silent.get(self.account.id)
        if since is None or self.deps.clock() - since < SILENT_FOR:
            return None
        upstream = set(silent) == everybody
        return since if not upstream or next(iter(silent)) == self.account.id else None

    async def menu_troubles(self) -> Mapping[str, str]:
        async with self.deps.database.reading() as session:
            return await menus.troubles(session, self.account.id)

    async def remember_liff_app(self, site_id: str, liff_id: str) -> None:
        async with self.deps.database.transaction() as session:
            site = await session.get_one(Site, site_id)
            site.liff_id = liff_id


@dataclass(frozen=True)
class AccountSlack:
    """`bot.binding.platforms.SlackChannel` of the account's channel."""

    deps: Deps
    channel: str

    async def standing(self) -> Standing:
        return await self.deps.slack.standing(self.channel)

    async def join(self) -> None:
        await self.deps.slack.join(self.channel)


@dataclass(frozen=True)
class Reach:
    """`bot.binding.platforms.Platforms` of one account."""

    line: MessagingChannel
    slack: AccountSlack
    records: AccountRecords
    channels: Mapping[str, LoginChannel]

    def login(self, channel_id: str) -> LoginChannel:
        return self.channels[channel_id]


def reach(deps: Deps, bound: Bound) -> Reach:
    """Open the account's secrets and put its platforms together. Raises `SecretUnreadable`."""
    account = bound.account
    return Reach(
        messaging(deps, account),
        AccountSlack(deps, account.slack_channel),
        AccountRecords(deps, account),
        {row.channel_id: login(deps, row) for row in bound.login_channels},
    )
