"""Tells LINE of members who have left, and forgets what they said."""

from __future__ import annotations

from datetime import timedelta

from bot.deps import Deps
from bot.flows.members.farewell import AT_ONCE, say_farewell_due
from bot.flows.members.forgetting import forget_due
from jobs.schedule import job


@job(every=timedelta(seconds=15))
async def farewell(deps: Deps) -> None:
    """Until LINE knows of everybody."""
    while await say_farewell_due(deps) == AT_ONCE:
        pass


@job(every=timedelta(seconds=5))
async def forgetting(deps: Deps) -> None:
    """Until nothing is left."""
    while await forget_due(deps):
        pass
