"""What a store's managers are told when its code was typed wrongly too often."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.cards.parts import Card, Tone, button, buttons, context, heading, prose
from bot.cards.subnets import EditSubnet
from bot.text import _


@dataclass(frozen=True)
class LockShown:
    """Wrong codes on a site's page: one member's, or those of several on the whole page."""

    account: str
    site: str
    site_name: str
    member: str
    whole_page: bool
    until: datetime


def code_locked(shown: LockShown) -> Card:
    """Who or what is locked until when, and the one thing to do about it."""
    title = _("{site}: redemption codes typed wrongly", site=shown.site_name)
    if shown.whole_page:
        said = _("Several members typed wrong redemption codes on the page of {site} within ten "
                 "minutes. The page takes no code until {time}.", site=shown.site_name,
                 time=shown.until)  # fmt: skip
    else:
        said = _("{member} typed five wrong redemption codes on the page of {site} within ten "
                 "minutes. No code is taken from this member until {time}.", member=shown.member,
                 site=shown.site_name, time=shown.until)  # fmt: skip
    hint = _("If somebody is guessing, give the store a longer code; the old one stops at once.")
    change = button(_("Change the code"), EditSubnet(shown.account, shown.site), primary=True)
    return Card(title, (heading(title), prose(said), buttons(change), context(hint)), Tone.WARNING)
