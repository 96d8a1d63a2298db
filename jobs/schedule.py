"""Work that runs by itself, and the ticker that starts it.

APScheduler only ticks, in memory: what is due is decided by rows and their claims
(`storage/claims.py`), so any number of processes may tick. A shared APScheduler job store would run
every job once per process (measured; `docs/decisions/0003-rows-not-jobs.md`).
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

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


class Ticker:
    """Runs jobs at their turns, or when the bell rings; knows what is under way."""

    def __init__(self, deps: Deps, todo: Sequence[Job]) -> None:
        self._deps = deps
        self._under_way: dict[str, asyncio.Task[Any] | None] = {}
        self._rung: set[str] = set()  # while the job ran: it looks once more afterwards
        self._scheduler = AsyncIOScheduler(timezone=UTC)
        for one in todo:
            self._add(one)

    def _add(self, one: Job) -> None:
        """Missed turns are caught up once; turns of one job never overlap in one process."""
        self._scheduler.add_job(
            self._tick,
            "interval",
            args=(one,),
            id=one.name,
            seconds=one.every.total_seconds(),
            next_run_time=datetime.now(UTC),
            coalesce=True,
            max_instances=1,
            misfire_grace_time=None,
        )
        self._deps.bell.heard_by({one.name: lambda: self._wake(one.name)})

    def _wake(self, name: str) -> None:
        if name in self._under_way:
            self._rung.add(name)
        elif self._scheduler.running:  # a last request may ring while the server stops
            self._scheduler.modify_job(name, next_run_time=datetime.now(UTC))

    async def _tick(self, one: Job) -> None:
        """Run a job once, and once more if the bell rang meanwhile."""
        self._under_way[one.name] = asyncio.current_task()
        try:
            await self._run(one)
        finally:
            del self._under_way[one.name]
        if one.name in self._rung:
            self._rung.discard(one.name)
            self._wake(one.name)

    async def _run(self, one: Job) -> None:
        """A failure is logged and the next turn tries again: the rows stay due."""
        try:
            await one.run(self._deps)
        except MoorlineError as error:
            log.warning("job.failed", job=one.name, error=str(error))
        except Exception:  # the ticker outlives whatever a job runs into
            log.exception("job.crashed", job=one.name)

    @asynccontextmanager
    async def ticking(self, finish_within: float) -> AsyncIterator[None]:
        """Tick while the block runs, then let what is under way finish, for so many seconds.

        What does not finish is given up: its rows are claimed again when their leases run out.
        """
        self._scheduler.start()
        try:
            yield
        finally:
            self._scheduler.pause()
            if running := [task for task in self._under_way.values() if task]:
                await asyncio.wait(running, timeout=finish_within)
            self._scheduler.shutdown(wait=False)
