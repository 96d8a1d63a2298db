"""How sign-ins end, as numbers: operators see how many of each, never one card a failure."""

from __future__ import annotations

from collections.abc import Collection

import structlog
from sqlalchemy.ext.asyncio import AsyncSession

from bot.binding.sign_ins import FAILURES, Result, SignIns, counted
from bot.deps import Deps
from bot.errors import SignInFailed, StorageDown
from bot.flows.members.doors import Door
from bot.locale.formats import zone_of
from storage import tallies
from storage.tables import Account

log = structlog.get_logger()

NAMED = "sign-in."


def failed(why: Result) -> SignInFailed:
    """The error for an end that is not the good one."""
    return SignInFailed(why, FAILURES[why].said)


async def count(deps: Deps, at: Door, result: Result) -> None:
    """One more sign-in on this site that began, or ended so. A number is worth nobody's sign-in:
    while the database is down, only `/metrics` has it.
    """
    deps.metrics.sign_in(result)
    try:
        async with deps.database.transaction(quick=True) as session:
            await tally(deps, session, at, result)
    except StorageDown as down:
        log.warning("sign_in.not_counted", site=at.site.slug, result=result, error=str(down))


async def tally(deps: Deps, session: AsyncSession, at: Door, result: Result) -> None:
    """The row of `count` alone, in the transaction of what else it changes."""
    now = deps.clock()
    day = now.astimezone(zone_of(at.account.time_zone)).date()
    name = f"{NAMED}{result}"
    await tallies.count(session, at.account.id, at.site.id, name, day=day, now=now)


async def sign_ins_today(
    deps: Deps, account: Account, slugs: Collection[str] | None = None
) -> SignIns:
    """Today's figures, by the account's own calendar, of all its sites or of these."""
    day = deps.clock().astimezone(zone_of(account.time_zone)).date()
    async with deps.database.reading() as session:
        return counted(await tallies.of_day(session, account.id, day, NAMED, slugs))
