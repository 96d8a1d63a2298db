"""Cards of rich menus: what LINE has, and a site's new menu."""

from __future__ import annotations

from dataclasses import dataclass

from bot.cards.marks import code
from bot.cards.paging import page_of, turning
from bot.cards.parts import Card, Part, button, context, heading, picture, prose
from bot.cards.rich_menu_buttons import ChooseMenu, RichMenusPage
from bot.text import Text, _

A_PAGE = 10
MOST_SITES = 20
MOST_LOST = 10


@dataclass(frozen=True)
class MenuLine:
    """One rich menu at LINE and the sites that use it."""

    id: str
    name: str
    chat_bar_text: str
    size: str  #: in pixels
    default: bool  #: everybody sees it who has none of their own
    sites: tuple[str, ...]  #: slugs
    picture_url: str = ""  #: "" where Slack could not fetch it


@dataclass(frozen=True)
class MenusShown:
    """One page of an account's rich menus, and the sites whose menu LINE does not have."""

    account: str
    account_name: str
    lines: tuple[MenuLine, ...]
    lost: tuple[tuple[str, str], ...]  #: site, name of the menu
    page: int


@dataclass(frozen=True)
class MenuGiven:
    """A site's menu from now on, "" for the account's default."""

    site_name: str
    menu: str
    warning: Text | None = None


def rich_menus(shown: MenusShown) -> Card:
    """One page of what LINE has, with the sites that use it."""
    title = _("Rich menus of {account}", account=shown.account_name)
    parts: list[Part] = [heading(title)]
    parts += [_lost(shown.account, site, name) for site, name in shown.lost[:MOST_LOST]]
    if not shown.lines:
        parts.append(
            prose(_("LINE has none made with the Messaging API. Menus made in LINE Official "
                    "Account Manager are seen by everybody alike, and no API shows them."))
        )  # fmt: skip
    parts += [_line(one) for one in page_of(shown.lines, shown.page, A_PAGE)]
    parts += turning(
        shown.page, A_PAGE, len(shown.lines), lambda to: RichMenusPage(shown.account, to)
    )
    parts.append(
        context(_("`/line rich-menu SITE NAME` gives a site its menu, with `-` as the name the "
                  "default. Who signs in there sees it."))
    )  # fmt: skip
    return Card(title, tuple(parts))


def _line(one: MenuLine) -> Part:
    said = _("*{name}* · “{bar}” · {size}\n{id}", name=one.name or "—", bar=one.chat_bar_text,
             size=one.size, id=code(one.id))  # fmt: skip
    if one.default:
        said = _("{menu}\nThe default: everybody sees it who has no other.", menu=said)
    if one.sites:
        named = [code(slug) for slug in one.sites[:MOST_SITES]]
        said = _("{menu}\nSites ({count}): {sites}", menu=said, count=len(one.sites), sites=named)
    alt = _("Picture of the rich menu {name}", name=one.name)
    return prose(said, picture(one.picture_url, alt) if one.picture_url else None)


def _lost(account: str, site: str, name: str) -> Part:
    said = _("🟠 {site} is to have “{name}”, which LINE does not have.", site=code(site), name=name)
    return prose(said, button(_("Choose a rich menu"), ChooseMenu(account, site)))


def menu_given(given: MenuGiven) -> Card:
    """What members of a site see from now on."""
    if given.menu:
        said = _("Members of *{site}* get the rich menu “{menu}”: those who signed in there last "
                 "in a minute, everybody else when they sign in.", site=given.site_name,
                 menu=given.menu)  # fmt: skip
    else:
        said = _("*{site}* has no rich menu of its own any more; its members see the account's "
                 "default in a minute.", site=given.site_name)  # fmt: skip
    if given.warning is None:
        return Card(said)
    return Card(said, (prose(said), context(_("🟠 {warning}", warning=given.warning))))
