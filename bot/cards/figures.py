"""The report of an account or of one store, also told by itself every morning."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import ClassVar

from bot.binding.figures import Figures
from bot.cards.marks import Said
from bot.cards.parts import (
    Button,
    Card,
    Part,
    button,
    buttons,
    context,
    facts,
    heading,
    illustration,
    prose,
)
from bot.cards.values import ButtonValue
from bot.text import Text, _


@dataclass(frozen=True)
class ReportOf(ButtonValue):
    """The report of another period."""

    action: ClassVar[str] = "report"
    account: str
    site: str
    period: str


@dataclass(frozen=True)
class EveryMorning(ButtonValue):
    """Have the report told by itself each day."""

    action: ClassVar[str] = "digest"
    account: str
    site: str
    off: bool = False  #: no longer


@dataclass(frozen=True)
class ReportShown:
    """The figures of a period. `left` are messages of this month, None if unlimited or unknown."""

    name: str
    account: str  #: slug
    site: str  #: slug; "" for the whole account
    period: str
    figures: Figures
    left: int | None
    open_alerts: int
    picture_url: str
    daily: bool = False  #: it was told by itself
    told_at: int | None = None  #: the hour at which it is told every day


def report(shown: ReportShown) -> Card:
    """The numbers, their chart, and where to look next."""
    title = _("{name}: {period}", name=shown.name, period=shown.period)
    parts: list[Part] = [heading(title), facts(_pairs(shown)), context(_legend(shown.figures))]
    parts.append(illustration(shown.picture_url, _("Chart of the last days")))
    if shown.open_alerts:
        parts.append(prose(_("🔴 Open alerts: {count}. `/line alerts` shows them.",
                             count=shown.open_alerts)))  # fmt: skip
    else:
        parts.append(prose(_("🟢 The binding is well.")))
    if shown.told_at is not None:
        parts.append(context(_("Told every day at {hour}:00. `/line digest {hour}` changes the "
                               "hour.", hour=shown.told_at)))  # fmt: skip
    parts.append(buttons(*_elsewhere(shown)))
    return Card(title, tuple(parts))


def _pairs(shown: ReportShown) -> Iterator[tuple[Said, Said]]:
    found = shown.figures
    yield _("New members"), str(found.new_members)
    yield _("Members"), str(found.members)
    if found.messages is not None:
        yield _("Messages from members"), str(found.messages)
        yield _("First reply after (median)"), _told(found)
    yield _("Tickets redeemed"), str(found.redemptions)
    yield _("Points earned / spent"), f"{found.points_earned} / {found.points_spent}"
    yield _("Purchases"), f"{found.purchases} ({found.money:,})"
    if shown.left is not None:
        yield _("Messages left this month"), str(shown.left)


def _told(found: Figures) -> Said:
    if found.first_reply is None:
        return ""
    return _("{time}", time=found.first_reply)


def _legend(found: Figures) -> Text:
    if found.messages is None:
        return _("🟦 new members · 🟧 tickets redeemed")
    return _("🟩 messages · 🟦 new members · 🟧 tickets redeemed")


def _elsewhere(shown: ReportShown) -> Sequence[Button]:
    spans = (("7d", _("7 days")), ("30d", _("30 days")), ("month", _("This month")))
    found = [button(label, ReportOf(shown.account, shown.site, words)) for words, label in spans]
    if shown.daily:
        return found
    if shown.told_at is None:
        found.append(button(_("Every morning"), EveryMorning(shown.account, shown.site)))
    else:
        found.append(button(_("No longer every day"),
                            EveryMorning(shown.account, shown.site, off=True)))  # fmt: skip
    return found


def digest_set(name: str, hour: int | None) -> Card:
    """The report will be told by itself, or no longer."""
    if hour is None:
        return Card(_("The daily figures of {name} are switched off.", name=name))
    return Card(_("The figures of {name} are told every day at {hour}:00.", name=name, hour=hour))


def digest_stands(name: str, hour: int | None) -> Card:
    """When the report is told by itself."""
    if hour is None:
        return Card(_("The figures of {name} are not told by themselves. `/line digest 9` has them "
                      "told every day at nine.", name=name))  # fmt: skip
    return digest_set(name, hour)
