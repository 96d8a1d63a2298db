"""Issues tickets to many, some members at a time."""

from __future__ import annotations

from datetime import timedelta

from bot.deps import Deps
from bot.flows.stores.ticket_rounds import round_due
from jobs.schedule import job


@job(every=timedelta(seconds=2))
async def ticket_rounds(deps: Deps) -> None:
    """Go on until no round is due."""
    while await round_due(deps):
        pass
