"""Tells Slack what waits in the outbox."""

from __future__ import annotations

from datetime import timedelta

from bot.deps import Deps
from bot.flows.announcements.announce import BATCH, announce_due
from jobs.schedule import job


@job(every=timedelta(seconds=1))
async def announce(deps: Deps) -> None:
    """Tell until nothing is due."""
    while await announce_due(deps) == BATCH:
        pass
