"""`/line rich-menu`: what LINE has, which site uses what, and giving a site its menu."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from urllib.parse import urlsplit

from bot.binding.menus import named
from bot.binding.platforms import RichMenu
from bot.binding.roles import Scope
from bot.binding.site_rules import LOOPBACK
from bot.cards.rich_menus import MenuGiven, MenuLine, MenusShown
from bot.deps import Deps
from bot.flows.binding.verify import look_soon
from bot.flows.members.menu_checking import AT_ONCE_SECONDS, FRESH, check_menu, menu_warning
from bot.flows.members.menu_pictures import picture_address
from bot.flows.members.rich_menus import menus_at_line
from bot.flows.network.subnets import as_new, edit_site
from bot.flows.reach import messaging
from storage import accounts
from storage.tables import Account, Site


async def menus_shown(deps: Deps, account: Account, seen: Scope, page: int) -> MenusShown:
    """LINE's list with the sites that use each menu. Raises `VendorError`."""
    found = await menus_at_line(deps, account, within=FRESH)
    default = await messaging(deps, account).default_rich_menu()
    async with deps.database.reading() as session:
        bound = await accounts.bound(session, account.id)
    mine = [site for site in bound.sites if seen.allows(site.id)]
    using: dict[str, list[str]] = {}
    lost: list[tuple[str, str]] = []
    for site in mine:
        menu = named(found, site.rich_menu) if site.rich_menu else None
        if menu is not None:
            using.setdefault(menu.id, []).append(site.slug)
        elif site.rich_menu:
            lost.append((site.slug, site.rich_menu))
    lines = tuple(
        MenuLine(one.id, one.name, one.chat_bar_text, f"{one.width} × {one.height}",
                 one.id == default, tuple(using.get(one.id, ())),
                 _picture_url(deps, account, one))
        for one in found
    )  # fmt: skip
    return MenusShown(account.slug, account.name, lines, tuple(lost), page)


def _picture_url(deps: Deps, account: Account, menu: RichMenu) -> str:
    """Where Slack fetches the picture from us; "" where it could not."""
    public = str(deps.settings.public_url or "")
    pretended = urlsplit(deps.settings.slack_api_url).hostname in LOOPBACK
    if not public.startswith("https:") and not pretended:
        return ""
    return picture_address(deps, account, menu.id)


async def menus_to_choose(deps: Deps, account: Account) -> Sequence[RichMenu]:
    """What a form offers. Raises `VendorError`."""
    return await menus_at_line(deps, account, within=FRESH, seconds=AT_ONCE_SECONDS)


async def give_site_menu(
    deps: Deps, account: Account, site: Site, name: str, *, by: str
) -> MenuGiven:
    """Name a site's menu, "" for the account's own default; its members follow by themselves.

    Raises `InvalidForm` when LINE has none of this name.
    """
    await check_menu(deps, account, name)
    await edit_site(deps, account, site, replace(as_new(site), rich_menu=name), by=by)
    deps.bell.ring("menus_follow")
    await look_soon(deps, account.id)
    return MenuGiven(site.name, name, await menu_warning(deps, account, name))
