"""A replaced LIFF app stays for a week, so that links people still have go on working."""

from __future__ import annotations

from datetime import timedelta

import structlog
from sqlalchemy.ext.asyncio import AsyncSession

from bot.deps import Deps
from bot.errors import LeaseLost, VendorError
from bot.flows.reach import login
from storage import claims, liff_apps
from storage.audit import BY_ITSELF, Tag, record
from storage.tables import LoginChannel, RetiredLiffApp, Site

log = structlog.get_logger()

KEPT_FOR = timedelta(days=7)
AT_ONCE = 10
LEASE = timedelta(seconds=120)
REFUSED_FOR = timedelta(hours=1)  #: before LINE is asked again for what it definitely refused


async def retire(deps: Deps, session: AsyncSession, site: Site, liff_id: str) -> None:
    """Set a LIFF app of the site aside; it is deleted after seven days, unless used again."""
    now = deps.clock()
    await liff_apps.retire(session, site, liff_id, now=now, until=now + KEPT_FOR)


async def delete_retired(deps: Deps) -> int:
    """Delete at LINE what was set aside long enough ago; returns how many were looked at."""
    due = await claims.claim(
        deps.database, RetiredLiffApp, now=deps.clock(), limit=AT_ONCE, lease=LEASE
    )
    for row in due:
        try:
            await _one(deps, row)
        except LeaseLost:
            log.info("liff.retired_lease_lost", liff_id=row.liff_id)
    return len(due)


async def _one(deps: Deps, row: RetiredLiffApp) -> None:
    """A LIFF app that a site uses again by now is not touched."""
    async with deps.database.reading() as session:
        channel = await session.get_one(LoginChannel, row.login_channel_id)
        used = await liff_apps.users(session, row.liff_id)
    try:
        if not used:
            await login(deps, channel).delete_liff_app(row.liff_id)
    except VendorError as error:
        log.warning("liff.retired_not_deleted", liff_id=row.liff_id, error=str(error))
        wait = REFUSED_FOR if error.permanent else claims.backoff(row.attempts)
        async with deps.database.transaction() as session:
            await claims.finish(session, row, due_at=deps.clock() + wait)
        return
    async with deps.database.transaction() as session:
        await claims.finish(session, row, due_at=None)
        await liff_apps.recall(session, row.liff_id)
        if not used:
            record(session, Tag.LIFF_EXPIRED, account_id=row.account_id, at=deps.clock(),
                   who=BY_ITSELF, subject=f"login-channel:{channel.channel_id}",
                   old=row.liff_id)  # fmt: skip
