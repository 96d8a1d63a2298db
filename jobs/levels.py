"""Brings members up to date after levels changed: at once when rung, the rest after a crash too."""

from __future__ import annotations

from datetime import timedelta

from bot.deps import Deps
from bot.flows.members.level_sweep import sweep_due
from jobs.schedule import job


@job(every=timedelta(seconds=5))
async def levels(deps: Deps) -> None:
    """Batch after batch, so that others write in between."""
    while await sweep_due(deps):
        pass
