"""The card after a rich menu was made at LINE."""

from __future__ import annotations

from bot.cards.parts import Card, button, context, prose
from bot.cards.rich_menu_buttons import ChooseMenu
from bot.text import _


def menu_made(account: str, account_name: str, name: str) -> Card:
    """LINE has it; nobody sees it before a site is given it. The parent site has the account's
    slug.
    """
    said = _("LINE has the rich menu “{name}” now. Nobody sees it yet.", name=name)
    give = button(_("Give it to {site}", site=account_name), ChooseMenu(account, account))
    others = context(
        _("`/line rich-menu SITE NAME` gives it to another site. Who signs in there sees it.")
    )
    return Card(said, (prose(said, give), others))
