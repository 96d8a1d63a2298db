"""Deletes replaced LIFF apps once their week is over."""

from __future__ import annotations

from datetime import timedelta

from bot.deps import Deps
from bot.flows.network.retire import AT_ONCE, delete_retired
from jobs.schedule import job


@job(every=timedelta(minutes=10))
async def retire(deps: Deps) -> None:
    """Delete until none is due."""
    while await delete_retired(deps) == AT_ONCE:
        pass
