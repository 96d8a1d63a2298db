"""Tells of long work that was cut off."""

from __future__ import annotations

from datetime import timedelta

from bot.deps import Deps
from bot.flows.network.cut_off import tell_cut_off
from jobs.schedule import job


@job(every=timedelta(minutes=1))
async def progress(deps: Deps) -> None:
    """Messages that say work goes on, although nobody is at it any more."""
    await tell_cut_off(deps)
