"""A sub-site or a Login channel from the form to the card: stored, served, verified, told."""

from __future__ import annotations

from dataclasses import replace

import structlog

from bot.cards.pool import Shown
from bot.cards.subnets import SiteShown
from bot.deps import Deps
from bot.errors import MoorlineError
from bot.flows.binding.verify import verify
from bot.flows.members.menu_checking import menu_warning
from bot.flows.network.fulfil import fulfil
from bot.flows.network.introducing import newest, site_shown
from bot.flows.network.pool import NewChannel, add_channel, shown
from bot.flows.network.site_wishes import introduce
from bot.flows.network.subnets import NewSite, add_site, edit_site
from storage import accounts, sites
from storage.tables import Account, Site

log = structlog.get_logger()


async def open_site(deps: Deps, account: Account, wanted: NewSite, *, by: str) -> SiteShown:
    """Add a site, make its LIFF app, verify it, and post its card. Raises `InvalidForm`."""
    site = await add_site(deps, account, wanted, by=by)
    await _served(deps, account.id)
    await introduce(deps, site)
    return await _warned(deps, account, site)


async def alter_site(
    deps: Deps, account: Account, site: Site, wanted: NewSite, *, by: str
) -> SiteShown:
    """Change a site; a new address reaches LINE at once if LINE answers, else by itself later."""
    stored = await edit_site(deps, account, site, wanted, by=by)
    if stored.due_at is not None:
        await _served(deps, account.id)
    return await _warned(deps, account, stored)


async def widen(
    deps: Deps, account: Account, given: NewChannel, *, by: str
) -> tuple[Shown, int, int]:
    """Add a Login channel and let waiting sites move in; returns it, how many sites were served,
    and how many still wait. Raises `InvalidForm`.
    """
    row = await add_channel(deps, account, given, by=by)
    async with deps.database.reading() as session:
        before = len(await sites.waiting(session, account.id))
    await _served(deps, account.id)
    async with deps.database.reading() as session:
        left = len(await sites.waiting(session, account.id))
    return await shown(deps, account, row), before - left, left


async def seen_now(deps: Deps, account: Account, site: Site) -> SiteShown:
    """A site as its card shows it now."""
    async with deps.database.reading() as session:
        bound = await accounts.bound(session, account.id)
        seen = await newest(session, account.id)
    return site_shown(deps, bound, next(one for one in bound.sites if one.id == site.id), seen)


async def _warned(deps: Deps, account: Account, site: Site) -> SiteShown:
    """The site's card, and what LINE could not be asked about while the form waited."""
    shown = await seen_now(deps, account, site)
    return replace(shown, warning=await menu_warning(deps, account, site.rich_menu))


async def _served(deps: Deps, account_id: str) -> None:
    """What cannot be done now is done by a job; the card says which of the two it is."""
    try:
        await fulfil(deps, account_id)
        await verify(deps, account_id)
    except MoorlineError as error:
        log.warning("network.not_served", account=account_id, error=str(error))
