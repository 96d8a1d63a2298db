"""Copies pictures and files members sent into their Slack threads."""

from __future__ import annotations

from datetime import timedelta

from bot.deps import Deps
from bot.flows.conversations.media import BATCH, copy_due
from jobs.schedule import job


@job(every=timedelta(seconds=1))
async def media(deps: Deps) -> None:
    """Copy until nothing waits."""
    while await copy_due(deps) == BATCH:
        pass
