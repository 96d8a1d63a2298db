"""What happened at the counters, page by page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from bot.cards.marks import person
from bot.cards.paging import turning
from bot.cards.parts import Button, Card, Part, button, buttons, context, heading, prose
from bot.cards.purchases import ReversePurchase, paid
from bot.cards.ticket_issuing import ReverseRedemption
from bot.cards.values import ButtonValue
from bot.text import Text, _

A_PAGE = 15


@dataclass(frozen=True)
class RecordsPage(ButtonValue):
    """Another page of the records; `words` is what was typed to narrow them."""

    action: ClassVar[str] = "records"
    account: str
    words: str
    page: int


@dataclass(frozen=True)
class ExportRecords(ButtonValue):
    """Get these records as a table."""

    action: ClassVar[str] = "records.export"
    account: str
    words: str


@dataclass(frozen=True)
class RecordLine:
    """One act at a counter."""

    kind: str  #: redemptions | purchases | points
    id: str
    at: datetime
    site: str
    member: str
    ticket: str
    number: int
    points: int  #: a purchase was paid with
    reversed: bool
    reversed_by: str  #: Slack user id
    reason: str  #: why it was reversed
    reversible: bool


@dataclass(frozen=True)
class RecordsShown:
    """One page of records, how many there are, and what narrowed them."""

    account: str  #: slug
    account_name: str
    lines: tuple[RecordLine, ...]
    page: int
    total: int
    words: str
    may_export: bool


def records(shown: RecordsShown) -> Card:
    """One page of records, the newest first."""
    title = _("Records of {account}", account=shown.account_name)
    parts: list[Part] = [heading(title)]
    if shown.words:
        parts.append(context(_("Only {words}: {count}", words=shown.words, count=shown.total)))
    if not shown.lines:
        parts.append(prose(_("Nothing yet. Tickets redeemed, purchases and points appear here.")))
    parts += [prose(_line(one), _reverse(shown.account, one)) for one in shown.lines]
    parts += turning(
        shown.page, A_PAGE, shown.total, lambda to: RecordsPage(shown.account, shown.words, to)
    )
    if shown.lines and shown.may_export:
        get = ExportRecords(shown.account, shown.words)
        parts.append(buttons(button(_("Get them as a table"), get)))
    return Card(title, tuple(parts))


def _reverse(account: str, one: RecordLine) -> Button | None:
    if not one.reversible:
        return None
    if one.kind == "redemptions":
        return button(_("Reverse"), ReverseRedemption(account, one.id))
    return button(_("Reverse purchase"), ReversePurchase(account, one.id))


def _line(one: RecordLine) -> Text:
    said = _("{at} · {what} · {member} · {site}", at=one.at, what=_what(one),
             member=one.member or "–", site=one.site or "–")  # fmt: skip
    if not one.reversed:
        return said
    return _("{line}\nReversed by {person}: {reason}", line=said, person=person(one.reversed_by),
             reason=one.reason)  # fmt: skip


def _what(one: RecordLine) -> Text:
    if one.kind == "redemptions":
        return _("🎟️ redeemed “{ticket}”", ticket=one.ticket)
    if one.kind == "points":
        return _("⭐ {points} points", points=f"{one.number:+,}")
    return _("🛒 {what}", what=paid(one.ticket, one.number, one.points))


def exported(count: int) -> Card:
    """The table is in the person's direct messages."""
    return Card(_("The table with {count} records is in your direct messages.", count=count))
