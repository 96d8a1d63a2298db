"""Reminds the team of members nobody has answered."""

from __future__ import annotations

from datetime import timedelta

from bot.deps import Deps
from bot.flows.conversations.reminding import BATCH, remind_due
from jobs.schedule import job


@job(every=timedelta(seconds=10))
async def remind(deps: Deps) -> None:
    """Remind until nobody is due."""
    while await remind_due(deps) == BATCH:
        pass
