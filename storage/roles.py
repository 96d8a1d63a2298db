"""Who was given which role in which account."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select

from storage.tables import Account, Role, Site


async def of(session: AsyncSession, account_id: str, user: str) -> Role | None:
    """What this Slack user was given in this account."""
    return await session.get(Role, (account_id, user))


async def every(session: AsyncSession, account_id: str) -> Sequence[Role]:
    """Everybody who has a role in an account, by Slack user id."""
    given = select(Role).where(col(Role.account_id) == account_id)
    return (await session.scalars(given.order_by(col(Role.user_id)))).all()


async def held_by(session: AsyncSession, user: str) -> Sequence[tuple[Role, Account]]:
    """Every role of a Slack user with its account, oldest account first."""
    held = (
        select(Role, Account)
        .join(Account, col(Account.id) == col(Role.account_id))
        .where(col(Role.user_id) == user)
        .order_by(col(Account.created_at))
    )
    return [(role, account) for role, account in (await session.execute(held)).all()]


async def slugs_of(session: AsyncSession, role: Role) -> Mapping[str, str]:
    """Slugs by id of the sites a role names; sites since removed are left out."""
    named = select(col(Site.id), col(Site.slug)).where(
        col(Site.account_id) == role.account_id, col(Site.id).in_(role.sites or [])
    )
    return {site_id: slug for site_id, slug in (await session.execute(named)).all()}


async def managers_of(session: AsyncSession, account_id: str, site_id: str) -> Sequence[str]:
    """The Slack users who manage this site and see no more than their own sites."""
    given = await every(session, account_id)
    return [one.user_id for one in given if site_id in (one.sites or ())]
