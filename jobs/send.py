"""Sends what operators wrote: at once when rung, and again what LINE did not take."""

from __future__ import annotations

from datetime import timedelta

from bot.deps import Deps
from bot.flows.conversations.reply import send_due
from jobs.schedule import job


@job(every=timedelta(seconds=1))
async def send(deps: Deps) -> None:
    """Send until nothing is due: with one message gone, the next of its conversation is."""
    while await send_due(deps):
        pass
