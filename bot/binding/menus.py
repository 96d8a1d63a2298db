"""Which of an account's rich menus a name means."""

from __future__ import annotations

from collections.abc import Sequence

from bot.binding.platforms import RichMenu
from bot.text import Text, _

NONE = "-"  #: in place of a menu's name: the account's own default
LONGEST_NAME = 300
MOST_NAMES = 15
GONE, NO_PICTURE = "gone", "no-picture"  #: why a menu is not shown (`MenuWish.failure`)


def named(menus: Sequence[RichMenu], name: str) -> RichMenu | None:
    """The menu of this name; spaces and capitals matter only where two would be meant otherwise.

    Of several alike the first that LINE lists: it has no other order of its own.
    """
    exact = next((one for one in menus if one.name == name), None)
    return exact or next((one for one in menus if _plain(one.name) == _plain(name)), None)


def unknown(menus: Sequence[RichMenu], name: str) -> Text:
    """Says that LINE has no menu of this name, and what it has."""
    if not menus:
        return _(
            "LINE has no rich menu made with the Messaging API. Menus made in LINE Official "
            "Account Manager cannot be given to single members; /line rich-menu make makes one "
            "that can."
        )
    names = list(dict.fromkeys(one.name for one in menus))
    shown = ", ".join(f"“{one}”" for one in names[:MOST_NAMES])
    more = " …" if len(names) > MOST_NAMES else ""
    return _(
        "LINE has no rich menu “{name}” made with the Messaging API. There are: {names}.",
        name=name,
        names=f"{shown}{more}",
    )


def _plain(name: str) -> str:
    return " ".join(name.split()).casefold()
