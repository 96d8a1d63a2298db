"""LIFF apps that are no site's: those set aside as a fallback, and those left alone on purpose."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import delete
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select

from storage.tables import IgnoredLiffApp, RetiredLiffApp, Site


async def retired_of(session: AsyncSession, account_id: str) -> Mapping[str, RetiredLiffApp]:
    """LIFF apps that were replaced and still stand, by LIFF id, the longest retired first."""
    kept = select(RetiredLiffApp).where(col(RetiredLiffApp.account_id) == account_id)
    rows = await session.scalars(kept.order_by(col(RetiredLiffApp.retired_at)))
    return {row.liff_id: row for row in rows}


async def retire(
    session: AsyncSession, site: Site, liff_id: str, *, now: datetime, until: datetime
) -> None:
    """Keep a LIFF app the site no longer uses until `until`; the site must have a Login channel."""
    await recall(session, liff_id)
    session.add(
        RetiredLiffApp(
            account_id=site.account_id,
            login_channel_id=str(site.login_channel_id),
            site_id=site.id,
            liff_id=liff_id,
            retired_at=now,
            due_at=until,
        )
    )


async def recall(session: AsyncSession, liff_id: str) -> None:
    """It is set aside no more: used again, or gone from LINE."""
    await session.execute(delete(RetiredLiffApp).where(col(RetiredLiffApp.liff_id) == liff_id))


async def users(session: AsyncSession, liff_id: str) -> Sequence[Site]:
    """The sites that use a LIFF app."""
    return (await session.scalars(select(Site).where(col(Site.liff_id) == liff_id))).all()


async def ignored_of(session: AsyncSession, account_id: str) -> frozenset[str]:
    """LIFF ids a person chose to leave alone."""
    left_alone = select(col(IgnoredLiffApp.liff_id)).where(
        col(IgnoredLiffApp.account_id) == account_id
    )
    return frozenset(await session.scalars(left_alone))


async def ignore(
    session: AsyncSession, account_id: str, liff_id: str, *, by: str, at: datetime
) -> None:
    """Leave a LIFF app alone; once more is harmless."""
    await session.merge(IgnoredLiffApp(account_id=account_id, liff_id=liff_id, by=by, at=at))


async def heed(session: AsyncSession, account_id: str, liff_id: str) -> None:
    """Leave it alone no more."""
    await session.execute(
        delete(IgnoredLiffApp).where(
            col(IgnoredLiffApp.account_id) == account_id, col(IgnoredLiffApp.liff_id) == liff_id
        )
    )
