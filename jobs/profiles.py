"""Reads the profiles LINE could not tell while the message passed."""

from __future__ import annotations

from datetime import timedelta

from bot.deps import Deps
from bot.flows.members.profiles import BATCH, refresh_due
from jobs.schedule import job


@job(every=timedelta(seconds=1))
async def profiles(deps: Deps) -> None:
    """Read until nobody waits."""
    while await refresh_due(deps) == BATCH:
        pass
