"""Sub-sites: tried before they are stored, stored with a slot or waiting, changed, removed."""

from __future__ import annotations

import structlog
from sqlalchemy.exc import IntegrityError

from bot.binding.roles import Scope
from bot.binding.site_rules import NewSite
from bot.deps import Deps
from bot.errors import InvalidForm, NotFound
from bot.flows.members.menu_checking import check_menu
from bot.flows.network.fulfil import fulfil, fulfil_due
from bot.flows.network.register import Register
from bot.flows.network.removing import remove_site
from bot.flows.network.site_wishes import introduce
from bot.text import _
from storage import accounts
from storage.tables import Account, Site

__all__ = [
    "NewSite",
    "add_site",
    "check_site",
    "edit_site",
    "fulfil",
    "fulfil_due",
    "introduce",
    "remove_site",
    "site_named",
]

log = structlog.get_logger()


async def check_site(
    deps: Deps, account: Account, wanted: NewSite, *, present: Site | None = None
) -> None:
    """Raise `InvalidForm` under each wrong field; changes nothing. `present` is being edited."""
    async with deps.database.reading() as session:
        there = await Register.read(deps, session, account)
    if found := there.problems(wanted, present):
        raise InvalidForm(found)
    if present is None or wanted.rich_menu != present.rich_menu:
        await check_menu(deps, account, wanted.rich_menu)


async def add_site(deps: Deps, account: Account, wanted: NewSite, *, by: str) -> Site:
    """Store the site with a LIFF slot of its own, or waiting for one; `fulfil` does the rest.

    Raises `InvalidForm`. Of two sites added at once into the last slot, one waits.
    """
    try:
        site = await _stored(deps, account, wanted, by)
    except IntegrityError:  # somebody stored the same a moment ago; now the check sees it
        site = await _stored(deps, account, wanted, by)
    log.info("site.added", site=site.slug, waiting=site.login_channel_id is None)
    deps.bell.ring("subnets")
    return site


async def _stored(deps: Deps, account: Account, wanted: NewSite, by: str) -> Site:
    async with deps.database.transaction() as session:
        return (await Register.opened(deps, session, account)).add(wanted, by=by)


async def edit_site(deps: Deps, account: Account, site: Site, wanted: NewSite, *, by: str) -> Site:
    """Store what differs (`Register.change`); a new address reaches LINE by `fulfil`.

    Raises `InvalidForm`, `NotFound`.
    """
    async with deps.database.transaction() as session:
        register = await Register.opened(deps, session, account)
        stored = await session.get(Site, site.id)
        if stored is None:
            raise NotFound(_("There is no site `{site}` any more.", site=site.slug))
        menu = stored.rich_menu
        moved = await register.change(stored, wanted, by=by)
    if moved:
        deps.bell.ring("subnets")
    if stored.rich_menu != menu:
        deps.bell.ring("menus_follow")
    return stored


def as_new(site: Site) -> NewSite:
    """The site as it is, without its redemption code: what an edit begins with."""
    return NewSite(
        site.name,
        site.slug,
        site.address,
        site.service_phone,
        "",
        site.rich_menu,
        site.active,
        site.points_per,
    )


async def site_named(deps: Deps, account: Account, slug: str, seen: Scope | None = None) -> Site:
    """A site of this account. Raises `NotFound` with its sites, those `seen` allows."""
    async with deps.database.reading() as session:
        bound = await accounts.bound(session, account.id)
    for site in bound.sites:
        if site.slug == slug.lower():
            return site
    named = [one.slug for one in bound.sites if seen is None or seen.allows(one.id)]
    raise NotFound(
        _("{account} has no site `{site}`. Its sites: {sites}.", account=account.name,
          site=slug, sites=", ".join(named[:20]))
    )  # fmt: skip
