"""Tells the figures of the day before at the hour people chose."""

from __future__ import annotations

from datetime import timedelta

from bot.deps import Deps
from bot.flows.stores.digests import digest_due
from jobs.schedule import job


@job(every=timedelta(seconds=60))
async def digest(deps: Deps) -> None:
    """Every report whose hour has come."""
    while await digest_due(deps):
        pass
