"""Tell Slack what waits in the outbox: in order, once, at the speed Slack allows."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import lru_cache
from itertools import groupby

import structlog

import bot.flows
from bot.binding.rules.slack import standing
from bot.deps import Deps
from bot.discover import discover
from bot.errors import ChannelGone, LeaseLost, NotYet, RateLimited, StorageDown, VendorError
from bot.flows.announcements.announcing import Announcement
from bot.flows.binding.verify import look_soon
from storage import claims, outbox
from storage.tables import Account, Outbox

log = structlog.get_logger()

BATCH = 50
LEASE = timedelta(seconds=60)
GONE = timedelta(minutes=2)  #: how long rows for an unusable channel wait before another try


@lru_cache
def announcements() -> dict[str, Announcement]:
    """Every kind of outbox row there is."""
    return {one.name: one for one in discover(bot.flows, Announcement)}


async def announce_due(deps: Deps) -> int:
    """Tell everything that is due; returns how many rows were taken."""
    now = deps.clock()
    rows = await claims.claim(deps.database, Outbox, now=now, limit=BATCH, lease=LEASE)
    by_account = sorted(rows, key=lambda row: (row.account_id, row.created_at, row.id))
    queues = [list(group) for _key, group in groupby(by_account, key=lambda row: row.account_id)]
    await asyncio.gather(*(_tell_in_order(deps, queue) for queue in queues))
    return len(rows)


async def _tell_in_order(deps: Deps, queue: Sequence[Outbox]) -> None:
    """One account's rows, one after the other; when Slack says wait, the rest waits as well.

    So does what needs the account's channel while that cannot be used.
    """
    if await _still_held(deps, queue):
        return
    unusable = False
    for place, row in enumerate(queue):
        how = announcements()[row.kind]
        if unusable and how.in_channel:
            await _postpone(deps, [row], GONE)
            continue
        try:
            await how.tell(deps, row)
        except RateLimited as slow:
            await _hold_back(deps, queue[place:], deps.clock() + slow.retry_after)
            return
        except ChannelGone as gone:
            log.warning("announce.channel_gone", account=row.account_id, code=gone.code)
            unusable = await _without_channel(deps, row)
        except (VendorError, NotYet) as error:
            await _failed(deps, row, error)
        except StorageDown:
            raise
        except Exception:  # one row that cannot be told must not silence those behind it for ever
            log.exception("announce.crashed", kind=row.kind, row=row.id)
            await claims.put_off(deps.database, row, deps.clock())
        else:
            await _close(deps, row)


async def _without_channel(deps: Deps, row: Outbox) -> bool:
    """Let the row wait; tell whether all that needs the account's channel has to."""
    unusable = await _unusable(deps, row.account_id)
    if unusable:
        await _postpone(deps, [row], GONE)
        await look_soon(deps, row.account_id, doubting=standing)
    else:  # it is about a channel the account has left
        await claims.put_off(deps.database, row, deps.clock())
    return unusable


async def _unusable(deps: Deps, account_id: str) -> bool:
    """Whether it is the account's own channel that is gone."""
    async with deps.database.reading() as session:
        account = await session.get_one(Account, account_id)
    try:
        return await deps.slack.standing(account.slack_channel) != "member"
    except VendorError:
        return False


async def _close(deps: Deps, row: Outbox, failure: str = "") -> None:
    try:
        async with deps.database.transaction() as session:
            await outbox.told(session, row, now=deps.clock(), failure=failure)
    except LeaseLost:
        log.info("announce.lease_lost", row=row.id)


async def _failed(deps: Deps, row: Outbox, error: VendorError | NotYet) -> None:
    if isinstance(error, NotYet):
        await claims.put_off(deps.database, row, deps.clock())
        return
    log.warning("announce.failed", kind=row.kind, error=str(error), request_id=error.request_id)
    if error.permanent:
        await _close(deps, row, failure=str(error))
    else:
        await claims.put_off(deps.database, row, deps.clock())


async def _still_held(deps: Deps, queue: Sequence[Outbox]) -> bool:
    """What came while Slack makes us wait does not overtake what waits."""
    async with deps.database.reading() as session:
        until = await outbox.held_until(session, queue[0].account_id, deps.clock())
    if until is not None:
        await _hold_back(deps, queue, until)
    return until is not None


async def _hold_back(deps: Deps, rows: Sequence[Outbox], until: datetime) -> None:
    for row in rows:
        try:
            async with deps.database.transaction() as session:
                await outbox.hold_back(session, row, until)
        except LeaseLost:
            log.info("announce.lease_lost", row=row.id)


async def _postpone(deps: Deps, rows: Sequence[Outbox], wait: timedelta) -> None:
    for row in rows:
        try:
            async with deps.database.transaction() as session:
                await claims.release(session, row, due_at=deps.clock() + wait)
        except LeaseLost:
            log.info("announce.lease_lost", row=row.id)
