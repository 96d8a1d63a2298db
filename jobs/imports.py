"""Carries imports out, row by row."""

from __future__ import annotations

from datetime import timedelta

from bot.deps import Deps
from bot.flows.network.import_applying import import_due
from jobs.schedule import job


@job(every=timedelta(seconds=2))
async def imports(deps: Deps) -> None:
    """Go on until no import is due."""
    while await import_due(deps):
        pass
