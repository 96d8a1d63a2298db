"""Whether LINE has the rich menu a person names, before it is stored."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import timedelta

import structlog

from bot.binding.menus import named, unknown
from bot.deps import Deps
from bot.errors import InvalidForm, MoorlineError
from bot.flows.members.rich_menus import menus_at_line
from bot.text import Text, _
from storage.tables import Account

log = structlog.get_logger()

FRESH = timedelta(seconds=20)  #: a list this old will do for somebody who looks at it now
AT_ONCE_SECONDS = 2.0  #: what a person at a form waits for LINE; Slack gives us three
UNSURE = _("LINE could not be asked whether it has this rich menu; the check `rich-menu` tells.")


async def check_menu(deps: Deps, account: Account, name: str) -> None:
    """Raise `InvalidForm` under `rich_menu` when LINE has no menu of this name.

    When LINE does not answer in time the name is taken as it is; `menu_warning` says so.
    """
    said = await menu_warning(deps, account, name)
    if said is not None and said != UNSURE:
        raise InvalidForm({"rich_menu": said})


async def menu_warning(deps: Deps, account: Account, name: str) -> Text | None:
    """What is wrong with a menu's name, if anything; "" names none and is always well."""
    if not name:
        return None
    try:
        found = await menus_at_line(deps, account, seconds=AT_ONCE_SECONDS)
        if named(found, name) is None:  # it may have been made since that list was read
            found = await menus_at_line(deps, account, within=FRESH, seconds=AT_ONCE_SECONDS)
    except MoorlineError as error:
        log.info("menu.not_asked", account=account.slug, error=str(error))
        return UNSURE
    return unknown(found, name) if named(found, name) is None else None


async def menu_warnings(deps: Deps, account: Account, names: Collection[str]) -> Mapping[str, Text]:
    """`menu_warning` of each name that has one; LINE, when it does not answer, is asked once."""
    warnings: dict[str, Text] = {}
    for name in sorted(names):
        said = await menu_warning(deps, account, name)
        if said == UNSURE:
            return dict.fromkeys(names, UNSURE) | warnings
        if said is not None:
            warnings[name] = said
    return warnings
