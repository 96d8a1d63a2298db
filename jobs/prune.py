"""Lets go what has served its time."""

from __future__ import annotations

from datetime import timedelta

from bot.deps import Deps
from bot.flows.prune import prune_all
from jobs.schedule import job


@job(every=timedelta(minutes=10))
async def prune(deps: Deps) -> None:
    """Held deliveries, former secrets, told outbox rows, and what sign-ins have left behind."""
    await prune_all(deps)
