"""Has LINE show members the rich menus of the sites they use."""

from __future__ import annotations

from datetime import timedelta

from bot.deps import Deps
from bot.flows.members.menu_linking import follow, link_due
from jobs.schedule import job


@job(every=timedelta(seconds=5))
async def menus(deps: Deps) -> None:
    """Show what is due: at once when rung, again when LINE did not."""
    while await link_due(deps):
        pass


@job(every=timedelta(minutes=1))
async def menus_follow(deps: Deps) -> None:
    """Bring members along when a site's menu changed, or LINE has it anew."""
    await follow(deps)
    deps.bell.ring("menus")
