"""Decides what becomes of what was written in members' Slack threads."""

from __future__ import annotations

from datetime import timedelta

from bot.deps import Deps
from bot.flows.conversations.thread_replies import overhear_due
from jobs.schedule import job


@job(every=timedelta(seconds=1))
async def overhear(deps: Deps) -> None:
    """Decide until nothing waits: with one decided, the next of its thread is due."""
    while await overhear_due(deps):
        pass
