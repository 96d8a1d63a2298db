"""Digests webhook events that nobody woke us for: after a crash, or while the bell was lost."""

from __future__ import annotations

from datetime import timedelta

from bot.deps import Deps
from bot.flows.conversations.intake import digest
from jobs.schedule import job

BATCH = 200


@job(every=timedelta(seconds=1))
async def intake(deps: Deps) -> None:
    """Digest until nothing waits."""
    while await digest(deps, limit=BATCH) == BATCH:
        pass
