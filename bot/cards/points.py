"""A member's points as a ledger."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.cards.marks import person
from bot.cards.parts import Card, Part, context, heading, prose
from bot.text import Text, _

KINDS: dict[str, Text] = {
    "earn": _("earned"),
    "spend": _("spent"),
    "expire": _("expired"),
    "correct": _("corrected"),
}


@dataclass(frozen=True)
class EntryShown:
    """One line of the ledger."""

    kind: str
    points: int
    at: datetime
    store: str
    reason: str
    by: str  #: Slack user id, "" when it happened by itself
    expires_at: datetime | None


@dataclass(frozen=True)
class LedgerShown:
    """A member's ledger; without `balance`, only the entries of the reader's own stores."""

    member: str
    level: str
    balance: int | None
    entries: Sequence[EntryShown]


def ledger(shown: LedgerShown) -> Card:
    """The balance and the newest entries."""
    title = _("Points of {member}", member=shown.member)
    parts: list[Part] = [heading(title)]
    if shown.balance is None:
        parts.append(context(_("Only what happened at your stores.")))
    else:
        parts.append(prose(_("*{points}* points", points=f"{shown.balance:,}")))
    if shown.level:
        parts.append(context(_("Level: {level}", level=shown.level)))
    if not shown.entries:
        parts.append(prose(_("No entries yet.")))
    parts += [prose(_line(one)) for one in shown.entries[:40]]
    return Card(title, tuple(parts))


def corrected(member: str, points: int, balance: int) -> Card:
    """Points were corrected."""
    return Card(_("{member}: {points} points. The balance is {balance} now; your reason stands in "
                  "the ledger.", member=member, points=f"{points:+,}",
                  balance=f"{balance:,}"))  # fmt: skip


def _line(one: EntryShown) -> Text:
    line = _("*{points}* · {kind} · {time}", points=f"{one.points:+,}",
             kind=KINDS.get(one.kind, _("changed")), time=one.at)  # fmt: skip
    if one.store:
        line = _("{line} · {store}", line=line, store=one.store)
    if one.expires_at is not None:
        line = _("{line}\nuntil {time}", line=line, time=one.expires_at)
    if one.reason:
        line = _("{line}\n“{reason}”", line=line, reason=one.reason)
    if one.by:
        line = _("{line} — {person}", line=line, person=person(one.by))
    return line
