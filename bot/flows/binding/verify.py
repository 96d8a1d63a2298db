"""Observe, judge, reconcile one account; the only flow that opens, changes and resolves alerts."""

from __future__ import annotations

import asyncio
from collections.abc import Collection
from datetime import timedelta
from types import MappingProxyType
from typing import Any

import structlog

from bot.binding.model import Answers, Probe
from bot.deps import Deps
from bot.errors import LeaseLost, MoorlineError
from bot.flows.binding.alerting import settle
from bot.flows.binding.looking import Look, look
from storage import claims, readings
from storage.tables import Account

log = structlog.get_logger()

AT_ONCE = 8  #: accounts verified side by side
LEASE = timedelta(seconds=120)  #: longer than the slowest look; every call has a time-out


async def verify(
    deps: Deps,
    account_id: str,
    *,
    by: str = "",
    grace: timedelta | None = None,
    known: Answers = MappingProxyType({}),
    callbacks: Collection[str] | None = (),
) -> Look:
    """Look at one account afresh and write down what is news.

    `by` names who repaired, if anybody did. `grace` holds back the Slack messages of what is found
    now: at set-up the binding card says it. `known` and `callbacks` are those of `look`.
    """
    seen = await look(deps, account_id, afresh=True, known=known, callbacks=callbacks)
    await settle(deps, seen, by=by, grace=grace)
    return seen


async def verify_due(deps: Deps) -> int:
    """Verify accounts whose time has come; returns how many. Each is one process's at a time."""
    due = await claims.claim(deps.database, Account, now=deps.clock(), limit=AT_ONCE, lease=LEASE)
    ends = await asyncio.gather(*(_one(deps, one) for one in due), return_exceptions=True)
    for account, end in zip(due, ends, strict=True):
        if end is not None:
            log.error("verify.crashed", account=account.slug, exc_info=end)
    return len(due)


async def _one(deps: Deps, account: Account) -> None:
    """One account's trouble is not the others'."""
    try:
        seen = await look(deps, account.id, afresh=False)
        await settle(deps, seen, claimed=account)
    except LeaseLost:
        log.info("verify.lease_lost", account=account.slug)
    except MoorlineError as error:
        log.warning("verify.failed", account=account.slug, error=str(error))
        await claims.put_off(deps.database, account, deps.clock())


async def look_soon(deps: Deps, account_id: str, *, doubting: Probe[Any] | None = None) -> None:
    """Something has changed or suggests trouble: do not wait for the account's next turn.

    What is `doubting` is asked then, however lately it was.
    """
    async with deps.database.transaction() as session:
        account = await session.get(Account, account_id)
        if account is not None:
            account.due_at = deps.clock()
            if doubting:
                await readings.doubt(session, account_id, [doubting.name])
    deps.bell.ring("verify")
