"""Where members come in: a site, its account and the Login channel it signs them in with."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import ColumnElement, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from storage.tables import Account, LoginChannel, Site

Found = tuple[Account, Site, LoginChannel]


async def by_slug(session: AsyncSession, slug: str) -> Found | None:
    """The site with this slug; None also while it waits for a LIFF slot."""
    return await _first(session, col(Site.slug) == slug)


async def by_address(session: AsyncSession, addresses: Collection[str]) -> Found | None:
    """The site whose own address is one of these."""
    return await _first(session, col(Site.address).in_(sorted(addresses)))


async def parent(session: AsyncSession, account_id: str) -> Site | None:
    """The account's parent site."""
    mine = (col(Site.account_id) == account_id, col(Site.parent).is_(True))
    return (await session.scalars(select(Site).where(*mine).limit(1))).first()


async def _first(session: AsyncSession, where: ColumnElement[bool]) -> Found | None:
    wanted = (
        select(Account, Site, LoginChannel)
        .join(Site, col(Site.account_id) == col(Account.id))
        .join(LoginChannel, col(LoginChannel.id) == col(Site.login_channel_id))
        .where(where)
        .limit(1)
    )
    row = (await session.execute(wanted)).first()
    return None if row is None else (row[0], row[1], row[2])
