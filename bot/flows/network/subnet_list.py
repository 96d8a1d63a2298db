"""The store table: what a person sees of an account's sub-sites."""

from __future__ import annotations

from collections.abc import Sequence

from bot.binding.roles import Scope
from bot.cards.stores import StoreLine
from bot.deps import Deps
from bot.flows.network.introducing import standing_of
from storage import accounts, sites, tasks
from storage.tables import Account, Site


async def store_lines(
    deps: Deps, account: Account, seen: Scope, word: str = ""
) -> Sequence[StoreLine]:
    """The sub-sites within `seen` that match `word`, by name; members are who signed in there."""
    async with deps.database.reading() as session:
        bound = await accounts.bound(session, account.id)
        members = await sites.visitors(session, account.id)
        active = await tasks.active_counts(session, account.id)
    mine = [one for one in bound.sites if not one.parent and seen.allows(one.id)]
    return [
        StoreLine(
            account=account.slug,
            slug=site.slug,
            name=site.name,
            service_phone=site.service_phone,
            code_set=site.redemption_code_box is not None,
            rich_menu=site.rich_menu,
            members=members.get(site.id, 0),
            tasks=active.get(site.id, 0),
            active=site.active,
            standing=standing_of(site),
        )
        for site in mine
        if _matches(site, word)
    ]


def _matches(site: Site, word: str) -> bool:
    """The word is in the name, the short name, the address, the phone or the rich menu."""
    places = (site.name, site.slug, site.address or "", site.service_phone, site.rich_menu)
    return any(word.casefold() in place.casefold() for place in places)


async def visitors_of(deps: Deps, site: Site) -> int:
    """How many members have signed in on one site."""
    async with deps.database.reading() as session:
        return (await sites.visitors(session, site.account_id)).get(site.id, 0)
