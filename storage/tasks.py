"""Tasks of stores, what they wait for, and their runs."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, case, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col
from sqlmodel import select as select_rows

from storage.inserting import insert_new
from storage.tables import Happened, Member, Site, Task, TaskRun, Ticket, Visit


async def of_site(session: AsyncSession, site_id: str) -> Sequence[Task]:
    """A store's tasks, oldest first."""
    mine = select_rows(Task).where(col(Task.site_id) == site_id)
    return (await session.scalars(mine.order_by(col(Task.id)))).all()


async def active_counts(session: AsyncSession, account_id: str) -> Mapping[str, int]:
    """How many active tasks each site has (任務數), by site id."""
    mine = (col(Task.account_id) == account_id, col(Task.active).is_(True))
    counted = select(col(Task.site_id), func.count()).where(*mine).group_by(col(Task.site_id))
    return {site_id: count for site_id, count in await session.execute(counted)}


async def caused_by(session: AsyncSession, happened: Happened) -> Sequence[Task]:
    """The active tasks that wait for this. What belongs to no store is the parent site's."""
    here = (
        col(Task.site_id) == happened.site_id
        if happened.site_id
        else col(Task.site_id).in_(
            select(col(Site.id)).where(
                col(Site.account_id) == happened.account_id, col(Site.parent).is_(True)
            )
        )
    )
    waiting = select_rows(Task).where(
        col(Task.account_id) == happened.account_id,
        here,
        col(Task.trigger) == happened.trigger,
        col(Task.active).is_(True),
    )
    return (await session.scalars(waiting.order_by(col(Task.id)))).all()


async def times(session: AsyncSession, happened: Happened) -> int:
    """Which time this is that the same happened to the member at the same store; 1 is the first."""
    same_place = (
        col(Happened.site_id) == happened.site_id
        if happened.site_id
        else col(Happened.site_id).is_(None)
    )
    earlier = select(func.count()).where(
        col(Happened.account_id) == happened.account_id,
        col(Happened.member_id) == happened.member_id,
        col(Happened.trigger) == happened.trigger,
        same_place,
        col(Happened.id) <= happened.id,
    )
    return await session.scalar(earlier) or 1


def _audience(
    task: Task, levels: Collection[str], whole_account: bool
) -> list[ColumnElement[bool]]:
    """Who a round of a task is for: members of the store who have not blocked the account."""
    wanted = [
        col(Member.account_id) == task.account_id,
        col(Member.friendship) != "blocked",
        col(Member.forgotten_at).is_(None),
    ]
    if levels:
        wanted.append(col(Member.level).in_(sorted(levels)))
    if not whole_account:
        visited = select(col(Visit.member_id)).where(col(Visit.site_id) == task.site_id)
        wanted.append(col(Member.id).in_(visited))
    return wanted


async def audience_size(
    session: AsyncSession, task: Task, levels: Collection[str], *, whole_account: bool
) -> int:
    """How many members a round would reach."""
    reached = select(func.count()).where(*_audience(task, levels, whole_account))
    return await session.scalar(reached) or 0


async def audience(
    session: AsyncSession,
    task: Task,
    levels: Collection[str],
    *,
    whole_account: bool,
    after: str = "",
    limit: int,
) -> Sequence[tuple[str, str]]:
    """Ids and names of members a round is for, in the order of their ids, from `after` on."""
    page = select(col(Member.id), col(Member.name)).where(
        *_audience(task, levels, whole_account), col(Member.id) > after
    )
    rows = await session.execute(page.order_by(col(Member.id)).limit(limit))
    return [(member_id, name) for member_id, name in rows]


async def plan(session: AsyncSession, runs: Sequence[TaskRun]) -> int:
    """Insert runs; those of a cause that has made them already are skipped. Returns the new."""
    return len(await insert_new(session, *runs))


async def summary(session: AsyncSession, task_ids: Collection[str]) -> Mapping[str, dict[str, int]]:
    """How many runs each task has, by outcome; those still to come count as "waiting"."""
    outcome = case((col(TaskRun.outcome).is_(None), "waiting"), else_=col(TaskRun.outcome))
    counted = (
        select(col(TaskRun.task_id), outcome, func.count())
        .where(col(TaskRun.task_id).in_(list(task_ids)))
        .group_by(col(TaskRun.task_id), outcome)
    )
    found: dict[str, dict[str, int]] = {}
    for task_id, state, count in await session.execute(counted):
        found.setdefault(task_id, {})[state] = count
    return found


async def latest_runs(
    session: AsyncSession, site_id: str, *, limit: int
) -> Sequence[tuple[TaskRun, Task, Member]]:
    """The newest runs of a store's tasks."""
    newest = (
        select(TaskRun, Task, Member)
        .join(Task, col(Task.id) == col(TaskRun.task_id))
        .join(Member, col(Member.id) == col(TaskRun.member_id))
        .where(col(Task.site_id) == site_id)
        .order_by(col(TaskRun.id).desc())
        .limit(limit)
    )
    return [(run, task, member) for run, task, member in await session.execute(newest)]


def run_of(
    task: Task,
    member_id: str,
    cause: str,
    *,
    behind: Sequence[str],
    due_at: datetime,
    now: datetime,
) -> TaskRun:
    """A run that waits for its time; `behind` are the tasks that led to it."""
    chain: Any = list(behind)
    return TaskRun(
        account_id=task.account_id,
        task_id=task.id,
        member_id=member_id,
        cause=cause,
        by_tasks=chain,
        created_at=now,
        due_at=due_at,
    )


async def ticket_named(session: AsyncSession, account_id: str, name: str) -> Ticket | None:
    """The account's newest ticket of this name that is not withdrawn."""
    mine = select_rows(Ticket).where(
        col(Ticket.account_id) == account_id,
        col(Ticket.name) == name,
        col(Ticket.voided_at).is_(None),
    )
    return (await session.scalars(mine.order_by(col(Ticket.id).desc()).limit(1))).first()
