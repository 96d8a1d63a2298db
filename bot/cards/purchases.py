"""A purchase at a counter, and what became of it when it was reversed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from bot.cards.parts import Card, Part, context, prose
from bot.cards.values import ButtonValue
from bot.text import Text, _


@dataclass(frozen=True)
class ReversePurchase(ButtonValue):
    """Opens the form that reverses a purchase."""

    action: ClassVar[str] = "purchase.reverse"
    account: str
    purchase: str


@dataclass(frozen=True)
class PurchaseShown:
    """A purchase; `ticket` is what it bought, "" for an amount that earned points."""

    member: str
    store: str
    at: datetime
    ticket: str
    amount: int
    points: int  #: paid with


@dataclass(frozen=True)
class PurchaseUndone:
    """What a reversed purchase took along, in points; `missing` are spent or have expired."""

    taken: int = 0
    missing: int = 0
    returned: int = 0


def paid(ticket: str, amount: int, points: int) -> Text:
    """What was bought for how much."""
    if not ticket:
        return _("paid {amount}", amount=f"{amount:,}")
    if points:
        return _("bought “{ticket}” for {points} points", ticket=ticket, points=f"{points:,}")
    return _("bought “{ticket}” for {amount}", ticket=ticket, amount=f"{amount:,}")


def about_purchase(shown: PurchaseShown) -> tuple[Part, ...]:
    """What stands above the form that reverses one."""
    takes = (
        _("The ticket is withdrawn; what it cost in points comes back.")
        if shown.ticket
        else _("The points it earned are taken back, as far as the member still has them.")
    )
    return (prose(_purchase(shown)), context(takes))


def purchase_reversed(shown: PurchaseShown, undone: PurchaseUndone) -> Card:
    """A purchase was reversed, and what that did to points and ticket."""
    title = _("Reversed: {purchase}", purchase=_purchase(shown))
    parts: list[Part] = [prose(title)]
    if shown.ticket:
        parts.append(prose(_("“{ticket}” is withdrawn and can be had by somebody else.",
                             ticket=shown.ticket)))  # fmt: skip
    if undone.taken:
        parts.append(prose(_("{points} points were taken back.", points=f"{undone.taken:,}")))
    if undone.missing:
        parts.append(prose(_("{points} points it had earned are spent or have expired; nobody is "
                             "left with fewer than none.",
                             points=f"{undone.missing:,}")))  # fmt: skip
    if undone.returned:
        parts.append(prose(_("{points} points came back to the member.",
                             points=f"{undone.returned:,}")))  # fmt: skip
    return Card(title, tuple(parts))


def _purchase(shown: PurchaseShown) -> Text:
    what = paid(shown.ticket, shown.amount, shown.points)
    return _("*{member}* · {what}\n{time} · {store}", member=shown.member or "–", what=what,
             time=shown.at, store=shown.store)  # fmt: skip
