"""The card that reminds of the day a service ends."""

from __future__ import annotations

from datetime import date

from bot.cards.marks import code
from bot.cards.parts import Card, Tone, context, prose
from bot.text import _


def reminder(account_name: str, until: date, days: int) -> Card:
    """The service of an account ends in so many days; 0 is today."""
    day = until.isoformat()
    if days:
        said = _("{account}: the service ends on {day}. Days left: {days}", account=account_name,
                 day=day, days=days)  # fmt: skip
    else:
        said = _("{account}: the service ends today, {day}", account=account_name, day=day)
    renewed = _("Moorline switches nothing off. Once it is renewed: {command}",
                command=code("/line set service-until 2027-12-31"))  # fmt: skip
    return Card(said, (prose(said), context(renewed)), Tone.WARNING)
