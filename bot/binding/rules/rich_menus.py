"""Rules about the rich menus that sites name."""

from __future__ import annotations

from datetime import timedelta

from bot.binding.desired import Desired, DesiredSite, Kind
from bot.binding.menus import NO_PICTURE, named
from bot.binding.model import Asks, Drift, Seen, Severity, probe, rule
from bot.binding.platforms import Platforms, RichMenu
from bot.binding.turns import Turn, of_the_account
from bot.text import _

KEEP = timedelta(minutes=10)
"""LINE allows ten lists a second; menus change a few times a year."""


ASKED, NOT_ASKED = "asked", "not asked"


def asked(want: Desired) -> str:
    """Whether LINE has to be asked at all."""
    return ASKED if any(site.rich_menu for site in want.sites) else NOT_ASKED


def keep_menus(want: Desired, answer: list[RichMenu]) -> timedelta | None:
    """How long a list serves; one that lacks what a site names is asked for in every round."""
    wanted = {site.rich_menu for site in want.sites if site.rich_menu}
    return KEEP if all(named(answer, menu) is not None for menu in wanted) else None


@probe(Kind.ACCOUNT, keep=keep_menus, names=asked, turn=Turn(of_the_account))
async def rich_menus(on: Platforms, want: Desired) -> list[RichMenu]:
    """The account's rich menus; nobody is asked while no site names one."""
    return list(await on.line.rich_menus()) if asked(want) == ASKED else []


@probe(Kind.ACCOUNT)
async def menu_troubles(on: Platforms, want: Desired) -> dict[str, str]:
    """Why menus could not be shown to members lately, by their names."""
    return dict(await on.records.menu_troubles()) if asked(want) == ASKED else {}


@rule(
    "rich-menu",
    Kind.SITE,
    Severity.WARNING,
    label=_("Rich menu"),
    title=_("The site's rich menu cannot be shown"),
    means=_("Members who sign in there see the account's default menu, or the one they had."),
    ending=Asks(_("Choose a rich menu"), "rich_menu"),
)
def rich_menu(want: DesiredSite, seen: Seen) -> Drift | None:
    if not want.rich_menu:
        return None
    expected = _("“{name}” at LINE", name=want.rich_menu)
    menus: list[RichMenu] = seen[rich_menus]
    if named(menus, want.rich_menu) is None:
        return Drift(expected, _("no rich menu of this name made with the Messaging API"))
    if seen[menu_troubles].get(want.rich_menu) == NO_PICTURE:
        return Drift(expected, _("LINE has it without a picture, and shows nobody such a menu"))
    return None
