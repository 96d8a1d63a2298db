"""Runs of tasks whose time has come: each done once, sent until LINE has taken it."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

import structlog
from sqlalchemy.ext.asyncio import AsyncSession

from bot.deps import Deps
from bot.errors import LeaseLost, MoorlineError, QuotaUsedUp, RateLimited, Refused, VendorError
from bot.flows.reach import messaging
from bot.flows.stores.task_deeds import Errand, give, message_of
from bot.flows.stores.task_planning import read, stop
from bot.text import Text, _, to_json
from storage import claims
from storage.tables import Account, Member, Task, TaskRun

log = structlog.get_logger()

BATCH = 200
LEASE = timedelta(seconds=90)
AT_ONCE = 20
"""Messages under way to LINE at the same time. LINE takes 2,000 a second from one channel
(https://developers.line.biz/en/reference/messaging-api/#rate-limits); answers of operators go
their own way meanwhile."""
KEY_LIVES = timedelta(hours=23)
"""LINE forgets a retry key after 24 hours; later the same message could arrive twice
(https://developers.line.biz/en/docs/messaging-api/retrying-api-request/)."""


@dataclass(frozen=True)
class Done:
    """What came of a run: "done", "skipped" or "failed", or when to try again."""

    outcome: str = "done"
    why: Text | None = None
    again: timedelta | None = None
    stops: bool = False  #: the whole task has to stop for it


async def run_due(deps: Deps) -> int:
    """Do what is due; returns how many runs were taken."""
    rows = await claims.claim(deps.database, TaskRun, now=deps.clock(), limit=BATCH, lease=LEASE)
    errands = await _looked_up(deps, rows)
    sends = [one for one in errands if one.plan.deed.sends]
    await _send_all(deps, sends)
    for one in errands:
        if not one.plan.deed.sends:
            await _give(deps, one)
    return len(rows)


async def _looked_up(deps: Deps, rows: Sequence[TaskRun]) -> Sequence[Errand]:
    found = []
    async with deps.database.reading() as session:
        for run in rows:
            task = await session.get_one(Task, run.task_id)
            member = await session.get_one(Member, run.member_id)
            account = await session.get_one(Account, run.account_id)
            found.append(Errand(run, task, read(task), member, account))
    return found


def unfit(one: Errand) -> Text | None:
    """Why this run must not be done any more."""
    if not one.task.active:
        return _("The task is switched off.")
    if one.member.forgotten_at is not None:
        return _("The member has left.")
    if one.plan.levels and (one.member.level or "") not in one.plan.levels:
        return _("The member has another level.")
    if one.plan.deed.sends and one.member.friendship == "blocked":
        return _("The member has blocked the account.")
    return None


async def _send_all(deps: Deps, errands: Sequence[Errand]) -> None:
    """Send side by side, then write down what came of all of them in one go."""
    gate = asyncio.Semaphore(AT_ONCE)

    async def sent(one: Errand) -> Done:
        async with gate:
            return await _sent(deps, one)

    done = await asyncio.gather(*(sent(one) for one in errands))
    pairs = list(zip(errands, done, strict=True))
    try:
        async with deps.database.transaction() as session:
            for one, came in pairs:
                await _note(deps, session, one, came)
    except LeaseLost:
        for one, came in pairs:
            await _note_alone(deps, one, came)


async def _sent(deps: Deps, one: Errand) -> Done:
    """One message, with a retry key that is the run's own: LINE takes it once."""
    if why := unfit(one):
        return Done("skipped", why)
    if deps.clock() - (one.run.due_at or one.run.created_at) > KEY_LIVES and one.run.attempts > 1:
        return Done("failed", _("LINE did not take it for a day."))
    try:
        line = messaging(deps, one.account)
        await line.push(one.member.user_id, [message_of(one.plan)], _retry_key(one.run))
    except QuotaUsedUp as used_up:
        return Done("failed", used_up.said, stops=True)
    except (VendorError, Refused) as error:
        return _judged(one, error)
    except MoorlineError as unreadable:  # the secret does not open; SECRET_KEYS may be mended
        return Done(again=claims.backoff(one.run.attempts), why=unreadable.said)
    return Done()


def _judged(one: Errand, error: VendorError | Refused) -> Done:
    if isinstance(error, Refused) or error.permanent:
        return Done("failed", error.said)
    wait = claims.backoff(one.run.attempts)
    if isinstance(error, RateLimited):
        wait = max(wait, error.retry_after)
    return Done(again=wait, why=error.said)


def _retry_key(run: TaskRun) -> str:
    """The row's id is a UUID already."""
    return f"{run.id[:8]}-{run.id[8:12]}-{run.id[12:16]}-{run.id[16:20]}-{run.id[20:]}"


async def _give(deps: Deps, one: Errand) -> None:
    """What only touches rows: done and written down in one transaction, so exactly once."""
    try:
        async with deps.database.transaction() as session:
            why = unfit(one)
            came = Done("skipped", why) if why else await _given(deps, session, one)
            await _note(deps, session, one, came)
    except LeaseLost:
        log.info("tasks.lease_lost", row=one.run.id)


async def _given(deps: Deps, session: AsyncSession, one: Errand) -> Done:
    why = await give(session, one, deps.clock())
    return Done("failed", why) if why else Done()


async def _note_alone(deps: Deps, one: Errand, came: Done) -> None:
    try:
        async with deps.database.transaction() as session:
            await _note(deps, session, one, came)
    except LeaseLost:
        log.info("tasks.lease_lost", row=one.run.id)


async def _note(deps: Deps, session: AsyncSession, one: Errand, came: Done) -> None:
    now, why = deps.clock(), to_json(came.why) if came.why else None
    if came.again is not None:
        await claims.finish(session, one.run, due_at=now + came.again, failure=why)
        return
    await claims.finish(
        session, one.run, due_at=None, outcome=came.outcome, done_at=now, failure=why
    )
    if came.stops and came.why:
        await stop(deps, session, await session.get_one(Task, one.task.id), came.why)
