"""Verifies the bindings whose time has come."""

from __future__ import annotations

from datetime import timedelta

from bot.deps import Deps
from bot.flows.binding.verify import AT_ONCE, verify_due
from jobs.schedule import job


@job(every=timedelta(seconds=1))
async def verify(deps: Deps) -> None:
    """Verify until no account is due."""
    while await verify_due(deps) == AT_ONCE:
        pass
