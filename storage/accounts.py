"""Accounts with their Login channels and sites."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from secrets import token_hex
from typing import Any

from sqlalchemy import or_, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select

from storage.tables import Account, BindingCard, LoginChannel, Site


@dataclass(frozen=True)
class Bound:
    """Everything stored about one account's binding."""

    account: Account
    login_channels: Sequence[LoginChannel]
    sites: Sequence[Site]

    @property
    def parent(self) -> Site:
        """The parent site; every account has one."""
        return next(site for site in self.sites if site.parent)

    @property
    def parent_channel(self) -> LoginChannel:
        """The Login channel the parent site signs its members in with."""
        wanted = self.parent.login_channel_id
        return next(channel for channel in self.login_channels if channel.id == wanted)


async def every(session: AsyncSession) -> Sequence[Account]:
    """All accounts, oldest first."""
    return (await session.scalars(select(Account).order_by(col(Account.created_at)))).all()


async def by_slug(session: AsyncSession, slug: str) -> Account | None:
    return await session.scalar(select(Account).where(col(Account.slug) == slug))


async def in_slack_channel(session: AsyncSession, channel: str) -> Account | None:
    """The account that lives in a Slack channel."""
    return await session.scalar(select(Account).where(col(Account.slack_channel) == channel))


async def bound(session: AsyncSession, account_id: str, *, lock: bool = False) -> Bound:
    """The account with all that belongs to it. `lock` keeps other writers of it out."""
    one = select(Account).where(col(Account.id) == account_id)
    account = (await session.scalars(one.with_for_update() if lock else one)).one()
    channels = select(LoginChannel).where(col(LoginChannel.account_id) == account_id)
    sites = select(Site).where(col(Site.account_id) == account_id)
    return Bound(
        account,
        (await session.scalars(channels.order_by(col(LoginChannel.id)))).all(),
        (await session.scalars(sites.order_by(col(Site.id)))).all(),
    )


async def card(session: AsyncSession, account_id: str) -> Any:
    """The newest contents of the binding card as `bot.binding.report.dump` wrote them, or None."""
    wanted = select(col(BindingCard.contents)).where(col(BindingCard.account_id) == account_id)
    return await session.scalar(wanted)


async def keep_card(session: AsyncSession, account_id: str, contents: Any) -> None:
    """Put these contents in place of the former ones."""
    await session.merge(BindingCard(account_id=account_id, contents=contents))


async def slugs(session: AsyncSession) -> frozenset[str]:
    """Every slug in use, by accounts or sites; they share the addresses people see."""
    accounts = await session.scalars(select(col(Account.slug)))
    sites = await session.scalars(select(col(Site.slug)))
    return frozenset(accounts) | frozenset(sites)


async def holders(
    session: AsyncSession, messaging_channel_id: str, login_channel_id: str
) -> Mapping[str, Account]:
    """Which accounts already hold these channels, by the parameter's name."""
    messaging = await session.scalar(
        select(Account).where(col(Account.messaging_channel_id) == messaging_channel_id)
    )
    login = await session.scalar(
        select(Account)
        .join(LoginChannel, col(LoginChannel.account_id) == col(Account.id))
        .where(col(LoginChannel.channel_id) == login_channel_id)
    )
    found = {"messaging_channel_id": messaging, "login_channel_id": login}
    return {name: account for name, account in found.items() if account is not None}


async def site_by_slug(session: AsyncSession, slug: str) -> Site | None:
    return await session.scalar(select(Site).where(col(Site.slug) == slug))


async def take(session: AsyncSession, account_id: str, now: datetime, until: datetime) -> str:
    """Hold an account that nobody holds, due or not; returns the token, "" when it is held.

    It is the lease jobs claim with (`storage/claims.py`), so neither gets in the other's way.
    """
    token = token_hex(16)
    free = or_(col(Account.leased_until).is_(None), col(Account.leased_until) <= now)
    taken = await session.execute(
        update(Account)
        .where(col(Account.id) == account_id, free)
        .values(claim=token, leased_until=until)
        .returning(col(Account.id))
        .execution_options(synchronize_session=False)
    )
    return token if taken.first() else ""


async def let_go(session: AsyncSession, account_id: str, token: str) -> None:
    """End the hold `take` gave; whoever holds it by now keeps it."""
    await session.execute(
        update(Account)
        .where(col(Account.id) == account_id, col(Account.claim) == token)
        .values(claim=None, leased_until=None)
        .execution_options(synchronize_session=False)
    )
