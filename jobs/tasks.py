"""Scheduled tasks of stores: planned when something happens or the calendar calls, then done."""

from __future__ import annotations

from datetime import timedelta

from bot.deps import Deps
from bot.flows.stores.task_planning import plan_calendar, plan_happened
from bot.flows.stores.task_running import run_due
from jobs.schedule import job


@job(every=timedelta(seconds=2))
async def plan_tasks(deps: Deps) -> None:
    """Make runs of what has happened and of what the calendar calls."""
    while await plan_happened(deps):
        pass
    while await plan_calendar(deps):
        pass


@job(every=timedelta(seconds=2))
async def run_tasks(deps: Deps) -> None:
    """Do what is due, batch by batch."""
    while await run_due(deps):
        pass
