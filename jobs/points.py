"""Writes off points that have expired."""

from __future__ import annotations

from datetime import timedelta

from bot.deps import Deps
from bot.flows.stores.expiring import expire_due
from jobs.schedule import job


@job(every=timedelta(minutes=1))
async def points(deps: Deps) -> None:
    """Go on until nothing has expired that is not written off."""
    while await expire_due(deps):
        pass
