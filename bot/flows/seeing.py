"""A site somebody names, if they may see it."""

from __future__ import annotations

from bot.deps import Deps
from bot.errors import NotAllowed
from bot.flows.access import scope
from bot.flows.network.subnets import site_named
from bot.text import _
from storage.tables import Account, Site


async def seen_site(deps: Deps, user: str, account: Account, slug: str) -> Site:
    """The site with this slug. Raises `NotFound`, and `NotAllowed` for a site of others."""
    seen = await scope(deps, user, account)
    site = await site_named(deps, account, slug, seen)
    if not seen.allows(site.id):
        raise NotAllowed(_("This is not one of your sites."))
    return site


async def only_site(deps: Deps, user: str, account: Account) -> Site | None:
    """The one site of somebody who sees one and nothing else: nobody need ask them which."""
    seen = await scope(deps, user, account)
    if seen.slugs is None or len(seen.slugs) != 1:
        return None
    return await site_named(deps, account, next(iter(seen.slugs)))
