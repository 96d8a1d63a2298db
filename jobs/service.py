"""Reminds of services about to end."""

from __future__ import annotations

from datetime import timedelta

from bot.deps import Deps
from bot.flows.binding.service import remind
from jobs.schedule import job


@job(every=timedelta(minutes=10))
async def service(deps: Deps) -> None:
    """30, 7 and 1 days before, each once, in the morning of the account's time zone."""
    await remind(deps)
