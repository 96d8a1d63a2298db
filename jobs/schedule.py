"""Work that runs by itself, and the ticker that starts it.

APScheduler only ticks, in memory: what is due is decided by rows and their claims
(`storage/claims.py`), so any number of processes may tick. A shared APScheduler job store would run
every job once per process (measured; `docs/decisions/0003-rows-not-jobs.md`).
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler

import jobs
from bot.deps import Deps
from bot.discover import discover
from bot.errors import MoorlineError

log = structlog.get_logger()


@dataclass(frozen=True, eq=False)
class Job:
    """A flow and how often it looks for work."""

    name: str
    every: timedelta
    run: Callable[[Deps], Awaitable[None]]


def job(*, every: timedelta) -> Callable[[Callable[[Deps], Awaitable[None]]], Job]:
    """Declare a job; its name is the function's, and what `Bell.ring` takes."""
    return lambda run: Job(getattr(run, "__name__", ""), every, run)


def declared() -> Sequence[Job]:
    """Every job there is."""
    return discover(jobs, Job)


async def tick(deps: Deps, one: Job) -> None:
    """Run a job once; a failure is logged and the next turn tries again."""
    try:
        await one.run(deps)
    except MoorlineError as error:
        log.warning("job.failed", job=one.name, error=str(error))
    except Exception:  # the ticker outlives whatever a job runs into; the rows stay due
        log.exception("job.crashed", job=one.name)


def make_scheduler(deps: Deps, todo: Sequence[Job]) -> AsyncIOScheduler:
    """An unstarted ticker for these jobs; missed turns are caught up once, turns never overlap."""
    scheduler = AsyncIOScheduler(timezone=UTC)
    for one in todo:
        scheduler.add_job(
            tick,
            "interval",
            args=(deps, one),
            id=one.name,
            seconds=one.every.total_seconds(),
            next_run_time=datetime.now(UTC),
            coalesce=True,
            max_instances=1,
            misfire_grace_time=None,
        )
        deps.bell.heard_by({one.name: _waker(scheduler, one.name)})
    return scheduler


def _waker(scheduler: AsyncIOScheduler, name: str) -> Callable[[], None]:
    return lambda: scheduler.modify_job(name, next_run_time=datetime.now(UTC))
