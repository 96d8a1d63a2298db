"""The sub-sites as a table, in the person's direct messages; without secrets."""

from __future__ import annotations

from bot.binding.csv_sites import write_sites
from bot.binding.site_plan import yes_no
from bot.deps import Deps
from bot.errors import NotFound
from bot.flows.access import Scope
from bot.text import _
from storage import accounts
from storage.tables import Account, Site


async def export(deps: Deps, account: Account, seen: Scope, *, to: str, comment: str) -> int:
    """Send somebody the table of the sub-sites they see; returns how many. Raises `NotFound`.

    `comment` stands above the file. Redemption codes are left empty, which an import lets stand.
    """
    async with deps.database.reading() as session:
        bound = await accounts.bound(session, account.id)
    chosen = [site for site in bound.sites if not site.parent and seen.allows(site.id)]
    if not chosen:
        raise NotFound(_("There is no sub-site to export. `/line subnet add` makes the first one."))
    table = write_sites(_row(site) for site in chosen)
    room = await deps.slack.direct_channel(to)
    await deps.slack.files.upload(room, f"{account.slug}-sites.csv", table.encode(), comment)
    return len(chosen)


def _row(site: Site) -> dict[str, str]:
    return {
        "name": site.name,
        "site": site.slug,
        "address": site.address or "",
        "service_phone": site.service_phone,
        "rich_menu": site.rich_menu,
        "active": yes_no(site.active),
        "points_per": str(site.points_per or ""),
    }
