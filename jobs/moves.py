"""Tells of moves that were cut off."""

from __future__ import annotations

from datetime import timedelta

from bot.deps import Deps
from bot.flows.moving_told import tell_cut_off
from jobs.schedule import job


@job(every=timedelta(minutes=1))
async def moves(deps: Deps) -> None:
    """Messages that say sites are being moved, although nobody is at it any more."""
    await tell_cut_off(deps)
