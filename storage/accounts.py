"""Accounts with their Login channels and sites."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from storage.tables import Account, LoginChannel, Site


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


async def every(session: AsyncSession) -> Sequence[Account]:
    """All accounts, oldest first."""
    return (await session.scalars(select(Account).order_by(Account.created_at))).all()


async def by_slug(session: AsyncSession, slug: str) -> Account | None:
    return await session.scalar(select(Account).where(Account.slug == slug))


async def in_slack_channel(session: AsyncSession, channel: str) -> Account | None:
    """The account that lives in a Slack channel."""
    return await session.scalar(select(Account).where(Account.slack_channel == channel))


async def bound(session: AsyncSession, account_id: str, *, lock: bool = False) -> Bound:
    """The account with all that belongs to it. `lock` keeps other writers of it out."""
    one = select(Account).where(Account.id == account_id)
    account = (await session.scalars(one.with_for_update() if lock else one)).one()
    channels = select(LoginChannel).where(LoginChannel.account_id == account_id)
    sites = select(Site).where(Site.account_id == account_id)
    return Bound(
        account,
        (await session.scalars(channels.order_by(LoginChannel.id))).all(),
        (await session.scalars(sites.order_by(Site.id))).all(),
    )


async def slugs(session: AsyncSession) -> frozenset[str]:
    """Every slug in use, by accounts or sites; they share the addresses people see."""
    accounts = await session.scalars(select(Account.slug))
    sites = await session.scalars(select(Site.slug))
    return frozenset(accounts) | frozenset(sites)
