"""From what happened, and from the calendar, to runs of tasks: one row a member, once a cause."""

from __future__ import annotations

from datetime import timedelta
from zoneinfo import ZoneInfo

import structlog
from sqlalchemy.ext.asyncio import AsyncSession

from bot.binding.calendar import next_turn
from bot.binding.tasks import TaskPlan, Trigger, loops, plan_of
from bot.deps import Deps
from bot.errors import LeaseLost, MoorlineError
from bot.flows.reach import messaging
from bot.text import Text, _, to_json
from storage import claims, outbox, tasks
from storage.audit import BY_ITSELF, Tag, record
from storage.tables import Account, Happened, Site, Task

log = structlog.get_logger()

LEASE = timedelta(seconds=60)
BATCH = 100
A_BATCH_OF_RUNS = 2_000
"""Rows of one transaction, which holds up SQLite's other writers for a moment. A crash in a
round of many loses at most these, and they are planned again."""


def read(task: Task) -> TaskPlan:
    """A stored task as its maker meant it."""
    return plan_of(
        task.name,
        trigger=task.trigger,
        schedule=task.schedule,
        delay_seconds=task.delay_seconds,
        conditions=task.conditions,
        action=task.action,
    )


async def plan_happened(deps: Deps) -> int:
    """Turn what happened into runs of the tasks that wait for it; returns how many were taken."""
    now = deps.clock()
    rows = await claims.claim(deps.database, Happened, now=now, limit=BATCH, lease=LEASE)
    for row in rows:
        try:
            async with deps.database.transaction() as session:
                await _plan_one(deps, session, row)
                await claims.finish(session, row, due_at=None)
        except LeaseLost:
            log.info("tasks.lease_lost", row=row.id)
    if rows:
        deps.bell.ring("run_tasks")
    return len(rows)


async def _plan_one(deps: Deps, session: AsyncSession, row: Happened) -> None:
    behind = list(row.by_tasks or ())
    waiting = await tasks.caused_by(session, row)
    time = await tasks.times(session, row) if waiting else 0
    runs = []
    for task in waiting:
        plan = read(task)
        if plan.count and not plan.count.allows(time):
            continue
        if loops(task.id, behind):
            await stop(deps, session, task, _circle())
            continue
        due_at = row.at + plan.delay
        runs.append(
            tasks.run_of(
                task, row.member_id, row.id,
                behind=[*behind, task.id], due_at=max(due_at, deps.clock()), now=deps.clock(),
            )
        )  # fmt: skip
    await tasks.plan(session, runs)


def _circle() -> Text:
    return _("What it did set it off again, by way of other tasks: it would have gone on for ever. "
             "Change one of them, then switch it on.")  # fmt: skip


async def stop(deps: Deps, session: AsyncSession, task: Task, why: Text) -> None:
    """Switch a task off and have Slack say why, once; somebody has to look at it."""
    if not task.active:
        return
    now = deps.clock()
    task.active, task.stopped, task.due_at, task.changed_at = False, to_json(why), None, now
    session.add(task)
    record(session, Tag.TASK_STOPPED, account_id=task.account_id, at=now, who=BY_ITSELF,
           subject=f"task:{task.id}", new=task.name)  # fmt: skip
    await outbox.wish(session, "task-stopped", f"task-stopped:{task.id}:{now.timestamp()}",
                      account_id=task.account_id, payload={"task": task.id}, now=now)  # fmt: skip
    deps.bell.ring("announce")


async def plan_calendar(deps: Deps) -> int:
    """Plan the rounds of tasks the calendar calls now; returns how many were taken."""
    now = deps.clock()
    rows = await claims.claim(deps.database, Task, now=now, limit=10, lease=10 * LEASE)
    for row in rows:
        try:
            await _plan_round(deps, row)
        except LeaseLost:
            log.info("tasks.lease_lost", row=row.id)
    return len(rows)


async def _plan_round(deps: Deps, row: Task) -> None:
    """One round: every member it is for gets a run, then the task waits for its next turn.

    It goes on where a crash cut it off: `planned_until` is committed with each batch.
    """
    plan = read(row)
    async with deps.database.reading() as session:
        account = await session.get_one(Account, row.account_id)
        site = await session.get_one(Site, row.site_id)
        size = await tasks.audience_size(session, row, plan.levels, whole_account=site.parent)
    if row.planned_until is None and (lack := await _lacks(deps, account, plan, size)):
        async with deps.database.transaction() as session:
            stored = await session.get_one(Task, row.id)
            await stop(deps, session, stored, lack)
            await claims.finish(session, row, due_at=None)
        return
    while await _plan_batch(deps, row, plan, site):
        pass
    await _end_round(deps, row, plan, account)
    deps.bell.ring("run_tasks")


async def _plan_batch(deps: Deps, row: Task, plan: TaskPlan, site: Site) -> bool:
    """Plan some thousand runs; tells whether there may be more."""
    now = deps.clock()
    due_at = (row.due_at or now) + plan.delay
    async with deps.database.transaction() as session:
        stored = await session.get_one(Task, row.id)
        if stored.claim != row.claim:
            raise LeaseLost(_("Another process plans this round."))
        page = await tasks.audience(
            session, row, plan.levels,
            whole_account=site.parent, after=stored.planned_until or "", limit=A_BATCH_OF_RUNS,
        )  # fmt: skip
        runs = [
            tasks.run_of(row, member_id, f"round:{row.round + 1}", behind=[row.id],
                         due_at=due_at, now=now)
            for member_id, _name in page
        ]  # fmt: skip
        await tasks.plan(session, runs)
        if page:
            stored.planned_until = page[-1][0]
            session.add(stored)
    return len(page) == A_BATCH_OF_RUNS


async def _end_round(deps: Deps, row: Task, plan: TaskPlan, account: Account) -> None:
    now = deps.clock()
    again = (
        next_turn(plan.schedule, ZoneInfo(account.time_zone), now)
        if plan.trigger is Trigger.CRON
        else None
    )
    async with deps.database.transaction() as session:
        await claims.finish(
            session, row, due_at=again, attempts=0, planned_until=None, round=row.round + 1
        )  # fmt: skip


async def _lacks(deps: Deps, account: Account, plan: TaskPlan, size: int) -> Text | None:
    """Why a round must not begin: the month's messages would not do for it."""
    if not plan.deed.sends:
        return None
    left = await messages_left(deps, account)
    if left is None or left >= size:
        return None
    return _("It would reach {size} members and this month {left} messages are left. Reach fewer, "
             "by level, or raise the plan at LINE; then switch it on.",
             size=size, left=left)  # fmt: skip


async def messages_left(deps: Deps, account: Account) -> int | None:
    """What LINE says is left of the month's messages, approximately; None: no limit, or no answer
    (then LINE itself refuses what is too much)."""
    try:
        quota = await messaging(deps, account).quota()
    except MoorlineError:
        return None
    return None if quota.limit is None else max(0, quota.limit - quota.used)
