"""Makes the LIFF apps that sites still lack: at once when rung, again when LINE did not answer."""

from __future__ import annotations

from datetime import timedelta

from bot.deps import Deps
from bot.flows.network.subnets import fulfil_due
from jobs.schedule import job


@job(every=timedelta(seconds=5))
async def subnets(deps: Deps) -> None:
    """Serve every account that has sites waiting, or LIFF apps to make."""
    await fulfil_due(deps)
